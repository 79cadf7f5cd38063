"""One piece of work while its days are being found: the forward and the backward pass, a step at a time.

`core.schedule` walks the works in order and back; here is what happens at each. What these days mean stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from planengine.core.calendar import ONE_DAY, Calendar
from planengine.core.expand import Edge, Occurrence
from planengine.core.plan import Span, Task

Why = Literal["happened", "started", "starts", "opens", "today", "after", "due", "slip"]


@dataclass(frozen=True, slots=True)
class Actual:
    """What has happened: the day work started and the day it was reported finished; None is not yet (or not known).

    `others` says that of several who bear the work some have not begun.
    """

    start: date | None = None
    finish: date | None = None
    others: bool = False


@dataclass(frozen=True, slots=True)
class Driver:
    """Why a day is where it is.

    `why` is "happened" (it did), "started" (it was begun then and takes its time), "starts" (the plan fixes the start),
    "opens" (the plan or the period begins then), "today" (what is not over cannot have ended before), "due" (only
    the due date says when it ends), "slip" (a delay that was asked about) or "after": `predecessor`, joined by
    `type` and `lag`, allows no earlier day.
    """

    why: Why
    predecessor: str | None = None
    type: Literal["FS", "SS", "FF"] | None = None
    lag: Span | None = None


HAPPENED, STARTED = Driver("happened"), Driver("started")
STARTS, OPENS = Driver("starts"), Driver("opens")
TODAY, DUE, SLIP = Driver("today"), Driver("due"), Driver("slip")


class Work:
    """One occurrence while its days are being found.

    `earliest_start` and `earliest_finish` are bounds that are always known once it is forecast, also where `start` and
    `finish` are not; `outside` says that it waits for another plan as well. `latest_finish` and `latest_start` are
    the days to keep, None while nothing asks for any; `kept` is the latest finish for the sake of others alone.
    """

    def __init__(
        self,
        occurrence: Occurrence,
        task: Task,
        actual: Actual,
        waits: bool,
        delay: Span | None,
        outside: bool,
    ) -> None:
        self.key = occurrence.key
        self.kind = occurrence.kind
        self.opens_on = max(occurrence.opens_on, task.starts or occurrence.opens_on)
        self.starts_told = task.starts is not None
        self.due = occurrence.due
        self.target = min((day for day in (occurrence.due, occurrence.internal_due) if day), default=None)
        self.actual = actual
        self.delay = delay
        self.outside = outside
        self.milestone = task.kind == "milestone"
        self.length = task.duration
        if self.milestone and (waits or self.starts_told or self.target):
            self.length = Span(0, "d")
        self.start: date | None = None
        self.finish: date | None = None
        self.earliest_start = self.earliest_finish = self.opens_on
        self.start_driver = self.driver = STARTS if task.starts == self.opens_on else OPENS
        self.latest_start: date | None = None
        self.latest_finish: date | None = None
        self.kept: date | None = None
        self.lower_bound = False

    @property
    def finished(self) -> bool:
        return self.actual.finish is not None

    @property
    def started(self) -> bool:
        return self.actual.start is not None or self.finished

    # ---- forwards

    def forecast(self, calendar: Calendar, today: date, ties: tuple[Tie, ...]) -> None:
        """Finds the earliest days and what drives them, when those of everything it waits for are found."""
        if self.actual.finish is not None:
            self.start = self.earliest_start = self.actual.start or self.actual.finish
            self.finish = self.earliest_finish = self.actual.finish
            self.start_driver = self.driver = HAPPENED
            return
        binding = [tie for tie in ties if not (self.started and tie.type != "FF")]
        self.lower_bound = any(tie.is_vague() for tie in binding) or (self.outside and not self.started)
        start = self._open(calendar, today, binding)
        start, finish = self._close(calendar, today, binding, start)
        if self.delay is not None:
            finish, self.driver = calendar.shift(finish, self.delay.count, self.delay.unit), SLIP
        if self.milestone and self.length is not None:
            start, self.start_driver = finish, self.driver
        self.earliest_start, self.earliest_finish = start, finish
        if self.started or self.starts_told or self.length is not None:
            self.start = start
        if self.length is not None or self.target is not None:
            self.finish = finish

    def _open(self, calendar: Calendar, today: date, ties: list[Tie]) -> date:
        """The first day it can be worked on. A predecessor is named as the driver also where it is not the only one."""
        if self.actual.start is not None:
            self.start_driver = STARTED
            return self.actual.start
        day = self.opens_on
        if today > day:
            day, self.start_driver = today, TODAY
        for tie in ties:
            if tie.type != "FF":
                bound = tie.earliest(calendar, self)
                if bound > day or (bound == day and self.start_driver.why != "after"):
                    day, self.start_driver = bound, tie.driver
        if self.length is not None and self.length.unit == "wd" and self.length.count:
            day = calendar.next_working_day(day)
        return day

    def _close(self, calendar: Calendar, today: date, ties: list[Tie], start: date) -> tuple[date, date]:
        """First and last day; a bar moves as a whole where its end is held back."""
        least, driver = (today, TODAY) if today > start else (start, self.start_driver)
        for tie in ties:
            if tie.type == "FF" and (bound := tie.earliest(calendar, self)) > least:
                least, driver = bound, tie.driver
        bar = None if self.milestone else self.length
        finish, self.driver = start, self.start_driver
        if bar is not None:
            finish = calendar.finish(start, bar.count, bar.unit)
            if self.actual.others and start < today:
                # whoever has not begun cannot be over before one who begins today
                finish, self.driver = calendar.finish(today, bar.count, bar.unit), TODAY
        elif self.target is not None and self.target >= least:
            finish, self.driver = self.target, DUE
        if finish >= least:
            return start, finish
        self.driver = driver
        if bar is None or self.started:
            return start, least
        if bar.unit == "wd":
            least = calendar.next_working_day(least)
        start = calendar.start_from(least, bar.count, bar.unit)
        return start, calendar.finish(start, bar.count, bar.unit)

    def give_up(self, today: date) -> None:
        """Its days depend on a year without a calendar: unknown, with the bounds that need none."""
        self.length = self.target = self.finish = self.start = None
        self.starts_told, self.lower_bound = False, True
        self.start = self.actual.start
        self.earliest_start = self.actual.start or max(self.opens_on, today)
        self.earliest_finish = max(self.earliest_start, today)

    # ---- backwards

    def settle_latest(self, calendar: Calendar, end: date | None) -> None:
        """Finds the latest days, when everything that waits for it has said what it needs."""
        if self.finished:
            self.latest_start = self.latest_finish = None
            return
        if self.length is None:
            self.kept = self.latest_finish
            self.latest_finish = self.must_finish_by() if self.kept is not None else None
            return
        self.kept = min((day for day in (self.latest_finish, end) if day is not None), default=None)
        limits = (self.latest_finish, end, self.due or self.target)
        self.latest_finish = min(day for day in limits if day is not None)
        if not self.started:
            count, unit = self.length.count, self.length.unit
            self.latest_start = calendar.start_from(self.latest_finish, count, unit)
            self.latest_finish = calendar.finish(self.latest_start, count, unit)

    def keep(self, day: date) -> None:
        """It must be finished by that day, for the sake of what waits for it."""
        self.latest_finish = day if self.latest_finish is None else min(self.latest_finish, day)

    def keep_start(self, calendar: Calendar, day: date) -> None:
        """It must be started by that day, for the sake of what waits for its start."""
        if self.length is None:
            self.latest_start = day if self.latest_start is None else min(self.latest_start, day)
            return
        if self.length.unit == "wd":
            day = calendar.previous_working_day(day)
        self.keep(calendar.finish(day, self.length.count, self.length.unit))

    def must_finish_by(self) -> date | None:
        """The latest finish with its own due date, which binds what it waits for."""
        days = (self.latest_finish, self.due or self.target)
        return min((day for day in days if day is not None), default=None)

    def must_start_by(self) -> date | None:
        """The latest start; work of unknown length takes a day at least."""
        if self.started or self.length is not None:
            return self.latest_start
        days = (self.latest_start, self.must_finish_by())
        return min((day for day in days if day is not None), default=None)

    # ---- the result

    @property
    def float_days(self) -> int | None:
        if self.finished or self.finish is None or self.latest_finish is None:
            return None
        return (self.latest_finish - self.finish).days

    @property
    def critical(self) -> bool:
        """No float; where its own due date says when it ends, or it has no length, none for the sake of others."""
        if self.float_days is None or self.finish is None:
            return False
        if self.length is None or self.driver is DUE:
            return self.kept is not None and self.kept <= self.finish
        return self.float_days <= 0


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge between two occurrences, the same for all agencies: how it binds the work that waits."""

    before: Work
    type: Literal["FS", "SS", "FF"]
    lag: Span
    driver: Driver

    def is_vague(self) -> bool:
        """Whether the day that counts is not known, or is itself only a bound."""
        if self.before.finished or (self.type == "SS" and self.before.started):
            return False
        day = self.before.start if self.type == "SS" else self.before.finish
        return day is None or self.before.lower_bound

    def earliest(self, calendar: Calendar, after: Work) -> date:
        """The first day on which `after` may start (FS, SS) or finish (FF)."""
        day = self.before.earliest_start if self.type == "SS" else self.before.earliest_finish
        day = calendar.shift(day, self.lag.count, self.lag.unit)
        return day + ONE_DAY if self._next_day(after) else day

    def hold_back(self, calendar: Calendar, after: Work) -> None:
        """Tells the work before by when it must be finished so that `after` keeps its latest days."""
        limit = after.must_finish_by() if self.type == "FF" else after.must_start_by()
        if limit is None or after.finished or self.before.finished:
            return
        limit = self._latest(calendar, limit - ONE_DAY if self._next_day(after) else limit)
        if self.type != "SS":
            self.before.keep(limit)
        elif not self.before.started:
            self.before.keep_start(calendar, limit)

    def _next_day(self, after: Work) -> bool:
        return self.type == "FS" and not after.milestone

    def _latest(self, calendar: Calendar, limit: date) -> date:
        """The latest day that the lag moves to `limit` or before: the way back of `Calendar.shift`."""
        count, unit = self.lag.count, self.lag.unit
        if unit == "wd" and count > 0:
            # the last of the days that the working days of the lag do not reach
            return calendar.shift(limit + ONE_DAY, -count, unit) - ONE_DAY
        return calendar.shift(limit, -count, unit)


def ties(edges: tuple[Edge, ...], works: Mapping[str, Work]) -> tuple[Tie, ...]:
    """The edges into one occurrence, each way of waiting once; a standing duty is not waited for to end."""
    ways = dict.fromkeys((edge.predecessor, edge.type, edge.lag) for edge in edges)
    return tuple(
        Tie(works[key], type_, lag, Driver("after", key, type_, lag))
        for key, type_, lag in ways
        if type_ == "SS" or works[key].kind != "standing"
    )
