"""Records folded from the log: each event judged by what it says and by the rules of its family."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from planengine.core import baseline, difficulty, extension, workflow
from planengine.core.events import Fact
from planengine.core.records import FAMILIES, ON_PLAN, ON_TARGET, family
from planengine.core.workflow import Occurred
from planengine.store.legality import Illegal, Rules
from planengine.store.log import Entry
from planengine.store.replayed import Part, Work

Records = dict[str, dict[str, tuple[Any, int]]]
"""Family → uid → (row, number of the event that last moved it)."""


class Replay(Protocol):
    """The events so far, as far as records are judged by them."""

    plan_uid: str
    plan: dict[str, Any]
    parts: dict[str, Part]
    works: dict[str, Work]
    records: Records
    rules: Rules | None

    def occurred(self, occurrence: str) -> Occurred:
        """The occurrence with all its parts, as the events so far leave it."""
        ...


def take_record(replay: Replay, entry: Entry, payload: Mapping[str, Any], backdated: int) -> None:
    """An event that moves a record, on the stream of the assignment, target or plan it belongs to. Raises
    Illegal."""
    if payload["on"] != entry.occurred_on:
        raise Illegal("day")
    if entry.type in ON_PLAN:
        _take_baseline(replay, entry, payload)
        return
    if entry.type in ON_TARGET:
        _check_figure(replay, entry, payload)
    else:
        _take_part(replay, entry, payload, backdated)
    if entry.type in FAMILIES:
        _take_row(replay, entry, payload)


def _check_figure(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    """Each agency reports for itself, and the secretariat for anybody."""
    if replay.rules is None or entry.agency not in (payload["agency"], replay.rules.secretariat):
        raise Illegal("agency")
    if payload["by"] != entry.agency:
        raise Illegal("agency")


def _take_baseline(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    """A name for the revision in force, given by secretariat or approver."""
    rules = replay.rules
    if rules is None or entry.agency not in (rules.secretariat, rules.approver):
        raise Illegal("agency")
    if entry.stream != replay.plan_uid:
        raise Illegal("stream")
    rows = replay.records.setdefault(baseline.FAMILY, {})
    legal = baseline.is_legal(
        payload,
        [row for row, _ in rows.values()],
        plan_uid=replay.plan_uid,
        plan=replay.plan["id"],
        revision=rules.number,
        known=replay.works.keys(),
    )
    if not legal or payload.get("document") != entry.document:
        raise Illegal("plan")
    row = baseline.evolve(None, entry.type, payload, date.fromisoformat(payload["on"]))
    rows[row.uid] = (row, entry.seq)


def _take_part(replay: Replay, entry: Entry, payload: Mapping[str, Any], backdated: int) -> None:
    part = replay.parts.get(entry.stream)
    if part is None:
        raise Illegal("stream")
    before = part.assigned
    label = replay.works[part.occurrence].row["label"]
    if (payload["task"], payload["agency"]) != (label, before.agency):
        raise Illegal("stream")
    if payload["from"] != before.state or payload["state"] != before.state:
        raise Illegal("state")
    if entry.type in extension.EVENTS:
        _check_extension(replay, entry, payload, part)
    part.assigned = workflow.evolve(before, entry.type, payload)
    part.version, part.last_seq, part.moved = entry.version, entry.seq, entry.seq
    part.backdated = max(part.backdated, backdated)


def _check_extension(replay: Replay, entry: Entry, payload: Mapping[str, Any], part: Part) -> None:
    """Only what the rules make of its own words, with what had been asked until then."""
    requests = [
        row
        for row, _ in replay.records.get("extension", {}).values()
        if row.assignment_uid == part.assigned.uid
    ]
    legal = extension.check(
        replay.occurred(part.occurrence),
        part.assigned,
        requests,
        Fact(entry.type, entry.stream, dict(payload)),
        speaker=entry.agency,
        document=entry.document,
    )
    if not legal:
        raise Illegal("extension")


def _take_row(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    name = FAMILIES[entry.type]
    rows = replay.records.setdefault(name, {})
    uid = payload["record"]
    before = rows[uid][0] if uid in rows else None
    if before is not None and entry.stream != getattr(before, "assignment_uid", before.uid.partition("/")[0]):
        raise Illegal("stream")
    after = family(name).evolve(before, entry.type, payload, date.fromisoformat(payload["on"]))
    if entry.stream not in (getattr(after, "assignment_uid", None), getattr(after, "target_uid", None)):
        raise Illegal("stream")
    if entry.type == difficulty.RAISED and payload["number"] != 1 + len(rows):
        raise Illegal("number")
    rows[uid] = (after, entry.seq)
