"""When somebody is reminded: every moment against a walk of the calendar, day by day."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core import reminders, status
from planengine.core.calendar import Calendar
from planengine.core.reminders import POLICIES, Facts, Step

FIRST, LAST = date(2023, 1, 1), date(2030, 12, 31)
STANDARD = POLICIES["standard"]


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Weekends, some days off, some worked Saturdays."""
    days = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))
    off = {day for day in draw(st.sets(days, max_size=40)) if day.weekday() < 5}
    worked = {day for day in draw(st.sets(days, max_size=20)) if day.weekday() >= 5}
    return Calendar("thu", frozenset({5, 6}), frozenset(off), frozenset(worked), (FIRST, LAST))


def worked(calendar: Calendar, day: date) -> bool:
    return day in calendar.working_days or (
        day.weekday() not in calendar.weekend and day not in calendar.days_off
    )


def walk(calendar: Calendar, day: date, count: int) -> date:
    """`count` working days on from `day`, one step at a time."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not worked(calendar, day):
            day += step
    return day


@given(calendars(), st.dates(date(2023, 3, 1), date(2025, 12, 31)), st.sampled_from(STANDARD))
def test_every_moment_of_every_step_is_where_a_walk_of_the_calendar_ends(
    calendar: Calendar, anchored: date, step: Step
) -> None:
    expected = walk(calendar, anchored, step.offset)
    if step.offset == 0:
        while not worked(calendar, expected):
            expected -= timedelta(days=1)
    found = list(reminders.moments(step, anchored, calendar))
    assert [one.number for one in found] == list(range(step.most))
    for number, one in enumerate(found):
        assert one.day == expected
        assert worked(calendar, one.day)
        expected = walk(calendar, expected, step.spacing[min(number, len(step.spacing) - 1)])


@given(calendars(), st.dates(date(2023, 3, 1), date(2025, 12, 31)))
def test_a_warning_of_the_day_itself_on_a_day_off_moves_back_and_says_so(
    calendar: Calendar, anchored: date
) -> None:
    today = next(step for step in STANDARD if step.name == "today")
    (moment,) = reminders.moments(today, anchored, calendar)
    if worked(calendar, anchored):
        assert (moment.day, moment.moved_from) == (anchored, None)
    else:
        assert moment.day < anchored
        assert moment.moved_from == anchored


@given(
    calendars(),
    st.dates(date(2023, 3, 1), date(2025, 12, 31)),
    st.dates(FIRST, LAST),
    st.sampled_from(STANDARD),
)
def test_the_next_moment_is_the_first_one_not_before_the_day_asked_for(
    calendar: Calendar, anchored: date, first: date, step: Step
) -> None:
    after = [one for one in reminders.moments(step, anchored, calendar) if one.day >= first]
    assert reminders.next_moment(step, anchored, calendar, first) == (after[0] if after else None)


def test_every_sequence_of_every_policy_ends() -> None:
    assert all(0 < step.most <= 12 and min(step.spacing) > 0 for steps in POLICIES.values() for step in steps)
    assert {step.name for step in STANDARD} == set(reminders.URGENCY)


def facts(**changes: object) -> Facts:
    start = {
        "policy": "standard",
        "kind": "once",
        "role": "lead",
        "state": status.ACCEPTED,
        "opens_on": date(2024, 1, 2),
        "closes_on": date(2025, 12, 31),
        "due": date(2024, 6, 28),
        "committed": None,
        "internal_due": None,
        "update_every": None,
        "updated_on": None,
        "reported_on": None,
    }
    return Facts(**{**start, **changes})  # type: ignore[arg-type]


def speaking(told: Facts) -> dict[str, date]:
    """The steps that speak about the assignment, with the day they count from."""
    found = {step.name: reminders.anchor(step, told) for step in POLICIES[told.policy]}
    return {name: day for name, day in found.items() if day is not None}


def test_work_with_a_due_date_is_reminded_of_it_and_not_asked_for_updates() -> None:
    assert set(speaking(facts())) == {"before5", "before1", "today", "overdue", "level1", "level2"}
    assert set(speaking(facts()).values()) == {date(2024, 6, 28)}


def test_the_day_worked_to_is_the_committed_or_internal_one_when_it_comes_first() -> None:
    assert set(speaking(facts(internal_due=date(2024, 6, 14))).values()) == {date(2024, 6, 14)}
    both = facts(internal_due=date(2024, 6, 14), committed=date(2024, 6, 20))
    assert set(speaking(both).values()) == {date(2024, 6, 20)}
    assert set(speaking(facts(due=None, committed=date(2024, 5, 5))).values()) == {date(2024, 5, 5)}


def test_work_without_any_date_and_standing_duties_are_asked_for_an_update_every_quarter() -> None:
    for told in (facts(due=None), facts(kind="standing", due=None, update_every="quarter")):
        assert speaking(told) == {"update": date(2024, 6, 30), "update_late": date(2024, 6, 30)}
    later = facts(due=None, updated_on=date(2024, 8, 1))
    assert speaking(later) == {"update": date(2024, 12, 31), "update_late": date(2024, 12, 31)}


def test_after_the_last_period_of_a_duty_no_letter_says_that_its_update_is_late() -> None:
    last = facts(kind="standing", due=None, update_every="quarter", updated_on=date(2025, 8, 1))
    assert speaking(last) == {"update": date(2025, 12, 31)}


def test_what_was_reported_reminds_the_secretariat_and_nobody_else() -> None:
    told = facts(state=status.SUBMITTED, reported_on=date(2024, 6, 20))
    assert speaking(told) == {"waiting": date(2024, 6, 20)}


def test_a_supporter_is_told_of_the_date_the_day_before_and_never_asked_for_anything_else() -> None:
    assert set(speaking(facts(role="support"))) == {"before1"}
    assert speaking(facts(role="support", due=None)) == {}
    assert reminders.silence(facts(role="support", due=None)) == "support"


@pytest.mark.parametrize("state", status.STATES)
def test_every_state_is_either_reminded_of_or_silent_for_a_reason(state: str) -> None:
    told = facts(state=state, reported_on=date(2024, 6, 20) if state == status.SUBMITTED else None)
    assert bool(speaking(told)) == (reminders.silence(told) is None)


def test_letters_leave_in_office_hours_of_working_days_only() -> None:
    off, made_up = frozenset({date(2024, 9, 2)}), frozenset({date(2024, 5, 4)})
    calendar = Calendar("thu", frozenset({5, 6}), off, made_up, (FIRST, LAST))
    assert reminders.is_open(calendar, date(2024, 9, 3), time(8, 0))
    assert not reminders.is_open(calendar, date(2024, 9, 3), time(6, 59))
    assert not reminders.is_open(calendar, date(2024, 9, 3), time(17, 31))
    assert not reminders.is_open(calendar, date(2024, 9, 2), time(8, 0))
    assert reminders.is_open(calendar, date(2024, 5, 4), time(8, 0))
    assert not reminders.is_open(calendar, date(2031, 1, 2), time(8, 0))
