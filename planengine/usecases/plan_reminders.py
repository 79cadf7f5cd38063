"""What will be said when: planning the next moments of each assignment, foreseeing letters, switching them on.

Nothing is sent here. Days and moments are in the plan's zone; what is stored is UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from planengine.core import reminders, status
from planengine.core.calendar import Calendar
from planengine.core.events import Fact, Origin
from planengine.core.reminders import Facts, Step
from planengine.errors import Refusal
from planengine.usecases.ports import Journal as JournalPort
from planengine.usecases.reminding import MISSING, Address, Contact, Item, Outbox, Planned, Subject, World
from planengine.usecases.rows import Clock, PlanHead


class Foreseen(NamedTuple):
    """A letter line to come: when (plan's zone), about what, to whom; `moved_from` is the day off it was moved from."""

    at: datetime
    subject: Subject
    step: str
    recipients: tuple[str, ...]
    moved_from: date | None


def replan(
    outbox: Outbox, plan: PlanHead, calendar: Calendar, zone: tzinfo, *, not_before: datetime | None = None
) -> None:
    """Plans the next moments of what changed since the last tick, of everything where the whole plan changed.

    A step whose anchor has not moved keeps its place, so that a moment that is due and not yet told is not lost.
    Moments before the change (and before `not_before`) are skipped: nothing is sent late as if it were fresh. Those
    between the change and now are due now, however rarely the clock ticks.
    """
    everything, changed = outbox.take_replans(plan.uid)
    if everything is not None:
        subjects = outbox.subjects(plan.uid)
    else:
        subjects = tuple(one for one in map(outbox.subject, changed) if one is not None)
    rows: list[Planned] = []
    for subject in subjects:
        since = datetime.fromisoformat(max(changed.get(subject.uid, ""), everything or ""))
        if not_before is not None:
            since = max(since, not_before)
        before = {one.step: one for one in outbox.planned(subject.uid)}
        rows += plan_steps(subject, before, calendar, since.astimezone(zone))
    outbox.plan(plan.uid, rows)


def plan_steps(
    subject: Subject, before: Mapping[str, Planned], calendar: Calendar, local: datetime
) -> Iterable[Planned]:
    """The planned rows of one assignment from `local` on (plan's zone), from those that stood before."""
    facts = facts_of(subject)
    for step in reminders.POLICIES[subject.policy]:
        old = before.get(step.name)
        anchored = reminders.anchor(step, facts)
        if anchored is None:
            if old is not None and old.state == "planned":
                yield old._replace(state="stopped")
            continue
        same = old is not None and old.anchor == anchored.isoformat()
        if old is not None and same and old.state != "stopped":
            continue
        generation = 0 if old is None else old.generation + (not same)
        sent = old.sent if old is not None and same else 0
        first = local.date() if local.time() < reminders.AT else local.date() + timedelta(days=1)
        moment = reminders.next_moment(step, anchored, calendar, first, sent)
        yield Planned(
            assignment_uid=subject.uid,
            step=step.name,
            next_at=instant_of(moment.day, local.tzinfo) if moment else instant_of(anchored, local.tzinfo),
            state="planned" if moment else "finished",
            anchor=anchored.isoformat(),
            generation=generation,
            sent=moment.number if moment else sent,
        )


def facts_of(subject: Subject) -> Facts:
    """What the policy looks at."""
    return Facts(
        policy=subject.policy,
        kind=subject.kind,
        role=subject.role,
        state=subject.state,
        opens_on=date.fromisoformat(subject.opens_on),
        closes_on=date.fromisoformat(subject.closes_on),
        due=day_of(subject.due),
        committed=day_of(subject.committed),
        internal_due=day_of(subject.internal_due),
        update_every=subject.update_every,
        updated_on=day_of(subject.updated_on),
        reported_on=day_of(subject.reported_on),
        tracked_from=day_of(subject.tracked_from),
    )


def anchor_of(item: Item) -> date | None:
    """The day that the item's step counts from, as its assignment stands."""
    step = step_of(item.subject, item.step)
    return reminders.anchor(step, facts_of(item.subject)) if step is not None else None


def step_of(subject: Subject, name: str) -> Step | None:
    """The step of that name in the assignment's policy, or None where the policy has none."""
    return next((one for one in reminders.POLICIES[subject.policy] if one.name == name), None)


def recipients(outbox: Outbox, plan: PlanHead, step: Step, subject: Subject) -> tuple[Address | None, ...]:
    """Whom a step speaks to; None stands for a role that nobody answers for. A tracked group is the secretariat's."""
    found: dict[str, Address] = {}
    unreached = False
    for role in step.to:
        if role == "support" and subject.role != "support":
            continue
        if role in ("responsible", "head") and subject.role == "support":
            continue
        agency = {"secretariat": plan.secretariat, "approver": plan.approver}.get(role, subject.agency)
        if subject.is_group and agency == subject.agency:
            agency = plan.secretariat
        address = _address(outbox.contacts(agency), "head" if role == "head" else "focal")
        if address is None:
            unreached = True
        else:
            found.setdefault(address.address, address)
    return (*found.values(), *([None] if unreached and not found else []))


def _address(contacts: tuple[Contact, ...], role: str) -> Address | None:
    """The first contact of that role with an address; a head who has none is reached through the focal point."""
    for wanted in (role, "focal"):
        for one in contacts:
            if one.role == wanted and one.email:
                return Address(one.agency, one.name or one.agency_short, one.email)
    return None


def foresee(
    outbox: Outbox, world: World, plan: PlanHead, local: datetime, until: date
) -> tuple[Foreseen, ...]:
    """Every line that would go out after `local` until the end of the day `until`, as things stand, in time order."""
    calendar = outbox.calendar(plan.calendar)
    first = local.date() if local.time() < reminders.AT else local.date() + timedelta(days=1)
    found = []
    for subject in outbox.subjects(plan.uid):
        facts = facts_of(subject)
        for step in reminders.POLICIES[subject.policy]:
            anchored = reminders.anchor(step, facts)
            if anchored is None or (step.only_if == "not_accepted" and subject.state != status.ASSIGNED):
                continue
            people = tuple(one.address if one else MISSING for one in recipients(outbox, plan, step, subject))
            for moment in _moments_within(step, anchored, calendar, first, until):
                at = datetime.combine(moment.day, reminders.AT, local.tzinfo)
                if people:
                    found.append(Foreseen(at, subject, step.name, people, moment.moved_from))
    return tuple(sorted(found, key=lambda one: one.at))


def _moments_within(
    step: Step, anchored: date, calendar: Calendar, first: date, until: date
) -> Iterable[reminders.Moment]:
    try:
        for moment in reminders.moments(step, anchored, calendar):
            if moment.day > until:
                return
            if moment.day >= first:
                yield moment
    except LookupError:
        return


def letters_foreseen(lines: Iterable[Foreseen]) -> tuple[int, int]:
    """(letters, people): lines of one morning to one person are one letter."""
    pairs = {(one.at, person) for one in lines for person in one.recipients if person != MISSING}
    return len(pairs), len({person for _, person in pairs})


def enable(
    journal: JournalPort, world: World, plan: PlanHead, person: str, clock: Clock, today: date
) -> None:
    """From now on due reminders of the plan go out; their moments are planned at once.

    Raises Refusal("remind.already") where they do already.
    """
    if plan.reminders_from is not None:
        raise Refusal("remind.already", plan=plan.id, start=date.fromisoformat(plan.reminders_from))
    origin = Origin(agency=plan.secretariat, person=person, on=today, clock=clock.kind)
    fact = Fact("reminders_enabled", plan.uid, {"plan": plan.id, "from": today.isoformat()})
    with journal.writing() as writer:
        writer.append(plan, (fact,), origin, clock.now, today=today, correlation=fact.stream)
    with world.outbox() as outbox:
        zone = world.zone(plan.timezone)
        replan(outbox, plan, outbox.calendar(plan.calendar), zone, not_before=clock.now)


def instant_of(day: date, zone: tzinfo | None) -> str:
    """When a step of that day speaks, as the database writes it."""
    moment = datetime.combine(day, reminders.AT, zone)
    utc = (moment - (moment.utcoffset() or timedelta(0))).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def day_of(text: str | None) -> date | None:
    """The day that ISO text writes."""
    return None if text is None else date.fromisoformat(text)
