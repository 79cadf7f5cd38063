"""Checks of `moved`: what a plan says of ids that were given up for others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planengine.core.calendar import Calendar
from planengine.core.checks_removed import gone
from planengine.core.plan import Directory, Plan
from planengine.core.problems import Problem, Subject

MOVED_TO_NOTHING = "PE150"
MOVED_AND_STILL_THERE = "PE151"
MOVED_TWICE = "PE152"
MOVED_IN_A_CIRCLE = "PE153"


def check_moves(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Every id that was given up is gone from the plan, was given up once, and leads to one that is there, through
    other ids that were given up in between if need be; or it ends at one that was removed, split or merged since."""
    if not plan.moved:
        return
    known = {one.id for listed in (plan.tasks, plan.sections, plan.targets) for one in listed}
    since = {name for _, name in gone(plan)}
    follow: dict[str, str] = {}
    first: dict[str, int] = {}
    for at, move in enumerate(plan.moved):
        subject: Subject = ("moved", at)
        if move.from_ in first:
            yield Problem(
                MOVED_TWICE, (*subject, "from"), {"id": move.from_}, (("moved", first[move.from_], "from"),)
            )
            continue
        first[move.from_] = at
        follow[move.from_] = move.to
        if move.from_ in known and move.from_ != move.to:
            yield Problem(MOVED_AND_STILL_THERE, (*subject, "from"), {"id": move.from_, "to": move.to})
    for name, at in first.items():
        last = destination(follow, name)
        if last is None:
            yield Problem(MOVED_IN_A_CIRCLE, ("moved", at), {"id": name, "to": follow[name]})
        elif follow[name] not in known and follow[name] not in first and follow[name] not in since:
            yield Problem(MOVED_TO_NOTHING, ("moved", at, "to"), {"id": follow[name], "old": name})


def destination(follow: Mapping[str, str], name: str) -> str | None:
    """Where `name` leads in the end; None where it goes in a circle. A name that leads nowhere is its own end."""
    seen = {name}
    while name in follow:
        name = follow[name]
        if name in seen:
            return None
        seen.add(name)
    return name
