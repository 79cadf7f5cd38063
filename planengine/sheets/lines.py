"""What is filled in on a row before it goes out, and the key that it is known by when it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from planengine.messages import Words
from planengine.usecases.offer_sheet import Offer
from planengine.usecases.sheet_rows import Key

Value = str | int | date | None


class Filled(NamedTuple):
    """A row by column, its key, the answers to choose from, and whether the agency may write into it at all."""

    shown: Mapping[str, Value]
    key: Key
    answers: tuple[str, ...]
    is_open: bool


def fill_line(at: int, offer: Offer, say: Words) -> Filled:
    """The row of an assignment, the `at`-th of its sheet counted from 1."""
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
    return Filled(shown, key, offer.answers, bool(offer.answers))


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
