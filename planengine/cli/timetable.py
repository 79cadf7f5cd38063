"""A schedule as a table, as bars, as a chain of reasons and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from planengine.cli import render

if TYPE_CHECKING:
    from planengine.core.schedule import Driver, Link, Timing
    from planengine.messages import Words
    from planengine.usecases.read_schedule import Outlook

ENDS = 6
"""How many links of a long chain are shown at either end."""

BAR, POINT, DUE, NOW, BACKGROUND = "█", "◆", "┊", "│", "·"


class Fold(NamedTuple):
    """Whether the middle of a long chain is left out."""

    middle: bool


def is_late(one: Timing) -> bool:
    """Whether work that is not over is expected to miss its due date."""
    return one.driver.why != "happened" and (one.slack_days or 0) < 0


def timetable(say: Words, outlook: Outlook, timings: Sequence[Timing]) -> str:
    """One row per occurrence that has an expected end; what only may be later carries ≥."""
    names = ("task", "start", "finish", "latest", "float", "due", "slack", "title")
    rows = [
        [
            one.key,
            say.show(one.start),
            ("≥ " if one.lower_bound else "") + say.show(one.finish),
            say.show(one.late_finish),
            _float(say, one),
            say.show(one.due),
            "–" if one.slack_days is None else str(one.slack_days),
            outlook.titles[one.key],
        ]
        for one in timings
    ]
    return render.table([say(f"schedule.column.{one}") for one in names], rows, right=(4, 6), widest=7)


def _float(say: Words, one: Timing) -> str:
    if one.driver.why == "happened" and one.late_finish is None and one.float_days is None:
        return say("schedule.over")
    if one.float_days is None:
        return "–"
    return say("schedule.critical", days=one.float_days) if one.critical else str(one.float_days)


def bars(say: Words, outlook: Outlook, timings: Sequence[Timing]) -> str:
    """One bar per occurrence from its first to its last expected day; ◆ where only the end is known."""
    first = min(one.start or one.finish or date.max for one in timings)
    last = max(max(one.finish or date.min, one.due or date.min) for one in timings)
    labels = [render.cut(f"{one.key}  {outlook.titles[one.key]}", 36) for one in timings]
    column = max(map(render.width, labels))
    room = max(render.screen() - column - 2, 20)
    days = (last - first).days + 1
    scale = max(days / room, 1.0)
    lines = [f"{'':{column}}  {say.show(first)}{'':{max(room - 20, 1)}}{say.show(last)}"]
    for label, one in zip(labels, timings, strict=True):
        cells = [BACKGROUND] * min(room, days)
        for mark, day in ((NOW, outlook.today), (DUE, one.due)):
            if day is not None and first <= day <= last:
                cells[_cell(first, day, scale, cells)] = mark
        end = _cell(first, one.finish or first, scale, cells)
        if one.start is None or one.key in outlook.milestones:
            cells[end] = POINT
        else:
            start = _cell(first, one.start, scale, cells)
            cells[start : end + 1] = BAR * (end - start + 1)
        lines.append(f"{label}{' ' * (column - render.width(label))}  {''.join(cells)}")
    lines.append(say("schedule.legend"))
    return "\n".join(lines)


def _cell(first: date, day: date, scale: float, cells: Sequence[str]) -> int:
    return min(int((day - first) / timedelta(days=1) / scale), len(cells) - 1)


def chain_lines(say: Words, outlook: Outlook, links: Sequence[Link], fold: Fold) -> Iterator[str]:
    """A line or more for each link: what, when, and why not earlier."""
    timings = outlook.timings
    hidden = len(links) - 2 * ENDS if fold.middle else 0
    for number, link in enumerate(links):
        if hidden > 1 and ENDS <= number < ENDS + hidden:
            if number == ENDS:
                yield say("schedule.folded", count=hidden)
            continue
        one = timings[link.key]
        span = say("schedule.span", start=one.start, finish=one.finish)
        told = say(
            "schedule.link",
            task=link.key,
            span=span,
            why=why(say, link.driver),
            title=outlook.titles[link.key],
        )
        first, *rest = render.fold(told, render.screen() - 4)
        yield f"  {first}"
        yield from (f"      {line}" for line in rest)


def why(say: Words, driver: Driver) -> str:
    """The reason of one day in words."""
    if driver.predecessor is None:
        return say(f"schedule.why.{driver.why}")
    said = say(f"schedule.why.after.{driver.type}", task=driver.predecessor)
    if driver.lag is not None and driver.lag.count:
        sign = "plus" if driver.lag.count > 0 else "minus"
        length = say(f"schedule.days.{driver.lag.unit}", count=abs(driver.lag.count))
        said = say(f"schedule.why.{sign}", said=said, length=length)
    return said


def as_json(outlook: Outlook, one: Timing) -> dict[str, object]:
    """One occurrence; the documented keys of `schedule --json`."""
    planned = outlook.planned[one.key]
    return {
        "id": one.key,
        "title": outlook.titles[one.key],
        "start": _iso(one.start),
        "finish": _iso(one.finish),
        "late_start": _iso(one.late_start),
        "late_finish": _iso(one.late_finish),
        "float_days": one.float_days,
        "critical": one.critical,
        "due": _iso(one.due),
        "slack_days": one.slack_days,
        "lower_bound": one.lower_bound,
        "unknown": one.unknown,
        "planned_start": _iso(planned.start),
        "planned_finish": _iso(planned.finish),
        "driver": driver_object(one.driver),
        "after": list(outlook.after[one.key]),
        "blocks": list(outlook.blocks[one.key]),
    }


def driver_object(driver: Driver) -> dict[str, object]:
    """Why a day is where it is."""
    lag = driver.lag
    return {
        "why": driver.why,
        "predecessor": driver.predecessor,
        "type": driver.type,
        "lag": None if lag is None else f"{lag.count}{lag.unit}",
    }


def link_object(outlook: Outlook, link: Link) -> dict[str, object]:
    """One link of a chain."""
    one = outlook.timings[link.key]
    return {
        "id": link.key,
        "start": _iso(one.start),
        "finish": _iso(one.finish),
        **driver_object(link.driver),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
