"""The tables, declared once. Creation and administration read them here; the journal's SQL is held against them.

Every table is STRICT and holds TEXT and INTEGER only: days as "2024-12-14", instants as "2024-12-05T01:02:03.000004Z"
(UTC), truth as 0 or 1, mappings as canonical JSON. `uid` never changes; `id` is the label a person wrote.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import (
    DDL,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

APPLICATION_ID = 0x504C4E45
"""Marks a SQLite file as ours ("PLNE")."""

SCHEMA_VERSION = 2

METADATA = MetaData()


class Row(SQLModel):
    """Base of all tables: one metadata of our own, so that nothing else in the process adds to it."""

    metadata: ClassVar[MetaData] = METADATA


def _text(*, null: bool = False, **options: Any) -> Any:
    return Field(default=None if null else ..., sa_column=Column(Text, nullable=null, **options))


def _integer(*, null: bool = False, **options: Any) -> Any:
    return Field(default=None if null else ..., sa_column=Column(Integer, nullable=null, **options))


def _strict(*constraints: Any, rowid: bool = True) -> tuple[Any, ...]:
    return (*constraints, {"sqlite_strict": True, "sqlite_with_rowid": rowid})


class PlanRow(Row, table=True):
    """A plan and the head of its revisions; `reminders_from` is null until reminders are enabled.

    `closed_on` is the day it ended; `tracked_from` the day since which it is tracked here, null where that is its
    beginning.
    """

    __tablename__ = "plan"
    __table_args__ = _strict(PrimaryKeyConstraint("uid"), UniqueConstraint("id"), rowid=False)
    uid: str = _text()
    id: str = _text()
    title: str = _text()
    revision: int = _integer()
    secretariat: str = _text()
    approver: str = _text()
    timezone: str = _text()
    starts: str = _text()
    ends: str = _text()
    calendar: str = _text()
    reminders_from: str | None = _text(null=True)
    closed_on: str | None = _text(null=True)
    tracked_from: str | None = _text(null=True)


class RevisionRow(Row, table=True):
    """An applied revision, whole and immutable: the text as it was, its canonical form and who applied it why."""

    __tablename__ = "revision"
    __table_args__ = _strict(PrimaryKeyConstraint("plan_uid", "number"), rowid=False)
    plan_uid: str = _text()
    number: int = _integer()
    sha256: str = _text()
    name: str = _text()
    text: str = _text()
    canonical: str = _text()
    directory: str = _text()
    calendar: str = _text()
    author: str = _text()
    reason: str | None = _text(null=True)
    applied_at: str = _text()
    based_on_seq: int = _integer()


class SourceRow(Row, table=True):
    """A revision of what plans share: kind "directory" or "calendar", by the hash of its canonical form."""

    __tablename__ = "source"
    __table_args__ = _strict(PrimaryKeyConstraint("sha256"), rowid=False)
    sha256: str = _text()
    kind: str = _text()
    name: str = _text()
    canonical: str = _text()
    applied_at: str = _text()


class AgencyRow(Row, table=True):
    """A body of the directory, or a group; `valid_from` and `valid_until` inclusive."""

    __tablename__ = "agency"
    __table_args__ = _strict(PrimaryKeyConstraint("uid"), UniqueConstraint("id"), rowid=False)
    uid: str = _text()
    id: str = _text()
    name: str = _text()
    short: str = _text()
    kind: str | None = _text(null=True)
    is_group: int = _integer()
    valid_from: str | None = _text(null=True)
    valid_until: str | None = _text(null=True)


class ContactRow(Row, table=True):
    """Where a body is reached; role "focal" or "head"."""

    __tablename__ = "contact"
    __table_args__ = _strict(PrimaryKeyConstraint("agency_uid", "role", "position"), rowid=False)
    agency_uid: str = _text()
    role: str = _text()
    position: int = _integer()
    name: str | None = _text(null=True)
    email: str | None = _text(null=True)
    zalo: str | None = _text(null=True)
    phone: str | None = _text(null=True)


class CalendarRow(Row, table=True):
    """A working calendar; `weekend` holds weekday numbers from Monday 0, as in "5,6"."""

    __tablename__ = "calendar"
    __table_args__ = _strict(PrimaryKeyConstraint("id"), rowid=False)
    id: str = _text()
    weekend: str = _text()
    covers_from: str = _text()
    covers_until: str = _text()


class DayRow(Row, table=True):
    """A day that is not what its weekday says: `worked` 0 for a day off, 1 for a make-up day."""

    __tablename__ = "day"
    __table_args__ = _strict(PrimaryKeyConstraint("calendar", "day"), rowid=False)
    calendar: str = _text()
    day: str = _text()
    worked: int = _integer()


class TaskRow(Row, table=True):
    """A task or a section of a plan; `spec` is the canonical form of the task in the revision in force."""

    __tablename__ = "task"
    __table_args__ = _strict(PrimaryKeyConstraint("uid"), UniqueConstraint("plan_uid", "id"), rowid=False)
    uid: str = _text()
    plan_uid: str = _text()
    id: str = _text()
    parent: str | None = _text(null=True)
    position: int = _integer()
    is_section: int = _integer()
    title: str = _text()
    ref: str | None = _text(null=True)
    kind: str | None = _text(null=True)
    form: str | None = _text(null=True)
    update_every: str | None = _text(null=True)
    confirm: str | None = _text(null=True)
    evidence: str | None = _text(null=True)
    request: int = _integer()
    restricted: int = _integer()
    reminders: str | None = _text(null=True)
    spec: str = _text()
    introduced_in: int = _integer()
    withdrawn_in: int | None = _integer(null=True)


class TargetRow(Row, table=True):
    """A target (chỉ tiêu) of a plan."""

    __tablename__ = "target"
    __table_args__ = _strict(PrimaryKeyConstraint("uid"), UniqueConstraint("plan_uid", "id"), rowid=False)
    uid: str = _text()
    plan_uid: str = _text()
    id: str = _text()
    position: int = _integer()
    title: str = _text()
    spec: str = _text()
    introduced_in: int = _integer()
    withdrawn_in: int | None = _integer(null=True)


class OccurrenceRow(Row, table=True):
    """A task in a period. `within_*` say that the due date is counted from the completion of another task."""

    __tablename__ = "occurrence"
    __table_args__ = _strict(
        PrimaryKeyConstraint("uid"),
        Index("occurrence_label", "plan_uid", "label", unique=True),
        Index("occurrence_task", "task_uid"),
        Index(
            "occurrence_within", "plan_uid", "within_of", sqlite_where=Column("within_of", Text).is_not(None)
        ),
        rowid=False,
    )
    uid: str = _text()
    plan_uid: str = _text()
    task_uid: str = _text()
    label: str = _text()
    period: str | None = _text(null=True)
    kind: str = _text()
    opens_on: str = _text()
    closes_on: str = _text()
    due: str | None = _text(null=True)
    due_inherited: int = _integer()
    internal_due: str | None = _text(null=True)
    within_count: int | None = _integer(null=True)
    within_unit: str | None = _text(null=True)
    within_of: str | None = _text(null=True)
    completion: str = _text()
    completion_n: int | None = _integer(null=True)
    support_required: int = _integer()
    completed_on: str | None = _text(null=True)
    version: int = _integer()
    last_seq: int = _integer()


class AssignmentRow(Row, table=True):
    """An occurrence given to one agency: the projection of its stream. `last_seq` is the event that last moved it."""

    __tablename__ = "assignment"
    __table_args__ = _strict(
        PrimaryKeyConstraint("uid"),
        Index("assignment_occurrence", "occurrence_uid", "agency_uid", unique=True),
        Index("assignment_agency", "agency_uid", "plan_uid"),
        rowid=False,
    )
    uid: str = _text()
    plan_uid: str = _text()
    occurrence_uid: str = _text()
    agency_uid: str = _text()
    role: str = _text()
    size: int | None = _integer(null=True)
    state: str = _text()
    due: str | None = _text(null=True)
    committed: str | None = _text(null=True)
    former: str | None = _text(null=True)
    accepted_on: str | None = _text(null=True)
    started_on: str | None = _text(null=True)
    updated_on: str | None = _text(null=True)
    reported_on: str | None = _text(null=True)
    confirmed_on: str | None = _text(null=True)
    percent: int | None = _integer(null=True)
    note: str | None = _text(null=True)
    reason: str | None = _text(null=True)
    evidence: str | None = _text(null=True)
    backdated: int = _integer()
    version: int = _integer()
    last_seq: int = _integer()
    late_since: str | None = _text(null=True)


class EdgeRow(Row, table=True):
    """`successor` waits for `predecessor` (uids of occurrences); `agency_uid` limits it to that agency's own part."""

    __tablename__ = "edge"
    __table_args__ = _strict(
        PrimaryKeyConstraint("successor", "predecessor", "agency_uid", "type"),
        Index("edge_predecessor", "predecessor"),
        rowid=False,
    )
    successor: str = _text()
    predecessor: str = _text()
    agency_uid: str = _text()
    type: str = _text()
    plan_uid: str = _text()
    lag_count: int = _integer()
    lag_unit: str = _text()
    soft: int = _integer()
    reason: str | None = _text(null=True)


