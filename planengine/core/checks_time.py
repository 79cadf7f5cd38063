"""Checks of when: recurrence, due dates, cut-offs, and whether the calendar knows the days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from planengine.core.calendar import Calendar, CalendarGap
from planengine.core.periods import due_day, period_of, periods
from planengine.core.plan import Directory, Due, MonthDay, Plan, Task
from planengine.core.problems import Problem, Subject

RECURRING_WITHOUT_EVERY = "PE114"
ONLY_OF_RECURRING = "PE115"
YEARLY_DUE_OF_OTHER = "PE116"
STARTS_AFTER_DUE = "PE117"
PLAN_BACKWARDS = "PE118"
BACKWARDS = "PE119"
CALENDAR_TOO_SHORT = "PE123"
INTERNAL_LATER_THAN_DUE = "PE128"
DUE_OF_NOTHING = "PE129"
ISSUED_UNKNOWN = "PE132"
INTERNAL_WITHOUT_BASIS = "PE133"
UPDATE_OF_OTHER = "PE134"
BASIS_WITHOUT_INTERNAL = "PE140"
DAY_OF_MONTH_OF_OTHER = "PE141"
FIXED_DUE_OF_RECURRING = "PE142"
DUE_OUTSIDE_CALENDAR = "PE143"
INTERNAL_DUE_COUNTED = "PE144"
START_OF_RECURRING = "PE145"
STANDING_WITH_DUE = "PE204"
DUE_ON_DAY_OFF = "PE205"
CUTOFF_TOO_LATE = "PE206"

MANY_DAYS = 6
"""So many days off of a due date that recurs within the year are named."""

ONE_DAY = timedelta(days=1)


def check_recurrence(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """`every`, `from` and `until` belong to recurring tasks, `update` to standing ones."""
    for task in plan.tasks:
        subject: Subject = ("task", task.id)
        if task.kind == "recurring":
            if task.every is None:
                yield Problem(RECURRING_WITHOUT_EVERY, (*subject, "kind"))
            if task.from_ and task.until and task.until < task.from_:
                yield Problem(BACKWARDS, (*subject, "until"), {"first": task.from_, "last": task.until})
        else:
            keys = _keys_of_recurring(task)
            if keys:
                yield Problem(ONLY_OF_RECURRING, (*subject, keys[0]), {"key": keys, "kind": task.kind})
        if task.update is not None and task.kind != "standing":
            yield Problem(UPDATE_OF_OTHER, (*subject, "update"), {"kind": task.kind})


def _keys_of_recurring(task: Task) -> tuple[str, ...]:
    if task.every is None and task.from_ is None and task.until is None:
        return ()
    given = (("every", task.every), ("from", task.from_), ("until", task.until))
    return tuple(key for key, value in given if value is not None)


def check_due_suits_kind(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """A due date of every period stands on a task with such periods, a fixed one on a task without; a warning where a
    duty that never ends has a due date."""
    for task in plan.tasks:
        if task.kind != "recurring" and _keys_of_recurring(task):
            continue  # it probably does recur, and that is told
        for key, due in dues_of(task):
            subject: Subject = ("task", task.id, key)
            if due.yearly is not None and (task.kind != "recurring" or task.every not in (None, "year")):
                yield Problem(YEARLY_DUE_OF_OTHER, subject, {"kind": task.kind})
            elif due.day_of_month is not None and (
                task.kind != "recurring" or task.every not in (None, "half", "quarter", "month")
            ):
                yield Problem(DAY_OF_MONTH_OF_OTHER, subject, {"kind": task.kind})
            elif task.kind == "recurring" and (due.day is not None or due.of == "issued"):
                yield Problem(FIXED_DUE_OF_RECURRING, subject)
            elif key == "due" and task.kind == "standing":
                yield Problem(STANDING_WITH_DUE, subject, {"task": task.id}, severity="warning")


def dues_of(task: Task) -> Iterator[tuple[str, Due]]:
    """The dates a task is to be finished by, each with its key."""
    if task.due is not None:
        yield "due", task.due
    if task.internal_due is not None:
        yield "internal_due", task.internal_due


def last_day_of(due: Due) -> date | None:
    """The last day of a due date that is a date by itself."""
    if due.day is None:
        return None
    return due.day - ONE_DAY if due.before else due.day


def check_dates_in_order(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Nothing ends before it starts, and what recurs has periods instead of a start."""
    if plan.ends < plan.starts:
        yield Problem(
            PLAN_BACKWARDS,
            ("plan", "ends"),
            {"starts": plan.starts, "ends": plan.ends},
            (("plan", "starts"),),
        )
    for task in plan.tasks:
        if task.starts is None:
            continue
        if task.kind == "recurring":
            yield Problem(START_OF_RECURRING, ("task", task.id, "starts"))
            continue
        if task.due is None:
            continue
        last = plan.ends if task.due.horizon else last_day_of(task.due)
        if last is not None and task.starts > last:
            subject: Subject = ("task", task.id)
            params = {"starts": task.starts, "due": last}
            yield Problem(STARTS_AFTER_DUE, (*subject, "starts"), params, ((*subject, "due"),))


