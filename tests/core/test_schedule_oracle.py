"""Schedules of random plans, against an oracle that tries day after day.

The oracle knows neither a backward pass nor arithmetic with lengths: the earliest day is the first that breaks no rule,
and float is how long the finish can be put off before a due date or the end of the whole is broken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from planengine.core.plan import Due
from planengine.core.schedule import Actual
from tests.core.situations import DAY, ORIGIN, situations, solve

LONG = 90


@dataclass
class Found:
    """What the oracle says of a task: bounds that are always known, and the two days where they are told."""

    begins: date
    ends: date
    start: date | None
    finish: date | None
    vague: bool
    done: bool
    bar: bool


@dataclass
class Oracle:
    tasks: list
    calendar: object
    today: date
    actuals: dict
    put_off: dict = field(default_factory=dict)
    """Finishes that are put off: not before that day."""

    def worked(self, day):
        return day.weekday() < 5 and day not in self.calendar.days_off

    def moved(self, day, lag):
        step = DAY if lag.count > 0 else -DAY
        left = abs(lag.count)
        while left:
            day += step
            left -= lag.unit == "d" or self.worked(day)
        return day

    def takes(self, start, length):
        """The last day of work that begins on `start`, or None on a day on which it cannot begin."""
        if length.unit == "wd" and not self.worked(start):
            return None
        day, left = start, length.count - 1
        while left:
            day += DAY
            left -= length.unit == "d" or self.worked(day)
        return day

    def forwards(self):
        found = {}
        for task in self.tasks:
            found[task.id] = self.one(task, found)
        return found

    def ties(self, task, found):
        standing = {each.id for each in self.tasks if each.kind == "standing"}
        return [
            (each, found[each.task]) for each in task.after if each.type == "SS" or each.task not in standing
        ]

    def one(self, task, found):
        actual = self.actuals.get(task.id, Actual())
        if actual.finish:
            return Found(
                actual.start, actual.finish, actual.start, actual.finish, False, True, bool(task.duration)
            )
        targets = [each.day for each in (task.due, task.internal_due) if each]
        ties = [
            (each, before) for each, before in self.ties(task, found) if each.type == "FF" or not actual.start
        ]
        milestone = task.kind == "milestone"
        told = bool(task.starts or targets or task.after)

        def allowed(start, finish):
            for each, before in ties:
                reached = self.moved(before.begins if each.type == "SS" else before.ends, each.lag)
                if each.type == "FF" and finish < reached:
                    return False
                if each.type == "SS" and start < reached:
                    return False
                if each.type == "FS" and (start < reached if milestone else start <= reached):
                    return False
            return finish >= self.today and finish >= self.put_off.get(task.id, finish)

        first = actual.start or max(day for day in (ORIGIN, task.starts, self.today) if day)
        if milestone:
            day = max([first, *([min(targets)] if targets else [])])
            while not allowed(day, day):
                day += DAY
            begins = ends = day
        elif task.duration and actual.start:
            begins = actual.start
            ends = begins
            left = task.duration.count - (task.duration.unit == "d" or self.worked(ends))
            while left:
                ends += DAY
                left -= task.duration.unit == "d" or self.worked(ends)
            while not allowed(begins, ends):
                ends += DAY
        elif task.duration:
            begins = first
            while True:
                ends = self.takes(begins, task.duration)
                if ends and allowed(begins, ends):
                    break
                begins += DAY
        else:
            begins = first
            while not actual.start and not allowed(begins, date.max):
                begins += DAY
            ends = max([begins, *([min(targets)] if targets else [])])
            while not allowed(begins, ends):
                ends += DAY
        bar = bool(task.duration) or (milestone and told)
        return Found(
            begins,
            ends,
            begins if bar or actual.start or task.starts else None,
            ends if bar or targets else None,
            any(self.vague(each, before) for each, before in ties),
            False,
            bar,
        )

    def vague(self, each, before):
        if before.done or (each.type == "SS" and each.task in self.actuals):
            return False
        day = before.start if each.type == "SS" else before.finish
        return day is None or before.vague


@given(situations())
@settings(max_examples=200)
def test_the_forecast_is_the_first_day_that_breaks_no_rule(situation):
    tasks, calendar, today, actuals = situation
    found = solve(tasks, calendar, today, actuals)
    expected = Oracle(tasks, calendar, today, actuals).forwards()
    for timing in found.timings:
        each = expected[timing.key]
        assert (timing.start, timing.finish) == (each.start, each.finish)
        assert timing.lower_bound == (each.vague and not each.done)
        assert timing.unknown == (each.finish is None)


@given(situations(late=False), st.data())
@settings(max_examples=250)
def test_float_is_how_long_a_finish_can_be_put_off(situation, data):
    tasks, calendar, today, actuals = situation
    oracle = Oracle(tasks, calendar, today, actuals)
    plain = oracle.forwards()
    end = max((each.ends for each in plain.values() if each.bar), default=None)
    timings = {timing.key: timing for timing in solve(tasks, calendar, today, actuals).timings}

    def broken(forecast, but=None):
        """The tasks whose due date, or for bars the end of the whole, is not kept."""
        late = set()
        for task in tasks:
            each = forecast[task.id]
            due = (task.due or task.internal_due or Due()).day
            if each.done or task.id == but:
                continue
            if (due and each.ends > due) or (each.bar and each.ends > end):
                late.add(task.id)
        return late

    watched = data.draw(st.sampled_from(tasks))
    timing, before = timings[watched.id], plain[watched.id]
    if before.done or before.finish is None:
        assert (timing.float_days, timing.late_finish, timing.critical) == (None, None, False)
        return
    # a finish on a due date is where it is because of that date: how far it can go is what others leave
    but = None if before.bar else watched.id
    if broken(plain, but):
        return
    latest = before.finish
    for n in range(1, LONG):
        oracle.put_off = {watched.id: before.finish + n * DAY}
        later = oracle.forwards()
        if broken(later, but):
            break
        latest = later[watched.id].finish
    else:
        assert timing.late_finish is None or timing.late_finish > before.finish + (LONG - 10) * DAY
        return
    # what is critical is so for the sake of others; its own due date it has to keep in any case
    own = (watched.due or watched.internal_due or Due()).day
    kept = latest if before.bar or own is None else min(latest, own)
    assert timing.late_finish == kept
    assert timing.float_days == (kept - before.finish).days
    assert timing.critical == (latest == before.finish)
