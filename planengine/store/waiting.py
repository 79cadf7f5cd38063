"""What waits for what, and whether the wait is over: judged here and nowhere else."""

from __future__ import annotations

import sqlite3

from planengine.core import status
from planengine.usecases.views import WaitRow

_WAITS = (
    "SELECT e.successor, e.predecessor, d.label, g.id, e.type, e.soft, e.reason, d.completed_on, "
    "(SELECT max(a.started_on IS NOT NULL) FROM assignment a "
    " WHERE a.occurrence_uid = e.predecessor AND a.role <> 'support'), "
    "(SELECT a.state FROM assignment a WHERE a.occurrence_uid = e.predecessor AND a.agency_uid = e.agency_uid), "
    "(SELECT a.started_on IS NOT NULL FROM assignment a "
    " WHERE a.occurrence_uid = e.predecessor AND a.agency_uid = e.agency_uid) "
    "FROM edge e LEFT JOIN occurrence d ON d.uid = e.predecessor LEFT JOIN task t ON t.uid = d.task_uid "
    "LEFT JOIN agency g ON g.uid = e.agency_uid"
)
_ORDER = " ORDER BY t.position, d.opens_on, d.label, g.id"

OVER = (status.DONE, status.CLOSED, status.EXEMPT, status.CANCELLED)
"""States in which an agency's own part keeps nobody waiting any more."""


def waits(
    connection: sqlite3.Connection, *, plan_uid: str | None = None, successor: str | None = None
) -> tuple[WaitRow, ...]:
    """All waits of a plan, or of one occurrence, in the order of the plan.

    A wait is met when the predecessor is complete; "SS" already when it has started. A wait limited to one agency looks
    at that agency's own part, and is met where it holds none. A predecessor in a plan that is not applied is not met.
    """
    column, value = ("e.plan_uid", plan_uid) if successor is None else ("e.successor", successor)
    found = []
    for row in connection.execute(f"{_WAITS} WHERE {column} = ?{_ORDER}", (value,)).fetchall():
        waiting, predecessor, label, agency, kind, soft, reason, completed_on, started, own, own_started = row
        if label is None:
            label, completed_on, started = _elsewhere(connection, predecessor)
        if agency is not None:
            met = own is None or own in OVER or (kind == "SS" and bool(own_started))
        else:
            met = completed_on is not None or (kind == "SS" and bool(started))
        found.append(WaitRow(waiting, label, agency, kind, soft, reason, int(met)))
    return tuple(found)


def blockers(
    connection: sqlite3.Connection, occurrence_uid: str, agency: str, trigger: str
) -> tuple[str, ...]:
    """Labels of the hard predecessors that keep this agency from `trigger` ("submit", or "start" and "progress").

    Only a submission waits for "FF" predecessors.
    """
    return tuple(
        dict.fromkeys(
            one.predecessor
            for one in waits(connection, successor=occurrence_uid)
            if not one.soft
            and not one.met
            and one.agency in (None, agency)
            and (one.type != "FF" or trigger == "submit")
        )
    )


def newly_free(connection: sqlite3.Connection, completed: str) -> tuple[str, ...]:
    """Labels of the occurrences that waited for `completed` (uid) and now wait for nothing hard."""
    rows = connection.execute(
        "SELECT DISTINCT e.successor, o.label FROM edge e JOIN occurrence o ON o.uid = e.successor "
        "WHERE e.predecessor = ? AND e.soft = 0 AND o.completed_on IS NULL ORDER BY o.label",
        (completed,),
    ).fetchall()
    return tuple(
        label
        for uid, label in rows
        if all(one.soft or one.met or one.agency for one in waits(connection, successor=uid))
    )


def _elsewhere(connection: sqlite3.Connection, reference: str) -> tuple[str, str | None, int]:
    """(label, completed on or None, started) of "?plan/task" in another plan, all of its occurrences together."""
    label = reference.removeprefix("?")
    plan_id, _, task_id = label.partition("/")
    rows = connection.execute(
        "SELECT o.completed_on, (SELECT max(a.started_on IS NOT NULL) FROM assignment a "
        "WHERE a.occurrence_uid = o.uid) FROM occurrence o JOIN task t ON t.uid = o.task_uid "
        "JOIN plan p ON p.uid = o.plan_uid WHERE p.id = ? AND t.id = ?",
        (plan_id, task_id),
    ).fetchall()
    if not rows or any(row[0] is None for row in rows):
        return label, None, max((row[1] or 0 for row in rows), default=0)
    return label, max(row[0] for row in rows), 1
