"""One event of the log, every byte of it altered in the file in turn; and what cuts, orphans and empties a log."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.core.events import Fact, Origin
from planengine.store import log
from planengine.store.audit import Verdict, verify_all
from planengine.store.journal import Journal
from tests.store.workspace import act, open_workspace

ALTERED = 7
"""The event that is altered; there are more before and after it."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    journal = open_workspace(tmp_path)
    act(journal, "accept", "1", speaker="so-a")
    act(journal, "submit", "1", speaker="so-a", evidence="1/BC-SA")
    act(journal, "confirm", "1", holder="so-a")
    act(journal, "progress", "4", speaker="so-a", note="đã họp")
    journal.close()
    return tmp_path / "planengine.db"


def place(path: Path) -> tuple[int, int, int]:
    """(begin of the record, begin of its columns, end) of the altered event in the file."""
    connection = sqlite3.connect(path)
    (uid,) = connection.execute("SELECT uid FROM plan").fetchone()
    entry = next(one for one in log.entries(connection, uid) if one.seq == ALTERED)
    connection.close()
    raw = path.read_bytes()
    end = raw.index((entry.prev_hash + entry.hash + entry.algo).encode()) + 64 + 64 + len(entry.algo)
    columns = raw.rindex(uid.encode(), 0, end)
    # one serial type per column, one byte each but for long texts, after the lengths of record and header
    return columns - len(log.COLUMNS) - 5, columns, end


def check(path: Path) -> tuple[int | None, str | None]:
    (one,) = verify_all(str(path))
    return one.seq, one.verdict


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
def test_whatever_byte_of_an_event_is_altered_in_the_file_its_number_is_named(
    database: Path, mask: int
) -> None:
    raw = database.read_bytes()
    begin, columns, end = place(database)
    assert end - columns > 350
    for position in range(begin, end):
        database.write_bytes(raw[:position] + bytes([raw[position] ^ mask]) + raw[position + 1 :])
        seq, verdict = check(database)
        told = (position - columns, seq, verdict)
        if position >= columns:
            assert seq == ALTERED, told
            assert verdict in ("altered", "missing", "tail"), told
        else:  # the frame around the columns; where it breaks the file, a neighbour may be lost with it
            assert seq is not None, told
            assert abs(seq - ALTERED) <= 1, told
            assert verdict is not None, told


def test_a_text_that_was_made_bytes_is_an_altered_entry_and_no_crash(database: Path) -> None:
    raw = database.read_bytes()
    _, columns, _ = place(database)
    reached = set()
    for position in range(columns - len(log.COLUMNS), columns):
        database.write_bytes(raw[:position] + bytes([raw[position] ^ 1]) + raw[position + 1 :])
        connection = sqlite3.connect(database)
        try:
            connection.text_factory = bytes
            kinds = connection.execute(
                f"SELECT {', '.join(f'typeof({one})' for one in log.COLUMNS)} FROM event WHERE seq = ?",
                (ALTERED,),
            ).fetchone()
        except sqlite3.DatabaseError:
            continue
        finally:
            connection.close()
        reached.update(kinds or ())
        assert check(database) != (None, None)
    assert b"blob" in reached


def sweep(path: Path, *statements: str) -> None:
    """Past all guards, as the keeper of the file can."""
    connection = sqlite3.connect(path)
    for name in ("event_no_update", "event_no_delete", "event_in_order"):
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_tail_that_only_the_plan_itself_knows_of_cannot_be_cut_unseen(database: Path) -> None:
    journal = Journal(str(database))
    (plan,) = journal.plans()
    clock = bootstrap.read_clock("2024-03-05")
    with journal.writing() as writer:
        fact = Fact("reminders_enabled", plan.uid, {"plan": plan.id, "from": "2024-03-05"})
        origin = Origin(plan.secretariat, "thư ký", date(2024, 3, 5))
        writer.append(plan, (fact,), origin, clock.now, today=date(2024, 3, 5), correlation="x")
    (end,) = journal.connection.execute("SELECT max(seq) FROM event").fetchone()
    journal.close()
    assert check(database) == (None, None)
    sweep(database, f"DELETE FROM event WHERE seq = {end}")
    assert check(database) == (end, "tail")


def test_a_log_whose_plan_was_taken_out_is_not_passed_over(database: Path) -> None:
    sweep(database, "DELETE FROM plan")
    (one,) = verify_all(str(database))
    assert isinstance(one, Verdict)
    assert one.verdict == "orphaned"
    assert one.events > ALTERED


def test_an_event_given_to_another_plan_is_missing_from_its_own(database: Path) -> None:
    sweep(database, f"UPDATE event SET plan_uid = 'khác' WHERE seq = {ALTERED}")
    assert check(database) == (ALTERED, "missing")


def test_a_log_emptied_as_a_whole_is_noticed(database: Path) -> None:
    sweep(database, "DELETE FROM event")
    assert check(database) == (1, "tail")
