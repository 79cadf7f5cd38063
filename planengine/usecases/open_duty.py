"""A duty that arises with an event is opened when the event comes: an occurrence of its own, given to its bodies."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from planengine.core.calendar import Calendar
from planengine.core.events import Origin
from planengine.core.expand import Edge, Occurrence, expand, expand_task
from planengine.core.expand import edges_into as edges_into_occurrence
from planengine.core.plan import Directory, Plan
from planengine.errors import NotFound, Refusal, UsageRefusal
from planengine.usecases.references import check_not_closed, near, split
from planengine.usecases.rows import PlanHead


@dataclass(frozen=True, slots=True)
class InForce:
    """The revision in force of a plan, with the directory and the calendar it was applied with."""

    plan: Plan
    directory: Directory
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Opening:
    """What is asked: the duty, the day the event came, its own due date, what happened, who says so.

    `speaker` None stands for the plan's secretariat; `document` names the paper the news came with.
    """

    task: str
    on: date
    due: date | None
    note: str | None
    document: str | None
    speaker: str | None
    person: str
    clock: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The label of the new occurrence, its due date, and who was given it (supporters left out)."""

    label: str
    due: date | None
    agencies: tuple[str, ...]


class Writer(Protocol):
    """The open transaction of an opening."""

    def in_force(self, plan_uid: str) -> InForce:
        """The revision in force."""
        ...

    def openings(self, plan_uid: str, task: str) -> int:
        """How often the duty has been opened."""
        ...

    def write(
        self,
        plan: PlanHead,
        one: Occurrence,
        edges: Sequence[Edge],
        origin: Origin,
        now: datetime,
        note: str | None,
    ) -> None:
        """The occurrence with its assignments and edges, the event that says the same, and the mark for reminders."""
        ...


class Book(Protocol):
    """Where duties are opened."""

    def opening(self) -> AbstractContextManager[Writer]:
        """One transaction; all or nothing."""
        ...


def open_duty(book: Book, head: PlanHead, opening: Opening, now: datetime, today: date) -> Opened:
    """Opens the duty once more; its occurrences are counted, "KL.1@1", "KL.1@2" ….

    Raises NotFound("task.unknown"), UsageRefusal("on.future"), and Refusal: "open.kind" for a duty of another kind,
    "open.outside" for a day outside the plan, "open.due_known" where the plan itself says when it is due,
    "open.due_past" where that day lies before the event, "open.nobody" where nobody would have it, "open.speaker"
    for anybody but secretariat and approver.
    """
    check_not_closed(head)
    speaker = opening.speaker or head.secretariat
    if speaker not in (head.secretariat, head.approver):
        raise Refusal("open.speaker", task=opening.task, agency=speaker)
    if opening.on > today:
        raise UsageRefusal("on.future", on=opening.on)
    with book.opening() as writer:
        force = writer.in_force(head.uid)
        one = _occurrence(force, opening, writer.openings(head.uid, opening.task) + 1)
        expansion = expand(force.plan, force.directory, force.calendar)
        edges = edges_into_occurrence(force.plan, expansion, one)
        origin = Origin(
            agency=speaker,
            person=opening.person,
            on=opening.on,
            document=opening.document,
            clock=opening.clock,
        )
        writer.write(head, one, edges, origin, now, opening.note)
    return Opened(one.key, one.due, tuple(part.agency for part in one.assignments if part.role != "support"))


def _occurrence(force: InForce, opening: Opening, number: int) -> Occurrence:
    plan = force.plan
    tasks = {task.id: task for task in plan.tasks}
    task = tasks.get(split(opening.task)[1])
    if task is None:
        on_demand = [one.id for one in plan.tasks if one.kind == "on_demand"]
        raise NotFound(
            "task.unknown", task=opening.task, near=near(opening.task, on_demand) or tuple(on_demand)
        )
    if task.kind != "on_demand":
        raise Refusal("open.kind", task=task.id, kind=task.kind)
    if not plan.starts <= opening.on <= plan.ends:
        raise Refusal("open.outside", task=task.id, on=opening.on, starts=plan.starts, ends=plan.ends)
    one = expand_task(plan, force.directory, force.calendar, task, str(number), opening.on)
    if opening.due is not None:
        if one.due is not None:
            raise Refusal("open.due_known", task=task.id, due=one.due)
        if opening.due < opening.on:
            raise Refusal("open.due_past", task=task.id, given=opening.due, on=opening.on)
        one = replace(one, due=opening.due)
    if not any(part.role != "support" for part in one.assignments):
        raise Refusal("open.nobody", task=task.id)
    return one
