"""Targets against their goals: values of many agencies made one, judged, and followed over the periods.

Everything is exact: values are decimals, and a mean is kept as a sum and how many it is shared among, so that nothing
is rounded before it is compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any, NamedTuple

from planengine.core.periods import Period, periods
from planengine.core.target_value import read_figure, same_unit
from planengine.errors import Refusal

AGGREGATES = ("latest", "sum", "average")

MET, NOT_MET, NOT_JUDGED, NO_FIGURE = "met", "not_met", "not_judged", "no_figure"
OUTCOMES = (MET, NOT_MET, NOT_JUDGED, NO_FIGURE)
"""What can be said of a target with a figure for a goal."""

UP, DOWN, SAME, UNKNOWN = "up", "down", "same", "unknown"

MIXED = "?"
"""The unit of a figure made of values of different units."""

EXACT = Context(prec=100)
"""Sums and products of figures of 21 digits, of millions of agencies, come out whole."""


class Aim(NamedTuple):
    """What a target asks for, as far as values are judged by it.

    `op` and `goal` are None where the document gives no figure. `baseline` is the figure of what it is compared with,
    None where it gives none in the unit of the goal. `tolerance` (in the unit of the goal) is how far "about" reaches
    on either side. `since_baseline` says that goal and values are changes since the baseline; `based` that it is given.
    """

    op: str | None
    goal: Decimal | None
    unit: str
    aggregate: str
    baseline: Decimal | None = None
    tolerance: Decimal | None = None
    since_baseline: bool = False
    based: bool = False


class Value(NamedTuple):
    """One agency's figure in a period, said for the day `on`; `order` grows with what was written down later."""

    agency: str
    value: Decimal
    unit: str
    on: date
    order: int = 0


class Reckoned(NamedTuple):
    """The figure of a period: `total` shared among `among`; `agencies` are those whose values it is made of, sorted."""

    total: Decimal
    among: int
    agencies: tuple[str, ...]
    unit: str


class Verdict(NamedTuple):
    """`outcome` is one of OUTCOMES; `why` says what a figure that cannot be judged lacks: "goal", "tolerance",
    "baseline" or "unit" (values in another unit than the goal now has)."""

    outcome: str
    why: str | None = None


class Trend(NamedTuple):
    """Which way the figure went since the period before; `good` is None where that is neither good nor bad."""

    way: str
    good: bool | None = None


def aim_of(spec: Mapping[str, Any]) -> Aim:
    """The aim in a target's canonical form, of any revision."""
    goal, baseline = spec.get("goal"), spec.get("baseline")
    unit = goal["unit"] if goal else ""
    tolerance = spec.get("tolerance")
    return Aim(
        op=goal["op"] if goal else None,
        goal=Decimal(goal["value"]) if goal else None,
        unit=unit,
        aggregate=spec.get("aggregate") or "latest",
        baseline=_baseline(baseline, unit) if baseline and goal else None,
        tolerance=Decimal(tolerance) if tolerance else None,
        since_baseline=bool(spec.get("since_baseline")),
        based=bool(baseline),
    )


def _baseline(text: str, unit: str) -> Decimal | None:
    """The figure that a baseline begins with, where its unit is that of the goal: "38 % (2022)" for "%"."""
    found = re.match(r"[0-9][0-9.,]*", text)
    if found is None:
        return None
    rest = text[found.end() :].lstrip()
    shown = unit if rest.casefold().startswith(unit.casefold()) else unit.partition("/")[0]
    after = rest[len(shown) :]
    if not rest.casefold().startswith(shown.casefold()) or after[:1].isalnum():
        return None
    try:
        return Decimal(read_figure(found[0].rstrip(".,")).value)
    except Refusal:
        return None


