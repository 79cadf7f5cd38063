"""The event log: appending in a chain, and checking the chain.

`hash` is SHA-256 over the previous hash and the canonical form of every other column as stored, so that what is
altered, missing or out of order is found with its number. One chain per plan.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module.

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from sqlite3 import Connection, DatabaseError
from typing import NamedTuple

COLUMNS = (
    "plan_uid",
    "seq",
    "stream",
    "version",
    "type",
    "schema",
    "occurred_on",
    "recorded_at",
    "person",
    "agency",
    "typed_by",
    "decided_by",
    "channel",
    "document",
    "clock",
    "revision",
    "correlation",
    "idem_key",
    "payload",
    "prev_hash",
    "hash",
    "algo",
)
INSERT = f"INSERT INTO event ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
SELECT = f"SELECT {', '.join(COLUMNS)} FROM event"
ALGO = "sha256"
SCHEMA = 1


class Entry(NamedTuple):
    """One event as stored; `payload` is canonical JSON text. Field for field the columns of the table."""

    plan_uid: str
    seq: int
    stream: str
    version: int
    type: str
    schema: int
    occurred_on: str
    recorded_at: str
    person: str
    agency: str
    typed_by: str | None
    decided_by: str | None
    channel: str
    document: str | None
    clock: str
    revision: int
    correlation: str
    idem_key: str | None
    payload: str
    prev_hash: str
    hash: str
    algo: str


class Head(NamedTuple):
    """The end of a plan's chain: the last sequence number (0 for none), its hash and when it was recorded."""

    seq: int
    hash: str
    recorded_at: str


class Breach(NamedTuple):
    """The first place where a chain does not hold: `verdict` "altered", "missing", "unlinked" or "unreadable"."""

    plan_uid: str
    seq: int
    verdict: str


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, nothing escaped that need not be."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def head(connection: Connection, plan_uid: str) -> Head:
    """The end of the plan's chain as committed, or as written so far in the present transaction."""
    row = connection.execute(
        "SELECT seq, hash, recorded_at FROM event WHERE plan_uid = ? ORDER BY seq DESC LIMIT 1", (plan_uid,)
    ).fetchone()
    return Head(*row) if row else Head(0, "", "")


def seal(columns: Sequence[object]) -> Entry:
    """The entry with its hash, from all columns before `hash` in the order of COLUMNS."""
    return Entry._make((*columns, digest(columns), ALGO))


def digest(columns: Sequence[object]) -> str:
    """The hash of an entry from all its columns before `hash`, `prev_hash` among them."""
    return sha256(canonical([*columns, ALGO]).encode("utf-8", "surrogatepass")).hexdigest()


def entries(connection: Connection, plan_uid: str, after: int = 0) -> Iterator[Entry]:
    """The plan's events in order, from the one after sequence number `after`."""
    rows = connection.execute(f"{SELECT} WHERE plan_uid = ? AND seq > ? ORDER BY seq", (plan_uid, after))
    return (Entry(*row) for row in rows)


def streams_of(connection: Connection, plan_uid: str, occurrence_uid: str) -> tuple[str, ...]:
    """An occurrence and every assignment that it has or ever had, by uid; the occurrence comes first."""
    rows = connection.execute(
        "SELECT uid FROM assignment WHERE occurrence_uid = ?1 UNION "
        "SELECT json_extract(a.value, '$.uid') FROM event e, json_each(e.payload, '$.assignments') a "
        "WHERE e.plan_uid = ?2 AND e.stream = ?1 AND e.version > 0 AND e.type = 'occurrence_planned'",
        (occurrence_uid, plan_uid),
    )
    return (occurrence_uid, *(row[0] for row in rows))


def verify(connection: Connection, plan_uid: str) -> tuple[int, str, Breach | None]:
    """How many events hold from the first on, the hash of the last of them, and the first breach if there is one.

    "missing" is a gap in the numbers, "altered" an entry whose hash is not that of its columns, "unlinked" one that
    does not carry the hash of the entry before it, "unreadable" one that the file does not give out any more.
    """
    count, last = 0, ""
    try:
        for entry in entries(connection, plan_uid):
            verdict = _fault(entry, count + 1, last)
            if verdict is not None:
                return count, last, Breach(plan_uid, count + 1, verdict)
            count, last = count + 1, entry.hash
    except DatabaseError:
        # the driver reads one row ahead: what stands before the row that broke is asked for by its number
        return _verify_to_the_break(connection, plan_uid, count, last)
    return count, last, None


def _verify_to_the_break(
    connection: Connection, plan_uid: str, count: int, last: str
) -> tuple[int, str, Breach]:
    while True:
        try:
            row = connection.execute(
                f"{SELECT} WHERE plan_uid = ? AND seq = ?", (plan_uid, count + 1)
            ).fetchone()
        except DatabaseError:
            row = None
        verdict = "unreadable" if row is None else _fault(Entry(*row), count + 1, last)
        if verdict is not None:
            return count, last, Breach(plan_uid, count + 1, verdict)
        count, last = count + 1, row[-2]


def _fault(entry: Entry, seq: int, prev_hash: str) -> str | None:
    if entry.seq != seq:
        return "missing"
    if not _is_sealed(entry):
        return "altered"
    return None if entry.prev_hash == prev_hash else "unlinked"


def _is_sealed(entry: Entry) -> bool:
    try:
        return entry.algo == ALGO and entry.hash == digest(entry[:-2])
    except (TypeError, ValueError):
        return False  # bytes or no number at all, where a column of ours holds text or an integer
