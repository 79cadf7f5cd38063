"""From the plan to the work: occurrences (a task in a period), their assignments, and edges between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from typing import Literal

from planengine.core import heirs
from planengine.core.calendar import Calendar
from planengine.core.making import quickly_made
from planengine.core.periods import Period, due_day, period_of, periods
from planengine.core.plan import Body, Completion, Dependency, Directory, Kind, Plan, Span, Task

Role = Literal["lead", "joint", "each", "focal_point", "support"]


@quickly_made
@dataclass(frozen=True, slots=True)
class Assignment:
    """An occurrence given to one agency, or to a tracked group of `size` members that day."""

    agency: str
    role: Role
    size: int | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Occurrence:
    """A task in a period, or the task itself when it happens once.

    `key` is "IV.1.5@2024" or "1.1"; `period` None for the latter. `opens_on` is the first day it can be
    worked on, never before the plan starts; `closes_on` the last day of its period (of the plan, where there
    is no period). `due` and `internal_due` are last days, inclusive, already moved by the task's day-off
    rule; `due_inherited` says that `due` is the plan's horizon. `within`/`within_of` say that the due date is
    counted from the completion of another task and is fixed only then. `on_demand` occurrences are not listed
    here: they are opened by an event.
    """

    key: str
    task: str
    period: str | None
    kind: Kind
    opens_on: date
    closes_on: date
    due: date | None
    due_inherited: bool
    internal_due: date | None
    within: Span | None
    within_of: str | None
    completion: Completion
    support_required: bool
    assignments: tuple[Assignment, ...]


@quickly_made
@dataclass(frozen=True, slots=True)
class Edge:
    """`successor` waits for `predecessor` (both keys of occurrences).

    `agency` limits the wait to that agency's own assignments in both; None means the whole occurrences.
    """

    successor: str
    predecessor: str
    agency: str | None
    type: Literal["FS", "SS", "FF"]
    lag: Span
    soft: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Expansion:
    """All occurrences and edges of a plan, in the order of the file and of time.

    `unresolved` are waits for other plans that block: (key of the waiting occurrence, "plan/id"). `elsewhere` are all
    waits for other plans, soft ones too: what their predecessor is can only be told where both plans are in force, so
    it is named "plan/id", or "plan/id@period" where the occurrence of that period counts if there is one.
    """

    occurrences: tuple[Occurrence, ...]
    edges: tuple[Edge, ...]
    unresolved: tuple[tuple[str, str], ...]
    elsewhere: tuple[Edge, ...] = ()


def expand(plan: Plan, directory: Directory, calendar: Calendar) -> Expansion:
    """Every occurrence of a checked plan with its assignments, and every edge between two occurrences.

    All periods of the plan are there, also those that open later. A group's members are those of the day on
    which the occurrence opens. Raises `CalendarGap` where a day-off rule or a number of working days needs a
    day that the calendar does not cover, and `KeyError` for a name that the directory or the plan does not
    have (checks find both).
    """
    roll = _Roll(directory)
    occurrences = {task.id: _occurrences(plan, roll, calendar, task) for task in plan.tasks}
    links = _Links(plan, occurrences)
    edges: list[Edge] = []
    elsewhere: list[Edge] = []
    for task in plan.tasks:
        if task.after:
            for successor in occurrences[task.id]:
                simple = links.simply_into(task, successor)
                if simple is not None:
                    edges += simple
                else:
                    edges.extend(links.into(task, successor))
                    elsewhere.extend(links.from_elsewhere(task, successor))
    blocking = ((each.successor, each.predecessor.partition("@")[0]) for each in elsewhere if not each.soft)
    return Expansion(
        tuple(chain.from_iterable(occurrences.values())),
        tuple(edges),
        tuple(dict.fromkeys(blocking)),
        tuple(elsewhere),
    )


def expand_task(
    plan: Plan, directory: Directory, calendar: Calendar, task: Task, period: str | None, opens_on: date
) -> Occurrence:
    """One occurrence that opens on a day of its own, as an `on_demand` task does when its event comes.

    `period` is what tells this opening from others in the key ("KL.1@3"); a recurring task takes the key of
    the period that holds `opens_on` instead. Raises as `expand` does.
    """
    if task.kind == "recurring" and task.every is not None:
        whole = period_of(task.every, opens_on)
        return _occurrence(plan, _Roll(directory), calendar, task, opens_on, whole.key, whole)
    return _occurrence(plan, _Roll(directory), calendar, task, opens_on, period)


def edges_into(plan: Plan, expansion: Expansion, occurrence: Occurrence) -> tuple[Edge, ...]:
    """The edges by which `occurrence`, itself in the expansion or not, waits for those that are in it, and for other
    plans (as in `Expansion.elsewhere`)."""
    occurrences: dict[str, tuple[Occurrence, ...]] = {task.id: () for task in plan.tasks}
    for task_id, group in groupby(expansion.occurrences, key=lambda each: each.task):
        occurrences[task_id] += tuple(group)
    links, task = _Links(plan, occurrences), plan.task(occurrence.task)
    return (*links.into(task, occurrence), *links.from_elsewhere(task, occurrence))


# ---- occurrences


def _occurrences(plan: Plan, roll: _Roll, calendar: Calendar, task: Task) -> tuple[Occurrence, ...]:
    if task.kind == "on_demand":
        return ()
    first = plan.starts if task.from_ is None else max(plan.starts, task.from_)
    if task.kind == "recurring" and task.every is not None:
        last = min(plan.ends, task.until or plan.ends)
        return tuple(
            _occurrence(plan, roll, calendar, task, max(whole.start, first), whole.key, whole)
            for whole in periods(task.every, first, last)
        )
    opens_on = first if task.starts is None else max(first, task.starts)
    return (_occurrence(plan, roll, calendar, task, opens_on),)


def _occurrence(
    plan: Plan,
    roll: _Roll,
    calendar: Calendar,
    task: Task,
    opens_on: date,
    key: str | None = None,
    period: Period | None = None,
) -> Occurrence:
    due, internal = task.due, task.internal_due
    last_day = None if due is None else due_day(plan, calendar, due, task.day_off, period)
    counted = due is not None and due.within is not None and last_day is None
    return Occurrence(
        key=task.id if key is None else f"{task.id}@{key}",
        task=task.id,
        period=key,
        kind=task.kind,
        opens_on=opens_on,
        closes_on=plan.ends if period is None else period.end,
        due=last_day,
        due_inherited=due is not None and due.horizon,
        internal_due=None if internal is None else due_day(plan, calendar, internal, task.day_off, period),
        within=due.within if due is not None and counted else None,
        within_of=due.of if due is not None and counted else None,
        completion=task.complete_when,
        support_required=task.support_required,
        assignments=roll.assignments(task, opens_on),
    )


class _Roll:
    """Who is given a task on a day; remembers, since the same bodies come again and again."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        # Who belongs to what changes on few days. Between two of them every day is like every other.
        first_days = (agency.from_.toordinal() for agency in directory.agencies.values() if agency.from_)
        days_after = (agency.until.toordinal() + 1 for agency in directory.agencies.values() if agency.until)
        self._changes = sorted({*first_days, *days_after})
        self._given: dict[tuple[object, ...], tuple[Assignment, ...]] = {}

    def assignments(self, task: Task, day: date) -> tuple[Assignment, ...]:
        """Each body once, in its highest role, in the order of the file: bodies, focal point, supporters."""
        era = bisect_right(self._changes, day.toordinal())
        known = (task.form, task.bodies, task.focal_point, task.support, era)
        found = self._given.get(known)
        if found is None:
            given: dict[str, Assignment] = {}
            for body, role in _bodies(task):
                for assignment in self._of(body, role, day):
                    holds = given.get(assignment.agency)
                    if holds is None or RANK[role] < RANK[holds.role]:
                        given[assignment.agency] = assignment
            found = self._given[known] = tuple(given.values())
        return found

    def _of(self, body: Body, role: Role, day: date) -> tuple[Assignment, ...]:
        members = heirs.members(self._directory, body, day)
        if body.track == "group" and body.id in self._directory.groups:
            return (Assignment(body.id, role, len(members)),) if members else ()
        return tuple(Assignment(agency, role) for agency in members)