def reckon(aggregate: str, values: Iterable[Value]) -> Reckoned | None:
    """One figure of the values of a period, one per agency; None where there are none.

    "sum" adds them, "average" is their mean with each agency counting alike, "latest" takes what was said for the
    latest day, of those what was written down last. Values of different units make a figure of MIXED unit.
    """
    given = list(values)
    if not given:
        return None
    units = {one.unit for one in given}
    if aggregate == "latest":
        last = max(given, key=lambda one: (one.on, one.order, one.agency))
        return Reckoned(last.value, 1, (last.agency,), last.unit)
    with localcontext(EXACT):
        total = sum((one.value for one in given), Decimal(0))
    agencies = tuple(sorted(one.agency for one in given))
    return Reckoned(
        total, 1 if aggregate == "sum" else len(given), agencies, units.pop() if len(units) == 1 else MIXED
    )


def judge(aim: Aim, reckoned: Reckoned | None) -> Verdict:
    """Whether the figure of a period reaches the goal. A document without a figure is never judged; "about" is not
    without a tolerance (both ends inclusive), a change since a baseline not without that."""
    if aim.goal is None:
        return Verdict(NOT_JUDGED, "goal")
    if reckoned is None:
        return Verdict(NO_FIGURE)
    if not same_unit(reckoned.unit, aim.unit) and reckoned.unit != aim.unit:
        return Verdict(NOT_JUDGED, "unit")
    if aim.op == "~" and aim.tolerance is None:
        return Verdict(NOT_JUDGED, "tolerance")
    if aim.since_baseline and not aim.based:
        return Verdict(NOT_JUDGED, "baseline")
    with localcontext(EXACT):
        off = reckoned.total - aim.goal * reckoned.among
        near = aim.tolerance is not None and abs(off) <= aim.tolerance * reckoned.among
    met = {">=": off >= 0, ">": off > 0, "<=": off <= 0, "<": off < 0, "=": off == 0, "~": near}[
        aim.op or "="
    ]
    return Verdict(MET if met else NOT_MET)


def trend(aim: Aim, before: Reckoned | None, after: Reckoned | None) -> Trend:
    """Which way it goes from one period to the next: up is good where the goal is a floor, down where it is a ceiling,
    nearer where it is a point. Unknown where one is missing, the units differ, or sums are of other agencies."""
    if before is None or after is None or before.unit != after.unit:
        return Trend(UNKNOWN)
    if aim.aggregate == "sum" and before.agencies != after.agencies:
        return Trend(UNKNOWN)
    with localcontext(EXACT):
        off = after.total * before.among - before.total * after.among
        way = SAME if off == 0 else UP if off > 0 else DOWN
        if way == SAME or aim.goal is None:
            return Trend(way)
        if aim.op in (">=", ">"):
            return Trend(way, way == UP)
        if aim.op in ("<=", "<"):
            return Trend(way, way == DOWN)
        nearer = abs(before.total - aim.goal * before.among) * after.among - (
            abs(after.total - aim.goal * after.among) * before.among
        )
    return Trend(way, None if nearer == 0 else nearer > 0)


def share(aim: Aim, reckoned: Reckoned | None) -> int | None:
    """How much of the way from the baseline to the goal is behind, in whole percent rounded down (so 100 is never said
    of less); negative where it went the other way. None without a baseline in figures, and where that is the goal."""
    start = Decimal(0) if aim.since_baseline else aim.baseline
    if aim.goal is None or start is None or reckoned is None or not aim.based or start == aim.goal:
        return None
    if judge(aim, reckoned).why == "unit":
        return None
    with localcontext(EXACT):
        done = (reckoned.total - start * reckoned.among) * 100
        way = (aim.goal - start) * reckoned.among
        return int((done / way).to_integral_value(ROUND_FLOOR))


