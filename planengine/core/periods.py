"""Periods of a recurrence (years, halves, quarters, months, ISO weeks), and the day work in one is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from planengine.core.calendar import Calendar
from planengine.core.plan import DayOff, Due, Every, Plan

MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
"""How many months a period has; a week is counted in days."""


@dataclass(frozen=True, slots=True)
class Period:
    """One period, whole: `start` and `end` are its first and last day.

    `key` is "2024", "2024-H1", "2024-Q3", "2024-07" or "2024-W05" (ISO week, so a week of the turn of the
    year belongs to the year that holds its Thursday).
    """

    key: str
    start: date
    end: date


def period_of(every: Every, day: date) -> Period:
    """The period that holds `day`."""
    if every == "week":
        year, week, weekday = day.isocalendar()
        start = day - timedelta(days=weekday - 1)
        return Period(f"{year}-W{week:02d}", start, start + timedelta(days=6))
    length = MONTHS[every]
    number = (day.month - 1) // length + 1
    return Period(
        _key(every, day.year, number),
        date(day.year, (number - 1) * length + 1, 1),
        _last_of_month(day.year, number * length),
    )


def periods(every: Every, first: date, last: date) -> tuple[Period, ...]:
    """The periods that overlap `first` to `last`, both inclusive, in order of time.

    The outer ones are whole, too: they may begin before `first` and end after `last`. There are none when
    `last` is before `first`.
    """
    if last < first:
        return ()
    found = [period_of(every, first)]
    while found[-1].end < last:
        found.append(period_of(every, found[-1].end + timedelta(days=1)))
    return tuple(found)


def due_day(
    plan: Plan, calendar: Calendar, due: Due | None, day_off: DayOff, period: Period | None
) -> date | None:
    """The last day on which work is in time, inclusive, moved by the day-off rule.

    None where nothing is due, or where the day is not known yet (`within` some days of what has not
    happened). The horizon of work in a period is the end of the period, at the latest that of the plan.
    Raises `CalendarGap`.
    """
    day = None if due is None else _written_day(plan, calendar, due, period)
    return None if day is None else calendar.moved(day, day_off)


def _written_day(plan: Plan, calendar: Calendar, due: Due, period: Period | None) -> date | None:
    early = 1 if due.before else 0
    if due.horizon:
        return plan.ends if period is None else min(plan.ends, period.end)
    if due.day is not None:
        return due.day - timedelta(days=early)
    if due.within is not None:
        if due.of != "issued" or plan.issued is None:
            return None
        return calendar.shift(plan.issued, due.within.count, due.within.unit) - timedelta(days=early)
    if period is not None and due.yearly is not None:
        return _day_of_month(period.end.year, due.yearly.month, due.yearly.day - early)
    if period is not None and due.day_of_month is not None:
        return _day_of_month(period.end.year, period.end.month, due.day_of_month - early)
    return None


def _day_of_month(year: int, month: int, day: int) -> date:
    """That day, or the last of a month that is shorter; day 0 is the last of the month before."""
    return min(date(year, month, 1) + timedelta(days=day - 1), _last_of_month(year, month))


def _last_of_month(year: int, month: int) -> date:
    """The last day of that month."""
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def _key(every: Every, year: int, number: int) -> str:
    if every == "year":
        return str(year)
    if every == "month":
        return f"{year}-{number:02d}"
    return f"{year}-{'H' if every == 'half' else 'Q'}{number}"