class EventRow(Row, table=True):
    """One fact; append-only. `hash` is SHA-256 over `prev_hash` and the canonical form of all other columns."""

    __tablename__ = "event"
    __table_args__ = _strict(
        PrimaryKeyConstraint("plan_uid", "seq"),
        UniqueConstraint("plan_uid", "stream", "version"),
        UniqueConstraint("hash"),
        Index("event_idem_key", "plan_uid", "idem_key", unique=True),
        rowid=False,
    )
    plan_uid: str = _text()
    seq: int = _integer()
    stream: str = _text()
    version: int = _integer()
    type: str = _text()
    schema_: int = Field(sa_column=Column("schema", Integer, nullable=False))
    occurred_on: str = _text()
    recorded_at: str = _text()
    person: str = _text()
    agency: str = _text()
    typed_by: str | None = _text(null=True)
    decided_by: str | None = _text(null=True)
    channel: str = _text()
    document: str | None = _text(null=True)
    clock: str = _text()
    revision: int = _integer()
    correlation: str = _text()
    idem_key: str | None = _text(null=True)
    payload: str = _text()
    prev_hash: str = _text()
    hash: str = _text()
    algo: str = _text()


class RefusalRow(Row, table=True):
    """What was refused, to whom and by which rule; not chained, kept for those who ask why nothing happened."""

    __tablename__ = "refusal"
    __table_args__ = _strict(PrimaryKeyConstraint("number"))
    number: int = _integer()
    plan_uid: str | None = _text(null=True)
    refused_at: str = _text()
    person: str = _text()
    agency: str | None = _text(null=True)
    trigger: str = _text()
    task: str | None = _text(null=True)
    code: str = _text()
    params: str = _text()


