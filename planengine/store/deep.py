"""The deep check: the log replayed from nothing, and every row beside it compared with what it says."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from planengine.core.records import FAMILIES
from planengine.core.workflow import Assigned
from planengine.errors import Unavailable
from planengine.store import log
from planengine.store.checkpoint import open_as_stored
from planengine.store.elsewhere import parts as parts_of
from planengine.store.legality import Asked, Illegal, Rules
from planengine.store.replay import LocalDay, Replay

NOT_IN_THE_LOG = {
    "occurrence.due_inherited": "says where the due date comes from, which only the revision tells",
    "occurrence.within_count": "how a due date is counted stands in the revision; the log has the day",
    "occurrence.within_unit": "the same",
    "occurrence.within_of": "the same",
    "edge.lag_count": "how long to wait after a predecessor stands in the revision",
    "edge.lag_unit": "the same",
    "edge.reason": "why something waits stands in the revision",
    "revision.name": "where the file lay is no part of the plan",
    "revision.text": "the log has the hash of the canonical form, not of the file with its comments",
}
"""Columns of what is compared that no event carries, and why: they are of the revision, whose hash is in the log."""


class Difference(NamedTuple):
    """The first row that is not what the log says: `row` is its uid or key and `label` what people call it; `column`
    is "*" where it is missing or too much (then `found` or `expected` is None); `seq` is the event that last moved it,
    None where none ever did."""

    table: str
    row: str
    label: str
    column: str
    expected: object
    found: object
    seq: int | None


class Offence(NamedTuple):
    """The first event that could not have happened as it is written, and why, by a code."""

    seq: int
    type: str
    stream: str
    why: str


class Depth(NamedTuple):
    """What was found about one plan: the first event that was not legal, else the first difference of a row, else
    nothing. `events` were replayed."""

    plan: str
    events: int
    illegal: Offence | None
    difference: Difference | None


def verify_deep(path: str, local_day: LocalDay, plan: str | None = None) -> tuple[Depth, ...]:
    """One per plan, by id; their chains must hold. Raises Unavailable as `connect` does."""
    connection = open_as_stored(path)
    try:
        moves = _moves(connection)
        wanted = "SELECT uid, id FROM plan WHERE id = ?" if plan else "SELECT uid, id FROM plan ORDER BY id"
        plans = connection.execute(wanted, (plan,) if plan else ()).fetchall()
        return tuple(_verify(connection, uid, plan_id, local_day, moves) for uid, plan_id in plans)
    except sqlite3.DatabaseError as error:
        raise Unavailable("db.unreadable", path=path, reason=str(error)) from error
    finally:
        connection.close()


def _verify(
    connection: sqlite3.Connection,
    plan_uid: str,
    plan_id: str,
    local_day: LocalDay,
    moves: Mapping[tuple[str, str], str],
) -> Depth:
    replay = Replay(plan_uid, local_day, lambda payload: rules_applied(connection, plan_uid, payload))
    count = 0
    entry = None
    try:
        for entry in log.entries(connection, plan_uid):
            replay.take(entry, payload_of(entry))
            count += 1
        replay.end()
    except Illegal as illegal:
        assert entry is not None
        return Depth(plan_id, count, Offence(entry.seq, entry.type, entry.stream, illegal.why), None)
    return Depth(plan_id, count, None, next(_differences(connection, replay, moves), None))


def payload_of(entry: log.Entry) -> dict[str, Any]:
    """What the event says. Raises Illegal("payload") where that is not the canonical form of a mapping."""
    try:
        value = json.loads(entry.payload)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or log.canonical(value) != entry.payload:
        raise Illegal("payload")
    return value


def rules_applied(connection: sqlite3.Connection, plan_uid: str, payload: Mapping[str, Any]) -> Rules:
    """The rules of a revision, directory and calendar beside it, all as kept: the log has the hash of each.

    Raises Illegal("text") where one is gone or another.
    """
    kept = connection.execute(
        "SELECT canonical FROM revision WHERE plan_uid = ? AND number = ?", (plan_uid, payload["revision"])
    ).fetchone()
    plan = _text_of(kept, payload["sha256"])
    shared = {}
    for kind in ("directory", "calendar"):
        kept = connection.execute(
            "SELECT canonical FROM source WHERE sha256 = ? AND kind = ?", (payload[kind], kind)
        ).fetchone()
        shared[kind] = _text_of(kept, payload[kind])
    tasks = {
        one["id"]: Asked(
            one["kind"],
            one["confirm"],
            one["evidence"],
            one["complete_when"]["rule"],
            one["complete_when"]["n"],
            one["support_required"],
        )
        for one in plan["tasks"]
    }
    bodies = frozenset((*shared["directory"]["agencies"], *shared["directory"]["groups"]))
    agencies = shared["directory"]["agencies"]
    ended = {name: one["until"] or "9999-12-31" for name, one in agencies.items()}
    return Rules(
        payload["revision"], plan["secretariat"], plan["approver"], plan["timezone"], tasks, bodies, ended
    )


def _text_of(kept: tuple[str] | None, digest: str) -> Any:
    """What a canonical text says that has this hash. Raises Illegal where it is gone or another."""
    if kept is None or sha256(kept[0].encode("utf-8", "surrogateescape")).hexdigest() != digest:
        raise Illegal("text")
    return json.loads(kept[0])


def _differences(
    connection: sqlite3.Connection, replay: Replay, moves: Mapping[tuple[str, str], str]
) -> Iterator[Difference]:
    """All rows that differ, table by table."""
    for table, expected, moved, select in _tables(replay, moves):
        seen = set()
        cursor = connection.execute(select, (replay.plan_uid,))
        names = [one[0] for one in cursor.description][1:]
        for key, *values in cursor:
            found = dict(zip(names, values, strict=True))
            if table == "edge":
                key = "/".join((found["successor"], _now(found["predecessor"], moves), *key.split("/")))
            seen.add(key)
            if key not in expected:
                if table != "task":  # sections, and duties that nobody has opened, are of the revision
                    yield Difference(table, key, _label(replay, key), "*", None, key, None)
                continue
            for name, value in expected[key].items():
                if found[name] != value:
                    label = _label(replay, key)
                    yield Difference(table, key, label, name, value, found[name], moved.get(key))
        for key in expected:
            if key not in seen:
                yield Difference(table, key, _label(replay, key), "*", key, None, moved.get(key))


def _label(replay: Replay, key: str) -> str:
    """What people call the row: "2.1.1", "2.1.1 so-a", "2.1.2 2.1.1" for an edge; the key where the log has no word."""
    uid, _, rest = key.partition("/")
    if uid in replay.parts:
        part = replay.parts[uid]
        return f"{_label(replay, part.occurrence)} {part.assigned.agency}"
    if uid in replay.tasks:
        return replay.tasks[uid][0]
    if uid == replay.plan_uid:
        return str(replay.plan["id"])
    if uid not in replay.works:
        return key
    label = str(replay.works[uid].row["label"])
    return f"{label} {_label(replay, rest.rpartition('/')[0].rpartition('/')[0])}" if rest else label


_Rows = dict[str, dict[str, Any]]


def _tables(
    replay: Replay, moves: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, _Rows, dict[str, int], str]]:
    """(table, rows as they should be, events that last moved them, how to read what is there): keys come first."""
    yield (
        "plan",
        {replay.plan_uid: {"reminders_from": None, "closed_on": None, **replay.plan}},
        {},
        "SELECT uid, id, revision, reminders_from, closed_on, secretariat, approver FROM plan WHERE uid = ?",
    )
    yield (
        "revision",
        {str(number): row for number, row in replay.revisions.items()},
        {str(number): row["based_on_seq"] + 1 for number, row in replay.revisions.items()},
        "SELECT CAST(number AS TEXT), sha256, directory, calendar, author, reason, applied_at, based_on_seq "
        "FROM revision WHERE plan_uid = ?",
    )
    yield (
        "task",
        {uid: {"id": name} for uid, (name, _) in replay.tasks.items()},
        {uid: seq for uid, (_, seq) in replay.tasks.items()},
        "SELECT uid, id FROM task WHERE plan_uid = ?",
    )
    yield (
        "occurrence",
        {uid: work.row for uid, work in replay.works.items()},
        {uid: work.moved for uid, work in replay.works.items()},
        "SELECT uid, * FROM occurrence WHERE uid IN (SELECT stream FROM event WHERE plan_uid = ?1) OR plan_uid = ?1 "
        "ORDER BY label",
    )
    yield (
        "assignment",
        {uid: assignment_row(replay, uid) for uid in replay.parts},
        {uid: part.moved for uid, part in replay.parts.items()},
        "SELECT a.uid, a.*, g.id AS agency FROM assignment a LEFT JOIN agency g ON g.uid = a.agency_uid "
        "WHERE a.plan_uid = ?1 OR a.occurrence_uid IN (SELECT stream FROM event WHERE plan_uid = ?1) ORDER BY a.uid",
    )
    edges: _Rows = {}
    moved = {}
    for uid, work in replay.works.items():
        for (predecessor, agency, kind), soft in work.edges.items():
            key = "/".join((uid, _now(predecessor, moves), agency, kind))
            edges[key] = {"plan_uid": replay.plan_uid, "soft": soft}
            moved[key] = work.moved
    yield (
        "edge",
        edges,
        moved,
        "SELECT agency_uid || '/' || type, successor, predecessor, plan_uid, soft FROM edge "
        "WHERE plan_uid = ?1 OR successor IN (SELECT stream FROM event WHERE plan_uid = ?1)",
    )
    for name in dict.fromkeys(FAMILIES.values()):
        rows = replay.records.get(name, {})
        yield (
            name,
            {uid: {**row._asdict(), "last_seq": seq} for uid, (row, seq) in rows.items()},
            {uid: seq for uid, (_, seq) in rows.items()},
            f"SELECT uid, * FROM {name} WHERE plan_uid = ? ORDER BY uid",
        )


_DAYS = (
    "due",
    "committed",
    "accepted_on",
    "started_on",
    "updated_on",
    "reported_on",
    "confirmed_on",
    "late_since",
)


def assignment_row(replay: Replay, uid: str) -> dict[str, Any]:
    """An assignment as its row should be, by column, with `agency` by id instead of by uid."""
    part = replay.parts[uid]
    row: dict[str, Any] = dict(zip(Assigned._fields, part.assigned, strict=True))
    row |= {name: row[name] and row[name].isoformat() for name in _DAYS}
    return {
        **row,
        "plan_uid": replay.plan_uid,
        "occurrence_uid": part.occurrence,
        "size": part.size,
        "backdated": part.backdated,
        "version": part.version,
        "last_seq": part.last_seq,
    }


def _moves(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """(plan, id given up) → the id it was given up for, from all revisions; one that is no plan any more says nothing
    here, and is named where its own plan is replayed."""
    found = {}
    for plan, text in connection.execute(
        "SELECT p.id, r.canonical FROM revision r JOIN plan p ON p.uid = r.plan_uid ORDER BY r.number"
    ):
        try:
            found.update({(plan, one["from"]): one["to"] for one in json.loads(text)["moved"]})
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return found


def _now(predecessor: str, moves: Mapping[tuple[str, str], str]) -> str:
    """The name by which a wait for another plan goes by now: renames there change the wait and are no event here."""
    if not predecessor.startswith("?"):
        return predecessor
    plan, node, period = parts_of(predecessor)
    passed = {node}
    while (plan, node) in moves and moves[(plan, node)] not in passed:
        node = moves[(plan, node)]
        passed.add(node)
    return f"?{plan}/{node}" + (f"@{period}" if period else "")
