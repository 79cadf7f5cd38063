"""Deciding: a state and a command in, facts or a refusal out; and folding facts back into states.

Pure and light. `decide` never looks anything up: the caller hands it the assignment, its occurrence with all its
assignments, the open predecessors and who the secretariat and the approver are.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module.

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from planengine.core import status
from planengine.core.events import Fact
from planengine.core.records import ON_ASSIGNMENT
from planengine.errors import Refusal


class Assigned(NamedTuple):
    """What the projection holds of one assignment; days are in the plan's zone, inclusive.

    `former` is the state before it was paused, exempted, cancelled or closed; where one lay on top of another they are
    joined by "/", the latest first. `reported_on` is the day of the
    submission that stands now (kept through confirmation), `updated_on` the day of the latest report of any kind;
    `late_since` the due date since which the work counts as late although it has a later one.
    """

    uid: str
    agency: str
    role: str
    state: str = status.ASSIGNED
    due: date | None = None
    committed: date | None = None
    former: str | None = None
    accepted_on: date | None = None
    started_on: date | None = None
    updated_on: date | None = None
    reported_on: date | None = None
    confirmed_on: date | None = None
    percent: int | None = None
    note: str | None = None
    reason: str | None = None
    evidence: str | None = None
    late_since: date | None = None


class Occurred(NamedTuple):
    """One occurrence with all its assignments, and what a decision about it needs of the plan.

    `blockers` are the labels of hard predecessors that are not met for the assignment in question.
    """

    uid: str
    label: str
    kind: str
    opens_on: date
    completion: str
    completion_n: int | None
    support_required: bool
    confirm: str
    evidence: str
    completed: bool
    assignments: tuple[Assigned, ...]
    secretariat: str
    approver: str
    blockers: tuple[str, ...] = ()


class Command(NamedTuple):
    """What somebody wants: `trigger` on the assignment of `holder`, said by `agency` on the day `on`."""

    trigger: str
    agency: str
    holder: str
    on: date
    today: date
    reason: str | None = None
    document: str | None = None
    evidence: str | None = None
    note: str | None = None
    percent: int | None = None
    figures: Mapping[str, str] | None = None
    day: date | None = None
    to: str | None = None
    to_uid: str | None = None
    override: str | None = None


def decide(occurrence: Occurred, assigned: Assigned, command: Command) -> tuple[Fact, ...]:
    """The facts that `command` makes of this assignment, and of the occurrence where its completion changes.

    Raises Refusal, and changes nothing, when the table has no such transition from here, when the agency may not, when
    something needed is missing, or when hard predecessors are open.
    """
    row = status.transition(command.trigger, assigned.state)
    _check_who(occurrence, assigned, command)
    if row is None:
        _refuse_state(occurrence, assigned, command)
    assert row is not None
    for need in row.needs:
        _check_need(need, occurrence, assigned, command)
    fact = Fact(row.event, assigned.uid, _payload(row, occurrence, assigned, command))
    facts = [fact]
    after = _with(occurrence, evolve(assigned, fact.type, fact.payload))
    facts += completion_facts(occurrence, after, command.on)
    return tuple(facts)


def _check_who(occurrence: Occurred, assigned: Assigned, command: Command) -> None:
    who = status.responsible(command.trigger)
    speaker = command.agency
    if who == status.HOLDER:
        if speaker != assigned.agency:
            raise Refusal("who.not_holder", task=occurrence.label, agency=speaker, holder=assigned.agency)
        return
    if speaker not in (occurrence.secretariat, occurrence.approver):
        raise Refusal(
            "who.not_secretariat", task=occurrence.label, agency=speaker, secretariat=occurrence.secretariat
        )
    if who == status.CONFIRMER and speaker == assigned.agency:
        raise Refusal(
            "who.own_work",
            task=occurrence.label,
            agency=speaker,
            confirmer=occurrence.approver if speaker == occurrence.secretariat else occurrence.secretariat,
        )


def _refuse_state(occurrence: Occurred, assigned: Assigned, command: Command) -> None:
    if command.trigger == "submit" and assigned.state == status.SUBMITTED:
        raise Refusal("state.already_submitted", task=occurrence.label, agency=assigned.agency)
    if command.trigger in ("submit", "confirm") and assigned.state == status.DONE:
        raise Refusal("state.already_done", task=occurrence.label, agency=assigned.agency)
    raise Refusal(
        "state.wrong",
        task=occurrence.label,
        agency=assigned.agency,
        trigger=command.trigger,
        state=assigned.state,
        allowed=status.sources(command.trigger),
    )


def _check_need(need: str, occurrence: Occurred, assigned: Assigned, command: Command) -> None:
    if need == "reason" and not command.reason:
        raise Refusal("need.reason", task=occurrence.label, trigger=command.trigger)
    if need == "document" and not command.document:
        raise Refusal("need.document", task=occurrence.label, trigger=command.trigger)
    if need == "evidence" and occurrence.evidence == "required" and not command.evidence:
        raise Refusal("need.evidence", task=occurrence.label)
    if need == "agency" and not command.to:
        raise Refusal("need.agency", task=occurrence.label)
    if need == "ends" and occurrence.kind == "standing":
        raise Refusal("kind.standing", task=occurrence.label, agency=assigned.agency)
    if need == "opened" and command.on < occurrence.opens_on:
        raise Refusal("state.not_yet_open", task=occurrence.label, opens_on=occurrence.opens_on)
    if need == "predecessors" and occurrence.blockers and not command.override:
        raise Refusal("blocked", task=occurrence.label, blockers=occurrence.blockers)
    if need == "day":
        _check_day(occurrence, assigned, command)


def _check_day(occurrence: Occurred, assigned: Assigned, command: Command) -> None:
    if command.day is None:
        raise Refusal("need.day", task=occurrence.label)
    if assigned.due is not None and command.day > assigned.due:
        raise Refusal("commit.after_due", task=occurrence.label, day=command.day, due=assigned.due)
    if command.day < command.on:
        raise Refusal("commit.past", task=occurrence.label, day=command.day)


def _payload(
    row: status.Transition, occurrence: Occurred, assigned: Assigned, command: Command
) -> dict[str, object]:
    target = row.target
    if row.trigger == "submit" and occurrence.confirm == "none":
        target = status.DONE
    if target == status.SAME:
        target = assigned.state
    elif target == status.FORMER:
        target = _unstack(assigned.former)[0]
    optional: dict[str, object | None] = {
        "reason": command.reason,
        "note": command.note,
        "percent": command.percent,
        "figures": dict(command.figures) if command.figures else None,
        "evidence": command.evidence,
        "day": command.day.isoformat() if command.day else None,
        "to": command.to,
        "to_uid": command.to_uid,
        "override": command.override if occurrence.blockers else None,
        "despite": list(occurrence.blockers) if occurrence.blockers and command.override else None,
    }
    return {
        "task": occurrence.label,
        "agency": assigned.agency,
        "from": assigned.state,
        "state": target,
        "on": command.on.isoformat(),
        **{key: value for key, value in optional.items() if value is not None},
    }


def _with(occurrence: Occurred, changed: Assigned) -> Occurred:
    assignments = tuple(changed if one.uid == changed.uid else one for one in occurrence.assignments)
    return occurrence._replace(assignments=assignments)


def completion_facts(before: Occurred, after: Occurred, on: date) -> Iterable[Fact]:
    """What follows for the occurrence from the steps between `before` and `after`, taken on the day `on`: the fact that
    it is complete, or not any more; nothing where its completion is as it was."""
    met = is_complete(after)
    if met and not before.completed:
        closed = [
            {"assignment": one.uid, "agency": one.agency, "from": one.state}
            for one in after.assignments
            if one.state in status.UNFINISHED
        ]
        yield Fact(
            "occurrence_completed",
            before.uid,
            {"task": before.label, "on": completed_on(after).isoformat(), "closed": closed},
        )
    elif before.completed and not met:
        restored = [
            {"assignment": one.uid, "agency": one.agency, "state": _unstack(one.former)[0]}
            for one in after.assignments
            if one.state == status.CLOSED
        ]
        yield Fact(
            "occurrence_reopened",
            before.uid,
            {"task": before.label, "on": on.isoformat(), "restored": restored},
        )


def is_complete(occurrence: Occurred) -> bool:
    """Whether the completion rule is met.

    Exempt and cancelled assignments leave the denominator, percentages round up, a rule over nothing is never met, and
    a standing duty is never complete. Supporters count only where `support_required` says so.
    """
    if occurrence.kind == "standing":
        return False
    counted = _counted(occurrence)
    done = sum(one.state == status.DONE for one in counted)
    if not counted or done < needed(occurrence.completion, occurrence.completion_n, len(counted)):
        return False
    return all(one.state == status.DONE for one in _required_support(occurrence))


def _counted(occurrence: Occurred) -> list[Assigned]:
    """The bearers that the completion rule asks."""
    return [
        one
        for one in occurrence.assignments
        if one.role != "support"
        and one.state not in status.OUT_OF_COUNT
        and (occurrence.completion != "focal_point" or one.role == "focal_point")
    ]


def _required_support(occurrence: Occurred) -> list[Assigned]:
    """The supporters without whom the occurrence is not complete."""
    if not occurrence.support_required:
        return []
    return [
        one
        for one in occurrence.assignments
        if one.role == "support" and one.state not in status.OUT_OF_COUNT
    ]


def needed(rule: str, n: int | None, counted: int) -> int:
    """How many of `counted` assignments must be done for `rule`; at least 1."""
    if rule == "any":
        return 1
    if rule == "at_least":
        return max(1, min(n or 1, counted))
    if rule == "percent":
        return max(1, -(-counted * (n or 100) // 100))
    return counted


def completed_on(occurrence: Occurred) -> date:
    """The day on which the work of a complete occurrence was finished, as it was reported.

    That is the day of the report with which the completion rule had enough, and of the last required supporter's; what
    was reported beside or after that counts for nothing.
    """
    counted = _counted(occurrence)
    days = sorted(one.reported_on for one in counted if one.state == status.DONE and one.reported_on)
    enough = days[needed(occurrence.completion, occurrence.completion_n, len(counted)) - 1]
    return max([enough, *(one.reported_on for one in _required_support(occurrence) if one.reported_on)])


def evolve(assigned: Assigned, event: str, payload: Mapping[str, object]) -> Assigned:
    """The assignment after a fact of its own stream. Raises KeyError for an event that is not an assignment's."""
    on = date.fromisoformat(str(payload["on"]))
    state = str(payload["state"])
    changed = assigned._replace(state=state)
    if event == "assignment_accepted":
        return changed._replace(accepted_on=on)
    if event == "assignment_declined":
        return changed._replace(reason=str(payload["reason"]))
    if event == "date_committed":
        return changed._replace(
            committed=date.fromisoformat(str(payload["day"])),
            accepted_on=assigned.accepted_on or on,
        )
    if event == "work_started":
        return changed._replace(accepted_on=assigned.accepted_on or on, started_on=assigned.started_on or on)
    if event == "progress_reported":
        return _reported(changed, payload)._replace(
            accepted_on=assigned.accepted_on or on,
            started_on=assigned.started_on or on,
            updated_on=max(on, assigned.updated_on or on),
        )
    if event == "completion_reported":
        return _reported(changed, payload)._replace(
            accepted_on=assigned.accepted_on or on,
            started_on=assigned.started_on or on,
            updated_on=max(on, assigned.updated_on or on),
            reported_on=on,
            confirmed_on=on if state == status.DONE else None,
        )
    if event == "report_withdrawn":
        return changed._replace(reported_on=None)
    if event == "completion_confirmed":
        return changed._replace(confirmed_on=on, reason=None)
    if event == "report_returned":
        return changed._replace(reported_on=None, reason=str(payload["reason"]))
    if event == "assignment_reopened":
        # what was reported and then cancelled waits for its confirmation again, and was reported when it was
        reported_on = assigned.reported_on if state == status.SUBMITTED else None
        reason = str(payload["reason"])
        return changed._replace(reported_on=reported_on, confirmed_on=None, former=None, reason=reason)
    if event == "assignment_resumed":
        return changed._replace(former=_unstack(assigned.former)[1], reason=None)
    if event in ("assignment_paused", "assignment_cancelled", "assignment_exempted"):
        former = assigned.former if assigned.state == status.PAUSED else assigned.state
        return changed._replace(former=former, reason=str(payload["reason"]))
    if event == "assignment_reassigned":
        return changed._replace(
            agency=str(payload["to"]),
            accepted_on=None,
            started_on=None,
            committed=None,
            updated_on=None,
            reported_on=None,
            percent=None,
            note=None,
            evidence=None,
            reason=str(payload["reason"]),
        )
    if event == "extension_approved":
        # whoever asks for a later date has said by when it will be done: that is what one works to now
        granted, late = date.fromisoformat(str(payload["day"])), payload.get("late_since")
        late_since = date.fromisoformat(str(late)) if late else None
        return changed._replace(due=granted, committed=granted, late_since=late_since)
    if event in ON_ASSIGNMENT:
        return changed
    if event == "action_undone":
        back = payload["restored"]
        assert isinstance(back, Mapping)
        changed = changed._replace(agency=str(back["agency"]), role=str(back["role"]))
        return _with_work(changed, back["work"])
    if event == "assignment_succeeded":
        changed = changed._replace(agency=str(payload["to"]), role=str(payload.get("role", assigned.role)))
        return _with_work(changed, payload["work"]) if "work" in payload else changed
    if event == "assignment_merged":
        return close(assigned)._replace(state=state)
    raise KeyError(event)