class ReplanRow(Row, table=True):
    """Assignments whose reminders must be planned anew; `assignment_uid` null means all of the plan."""

    __tablename__ = "replan"
    __table_args__ = _strict(PrimaryKeyConstraint("number"))
    number: int = _integer()
    plan_uid: str = _text()
    assignment_uid: str | None = _text(null=True)
    seq: int = _integer()


class ReminderRow(Row, table=True):
    """One step of the policy for one assignment, with its next moment (UTC); `sent` counts what has gone out."""

    __tablename__ = "reminder"
    __table_args__ = _strict(
        PrimaryKeyConstraint("assignment_uid", "step"),
        Index("reminder_due", "next_at", sqlite_where=Column("state", Text) == "planned"),
        rowid=False,
    )
    assignment_uid: str = _text()
    step: str = _text()
    plan_uid: str = _text()
    next_at: str = _text()
    state: str = _text()
    anchor: str = _text()
    generation: int = _integer()
    sent: int = _integer()


class FiringRow(Row, table=True):
    """A planned moment that came due for one recipient, and what became of it."""

    __tablename__ = "firing"
    __table_args__ = _strict(
        PrimaryKeyConstraint("dedup_key"), Index("firing_outbox", "outbox_uid"), rowid=False
    )
    dedup_key: str = _text()
    plan_uid: str = _text()
    assignment_uid: str = _text()
    step: str = _text()
    generation: int = _integer()
    number: int = _integer()
    recipient: str = _text()
    planned_at: str = _text()
    decision: str = _text()
    outbox_uid: str | None = _text(null=True)


