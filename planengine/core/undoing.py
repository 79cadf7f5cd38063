"""Taking back one's own last action: which may be taken back, and the facts that put everything as it stood before.

Nothing is removed from the log. What was done stays there, and beside it what was taken back, by whom and why.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module by way of the log's rules.

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from planengine.core import status, workflow
from planengine.core.events import Fact
from planengine.core.records import FAMILIES, family
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import Refusal

WITHIN = timedelta(hours=24)
"""How long one may think better of it; measured from one recording to the other, not in days of the calendar."""

INSTEAD = {
    "assignment_accepted": "decline",
    "assignment_declined": "reassign",
    "date_committed": "commit",
    "work_started": "progress",
    "progress_reported": "progress",
    "completion_reported": "withdraw",
    "report_withdrawn": "done",
    "completion_confirmed": "reopen",
    "report_returned": "done",
    "assignment_reopened": "done",
    "assignment_paused": "resume",
    "assignment_resumed": "pause",
    "assignment_cancelled": "reopen",
    "assignment_exempted": "reopen",
    "assignment_reassigned": "reassign",
    "evidence_added": "evidence add",
    "difficulty_escalated": "show",
    "difficulty_answered": "show",
    "difficulty_resolved": "show",
    "extension_approved": "extend",
    "extension_rejected": "extend",
    "extension_withdrawn": "extend",
}
"""What may be taken back, and the command that leads on where it is too late for that."""

FOLLOWING = ("occurrence_completed", "occurrence_reopened", "due_fixed")
"""What comes with an action and is taken back with it."""


ON_RECORDS = {
    "evidence_added": "add_evidence",
    "difficulty_escalated": "escalate",
    "difficulty_answered": "answer",
    "difficulty_resolved": "resolve",
    "extension_approved": "approve",
    "extension_rejected": "reject",
    "extension_withdrawn": "unextend",
}
"""What may be taken back of what is kept beside an assignment, and what it is called. What has got a number that others
may have quoted (a difficulty, a request) stays, and is settled or withdrawn."""


def done(event: str) -> str:
    """The word (a trigger) for what such an event did. KeyError for one that cannot be taken back."""
    return {**{row.event: row.trigger for row in status.TRANSITIONS}, **ON_RECORDS}[event]


class Step(NamedTuple):
    """One event of a command as it stands in the log."""

    seq: int
    stream: str
    type: str
    person: str
    agency: str
    typed_by: str | None
    recorded_at: datetime
    backdated: int
    correlation: str
    payload: Mapping[str, Any]


class Former(NamedTuple):
    """What stood before a command: the assignment, and whether anything about it had been dated back by then."""

    assigned: Assigned
    backdated: int


class Before(NamedTuple):
    """One occurrence before a command: since when it was complete, its due date, its assignments by uid, and what was
    kept beside them by uid (the `Row`s of all families)."""

    completed_on: date | None
    due: date | None
    parts: Mapping[str, Former]
    records: Mapping[str, Any] = {}


def check_allowed(steps: Sequence[Step], person: str, speaker: str | None, now: datetime) -> None:
    """Whether this person may take back the command of these steps now.

    Raises Refusal: "undo.undone" (it is itself one that takes back), "undo.kind", "undo.person", "undo.agency",
    "undo.late".
    """
    first = steps[0]
    if any(one.type == "action_undone" for one in steps):
        raise Refusal("undo.undone", task=str(first.payload["task"]))
    other = next((one for one in steps if one.type not in INSTEAD and one.type not in FOLLOWING), None)
    if other is not None:
        raise Refusal("undo.kind", seq=other.seq, at=other.recorded_at)
    told = {
        "task": first.payload["task"],
        "action": done(first.type),
        "at": first.recorded_at,
        "instead": INSTEAD[first.type],
    }
    if first.person != person:
        raise Refusal("undo.person", by=first.person, **told)
    if speaker is not None and speaker not in (first.agency, first.typed_by):
        raise Refusal("undo.agency", agency=first.agency, **told)
    if now - first.recorded_at > WITHIN:
        raise Refusal("undo.late", **told)


def take_back(
    steps: Sequence[Step],
    now: Mapping[str, Occurred],
    before: Mapping[str, Before],
    on: date,
    reason: str | None,
) -> tuple[Fact, ...]:
    """The facts that put everything as it stood before the steps of one command, the last step first.

    `steps` are all of the command in the order of the log; `now` and `before` hold the occurrences that they concern,
    by uid. Raises Refusal("undo.moved") where something has happened since to what they moved, and "undo.rests" where
    the completion of an occurrence rests on what others have done since.
    """
    back = _Back(now, before, on, reason)
    for step in steps:
        back.pass_over(step)
    back.check_unmoved()
    return tuple(fact for unit in reversed(back.units) for fact in unit)


class _Back:
    """The steps of a command gone through once more, and for each the fact that takes it back; an action comes with
    what followed from it."""

    def __init__(
        self, now: Mapping[str, Occurred], before: Mapping[str, Before], on: date, reason: str | None
    ) -> None:
        self._now, self._before, self._on, self._reason = now, before, on, reason
        self._home = {uid: key for key, one in before.items() for uid in one.parts}
        self._parts = {uid: former for one in before.values() for uid, former in one.parts.items()}
        self._completed = {key: one.completed_on for key, one in before.items()}
        self._due = {key: one.due for key, one in before.items()}
        self._records = {uid: row for one in before.values() for uid, row in one.records.items()}
        self._touched: set[str] = set()
        self.units: list[list[Fact]] = []

    def pass_over(self, step: Step) -> None:
        if step.type in INSTEAD:
            self.units.append([self._action(step)])
        elif step.type == "due_fixed":
            self.units[-1].append(self._fixing(step))
        elif step.type == "occurrence_completed":
            self.units[-1].append(self._completion(step))
        else:
            self.units[-1].append(self._reopening(step))

    def check_unmoved(self) -> None:
        for key, one in self._now.items():
            touched = [each for each in one.assignments if each.uid in self._touched]
            if any(self._parts[each.uid].assigned != each for each in touched):
                raise Refusal("undo.moved", task=one.label)
            then = self._before[key]
            turned_by_others = one.completed != (self._completed[key] is not None)
            after = tuple(
                then.parts[each.uid].assigned if each.uid in self._touched else each
                for each in one.assignments
            )
            met = workflow.is_complete(one._replace(assignments=after))
            if turned_by_others or met != (then.completed_on is not None):
                raise Refusal("undo.rests", task=one.label)

    def _action(self, step: Step) -> Fact:
        former = self._parts.get(step.stream)
        if former is None:
            raise Refusal("undo.moved", task=step.payload["task"])
        after = self._move(step.stream, workflow.evolve(former.assigned, step.type, step.payload))
        backdated = max(former.backdated, step.backdated)
        self._parts[step.stream] = self._parts[step.stream]._replace(backdated=backdated)
        payload: dict[str, object] = {
            "task": self._label(self._home[step.stream]),
            "agency": after.agency,
            "from": after.state,
            "state": former.assigned.state,
            "on": self._on.isoformat(),
            "undoes": step.seq,
            "undone": step.type,
            "restored": restored(former),
            **self._record(step),
        }
        if self._reason is not None:
            payload["reason"] = self._reason
        return Fact("action_undone", step.stream, payload)

    def _record(self, step: Step) -> dict[str, object]:
        """The record that the step moved, and what it was before; nothing where it moved none."""
        if step.type not in ON_RECORDS:
            return {}
        uid, on = str(step.payload["record"]), date.fromisoformat(str(step.payload["on"]))
        was = self._records.get(uid)
        self._records[uid] = family(FAMILIES[step.type]).evolve(was, step.type, step.payload, on)
        return {"record": uid, "was": as_payload(was)}

    def _completion(self, step: Step) -> Fact:
        again = []
        for one in step.payload["closed"]:
            assigned = self._parts[one["assignment"]].assigned
            again.append({"assignment": assigned.uid, "agency": assigned.agency, "state": assigned.state})
            self._move(assigned.uid, workflow.close(assigned))
        self._completed[step.stream] = date.fromisoformat(str(step.payload["on"]))
        return self._turn("occurrence_reopened", step, self._on, {"restored": again})

    def _reopening(self, step: Step) -> Fact:
        closed = []
        for one in step.payload["restored"]:
            opened = self._move(one["assignment"], workflow.restore(self._parts[one["assignment"]].assigned))
            closed.append({"assignment": opened.uid, "agency": opened.agency, "from": opened.state})
        completed_on = self._completed[step.stream]
        assert completed_on is not None
        self._completed[step.stream] = None
        return self._turn("occurrence_completed", step, completed_on, {"closed": closed})

    def _turn(self, event: str, step: Step, on: date, listed: Mapping[str, object]) -> Fact:
        payload = {"task": self._label(step.stream), "on": on.isoformat(), "undoes": step.seq, **listed}
        return Fact(event, step.stream, payload)

    def _fixing(self, step: Step) -> Fact:
        former = self._due[step.stream]
        fixed = self._due[step.stream] = date.fromisoformat(str(step.payload["due"]))
        dues = {}
        for uid in self._before[step.stream].parts:
            assigned = self._parts[uid].assigned
            dues[uid] = assigned.due and assigned.due.isoformat()
            self._move(uid, workflow.fix_due(assigned, former, fixed))
        payload = {
            "task": self._label(step.stream),
            "on": self._on.isoformat(),
            "due": former and former.isoformat(),
            "parts": dues,
            "undoes": step.seq,
        }
        return Fact("due_freed", step.stream, payload)

    def _move(self, uid: str, after: Assigned) -> Assigned:
        self._touched.add(uid)
        self._parts[uid] = self._parts[uid]._replace(assigned=after)
        return after

    def _label(self, occurrence: str) -> str:
        return self._now[occurrence].label


def as_payload(row: Any) -> dict[str, object] | None:
    """A row of a family as a payload holds it; None where there was none."""
    return None if row is None else dict(row._asdict())


def restored(former: Former) -> dict[str, object]:
    """What an "action_undone" puts back, as its payload holds it."""
    return {
        "agency": former.assigned.agency,
        "role": former.assigned.role,
        "backdated": former.backdated,
        "work": workflow.work_of(former.assigned),
    }
