"""Writing: bulk apply against raw `executemany` of the same rows, one transition against raw sqlite3."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import plans
from bench.measure import in_turns, report
from planengine import bootstrap
from planengine.planfile.read import read_plan
from planengine.settings import Settings
from planengine.store import log
from planengine.usecases.apply_plan import apply_plans, prepare
from planengine.usecases.record_work import record
from planengine.usecases.requests import Request

SHIPPED = Path(__file__).resolve().parents[1] / "plans" / "kh_106.yaml"


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [("KH 106", _apply(Path(folder), SHIPPED, 9), "reported")]
        large = plans.write(Path(folder), 10_000)
        rows.append(("10,000 tasks, 200,000 assignments", _apply(Path(folder), large, 3), "<= 3"))
        report("Apply, from checked plan to commit, against executemany of all rows written", rows)
        report(
            "One transition (read, decide, event, projection, commit)",
            [("against raw sqlite3", _transition(Path(folder)), "reported")],
        )


def _apply(folder: Path, path: Path, turns: int) -> object:
    application = prepare(read_plan(path))
    clock = bootstrap.read_clock("2024-11-01")
    names = (folder / f"apply_{number}.db" for number in range(10_000))

    def fresh() -> str:
        name = str(next(names))
        while os.path.exists(name):
            name = str(next(names))
        bootstrap.create_database(name)
        return name

    prepared = [fresh() for _ in range(turns * 2 + 4)]
    given = iter(prepared)
    written: dict[str, list[tuple[object, ...]]] = {}

    def ours() -> None:
        journal = bootstrap.open_journal(Settings(root=str(folder), database=next(given)))
        apply_plans(
            bootstrap.open_ledger(journal),
            [application],
            person="bench",
            clock=clock,
            reason=None,
            local_day=bootstrap.local_day,
        )
        if not written:
            written.update(_rows(journal.connection))
        journal.close()

    def floor() -> None:
        connection = sqlite3.connect(next(given), isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in written.items():
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.execute("COMMIT")
        connection.close()

    return in_turns(ours, floor, turns)


def _rows(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    found = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    return {table: rows for table, rows in found.items() if rows}


def _transition(folder: Path) -> object:
    database = str(folder / "transition.db")
    bootstrap.create_database(database)
    journal = bootstrap.open_journal(Settings(root=str(folder), database=database))
    clock = bootstrap.read_clock("2024-11-01")
    apply_plans(
        bootstrap.open_ledger(journal),
        [prepare(read_plan(SHIPPED))],
        person="bench",
        clock=clock,
        reason=None,
        local_day=bootstrap.local_day,
    )
    plan = journal.plans()[0]
    today = bootstrap.local_day(clock.now, plan.timezone)

    def ours() -> None:
        for _ in range(50):
            request = Request("progress", ("2.2.1",), "bench", speaker="tam-ky", note="x")
            record(journal, request, clock, today)

    return in_turns(ours, _raw(folder), 7)


def _raw(folder: Path) -> Callable[[], None]:
    """Read, insert a chained event, move a row by compare-and-set, commit durably: nothing of ours but the hash."""
    connection = sqlite3.connect(str(folder / "raw.db"), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE work (id INTEGER PRIMARY KEY, note TEXT, version INTEGER)")
    connection.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, payload TEXT, hash TEXT)")
    connection.execute("INSERT INTO work VALUES (1, '', 0)")

    def floor() -> None:
        for _ in range(50):
            connection.execute("BEGIN IMMEDIATE")
            version = connection.execute("SELECT version FROM work WHERE id = 1").fetchone()[0]
            payload = log.canonical({"note": "x", "version": version + 1})
            connection.execute(
                "INSERT INTO event (payload, hash) VALUES (?, ?)", (payload, log.digest((payload,)))
            )
            connection.execute(
                "UPDATE work SET note = 'x', version = version + 1 WHERE id = 1 AND version = ?", (version,)
            )
            connection.execute("COMMIT")

    return floor
