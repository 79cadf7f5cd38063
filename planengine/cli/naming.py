"""Which plan a command is about: the one that was given, or the one that has the task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planengine.usecases.references import find_plan, find_plan_of

if TYPE_CHECKING:
    from planengine.cli.session import Session
    from planengine.usecases.rows import PlanHead


def plan_named(session: Session, reference: str) -> PlanHead:
    """The plan given by `--plan`, else the one that the task's reference leads to. Raises NotFound or UsageRefusal."""
    if session.given_plan is not None:
        return find_plan(session.journal, session.given_plan)
    return find_plan_of(session.journal, reference)
