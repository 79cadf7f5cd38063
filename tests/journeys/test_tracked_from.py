"""A plan that was already running is taken on: what was due before is neither late nor nagged about, and old results
are imported, all of a list or nothing."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.office import Office, new_office

FROM = "2024-11-01"
TODAY = "2024-12-02"
HEADINGS = ("task", "period", "agency", "result", "reported", "document", "note")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = new_office(tmp_path)
    plan = tmp_path / "plans" / "kh_106.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("\n  ends:", f"\n  tracked_from: {FROM}\n  ends:", 1), encoding="utf-8")
    office.do("apply", "plans/kh_106.yaml", "--yes", today=FROM)
    return office


def write(office: Office, *rows: tuple[str, ...], name: str = "past.csv") -> str:
    with open(office.folder / name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return name


def category(office: Office, task: str, agency: str, today: str = TODAY) -> str:
    return str(office.held(task, agency, today)["category"])


def past_due(office: Office) -> list[dict[str, Any]]:
    """Assignments that were due before tracking began, each with its `label`."""
    found = [one for one in office.list(today=TODAY) if one["due"] and one["due"] < FROM]
    return [{**one, "label": one["task"] + (f"@{one['period']}" if one["period"] else "")} for one in found]


def row(one: dict[str, Any], on: str, result: str = "done", document: str = "9/BC") -> tuple[str, ...]:
    return (one["task"], one["period"] or "", one["agency"], result, on, document, "")


def test_what_was_due_before_is_outside_the_total_and_nobody_is_reminded_of_it(office: Office) -> None:
    before = past_due(office)
    assert {one["category"] for one in before if one["role"] != "support"} == {"before_tracking"}
    assert not [one for one in office.list("--overdue", today=TODAY) if one["due"] < FROM]
    shown = office.do("status", "--json", today=TODAY).json["assignments"]
    assert shown["before_tracking"] > 0
    assert "Trước khi theo dõi" in office.do("status", today=TODAY).out
    office.do("remind", "enable", "--yes", today=FROM)
    office.do("remind", "run", "--once", today=TODAY)
    labels = {one["label"] for one in before}
    told = office.query(
        "SELECT DISTINCT o.label FROM firing f JOIN assignment a ON a.uid = f.assignment_uid "
        "JOIN occurrence o ON o.uid = a.occurrence_uid"
    )
    assert not labels & {label for (label,) in told}


def test_updates_of_standing_duties_are_asked_for_since_the_first_day_of_tracking(office: Office) -> None:
    standing = [one for one in office.list(today=TODAY) if one["kind"] == "standing"]
    assert {one["category"] for one in standing} == {"standing_updated"}
    later = [one for one in office.list(today="2025-04-01") if one["kind"] == "standing"]
    assert "standing_late" in {one["category"] for one in later}


def test_a_past_result_counts_on_the_day_it_was_reported(office: Office) -> None:
    before = [one for one in past_due(office) if one["role"] != "support"]
    in_time, late = before[0], before[1]
    name = write(office, row(in_time, in_time["due"]), row(late, "15/11/2024"))
    told = office.do("plan", "results", name, "--dry-run", today=TODAY)
    assert "2" in told.out
    assert category(office, in_time["label"], in_time["agency"]) == "before_tracking"
    office.do("plan", "results", name, today=TODAY)
    assert category(office, in_time["label"], in_time["agency"]) == "done_on_time"
    assert category(office, late["label"], late["agency"]) == "done_late"
    log = office.do("log", in_time["label"], today=TODAY).out
    assert "nhập kết quả cũ" in log
    office.do("audit", "verify", "--deep", today=TODAY)
    count = office.query("SELECT count(*) FROM event")
    again = office.do("plan", "results", name, today=TODAY)
    assert office.query("SELECT count(*) FROM event") == count
    assert "2 dòng đã có" in again.out


def test_all_faults_are_told_with_their_rows_and_nothing_is_kept(office: Office) -> None:
    before = [one for one in past_due(office) if one["role"] != "support"]
    good = row(before[0], before[0]["due"])
    name = write(
        office,
        good,
        ("9.9.9", "", "", "done", "2024-03-01", "1/BC", ""),
        (*good[:3], "finished", "2024-03-01", "1/BC", ""),
        (*row(before[1], "31/02/2024"),),
        (*row(before[1], "2030-01-01"),),
        (*good[:2], "nobody", *good[3:]),
    )
    kept = office.dump()
    answer = office.run("plan", "results", name, today=TODAY)
    assert answer.code == 1
    for line in ("dòng 3", "dòng 4", "dòng 5", "dòng 6", "dòng 7"):
        assert line in answer.err
    assert "dòng 2" not in answer.err
    assert office.dump() == kept
    faults = office.run("plan", "results", name, "--json", today=TODAY).json
    assert [one["line"] for one in faults["faults"]] == [3, 4, 5, 6, 7]
    assert faults["kept"] is False


def test_a_workbook_with_vietnamese_headings_says_the_same(office: Office) -> None:
    one = next(one for one in past_due(office) if one["role"] != "support")
    book = openpyxl.Workbook()
    book.active.append(["Nhiệm vụ", "Kỳ", "Cơ quan", "Kết quả", "Ngày báo cáo", "Văn bản"])
    cells = row(one, one["due"])
    book.active.append([*cells[:3], "Hoàn thành", *cells[4:6]])
    book.save(office.folder / "past.xlsx")
    office.do("plan", "results", "past.xlsx", today=TODAY)
    assert category(office, one["label"], one["agency"]) == "done_on_time"
    assert office.run("plan", "results", "none.csv", today=TODAY).code == 7
    (office.folder / "thin.csv").write_text("task;result\n1;done\n", encoding="utf-8")
    assert office.run("plan", "results", "thin.csv", today=TODAY).code == 2


def test_every_kind_of_result_takes_the_way_it_would_have_taken(office: Office) -> None:
    listed = [one for one in past_due(office) if one["role"] != "support"]
    gone, free = listed[0], listed[1]
    standing = next(
        one for one in office.list("--agency", "so-tnmt", today=TODAY) if one["kind"] == "standing"
    )
    standing = {**standing, "label": standing["task"]}
    own = next(
        one
        for one in office.list("--agency", "so-nnptnt", today=TODAY)
        if one["role"] == "lead" and one["kind"] == "once"
    )
    own = {**own, "label": own["task"]}
    with_reason = lambda cells: (*cells[:6], "theo văn bản cũ")  # noqa: E731
    name = write(
        office,
        with_reason(row(gone, "2024-05-02", "cancelled")),
        with_reason(row(free, "2024-05-02", "exempt")),
        with_reason(row(standing, "2024-09-30", "updated")),
        row(own, "2024-09-30"),
    )
    office.do("plan", "results", name, today=TODAY)
    assert office.held(gone["label"], gone["agency"], TODAY)["state"] == "cancelled"
    assert office.held(free["label"], free["agency"], TODAY)["state"] == "exempt"
    assert office.held(standing["label"], standing["agency"], TODAY)["state"] == "in_progress"
    assert office.held(own["label"], own["agency"], TODAY)["state"] == "done"
    confirmed = office.query("SELECT agency FROM event WHERE type = 'completion_confirmed'")
    assert confirmed == [("ubnd-tinh",)], "nobody confirms its own work"
    told = office.do("plan", "results", name, today=TODAY).out
    assert "4 dòng đã có" in told
    office.do("audit", "verify", "--deep", today=TODAY)


def test_one_row_twice_and_another_day_than_known_are_faults(office: Office) -> None:
    one = next(one for one in past_due(office) if one["role"] != "support")
    twice = office.run(
        "plan", "results", write(office, row(one, one["due"]), row(one, one["due"])), today=TODAY
    )
    assert (twice.code, "dòng 2" in twice.err) == (1, True)
    office.do("plan", "results", write(office, row(one, one["due"])), today=TODAY)
    other = office.run("plan", "results", write(office, row(one, "2024-01-05")), today=TODAY)
    assert (other.code, "ghi ngày khác" in other.err) == (1, True)
    bare = (*row(one, one["due"])[:5], "", "")
    assert office.run("plan", "results", write(office, bare), today=TODAY).code == 1
    office.do("plan", "results", write(office, bare), "--document", "3/BC", today=TODAY)


def test_the_past_knows_since_when_the_plan_was_tracked(office: Office) -> None:
    one = next(one for one in past_due(office) if one["role"] != "support")
    office.do("plan", "results", write(office, row(one, one["due"])), today=TODAY)
    then = office.do("status", "--as-of", "2024-12-01", "--json", today=TODAY).json["assignments"]
    now = office.do("status", "--json", today=TODAY).json["assignments"]
    assert then["before_tracking"] == now["before_tracking"] + 1


def test_another_process_sees_what_was_imported(office: Office) -> None:
    one = next(one for one in past_due(office) if one["role"] != "support")
    office.do("plan", "results", write(office, row(one, one["due"])), today=TODAY)
    words = ("show", one["label"], "--lang", "en", "--today", TODAY)
    told = subprocess.run(
        [sys.executable, "-m", "planengine", *words],
        cwd=office.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "done" in told.stdout
