"""What taking back asks of the log: the last command of somebody or of a task, and what stood before it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from planengine.core import status, workflow
from planengine.core.events import SUCCESSION_EVENTS
from planengine.core.records import FAMILIES, family
from planengine.core.undoing import Before, Former, Step
from planengine.core.workflow import Assigned, Occurred
from planengine.store.journal import Journal
from planengine.store.log import streams_of
from planengine.store.writer import load_assigned
from planengine.usecases.rows import PlanHead

_STEPS = (
    "SELECT seq, stream, type, person, agency, typed_by, recorded_at, occurred_on, correlation, payload FROM event "
    "WHERE plan_uid = ? AND "
)


class SqliteUndoing:
    """The log of the journal's database, read for taking back."""

    def __init__(self, journal: Journal, local_day: Callable[[datetime, str], date]) -> None:
        self._connection = journal.connection
        self._local_day = local_day

    def last_of_task(self, plan_uid: str, occurrence_uid: str) -> tuple[Step, ...]:
        """The last command that moved anything of this occurrence, whole; empty where nothing has happened to it."""
        streams = streams_of(self._connection, plan_uid, occurrence_uid)
        return self._command(plan_uid, f"stream IN ({', '.join('?' * len(streams))})", streams)

    def last_of_person(self, plan_uid: str, person: str) -> tuple[Step, ...]:
        """The last command of this person in the plan, whole; empty where there is none."""
        return self._command(plan_uid, "person = ?", (person,))

    def later(self, plan_uid: str, steps: Sequence[Step]) -> Step | None:
        """The first event on the streams of these steps that came after all of them."""
        streams = dict.fromkeys(one.stream for one in steps)
        row = self._connection.execute(
            f"{_STEPS} seq > ? AND stream IN ({', '.join('?' * len(streams))}) ORDER BY seq",
            (plan_uid, steps[-1].seq, *streams),
        ).fetchone()
        return self._step(plan_uid, row) if row else None

    def occurrences(self, plan_uid: str, steps: Sequence[Step]) -> tuple[str, ...]:
        """The uids of the occurrences that the steps concern, each once."""
        found: dict[str, None] = {}
        for one in steps:
            row = self._connection.execute(
                "SELECT occurrence_uid FROM assignment WHERE uid = ? AND plan_uid = ?", (one.stream, plan_uid)
            ).fetchone()
            found[row[0] if row else one.stream] = None
        return tuple(found)

    def now(self, plan: PlanHead, occurrence_uid: str) -> Occurred:
        """The occurrence with all its assignments, as of now."""
        row = self._connection.execute(
            "SELECT o.label, o.kind, o.opens_on, o.completion, o.completion_n, o.support_required, "
            "ifnull(t.confirm, 'secretariat'), ifnull(t.evidence, 'required'), o.completed_on "
            "FROM occurrence o JOIN task t ON t.uid = o.task_uid WHERE o.uid = ?",
            (occurrence_uid,),
        ).fetchone()
        return Occurred(
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
            assignments=load_assigned(self._connection, occurrence_uid),
            secretariat=plan.secretariat,
            approver=plan.approver,
        )

    def before(self, plan_uid: str, timezone: str, occurrence_uid: str, seq: int) -> Before:
        """The occurrence before the event of that number, from the log."""
        streams = streams_of(self._connection, plan_uid, occurrence_uid)
        rows = self._connection.execute(
            "SELECT stream, type, occurred_on, recorded_at, payload FROM event WHERE plan_uid = ? AND seq < ? "
            f"AND stream IN ({', '.join('?' * len(streams))}) ORDER BY seq",
            (plan_uid, seq, *streams),
        )
        story = _Story()
        for stream, event, occurred_on, recorded_at, payload in rows:
            recorded = self._local_day(datetime.fromisoformat(recorded_at), timezone)
            story.tell(stream, event, json.loads(payload), int(occurred_on < recorded.isoformat()))
        return Before(story.completed_on, story.due, story.parts, story.records)

    def _step(self, plan_uid: str, row: Sequence[Any]) -> Step:
        *told, recorded_at, occurred_on, correlation, payload = row
        (timezone,) = self._connection.execute(
            "SELECT timezone FROM plan WHERE uid = ?", (plan_uid,)
        ).fetchone()
        moment = datetime.fromisoformat(recorded_at)
        backdated = int(occurred_on < self._local_day(moment, timezone).isoformat())
        return Step._make((*told, moment, backdated, correlation, json.loads(payload)))

    def _command(self, plan_uid: str, where: str, values: Sequence[str]) -> tuple[Step, ...]:
        row = self._connection.execute(
            f"{_STEPS} {where} ORDER BY seq DESC LIMIT 1", (plan_uid, *values)
        ).fetchone()
        if row is None:
            return ()
        last = self._step(plan_uid, row)
        return tuple(sorted(self._neighbours(plan_uid, last), key=lambda one: one.seq))

    def _neighbours(self, plan_uid: str, last: Step) -> Iterator[Step]:
        """All events of the same command; they stand side by side."""
        for order, compared in (("DESC", "<="), ("ASC", ">")):
            rows = self._connection.execute(
                f"{_STEPS} seq {compared} ? ORDER BY seq {order}", (plan_uid, last.seq)
            )
            for row in rows:
                one = self._step(plan_uid, row)
                if one.correlation != last.correlation:
                    break
                yield one


