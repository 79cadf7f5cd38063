"""Every day of a schedule names what puts it where it is, and the chain to the end is made of these reasons."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from planengine.core.expand import expand
from planengine.core.plan import Dependency, Due, Span
from planengine.core.schedule import Actual, chain_to, schedule
from tests.core.factories import a_calendar, a_directory, a_plan, a_task, days, working_days
from tests.core.situations import DAY, ORIGIN, lags, situations, solve


def by_key(found):
    return {timing.key: timing for timing in found.timings}


@given(situations(), st.data())
@settings(max_examples=150)
def test_the_edge_that_is_named_alone_keeps_the_day_where_it_is(situation, data):
    tasks, calendar, today, actuals = situation
    timings = by_key(solve(tasks, calendar, today, actuals))
    watched = data.draw(st.sampled_from(tasks))
    timing = timings[watched.id]
    named = {
        (one.predecessor, one.type, one.lag)
        for one in (timing.start_driver, timing.driver)
        if one.predecessor is not None
    }
    kept = [each for each in watched.after if (each.task, each.type, each.lag) in named]
    fewer = [replace(one, after=tuple(kept)) if one is watched else one for one in tasks]
    again = by_key(solve(fewer, calendar, today, actuals))[watched.id]
    bar = watched.duration is not None and timing.finish is not None
    if bar or (watched.kind == "milestone" and kept):
        assert (again.start, again.finish) == (timing.start, timing.finish)


@given(situations())
@settings(max_examples=150)
def test_the_chain_leads_without_a_gap_from_a_first_reason_to_the_last_day(situation):
    tasks, calendar, today, actuals = situation
    found = solve(tasks, calendar, today, actuals)
    timings = by_key(found)
    edges = {(task.id, each.task, each.type, each.lag) for task in tasks for each in task.after}
    for key, timing in timings.items():
        if timing.unknown:
            continue
        chain = chain_to(timings, key)
        assert chain[-1].key == key
        assert chain[0].driver.predecessor is None
        for before, link in pairwise(chain):
            assert link.driver.predecessor == before.key
            assert (link.key, before.key, link.driver.type, link.driver.lag) in edges
    if found.chain:
        last = timings[found.chain[-1].key].finish
        for task in tasks:
            if task.duration is not None:
                assert timings[task.id].finish <= last


@given(situations(late=False), lags.map(lambda lag: Span(abs(lag.count) + 1, lag.unit)), st.data())
@settings(max_examples=150)
def test_a_delay_moves_its_task_by_that_much_and_nothing_to_an_earlier_day(situation, slip, data):
    tasks, calendar, today, actuals = situation
    watched = data.draw(st.sampled_from(tasks))
    plan = a_plan(*tasks, starts=ORIGIN)
    expansion = expand(plan, a_directory("a"), calendar)
    before = by_key(schedule(plan, expansion, calendar, today, actuals))
    after = by_key(schedule(plan, expansion, calendar, today, actuals, {watched.id: slip}))
    behind = {watched.id}
    for task in tasks:
        if any(each.task in behind for each in task.after):
            behind.add(task.id)
    for key, old in before.items():
        new = after[key]
        if old.finish is not None and new.finish is not None:
            assert new.finish >= old.finish
        if key not in behind:
            assert (new.start, new.finish) == (old.start, old.finish)
    old = before[watched.id]
    if old.finish is not None and watched.id not in actuals:
        assert after[watched.id].finish == calendar.shift(old.finish, slip.count, slip.unit)


# ---- each reason once


def reasons(*tasks, today=ORIGIN, **actuals):
    found = solve(list(tasks), a_calendar(), today, actuals)
    return {each.key: (each.start_driver.why, each.driver.why) for each in found.timings}


def test_work_that_waits_for_nothing_begins_with_the_plan_or_on_its_own_day():
    assert reasons(a_task("x", duration=days(2))) == {"x": ("opens", "opens")}
    assert reasons(a_task("x", duration=days(2), starts=ORIGIN + 3 * DAY)) == {"x": ("starts", "starts")}


def test_work_not_begun_by_today_is_held_by_today():
    assert reasons(a_task("x", duration=days(2)), today=ORIGIN + 9 * DAY) == {"x": ("today", "today")}


def test_what_has_happened_is_no_question_any_more():
    done = Actual(ORIGIN, ORIGIN + DAY)
    assert reasons(a_task("x", duration=days(9)), x=done) == {"x": ("happened", "happened")}


def test_begun_work_that_should_be_over_ends_today():
    begun = reasons(a_task("x", duration=days(2)), today=ORIGIN + 9 * DAY, x=Actual(ORIGIN))
    assert begun == {"x": ("started", "today")}


def test_an_end_that_only_the_due_date_tells_says_so():
    assert reasons(a_task("x", due=Due(day=ORIGIN + 5 * DAY))) == {"x": ("opens", "due")}


def test_an_ff_edge_drives_the_end_and_not_the_start():
    after = (Dependency("x", "FF", working_days(2)),)
    found = by_key(
        solve(
            [a_task("x", duration=days(9)), a_task("y", duration=days(1), after=after)],
            a_calendar(),
            ORIGIN,
            {},
        )
    )
    assert found["y"].driver.type == "FF"
    assert found["y"].driver.lag == working_days(2)


def test_slack_is_counted_to_the_due_date_and_not_to_the_end_of_the_plan():
    due = Due(day=ORIGIN + 5 * DAY)
    found = by_key(
        solve(
            [a_task("x", duration=days(2), due=due), a_task("y", duration=days(9))], a_calendar(), ORIGIN, {}
        )
    )
    assert (found["x"].slack_days, found["y"].slack_days) == (4, None)
    late = by_key(solve([a_task("x", duration=days(9), due=due)], a_calendar(), ORIGIN, {}))
    assert late["x"].slack_days == -3
