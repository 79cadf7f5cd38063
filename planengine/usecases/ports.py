"""What the journeys ask of the world: an open journal and a clock. The adapters stand in `store` and `bootstrap`.

Instants are aware and in UTC; days are in the plan's time zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import NamedTuple, Protocol

from planengine.core.calendar import Calendar
from planengine.core.events import Fact, Origin
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import Refusal


class PlanHead(NamedTuple):
    """What every command needs of an applied plan."""

    uid: str
    id: str
    title: str
    revision: int
    secretariat: str
    approver: str
    timezone: str
    starts: str
    ends: str
    calendar: str
    reminders_from: str | None


class Named(NamedTuple):
    """An occurrence as a person names it."""

    uid: str
    plan_uid: str
    task_uid: str
    label: str
    task: str
    period: str | None
    title: str
    kind: str


class Held(NamedTuple):
    """An assignment as a person names it: who holds it in which state, moved last by which event."""

    uid: str
    occurrence_uid: str
    label: str
    agency: str
    role: str
    state: str
    last_seq: int
    evidence: str | None


class Recorded(NamedTuple):
    """What one append wrote: its first and last number in the log, and the labels of what has become free by it."""

    first_seq: int
    last_seq: int
    unlocked: tuple[str, ...]


class Waiting(NamedTuple):
    """An occurrence whose due date is counted from the completion of another one."""

    uid: str
    label: str
    length: int
    unit: str


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

    def occurrences(self, plan_uid: str, task_id: str) -> tuple[Named, ...]:
        """All occurrences of a task, in the order of their periods."""
        ...

    def held(self, occurrence_uid: str) -> tuple[Held, ...]:
        """All assignments of an occurrence, bearers before supporters."""
        ...

    def held_by(self, plan_uid: str, agency: str, state: str) -> tuple[Held, ...]:
        """All assignments of an agency in a state, in the order of the plan."""
        ...

    def reported_with(self, plan_uid: str, document: str) -> tuple[Held, ...]:
        """All submitted assignments whose evidence names that document, in the order of the plan."""
        ...

    def author(self, plan_uid: str, seq: int) -> tuple[str, str, str, str]:
        """(person, agency, event type, recorded at) of one event."""
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


class Clock(NamedTuple):
    """The moment of the call, read once: `now` in UTC; `kind` is "system", or "given" where a person set the day."""

    now: datetime
    kind: str


class WorkRow(NamedTuple):
    """One assignment with all that a reader asks about it, as stored: days as ISO text, truth as 0 or 1."""

    plan_uid: str
    plan: str
    occurrence_uid: str
    assignment_uid: str
    label: str
    task: str
    period: str | None
    title: str
    ref: str | None
    section: str | None
    kind: str
    form: str
    request: int
    restricted: int
    update_every: str | None
    opens_on: str
    closes_on: str
    occurrence_due: str | None
    internal_due: str | None
    completed_on: str | None
    agency: str
    agency_short: str
    agency_name: str
    role: str
    size: int | None
    state: str
    due: str | None
    committed: str | None
    accepted_on: str | None
    started_on: str | None
    updated_on: str | None
    reported_on: str | None
    confirmed_on: str | None
    percent: int | None
    note: str | None
    reason: str | None
    evidence: str | None
    backdated: int


class NodeRow(NamedTuple):
    """A section or task of a plan as applied; `spec` is its canonical JSON."""

    id: str
    title: str
    ref: str | None
    kind: str | None
    form: str | None
    parent: str | None
    is_section: int
    spec: str


class WaitRow(NamedTuple):
    """`successor` (uid) waits for `predecessor` (label), limited to one agency or not; `met` is 0 or 1."""

    successor: str
    predecessor: str
    agency: str | None
    type: str
    soft: int
    reason: str | None
    met: int


class Happened(NamedTuple):
    """One event as a reader sees it; `payload` is the canonical JSON of the fact."""

    seq: int
    type: str
    occurred_on: str
    recorded_at: str
    person: str
    agency: str
    typed_by: str | None
    decided_by: str | None
    channel: str
    document: str | None
    clock: str
    payload: str


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

    def node(self, plan_uid: str, node_id: str) -> NodeRow | None:
        """A section or task."""
        ...

    def history(self, plan_uid: str, streams: Sequence[str] | None, last: int | None) -> tuple[Happened, ...]:
        """Events of these streams (None: of the whole plan) in order; only the `last` ones where a number is given."""
        ...

    def calendar(self, calendar_id: str) -> Calendar:
        """The working calendar as last applied."""
        ...

    def names(self) -> Mapping[str, str]:
        """id → short name of every agency and group."""
        ...
