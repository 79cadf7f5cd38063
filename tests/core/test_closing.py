"""The end of a plan as a decision: what is open, what may be said of it, and the facts that follow."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core import closing, outcome, status
from planengine.core.closing import Duty, Ending
from planengine.core.workflow import Assigned
from planengine.errors import Refusal

DAY = date(2025, 12, 31)
FIGURES = {"day": "2025-12-31"}


def duty(uid: str, *states: str, kind: str = "once", completed_on: str | None = None) -> Duty:
    parts = tuple(Assigned(f"{uid}{at}", f"a{at}", "each", state) for at, state in enumerate(states))
    return Duty(uid, uid, uid, "", kind, completed_on, parts)


def facts(*duties: Duty, **endings: Ending) -> tuple[str, ...]:
    made = closing.facts(
        "plan", "kh-1", duties, endings, FIGURES, DAY, reason=None, document="1/QĐ", successor=None
    )
    return tuple(one.stream for one in made)


@given(st.booleans(), st.lists(st.sampled_from(status.STATES)))
def test_what_is_complete_or_has_nobody_at_work_needs_no_outcome(completed: bool, states: list[str]) -> None:
    at_work = {"assigned", "accepted", "in_progress", "returned", "declined", "paused"}
    assert closing.is_open(completed, states) == (not completed and not at_work.isdisjoint(states))


@given(st.lists(st.sampled_from(status.STATES), min_size=1, max_size=5))
def test_afterwards_nobody_is_at_work_and_what_was_over_stays(states: list[str]) -> None:
    before = duty("t", *states).parts
    after = {one.uid: one for one in before} | {one.uid: one for one in closing.close_parts(before)}
    assert not any(one.state in status.UNFINISHED for one in after.values())
    told = closing.closed_by_end(before)
    assert [one["from"] for one in told] == [one for one in states if one in status.UNFINISHED]
    untouched = {one.uid for one in before} - {one["assignment"] for one in told}
    assert all(after[one.uid] == one for one in before if one.uid in untouched)


def test_the_plan_ends_last_and_only_what_is_open_ends_with_it() -> None:
    made = facts(
        duty("a", status.ASSIGNED),
        duty("b", status.DONE, completed_on="2025-01-01"),
        duty("c", status.DONE, status.PAUSED),
        a=Ending(outcome.STOPPED),
        c=Ending(outcome.NOT_DONE),
    )
    assert made == ("a", "c", "plan")
    with pytest.raises(KeyError):
        facts(duty("a", status.ASSIGNED))


@pytest.mark.parametrize(
    ("duties", "endings", "code"),
    [
        ([duty("a", status.SUBMITTED)], {}, "close.waiting"),
        (
            [duty("a", status.DONE, completed_on="2025-01-01")],
            {"a": Ending(outcome.STOPPED)},
            "close.not_open",
        ),
        ([duty("a", status.ASSIGNED)], {"a": Ending(outcome.DONE)}, "close.done"),
    ],
)
def test_a_plan_is_not_closed_over_what_is_not_settled(
    duties: list[Duty], endings: dict[str, Ending], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        closing.check("kh-1", duties, endings)
    assert refused.value.code == code


def test_a_standing_duty_may_have_been_done() -> None:
    standing = duty("a", status.IN_PROGRESS, kind="standing")
    closing.check("kh-1", [standing], {"a": Ending(outcome.DONE)})
    assert not closing.may_end_as("standing", "finished")


def test_what_ended_does_not_end_again() -> None:
    said = {"record": "o", "task": "2.1", "outcome": "stopped", "carried_to": None}
    row = outcome.evolve(None, outcome.ENDED, said, DAY)
    assert row == ("o", "2.1", "stopped", None, None, "2025-12-31")
    for before, payload in ((row, said), (None, {**said, "outcome": "finished"})):
        with pytest.raises(ValueError):
            outcome.evolve(before, outcome.ENDED, payload, DAY)
    closed = closing.evolve(
        None, closing.CLOSED, {"record": "p", "document": "1", "tables": {"b": 1, "a": 2}}, DAY
    )
    assert json.loads(closed.figures) == {"a": 2, "b": 1}
    assert closed.figures == '{"a":2,"b":1}'
    with pytest.raises(ValueError):
        closing.evolve(closed, closing.CLOSED, {"record": "p", "document": "1", "tables": {}}, DAY)
