"""Ten thousand tasks: long chains and layers, held against a plain longest path of its own."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from planengine.core.expand import expand
from planengine.core.plan import Dependency, Span
from planengine.core.schedule import schedule
from tests.core.factories import a_calendar, a_directory, a_plan, a_task

START = date(2024, 1, 1)
MANY = 10_000


def a_chain(count: int):
    return [(f"t{n}", 1, [(f"t{n - 1}", 0)] if n else []) for n in range(count)]


def layers(count: int, wide: int = 100, seed: int = 7):
    """Two predecessors each in the layer before, lags from -1 to 3 days, lengths from 1 to 5."""
    chance = random.Random(seed)
    work = []
    for n in range(count):
        first = (n // wide - 1) * wide
        befores = chance.sample(range(first, first + wide), 2) if first >= 0 else []
        work.append(
            (f"t{n}", chance.randint(1, 5), [(f"t{each}", chance.randint(-1, 3)) for each in befores])
        )
    return work


def longest_path(work):
    """Earliest and latest day numbers (first day 0, last inclusive) by plain relaxation in the order given."""
    first, last = {}, {}
    for name, length, befores in work:
        first[name] = max([0, *(last[before] + lag + 1 for before, lag in befores)])
        last[name] = first[name] + length - 1
    end = max(last.values())
    latest = dict.fromkeys(last, end)
    for name, length, befores in reversed(work):
        for before, lag in befores:
            latest[before] = min(latest[before], latest[name] - length - lag)
    return first, last, latest


@pytest.mark.parametrize("work", [a_chain(MANY), layers(MANY)], ids=["chain", "layers"])
def test_ten_thousand_tasks_are_where_the_longest_path_puts_them(work):
    tasks = [
        a_task(
            name,
            duration=Span(length, "d"),
            after=tuple(Dependency(before, lag=Span(lag, "d")) for before, lag in befores),
        )
        for name, length, befores in work
    ]
    plan = a_plan(*tasks, starts=START)
    found = schedule(plan, expand(plan, a_directory("a"), a_calendar()), a_calendar(), START, {})
    first, last, latest = longest_path(work)
    for timing in found.timings:
        days = (timing.start, timing.finish, timing.late_finish)
        assert days == tuple(START + timedelta(each[timing.key]) for each in (first, last, latest))
        assert timing.float_days == latest[timing.key] - last[timing.key]
    length = 1
    for link in found.chain[1:]:
        length += 1
        assert link.driver.why == "after"
    assert found.finish == START + timedelta(max(last.values()))
    assert length == len(found.chain) >= MANY // 100


def test_a_chain_that_outlasts_all_dates_is_unknown_and_no_crash():
    work = [a_task(f"t{n}", duration=Span(9999, "d"), after=(f"t{n - 1}",) if n else ()) for n in range(400)]
    plan = a_plan(*work, starts=START)
    found = schedule(plan, expand(plan, a_directory("a"), a_calendar()), a_calendar(), START, {})
    assert found.gaps == (9999,)
    (lost,) = [timing.key for timing in found.timings if timing.unknown]
    after = found.timings[int(lost.removeprefix("t")) + 1 :]
    assert after
    assert all(timing.lower_bound for timing in after)
