"""The table of transitions, every cell of it, and each thing that a row asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planengine.core import status, workflow
from planengine.core.events import ASSIGNMENT_EVENTS
from planengine.core.workflow import Assigned, Command, Occurred
from planengine.errors import Refusal

# Each command with what it makes of each state, written down from the description of the work and not from the code;
# what is not named is refused. "=" stays as it is, "<" goes back to what it was before.
ALL_OPEN = ("assigned", "accepted", "in_progress", "returned")
EXPECTED: dict[str, dict[str, str]] = {
    "accept": {"assigned": "accepted"},
    "decline": dict.fromkeys(("assigned", "accepted"), "declined"),
    "commit": {"assigned": "accepted", "accepted": "=", "in_progress": "=", "returned": "="},
    "start": dict.fromkeys(("assigned", "accepted", "returned"), "in_progress"),
    "progress": dict.fromkeys(("assigned", "accepted", "returned"), "in_progress") | {"in_progress": "="},
    "submit": dict.fromkeys(ALL_OPEN, "submitted"),
    "withdraw": {"submitted": "in_progress"},
    "confirm": {"submitted": "done"},
    "return": {"submitted": "returned"},
    "reopen": {"done": "in_progress", "exempt": "<", "cancelled": "<"},
    "pause": dict.fromkeys((*ALL_OPEN, "submitted"), "paused"),
    "resume": {"paused": "<"},
    "cancel": dict.fromkeys((*ALL_OPEN, "submitted", "declined", "paused"), "cancelled"),
    "exempt": dict.fromkeys((*ALL_OPEN, "declined"), "exempt"),
    "reassign": dict.fromkeys((*ALL_OPEN, "declined"), "assigned"),
}
AGENCYS = {"accept", "decline", "commit", "start", "progress", "submit", "withdraw"}
NOT_ITS_OWN = {"confirm", "return", "reopen", "exempt"}


def test_every_command_of_the_table_is_expected_and_the_other_way_round() -> None:
    assert set(status.TRIGGERS) == set(EXPECTED)
    assert {row.event for row in status.TRANSITIONS} == set(ASSIGNMENT_EVENTS)


@pytest.mark.parametrize("trigger", EXPECTED)
@pytest.mark.parametrize("state", status.STATES)
def test_every_command_in_every_state_leads_where_it_should_or_nowhere(trigger: str, state: str) -> None:
    row = status.transition(trigger, state)
    assert (row.target if row else None) == EXPECTED[trigger].get(state)
    assert (state in status.sources(trigger)) == (state in EXPECTED[trigger])
    mine = [one for one in status.TRANSITIONS if one.trigger == trigger and state in one.sources]
    assert len(mine) <= 1


@pytest.mark.parametrize("trigger", EXPECTED)
def test_each_command_belongs_to_the_agency_to_the_secretariat_or_to_whoever_is_not_the_bearer(
    trigger: str,
) -> None:
    expected = (
        status.HOLDER
        if trigger in AGENCYS
        else (status.CONFIRMER if trigger in NOT_ITS_OWN else status.SECRETARIAT)
    )
    assert {row.who for row in status.TRANSITIONS if row.trigger == trigger} == {expected}
    assert status.responsible(trigger) == expected


def test_no_state_is_a_dead_end_but_those_that_only_their_task_or_their_heirs_can_leave() -> None:
    assert [one for one in status.STATES if not any(one in row for row in EXPECTED.values())] == [
        "closed",
        "merged",
    ]


ON = date(2024, 3, 4)


def occurred(assigned: Assigned, **given: Any) -> Occurred:
    values: dict[str, Any] = {
        "uid": "o",
        "label": "1",
        "kind": "once",
        "opens_on": date(2024, 1, 2),
        "completion": "all",
        "completion_n": None,
        "support_required": False,
        "confirm": "secretariat",
        "evidence": "required",
        "completed": False,
        "assignments": (assigned,),
        "secretariat": "van-phong",
        "approver": "ubnd-tinh",
    }
    return Occurred(**values | given)


def attempt(trigger: str, state: str = "assigned", **given: Any) -> str:
    """The state that the command leads to, or the code of its refusal."""
    about = {
        name: given.pop(name) for name in tuple(given) if name in Occurred._fields and name != "evidence"
    }
    if "evidence_rule" in given:
        about["evidence"] = given.pop("evidence_rule")
    assigned = Assigned("a", "so-a", "lead", state, given.pop("due", None), former=given.pop("former", None))
    assigned = assigned._replace(reported_on=ON if state in ("submitted", "done") else None)
    speaker = given.pop("speaker", "so-a" if trigger in AGENCYS else "van-phong")
    command = Command(trigger, speaker, "so-a", given.pop("on", ON), ON, **given)
    try:
        return str(workflow.decide(occurred(assigned, **about), assigned, command)[0].payload["state"])
    except Refusal as refusal:
        return refusal.code


GIVEN = {
    "reason": "lý do",
    "document": "1/CV",
    "evidence": "2/BC",
    "day": ON,
    "to": "so-b",
    "to_uid": "b",
}
NEEDS = {
    "decline": {"reason"},
    "commit": {"day"},
    "submit": {"evidence"},
    "return": {"reason"},
    "reopen": {"reason"},
    "pause": {"reason", "document"},
    "cancel": {"reason", "document"},
    "exempt": {"reason"},
    "reassign": {"reason", "agency"},
}


@pytest.mark.parametrize("trigger", EXPECTED)
def test_each_command_is_refused_without_each_thing_it_needs_and_needs_nothing_else(trigger: str) -> None:
    state, target = next(iter(EXPECTED[trigger].items()))
    former = "in_progress" if target == "<" else None
    assert "." not in attempt(trigger, state, former=former, **GIVEN)
    needed = NEEDS.get(trigger, set())
    names = {"agency": ("to", "to_uid")}
    for need in ("reason", "document", "evidence", "day", "agency"):
        without = {key: one for key, one in GIVEN.items() if key not in names.get(need, (need,))}
        result = attempt(trigger, state, former=former, **without)
        assert (result == f"need.{need}") == (need in needed), (need, result)


@pytest.mark.parametrize("trigger", ["start", "progress", "submit"])
def test_work_begins_on_the_first_day_of_its_period_and_not_before(trigger: str) -> None:
    assert attempt(trigger, opens_on=date(2024, 3, 5), **GIVEN) == "state.not_yet_open"
    assert "." not in attempt(trigger, opens_on=date(2024, 3, 4), **GIVEN)
    assert attempt("progress", "in_progress", opens_on=date(2024, 3, 5)) == "state.not_yet_open"
    for other in ("accept", "decline", "commit"):
        assert "." not in attempt(other, opens_on=date(2024, 3, 5), **GIVEN)


@pytest.mark.parametrize("trigger", ["start", "progress", "submit"])
def test_open_predecessors_keep_work_from_beginning_unless_a_reason_overrides(trigger: str) -> None:
    assert attempt(trigger, blockers=("0",), **GIVEN) == "blocked"
    assert "." not in attempt(trigger, blockers=("0",), override="gấp", **GIVEN)
    assert attempt(trigger, blockers=("0",), override="", **GIVEN) == "blocked"


def test_what_has_begun_may_be_reported_on_whatever_is_open_before_it() -> None:
    assert attempt("progress", "in_progress", blockers=("0",)) == "in_progress"
    assert attempt("submit", "in_progress", blockers=("0",), evidence="1/BC") == "blocked"


def test_a_date_is_committed_between_today_and_the_due_date() -> None:
    due = date(2024, 3, 29)
    assert attempt("commit", day=date(2024, 3, 29), due=due) == "accepted"
    assert attempt("commit", day=date(2024, 3, 30), due=due) == "commit.after_due"
    assert attempt("commit", day=ON, due=due) == "accepted"
    assert attempt("commit", day=date(2024, 3, 3), due=due) == "commit.past"
    assert attempt("commit", "returned", day=date(2030, 1, 1)) == "returned"


def test_a_standing_duty_is_updated_and_never_reported_done() -> None:
    assert attempt("submit", kind="standing", evidence="1/BC") == "kind.standing"
    assert attempt("progress", kind="standing") == "in_progress"


def test_where_nobody_confirms_the_report_is_the_end() -> None:
    assert attempt("submit", confirm="none", evidence="1/BC") == "done"
    assert attempt("submit", evidence_rule="optional") == "submitted"


@pytest.mark.parametrize("trigger", sorted(NOT_ITS_OWN))
@pytest.mark.parametrize(
    ("bearer", "speaker"), [("van-phong", "van-phong"), ("ubnd-tinh", "ubnd-tinh"), ("so-a", "so-a")]
)
def test_nobody_decides_on_its_own_work(trigger: str, bearer: str, speaker: str) -> None:
    state = next(iter(EXPECTED[trigger]))
    assigned = Assigned("a", bearer, "lead", state, reported_on=ON)
    command = Command(trigger, speaker, bearer, ON, ON, reason="x")
    with pytest.raises(Refusal) as refused:
        workflow.decide(occurred(assigned), assigned, command)
    assert refused.value.code == ("who.own_work" if speaker != "so-a" else "who.not_secretariat")
    other = {"van-phong": "ubnd-tinh", "ubnd-tinh": "van-phong"}.get(bearer, "van-phong")
    assert workflow.decide(occurred(assigned), assigned, command._replace(agency=other))


def done(uid: str, role: str, reported: date, state: str = "done") -> Assigned:
    return Assigned(uid, uid, role, state, reported_on=reported)


FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)


@pytest.mark.parametrize(
    ("rule", "n", "required", "parts", "expected"),
    [
        ("all", None, False, [("lead", FIRST), ("support", THIRD)], FIRST),
        ("all", None, True, [("lead", FIRST), ("support", THIRD)], THIRD),
        ("all", None, False, [("each", FIRST), ("each", THIRD), ("each", SECOND)], THIRD),
        ("any", None, False, [("joint", THIRD), ("joint", FIRST)], FIRST),
        ("at_least", 2, False, [("each", THIRD), ("each", FIRST), ("each", SECOND)], SECOND),
        ("percent", 50, False, [("each", THIRD), ("each", FIRST), ("each", SECOND)], SECOND),
        ("focal_point", None, False, [("joint", THIRD), ("focal_point", SECOND)], SECOND),
    ],
)
def test_work_was_finished_on_the_day_of_the_report_that_was_enough(
    rule: str, n: int | None, required: bool, parts: list[tuple[str, date]], expected: date
) -> None:
    assignments = tuple(done(str(at), role, day) for at, (role, day) in enumerate(parts))
    occurrence = occurred(
        assignments[0],
        assignments=assignments,
        completion=rule,
        completion_n=n,
        support_required=required,
    )
    assert workflow.is_complete(occurrence)
    assert workflow.completed_on(occurrence) == expected


@pytest.mark.parametrize("rule", ["all", "any", "at_least", "percent", "focal_point"])
def test_a_rule_over_nothing_is_never_met(rule: str) -> None:
    nothing = [(), (Assigned("a", "so-a", "each", "exempt"),), (Assigned("a", "so-a", "support", "done"),)]
    for assignments in nothing:
        occurrence = occurred(
            Assigned("x", "x", "lead"), assignments=assignments, completion=rule, completion_n=1
        )
        assert not workflow.is_complete(occurrence)
