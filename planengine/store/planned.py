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
    "SELECT a.occurrence_uid, g.id, a.role, a.size, a.state, a.started_on, a.due, a.reported_on FROM assignment a "
    "JOIN agency g ON g.uid = a.agency_uid WHERE a.plan_uid = ? ORDER BY a.role = 'support', g.id"
)
_EDGES = (
    "SELECT e.successor, e.predecessor, g.id, e.type, e.lag_count, e.lag_unit, e.soft, e.reason FROM edge e "
    "LEFT JOIN agency g ON g.uid = e.agency_uid WHERE e.plan_uid = ?"
)


def planned(connection: sqlite3.Connection, plan_uid: str) -> Planned:
    """The plan in force with everything that has happened to its occurrences, by label.

    What was cancelled for all who bore it is left out, since nobody works on it, and what waits for it has no day
    that is sure. The due date of an occurrence is the latest
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
    cancelled: dict[str, str] = {}
    occurrences: dict[str, Occurrence] = {}
    actuals: dict[str, Actual] = {}
    for uid, label, *row in connection.execute(_OCCURRENCES, (plan_uid,)):
        parts = borne.get(uid, [])
        bearing = [one for one in parts if one[1] != "support"]
        counted = [one for one in bearing if one[3] not in status.OUT_OF_COUNT]
        if bearing and not counted:
            cancelled[uid] = label
            continue
        labels[uid] = label
        occurrences[label] = _occurrence(label, row, parts, bearing)
        actuals[label] = _actual(occurrences[label].completion, counted, _day(row[-1]))
    edges = connection.execute(_EDGES, (plan_uid,)).fetchall()
    outside = [
        (labels[one.successor], one.predecessor)
        for one in waits(connection, plan_uid=plan_uid)
        if "/" in one.predecessor and one.successor in labels and not (one.met or one.soft)
    ]
    outside += [
        (labels[after], cancelled[before])
        for after, before, _, _, _, _, soft, _ in edges
        if after in labels and before in cancelled and not soft
    ]
    joined = tuple(
        Edge(labels[after], labels[before], agency, type_, Span(count, unit), bool(soft), reason)
        for after, before, agency, type_, count, unit, soft, reason in edges
        if after in labels and before in labels
    )
    expansion = Expansion(tuple(occurrences.values()), joined, tuple(dict.fromkeys(outside)))
    return Planned(plan, expansion, calendar, actuals, tuple(cancelled.values()))


def _actual(completion: Completion, counted: list[Any], completed_on: date | None) -> Actual:
    """What has happened to an occurrence, by those whose work counts.

    Reported is reported, also before it is confirmed: the day on which the last report came that the completion rule
    asks for.
    """
    if completion.rule == "focal_point":
        counted = [one for one in counted if one[1] == "focal_point"] or counted
    started = [one[4] for one in counted if one[4]]
    start = _day(min(started, default=None))
    finish = completed_on
    reports = sorted(one[6] for one in counted if one[3] in (status.SUBMITTED, status.DONE) and one[6])
    asked = _asked(completion, counted)
    if finish is None and 0 < asked <= len(reports):
        finish = _day(reports[asked - 1])
    if finish is not None and start is not None:
        start = min(start, finish)  # a day that was entered later may lie before the one that was typed first
    return Actual(start, finish, others=0 < len(started) < min(asked, len(counted)))


def _asked(completion: Completion, counted: list[Any]) -> int:
    """How many of them have to report before the whole counts as done."""
    if completion.rule == "any":
        return 1
    if completion.rule == "at_least":
        return completion.n or 1
    if completion.rule == "percent":
        return -(-len(counted) * (completion.n or 100) // 100)
    return len(counted)


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