RANK: dict[Role, int] = {"lead": 0, "focal_point": 1, "joint": 2, "each": 3, "support": 4}
"""Roles from the highest to the lowest."""


def _bodies(task: Task) -> Iterator[tuple[Body, Role]]:
    if task.form != "unassigned":
        for body in task.bodies:
            yield body, task.form
    if task.focal_point is not None:
        yield Body(task.focal_point.agency), "focal_point"
    for body in task.support:
        yield body, "support"


# ---- edges


class _Links:
    """Joins occurrences along `after`: sections are opened up, periods and agencies matched."""

    def __init__(self, plan: Plan, occurrences: Mapping[str, tuple[Occurrence, ...]]) -> None:
        self._plan = plan
        self._tasks = {task.id: task for task in plan.tasks}
        # Their only occurrence has their own name.
        self._once = {task.id for task in plan.tasks if task.kind not in ("recurring", "on_demand")}
        self._inside = tasks_inside(plan)
        self._occurrences = occurrences
        self._periods: dict[str, dict[str | None, Occurrence]] = {}
        self._waits: dict[str, tuple[tuple[Dependency, Task], ...]] = {}
        self._holders: dict[str, dict[str, None]] = {}

    def simply_into(self, task: Task, successor: Occurrence) -> list[Edge] | None:
        """The same as `into` and `from_elsewhere` where all that is waited for happens once, which is by far the most;
        None where there is more to it."""
        if task.kind == "recurring":
            return None
        edges = []
        for after in task.after:
            if after.match or after.task not in self._once:
                return None
            if after.task != task.id:
                edges.append(
                    Edge(successor.key, after.task, None, after.type, after.lag, after.soft, after.reason)
                )
        return edges

    def into(self, task: Task, successor: Occurrence) -> Iterator[Edge]:
        """The edges that end at `successor`, an occurrence of `task`, in the order of `after` and of time."""
        for after, predecessor in self._predecessors(task):
            match = after.match
            by_period = "period" in match or ("all" not in match and _same_recurrence(task, predecessor))
            for earlier in self._matching(task, successor, predecessor, by_period):
                for agency in self._shared(successor, earlier) if "agency" in match else (None,):
                    yield Edge(
                        successor.key, earlier.key, agency, after.type, after.lag, after.soft, after.reason
                    )

    def from_elsewhere(self, task: Task, successor: Occurrence) -> Iterator[Edge]:
        """The waits of `successor` for other plans, whose occurrences are not known here."""
        for after in task.after:
            if not _in_another_plan(self._plan, after):
                continue
            same_period = successor.period is not None and "all" not in after.match
            name = f"{after.task}@{successor.period}" if same_period else after.task
            for agency in self._answering(successor) if "agency" in after.match else (None,):
                yield Edge(successor.key, name, agency, after.type, after.lag, after.soft, after.reason)

    def _predecessors(self, task: Task) -> tuple[tuple[Dependency, Task], ...]:
        """What `task` waits for, task by task: one that is named itself is not named again by its section."""
        found = self._waits.get(task.id)
        if found is None:
            here = [(after, _own_name(self._plan, after.task)) for after in task.after]
            here = [(after, name) for after, name in here if not _in_another_plan(self._plan, after)]
            seen = {name for _, name in here if name in self._tasks} | {task.id}
            waits: list[tuple[Dependency, Task]] = []
            for after, name in here:
                if name in self._tasks:
                    if name != task.id:
                        waits.append((after, self._tasks[name]))
                    continue
                new = [each for each in self._inside[name] if each.kind != "standing" and each.id not in seen]
                seen.update(each.id for each in new)
                waits.extend((after, each) for each in new)
            found = self._waits[task.id] = tuple(waits)
        return found

    def _matching(
        self, task: Task, successor: Occurrence, predecessor: Task, by_period: bool
    ) -> tuple[Occurrence, ...]:
        """The occurrences of `predecessor` to wait for: all, of the same period, or ending inside the period."""
        candidates = self._occurrences[predecessor.id]
        if not by_period or task.every is None or predecessor.kind != "recurring" or successor.period is None:
            return candidates
        if task.every == predecessor.every:
            same = self._in_period(predecessor, successor.period)
            return () if same is None else (same,)
        whole = period_of(task.every, successor.opens_on)
        ends_inside = bisect_left(candidates, whole.start, key=_closing_day)
        return candidates[ends_inside : bisect_right(candidates, whole.end, key=_closing_day)]

    def _in_period(self, task: Task, period: str) -> Occurrence | None:
        by_period = self._periods.get(task.id)
        if by_period is None:
            by_period = {each.period: each for each in self._occurrences[task.id]}
            self._periods[task.id] = by_period
        return by_period.get(period)

    def _shared(self, successor: Occurrence, earlier: Occurrence) -> tuple[str, ...]:
        """The agencies that answer for both, in the order of the successor; supporters do not."""
        before = self._answering(earlier)
        return tuple(agency for agency in self._answering(successor) if agency in before)

    def _answering(self, occurrence: Occurrence) -> dict[str, None]:
        agencies = self._holders.get(occurrence.key)
        if agencies is None:
            agencies = {each.agency: None for each in occurrence.assignments if each.role != "support"}
            self._holders[occurrence.key] = agencies
        return agencies


def tasks_inside(plan: Plan) -> dict[str, list[Task]]:
    """For every section the tasks in it, at any depth, in file order."""
    parents = {section.id: section.section for section in plan.sections}
    inside: dict[str, list[Task]] = {section.id: [] for section in plan.sections}
    for task in plan.tasks:
        section = task.section
        while section is not None:
            inside[section].append(task)
            section = parents[section]
    return inside


def _closing_day(occurrence: Occurrence) -> date:
    return occurrence.closes_on


def _own_name(plan: Plan, name: str) -> str:
    return name.removeprefix(f"{plan.id}/")


def _in_another_plan(plan: Plan, after: Dependency) -> bool:
    return "/" in _own_name(plan, after.task)


def _same_recurrence(task: Task, predecessor: Task) -> bool:
    return task.kind == predecessor.kind == "recurring" and task.every == predecessor.every
