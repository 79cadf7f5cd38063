"""The open transaction: reading what a decision needs as of now, appending its facts, moving the projections with them.

Nothing else moves an assignment or an occurrence. On the officer's fast path: sqlite3 and nothing of SQLModel.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from planengine.core import status, workflow
from planengine.core.events import REVISION_EVENTS, SUCCESSION_EVENTS
from planengine.core.records import FAMILIES, ON_CLOSING, ON_PLAN, ON_TARGET
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import Raced
from planengine.store import log, records
from planengine.store.chain import Chain
from planengine.store.columns import day, iso
from planengine.store.elsewhere import OVER
from planengine.store.waiting import blockers, newly_free, newly_free_part
from planengine.usecases.rows import PlanHead, Recorded, Waiting

if TYPE_CHECKING:
    from planengine.core.calendar import Calendar
    from planengine.core.events import Fact, Origin

_ASSIGNED = (
    "a.uid, g.id, a.role, a.state, a.due, a.committed, a.former, a.accepted_on, a.started_on, a.updated_on, "
    "a.reported_on, a.confirmed_on, a.percent, a.note, a.reason, a.evidence, a.late_since"
)
_MOVE = (
    "UPDATE assignment SET state = ?, committed = ?, former = ?, accepted_on = ?, started_on = ?, updated_on = ?, "
    "reported_on = ?, confirmed_on = ?, percent = ?, note = ?, reason = ?, evidence = ?, due = ?, late_since = ?, "
    "agency_uid = (SELECT uid FROM agency WHERE id = ?), backdated = max(backdated, ?), "
    "version = version + ?, last_seq = ? WHERE uid = ? AND last_seq = ?"
)


SUCCEEDING = ("plan_bodies_changed", *SUCCESSION_EVENTS)


class Writer:
    """The open transaction of `Journal.writing`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def load(
        self, plan: PlanHead, occurrence_uid: str, assignment_uid: str, trigger: str
    ) -> tuple[Occurred, Assigned, int]:
        """The occurrence, the assignment and the number of the event that last moved it, as of now."""
        row = self.connection.execute(
            "SELECT o.label, o.kind, o.opens_on, o.completion, o.completion_n, o.support_required, "
            "ifnull(t.confirm, 'secretariat'), ifnull(t.evidence, 'required'), o.completed_on "
            "FROM occurrence o JOIN task t ON t.uid = o.task_uid WHERE o.uid = ?",
            (occurrence_uid,),
        ).fetchone()
        assignments = load_assigned(self.connection, occurrence_uid)
        (last_seq,) = self.connection.execute(
            "SELECT last_seq FROM assignment WHERE uid = ?", (assignment_uid,)
        ).fetchone()
        assigned = next(one for one in assignments if one.uid == assignment_uid)
        return (
            Occurred(
                uid=occurrence_uid,
                label=row[0],
                kind=row[1],
                opens_on=date.fromisoformat(row[2]),
                completion=row[3],
                completion_n=row[4],
                support_required=bool(row[5]),
                confirm=row[6],
                evidence=row[7],
                completed=row[8] is not None,
                assignments=assignments,
                secretariat=plan.secretariat,
                approver=plan.approver,
                blockers=blockers(self.connection, occurrence_uid, assigned.agency, trigger),
            ),
            assigned,
            last_seq,
        )

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
        """Writes the facts to the log and moves the projections with them; what happened before `today` is dated back.

        `expected` maps an assignment's uid to the number of the event that the decision rested on. Raises Raced when
        it has been moved since, and Refusal("clock.before_log") when `now` lies before the end of the log,
        Refusal("plan.closed") when the plan has ended.
        """
        chain = Chain(
            self.connection, plan.uid, plan.revision, origin, now, correlation=correlation, idem_key=idem_key
        )
        first = chain.seq + 1
        entries = [chain.link(fact.stream, fact.type, fact.payload) for fact in facts]
        self.connection.executemany(log.INSERT, entries)
        unlocked: list[str] = []
        backdated = origin.on < today
        for fact, entry in zip(facts, entries, strict=True):
            unlocked += self._project(plan, fact, entry.seq, backdated, expected or {})
        if not any(fact.type == "occurrence_completed" for fact in facts):
            unlocked += self._free_parts(facts)
        return Recorded(first, chain.seq, tuple(dict.fromkeys(unlocked)))

    def waiting_for(self, plan_uid: str, label: str) -> tuple[Waiting, ...]:
        """What counts its due date from the completion of the occurrence named `label`: that of the same period, or,
        where only one of the two has periods, what has no due date yet."""
        task, _, period = label.partition("@")
        rows = self.connection.execute(
            "SELECT o.uid, o.label, o.within_count, o.within_unit, json_extract(t.spec, '$.day_off') FROM occurrence o "
            "JOIN task t ON t.uid = o.task_uid WHERE o.plan_uid = ? AND o.within_of = ? AND o.completed_on IS NULL "
            "AND (ifnull(o.period, '') = ? OR o.due IS NULL AND (o.period IS NULL OR ? = '')) ORDER BY +o.label",
            (plan_uid, task, period, period),
        )
        return tuple(Waiting(*row) for row in rows)

    def calendar(self, calendar_id: str) -> Calendar:
        """The working calendar as last applied."""
        return load_calendar(self.connection, calendar_id)

    def agency_uid(self, agency: str) -> str | None:
        """The uid of an agency id."""
        row = self.connection.execute("SELECT uid FROM agency WHERE id = ?", (agency,)).fetchone()
        return str(row[0]) if row else None

    def assigned(self, occurrence_uid: str) -> tuple[Assigned, ...]:
        """All assignments of an occurrence, by uid."""
        return load_assigned(self.connection, occurrence_uid)

    def records(self, family: str, column: str, value: str) -> tuple[Any, ...]:
        """The records of a family (its `Row`s) that have `value` in `column`, in the order in which they were made."""
        return records.read(self.connection, family, column, value)

    def _free_parts(self, facts: Sequence[Fact]) -> Iterator[str]:
        """What an agency may begin because its own part of something is over."""
        for fact in facts:
            if fact.payload.get("state") in OVER and fact.payload.get("from") not in OVER:
                occurrence, agency = self.connection.execute(
                    "SELECT a.occurrence_uid, g.id FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
                    "WHERE a.uid = ?",
                    (fact.stream,),
                ).fetchone()
                yield from newly_free_part(self.connection, occurrence, agency)

    def _project(
        self, plan: PlanHead, fact: Fact, seq: int, backdated: bool, expected: Mapping[str, int]
    ) -> Sequence[str]:
        if fact.type == "occurrence_completed":
            return self._complete(plan, fact, seq)
        if fact.type == "occurrence_reopened":
            self._reopen(plan, fact, seq)
        elif fact.type == "due_fixed":
            self._fix_due(plan, fact, seq)
        elif fact.type == "reminders_enabled":
            self.connection.execute(
                "UPDATE plan SET reminders_from = ? WHERE uid = ?", (str(fact.payload["from"]), plan.uid)
            )
        elif fact.type == "due_freed":
            self._free_due(plan, fact, seq)
        elif fact.type in REVISION_EVENTS:
            from planengine.store import revised_rows

            revised_rows.project(self, plan, fact, seq)
        elif fact.type in ON_CLOSING:
            self._end(plan, fact, seq)
        elif fact.type in SUCCEEDING:
            from planengine.store.succession import project

            project(self, plan, fact, seq)
        else:
            if fact.type not in (*ON_TARGET, *ON_PLAN):
                self.move(plan, fact, seq, backdated, expected)
            if fact.type in FAMILIES:
                records.write(self.connection, plan.uid, fact, seq)
        return ()

    def move(
        self, plan: PlanHead, fact: Fact, seq: int, backdated: bool, expected: Mapping[str, int]
    ) -> None:
        """The assignment after a fact of its own stream. Raises Raced where it is not as `expected`."""
        row = self.connection.execute(
            f"SELECT {_ASSIGNED}, a.last_seq FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
            "WHERE a.uid = ?",
            (fact.stream,),
        ).fetchone()
        after = workflow.evolve(assigned_of(row), fact.type, fact.payload)
        self._move(after, seq, expected.get(fact.stream, row[-1]), backdated, own=True)
        if fact.type == "action_undone":
            from planengine.store.undone import put_back

            put_back(self.connection, plan.uid, fact.stream, fact.payload, seq)
        self.mark(plan, after, seq)

    def _move(self, after: Assigned, seq: int, expected: int, backdated: bool, *, own: bool) -> None:
        moved = self.connection.execute(
            _MOVE,
            (
                after.state,
                iso(after.committed),
                after.former,
                iso(after.accepted_on),
                iso(after.started_on),
                iso(after.updated_on),
                iso(after.reported_on),
                iso(after.confirmed_on),
                after.percent,
                after.note,
                after.reason,
                after.evidence,
                iso(after.due),
                iso(after.late_since),
                after.agency,
                int(backdated),
                int(own),
                seq,
                after.uid,
                expected,
            ),
        ).rowcount
        if moved != 1:
            raise Raced("raced.moved", assignment=after.uid)

    def mark(self, plan: PlanHead, after: Assigned, seq: int) -> None:
        """What must not go out is stopped at once; what goes out instead is planned by the next tick."""
        if after.state not in status.WORKABLE:
            self.connection.execute(
                "UPDATE reminder SET state = 'stopped' WHERE assignment_uid = ?", (after.uid,)
            )
        self.connection.execute(
            "INSERT INTO replan (plan_uid, assignment_uid, seq) VALUES (?, ?, ?)", (plan.uid, after.uid, seq)
        )

    def _complete(self, plan: PlanHead, fact: Fact, seq: int) -> Sequence[str]:
        on = str(fact.payload["on"])
        self.connection.execute(
            "UPDATE occurrence SET completed_on = ?, version = version + 1, last_seq = ? WHERE uid = ?",
            (on, seq, fact.stream),
        )
        closed = {str(one["assignment"]) for one in _listed(fact, "closed")}
        for one in load_assigned(self.connection, fact.stream):
            if one.uid in closed:
                self._move(workflow.close(one), seq, self._last_seq(one.uid), False, own=False)
                self.mark(plan, workflow.close(one), seq)
        return newly_free(self.connection, fact.stream)

    def _end(self, plan: PlanHead, fact: Fact, seq: int) -> None:
        """A duty ends with its plan, or the plan itself."""
        records.write(self.connection, plan.uid, fact, seq)
        if fact.type == "plan_closed":
            self.connection.execute(
                "UPDATE plan SET closed_on = ? WHERE uid = ?", (str(fact.payload["on"]), plan.uid)
            )
            return
        self.connection.execute(
            "UPDATE occurrence SET version = version + 1, last_seq = ? WHERE uid = ?", (seq, fact.stream)
        )
        ended = {str(one["assignment"]) for one in _listed(fact, "closed")}
        for one in load_assigned(self.connection, fact.stream):
            if one.uid in ended:
                self._move(workflow.close(one), seq, self._last_seq(one.uid), False, own=False)
                self.mark(plan, workflow.close(one), seq)

    def _reopen(self, plan: PlanHead, fact: Fact, seq: int) -> None:
        self.connection.execute(
            "UPDATE occurrence SET completed_on = NULL, version = version + 1, last_seq = ? WHERE uid = ?",
            (seq, fact.stream),
        )
        restored = {str(one["assignment"]) for one in _listed(fact, "restored")}
        for one in load_assigned(self.connection, fact.stream):
            if one.uid in restored:
                self._move(workflow.restore(one), seq, self._last_seq(one.uid), False, own=False)
                self.mark(plan, workflow.restore(one), seq)

    def _fix_due(self, plan: PlanHead, fact: Fact, seq: int) -> None:
        due = str(fact.payload["due"])
        # what was extended has a date of its own and keeps it
        self.connection.execute(
            "UPDATE assignment SET due = ? WHERE occurrence_uid = ? "
            "AND due IS (SELECT due FROM occurrence WHERE uid = occurrence_uid)",
            (due, fact.stream),
        )
        self.connection.execute(
            "UPDATE occurrence SET due = ?, version = version + 1, last_seq = ? WHERE uid = ?",
            (due, seq, fact.stream),
        )
        for one in load_assigned(self.connection, fact.stream):
            self.mark(plan, one, seq)

    def _free_due(self, plan: PlanHead, fact: Fact, seq: int) -> None:
        from planengine.store.undone import free_due_rows

        free_due_rows(self.connection, fact.stream, fact.payload, seq)
        for one in load_assigned(self.connection, fact.stream):
            self.mark(plan, one, seq)

    def _last_seq(self, assignment_uid: str) -> int:
        row = self.connection.execute(
            "SELECT last_seq FROM assignment WHERE uid = ?", (assignment_uid,)
        ).fetchone()
        return int(row[0])


