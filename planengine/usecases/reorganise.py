"""Agencies merge, vanish and are split: what is open goes to who took over, in one transaction; what is over stays."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import NamedTuple, Protocol

from planengine.core import heirs, workflow
from planengine.core.events import Fact, Origin
from planengine.core.plan import Directory, Plan
from planengine.core.succession import (
    GIVEN,
    MERGED,
    RAISED,
    RESIZED,
    Change,
    Choices,
    Step,
    Undecided,
    Work,
    foresee,
    taker,
)
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import AnswerNeeded, NotFound, Raced, Refusal, UsageRefusal
from planengine.usecases.open_duty import InForce
from planengine.usecases.ports import Writer
from planengine.usecases.record_work import due_facts
from planengine.usecases.references import near
from planengine.usecases.rows import Clock, PlanHead

HEADS = ("secretariat", "approver")


class Asked(NamedTuple):
    """What is asked: the day, what a person decided, why, by which paper, who says so. `leave` leaves what is undecided
    with the body that has ended."""

    on: date
    choices: Choices
    leave: bool
    reason: str | None
    document: str | None
    speaker: str | None
    person: str


class Head(NamedTuple):
    """Secretariat or approver of a plan, who has ended: `to` takes over, or `why` nobody can tell."""

    body: str
    agency: str
    to: str | None
    why: str = ""
    candidates: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    verified: bool = True


class Foreseen(NamedTuple):
    """What a reorganisation comes to for one plan."""

    plan: PlanHead
    heads: tuple[Head, ...]
    changes: tuple[Change, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in the order of the plan."""
        return tuple(step for one in self.changes for step in one.steps)

    @property
    def undecided(self) -> tuple[Undecided, ...]:
        """All that a person must decide of the open work."""
        return tuple(each for one in self.changes for each in one.undecided)

    @property
    def unled(self) -> tuple[Head, ...]:
        """The bodies of the plan itself for which a person must decide."""
        return tuple(one for one in self.heads if one.to is None)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do, undecided things aside."""
        return not self.steps and not any(one.to for one in self.heads)


class Reorganisation(Protocol):
    """Where a reorganisation is read from and written to."""

    def in_force(self, plan_uid: str) -> InForce:
        """The revision in force."""
        ...

    def works(self, plan_uid: str) -> tuple[Work, ...]:
        """Every occurrence with its assignments, in the order of the plan."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """One transaction; all or nothing."""
        ...

    def uids(self, now: datetime) -> Callable[[], str]:
        """A source of uids for one transaction."""
        ...


def look_ahead(book: Reorganisation, plans: Sequence[PlanHead], asked: Asked) -> tuple[Foreseen, ...]:
    """What `reorganise` would do on that day, without doing it; also for a day that has not come.

    Raises NotFound("agency.unknown") and UsageRefusal("reorganise.heir") for a body that takes over and is not in the
    directory or does not exist on that day, NotFound("task.unknown") for an exception of a task that no plan has.
    """
    found = []
    nodes: set[str] = set()
    for plan in plans:
        force = book.in_force(plan.uid)
        _check_heirs(force.directory, asked)
        works = book.works(plan.uid)
        nodes.update(node for one in works for node in one.nodes)
        changes = foresee(works, force.directory, asked.on, _with_plan(force.plan, asked.choices))
        found.append(Foreseen(plan, _heads(plan, force.directory, asked), changes))
    for node, _ in asked.choices.exceptions:
        if node not in nodes:
            raise NotFound("task.unknown", task=node, near=near(node, sorted(nodes)))
    return tuple(found)


def _with_plan(plan: Plan, choices: Choices) -> Choices:
    """What the plan file says of single tasks, and over it what a person decided this time."""
    said = {(one.task, one.from_): one.to for one in plan.succession}
    return choices._replace(exceptions={**said, **choices.exceptions})


def _check_heirs(directory: Directory, asked: Asked) -> None:
    choices = asked.choices
    ending = [*choices.given, *(agency for _, agency in choices.exceptions if agency is not None)]
    taking = [*choices.given.values(), *choices.exceptions.values()]
    known = [*directory.agencies, *directory.groups]
    for name in (*ending, *taking):
        if name not in known or (name in taking and name not in directory.agencies):
            raise NotFound("agency.unknown", agency=name, near=near(name, known))
    for name in taking:
        if not directory.agencies[name].valid_on(asked.on):
            raise UsageRefusal("reorganise.heir", agency=name, on=asked.on)


def _heads(plan: PlanHead, directory: Directory, asked: Asked) -> tuple[Head, ...]:
    found = []
    present = {"secretariat": plan.secretariat, "approver": plan.approver}
    for body, name in present.items():
        agency = directory.agencies.get(name)
        if agency is None or not heirs.has_ended(agency, asked.on):
            continue
        told = taker(directory, name, asked.on, asked.choices)
        to = told.to[0] if told.to else None
        found.append(Head(body, name, to, told.why, told.candidates, told.basis, told.verified))
        present[body] = to or name
    if found and len(set(present.values())) == 1:
        # Nobody confirms its own work: where both fall into one body, a person names another.
        return tuple(one._replace(to=None, why="same", candidates=()) for one in found)
    return tuple(found)


def reorganise(
    book: Reorganisation,
    plans: Sequence[PlanHead],
    asked: Asked,
    seen: Sequence[Foreseen],
    clock: Clock,
    today: date,
) -> None:
    """Does what was foreseen, for all plans or for none.

    Raises UsageRefusal("on.future"), AnswerNeeded("reorganise.undecided") where a person must decide and did not choose
    to leave it, Refusal("reorganise.head") where a plan would be without secretariat or approver,
    Refusal("who.not_secretariat") for anybody else, and Raced("reorganise.raced") where things have changed since.
    """
    check(asked, seen, today)
    with book.writing() as writer:
        if look_ahead(book, plans, asked) != tuple(seen):
            raise Raced("reorganise.raced")
        ticket = os.urandom(8).hex()
        for one in seen:
            if not one.is_done:
                _Written(book, writer, one, asked, clock, today, ticket).write()


def check(asked: Asked, seen: Sequence[Foreseen], today: date) -> None:
    """Raises as `reorganise` does for what can be told beforehand."""
    if asked.on > today:
        raise UsageRefusal("on.future", on=asked.on)
    for one in seen:
        if one.unled:
            raise Refusal("reorganise.head", plan=one.plan.id, agency=one.unled[0].agency)
        if one.undecided and not asked.leave:
            raise AnswerNeeded("reorganise.undecided", count=sum(len(each.undecided) for each in seen))


class _Written:
    """One plan of a reorganisation, in the open transaction."""

    def __init__(
        self,
        book: Reorganisation,
        writer: Writer,
        seen: Foreseen,
        asked: Asked,
        clock: Clock,
        today: date,
        ticket: str,
    ) -> None:
        self._writer = writer
        self._seen = seen
        self._asked = asked
        self._clock = clock
        self._today = today
        self._ticket = ticket
        self._uids = book.uids(clock.now)
        after = {one.body: one.to for one in seen.heads if one.to}
        self._plan = seen.plan._replace(
            secretariat=after.get("secretariat", seen.plan.secretariat),
            approver=after.get("approver", seen.plan.approver),
        )
        self._origin = self._speak()

    def _speak(self) -> Origin:
        """Who acts: the secretariat of the plan as it is from then on, or the approver."""
        before, after = self._seen.plan, self._plan
        speaker = self._asked.speaker or after.secretariat
        speaker = {before.secretariat: after.secretariat, before.approver: after.approver}.get(
            speaker, speaker
        )
        if speaker not in (after.secretariat, after.approver):
            raise Refusal(
                "who.not_secretariat", task=before.id, agency=speaker, secretariat=after.secretariat
            )
        asked = self._asked
        return Origin(
            agency=speaker, person=asked.person, on=asked.on, document=asked.document, clock=self._clock.kind
        )

    def write(self) -> None:
        heads = [one for one in self._seen.heads if one.to]
        if heads:
            bodies = [{"body": one.body, "from": one.agency, "to": one.to} for one in heads]
            payload = {
                "plan": self._plan.id,
                "bodies": bodies,
                **self._common(heads[0].basis, heads[0].verified),
            }
            self._append([Fact("plan_bodies_changed", self._plan.uid, payload)])
        for change in self._seen.changes:
            if change.steps:
                self._append(self._facts(change))

    def _append(self, facts: Sequence[Fact]) -> None:
        self._writer.append(
            self._plan, facts, self._origin, self._clock.now, today=self._today, correlation=self._ticket
        )

    def _common(self, basis: tuple[str, ...], verified: bool) -> dict[str, object]:
        told: dict[str, object] = {"on": self._asked.on.isoformat()}
        if self._asked.reason:
            told["reason"] = self._asked.reason
        if basis:
            told["basis"] = list(basis)
        if not verified:
            told["verified"] = False
        return told

    def _facts(self, change: Change) -> list[Fact]:
        """The facts of one occurrence, each followed by what it does to the completion."""
        occurrence, _, _ = self._writer.load(self._plan, change.uid, change.steps[0].uid, "reassign")
        facts: list[Fact] = []
        for step in change.steps:
            part = next(one for one in occurrence.assignments if one.uid == step.uid)
            if part.state != step.state and step.kind not in (RAISED, GIVEN):
                continue  # an earlier step completed the occurrence, and this part is closed with it
            fact = self._fact(step, part, occurrence)
            before, occurrence = occurrence, _after(occurrence, fact)
            follow = list(workflow.completion_facts(before, occurrence, self._asked.on))
            facts += [fact, *follow]
            for one in follow:
                occurrence = _turned(occurrence, one)
                if one.type == "occurrence_completed":
                    day = date.fromisoformat(str(one.payload["on"]))
                    facts += due_facts(self._writer, self._plan, occurrence.label, day)
        return facts

    def _fact(self, step: Step, part: Assigned, occurrence: Occurred) -> Fact:
        common = {"task": occurrence.label, **self._common(step.basis, step.verified)}
        if step.kind == GIVEN:
            (to,) = step.to
            payload = {
                **common,
                "occurrence": occurrence.uid,
                "agency": to,
                "agency_uid": self._agency_uid(to),
                "of": part.uid,
                "predecessor": part.agency,
                "was": part.role,
                "role": part.role,
                "state": part.state,
                "work": workflow.work_of(part),
            }
            return Fact("assignment_given", self._uids(), payload)
        moving = {
            **common,
            "agency": part.agency,
            "agency_uid": self._agency_uid(part.agency),
            "from": part.state,
        }
        if step.kind == MERGED:
            by_agency = {one.agency: one for one in occurrence.assignments}
            into = [
                {"assignment": by_agency[one].uid, "agency": one, "agency_uid": self._agency_uid(one)}
                for one in step.to
            ]
            return Fact("assignment_merged", part.uid, {**moving, "state": "merged", "heirs": into})
        (to,) = step.to
        moving |= {"to": to, "to_uid": self._agency_uid(to), "state": step.state, "was": part.role}
        if step.kind == RAISED:
            assert step.work is not None
            source = next(one for one in occurrence.assignments if one.uid == step.work.uid)
            moving |= {"role": source.role, "of": source.uid, "work": workflow.work_of(source)}
        elif step.kind == RESIZED:
            moving |= {"size": step.size, "was_size": step.was_size}
        return Fact("assignment_succeeded", part.uid, moving)

    def _agency_uid(self, agency: str) -> str:
        found = self._writer.agency_uid(agency)
        assert found is not None, agency
        return found


def _after(occurrence: Occurred, fact: Fact) -> Occurred:
    if fact.type == "assignment_given":
        new = workflow.begun(fact.stream, fact.payload)
        return occurrence._replace(assignments=(*occurrence.assignments, new))
    return occurrence._replace(
        assignments=tuple(
            workflow.evolve(one, fact.type, fact.payload) if one.uid == fact.stream else one
            for one in occurrence.assignments
        )
    )


def _turned(occurrence: Occurred, fact: Fact) -> Occurred:
    """The occurrence after its completion has changed."""
    done = fact.type == "occurrence_completed"
    listed = fact.payload["closed" if done else "restored"]
    assert isinstance(listed, list)
    uids = {one["assignment"] for one in listed}
    turn = workflow.close if done else workflow.restore
    parts = tuple(turn(one) if one.uid in uids else one for one in occurrence.assignments)
    return occurrence._replace(completed=done, assignments=parts)


def choices_of(
    given: Sequence[tuple[str, str]],
    exceptions: Sequence[tuple[str, str | None, str]],
    policy: heirs.Policy | None,
    *,
    unverified: bool,
) -> Choices:
    """What a person decided, from what was typed: (agency, heir) and (task, agency or None, heir)."""
    by_agency: Mapping[str, str] = dict(given)
    return Choices(policy, by_agency, {(task, agency): to for task, agency, to in exceptions}, unverified)
