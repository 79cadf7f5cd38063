"""The checks of who takes over from whom: no circles, nobody who is not there, and a warning where nobody is sure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from planengine.core.calendar import Calendar
from planengine.core.guesses import BodyGuesses, nearest
from planengine.core.heirs import is_open
from planengine.core.plan import Agency, Directory, Plan
from planengine.core.problems import Problem, Subject

UNKNOWN_BODY = "PE101"
UNKNOWN_TASK = "PE104"
UNKNOWN_SUCCESSOR = "PE126"
IN_CIRCLE = "PE170"
NOT_THERE = "PE171"
NOT_ONE_OF_THEM = "PE172"
NOBODY_SURE = "PE222"


def check_successions(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Whoever takes over is there on the day after, and is one of those named; nobody comes after himself."""
    guesses = BodyGuesses(directory)
    circles = tuple(_circles(directory))
    inside = {name for circle in circles for name in circle}
    for agency in directory.agencies.values():
        yield from _named(agency, plan, directory, guesses)
        if agency.id not in inside:  # in a circle somebody is always gone before his turn
            yield from _there(agency, directory)
    for circle in circles:
        yield Problem(
            IN_CIRCLE,
            ("agency", circle[0], "succeeded_by"),
            {"path": " → ".join((*circle, circle[0]))},
            tuple(("agency", one, "succeeded_by") for one in circle[1:]),
        )


def check_handovers(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """What the plan says of who takes over in a task names tasks and agencies that are there."""
    if not plan.succession:
        return
    nodes = {one.id for listed in (plan.tasks, plan.sections) for one in listed}
    guesses = BodyGuesses(directory)
    for at, one in enumerate(plan.succession):
        subject: Subject = ("succession", at)
        if one.task not in nodes:
            yield Problem(UNKNOWN_TASK, (*subject, "task"), {"task": one.task, **nearest(one.task, nodes)})
        for key, name in (("from", one.from_), ("to", one.to)):
            if (
                name is not None
                and name not in directory.agencies
                and not (key == "from" and name in directory.groups)
            ):
                yield Problem(UNKNOWN_BODY, (*subject, key), {"body": name, **guesses.of(name)})


def _named(agency: Agency, plan: Plan, directory: Directory, guesses: BodyGuesses) -> Iterator[Problem]:
    said = agency.succession
    if said is None or (agency.until is not None and plan.ends <= agency.until):
        return
    subject: Subject = ("agency", agency.id, "succession")
    for key, name in (("to", said.to), ("parent", said.parent)):
        if name is not None and (name not in directory.agencies or name == agency.id):
            yield Problem(UNKNOWN_SUCCESSOR, (*subject, key), {"body": name, **guesses.of(name)})
        elif key == "to" and name is not None and name not in agency.succeeded_by:
            params = {"body": name, "successors": agency.succeeded_by or None}
            yield Problem(NOT_ONE_OF_THEM, (*subject, key), params)


def _there(agency: Agency, directory: Directory) -> Iterator[Problem]:
    if agency.until is None:
        return
    day = agency.until + timedelta(days=1)
    for at, name in enumerate(agency.succeeded_by):
        successor = directory.agencies.get(name)
        if successor is not None and name != agency.id and not successor.valid_on(day):
            late = successor.from_ is not None and day < successor.from_
            yield Problem(
                NOT_THERE,
                ("agency", agency.id, "succeeded_by", at),
                {"body": name, "day": day},
                (("agency", name, "from" if late else "until"),),
            )


def _circles(directory: Directory) -> Iterator[tuple[str, ...]]:
    """Each circle once, from its first body in the order of the directory; found in one walk."""
    agencies = directory.agencies
    place = {name: at for at, name in enumerate(agencies)}
    done: set[str] = set()
    for root in agencies:
        path: dict[str, int] = {}
        turns = [iter((root,))]
        while turns:
            name = next(turns[-1], None)
            if name is None:
                turns.pop()
                if path:
                    done.add(path.popitem()[0])
            elif name in path:
                circle = tuple(path)[path[name] :]
                first = min(range(len(circle)), key=lambda at: place[circle[at]])
                if len(circle) > 1:  # one that names itself is told as unknown
                    yield (*circle[first:], *circle[:first])
                done.update(circle)
            elif name not in done and name in agencies:
                path[name] = len(path)
                turns.append(iter(agencies[name].succeeded_by))


def check_members_succeeded(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """A warning for each group whose members are given work and end within the plan, with nobody sure who takes over.

    A group that is followed as one goes on with the members it has.
    """
    used = {
        body.id: None
        for task in plan.tasks
        for body in (*task.bodies, *task.support)
        if body.track == "members" and body.id in directory.groups
    }
    for name in used:
        leaving = [
            member
            for member in directory.groups[name].members
            if member in directory.agencies and _leaves(directory.agencies[member], plan, directory)
        ]
        if leaving:
            params = {"group": name, "count": len(leaving), "bodies": tuple(leaving), "ends": plan.ends}
            yield Problem(NOBODY_SURE, ("group", name, "members"), params, severity="warning")


def _leaves(agency: Agency, plan: Plan, directory: Directory) -> bool:
    return (
        agency.until is not None
        and plan.starts <= agency.until < plan.ends
        and is_open(directory, agency.id, plan.ends)
    )
