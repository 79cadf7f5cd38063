"""What each fact leaves behind in an assignment: every column, from an empty one and from one that has seen much."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planengine.core import workflow
from planengine.core.events import ASSIGNMENT_EVENTS
from planengine.core.workflow import Assigned

OLD, ON = date(2024, 2, 1), date(2024, 3, 4)
FRESH = Assigned("u", "so-a", "lead")
WORN = FRESH._replace(
    state="in_progress",
    due=date(2024, 12, 31),
    committed=OLD,
    accepted_on=OLD,
    started_on=OLD,
    updated_on=OLD,
    reported_on=OLD,
    confirmed_on=OLD,
    percent=10,
    note="cũ",
    reason="cũ",
    evidence="0/BC",
)
SAID = {
    "percent": 40,
    "note": "mới",
    "evidence": "2/BC",
    "reason": "lý do",
    "day": "2024-06-01",
    "to": "so-b",
}

ONCE = {"accepted_on": ON}
BEGUN = {"accepted_on": ON, "started_on": ON}
REPORTED = {"percent": 40, "note": "mới", "evidence": "2/BC", "updated_on": ON}
WHY = {"reason": "lý do"}

# event → (state it carries, what changes in a fresh assignment, what changes in a worn one)
LEFT: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "assignment_accepted": ("accepted", ONCE, ONCE),
    "assignment_declined": ("declined", WHY, WHY),
    "date_committed": ("accepted", ONCE | {"committed": date(2024, 6, 1)}, {"committed": date(2024, 6, 1)}),
    "work_started": ("in_progress", BEGUN, {}),
    "progress_reported": ("in_progress", BEGUN | REPORTED, REPORTED),
    "completion_reported": (
        "submitted",
        BEGUN | REPORTED | {"reported_on": ON},
        REPORTED | {"reported_on": ON, "confirmed_on": None},
    ),
    "report_withdrawn": ("in_progress", {}, {"reported_on": None}),
    "completion_confirmed": ("done", {"confirmed_on": ON}, {"confirmed_on": ON, "reason": None}),
    "report_returned": ("returned", WHY, WHY | {"reported_on": None}),
    "assignment_reopened": ("in_progress", WHY, WHY | {"reported_on": None, "confirmed_on": None}),
    "assignment_paused": ("paused", WHY | {"former": "assigned"}, WHY | {"former": "in_progress"}),
    "assignment_resumed": ("in_progress", {}, {"reason": None}),
    "assignment_cancelled": ("cancelled", WHY | {"former": "assigned"}, WHY | {"former": "in_progress"}),
    "assignment_exempted": ("exempt", WHY | {"former": "assigned"}, WHY | {"former": "in_progress"}),
    "assignment_reassigned": (
        "assigned",
        WHY | {"agency": "so-b"},
        WHY
        | {"agency": "so-b", "percent": None, "note": None, "evidence": None}
        | dict.fromkeys(("accepted_on", "started_on", "updated_on", "reported_on", "committed")),
    ),
}


def test_every_fact_about_an_assignment_is_described() -> None:
    assert set(LEFT) == set(ASSIGNMENT_EVENTS)
    with pytest.raises(KeyError):
        workflow.evolve(FRESH, "occurrence_completed", {"on": "2024-03-04", "state": "done"})


@pytest.mark.parametrize("event", LEFT)
@pytest.mark.parametrize("before", [FRESH, WORN], ids=["fresh", "worn"])
def test_a_fact_changes_what_it_says_and_nothing_else(event: str, before: Assigned) -> None:
    state, fresh, worn = LEFT[event]
    payload = {"on": ON.isoformat(), "state": state, **SAID}
    changes = fresh if before is FRESH else worn
    assert workflow.evolve(before, event, payload) == before._replace(state=state, **changes)


@pytest.mark.parametrize("event", ["progress_reported", "completion_reported"])
def test_what_a_report_does_not_say_stays_as_it_was(event: str) -> None:
    after = workflow.evolve(WORN, event, {"on": ON.isoformat(), "state": "in_progress"})
    assert (after.percent, after.note, after.evidence) == (10, "cũ", "0/BC")
    assert (
        workflow.evolve(WORN, event, {"on": ON.isoformat(), "state": "submitted", "percent": 0}).percent == 0
    )


def test_a_report_where_nobody_confirms_is_confirmed_with_it() -> None:
    after = workflow.evolve(FRESH, "completion_reported", {"on": ON.isoformat(), "state": "done"})
    assert (after.reported_on, after.confirmed_on) == (ON, ON)


def test_an_older_report_entered_later_does_not_turn_the_last_update_back() -> None:
    payload = {"on": OLD.isoformat(), "state": "in_progress"}
    assert workflow.evolve(WORN._replace(updated_on=ON), "progress_reported", payload).updated_on == ON


def test_what_was_put_aside_twice_comes_back_step_by_step() -> None:
    def fact(one: Assigned, event: str, state: str) -> Assigned:
        return workflow.evolve(one, event, {"on": ON.isoformat(), "state": state, "reason": "x"})

    paused = fact(WORN, "assignment_paused", "paused")
    closed = workflow.close(paused)
    assert (closed.state, closed.former) == ("closed", "paused/in_progress")
    again = workflow.restore(closed)
    assert (again.state, again.former) == ("paused", "in_progress")
    assert fact(again, "assignment_resumed", "in_progress").former is None
    cancelled = fact(again, "assignment_cancelled", "cancelled")
    assert cancelled.former == "in_progress"
    assert workflow.restore(workflow.close(FRESH)) == FRESH


def test_a_report_that_was_cancelled_keeps_its_day_when_it_is_reopened() -> None:
    submitted = WORN._replace(state="submitted", reported_on=OLD)
    payload = {"on": ON.isoformat(), "reason": "x"}
    cancelled = workflow.evolve(submitted, "assignment_cancelled", payload | {"state": "cancelled"})
    assert cancelled.former == "submitted"
    again = workflow.evolve(cancelled, "assignment_reopened", payload | {"state": "submitted"})
    assert (again.state, again.reported_on, again.former) == ("submitted", OLD, None)
