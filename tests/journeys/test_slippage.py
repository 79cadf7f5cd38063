"""A plan that is extended, edited and done, measured against its first baseline and the one approved last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.office import Office
from tests.store.workspace import HEADER

TASKS = """\
  - {id: "1", title: Một, lead: so-a, due: 2024-06-30, evidence: optional}
  - {id: "2", title: Hai, lead: so-b, after: ["1"], duration: 10d, due: 2024-08-31}
  - {id: "3", title: Ba, lead: so-b, due: 2024-09-30}
  - {id: "4", title: Bốn, lead: so-a, kind: standing}
  - {id: "5", title: Năm, lead: so-a, due: 2024-05-31}
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.do("init", ".", today="2024-01-02")
    write(office, TASKS)
    office.do("apply", "thu.yaml", "--yes", today="2024-01-02")
    return office


def write(office: Office, tasks: str) -> None:
    (office.folder / "thu.yaml").write_text(HEADER + tasks, encoding="utf-8")


def apply(office: Office, tasks: str, today: str) -> None:
    write(office, tasks)
    office.do("apply", "thu.yaml", "--yes", "--reason", "điều chỉnh", "--confirm", "thu", today=today)


def shown(office: Office, today: str, *words: str) -> dict[str, dict[str, Any]]:
    answer = office.do("baseline", "show", *words, "--json", today=today).json
    return {one["id"]: one for one in answer["tasks"]}


def slips(office: Office, today: str, *words: str) -> dict[str, tuple[int | None, int | None]]:
    found = shown(office, today, *words)
    return {task: (one["slip_from_first"], one["slip_from_baseline"]) for task, one in found.items()}


def test_an_edited_plan_has_slipped_from_the_first_and_not_from_the_new_baseline(office: Office) -> None:
    apply(office, TASKS.replace("2024-09-30", "2024-10-31"), "2024-02-01")
    assert slips(office, "2024-02-02")["3"] == (31, 31), "nothing but the first baseline yet"
    office.do("baseline", "set", "Điều chỉnh", "--document", "QĐ 5", today="2024-02-03")
    assert slips(office, "2024-02-04")["3"] == (31, 0)
    apply(office, TASKS.replace("2024-09-30", "2024-11-30"), "2024-03-01")
    assert slips(office, "2024-03-02")["3"] == (61, 30)
    assert slips(office, "2024-03-02", "first")["3"] == (61, 61)
    assert slips(office, "2024-03-02")["4"] == (None, None), "a standing duty has no end"


def test_what_was_done_is_measured_by_the_day_it_was_reported(office: Office) -> None:
    office.do("done", "1", "--as", "so-a", today="2024-06-20")
    one = shown(office, "2024-12-01")["1"]
    assert (one["forecast"], one["actual"], one["slip_from_first"]) == (None, "2024-06-20", -10)
    late = shown(office, "2024-12-01")["3"]
    assert (late["forecast"], late["actual"], late["slip_from_first"]) == ("2024-12-01", None, 62)


def test_a_partial_baseline_takes_one_task_anew_and_copies_the_rest(office: Office) -> None:
    office.do("baseline", "set", "A", today="2024-01-03")
    changed = TASKS.replace("2024-09-30", "2024-10-31").replace("2024-06-30", "2024-07-31")
    apply(office, changed, "2024-02-01")
    assert office.run("baseline", "set", "B", "--only", "3", today="2024-02-02").code == 4, (
        "a reason is needed"
    )
    office.do("baseline", "set", "B", "--only", "3", "--reason", "chỉ việc ba", today="2024-02-02")
    found = shown(office, "2024-02-03")
    assert {task: one["baseline"]["due"] for task, one in found.items()} == {
        "1": "2024-06-30",
        "2": "2024-08-31",
        "3": "2024-10-31",
        "4": None,
        "5": "2024-05-31",
    }
    assert (found["1"]["slip_from_baseline"], found["3"]["slip_from_baseline"]) == (31, 0)
    assert office.run("baseline", "set", "C", "--only", "9", "--reason", "x", today="2024-02-03").code == 7
    assert office.run("audit", "verify", "--deep").code == 0


def test_what_left_the_plan_is_named_and_what_came_in_has_no_baseline(office: Office) -> None:
    office.do("baseline", "set", "A", today="2024-01-03")
    without = "".join(TASKS.splitlines(keepends=True)[:4])
    apply(office, without + '  - {id: "6", title: Sáu, lead: so-a, due: 2024-10-31}\n', "2024-02-01")
    answer = office.do("baseline", "show", "--json", today="2024-02-02").json
    assert answer["gone"] == ["5"]
    new = {one["id"]: one for one in answer["tasks"]}["6"]
    assert (new["first"], new["baseline"], new["slip_from_baseline"]) == (None, None, None)
    assert new["forecast"] == "2024-10-31"
    assert "5" in office.do("baseline", "show", today="2024-02-02").out


def test_a_baseline_does_not_move_with_the_calendar_that_came_later(office: Office) -> None:
    office.do("baseline", "set", "A", today="2024-01-03")
    before = shown(office, "2024-01-04")["2"]["baseline"]
    write(office, TASKS.replace("10d", "20d"))
    office.do("apply", "thu.yaml", "--yes", "--reason", "x", today="2024-02-01")
    assert shown(office, "2024-02-02")["2"]["baseline"] == before
    assert shown(office, "2024-02-02")["2"]["first"] == before, "and the first revision says the same"


def test_the_table_has_the_columns_a_reader_asks_for(office: Office) -> None:
    office.do("baseline", "set", "A", today="2024-01-03")
    lines = office.do("baseline", "show", today="2024-07-10").out.splitlines()
    heads = "Mã Ban đầu Gốc này Hạn hiện nay Dự kiến Thực tế ± đầu ± gốc Nội dung"
    assert " ".join(lines[1].split()) == heads
    (one,) = [line for line in lines if line.startswith("1 ")]
    assert one.split() == ["1", *["30/06/2024"] * 3, "10/07/2024", "–", "+10", "+10", "Một"]
