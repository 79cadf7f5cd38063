"""What was over before a plan was tracked is outside the total, never late and never nagged about."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planengine.core import category, reminders, status
from planengine.core.category import Standing
from planengine.core.reminders import Facts

FIRST = date(2024, 1, 1)
days = st.integers(0, 800).map(lambda n: FIRST + timedelta(days=n))
maybe = st.none() | days
kinds = st.sampled_from(["once", "recurring", "standing", "on_demand", "milestone"])


@given(kinds, maybe, days, maybe)
def test_work_was_over_before_where_its_last_day_lies_before_the_first_of_tracking(
    kind: str, due: date | None, closes_on: date, tracked_from: date | None
) -> None:
    last = closes_on if due is None else due
    expected = kind != "standing" and tracked_from is not None and (tracked_from - last).days > 0
    assert category.is_before_tracking(kind, due, closes_on, tracked_from) == expected


@given(st.sampled_from(status.STATES), kinds, days, maybe, maybe, days)
def test_it_changes_the_category_of_what_waits_for_a_result_and_of_nothing_else(
    state: str, kind: str, opens_on: date, due: date | None, reported_on: date | None, today: date
) -> None:
    work = Standing(state, kind, opens_on, due, reported_on)
    plainly = category.categorise(work, today)
    found = category.categorise(work._replace(before=True), today)
    waiting = {"assigned", "accepted", "in_progress", "returned", "declined", "paused"}
    if state in waiting and plainly != category.NOT_YET_OPEN:
        assert found == category.BEFORE_TRACKING
    else:
        assert found == plainly
    assert category.BEFORE_TRACKING in category.OUTSIDE


def facts(kind: str, due: date | None, tracked_from: date | None, state: str = status.ASSIGNED) -> Facts:
    return Facts(
        policy="standard",
        kind=kind,
        role="lead",
        state=state,
        opens_on=FIRST,
        closes_on=date(2026, 12, 31),
        due=due,
        committed=None,
        internal_due=None,
        update_every="quarter",
        updated_on=None,
        reported_on=None,
        tracked_from=tracked_from,
    )


@given(days, days)
def test_no_step_speaks_of_what_was_due_before(due: date, tracked_from: date) -> None:
    one = facts("once", due, tracked_from)
    anchors = [reminders.anchor(step, one) for step in reminders.POLICIES["standard"]]
    assert any(anchors) == (due >= tracked_from)
    assert (reminders.silence(one) == "before_tracking") == (due < tracked_from)


@given(days)
def test_updates_are_asked_for_from_the_first_day_of_tracking(tracked_from: date) -> None:
    one = facts("standing", None, tracked_from)
    asked = {reminders.anchor(step, one) for step in reminders.POLICIES["standard"]} - {None}
    assert asked
    assert all(day is not None and day >= tracked_from for day in asked)
    assert category.counted_from(FIRST, None) == FIRST
