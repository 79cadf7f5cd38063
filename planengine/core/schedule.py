"""When work can be expected: earliest and latest days, float, and the forecast against what has happened.

Days are inclusive. Work that follows other work starts on the day after it, a milestone falls on the day itself. What
the plan does not tell is unknown and stays so: no length, no bar. A standing duty never ends, so nothing is kept
waiting for its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from planengine.core.calendar import Calendar, CalendarGap
from planengine.core.expand import Expansion
from planengine.core.graph import TaskGraph, order
from planengine.core.passes import Actual, Driver, Tie, Work, ties
from planengine.core.plan import Plan, Span

__all__ = ["Actual", "Driver", "Link", "Schedule", "Timing", "chain_to", "schedule"]


CHAINS = 50
"""How many chains that end on the same last day are compared."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The days of one occurrence.

    `start` and `finish` are the forecast: what happened, else the earliest that plan, predecessors and today allow;
    None where the plan does not tell. `late_start` and `late_finish` are the latest days that keep every due date
    and the forecast end of the plan; `float_days` (calendar days) lie between `finish` and `late_finish` and are
    negative where a due date is missed already. These three are None for what is finished, unknown, or ends on its
    due date with nothing after it. `critical`: there is no float. `lower_bound`: it waits for something unknown, or
    for another plan, so the days may only be later. `unknown`: the plan tells too little for a `finish`.
    `start_driver` and `driver` say what puts the first and the last day where they are, where these are known.
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
    start_driver: Driver
    driver: Driver

    @property
    def slack_days(self) -> int | None:
        """Calendar days between the forecast end and the due date, negative where it is missed."""
        return None if self.finish is None or self.due is None else (self.due - self.finish).days


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a chain: an occurrence, and what drives the day at which the next link hangs."""

    key: str
    driver: Driver


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days of all occurrences, in the order of the expansion.

    `critical` are the keys of the occurrences without float, predecessors first. `finish` is the latest forecast day,
    None where all is unknown; `chain` leads to it, first link first, and says why each day is no earlier. `gaps` are
    the years that the calendar does not cover though an answer depends on them; what depends on such a year is unknown.
    """

    timings: tuple[Timing, ...]
    critical: tuple[str, ...]
    finish: date | None
    chain: tuple[Link, ...]
    gaps: tuple[int, ...]


def schedule(
    plan: Plan,
    expansion: Expansion,
    calendar: Calendar,
    today: date,
    actuals: Mapping[str, Actual],
    delays: Mapping[str, Span] | None = None,
) -> Schedule:
    """The forecast of a plan's occurrences on the day `today`; `actuals` by key of the occurrence.

    Nothing that is not in `actuals` is taken as done, so unfinished work ends today at the earliest. `delays` asks what
    would be if an unfinished occurrence ended that much later than its forecast. Raises `Cyclic`.
    """
    graph = TaskGraph.of(expansion)
    tasks = {task.id: task for task in plan.tasks}
    delays = delays or {}
    outside = {key for key, _ in expansion.unresolved}
    works = {
        each.key: Work(
            each,
            tasks[each.task],
            actuals.get(each.key, Actual()),
            waits=bool(graph.waits[each.key]),
            delay=delays.get(each.key),
            outside=each.key in outside,
        )
        for each in expansion.occurrences
    }
    tied = {key: ties(edges, works) for key, edges in graph.waits.items()}
    in_order = [works[key] for key in order(graph.adjacency())]
    gaps = _forwards(in_order, tied, calendar, today)
    end = max((work.finish for work in in_order if work.length is not None and work.finish), default=None)
    gaps |= _backwards(in_order, tied, calendar, end)
    timings = tuple(_timing(works[each.key]) for each in expansion.occurrences)
    finish = max((work.finish for work in in_order if work.finish is not None), default=None)
    return Schedule(
        timings=timings,
        critical=tuple(work.key for work in in_order if work.critical),
        finish=finish,
        chain=_longest_chain(timings, end or finish),
        gaps=tuple(sorted(gaps)),
    )


def _forwards(
    in_order: list[Work], tied: Mapping[str, tuple[Tie, ...]], calendar: Calendar, today: date
) -> set[int]:
    """Finds all earliest days; the years that would have been needed and are not in the calendar."""
    gaps: set[int] = set()
    for work in in_order:
        try:
            work.forecast(calendar, today, tied[work.key])
        except (CalendarGap, OverflowError) as gap:
            gaps.add(_year_of(gap))
            work.give_up(today)
    return gaps


def _backwards(
    in_order: list[Work], tied: Mapping[str, tuple[Tie, ...]], calendar: Calendar, end: date | None
) -> set[int]:
    """Finds all latest days, with the same answer."""
    gaps: set[int] = set()
    for work in reversed(in_order):
        try:
            work.settle_latest(calendar, end)
        except (CalendarGap, OverflowError) as gap:
            gaps.add(_year_of(gap))
        for tie in tied[work.key]:
            try:
                tie.hold_back(calendar, work)
            except (CalendarGap, OverflowError) as gap:
                gaps.add(_year_of(gap))
    return gaps


def _year_of(gap: CalendarGap | OverflowError) -> int:
    return gap.year if isinstance(gap, CalendarGap) else date.max.year


def _timing(work: Work) -> Timing:
    told = work.float_days is not None
    return Timing(
        key=work.key,
        start=work.start,
        finish=work.finish,
        late_start=work.latest_start if told and work.length is not None else None,
        late_finish=work.latest_finish if told else None,
        float_days=work.float_days,
        critical=work.critical,
        due=work.due,
        lower_bound=work.lower_bound,
        unknown=work.finish is None,
        start_driver=work.start_driver,
        driver=work.driver,
    )


def chain_to(timings: Mapping[str, Timing], key: str) -> tuple[Link, ...]:
    """What puts the end of that occurrence where it is, link by link, first link first; `timings` by key."""
    links = []
    end: Literal["start", "finish"] = "finish"
    driver = timings[key].driver
    while True:
        links.append(Link(key, driver))
        if driver.predecessor is None:
            return tuple(reversed(links))
        key, end = driver.predecessor, "start" if driver.type == "SS" else "finish"
        driver = timings[key].start_driver if end == "start" else timings[key].driver


def _longest_chain(timings: tuple[Timing, ...], end: date | None) -> tuple[Link, ...]:
    """The chain to the last day; where several end on it, the one with the most links, then the first."""
    by_key = {timing.key: timing for timing in timings}
    last = [timing.key for timing in timings if end is not None and timing.finish == end]
    driven = [key for key in last if by_key[key].driver.predecessor is not None]
    chains = [chain_to(by_key, key) for key in (driven or last)[:CHAINS]]
    return max(chains, key=len, default=())
