"""A plan as a picture: from a file that was read, or as it is tracked, with where its work stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from planengine.core.expand import expand
from planengine.core.picture import Choice, Picture, picture
from planengine.errors import NotFound, UsageRefusal
from planengine.planfile.canonical import (
    calendar_from_canonical,
    directory_from_canonical,
    plan_from_canonical,
)
from planengine.planfile.tree import collector_paused
from planengine.usecases.read_work import WORST_FIRST, occurrence_category
from planengine.usecases.references import near, split

if TYPE_CHECKING:
    from planengine.core.calendar import Calendar
    from planengine.core.plan import Directory, Plan
    from planengine.usecases.read_work import Work


class InForce(NamedTuple):
    """The canonical texts of a plan in force, its directory and its calendar."""

    plan: str
    directory: str
    calendar: str


class PlansInForce(Protocol):
    """Where applied plans are kept."""

    def in_force(self, plan_uid: str) -> InForce:
        """The plan as last applied."""
        ...


def read_in_force(reader: PlansInForce, plan_uid: str) -> tuple[Plan, Directory, Calendar]:
    """The plan as last applied, with the directory and the calendar it was applied with."""
    texts = reader.in_force(plan_uid)
    return (
        plan_from_canonical(texts.plan),
        directory_from_canonical(texts.directory),
        calendar_from_canonical(texts.calendar),
    )


def draw(
    plan: Plan,
    directory: Directory,
    calendar: Calendar,
    choice: Choice,
    *,
    periods: bool = False,
    full: bool = False,
    states: Mapping[str, str] | None = None,
    dues: Mapping[str, date] | None = None,
) -> Picture:
    """The picture of a checked plan; `states` and `dues` as `states_of` and `dues_of` give them where it is tracked.

    Raises NotFound("task.unknown") for a name in the choice that is neither task nor section, and
    UsageRefusal("graph.depth") for a depth from nowhere.
    """
    if choice.depth is not None and choice.start is None and choice.end is None:
        raise UsageRefusal("graph.depth")
    choice = _resolved(plan, choice)
    with collector_paused():
        expansion = expand(plan, directory, calendar)
    if dues:
        fixed = (replace(one, due=dues.get(one.key, one.due)) for one in expansion.occurrences)
        expansion = replace(expansion, occurrences=tuple(fixed))
    return picture(plan, directory, expansion, choice, periods=periods, full=full, states=states)


def _resolved(plan: Plan, choice: Choice) -> Choice:
    """The same choice with each name known and without plan and period."""
    known = dict.fromkeys([*(one.id for one in plan.tasks), *(one.id for one in plan.sections)])

    def resolved(name: str | None) -> str | None:
        if name is None:
            return None
        other, task, _ = split(name)
        if task not in known or other not in (None, plan.id):
            raise NotFound("task.unknown", task=name, near=near(task, list(known)))
        return task

    return replace(
        choice, section=resolved(choice.section), start=resolved(choice.start), end=resolved(choice.end)
    )


def dues_of(work: Iterable[Work]) -> dict[str, date]:
    """The official last day of every occurrence that has one, by label: also where it was fixed after planning."""
    return {
        one.row.label: date.fromisoformat(one.row.occurrence_due)
        for one in work
        if one.row.occurrence_due is not None
    }


def states_of(work: Iterable[Work], today: date) -> dict[str, str]:
    """A category for every occurrence by label, and for every task by id: of its periods the one that most wants
    looking at."""
    bearers: dict[str, list[Work]] = {}
    for one in work:
        if one.row.role != "support":
            bearers.setdefault(one.row.label, []).append(one)
    found: dict[str, str] = {}
    for label, group in bearers.items():
        found[label] = occurrence_category(group, today)
        task = group[0].row.task
        found[task] = min(found[label], found.get(task, found[label]), key=WORST_FIRST.index)
    return found
