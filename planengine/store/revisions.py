"""Applying a plan: revision, directory, calendar, tasks, occurrences, assignments, edges and events in one transaction.

Bulk statements throughout. After a crash either the old state is there or the new one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from planengine.core.calendar import Calendar
from planengine.core.events import Origin
from planengine.core.expand import Expansion, Occurrence
from planengine.core.plan import Directory, Plan, Task
from planengine.store import log
from planengine.store.journal import instant, iso
from planengine.store.uid import Uids
from planengine.usecases.applying import Application, AppliedHead, Shared


def applied_head(connection: sqlite3.Connection, plan_id: str) -> AppliedHead | None:
    """The revision in force of a plan, or None where it has never been applied."""
    row = connection.execute(
        "SELECT p.uid, p.revision, r.sha256, r.directory, r.calendar, r.canonical FROM plan p "
        "JOIN revision r ON r.plan_uid = p.uid AND r.number = p.revision WHERE p.id = ?",
        (plan_id,),
    ).fetchone()
    return AppliedHead(*row) if row else None


def write_first(
    connection: sqlite3.Connection,
    application: Application,
    origin: Origin,
    now: datetime,
    reason: str | None,
) -> int:
    """Writes the first revision of a plan in the open transaction; returns how many events it made."""
    return _FirstRevision(connection, application, origin, now, reason).write()


def write_shared(connection: sqlite3.Connection, application: Application, now: datetime) -> None:
    """Takes over the directory and the calendar of the application, where they differ from what is in force."""
    _write_source(connection, "directory", application.directory_source, now)
    _write_source(connection, "calendar", application.calendar_source, now)
    _write_directory(connection, application.directory, Uids(now))
    _write_calendar(connection, application.calendar)


def _write_source(connection: sqlite3.Connection, kind: str, source: Shared, now: datetime) -> None:
    connection.execute(
        "INSERT INTO source (sha256, kind, name, canonical, applied_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (sha256) DO NOTHING",
        (source.sha256, kind, source.name, source.canonical, instant(now)),
    )


def _write_directory(connection: sqlite3.Connection, directory: Directory, uids: Uids) -> None:
    bodies: list[tuple[object, ...]] = [
        (uids(), one.id, one.name, one.short or one.name, one.kind, 0, iso(one.from_), iso(one.until))
        for one in directory.agencies.values()
    ]
    bodies += [
        (uids(), one.id, one.name, one.name, "group", 1, None, None) for one in directory.groups.values()
    ]
    connection.executemany(
        "INSERT INTO agency (uid, id, name, short, kind, is_group, valid_from, valid_until) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
        "short = excluded.short, kind = excluded.kind, is_group = excluded.is_group, "
        "valid_from = excluded.valid_from, valid_until = excluded.valid_until",
        bodies,
    )
    known = agency_uids(connection)
    contacts = [
        (known[one.id], contact.role, position, contact.name, contact.email, contact.zalo, contact.phone)
        for one in directory.agencies.values()
        for position, contact in enumerate(one.contacts)
    ]
    connection.executemany(
        "DELETE FROM contact WHERE agency_uid = ?", [(known[one],) for one in directory.agencies]
    )
    connection.executemany(
        "INSERT INTO contact (agency_uid, role, position, name, email, zalo, phone) VALUES (?, ?, ?, ?, ?, ?, ?)",
        contacts,
    )


def _write_calendar(connection: sqlite3.Connection, calendar: Calendar) -> None:
    connection.execute(
        "INSERT INTO calendar (id, weekend, covers_from, covers_until) VALUES (?, ?, ?, ?) ON CONFLICT (id) "
        "DO UPDATE SET weekend = excluded.weekend, covers_from = excluded.covers_from, "
        "covers_until = excluded.covers_until",
        (
            calendar.id,
            ",".join(str(number) for number in sorted(calendar.weekend)),
            calendar.covers[0].isoformat(),
            calendar.covers[1].isoformat(),
        ),
    )
    connection.execute("DELETE FROM day WHERE calendar = ?", (calendar.id,))
    days = [(calendar.id, one.isoformat(), 0) for one in sorted(calendar.days_off)]
    days += [(calendar.id, one.isoformat(), 1) for one in sorted(calendar.working_days)]
    connection.executemany("INSERT INTO day (calendar, day, worked) VALUES (?, ?, ?)", days)


def agency_uids(connection: sqlite3.Connection) -> dict[str, str]:
    """id → uid of every agency and group."""
    return dict(connection.execute("SELECT id, uid FROM agency").fetchall())


class _FirstRevision:
    """The rows of a first revision; every method returns rows in the order of the columns it inserts."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        application: Application,
        origin: Origin,
        now: datetime,
        reason: str | None,
    ) -> None:
        self._connection = connection
        self._application = application
        self._plan: Plan = application.plan
        self._expansion: Expansion = application.expansion
        self._origin = origin
        self._now = now
        self._reason = reason
        self._uids = Uids(now)
        self._plan_uid = self._uids()
        self._agencies = agency_uids(connection)
        self._tasks = {task.id: self._uids() for task in self._plan.tasks}
        self._occurrences = {one.key: self._uids() for one in self._expansion.occurrences}

    def write(self) -> int:
        connection = self._connection
        connection.execute(
            "INSERT INTO plan (uid, id, title, revision, secretariat, approver, timezone, starts, ends, calendar) "
            "VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
            self._plan_row(),
        )
        connection.execute(
            "INSERT INTO revision (plan_uid, number, sha256, name, text, canonical, directory, calendar, author, "
            "reason, applied_at, based_on_seq) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            self._revision_row(),
        )
        connection.executemany(
            "INSERT INTO task (uid, plan_uid, id, parent, position, is_section, title, ref, kind, form, update_every, "
            "confirm, evidence, request, restricted, reminders, spec, introduced_in) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            self._node_rows(),
        )
        connection.executemany(
            "INSERT INTO target (uid, plan_uid, id, position, title, spec, introduced_in) "
            "VALUES (?, ?, ?, ?, ?, ?, 1)",
            [
                (self._uids(), self._plan_uid, one.id, position, one.title, self._application.specs[one.id])
                for position, one in enumerate(self._plan.targets)
            ],
        )
        events = self._write_work()
        connection.executemany(log.INSERT, events)
        connection.execute(
            "INSERT INTO replan (plan_uid, assignment_uid, seq) VALUES (?, NULL, ?)",
            (self._plan_uid, len(events)),
        )
        return len(events)

    def _plan_row(self) -> tuple[object, ...]:
        plan = self._plan
        return (
            self._plan_uid,
            plan.id,
            plan.title,
            plan.secretariat,
            plan.approver,
            plan.timezone,
            plan.starts.isoformat(),
            plan.ends.isoformat(),
            self._application.calendar.id,
        )

    def _revision_row(self) -> tuple[object, ...]:
        source = self._application.source
        return (
            self._plan_uid,
            source.sha256,
            source.name,
            self._application.text,
            source.canonical,
            self._application.directory_source.sha256,
            self._application.calendar_source.sha256,
            self._origin.person,
            self._reason,
            instant(self._now),
        )

    def _node_rows(self) -> Iterable[tuple[object, ...]]:
        order = {node: position for position, node in enumerate(self._application.order)}
        for section in self._plan.sections:
            yield (
                self._uids(),
                self._plan_uid,
                section.id,
                section.section,
                order[section.id],
                1,
                section.title,
                section.ref,
                *([None] * 5),
                0,
                0,
                None,
                self._application.specs[section.id],
            )
        for task in self._plan.tasks:
            yield self._task_row(task, order[task.id])

    def _task_row(self, task: Task, position: int) -> tuple[object, ...]:
        return (
            self._tasks[task.id],
            self._plan_uid,
            task.id,
            task.section,
            position,
            0,
            task.title,
            task.ref,
            task.kind,
            task.form,
            (task.update or "quarter") if task.kind == "standing" else None,
            task.confirm,
            task.evidence,
            int(task.request),
            int(task.restricted),
            task.reminders,
            self._application.specs[task.id],
        )

    def _write_work(self) -> list[log.Entry]:
        """Occurrences, assignments and edges, and the chained events that say the same."""
        chain = _Chain(self._connection, self._plan_uid, 1, self._origin, self._now)
        events = [chain.link(self._plan_uid, "revision_applied", self._revision_payload())]
        edges = self._edges_by_successor()
        occurrence_rows, assignment_rows, edge_rows = [], [], []
        for one in self._expansion.occurrences:
            uid = self._occurrences[one.key]
            assignments = [(self._uids(), given) for given in one.assignments]
            waits = edges.get(uid, [])
            payload = {
                **_occurrence_payload(one, self._tasks[one.task]),
                "assignments": [
                    {"uid": own, "agency": given.agency, "role": given.role, "size": given.size}
                    for own, given in assignments
                ],
                "after": [
                    {"predecessor": row[1], "agency": row[2], "type": row[3], "soft": row[7]} for row in waits
                ],
            }
            entry = chain.link(uid, "occurrence_planned", payload)
            events.append(entry)
            occurrence_rows.append(
                (uid, self._plan_uid, self._tasks[one.task], *_occurrence_columns(one), 1, entry.seq)
            )
            due = iso(one.due)
            assignment_rows += [
                (
                    own,
                    self._plan_uid,
                    uid,
                    self._agencies[given.agency],
                    given.role,
                    given.size,
                    due,
                    entry.seq,
                )
                for own, given in assignments
            ]
            edge_rows += waits
        self._connection.executemany(
            "INSERT INTO occurrence (uid, plan_uid, task_uid, label, period, kind, opens_on, closes_on, due, "
            "due_inherited, internal_due, within_count, within_unit, within_of, completion, completion_n, "
            "support_required, version, last_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            occurrence_rows,
        )
        self._connection.executemany(
            "INSERT INTO assignment (uid, plan_uid, occurrence_uid, agency_uid, role, size, state, due, backdated, "
            "version, last_seq) VALUES (?, ?, ?, ?, ?, ?, 'assigned', ?, 0, 0, ?)",
            assignment_rows,
        )
        self._connection.executemany(
            "INSERT INTO edge (successor, predecessor, agency_uid, type, plan_uid, lag_count, lag_unit, soft, reason) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            edge_rows,
        )
        return events

    def _revision_payload(self) -> dict[str, object]:
        application = self._application
        return {
            "plan": self._plan.id,
            "revision": 1,
            "sha256": application.source.sha256,
            "directory": application.directory_source.sha256,
            "calendar": application.calendar_source.sha256,
            "tasks": len(self._plan.tasks),
            "occurrences": len(self._expansion.occurrences),
            "reason": self._reason,
        }

    def _edges_by_successor(self) -> dict[str, list[tuple[object, ...]]]:
        found: dict[str, list[tuple[object, ...]]] = {}
        for edge in self._expansion.edges:
            successor = self._occurrences[edge.successor]
            found.setdefault(successor, []).append(
                (
                    successor,
                    self._occurrences[edge.predecessor],
                    self._agencies[edge.agency] if edge.agency else "",
                    edge.type,
                    self._plan_uid,
                    edge.lag.count,
                    edge.lag.unit,
                    int(edge.soft),
                    edge.reason,
                )
            )
        for key, reference in self._expansion.unresolved:
            successor = self._occurrences[key]
            row = (successor, f"?{reference}", "", "FS", self._plan_uid, 0, "d", 0, None)
            found.setdefault(successor, []).append(row)
        return found


