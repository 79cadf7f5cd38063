"""A figure is reported for a target, corrected or taken back: several in one command, all or none.

Load, decide, append, tell, as in `record_work`. What a person saw is looked at before the lock is taken and again under
it: a figure that somebody else has put there in between is not replaced unseen.
"""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from planengine.core import target_value, targets
from planengine.core.target_value import Asked, Figure, Row
from planengine.errors import NotFound, Raced, Refusal, UsageRefusal
from planengine.usecases.record_work import origin_of
from planengine.usecases.references import check_agency, find_plan, near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planengine.core.events import Fact, Origin
    from planengine.usecases.ports import Journal, Reader, Writer
    from planengine.usecases.requests import Request
    from planengine.usecases.rows import Clock, PlanHead
    from planengine.usecases.views import TargetInForce

SET = "target.set"
WITHDRAW = "target.withdraw"


class Told(NamedTuple):
    """One figure after a command: `event` is None where it stood already; `was` is what it replaced; `over` says that a
    share is above 100 %."""

    plan: str
    target: str
    period: str
    agency: str
    event: str | None
    value: str | None
    unit: str
    was: str | None
    over: bool


def set_targets(
    journal: Journal, reader: Reader, request: Request, period: str | None, clock: Clock, today: date
) -> tuple[Told, ...]:
    """Records the `figures` of the request ((target, figure as typed) each) for the period, all or none.

    `holder` is whose figures they are, else who the plan names where the secretariat speaks, else the speaker. Under
    one `idem_key` it is done once. Raises NotFound, UsageRefusal, Refusal (kept in the refusal log) or Raced.
    """
    return _record(journal, reader, request, period, clock, today)


def withdraw_targets(
    journal: Journal, reader: Reader, request: Request, period: str | None, clock: Clock, today: date
) -> tuple[Told, ...]:
    """Takes back what was said of the `tasks` of the request (ids of targets) for the period by mistake, with its
    `reason`. Raises as `set_targets` does."""
    return _record(journal, reader, request, period, clock, today)


def find_target(journal: Journal, reader: Reader, plan: PlanHead, name: str) -> TargetInForce:
    """The target of that id in the plan in force. Raises NotFound("target.unknown") with near misses, and
    NotFound("target.renamed")."""
    known = {one.id: one for one in reader.targets_in_force(plan.uid)}
    if name in known:
        return known[name]
    folded = {one.casefold(): one for one in known}
    now = journal.renamed(plan.uid, name)
    if now in known:
        raise NotFound("target.renamed", target=name, now=now)
    close = (folded[name.casefold()],) if name.casefold() in folded else near(name, tuple(known))
    raise NotFound("target.unknown", target=name, near=close or tuple(known)[:8])


def asked_of(target: TargetInForce) -> Asked:
    """What a report on the target is held against."""
    spec = json.loads(target.spec)
    goal = spec["goal"]
    unit = goal["unit"] if goal else None
    change = bool(spec.get("since_baseline")) or (unit or "").startswith("%/")
    return Asked(target.uid, target.id, unit, spec["reported_by"], change)


def report_within(
    writer: Writer,
    plan: PlanHead,
    target: TargetInForce,
    figure: Figure,
    origin: Origin,
    clock: Clock,
    today: date,
    *,
    agency: str,
    period: str,
    correlation: str,
    note: str | None = None,
    idem_key: str | None = None,
) -> Told:
    """One figure in a transaction that is open already; `period` is a key. Raises Refusal."""
    asked = asked_of(target)
    standing, number = _standing(writer, asked, agency, period)
    fact = target_value.report(
        asked,
        standing,
        figure,
        secretariat=plan.secretariat,
        speaker=origin.agency,
        agency=agency,
        period=period,
        on=origin.on,
        number=number,
        note=note,
    )
    if fact is None:
        assert standing is not None
        return _told(plan, asked, period, agency, None, {"value": standing.value, "unit": standing.unit})
    writer.append(plan, (fact,), origin, clock.now, today=today, correlation=correlation, idem_key=idem_key)
    return _told(plan, asked, period, agency, fact, fact.payload)


def withdraw_within(
    writer: Writer,
    plan: PlanHead,
    target: TargetInForce,
    origin: Origin,
    clock: Clock,
    today: date,
    *,
    agency: str,
    period: str,
    correlation: str,
    reason: str | None,
    idem_key: str | None = None,
) -> Told:
    """One figure taken back in a transaction that is open already. Raises Refusal."""
    asked = asked_of(target)
    standing, number = _standing(writer, asked, agency, period)
    fact = target_value.withdraw(
        asked,
        standing,
        secretariat=plan.secretariat,
        speaker=origin.agency,
        agency=agency,
        period=period,
        on=origin.on,
        number=number,
        reason=reason,
    )
    writer.append(plan, (fact,), origin, clock.now, today=today, correlation=correlation, idem_key=idem_key)
    return _told(plan, asked, period, agency, fact, fact.payload)


class _Chosen(NamedTuple):
    target: TargetInForce
    figure: Figure | None
    agency: str
    period: str
    standing: Row | None


