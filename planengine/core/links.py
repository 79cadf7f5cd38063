"""What waits for what as a reader takes it: each wait of the document once, and which waits follow from others.

Made from the plan for tasks, and from its expansion for the periods of recurring ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from planengine.core.expand import Expansion, Occurrence, tasks_inside
from planengine.core.graph import reduced
from planengine.core.plan import Dependency, Plan, Span, Task

NO_LAG = Span(0, "d")


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


# ---- links between tasks


def task_links(plan: Plan) -> Iterator[Link]:
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


# ---- reducing

Pair = tuple[str, str]


def implied_edges(expansion: Expansion, chosen: Collection[str]) -> set[Pair]:
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


def marked(
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


def period_links(
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
