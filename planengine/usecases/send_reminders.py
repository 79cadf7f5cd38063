"""A reminder goes out: plan what changed, fire what is due, write one letter per recipient, hand the letters over.

Planning and firing are one transaction; each letter is claimed in a transaction of its own and sent outside any. What
is settled before its letter is claimed is not told any more.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from planengine.core import reminders, status
from planengine.core.calendar import Calendar
from planengine.core.reminders import Step
from planengine.messages import letters
from planengine.notification.api import (
    ACCEPTED,
    TRANSIENT,
    UNKNOWN,
    DeliveryError,
    Message,
    Notifier,
    Recipient,
)
from planengine.usecases.plan_reminders import (
    anchor_of,
    day_of,
    facts_of,
    instant_of,
    recipients,
    replan,
    step_of,
)
from planengine.usecases.ports import Journal as JournalPort
from planengine.usecases.reminding import (
    MISSING,
    Address,
    Claimed,
    Firing,
    Item,
    Letter,
    Outbox,
    Planned,
    Subject,
    World,
)
from planengine.usecases.rows import PlanHead


class Ticked(NamedTuple):
    """What one tick did: letters written and handed over, letters that wait for a later attempt, letters that failed
    for good, recipients nobody could be found for, and when the window opens next where it was shut."""

    written: int
    sent: int
    held: int
    failed: int
    missing: int
    opens_at: datetime | None
    channel_fault: str | None


def tick(journal: JournalPort, world: World, now: datetime, worker: str) -> Ticked:
    """One round for all plans whose reminders are enabled."""
    written = missing = 0
    opens_at = None
    for plan in journal.plans():
        if plan.reminders_from is None:
            continue
        with world.outbox() as outbox:
            calendar = outbox.calendar(plan.calendar)
            local = now.astimezone(world.zone(plan.timezone))
            replan(outbox, plan, calendar, world.zone(plan.timezone))
            if reminders.is_open(calendar, local.date(), local.time()):
                wrote, unreached = _fire(outbox, world, plan, calendar, now, local)
                written += wrote
                missing += unreached
            else:
                opens_at = _next_opening(calendar, local) or opens_at
    sent, held, failed, fault = _send_all(journal, world, now, worker)
    with world.outbox() as outbox:
        outbox.beat(worker, now, sent)
    return Ticked(written, sent, held, failed, missing, opens_at, fault)


def _fire(
    outbox: Outbox, world: World, plan: PlanHead, calendar: Calendar, now: datetime, local: datetime
) -> tuple[int, int]:
    """Turns what is due into letters, one per recipient; returns (letters written, roles nobody answers for)."""
    items: dict[Address, list[Item]] = {}
    missing = 0
    for planned in outbox.due(plan.uid, now):
        subject = outbox.subject(planned.assignment_uid)
        if subject is None:
            continue
        step = step_of(subject, planned.step)
        outbox.plan(plan.uid, [_advance(planned, step, subject, calendar, local)])
        if step is None or reminders.anchor(step, facts_of(subject)) is None:
            continue
        if step.only_if == "not_accepted" and subject.state != status.ASSIGNED:
            continue
        for to in recipients(outbox, plan, step, subject):
            firing = _firing(plan, planned, to.address if to else MISSING)
            if outbox.fired(firing.dedup_key):
                continue
            if to is None:
                outbox.fire(plan.uid, firing._replace(decision="no_contact"), None)
                missing += 1
            else:
                items.setdefault(to, []).append(Item(firing, subject, step.name))
    uids = world.uids(now)
    for to, listed in items.items():
        _write(outbox, world, plan, to, _collapse(outbox, plan, listed), uids(), now, local)
    return len(items), missing


def _advance(
    planned: Planned, step: Step | None, subject: Subject, calendar: Calendar, local: datetime
) -> Planned:
    """The row after its moment was told: the step's next moment after today, or finished."""
    anchored = reminders.anchor(step, facts_of(subject)) if step else None
    moment = None
    if step is not None and anchored is not None:
        first = local.date() + timedelta(days=1)
        moment = reminders.next_moment(step, anchored, calendar, first, planned.sent + 1)
    if moment is None:
        return planned._replace(state="finished", sent=planned.sent + 1)
    return planned._replace(next_at=instant_of(moment.day, local.tzinfo), sent=moment.number)


def _firing(plan: PlanHead, planned: Planned, recipient: str) -> Firing:
    parts = (
        plan.uid,
        planned.assignment_uid,
        planned.step,
        str(planned.generation),
        str(planned.sent),
        recipient,
    )
    return Firing(
        dedup_key=sha256("|".join(parts).encode()).hexdigest(),
        assignment_uid=planned.assignment_uid,
        step=planned.step,
        generation=planned.generation,
        number=planned.sent,
        recipient=recipient,
        planned_at=planned.next_at,
        decision="sent",
    )


def _collapse(outbox: Outbox, plan: PlanHead, items: list[Item]) -> tuple[Item, ...]:
    """One line per assignment: the most urgent step is told, the others are noted as merged into it."""
    steps: dict[str, list[Item]] = {}
    for item in items:
        steps.setdefault(item.subject.uid, []).append(item)
    kept = []
    for listed in steps.values():
        told = reminders.most_urgent(tuple(one.step for one in listed))
        for one in listed:
            if one.step == told:
                kept.append(one)
            else:
                outbox.fire(plan.uid, one.firing._replace(decision="merged"), None)
    return tuple(kept)


def _write(
    outbox: Outbox,
    world: World,
    plan: PlanHead,
    to: Address,
    items: tuple[Item, ...],
    uid: str,
    now: datetime,
    local: datetime,
) -> None:
    letter = compose(world, plan, to, items, uid, local)
    outbox.write(plan.uid, letter, now)
    for item in items:
        outbox.fire(plan.uid, item.firing, uid)


