"""Whether an event of an assignment could have happened: the table of transitions read a second time, from the facts.

Where a decision asks "may this be done?" with everything at hand, this asks "could that have been done?" with nothing
but what was written and the revision of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from planengine.core import status
from planengine.core.workflow import Assigned, Occurred
from planengine.store.log import Entry

NOT_JUDGED = {"predecessors": "what other plans had done by then stands in their logs, not in this one"}
"""Needs of a transition that the log of one plan does not tell, and why."""


class Illegal(Exception):
    """An event that could not have happened as it is written; `why` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Asked(NamedTuple):
    """What a revision says of a task, word for word: its kind, who confirms, whether evidence is required, how it is
    complete (rule and number), whether supporters are needed for that."""

    kind: str
    confirm: str
    evidence: str
    completion: str
    completion_n: int | None
    support_required: bool


class Rules(NamedTuple):
    """A revision as far as steps are judged by it: who decides, its tasks by id, and the bodies and groups of its
    directory."""

    number: int
    secretariat: str
    approver: str
    timezone: str
    tasks: Mapping[str, Asked]
    bodies: frozenset[str]


def check_planned(payload: Mapping[str, Any], rules: Rules) -> None:
    """Raises Illegal where the revision in force has no such task, asks for something else, or knows no such body.

    Days and periods are taken as they were written: to lay the plan out anew would judge old logs by the calendar
    arithmetic of today.
    """
    asked = rules.tasks.get(payload["task"].partition("@")[0])
    names = ("kind", "completion", "completion_n", "support_required")
    if asked is None or any(payload[name] != getattr(asked, name) for name in names):
        raise Illegal("plan")
    if not rules.bodies.issuperset(one["agency"] for one in payload["assignments"]):
        raise Illegal("plan")


def check_move(
    entry: Entry, payload: Mapping[str, Any], assigned: Assigned, occurrence: Occurred, rules: Rules
) -> None:
    """Raises Illegal where the table of transitions has no such way from here, or not for this agency, or where what
    the way needs is missing from the event."""
    if (payload["task"], payload["agency"]) != (occurrence.label, assigned.agency):
        raise Illegal("stream")
    rows = [one for one in status.TRANSITIONS if one.event == entry.type]
    row = next((one for one in rows if assigned.state in one.sources), None)
    if row is None or payload["from"] != assigned.state:
        raise Illegal("state")
    former = (assigned.former or status.ASSIGNED).partition("/")[0]
    target = {status.SAME: assigned.state, status.FORMER: former}.get(row.target, row.target)
    if row.trigger == "submit" and occurrence.confirm == "none":
        target = status.DONE
    if payload["state"] != target:
        raise Illegal("state")
    if payload["on"] != entry.occurred_on:
        raise Illegal("day")
    deciding = entry.agency in (rules.secretariat, rules.approver)
    own = entry.agency == assigned.agency
    allowed = own if row.who == status.HOLDER else deciding and not (row.who == status.CONFIRMER and own)
    if not allowed:
        raise Illegal("agency")
    met = {
        "reason": bool(payload.get("reason")),
        "document": bool(entry.document),
        "evidence": occurrence.evidence != "required" or bool(payload.get("evidence")),
        "day": "day" not in row.needs or _is_between(payload["day"], payload["on"], assigned.due),
        "agency": bool(payload.get("to")),
        "opened": payload["on"] >= occurrence.opens_on.isoformat(),
        "ends": occurrence.kind != "standing",
    }
    if any(need not in NOT_JUDGED and not met[need] for need in row.needs):
        raise Illegal("need")


def _is_between(day: str, first: str, due: date | None) -> bool:
    return first <= day and (due is None or day <= due.isoformat())
