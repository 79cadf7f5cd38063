"""Difficulties: an agency says what keeps it, the body it reaches answers, and it is settled.

Load, decide, append, tell, as in `record_work`, one difficulty a command.
"""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from planengine.core import difficulty
from planengine.core.difficulty import Address, Row
from planengine.errors import NotFound, Raced, Refusal, UsageRefusal
from planengine.usecases.record_work import origin_of
from planengine.usecases.references import check_agency, find_occurrence, find_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planengine.core.events import Fact
    from planengine.core.workflow import Assigned, Occurred
    from planengine.usecases.ports import Journal, Reader, Writer
    from planengine.usecases.requests import Request
    from planengine.usecases.rows import Clock, Held, Named, PlanHead

FAMILY = "difficulty"

RAISE = "raise"
ESCALATE = "escalate"
ANSWER = "answer"
RESOLVE = "resolve"


class Said(NamedTuple):
    """What one command did, and the difficulty as it is now."""

    plan: str
    label: str
    event: str
    row: Row


class Listed(NamedTuple):
    """A difficulty with the work it belongs to: plan, and "2.1.1" or "IV.1.5@2024"."""

    plan: str
    label: str
    row: Row


def raise_difficulty(
    journal: Journal, reader: Reader, request: Request, clock: Clock, today: date, *, beyond: bool
) -> Said:
    """Records what keeps the speaker of `request` (trigger RAISE, its text the note) from its work; `beyond` says
    that the secretariat cannot settle it.

    Raises NotFound, UsageRefusal or Refusal (kept in the refusal log); nothing is changed then.
    """
    if request.speaker is None:
        raise UsageRefusal("who.missing")
    check_agency(journal, request.speaker)
    (reference,) = request.tasks
    if "/" not in reference and request.plan is not None:
        reference = f"{request.plan}/{reference}"
    plan, occurrence = find_occurrence(journal, reference)
    parts = journal.held(occurrence.uid)
    held = next((one for one in parts if one.agency == request.speaker), None)
    if held is None:
        bearers = tuple(one.agency for one in parts if one.role != "support")
        raise Refusal("agency.no_assignment", task=occurrence.label, agency=request.speaker, holders=bearers)
    where = _beyond(reader, held.occurrence_uid) if beyond else None
    uid = os.urandom(8).hex()

    def decide(writer: Writer, whole: Occurred, assigned: Assigned, on: date) -> Fact:
        return difficulty.raise_it(
            whole,
            assigned,
            uid=uid,
            number=difficulty.next_number(_all(writer, plan)),
            speaker=str(request.speaker),
            on=on,
            text=request.note,
            address=_address(whole, where) if where is not None else Address(plan.secretariat),
        )

    return _record(journal, plan, held, request, request.speaker, clock, today, decide)


def escalate(journal: Journal, reader: Reader, request: Request, clock: Clock, today: date) -> Said:
    """Passes a difficulty on (trigger ESCALATE), to the agency `request.to` through the secretariat, or to whom the
    task reports. Raises as `raise_difficulty` does, and NotFound where there is no difficulty of that number."""
    plan, row, held = _find(journal, reader, request)
    if request.to is not None:
        check_agency(journal, request.to)
    speaker = request.speaker or plan.secretariat
    where = _beyond(reader, held.occurrence_uid)

    def decide(writer: Writer, whole: Occurred, assigned: Assigned, on: date) -> Fact:
        address = _address(whole, where)
        if request.to is not None and request.to != address.addressee:
            via = plan.secretariat if request.to != plan.secretariat else None
            address = Address(request.to, via)
        now = _now(writer, plan, row)
        return difficulty.escalate(
            whole, assigned, now, speaker=speaker, on=on, address=address, reason=request.reason
        )

    return _record(journal, plan, held, request, speaker, clock, today, decide)


def answer(journal: Journal, reader: Reader, request: Request, clock: Clock, today: date) -> Said:
    """Records what the addressee says to a difficulty (trigger ANSWER, its text the note).

    Where nobody is named, the secretariat answers; what it types for another body needs that body's document. Raises
    as `escalate` does.
    """
    plan, row, held = _find(journal, reader, request)
    speaker = request.speaker or plan.secretariat
    addressee = _present(reader, plan, row.addressee)
    if speaker == plan.secretariat != addressee:
        if not request.document:
            raise Refusal("difficulty.paper", number=difficulty.shown(row.number), addressee=addressee)
        speaker = addressee
        request = request._replace(channel="paper" if request.channel == "cli" else request.channel)

    def decide(writer: Writer, whole: Occurred, assigned: Assigned, on: date) -> Fact:
        now = _now(writer, plan, row)
        return difficulty.answer(
            whole,
            assigned,
            now,
            speaker=speaker,
            on=on,
            text=request.note,
            document=request.document,
            heir=addressee,
        )

    return _record(journal, plan, held, request, speaker, clock, today, decide)


