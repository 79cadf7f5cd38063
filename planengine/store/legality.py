"""Whether an event of an assignment could have happened: the table of transitions read a second time, from the facts.

Where a decision asks "may this be done?" with everything at hand, this asks "could that have been done?" with nothing
but what was written and the revision of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from planengine.core import status, workflow
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
    ended: Mapping[str, str] = {}
    """The bodies of the directory that end, with their last days."""


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


HANDED_ON = (*status.UNFINISHED, status.SUBMITTED)
"""States of a part that a succession may move."""


def check_succession(
    entry: Entry,
    payload: Mapping[str, Any],
    assigned: Assigned,
    occurrence: Occurred,
    heirs: Mapping[str, Assigned],
    rules: Rules,
) -> None:
    """The same for what a reorganisation does to a part that is there. `heirs` are the parts that the event names, by
    uid, of this occurrence. Raises Illegal where nobody has ended, or where what was open would be lost."""
    if (payload["task"], payload["agency"]) != (occurrence.label, assigned.agency):
        raise Illegal("stream")
    if payload["from"] != assigned.state or assigned.state not in HANDED_ON:
        raise Illegal("state")
    check_reorganiser(entry, payload, rules)
    if entry.type == "assignment_merged":
        named = {one["assignment"]: one["agency"] for one in payload["heirs"]}
        if payload["state"] != status.MERGED or not named:
            raise Illegal("state")
        if any(heirs[uid].agency != agency for uid, agency in named.items()):
            raise Illegal("stream")
        _check_ended(assigned.agency, payload["on"], rules)
    elif "work" in payload:  # the part of an heir, which takes on the work of one that ended
        source = heirs[payload["of"]]
        told = (payload["to"], payload["role"], payload["state"], payload["work"])
        if told != (assigned.agency, source.role, source.state, workflow.work_of(source)):
            raise Illegal("work")
        _check_ended(source.agency, payload["on"], rules)
    elif "size" in payload:
        if payload["to"] != assigned.agency or payload["state"] != assigned.state:
            raise Illegal("state")
    else:
        held = {one.agency for one in occurrence.assignments}
        if payload["to"] in held or payload["state"] != assigned.state or payload["was"] != assigned.role:
            raise Illegal("state")
        if payload["to"] not in rules.bodies:
            raise Illegal("plan")
        _check_ended(assigned.agency, payload["on"], rules)


def check_given(
    entry: Entry, payload: Mapping[str, Any], source: Assigned, occurrence: Occurred, rules: Rules
) -> None:
    """The same for a part that one of several heirs was given; `source` is the part it comes from."""
    if payload["task"] != occurrence.label:
        raise Illegal("stream")
    if payload["agency"] not in rules.bodies or payload["agency"] in {
        one.agency for one in occurrence.assignments
    }:
        raise Illegal("plan")
    check_reorganiser(entry, payload, rules)
    told = (payload["role"], payload["state"], payload["work"])
    if source.state not in HANDED_ON or told != (source.role, source.state, workflow.work_of(source)):
        raise Illegal("work")
    _check_ended(source.agency, payload["on"], rules)


def check_reorganiser(entry: Entry, payload: Mapping[str, Any], rules: Rules) -> None:
    """Raises Illegal where the day is another, or neither secretariat nor approver speaks."""
    if payload["on"] != entry.occurred_on:
        raise Illegal("day")
    if entry.agency not in (rules.secretariat, rules.approver):
        raise Illegal("agency")


def _check_ended(agency: str, on: str, rules: Rules) -> None:
    """A group ends with its members, which only the directory tells; any other body by its own last day."""
    if agency in rules.ended and rules.ended[agency] >= on:
        raise Illegal("not_ended")


def _is_between(day: str, first: str, due: date | None) -> bool:
    return first <= day and (due is None or day <= due.isoformat())
