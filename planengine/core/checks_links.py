"""Checks of what is only named: `related` that leads nowhere new, agencies of the plan file that nobody uses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from planengine.core.calendar import Calendar
from planengine.core.checks_order import shown_path
from planengine.core.plan import Directory, Plan
from planengine.core.problems import Problem, Subject

NOBODY_USES = "PE214"
RELATED_IN_CIRCLE = "PE215"
RELATED_SAYS_NOTHING = "PE216"


def check_related_circles(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """`related` does not lead back to where it began. Two that name each other are no circle: it is one link, seen from
    both ends."""
    telling = [task for task in plan.tasks if task.related]
    if not telling:
        return
    related = {task.id: frozenset(task.related) for task in telling}
    one_sided: dict[str, list[str]] = {}
    for task in telling:
        one_sided[task.id] = [
            name
            for name in dict.fromkeys(task.related)
            if name in related and (name == task.id or task.id not in related[name])
        ]
    by_id = {task.id: task for task in telling}
    for path in _circles(one_sided):
        steps: list[Subject] = [
            ("task", name, "related", by_id[name].related.index(other))
            for name, other in zip(path, (*path[1:], path[0]), strict=True)
        ]
        params = {"path": shown_path((*path, path[0]))}
        yield Problem(RELATED_IN_CIRCLE, steps[0], params, tuple(steps[1:]), severity="warning")


def _circles(links: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Circles that share no node, each from its first node in the order of `links`, found in one walk."""
    place = {name: at for at, name in enumerate(links)}
    done: set[str] = set()
    for root in links:
        if root in done:
            continue
        path, on_path, turns = [root], {root: 0}, [iter(links[root])]
        while path:
            name = next(turns[-1], None)
            if name is None:
                turns.pop()
                done.add(path[-1])
                del on_path[path.pop()]
            elif name in on_path:
                circle = path[on_path[name] :]
                first = min(range(len(circle)), key=lambda at: place[circle[at]])
                yield (*circle[first:], *circle[:first])
                # What is in a circle is in no other: one entry less may open several.
                for one in circle:
                    done.add(one)
                    del on_path[one]
                del path[-len(circle) :], turns[-len(circle) :]
            elif name not in done:
                path.append(name)
                on_path[name] = len(path) - 1
                turns.append(iter(links[name]))


def check_related_tells(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """`related` names nothing twice, and not the section the task stands in, where every reader sees it anyway."""
    parents: dict[str, str | None] | None = None
    for task in plan.tasks:
        if not task.related:
            continue
        if parents is None:
            parents = {section.id: section.section for section in plan.sections}
        above: set[str] = set()
        section = task.section
        while section is not None:
            above.add(section)
            section = parents.get(section)
        first: dict[str, int] = {}
        for at, name in enumerate(task.related):
            subject: Subject = ("task", task.id, "related", at)
            if name in first:
                place: Subject = ("task", task.id, "related", first[name])
                yield Problem(RELATED_SAYS_NOTHING, subject, {"task": name}, (place,), severity="warning")
            elif name in above:
                yield Problem(
                    RELATED_SAYS_NOTHING, subject, {"task": name}, (("section", name),),
                    severity="warning", labels=("holds",),
                )  # fmt: skip
            first.setdefault(name, at)


def unused_bodies(plan: Plan, directory: Directory, own: Collection[object]) -> Iterator[Problem]:
    """A warning for each of `own` (the agencies that the plan file itself defines) that nothing in the plan names.

    A directory is shared by plans, so what stands in one is nobody's fault here.
    """
    if not own:
        return
    used = {plan.issuer, plan.secretariat, plan.approver, *(one.reported_by for one in plan.targets)}
    for task in plan.tasks:
        for body in (*task.bodies, *task.support):
            used.add(body.id)
            if body.members is not None:
                used.update(body.members)
        used.update(task.addressee)
        used.add(task.via)
        if task.focal_point is not None:
            used.add(task.focal_point.agency)
    for group in directory.groups.values():
        used.update(group.members)
    for agency in directory.agencies.values():
        used.update(agency.succeeded_by)
    for name in directory.agencies:
        if name in own and name not in used:
            yield Problem(NOBODY_USES, ("agency", name), {"body": name}, severity="warning")
