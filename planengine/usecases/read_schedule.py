"""When work can be expected, as the plan has it and as things stand, and what a delay would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NoReturn

from planengine.core.calendar import Calendar
from planengine.core.expand import Expansion, expand
from planengine.core.graph import TaskGraph
from planengine.core.plan import Plan, Span
from planengine.core.schedule import Actual, Link, Schedule, Timing, chain_to, schedule
from planengine.errors import Findings, NotFound, UsageRefusal
from planengine.planfile.tree import collector_paused
from planengine.usecases.references import near

if TYPE_CHECKING:
    from planengine.planfile.read import Reading


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with its occurrences and edges, and what has happened to them, by key.

    `cancelled` are the keys of what was cancelled for all who bore it; it is in neither.
    """

    plan: Plan
    expansion: Expansion
    calendar: Calendar
    actuals: Mapping[str, Actual]
    cancelled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """A schedule beside the one that the plan alone gives; everything by key of the occurrence.

    `today` is the day of the forecast, None where only the plan was asked. `planned` are the days that the plan alone
    gives. `standing` are the standing duties, which have no end by nature; `unknown` what else the plan tells too
    little about to expect an end; `milestones` are points in time. `after` and `blocks` are direct predecessors and
    successors.
    """

    plan: Plan
    today: date | None
    schedule: Schedule
    timings: Mapping[str, Timing]
    planned: Mapping[str, Timing]
    titles: Mapping[str, str]
    standing: Set[str]
    milestones: Set[str]
    unknown: Set[str]
    after: Mapping[str, Sequence[str]]
    blocks: Mapping[str, Sequence[str]]


def planned_in(reading: Reading) -> Planned:
    """What a plan file plans; nothing has happened. Raises Findings where it has errors."""
    if reading.plan is None:
        raise Findings("plan.faults", reading.findings)
    with collector_paused():
        expansion = expand(reading.plan, reading.directory, reading.calendar)
    return Planned(reading.plan, expansion, reading.calendar, {})


def look_ahead(planned: Planned, today: date | None) -> Outlook:
    """The forecast on `today`; what the plan alone gives where that is None."""
    plan = planned.plan
    with collector_paused():
        alone = schedule(plan, planned.expansion, planned.calendar, plan.starts, {})
        found = alone
        if today is not None:
            found = schedule(plan, planned.expansion, planned.calendar, today, planned.actuals)
        graph = TaskGraph.of(planned.expansion)
    titles = {task.id: task.title for task in plan.tasks}
    standing = {one.key for one in planned.expansion.occurrences if one.kind == "standing"}
    after = {key: graph.waits_for(key) for key in graph.waits}
    blocks: dict[str, list[str]] = {key: [] for key in after}
    for key, befores in after.items():
        for before in befores:
            blocks[before].append(key)
    return Outlook(
        plan=plan,
        today=today,
        schedule=found,
        timings={timing.key: timing for timing in found.timings},
        planned={timing.key: timing for timing in alone.timings},
        titles={one.key: titles[one.task] for one in planned.expansion.occurrences},
        standing=standing,
        milestones={one.key for one in planned.expansion.occurrences if one.kind == "milestone"},
        unknown={timing.key for timing in found.timings if timing.unknown} - standing,
        after=after,
        blocks=blocks,
    )


def explain(outlook: Outlook, key: str) -> tuple[Link, ...]:
    """The chain that puts the end of that occurrence where it is, first link first."""
    return chain_to(outlook.timings, key)


# ---- what a delay does


