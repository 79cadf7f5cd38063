"""What the log promises: append-only, chained, and any change of it found with its number."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from planengine.store import log
from planengine.store.audit import verify_all
from tests.store.workspace import act, open_workspace

COLUMNS = [name for name in log.COLUMNS if name not in ("plan_uid",)]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A workspace whose log has a handful of events after the first revision."""
    journal = open_workspace(tmp_path)
    act(journal, "accept", "1", speaker="so-a")
    act(journal, "submit", "1", speaker="so-a", evidence="1/BC-SA")
    act(journal, "confirm", "1", holder="so-a")
    act(journal, "progress", "4", speaker="so-a", note="đã họp")
    journal.close()
    return tmp_path / "planengine.db"


def tamper(path: Path, *statements: str) -> None:
    """What somebody with the file and no scruples can do: drop the guards, then change what is written."""
    connection = sqlite3.connect(path)
    for name in ("event_no_update", "event_no_delete", "event_in_order"):
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def verdict(path: Path) -> tuple[int | None, str | None]:
    (one,) = verify_all(str(path))
    return one.seq, one.verdict


def test_an_untouched_log_holds(database: Path) -> None:
    assert verdict(database) == (None, None)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_in_any_column_of_an_event_is_found_at_that_event(database: Path, column: str) -> None:
    if column in ("seq", "version", "schema", "revision"):
        change = f"{column} = {column} + 100"
    else:
        change = f"{column} = ifnull({column}, '') || 'x'"
    tamper(database, f"UPDATE event SET {change} WHERE seq = 7")
    found, why = verdict(database)
    assert found == 7
    assert why == ("missing" if column == "seq" else "altered")


def test_one_byte_changed_in_the_file_itself_is_found_at_its_event(database: Path) -> None:
    connection = sqlite3.connect(database)
    (seq,) = connection.execute("SELECT seq FROM event WHERE payload LIKE '%đã họp%'").fetchone()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    raw = database.read_bytes()
    spot = raw.index('"note":"đã họp"'.encode()) + len('"note":"đ'.encode())
    database.write_bytes(raw[:spot] + bytes([raw[spot] ^ 0xFF]) + raw[spot + 1 :])
    assert verdict(database) == (seq, "altered")


def test_a_deleted_event_is_missing_by_its_number(database: Path) -> None:
    tamper(database, "DELETE FROM event WHERE seq = 6")
    assert verdict(database) == (6, "missing")


def test_a_cut_tail_is_noticed_because_the_projections_know_of_more(database: Path) -> None:
    tamper(database, "DELETE FROM event WHERE seq > 7")
    assert verdict(database) == (8, "tail")


def test_an_event_rewritten_with_a_fitting_hash_breaks_the_link_of_the_next(database: Path) -> None:
    connection = sqlite3.connect(database)
    (uid,) = connection.execute("SELECT uid FROM plan").fetchone()
    entry = next(one for one in log.entries(connection, uid) if one.seq == 7)
    forged = log.seal(
        (*entry[: log.COLUMNS.index("person")], "kẻ khác", *entry[log.COLUMNS.index("person") + 1 : -2])
    )
    connection.close()
    tamper(database, f"UPDATE event SET person = 'kẻ khác', hash = '{forged.hash}' WHERE seq = 7")
    assert verdict(database) == (8, "unlinked")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET person = 'x' WHERE seq = 1",
        "DELETE FROM event WHERE seq = 1",
        "UPDATE revision SET text = ''",
        "DELETE FROM revision",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_recorded(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)


@pytest.mark.parametrize("recursive", [True, False])
def test_replacing_an_event_is_refused_whatever_the_library_was_built_with(
    database: Path, recursive: bool
) -> None:
    connection = sqlite3.connect(database)
    connection.execute(f"PRAGMA recursive_triggers = {int(recursive)}")
    (uid,) = connection.execute("SELECT uid FROM plan").fetchone()
    first = next(log.entries(connection, uid))
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(log.INSERT.replace("INSERT", "REPLACE"), first)


def test_an_event_out_of_order_is_refused(database: Path) -> None:
    connection = sqlite3.connect(database)
    (uid,) = connection.execute("SELECT uid FROM plan").fetchone()
    last = list(log.entries(connection, uid))[-1]
    gap = log.seal((*last[:1], last.seq + 2, *last[2:3], last.version + 9, *last[4:-3], last.hash))
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(log.INSERT, gap)
