"""The rows of an occurrence after an edited plan has changed or taken out work that has begun: from the event alone."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Protocol

from planengine.core import status

if TYPE_CHECKING:
    from planengine.core.events import Fact
    from planengine.core.workflow import Assigned
    from planengine.usecases.rows import PlanHead


class Mover(Protocol):
    """The open transaction, as far as revised work is moved in it."""

    connection: sqlite3.Connection

    def assigned(self, occurrence_uid: str) -> tuple[Assigned, ...]:
        """All assignments of an occurrence."""
        ...

    def mark(self, plan: PlanHead, after: Assigned, seq: int) -> None:
        """Reminders of it are planned anew."""
        ...


def dropped(part: Assigned) -> tuple[str, str | None]:
    """State and former state of a part that the plan does not give any more."""
    return status.CANCELLED, part.former if part.state == status.PAUSED else part.state


def project(writer: Mover, plan: PlanHead, fact: Fact, seq: int) -> None:
    """The rows of an occurrence after "occurrence_revised" or "occurrence_withdrawn"."""
    if fact.type == "occurrence_withdrawn":
        _withdraw(writer, plan, fact, seq)
        return
    connection, said = writer.connection, fact.payload
    within: Any = said["within"] or (None, None, None)
    connection.execute(
        "UPDATE occurrence SET kind = ?, opens_on = ?, closes_on = ?, due = ?, due_inherited = ?, internal_due = ?, "
        "within_count = ?, within_unit = ?, within_of = ?, completion = ?, completion_n = ?, support_required = ?, "
        "version = version + 1, last_seq = ? WHERE uid = ?",
        (
            said["kind"],
            said["opens_on"],
            said["closes_on"],
            said["due"],
            int(bool(said["due_inherited"])),
            said["internal_due"],
            *within,
            said["completion"],
            said["completion_n"],
            int(bool(said["support_required"])),
            seq,
            fact.stream,
        ),
    )
    listed: Any = said["assignments"]
    connection.executemany(
        "INSERT INTO assignment (uid, plan_uid, occurrence_uid, agency_uid, role, size, state, former, due, backdated, "
        "version, last_seq) VALUES (?, ?, ?, (SELECT uid FROM agency WHERE id = ?), ?, ?, ?, ?, ?, 0, 0, ?) "
        "ON CONFLICT (uid) DO UPDATE SET role = excluded.role, size = excluded.size, state = excluded.state, "
        "former = excluded.former, due = excluded.due, last_seq = excluded.last_seq",
        [
            (
                one["uid"],
                plan.uid,
                fact.stream,
                one["agency"],
                one["role"],
                one["size"],
                one["state"],
                one["former"],
                one["due"],
                seq,
            )
            for one in listed
        ],
    )
    after: Any = said["after"]
    connection.execute("DELETE FROM edge WHERE successor = ?", (fact.stream,))
    connection.executemany(
        "INSERT INTO edge (successor, predecessor, agency_uid, type, plan_uid, lag_count, lag_unit, soft, reason) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                fact.stream,
                one["predecessor"],
                one["agency"],
                one["type"],
                plan.uid,
                one["lag"],
                one["unit"],
                one["soft"],
                one["reason"],
            )
            for one in after
        ],
    )
    for part in writer.assigned(fact.stream):
        writer.mark(plan, part, seq)


def _withdraw(writer: Mover, plan: PlanHead, fact: Fact, seq: int) -> None:
    connection = writer.connection
    connection.execute(
        "UPDATE occurrence SET version = version + 1, last_seq = ? WHERE uid = ?", (seq, fact.stream)
    )
    listed: Any = fact.payload["ended"]
    ended = {one["assignment"] for one in listed}
    for part in writer.assigned(fact.stream):
        if part.uid in ended:
            state, former = dropped(part)
            connection.execute(
                "UPDATE assignment SET state = ?, former = ?, last_seq = ? WHERE uid = ?",
                (state, former, seq, part.uid),
            )
            writer.mark(plan, part._replace(state=state, former=former), seq)