def load_assigned(connection: sqlite3.Connection, occurrence_uid: str) -> tuple[Assigned, ...]:
    """All assignments of an occurrence as the core sees them, by uid."""
    rows = connection.execute(
        f"SELECT {_ASSIGNED} FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
        "WHERE a.occurrence_uid = ? ORDER BY a.uid",
        (occurrence_uid,),
    )
    return tuple(assigned_of(row) for row in rows)


def load_all_assigned(connection: sqlite3.Connection, plan_uid: str) -> dict[str, tuple[Assigned, ...]]:
    """All assignments of a plan, by the uid of their occurrence."""
    found: dict[str, list[Assigned]] = {}
    rows = connection.execute(
        f"SELECT {_ASSIGNED}, a.occurrence_uid FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
        "WHERE a.plan_uid = ? ORDER BY a.uid",
        (plan_uid,),
    )
    for row in rows:
        found.setdefault(row[-1], []).append(assigned_of(row))
    return {uid: tuple(parts) for uid, parts in found.items()}


def assigned_of(row: Sequence[object]) -> Assigned:
    """The value of one row of the columns in `_ASSIGNED`."""
    (uid, agency, role, state, due, committed, former, accepted, started, updated, reported, confirmed) = row[
        :12
    ]
    return Assigned(
        str(uid),
        str(agency),
        str(role),
        str(state),
        day(due),
        day(committed),
        None if former is None else str(former),
        day(accepted),
        day(started),
        day(updated),
        day(reported),
        day(confirmed),
        *row[12:16],  # type: ignore[arg-type]
        late_since=day(row[16]),  # type: ignore[misc]
    )


def load_calendar(connection: sqlite3.Connection, calendar_id: str) -> Calendar:
    """The working calendar of that id, as last applied."""
    from planengine.core.calendar import Calendar

    weekend, first, last = connection.execute(
        "SELECT weekend, covers_from, covers_until FROM calendar WHERE id = ?", (calendar_id,)
    ).fetchone()
    days = connection.execute("SELECT day, worked FROM day WHERE calendar = ?", (calendar_id,)).fetchall()
    return Calendar(
        id=calendar_id,
        weekend=frozenset(int(number) for number in weekend.split(",") if number),
        days_off=frozenset(date.fromisoformat(text) for text, worked in days if not worked),
        working_days=frozenset(date.fromisoformat(text) for text, worked in days if worked),
        covers=(date.fromisoformat(first), date.fromisoformat(last)),
    )


def _listed(fact: Fact, key: str) -> Sequence[Mapping[str, object]]:
    listed = fact.payload[key]
    assert isinstance(listed, list)
    return listed
