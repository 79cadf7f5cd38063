"""A reorganisation in the tables: who held what, what follows a part that changes hands, and reading both back.

What was planned for whom stays in the log; here is asked what became of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from planengine.core import workflow
from planengine.store.columns import iso

if TYPE_CHECKING:
    from planengine.core.events import Fact
    from planengine.core.workflow import Assigned
    from planengine.usecases.rows import PlanHead


class PlannedAs(NamedTuple):
    """Whom the plan gave a part to: `agency` None where it gave it to nobody, since one of several heirs got it. `role`
    and `size` are those of the plan, None where they are as they were. `by_hand` says that a person gave the part to
    another agency, and no reorganisation."""

    agency: str | None
    role: str | None = None
    size: int | None = None
    by_hand: bool = False


def taken_over(connection: sqlite3.Connection, plan_uid: str) -> dict[str, PlannedAs]:
    """uid of an assignment → as what it was planned, for every part that is with somebody else by now, or in another
    role, or was made by a reorganisation.

    A part that ended in another one ("merged") keeps its agency and role, and is not here, nor is one that was given
    away and taken back at once.
    """
    found: dict[str, PlannedAs] = {}
    for uid, event, agency, role, size in connection.execute(
        "SELECT stream, type, json_extract(payload, '$.agency'), json_extract(payload, '$.was'), "
        "json_extract(payload, '$.was_size') FROM event e WHERE plan_uid = ? AND type IN "
        "('assignment_reassigned', 'assignment_succeeded', 'assignment_given') AND NOT EXISTS (SELECT 1 FROM event u "
        "WHERE u.plan_uid = e.plan_uid AND u.stream = e.stream AND u.type = 'action_undone' "
        "AND json_extract(u.payload, '$.undoes') = e.seq) ORDER BY seq",
        (plan_uid,),
    ):
        if event == "assignment_given":
            found[uid] = PlannedAs(None)
            continue
        known = found.get(uid) or PlannedAs(agency)
        by_hand = known.by_hand or event == "assignment_reassigned"
        found[uid] = PlannedAs(known.agency, known.role or role, known.size or size, by_hand)
    return found


def bodies_taken_over(connection: sqlite3.Connection, plan_uid: str) -> dict[str, str]:
    """Secretariat or approver that ended → who took over, as a reorganisation decided it for this plan."""
    found: dict[str, str] = {}
    for before, after in connection.execute(
        "SELECT json_extract(b.value, '$.from'), json_extract(b.value, '$.to') FROM event e, "
        "json_each(e.payload, '$.bodies') b WHERE e.plan_uid = ? AND e.type = 'plan_bodies_changed' ORDER BY e.seq",
        (plan_uid,),
    ):
        found[before] = after
    return found


def present(taken: Mapping[str, str], name: str) -> str:
    """The body that stands for `name` by now, through any number of steps."""
    passed = {name}
    while name in taken and taken[name] not in passed:
        name = taken[name]
        passed.add(name)
    return name


# ---- what follows an event


class Mover(Protocol):
    """The open transaction, as far as a part is moved in it."""

    connection: sqlite3.Connection

    def move(
        self, plan: PlanHead, fact: Fact, seq: int, backdated: bool, expected: Mapping[str, int]
    ) -> None:
        """The assignment after a fact of its own stream."""
        ...

    def mark(self, plan: PlanHead, after: Assigned, seq: int) -> None:
        """Reminders of it are planned anew."""
        ...


def project(writer: Mover, plan: PlanHead, fact: Fact, seq: int) -> None:
    """What one event of a reorganisation moves in the open transaction. It has its own day, so that no part is marked
    as entered late because of it."""
    if fact.type == "plan_bodies_changed":
        _change_bodies(writer.connection, plan.uid, fact)
    elif fact.type == "assignment_given":
        writer.mark(plan, _give(writer.connection, plan.uid, fact, seq), seq)
    else:
        writer.move(plan, fact, seq, False, {})
        _follow(writer.connection, fact)


def _change_bodies(connection: sqlite3.Connection, plan_uid: str, fact: Fact) -> None:
    bodies = fact.payload["bodies"]
    assert isinstance(bodies, list)
    for one in bodies:
        column = {"secretariat": "secretariat", "approver": "approver"}[one["body"]]
        connection.execute(f"UPDATE plan SET {column} = ? WHERE uid = ?", (one["to"], plan_uid))
    connection.execute(
        "INSERT INTO replan (plan_uid, assignment_uid, seq) SELECT ?, NULL, max(seq) FROM event "
        "WHERE plan_uid = ?",
        (plan_uid, plan_uid),
    )


def _give(connection: sqlite3.Connection, plan_uid: str, fact: Fact, seq: int) -> Assigned:
    """The row of a part that an heir of several was given."""
    new = workflow.begun(fact.stream, fact.payload)
    columns = ("state", *workflow.WORK)
    values = [iso(one) if isinstance(one, date) else one for one in (getattr(new, name) for name in columns)]
    connection.execute(
        f"INSERT INTO assignment (uid, plan_uid, occurrence_uid, agency_uid, role, {', '.join(columns)}, backdated, "
        f"version, last_seq) VALUES (?, ?, ?, ?, ?, {', '.join('?' * len(columns))}, 0, 1, ?)",
        (
            fact.stream,
            plan_uid,
            fact.payload["occurrence"],
            fact.payload["agency_uid"],
            new.role,
            *values,
            seq,
        ),
    )
    return new


def _follow(connection: sqlite3.Connection, fact: Fact) -> None:
    """Role and size of a part that changed hands, and the waits that are limited to its agency, which go along."""
    payload = fact.payload
    if fact.type == "assignment_succeeded":
        if "role" in payload:
            connection.execute(
                "UPDATE assignment SET role = ? WHERE uid = ?", (str(payload["role"]), fact.stream)
            )
        if "size" in payload:
            connection.execute("UPDATE assignment SET size = ? WHERE uid = ?", (payload["size"], fact.stream))
    (occurrence,) = connection.execute(
        "SELECT occurrence_uid FROM assignment WHERE uid = ?", (fact.stream,)
    ).fetchone()
    before = str(payload["agency_uid"])
    for after in edges_to(payload):
        connection.execute(
            "INSERT INTO edge (successor, predecessor, agency_uid, type, plan_uid, lag_count, lag_unit, soft, reason) "
            "SELECT successor, predecessor, ?, type, plan_uid, lag_count, lag_unit, soft, reason FROM edge "
            "WHERE successor = ? AND agency_uid = ? ON CONFLICT DO NOTHING",
            (after, occurrence, before),
        )
    connection.execute(
        "DELETE FROM edge WHERE successor = ? AND agency_uid = ? AND ?",
        (occurrence, before, before not in edges_to(payload)),
    )


def edges_to(payload: Mapping[str, Any]) -> Sequence[str]:
    """The uids of the agencies that wait from now on instead of the one that the event is about."""
    if "heirs" in payload:
        return [str(one["agency_uid"]) for one in payload["heirs"]]
    return [str(payload["to_uid"])]


def heirs_named(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the agencies that have the part from then on."""
    if "heirs" in payload:
        return tuple(str(one["agency"]) for one in payload["heirs"])
    return (str(payload["to"]),)
