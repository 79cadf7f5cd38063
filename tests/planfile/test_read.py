"""Reading whole plans: all files, all faults, in order, none twice."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from planengine.core.plan import Body, Completion, Due, FocalPoint, MonthDay, Span
from planengine.planfile.read import read_plan
from tests.planfile.plans_in_text import (
    AGENCIES,
    CALENDAR,
    HEAD,
    TASKS,
    codes,
    plan_text,
    read,
    second,
    task,
    write,
)

ROOT = Path(__file__).parents[2]


def test_the_plan_of_resolution_106_has_no_error():
    reading = read_plan(ROOT / "plans/kh_106.yaml")
    assert reading.plan is not None
    assert len(reading.plan.tasks) == 53
    assert {finding.severity for finding in reading.findings} == {"warning"}
    # 29 duties are given to lists without a lead; one has its focal point recorded, one is a list of one group.
    assert codes(reading).count("PE202") == sum(
        task.form == "joint" and task.focal_point is None and len(task.bodies) > 1
        for task in reading.plan.tasks
    )


def test_faults_of_all_files_are_told_in_one_run_in_the_order_of_the_files(tmp_path):
    plan = (
        HEAD
        + "directory: [co_quan/a.yaml, co_quan/b.yaml]\ncalendar: lich.yaml\n"
        + task("kind: x", "lead: so-x")
    )
    reading = read(
        tmp_path, plan,
        co_quan__a="agencies:\n  ubnd-tinh: {name: A, til: 2024-01-01}\n  vp-ubnd: {}\n",
        co_quan__b="agencies:\n  so-tc: {name: B}\n  so-tc: {name: B}\n",
        lich="calendar: vn\ncovers: {from: 2024-01-01, until: 2025-12-31}\nweekend: [sat, sunday]\n",
    )  # fmt: skip
    found = [(Path(one.place.file).name, one.place.line, one.code) for one in reading.findings]
    assert found == [
        ("plan.yaml", 15, "PE042"),
        ("plan.yaml", 16, "PE101"),
        ("a.yaml", 2, "PE030"),
        ("a.yaml", 3, "PE031"),
        ("b.yaml", 3, "PE012"),
        ("lich.yaml", 3, "PE042"),
    ]
    assert reading.plan is None
    assert [Path(source.name).name for source in reading.sources] == [
        "plan.yaml",
        "a.yaml",
        "b.yaml",
        "lich.yaml",
    ]


def test_a_syntax_fault_in_the_plan_does_not_hide_those_of_the_directory(tmp_path):
    plan = HEAD + "directory: a.yaml\n" + task("notes: Bước 1: họp")
    reading = read(tmp_path, plan, a="agencies:\n  so-tc: {nam: B}\n")
    assert codes(reading) == ["PE008", "PE030"]


def test_a_directory_that_is_not_there_makes_no_agency_unknown(tmp_path):
    assert codes(read(tmp_path, HEAD + CALENDAR + TASKS + "directory: x.yaml\n")) == ["PE001"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("kind: recurring", "every: yeer"), ["PE042"]),
        (("leed: so-tc", "lead:"), ["PE030"]),
        (("joint: [so-tc, so-xd]", "focal_point: Sở"), ["PE044"]),
        (("internal_due: 2024-12-31", "basis: [a]"), ["PE032"]),
        (("kind: standin", "update: quarter"), ["PE042"]),
        (("support: [SO]", "support_required: true"), ["PE044"]),
        (("complete_when: focal_point", "joint: [so-tc]", "focal_point: {agency: 'x y'}"), ["PE044"]),
    ],
)
def test_what_only_follows_from_a_fault_is_not_told(lines, expected, tmp_path):
    assert codes(read(tmp_path, plan_text(tasks=task(*lines)))) == expected


def test_a_plan_of_a_newer_format_is_not_judged(tmp_path):
    assert codes(read(tmp_path, "planengine: 9\nplan: [x]\nviec: 1\n")) == ["PE025"]


@pytest.mark.parametrize("name", ["../x.yaml", "a/../../x.yaml", "link.yaml", "folder/x.yaml"])
def test_no_file_outside_the_plans_folder_is_read(name, tmp_path):
    inside = tmp_path / "inside"
    write(tmp_path, AGENCIES, "x.yaml")
    write(inside, plan_text(end=f"directory: {name}\n"))
    os.symlink(tmp_path / "x.yaml", inside / "link.yaml")
    os.symlink(tmp_path, inside / "folder")
    reading = read_plan(inside / "plan.yaml")
    assert codes(reading) == ["PE021"]
    assert len(reading.sources) == 1


@pytest.mark.parametrize("name", ["/etc/passwd", "C:/x.yaml", "\\\\\\\\host\\\\x.yaml"])
def test_an_absolute_path_is_refused(name, tmp_path):
    assert codes(read(tmp_path, plan_text(end=f'directory: "{name}"\n'))) == ["PE022"]


def test_a_task_says_what_its_keys_say(tmp_path):
    lines = (
        "id2: x", "joint: [so-tc, {group: ubnd-huyen, track: group}, {group: nganh, members: [so-xd]}]",
        "focal_point: {agency: so-tc, reading: Theo công văn, ref: 12/VP}", "complete_when: {at_least: 2}",
        "kind: recurring", "every: year", "from: 01/02/2024", "until: 2025-11-30", "due: {before: 12-15}",
        "cutoff: 12-10", "duration: 10wd", "quote: [một, hai]", "addressee: ubnd-tinh", "lines: 114-117",
        "readings: {kind: đoán}", "tags: [x, y]", "conditions: [có vốn]", "request: true",
    )[1:]  # fmt: skip
    (made,) = read(tmp_path, plan_text(tasks=task(*lines))).plan.tasks
    assert made.bodies == (Body("so-tc"), Body("ubnd-huyen", "group"), Body("nganh", "members", ("so-xd",)))
    assert made.focal_point == FocalPoint("so-tc", "Theo công văn", "12/VP")
    assert made.complete_when == Completion("at_least", 2)
    assert made.due == Due(yearly=MonthDay(12, 15), before=True)
    assert (made.from_, made.until) == (date(2024, 2, 1), date(2025, 11, 30))
    assert (made.duration, made.cutoff) == (Span(10, "wd"), MonthDay(12, 10))
    assert (made.quote, made.addressee, made.readings) == (
        ("một", "hai"),
        ("ubnd-tinh",),
        (("kind", "đoán"),),
    )


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2025-12-31", Due(day=date(2025, 12, 31))),
        ("31/12/2025", Due(day=date(2025, 12, 31))),
        ("{before: 16/12/2025}", Due(day=date(2025, 12, 16), before=True)),
        ("{within: 15wd, of: issued}", Due(within=Span(15, "wd"), of="issued")),
        ("horizon", Due(horizon=True)),
        ("none", None),
    ],
)
def test_a_due_date_has_these_forms(written, due, tmp_path):
    text = plan_text(
        head="  issued: 2024-01-02\n", tasks=task(f"due: {written}"), end="defaults: {due: horizon}\n"
    )
    assert read(tmp_path, text).plan.tasks[0].due == due


@pytest.mark.parametrize(
    ("every", "written", "due"),
    [
        ("year", "12-15", Due(yearly=MonthDay(12, 15))),
        ("quarter", "28", Due(day_of_month=28)),
        ("month", "{before: 5}", Due(day_of_month=5, before=True)),
        ("month", "29", None),
        ("month", "0", None),
        ("month", "05", None),
    ],
)
def test_a_due_date_of_every_period_is_a_day_that_every_period_has(every, written, due, tmp_path):
    reading = read(tmp_path, plan_text(tasks=task("kind: recurring", f"every: {every}", f"due: {written}")))
    if due is None:
        assert codes(reading) == ["PE038"]
    else:
        assert reading.plan.tasks[0].due == due


@pytest.mark.parametrize(
    ("kind", "due"),
    [("once", Due(horizon=True)), ("milestone", Due(horizon=True)), ("standing", None), ("on_demand", None)],
)
def test_only_what_happens_once_inherits_the_horizon(kind, due, tmp_path):
    text = plan_text(tasks=task(f"kind: {kind}"), end="defaults: {due: horizon}\n")
    assert read(tmp_path, text).plan.tasks[0].due == due


@pytest.mark.parametrize(
    ("written", "guess"),
    [
        ("5/3/2025", "2025-03-05"),
        ("31-12-2025", "2025-12-31"),
        ("31.12.2025", "2025-12-31"),
        ("2025-3-5", "2025-03-05"),
        ("2025/12/31", "2025-12-31"),
        ("2025-12-31T00:00:00", "2025-12-31"),
        ("31/12/25", None),
        ("1735689600", None),
        ("٣١/١٢/٢٠٢٥", None),
    ],
)
def test_other_forms_of_a_date_are_refused_with_a_hint(written, guess, tmp_path):
    (finding,) = read(tmp_path, plan_text(tasks=task(f"starts: {written}"))).findings
    assert (finding.code, finding.params.get("guess")) == ("PE036", guess)


@pytest.mark.parametrize("written", ["yes", "no", "on", "1", "True", "có", "t", "y"])
def test_only_true_and_false_are_booleans(written, tmp_path):
    assert codes(read(tmp_path, plan_text(tasks=task(f"restricted: {written}")))) == ["PE039"]


@pytest.mark.parametrize(
    "written", ["1_0", "1.0", "'+7'", "007", "' 7'", "0", "٧", "1e1", "99999999999999999999"]
)
def test_only_plain_digits_are_numbers(written, tmp_path):
    text = plan_text(tasks=task("each: [so-tc, so-xd]", f"complete_when: {{at_least: {written}}}"))
    assert codes(read(tmp_path, text)) == ["PE038"]


@pytest.mark.parametrize("mark", ["mật", "Tối mật", "TUYỆT MẬT"])
def test_a_mark_of_secrecy_is_refused_wherever_it_stands(mark, tmp_path):
    assert codes(read(tmp_path, plan_text(tasks=task(f"classification: {mark}")))) == ["PE047"]
    assert codes(read(tmp_path, plan_text(head=f"  classification: {mark}\n"))) == ["PE047"]


def test_a_clause_comes_from_the_nearest_section_that_has_one(tmp_path):
    text = plan_text(
        tasks="tasks:\n  - id: I\n    title: Mục\n    clause: 5-6\n    tasks:\n      - {id: a, title: A, lead: so-tc}\n"
        "      - {id: b, title: B, lead: so-tc, clause: '9'}\n"
    )
    assert [one.clause for one in read(tmp_path, text).plan.tasks] == ["5-6", "9"]


def test_a_warning_is_silenced_by_its_task_or_by_the_plan_and_an_error_never(tmp_path):
    allow = "allow: [{code: PE202, reason: đã biết}, {code: PE201, reason: ghi chú}]"
    joint = "joint: [so-tc, so-xd]"
    loud = plan_text(tasks=task(joint) + second(joint, "notes: a #b"))
    assert codes(read(tmp_path, loud)) == ["PE202", "PE202", "PE201"]
    assert codes(read(tmp_path, plan_text(tasks=task(joint) + second(joint, "notes: a #b", allow)))) == [
        "PE202"
    ]
    assert (
        codes(
            read(tmp_path, plan_text(head=f"  {allow}\n", tasks=task(joint) + second(joint, "notes: a #b")))
        )
        == []
    )


def test_every_independent_cycle_is_told_once_with_the_line_of_every_edge(tmp_path):
    text = plan_text(
        tasks="tasks:\n"
        "  - {id: a, title: A, lead: so-tc, after: [I]}\n"
        "  - {id: I, title: Mục, tasks: [{id: b, title: B, lead: so-tc, after: [a]}]}\n"
        "  - {id: c, title: C, lead: so-tc, after: [d]}\n"
        "  - {id: d, title: D, lead: so-tc, after: [c]}\n"
    )
    found = read(tmp_path, text).findings
    assert [(one.code, one.params["path"], one.place.line) for one in found] == [
        ("PE113", "a → I → b → a", 26),
        ("PE113", "c → d → c", 28),
    ]
    assert [[place.line for place in one.related] for one in found] == [[27, 27], [29]]
    assert [one.labels for one in found] == [("holds", "waits"), ("waits",)]


def test_places_are_found_for_every_subject_and_end_at_the_longest_known_beginning(tmp_path):
    reading = read(tmp_path, plan_text(tasks=task("after: [{task: '2', lag: 5wd}]") + second()))
    spot = {
        path: (reading.places[path].line, reading.places[path].column)
        for path in [
            ("task", "1"),
            ("task", "1", "after", 0, "lag"),
            ("task", "1", "due", "of"),
            ("plan", "starts"),
        ]
    }
    assert spot == {
        ("task", "1"): (26, 9),
        ("task", "1", "after", 0, "lag"): (29, 30),
        ("task", "1", "due", "of"): (26, 9),
        ("plan", "starts"): (6, 11),
    }
    with pytest.raises(KeyError):
        reading.places[("task", "99")]


def test_a_reading_with_a_hundred_megabytes_in_one_scalar_is_refused_with_a_place(tmp_path):
    path = write(tmp_path, HEAD)
    with open(path, "ab") as file:
        file.write(b"x: ")
        file.truncate(100_000_000)
    (finding,) = read_plan(path).findings
    assert (finding.code, finding.place.line) == ("PE003", 1)


def test_a_predecessor_named_with_its_own_plan_is_the_same_task_also_in_a_cycle(tmp_path):
    """Written as of another plan it would block for ever, and a cycle through it would go unseen."""
    plan_id = next(line.split(":")[1].strip() for line in HEAD.splitlines() if line.strip().startswith("id:"))
    tasks = "tasks:\n" + "".join(
        f'  - {{id: "{one}", title: Việc {one}, lead: so-tc, after: ["{other}"]}}\n'
        for one, other in (("1", f"{plan_id}/2"), ("2", "1"))
    )
    assert "PE113" in codes(read(tmp_path, plan_text(tasks=tasks)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Sở Tài chính", "so-tc"),
        ("SỞ TÀI CHÍNH", "so-tc"),
        ("Sở Tài chính tỉnh", "so-tc"),
        ("UBND cấp huyện", "ubnd-huyen"),
        ("so-tai-chinh", "so-tc"),
        ("so_tc", "so-tc"),
        ("so-tcc", "so-tc"),
        ("Thanh tra", "thanh-tra"),
    ],
)
def test_a_body_called_by_its_name_is_found_by_it(written, meant, tmp_path):
    [finding] = read(tmp_path, plan_text(tasks=task(f"support: [{written}]"))).findings
    assert finding.params["guess"] == meant


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("due: {trước: 2024-12-15}", "before"),
        ("chu kỳ: year", "every"),
        ("Hạn nội bộ: 2024-12-15", "internal_due"),
        ("kind: định kỳ", "recurring"),
        ("kind: thường xuyên", "standing"),
        ("update: hằng quý", "quarter"),
    ],
)
def test_the_words_of_the_documents_lead_to_the_keys_and_values_that_are_meant(line, meant, tmp_path):
    findings = read(tmp_path, plan_text(tasks=task(line))).findings
    assert meant in [finding.params.get("guess") for finding in findings]
