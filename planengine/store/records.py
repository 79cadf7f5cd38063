"""The tables of records: what is kept beside assignments, targets and plans, one row for each record."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any

from planengine.core.records import FAMILIES, family

if TYPE_CHECKING:
    from planengine.core.events import Fact


def read(connection: sqlite3.Connection, name: str, column: str, value: str) -> tuple[Any, ...]:
    """The records of a family that have `value` in `column`, in the order in which they were made (ULIDs rise)."""
    made = family(name).Row
    assert column in (*made._fields, "plan_uid")
    rows = connection.execute(
        f"SELECT {', '.join(made._fields)} FROM {name} WHERE {column} = ? ORDER BY uid", (value,)
    )
    return tuple(made._make(row) for row in rows)


def write(connection: sqlite3.Connection, plan_uid: str, fact: Fact, seq: int) -> None:
    """The record that the fact names, as it is after it. Raises KeyError or ValueError where that cannot follow."""
    name = FAMILIES[fact.type]
    uid = str(fact.payload["record"])
    before = next(iter(read(connection, name, "uid", uid)), None)
    after = family(name).evolve(before, fact.type, fact.payload, date.fromisoformat(str(fact.payload["on"])))
    insert(connection, plan_uid, name, [(after, seq)])


def insert(connection: sqlite3.Connection, plan_uid: str, name: str, rows: list[tuple[Any, int]]) -> None:
    """Writes records of one family with the events that last moved them; one that is there is replaced."""
    columns = family(name).Row._fields
    kept = ", ".join(f"{one} = excluded.{one}" for one in (*columns[1:], "last_seq"))
    connection.executemany(
        f"INSERT INTO {name} ({', '.join(columns)}, plan_uid, last_seq) "
        f"VALUES ({', '.join('?' * (len(columns) + 2))}) ON CONFLICT (uid) DO UPDATE SET {kept}",
        [(*row, plan_uid, seq) for row, seq in rows],
    )
