"""Reminders and letters in the database: planned rows, firings, the outbox with leases, attempts.

Every unique key here is a promise: a firing happens once, a letter is written once per channel, a lease that was lost
marks nothing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from planengine.core.calendar import Calendar
from planengine.store.columns import instant
from planengine.store.writer import Writer, load_calendar
from planengine.usecases.reminding import Claimed, Contact, Firing, Letter, Planned, Subject

LEASE = timedelta(minutes=5)
"""How long a worker may take to send one letter before another may try; a send times out well before."""

BACK_OFF = (60, 300, 900, 3600, 14400)
"""Seconds before the next attempt after a transient failure; the last value repeats."""

GIVE_UP = timedelta(hours=24)
"""A letter that could not be handed over for this long is a dead letter that a person must look at."""

_SUBJECT = (
    "SELECT a.uid, a.plan_uid, o.label, t.title, g.id, g.short, g.is_group, a.role, a.state, "
    "ifnull(t.reminders, 'standard'), o.kind, "
    "o.opens_on, o.closes_on, a.due, a.committed, o.internal_due, t.update_every, a.updated_on, a.reported_on, "
    "t.restricted, t.request, p.tracked_from FROM assignment a JOIN plan p ON p.uid = a.plan_uid "
    "JOIN occurrence o ON o.uid = a.occurrence_uid "
    "JOIN task t ON t.uid = o.task_uid JOIN agency g ON g.uid = a.agency_uid"
)


class Outbox:
    """The reminding side of one open transaction, or of a connection for reading."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def subjects(self, plan_uid: str) -> tuple[Subject, ...]:
        """All assignments of a plan as reminders see them, in the order of the plan."""
        rows = self._connection.execute(
            f"{_SUBJECT} WHERE a.plan_uid = ? ORDER BY t.position, o.opens_on, o.label, g.id", (plan_uid,)
        )
        return tuple(Subject._make(row) for row in rows)

    def subject(self, assignment_uid: str) -> Subject | None:
        """One assignment as reminders see it; None where a later revision took it away."""
        row = self._connection.execute(f"{_SUBJECT} WHERE a.uid = ?", (assignment_uid,)).fetchone()
        return Subject._make(row) if row else None

    def calendar(self, calendar_id: str) -> Calendar:
        """The working calendar as last applied."""
        return load_calendar(self._connection, calendar_id)

    def contacts(self, agency: str) -> tuple[Contact, ...]:
        """How an agency is reached, focal points before heads."""
        rows = self._connection.execute(
            "SELECT g.id, g.short, c.role, c.name, c.email FROM contact c JOIN agency g ON g.uid = c.agency_uid "
            "WHERE g.id = ? ORDER BY c.role, c.position",
            (agency,),
        )
        return tuple(Contact._make(row) for row in rows)

    def take_replans(self, plan_uid: str) -> tuple[str | None, dict[str, str]]:
        """What is to be planned anew, each with the moment since when; the requests are used up.

        (moment of the latest change of the whole plan or None, uid of an assignment → moment of its latest change).
        """
        rows = self._connection.execute(
            "SELECT r.assignment_uid, max(e.recorded_at) FROM replan r "
            "JOIN event e ON e.plan_uid = r.plan_uid AND e.seq = r.seq WHERE r.plan_uid = ? GROUP BY r.assignment_uid",
            (plan_uid,),
        ).fetchall()
        self._connection.execute("DELETE FROM replan WHERE plan_uid = ?", (plan_uid,))
        found = dict(rows)
        everything = found.pop(None, None)
        return everything, found

    def planned(self, assignment_uid: str) -> tuple[Planned, ...]:
        """The planned rows of one assignment."""
        rows = self._connection.execute(
            "SELECT assignment_uid, step, next_at, state, anchor, generation, sent FROM reminder "
            "WHERE assignment_uid = ?",
            (assignment_uid,),
        )
        return tuple(Planned._make(row) for row in rows)

    def plan(self, plan_uid: str, rows: Iterable[Planned]) -> None:
        """Writes planned rows over what stood there for the same assignment and step."""
        self._connection.executemany(
            "INSERT INTO reminder (assignment_uid, step, plan_uid, next_at, state, anchor, generation, sent) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (assignment_uid, step) DO UPDATE SET "
            "next_at = excluded.next_at, state = excluded.state, anchor = excluded.anchor, "
            "generation = excluded.generation, sent = excluded.sent",
            [
                (
                    one.assignment_uid,
                    one.step,
                    plan_uid,
                    one.next_at,
                    one.state,
                    one.anchor,
                    one.generation,
                    one.sent,
                )
                for one in rows
            ],
        )

    def due(self, plan_uid: str, now: datetime) -> tuple[Planned, ...]:
        """The planned rows of a plan whose moment has come, earliest first."""
        rows = self._connection.execute(
            "SELECT assignment_uid, step, next_at, state, anchor, generation, sent FROM reminder "
            "WHERE state = 'planned' AND next_at <= ? AND plan_uid = ? ORDER BY next_at, assignment_uid, step",
            (instant(now), plan_uid),
        )
        return tuple(Planned._make(row) for row in rows)

    def fire(self, plan_uid: str, firing: Firing, outbox_uid: str | None) -> bool:
        """Notes that a planned moment came due for one recipient; False where that was noted before."""
        return (
            self._connection.execute(
                "INSERT INTO firing (dedup_key, plan_uid, assignment_uid, step, generation, number, recipient, "
                "planned_at, decision, outbox_uid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    firing.dedup_key,
                    plan_uid,
                    firing.assignment_uid,
                    firing.step,
                    firing.generation,
                    firing.number,
                    firing.recipient,
                    firing.planned_at,
                    firing.decision,
                    outbox_uid,
                ),
            ).rowcount
            == 1
        )

    def fired(self, dedup_key: str) -> bool:
        """Whether that moment has been noted for that recipient."""
        row = self._connection.execute("SELECT 1 FROM firing WHERE dedup_key = ?", (dedup_key,)).fetchone()
        return row is not None

    def write(self, plan_uid: str, letter: Letter, now: datetime) -> None:
        """Puts a letter into the outbox, frozen. A letter with the same key and channel is already there: nothing."""
        self._connection.execute(
            "INSERT INTO outbox (uid, plan_uid, dedup_key, channel, recipient, address, message, state, attempt, "
            "next_at, written_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?) ON CONFLICT DO NOTHING",
            (
                letter.uid,
                plan_uid,
                letter.dedup_key,
                letter.channel,
                letter.recipient,
                letter.address,
                letter.message,
                instant(now),
                instant(now),
            ),
        )

    def claim(self, now: datetime, worker: str, skip: Sequence[str]) -> Claimed | None:
        """The next letter that is due or whose lease ran out, taken under a fresh lease; None where there is none.

        Channels in `skip` are left alone.
        """
        token = os.urandom(8).hex()
        left_out = "".join(" AND channel <> ?" for _ in skip)
        row = self._connection.execute(
            "UPDATE outbox SET state = 'sending', lease_token = ?, lease_until = ?, attempt = attempt + 1 "
            "WHERE uid = (SELECT uid FROM outbox WHERE state IN ('pending', 'sending') AND next_at <= ? "
            f"AND (state = 'pending' OR lease_until < ?){left_out} ORDER BY next_at, uid LIMIT 1) "
            "RETURNING uid, plan_uid, channel, recipient, address, message, attempt, lease_token, written_at",
            (token, instant(now + LEASE), instant(now), instant(now), *skip),
        ).fetchone()
        if row is None:
            return None
        claimed = Claimed._make(row)
        self._connection.execute(
            "INSERT INTO attempt (outbox_uid, attempt, at, worker, outcome, detail) VALUES (?, ?, ?, ?, 'begun', '')",
            (claimed.uid, claimed.attempt, instant(now), worker),
        )
        return claimed

    def channels_due(self, now: datetime) -> tuple[str, ...]:
        """The channels that have letters to be sent now, sorted."""
        rows = self._connection.execute(
            "SELECT DISTINCT channel FROM outbox WHERE state IN ('pending', 'sending') AND next_at <= ? "
            "ORDER BY channel",
            (instant(now),),
        )
        return tuple(row[0] for row in rows)

    def count_due(self, now: datetime, channels: Sequence[str]) -> int:
        """How many letters of these channels are due and wait."""
        named = ", ".join("?" * len(channels))
        row = self._connection.execute(
            f"SELECT count(*) FROM outbox WHERE state = 'pending' AND next_at <= ? AND channel IN ({named})",
            (instant(now), *channels),
        ).fetchone()
        return int(row[0])

    def items(self, outbox_uid: str) -> tuple[Firing, ...]:
        """What a letter is about."""
        rows = self._connection.execute(
            "SELECT dedup_key, assignment_uid, step, generation, number, recipient, planned_at, decision FROM firing "
            "WHERE outbox_uid = ? ORDER BY planned_at, assignment_uid",
            (outbox_uid,),
        )
        return tuple(Firing._make(row) for row in rows)

    def supersede(self, claimed: Claimed, replacement: str | None, kept: Iterable[str]) -> None:
        """Takes a claimed letter out: some of what it says is settled; `kept` firings move to the replacement."""
        self._connection.execute(
            "UPDATE outbox SET state = 'superseded', lease_token = NULL WHERE uid = ? AND lease_token = ?",
            (claimed.uid, claimed.lease_token),
        )
        self._connection.execute(
            "UPDATE attempt SET outcome = 'superseded' WHERE outbox_uid = ? AND attempt = ?",
            (claimed.uid, claimed.attempt),
        )
        self._connection.executemany(
            "UPDATE firing SET outbox_uid = ? WHERE dedup_key = ?", [(replacement, key) for key in kept]
        )
        self._connection.execute(
            "UPDATE firing SET decision = 'settled' WHERE outbox_uid = ?", (claimed.uid,)
        )

    def settle(
        self, claimed: Claimed, outcome: str, detail: str, provider_id: str | None, now: datetime
    ) -> bool:
        """Marks how a letter that this worker holds has ended; False where the lease is somebody else's by now.

        "accepted" and "permanent" end it; "transient" and "unknown" bring it back later, until it is given up.
        """
        state, next_at = self._after(claimed, outcome, now)
        marked = self._connection.execute(
            "UPDATE outbox SET state = ?, next_at = ?, provider_id = ?, lease_token = NULL, lease_until = NULL, "
            "settled_at = CASE WHEN ? = 'pending' THEN NULL ELSE ? END WHERE uid = ? AND lease_token = ?",
            (state, instant(next_at), provider_id, state, instant(now), claimed.uid, claimed.lease_token),
        ).rowcount
        self._connection.execute(
            "UPDATE attempt SET outcome = ?, detail = ? WHERE outbox_uid = ? AND attempt = ?",
            (outcome, detail[:500], claimed.uid, claimed.attempt),
        )
        return marked == 1

    def _after(self, claimed: Claimed, outcome: str, now: datetime) -> tuple[str, datetime]:
        if outcome == "accepted":
            return "sent", now
        if outcome == "permanent":
            return "failed", now
        if now - datetime.fromisoformat(claimed.written_at) >= GIVE_UP:
            return "dead", now
        wait = BACK_OFF[min(claimed.attempt, len(BACK_OFF)) - 1]
        jitter = (
            wait * os.urandom(1)[0] // 1024
        )  # up to a quarter more, so that a crowd does not come back together
        return "pending", now + timedelta(seconds=wait + jitter)

    def beat(self, worker: str, now: datetime, sent: int) -> None:
        """Notes that a tick was done: the health of reminding is the age of this row."""
        self._connection.execute(
            "INSERT INTO tick (worker, at, sent) VALUES (?, ?, ?) ON CONFLICT (worker) DO UPDATE SET "
            "at = excluded.at, sent = tick.sent + excluded.sent",
            (worker, instant(now), sent),
        )

    def letters(self, plan_uid: str, last: int) -> tuple[tuple[str, str, str, str, int, str, str], ...]:
        """(written at, recipient, address, channel, attempt, state, detail of the last attempt), latest last."""
        rows = self._connection.execute(
            "SELECT b.written_at, b.recipient, b.address, b.channel, b.attempt, b.state, "
            "ifnull((SELECT t.detail FROM attempt t WHERE t.outbox_uid = b.uid ORDER BY t.attempt DESC LIMIT 1), '') "
            "FROM outbox b WHERE b.plan_uid = ? ORDER BY b.written_at DESC, b.uid DESC LIMIT ?",
            (plan_uid, last),
        ).fetchall()
        return tuple((row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in reversed(rows))


def outbox_of(writer: Writer) -> Outbox:
    """The reminding side of an open transaction."""
    return Outbox(writer.connection)
