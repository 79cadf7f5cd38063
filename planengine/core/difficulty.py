"""Difficulties: an agency says what keeps it from doing its work, the body it was told to answers, and it is settled.

A difficulty belongs to one assignment and changes nothing of it. It has a number within its plan, and goes to the
plan's secretariat unless it is beyond its powers; then to whom the task reports, through whom it reports. Light.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path may load this module.

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from planengine.core import status
from planengine.core.events import Fact
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import Refusal

RAISED = "difficulty_raised"
ESCALATED = "difficulty_escalated"
ANSWERED = "difficulty_answered"
RESOLVED = "difficulty_resolved"
EVENTS = (RAISED, ESCALATED, ANSWERED, RESOLVED)

OPEN, ANSWER, SETTLED = "open", "answered", "resolved"

PREFIX = "VM-"
"""What stands before the number where a difficulty is shown: "vướng mắc" in two letters."""


class Row(NamedTuple):
    """One difficulty as it is stored: days are ISO text.

    `agency` raised it on `raised_on`; it waits for an answer of `addressee`, which it reaches through `via` where
    that is set. `state` is "open", "answered" or "resolved"; `answer` is the latest answer, of `answered_by`, with
    the `document` it stands in. `escalated_on` is the day it was last passed on, for the `reason`.
    """

    uid: str
    assignment_uid: str
    number: int
    agency: str
    text: str
    addressee: str
    via: str | None
    raised_on: str
    state: str = OPEN
    escalated_on: str | None = None
    reason: str | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_on: str | None = None
    document: str | None = None
    resolved_by: str | None = None
    resolved_on: str | None = None


class Address(NamedTuple):
    """Who has to answer, and through whom it is reached; None where directly."""

    addressee: str
    via: str | None = None


def shown(number: int) -> str:
    """The number as people write it: "VM-3"."""
    return f"{PREFIX}{number}"


def read_number(text: str) -> int:
    """The number in "VM-3", "vm3" or "3". ValueError for anything else."""
    digits = text.strip().upper().removeprefix("VM").lstrip("-–: ")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 9 or int(digits) < 1:
        raise ValueError(text)
    return int(digits)


def beyond(occurrence: Occurred, addressees: Sequence[str], via: str | None) -> Address:
    """Where goes what the secretariat cannot settle: to the first whom the task reports to, through whom it reports;
    else to the plan's approver through the secretariat."""
    if addressees:
        return Address(addressees[0], via if via != addressees[0] else None)
    return Address(occurrence.approver, via or occurrence.secretariat)


def raise_it(
    occurrence: Occurred,
    assigned: Assigned,
    *,
    uid: str,
    number: int,
    speaker: str,
    on: date,
    text: str | None,
    address: Address,
) -> Fact:
    """What `speaker` says keeps it from its own work. Raises Refusal where it is somebody else's, where nothing is
    asked of it any more, and where nothing is said."""
    if speaker != assigned.agency:
        raise Refusal("who.not_holder", task=occurrence.label, agency=speaker, holder=assigned.agency)
    if assigned.state in (status.DONE, status.CLOSED, *status.OUT_OF_COUNT):
        raise Refusal("difficulty.over", task=occurrence.label, agency=assigned.agency, state=assigned.state)
    if not text:
        raise Refusal("difficulty.empty", task=occurrence.label)
    return _fact(
        RAISED,
        occurrence,
        assigned,
        uid,
        on,
        assignment=assigned.uid,
        number=number,
        text=text,
        to=address.addressee,
        via=address.via,
    )


def escalate(
    occurrence: Occurred,
    assigned: Assigned,
    row: Row,
    *,
    speaker: str,
    on: date,
    address: Address,
    reason: str | None,
) -> Fact:
    """It is passed on to a body with the power to settle it; what was answered so far stays said.

    The one it was raised by may pass it on, the one it waits for, and the secretariat. Raises Refusal for anybody
    else, for what is settled, without a reason, before it was raised, and where it waits for that body already.
    """
    _check_open(row)
    _check_speaker(
        "difficulty.not_yours.escalate",
        row,
        speaker,
        row.agency,
        row.addressee,
        row.via,
        occurrence.secretariat,
    )
    _check_order(row, on)
    if not reason:
        raise Refusal("need.reason", task=occurrence.label, trigger="escalate")
    if (address.addressee, row.state) == (row.addressee, OPEN):
        raise Refusal("difficulty.same", number=shown(row.number), addressee=row.addressee)
    if address.addressee == row.agency:
        raise Refusal("difficulty.back", number=shown(row.number), addressee=row.agency)
    return _fact(
        ESCALATED,
        occurrence,
        assigned,
        row.uid,
        on,
        number=row.number,
        by=speaker,
        to=address.addressee,
        via=address.via,
        reason=reason,
    )


