"""What a drawing of a plan shows: its tasks as points, what waits for what as links, chosen and reduced.

A recurring task is one point (or one for each period where that is asked for). A link is one wait as the document has
it: a wait of each agency for its own earlier work is one link with a mark, a wait for a section one link for each task
in it. Nothing here knows how it will be drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from planengine.core.expand import Expansion, Occurrence
from planengine.core.graph import reduced, reversed_
from planengine.core.plan import Dependency, Directory, Plan, Section, Span, Task

NO_LAG = Span(0, "d")


@dataclass(frozen=True, slots=True)
class Point:
    """A task, one period of it, or a task of another plan (`elsewhere`), of which nothing but its id is known.

    `due` is the official last day where there is exactly one; `within` and `within_of` say what it is counted from
    where it is not fixed yet. `periods` counts the occurrences that the point stands for. `names` are the bodies that
    answer for the task as they are called in short, `lead` the id of the one that leads. `state` is a category of
    tracked work, None for a plan that is not tracked.
    """

    id: str
    task: str
    title: str
    section: str | None = None
    period: str | None = None
    kind: str = "once"
    form: str | None = None
    lead: str | None = None
    names: tuple[str, ...] = ()
    due: date | None = None
    due_inherited: bool = False
    within: Span | None = None
    within_of: str | None = None
    periods: int = 1
    restricted: bool = False
    state: str | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """`after` waits for `before` (ids of points). `by_agency`: each agency waits for its own part only.

    `implied`: it is a plain wait (whole, hard, finish to start, without a lag) that other drawn ones bring with them.
    """

    before: str
    after: str
    type: str = "FS"
    lag: Span = NO_LAG
    soft: bool = False
    by_agency: bool = False
    match: tuple[str, ...] = ()
    reason: str | None = None
    implied: bool = False

    @property
    def plain(self) -> bool:
        """Whether it says nothing but that one comes after the other."""
        return self.type == "FS" and not (self.lag.count or self.soft or self.by_agency)


@dataclass(frozen=True, slots=True)
class Picture:
    """Points and links in the order of the plan; `sections` are those that hold a point, each after the one above it.

    `cut` counts the links that lead from a point to a task that was not chosen.
    """

    plan: str
    title: str
    sections: tuple[Section, ...]
    points: tuple[Point, ...]
    links: tuple[Link, ...]
    cut: int = 0

    @property
    def drawn(self) -> tuple[Link, ...]:
        """The links that no other ones imply."""
        return tuple(link for link in self.links if not link.implied)

    @property
    def loose(self) -> tuple[Point, ...]:
        """The points without a drawn link."""
        tied = {end for link in self.drawn for end in (link.before, link.after)}
        return tuple(point for point in self.points if point.id not in tied)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which tasks to draw: those in `section`, those that wait for `start`, those that `end` waits for, all three
    together; each names a task or a section. `depth` is how many links away from `start` and `end` a task may be, None
    for any number."""

    section: str | None = None
    start: str | None = None
    end: str | None = None
    depth: int | None = None


EVERYTHING = Choice()


def picture(
    plan: Plan,
    directory: Directory,
    expansion: Expansion,
    choice: Choice = EVERYTHING,
    *,
    periods: bool = False,
    full: bool = False,
    states: Mapping[str, str] | None = None,
) -> Picture:
    """The picture of a checked plan; `states` has a category for each occurrence by key, and for each task by id.

    With `full` no link counts as implied.

    A name in the choice that the plan does not have raises KeyError; a plan that goes in circles raises `Cyclic`.
    """
    links = tuple(_task_links(plan))
    chosen, cut = _choose(plan, links, choice)
    links = tuple(link for link in links if link.before in chosen and link.after in chosen)
    occurrences: dict[str, list[Occurrence]] = {}
    for one in expansion.occurrences:
        if one.task in chosen:
            occurrences.setdefault(one.task, []).append(one)
    implied = set() if full else _implied(expansion, chosen)
    if periods:
        links = tuple(_period_links(expansion, links, occurrences, implied))
    else:
        links = _marked(expansion, links, chosen, implied)
    makers = _Points(directory, states or {})
    points = list(makers.elsewhere(plan, links))
    for task in plan.tasks:
        if task.id in chosen:
            points += makers.of(task, occurrences.get(task.id, []), periods)
    return Picture(plan.id, plan.title, _sections(plan, points), tuple(points), links, cut)


