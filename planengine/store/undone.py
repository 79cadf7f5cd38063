"""Whether what was taken back could be, read from the log alone: by whom, in time, and to what stood before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from sqlite3 import Connection
from typing import Any, NamedTuple, Protocol

from planengine.core import workflow
from planengine.core.records import FAMILIES, family
from planengine.core.undoing import FOLLOWING, INSTEAD, ON_RECORDS, WITHIN, Former, as_payload, restored
from planengine.store.legality import Illegal
from planengine.store.log import Entry
from planengine.store.records import insert
from planengine.store.replayed import Part, Work
from planengine.store.replayed_records import Records


class Stood(NamedTuple):
    """What stood before the last event of a stream: an assignment, or an occurrence with the due dates of its parts."""

    entry: Entry
    payload: Mapping[str, Any]
    former: Former | None
    completed_on: str | None = None
    due: str | None = None
    dues: Mapping[str, str | None] = {}
    row: Any = None
    """The record that the event moved, as it was before; None where there was none."""


class Replay(Protocol):
    """The events so far, as far as taking back is judged by them."""

    parts: dict[str, Part]
    works: dict[str, Work]
    stood: dict[str, list[Stood]]
    records: Records

    def expect(self, occurrence: str) -> None:
        """Where the completion of an occurrence changed, the next event must say so."""
        ...


def standing(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> Stood | None:
    """What stands before this event is taken; None where it is none that could be taken back."""
    if entry.type in INSTEAD and entry.stream in replay.parts:
        part = replay.parts[entry.stream]
        former = Former(part.assigned, part.backdated)
        if entry.type not in ON_RECORDS:
            return Stood(entry, payload, former)
        row, _ = replay.records.get(FAMILIES[entry.type], {}).get(payload["record"], (None, 0))
        return Stood(entry, payload, former, row=row)
    if entry.type in FOLLOWING and entry.stream in replay.works:
        work = replay.works[entry.stream]
        dues = {uid: _iso(replay.parts[uid].assigned.due) for uid in work.parts}
        return Stood(entry, payload, None, work.row["completed_on"], work.row["due"], dues)
    return None


def take_back(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    """An "action_undone": the assignment is as it was. Raises Illegal where that was not to be had."""
    stood, part = _stood(replay, entry, payload), replay.parts.get(entry.stream)
    if part is None or stood.former is None or payload["undone"] != stood.entry.type:
        raise Illegal("undo")
    done = workflow.evolve(stood.former.assigned, stood.entry.type, stood.payload)
    label = replay.works[part.occurrence].row["label"]
    told = (payload["task"], payload["agency"], payload["from"], payload["state"])
    if part.assigned != done or told != (label, done.agency, done.state, stood.former.assigned.state):
        raise Illegal("undo")
    if payload["restored"] != restored(stood.former):
        raise Illegal("undo")
    if stood.entry.type in ON_RECORDS:
        _put_back_record(replay, entry, payload, stood)
    part.assigned = workflow.evolve(part.assigned, entry.type, payload)
    part.backdated = payload["restored"]["backdated"]
    part.version, part.last_seq, part.moved = entry.version, entry.seq, entry.seq
    replay.expect(part.occurrence)


def _put_back_record(replay: Replay, entry: Entry, payload: Mapping[str, Any], stood: Stood) -> None:
    uid = stood.payload["record"]
    if (payload["record"], payload["was"]) != (uid, as_payload(stood.row)):
        raise Illegal("undo")
    rows = replay.records[FAMILIES[stood.entry.type]]
    if stood.row is None:
        del rows[uid]
    else:
        rows[uid] = (stood.row, entry.seq)


def remember(replay: Replay, entry: Entry, stood: Stood) -> None:
    """Keeps what stood before an event; of earlier commands on the stream nothing is taken back any more."""
    known = replay.stood.get(entry.stream, [])
    same = [one for one in known if one.entry.correlation == entry.correlation]
    replay.stood[entry.stream] = [*same, stood]


def free_due(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    """A "due_freed": the due dates of an occurrence are as they were. Raises Illegal where that was not to be had."""
    stood = _stood(replay, entry, payload)
    work = replay.works[entry.stream]
    if stood.entry.type != "due_fixed" or payload["task"] != work.row["label"]:
        raise Illegal("undo")
    if (payload["due"], payload["parts"]) != (stood.due, stood.dues):
        raise Illegal("undo")
    for uid in work.parts:
        # what had been extended kept its date
        due = stood.payload["due"] if stood.dues[uid] == stood.due else stood.dues[uid]
        if _iso(replay.parts[uid].assigned.due) != due:
            raise Illegal("undo")
    work.row |= {"due": payload["due"], "version": entry.version, "last_seq": entry.seq}
    work.moved = entry.seq
    for uid, due in payload["parts"].items():
        part = replay.parts[uid]
        part.assigned = part.assigned._replace(due=date.fromisoformat(due) if due else None)
        part.moved = entry.seq


def check_closed_again(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    """An "occurrence_completed" that takes back a reopening: on the old day, closing what had been restored."""
    stood = _stood(replay, entry, payload)
    told = {one["assignment"] for one in payload["closed"]}
    if stood.entry.type != "occurrence_reopened" or payload["on"] != stood.completed_on:
        raise Illegal("undo")
    if told != {one["assignment"] for one in stood.payload["restored"]}:
        raise Illegal("undo")


def _stood(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> Stood:
    """What stood before the event that is taken back: the last of this stream, by the same person, of the last day."""
    known = replay.stood.get(entry.stream)
    if not known or known[-1].entry.seq != payload["undoes"]:
        raise Illegal("undo")
    stood = known.pop()
    if (entry.person, entry.agency) != (stood.entry.person, stood.entry.agency):
        raise Illegal("undo_by")
    if _moment(entry) - _moment(stood.entry) > WITHIN:
        raise Illegal("undo_late")
    return stood


def _moment(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.recorded_at)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# ---- the same in the tables


def put_back(
    connection: Connection, plan_uid: str, assignment_uid: str, payload: Mapping[str, Any], seq: int
) -> None:
    """What moving an assignment only ever raises or leaves alone, and the record that was moved with it, put as they
    were before what is taken back."""
    restored = payload["restored"]
    connection.execute(
        "UPDATE assignment SET role = ?, backdated = ? WHERE uid = ?",
        (restored["role"], restored["backdated"], assignment_uid),
    )
    if "record" in payload:
        name = FAMILIES[payload["undone"]]
        if payload["was"] is None:
            connection.execute(f"DELETE FROM {name} WHERE uid = ?", (payload["record"],))
        else:
            insert(connection, plan_uid, name, [(family(name).Row(**payload["was"]), seq)])


def free_due_rows(connection: Connection, occurrence_uid: str, payload: Mapping[str, Any], seq: int) -> None:
    """The due date of an occurrence and of each of its assignments, as they were before it was fixed."""
    connection.execute(
        "UPDATE occurrence SET due = ?, version = version + 1, last_seq = ? WHERE uid = ?",
        (payload["due"], seq, occurrence_uid),
    )
    connection.executemany(
        "UPDATE assignment SET due = ? WHERE uid = ?",
        [(due, uid) for uid, due in payload["parts"].items()],
    )
