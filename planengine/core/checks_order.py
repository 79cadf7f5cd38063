"""Checks of what waits for what: references, cycles, fixed starts that cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from planengine.core.calendar import Calendar, CalendarGap
from planengine.core.guesses import Guesses
from planengine.core.plan import Dependency, Directory, Plan, Task
from planengine.core.problems import Problem, Subject

UNKNOWN_PREDECESSOR = "PE103"
UNKNOWN_RELATED = "PE104"
UNKNOWN_TARGET = "PE105"
WAITS_FOR_ITSELF = "PE109"
WAITS_FOR_OWN_SECTION = "PE110"
WAITS_TWICE = "PE111"
WAITS_FOR_STANDING = "PE112"
CYCLE = "PE113"
START_IMPOSSIBLE = "PE135"
OTHER_PLAN = "PE210"


def check_links(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Every task, section and target that is named is there; what is in another plan is told as not seen here."""
    ids = dict.fromkeys([*(task.id for task in plan.tasks), *(section.id for section in plan.sections)])
    targets = dict.fromkeys(target.id for target in plan.targets)
    guesses = Guesses()
    for task in plan.tasks:
        for at, dependency in enumerate(task.after):
            name = dependency.task
            if name not in ids:
                yield _unseen(UNKNOWN_PREDECESSOR, ("task", task.id, "after", at), name, ids, guesses)
        for at, name in enumerate(task.related):
            if name not in ids:
                yield _unseen(UNKNOWN_RELATED, ("task", task.id, "related", at), name, ids, guesses)
        for at, name in enumerate(task.targets):
            if name not in targets:
                params = {"target": name, **guesses.of(name, targets)}
                yield Problem(UNKNOWN_TARGET, ("task", task.id, "targets", at), params)


def _unseen(code: str, subject: Subject, name: str, ids: Mapping[str, None], guesses: Guesses) -> Problem:
    if "/" in name:
        return Problem(
            OTHER_PLAN, subject, {"plan": name.partition("/")[0], "task": name}, severity="warning"
        )
    return Problem(code, subject, {"task": name, **guesses.of(name, ids)})