# ---- links between tasks


def _task_links(plan: Plan) -> Iterator[Link]:
    """Every wait of the plan, sections opened up: a task that is named itself is not named again by its section."""
    tasks = {task.id: task for task in plan.tasks}
    inside = tasks_inside(plan)
    for task in plan.tasks:
        waits = [(wait, wait.task.removeprefix(f"{plan.id}/")) for wait in task.after]
        seen = {name for _, name in waits if name in tasks} | {task.id}
        for wait, name in waits:
            if name in tasks or "/" in name:
                if name != task.id:
                    yield _link(wait, name, task)
                continue
            for each in inside[name]:
                if each.kind != "standing" and each.id not in seen:
                    seen.add(each.id)
                    yield _link(wait, each.id, task)


def _link(wait: Dependency, before: str, task: Task) -> Link:
    return Link(
        before, task.id, wait.type, wait.lag, wait.soft, "agency" in wait.match, wait.match, wait.reason
    )


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


# ---- choosing


def _choose(plan: Plan, links: tuple[Link, ...], choice: Choice) -> tuple[Collection[str], int]:
    """The chosen tasks (and those of other plans), and how many links have one end among them."""
    waits: dict[str, list[str]] = {link.before: [] for link in links}
    waits.update({task.id: [] for task in plan.tasks})
    for link in links:
        waits[link.after].append(link.before)
    named = {task.id: [task.id] for task in plan.tasks}
    named |= {section: [task.id for task in tasks] for section, tasks in tasks_inside(plan).items()}
    chosen = set(waits)
    if choice.section is not None:
        chosen = set(named[choice.section])
        # what a chosen task waits for in another plan is shown with it
        chosen |= {link.before for link in links if "/" in link.before and link.after in chosen}
    if choice.start is not None:
        chosen &= _within(reversed_(waits), named[choice.start], choice.depth)
    if choice.end is not None:
        chosen &= _within(waits, named[choice.end], choice.depth)
    return chosen, sum((link.before in chosen) != (link.after in chosen) for link in links)


def _within(steps: Mapping[str, Collection[str]], starts: Iterable[str], depth: int | None) -> set[str]:
    """All that can be reached from `starts` in at most `depth` steps, with them."""
    found = set(starts)
    edge = list(found)
    while edge and depth != 0:
        edge = list({after for node in edge for after in steps[node]} - found)
        found.update(edge)
        depth = None if depth is None else depth - 1
    return found


# ---- reducing

Pair = tuple[str, str]


def _implied(expansion: Expansion, chosen: Collection[str]) -> set[Pair]:
    """(before, after) of the plain edges between occurrences of chosen tasks that others imply.

    Judged between occurrences, since whether a yearly wait follows from others is a question for each year. A soft
    edge, one of a single agency, one of another type and a negative lag imply nothing.
    """
    known = {one.key for one in expansion.occurrences if one.task in chosen}
    waits: dict[str, list[str]] = {one.key: [] for one in expansion.occurrences if one.key in known}
    plain = []
    for edge in expansion.edges:
        if edge.successor not in known or edge.predecessor not in known:
            continue
        if edge.type == "FS" and not edge.soft and edge.agency is None and edge.lag.count >= 0:
            waits[edge.successor].append(edge.predecessor)
            if not edge.lag.count:
                plain.append((edge.predecessor, edge.successor))
    kept = {node: frozenset(befores) for node, befores in reduced(waits).items()}
    return {pair for pair in plain if pair[0] not in kept[pair[1]]}