class OutboxRow(Row, table=True):
    """One letter to one recipient on one channel, frozen when written; moved by lease and token, never rewritten."""

    __tablename__ = "outbox"
    __table_args__ = _strict(
        PrimaryKeyConstraint("uid"),
        UniqueConstraint("dedup_key", "channel"),
        Index("outbox_waiting", "next_at", sqlite_where=Column("state", Text).in_(["pending", "sending"])),
        rowid=False,
    )
    uid: str = _text()
    plan_uid: str = _text()
    dedup_key: str = _text()
    channel: str = _text()
    recipient: str = _text()
    address: str = _text()
    message: str = _text()
    state: str = _text()
    attempt: int = _integer()
    next_at: str = _text()
    lease_token: str | None = _text(null=True)
    lease_until: str | None = _text(null=True)
    provider_id: str | None = _text(null=True)
    written_at: str = _text()
    settled_at: str | None = _text(null=True)


class AttemptRow(Row, table=True):
    """One try at sending one letter, and how it ended; append-only."""

    __tablename__ = "attempt"
    __table_args__ = _strict(PrimaryKeyConstraint("outbox_uid", "attempt"), rowid=False)
    outbox_uid: str = _text()
    attempt: int = _integer()
    at: str = _text()
    worker: str = _text()
    outcome: str = _text()
    detail: str = _text()


class TickRow(Row, table=True):
    """The last tick of each worker: the health of reminding is the age of this row."""

    __tablename__ = "tick"
    __table_args__ = _strict(PrimaryKeyConstraint("worker"), rowid=False)
    worker: str = _text()
    at: str = _text()
    sent: int = _integer()


class ExtensionRow(Row, table=True):
    """A request for a later due date and what became of it."""

    __tablename__ = "extension"
    __table_args__ = _strict(
        PrimaryKeyConstraint("uid"),
        Index("extension_assignment", "assignment_uid"),
        Index("extension_plan", "plan_uid", "state"),
        rowid=False,
    )
    uid: str = _text()
    plan_uid: str = _text()
    assignment_uid: str = _text()
    agency: str = _text()
    number: int = _integer()
    asked_on: str = _text()
    due: str = _text()
    wanted: str = _text()
    after_due: int = _integer()
    reason: str = _text()
    state: str = _text()
    decided_on: str | None = _text(null=True)
    decided_by: str | None = _text(null=True)
    granted: str | None = _text(null=True)
    excused: int = _integer()
    late_since: str | None = _text(null=True)
    answer: str | None = _text(null=True)
    document: str | None = _text(null=True)
    last_seq: int = _integer()


class DifficultyRow(Row, table=True):
    """A difficulty that an agency raised, by its number within the plan, with its answer."""

    __tablename__ = "difficulty"
    __table_args__ = _strict(
        PrimaryKeyConstraint("uid"),
        Index("difficulty_assignment", "assignment_uid"),
        Index("difficulty_number", "plan_uid", "number", unique=True),
        rowid=False,
    )
    uid: str = _text()
    plan_uid: str = _text()
    assignment_uid: str = _text()
    number: int = _integer()
    agency: str = _text()
    text: str = _text()
    addressee: str = _text()
    via: str | None = _text(null=True)
    raised_on: str = _text()
    state: str = _text()
    escalated_on: str | None = _text(null=True)
    reason: str | None = _text(null=True)
    answer: str | None = _text(null=True)
    answered_by: str | None = _text(null=True)
    answered_on: str | None = _text(null=True)
    document: str | None = _text(null=True)
    resolved_by: str | None = _text(null=True)
    resolved_on: str | None = _text(null=True)
    last_seq: int = _integer()


class EvidenceRow(Row, table=True):
    """A piece of evidence: a document by its number, a file by the hash of its bytes, or a link."""

    __tablename__ = "evidence"
    __table_args__ = _strict(
        PrimaryKeyConstraint("uid"),
        Index("evidence_assignment", "assignment_uid"),
        Index("evidence_file", "sha256"),
        rowid=False,
    )
    uid: str = _text()
    plan_uid: str = _text()
    assignment_uid: str = _text()
    position: int = _integer()
    agency: str = _text()
    added_on: str = _text()
    text: str | None = _text(null=True)
    number: str | None = _text(null=True)
    day: str | None = _text(null=True)
    abstract: str | None = _text(null=True)
    sha256: str | None = _text(null=True)
    size: int | None = _integer(null=True)
    type: str | None = _text(null=True)
    name: str | None = _text(null=True)
    link: str | None = _text(null=True)
    last_seq: int = _integer()


