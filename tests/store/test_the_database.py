"""The file: made in one way or the other the same, opened only when it is ours, durable as promised."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from planengine.errors import Unavailable
from planengine.store import migrations, schema
from planengine.store.audit import verify_all
from planengine.store.connection import PRAGMAS, connect
from planengine.store.creation import create_database
from planengine.store.uid import Uids
from tests.store.workspace import act, open_workspace


def shape(path: Path) -> list[tuple[str, str, str]]:
    """Everything in `sqlite_master`, white space folded."""
    rows = sqlite3.connect(path).execute("SELECT type, name, ifnull(sql, '') FROM sqlite_master").fetchall()
    return sorted((kind, name, " ".join(sql.split())) for kind, name, sql in rows)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "planengine.db"
    create_database(str(path))
    return path


def test_a_database_made_anew_and_one_that_went_through_all_migrations_are_the_same(
    database: Path, tmp_path: Path
) -> None:
    migrated = tmp_path / "migrated.db"
    connection = sqlite3.connect(migrated, isolation_level=None)
    assert migrations.migrate(connection) == (0, schema.SCHEMA_VERSION)
    assert migrations.migrate(connection) == (schema.SCHEMA_VERSION, schema.SCHEMA_VERSION)
    connection.close()
    assert shape(migrated) == shape(database)


def test_every_table_is_strict_and_holds_text_and_integers_only(database: Path) -> None:
    connection = sqlite3.connect(database)
    tables = connection.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    ours = {name: strict for name, strict in tables if not name.startswith("sqlite_")}
    assert set(ours.values()) == {1}
    assert set(ours) == set(schema.METADATA.tables)
    types = {
        kind
        for name in ours
        for (kind,) in connection.execute("SELECT type FROM pragma_table_info(?)", (name,))
    }
    assert types == {"TEXT", "INTEGER"}


def test_every_column_that_the_journal_writes_is_declared(database: Path) -> None:
    declared = {name: set(table.columns.keys()) for name, table in schema.METADATA.tables.items()}
    folder = Path(schema.__file__).parent
    written: list[tuple[str, str]] = []
    for path in folder.glob("*.py"):
        text = re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8"))
        for table, columns in re.findall(r"INSERT INTO (\w+) \(([\w, ]+)\)", text):
            written += [(table, column.strip()) for column in columns.split(",")]
        for table, changes in re.findall(r"UPDATE (\w+) SET (.+?) WHERE", text):
            written += [(table, column) for column in re.findall(r"(\w+) = ", changes)]
    assert len(written) > 100
    assert [pair for pair in written if pair[0] in declared and pair[1] not in declared[pair[0]]] == []


def test_the_pragmas_that_durability_rests_on_are_in_force_on_every_connection(database: Path) -> None:
    for _ in range(2):
        connection = connect(str(database))
        assert {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name, _ in PRAGMAS} == dict(
            PRAGMAS
        )
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.close()


def test_a_pragma_that_does_not_take_is_not_passed_over(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planengine.store.connection.PRAGMAS", (("synchronous", 7),))
    with pytest.raises(Unavailable, match=r"db\.setting"):
        connect(str(database))


def test_what_is_not_our_database_is_refused_by_name_and_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE mine (x)")
    connection.commit()
    connection.close()
    text = tmp_path / "text.db"
    text.write_text("Kính gửi: UBND tỉnh\n" * 100, encoding="utf-8")
    for path, code in (
        (foreign, "db.foreign"),
        (text, "db.foreign"),
        (tmp_path / "no.db", "db.missing"),
        (tmp_path, "db.unreadable"),
    ):
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(Unavailable) as refused:
            connect(str(path))
        assert refused.value.code == code
        assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_database_of_a_newer_planengine_is_refused(database: Path) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(Unavailable) as refused:
        connect(str(database))
    assert (refused.value.code, refused.value.params["found"]) == ("db.newer", 99)


def test_uids_are_unique_and_sort_in_the_order_they_were_handed_out() -> None:
    uids = Uids(datetime(2024, 1, 2, tzinfo=UTC))
    handed_out = [uids() for _ in range(1000)]
    assert sorted(set(handed_out)) == handed_out
    assert {len(one) for one in handed_out} == {26}


def test_a_log_cut_at_any_place_of_its_tail_opens_as_a_prefix_of_what_was_acknowledged(
    tmp_path: Path,
) -> None:
    """A write-ahead log torn off by a power cut: whatever is left opens, and is a whole number of commands."""
    journal = open_workspace(tmp_path)
    seen = []
    for number in range(6):
        act(journal, "progress", "4", speaker="so-a", note=f"lần {number}")
        seen.append(journal.connection.execute("SELECT max(seq) FROM event").fetchone()[0])
    database, wal = tmp_path / "planengine.db", tmp_path / "planengine.db-wal"
    whole, body = database.read_bytes(), wal.read_bytes()
    journal.close()
    first = seen[0] - 1
    ends = set()
    for cut in (*range(0, len(body), 2048), len(body)):
        torn = tmp_path / f"cut_{cut}"
        torn.mkdir()
        (torn / "planengine.db").write_bytes(whole)
        (torn / "planengine.db-wal").write_bytes(body[:cut])
        opened = sqlite3.connect(torn / "planengine.db")
        (application,) = opened.execute("PRAGMA application_id").fetchone()
        opened.close()
        if application != schema.APPLICATION_ID:
            continue  # not even the making of the database was in the part that is left
        for one in verify_all(str(torn / "planengine.db")):
            assert one.verdict is None, (cut, one)
            ends.add(one.events)
    assert ends <= {first, *seen}
    assert seen[-1] in ends
