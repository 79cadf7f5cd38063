"""`schedule`, `impact` and `list --blocked`, as people type them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.cli.office import Office, new_office

PLAN = """\
planengine: 1
plan:
  id: kh-1
  title: Kế hoạch thử
  issuer: ubnd-tinh
  starts: 2024-03-04
  ends: 2024-12-31
  secretariat: vp-ubnd
  approver: ubnd-tinh
agencies:
  ubnd-tinh: {name: UBND tỉnh}
  vp-ubnd: {name: Văn phòng UBND tỉnh}
  so-tc: {name: Sở Tài chính}
  so-xd: {name: Sở Xây dựng}
tasks:
  - id: A
    title: Chuẩn bị
    tasks:
      - {id: A.1, title: Khảo sát, lead: so-tc, duration: 5wd}
      - {id: A.2, title: Lập danh sách, lead: so-xd, duration: 10d, after: [A.1], due: 2024-03-25}
  - {id: B, title: Phê duyệt, lead: so-tc, duration: 3wd, after: [{task: A.2, lag: 2wd}], due: 2024-03-28}
  - {id: C, title: Không ai biết khi nào, lead: so-xd, after: [B]}
  - {id: D, title: Việc thường xuyên, lead: so-xd, kind: standing}
  - {id: E, title: Việc ngắn, lead: so-xd, duration: 2d, after: [A.1]}
