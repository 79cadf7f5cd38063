"""Planned work as rows: an occurrence, its assignments and its edges, and the event that says the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from planengine.core.expand import Assignment, Edge, Occurrence
from planengine.store.columns import iso

Row = tuple[object, ...]
Parts = Sequence[tuple[str, Assignment]]
"""The assignments of an occurrence, each with its uid."""


def columns(one: Occurrence) -> Row:
    """What an occurrence says of itself, in the order of its columns from `label` to `support_required`."""
    return (
        one.key,
        one.period,
        one.kind,
        one.opens_on.isoformat(),
        one.closes_on.isoformat(),
        iso(one.due),
        int(one.due_inherited),
        iso(one.internal_due),
        one.within.count if one.within else None,
        one.within.unit if one.within else None,
        one.within_of,
        one.completion.rule,
        one.completion.n,
        int(one.support_required),
    )


def given(
    plan_uid: str, uid: str, one: Occurrence, parts: Parts, agencies: Mapping[str, str], seq: int
) -> list[Row]:
    """The assignments of the occurrence `uid`; `agencies` maps ids to uids."""
    due = iso(one.due)
    return [
        (own, plan_uid, uid, agencies[part.agency], part.role, part.size, due, seq) for own, part in parts
    ]


def edge(plan_uid: str, successor: str, predecessor: str, one: Edge, agencies: Mapping[str, str]) -> Row:
    """An edge between two occurrences by uid; a predecessor in another plan is "?plan/task"."""
    return (
        successor,
        predecessor,
        agencies[one.agency] if one.agency else "",
        one.type,
        plan_uid,
        one.lag.count,
        one.lag.unit,
        int(one.soft),
        one.reason,
    )


def payload(one: Occurrence, task_uid: str, parts: Parts, waits: Iterable[Row]) -> dict[str, object]:
    """What the log keeps of it: everything that the rows are made from."""
    return {
        "task": one.key,
        "task_uid": task_uid,
        "kind": one.kind,
        "opens_on": one.opens_on.isoformat(),
        "closes_on": one.closes_on.isoformat(),
        "due": iso(one.due),
        "internal_due": iso(one.internal_due),
        "completion": one.completion.rule,
        "completion_n": one.completion.n,
        "support_required": one.support_required,
        "assignments": [
            {"uid": own, "agency": part.agency, "role": part.role, "size": part.size} for own, part in parts
        ],
        "after": [{"predecessor": row[1], "agency": row[2], "type": row[3], "soft": row[7]} for row in waits],
    }


def insert(
    connection: sqlite3.Connection,
    occurrences: Sequence[Row],
    assignments: Sequence[Row],
    edges: Sequence[Row],
) -> None:
    """Writes the rows in bulk; an occurrence or assignment that is there is planned anew."""
    connection.executemany(
        "INSERT INTO occurrence (uid, plan_uid, task_uid, label, period, kind, opens_on, closes_on, due, "
        "due_inherited, internal_due, within_count, within_unit, within_of, completion, completion_n, "
        "support_required, version, last_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (uid) DO UPDATE SET kind = excluded.kind, opens_on = excluded.opens_on, "
        "closes_on = excluded.closes_on, due = excluded.due, due_inherited = excluded.due_inherited, "
        "internal_due = excluded.internal_due, within_count = excluded.within_count, "
        "within_unit = excluded.within_unit, within_of = excluded.within_of, completion = excluded.completion, "
        "completion_n = excluded.completion_n, support_required = excluded.support_required, "
        "version = excluded.version, last_seq = excluded.last_seq",
        occurrences,
    )
    connection.executemany(
        "INSERT INTO assignment (uid, plan_uid, occurrence_uid, agency_uid, role, size, state, due, backdated, "
        "version, last_seq) VALUES (?, ?, ?, ?, ?, ?, 'assigned', ?, 0, 0, ?) ON CONFLICT (uid) DO UPDATE SET "
        "role = excluded.role, size = excluded.size, due = excluded.due, last_seq = excluded.last_seq",
        assignments,
    )
    connection.executemany(
        "INSERT INTO edge (successor, predecessor, agency_uid, type, plan_uid, lag_count, lag_unit, soft, reason) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        edges,
    )
