"""Checking every chain of the database, and that nothing beside it knows of more than it holds."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from planengine.store import log
from planengine.store.connection import connect


class Verdict(NamedTuple):
    """What was found about one plan's log: `events` hold, up to the one with `hash`.

    `verdict` None is sound; otherwise "altered", "missing" or "unlinked" at `seq`, "tail" where the projections know
    of events after the end of the log, or "unreadable" where the file itself cannot be read there.
    """

    plan: str
    events: int
    hash: str
    seq: int | None
    verdict: str | None


def verify_all(path: str) -> tuple[Verdict, ...]:
    """One verdict per plan, by id. Raises Unavailable as `connect` does."""
    connection = connect(path)
    # what was altered may be no UTF-8 any more; it is read as it is, so that its place can be named
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        found = connection.execute("SELECT uid, id FROM plan ORDER BY id").fetchall()
        return tuple(_verify(connection, uid, plan_id) for uid, plan_id in found)
    finally:
        connection.close()


def _verify(connection: sqlite3.Connection, plan_uid: str, plan_id: str) -> Verdict:
    try:
        count, breach = log.verify(connection, plan_uid)
        known = _known_to_projections(connection, plan_uid)
    except sqlite3.DatabaseError:
        return Verdict(plan_id, 0, "", None, "unreadable")
    end = connection.execute(
        "SELECT hash FROM event WHERE plan_uid = ? AND seq = ?", (plan_uid, count)
    ).fetchone()
    tip = end[0] if end else ""
    if breach is not None:
        return Verdict(plan_id, count, tip, breach.seq, breach.verdict)
    if known > count:
        return Verdict(plan_id, count, tip, count + 1, "tail")
    return Verdict(plan_id, count, tip, None, None)


def _known_to_projections(connection: sqlite3.Connection, plan_uid: str) -> int:
    """The highest event number that any projection of the plan was moved by; 1 at least, for the first revision."""
    row = connection.execute(
        "SELECT max(ifnull((SELECT max(last_seq) FROM assignment WHERE plan_uid = ?), 1), "
        "ifnull((SELECT max(last_seq) FROM occurrence WHERE plan_uid = ?), 1))",
        (plan_uid, plan_uid),
    ).fetchone()
    return int(row[0])
