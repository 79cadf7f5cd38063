"""What a drawing of a plan shows: its tasks as points, what waits for what as links, chosen and reduced.

A recurring task is one point (or one for each period where that is asked for). A link is one wait as the document has
it: a wait of each agency for its own earlier work is one link with a mark, a wait for a section one link for each task
in it. Nothing here knows how it will be drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from planengine.core.expand import Expansion, Occurrence, tasks_inside
from planengine.core.graph import reversed_
from planengine.core.links import Link, implied_edges, marked, period_links, task_links
from planengine.core.plan import Directory, Plan, Section, Span, Task


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
    links = tuple(task_links(plan))
    chosen, cut = _choose(plan, links, choice)
    links = tuple(link for link in links if link.before in chosen and link.after in chosen)
    occurrences: dict[str, list[Occurrence]] = {}
    for one in expansion.occurrences:
        if one.task in chosen:
            occurrences.setdefault(one.task, []).append(one)
    implied = set() if full else implied_edges(expansion, chosen)
    if periods:
        links = tuple(period_links(expansion, links, occurrences, implied))
    else:
        links = marked(expansion, links, chosen, implied)
    makers = _Points(directory, states or {})
    points = list(makers.elsewhere(plan, links))
    for task in plan.tasks:
        if task.id in chosen:
            points += makers.of(task, occurrences.get(task.id, []), periods)
    return Picture(plan.id, plan.title, _sections(plan, points), tuple(points), links, cut)


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
