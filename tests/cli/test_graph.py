"""`graph`: the order of a plan, from its file and from what is tracked."""

from __future__ import annotations

import html
import json
import re

import pytest

from tests.cli.office import PLANS, busy_office, new_office
from tests.planfile.plans_in_text import plan_text

ORDERED = """\
tasks:
  - id: A
    title: Chuẩn bị
    tasks:
      - {id: "1", title: Rà soát, lead: so-tc}
      - {id: "2", title: Dự thảo, lead: so-tc, after: ["1"]}
      - id: "3"
        title: Trình
        lead: so-xd
        after: ["1", {task: "2", lag: 5wd, reason: Dòng 12}]
  - {id: "4", title: Việc riêng, lead: so-xd}
"""
CIRCULAR = """\
tasks:
  - {id: "1", title: Một, lead: so-tc, after: ["2"]}
  - {id: "2", title: Hai, lead: so-tc, after: ["1"]}
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return busy_office(tmp_path_factory.mktemp("tracked"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A workspace without a plan in force; each test writes files of its own names."""
    found = new_office(tmp_path_factory.mktemp("files"))
    (found.folder / "plan.yaml").write_text(plan_text(tasks=ORDERED), encoding="utf-8")
    return found


def test_a_file_is_drawn_where_there_is_no_workspace(tmp_path, monkeypatch, capsys):
    from planengine.cli.main import call

    monkeypatch.chdir(tmp_path)
    assert call(["graph", str(PLANS / "kh_106.yaml")]) == 0
    told = capsys.readouterr()
    assert "← 1.1  Rà soát" in told.out
    assert told.err == ""


def test_a_task_shows_what_it_waits_for_and_what_waits_for_it(desk):
    lines = [line.lstrip(" │") for line in desk.do("graph", "plan.yaml").out.splitlines()]
    assert "← 2 (FS +5wd)  Dự thảo" in lines
    assert "→ 3 (FS +5wd)" in lines
    assert "wd: ngày làm việc" in lines


def test_an_edge_that_others_imply_is_drawn_only_in_full(desk):
    def arrows(*words):
        return desk.do("graph", "plan.yaml", *words).out.count("←")

    assert arrows() == 2
    assert arrows("--full") == 3


def test_tasks_in_no_order_are_listed_below_and_counted(desk):
    out = desk.do("graph", "plan.yaml").out
    below = out.split("Không có trước sau (1 nhiệm vụ)\n")[1]
    assert below.splitlines()[0].strip().startswith("4  Việc riêng")


def test_json_has_the_documented_keys(desk):
    drawn = desk.do("graph", "plan.yaml", "--format", "json").json
    assert drawn.keys() == {"plan", "title", "sections", "nodes", "edges", "left_out"}
    assert drawn["sections"] == [{"id": "A", "title": "Chuẩn bị", "section": None}]
    assert drawn["nodes"][0] == {
        "id": "1",
        "task": "1",
        "period": None,
        "title": "Rà soát",
        "section": "A",
        "kind": "once",
        "form": "lead",
        "lead": "so-tc",
        "bodies": ["Sở Tài chính"],
        "due": None,
        "due_inherited": False,
        "due_within": None,
        "due_of": None,
        "periods": 1,
        "restricted": False,
        "state": None,
        "elsewhere": False,
    }
    assert drawn["edges"][-1] == {
        "from": "2",
        "to": "3",
        "type": "FS",
        "lag": "5wd",
        "soft": False,
        "match": [],
        "by_agency": False,
        "reason": "Dòng 12",
        "reduced": False,
    }
    assert [(one["from"], one["to"]) for one in drawn["edges"] if one["reduced"]] == [("1", "3")]


