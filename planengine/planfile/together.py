"""Several plans read in one run: what one says of another is looked up there instead of being taken on trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from planengine.core.checks_order import (
    OTHER_PLAN,
    UNKNOWN_PREDECESSOR,
    UNKNOWN_RELATED,
    WAITS_FOR_STANDING,
    check_cycles,
)
from planengine.core.guesses import nearest
from planengine.core.plan import Directory, Plan, Section, Task
from planengine.core.problems import Finding, Place, Problem, Subject
from planengine.planfile.directory import blank_calendar
from planengine.planfile.read import Reading, read_plan

PLAN_TWICE = "PE160"

_NOBODY = Directory({}, {})


def read_plans(paths: Sequence[Path]) -> tuple[Reading, ...]:
    """The reading of each file, as `read_plan` has it; references into a plan that is among them are checked there.

    A reference into a plan that has errors itself stays a warning, because nobody knows what will be in it.
    """
    readings = [read_plan(path) for path in paths]
    if len(readings) < 2:
        return tuple(readings)
    added: list[list[Finding]] = [[] for _ in readings]
    first: dict[str, int] = {}
    for at, reading in enumerate(readings):
        if reading.id in first and reading.sources[0].path != readings[first[reading.id]].sources[0].path:
            place = readings[first[reading.id]].places[("plan", "id")]
            added[at].append(
                Finding(PLAN_TWICE, "error", reading.places[("plan", "id")], {"plan": reading.id}, (place,))
            )
        if reading.id:
            first.setdefault(reading.id, at)
    known = {name: plan for name, at in first.items() if (plan := readings[at].plan) is not None}
    waiting = False
    for at, reading in enumerate(readings):
        if reading.plan is not None:
            for problem in _misses(reading.plan, known):
                added[at].append(_found(problem, [reading.places[problem.subject]]))
            waiting = waiting or _reaches_out(reading.plan, known)
    if waiting:
        for problem in check_cycles(_merged(known), _NOBODY, blank_calendar()):
            spots = [_spot(one, readings, first) for one in (problem.subject, *problem.related)]
            if len({at for at, _ in spots}) > 1:
                added[spots[0][0]].append(_found(problem, [place for _, place in spots]))
    return tuple(_with(reading, new, known) for reading, new in zip(readings, added, strict=True))


def _found(problem: Problem, places: list[Place]) -> Finding:
    return Finding(
        problem.code, problem.severity, places[0], dict(problem.params), tuple(places[1:]),
        problem.labels, problem.steps,
    )  # fmt: skip


def _with(reading: Reading, new: list[Finding], known: Mapping[str, Plan]) -> Reading:
    """The reading without the warnings that are settled by now, and with what was found instead."""
    kept = [one for one in reading.findings if not (one.code == OTHER_PLAN and one.params["plan"] in known)]
    silenced = tuple(
        one for one in reading.silenced if not (one[0].code == OTHER_PLAN and one[0].params["plan"] in known)
    )
    order = {source.name: at for at, source in enumerate(reading.sources)}
    found = sorted(
        [*kept, *new],
        key=lambda one: (order.get(one.place.file, 0), one.place.line, one.place.column, one.code),
    )
    faulty = any(one.severity == "error" for one in found)
    return replace(reading, plan=None if faulty else reading.plan, findings=tuple(found), silenced=silenced)


def _named_elsewhere(task: Task) -> Iterator[tuple[str, int, str]]:
    """(key, place in its list, "plan/id") of everything in another plan that the task names."""
    for at, dependency in enumerate(task.after):
        if "/" in dependency.task:
            yield "after", at, dependency.task
    for at, name in enumerate(task.related):
        if "/" in name:
            yield "related", at, name


def _misses(plan: Plan, known: Mapping[str, Plan]) -> Iterator[Problem]:
    """What is named in a plan of this run and is not there, or never ends though it is waited for."""
    ids: dict[str, dict[str, Task | Section]] = {}
    for task in plan.tasks:
        for key, at, name in _named_elsewhere(task):
            other, _, inner = name.partition("/")
            if other not in known or other == plan.id:
                continue
            if other not in ids:
                ids[other] = {one.id: one for one in known[other].sections}
                ids[other].update((one.id, one) for one in known[other].tasks)
            subject: Subject = ("task", task.id, key, at)
            there = ids[other].get(inner)
            if there is None:
                code = UNKNOWN_PREDECESSOR if key == "after" else UNKNOWN_RELATED
                guess = {word: f"{other}/{meant}" for word, meant in nearest(inner, ids[other]).items()}
                yield Problem(code, subject, {"task": name, **guess})
            elif key == "after" and isinstance(there, Task) and there.kind == "standing":
                dependency = task.after[at]
                if not dependency.soft and dependency.type != "SS":
                    yield Problem(WAITS_FOR_STANDING, subject, {"task": name, "standing": name})


def _reaches_out(plan: Plan, known: Mapping[str, Plan]) -> bool:
    return any(
        name.partition("/")[0] in known
        for task in plan.tasks
        for key, _, name in _named_elsewhere(task)
        if key == "after"
    )


def _merged(known: Mapping[str, Plan]) -> Plan:
    """All plans as one, every task and section by its name with the plan."""
    tasks: list[Task] = []
    sections: list[Section] = []
    for name, plan in known.items():
        for section in plan.sections:
            parent = section.section and f"{name}/{section.section}"
            sections.append(replace(section, id=f"{name}/{section.id}", section=parent))
        for task in plan.tasks:
            after = tuple(
                one if "/" in one.task else replace(one, task=f"{name}/{one.task}") for one in task.after
            )
            section_of = task.section and f"{name}/{task.section}"
            tasks.append(replace(task, id=f"{name}/{task.id}", section=section_of, after=after))
    first = next(iter(known.values()))
    return replace(first, tasks=tuple(tasks), sections=tuple(sections))


def _spot(subject: Subject, readings: Sequence[Reading], first: Mapping[str, int]) -> tuple[int, Place]:
    """Which reading a subject of the merged plan belongs to, and its place there."""
    name, _, inner = str(subject[1]).partition("/")
    at = first[name]
    return at, readings[at].places[(subject[0], inner, *subject[2:])]
