"""What a reorganisation reads of the database, and the transaction it is written in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from planengine.core.succession import Work
from planengine.store.drawn import PlansInForce
from planengine.store.journal import Journal
from planengine.store.uid import Uids
from planengine.store.writer import Writer, load_all_assigned
from planengine.usecases.open_duty import InForce
from planengine.usecases.read_graph import read_in_force


class SqliteReorganisation:
    """What a reorganisation reads of the journal's database, and the transaction it is written in."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def in_force(self, plan_uid: str) -> InForce:
        """The revision in force, from what was kept of it when it was applied."""
        return InForce(*read_in_force(PlansInForce(self._journal.connection), plan_uid))

    def works(self, plan_uid: str) -> tuple[Work, ...]:
        """Every occurrence of the plan with its assignments, in the order of the plan."""
        return tuple(_works(self._journal.connection, plan_uid))

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction; rolled back on any error. What is read meanwhile is as of its begin."""
        with self._journal.writing() as writer:
            yield writer

    def uids(self, now: datetime) -> Callable[[], str]:
        """A source of uids for one transaction."""
        return Uids(now)


_ASKING = (
    "SELECT stream FROM (SELECT stream, type, max(seq) FROM event WHERE plan_uid = ? AND type IN "
    "('extension_requested', 'extension_approved', 'extension_rejected', 'extension_withdrawn') "
    "GROUP BY stream, json_extract(payload, '$.record')) WHERE type = 'extension_requested'"
)
"""Assignments with a request that nobody has decided, as the log has it."""


def _works(connection: sqlite3.Connection, plan_uid: str) -> Iterator[Work]:
    parents = dict(
        connection.execute("SELECT id, parent FROM task WHERE plan_uid = ?", (plan_uid,)).fetchall()
    )
    parts = load_all_assigned(connection, plan_uid)
    asking = frozenset(uid for (uid,) in connection.execute(_ASKING, (plan_uid,)))
    sizes: dict[str, dict[str, int | None]] = {}
    for occurrence, uid, size in connection.execute(
        "SELECT occurrence_uid, uid, size FROM assignment WHERE plan_uid = ? AND size IS NOT NULL",
        (plan_uid,),
    ):
        sizes.setdefault(occurrence, {})[uid] = size
    for uid, label, node in connection.execute(
        "SELECT o.uid, o.label, t.id FROM occurrence o JOIN task t ON t.uid = o.task_uid WHERE o.plan_uid = ? "
        "ORDER BY t.position, o.opens_on, o.label",
        (plan_uid,),
    ).fetchall():
        yield Work(uid, label, tuple(_around(parents, node)), parts.get(uid, ()), sizes.get(uid, {}), asking)


def _around(parents: Mapping[str, str | None], node: str) -> Iterator[str]:
    """The task and the sections around it, from the inside out."""
    current: str | None = node
    while current is not None:
        yield current
        current = parents.get(current)
