"""What reading commands ask the database; every query is one statement."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from planengine.core.calendar import Calendar
from planengine.store import records
from planengine.store.elsewhere import Elsewhere
from planengine.store.journal import plans
from planengine.store.log import streams_of
from planengine.store.waiting import waits
from planengine.store.writer import load_calendar
from planengine.usecases.rows import PlanHead
from planengine.usecases.views import Happened, NodeRow, TargetInForce, TargetRow, TaskRow, WaitRow, WorkRow

_WORK = (
    "SELECT p.uid, p.id, o.uid, a.uid, o.label, t.id, o.period, t.title, t.ref, t.parent, o.kind, t.form, t.request, "
    "t.restricted, t.update_every, o.opens_on, o.closes_on, o.due, o.internal_due, o.completed_on, g.id, g.short, "
    "g.name, a.role, a.size, a.state, a.due, a.committed, a.accepted_on, a.started_on, a.updated_on, a.reported_on, "
    "a.confirmed_on, a.percent, a.note, a.reason, a.evidence, a.backdated, o.due_inherited, "
    "coalesce(json_extract(t.spec, '$.priority'), 'normal'), o.completion, o.completion_n, a.late_since "
    "FROM assignment a JOIN occurrence o ON o.uid = a.occurrence_uid JOIN task t ON t.uid = o.task_uid "
    "JOIN agency g ON g.uid = a.agency_uid JOIN plan p ON p.uid = a.plan_uid"
)
_OF_STREAMS = "json_each(?) s CROSS JOIN event e ON e.stream = s.value AND e.version > 0"
"""Every version is above 0; said so, SQLite looks the streams up, and would else read the whole log in its order."""
_ORDER = " ORDER BY p.id, t.position, o.opens_on, o.label, a.role = 'support', g.id"


class Queries:
    """The reading side of one open connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def plans(self) -> tuple[PlanHead, ...]:
        """All applied plans, by id."""
        return plans(self._connection)

    def work(
        self, *, plan_uid: str | None = None, agency: str | None = None, occurrence_uid: str | None = None
    ) -> tuple[WorkRow, ...]:
        """Assignments in the order of plan, task, period, role and agency."""
        conditions = {"a.plan_uid": plan_uid, "g.id": agency, "a.occurrence_uid": occurrence_uid}
        given = {column: value for column, value in conditions.items() if value is not None}
        where = " AND ".join(f"{column} = ?" for column in given)
        rows = self._connection.execute(
            _WORK + (f" WHERE {where}" if where else "") + _ORDER, tuple(given.values())
        )
        return tuple(WorkRow._make(row) for row in rows)

    def bearerless(self, plan_uid: str) -> tuple[tuple[str, str, str], ...]:
        """(label, title, kind) of the occurrences that nobody has been given."""
        rows = self._connection.execute(
            "SELECT o.label, t.title, o.kind FROM occurrence o JOIN task t ON t.uid = o.task_uid "
            "WHERE o.plan_uid = ? AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.occurrence_uid = o.uid "
            "AND a.role <> 'support') ORDER BY t.position, o.opens_on",
            (plan_uid,),
        )
        return tuple((row[0], row[1], row[2]) for row in rows)

    def waits(self, plan_uid: str, occurrence_uid: str | None = None) -> tuple[WaitRow, ...]:
        """What waits for what, met or not, in the order of the plan."""
        if occurrence_uid is not None:
            return waits(self._connection, successors=(occurrence_uid,))
        return waits(self._connection, plan_uid=plan_uid)

    def waits_of(self, occurrences: Sequence[str]) -> tuple[WaitRow, ...]:
        """What these occurrences (uids) wait for, met or not, in the order of their plans."""
        return waits(self._connection, successors=occurrences)

    def node(self, plan_uid: str, node_id: str) -> NodeRow | None:
        """A section or task."""
        row = self._connection.execute(
            "SELECT id, title, ref, kind, form, parent, is_section, spec FROM task WHERE plan_uid = ? AND id = ?",
            (plan_uid, node_id),
        ).fetchone()
        return NodeRow._make(row) if row else None

    def task_page(self, occurrence_uid: str) -> TaskRow:
        """An occurrence with what its task says and what its days are counted from."""
        row = self._connection.execute(
            "SELECT t.spec, json_extract(r.canonical, '$.issued'), p.starts, p.ends, p.calendar, o.opens_on, "
            "o.closes_on, o.due, o.due_inherited, o.internal_due, o.within_count, o.within_unit, o.within_of "
            "FROM occurrence o JOIN task t ON t.uid = o.task_uid JOIN plan p ON p.uid = o.plan_uid "
            "JOIN revision r ON r.plan_uid = p.uid AND r.number = p.revision WHERE o.uid = ?",
            (occurrence_uid,),
        ).fetchone()
        return TaskRow._make(row)

    def targets(self, plan_uid: str, ids: Sequence[str]) -> tuple[TargetRow, ...]:
        """The targets of these ids, in the order of the plan."""
        rows = self._connection.execute(
            f"SELECT id, title, spec FROM target WHERE plan_uid = ? AND id IN ({', '.join('?' * len(ids))}) "
            "AND withdrawn_in IS NULL ORDER BY position",
            (plan_uid, *ids),
        )
        return tuple(TargetRow._make(row) for row in rows)

    def targets_in_force(self, plan_uid: str) -> tuple[TargetInForce, ...]:
        """All targets of the plan in force, in the order of the plan."""
        rows = self._connection.execute(
            "SELECT uid, id, title, spec FROM target WHERE plan_uid = ? AND withdrawn_in IS NULL ORDER BY position",
            (plan_uid,),
        )
        return tuple(TargetInForce._make(row) for row in rows)

    def records(self, family: str, column: str, value: str) -> tuple[Any, ...]:
        """The records of a family (its `Row`s) that have `value` in `column`, in the order in which they were made."""
        return records.read(self._connection, family, column, value)

    def unseen(self, plan_id: str) -> tuple[tuple[str, str], ...]:
        """(label of the waiting occurrence, "plan/id") of every hard wait of a plan for what no plan in force has."""
        rows = self._connection.execute(
            "SELECT o.label, e.predecessor FROM edge e JOIN occurrence o ON o.uid = e.successor "
            "JOIN task t ON t.uid = o.task_uid JOIN plan p ON p.uid = e.plan_uid WHERE p.id = ? AND e.soft = 0 "
            "AND e.predecessor >= '?' AND e.predecessor < '@' ORDER BY t.position, o.opens_on, o.label",
            (plan_id,),
        ).fetchall()
        elsewhere = Elsewhere(self._connection)
        waiting = ((label, elsewhere.met(reference, None, "FS")) for label, reference in rows)
        return tuple(dict.fromkeys((label, name) for label, (name, known, _) in waiting if not known))

    def streams(self, plan_uid: str, occurrence_uid: str) -> tuple[str, ...]:
        """The uids of the occurrence and of every part that it has or ever had: its whole story."""
        return streams_of(self._connection, plan_uid, occurrence_uid)

    def history(self, plan_uid: str, streams: Sequence[str] | None, last: int | None) -> tuple[Happened, ...]:
        """Events of these streams (None: of the whole plan) in order; only the `last` ones where a number is given."""
        table, values = (
            ("event e", ()) if streams is None else (_OF_STREAMS, (json.dumps(sorted({*streams})),))
        )
        rows = self._connection.execute(
            "SELECT e.seq, e.type, e.occurred_on, e.recorded_at, e.person, e.agency, e.typed_by, e.decided_by, "
            f"e.channel, e.document, e.clock, e.correlation, e.payload FROM {table} WHERE e.plan_uid = ? "
            "ORDER BY e.seq DESC LIMIT ?",
            (*values, plan_uid, -1 if last is None else last),
        ).fetchall()
        return tuple(Happened._make(row) for row in reversed(rows))

    def calendar(self, calendar_id: str) -> Calendar:
        """The working calendar as last applied."""
        return load_calendar(self._connection, calendar_id)

    def names(self) -> Mapping[str, str]:
        """id → short name of every agency and group."""
        return dict(self._connection.execute("SELECT id, short FROM agency"))