def resolve(journal: Journal, reader: Reader, request: Request, clock: Clock, today: date) -> Said:
    """Records that a difficulty is settled (trigger RESOLVE). Raises as `escalate` does."""
    plan, row, held = _find(journal, reader, request)
    speaker = request.speaker or plan.secretariat

    def decide(writer: Writer, whole: Occurred, assigned: Assigned, on: date) -> Fact:
        return difficulty.resolve(whole, assigned, _now(writer, plan, row), speaker=speaker, on=on)

    return _record(journal, plan, held, request, speaker, clock, today, decide)


def read_difficulties(
    journal: Journal, reader: Reader, plan: PlanHead, *, agency: str | None = None, unsettled: bool = False
) -> tuple[Listed, ...]:
    """The difficulties of a plan by number, of one agency (that raised them) or all; `unsettled`: not settled yet."""
    listed = []
    for row in rows_of(reader, plan):
        if agency in (None, row.agency) and not (unsettled and row.state == difficulty.SETTLED):
            held = journal.held_by_uid(row.assignment_uid)
            listed.append(Listed(plan.id, held.label if held else "", row))
    return tuple(listed)


def of_occurrence(
    journal: Journal, reader: Reader, plan: PlanHead, occurrence: Named, agency: str | None = None
) -> tuple[Listed, ...]:
    """The difficulties with the parts of an occurrence (or the part of one agency), by number."""
    rows: list[Row] = [
        row
        for part in journal.held(occurrence.uid)
        if agency in (None, part.agency)
        for row in reader.records(FAMILY, "assignment_uid", part.uid)
    ]
    rows.sort(key=lambda one: one.number)
    return tuple(Listed(plan.id, occurrence.label, row) for row in rows)


def rows_of(reader: Reader, plan: PlanHead) -> tuple[Row, ...]:
    """All difficulties of a plan, by number."""
    rows: tuple[Row, ...] = reader.records(FAMILY, "plan_uid", plan.uid)
    return tuple(sorted(rows, key=lambda one: one.number))


def _record(
    journal: Journal,
    plan: PlanHead,
    held: Held,
    request: Request,
    speaker: str,
    clock: Clock,
    today: date,
    decide: Callable[[Writer, Occurred, Assigned, date], Fact],
) -> Said:
    origin = origin_of(plan, request, speaker, clock, today)
    try:
        with journal.writing() as writer:
            whole, assigned, _ = writer.load(plan, held.occurrence_uid, held.uid, request.trigger)
            fact = decide(writer, whole, assigned, origin.on)
            writer.append(
                plan,
                (fact,),
                origin,
                clock.now,
                today=today,
                correlation=os.urandom(8).hex(),
            )
            row = next(one for one in _all(writer, plan) if one.uid == fact.payload["record"])
    except Refusal as refusal:
        journal.refuse(
            refusal,
            plan_uid=plan.uid,
            at=clock.now,
            person=request.person,
            agency=speaker,
            trigger=request.trigger,
            task=held.label,
        )
        raise
    return Said(plan.id, held.label, fact.type, row)


def _find(journal: Journal, reader: Reader, request: Request) -> tuple[PlanHead, Row, Held]:
    """The difficulty that `[plan/]VM-3` names, with its work. Raises NotFound or
    UsageRefusal("difficulty.unreadable")."""
    if request.speaker is not None:
        check_agency(journal, request.speaker)
    (reference,) = request.tasks
    plan_id, _, name = reference.rpartition("/")
    plan = find_plan(journal, plan_id or request.plan)
    try:
        number = difficulty.read_number(name)
    except ValueError as error:
        raise UsageRefusal("difficulty.unreadable", given=reference) from error
    rows = rows_of(reader, plan)
    for row in rows:
        if row.number == number:
            held = journal.held_by_uid(row.assignment_uid)
            if held is not None:
                return plan, row, held
    raise NotFound("difficulty.unknown", number=difficulty.shown(number), plan=plan.id, count=len(rows))


def _now(writer: Writer, plan: PlanHead, before: Row) -> Row:
    """The difficulty as it is under the lock. Raises Raced where it has been moved since it was looked at."""
    now = next(one for one in _all(writer, plan) if one.uid == before.uid)
    if now != before:
        raise Raced("difficulty.raced", number=difficulty.shown(now.number), state=now.state)
    return now


def _all(writer: Writer, plan: PlanHead) -> tuple[Row, ...]:
    return writer.records(FAMILY, "plan_uid", plan.uid)


def _beyond(reader: Reader, occurrence_uid: str) -> tuple[Sequence[str], str | None]:
    """To whom the task reports, and through whom, as the plan says."""
    spec = json.loads(reader.task_page(occurrence_uid).spec)
    return tuple(spec["addressee"]), spec["via"]


def _present(reader: Reader, plan: PlanHead, body: str) -> str:
    """Who is there now for a secretariat or approver of the plan that a reorganisation has ended; else the body
    itself."""
    for one in reader.history(plan.uid, (plan.uid,), None):
        if one.type == "plan_bodies_changed":
            body = {each["from"]: each["to"] for each in json.loads(one.payload)["bodies"]}.get(body, body)
    return body


def _address(whole: Occurred, where: tuple[Sequence[str], str | None]) -> Address:
    return difficulty.beyond(whole, *where)
