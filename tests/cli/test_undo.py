"""`undo` as people type it: what was taken back is said, and where it cannot be, what to do instead."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.cli.office import Office, busy_office

LEAD = "so-nnptnt"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return busy_office(tmp_path)


def test_a_slip_is_taken_back_and_said(office: Office) -> None:
    columns = "SELECT uid, state, accepted_on, backdated FROM assignment"
    before = office.query(columns)
    office.do("accept", "1.1", "--as", LEAD)
    told = office.do("undo", "1.1", "--as", LEAD, "--reason", "nhầm việc").out
    assert "✓ Đã lấy lại thao tác “tiếp nhận” ở 1.1" in told
    assert "chưa tiếp nhận" in told
    assert office.state("1.1", LEAD) == "assigned"
    assert office.query(columns) == before
    assert office.do("audit", "verify", "--deep").code == 0


def test_a_command_over_many_tasks_is_taken_back_whole(office: Office) -> None:
    many = office.do("accept", "--all", "--as", "so-tnmt").out.splitlines()
    back = office.do("undo", "--as", "so-tnmt").out.splitlines()
    assert len(back) == len(many) > 5
    assert office.do("audit", "verify", "--deep").code == 0


@pytest.mark.parametrize(
    ("words", "today", "code", "said"),
    [
        (["undo", "1.1", "--as", LEAD], "2024-11-07", 4, "planengine decline 1.1"),
        (["undo", "1.1", "--as", "so-tnmt"], "2024-11-05", 4, f"--as {LEAD}"),
        (["undo", "1.2"], "2024-11-05", 4, "planengine log"),
        (["undo", "1.1", "--as", "không-có"], "2024-11-05", 7, "không-có"),
        (["undo", "9.9"], "2024-11-05", 7, "9.9"),
        (["undo", "1.1", "--plan", "khác"], "2024-11-05", 7, "khác"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_refusal_says_what_to_do_instead(
    office: Office, words: list[str], today: str, code: int, said: str, language: str
) -> None:
    office.do("accept", "1.1", "--as", LEAD)
    before = office.dump()
    answer = office.run(*words, today=today, lang=language)
    assert answer.code == code
    assert said in " ".join(answer.err.split())
    assert office.dump() == before


RECORDS = ("assignment", "extension", "difficulty", "evidence")


def standing(office: Office) -> dict[str, list[dict[str, object]]]:
    """Every column of what is kept of assignments and beside them, but those that count events."""
    found = {}
    with contextlib.closing(sqlite3.connect(office.database)) as connection:
        connection.row_factory = sqlite3.Row
        for table in RECORDS:
            rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY uid")]
            found[table] = [
                {name: one for name, one in row.items() if name not in ("version", "last_seq")}
                for row in rows
            ]
    return found


SCAN = b"%PDF-1.4\n%%EOF\n"
ASKED = ["extend", "IV.1.5@2024", "--to", "2025-02-28", "--reason", "chờ vốn", "--as", "so-tnmt"]


DECIDER = ["--as", "ubnd-tinh"]


@pytest.mark.parametrize(
    ("first", "slip", "task", "count"),
    [
        ([], ["done", "2.1.1", "--as", "so-tnmt", "--evidence", "1/BC", "--file", "scan.pdf"], "2.1.1", 2),
        ([], ["evidence", "add", "2.1.1", "--as", "so-tnmt", "--file", "scan.pdf"], "2.1.1", 1),
        ([ASKED], ["approve", "IV.1.5@2024", "--agency", "so-tnmt", *DECIDER], "IV.1.5@2024", 1),
        (
            [ASKED],
            ["reject", "IV.1.5@2024", "--agency", "so-tnmt", "--reason", "không", *DECIDER],
            "IV.1.5@2024",
            1,
        ),
        (
            [["difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", "thiếu người"]],
            ["difficulty", "answer", "VM-1", "--text", "đã bố trí"],
            "2.1.1",
            1,
        ),
    ],
    ids=["report with a file", "evidence", "later date", "no later date", "answer"],
)
def test_what_is_kept_beside_work_is_taken_back_with_it(
    office: Office, first: list[list[str]], slip: list[str], task: str, count: int
) -> None:
    (office.folder / "scan.pdf").write_bytes(SCAN)
    for words in first:
        office.do(*words)
    before = standing(office)
    office.do(*slip)
    assert standing(office) != before
    told = office.do("undo", task, "--reason", "nhầm").out
    assert len(told.splitlines()) == count
    assert standing(office) == before
    office.do(*slip)
    assert office.do("audit", "verify", "--deep").code == 0


def test_a_request_that_has_a_number_is_withdrawn_and_not_taken_back(office: Office) -> None:
    office.do(*ASKED)
    answer = office.run("undo", "IV.1.5@2024", "--as", "so-tnmt")
    assert answer.code == 4
