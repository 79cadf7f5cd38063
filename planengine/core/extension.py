"""Extensions of due dates: who may ask and until when, who decides, and what a decision does to date and lateness.

An extension belongs to one assignment. It is asked for while the work is with the agency and decided by somebody else;
what was late when it was asked for stays late, unless the decision says in a document that it is excused. Light.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path may load this module.

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from planengine.core import status
from planengine.core.events import Fact
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import Refusal

REQUESTED = "extension_requested"
APPROVED = "extension_approved"
REJECTED = "extension_rejected"
WITHDRAWN = "extension_withdrawn"
EVENTS = (REQUESTED, APPROVED, REJECTED, WITHDRAWN)

OPEN = "open"
STATES = {REQUESTED: OPEN, APPROVED: "approved", REJECTED: "rejected", WITHDRAWN: "withdrawn"}
"""The state of a request after each of its events."""

MANY = 3
"""From this request on for one assignment, each is shown as one of many."""

DECIDABLE = (*status.WORKABLE, status.SUBMITTED, status.DECLINED, status.PAUSED, status.DONE)
"""States in which a request may still be granted; where work was reported, by a decision taken before the report."""


class Row(NamedTuple):
    """One request as it is stored: days are ISO text, truth is 0 or 1.

    `agency` asked on the day `asked_on` for the due date `due` to become `wanted`; it was the `number`-th request for
    its assignment (withdrawn ones not counted), `after_due` says that `due` had passed by then. `state` is "open",
    "approved", "rejected" or "withdrawn"; then `decided_on` is set, and `decided_by` names the agency that acted.
    `granted` is the date that was given, `late_since` the due date since which the work counts as late although it was
    extended, `excused` says that earlier lateness was forgiven; `answer` is why a request was rejected,
    `document` the paper that decides.
    """

    uid: str
    assignment_uid: str
    agency: str
    number: int
    asked_on: str
    due: str
    wanted: str
    after_due: int
    reason: str
    state: str = OPEN
    decided_on: str | None = None
    decided_by: str | None = None
    granted: str | None = None
    excused: int = 0
    late_since: str | None = None
    answer: str | None = None
    document: str | None = None


def open_request(requests: Iterable[Row]) -> Row | None:
    """The request of an assignment that waits for its decision; there is never more than one."""
    return next((one for one in requests if one.state == OPEN), None)


def decider(occurrence: Occurred, *asking: str) -> str:
    """Who decides a request of these agencies: the plan's approver, and the secretariat where the approver asks."""
    return occurrence.secretariat if occurrence.approver in asking else occurrence.approver


def ask(
    occurrence: Occurred,
    assigned: Assigned,
    requests: Sequence[Row],
    *,
    uid: str,
    speaker: str,
    on: date,
    to: date,
    reason: str | None,
) -> Fact:
    """The request of the holder `speaker`, made on the day `on`, for `to` (inclusive) as the new due date.

    `requests` are all of this assignment so far, `uid` is the new one's. Raises Refusal where somebody else speaks, the
    duty is standing, the work is not with the agency, there is no due date, another request waits, the reason is
    missing, or `to` is not after the due date or lies before `on`.
    """
    _check_holder(occurrence, assigned, speaker)
    if occurrence.kind == "standing":
        raise Refusal("extension.standing", task=occurrence.label, agency=assigned.agency)
    if assigned.state not in status.WORKABLE:
        raise Refusal("extension.state", task=occurrence.label, agency=assigned.agency, state=assigned.state)
    if assigned.due is None:
        raise Refusal("extension.no_due", task=occurrence.label, agency=assigned.agency)
    waiting = open_request(requests)
    if waiting is not None:
        raise Refusal(
            "extension.waiting",
            task=occurrence.label,
            agency=assigned.agency,
            day=date.fromisoformat(waiting.wanted),
        )
    if not reason:
        raise Refusal("need.reason", task=occurrence.label, trigger="extend")
    _check_day(occurrence, assigned, to, on)
    payload = {
        **_head(occurrence, assigned, uid, on),
        "assignment": assigned.uid,
        "day": to.isoformat(),
        "due": assigned.due.isoformat(),
        "number": next_number(requests),
        "after_due": on > assigned.due,
        "reason": reason,
    }
    return Fact(REQUESTED, assigned.uid, payload)


