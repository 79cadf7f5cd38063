"""What the database shows to those who read, one value per row: days as ISO text, truth as 0 or 1."""

from __future__ import annotations

from typing import NamedTuple

from planengine.usecases.rows import WaitRow as WaitRow


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
    due_inherited: int
    priority: str
    completion: str
    completion_n: int | None
    late_since: str | None


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


class TaskRow(NamedTuple):
    """An occurrence with the head of its plan as far as its page shows it; days as ISO text.

    `spec` is the canonical JSON of the task; `issued` the day the plan was issued; `within_of` is set where `due` is
    counted from the report of another task, and `due` None then until that one is complete.
    """

    spec: str
    issued: str | None
    starts: str
    ends: str
    calendar: str
    opens_on: str
    closes_on: str
    due: str | None
    due_inherited: int
    internal_due: str | None
    within_count: int | None
    within_unit: str | None
    within_of: str | None


class TargetRow(NamedTuple):
    """A target of a plan; `spec` is its canonical JSON."""

    id: str
    title: str
    spec: str


class TargetInForce(NamedTuple):
    """A target of the plan in force by its uid; `spec` is its canonical JSON."""

    uid: str
    id: str
    title: str
    spec: str


class Happened(NamedTuple):
    """One event as a reader sees it; `correlation` is shared by all events of one command, `payload` is the canonical
    JSON of the fact."""

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
    correlation: str
    payload: str
