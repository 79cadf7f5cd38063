"""The end of a plan: which duties are open, what may be said to have become of them, and the facts that close the plan.

Light, and pure: the caller hands over what stands, and the figures of the day as they were shown.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text.

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from planengine.core import status, workflow
from planengine.core.events import Fact
from planengine.core.outcome import DONE, ENDED, OUTCOMES
from planengine.core.workflow import Assigned
from planengine.errors import Refusal

CLOSED = "plan_closed"
"""The last event of a plan: nothing follows it."""


class Row(NamedTuple):
    """A closed plan; `uid` is that of the plan, `figures` the tables of that day as canonical JSON, `successor` the
    plan that goes on with what was continued."""

    uid: str
    closed_on: str
    reason: str | None
    document: str | None
    successor: str | None
    figures: str


def evolve(before: Row | None, event: str, payload: Mapping[str, Any], on: date) -> Row:
    """The row after the event; a plan is closed once. Raises KeyError or ValueError."""
    if before is not None or event != CLOSED:
        raise ValueError(event)
    figures = json.dumps(payload["tables"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Row(
        str(payload["record"]),
        on.isoformat(),
        payload.get("reason"),
        str(payload["document"]),
        payload.get("successor"),
        figures,
    )


class Duty(NamedTuple):
    """An occurrence of the plan as the closing looks at it; days as ISO text."""

    uid: str
    label: str
    task: str
    title: str
    kind: str
    completed_on: str | None
    parts: tuple[Assigned, ...]


class Ending(NamedTuple):
    """What became of an open duty: one of OUTCOMES, why, and the task of the successor that goes on with it."""

    outcome: str
    reason: str | None = None
    carried_to: str | None = None


def is_open(completed: bool, states: Collection[str]) -> bool:
    """Whether an outcome must be told: the occurrence is not complete, and somebody still has work in it."""
    return not completed and any(one in status.UNFINISHED for one in states)


def is_waiting(states: Collection[str]) -> bool:
    """Whether a report waits for its confirmation."""
    return status.SUBMITTED in states


def may_end_as(kind: str, outcome: str) -> bool:
    """Whether a duty of that kind can have this outcome. Only a standing duty is done by being ended: any other one is
    done by a report that was confirmed."""
    return outcome in OUTCOMES and (outcome != DONE or kind == "standing")


def open_duties(duties: Sequence[Duty]) -> tuple[Duty, ...]:
    """The duties that need an outcome, in their order."""
    return tuple(
        one for one in duties if is_open(one.completed_on is not None, [part.state for part in one.parts])
    )


def check(plan: str, duties: Sequence[Duty], endings: Mapping[str, Ending]) -> None:
    """Raises Refusal where the plan cannot be closed like this: "close.waiting" (reports wait for their confirmation),
    "close.done" (done without a report), "close.not_open" (an outcome for what is over)."""
    waiting = [one.label for one in duties if is_waiting([part.state for part in one.parts])]
    if waiting:
        raise Refusal("close.waiting", plan=plan, count=len(waiting), tasks=tuple(waiting[:SHOWN]))
    needed = {one.uid: one for one in open_duties(duties)}
    over = [one.label for one in duties if one.uid in endings and one.uid not in needed]
    if over:
        raise Refusal("close.not_open", tasks=tuple(over[:SHOWN]))
    undone = [
        one.label
        for uid, one in needed.items()
        if uid in endings and not may_end_as(one.kind, endings[uid].outcome)
    ]
    if undone:
        raise Refusal("close.done", tasks=tuple(undone[:SHOWN]))


SHOWN = 8
"""Labels of tasks named in one sentence."""


def facts(
    plan_uid: str,
    plan: str,
    duties: Sequence[Duty],
    endings: Mapping[str, Ending],
    figures: Mapping[str, object],
    on: date,
    *,
    reason: str | None,
    document: str,
    successor: str | None,
) -> tuple[Fact, ...]:
    """The end of every open duty in the order of the plan, and after them the end of the plan.

    `endings` has one for each open duty, by uid (KeyError).
    """
    ended = [_end(one, endings[one.uid], on) for one in open_duties(duties)]
    counts: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
    for one in ended:
        counts[str(one.payload["outcome"])] += 1
    payload: dict[str, object] = {
        "plan": plan,
        "record": plan_uid,
        "on": on.isoformat(),
        "document": document,
        "outcomes": counts,
        "tables": dict(figures),
    }
    if reason:
        payload["reason"] = reason
    if successor:
        payload["successor"] = successor
    return (*ended, Fact(CLOSED, plan_uid, payload))


def _end(duty: Duty, ending: Ending, on: date) -> Fact:
    payload: dict[str, object] = {
        "task": duty.label,
        "record": duty.uid,
        "on": on.isoformat(),
        "outcome": ending.outcome,
        "closed": closed_by_end(duty.parts),
    }
    if ending.reason:
        payload["reason"] = ending.reason
    if ending.carried_to:
        payload["carried_to"] = ending.carried_to
    return Fact(ENDED, duty.uid, payload)


def closed_by_end(parts: Sequence[Assigned]) -> list[dict[str, str]]:
    """The parts that end with their duty, with their states until then, as an event lists them."""
    return [
        {"assignment": one.uid, "agency": one.agency, "from": one.state}
        for one in parts
        if one.state in status.UNFINISHED
    ]


def close_parts(parts: Sequence[Assigned]) -> tuple[Assigned, ...]:
    """The parts that end with their duty, as they are afterwards."""
    return tuple(workflow.close(one) for one in parts if one.state in status.UNFINISHED)
