"""An agency reports, the secretariat decides: any number of assignments in one command, all or nothing.

Load, decide, append, tell. What the decision rests on is looked at before the lock is taken and again under it: if
somebody was faster in between, the person is told who and what, instead of a refusal that makes no sense to them.
"""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING

from planengine.core import status, workflow
from planengine.core.events import Fact, Origin
from planengine.errors import NotFound, Refusal, UsageRefusal
from planengine.usecases.racing import raced
from planengine.usecases.references import check_agency, check_not_closed, find_occurrence, find_plan
from planengine.usecases.requests import Changed, Outcome, Request

if TYPE_CHECKING:
    from planengine.core.workflow import Assigned, Occurred
    from planengine.usecases.ports import Journal, Writer
    from planengine.usecases.rows import Clock, Held, PlanHead, Recorded


def record(journal: Journal, request: Request, clock: Clock, today: date) -> Outcome:
    """Does what `request` asks, for all of its tasks or for none; under one `idem_key` once, however often it is sent.

    Raises NotFound, UsageRefusal, Refusal (kept in the refusal log) or Raced; nothing is changed then.
    """
    told = _told_before(journal, request)
    if told is not None:
        return told
    plan, chosen = _choose(journal, request)
    speaker = _speaker(plan, request)
    origin = origin_of(plan, request, speaker, clock, today)
    current, correlation, idem_key = chosen[0], _ticket(), request.idem_key
    try:
        with journal.writing() as writer:
            told = _told_before(journal, request)
            if told is not None:
                return told
            changed: list[Changed] = []
            unlocked: list[str] = []
            seq = 0
            _check_unmoved(journal, writer, plan, chosen, request.trigger)
            for current in chosen:
                one, recorded = record_within(
                    writer,
                    plan,
                    current,
                    request,
                    origin,
                    clock,
                    today,
                    correlation=correlation,
                    idem_key=idem_key,
                )
                idem_key = None  # it marks the first event of the command
                changed.append(one)
                unlocked += recorded.unlocked
                seq = recorded.last_seq
    except Refusal as refusal:
        journal.refuse(
            refusal,
            plan_uid=plan.uid,
            at=clock.now,
            person=request.person,
            agency=speaker,
            trigger=request.trigger,
            task=current.label,
        )
        raise
    return Outcome(tuple(changed), tuple(dict.fromkeys(unlocked)), seq)


def record_within(
    writer: Writer,
    plan: PlanHead,
    held: Held,
    request: Request,
    origin: Origin,
    clock: Clock,
    today: date,
    *,
    correlation: str,
    idem_key: str | None = None,
) -> tuple[Changed, Recorded]:
    """What `request` asks for one assignment, in a transaction that is open already; the origin says who speaks.

    Raises Refusal where a rule says no. Whether the assignment moved since `held` was read is for the caller to know.
    """
    facts, changed = _decide(writer, plan, held, request, origin, today)
    recorded = writer.append(
        plan, facts, origin, clock.now, today=today, correlation=correlation, idem_key=idem_key
    )
    return changed, recorded


def _told_before(journal: Journal, request: Request) -> Outcome | None:
    """The answer once given to the command of this key, but for what it made free; None where there was none."""
    told = journal.answered(request.idem_key) if request.idem_key else ()
    changed: list[Changed] = []
    for plan_id, event, _, payload in told:
        fact = json.loads(payload)
        if event == "occurrence_completed":
            changed[-1] = changed[-1]._replace(completed=True, closed=len(fact["closed"]))
        elif "state" in fact and event != "evidence_added":
            changed.append(Changed(plan_id, fact["task"], fact["agency"], fact["state"], False, 0))
    return Outcome(tuple(changed), (), told[-1][2]) if told else None


def _speaker(plan: PlanHead, request: Request) -> str:
    if request.speaker is not None:
        return request.speaker
    if status.responsible(request.trigger) == status.HOLDER:
        raise UsageRefusal("who.missing")
    return plan.secretariat


def origin_of(plan: PlanHead, request: Request, speaker: str, clock: Clock, today: date) -> Origin:
    """Who acted, who typed: what comes by another channel or for another day is the secretariat's entry."""
    check_not_closed(plan)
    on = request.on or today
    if on > today:
        raise UsageRefusal("on.future", on=on)
    if request.on is not None and not (request.document or request.decided_by):
        raise UsageRefusal("on.document")
    if request.channel != "cli" and not request.document:
        raise UsageRefusal("on.document")
    elsewhere = request.channel != "cli" or request.on is not None or request.override is not None
    return Origin(
        agency=speaker,
        person=request.person,
        on=on,
        typed_by=plan.secretariat if elsewhere and speaker != plan.secretariat else None,
        decided_by=request.decided_by,
        channel=request.channel,
        document=request.document,
        clock=clock.kind,
    )


def _choose(journal: Journal, request: Request) -> tuple[PlanHead, tuple[Held, ...]]:
    """The assignments that the request names, as they are before the lock is taken."""
    for agency in (request.speaker, request.holder, request.to):
        if agency is not None:
            check_agency(journal, agency)
    if request.everything or request.found_by is not None:
        plan = find_plan(journal, request.plan)
        chosen = _choose_by_rule(journal, plan, request)
        if request.holder is not None:
            chosen = tuple(one for one in chosen if one.agency == request.holder)
        if not chosen:
            raise NotFound("work.none", trigger=request.trigger)
        return plan, chosen
    if not request.tasks:
        raise UsageRefusal("task.missing")
    named = [_choose_named(journal, request, reference) for reference in dict.fromkeys(request.tasks)]
    plans = dict.fromkeys(plan for plan, _ in named)
    if len(plans) > 1:
        raise UsageRefusal("plan.several", plans=tuple(plan.id for plan in plans))
    return named[0][0], tuple(dict.fromkeys(held for _, held in named))


