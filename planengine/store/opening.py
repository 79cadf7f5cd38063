"""Writing one more occurrence of an on-demand duty, in the open transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from planengine.core.events import Origin
from planengine.core.expand import Edge, Occurrence
from planengine.store import log, work_rows
from planengine.store.chain import Chain
from planengine.store.drawn import PlansInForce
from planengine.store.journal import Journal
from planengine.store.revisions import agency_uids
from planengine.store.uid import Uids
from planengine.usecases.open_duty import InForce
from planengine.usecases.read_graph import read_in_force
from planengine.usecases.rows import PlanHead


class SqliteBook:
    """Duties opened in the journal's database."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @contextmanager
    def opening(self) -> Iterator[SqliteOpening]:
        """One transaction; rolled back on any error."""
        with self._journal.writing() as writer:
            yield SqliteOpening(writer.connection)


class SqliteOpening:
    """The open transaction of an opening."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def in_force(self, plan_uid: str) -> InForce:
        """The revision in force, from what was kept of it when it was applied."""
        return InForce(*read_in_force(PlansInForce(self._connection), plan_uid))

    def openings(self, plan_uid: str, task: str) -> int:
        """How often the duty has been opened."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM occurrence o JOIN task t ON t.uid = o.task_uid WHERE t.plan_uid = ? AND t.id = ?",
            (plan_uid, task),
        ).fetchone()
        return int(count)

    def write(
        self,
        plan: PlanHead,
        one: Occurrence,
        edges: Sequence[Edge],
        origin: Origin,
        now: datetime,
        note: str | None,
    ) -> None:
        """The occurrence with its assignments and edges, the event that says the same, and the marks for reminders."""
        uids = Uids(now)
        uid = uids()
        agencies = agency_uids(self._connection)
        task_uid = self._one("SELECT uid FROM task WHERE plan_uid = ? AND id = ?", plan.uid, one.task)
        parts = [(uids(), part) for part in one.assignments]
        waits = [
            work_rows.edge(plan.uid, uid, self._occurrence(plan.uid, each.predecessor), each, agencies)
            for each in edges
        ]
        chain = Chain(self._connection, plan.uid, plan.revision, origin, now, correlation=uids())
        payload = work_rows.payload(one, task_uid, parts, waits)
        if note is not None:
            payload["note"] = note
        entry = chain.link(uid, "occurrence_planned", payload, after=0)
        self._connection.execute(log.INSERT, entry)
        row = (uid, plan.uid, task_uid, *work_rows.columns(one), 1, entry.seq)
        given = work_rows.given(plan.uid, uid, one, parts, agencies, entry.seq)
        work_rows.insert(self._connection, [row], given, waits)
        self._connection.executemany(
            "INSERT INTO replan (plan_uid, assignment_uid, seq) VALUES (?, ?, ?)",
            [(plan.uid, own, entry.seq) for own, _ in parts],
        )

    def _occurrence(self, plan_uid: str, label: str) -> str:
        """What an edge names as its predecessor."""
        if "/" in label:
            return f"?{label}"
        return self._one("SELECT uid FROM occurrence WHERE plan_uid = ? AND label = ?", plan_uid, label)

    def _one(self, statement: str, *values: str) -> str:
        (found,) = self._connection.execute(statement, values).fetchone()
        return str(found)
