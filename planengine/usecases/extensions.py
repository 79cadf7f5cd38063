"""Extensions: an agency asks for a later due date, the approver answers.

Load, decide, append, tell, as in `record_work`: all tasks of one command or none. A command that came too late is told
who was faster.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from planengine.core import extension
from planengine.core.extension import Row
from planengine.errors import Raced, Refusal, UsageRefusal
from planengine.usecases.racing import raced
from planengine.usecases.read_extensions import FAMILY
from planengine.usecases.record_work import origin_of
from planengine.usecases.references import check_agency, find_occurrence

if TYPE_CHECKING:
    from planengine.core.events import Fact
    from planengine.core.workflow import Assigned, Occurred
    from planengine.usecases.ports import Journal, Writer
    from planengine.usecases.requests import Request
    from planengine.usecases.rows import Clock, Held, PlanHead

EXTEND = "extend"
WITHDRAW = "unextend"
APPROVE = "approve"
REJECT = "reject"


class Answered(NamedTuple):
    """What one command did to one request, as it was recorded.

    `event` is the fact; `day` the date asked for or granted, `due` the one that it takes the place of; `number` and
    `after_due` say which request it is and whether it came too late, where it is asked for; `late_since` is since when
    the work counts as late although it was extended. `decider` is the agency that decides.
    """

    plan: str
    label: str
    agency: str
    event: str
    day: date | None
    due: date | None
    number: int
    after_due: bool
    late_since: date | None
    excused: bool
    decider: str


def answer(
    journal: Journal, request: Request, clock: Clock, today: date, *, excuse: bool = False
) -> tuple[Answered, ...]:
    """Does what `request` asks (trigger EXTEND, WITHDRAW, APPROVE or REJECT) for all of its tasks or for none.

    `request.day` is the date asked for, or the one granted in its place. Under one `idem_key` it is done once.
    Raises NotFound, UsageRefusal, Refusal (kept in the refusal log) or Raced; nothing is changed then.
    """
    told = told_before(journal, request)
    if told:
        return told
    plan, named = _name(journal, request)
    speaker = _speaker(plan, request)
    current = named[0][0].label
    try:
        with journal.writing() as writer:
            told = told_before(journal, request)
            if told:
                return told
            answered: list[Answered] = []
            correlation = _ticket()
            for parts in named:
                current = parts[0].label
                held = _pick(journal, writer, plan, parts, request)
                one = answer_within(
                    journal,
                    writer,
                    plan,
                    held,
                    request,
                    clock,
                    today,
                    speaker=speaker,
                    excuse=excuse,
                    correlation=correlation,
                    idem_key=None if answered else request.idem_key,
                )
                answered.append(one)
    except Refusal as refusal:
        journal.refuse(
            refusal,
            plan_uid=plan.uid,
            at=clock.now,
            person=request.person,
            agency=speaker,
            trigger=request.trigger,
            task=current,
        )
        raise
    return tuple(answered)


def answer_within(
    journal: Journal,
    writer: Writer,
    plan: PlanHead,
    held: Held,
    request: Request,
    clock: Clock,
    today: date,
    *,
    speaker: str,
    correlation: str,
    excuse: bool = False,
    idem_key: str | None = None,
) -> Answered:
    """One assignment of such a request, in a transaction that is open already.

    Raises Raced where the assignment has been moved since `held` was read, and Refusal where a rule says no.
    """
    occurrence, assigned, last_seq = writer.load(plan, held.occurrence_uid, held.uid, request.trigger)
    if last_seq != held.last_seq:
        raise _raced(journal, plan, held, last_seq, assigned.state)
    requests = requests_of(writer, held.uid)
    origin = origin_of(plan, request, speaker, clock, today)
    fact = _decide(occurrence, assigned, requests, request, speaker, origin.on, excuse)
    writer.append(plan, (fact,), origin, clock.now, today=today, correlation=correlation, idem_key=idem_key)
    return _answered(plan, fact.type, fact.payload)


def _decide(
    occurrence: Occurred,
    assigned: Assigned,
    requests: tuple[Row, ...],
    request: Request,
    speaker: str,
    on: date,
    excuse: bool,
) -> Fact:
    if request.trigger == EXTEND:
        if request.day is None:
            raise UsageRefusal("extension.day", task=occurrence.label)
        return extension.ask(
            occurrence,
            assigned,
            requests,
            uid=_ticket(),
            speaker=speaker,
            on=on,
            to=request.day,
            reason=request.reason,
        )
    waiting = extension.open_request(requests)
    if waiting is None:
        raise _nothing_open(occurrence.label, assigned.agency, requests)
    if request.trigger == WITHDRAW:
        return extension.withdraw(occurrence, assigned, waiting, speaker=speaker, on=on)
    if request.trigger == REJECT:
        return extension.reject(
            occurrence,
            assigned,
            waiting,
            speaker=speaker,
            on=on,
            reason=request.reason,
            document=request.document,
        )
    return extension.approve(
        occurrence,
        assigned,
        waiting,
        speaker=speaker,
        on=on,
        to=request.day,
        excuse=excuse,
        document=request.document,
    )


def _nothing_open(label: str, agency: str, requests: tuple[Row, ...]) -> Refusal:
    if not requests:
        return Refusal("extension.none", task=label)
    last = requests[-1]
    return Refusal(
        "extension.decided",
        task=label,
        agency=agency,
        state=last.state,
        day=_day(last.decided_on),
        by=last.decided_by,
    )


def told_before(journal: Journal, request: Request) -> tuple[Answered, ...]:
    """The answer once given to the command of this key; empty where there was none."""
    if not request.idem_key:
        return ()
    told = journal.answered(request.idem_key)
    plans = {one.id: one for one in journal.plans()} if told else {}
    return tuple(
        _answered(plans[plan_id], event, json.loads(payload))
        for plan_id, event, _, payload in told
        if event in extension.EVENTS
    )


def _answered(plan: PlanHead, event: str, fact: Mapping[str, object]) -> Answered:
    agency = str(fact["agency"])
    return Answered(
        plan=plan.id,
        label=str(fact["task"]),
        agency=agency,
        event=event,
        day=_day(fact.get("day")),
        due=_day(fact.get("due")),
        number=int(str(fact.get("number", 0))),
        after_due=bool(fact.get("after_due")),
        late_since=_day(fact.get("late_since")),
        excused=bool(fact.get("excused")),
        decider=plan.secretariat if agency == plan.approver else plan.approver,
    )


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _name(journal: Journal, request: Request) -> tuple[PlanHead, list[tuple[Held, ...]]]:
    """The plan of the tasks that the request names, and of each the assignments that may be meant, as they are before
    the lock is taken."""
    for agency in (request.speaker, request.holder):
        if agency is not None:
            check_agency(journal, agency)
    if not request.tasks:
        raise UsageRefusal("task.missing")
    plans: dict[PlanHead, None] = {}
    named = []
    for reference in dict.fromkeys(request.tasks):
        whole = f"{request.plan}/{reference}" if request.plan and "/" not in reference else reference
        plan, occurrence = find_occurrence(journal, whole)
        plans[plan] = None
        own = request.holder
        if request.trigger in (EXTEND, WITHDRAW):
            own = request.speaker
            if own is None:
                raise UsageRefusal("who.missing")
        parts = journal.held(occurrence.uid)
        chosen = tuple(one for one in parts if own in (None, one.agency))
        if not chosen:
            bearers = tuple(one.agency for one in parts if one.role != "support")
            raise Refusal("agency.no_assignment", task=occurrence.label, agency=own, holders=bearers)
        named.append(chosen)
    if len(plans) > 1:
        raise UsageRefusal("plan.several", plans=tuple(plan.id for plan in plans))
    return next(iter(plans)), named


def _speaker(plan: PlanHead, request: Request) -> str:
    """Who speaks. Raises UsageRefusal where nobody was named: neither asking nor deciding is done by default."""
    if request.speaker is not None:
        return request.speaker
    raise UsageRefusal("extension.who", approver=plan.approver)


def _pick(
    journal: Journal, writer: Writer, plan: PlanHead, parts: tuple[Held, ...], request: Request
) -> Held:
    """Of the parts of an occurrence the one that is meant: for a decision the one with an open request."""
    if len(parts) == 1 or request.trigger in (EXTEND, WITHDRAW):
        return parts[0]
    waiting = [one for one in parts if extension.open_request(requests_of(writer, one.uid))]
    if len(waiting) == 1:
        return waiting[0]
    if waiting:
        agencies = tuple(one.agency for one in waiting)
        raise UsageRefusal("agency.ambiguous", task=parts[0].label, agencies=agencies)
    for one in parts:
        moved = requests_of(writer, one.uid)
        _, assigned, last_seq = writer.load(plan, one.occurrence_uid, one.uid, request.trigger)
        if moved and last_seq != one.last_seq:
            raise _raced(journal, plan, one, last_seq, assigned.state)
    raise Refusal("extension.none", task=parts[0].label)


def _raced(journal: Journal, plan: PlanHead, held: Held, last_seq: int, state: str) -> Raced:
    """What to say where somebody moved the assignment since it was looked at: who, when and how."""
    return raced(journal, plan, [(held, last_seq, state)])


def requests_of(writer: Writer, assignment_uid: str) -> tuple[Row, ...]:
    """All requests for an assignment, as they stand in the open transaction, in the order they were made."""
    rows = [Row(*row) for row in writer.records(FAMILY, "assignment_uid", assignment_uid)]
    return tuple(sorted(rows, key=lambda one: (one.number, one.state == extension.OPEN)))


def _ticket() -> str:
    """A fresh identifier: of a request, and of the events of one command."""
    return os.urandom(8).hex()
