"""What closing a plan reads of the database, and the transaction it is written in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from planengine.core.closing import Duty
from planengine.store.drawn import PlansInForce
from planengine.store.journal import Journal
from planengine.store.writer import Writer, load_all_assigned
from planengine.usecases.open_duty import InForce
from planengine.usecases.read_graph import read_in_force

_DUTIES = (
    "SELECT o.uid, o.label, t.id, t.title, o.kind, o.completed_on FROM occurrence o JOIN task t ON t.uid = o.task_uid "
    "WHERE o.plan_uid = ? ORDER BY t.position, o.opens_on, o.label"
)


class SqliteClosing:
    """What closing reads of the journal's database."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def duties(self, plan_uid: str) -> tuple[Duty, ...]:
        """Every occurrence of the plan with its assignments, in the order of the plan."""
        return tuple(_duties(self._journal.connection, plan_uid))

    def in_force(self, plan_uid: str) -> tuple[InForce, str, str]:
        """The revision in force, its file as it was applied, and the name of that file."""
        connection = self._journal.connection
        text, name = connection.execute(
            "SELECT r.text, r.name FROM plan p JOIN revision r ON r.plan_uid = p.uid AND r.number = p.revision "
            "WHERE p.uid = ?",
            (plan_uid,),
        ).fetchone()
        return InForce(*read_in_force(PlansInForce(connection), plan_uid)), text, name

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction; rolled back on any error. What is read meanwhile is as of its begin."""
        with self._journal.writing() as writer:
            yield writer


def _duties(connection: sqlite3.Connection, plan_uid: str) -> Iterator[Duty]:
    parts = load_all_assigned(connection, plan_uid)
    for uid, label, task, title, kind, completed_on in connection.execute(_DUTIES, (plan_uid,)).fetchall():
        yield Duty(uid, label, task, title, kind, completed_on, parts.get(uid, ()))