def compose(
    world: World, plan: PlanHead, to: Address, items: tuple[Item, ...], uid: str, local: datetime
) -> Letter:
    """The letter about `items`, frozen. Its key is that of its items, the same on every retry."""
    key = sha256("|".join(sorted(one.firing.dedup_key for one in items)).encode()).hexdigest()
    lines = [_line(one, local.date()) for one in items]
    drawn = letters.draw(world.say, plan.id, plan.title, to.name, lines, local.date())
    single = items[0].subject if len(items) == 1 else None
    message = {
        "key": key,
        "agency": to.agency,
        "name": to.name,
        "subject": drawn.subject,
        "text": drawn.text,
        "html": drawn.html,
        "created": local.isoformat(),
        "thread": single.uid if single else None,
        "restricted": any(one.subject.restricted for one in items),
    }
    return Letter(
        uid=uid,
        dedup_key=key,
        channel=world.channel(to.address),
        recipient=to.agency,
        address=to.address,
        message=json.dumps(message, ensure_ascii=False, sort_keys=True),
    )


def _line(item: Item, today: date) -> letters.Line:
    subject = item.subject
    if item.step.startswith("update"):
        by = anchor_of(item)
    else:
        by = reminders.work_by(day_of(subject.due), day_of(subject.committed), day_of(subject.internal_due))
    return letters.Line(
        step=item.step,
        label=subject.label,
        title=subject.title,
        agency=subject.agency_short,
        role=subject.role,
        by=by,
        days_left=(by - today).days if by else None,
        restricted=bool(subject.restricted),
        request=bool(subject.request),
        standing=subject.kind == "standing",
    )


def _send_all(
    journal: JournalPort, world: World, now: datetime, worker: str
) -> tuple[int, int, int, str | None]:
    """Claims and hands over letters until none is due: (accepted, to be tried again, failed, fault of a channel).

    A channel that is itself at fault is left alone for the rest of the round; its letters stay due. Raises what
    building a notifier raises (settings that are wrong), before any letter of that channel is claimed.
    """
    sent = held = failed = 0
    fault: str | None = None
    broken: list[str] = []
    notifiers: dict[str, Notifier] = {}
    plans = {plan.uid: plan for plan in journal.plans()}
    try:
        with world.outbox() as outbox:
            for channel in outbox.channels_due(now):
                notifiers[channel] = world.notifier(channel)
        while True:
            with world.outbox() as outbox:
                claimed = outbox.claim(now, worker, broken)
                if claimed is not None and _settle_stale(
                    outbox, world, plans[claimed.plan_uid], claimed, now
                ):
                    continue
                if claimed is None:
                    return sent, held + outbox.count_due(now, broken), failed, fault
            outcome, detail, provider, at_fault = _hand_over(world, notifiers, claimed)
            if at_fault:
                broken.append(claimed.channel)
                fault = detail
            with world.outbox() as outbox:
                outbox.settle(claimed, outcome, detail, provider, now)
            sent += outcome == ACCEPTED
            held += outcome in (TRANSIENT, UNKNOWN)
            failed += outcome not in (ACCEPTED, TRANSIENT, UNKNOWN)
    finally:
        for notifier in notifiers.values():
            notifier.close()


def _settle_stale(outbox: Outbox, world: World, plan: PlanHead, claimed: Claimed, now: datetime) -> bool:
    """Takes a letter out of which something was settled meanwhile; what is still open gets a letter of its own."""
    firings = outbox.items(claimed.uid)
    found = [(one, outbox.subject(one.assignment_uid)) for one in firings]
    items = [Item(one, subject, one.step) for one, subject in found if subject is not None]
    still = [item for item in items if anchor_of(item) is not None]
    if len(still) == len(firings):
        return False
    if not still:
        outbox.supersede(claimed, None, ())
        return True
    local = now.astimezone(world.zone(plan.timezone))
    frozen = json.loads(claimed.message)
    to = Address(claimed.recipient, frozen["name"], claimed.address)
    uid = world.uids(now)()
    outbox.write(plan.uid, compose(world, plan, to, tuple(still), uid, local), now)
    outbox.supersede(claimed, uid, [one.firing.dedup_key for one in still])
    return True


def _hand_over(
    world: World, notifiers: dict[str, Notifier], claimed: Claimed
) -> tuple[str, str, str | None, bool]:
    """(outcome, words of the other side, its name for the letter, whether the channel itself is at fault)."""
    try:
        if claimed.channel not in notifiers:
            notifiers[claimed.channel] = world.notifier(claimed.channel)
        receipt = notifiers[claimed.channel].send(message_of(claimed))
    except DeliveryError as error:
        outcome = TRANSIENT if error.channel_fault else error.outcome
        return outcome, error.detail, None, error.channel_fault
    return ACCEPTED, receipt.detail, receipt.provider_id, False


def message_of(claimed: Claimed) -> Message:
    """The frozen letter as the notifiers take it."""
    frozen = json.loads(claimed.message)
    return Message(
        key=frozen["key"],
        recipient=Recipient(frozen["name"], claimed.address, frozen["agency"]),
        subject=frozen["subject"],
        text=frozen["text"],
        html=frozen["html"],
        created=datetime.fromisoformat(frozen["created"]),
        thread=frozen["thread"],
        restricted=frozen["restricted"],
    )


def _next_opening(calendar: Calendar, local: datetime) -> datetime | None:
    day = local.date()
    if local.time() > reminders.WINDOW[1]:
        day += timedelta(days=1)
    try:
        day = calendar.next_working_day(day)
    except LookupError:
        return None
    return datetime.combine(day, reminders.WINDOW[0], local.tzinfo)