def _marked(
    expansion: Expansion, links: tuple[Link, ...], chosen: Collection[str], implied: set[Pair]
) -> tuple[Link, ...]:
    """The links, those implied in every period marked as such."""
    if not implied:
        return links
    tasks = {one.key: one.task for one in expansion.occurrences}
    standing = {
        (tasks[edge.predecessor], tasks[edge.successor])
        for edge in expansion.edges
        if (edge.predecessor, edge.successor) not in implied
    }
    gone = {(tasks[before], tasks[after]) for before, after in implied} - standing
    return tuple(
        replace(link, implied=True) if link.plain and (link.before, link.after) in gone else link
        for link in links
    )


def _period_links(
    expansion: Expansion,
    links: tuple[Link, ...],
    occurrences: Mapping[str, list[Occurrence]],
    implied: set[Pair],
) -> Iterator[Link]:
    """The links between periods; a task without occurrences, here or in another plan, stands for itself."""
    tasks = {one.key: one.task for listed in occurrences.values() for one in listed}
    of_tasks = {(link.before, link.after): link for link in links}
    seen: set[Link] = set()
    for edge in expansion.edges:
        if edge.successor not in tasks or edge.predecessor not in tasks:
            continue
        link = replace(
            of_tasks[tasks[edge.predecessor], tasks[edge.successor]],
            before=edge.predecessor,
            after=edge.successor,
        )
        if link not in seen:
            seen.add(link)
            yield replace(link, implied=link.plain and (link.before, link.after) in implied)
    for link in links:
        befores, afters = occurrences.get(link.before), occurrences.get(link.after)
        if not befores or not afters:
            for before in [one.key for one in befores or ()] or [link.before]:
                for after in [one.key for one in afters or ()] or [link.after]:
                    yield replace(link, before=before, after=after)


# ---- points


class _Points:
    """Makes points, with the short names of a directory and the states of the work."""

    def __init__(self, directory: Directory, states: Mapping[str, str]) -> None:
        self._names = {one.id: one.short or one.name for one in directory.agencies.values()}
        self._names.update({one.id: one.name for one in directory.groups.values()})
        self._states = states

    def of(self, task: Task, occurrences: list[Occurrence], periods: bool) -> Iterator[Point]:
        whole = Point(
            id=task.id,
            task=task.id,
            title=task.title,
            section=task.section,
            kind=task.kind,
            form=task.form,
            lead=task.bodies[0].id if task.form == "lead" else None,
            names=tuple(self._names.get(one, one) for one in _bearers(task)),
            periods=len(occurrences),
            restricted=task.restricted,
            state=self._states.get(task.id),
        )
        if not occurrences or (len(occurrences) > 1 and not periods):
            yield whole
            return
        for one in occurrences:
            yield replace(
                whole,
                id=one.key if periods else task.id,
                period=one.period if periods else None,
                due=one.due,
                due_inherited=one.due_inherited,
                within=one.within,
                within_of=one.within_of,
                periods=1,
                state=self._states.get(one.key, whole.state),
            )

    def elsewhere(self, plan: Plan, links: tuple[Link, ...]) -> Iterator[Point]:
        for name in dict.fromkeys(link.before for link in links if "/" in link.before):
            yield Point(name, name, "", elsewhere=True)


def _bearers(task: Task) -> tuple[str, ...]:
    focal = () if task.focal_point is None else (task.focal_point.agency,)
    return tuple(dict.fromkeys((*focal, *(body.id for body in task.bodies))))


def _sections(plan: Plan, points: list[Point]) -> tuple[Section, ...]:
    above = {section.id: section.section for section in plan.sections}
    held: set[str] = set()
    for point in points:
        section = point.section
        while section is not None and section not in held:
            held.add(section)
            section = above[section]
    return tuple(section for section in plan.sections if section.id in held)
