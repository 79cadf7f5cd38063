"""Periods: they tile the time between two days, and due dates fall inside them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.calendar import CalendarGap
from planengine.core.periods import due_day, period_of, periods
from planengine.core.plan import Due, MonthDay
from tests.core.factories import a_calendar, a_plan, days, working_days

EVERY = ["year", "half", "quarter", "month", "week"]
DAY = timedelta(days=1)
some_days = st.dates(date(2019, 1, 1), date(2031, 12, 31))


@given(st.sampled_from(EVERY), some_days, st.integers(0, 800))
def test_periods_tile_the_time_from_first_to_last(every, first, length):
    last = first + length * DAY
    found = periods(every, first, last)
    assert found[0].start <= first <= found[0].end
    assert found[-1].start <= last <= found[-1].end
    assert all(a.end + DAY == b.start for a, b in pairwise(found))
    assert len({each.key for each in found}) == len(found)


@given(st.sampled_from(EVERY), some_days)
def test_every_day_of_a_period_belongs_to_it(every, day):
    whole = period_of(every, day)
    assert whole.start <= day <= whole.end
    assert period_of(every, whole.start) == period_of(every, whole.end) == whole


@pytest.mark.parametrize(
    ("every", "day", "key", "start", "end"),
    [
        ("year", date(2024, 2, 29), "2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("half", date(2024, 6, 30), "2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
        ("half", date(2024, 7, 1), "2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("quarter", date(2024, 9, 30), "2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("month", date(2024, 2, 1), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("week", date(2024, 2, 1), "2024-W05", date(2024, 1, 29), date(2024, 2, 4)),
        ("week", date(2023, 1, 1), "2022-W52", date(2022, 12, 26), date(2023, 1, 1)),
        ("week", date(2024, 12, 30), "2025-W01", date(2024, 12, 30), date(2025, 1, 5)),
    ],
)
def test_a_period_has_the_key_that_people_see(every, day, key, start, end):
    found = period_of(every, day)
    assert (found.key, found.start, found.end) == (key, start, end)


def test_a_period_belongs_when_it_overlaps_and_keeps_its_own_ends():
    found = periods("year", date(2023, 7, 18), date(2025, 1, 1))
    assert [each.key for each in found] == ["2023", "2024", "2025"]
    assert found[0].start == date(2023, 1, 1)
    assert found[-1].end == date(2025, 12, 31)


def test_no_time_holds_no_period():
    assert periods("month", date(2024, 1, 2), date(2024, 1, 1)) == ()


def due(value, period=None, day_off="keep", **plan):
    return due_day(a_plan(**plan), a_calendar(), value, day_off, period)


YEAR_2024 = period_of("year", date(2024, 1, 1))


def test_before_makes_the_day_itself_too_late():
    assert due(Due(day=date(2024, 12, 15), before=True)) == date(2024, 12, 14)
    assert due(Due(yearly=MonthDay(12, 15), before=True), YEAR_2024) == date(2024, 12, 14)
    assert due(Due(yearly=MonthDay(1, 1), before=True), YEAR_2024) == date(2023, 12, 31)


def test_the_day_off_rule_moves_the_last_day_that_before_leaves():
    before = Due(yearly=MonthDay(12, 15), before=True)  # 14 December 2024 is a Saturday
    assert due(before, YEAR_2024, "next_working_day") == date(2024, 12, 16)
    assert due(before, YEAR_2024, "previous_working_day") == date(2024, 12, 13)


@pytest.mark.parametrize(
    ("every", "day", "last"),
    [
        ("month", 25, date(2024, 2, 25)),
        ("month", 31, date(2024, 2, 29)),
        ("quarter", 14, date(2024, 3, 14)),
        ("half", 14, date(2024, 6, 14)),
    ],
)
def test_a_day_of_the_month_is_one_of_the_last_month_of_the_period(every, day, last):
    assert due(Due(day_of_month=day), period_of(every, date(2024, 2, 10))) == last


def test_29_february_is_the_last_day_of_february_in_a_common_year():
    assert due(Due(yearly=MonthDay(2, 29)), period_of("year", date(2023, 1, 1))) == date(2023, 2, 28)
    assert due(Due(yearly=MonthDay(2, 29), before=True), YEAR_2024) == date(2024, 2, 28)


def test_days_from_the_issue_are_known_once_the_plan_is_issued():
    within = Due(within=working_days(15), of="issued")
    assert due(within) is None
    assert due(within, issued=date(2023, 10, 6)) == date(2023, 10, 27)
    assert due(Due(within=days(30), of="1.1"), issued=date(2023, 10, 6)) is None


def test_the_horizon_is_the_end_of_the_plan_and_in_a_period_the_end_of_that():
    assert due(Due(horizon=True)) == date(2025, 12, 31)
    assert due(Due(horizon=True), YEAR_2024) == date(2024, 12, 31)
    assert due(Due(horizon=True), YEAR_2024, ends=date(2024, 6, 30)) == date(2024, 6, 30)


def test_a_rule_that_needs_an_unknown_calendar_is_refused():
    with pytest.raises(CalendarGap):
        due(Due(day=date(2031, 1, 5)), day_off="next_working_day")
    assert due(Due(day=date(2031, 1, 5))) == date(2031, 1, 5)
