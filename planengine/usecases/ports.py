"""What the journeys ask of the world. The adapters stand in `store` and `bootstrap`; nothing here exists at run time.

Instants are aware and in UTC; days are in the plan's time zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol

from planengine.core.calendar import Calendar
from planengine.core.events import Fact, Origin
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import Refusal
from planengine.usecases.rows import Held, Named, PlanHead, Recorded, Waiting
from planengine.usecases.views import Happened, NodeRow, TargetInForce, TargetRow, TaskRow, WaitRow, WorkRow


class Writer(Protocol):
    """The open transaction; everything read through it is as of now and stays so until the end."""

    def load(
        self, plan: PlanHead, occurrence_uid: str, assignment_uid: str, trigger: str
    ) -> tuple[Occurred, Assigned, int]:
        """The occurrence, the assignment and the number of the event that last moved it."""
        ...

    def append(
        self,
        plan: PlanHead,
        facts: Sequence[Fact],
        origin: Origin,
        now: datetime,
        *,
        today: date,
        correlation: str,
        idem_key: str | None = None,
        expected: Mapping[str, int] | None = None,
    ) -> Recorded:
        """Writes facts to the log and moves the projections; raises Raced where `expected` no longer holds."""
        ...

    def waiting_for(self, plan_uid: str, label: str) -> tuple[Waiting, ...]:
        """What counts its due date from the completion of the occurrence named `label`."""
        ...

    def calendar(self, calendar_id: str) -> Calendar:
        """The working calendar as last applied."""
        ...

    def agency_uid(self, agency: str) -> str | None:
        """The uid of an agency id."""
        ...

    def records(self, family: str, column: str, value: str) -> tuple[Any, ...]:
        """The records of a family that have `value` in `column`, in the order in which they were made."""
        ...


class Journal(Protocol):
    """One open database. Reads see what is committed."""

    def writing(self) -> AbstractContextManager[Writer]:
        """One transaction; all or nothing."""
        ...

    def plans(self) -> tuple[PlanHead, ...]:
        """All applied plans, by id."""
        ...

    def agency_name(self, agency: str) -> str | None:
        """The short name of an agency or group, or None."""
        ...

    def agency_ids(self) -> tuple[str, ...]:
        """All ids of the directory, sorted."""
        ...

    def task_ids(self, plan_uid: str) -> tuple[str, ...]:
        """All ids of tasks in force, in the order of the plan."""
        ...

    def is_section(self, plan_uid: str, node_id: str) -> bool | None:
        """Whether the id names a section (True) or a task (False); None where it names nothing."""
        ...

    def children(self, plan_uid: str, section: str) -> tuple[str, ...]:
        """Ids of the tasks and sections directly in a section, in the order of the plan."""
        ...

    def renamed(self, plan_uid: str, old: str) -> str | None:
        """The present id of what had the id `old` before; None where no revision says that it was given up."""
        ...

    def occurrences(self, plan_uid: str, task_id: str) -> tuple[Named, ...]:
        """All occurrences of a task, in the order of their periods."""
        ...

    def held(self, occurrence_uid: str) -> tuple[Held, ...]:
        """All assignments of an occurrence, bearers before supporters."""
        ...

    def held_by(self, plan_uid: str, agency: str, state: str) -> tuple[Held, ...]:
        """All assignments of an agency in a state, in the order of the plan."""
        ...

    def held_by_uid(self, assignment_uid: str) -> Held | None:
        """The assignment of that uid, or None."""
        ...

    def reported_with(self, plan_uid: str, document: str) -> tuple[Held, ...]:
        """All submitted assignments whose evidence names that document, in the order of the plan."""
        ...

    def author(self, plan_uid: str, seq: int) -> tuple[str, str, str, str]:
        """(person, agency, event type, recorded at) of one event."""
        ...

    def payload(self, plan_uid: str, seq: int) -> str:
        """What one event says, as canonical JSON."""
        ...

    def answered(self, idem_key: str) -> tuple[tuple[str, str, int, str], ...]:
        """(plan id, type, number, payload) of every event of the command that carried this key, in order."""
        ...

    def refuse(
        self,
        refusal: Refusal,
        *,
        plan_uid: str,
        at: datetime,
        person: str,
        agency: str,
        trigger: str,
        task: str,
    ) -> None:
        """Keeps a note of what was refused, in a transaction of its own."""
        ...


class Reader(Protocol):
    """What reading commands ask; one instance sees the database as of one moment."""

    def plans(self) -> tuple[PlanHead, ...]:
        """All applied plans, by id."""
        ...

    def work(
        self, *, plan_uid: str | None = None, agency: str | None = None, occurrence_uid: str | None = None
    ) -> tuple[WorkRow, ...]:
        """Assignments in the order of plan, task, period, role and agency."""
        ...

    def bearerless(self, plan_uid: str) -> tuple[tuple[str, str, str], ...]:
        """(label, title, kind) of the occurrences that nobody has been given."""
        ...

    def waits(self, plan_uid: str, occurrence_uid: str | None = None) -> tuple[WaitRow, ...]:
        """What waits for what, met or not, in the order of the plan."""
        ...

    def waits_of(self, occurrences: Sequence[str]) -> tuple[WaitRow, ...]:
        """What these occurrences (uids) wait for, met or not, in the order of their plans."""
        ...

    def node(self, plan_uid: str, node_id: str) -> NodeRow | None:
        """A section or task."""
        ...

    def task_page(self, occurrence_uid: str) -> TaskRow:
        """An occurrence with what its task says and what its days are counted from."""
        ...

    def targets(self, plan_uid: str, ids: Sequence[str]) -> tuple[TargetRow, ...]:
        """The targets of these ids, in the order of the plan."""
        ...

    def targets_in_force(self, plan_uid: str) -> tuple[TargetInForce, ...]:
        """All targets of the plan in force, in the order of the plan."""
        ...

    def history(self, plan_uid: str, streams: Sequence[str] | None, last: int | None) -> tuple[Happened, ...]:
        """Events of these streams (None: of the whole plan) in order; only the `last` ones where a number is given."""
        ...

    def records(self, family: str, column: str, value: str) -> tuple[Any, ...]:
        """The records of a family that have `value` in `column`, in the order in which they were made."""
        ...

    def calendar(self, calendar_id: str) -> Calendar:
        """The working calendar as last applied."""
        ...

    def names(self) -> Mapping[str, str]:
        """id → short name of every agency and group."""
        ...
