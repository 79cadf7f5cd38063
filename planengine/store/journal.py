"""The journal: reading what a decision needs, and writing what was decided, in one transaction.

These few statements are the officer's fast path: sqlite3 and nothing of SQLModel; a parity test holds them against the
declared schema. Nothing else moves an assignment or an occurrence.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from planengine.errors import Refusal, Unavailable
from planengine.store import log
from planengine.store.columns import instant
from planengine.store.connection import connect
from planengine.store.lock import FileLock, KeyLock
from planengine.store.writer import Writer
from planengine.usecases.rows import Held, Named, PlanHead

if TYPE_CHECKING:
    from planengine.store.answers import Asked, Told

PASSING = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_READONLY",
    "SQLITE_IOERR",
    "SQLITE_FULL",
    "SQLITE_CANTOPEN",
)
"""What the disk or another program may do to a write; the same command may go through later."""


class Journal:
    """One open database. Reads see what is committed; everything that changes goes through `writing`."""

    def __init__(self, path: str) -> None:
        """Raises Unavailable as `connect` does."""
        self.path = path
        self.connection = connect(path)

    def close(self) -> None:
        """Closes under the lock: the last connection's checkpoint must not meet another writer's."""
        try:
            with FileLock(self.path + ".lock"):
                self.connection.close()
        except OSError:
            self.connection.close()

    @contextmanager
    def keyed(self, asked: Asked) -> Iterator[Told | None]:
        """What was answered to the same command under the same key, or None; what is written then carries the key.

        The same key waits here until whoever came first has been answered. Raises Refusal("key.used").
        """
        with KeyLock(self.path + ".keys", asked.key):
            told = asked.told(self.connection)
            if told is None:
                everywhere = self.plans()
                if len(everywhere) == 1:  # of several plans it is not known yet which one is meant
                    asked.check(self.connection, everywhere[0].uid)
            self.connection.asked = asked
            try:
                yield told
            finally:
                self.connection.asked = None

    def keep_answer(self, code: int, out: str, err: str) -> None:
        """Adds what was said to the command that carries a key, where it wrote anything."""
        asked = self.connection.asked
        if asked is not None and asked.told(self.connection) is not None:
            with self.writing() as writer:
                asked.keep(writer.connection, code, out, err)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction under the file lock, begun before the first read; committed at the end, rolled back on error.

        Raises Unavailable("db.busy") when the database cannot be written.
        """
        try:
            with FileLock(self.path + ".lock"):
                self.connection.execute("BEGIN IMMEDIATE")
                try:
                    yield Writer(self.connection)
                    self.connection.execute("COMMIT")
                finally:
                    if self.connection.in_transaction:
                        self.connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith(PASSING):
                raise  # a fault of ours, not of the disk
            raise Unavailable("db.busy", path=self.path, reason=str(error)) from error
        except PermissionError as error:
            raise Unavailable("db.busy", path=self.path, reason=str(error)) from error

    def plans(self) -> tuple[PlanHead, ...]:
        """All applied plans, by id."""
        return plans(self.connection)

    def agency_name(self, agency: str) -> str | None:
        """The short name of an agency or group, or None where the directory has no such id."""
        row = self.connection.execute("SELECT short FROM agency WHERE id = ?", (agency,)).fetchone()
        return row[0] if row else None

    def agency_ids(self) -> tuple[str, ...]:
        """All ids of the directory, sorted."""
        return tuple(row[0] for row in self.connection.execute("SELECT id FROM agency ORDER BY id"))

    def task_ids(self, plan_uid: str) -> tuple[str, ...]:
        """All ids of tasks in force, in the order of the plan."""
        rows = self.connection.execute(
            "SELECT id FROM task WHERE plan_uid = ? AND is_section = 0 AND withdrawn_in IS NULL ORDER BY position",
            (plan_uid,),
        )
        return tuple(row[0] for row in rows)

    def is_section(self, plan_uid: str, node_id: str) -> bool | None:
        """Whether the id names a section (True) or a task (False); None where it names nothing."""
        row = self.connection.execute(
            "SELECT is_section FROM task WHERE plan_uid = ? AND id = ?", (plan_uid, node_id)
        ).fetchone()
        return bool(row[0]) if row else None

    def children(self, plan_uid: str, section: str) -> tuple[str, ...]:
        """Ids of the tasks and sections directly in a section, in the order of the plan."""
        rows = self.connection.execute(
            "SELECT id FROM task WHERE plan_uid = ? AND parent = ? ORDER BY position", (plan_uid, section)
        )
        return tuple(row[0] for row in rows)

    def renamed(self, plan_uid: str, old: str) -> str | None:
        """The present id of what had the id `old` before; None where no revision says that it was given up."""
        rows = self.connection.execute(
            "SELECT json_extract(m.value, '$.from'), json_extract(m.value, '$.to') FROM revision r, "
            "json_each(r.canonical, '$.moved') m WHERE r.plan_uid = ? ORDER BY r.number, m.key",
            (plan_uid,),
        )
        follow = dict(rows.fetchall())
        passed = [old]
        while passed[-1] in follow and follow[passed[-1]] not in passed:
            passed.append(follow[passed[-1]])
        return passed[-1] if len(passed) > 1 else None

    def occurrences(self, plan_uid: str, task_id: str) -> tuple[Named, ...]:
        """All occurrences of a task, in the order of their periods."""
        rows = self.connection.execute(
            "SELECT o.uid, o.plan_uid, o.task_uid, o.label, t.id, o.period, t.title, o.kind FROM occurrence o "
            "JOIN task t ON t.uid = o.task_uid WHERE t.plan_uid = ? AND t.id = ? ORDER BY o.opens_on, o.label",
            (plan_uid, task_id),
        )
        return tuple(Named(*row) for row in rows)

    def held(self, occurrence_uid: str) -> tuple[Held, ...]:
        """All assignments of an occurrence, bearers before supporters."""
        return self._held("a.occurrence_uid = ? ORDER BY a.role = 'support', g.id", occurrence_uid)

    def held_by(self, plan_uid: str, agency: str, state: str) -> tuple[Held, ...]:
        """All assignments of an agency in a state, in the order of the plan."""
        where = "a.plan_uid = ? AND g.id = ? AND a.state = ? ORDER BY t.position, o.opens_on, o.label"
        return self._held(where, plan_uid, agency, state)

    def held_by_uid(self, assignment_uid: str) -> Held | None:
        """The assignment of that uid, or None."""
        return next(iter(self._held("a.uid = ?", assignment_uid)), None)

    def reported_with(self, plan_uid: str, document: str) -> tuple[Held, ...]:
        """All submitted assignments whose evidence names that document, in the order of the plan."""
        rows = self._held(
            "a.plan_uid = ? AND a.state = 'submitted' ORDER BY t.position, o.opens_on, g.id", plan_uid
        )
        return tuple(row for row in rows if row.evidence and names_document(row.evidence, document))

    def _held(self, where: str, *values: str) -> tuple[Held, ...]:
        rows = self.connection.execute(
            "SELECT a.uid, a.occurrence_uid, o.label, g.id, a.role, a.state, a.last_seq, a.evidence "
            "FROM assignment a JOIN agency g ON g.uid = a.agency_uid JOIN occurrence o ON o.uid = a.occurrence_uid "
            f"JOIN task t ON t.uid = o.task_uid WHERE {where}",
            values,
        )
        return tuple(Held(*row) for row in rows)

    def author(self, plan_uid: str, seq: int) -> tuple[str, str, str, str]:
        """(person, agency, event type, recorded at) of one event."""
        row = self.connection.execute(
            "SELECT person, agency, type, recorded_at FROM event WHERE plan_uid = ? AND seq = ?",
            (plan_uid, seq),
        ).fetchone()
        return (row[0], row[1], row[2], row[3])

    def payload(self, plan_uid: str, seq: int) -> str:
        """What one event says, as canonical JSON."""
        row = self.connection.execute(
            "SELECT payload FROM event WHERE plan_uid = ? AND seq = ?", (plan_uid, seq)
        ).fetchone()
        return str(row[0])

    def answered(self, idem_key: str) -> tuple[tuple[str, str, int, str], ...]:
        """(plan id, type, number, payload) of every event of the command that carried this key, in order."""
        rows = self.connection.execute(
            "SELECT p.id, e.type, e.seq, e.payload FROM plan p JOIN event k ON k.plan_uid = p.uid AND k.idem_key = ? "
            "JOIN event e ON e.plan_uid = p.uid AND e.seq >= k.seq AND e.correlation = k.correlation ORDER BY e.seq",
            (idem_key,),
        )
        return tuple((row[0], row[1], row[2], row[3]) for row in rows)

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
        with self.writing() as writer:
            writer.connection.execute(
                "INSERT INTO refusal (plan_uid, refused_at, person, agency, trigger, task, code, params) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    plan_uid,
                    instant(at),
                    person,
                    agency,
                    trigger,
                    task,
                    refusal.code,
                    log.canonical({key: str(value) for key, value in refusal.params.items()}),
                ),
            )


def plans(connection: sqlite3.Connection) -> tuple[PlanHead, ...]:
    """All applied plans, by id."""
    rows = connection.execute(
        "SELECT uid, id, title, revision, secretariat, approver, timezone, starts, ends, calendar, reminders_from, "
        "closed_on, tracked_from FROM plan ORDER BY id"
    )
    return tuple(PlanHead(*row) for row in rows)


def names_document(evidence: str, document: str) -> bool:
    """Whether evidence such as "123/BC-STNMT ngày 05/12/2024" names that document, letter for letter but for case."""
    words = [word.strip(".,;:()").casefold() for word in evidence.split()]
    wanted = [word.strip(".,;:()").casefold() for word in document.split()]
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words) - len(wanted) + 1))