class _Story:
    """One occurrence folded from its events."""

    def __init__(self) -> None:
        self.completed_on: date | None = None
        self.due: date | None = None
        self.parts: dict[str, Former] = {}
        self.records: dict[str, Any] = {}

    def tell(self, stream: str, event: str, payload: Mapping[str, Any], backdated: int) -> None:
        if event == "occurrence_planned":
            self._plan(payload)
        elif event == "occurrence_revised":
            self._revise(payload)
        elif event == "occurrence_withdrawn":
            for one in payload["ended"]:
                former = self.parts[one["assignment"]]
                paused = former.assigned.state == status.PAUSED
                below = former.assigned.former if paused else former.assigned.state
                ended = former.assigned._replace(state=status.CANCELLED, former=below)
                self.parts[one["assignment"]] = former._replace(assigned=ended)
        elif event == "occurrence_completed":
            self.completed_on = date.fromisoformat(payload["on"])
            self._each(payload["closed"], workflow.close)
        elif event == "occurrence_reopened":
            self.completed_on = None
            self._each(payload["restored"], workflow.restore)
        elif event == "due_fixed":
            before, self.due = self.due, date.fromisoformat(payload["due"])
            for uid, former in self.parts.items():
                fixed = workflow.fix_due(former.assigned, before, self.due)
                self.parts[uid] = former._replace(assigned=fixed)
        elif event == "due_freed":
            self.due = date.fromisoformat(payload["due"]) if payload["due"] else None
            self._dues(payload["parts"])
        elif event == "assignment_given":
            self.parts[stream] = Former(workflow.begun(stream, payload), 0)
        elif event == "action_undone":
            after = workflow.evolve(self.parts[stream].assigned, event, payload)
            self.parts[stream] = Former(after, payload["restored"]["backdated"])
            if "record" in payload:
                was = payload["was"]
                row = family(FAMILIES[payload["undone"]]).Row
                self.records[payload["record"]] = None if was is None else row(**was)
        elif stream in self.parts:
            former = self.parts[stream]
            after = workflow.evolve(former.assigned, event, payload)
            # a reorganisation has its own day, so that nothing counts as entered late because of it
            late = 0 if event in SUCCESSION_EVENTS else backdated
            self.parts[stream] = Former(after, max(former.backdated, late))
            if event in FAMILIES:
                on, before = date.fromisoformat(payload["on"]), self.records.get(payload["record"])
                after_it = family(FAMILIES[event]).evolve(before, event, payload, on)
                self.records[payload["record"]] = after_it

    def _plan(self, payload: Mapping[str, Any]) -> None:
        self.due = date.fromisoformat(payload["due"]) if payload["due"] else None
        kept = {}
        for one in payload["assignments"]:
            new = Former(Assigned(one["uid"], one["agency"], one["role"]), 0)
            former = self.parts.get(one["uid"], new)
            assigned = former.assigned._replace(role=one["role"], due=self.due)
            kept[one["uid"]] = former._replace(assigned=assigned)
        self.parts = kept

    def _revise(self, payload: Mapping[str, Any]) -> None:
        self.due = date.fromisoformat(payload["due"]) if payload["due"] else None
        kept = {}
        for one in payload["assignments"]:
            new = Former(Assigned(one["uid"], one["agency"], one["role"]), 0)
            former = self.parts.get(one["uid"], new)
            assigned = former.assigned._replace(
                role=one["role"],
                state=one["state"],
                former=one["former"],
                due=date.fromisoformat(one["due"]) if one["due"] else None,
            )
            kept[one["uid"]] = former._replace(assigned=assigned)
        self.parts = kept

    def _each(self, listed: Sequence[Mapping[str, Any]], step: Callable[[Assigned], Assigned]) -> None:
        for one in listed:
            former = self.parts[one["assignment"]]
            self.parts[one["assignment"]] = former._replace(assigned=step(former.assigned))

    def _dues(self, dues: Mapping[str, str | None]) -> None:
        for uid, due in dues.items():
            day = date.fromisoformat(due) if due else None
            former = self.parts[uid]
            self.parts[uid] = former._replace(assigned=former.assigned._replace(due=day))