def next_number(requests: Iterable[Row]) -> int:
    """Which request the next one of an assignment is, counted from 1; withdrawn ones do not count."""
    return 1 + sum(one.state != STATES[WITHDRAWN] for one in requests)


def approve(
    occurrence: Occurred,
    assigned: Assigned,
    request: Row,
    *,
    speaker: str,
    on: date,
    to: date | None = None,
    excuse: bool = False,
    document: str | None = None,
) -> Fact:
    """The decision, taken by `speaker` on the day `on`, that the open `request` is granted until `to`, or as asked.

    Where the request came after the due date, the work counts as late since then, the earliest such date; with
    `excuse`, which takes a document, nothing that was late so far counts any more. Raises Refusal where somebody else
    has to decide, the work is over or was reported before the decision, the date is not after the present one, or there
    is nothing to excuse.
    """
    _check_decider(occurrence, assigned, request, speaker)
    _check_order(occurrence, request, on)
    if assigned.state not in DECIDABLE:
        raise Refusal("extension.over", task=occurrence.label, agency=assigned.agency, state=assigned.state)
    if assigned.reported_on is not None and on > assigned.reported_on:
        raise Refusal(
            "extension.reported", task=occurrence.label, agency=assigned.agency, day=assigned.reported_on
        )
    if assigned.due is None:
        raise Refusal("extension.no_due", task=occurrence.label, agency=assigned.agency)
    granted = to or date.fromisoformat(request.wanted)
    _check_day(occurrence, assigned, granted, on)
    late = late_since(assigned, request)
    if excuse and late is None:
        raise Refusal("extension.nothing_to_excuse", task=occurrence.label, agency=assigned.agency)
    if excuse and not document:
        raise Refusal("need.document", task=occurrence.label, trigger="excuse")
    payload: dict[str, object] = {
        **_head(occurrence, assigned, request.uid, on),
        "by": speaker,
        "day": granted.isoformat(),
        "due": assigned.due.isoformat(),
        **({"document": document} if document else {}),
    }
    if excuse:
        payload["excused"] = True
    elif late is not None:
        payload["late_since"] = late.isoformat()
    return Fact(APPROVED, assigned.uid, payload)


def late_since(assigned: Assigned, request: Row) -> date | None:
    """Since when work is late that is extended by this request: the earliest due date that passed before it was asked
    for; None where it was always asked in time."""
    passed = [assigned.late_since] if assigned.late_since is not None else []
    if request.after_due:
        passed.append(date.fromisoformat(request.due))
    return min(passed, default=None)


def reject(
    occurrence: Occurred,
    assigned: Assigned,
    request: Row,
    *,
    speaker: str,
    on: date,
    reason: str | None,
    document: str | None = None,
) -> Fact:
    """The decision that the open `request` is not granted, and why. Raises Refusal as `approve` does, but for the state
    of the work: no is always possible."""
    _check_decider(occurrence, assigned, request, speaker)
    _check_order(occurrence, request, on)
    if not reason:
        raise Refusal("need.reason", task=occurrence.label, trigger="reject")
    payload = {**_head(occurrence, assigned, request.uid, on), "by": speaker, "reason": reason}
    if document:
        payload["document"] = document
    return Fact(REJECTED, assigned.uid, payload)


def withdraw(occurrence: Occurred, assigned: Assigned, request: Row, *, speaker: str, on: date) -> Fact:
    """The holder's word that it no longer asks. Raises Refusal where somebody else speaks, or before it was asked."""
    _check_holder(occurrence, assigned, speaker)
    _check_order(occurrence, request, on)
    return Fact(WITHDRAWN, assigned.uid, {**_head(occurrence, assigned, request.uid, on), "by": speaker})


