"""What a person names: `[plan/]id[@period]` and agencies, resolved or refused with what would have been right."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from planengine.errors import NotFound, Refusal, UsageRefusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planengine.usecases.ports import Journal
    from planengine.usecases.rows import Named, PlanHead


def find_plan(journal: Journal, plan_id: str | None) -> PlanHead:
    """The plan of that id, or the only one applied. Raises NotFound or UsageRefusal("plan.ambiguous")."""
    plans = journal.plans()
    if plan_id is not None:
        for plan in plans:
            if plan.id == plan_id:
                return plan
        raise NotFound("plan.unknown", plan=plan_id, near=near(plan_id, [plan.id for plan in plans]))
    if not plans:
        raise NotFound("plan.none")
    if len(plans) > 1:
        raise UsageRefusal("plan.ambiguous", plans=tuple(plan.id for plan in plans))
    return plans[0]


def check_not_closed(plan: PlanHead) -> None:
    """Raises Refusal("plan.closed") where the plan has ended."""
    if plan.closed_on is not None:
        raise Refusal("plan.closed", plan=plan.id, on=date.fromisoformat(plan.closed_on))


def find_occurrence(journal: Journal, reference: str) -> tuple[PlanHead, Named]:
    """The one occurrence that `reference` names.

    Where several plans are applied and none is named, the one that has the task is meant. Raises NotFound with near
    misses, and UsageRefusal where it names tasks of several plans ("task.in_plans"), a section ("task.section"), a task
    of several periods ("task.ambiguous") or a duty that has not been opened ("task.unopened").
    """
    _, task_id, period = split(reference)
    plan = find_plan_of(journal, reference)
    found = journal.occurrences(plan.uid, task_id)
    if not found:
        _explain_absence(journal, plan, task_id, reference)
    if period is None:
        if len(found) > 1:
            raise UsageRefusal("task.ambiguous", task=task_id, candidates=tuple(one.label for one in found))
        return plan, found[0]
    for one in found:
        if one.period == period:
            return plan, one
    raise NotFound(
        "task.no_period", task=task_id, period=period, candidates=tuple(one.label for one in found)
    )


def find_plan_of(journal: Journal, reference: str) -> PlanHead:
    """The plan that `reference` names, or the one that has such a task or section. Raises as `find_occurrence`."""
    plan_id, task_id, _ = split(reference)
    plans = journal.plans()
    if plan_id is not None or len(plans) < 2:
        return find_plan(journal, plan_id)
    having = [plan for plan in plans if journal.is_section(plan.uid, task_id) is not None]
    if len(having) > 1:
        raise UsageRefusal(
            "task.in_plans", task=task_id, candidates=tuple(f"{plan.id}/{reference}" for plan in having)
        )
    if not having:
        for plan in plans:
            if journal.renamed(plan.uid, task_id) is not None:
                return plan
        ids = {f"{plan.id}/{one}": one for plan in plans for one in journal.task_ids(plan.uid)}
        close = near(task_id, tuple(dict.fromkeys(ids.values())))
        raise NotFound(
            "task.unknown",
            task=reference,
            near=tuple(name for name, one in ids.items() if one in close)[:6],
        )
    return having[0]


def split(reference: str) -> tuple[str | None, str, str | None]:
    """(plan or None, task, period or None) of `[plan/]id[@period]`."""
    plan_id, slash, rest = reference.strip().rpartition("/")
    task_id, _, period = rest.partition("@")
    return (plan_id if slash else None), task_id, period or None


def _explain_absence(journal: Journal, plan: PlanHead, task_id: str, reference: str) -> None:
    section = journal.is_section(plan.uid, task_id)
    if section:
        raise UsageRefusal("task.section", task=task_id, children=journal.children(plan.uid, task_id))
    if section is False:
        raise UsageRefusal("task.unopened", task=task_id)
    now = journal.renamed(plan.uid, task_id)
    if now is not None:
        raise NotFound("task.renamed", task=task_id, now=now)
    raise NotFound("task.unknown", task=reference, near=near(task_id, journal.task_ids(plan.uid)))


def check_agency(journal: Journal, agency: str) -> str:
    """The agency itself where the directory knows it. Raises NotFound with near misses."""
    if journal.agency_name(agency) is None:
        raise NotFound("agency.unknown", agency=agency, near=near(agency, journal.agency_ids()))
    return agency


def near(wrong: str, known: Sequence[str]) -> tuple[str, ...]:
    """Up to three known names that look like `wrong`, the nearest first."""
    from difflib import get_close_matches

    return tuple(get_close_matches(wrong, known, n=3, cutoff=0.5))
