"""The end of a plan, read from the log: each open duty with its outcome, then the plan, and nothing after that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from planengine.core import closing, outcome
from planengine.core.records import ON_CLOSING
from planengine.core.workflow import Occurred
from planengine.store.legality import Illegal, Rules
from planengine.store.log import Entry
from planengine.store.replayed import Part, Work
from planengine.store.replayed_records import Records


class Replay(Protocol):
    """The events so far, as far as the end of a plan is judged by them."""

    plan_uid: str
    plan: dict[str, Any]
    rules: Rules | None
    parts: dict[str, Part]
    works: dict[str, Work]
    records: Records

    def occurred(self, occurrence: str) -> Occurred:
        """The occurrence with all its parts, as the events so far leave it."""
        ...


def check_not_ended(replay: Replay, event: str | None) -> None:
    """Raises Illegal where something follows the end of the plan, or where a plan is left half closed; `event` None is
    the end of the log."""
    ended = replay.plan.get("closed_on") is not None
    if ended and event is not None:
        raise Illegal("ended")
    if not ended and replay.records.get("outcome") and event not in ON_CLOSING:
        raise Illegal("follow")


def end_duty(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    """A "duty_ended": what was open is over, and its parts with it. Raises Illegal."""
    _check_speaker(replay, entry, payload)
    work = replay.works.get(entry.stream)
    if work is None or (payload["record"], payload["task"]) != (entry.stream, work.row["label"]):
        raise Illegal("stream")
    parts = replay.occurred(entry.stream).assignments
    states = [one.state for one in parts]
    if not closing.is_open(work.row["completed_on"] is not None, states) or closing.is_waiting(states):
        raise Illegal("state")
    if not closing.may_end_as(work.row["kind"], payload["outcome"]):
        raise Illegal("outcome")
    told = sorted((one["assignment"], one["agency"], one["from"]) for one in payload["closed"])
    left = closing.closed_by_end(parts)
    if told != sorted((one["assignment"], one["agency"], one["from"]) for one in left):
        raise Illegal("closed")
    _record(replay, entry, payload, outcome.evolve(None, entry.type, payload, _day(payload)))
    work.row |= {"version": entry.version, "last_seq": entry.seq}
    work.moved = entry.seq
    for one in closing.close_parts(parts):
        part = replay.parts[one.uid]
        part.assigned, part.last_seq, part.moved = one, entry.seq, entry.seq


def close_plan(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    """A "plan_closed": nothing is open any more, and the counts are those of the duties that ended. Raises Illegal."""
    _check_speaker(replay, entry, payload)
    if (entry.stream, payload["record"], payload["plan"]) != (
        replay.plan_uid,
        replay.plan_uid,
        replay.plan["id"],
    ):
        raise Illegal("stream")
    ended = [row for row, _ in replay.records.get("outcome", {}).values()]
    for uid, work in replay.works.items():
        states = [replay.parts[own].assigned.state for own in work.parts]
        without = uid not in replay.records.get("outcome", {})
        open_still = closing.is_open(work.row["completed_on"] is not None, states) and without
        if open_still or closing.is_waiting(states):
            raise Illegal("state")
    counts = {name: sum(row.outcome == name for row in ended) for name in outcome.OUTCOMES}
    if payload["document"] != entry.document:
        raise Illegal("need")
    if payload["outcomes"] != counts:
        raise Illegal("closed")
    if any(row.closed_on != payload["on"] for row in ended) or payload["tables"]["day"] != payload["on"]:
        raise Illegal("day")
    _record(replay, entry, payload, closing.evolve(None, entry.type, payload, _day(payload)))
    replay.plan["closed_on"] = payload["on"]


def _check_speaker(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    """By secretariat or approver, on the day it was written, with a document."""
    rules = replay.rules
    assert rules is not None
    if entry.agency not in (rules.secretariat, rules.approver):
        raise Illegal("agency")
    if payload["on"] != entry.occurred_on:
        raise Illegal("day")
    if not entry.document:
        raise Illegal("need")


def _record(replay: Replay, entry: Entry, payload: Mapping[str, Any], row: Any) -> None:
    rows = replay.records.setdefault("closing" if entry.type == closing.CLOSED else "outcome", {})
    if payload["record"] in rows:
        raise Illegal("state")
    rows[payload["record"]] = (row, entry.seq)


def _day(payload: Mapping[str, Any]) -> date:
    return date.fromisoformat(payload["on"])
