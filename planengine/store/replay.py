"""The log of a plan folded again from nothing, each event judged by the rules of its time.

Shares with what writes the log only the table of transitions, the completion rule and how one assignment evolves; the
rows that should stand beside the log are put together here a second time, so that a slip on either side shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from planengine.core import status, workflow
from planengine.core.records import FAMILIES, ON_ASSIGNMENT
from planengine.core.workflow import Assigned, Occurred
from planengine.store.legality import (
    Asked,
    Illegal,
    Rules,
    check_given,
    check_move,
    check_planned,
    check_reorganiser,
    check_succession,
)
from planengine.store.log import Entry
from planengine.store.replayed import Part, Work
from planengine.store.replayed_closing import check_not_ended, close_plan, end_duty
from planengine.store.replayed_records import Records, take_record
from planengine.store.replayed_revisions import take_revision, take_withdrawal
from planengine.store.succession import edges_to, heirs_named, present
from planengine.store.undone import Stood, check_closed_again, free_due, remember, standing, take_back

WITHDRAWN = Asked("once", "secretariat", "required", "all", None, False)
"""How what is reported of a task is judged that has left the plan."""

LocalDay = Callable[[datetime, str], date]
"""The calendar day of a moment in the zone of that name."""


@dataclass(slots=True)
class Replay:
    """Everything that the events so far say; `take` them in order. Uids are keys throughout."""

    plan_uid: str
    local_day: LocalDay
    rules_of: Callable[[Mapping[str, Any]], Rules]
    """The rules of the revision that such a payload says was applied. Raises Illegal where no such text is kept."""
    rules: Rules | None = None
    plan: dict[str, Any] = field(default_factory=dict)
    revisions: dict[int, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[str, tuple[str, int]] = field(default_factory=dict)
    works: dict[str, Work] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    """Secretariat or approver that ended → who took over."""
    went: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(occurrence, agency that ended) → who took its part over."""
    records: Records = field(default_factory=dict)
    stood: dict[str, list[Stood]] = field(default_factory=dict)
    """By stream, what stood before its last event, where that is one that may be taken back."""
    due_to_follow: tuple[str, str] | None = None
    """(type, occurrence) of the event that must come next, because completion changed with the one before."""

    def take(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        """Judges one event and moves what it says. Raises Illegal, and nothing is moved any further."""
        try:
            self._take(entry, payload)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise Illegal("payload") from error

    def end(self) -> None:
        """Raises Illegal("follow") where the log ends in the middle of a completion or of the end of the plan."""
        check_not_ended(self, None)
        if self.due_to_follow is not None:
            raise Illegal("follow")

    def _take(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        if entry.version != self.versions.get(entry.stream, 0) + 1:
            raise Illegal("version")
        self.versions[entry.stream] = entry.version
        if self.due_to_follow is not None and self.due_to_follow != (entry.type, entry.stream):
            raise Illegal("follow")
        check_not_ended(self, entry.type)
        if entry.type == "revision_applied":
            self._revise(entry, payload)
        if self.rules is None or entry.revision != self.rules.number:
            raise Illegal("revision")
        recorded_on = self.local_day(datetime.fromisoformat(entry.recorded_at), self.rules.timezone)
        if entry.occurred_on > recorded_on.isoformat():
            raise Illegal("future")
        backdated = int(entry.occurred_on < recorded_on.isoformat())
        stood = standing(self, entry, payload)
        kinds: dict[str, Callable[[Entry, Mapping[str, Any]], None]] = {
            "action_undone": partial(take_back, self),
            "due_freed": partial(free_due, self),
            "occurrence_planned": self._plan,
            "occurrence_completed": self._complete,
            "occurrence_reopened": self._reopen,
            "occurrence_revised": partial(take_revision, self),
            "occurrence_withdrawn": partial(take_withdrawal, self),
            "duty_ended": partial(end_duty, self),
            "plan_closed": partial(close_plan, self),
            "due_fixed": self._fix_due,
            "task_renamed": self._rename,
            "reminders_enabled": self._enable,
            "plan_bodies_changed": self._change_bodies,
            "assignment_given": self._begin,
            "assignment_succeeded": self._succeed,
            "assignment_merged": self._succeed,
        }
        if entry.type in kinds:
            kinds[entry.type](entry, payload)
        elif entry.type in FAMILIES or entry.type in ON_ASSIGNMENT:
            take_record(self, entry, payload, backdated)
        elif entry.type != "revision_applied":
            self._move(entry, payload, backdated)
        if stood is not None:
            remember(self, entry, stood)

    def _revise(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        number = payload["revision"]
        if entry.stream != self.plan_uid or number != (self.rules.number if self.rules else 0) + 1:
            raise Illegal("revision")
        rules = self.rules_of(payload)
        self.rules = rules._replace(
            secretariat=present(self.bodies, rules.secretariat), approver=present(self.bodies, rules.approver)
        )
        self.plan = {**self.plan, "id": payload["plan"], "revision": number, **self._offices()}
        self.revisions[number] = {
            "sha256": payload["sha256"],
            "directory": payload["directory"],
            "calendar": payload["calendar"],
            "author": entry.person,
            "reason": payload["reason"],
            "applied_at": entry.recorded_at,
            "based_on_seq": entry.seq - 1,
        }

    def _offices(self) -> dict[str, str]:
        return {"secretariat": self._rules().secretariat, "approver": self._rules().approver}

    def _change_bodies(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        """Secretariat or approver of the plan are others from now on, also where a later file names the old ones."""
        before = self._offices()
        for one in payload["bodies"]:
            if one["from"] != before[one["body"]] or one["to"] not in self._rules().bodies:
                raise Illegal("plan")
            self.bodies[one["from"]] = one["to"]
            self.rules = self._rules()._replace(**{one["body"]: one["to"]})
        if entry.stream != self.plan_uid or len(set(self._offices().values())) != 2:
            raise Illegal("plan")
        check_reorganiser(entry, payload, self._rules())
        self.plan |= self._offices()

    def _begin(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        """An heir of several gets a part of its own."""
        uid, source = payload["occurrence"], self.parts[payload["of"]]
        if entry.stream in self.parts or source.occurrence != uid:
            raise Illegal("stream")
        check_given(entry, payload, source.assigned, self.occurred(uid), self._rules())
        new = workflow.begun(entry.stream, payload)
        self.parts[entry.stream] = Part(new, uid, None, 0, 1, entry.seq, entry.seq)
        self.works[uid].parts.append(entry.stream)
        self.expect(uid)

    def _succeed(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        """A part goes to who took over, or ends in the parts of those who did."""
        part = self.parts.get(entry.stream)
        if part is None:
            raise Illegal("stream")
        heirs = {one.uid: one for one in self._held(part.occurrence)}
        check_succession(entry, payload, part.assigned, self.occurred(part.occurrence), heirs, self._rules())
        part.assigned = workflow.evolve(part.assigned, entry.type, payload)
        part.size = payload.get("size", part.size)
        part.version, part.last_seq, part.moved = entry.version, entry.seq, entry.seq
        self.went[(part.occurrence, payload["agency"])] = heirs_named(payload)
        edges, before, waiting = self.works[part.occurrence].edges, payload["agency_uid"], edges_to(payload)
        for key in [key for key in edges if key[1] == before]:
            soft = edges.pop(key)
            for after in waiting:
                edges.setdefault((key[0], after, key[2]), soft)
        self.expect(part.occurrence)

    def heirs(self, occurrence: str, agency: str) -> tuple[str, ...]:
        """Who has the part by now that the agency had in the occurrence; itself where no reorganisation moved it."""
        found: dict[str, None] = {}
        pending = [agency]
        while pending:
            current = pending.pop(0)
            following = self.went.get((occurrence, current), (current,))
            if following == (current,):
                found[current] = None
            else:
                pending[:0] = following
        return tuple(found)

    def expect(self, occurrence: str) -> None:
        """Where the completion of an occurrence changed, the next event must say so."""
        met = workflow.is_complete(self.occurred(occurrence))
        if met != (self.works[occurrence].row["completed_on"] is not None):
            self.due_to_follow = ("occurrence_completed" if met else "occurrence_reopened", occurrence)

    def _enable(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        if entry.stream != self.plan_uid:
            raise Illegal("stream")
        self.plan["reminders_from"] = payload["from"]

    def _plan(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        check_planned(payload, self._rules())
        uid, label = entry.stream, payload["task"]
        before = self.works.get(uid)
        if self.labels.get(label, uid) != uid or (before and before.row["label"] != label):
            raise Illegal("label")
        if before and any(one.state not in (status.ASSIGNED, status.ACCEPTED) for one in self._held(uid)):
            raise Illegal("begun")
        row = {
            "plan_uid": self.plan_uid,
            "task_uid": payload["task_uid"],
            "label": label,
            "period": label.partition("@")[2] or None,
            "completed_on": before.row["completed_on"] if before else None,
            "support_required": int(payload["support_required"]),
            "version": entry.version,
            "last_seq": entry.seq,
        }
        for name in ("kind", "opens_on", "closes_on", "due", "internal_due", "completion", "completion_n"):
            row[name] = payload[name]
        kept = {one["uid"] for one in payload["assignments"]}
        for own in before.parts if before else ():
            if own not in kept:
                del self.parts[own]
        for one in payload["assignments"]:
            self._give(entry, uid, one, payload["due"])
        edges = {(one["predecessor"], one["agency"], one["type"]): one["soft"] for one in payload["after"]}
        self.works[uid] = Work(row, [one["uid"] for one in payload["assignments"]], edges, entry.seq)
        self.labels[label] = uid
        self.tasks[payload["task_uid"]] = (label.partition("@")[0], entry.seq)

    def _give(self, entry: Entry, uid: str, one: Mapping[str, Any], due: str | None) -> None:
        day = date.fromisoformat(due) if due else None
        part = self.parts.get(one["uid"])
        if part is None:
            assigned = Assigned(one["uid"], one["agency"], one["role"], due=day)
            self.parts[one["uid"]] = Part(assigned, uid, one["size"], 0, 0, entry.seq, entry.seq)
            return
        if part.occurrence != uid or part.assigned.agency != one["agency"]:
            raise Illegal("stream")
        part.assigned = part.assigned._replace(role=one["role"], due=day)
        part.size, part.last_seq, part.moved = one["size"], entry.seq, entry.seq

    def _move(self, entry: Entry, payload: Mapping[str, Any], backdated: int) -> None:
        part = self.parts.get(entry.stream)
        if part is None:
            raise Illegal("stream")
        before = self.occurred(part.occurrence)
        check_move(entry, payload, part.assigned, before, self._rules())
        part.assigned = workflow.evolve(part.assigned, entry.type, payload)
        part.version, part.last_seq, part.moved = entry.version, entry.seq, entry.seq
        part.backdated = max(part.backdated, backdated)
        self.expect(part.occurrence)

    def _complete(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        whole = self._followed(entry)
        left = [one for one in whole.assignments if one.state in status.UNFINISHED]
        if "undoes" in payload:
            check_closed_again(self, entry, payload)
            again = {one["assignment"] for one in payload["closed"]}
            left = [one for one in left if one.uid in again]
        elif payload["on"] != workflow.completed_on(whole).isoformat():
            raise Illegal("day")
        told = [(one["assignment"], one["agency"], one["from"]) for one in payload["closed"]]
        if sorted(told) != sorted((one.uid, one.agency, one.state) for one in left):
            raise Illegal("closed")
        self._turn(entry, payload["on"], [workflow.close(one) for one in left])

    def _reopen(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        whole = self._followed(entry)
        closed = [workflow.restore(one) for one in whole.assignments if one.state == status.CLOSED]
        told = [(one["assignment"], one["agency"], one["state"]) for one in payload["restored"]]
        if sorted(told) != sorted((one.uid, one.agency, one.state) for one in closed):
            raise Illegal("closed")
        self._turn(entry, None, closed)

    def _followed(self, entry: Entry) -> Occurred:
        """The occurrence whose completion changed with the event before."""
        if self.due_to_follow is None:
            raise Illegal("completion")
        self.due_to_follow = None
        return self.occurred(entry.stream)

    def _turn(self, entry: Entry, completed_on: str | None, changed: Sequence[Assigned]) -> None:
        self._touch(entry, completed_on=completed_on)
        for one in changed:
            part = self.parts[one.uid]
            part.assigned, part.last_seq, part.moved = one, entry.seq, entry.seq

    def _fix_due(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        work = self.works.get(entry.stream)
        if work is None or work.row["label"] != payload["task"]:
            raise Illegal("stream")
        cause = self.works[self.labels[payload["of"]]]
        if work.row["completed_on"] is not None or cause.row["completed_on"] != payload["on"]:
            raise Illegal("day")
        due, before = date.fromisoformat(payload["due"]), work.row["due"]
        known = date.fromisoformat(before) if before else None
        self._touch(entry, due=payload["due"])
        for own in work.parts:
            self.parts[own].assigned = workflow.fix_due(self.parts[own].assigned, known, due)
            self.parts[own].moved = entry.seq

    def _rename(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        old, new = payload["from"], payload["task"]
        if self.labels.get(old) != entry.stream or old.partition("@")[1:] != new.partition("@")[1:]:
            raise Illegal("label")
        if new in self.labels:
            raise Illegal("label")
        del self.labels[old]
        self.labels[new] = entry.stream
        self._touch(entry, label=new)
        self.tasks[self.works[entry.stream].row["task_uid"]] = (new.partition("@")[0], entry.seq)

    def _touch(self, entry: Entry, **columns: object) -> None:
        work = self.works[entry.stream]
        work.row |= {**columns, "version": entry.version, "last_seq": entry.seq}
        work.moved = entry.seq

    def _rules(self) -> Rules:
        assert self.rules is not None
        return self.rules

    def _held(self, occurrence: str) -> Iterator[Assigned]:
        return (self.parts[own].assigned for own in self.works[occurrence].parts)

    def occurred(self, occurrence: str) -> Occurred:
        """The occurrence with all its parts, as the events so far leave it."""
        row, rules = self.works[occurrence].row, self._rules()
        asked = rules.tasks.get(row["label"].partition("@")[0], WITHDRAWN)
        return Occurred(
            uid=occurrence,
            label=row["label"],
            kind=row["kind"],
            opens_on=date.fromisoformat(row["opens_on"]),
            completion=row["completion"],
            completion_n=row["completion_n"],
            support_required=bool(row["support_required"]),
            confirm=asked.confirm,
            evidence=asked.evidence,
            completed=row["completed_on"] is not None,
            assignments=tuple(self._held(occurrence)),
            secretariat=rules.secretariat,
            approver=rules.approver,
        )
