"""What is filled in on a row before it goes out, and the key that it is known by when it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from planengine.core.target_value import record_of
from planengine.messages import Words
from planengine.usecases.offer_sheet import Offer, Wanted
from planengine.usecases.sheet_rows import ASKED, EXTENSION, TARGETS, WORK, Key

Value = str | int | float | date | None


class Filled(NamedTuple):
    """A row by column, its key, the answers to choose from, the columns that the agency may write into, and whether
    its figure is a number and nothing else."""

    shown: Mapping[str, Value]
    key: Key
    answers: tuple[str, ...]
    open: frozenset[str]
    is_number: bool = False


def fill_line(at: int, offer: Offer | Wanted, say: Words) -> Filled:
    """The row of an assignment or of a target, the `at`-th of its sheet counted from 1."""
    return _fill_target(at, offer, say) if isinstance(offer, Wanted) else _fill_work(at, offer, say)


def _fill_work(at: int, offer: Offer, say: Words) -> Filled:
    row = offer.work.row
    due = date.fromisoformat(row.due) if row.due else None
    state = _state(offer, say)
    shown: dict[str, Value] = {
        "no": at,
        "task": row.label,
        "title": row.title,
        "period": row.period,
        "role": say.template(f"role.{row.role}"),
        "due": due,
        "state": state,
    }
    key = Key(row.assignment_uid, offer.seq, row.label, due.strftime("%d/%m/%Y") if due else "", state)
    return Filled(shown, key, offer.answers, _open(offer.answers))


def _open(answers: tuple[str, ...]) -> frozenset[str]:
    """The columns that may be written into where these answers are offered: a later date only where it may be asked
    for, and nothing where nothing may be answered."""
    if not answers:
        return frozenset()
    closed = () if EXTENSION in answers else ("until", "reason")
    return frozenset(ASKED[WORK]).difference(closed)


def _state(offer: Offer, say: Words) -> str:
    """How things stand now, in one cell: the state, progress, and what the work waits for."""
    one = offer.work
    parts = [say("sheet.state", state=one.row.state)]
    if one.row.percent is not None:
        parts.append(say("sheet.state.percent", percent=one.row.percent))
    if one.blocked_by:
        parts.append(say("sheet.state.waits", tasks=one.blocked_by))
    if one.row.reason:
        parts.append(say("sheet.state.reason", reason=one.row.reason))
    if offer.wanted is not None:
        parts.append(say("sheet.state.wanted", day=offer.wanted))
    return "; ".join(parts)


def _fill_target(at: int, offer: Wanted, say: Words) -> Filled:
    """The row of a target in a period, with the figure that stands."""
    unit, standing = offer.asked.unit, offer.standing
    value: Value = None
    state, seq = "", 0
    if standing is not None:
        seq = standing.number
        if standing.value is not None:
            bare = unit is not None or not standing.unit
            state = standing.value if bare else f"{_shown(standing.value, say)} {standing.unit}"
            value = _number(standing.value) if bare else state
    shown: dict[str, Value] = {
        "no": at,
        "task": offer.target.id,
        "title": offer.target.title,
        "goal": _goal(offer, say),
        "period": offer.period,
        "unit": unit,
        "value": value,
    }
    uid = record_of(offer.target.uid, offer.period, offer.agency)
    key = Key(uid, seq, offer.target.id, offer.period, state)
    return Filled(shown, key, (), frozenset(ASKED[TARGETS]), is_number=unit is not None)


def _goal(offer: Wanted, say: Words) -> str | None:
    if offer.goal is None:
        return None
    return say(
        "sheet.goal",
        op=offer.goal["op"],
        value=_shown(str(offer.goal["value"]), say),
        unit=offer.goal["unit"],
    )


def _shown(value: str, say: Words) -> str:
    """Decimal text with the mark of the language."""
    return value.replace(".", say("page.decimal"))


def _number(value: str) -> Value:
    """Decimal text as the number that a spreadsheet keeps; as text where it would keep another one."""
    number = Decimal(value)
    if number == number.to_integral_value():
        return int(number) if abs(number) < MOST_EXACT else value
    return float(value) if Decimal(f"{float(value):.15g}") == number else value


MOST_EXACT = 10**15
"""Below this, spreadsheets keep whole numbers to the last digit."""