def _choose_by_rule(journal: Journal, plan: PlanHead, request: Request) -> tuple[Held, ...]:
    if request.found_by is not None:
        return journal.reported_with(plan.uid, request.found_by)
    if request.speaker is None:
        raise UsageRefusal("who.missing")
    return tuple(
        one
        for state in status.sources(request.trigger)
        for one in journal.held_by(plan.uid, request.speaker, state)
    )


def _choose_named(journal: Journal, request: Request, reference: str) -> tuple[PlanHead, Held]:
    if "/" not in reference and request.plan is not None:
        reference = f"{request.plan}/{reference}"
    plan, occurrence = find_occurrence(journal, reference)
    held = journal.held(occurrence.uid)
    if status.responsible(request.trigger) == status.HOLDER:
        return plan, _of_agency(held, _holder(request, held), occurrence.label)
    if request.holder is not None:
        return plan, _of_agency(held, request.holder, occurrence.label)
    fitting = [one for one in held if status.transition(request.trigger, one.state)]
    if not fitting:
        # the rule says best why not; of many bearers none is more to blame than the others
        fitting = [one for one in held if one.role != "support"]
        if len(fitting) > 1:
            raise Refusal("agency.none_fits", task=occurrence.label, trigger=request.trigger)
    if len(fitting) == 1:
        return plan, fitting[0]
    if not fitting:
        raise Refusal("agency.nobody", task=occurrence.label)
    raise UsageRefusal(
        "agency.ambiguous", task=occurrence.label, agencies=tuple(one.agency for one in fitting)
    )


def _holder(request: Request, held: tuple[Held, ...]) -> str:
    if request.speaker is None:
        raise UsageRefusal("who.missing")
    return request.speaker


def _of_agency(held: tuple[Held, ...], agency: str, label: str) -> Held:
    for one in held:
        if one.agency == agency:
            return one
    bearers = tuple(one.agency for one in held if one.role != "support")
    raise Refusal("agency.no_assignment", task=label, agency=agency, holders=bearers)


def _check_unmoved(
    journal: Journal, writer: Writer, plan: PlanHead, chosen: tuple[Held, ...], trigger: str
) -> None:
    """Raises Raced where assignments have been moved since they were looked at, naming for each who did what."""
    moved = []
    for held in chosen:
        _, assigned, last_seq = writer.load(plan, held.occurrence_uid, held.uid, trigger)
        if last_seq != held.last_seq:
            moved.append((held, last_seq, assigned.state))
    if moved:
        raise raced(journal, plan, moved)


def _decide(
    writer: Writer,
    plan: PlanHead,
    held: Held,
    request: Request,
    origin: Origin,
    today: date,
) -> tuple[tuple[Fact, ...], Changed]:
    occurrence, assigned, _ = writer.load(plan, held.occurrence_uid, held.uid, request.trigger)
    holders = {one.agency for one in occurrence.assignments} - {assigned.agency}
    if request.to in holders:
        raise Refusal("agency.already_assigned", task=occurrence.label, agency=request.to)
    command = workflow.Command(
        trigger=request.trigger,
        agency=origin.agency,
        holder=assigned.agency,
        on=origin.on,
        today=today,
        reason=request.reason,
        document=request.document,
        evidence=request.evidence or (request.document if request.trigger == "submit" else None),
        note=request.note,
        percent=request.percent,
        figures=dict(request.figures),
        day=request.day,
        to=request.to,
        to_uid=writer.agency_uid(request.to) if request.to else None,
        override=request.override,
    )
    facts = workflow.decide(occurrence, assigned, command)
    completed = next((fact for fact in facts if fact.type == "occurrence_completed"), None)
    if completed is not None:
        facts += due_facts(writer, plan, occurrence.label, date.fromisoformat(str(completed.payload["on"])))
    closed = completed.payload["closed"] if completed else []
    assert isinstance(closed, list)
    return (*_evidence(writer, occurrence, assigned, request, origin.agency, origin.on), *facts), Changed(
        plan=plan.id,
        label=occurrence.label,
        agency=assigned.agency,
        state=str(facts[0].payload["state"]),
        completed=completed is not None,
        closed=len(closed),
    )


def _evidence(
    writer: Writer, occurrence: Occurred, assigned: Assigned, request: Request, speaker: str, on: date
) -> tuple[Fact, ...]:
    """The files that come with the report, told before it."""
    if not request.files:
        return ()
    from planengine.usecases.report_files import facts_of_files

    return facts_of_files(writer, occurrence, assigned, request, speaker, on)


def due_facts(writer: Writer, plan: PlanHead, label: str, completed_on: date) -> tuple[Fact, ...]:
    """Due dates that count from this completion are fixed with it."""
    waiting = writer.waiting_for(plan.uid, label)
    if not waiting:
        return ()
    calendar = writer.calendar(plan.calendar)
    facts = []
    for one in waiting:
        try:
            due = calendar.moved(calendar.shift(completed_on, one.length, one.unit), one.day_off)
        except LookupError:
            continue  # the calendar does not reach so far; the next apply, with one that does, fixes the day
        payload = {
            "task": one.label,
            "of": label,
            "on": completed_on.isoformat(),
            "due": due.isoformat(),
        }
        facts.append(Fact("due_fixed", one.uid, payload))
    return tuple(facts)


def _ticket() -> str:
    """A fresh identifier that ties the events of one command together."""
    return os.urandom(8).hex()
