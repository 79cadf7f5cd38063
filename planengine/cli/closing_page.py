"""That a plan has ended, and what became of its duties, for the commands that show work."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from planengine.usecases.read_closing import Ended, outcome_of, read_ended

if TYPE_CHECKING:
    from planengine.cli.session import Session
    from planengine.usecases.rows import Named, PlanHead


def note_closed(session: Session, plan: PlanHead) -> None:
    """One line beside the answer where the plan has ended."""
    if plan.closed_on is not None:
        session.note("closing.note", plan=plan.id, on=date.fromisoformat(plan.closed_on))


def tell_ended(session: Session, ended: Ended) -> None:
    """The end of the plan above its figures."""
    row = ended.row
    session.tell("closing.status", on=date.fromisoformat(row.closed_on), document=row.document)
    if ended.outcomes:
        told = tuple(
            session.say("closing.status.outcome", outcome=name, count=count)
            for name, count in sorted(ended.outcomes.items(), key=lambda one: -one[1])
        )
        session.tell("closing.status.outcomes", count=sum(ended.outcomes.values()), told=told)
    if row.successor is not None:
        session.tell("closing.status.successor", plan=row.successor)


def ended_object(ended: Ended | None) -> dict[str, object] | None:
    """The same as JSON: the documented key `closed` of `status`; None where the plan goes on."""
    if ended is None:
        return None
    row = ended.row
    return {
        "on": row.closed_on,
        "document": row.document,
        "reason": row.reason,
        "successor": row.successor,
        "outcomes": dict(ended.outcomes),
        "figures": json.loads(row.figures),
    }


def read(session: Session, plan: PlanHead) -> Ended | None:
    """How the plan ended; None where it has not."""
    return read_ended(session.queries, plan)


def tell_task(session: Session, plan: PlanHead, occurrence: Named, carried_from: str | None) -> None:
    """Where a task comes from, and what became of it with the end of its plan; nothing where neither is so."""
    if carried_from is not None:
        session.tell("closing.page.carried_from", task=carried_from)
    row = outcome_of(session.queries, plan, occurrence.uid)
    if row is None:
        return
    session.tell("closing.page.ended", on=date.fromisoformat(row.closed_on), outcome=row.outcome)
    if row.carried_to is not None:
        session.tell("closing.page.carried_to", task=row.carried_to)


def task_object(session: Session, plan: PlanHead, occurrence: Named) -> dict[str, object] | None:
    """The same as JSON: the documented key `ended` of `show`."""
    row = outcome_of(session.queries, plan, occurrence.uid)
    if row is None:
        return None
    return {"on": row.closed_on, "outcome": row.outcome, "reason": row.reason, "carried_to": row.carried_to}


def tell_before(session: Session, plan: PlanHead, occurrence: Named) -> None:
    """Where the story of a task began, in another plan."""
    node = session.queries.node(plan.uid, occurrence.task)
    carried_from = json.loads(node.spec).get("carried_from") if node is not None else None
    if carried_from is not None:
        session.tell("closing.log.carried_from", task=carried_from)
