"""Checkpoints: one line that leaves the house, and whether the log still begins with what it says.

A chain shows that a log agrees with itself. Who kept the line can tell that it is still the same log: not cut, not
written anew.
"""

from __future__ import annotations

import re
import sqlite3
from typing import NamedTuple
from unicodedata import normalize

from planengine.errors import UsageRefusal
from planengine.store import log
from planengine.store.connection import connect

SHORT = 16
"""How many hex digits a line shows for the eye: enough that nobody finds another log with the same in a lifetime."""

WHOLE = 64

_LINE = re.compile(
    r"\s*(?P<plan>[^\s,;]+)[\s,;]+(?P<events>[0-9]+)\s*/\s*(?P<seq>[0-9]+)[\s,;]+(?P<hash>[0-9a-f\s-]+)"
)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\u00ad"), "-")
_MISREAD = str.maketrans("oli", "011")


class Checkpoint(NamedTuple):
    """The first `events` events of a plan's log, the last of them with number `seq` and this hash: SHORT or WHOLE hex
    digits of it. As read from a line, `plan` is in small letters."""

    plan: str
    events: int
    seq: int
    hash: str

    def line(self, digits: int = SHORT) -> str:
        """As it is quoted: "kh-106, 812/812, 1a2b-3c4d-5e6f-7a8b"; WHOLE digits stand in one piece."""
        shown = self.hash[:digits]
        if digits == SHORT:
            shown = "-".join(shown[start : start + 4] for start in range(0, SHORT, 4))
        return f"{self.plan}, {self.events}/{self.seq}, {shown}"


class Standing(NamedTuple):
    """A plan's checkpoint as of now; where its log does not hold, that of what holds before `seq` and the verdict."""

    checkpoint: Checkpoint
    seq: int | None
    verdict: str | None


class Comparison(NamedTuple):
    """What became of a checkpoint: `verdict` None where the log is sound and begins with exactly what it covers.

    Otherwise "cut" (the log ends at number `at`), "differs" (sound, but another log at number `at`), "unknown" (no such
    plan), or the breach of the chain at number `at` that `log.verify` names.
    """

    checkpoint: Checkpoint
    at: int | None
    verdict: str | None


def read(text: str) -> Checkpoint:
    """The checkpoint of a line as `Checkpoint.line` writes it, also one typed from paper: blanks, case, dashes and
    grouping do not matter, nor do o, l and i in the place of 0 and 1. Raises UsageRefusal("checkpoint.unreadable")."""
    folded = normalize("NFC", text).casefold().translate(_DASHES).rstrip(" \t\r\n.,;")
    start = max(folded.rfind(","), folded.rfind("/"))
    found = _LINE.fullmatch(folded[:start] + folded[start:].translate(_MISREAD))
    digits = re.sub(r"[\s-]", "", found["hash"]) if found else ""
    # a sound log has as many events as its last number says: where the line differs, a digit was misread
    if not found or len(digits) not in (SHORT, WHOLE) or int(found["events"]) != int(found["seq"]):
        raise UsageRefusal("checkpoint.unreadable", given=text)
    return Checkpoint(found["plan"], int(found["events"]), int(found["seq"]), digits)


def open_as_stored(path: str) -> sqlite3.Connection:
    """A connection for checking, in one read transaction: all it says is of one moment, and text that is no UTF-8 any
    more comes as it is. Raises Unavailable as `connect` does."""
    connection = connect(path)
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    connection.execute("BEGIN")
    return connection


def checkpoints(path: str) -> tuple[Standing, ...]:
    """One per plan, by id, all of one moment. Raises Unavailable as `connect` does."""
    connection = open_as_stored(path)
    try:
        plans = connection.execute("SELECT uid, id FROM plan ORDER BY id").fetchall()
        return tuple(_standing(connection, uid, plan_id) for uid, plan_id in plans)
    finally:
        connection.close()


def _standing(connection: sqlite3.Connection, plan_uid: str, plan_id: str) -> Standing:
    count, tip, breach = log.verify(connection, plan_uid)
    here = Checkpoint(plan_id, count, count, tip)
    return Standing(here, breach.seq if breach else None, breach.verdict if breach else None)


def compare(path: str, given: Checkpoint) -> Comparison:
    """Whether the log in the database still begins with what `given` covers. Raises Unavailable as `connect` does."""
    connection = open_as_stored(path)
    try:
        uids = {
            normalize("NFC", plan_id).casefold(): uid
            for uid, plan_id in connection.execute("SELECT uid, id FROM plan")
        }
        uid = uids.get(given.plan)
        return _compare(connection, uid, given) if uid else Comparison(given, None, "unknown")
    finally:
        connection.close()


def _compare(connection: sqlite3.Connection, plan_uid: str, given: Checkpoint) -> Comparison:
    count, _, breach = log.verify(connection, plan_uid)
    if breach is not None:
        return Comparison(given, breach.seq, breach.verdict)
    if count < given.seq:
        return Comparison(given, count, "cut")
    row = connection.execute(
        "SELECT hash FROM event WHERE plan_uid = ? AND seq = ?", (plan_uid, given.seq)
    ).fetchone()
    # before the first event there is nothing to differ from
    same = row is not None and str(row[0]).startswith(given.hash)
    return Comparison(given, None, None) if same else Comparison(given, given.seq, "differs")