def begun(uid: str, payload: Mapping[str, object]) -> Assigned:
    """The assignment that an "assignment_given" makes: a part of its own that begins where another one stood."""
    new = Assigned(uid, str(payload["agency"]), str(payload["role"]), str(payload["state"]))
    return _with_work(new, payload["work"])


def work_of(assigned: Assigned) -> dict[str, object]:
    """All that was done, promised and said about a part, as a payload keeps it; what is not there is left out."""
    found = {name: getattr(assigned, name) for name in WORK}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in found.items()
        if value is not None
    }


WORK = Assigned._fields[4:]
"""What an assignment carries beside its uid, agency, role and state."""


def _with_work(assigned: Assigned, work: object) -> Assigned:
    """The assignment with the work that `work_of` wrote, and nothing of its own."""
    if not isinstance(work, Mapping):
        raise ValueError(work)
    kept = {name: _as_kept(name, value) for name, value in work.items()}
    carried: dict[str, Any] = {**dict.fromkeys(WORK), **kept}
    return assigned._replace(**carried)


def _as_kept(name: str, value: object) -> object:
    return date.fromisoformat(str(value)) if Assigned.__annotations__[name] == date | None else value


def _reported(assigned: Assigned, payload: Mapping[str, object]) -> Assigned:
    percent, note, evidence = payload.get("percent"), payload.get("note"), payload.get("evidence")
    return assigned._replace(
        percent=percent if isinstance(percent, int) else assigned.percent,
        note=str(note) if note is not None else assigned.note,
        evidence=str(evidence) if evidence is not None else assigned.evidence,
    )


def fix_due(assigned: Assigned, before: date | None, due: date) -> Assigned:
    """The assignment after the due date of its occurrence, `before` until then, was counted anew; one that was extended
    has a date of its own and keeps it."""
    return assigned._replace(due=due) if assigned.due == before else assigned


def close(assigned: Assigned) -> Assigned:
    """The assignment after its occurrence completed without it; `former` keeps what reopening restores."""
    former = assigned.state if assigned.former is None else f"{assigned.state}/{assigned.former}"
    return assigned._replace(state=status.CLOSED, former=former)


def restore(assigned: Assigned) -> Assigned:
    """The assignment as it was before its occurrence completed."""
    state, former = _unstack(assigned.former)
    return assigned._replace(state=state, former=former)


def _unstack(former: str | None) -> tuple[str, str | None]:
    state, _, rest = (former or status.ASSIGNED).partition("/")
    return state, rest or None
