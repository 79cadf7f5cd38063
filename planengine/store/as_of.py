"""The database as it stood at a moment, built in memory from the log and from the texts of the revisions.

No row beside the log is read, so the answer is the same after all of them are lost. What the log does not remember
(letters and reminders that went out) is not there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, NoReturn

from planengine.core.records import ON_TARGET
from planengine.errors import NotFound, Refusal, Unavailable
from planengine.planfile.canonical import calendar_from_canonical, directory_from_canonical
from planengine.planfile.tree import collector_paused
from planengine.store import log
from planengine.store.as_of_revisions import (
    Laid,
    Layout,
    Nodes,
    Renamed,
    Revision,
    Row,
    later_within,
    read_revision,
)
from planengine.store.connection import Opened
from planengine.store.deep import assignment_row, payload_of, rules_applied
from planengine.store.elsewhere import parts as parts_of
from planengine.store.journal import Journal
from planengine.store.legality import Illegal
from planengine.store.log import Entry
from planengine.store.migrations import statements, steps
from planengine.store.records import insert
from planengine.store.replay import LocalDay, Replay
from planengine.store.revisions import agency_uids, write_calendar, write_directory
from planengine.store.uid import Uids

Limit = Callable[[str], str]
"""The first instant (as stored) that is not asked for any more, for plans in the time zone of that name."""


class PastJournal(Journal):
    """The journal as of a moment: everything can be read, nothing written."""

    def __init__(self, path: str, connection: Opened, later: Mapping[str, date]) -> None:
        """`later` are the plans that had not been applied by then, with the day on which they were."""
        self.path = path
        self.connection = connection
        self._later = later

    def first_day_of(self, plan_id: str | None) -> date | None:
        """When a plan was first applied, where that was after the moment; None for any other plan."""
        return self._later.get(plan_id or "")

    def close(self) -> None:
        """Forgets the database."""
        self.connection.close()

    def writing(self) -> NoReturn:
        """Raises Refusal("as_of.writing"): the past stays as it was."""
        raise Refusal("as_of.writing")


@dataclass(slots=True)
class _Told:
    """All that the log of one plan says up to the moment, and what its revisions add to it."""

    replay: Replay
    nodes: Nodes
    entries: list[Entry] = field(default_factory=list)
    applied: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    revision: Revision | None = None
    renamed: list[Renamed] = field(default_factory=list)
    laid: dict[str, Laid] = field(default_factory=dict)
    pending: dict[str, tuple[Entry, dict[str, Any]]] = field(default_factory=dict)


def journal_as_of(journal: Journal, limit: Limit, local_day: LocalDay) -> PastJournal:
    """The journal as it stood before the instant that `limit` gives for each plan's time zone.

    Raises NotFound("as_of.before") where nothing had been applied by then, and Unavailable("as_of.illegal") where the
    log says what cannot have happened.
    """
    with collector_paused():
        return PastJournal(journal.path, *_build(journal.connection, limit, local_day))


def _build(disk: sqlite3.Connection, limit: Limit, local_day: LocalDay) -> tuple[Opened, dict[str, date]]:
    disk.execute("BEGIN")  # all of one moment, while others write
    try:
        told, later = [], {}
        for plan_uid, plan_id, zone, first in disk.execute(_PLANS).fetchall():
            end = limit(zone)
            if first < end:
                told.append(_told(disk, plan_uid, end, local_day))
            else:
                later[plan_id] = local_day(datetime.fromisoformat(first), zone)
        if not told:
            raise NotFound("as_of.before", first=min(later.values())) if later else NotFound("plan.none")
        memory = _empty()
        _write_shared(disk, memory, told)
        _write_log(disk, memory, told)
        for one in told:
            _write_plan(memory, one)
        _write_edges(memory, told)
        memory.execute("COMMIT")
    finally:
        disk.execute("ROLLBACK")
    return memory, later


_PLANS = (
    "SELECT e.plan_uid, json_extract(r.canonical, '$.id'), json_extract(r.canonical, '$.timezone'), e.recorded_at "
    "FROM event e JOIN revision r ON r.plan_uid = e.plan_uid WHERE e.seq = 1 AND r.number = "
    "(SELECT max(number) FROM revision WHERE plan_uid = e.plan_uid) ORDER BY e.plan_uid"
)
"""(uid, id, time zone, instant of the first event) of every plan, from the log and its revisions alone."""


def _told(disk: sqlite3.Connection, plan_uid: str, end: str, local_day: LocalDay) -> _Told:
    told = _Told(Replay(plan_uid, local_day, partial(rules_applied, disk, plan_uid)), Nodes(plan_uid))
    for entry in log.entries(disk, plan_uid):
        if entry.recorded_at >= end:
            break
        try:
            payload = payload_of(entry)
            if entry.type == "revision_applied":
                _settle(told)
            told.replay.take(entry, payload)
        except Illegal as illegal:
            raise Unavailable("as_of.illegal", seq=entry.seq, type=entry.type) from illegal
        told.entries.append(entry)
        if entry.type == "revision_applied":
            told.revision = read_revision(disk, plan_uid, payload)
            ids = told.nodes.take(payload["revision"], told.revision)
            told.applied.append((entry.recorded_at, payload))
            told.renamed.append(Renamed(entry.recorded_at, ids))
        elif entry.type in ("occurrence_planned", "occurrence_revised"):
            told.pending[entry.stream] = (entry, payload)
    _settle(told)
    return told


def _settle(told: _Told) -> None:
    """Lays out once more what was planned under the revision so far, as long as its labels hold."""
    if not told.pending:
        return
    assert told.revision is not None
    layout = Layout(told.revision)
    for uid, (entry, payload) in told.pending.items():
        told.laid[uid] = layout.laid(payload, told.replay.labels, entry.recorded_at)
    told.pending.clear()


def _empty() -> Opened:
    """A database of the present schema in memory, in an open transaction. The guards of the log are left out: what is
    copied was let in by them."""
    memory = sqlite3.connect(":memory:", isolation_level=None, factory=Opened)
    for _, sql in steps():
        for statement in statements(sql):
            if not statement.lstrip().upper().startswith("CREATE TRIGGER"):
                memory.execute(statement)
    memory.execute("BEGIN")
    return memory


def _write_shared(disk: sqlite3.Connection, memory: sqlite3.Connection, told: Sequence[_Told]) -> None:
    """Directories and calendars of all plans, in the order in which they were applied."""
    applied = sorted((one for each in told for one in each.applied), key=lambda one: one[0])
    texts = {}
    for _, payload in applied:
        for kind in ("directory", "calendar"):
            if payload[kind] not in texts:
                row = disk.execute("SELECT * FROM source WHERE sha256 = ?", (payload[kind],)).fetchone()
                memory.execute(f"INSERT INTO source VALUES ({', '.join('?' * len(row))})", row)
                (texts[payload[kind]],) = disk.execute(
                    "SELECT canonical FROM source WHERE sha256 = ?", (payload[kind],)
                ).fetchone()
    uids = None
    for at, payload in applied:
        uids = uids or Uids(datetime.fromisoformat(at))
        write_directory(memory, directory_from_canonical(texts[payload["directory"]]), uids)
        write_calendar(memory, calendar_from_canonical(texts[payload["calendar"]]))


def _write_log(disk: sqlite3.Connection, memory: sqlite3.Connection, told: Sequence[_Told]) -> None:
    for one in told:
        plan_uid, number = one.replay.plan_uid, one.replay.plan["revision"]
        memory.executemany(log.INSERT, one.entries)
        rows = disk.execute(
            "SELECT * FROM revision WHERE plan_uid = ? AND number <= ?", (plan_uid, number)
        ).fetchall()
        memory.executemany(f"INSERT INTO revision VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _write_plan(memory: sqlite3.Connection, told: _Told) -> None:
    """Plan, tasks, targets, occurrences and assignments of one plan, as the log has left them."""
    assert told.revision is not None
    plan, replay = told.revision.plan, told.replay
    head = {
        "uid": replay.plan_uid,
        "title": plan.title,
        "secretariat": plan.secretariat,
        "approver": plan.approver,
        "timezone": plan.timezone,
        "starts": plan.starts.isoformat(),
        "ends": plan.ends.isoformat(),
        "calendar": told.revision.calendar.id,
        "tracked_from": plan.tracked_from.isoformat() if plan.tracked_from else None,
    }
    _insert(memory, "plan", [{**head, **replay.plan}])
    own = {name: uid for uid, (name, _) in replay.tasks.items()}
    for table, rows in told.nodes.rows.items():
        known = own if table == "task" else _targets_named(told)
        _insert(
            memory,
            table,
            [{"uid": known.get(name, f"{replay.plan_uid}/{name}"), **row} for name, row in rows.items()],
        )
    agencies = agency_uids(memory)
    _insert(
        memory,
        "occurrence",
        [
            {"uid": uid, **work.row, **later_within(told.laid[uid].columns, told.laid[uid].at, told.renamed)}
            for uid, work in replay.works.items()
        ],
    )
    held = [assignment_row(replay, uid) for uid in replay.parts]
    _insert(memory, "assignment", [{**row, "agency_uid": agencies[row["agency"]]} for row in held])
    for name, records in replay.records.items():
        insert(memory, replay.plan_uid, name, list(records.values()))


def _targets_named(told: _Told) -> dict[str, str]:
    """Present id → uid of the targets that figures were reported for: only those are named in the log."""
    found: dict[str, tuple[str, str]] = {}
    for entry in told.entries:
        if entry.type in ON_TARGET:
            found[entry.stream] = (json.loads(entry.payload)["target"], entry.recorded_at)
    uids = {}
    for uid, (name, at) in found.items():
        for one in told.renamed:
            if one.at >= at:
                name = one.ids.get(name, name)
        uids[name] = uid
    return uids


def _write_edges(memory: sqlite3.Connection, told: Sequence[_Told]) -> None:
    """What waits for what, under the names that other plans go by at the moment."""
    agencies = agency_uids(memory)
    elsewhere = {str(one.replay.plan["id"]): one.renamed for one in told}
    rows: dict[tuple[object, ...], Row] = {}
    for one in told:
        for uid in one.replay.works:
            laid = one.laid[uid]
            for edge in laid.edges:
                row = {"successor": uid, "plan_uid": one.replay.plan_uid, **edge}
                row["predecessor"] = _by_now(edge["predecessor"], laid.at, elsewhere)
                planned = row.pop("agency")
                for agency in one.replay.heirs(uid, planned) if planned else ("",):
                    own = {**row, "agency_uid": agencies[agency] if agency else ""}
                    rows.setdefault((uid, own["predecessor"], own["agency_uid"], own["type"]), own)
    _insert(memory, "edge", list(rows.values()))


def _by_now(predecessor: str, at: str, elsewhere: dict[str, list[Renamed]]) -> str:
    if not predecessor.startswith("?"):
        return predecessor
    plan, node, period = parts_of(predecessor)
    for one in elsewhere.get(plan, ()):
        if one.at >= at:
            node = one.ids.get(node, node)
    return f"?{plan}/{node}" + (f"@{period}" if period else "")


def _insert(memory: sqlite3.Connection, table: str, rows: Sequence[Row]) -> None:
    """Rows by column, all with the same columns; those that the table has not got are left out."""
    if not rows:
        return
    known = {row[1] for row in memory.execute(f"PRAGMA table_info({table})")}
    names = [name for name in rows[0] if name in known]
    memory.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
        [tuple(row[name] for name in names) for row in rows],
    )
