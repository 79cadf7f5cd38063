"""The plan in force as the schedule needs it: occurrences and edges as they were planned, and what has happened."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

from planengine.core import status
from planengine.core.expand import Assignment, Edge, Expansion, Occurrence
from planengine.core.plan import Completion, Span
from planengine.core.schedule import Actual
from planengine.planfile.canonical import plan_from_canonical
from planengine.store.waiting import waits
from planengine.store.writer import load_calendar
from planengine.usecases.read_schedule import Planned

_OCCURRENCES = (
    "SELECT o.uid, o.label, t.id, o.period, o.kind, o.opens_on, o.closes_on, o.due, o.due_inherited, o.internal_due, "
    "o.within_count, o.within_unit, o.within_of, o.completion, o.completion_n, o.support_required, o.completed_on "
    "FROM occurrence o JOIN task t ON t.uid = o.task_uid WHERE o.plan_uid = ? AND t.withdrawn_in IS NULL "
    "ORDER BY t.position, o.opens_on, o.label"
)
_ASSIGNMENTS = (
    "SELECT a.occurrence_uid, g.id, a.role, a.size, a.state, a.started_on, a.due FROM assignment a "
    "JOIN agency g ON g.uid = a.agency_uid WHERE a.plan_uid = ? ORDER BY a.role = 'support', g.id"
)
_EDGES = (
    "SELECT e.successor, e.predecessor, g.id, e.type, e.lag_count, e.lag_unit, e.soft, e.reason FROM edge e "
    "LEFT JOIN agency g ON g.uid = e.agency_uid WHERE e.plan_uid = ?"
)


def planned(connection: sqlite3.Connection, plan_uid: str) -> Planned:
    """The plan in force with everything that has happened to its occurrences, by label.

    What was cancelled for all who bore it is left out: nobody works on it. The due date of an occurrence is the latest
    of those its bearers have. What waits for another plan and is not over there is `unresolved`.
    """
    (canonical,) = connection.execute(
        "SELECT r.canonical FROM plan p JOIN revision r ON r.plan_uid = p.uid AND r.number = p.revision "
        "WHERE p.uid = ?",
        (plan_uid,),
    ).fetchone()
    plan = plan_from_canonical(canonical)
    (calendar_id,) = connection.execute("SELECT calendar FROM plan WHERE uid = ?", (plan_uid,)).fetchone()
    calendar = load_calendar(connection, calendar_id)
    borne: dict[str, list[Any]] = {}
    for uid, *row in connection.execute(_ASSIGNMENTS, (plan_uid,)):
        borne.setdefault(uid, []).append(row)
    labels: dict[str, str] = {}
    occurrences: dict[str, Occurrence] = {}
    actuals: dict[str, Actual] = {}
    for uid, label, *row in connection.execute(_OCCURRENCES, (plan_uid,)):
        parts = borne.get(uid, [])
        bearing = [one for one in parts if one[1] != "support"]
        if bearing and all(one[3] in status.OUT_OF_COUNT for one in bearing):
            continue
        labels[uid] = label
        occurrences[label] = _occurrence(label, row, parts, bearing)
        started = min((one[4] for one in bearing if one[4]), default=None)
        actuals[label] = Actual(_day(started), _day(row[-1]))
    outside = tuple(
        (labels[one.successor], one.predecessor)
        for one in waits(connection, plan_uid=plan_uid)
        if "/" in one.predecessor and one.successor in labels and not (one.met or one.soft)
    )
    edges = tuple(
        Edge(labels[after], labels[before], agency, type_, Span(count, unit), bool(soft), reason)
        for after, before, agency, type_, count, unit, soft, reason in connection.execute(_EDGES, (plan_uid,))
        if after in labels and before in labels
    )
    return Planned(plan, Expansion(tuple(occurrences.values()), edges, outside), calendar, actuals)


def _occurrence(label: str, row: list[Any], parts: list[Any], bearing: list[Any]) -> Occurrence:
    (
        task,
        period,
        kind,
        opens_on,
        closes_on,
        due,
        inherited,
        internal,
        count,
        unit,
        of,
        rule,
        n,
        required,
        _,
    ) = row
    extended = max((one[5] for one in bearing if one[5]), default=None)
    return Occurrence(
        key=label,
        task=task,
        period=period,
        kind=kind,
        opens_on=date.fromisoformat(opens_on),
        closes_on=date.fromisoformat(closes_on),
        due=_day(extended or due),
        due_inherited=bool(inherited),
        internal_due=_day(internal),
        within=Span(count, unit) if count is not None else None,
        within_of=of,
        completion=Completion(rule, n),
        support_required=bool(required),
        assignments=tuple(Assignment(agency, role, size) for agency, role, size, *_ in parts),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