@dataclass(frozen=True, slots=True)
class Moved:
    """An occurrence whose end moves; `agencies` bear it (supporters left out)."""

    key: str
    title: str
    before: date
    after: date
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A due date that the delay misses; `late_days` calendar days after it; `newly` where it was kept without it."""

    key: str
    due: date
    finish: date
    late_days: int
    newly: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """What would follow if the occurrences `slipped` ended later.

    `moved` holds them as well. `unmoved` wait for them and keep their days, since they have float; `undated` wait for
    them and have no days to move. `ends` are the last days of the whole, without and with the delay.
    """

    slipped: tuple[str, ...]
    slip: Span
    moved: tuple[Moved, ...]
    broken: tuple[Broken, ...]
    unmoved: tuple[str, ...]
    undated: tuple[str, ...]
    ends: tuple[date | None, date | None]

    @property
    def agencies(self) -> tuple[tuple[str, int], ...]:
        """Every agency that bears moved work with the number of such occurrences, most first."""
        counts: dict[str, int] = {}
        for one in self.moved:
            for agency in one.agencies:
                counts[agency] = counts.get(agency, 0) + 1
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def foresee_slip(planned: Planned, today: date | None, name: str, slip: Span) -> Impact:
    """What follows if everything unfinished that `name` stands for ends `slip` later than expected.

    `name` is an occurrence, a task (all its occurrences) or a section (all in it). Raises NotFound("task.unknown") and
    UsageRefusal("impact.finished") where there is nothing left that could slip.
    """
    keys = named(planned, name)
    actuals = planned.actuals if today is not None else {}
    slipped = tuple(key for key in keys if actuals.get(key, Actual()).finish is None)
    if not slipped:
        raise UsageRefusal("impact.finished", task=name)
    day = today or planned.plan.starts
    with collector_paused():
        before = schedule(planned.plan, planned.expansion, planned.calendar, day, actuals)
        delays = dict.fromkeys(slipped, slip)
        after = schedule(planned.plan, planned.expansion, planned.calendar, day, actuals, delays)
        behind = _behind(planned.expansion, slipped)
    then = {timing.key: timing for timing in after.timings}
    titles = {task.id: task.title for task in planned.plan.tasks}
    bearers = {one.key: one for one in planned.expansion.occurrences}
    moved, broken, unmoved, undated = [], [], [], []
    for old in before.timings:
        new = then[old.key]
        if old.finish is None or new.finish is None:
            if old.key in behind and old.key not in slipped:
                undated.append(old.key)
            continue
        if new.finish > old.finish:
            one = bearers[old.key]
            agencies = tuple(given.agency for given in one.assignments if given.role != "support")
            moved.append(Moved(old.key, titles[one.task], old.finish, new.finish, agencies))
            if old.due is not None and new.finish > old.due:
                late = (new.finish - old.due).days
                broken.append(Broken(old.key, old.due, new.finish, late, newly=old.finish <= old.due))
        elif old.key in behind and old.key not in slipped:
            unmoved.append(old.key)
    ends = (before.finish, after.finish)
    return Impact(slipped, slip, tuple(moved), tuple(broken), tuple(unmoved), tuple(undated), ends)


def named(planned: Planned, name: str) -> tuple[str, ...]:
    """The keys of the occurrences that an occurrence, a task or a section names.

    Raises NotFound: "task.unknown", "task.unopened" for a duty that waits for its event, "schedule.cancelled".
    """
    task_id, _, period = name.partition("@")
    inside = {task.id: task.section for task in planned.plan.tasks}
    parents = {section.id: section.section for section in planned.plan.sections}
    if period:
        found: tuple[str, ...] = tuple(one.key for one in planned.expansion.occurrences if one.key == name)
    else:
        found = tuple(
            one.key
            for one in planned.expansion.occurrences
            if one.task == task_id or task_id in _above(inside[one.task], parents)
        )
    if not found:
        _explain_absence(planned, name, task_id)
    return found


def _explain_absence(planned: Planned, name: str, task_id: str) -> NoReturn:
    left_out = [key for key in planned.cancelled if key == name or key.partition("@")[0] == task_id]
    if left_out:
        raise NotFound("schedule.cancelled", task=name)
    kinds = {task.id: task.kind for task in planned.plan.tasks}
    if kinds.get(task_id) == "on_demand":
        raise NotFound("task.unopened", task=task_id)
    keys = [one.key for one in planned.expansion.occurrences]
    known = dict.fromkeys([*keys, *kinds, *(section.id for section in planned.plan.sections)])
    raise NotFound("task.unknown", task=name, near=near(name, list(known)))


def _above(section: str | None, parents: Mapping[str, str | None]) -> Iterable[str]:
    while section is not None:
        yield section
        section = parents.get(section)


def _behind(expansion: Expansion, keys: Sequence[str]) -> set[str]:
    """All that waits for one of `keys`, directly or not, and these themselves."""
    successors: dict[str, list[str]] = {}
    for edge in expansion.edges:
        successors.setdefault(edge.predecessor, []).append(edge.successor)
    seen = set(keys)
    left = list(keys)
    while left:
        for after in successors.get(left.pop(), ()):
            if after not in seen:
                seen.add(after)
                left.append(after)
    return seen