class TargetValueRow(Row, table=True):
    """The figure that stands for a target, a period and an agency; decimal text."""

    __tablename__ = "target_value"
    __table_args__ = _strict(
        PrimaryKeyConstraint("uid"),
        Index("target_value_target", "target_uid"),
        Index("target_value_plan", "plan_uid"),
        rowid=False,
    )
    uid: str = _text()
    plan_uid: str = _text()
    target_uid: str = _text()
    period: str = _text()
    agency: str = _text()
    value: str | None = _text(null=True)
    unit: str = _text()
    note: str | None = _text(null=True)
    said_by: str = _text()
    said_on: str = _text()
    number: int = _integer()
    last_seq: int = _integer()


class BaselineRow(Row, table=True):
    """A revision under a name, with the dates computed from it (JSON): uid of occurrence → label and days."""

    __tablename__ = "baseline"
    __table_args__ = _strict(
        PrimaryKeyConstraint("uid"),
        Index("baseline_name", "plan_uid", "name", unique=True),
        rowid=False,
    )
    uid: str = _text()
    plan_uid: str = _text()
    name: str = _text()
    revision: int = _integer()
    dates: str = _text()
    document: str | None = _text(null=True)
    reason: str | None = _text(null=True)
    set_on: str = _text()
    last_seq: int = _integer()


class OutcomeRow(Row, table=True):
    """What became of an occurrence that was open when its plan was closed; `uid` is that of the occurrence."""

    __tablename__ = "outcome"
    __table_args__ = _strict(
        PrimaryKeyConstraint("uid"),
        Index("outcome_plan", "plan_uid"),
        rowid=False,
    )
    uid: str = _text()
    plan_uid: str = _text()
    task: str = _text()
    outcome: str = _text()
    reason: str | None = _text(null=True)
    carried_to: str | None = _text(null=True)
    closed_on: str = _text()
    last_seq: int = _integer()


class ClosingRow(Row, table=True):
    """A closed plan with its figures as they were then (JSON); `uid` is that of the plan."""

    __tablename__ = "closing"
    __table_args__ = _strict(
        PrimaryKeyConstraint("uid"),
        rowid=False,
    )
    uid: str = _text()
    plan_uid: str = _text()
    closed_on: str = _text()
    reason: str | None = _text(null=True)
    document: str | None = _text(null=True)
    successor: str | None = _text(null=True)
    figures: str = _text()
    last_seq: int = _integer()


class AnswerRow(Row, table=True):
    """What was said to the command that first carried a key; `command` is the SHA-256 of all it was asked to do."""

    __tablename__ = "answer"
    __table_args__ = _strict(
        PrimaryKeyConstraint("plan_uid", "idem_key"),
        rowid=False,
    )
    plan_uid: str = _text()
    idem_key: str = _text()
    command: str = _text()
    seq: int = _integer()
    code: int | None = _integer(null=True)
    out: str | None = _text(null=True)
    err: str | None = _text(null=True)


TRIGGERS = (
    """CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END""",
    """CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END""",
    """CREATE TRIGGER event_in_order BEFORE INSERT ON event
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM event WHERE plan_uid = NEW.plan_uid)
  OR NEW.prev_hash <> ifnull((SELECT hash FROM event WHERE plan_uid = NEW.plan_uid ORDER BY seq DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'event is out of order'); END""",
    """CREATE TRIGGER revision_no_update BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'revision is immutable'); END""",
    """CREATE TRIGGER revision_no_delete BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'revision is immutable'); END""",
)

for _statement in TRIGGERS:
    event.listen(METADATA, "after_create", DDL(_statement.replace("%", "%%")))  # type: ignore[no-untyped-call]


def create(connection: Connection) -> None:
    """All tables, indexes and triggers in an empty database, with the marks that make the file ours."""
    METADATA.create_all(connection)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