def _record(
    journal: Journal, reader: Reader, request: Request, period: str | None, clock: Clock, today: date
) -> tuple[Told, ...]:
    told = _told_before(journal, reader, request)
    if told:
        return told
    plan = find_plan(journal, request.plan)
    for body in (request.speaker, request.holder):
        if body is not None:
            check_agency(journal, body)
    if request.speaker is None:
        raise UsageRefusal("target.who", secretariat=plan.secretariat)
    origin = origin_of(plan, request, request.speaker, clock, today)
    current = ""
    try:
        chosen = []
        for name, text in request.figures or [(name, None) for name in request.tasks]:
            current = name
            chosen.append(_choose(journal, reader, plan, request, name, text, period, origin.on))
        if not chosen:
            raise UsageRefusal("target.missing")
        with journal.writing() as writer:
            return _told_before(journal, reader, request) or tuple(
                _write(writer, plan, chosen, request, origin, clock, today)
            )
    except Refusal as refusal:
        journal.refuse(
            refusal,
            plan_uid=plan.uid,
            at=clock.now,
            person=request.person,
            agency=request.speaker,
            trigger=request.trigger,
            task=current,
        )
        raise


def _choose(
    journal: Journal,
    reader: Reader,
    plan: PlanHead,
    request: Request,
    name: str,
    text: str | None,
    period: str | None,
    on: date,
) -> _Chosen:
    """A figure with what it is for, and what stands there before the lock is taken."""
    target = find_target(journal, reader, plan, name)
    asked = asked_of(target)
    every = targets.every_of(json.loads(target.spec))
    first, last = date.fromisoformat(plan.starts), date.fromisoformat(plan.ends)
    if period is None:
        raise UsageRefusal(
            "target.no_period", target=target.id, example=targets.some_periods(every, first, last)
        )
    found = targets.find_period(every, period, first, last)
    if not targets.begun(found, on):
        raise Refusal("target.future", period=found.key, start=found.start, on=on)
    figure = None if text is None else target_value.read_figure(text)
    agency = request.holder or _own(plan, asked, request.speaker or "")
    kept = reader.records(target_value.FAMILY, "uid", target_value.record_of(target.uid, found.key, agency))
    standing = kept[0] if kept else None
    return _Chosen(target, figure, agency, found.key, standing)


def _own(plan: PlanHead, asked: Asked, speaker: str) -> str:
    """Whose figure it is where nobody was named."""
    return asked.reported_by if asked.reported_by and speaker == plan.secretariat else speaker


def _write(
    writer: Writer,
    plan: PlanHead,
    chosen: list[_Chosen],
    request: Request,
    origin: Origin,
    clock: Clock,
    today: date,
) -> list[Told]:
    correlation, idem_key = os.urandom(8).hex(), request.idem_key
    told = []
    for one in chosen:
        now, _ = _standing(writer, asked_of(one.target), one.agency, one.period)
        if now != one.standing:
            raise Raced(
                "target.raced",
                target=one.target.id,
                period=one.period,
                agency=one.agency,
                value=now.value if now else None,
                by=now.said_by if now else None,
            )
    for one in chosen:
        where = {"agency": one.agency, "period": one.period, "correlation": correlation}
        if one.figure is not None:
            done = report_within(
                writer, plan, one.target, one.figure, origin, clock, today,
                note=request.note, idem_key=idem_key, **where,
            )  # fmt: skip
        else:
            done = withdraw_within(
                writer, plan, one.target, origin, clock, today,
                reason=request.reason, idem_key=idem_key, **where,
            )  # fmt: skip
        if done.event is not None:
            idem_key = None  # it marks the first event of the command
        told.append(done)
    return told


def _standing(writer: Writer, asked: Asked, agency: str, period: str) -> tuple[Row | None, int]:
    """What stands for that agency and period, and the number of what is said next of the target."""
    rows: tuple[Row, ...] = writer.records(target_value.FAMILY, "target_uid", asked.uid)
    uid = target_value.record_of(asked.uid, period, agency)
    standing = next((one for one in rows if one.uid == uid), None)
    return standing, 1 + max((one.number for one in rows), default=0)


def _told(
    plan: PlanHead, asked: Asked, period: str, agency: str, fact: Fact | None, payload: Mapping[str, object]
) -> Told:
    value = payload.get("value")
    from decimal import Decimal

    over = asked.unit == "%" and not asked.change and value is not None and Decimal(str(value)) > 100
    was = payload.get("was")
    return Told(
        plan.id,
        asked.id,
        period,
        agency,
        fact.type if fact else None,
        None if value is None else str(value),
        str(payload["unit"]),
        None if was is None else str(was),
        over,
    )


def _told_before(journal: Journal, reader: Reader, request: Request) -> tuple[Told, ...]:
    """The answer once given to the command of this key; empty where there was none."""
    if not request.idem_key:
        return ()
    from planengine.core.events import Fact

    found = []
    plans = {plan.id: plan for plan in journal.plans()}
    for plan_id, event, _, text in journal.answered(request.idem_key):
        payload = json.loads(text)
        if event in target_value.EVENTS:
            plan = plans[plan_id]
            asked = asked_of(find_target(journal, reader, plan, payload["target"]))
            fact = Fact(event, asked.uid, payload)
            found.append(_told(plan, asked, payload["period"], payload["agency"], fact, payload))
    return tuple(found)