def test_json_goes_to_a_file_as_it_goes_to_the_screen(desk):
    shown = desk.do("graph", "plan.yaml", "--format", "json").out
    answer = desk.do("graph", "plan.yaml", "--format", "json", "--out", "drawn.json")
    assert answer.out == ""
    assert (desk.folder / "drawn.json").read_text(encoding="utf-8") == shown
    assert sorted(one.name for one in desk.folder.iterdir() if one.name.startswith(".drawn")) == []


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left(desk):
    answer = desk.run("graph", "plan.yaml", "--out", "nowhere/drawn.txt")
    assert answer.code == 8
    assert "nowhere" in answer.err


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        (["--from", "2"], ["2", "3"]),
        (["--to", "2"], ["1", "2"]),
        (["--from", "1", "--to", "2"], ["1", "2"]),
        (["--from", "1", "--depth", "0"], ["1"]),
        (["--from", "A"], ["1", "2", "3"]),
        (["--section", "A"], ["1", "2", "3"]),
        (["--section", "4"], ["4"]),
        (["--section", "A", "--from", "4"], []),
    ],
)
def test_a_part_of_the_plan_can_be_chosen(desk, words, drawn):
    answer = desk.do("graph", "plan.yaml", "--format", "json", *words).json
    assert [one["id"] for one in answer["nodes"]] == drawn


def test_links_that_lead_out_of_the_choice_are_counted(desk):
    assert desk.do("graph", "plan.yaml", "--format", "json", "--to", "2").json["left_out"] == 2
    assert "2 quan hệ với nhiệm vụ ngoài phần đã chọn" in desk.do("graph", "plan.yaml", "--to", "2").out


def test_a_name_that_the_plan_does_not_have_is_refused_with_what_was_meant(tmp_path, monkeypatch, capsys):
    from planengine.cli.main import call

    monkeypatch.chdir(tmp_path)
    assert call(["graph", str(PLANS / "kh_106.yaml"), "--from", "IV.1.55"]) == 7
    assert "IV.1.5" in capsys.readouterr().err


def test_a_depth_from_nowhere_is_refused(desk):
    assert desk.run("graph", "plan.yaml", "--depth", "2").code == 2


def test_a_plan_that_goes_in_circles_shows_its_faults_as_validate_does(desk):
    (desk.folder / "bad.yaml").write_text(plan_text(tasks=CIRCULAR), encoding="utf-8")
    drawn, checked = desk.run("graph", "bad.yaml"), desk.run("validate", "bad.yaml")
    assert drawn.code == checked.code == 1
    assert drawn.out == checked.out
    assert "PE113" in drawn.out


def test_the_tracked_plan_is_drawn_as_its_file_with_the_states_of_today(office):
    tracked = office.do("graph", "--format", "json").json
    from_file = office.do("graph", "plans/kh_106.yaml", "--format", "json").json
    states = {one["id"]: one.pop("state") for one in tracked["nodes"]}
    assert [one | {"state": None} for one in tracked["nodes"]] == from_file["nodes"]
    assert tracked["edges"] == from_file["edges"]
    assert states["1.1"] == "open_undated"
    assert "Đang thực hiện (không thời hạn)" in office.do("graph", "--section", "1").out


def test_a_recurring_task_is_one_node_or_one_for_each_period(office):
    def ids(*words):
        drawn = office.do("graph", "--format", "json", "--section", "IV.1", *words).json
        return [one["id"] for one in drawn["nodes"]], {(one["from"], one["to"]) for one in drawn["edges"]}

    nodes, edges = ids()
    assert "IV.1.5" in nodes
    assert ("IV.1.5", "IV.1.6") in edges
    nodes, edges = ids("--periods")
    assert "IV.1.5" not in nodes
    for year in (2023, 2024, 2025):
        assert f"IV.1.5@{year}" in nodes
        assert (f"IV.1.5@{year}", f"IV.1.6@{year}") in edges


def test_a_wait_of_each_agency_for_its_own_part_is_one_edge_with_a_mark(office):
    edges = office.do("graph", "--format", "json").json["edges"]
    [edge] = [one for one in edges if one["to"] == "IV.1.2"]
    assert edge["by_agency"]
    assert edge["match"] == ["agency"]


