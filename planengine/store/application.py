"""Writing one revision: revision, tasks, occurrences, assignments, edges and their events, in the open transaction.

Bulk statements throughout; the first revision and every later one go the same way, since a plan that was never applied
is one in which every occurrence is added. After a crash either the old revision is there or the new one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from planengine.core.events import Fact, Origin
from planengine.core.expand import Occurrence
from planengine.core.plan import Task
from planengine.core.renames import relabelled
from planengine.core.revision import Live, Revised
from planengine.store import log, work_rows
from planengine.store.chain import Chain
from planengine.store.columns import instant
from planengine.store.journal import plans
from planengine.store.renaming import tracked_renames, write_renames
from planengine.store.revised import Revisions, live_work
from planengine.store.revisions import agency_uids
from planengine.store.succession import bodies_taken_over, present
from planengine.store.uid import Uids
from planengine.store.writer import Writer
from planengine.usecases.applying import Application, AppliedHead

_ANEW = ("added", "replanned")
REPLAN_ALL = "INSERT INTO replan (plan_uid, assignment_uid, seq) VALUES (?, NULL, ?)"


def write_revision(
    connection: sqlite3.Connection,
    application: Application,
    changes: Sequence[Revised],
    head: AppliedHead | None,
    origin: Origin,
    now: datetime,
    reason: str | None,
    removed: Mapping[str, str],
) -> int:
    """Writes the next revision of a plan (the first where `head` is None) and returns how many events that made.

    `changes` must hold nothing that is refused. Directory and calendar must have been written before.
    """
    return _Revision(connection, application, changes, head, origin, now, reason, removed).write()


class _Revision:
    """The rows of one revision; every method that returns rows gives them in the order of the columns it inserts."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        application: Application,
        changes: Sequence[Revised],
        head: AppliedHead | None,
        origin: Origin,
        now: datetime,
        reason: str | None,
        removed: Mapping[str, str],
    ) -> None:
        self._connection = connection
        self._application = application
        self._plan = application.plan
        self._changes = {one.label: one for one in changes}
        self._origin = origin
        self._now = now
        self._reason = reason
        self._removed = removed
        self._number = 1 if head is None else head.revision + 1
        self._uids = Uids(now)
        self._correlation = self._uids()
        self._plan_uid = self._uids() if head is None else head.uid
        self._day_off = {task.id: task.day_off for task in application.plan.tasks}
        self._agencies = agency_uids(connection)
        self._renamed = tracked_renames(connection, self._plan_uid, self._plan.moved).ids
        self._nodes = self._known("SELECT id, uid FROM task WHERE plan_uid = ?")
        self._targets = self._known("SELECT id, uid FROM target WHERE plan_uid = ?")
        self._occurrences = self._known("SELECT label, uid FROM occurrence WHERE plan_uid = ?")
        for node in application.order:
            self._nodes.setdefault(node, self._uids())
        for one in changes:
            if one.verdict == "added":
                self._occurrences.setdefault(one.label, self._uids())

    def _known(self, statement: str) -> dict[str, str]:
        rows = self._connection.execute(statement, (self._plan_uid,)).fetchall()
        return {relabelled(name, self._renamed): uid for name, uid in rows}

    def write(self) -> int:
        chain = Chain(
            self._connection,
            self._plan_uid,
            self._number,
            self._origin,
            self._now,
            correlation=self._correlation,
        )
        live = self._live()
        self._write_plan(chain.seq)
        events = [chain.link(self._plan_uid, "revision_applied", self._payload())]
        events += write_renames(self._connection, chain, self._plan.id, self._plan_uid, self._renamed)
        self._write_nodes()
        events += self._write_work(chain)
        self._connection.executemany(log.INSERT, events)
        count = len(events) + self._write_begun(live)
        self._connection.execute(REPLAN_ALL, (self._plan_uid, chain.seq))
        return count

    def _live(self) -> dict[str, Live]:
        """What has begun, or leaves the plan, by its label in the new revision."""
        if all(one.verdict in _ANEW for one in self._changes.values()):
            return {}
        concerned = {label for label, one in self._changes.items() if one.verdict not in _ANEW}
        live = live_work(
            self._connection, self._plan_uid, lambda label: relabelled(label, self._renamed) in concerned
        )
        return {
            relabelled(label, self._renamed): one._replace(label=relabelled(label, self._renamed))
            for label, one in live.items()
        }

    def _write_begun(self, live: Mapping[str, Live]) -> int:
        """What is under way is brought under the new revision, event by event: how many events that made."""
        later = [one for one in self._changes.values() if one.verdict not in _ANEW]
        if not later:
            return 0
        plan = next(one for one in plans(self._connection) if one.uid == self._plan_uid)
        origin = self._origin._replace(agency=plan.secretariat)
        writer = Writer(self._connection)
        before = log.head(self._connection, plan.uid).seq

        def append(facts: Sequence[Fact]) -> object:
            return writer.append(
                plan, facts, origin, self._now, today=origin.on, correlation=self._correlation
            )

        revisions = Revisions(self._connection, plan, live, append, self._uids, origin.on, self._reason)
        edges = self._edges_by_successor()
        planned = {one.key: one for one in self._application.expansion.occurrences}
        for one in later:
            if one.verdict == "withdrawn":
                revisions.withdraw(one, self._removed.get(one.label.partition("@")[0]))
            else:
                own = planned[one.label]
                waits = edges.get(self._occurrences[one.label], []) if one.waits_changed else None
                revisions.revise(one, self._with_due(own), self._nodes[own.task], waits)
        return log.head(self._connection, plan.uid).seq - before

    def _write_plan(self, based_on_seq: int) -> None:
        plan, source = self._plan, self._application.source
        taken = bodies_taken_over(self._connection, self._plan_uid)
        self._connection.execute(
            "INSERT INTO plan (uid, id, title, revision, secretariat, approver, timezone, starts, ends, calendar, "
            "tracked_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (uid) DO UPDATE SET title = excluded.title, "
            "revision = excluded.revision, secretariat = excluded.secretariat, approver = excluded.approver, "
            "timezone = excluded.timezone, starts = excluded.starts, ends = excluded.ends, "
            "calendar = excluded.calendar, tracked_from = excluded.tracked_from",
            (
                self._plan_uid,
                plan.id,
                plan.title,
                self._number,
                present(taken, plan.secretariat),
                present(taken, plan.approver),
                plan.timezone,
                plan.starts.isoformat(),
                plan.ends.isoformat(),
                self._application.calendar.id,
                plan.tracked_from.isoformat() if plan.tracked_from else None,
            ),
        )
        self._connection.execute(
            "INSERT INTO revision (plan_uid, number, sha256, name, text, canonical, directory, calendar, author, "
            "reason, applied_at, based_on_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._plan_uid,
                self._number,
                source.sha256,
                source.name,
                self._application.text,
                source.canonical,
                self._application.directory_source.sha256,
                self._application.calendar_source.sha256,
                self._origin.person,
                self._reason,
                instant(self._now),
                based_on_seq,
            ),
        )

    def _write_nodes(self) -> None:
        """Sections, tasks and targets as they are now; what is gone from the file is marked withdrawn."""
        self._connection.executemany(
            "INSERT INTO task (uid, plan_uid, id, parent, position, is_section, title, ref, kind, form, update_every, "
            "confirm, evidence, request, restricted, reminders, spec, introduced_in) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uid) DO UPDATE SET "
            "parent = excluded.parent, position = excluded.position, is_section = excluded.is_section, "
            "title = excluded.title, ref = excluded.ref, kind = excluded.kind, form = excluded.form, "
            "update_every = excluded.update_every, confirm = excluded.confirm, evidence = excluded.evidence, "
            "request = excluded.request, restricted = excluded.restricted, reminders = excluded.reminders, "
            "spec = excluded.spec, withdrawn_in = NULL",
            self._node_rows(),
        )
        self._connection.executemany(
            "INSERT INTO target (uid, plan_uid, id, position, title, spec, introduced_in) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uid) DO UPDATE SET position = excluded.position, "
            "title = excluded.title, spec = excluded.spec, withdrawn_in = NULL",
            [
                (
                    self._targets.get(one.id) or self._uids(),
                    self._plan_uid,
                    one.id,
                    position,
                    one.title,
                    self._application.target_specs[one.id],
                    self._number,
                )
                for position, one in enumerate(self._plan.targets)
            ],
        )
        for table, kept in (
            ("task", set(self._application.order)),
            ("target", {one.id for one in self._plan.targets}),
        ):
            known = self._nodes if table == "task" else self._targets
            self._connection.executemany(
                f"UPDATE {table} SET withdrawn_in = ? WHERE uid = ? AND withdrawn_in IS NULL",
                [(self._number, uid) for name, uid in known.items() if name not in kept],
            )

    def _node_rows(self) -> Iterable[tuple[object, ...]]:
        order = {node: position for position, node in enumerate(self._application.order)}
        for section in self._plan.sections:
            yield (
                self._nodes[section.id],
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
                self._number,
            )
        for task in self._plan.tasks:
            yield self._task_row(task, order[task.id])

    def _task_row(self, task: Task, position: int) -> tuple[object, ...]:
        return (
            self._nodes[task.id],
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
            self._number,
        )

    def _payload(self) -> dict[str, object]:
        application = self._application
        return {
            "plan": self._plan.id,
            "revision": self._number,
            "sha256": application.source.sha256,
            "directory": application.directory_source.sha256,
            "calendar": application.calendar_source.sha256,
            "tasks": len(self._plan.tasks),
            "occurrences": len(application.expansion.occurrences),
            "reason": self._reason,
        }

    def _write_work(self, chain: Chain) -> list[log.Entry]:
        """Occurrences, assignments and edges that are added or planned anew, and the events that say the same."""
        edges = self._edges_by_successor()
        added: list[tuple[object, ...]] = []
        given_rows: list[tuple[object, ...]] = []
        edge_rows: list[tuple[object, ...]] = []
        events = []
        for planned in self._application.expansion.occurrences:
            change = self._changes.get(planned.key)
            if change is None or change.verdict not in _ANEW:
                continue
            one = self._with_due(planned)
            uid = self._occurrences[one.key]
            version, kept = self._before(uid) if change.verdict == "replanned" else (0, {})
            parts = [(kept.get(given.agency) or self._uids(), given) for given in one.assignments]
            waits = edges.get(uid, [])
            payload = work_rows.payload(one, self._nodes[one.task], parts, waits)
            entry = chain.link(uid, "occurrence_planned", payload, after=version)
            events.append(entry)
            columns = (
                self._plan_uid,
                self._nodes[one.task],
                *work_rows.columns(one),
                version + 1,
                entry.seq,
            )
            if change.verdict == "replanned":
                self._clear(uid, {own for own, _ in parts})
            added.append((uid, *columns))
            given_rows += work_rows.given(self._plan_uid, uid, one, parts, self._agencies, entry.seq)
            edge_rows += waits
        work_rows.insert(self._connection, added, given_rows, edge_rows)
        return events

    def _with_due(self, one: Occurrence) -> Occurrence:
        """The occurrence with its due date where that counts from something that is complete by now."""
        if one.within is None:
            return one
        days = [
            date.fromisoformat(on)
            for period, on in self._connection.execute(
                "SELECT o.period, o.completed_on FROM occurrence o JOIN task t ON t.uid = o.task_uid "
                "WHERE o.plan_uid = ? AND t.id = ? AND o.completed_on IS NOT NULL",
                (self._plan_uid, one.within_of),
            )
            if period is None or one.period in (None, period)
        ]
        if not days:
            return one
        calendar = self._application.calendar
        counted = calendar.shift(min(days), one.within.count, one.within.unit)
        return replace(one, due=calendar.moved(counted, self._day_off[one.task]))

    def _before(self, uid: str) -> tuple[int, dict[str, str]]:
        """(version of the occurrence's stream, agency → uid of its assignment)."""
        (version,) = self._connection.execute(
            "SELECT version FROM occurrence WHERE uid = ?", (uid,)
        ).fetchone()
        rows = self._connection.execute(
            "SELECT g.id, a.uid FROM assignment a JOIN agency g ON g.uid = a.agency_uid WHERE a.occurrence_uid = ?",
            (uid,),
        )
        return version, dict(rows.fetchall())

    def _clear(self, uid: str, kept: set[str]) -> None:
        """Takes out the edges of an occurrence and the parts that are not given any more; their events stay."""
        self._connection.execute("DELETE FROM edge WHERE successor = ?", (uid,))
        dropped = [
            row[0]
            for row in self._connection.execute("SELECT uid FROM assignment WHERE occurrence_uid = ?", (uid,))
            if row[0] not in kept
        ]
        self._connection.executemany(
            "DELETE FROM reminder WHERE assignment_uid = ?", [(one,) for one in dropped]
        )
        self._connection.executemany("DELETE FROM assignment WHERE uid = ?", [(one,) for one in dropped])

    def _edges_by_successor(self) -> dict[str, list[tuple[object, ...]]]:
        found: dict[str, list[tuple[object, ...]]] = {}
        expansion = self._application.expansion
        known = self._occurrences
        joined = [
            (edge, known[edge.predecessor])
            for edge in expansion.edges
            if edge.predecessor in known and edge.successor in known
        ]
        joined += [(edge, f"?{edge.predecessor}") for edge in expansion.elsewhere if edge.successor in known]
        for edge, predecessor in joined:
            successor = known[edge.successor]
            row = work_rows.edge(self._plan_uid, successor, predecessor, edge, self._agencies)
            found.setdefault(successor, []).append(row)
        return found
