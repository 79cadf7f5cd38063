"""Checks of `removed`, `split` and `merge`, and of what a task says of reported work when what is asked changes."""

from __future__ import annotations

from collections.abc import Iterator

from planengine.core.calendar import Calendar
from planengine.core.plan import Directory, Plan
from planengine.core.problems import Problem, Subject

GONE_AND_STILL_THERE = "PE154"
GONE_TWICE = "PE155"
BECOMES_NOTHING = "PE156"
NOT_SEVERAL = "PE157"
REOPENED_AND_KEPT = "PE158"


def check_given_up(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Whatever was removed, split or merged is gone from the plan and is named once; what came of it is a task of the
    plan, or went on from there in a later entry; several are at least two.

    A section may have the id of a task that was split or merged: a task that grew is often given one."""
    if not (plan.removed or plan.split or plan.merge):
        return
    tasks = {one.id for one in plan.tasks}
    sections = {one.id for one in plan.sections}
    first: dict[str, Subject] = {}
    for at, move in enumerate(plan.moved):
        first.setdefault(move.from_, ("moved", at, "from"))
    for subject, name in gone(plan):
        key = str(subject[0])
        if name in first:
            yield Problem(GONE_TWICE, subject, {"key": key, "id": name}, (first[name],))
            continue
        first[name] = subject
        if name in tasks or (key == "removed" and name in sections):
            yield Problem(GONE_AND_STILL_THERE, subject, {"key": key, "id": name})
    for subject, name in _heirs(plan):
        if name not in tasks and name not in first:
            yield Problem(BECOMES_NOTHING, subject, {"key": str(subject[0]), "id": name})
    yield from _too_few(plan)


def gone(plan: Plan) -> Iterator[tuple[Subject, str]]:
    """Every id that `removed`, `split` and `merge` say is gone, with the place that says so."""
    for at, removal in enumerate(plan.removed):
        yield ("removed", at, "id"), removal.id
    for at, split in enumerate(plan.split):
        yield ("split", at, "from"), split.from_
    for at, merge in enumerate(plan.merge):
        for item, name in enumerate(merge.from_):
            yield ("merge", at, "from", item), name


def _heirs(plan: Plan) -> Iterator[tuple[Subject, str]]:
    for at, split in enumerate(plan.split):
        for item, name in enumerate(split.into):
            yield ("split", at, "into", item), name
    for at, merge in enumerate(plan.merge):
        yield ("merge", at, "into"), merge.into


def _too_few(plan: Plan) -> Iterator[Problem]:
    for at, split in enumerate(plan.split):
        if len(set(split.into)) < 2:
            yield Problem(NOT_SEVERAL, ("split", at, "into"), {"key": "split", "inner": "into"})
    for at, merge in enumerate(plan.merge):
        if len(set(merge.from_)) < 2:
            yield Problem(NOT_SEVERAL, ("merge", at, "from"), {"key": "merge", "inner": "from"})


def check_reported_work(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Reported work is judged anew or stays as it is; a task does not say both."""
    for task in plan.tasks:
        if task.reopen and task.grandfather:
            subject: Subject = ("task", task.id)
            yield Problem(
                REOPENED_AND_KEPT, (*subject, "grandfather"), {"task": task.id}, ((*subject, "reopen"),)
            )
