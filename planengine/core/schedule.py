"""When work can be expected: earliest and latest days, float, and the forecast against what has happened.

Days are inclusive. Work that follows other work starts on the day after it, a milestone falls on the day itself. What
the plan does not tell is unknown and stays so: no length, no bar. A standing duty never ends, so nothing is kept
waiting for its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from planengine.core.calendar import ONE_DAY, Calendar, CalendarGap
from planengine.core.expand import Edge, Expansion, Occurrence
from planengine.core.graph import TaskGraph, order
from planengine.core.plan import Plan, Span, Task


@dataclass(frozen=True, slots=True)
class Actual:
    """What has happened: the day work started and the day it was reported finished; None is not yet (or not known)."""

    start: date | None = None
    finish: date | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """The days of one occurrence.

    `start` and `finish` are the forecast: what happened, else the earliest that plan, predecessors and today allow;
    None where the plan does not tell. `late_start` and `late_finish` are the latest days that keep every due date and
    the forecast end of the plan; `float_days` (calendar days) lie between `finish` and `late_finish` and are negative
    where a due date is missed already. These three are None for what is finished, unknown, or ends on its due date
    with nothing after it. `critical`: there is no float. `lower_bound`: it waits for something unknown, so the
    days may only be later. `unknown`: the plan tells too little for a `finish`.
    """

    key: str
    start: date | None
    finish: date | None
    late_start: date | None
    late_finish: date | None
    float_days: int | None
    critical: bool
    due: date | None
    lower_bound: bool
    unknown: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days of all occurrences, in the order of the expansion.

    `critical` are the keys of the occurrences without float, predecessors first. `finish` is the latest forecast day,
    None where all is unknown. `gaps` are the years that the calendar does not cover though an answer depends on
    them; what depends on such a year is unknown.
    """

    timings: tuple[Timing, ...]
    critical: tuple[str, ...]
    finish: date | None
    gaps: tuple[int, ...]


def schedule(
    plan: Plan, expansion: Expansion, calendar: Calendar, today: date, actuals: Mapping[str, Actual]
) -> Schedule:
    """The forecast of a plan's occurrences on the day `today`; `actuals` by key of the occurrence.

    Nothing that is not in `actuals` is taken as done, so unfinished work ends today at the earliest. Raises `Cyclic`.
    """
    graph = TaskGraph.of(expansion)
    tasks = {task.id: task for task in plan.tasks}
    works = {
        each.key: _Work(each, tasks[each.task], actuals.get(each.key, Actual()), bool(graph.waits[each.key]))
        for each in expansion.occurrences
    }
    ties = {key: _ties(edges, works) for key, edges in graph.waits.items()}
    in_order = [works[key] for key in order(graph.adjacency())]
    gaps: set[int] = set()
    for work in in_order:
        try:
            work.forecast(calendar, today, ties[work.key])
        except CalendarGap as gap:
            gaps.add(gap.year)
            work.give_up(today)
    end = max((work.finish for work in in_order if work.length is not None and work.finish), default=None)
    for work in reversed(in_order):
        try:
            work.settle_latest(calendar, end)
        except CalendarGap as gap:
            gaps.add(gap.year)
        for tie in ties[work.key]:
            try:
                tie.hold_back(calendar, work)
            except CalendarGap as gap:
                gaps.add(gap.year)
    return Schedule(
        timings=tuple(works[each.key].timing() for each in expansion.occurrences),
        critical=tuple(work.key for work in in_order if work.critical),
        finish=max((work.finish for work in in_order if work.finish is not None), default=None),
        gaps=tuple(sorted(gaps)),
    )


