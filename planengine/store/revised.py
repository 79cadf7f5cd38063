"""Work that has begun, under an edited plan: reading how it stands, and saying what it comes to.

The event of a revised occurrence carries the whole of it, so that the rows follow from the event alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from planengine.core import revision, status, workflow
from planengine.core.events import Fact
from planengine.core.revision import Extended, Live, Part, Revised, Share
from planengine.core.workflow import Assigned
from planengine.store.columns import iso
from planengine.store.revised_rows import dropped
from planengine.store.writer import Writer, load_assigned

if TYPE_CHECKING:
    from planengine.core.expand import Occurrence
    from planengine.usecases.rows import PlanHead

_PARTS = (
    "SELECT a.occurrence_uid, a.uid, g.id, a.role, a.size, a.state, a.due FROM assignment a "
    "JOIN agency g ON g.uid = a.agency_uid WHERE a.occurrence_uid IN (SELECT value FROM json_each(?)) ORDER BY a.uid"
)
_EXTENDED = (
    "SELECT assignment_uid, granted, decided_on, document FROM extension WHERE plan_uid = ? AND state = 'approved' "
    "ORDER BY decided_on, uid"
)
_MOVES = (
    "SELECT seq, stream, type, payload FROM event WHERE plan_uid = ? AND type IN "
    "('assignment_reassigned', 'assignment_succeeded', 'assignment_given', 'action_undone') ORDER BY seq"
)


def live_work(
    connection: sqlite3.Connection, plan_uid: str, concerned: Callable[[str], bool]
) -> dict[str, Live]:
    """Every occurrence of a plan as it stands now, by label; where its label is concerned with its parts, and with whom
    the plan gave each to."""
    occurrences = connection.execute(
        "SELECT o.uid, o.label, o.due, o.completed_on, t.withdrawn_in, o.kind, o.closes_on FROM occurrence o "
        "JOIN task t ON t.uid = o.task_uid WHERE o.plan_uid = ? ORDER BY t.position, o.opens_on, o.label",
        (plan_uid,),
    ).fetchall()
    asked = [uid for uid, label, *_ in occurrences if concerned(label)]
    extended = {
        uid: Extended(due, on, document)
        for uid, due, on, document in connection.execute(_EXTENDED, (plan_uid,))
    }
    rows = connection.execute(_PARTS, (json.dumps(asked),)).fetchall()
    moved = _planned(
        connection, plan_uid, {uid: (occurrence, agency) for occurrence, uid, agency, *_ in rows}
    )
    parts: dict[str, list[Part]] = {}
    for occurrence, uid, agency, role, size, state, due in rows:
        planned, by_hand = moved.get(uid, (agency, False))
        own = extended.get(uid)
        if own is not None and own.due != due:
            own = None
        part = Part(uid, agency, planned, role, size, state, due, by_hand, own)
        parts.setdefault(occurrence, []).append(part)
    return {
        label: Live(
            uid, label, due, completed is not None, gone is not None, kind, tuple(parts.get(uid, ())), closes
        )
        for uid, label, due, completed, gone, kind, closes in occurrences
    }


def _planned(
    connection: sqlite3.Connection, plan_uid: str, held: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str | None, bool]]:
    """uid of a part that has changed hands → the agency that the plan in force gave it to, and whether a person moved
    it. Only what happened since its occurrence was last planned counts."""
    since: dict[str, tuple[int, dict[str, tuple[str | None, bool]]]] = {}
    found: dict[str, tuple[str | None, bool]] = {}
    for seq, uid, kind, text in connection.execute(_MOVES, (plan_uid,)).fetchall():
        if uid not in held:
            continue
        occurrence = held[uid][0]
        if occurrence not in since:
            since[occurrence] = _last_planned(connection, plan_uid, occurrence)
        last, said = since[occurrence]
        if uid in said and uid not in found:
            found[uid] = said[uid]
        if seq <= last:
            continue
        payload = json.loads(text)
        if kind == "assignment_given":
            found[uid] = (None, False)
        elif kind == "action_undone":
            if payload["undone"] == "assignment_reassigned":
                found[uid] = (held[uid][1], False)
        else:
            before, by_hand = found.get(uid, (payload["agency"], False))
            found[uid] = (before, by_hand or kind == "assignment_reassigned")
    return found


def _last_planned(
    connection: sqlite3.Connection, plan_uid: str, occurrence: str
) -> tuple[int, dict[str, tuple[str | None, bool]]]:
    seq, text = connection.execute(
        "SELECT seq, payload FROM event WHERE plan_uid = ? AND stream = ? "
        "AND type IN ('occurrence_planned', 'occurrence_revised') ORDER BY version DESC LIMIT 1",
        (plan_uid, occurrence),
    ).fetchone()
    return seq, {
        one["uid"]: (one.get("planned", one["agency"]), bool(one.get("by_hand")))
        for one in json.loads(text)["assignments"]
    }


# ---- writing


class Revisions:
    """Begun work brought under the revision that is being written, one occurrence after the other."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        plan: PlanHead,
        live: Mapping[str, Live],
        append: Callable[[Sequence[Fact]], object],
        uids: Callable[[], str],
        on: date,
        reason: str | None,
    ) -> None:
        self._writer = Writer(connection)
        self._plan = plan
        self._live = live
        self._append = append
        self._uids = uids
        self._on = on
        self._reason = reason

    def revise(
        self, one: Revised, planned: Occurrence, task_uid: str, waits: Sequence[tuple[object, ...]] | None
    ) -> None:
        """The occurrence as it is to stand; `waits` are its edges, None where they stay as they are."""
        now = self._live[one.label]
        handed = [self._handed(one.label, share, now) for share in one.shares if share.how == revision.HANDED]
        if handed:
            self._append(handed)
        assigned = {part.uid: part for part in load_assigned(self._writer.connection, now.uid)}
        self._append([self._revised(one, planned, task_uid, now, assigned, waits)])
        self._complete(now)

    def withdraw(self, one: Revised, reason: str | None) -> None:
        """The occurrence leaves the plan: what was open is cancelled, what was reported stays as it was reported."""
        now = self._live[one.label]
        assigned = load_assigned(self._writer.connection, now.uid)
        ended = [
            {"assignment": part.uid, "agency": part.agency, "from": part.state}
            for part in assigned
            if part.state in status.UNFINISHED
        ]
        payload = {
            "task": one.label,
            "on": self._on.isoformat(),
            "reason": reason or self._reason,
            "ended": ended,
        }
        self._append([Fact("occurrence_withdrawn", now.uid, payload)])
        self._complete(now)

    def _complete(self, now: Live) -> None:
        """Where the completion changes by it, that is said at once."""
        row = self._writer.connection.execute(
            "SELECT uid FROM assignment WHERE occurrence_uid = ? LIMIT 1", (now.uid,)
        ).fetchone()
        if row is not None:
            occurred, _, _ = self._writer.load(self._plan, now.uid, row[0], "submit")
            follow = tuple(workflow.completion_facts(occurred, occurred, self._on))
            if follow:
                self._append(follow)

    def _handed(self, label: str, share: Share, now: Live) -> Fact:
        part = next(one for one in now.parts if one.uid == share.uid)
        payload = {
            "task": label,
            "agency": part.agency,
            "from": part.state,
            "state": status.ASSIGNED,
            "on": self._on.isoformat(),
            "reason": self._reason,
            "to": share.agency,
            "to_uid": self._writer.agency_uid(share.agency),
        }
        return Fact("assignment_reassigned", part.uid, payload)

    def _revised(
        self,
        one: Revised,
        planned: Occurrence,
        task_uid: str,
        now: Live,
        assigned: Mapping[str, Assigned],
        waits: Sequence[tuple[object, ...]] | None,
    ) -> Fact:
        connection = self._writer.connection
        kept = connection.execute(
            "SELECT completion, completion_n, support_required, last_seq FROM occurrence WHERE uid = ?",
            (now.uid,),
        ).fetchone()
        terms = (planned.completion.rule, planned.completion.n, planned.support_required)
        if one.keeps_terms:
            terms = (kept[0], kept[1], bool(kept[2]))
        due = iso(planned.due)
        if planned.within is not None and planned.due is None:
            due = now.due
        shares = {share.uid: share for share in one.shares if share.uid is not None}
        stood = {part.uid: part for part in now.parts}
        given = [
            self._given(one, shares.get(uid), stood[uid], part, due, kept[3])
            for uid, part in assigned.items()
        ]
        given += [
            {
                "uid": self._uids(),
                "agency": share.agency,
                "role": share.role,
                "size": share.size,
                "due": due,
                "state": status.ASSIGNED,
                "former": None,
            }
            for share in one.shares
            if share.uid is None
        ]
        if waits is None:
            waits = connection.execute(
                "SELECT successor, predecessor, agency_uid, type, plan_uid, lag_count, lag_unit, soft, reason "
                "FROM edge WHERE successor = ? ORDER BY predecessor, agency_uid, type",
                (now.uid,),
            ).fetchall()
        payload = {
            "task": one.label,
            "task_uid": task_uid,
            "kind": planned.kind,
            "opens_on": planned.opens_on.isoformat(),
            "closes_on": planned.closes_on.isoformat(),
            "due": due,
            "due_inherited": planned.due_inherited,
            "internal_due": iso(planned.internal_due),
            "within": [planned.within.count, planned.within.unit, planned.within_of]
            if planned.within
            else None,
            "completion": terms[0],
            "completion_n": terms[1],
            "support_required": terms[2],
            "assignments": given,
            "after": [
                {
                    "predecessor": row[1],
                    "agency": row[2],
                    "type": row[3],
                    "lag": row[5],
                    "unit": row[6],
                    "soft": row[7],
                    "reason": row[8],
                }
                for row in waits
            ],
            "changes": [
                {"what": row.name, "kind": row.kind, "before": row.before, "after": row.after}
                for row in one.rows
            ],
            "on": self._on.isoformat(),
            "reason": self._reason,
        }
        return Fact("occurrence_revised", now.uid, payload)

    def _given(
        self,
        one: Revised,
        share: Share | None,
        stood: Part,
        part: Assigned,
        due: str | None,
        last_seq: int,
    ) -> dict[str, object]:
        """A part that is there, as it is to stand."""
        state, former = part.state, part.former
        if share is not None and share.how == revision.DROPPED:
            state, former = dropped(part)
        elif one.verdict == "revived" and self._ended_with_it(part.uid, last_seq):
            back = workflow.restore(part)
            state, former = back.state, back.former
        keeps = share is None or share.keeps_due or revision.STAGE[state] == revision.REPORTED
        told: dict[str, object] = {
            "uid": part.uid,
            "agency": part.agency,
            "role": part.role if share is None else share.role,
            "size": stood.size if share is None else share.size,
            "due": iso(part.due) if keeps else due,
            "state": state,
            "former": former,
        }
        handed = share is not None and share.how == revision.HANDED
        if stood.planned != part.agency and not handed and not _absorbed(one, part.agency):
            told |= {"planned": stood.planned, "by_hand": stood.by_hand}
        return told

    def _ended_with_it(self, uid: str, last_seq: int) -> bool:
        state, seq = self._writer.connection.execute(
            "SELECT state, last_seq FROM assignment WHERE uid = ?", (uid,)
        ).fetchone()
        return bool(state == status.CANCELLED and seq == last_seq)


def _absorbed(one: Revised, agency: str) -> bool:
    return any(
        row.name == "given" and row.verdict == "absorbed" and row.agencies == (agency,) for row in one.rows
    )
