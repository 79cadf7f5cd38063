"""Checking every chain of the database, and that nothing beside it knows of more than it holds."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from planengine.store import log
from planengine.store.connection import connect


class Verdict(NamedTuple):
    """What was found about one plan's log: `events` hold, up to the one with `hash`.

    `verdict` None is sound; otherwise "altered", "missing", "unlinked" or "unreadable" at `seq` (None where what stands
    beside the log cannot be read), "tail" where the projections know of events after the end of the log, "orphaned"
    where there are events of a plan that the database does not hold any more; `plan` is then its uid.
    """

    plan: str
    events: int
    hash: str
    seq: int | None
    verdict: str | None


def verify_all(path: str) -> tuple[Verdict, ...]:
    """One verdict per plan, by id. Raises Unavailable as `connect` does."""
    connection = connect(path)
    try:
        return verify_open(connection)
    finally:
        connection.close()


def verify_open(connection: sqlite3.Connection) -> tuple[Verdict, ...]:
    """The same for an open database of ours; from then on the connection gives out text that is no UTF-8 as it is.

    Raises sqlite3.DatabaseError where not even the list of plans can be read.
    """
    # what was altered may be no UTF-8 any more; it is read as it is, so that its place can be named
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    plans = connection.execute("SELECT uid, id FROM plan ORDER BY id").fetchall()
    verdicts = tuple(_verify(connection, uid, plan_id) for uid, plan_id in plans)
    # an altered identity in the middle of a log leaves a gap there already; that place says more
    return verdicts if any(one.verdict for one in verdicts) else (*verdicts, *_orphans(connection))


def _verify(connection: sqlite3.Connection, plan_uid: str, plan_id: str) -> Verdict:
    count, tip, breach = log.verify(connection, plan_uid)
    if breach is not None:
        return Verdict(plan_id, count, tip, breach.seq, breach.verdict)
    try:
        known = _known_to_projections(connection, plan_uid)
    except sqlite3.DatabaseError:
        return Verdict(plan_id, count, tip, None, "unreadable")
    if known > count:
        return Verdict(plan_id, count, tip, count + 1, "tail")
    return Verdict(plan_id, count, tip, None, None)


def _known_to_projections(connection: sqlite3.Connection, plan_uid: str) -> int:
    """The highest event number that anything beside the log was moved by; 1 at least, for the first revision.

    Reminders that are on without the event that switched them on count as one event more than there are.
    """
    row = connection.execute(
        "SELECT max(1, "
        "ifnull((SELECT max(last_seq) FROM assignment WHERE plan_uid = :plan), 0), "
        "ifnull((SELECT max(last_seq) FROM occurrence WHERE plan_uid = :plan), 0), "
        "ifnull((SELECT max(based_on_seq) + 1 FROM revision WHERE plan_uid = :plan), 0), "
        "ifnull((SELECT max(seq) FROM replan WHERE plan_uid = :plan), 0), "
        "(SELECT count(*) + 1 FROM event WHERE plan_uid = :plan) * "
        "(EXISTS (SELECT 1 FROM plan WHERE uid = :plan AND reminders_from IS NOT NULL) AND "
        "NOT EXISTS (SELECT 1 FROM event WHERE plan_uid = :plan AND type = 'reminders_enabled')))",
        {"plan": plan_uid},
    ).fetchone()
    return int(row[0])


def _orphans(connection: sqlite3.Connection) -> tuple[Verdict, ...]:
    """One verdict for each plan that has a log and nothing else."""
    rows = connection.execute(
        "SELECT DISTINCT plan_uid FROM event WHERE plan_uid NOT IN (SELECT uid FROM plan) ORDER BY plan_uid"
    ).fetchall()
    found = []
    for (plan_uid,) in rows:
        count, tip, breach = log.verify(connection, plan_uid)
        found.append(Verdict(plan_uid, count, tip, breach.seq if breach else count, "orphaned"))
    return tuple(found)