def check_due_of_another(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """`within … of` counts from another task of the plan, or from a day of issue that is known."""
    ids: frozenset[str] | None = None
    for task in plan.tasks:
        for key, due in dues_of(task):
            if due.of is None:
                continue
            if due.of == "issued":
                if plan.issued is None:
                    yield Problem(ISSUED_UNKNOWN, ("task", task.id, key), related=(("plan", "issued"),))
                continue
            if ids is None:
                ids = frozenset(one.id for one in plan.tasks)
            if due.of not in ids or due.of == task.id:
                yield Problem(DUE_OF_NOTHING, ("task", task.id, key, "of"), {"task": due.of})


def check_internal_due(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """A date that the secretariat sets has a basis, and is not later than the document's."""
    for task in plan.tasks:
        subject: Subject = ("task", task.id)
        if task.internal_due is None:
            if task.basis is not None:
                yield Problem(BASIS_WITHOUT_INTERNAL, (*subject, "basis"))
            continue
        if task.internal_due.of not in (None, "issued"):
            yield Problem(INTERNAL_DUE_COUNTED, (*subject, "internal_due"), {"task": task.internal_due.of})
        if task.basis is None:
            yield Problem(INTERNAL_WITHOUT_BASIS, (*subject, "internal_due"))
        if task.due is not None and _is_later(task.internal_due, task.due, plan):
            yield Problem(INTERNAL_LATER_THAN_DUE, (*subject, "internal_due"), related=((*subject, "due"),))


def _is_later(internal: Due, due: Due, plan: Plan) -> bool:
    """Whether the one is later than the other, where the two can be compared before anything has happened."""
    if internal.yearly is not None and due.yearly is not None:
        a, b = internal.yearly, due.yearly
        return (a.month, a.day, not internal.before) > (b.month, b.day, not due.before)
    if internal.day_of_month is not None and due.day_of_month is not None:
        return (internal.day_of_month, not internal.before) > (due.day_of_month, not due.before)
    first, last = (plan.ends if one.horizon else last_day_of(one) for one in (internal, due))
    return first is not None and last is not None and first > last


def check_coverage(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Where working days are counted the calendar speaks for every day of the plan and for the due dates."""
    first, last = calendar.covers
    needing = next((task for task in plan.tasks if _needs_working_days(task)), None)
    if needing is None:
        return
    if plan.starts < first or last < plan.ends:
        params = {"first": first, "last": last, "starts": plan.starts, "ends": plan.ends}
        yield Problem(CALENDAR_TOO_SHORT, ("calendar", "covers"), params, (("task", needing.id),))
    for task in plan.tasks:
        for key, due in dues_of(task):
            if due.of == "issued" and plan.issued is not None:
                try:
                    due_day(plan, calendar, due, task.day_off, None)
                except CalendarGap:
                    params = {"day": _uncovered(plan.issued, due, calendar), "first": first, "last": last}
                    yield Problem(
                        DUE_OUTSIDE_CALENDAR, ("task", task.id, key), params, (("calendar", "covers"),)
                    )
                continue
            if task.day_off == "keep":
                continue
            day = last_day_of(due)
            if day is not None and not first <= day <= last and not plan.starts <= day <= plan.ends:
                params = {"day": day, "first": first, "last": last}
                yield Problem(DUE_OUTSIDE_CALENDAR, ("task", task.id, key), params, (("calendar", "covers"),))


def _uncovered(issued: date, due: Due, calendar: Calendar) -> date:
    """The first day that the due date, counted from the day of issue, needs and the calendar does not cover."""
    first, last = calendar.covers
    if issued < first or due.within is None or due.within.unit == "wd":
        return issued if issued < first or issued > last else last + ONE_DAY
    return issued + timedelta(days=due.within.count)


def _needs_working_days(task: Task) -> bool:
    if task.day_off != "keep" and (task.due is not None or task.internal_due is not None):
        return True
    if task.duration is not None and task.duration.unit == "wd":
        return True
    if any(due.within is not None and due.within.unit == "wd" for _, due in dues_of(task)):
        return True
    return any(one.lag.unit == "wd" for one in task.after)


def check_days_off(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """A warning for every last day that is not worked, where nothing says which way to move it; one for all periods of
    a task that recurs within the year."""
    for task in plan.tasks:
        if task.day_off != "keep":
            continue
        for key, due in dues_of(task):
            off = [
                found for day in _last_days(task, due, plan, calendar) if (found := _day_off(calendar, day))
            ]
            if due.day_of_month is not None and off:
                off = [tuple(zip(*off[:MANY_DAYS], strict=True))]
            for day, before, after in off:
                params = {"task": task.id, "day": day, "previous": before, "next": after}
                yield Problem(DUE_ON_DAY_OFF, ("task", task.id, key), params, severity="warning")


def _day_off(calendar: Calendar, day: date) -> tuple[object, ...]:
    """The day with the working days before and after it, when it is one that is not worked; else nothing."""
    if not _knows(calendar, day) or calendar.is_working(day):
        return ()
    before, after = _worked_before(calendar, day), _worked_after(calendar, day)
    return () if before is None or after is None else (day, before, after)


def _last_days(task: Task, due: Due, plan: Plan, calendar: Calendar) -> Iterator[date]:
    """The last days of a due date, one for each period of the plan where it is due in every period."""
    first, last = max(plan.starts, task.from_ or plan.starts), min(plan.ends, task.until or plan.ends)
    if due.yearly is not None:
        if task.kind != "recurring":
            return
        for year in range(plan.starts.year, plan.ends.year + 1):
            day = _in_year(due.yearly, year)
            day = day - ONE_DAY if due.before else day
            if first <= day <= last:
                yield day
    elif due.day_of_month is not None:
        if task.kind == "recurring" and task.every in ("half", "quarter", "month"):
            for whole in periods(task.every, first, last):
                day = whole.end.replace(day=due.day_of_month) - (ONE_DAY if due.before else timedelta())
                if first <= day <= last:
                    yield day
    elif task.kind != "recurring":
        written = last_day_of(due)
        if due.of == "issued":
            with suppress(CalendarGap):
                written = due_day(plan, calendar, due, "keep", None)
        if written is not None:
            yield written


def _in_year(day: MonthDay, year: int) -> date:
    return date(year, day.month, day.day)


def check_cutoffs(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Between the cut-off of the figures and the last day there is a working day: Decree 09/2019/NĐ-CP, art. 8."""
    for task in plan.tasks:
        if task.cutoff is None:
            continue
        for written in _last_days(task, task.due, plan, calendar) if task.due is not None else ():
            day = _moved(calendar, task, written)
            cutoff = _in_year(task.cutoff, written.year) if isinstance(task.cutoff, MonthDay) else task.cutoff
            if not _same_period(task, cutoff, written):
                continue
            if not (_knows(calendar, cutoff) and _knows(calendar, day)):
                continue
            if calendar.working_days_between(cutoff, day) < 1:
                params = {"task": task.id, "cutoff": cutoff, "day": day}
                related: tuple[Subject, ...] = (("task", task.id, "due"),)
                yield Problem(
                    CUTOFF_TOO_LATE, ("task", task.id, "cutoff"), params, related, severity="warning"
                )


def _same_period(task: Task, cutoff: date, day: date) -> bool:
    """Whether a cut-off is that of the report due on that day: a day of the year concerns one of its quarters alone."""
    if task.every is None or task.every == "year":
        return True
    return period_of(task.every, cutoff) == period_of(task.every, day)


def _moved(calendar: Calendar, task: Task, day: date) -> date:
    """The last day after the day-off rule, where the calendar can tell."""
    if task.day_off == "next_working_day":
        return _worked_after(calendar, day) or day
    if task.day_off == "previous_working_day":
        return _worked_before(calendar, day) or day
    return day


def _knows(calendar: Calendar, day: date) -> bool:
    return calendar.covers[0] <= day <= calendar.covers[1]


def _worked_before(calendar: Calendar, day: date) -> date | None:
    while _knows(calendar, day):
        if calendar.is_working(day):
            return day
        day -= ONE_DAY
    return None


def _worked_after(calendar: Calendar, day: date) -> date | None:
    while _knows(calendar, day):
        if calendar.is_working(day):
            return day
        day += ONE_DAY
    return None