"""


@pytest.fixture
def office(tmp_path) -> Office:
    made = new_office(tmp_path)
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    return made


@pytest.fixture
def tracked(office) -> Office:
    office.do("apply", "plan.yaml", "--yes", today="2024-03-04")
    return office


def tasks(answer):
    return {one["id"]: one for one in answer.json["tasks"]}


def test_a_file_alone_is_scheduled_as_planned_whatever_day_it_is(office):
    later = office.do("schedule", "plan.yaml", "--json", today="2026-11-24")
    assert later.json == office.do("schedule", "plan.yaml", "--json", today="2024-03-04").json
    found = tasks(later)
    # A.1 Monday 4 to Friday 8 March; A.2 ten days from the 9th; then two working days, three working days of B
    assert (found["A.1"]["start"], found["A.1"]["finish"]) == ("2024-03-04", "2024-03-08")
    assert (found["A.2"]["start"], found["A.2"]["finish"]) == ("2024-03-09", "2024-03-18")
    assert (found["B"]["start"], found["B"]["finish"]) == ("2024-03-21", "2024-03-25")
    assert (found["E"]["float_days"], found["E"]["critical"]) == (15, False)  # from 10 to 25 March
    assert (found["B"]["float_days"], found["B"]["slack_days"], found["B"]["critical"]) == (0, 3, True)
    assert found["B"]["driver"] == {"why": "after", "predecessor": "A.2", "type": "FS", "lag": "2wd"}
    assert found["A.1"]["blocks"] == ["A.2", "E"]
    assert later.json["day"] is None


def test_what_has_no_days_is_counted_and_has_none(office):
    answer = office.do("schedule", "plan.yaml", "--json").json
    assert (answer["unknown"], answer["standing"]) == (["C"], ["D"])
    (unknown,) = [one for one in answer["tasks"] if one["id"] == "C"]
    days = ("start", "finish", "late_start", "late_finish", "float_days", "slack_days")
    assert {unknown[key] for key in days} == {None}
    assert unknown["critical"] is False
    told = office.do("schedule", "plan.yaml", "--bars").out
    assert "Chưa đủ dữ liệu để dự kiến (1 nhiệm vụ" in " ".join(told.split())
    assert "Không ai biết" not in told


def test_the_critical_chain_is_told_with_the_reason_of_each_link(office):
    chain = office.do("schedule", "plan.yaml", "--json").json["chain"]
    assert [(one["id"], one["why"], one["predecessor"]) for one in chain] == [
        ("A.1", "opens", None), ("A.2", "after", "A.1"), ("B", "after", "A.2"),
    ]  # fmt: skip
    told = office.do("schedule", "plan.yaml").out
    assert "chờ A.2 xong, thêm 2 ngày làm việc" in told
    assert "waits for A.2 to finish, plus 2 working days" in office.do("schedule", "plan.yaml", lang="en").out


def test_today_and_what_has_happened_move_the_forecast_and_nothing_is_taken_as_done(tracked):
    found = tasks(tracked.do("schedule", "--json", today="2024-03-20"))
    assert (found["A.1"]["planned_finish"], found["A.1"]["finish"]) == ("2024-03-08", "2024-03-26")
    assert found["A.1"]["driver"]["why"] == "today"
    tracked.do("done", "A.1", "--as", "so-tc", "--evidence", "1/BC", today="2024-03-12")
    tracked.do("confirm", "A.1", "--agency", "so-tc", today="2024-03-13")
    found = tasks(tracked.do("schedule", "--json", today="2024-03-13"))
    assert (found["A.1"]["finish"], found["A.1"]["driver"]["why"]) == ("2024-03-12", "happened")
    assert (found["A.2"]["start"], found["A.2"]["finish"]) == ("2024-03-13", "2024-03-22")
    assert tracked.run("schedule", "--exit-code", today="2024-03-13").code == 3
    assert tracked.run("schedule", "--exit-code", "--as-planned", today="2024-03-13").code == 0


def test_work_that_is_cancelled_leaves_the_schedule_and_what_waits_for_it_is_not_sure(tracked):
    words = ("--reason", "Bỏ", "--document", "9/UBND")
    tracked.do("cancel", "A.2", "--agency", "so-xd", *words, today="2024-03-05")
    found = tasks(tracked.do("schedule", "--json", today="2024-03-05"))
    assert "A.2" not in found
    assert (found["B"]["lower_bound"], found["E"]["lower_bound"]) == (True, False)
    told = tracked.do("list", "--blocked", "--by-task", today="2024-03-05").out
    assert "A.2 Lập danh sách: 1 lượt giao đang chờ. Việc này đã hủy" in " ".join(told.split())
    for words in (("schedule", "--why", "A.2"), ("impact", "A.2", "--slip", "3d")):
        answer = tracked.run(*words, today="2024-03-05")
        assert answer.code == 7
        assert "đã hủy" in answer.err


def test_work_that_is_reported_is_over_before_anybody_confirms_it(tracked):
    tracked.do("done", "A.1", "--as", "so-tc", "--evidence", "1/BC", today="2024-03-06")
    found = tasks(tracked.do("schedule", "--json", today="2024-03-20"))
    assert (found["A.1"]["finish"], found["A.1"]["driver"]["why"]) == ("2024-03-06", "happened")


def test_work_that_was_begun_says_so_and_never_ends_before_it_began(tracked):
    tracked.do("start", "A.1", "--as", "so-tc", today="2024-03-06")
    found = tasks(tracked.do("schedule", "--json", today="2024-03-06"))
    assert (found["A.1"]["finish"], found["A.1"]["driver"]["why"]) == ("2024-03-12", "started")
    paper = ("--on", "2024-03-05", "--channel", "paper", "--document", "4/BC ngày 05/3/2024")
    tracked.do("done", "A.1", "--as", "so-tc", *paper, today="2024-03-07")
    found = tasks(tracked.do("schedule", "--json", today="2024-03-07"))
    assert (found["A.1"]["start"], found["A.1"]["finish"]) == ("2024-03-05", "2024-03-05")


def test_where_one_of_two_has_begun_the_other_is_taken_to_begin_today(office):
    text = PLAN.replace(
        "  - {id: E,",
        "  - {id: F, title: Mỗi bên một việc, each: [so-tc, so-xd], duration: 3wd}\n  - {id: E,",
    )
    (office.folder / "plan.yaml").write_text(text, "utf-8")
    office.do("apply", "plan.yaml", "--yes", today="2024-03-04")
    office.do("start", "F", "--as", "so-tc", today="2024-03-05")
    found = tasks(office.do("schedule", "--json", today="2024-03-07"))["F"]
    # from Thursday 7 to Monday 11 March
    assert (found["start"], found["finish"], found["driver"]["why"]) == ("2024-03-05", "2024-03-11", "today")
    office.do("start", "F", "--as", "so-xd", today="2024-03-06")
    found = tasks(office.do("schedule", "--json", today="2024-03-07"))["F"]
    assert (found["finish"], found["driver"]["why"]) == ("2024-03-07", "started")


def test_the_latest_day_is_never_after_the_due_date_and_a_date_alone_is_not_critical(office):
    text = (
        PLAN
        + "  - {id: G, title: Họp, lead: so-tc, due: 2024-03-12}\n"
        + "  - {id: H, title: Biên bản, lead: so-tc, duration: 1d, after: [G]}\n"
    )
    (office.folder / "plan.yaml").write_text(text, "utf-8")
    found = tasks(office.do("schedule", "plan.yaml", "--json"))["G"]
    assert (found["finish"], found["late_finish"], found["critical"]) == ("2024-03-12", "2024-03-12", False)


def test_work_that_ends_after_the_plan_is_named_and_can_be_an_exit_code(office):
    text = PLAN.replace("duration: 2d", "duration: 400d")
    (office.folder / "plan.yaml").write_text(text, "utf-8")
    answer = office.run("schedule", "plan.yaml", "--exit-code")
    assert answer.code == 3
    assert "Sau ngày cuối của kế hoạch (1 nhiệm vụ): E" in answer.out


def test_what_has_no_end_by_nature_or_is_a_section_says_so(tracked):
    standing = tracked.run("schedule", "--why", "D")
    assert (standing.code, "thường xuyên" in standing.err) == (7, True)
    section = tracked.run("schedule", "--why", "A")
    assert (section.code, "A.1" in section.err) == (2, True)


def test_why_leads_back_to_the_first_reason(tracked):
    told = tracked.do("schedule", "--why", "B", "--json", today="2024-03-04").json
    assert [one["id"] for one in told["chain"]] == ["A.1", "A.2", "B"]
    unknown = tracked.run("schedule", "--why", "C")
    assert unknown.code == 7
    assert "duration" in unknown.err
    assert tracked.run("schedule", "--why", "B.9").code == 7


def test_only_a_section_and_only_what_is_critical(office):
    assert set(tasks(office.do("schedule", "plan.yaml", "--section", "A", "--json"))) == {"A.1", "A.2"}
    assert set(tasks(office.do("schedule", "plan.yaml", "--critical", "--json"))) == {"A.1", "A.2", "B"}


def test_a_file_with_errors_shows_them_and_exits_1(office):
    (office.folder / "bad.yaml").write_text(PLAN.replace("after: [B]", "after: [Z]"), "utf-8")
    for words in (("schedule", "bad.yaml"), ("impact", "B", "--slip", "3d", "--file", "bad.yaml")):
        answer = office.run(*words)
        assert answer.code == 1
        assert "PE103" in answer.out


# ---- impact


def test_a_slip_names_tasks_agencies_and_due_dates(tracked):
    found = tracked.do("impact", "A.1", "--slip", "8d", "--json", today="2024-03-04").json
    assert {one["id"]: one["days"] for one in found["moved"]} == {"A.1": 8, "A.2": 8, "B": 8, "E": 8}
    assert [(one["id"], one["late_days"], one["newly"]) for one in found["due_dates"]] == [
        ("A.2", 1, True), ("B", 5, True),
    ]  # fmt: skip
    assert found["agencies"] == [{"agency": "so-tc", "tasks": 2}, {"agency": "so-xd", "tasks": 2}]
    assert found["undated"] == ["C"]
    assert found["finish"] == {"before": "2024-03-25", "after": "2024-04-02"}
    told = tracked.do("impact", "A.1", "--slip", "8d", today="2024-03-04").out
    assert "Sở Tài chính (2)" in told
    assert "trước đó vẫn kịp" in told


def test_a_slip_within_its_float_moves_nothing_else(office):
    found = office.do("impact", "E", "--slip", "10wd", "--file", "plan.yaml", "--json").json
    assert [one["id"] for one in found["moved"]] == ["E"]
    assert (found["due_dates"], found["unmoved"]) == ([], [])
    assert date.fromisoformat(found["finish"]["after"]) == date(2024, 3, 25)


def test_a_section_slips_as_a_whole_and_a_broken_due_date_can_be_an_exit_code(tracked):
    answer = tracked.run("impact", "kh-1/A", "--slip", "8d", "--json", "--exit-code", today="2024-03-04")
    assert answer.code == 3
    assert answer.json["slipped"] == ["A.1", "A.2"]


@pytest.mark.parametrize("slip", ["", "30", "d", "-3d", "0d", "3w", "99999d", "²d"])
def test_what_is_no_delay_is_refused(office, slip):
    answer = office.run("impact", "B", "--slip", slip, "--file", "plan.yaml")
    assert answer.code == 2
    assert "30d" in answer.err


def test_what_is_done_cannot_slip(tracked):
    tracked.do("done", "A.1", "--as", "so-tc", "--evidence", "1/BC", today="2024-03-05")
    tracked.do("confirm", "A.1", "--agency", "so-tc", today="2024-03-05")
    answer = tracked.run("impact", "A.1", "--slip", "3d", today="2024-03-06")
    assert answer.code == 2
    assert "đã xong" in answer.err


# ---- ready, and blocked with why


def test_blocked_work_is_told_with_who_keeps_it_waiting(tracked):
    found = tracked.do("list", "--blocked", "--json", today="2024-03-12").json
    assert {one["task"]: one["blocked_by"] for one in found["assignments"]} == {
        "A.2": ["A.1"], "B": ["A.2"], "C": ["B"], "E": ["A.1"],
    }  # fmt: skip
    (first, *_) = found["blockers"]
    assert (first["task"], first["waiting"]) == ("A.1", 2)
    assert first["open"] == [{"agency": "so-tc", "state": "assigned", "due": None, "days_left": None}]
    told = tracked.do("list", "--blocked", today="2024-03-12").out
    assert "A.1 Khảo sát: 2 lượt giao đang chờ. Chưa xong: Sở Tài chính (chưa tiếp nhận, –)" in told


def test_ready_work_is_what_nothing_keeps_from_starting(tracked):
    assert {one["task"] for one in tracked.list("--ready", today="2024-03-12")} == {"A.1", "D"}
    tracked.do("done", "A.1", "--as", "so-tc", "--evidence", "1/BC", today="2024-03-12")
    tracked.do("confirm", "A.1", "--agency", "so-tc", today="2024-03-12")
    assert {one["task"] for one in tracked.list("--ready", today="2024-03-13")} == {"A.2", "D", "E"}


# ---- the documented keys


def keys_of(value):
    """Every key in a JSON answer, at any depth."""
    if isinstance(value, dict):
        return set(value) | {key for one in value.values() for key in keys_of(one)}
    return {key for one in value for key in keys_of(one)} if isinstance(value, list) else set()


def test_every_key_of_the_answers_is_on_the_page(tracked):
    page = (Path(__file__).parents[2] / "docs" / "schedule.md").read_text("utf-8").partition("## JSON")[2]
    documented = set(re.findall(r"`([a-z_]+)`", page))
    answers = (
        tracked.do("schedule", "--json", today="2024-03-12").json,
        tracked.do("schedule", "--why", "B", "--json", today="2024-03-12").json,
        tracked.do("impact", "A.1", "--slip", "8d", "--json", today="2024-03-12").json,
        {"blockers": tracked.do("list", "--blocked", "--json", today="2024-03-12").json["blockers"]},
    )
    assert {key for answer in answers for key in keys_of(answer)} - documented == set()
