"""Begun work under an edited plan, folded from the log: nothing is lost, nothing goes further than it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Protocol

from planengine.core import status, workflow
from planengine.core.workflow import Assigned, Occurred
from planengine.store.legality import Illegal, Rules
from planengine.store.log import Entry
from planengine.store.replayed import Part, Work

_TERMS = ("kind", "completion", "completion_n", "support_required")


class Replay(Protocol):
    """The events so far, as far as revised work is judged by them."""

    parts: dict[str, Part]
    works: dict[str, Work]
    labels: dict[str, str]
    rules: Rules | None

    def expect(self, occurrence: str) -> None:
        """Where the completion of an occurrence changed, the next event must say so."""
        ...

    def occurred(self, occurrence: str) -> Occurred:
        """The occurrence with all its parts."""
        ...


def take_revision(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    """An "occurrence_revised": each part is still there, as far as it was, or taken away with what it was. Raises
    Illegal."""
    rules, work = _rules(replay), _work(replay, entry, payload)
    asked = rules.tasks.get(payload["task"].partition("@")[0])
    for name in _TERMS:
        if asked is None or payload[name] not in (getattr(asked, name), _plain(name, work.row[name])):
            raise Illegal("plan")
    told = {one["uid"]: one for one in payload["assignments"]}
    if not told.keys() >= set(work.parts):
        raise Illegal("lost")
    for uid, one in told.items():
        part = replay.parts.get(uid)
        if part is None:
            _begin(replay, entry, one, rules)
        elif part.occurrence != entry.stream or part.assigned.agency != one["agency"]:
            raise Illegal("stream")
        else:
            _check_part(part, one, payload["due"], work)
            part.assigned = part.assigned._replace(
                role=one["role"], state=one["state"], former=one["former"], due=_day(one["due"])
            )
            part.size, part.last_seq, part.moved = one["size"], entry.seq, entry.seq
    for name in (*_TERMS, "opens_on", "closes_on", "due", "internal_due"):
        work.row[name] = int(payload[name]) if name == "support_required" else payload[name]
    work.parts = list(told)
    work.edges = {(one["predecessor"], one["agency"], one["type"]): one["soft"] for one in payload["after"]}
    _touch(entry, work)
    replay.expect(entry.stream)


def take_withdrawal(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> None:
    """An "occurrence_withdrawn": the plan in force has it no more, and what was open is cancelled. Raises Illegal."""
    work = _work(replay, entry, payload)
    left = [one for one in _held(replay, work) if one.state in status.UNFINISHED]
    told = [(one["assignment"], one["agency"], one["from"]) for one in payload["ended"]]
    if sorted(told) != sorted((one.uid, one.agency, one.state) for one in left):
        raise Illegal("closed")
    for one in left:
        part = replay.parts[one.uid]
        state, former = _dropped(one)
        part.assigned = one._replace(state=state, former=former)
        part.last_seq, part.moved = entry.seq, entry.seq
    _touch(entry, work)
    replay.expect(entry.stream)


def _check_part(part: Part, one: Mapping[str, Any], due: str | None, work: Work) -> None:
    assigned = part.assigned
    states = [(assigned.state, assigned.former), _dropped(assigned)]
    if assigned.state == status.CANCELLED and part.last_seq == work.row["last_seq"]:
        back = workflow.restore(assigned)
        states.append((back.state, back.former))
    if (one["state"], one["former"]) not in states:
        raise Illegal("state")
    own = assigned.due.isoformat() if assigned.due else None
    if one["due"] not in (due, own):
        raise Illegal("day")


def _begin(replay: Replay, entry: Entry, one: Mapping[str, Any], rules: Rules) -> None:
    if one["state"] != status.ASSIGNED or one["former"] is not None or one["agency"] not in rules.bodies:
        raise Illegal("state")
    assigned = Assigned(one["uid"], one["agency"], one["role"], due=_day(one["due"]))
    replay.parts[one["uid"]] = Part(assigned, entry.stream, one["size"], 0, 0, entry.seq, entry.seq)


def _work(replay: Replay, entry: Entry, payload: Mapping[str, Any]) -> Work:
    rules = _rules(replay)
    work = replay.works.get(entry.stream)
    if work is None or work.row["label"] != payload["task"]:
        raise Illegal("stream")
    if payload["on"] != entry.occurred_on:
        raise Illegal("day")
    if entry.agency not in (rules.secretariat, rules.approver):
        raise Illegal("agency")
    return work


def _touch(entry: Entry, work: Work) -> None:
    work.row |= {"version": entry.version, "last_seq": entry.seq}
    work.moved = entry.seq


def _dropped(one: Assigned) -> tuple[str, str | None]:
    return status.CANCELLED, one.former if one.state == status.PAUSED else one.state


def _plain(name: str, value: Any) -> Any:
    return bool(value) if name == "support_required" else value


def _held(replay: Replay, work: Work) -> Iterator[Assigned]:
    return (replay.parts[uid].assigned for uid in work.parts)


def _rules(replay: Replay) -> Rules:
    assert replay.rules is not None
    return replay.rules


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
