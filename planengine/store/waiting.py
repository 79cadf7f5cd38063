"""What waits for what, and whether the wait is over: judged here and nowhere else."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from planengine.core import status
from planengine.store.elsewhere import OVER, Elsewhere, names_elsewhere
from planengine.usecases.rows import WaitRow

_WAITS = (
    "SELECT e.successor, e.predecessor, d.label, g.id, e.type, e.soft, e.reason, e.lag_count, e.lag_unit, "
    "d.completed_on, "
    "(SELECT max(a.started_on IS NOT NULL) FROM assignment a "
    " WHERE a.occurrence_uid = e.predecessor AND a.role <> 'support'), "
    "(SELECT a.state FROM assignment a WHERE a.occurrence_uid = e.predecessor AND a.agency_uid = e.agency_uid), "
    "(SELECT a.started_on IS NOT NULL FROM assignment a "
    " WHERE a.occurrence_uid = e.predecessor AND a.agency_uid = e.agency_uid) "
    "FROM edge e LEFT JOIN occurrence d ON d.uid = e.predecessor LEFT JOIN task t ON t.uid = d.task_uid "
    "LEFT JOIN agency g ON g.uid = e.agency_uid"
)
_LISTED = "SELECT value FROM json_each(?)"
_ORDER = " ORDER BY t.position, d.opens_on, d.label, e.predecessor, g.id"


def waits(
    connection: sqlite3.Connection, *, plan_uid: str | None = None, successors: Sequence[str] = ()
) -> tuple[WaitRow, ...]:
    """All waits of a plan, or of these occurrences (uids), in the order of the plan.

    What is asked of some occurrences costs as much as they have waits, however large their plan is.

    A wait is met when the predecessor is complete; "SS" already when it has started. A wait limited to one agency looks
    at that agency's own part, and is met where it holds none. A predecessor in a plan that is not applied, or that its
    plan does not have, is not met.
    """
    if plan_uid is not None:
        rows = connection.execute(f"{_WAITS} WHERE e.plan_uid = ?{_ORDER}", (plan_uid,)).fetchall()
    else:
        # one value however many there are: a statement takes no more than some thousand
        chosen = (json.dumps(successors),)
        rows = connection.execute(f"{_WAITS} WHERE e.successor IN ({_LISTED}){_ORDER}", chosen).fetchall()
    elsewhere = Elsewhere(connection)
    found = []
    for row in rows:
        waiting, predecessor, label, agency, kind, soft, reason, lag, unit, completed, started, own, began = (
            row
        )
        known = True
        if label is None:
            label, known, met = elsewhere.met(predecessor, agency, kind)
        elif agency is not None:
            met = own is None or own in OVER or (kind == "SS" and bool(began))
        else:
            met = completed is not None or (kind == "SS" and bool(started))
        found.append(WaitRow(waiting, label, agency, kind, soft, reason, int(met), lag, unit, int(known)))
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
            for one in waits(connection, successors=(occurrence_uid,))
            if not one.soft
            and not one.met
            and one.agency in (None, agency)
            and (one.type != "FF" or trigger == "submit")
        )
    )


def newly_free(connection: sqlite3.Connection, completed: str) -> tuple[str, ...]:
    """Labels of the occurrences that waited for `completed` (uid) and now wait for nothing hard; those of other plans
    with the name of their plan before them."""
    own, waited_for, values = _waited_for(connection, completed)
    rows = connection.execute(
        f"SELECT DISTINCT e.successor, o.label, o.plan_uid, p.id FROM {_FREED} WHERE ({waited_for}) AND e.soft = 0 "
        "AND o.completed_on IS NULL ORDER BY o.plan_uid <> ?, p.id, o.label",
        (*values, own),
    ).fetchall()
    return tuple(
        label if plan_uid == own else f"{plan}/{label}"
        for uid, label, plan_uid, plan in rows
        if all(one.soft or one.met or one.agency for one in waits(connection, successors=(uid,)))
    )


def newly_free_part(connection: sqlite3.Connection, occurrence: str, agency: str) -> tuple[str, ...]:
    """The same for one agency whose own part of `occurrence` (uid) is over while others still work on theirs: labels
    with the short name of the agency behind them."""
    own, waited_for, values = _waited_for(connection, occurrence)
    rows = connection.execute(
        f"SELECT DISTINCT e.successor, o.label, o.plan_uid, p.id, g.short FROM {_FREED} "
        "JOIN agency g ON g.uid = e.agency_uid "
        "JOIN assignment a ON a.occurrence_uid = e.successor AND a.agency_uid = e.agency_uid "
        f"WHERE ({waited_for}) AND e.soft = 0 AND g.id = ? AND a.state IN ({', '.join('?' * len(status.WORKABLE))}) "
        "ORDER BY o.plan_uid <> ?, p.id, o.label",
        (*values, agency, *status.WORKABLE, own),
    ).fetchall()
    return tuple(
        f"{label} ({short})" if plan_uid == own else f"{plan}/{label} ({short})"
        for uid, label, plan_uid, plan, short in rows
        if all(
            one.soft or one.met or one.agency not in (None, agency)
            for one in waits(connection, successors=(uid,))
        )
    )


_FREED = "edge e JOIN occurrence o ON o.uid = e.successor JOIN plan p ON p.uid = o.plan_uid"


def _waited_for(connection: sqlite3.Connection, occurrence: str) -> tuple[str, str, list[str]]:
    """(uid of its plan, condition on an edge `e`, its values): whatever waits for the occurrence, here or elsewhere."""
    own, names = names_elsewhere(connection, occurrence)
    waited_for = " OR ".join(
        ["e.predecessor = ?", *["e.predecessor = ? OR e.predecessor > ? AND e.predecessor < ?"] * len(names)]
    )
    # "@" begins a period; "A" is the letter after it
    return own, waited_for, [occurrence, *(one for name in names for one in (name, f"{name}@", f"{name}A"))]