def check_predecessors(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """No task waits for itself, for a section that holds it, or twice for the same."""
    parents = _parents(plan)
    for task in plan.tasks:
        if not task.after:
            continue
        subject: Subject = ("task", task.id, "after")
        seen: dict[str, int] = {}
        for at, dependency in enumerate(task.after):
            name = dependency.task
            if name == task.id:
                yield Problem(WAITS_FOR_ITSELF, (*subject, at), {"task": name})
            elif name in parents and name in _above(task.section, parents):
                yield Problem(WAITS_FOR_OWN_SECTION, (*subject, at), {"section": name}, (("section", name),))
            if name in seen:
                yield Problem(WAITS_TWICE, (*subject, at), {"task": name}, ((*subject, seen[name]),))
            else:
                seen[name] = at


def _parents(plan: Plan) -> dict[str, str | None]:
    return {section.id: section.section for section in plan.sections}


def _above(section: str | None, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The section and all that hold it."""
    while section is not None:
        yield section
        section = parents.get(section)


def check_standing_predecessors(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Nothing waits hard for the end of a duty that never ends, neither directly nor through a section."""
    parents = _parents(plan)
    never_ends: dict[str, str] = {}
    for task in plan.tasks:
        if task.kind == "standing":
            never_ends[task.id] = task.id
            for section in _above(task.section, parents):
                never_ends.setdefault(section, task.id)
    if not never_ends:
        return
    for task in plan.tasks:
        for at, dependency in enumerate(task.after):
            standing = never_ends.get(dependency.task)
            if standing is None or standing == task.id or dependency.soft or dependency.type == "SS":
                continue
            params = {"task": dependency.task, "standing": standing}
            yield Problem(
                WAITS_FOR_STANDING, ("task", task.id, "after", at), params, (("task", standing, "kind"),)
            )


def check_fixed_starts(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """A fixed start is not before a fixed predecessor can be over."""
    fixed = {
        task.id: task for task in plan.tasks if task.starts is not None and task.kind in ("once", "milestone")
    }
    for task in fixed.values():
        for at, dependency in enumerate(task.after):
            before = fixed.get(dependency.task)
            if before is None or before is task or task.starts is None:
                continue
            possible = _earliest_start(before, dependency, calendar, at_once=task.kind == "milestone")
            if possible is not None and task.starts < possible:
                params = {"starts": task.starts, "task": before.id, "possible": possible}
                related: tuple[Subject, ...] = (("task", before.id, "starts"), ("task", task.id, "after", at))
                yield Problem(
                    START_IMPOSSIBLE, ("task", task.id, "starts"), params, related, labels=("start", "wait")
                )


def _earliest_start(
    before: Task, dependency: Dependency, calendar: Calendar, *, at_once: bool
) -> date | None:
    """The first day that a hard dependency on a task with a fixed start leaves; None where it leaves any. What waits
    `at_once` may fall on the last day of the other itself, as a milestone does; work starts on the day after."""
    if dependency.soft or dependency.type == "FF" or before.starts is None:
        return None
    lag = dependency.lag
    try:
        if dependency.type == "SS":
            return calendar.shift(before.starts, lag.count, lag.unit)
        last = before.starts
        if before.duration is not None:
            last = calendar.finish(before.starts, before.duration.count, before.duration.unit)
        return calendar.shift(last, lag.count, lag.unit) + timedelta(days=0 if at_once else 1)
    except CalendarGap:
        # That the calendar is too short is told by another check.
        return None
    except OverflowError:
        return date.max


def check_cycles(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """No task waits, over whatever detour, for itself: one problem for each independent cycle, with its whole path."""
    if _waits_only_for_what_stands_before(plan):
        return
    from planengine.core.graph import cycles

    parents = _parents(plan)
    waits: dict[str, list[str]] = {section.id: [] for section in plan.sections}
    waits.update((task.id, []) for task in plan.tasks)
    for held, section in (*parents.items(), *((task.id, task.section) for task in plan.tasks)):
        if section is not None:
            waits[section].append(held)
    edges: dict[tuple[str, str], Subject] = {}
    for task in plan.tasks:
        above = frozenset(_above(task.section, parents)) if task.after else frozenset()
        for at, dependency in enumerate(task.after):
            name = dependency.task
            # Waiting for itself or its own section is told by name already.
            if name in waits and name != task.id and name not in above:
                waits[task.id].append(name)
                edges.setdefault((task.id, name), ("task", task.id, "after", at))
    order = {name: at for at, name in enumerate(waits)}
    for path in cycles(waits):
        turn = _first_task(path, parents, order)
        path = (*path[turn:], *path[:turn])
        links = list(zip(path, (*path[1:], path[0]), strict=True))
        steps = [
            (edges[link], "waits", link) if link in edges else (_place_of(link[1], parents), "holds", link)
            for link in links
        ]
        yield Problem(
            CYCLE,
            steps[0][0],
            {"path": shown_path((*path, path[0])), "count": len(links)},
            tuple(place for place, _, _ in steps[1:]),
            labels=tuple(label for _, label, _ in steps[1:]),
            steps=tuple({"first": first, "second": second} for _, _, (first, second) in steps[1:]),
        )


def _waits_only_for_what_stands_before(plan: Plan) -> bool:
    """Whether each task waits only for tasks and sections that are over before it in the file. Most plans are written
    like that, and nothing can go in circles in them."""
    last: dict[str | None, int] = {}
    for at, task in enumerate(plan.tasks):
        last[task.id] = last[task.section] = at
    for section in reversed(plan.sections):
        last[section.section] = max(last.get(section.section, -1), last.get(section.id, -1))
    for at, task in enumerate(plan.tasks):
        for dependency in task.after:
            if last.get(dependency.task, -1) >= at:
                return False
    return True


LONG_PATH, ENDS_OF_PATH = 40, 10
"""Of a path longer than the one, so many names are written at each end; every link has its place anyway."""


def shown_path(path: tuple[str, ...]) -> str:
    """The names of a path with arrows; the middle of a very long one is left out."""
    if len(path) <= LONG_PATH:
        return " → ".join(path)
    return " → ".join((*path[:ENDS_OF_PATH], "…", *path[-ENDS_OF_PATH:]))


def _place_of(name: str, sections: Mapping[str, object]) -> Subject:
    return ("section" if name in sections else "task", name)


def _first_task(path: tuple[str, ...], sections: Mapping[str, object], order: Mapping[str, int]) -> int:
    """Where in the cycle the task stands that comes first in the file: sections wait for nothing by themselves."""
    tasks = [at for at, name in enumerate(path) if name not in sections]
    return min(tasks, key=lambda at: order[path[at]])
