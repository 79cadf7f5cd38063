"""A database that an earlier planengine made: kept here as it wrote it, brought to the present schema without loss."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planengine.cli.main import call
from planengine.store import keeping, migrations, schema
from planengine.store.audit import verify_all
from planengine.store.creation import create_database

HERE = Path(__file__).parent
EARLIER = sorted(HERE.glob("schema_*.sql"))
"""One dump for each schema that was ever released, made by the code of that time; beside it what its commands said."""

TODAY = "2024-08-01"


def load(dump: Path, folder: Path) -> Path:
    """The database of that dump as a file of a workspace."""
    path = folder / "planengine.db"
    opened = sqlite3.connect(path, isolation_level=None)
    opened.execute("PRAGMA journal_mode = WAL")
    opened.executescript(dump.read_text(encoding="utf-8"))
    opened.close()
    (folder / "planengine.toml").write_text("", encoding="utf-8")
    return path


@pytest.fixture(params=EARLIER, ids=lambda dump: dump.stem)
def dump(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def old(dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return load(dump, tmp_path)


def version(path: Path) -> int:
    opened = sqlite3.connect(path)
    (found,) = opened.execute("PRAGMA user_version").fetchone()
    opened.close()
    return int(found)


def everything(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every table with its rows as mappings, in the order of their columns."""
    opened = sqlite3.connect(path)
    opened.row_factory = sqlite3.Row
    names = [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {
        name: [dict(row) for row in opened.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3")]
        for name in names
    }
    opened.close()
    return found


def shape(path: Path) -> list[tuple[str, str, str]]:
    """Everything in `sqlite_master`, white space folded."""
    opened = sqlite3.connect(path)
    rows = opened.execute("SELECT type, name, ifnull(sql, '') FROM sqlite_master").fetchall()
    opened.close()
    return sorted((kind, name, " ".join(sql.split())) for kind, name, sql in rows)


def test_there_is_a_database_of_every_earlier_schema() -> None:
    assert [dump.stem for dump in EARLIER] == [
        f"schema_{number}" for number in range(1, schema.SCHEMA_VERSION)
    ]
    assert [number for number, _ in migrations.steps()] == list(range(1, schema.SCHEMA_VERSION + 1))


@pytest.mark.parametrize(
    "command",
    [
        "status",
        "mine --as so-a",
        "done 2 --as so-a --evidence 1/BC",
        "apply x.yaml --yes",
        "audit verify",
        "log 1",
    ],
)
def test_an_older_database_is_left_alone_and_the_way_on_is_told(
    old: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (old.parent / "x.yaml").write_text("planengine: 1\n", encoding="utf-8")
    before = everything(old)
    code = call([*command.split(), "--today", TODAY])
    out, err = capsys.readouterr()
    if "apply" in command and code == 1:
        return  # the file is read first
    assert (code, out) == (8, "")
    assert "planengine db migrate" in err
    assert everything(old) == before
    assert version(old) < schema.SCHEMA_VERSION


def test_migrated_it_has_the_shape_of_a_new_one_and_lost_nothing(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(old)
    assert call(["db", "migrate"]) == 0
    assert str(schema.SCHEMA_VERSION) in capsys.readouterr().out
    fresh = tmp_path / "fresh.db"
    create_database(str(fresh))
    assert shape(old) == shape(fresh)
    assert version(old) == schema.SCHEMA_VERSION
    after = everything(old)
    for table, rows in before.items():
        kept = [{name: row[name] for name in rows[0]} for row in after[table]] if rows else after[table]
        assert kept == rows, table
    assert call(["db", "migrate"]) == 0
    assert everything(old) == after


def test_migrated_its_log_holds_to_the_last_row(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = sqlite3.connect(old)
    (ends,) = opened.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    opened.close()
    assert call(["db", "migrate"]) == 0
    (one,) = verify_all(str(old))
    assert (one.verdict, one.hash) == (None, ends)
    assert call(["audit", "verify", "--deep"]) == 0, capsys.readouterr()
    found = keeping.check(str(old)).found
    assert (found.complaints, found.older) == ((), False)


def test_what_was_asked_of_it_then_is_answered_the_same_now(
    old: Path, dump: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every key and value that the commands of that time gave; later ones may say more beside them."""
    assert call(["db", "migrate"]) == 0
    capsys.readouterr()
    asked = json.loads(dump.with_name(f"{dump.stem}_answers.json").read_text(encoding="utf-8"))
    assert len(asked) > 10
    for one in asked:
        assert call([*one["command"], "--today", TODAY]) == one["code"], one["command"]
        missing = list(without(json.loads(capsys.readouterr().out), one["answer"], " ".join(one["command"])))
        assert missing == []


def without(now: Any, then: Any, place: str) -> Any:
    """The places where what is said now is not what was said then."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key, value in then.items():
            if key not in now:
                yield f"{place}.{key} is gone"
            else:
                yield from without(now[key], value, f"{place}.{key}")
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for number, (mine, value) in enumerate(zip(now, then, strict=True)):
            yield from without(mine, value, f"{place}[{number}]")
    elif now != then:
        yield f"{place}: {now!r}, was {then!r}"


def test_migrated_the_work_goes_on(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["db", "migrate"]) == 0
    for command in (
        "confirm 3 --agency huyen-1",
        "done 2 --as so-a --evidence 7/BC-SA --idem-key gui-7",
        "progress 4 --as so-a --note tiếp",
        "remind run --once",
        "db backup ban-sao.db",
    ):
        assert call([*command.split(), "--today", TODAY]) == 0, (command, capsys.readouterr())
    assert call(["audit", "verify", "--deep"]) == 0, capsys.readouterr()


def test_a_backup_of_then_is_restored_and_migrated(
    old: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert call(["db", "backup", "cu.db"]) == 0
    assert call(["db", "migrate"]) == 0
    assert call(["done", "2", "--as", "so-a", "--evidence", "7/BC", "--today", TODAY]) == 0
    assert call(["db", "restore", "cu.db", "--yes"]) == 0
    assert "planengine db migrate" in capsys.readouterr().err
    assert version(old) < schema.SCHEMA_VERSION
    assert call(["db", "migrate"]) == 0
    assert call(["audit", "verify", "--deep"]) == 0, capsys.readouterr()


def test_killed_at_any_statement_of_a_migration_the_old_database_is_there_whole(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "import os, signal, sys, sqlite3\n"
        "from planengine.store import migrations\n"
        "left = int(sys.argv[1])\n"
        "class Counting(sqlite3.Connection):\n"
        "    def execute(self, *given):\n"
        "        global left\n"
        "        done = super().execute(*given)\n"
        "        left -= 1\n"
        "        if left == 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return done\n"
        "opened = sqlite3.connect('planengine.db', isolation_level=None, factory=Counting)\n"
        "migrations.migrate(opened)\n"
    )
    made = load(dump, tmp_path)
    before = everything(made)
    killed = 0
    for statement in range(1, 100, 4):
        ended = subprocess.run(
            [sys.executable, "-c", script, str(statement)],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            timeout=60,
        )
        if version(made) == schema.SCHEMA_VERSION:
            break
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        assert everything(made) == before, statement
        killed += 1
    assert killed >= 4
    monkeypatch.chdir(tmp_path)
    assert call(["audit", "verify", "--deep"]) == 0
