"""Taking back one's own last action, as an event of its own: within a day, while nobody has built on it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from planengine.core.events import Origin
from planengine.core.undoing import INSTEAD, Before, Step, check_allowed, done, take_back
from planengine.errors import NotFound, Refusal
from planengine.usecases.references import check_agency, check_not_closed, find_occurrence, find_plan

if TYPE_CHECKING:
    from planengine.core.workflow import Occurred
    from planengine.usecases.ports import Journal
    from planengine.usecases.rows import Clock, PlanHead


class Story(Protocol):
    """The log, read for taking back."""

    def last_of_task(self, plan_uid: str, occurrence_uid: str) -> tuple[Step, ...]:
        """The last command that moved anything of this occurrence, whole; empty where nothing has happened to it."""
        ...

    def last_of_person(self, plan_uid: str, person: str) -> tuple[Step, ...]:
        """The last command of this person in the plan, whole; empty where there is none."""
        ...

    def later(self, plan_uid: str, steps: Sequence[Step]) -> Step | None:
        """The first event on the streams of these steps that came after all of them."""
        ...

    def occurrences(self, plan_uid: str, steps: Sequence[Step]) -> tuple[str, ...]:
        """The uids of the occurrences that the steps concern, each once."""
        ...

    def now(self, plan: PlanHead, occurrence_uid: str) -> Occurred:
        """The occurrence with all its assignments, as of now."""
        ...

    def before(self, plan_uid: str, timezone: str, occurrence_uid: str, seq: int) -> Before:
        """The occurrence before the event of that number."""
        ...


class Request(NamedTuple):
    """What is asked: the task whose last action is meant (None: the person's last one in the plan), and who asks."""

    task: str | None
    plan: str | None
    person: str
    speaker: str | None = None
    reason: str | None = None


class Undone(NamedTuple):
    """One assignment that was put back: what had been done to it (a trigger), and the state it is in again."""

    label: str
    agency: str
    action: str
    state: str


def undo(journal: Journal, story: Story, request: Request, clock: Clock, today: date) -> tuple[Undone, ...]:
    """Takes back the whole of the last command, or nothing of it.

    Raises NotFound("undo.nothing"), and Refusal: "plan.closed", those of `core.undoing.check_allowed` and `take_back`,
    and "undo.followed" where somebody has acted on the same since.
    """
    if request.speaker is not None:
        check_agency(journal, request.speaker)
    plan, steps = _last(journal, story, request)
    check_not_closed(plan)
    if not steps:
        raise NotFound("undo.nothing", person=request.person)
    try:
        return _undo(journal, story, plan, steps, request, clock, today)
    except Refusal as refusal:
        journal.refuse(
            refusal,
            plan_uid=plan.uid,
            at=clock.now,
            person=request.person,
            agency=request.speaker or plan.secretariat,
            trigger="undo",
            task=request.task or str(steps[0].payload.get("task", "")),
        )
        raise


def _last(journal: Journal, story: Story, request: Request) -> tuple[PlanHead, tuple[Step, ...]]:
    if request.task is None:
        plan = find_plan(journal, request.plan)
        return plan, story.last_of_person(plan.uid, request.person)
    reference = request.task
    if "/" not in reference and request.plan is not None:
        reference = f"{request.plan}/{reference}"
    plan, occurrence = find_occurrence(journal, reference)
    return plan, story.last_of_task(plan.uid, occurrence.uid)


def _undo(
    journal: Journal,
    story: Story,
    plan: PlanHead,
    steps: Sequence[Step],
    request: Request,
    clock: Clock,
    today: date,
) -> tuple[Undone, ...]:
    check_allowed(steps, request.person, request.speaker, clock.now)
    with journal.writing() as writer:
        later = story.later(plan.uid, steps)
        if later is not None:
            raise _followed(steps, later)
        uids = story.occurrences(plan.uid, steps)
        now = {uid: story.now(plan, uid) for uid in uids}
        before = {uid: story.before(plan.uid, plan.timezone, uid, steps[0].seq) for uid in uids}
        facts = take_back(steps, now, before, today, request.reason)
        origin = Origin(
            agency=steps[0].agency,
            person=request.person,
            on=today,
            typed_by=steps[0].typed_by,
            clock=clock.kind,
        )
        writer.append(plan, facts, origin, clock.now, today=today, correlation=os.urandom(8).hex())
    told = [one.payload for one in reversed(facts) if one.type == "action_undone"]
    return tuple(
        Undone(str(one["task"]), str(one["agency"]), done(str(one["undone"])), str(one["state"]))
        for one in told
    )


def _followed(steps: Sequence[Step], later: Step) -> Refusal:
    first = steps[0]
    return Refusal(
        "undo.followed",
        task=first.payload["task"],
        action=done(first.type),
        instead=INSTEAD[first.type],
        by=later.person,
        at=later.recorded_at,
    )
