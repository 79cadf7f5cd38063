"""Waits for other plans: what "?plan/id" of an edge stands for in the plans that are in force, and who waits for what.

Looked up when it is asked and never stored, so that it holds in whatever order the plans are applied, and after every
new revision of either.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from planengine.core import status

OVER = (status.DONE, status.CLOSED, status.EXEMPT, status.CANCELLED, status.MERGED)
"""States in which an agency's own part keeps nobody waiting any more."""

_INSIDE = (
    "WITH RECURSIVE inside (uid, id) AS (SELECT t.uid, t.id FROM task t JOIN plan p ON p.uid = t.plan_uid "
    "WHERE p.id = ? AND t.id = ? AND t.withdrawn_in IS NULL "
    "UNION ALL SELECT t.uid, t.id FROM task t JOIN inside i ON t.parent = i.id "
    "JOIN plan p ON p.uid = t.plan_uid AND p.id = ? WHERE t.withdrawn_in IS NULL) "
)
"""The task or section of that name with all that is in it."""
_OCCURRENCES = (
    _INSIDE
    + "SELECT o.uid, o.period, o.completed_on, (SELECT max(a.started_on IS NOT NULL) FROM assignment a "
    "WHERE a.occurrence_uid = o.uid AND a.role <> 'support') FROM occurrence o JOIN inside i ON i.uid = o.task_uid "
    "JOIN task t ON t.uid = i.uid WHERE t.kind <> 'standing' OR t.id = ?"
)
_HELD = (
    "SELECT a.state, a.started_on IS NOT NULL FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
    "WHERE a.occurrence_uid = ? AND g.id = ?"
)


class Found(NamedTuple):
    """One occurrence of another plan."""

    uid: str
    period: str | None
    completed_on: str | None
    started: int | None


class Elsewhere:
    """Asks the plans in force, each reference once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._found: dict[str, tuple[str, tuple[Found, ...] | None]] = {}

    def met(self, reference: str, agency: str | None, kind: str) -> tuple[str, bool, bool]:
        """(label, whether it is known, whether the wait is over) for "?plan/id" or "?plan/id@period".

        All occurrences of the task, or of all tasks in the section, must be over; where one of the same period is
        there only that one. Work on demand that nobody has opened keeps nobody waiting, as within a plan.
        """
        if reference not in self._found:
            self._found[reference] = self._look_up(reference)
        label, found = self._found[reference]
        if found is None:
            return label, False, False
        if agency is None:
            over = all(one.completed_on is not None or (kind == "SS" and one.started) for one in found)
        else:
            over = all(self._own_part_over(one, agency, kind) for one in found)
        return label, True, over

    def _look_up(self, reference: str) -> tuple[str, tuple[Found, ...] | None]:
        plan, node, period = parts(reference)
        name = f"{plan}/{node}"
        if not self._is_in_force(plan, node):
            return name, None
        rows = self._connection.execute(_OCCURRENCES, (plan, node, plan, node)).fetchall()
        found = tuple(Found._make(row) for row in rows)
        same = tuple(one for one in found if period is not None and one.period == period)
        return (f"{name}@{period}", same) if same else (name, found)

    def _is_in_force(self, plan: str, node: str) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM task t JOIN plan p ON p.uid = t.plan_uid WHERE p.id = ? AND t.id = ? "
            "AND t.withdrawn_in IS NULL",
            (plan, node),
        ).fetchone()
        return row is not None

    def _own_part_over(self, one: Found, agency: str, kind: str) -> bool:
        held = self._connection.execute(_HELD, (one.uid, agency)).fetchone()
        return held is None or held[0] in OVER or (kind == "SS" and bool(held[1]))


def parts(reference: str) -> tuple[str, str, str | None]:
    """(plan, task or section, period or None) of "?plan/id@period"."""
    plan, _, rest = reference.removeprefix("?").partition("/")
    node, _, period = rest.partition("@")
    return plan, node, period or None


def names_elsewhere(connection: sqlite3.Connection, occurrence: str) -> tuple[str, tuple[str, ...]]:
    """(uid of its plan, the references without a period by which other plans may wait for it): its task's and those of
    all sections around it."""
    rows = connection.execute(
        "WITH RECURSIVE around (plan_uid, id, parent) AS (SELECT t.plan_uid, t.id, t.parent FROM task t "
        "JOIN occurrence o ON o.task_uid = t.uid WHERE o.uid = ? "
        "UNION ALL SELECT t.plan_uid, t.id, t.parent FROM task t JOIN around a ON t.plan_uid = a.plan_uid "
        "AND t.id = a.parent) "
        "SELECT p.uid, p.id, a.id FROM around a JOIN plan p ON p.uid = a.plan_uid",
        (occurrence,),
    ).fetchall()
    return rows[0][0], tuple(f"?{plan}/{node}" for _, plan, node in rows)
