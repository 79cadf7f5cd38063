"""When somebody is reminded, who, and why: policy + dates + calendar → the next moment.

A policy is a list of steps, each anchored to a date of the assignment. Nothing here sends or remembers: what has been
sent is an argument. Days are in the plan's zone; a moment is a day and a time of that zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import NamedTuple

from planengine.core import category, status
from planengine.core.calendar import Calendar


class Step(NamedTuple):
    """One line of a policy.

    `anchor` is "work_by" (the earliest of due and committed, else internal date), "update" (the last day of the next
    periodic update) or "reported" (the day a report came in). The first moment lies `offset` working days from it; up
    to `most` moments follow each other with `spacing` working days between them, whose last value repeats. `to` are
    roles: "responsible", "support", "head", "secretariat", "approver". `only_if` is "not_accepted" or None.
    """

    name: str
    anchor: str
    offset: int
    to: tuple[str, ...]
    most: int = 1
    spacing: tuple[int, ...] = (1,)
    only_if: str | None = None


AT = time(8, 0)
"""When a step stands in the day, in the plan's zone."""

WINDOW = (time(7, 0), time(17, 30))
"""Letters leave on working days between these, both inclusive; what falls outside waits."""

POLICIES: dict[str, tuple[Step, ...]] = {
    "standard": (
        Step("before5", "work_by", -5, ("responsible",)),
        Step("before1", "work_by", -1, ("responsible", "support")),
        Step("today", "work_by", 0, ("responsible",)),
        Step("overdue", "work_by", 1, ("responsible",), most=10, spacing=(1, 1, 2, 3, 5)),
        Step("level1", "work_by", 2, ("head",), only_if="not_accepted"),
        Step("level2", "work_by", 5, ("secretariat", "approver"), most=3, spacing=(3,)),
        Step("update", "update", -5, ("responsible",)),
        Step("update_late", "update", 1, ("responsible",), most=12, spacing=(20, 40, 60)),
        Step("waiting", "reported", 3, ("secretariat",), most=5, spacing=(5,)),
    ),
    "none": (),
}
"""Policies that a plan may name. Every sequence ends: a reminder that never stops is not read any more."""

URGENCY = ("level2", "level1", "overdue", "today", "before1", "before5", "waiting", "update_late", "update")
"""Of several steps about one assignment that come due together only the first of these is told."""


class Facts(NamedTuple):
    """What the next moment of an assignment depends on; days are inclusive."""

    policy: str
    kind: str
    role: str
    state: str
    opens_on: date
    closes_on: date
    due: date | None
    committed: date | None
    internal_due: date | None
    update_every: str | None
    updated_on: date | None
    reported_on: date | None
    tracked_from: date | None = None


class Moment(NamedTuple):
    """A day on which a step speaks; `number` counts the step's moments from 0, `moved_from` is the day it would have
    been, where that is a day off."""

    step: Step
    number: int
    day: date
    moved_from: date | None


def work_by(due: date | None, committed: date | None, internal_due: date | None) -> date | None:
    """The day to work to: the earliest of the due date and the committed, else the internal date."""
    days = [one for one in (due, committed or internal_due) if one is not None]
    return min(days) if days else None


def anchor(step: Step, facts: Facts) -> date | None:
    """The day that the step counts from for this assignment, or None where the step does not speak to it.

    An assignment with a date to work to is reminded of that date; one without, standing or not, is asked for an update
    every period. Supporters are told of dates by the steps addressed to them and are never asked for updates.
    """
    if step.anchor == "reported":
        return facts.reported_on if facts.state == status.SUBMITTED else None
    if facts.state not in status.WORKABLE:
        return None
    if facts.role == "support" and "support" not in step.to:
        return None
    if category.is_before_tracking(facts.kind, facts.due, facts.closes_on, facts.tracked_from):
        return None
    date_to_meet = (
        None if facts.kind == "standing" else work_by(facts.due, facts.committed, facts.internal_due)
    )
    if step.anchor == "work_by":
        return date_to_meet
    if date_to_meet is not None or facts.role == "support":
        return None
    asked_by = category.update_due(
        "standing",
        facts.update_every or "quarter",
        category.counted_from(facts.opens_on, facts.tracked_from),
        facts.closes_on,
        facts.updated_on,
    )
    # the last period ends with the duty: what is late then is for the final report, not for another letter
    return None if step.name == "update_late" and asked_by == facts.closes_on else asked_by


def silence(facts: Facts) -> str | None:
    """Why nothing will ever be said about this assignment as it stands, as a code; None where something will.

    "policy" (the plan says none), "settled" (nothing is asked of anybody any more), "returned_to_secretariat" (declined
    or paused: a person must decide first), "before_tracking" (over before the plan was tracked here), "support" (a
    supporter of work without a date).
    """
    if not POLICIES[facts.policy]:
        return "policy"
    if facts.state in (status.DONE, status.CANCELLED, status.EXEMPT, status.CLOSED, status.MERGED):
        return "settled"
    if facts.state in (status.DECLINED, status.PAUSED):
        return "returned_to_secretariat"
    if facts.state != status.SUBMITTED and category.is_before_tracking(
        facts.kind, facts.due, facts.closes_on, facts.tracked_from
    ):
        return "before_tracking"
    if any(anchor(step, facts) for step in POLICIES[facts.policy]):
        return None
    return "support"


def moments(step: Step, anchored: date, calendar: Calendar) -> Iterator[Moment]:
    """All moments of a step counted from `anchored`, in order.

    A moment up to the anchor that falls on a day off moves back to the working day before (the warning keeps its
    length), one after it counts working days and so never falls on one. Raises CalendarGap beyond the calendar.
    """
    day = anchored if step.offset == 0 else calendar.add_working_days(anchored, step.offset)
    moved_from = None
    if step.offset == 0 and not calendar.is_working(day):
        moved_from, day = day, calendar.previous_working_day(day)
    yield Moment(step, 0, day, moved_from)
    for number in range(1, step.most):
        day = calendar.add_working_days(day, step.spacing[min(number, len(step.spacing)) - 1])
        yield Moment(step, number, day, None)


def next_moment(
    step: Step, anchored: date, calendar: Calendar, first: date, number: int = 0
) -> Moment | None:
    """The step's first moment on or after the day `first` that is numbered `number` or more.

    None when there is none left or the calendar does not reach that far.
    """
    try:
        for moment in moments(step, anchored, calendar):
            if moment.day >= first and moment.number >= number:
                return moment
    except LookupError:
        return None
    return None


def most_urgent(steps: tuple[str, ...]) -> str:
    """Of several steps about one assignment the one that is told."""
    return min(steps, key=URGENCY.index)


def is_open(calendar: Calendar, day: date, at: time) -> bool:
    """Whether letters may leave at that time of that day (plan's zone); False where the calendar does not reach."""
    try:
        return calendar.is_working(day) and WINDOW[0] <= at <= WINDOW[1]
    except LookupError:
        return False