def shown(reckoned: Reckoned, goal: Decimal | None) -> str:
    """The figure as decimal text: as it is where it ends within 6 decimals, else rounded to 2, or to as many more as it
    takes not to look like the goal."""
    with localcontext(EXACT):
        figure = reckoned.total / reckoned.among
        for places in (6, 2, 3, 4, 5, 6, 12, 24):
            rounded = figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            exact = rounded * reckoned.among == reckoned.total
            if exact or (places != 6 and rounded != goal):
                return plain(rounded)
    return plain(figure)


def plain(figure: Decimal) -> str:
    """A decimal as text without an exponent and without needless zeros."""
    text = f"{figure:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


# Periods


def every_of(spec: Mapping[str, Any]) -> Any:
    """How often a target is reported: as the plan says, else every year."""
    return spec.get("every") or "year"


def find_period(every: Any, text: str, first: date, last: date) -> Period:
    """The period that a person means: "2024", "2024-H1", "2024-Q3", "2024-07", "2024-W05", "quý 3/2024", "7/2024".

    Raises Refusal("target.period") with the periods between the two days, the nearest to what was written, where there
    is no such period, and Refusal("target.period_kind") where it is one of another length.
    """
    known = periods(every, first, last)
    key = period_key(text)
    for one in known:
        if one.key == key:
            return one
    near = some_periods(every, first, last)
    if len(known) > MANY:
        from difflib import get_close_matches

        near = tuple(get_close_matches(key, [one.key for one in known], n=3, cutoff=0.5)) or near
    if length_of(key) not in (every, None):
        near = tuple(one for one in near if one[:4] == key[:4]) or near
        raise Refusal("target.period_kind", given=text[:40], every=every, known=near)
    raise Refusal("target.period", given=text[:40], known=near)


MANY = 8
"""Periods of a plan up to which all of them are named to somebody who missed."""

_FORMS = {
    "half": r"[0-9]{4}-H[12]",
    "quarter": r"[0-9]{4}-Q[1-4]",
    "month": r"[0-9]{4}-(?:0[1-9]|1[0-2])",
    "week": r"[0-9]{4}-W[0-9]{2}",
    "year": r"[0-9]{4}",
}


def length_of(key: str) -> str | None:
    """How long the period of a key is ("year", "quarter" …); None for what is no key."""
    return next((every for every, form in _FORMS.items() if re.fullmatch(form, key)), None)


def period_key(text: str) -> str:
    """What was written as a key of a period, as far as it can be told; without accents, the year first."""
    bare = "".join(
        one for one in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(one)
    )
    found = re.fullmatch(r"(?:nam )?\s*([0-9]{4})", bare.strip())
    if found:
        return found[1]
    found = re.fullmatch(r"([0-9]{4})\s*[-/. ]\s*([a-z ]*?)\s*([ivx]+|[0-9]{1,2})", bare.strip())
    year, word, number = (found[1], found[2], found[3]) if found else ("", "", "")
    if not found:
        found = re.fullmatch(
            r"([a-z ]*?)\s*([ivx]+|[0-9]{1,2})\s*[-/. ]\s*(?:nam )?\s*([0-9]{4})", bare.strip()
        )
        if not found:
            return text.strip().upper()
        year, word, number = found[3], found[1], found[2]
    at = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(number) or (int(number) if number.isdigit() else 0)
    word = word.strip()
    if word in ("q", "quy", "quarter"):
        return f"{year}-Q{at}"
    if word in ("h", "half"):
        return f"{year}-H{at}"
    if word in ("w", "tuan", "week"):
        return f"{year}-W{at:02d}"
    return f"{year}-{at:02d}" if word in ("", "m", "thang", "month") else text.strip().upper()


def some_periods(every: Any, first: date, last: date) -> tuple[str, ...]:
    """The keys of the periods between two days; of many the first and the last ones, "…" between them."""
    known = tuple(one.key for one in periods(every, first, last))
    return known if len(known) <= MANY else (*known[:2], "…", known[-1])


def begun(period: Period, on: date) -> bool:
    """Whether the period has begun on that day: before that there is nothing to report of it."""
    return period.start <= on