def test_an_output_that_knows_only_ascii_gets_a_tree_of_ascii(desk, monkeypatch):
    import io
    import sys

    from planengine.cli.main import call

    caught = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.chdir(desk.folder)
    monkeypatch.setattr(sys, "stdout", caught)
    assert call(["graph", "plan.yaml"]) == 0
    caught.flush()
    told = caught.buffer.getvalue().decode("ascii")
    assert "<- 2 (FS +5wd)" in told
    assert "|- 1  " in told
    assert "\\u2190" not in told


def test_the_same_plan_is_drawn_the_same_twice(desk):
    assert desk.do("graph", "plan.yaml").out == desk.do("graph", "plan.yaml").out
    assert json.loads(desk.do("graph", "plan.yaml", "--format", "json").out)


def test_the_page_names_every_key_of_the_json(desk):
    page = (PLANS.parent / "docs" / "graph.md").read_text(encoding="utf-8")
    drawn = desk.do("graph", "plan.yaml", "--format", "json").json
    for name, shown in (("node", drawn["nodes"][0]), ("edge", drawn["edges"][0])):
        table = page.split(f"| key of a {name}" if name == "node" else f"| key of an {name}")[1].split(
            "\n\n"
        )[0]
        told = re.findall(r"`(\w+)`", "".join(row.split("|")[1] for row in table.splitlines()[2:]))
        assert sorted(told) == sorted(shown)


@pytest.mark.parametrize("form", ["text", "dot", "mermaid", "svg", "json"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_format_is_written_in_both_languages(office, form, lang):
    shown = office.do("graph", "--format", form, lang=lang).out
    answer = office.do("graph", "--format", form, "--out", f"{lang}.{form}", lang=lang)
    written = (office.folder / f"{lang}.{form}").read_text(encoding="utf-8")
    assert written == shown
    assert f"{lang}.{form}" in answer.err
    if form != "json":
        assert ("Đang thực hiện (không thời hạn)" if lang == "vi" else "Open (no due date)") in html.unescape(
            shown
        )


def test_a_drawing_too_large_for_mermaid_is_written_and_says_so(desk):
    tasks = "".join(
        f'  - {{id: "{number}", title: Việc, lead: so-tc, after: [{", ".join(named(number))}]}}\n'
        for number in range(330)
    )
    (desk.folder / "large.yaml").write_text(plan_text(tasks=f"tasks:\n{tasks}"), encoding="utf-8")
    answer = desk.do("graph", "large.yaml", "--format", "mermaid")
    assert answer.out.count(" --> ") > 500
    assert "--section" in answer.err


def named(number):
    """Three tasks some way before it, so that none of the waits implies another."""
    return [f'"{before}"' for before in (number - 131, number - 132, number - 133) if before >= 0]


def test_a_file_is_replaced_whole_and_keeps_its_mode(desk):
    path = desk.folder / "kept.svg"
    path.write_text("before")
    path.chmod(0o640)
    desk.do("graph", "plan.yaml", "--format", "svg", "--out", "kept.svg")
    assert path.read_text(encoding="utf-8").startswith("<svg ")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in desk.folder.iterdir() if "kept" in one.name] == ["kept.svg"]


def test_a_due_date_that_was_fixed_by_a_report_is_shown_in_the_tracked_plan(tmp_path):
    office = new_office(tmp_path)
    tasks = 'tasks:\n  - {id: "1", title: Một, lead: so-tc, confirm: none}\n'
    tasks += '  - {id: "2", title: Hai, lead: so-xd, after: ["1"], due: {within: 10d, of: "1"}}\n'
    (tmp_path / "plan.yaml").write_text(plan_text(tasks=tasks), encoding="utf-8")
    office.do("apply", "plan.yaml", "--yes", today="2024-03-01")
    assert "hạn 10d sau 1" in office.do("graph").out
    office.do("done", "1", "--as", "so-tc", "--evidence", "1/BC", today="2024-03-04")
    [_, counted] = office.do("graph", "--format", "json").json["nodes"]
    assert (counted["due"], counted["due_of"]) == ("2024-03-14", "1")
