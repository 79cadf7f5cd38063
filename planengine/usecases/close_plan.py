"""A plan is closed: every open duty with its outcome, the figures of the day frozen, nothing to be written after it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import NamedTuple, Protocol

from planengine.core import closing
from planengine.core.closing import Duty, Ending
from planengine.core.events import Origin
from planengine.core.outcome import CONTINUED, OUTCOMES
from planengine.errors import AnswerNeeded, NotFound, Raced, Refusal, UsageRefusal
from planengine.usecases import read_work as reading
from planengine.usecases.ports import Reader, Writer
from planengine.usecases.references import check_not_closed, near
from planengine.usecases.rows import Clock, PlanHead


class Told(NamedTuple):
    """An outcome as it was typed: for a task ("6.1", all of its periods) or one period of it ("6.1@2025")."""

    task: str
    outcome: str
    reason: str | None = None


class Asked(NamedTuple):
    """What is asked: outcomes, one for all the rest, why, by which document, who says so."""

    told: tuple[Told, ...]
    rest: str | None
    reason: str | None
    document: str | None
    speaker: str | None
    person: str


class Foreseen(NamedTuple):
    """What closing comes to: all duties, the outcome of each open one that has one (by uid), the figures of the day."""

    plan: PlanHead
    duties: tuple[Duty, ...]
    endings: Mapping[str, Ending]
    figures: Mapping[str, object]

    @property
    def open(self) -> tuple[Duty, ...]:
        """The duties that need an outcome."""
        return closing.open_duties(self.duties)

    @property
    def missing(self) -> tuple[Duty, ...]:
        """Those that have none yet."""
        return tuple(one for one in self.open if one.uid not in self.endings)

    @property
    def continued(self) -> tuple[str, ...]:
        """Ids of the tasks that go on, in the order of the plan."""
        going = [one.task for one in self.open if self._is_continued(one)]
        return tuple(dict.fromkeys(going))

    def _is_continued(self, one: Duty) -> bool:
        return one.uid in self.endings and self.endings[one.uid].outcome == CONTINUED


class Successor(NamedTuple):
    """The plan that goes on: its id, the id there of each task that is carried over, and what puts its file in place
    (nothing where it is there already)."""

    plan: str
    ids: Mapping[str, str]
    put: Callable[[], None] | None = None


class Book(Protocol):
    """Where a plan is closed."""

    def duties(self, plan_uid: str) -> tuple[Duty, ...]:
        """Every occurrence with its assignments, in the order of the plan."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """One transaction; all or nothing."""
        ...


def look_ahead(book: Book, reader: Reader, plan: PlanHead, asked: Asked, today: date) -> Foreseen:
    """What closing the plan comes to as things stand, without doing it.

    Raises Refusal("plan.closed"), UsageRefusal("close.outcome") for an outcome that there is not, UsageRefusal
    ("close.twice") for two of one task, NotFound("close.unknown") for a task that has no duty, and as
    `core.closing.check`.
    """
    check_not_closed(plan)
    duties = book.duties(plan.uid)
    endings = _endings(duties, asked)
    closing.check(plan.id, duties, endings)
    if asked.rest is not None:
        rest = Ending(asked.rest)
        endings |= {one.uid: rest for one in closing.open_duties(duties) if one.uid not in endings}
        closing.check(plan.id, duties, endings)
    return Foreseen(plan, duties, endings, figures_of(reader, plan, today))


def _endings(duties: Sequence[Duty], asked: Asked) -> dict[str, Ending]:
    named: dict[str, Ending] = {}
    for one in asked.told:
        if one.outcome not in OUTCOMES:
            raise UsageRefusal("close.outcome", task=one.task, given=one.outcome, known=OUTCOMES)
        if one.task in named:
            raise UsageRefusal("close.twice", task=one.task)
        named[one.task] = Ending(one.outcome, one.reason)
    if asked.rest is not None and asked.rest not in OUTCOMES:
        raise UsageRefusal("close.outcome", task="--rest", given=asked.rest, known=OUTCOMES)
    known = {name for one in duties for name in (one.task, one.label)}
    unknown = [name for name in named if name not in known]
    if unknown:
        raise NotFound("close.unknown", tasks=tuple(unknown), near=near(unknown[0], sorted(known)))
    needed = {one.uid for one in closing.open_duties(duties)}
    found = {}
    for duty in duties:
        ending = named.get(duty.label) or named.get(duty.task)
        # the outcome of a task is for what is open of it; of a period, for just that one
        if ending is not None and (duty.uid in needed or duty.label in named):
            found[duty.uid] = ending
    idle = [
        name for name in named if not any(name in (one.task, one.label) for one in duties if one.uid in found)
    ]
    if idle:
        raise Refusal("close.not_open", tasks=tuple(idle))
    return found


def figures_of(reader: Reader, plan: PlanHead, today: date) -> dict[str, object]:
    """The tables of that day as whole numbers, by category: tasks, assignments, and assignments of each agency."""
    work = reading.read_work(reader, plan, today)
    return {
        "day": today.isoformat(),
        "tasks": _counts(reading.tally_occurrences(work, today)),
        "assignments": _counts(reading.tally_assignments(work)),
        "agencies": [{"name": one.name, **_counts(one)} for one in reading.tally_agencies(work)],
        "nobody": len(reader.bearerless(plan.uid)),
    }


def _counts(tally: reading.Tally) -> dict[str, object]:
    return {"total": tally.total, **tally.counts}


def check(asked: Asked, seen: Foreseen, successor: Successor | None = None) -> None:
    """Raises Refusal("who.not_secretariat"), UsageRefusal("close.document"), AnswerNeeded("close.missing") where an
    open duty has no outcome, and Refusal("close.not_carried") where the successor lacks a task that goes on."""
    plan = seen.plan
    speaker = asked.speaker or plan.secretariat
    if speaker not in (plan.secretariat, plan.approver):
        raise Refusal("who.not_secretariat", task=plan.id, agency=speaker, secretariat=plan.secretariat)
    if seen.missing:
        raise AnswerNeeded(
            "close.missing", plan=plan.id, count=len(seen.missing), example=seen.missing[0].label
        )
    if asked.document is None:
        raise UsageRefusal("close.document")
    if successor is not None:
        lacking = [one for one in seen.continued if one not in successor.ids]
        if lacking:
            raise Refusal("close.not_carried", plan=successor.plan, tasks=tuple(lacking), old=plan.id)


def close_plan(
    book: Book,
    reader: Reader,
    asked: Asked,
    seen: Foreseen,
    successor: Successor | None,
    clock: Clock,
    today: date,
) -> None:
    """Closes the plan as it was foreseen; the file of the successor is put in place with it.

    Raises as `check` does, and Raced("close.raced") where things have changed since.
    """
    check(asked, seen, successor)
    plan = seen.plan
    assert asked.document is not None
    origin = Origin(
        agency=asked.speaker or plan.secretariat,
        person=asked.person,
        on=today,
        document=asked.document,
        clock=clock.kind,
    )
    with book.writing() as writer:
        if look_ahead(book, reader, plan, asked, today) != seen:
            raise Raced("close.raced", plan=plan.id)
        facts = closing.facts(
            plan.uid,
            plan.id,
            seen.duties,
            dict(_carried(seen, successor)),
            seen.figures,
            today,
            reason=asked.reason,
            document=asked.document,
            successor=successor.plan if successor else None,
        )
        writer.append(plan, facts, origin, clock.now, today=today, correlation=os.urandom(8).hex())
        if successor is not None and successor.put is not None:
            successor.put()


def _carried(seen: Foreseen, successor: Successor | None) -> Iterable[tuple[str, Ending]]:
    tasks = {one.uid: one.task for one in seen.duties}
    for uid, ending in seen.endings.items():
        if successor is not None and ending.outcome == CONTINUED:
            ending = ending._replace(carried_to=f"{successor.plan}/{successor.ids[tasks[uid]]}")
        yield uid, ending