def evolve(before: Row | None, event: str, payload: Mapping[str, object], on: date) -> Row:
    """The request after an event of its own. Raises KeyError or ValueError where that cannot follow."""
    state = STATES[event]
    if event == REQUESTED:
        if before is not None:
            raise ValueError(event)
        return Row(
            uid=str(payload["record"]),
            assignment_uid=str(payload["assignment"]),
            agency=str(payload["agency"]),
            number=int(str(payload["number"])),
            asked_on=on.isoformat(),
            due=str(payload["due"]),
            wanted=str(payload["day"]),
            after_due=int(bool(payload["after_due"])),
            reason=str(payload["reason"]),
        )
    if before is None or before.state != OPEN:
        raise ValueError(event)
    return before._replace(
        state=state,
        decided_on=on.isoformat(),
        decided_by=str(payload["by"]),
        granted=str(payload["day"]) if event == APPROVED else None,
        excused=int(bool(payload.get("excused"))),
        late_since=_text(payload.get("late_since")),
        answer=str(payload["reason"]) if event == REJECTED else None,
        document=_text(payload.get("document")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _head(occurrence: Occurred, assigned: Assigned, uid: str, on: date) -> dict[str, object]:
    """What every fact of a request says; the state of the work stays what it is."""
    return {
        "record": uid,
        "task": occurrence.label,
        "agency": assigned.agency,
        "from": assigned.state,
        "state": assigned.state,
        "on": on.isoformat(),
    }


def _check_holder(occurrence: Occurred, assigned: Assigned, speaker: str) -> None:
    if speaker != assigned.agency:
        raise Refusal("who.not_holder", task=occurrence.label, agency=speaker, holder=assigned.agency)


def _check_decider(occurrence: Occurred, assigned: Assigned, request: Row, speaker: str) -> None:
    wanted = decider(occurrence, assigned.agency, request.agency)
    if speaker in (assigned.agency, request.agency):
        raise Refusal("extension.own", task=occurrence.label, agency=speaker, decider=wanted)
    if speaker != wanted:
        raise Refusal("extension.not_decider", task=occurrence.label, agency=speaker, decider=wanted)


def _check_order(occurrence: Occurred, request: Row, on: date) -> None:
    asked_on = date.fromisoformat(request.asked_on)
    if on < asked_on:
        raise Refusal("extension.before_request", task=occurrence.label, on=on, day=asked_on)


def _check_day(occurrence: Occurred, assigned: Assigned, day: date, on: date) -> None:
    if assigned.due is not None and day <= assigned.due:
        raise Refusal("extension.not_later", task=occurrence.label, day=day, due=assigned.due)
    if day < on:
        raise Refusal("extension.past", task=occurrence.label, day=day, on=on)


def check(
    occurrence: Occurred,
    assigned: Assigned,
    requests: Sequence[Row],
    fact: Fact,
    *,
    speaker: str,
    document: str | None,
) -> bool:
    """Whether `fact` is what the rules make of its own words where things stand so: the assignment and its occurrence,
    all `requests` for it so far, who spoke, by which document. Raises KeyError or ValueError where words are missing.
    """
    said = fact.payload
    on = date.fromisoformat(str(said["on"]))
    waiting = open_request(requests)
    try:
        if fact.type == REQUESTED:
            made = ask(
                occurrence,
                assigned,
                requests,
                uid=str(said["record"]),
                speaker=speaker,
                on=on,
                to=date.fromisoformat(str(said["day"])),
                reason=_text(said["reason"]),
            )
        elif waiting is None:
            return False
        elif fact.type == APPROVED:
            made = approve(
                occurrence,
                assigned,
                waiting,
                speaker=speaker,
                on=on,
                to=date.fromisoformat(str(said["day"])),
                excuse=bool(said.get("excused")),
                document=document,
            )
        elif fact.type == REJECTED:
            made = reject(
                occurrence,
                assigned,
                waiting,
                speaker=speaker,
                on=on,
                reason=_text(said["reason"]),
                document=document,
            )
        else:
            made = withdraw(occurrence, assigned, waiting, speaker=speaker, on=on)
    except Refusal:
        return False
    return made == fact