def answer(
    occurrence: Occurred,
    assigned: Assigned,
    row: Row,
    *,
    speaker: str,
    on: date,
    text: str | None,
    document: str | None,
    heir: str | None = None,
) -> Fact:
    """What the body it waits for says to it. Raises Refusal for anybody else, for what is settled, before it was
    raised, and where nothing is said.

    `heir` is who has taken over from the body it waits for. A second answer takes the place of the first; the log
    keeps both.
    """
    _check_open(row)
    _check_speaker("difficulty.not_yours.answer", row, speaker, heir or row.addressee)
    _check_order(row, on)
    if not text:
        raise Refusal("difficulty.empty", task=occurrence.label)
    return _fact(
        ANSWERED,
        occurrence,
        assigned,
        row.uid,
        on,
        number=row.number,
        by=speaker,
        text=text,
        document=document,
    )


def resolve(occurrence: Occurred, assigned: Assigned, row: Row, *, speaker: str, on: date) -> Fact:
    """It is settled, answered or not: said by the one that raised it, the one that holds the work now, or the
    secretariat. Raises Refusal for anybody else, for what is settled already, and before it was raised."""
    _check_open(row)
    _check_speaker(
        "difficulty.not_yours.resolve", row, speaker, row.agency, assigned.agency, occurrence.secretariat
    )
    _check_order(row, on)
    return _fact(RESOLVED, occurrence, assigned, row.uid, on, number=row.number, by=speaker)


def next_number(rows: Iterable[Row]) -> int:
    """The number of the next difficulty of a plan, of which `rows` are all so far; counted from 1 and never given
    twice."""
    return 1 + max((one.number for one in rows), default=0)


def evolve(before: Row | None, event: str, payload: Mapping[str, object], on: date) -> Row:
    """The difficulty after an event of its own. Raises KeyError or ValueError where that cannot follow."""
    if event == RAISED:
        if before is not None:
            raise ValueError(event)
        return Row(
            uid=str(payload["record"]),
            assignment_uid=str(payload["assignment"]),
            number=int(str(payload["number"])),
            agency=str(payload["agency"]),
            text=str(payload["text"]),
            addressee=str(payload["to"]),
            via=_text(payload.get("via")),
            raised_on=on.isoformat(),
        )
    if before is None or before.state == SETTLED or before.number != payload["number"]:
        raise ValueError(event)
    if event == ESCALATED:
        return before._replace(
            state=OPEN,
            addressee=str(payload["to"]),
            via=_text(payload.get("via")),
            escalated_on=on.isoformat(),
            reason=str(payload["reason"]),
        )
    if event == ANSWERED:
        return before._replace(
            state=ANSWER,
            answer=str(payload["text"]),
            answered_by=str(payload["by"]),
            answered_on=on.isoformat(),
            document=_text(payload.get("document")),
        )
    if event == RESOLVED:
        return before._replace(state=SETTLED, resolved_by=str(payload["by"]), resolved_on=on.isoformat())
    raise KeyError(event)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _fact(
    event: str, occurrence: Occurred, assigned: Assigned, uid: str, on: date, **own: object | None
) -> Fact:
    """A fact on the stream of the assignment, whose state stays what it is."""
    payload = {
        "record": uid,
        "task": occurrence.label,
        "agency": assigned.agency,
        "from": assigned.state,
        "state": assigned.state,
        "on": on.isoformat(),
        **{key: value for key, value in own.items() if value is not None},
    }
    return Fact(event, assigned.uid, payload)


def _check_open(row: Row) -> None:
    if row.state == SETTLED:
        raise Refusal(
            "difficulty.settled",
            number=shown(row.number),
            agency=row.resolved_by,
            day=date.fromisoformat(str(row.resolved_on)),
        )


def _check_speaker(code: str, row: Row, speaker: str, *may: str | None) -> None:
    if speaker not in may:
        allowed = tuple(dict.fromkeys(one for one in may if one is not None))
        raise Refusal(code, number=shown(row.number), agency=speaker, may=allowed)


def _check_order(row: Row, on: date) -> None:
    raised = date.fromisoformat(row.raised_on)
    if on < raised:
        raise Refusal("difficulty.before", number=shown(row.number), on=on, day=raised)