class _Work:
    """One occurrence while its days are being found.

    `earliest_start` and `earliest_finish` are bounds that are always known once it is forecast, also where `start`
    and `finish` are not. `latest_finish` and `latest_start` are the days to keep, None while nothing asks for any.
    """

    def __init__(self, occurrence: Occurrence, task: Task, actual: Actual, waits: bool) -> None:
        self.key = occurrence.key
        self.kind = occurrence.kind
        self.opens_on = max(occurrence.opens_on, task.starts or occurrence.opens_on)
        self.starts_told = task.starts is not None
        self.due = occurrence.due
        self.target = min((day for day in (occurrence.due, occurrence.internal_due) if day), default=None)
        self.actual = actual
        self.milestone = task.kind == "milestone"
        self.length = task.duration
        if self.milestone and (waits or self.starts_told or self.target):
            self.length = Span(0, "d")
        self.start: date | None = None
        self.finish: date | None = None
        self.earliest_start = self.earliest_finish = self.opens_on
        self.latest_start: date | None = None
        self.latest_finish: date | None = None
        self.lower_bound = False

    @property
    def finished(self) -> bool:
        return self.actual.finish is not None

    @property
    def started(self) -> bool:
        return self.actual.start is not None or self.finished

    # ---- forwards

    def forecast(self, calendar: Calendar, today: date, ties: tuple[_Tie, ...]) -> None:
        """Finds the earliest days, when those of everything it waits for are found."""
        if self.actual.finish is not None:
            self.start = self.earliest_start = self.actual.start or self.actual.finish
            self.finish = self.earliest_finish = self.actual.finish
            return
        binding = [tie for tie in ties if not (self.started and tie.type != "FF")]
        self.lower_bound = any(tie.is_vague() for tie in binding)
        opening = [tie.earliest(calendar, self) for tie in binding if tie.type != "FF"]
        closing = [tie.earliest(calendar, self) for tie in binding if tie.type == "FF"]
        start = self.actual.start or max(self.opens_on, today, *opening)
        finish = max(start, today, *closing)
        if self.milestone and self.length is not None:
            start = finish = max(finish, self.target or finish)
        elif self.length is not None:
            start, finish = self._bar(calendar, start, finish, self.length)
        elif self.target is not None:
            finish = max(finish, self.target)
        self.earliest_start, self.earliest_finish = start, finish
        if self.started or self.starts_told or self.length is not None:
            self.start = start
        if self.length is not None or self.target is not None:
            self.finish = finish

    def _bar(self, calendar: Calendar, start: date, end: date, length: Span) -> tuple[date, date]:
        """First and last day of work of that length, no earlier than `start` and not over before `end`."""
        if self.started:
            return start, max(calendar.finish(start, length.count, length.unit), end)
        if length.unit == "wd":
            start, end = calendar.next_working_day(start), calendar.next_working_day(end)
        start = max(start, calendar.start_from(end, length.count, length.unit))
        return start, calendar.finish(start, length.count, length.unit)

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
            return
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
        return self.float_days is not None and self.float_days <= 0

    def timing(self) -> Timing:
        told = self.float_days is not None
        return Timing(
            key=self.key,
            start=self.start,
            finish=self.finish,
            late_start=self.latest_start if told and self.length is not None else None,
            late_finish=self.latest_finish if told else None,
            float_days=self.float_days,
            critical=self.critical,
            due=self.due,
            lower_bound=self.lower_bound,
            unknown=self.finish is None,
        )


@dataclass(frozen=True, slots=True)
class _Tie:
    """An edge between two occurrences, the same for all agencies: how it binds the work that waits."""

    before: _Work
    type: str
    lag: Span

    def is_vague(self) -> bool:
        """Whether the day that counts is not known, or is itself only a bound."""
        if self.before.finished or (self.type == "SS" and self.before.started):
            return False
        day = self.before.start if self.type == "SS" else self.before.finish
        return day is None or self.before.lower_bound

    def earliest(self, calendar: Calendar, after: _Work) -> date:
        """The first day on which `after` may start (FS, SS) or finish (FF)."""
        day = self.before.earliest_start if self.type == "SS" else self.before.earliest_finish
        day = calendar.shift(day, self.lag.count, self.lag.unit)
        return day + ONE_DAY if self._next_day(after) else day

    def hold_back(self, calendar: Calendar, after: _Work) -> None:
        """Tells the work before by when it must be finished so that `after` keeps its latest days."""
        limit = after.must_finish_by() if self.type == "FF" else after.must_start_by()
        if limit is None or after.finished or self.before.finished:
            return
        limit = self._latest(calendar, limit - ONE_DAY if self._next_day(after) else limit)
        if self.type != "SS":
            self.before.keep(limit)
        elif not self.before.started:
            self.before.keep_start(calendar, limit)

    def _next_day(self, after: _Work) -> bool:
        return self.type == "FS" and not after.milestone

    def _latest(self, calendar: Calendar, limit: date) -> date:
        """The latest day that the lag moves to `limit` or before: the way back of `Calendar.shift`."""
        count, unit = self.lag.count, self.lag.unit
        if unit == "wd" and count > 0:
            # the last of the days that the working days of the lag do not reach
            return calendar.shift(limit + ONE_DAY, -count, unit) - ONE_DAY
        return calendar.shift(limit, -count, unit)


def _ties(edges: tuple[Edge, ...], works: Mapping[str, _Work]) -> tuple[_Tie, ...]:
    return tuple(
        _Tie(works[key], type_, lag)
        for key, type_, lag in dict.fromkeys((edge.predecessor, edge.type, edge.lag) for edge in edges)
        if type_ == "SS" or works[key].kind != "standing"
    )
