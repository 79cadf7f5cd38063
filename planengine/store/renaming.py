"""Tracked work under a new id: labels change, uids and events do not."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from planengine.core.plan import Move
from planengine.core.renames import Renames, relabelled, renames
from planengine.store.chain import Chain
from planengine.store.log import Entry


def tracked_renames(connection: sqlite3.Connection, plan_uid: str, moved: Sequence[Move]) -> Renames:
    """What `moved` of a plan file says of the sections, tasks and targets that are tracked."""
    if not moved:
        return Renames({}, ())
    rows = connection.execute(
        "SELECT id, withdrawn_in FROM task WHERE plan_uid = ? UNION ALL "
        "SELECT id, withdrawn_in FROM target WHERE plan_uid = ?",
        (plan_uid, plan_uid),
    ).fetchall()
    return renames(moved, {one for one, gone in rows if gone is None}, {one for one, _ in rows})


def moves_on_record(connection: sqlite3.Connection) -> dict[str, tuple[Move, ...]]:
    """For every plan, by its id, what its revisions say was renamed, the oldest first."""
    found: dict[str, list[Move]] = {}
    for plan, old, new in connection.execute(
        "SELECT p.id, json_extract(m.value, '$.from'), json_extract(m.value, '$.to') FROM revision r "
        "JOIN plan p ON p.uid = r.plan_uid, json_each(r.canonical, '$.moved') m ORDER BY p.id, r.number, m.key"
    ):
        found.setdefault(plan, []).append(Move(old, new))
    return {plan: tuple(moves) for plan, moves in found.items()}


def tasks_gone(connection: sqlite3.Connection, plan_uid: str) -> dict[str, str]:
    """Id → title of every task that has left the plan."""
    return dict(
        connection.execute(
            "SELECT id, title FROM task WHERE plan_uid = ? AND withdrawn_in IS NOT NULL AND is_section = 0",
            (plan_uid,),
        ).fetchall()
    )


def write_renames(
    connection: sqlite3.Connection, chain: Chain, plan: str, plan_uid: str, ids: Mapping[str, str]
) -> list[Entry]:
    """Give what is tracked its new labels, and answer the events that say so: one for each occurrence."""
    events = []
    for uid, label, task in connection.execute(
        "SELECT o.uid, o.label, t.id FROM occurrence o JOIN task t ON t.uid = o.task_uid WHERE o.plan_uid = ? "
        "ORDER BY t.position, o.opens_on, o.label",
        (plan_uid,),
    ).fetchall():
        if task not in ids:
            continue
        new = relabelled(label, ids)
        entry = chain.link(uid, "task_renamed", {"task": new, "from": label})
        events.append(entry)
        connection.execute(
            "UPDATE occurrence SET label = ?, version = ?, last_seq = ? WHERE uid = ?",
            (new, entry.version, entry.seq, uid),
        )
    for old, new in ids.items():
        own, name = (new, plan_uid, old), f"?{plan}/{old}"
        connection.execute("UPDATE task SET id = ? WHERE plan_uid = ? AND id = ?", own)
        connection.execute("UPDATE task SET parent = ? WHERE plan_uid = ? AND parent = ?", own)
        connection.execute("UPDATE target SET id = ? WHERE plan_uid = ? AND id = ?", own)
        connection.execute("UPDATE occurrence SET within_of = ? WHERE plan_uid = ? AND within_of = ?", own)
        # What other plans wait for, with a period and without.
        connection.execute(
            "UPDATE OR IGNORE edge SET predecessor = ? || substr(predecessor, ?) "
            "WHERE predecessor = ? OR predecessor > ? AND predecessor < ?",
            (f"?{plan}/{new}", len(name) + 1, name, f"{name}@", f"{name}A"),
        )
    return events