def _occurrence_columns(one: Occurrence) -> tuple[object, ...]:
    return (
        one.key,
        one.period,
        one.kind,
        one.opens_on.isoformat(),
        one.closes_on.isoformat(),
        iso(one.due),
        int(one.due_inherited),
        iso(one.internal_due),
        one.within.count if one.within else None,
        one.within.unit if one.within else None,
        one.within_of,
        one.completion.rule,
        one.completion.n,
        int(one.support_required),
    )


def _occurrence_payload(one: Occurrence, task_uid: str) -> dict[str, object]:
    return {
        "task": one.key,
        "task_uid": task_uid,
        "kind": one.kind,
        "opens_on": one.opens_on.isoformat(),
        "closes_on": one.closes_on.isoformat(),
        "due": iso(one.due),
        "internal_due": iso(one.internal_due),
        "completion": one.completion.rule,
        "completion_n": one.completion.n,
        "support_required": one.support_required,
    }


class _Chain:
    """Links new events to the end of a plan's log, each the first of its stream."""

    def __init__(
        self, connection: sqlite3.Connection, plan_uid: str, revision: int, origin: Origin, now: datetime
    ) -> None:
        end = log.head(connection, plan_uid)
        self._plan_uid = plan_uid
        self._seq = end.seq
        self._hash = end.hash
        self._revision = revision
        self._recorded_at = instant(now)
        self._origin = origin
        self._correlation = Uids(now)()

    def link(self, stream: str, event: str, payload: dict[str, object]) -> log.Entry:
        self._seq += 1
        origin = self._origin
        columns: Sequence[object] = (
            self._plan_uid,
            self._seq,
            stream,
            1,
            event,
            log.SCHEMA,
            origin.on.isoformat(),
            self._recorded_at,
            origin.person,
            origin.agency,
            origin.typed_by,
            origin.decided_by,
            origin.channel,
            origin.document,
            origin.clock,
            self._revision,
            self._correlation,
            None,
            log.canonical(payload),
            self._hash,
        )
        entry = log.seal(columns)
        self._hash = entry.hash
        return entry
