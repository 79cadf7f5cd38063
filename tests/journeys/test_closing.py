"""The end of a plan: every open duty has its outcome, the figures are frozen, what goes on is carried over."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from planengine.planfile.read import read_plan
from tests.cli.office import Answer, Office, busy_office

DAY = "2025-12-30"
DOCUMENT = "99/QĐ-UBND ngày 30/12/2025"
SIGNED = ("--document", DOCUMENT, "--yes", "--confirm", "kh-106")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return busy_office(tmp_path)


def close(office: Office, *words: str, today: str = DAY) -> Answer:
    return office.do("plan", "close", "kh-106", *SIGNED, *words, today=today)


def ahead(office: Office, *words: str) -> Any:
    return office.do("plan", "close", *words, "--dry-run", "--json", today=DAY).json


def test_a_plan_is_not_closed_while_a_duty_has_no_outcome(office: Office) -> None:
    before = office.dump()
    answer = office.run("plan", "close", "kh-106", *SIGNED, today=DAY)
    assert answer.code == 6
    assert "--rest" in answer.err
    seen = ahead(office, "--outcome", "2.1.1=continued")
    assert seen["missing"] == len(seen["open"]) - 1 > 40
    assert office.dump() == before


def test_closing_takes_a_document_consent_and_the_secretariat(office: Office) -> None:
    rest = ("plan", "close", "kh-106", "--rest", "stopped")
    assert office.run(*rest, "--yes", "--confirm", "kh-106", today=DAY).code == 2
    assert office.run(*rest, "--document", DOCUMENT, today=DAY).code == 6
    assert office.run(*rest, "--document", DOCUMENT, "--yes", today=DAY).code == 6
    assert office.run(*rest, "--document", DOCUMENT, "--yes", "--confirm", "kh-107", today=DAY).code == 2
    assert office.run(*rest, *SIGNED, "--as", "so-tnmt", today=DAY).code == 4


def test_a_report_that_waits_is_not_lost_in_the_closing(office: Office) -> None:
    office.do("done", "2.1.1", "--as", "so-tnmt", "--evidence", "1/BC", today=DAY)
    refused = office.run("plan", "close", "kh-106", "--rest", "stopped", *SIGNED, today=DAY)
    assert (refused.code, "2.1.1" in refused.err) == (4, True)
    office.do("confirm", "2.1.1", today=DAY)
    assert "2.1.1" not in [one["task"] for one in ahead(office)["open"]]
    close(office, "--rest", "stopped")


def test_done_is_said_of_standing_duties_alone(office: Office) -> None:
    kinds = {one["task"]: one["kind"] for one in ahead(office)["open"]}
    once = next(task for task, kind in kinds.items() if kind == "once")
    refused = office.run("plan", "close", "kh-106", "--outcome", f"{once}=done", today=DAY)
    assert (refused.code, once in refused.err) == (4, True)
    standing = next(task for task, kind in kinds.items() if kind == "standing")
    close(office, "--outcome", f"{standing}=done", "--rest", "không hoàn thành")
    told = office.do("log", standing, today=DAY).out
    assert "kết thúc cùng kế hoạch, hoàn thành" in told
    office.do("audit", "verify", "--deep", today=DAY)


def test_a_closed_plan_is_read_and_never_written(office: Office) -> None:
    close(office, "--rest", "stopped")
    before = office.dump()
    for words in (
        ("accept", "2.1.1", "--as", "so-tnmt"),
        ("done", "2.1.1", "--as", "so-tnmt", "--evidence", "1/BC"),
        ("note", "2.1.1", "--as", "so-tnmt", "--text", "x"),
        ("extend", "2.1.1", "--as", "so-tnmt", "--to", "2026-01-31", "--reason", "x"),
        ("target", "set", "G1=5", "--as", "so-tnmt", "--period", "2025"),
        ("open", "KL.1", "--note", "x"),
        ("remind", "enable", "--yes"),
        ("apply", "plans/kh_106.yaml", "--yes"),
        ("plan", "close", "--rest", "stopped", *SIGNED),
    ):
        answer = office.run(*words, today=DAY)
        assert (answer.code, "đã kết thúc ngày 30/12/2025" in answer.err) == (4, True), (words, answer)
    undone = office.run("undo", today=DAY)
    assert (undone.code, "đã kết thúc" in undone.err) == (4, True)
    assert office.dump() == before
    for words in (("status",), ("list",), ("show", "2.1.1"), ("log",), ("mine", "--as", "so-tnmt")):
        office.do(*words, today="2026-02-01")


def test_the_figures_of_that_day_stay_as_they_were_shown(office: Office) -> None:
    before = office.do("status", "--json", today=DAY).json
    close(office, "--rest", "not_done")
    for day in (DAY, "2027-06-30"):
        after = office.do("status", "--json", today=day).json
        assert (after["tasks"], after["assignments"]) == (before["tasks"], before["assignments"])
        assert after["agencies"] == before["agencies"]
        assert after["closed"]["on"] == DAY
        assert after["closed"]["outcomes"]["not_done"] > 40
    assert "Số liệu" not in office.do("log", "--last", "1", today=DAY).out, "the tables are for status"
    told = office.do("status", today="2027-06-30").out
    assert "Đã kết thúc ngày 30/12/2025" in told
    past = office.do("status", "--as-of", "2025-12-29", "--json", today=DAY).json
    assert past["closed"] is None
    office.do("audit", "verify", "--deep", today=DAY)
    assert (
        office.do("status", "--as-of", "2026-03-01", "--json", today="2026-03-02").json["closed"]["on"] == DAY
    )


def test_outcomes_come_from_a_table_and_one_period_may_have_its_own(office: Office, tmp_path: Path) -> None:
    open_now = ahead(office)["open"]
    with open(tmp_path / "out.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["task", "outcome", "reason"])
        writer.writerows([one["task"], "tiếp tục thực hiện", "Chuyển năm sau"] for one in open_now)
    close(office, "--outcomes", "out.csv")
    rows = office.query("SELECT task, outcome, reason FROM outcome")
    assert sorted(rows) == sorted((one["task"], "continued", "Chuyển năm sau") for one in open_now)


def test_what_goes_on_is_written_into_the_next_plan_and_both_histories_name_each_other(
    office: Office,
) -> None:
    closed = close(
        office, "--outcome", "IV.2.1=continued", "--rest", "stopped", "--successor", "plans/kh_107.yaml"
    )
    assert "kh-107" in closed.out
    written = read_plan(office.folder / "plans" / "kh_107.yaml")
    assert written.plan is not None, written.findings
    (task,) = written.plan.tasks
    assert (task.id, task.carried_from) == ("IV.2.1", "kh-106/IV.2.1")
    assert [one.id for one in task.bodies] == ["dn-so-nnmt"], "who ended is named as who took over"
    for words in (("log", "IV.2.1"), ("show", "kh-106/IV.2.1")):
        assert "kh-107/IV.2.1" in office.do(*words, today=DAY).out
    office.do("apply", "plans/kh_107.yaml", "--yes", today="2026-01-02")
    for words in (("log", "kh-107/IV.2.1"), ("show", "kh-107/IV.2.1")):
        assert "kh-106/IV.2.1" in office.do(*words, today="2026-01-02").out
    office.do("audit", "verify", "--deep", today="2026-01-02")


def test_what_the_directory_leaves_open_is_told_in_the_next_plan(office: Office) -> None:
    closed = close(
        office, "--outcome", "2.1.1=continued", "--rest", "stopped", "--successor", "plans/kh_107.yaml"
    )
    assert "PE124" in closed.all, "the districts have ended, and nobody has said who takes over"
    assert office.query("SELECT closed_on FROM plan") == [(DAY,)]


def test_a_next_plan_that_is_there_must_carry_on_what_goes_on(office: Office) -> None:
    first = office.folder / "plans" / "kh_107.yaml"
    words = ("--outcome", "2.1.1=continued", "--rest", "stopped", "--successor", "plans/kh_107.yaml")
    office.do("plan", "close", *words, "--dry-run", today=DAY)
    assert not first.exists()
    other = busy_office_text(office)
    first.write_text(other, encoding="utf-8")
    refused = office.run("plan", "close", "kh-106", *SIGNED, *words, today=DAY)
    assert (refused.code, "carried_from" in refused.err) == (4, True)
    carried = other.replace("    title: X\n", "    title: X\n    carried_from: kh-106/2.1.1\n")
    first.write_text(carried, encoding="utf-8")
    close(office, *words)
    assert office.query("SELECT carried_to FROM outcome WHERE task = '2.1.1'") == [("kh-107/9.1",)]
    assert first.read_text(encoding="utf-8").count("carried_from") == 1


def busy_office_text(office: Office) -> str:
    own = read_plan(office.folder / "plans" / "kh_106.yaml").plan
    assert own is not None
    return (
        "planengine: 1\nplan:\n  id: kh-107\n  title: Y\n  issuer: ubnd-tinh\n  starts: 2026-01-01\n"
        f"  ends: 2026-12-31\n  secretariat: {own.secretariat}\n  approver: {own.approver}\n"
        + "".join(
            line + "\n"
            for line in (office.folder / "plans" / "kh_106.yaml").read_text(encoding="utf-8").splitlines()
            if line.startswith(("directory:", "calendar:"))
        )
        + 'tasks:\n  - id: "9.1"\n    title: X\n    lead: so-tnmt\n'
    )


def test_no_letters_go_out_about_a_closed_plan(office: Office) -> None:
    office.do("remind", "enable", "--yes", today="2024-11-05")
    close(office, "--rest", "stopped")
    office.do("remind", "run", "--once", today="2026-01-05")
    assert office.query("SELECT count(*) FROM reminder WHERE state = 'planned'") == [(0,)]
    assert json.loads(office.do("status", "--json", today=DAY).out)["closed"]["on"] == DAY
