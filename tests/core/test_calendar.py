"""Working days, against an oracle that walks day by day and knows nothing of weeks."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.calendar import Calendar, CalendarGap
from tests.core.factories import WEEKEND, a_calendar

FIRST, LAST = date(2020, 1, 1), date(2030, 12, 31)
DAY = timedelta(days=1)
# the days on which the properties start, well inside what the calendars cover
some_days = st.dates(date(2021, 1, 1), date(2029, 12, 31))
near = st.integers(-40, 40)
far = st.one_of(st.integers(-260, -15), st.integers(15, 260))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    weekend = draw(st.sets(st.integers(0, 6), max_size=5))
    around = draw(some_days)
    close = st.integers(-60, 60).map(lambda n: around + n * DAY)
    dates = st.sets(st.one_of(close, st.dates(FIRST, LAST)), max_size=30)
    return Calendar("random", frozenset(weekend), draw(dates), draw(dates), (FIRST, LAST))


def worked(calendar: Calendar, day: date) -> bool:
    assert FIRST <= day <= LAST
    return day in calendar.working_days if day.weekday() in calendar.weekend else day not in calendar.days_off


def walk(calendar: Calendar, day: date, n: int) -> date:
    left, step = abs(n), DAY if n > 0 else -DAY
    while left:
        day += step
        left -= worked(calendar, day)
    return day


@given(calendars(), some_days, near)
def test_adding_working_days_is_walking_them(calendar, day, n):
    assert calendar.add_working_days(day, n) == walk(calendar, day, n)


@given(calendars(), st.dates(date(2022, 6, 1), date(2028, 6, 1)), far)
def test_many_working_days_are_counted_as_a_walk_would_end(calendar, day, n):
    if len(calendar.weekend) < 5:  # else so many days may lie outside what the calendar covers
        assert calendar.add_working_days(day, n) == walk(calendar, day, n)


def outcome(action, *given):
    try:
        return action(*given)
    except (CalendarGap, AssertionError) as end:
        return type(end)


@given(calendars(), st.dates(date(2019, 12, 1), date(2031, 1, 31)), st.one_of(near, far))
def test_a_walk_that_leaves_the_calendar_is_refused_and_no_other(calendar, day, n):
    expected = outcome(walk, calendar, day, n)
    found = outcome(calendar.add_working_days, day, n)
    assert found == (CalendarGap if expected is AssertionError else expected)


@given(calendars(), some_days, some_days)
def test_working_days_between_are_those_that_a_walk_counts(calendar, a, b):
    low, high = min(a, b), max(a, b)
    steps = range((high - low).days)
    if a <= b:
        expected = sum(worked(calendar, low + (i + 1) * DAY) for i in steps)
    else:
        expected = -sum(worked(calendar, low + i * DAY) for i in steps)
    assert calendar.working_days_between(a, b) == expected


@given(calendars(), some_days, near)
def test_adding_and_counting_are_each_other_backwards(calendar, day, n):
    assert calendar.working_days_between(day, calendar.add_working_days(day, n)) == n


@given(calendars(), some_days)
def test_the_next_and_the_previous_working_day_are_the_nearest(calendar, day):
    later = day
    while not worked(calendar, later):
        later += DAY
    earlier = day
    while not worked(calendar, earlier):
        earlier -= DAY
    assert calendar.next_working_day(day) == later
    assert calendar.previous_working_day(day) == earlier


@given(calendars(), some_days, st.integers(1, 30), st.sampled_from(["d", "wd"]))
def test_work_from_start_to_finish_holds_just_its_length(calendar, start, count, unit):
    finish = calendar.finish(start, count, unit)
    inside = [start + i * DAY for i in range((finish - start).days + 1)]
    assert sum(unit == "d" or worked(calendar, day) for day in inside) == count
    assert unit == "d" or worked(calendar, finish)


@given(calendars(), some_days, st.integers(0, 30), st.sampled_from(["d", "wd"]))
def test_the_start_counted_back_is_the_latest_that_still_finishes(calendar, finish, count, unit):
    start = calendar.start_from(finish, count, unit)
    assert calendar.finish(start, count, unit) <= finish
    assert calendar.finish(start + DAY, count, unit) > finish


@given(calendars(), some_days, near)
def test_calendar_days_are_shifted_without_a_look_at_the_calendar(calendar, day, n):
    assert calendar.shift(day, n, "d") == day + n * DAY
    assert calendar.shift(day, n, "wd") == walk(calendar, day, n)


def test_three_working_days_from_a_friday_end_on_tuesday():
    assert a_calendar().finish(date(2024, 3, 1), 3, "wd") == date(2024, 3, 5)
    assert a_calendar().start_from(date(2024, 3, 5), 3, "wd") == date(2024, 3, 1)
    assert a_calendar().finish(date(2024, 3, 1), 3, "d") == date(2024, 3, 3)


def test_work_that_starts_on_a_saturday_counts_from_monday():
    assert a_calendar().finish(date(2024, 3, 2), 1, "wd") == date(2024, 3, 4)


def test_a_swapped_saturday_is_worked_and_its_monday_is_not():
    calendar = a_calendar(date(2024, 4, 29), working_days=(date(2024, 5, 4),))
    assert not calendar.is_working(date(2024, 4, 29))
    assert calendar.is_working(date(2024, 5, 4))
    assert calendar.working_days_between(date(2024, 4, 28), date(2024, 5, 5)) == 5


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda c: c.is_working(date(2027, 1, 1)), 2027),
        (lambda c: c.add_working_days(date(2026, 12, 30), 2), 2027),
        (lambda c: c.add_working_days(date(2023, 1, 3), -3), 2022),
        (lambda c: c.working_days_between(date(2026, 12, 1), date(2028, 5, 1)), 2027),
        (lambda c: c.working_days_between(date(2028, 6, 1), date(2028, 5, 1)), 2028),
        (lambda c: c.working_days_between(date(2023, 5, 1), date(2021, 5, 1)), 2021),
        (lambda c: c.next_working_day(date(2027, 1, 1)), 2027),
        (lambda c: c.finish(date(2026, 12, 31), 2, "wd"), 2027),
    ],
)
def test_an_answer_that_needs_a_day_outside_is_refused_with_its_year(ask, year):
    calendar = a_calendar(covers=(date(2023, 1, 1), date(2026, 12, 31)))
    with pytest.raises(CalendarGap) as gap:
        ask(calendar)
    assert gap.value.year == year


def test_an_answer_that_needs_no_day_outside_is_given():
    calendar = a_calendar(covers=(date(2023, 1, 1), date(2026, 12, 31)))
    assert calendar.add_working_days(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert calendar.add_working_days(date(2030, 1, 1), 0) == date(2030, 1, 1)
    assert calendar.add_working_days(date(2022, 12, 31), 1) == date(2023, 1, 2)
    assert calendar.working_days_between(date(2030, 1, 1), date(2030, 1, 1)) == 0
    assert calendar.shift(date(2026, 12, 31), 100, "d") == date(2027, 4, 10)


def test_a_calendar_without_a_single_working_day_ends_in_a_gap_and_not_in_a_loop():
    calendar = a_calendar(weekend=frozenset(range(7)), covers=(date(2023, 1, 1), date(2023, 12, 31)))
    with pytest.raises(CalendarGap):
        calendar.next_working_day(date(2023, 1, 1))


def test_the_calendar_is_light():
    code = "import sys, planengine.core.calendar; print(*sys.modules)"
    loaded = run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"networkx", "pydantic", "sqlmodel", "ruamel", "planengine.core.plan"} & set(loaded)


def test_the_weekend_of_these_tests_is_saturday_and_sunday():
    assert {date(2024, 3, 2).weekday(), date(2024, 3, 3).weekday()} == WEEKEND
