"""Any history of commands on one occurrence, held against a model that was written apart from the engine."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core import category, status, workflow
from planengine.core.workflow import Assigned, Command, Occurred
from planengine.errors import Refusal

OPENS = date(2024, 1, 2)
AGENCIES = ("so-a", "so-b", "so-c", "van-phong")
OFFICE, CHAIR = "van-phong", "ubnd-tinh"

# The model: what the rules of the subject say, in its own words and not out of the engine's table.
MAY_START_FROM = {
    "accept": {"assigned"},
    "decline": {"assigned", "accepted"},
    "commit": {"assigned", "accepted", "in_progress", "returned"},
    "start": {"assigned", "accepted", "returned"},
    "progress": {"assigned", "accepted", "in_progress", "returned"},
    "submit": {"assigned", "accepted", "in_progress", "returned"},
    "withdraw": {"submitted"},
    "confirm": {"submitted"},
    "return": {"submitted"},
    "reopen": {"done", "exempt", "cancelled"},
    "pause": {"assigned", "accepted", "in_progress", "returned", "submitted"},
    "resume": {"paused"},
    "cancel": {"assigned", "accepted", "in_progress", "returned", "submitted", "declined", "paused"},
    "exempt": {"assigned", "accepted", "in_progress", "returned", "declined"},
}
LEADS_TO = {
    "accept": "accepted",
    "decline": "declined",
    "start": "in_progress",
    "progress": "in_progress",
    "withdraw": "in_progress",
    "confirm": "done",
    "return": "returned",
    "pause": "paused",
    "cancel": "cancelled",
    "exempt": "exempt",
}
BY_THE_AGENCY = {"accept", "decline", "commit", "start", "progress", "submit", "withdraw"}
NOT_ON_OWN_WORK = {"confirm", "return", "reopen", "exempt"}
WANTS_REASON = {"decline", "return", "reopen", "pause", "cancel", "exempt"}
WANTS_DOCUMENT = {"pause", "cancel"}


class Model:
    """States by agency, with what each was before it was put aside."""

    def __init__(
        self, roles: dict[str, str], rule: str, n: int, confirm: str, kind: str, support: bool
    ) -> None:
        self.roles, self.rule, self.n, self.confirm, self.kind, self.support = (
            roles,
            rule,
            n,
            confirm,
            kind,
            support,
        )
        self.state = dict.fromkeys(roles, "assigned")
        self.aside: dict[str, list[str]] = {agency: [] for agency in roles}
        self.complete = False
        self.closed: set[str] = set()

    def apply(self, trigger: str, speaker: str, agency: str, given: dict[str, Any]) -> bool:
        """Whether the command is accepted; the states are moved then."""
        state = self.state[agency]
        if trigger in BY_THE_AGENCY and speaker != agency:
            return False
        if trigger not in BY_THE_AGENCY and speaker not in (OFFICE, CHAIR):
            return False
        if trigger in NOT_ON_OWN_WORK and speaker == agency:
            return False
        if state not in MAY_START_FROM[trigger]:
            return False
        if trigger in WANTS_REASON and not given["reason"]:
            return False
        if trigger in WANTS_DOCUMENT and not given["document"]:
            return False
        if trigger == "submit" and (self.kind == "standing" or not given["evidence"]):
            return False
        self.state[agency] = self.target(trigger, agency, state)
        self.settle()
        return True

    def target(self, trigger: str, agency: str, state: str) -> str:
        if trigger in ("pause", "cancel", "exempt"):
            if state == "paused":
                pass  # what it was before the pause is what reopening goes back to
            else:
                self.aside[agency].append(state)
        if trigger == "commit":
            return "accepted" if state == "assigned" else state
        if trigger == "submit":
            return "done" if self.confirm == "none" else "submitted"
        if trigger == "resume" or (trigger == "reopen" and state != "done"):
            return self.aside[agency].pop()
        if trigger == "reopen":
            return "in_progress"
        return LEADS_TO[trigger]

    def settle(self) -> None:
        met = self.is_met()
        if met and not self.complete:
            self.closed = {
                agency
                for agency, state in self.state.items()
                if state in ("assigned", "accepted", "in_progress", "returned", "declined", "paused")
            }
            for agency in self.closed:
                self.aside[agency].append(self.state[agency])
                self.state[agency] = "closed"
        elif self.complete and not met:
            for agency in self.closed:
                self.state[agency] = self.aside[agency].pop()
            self.closed = set()
        self.complete = met

    def is_met(self) -> bool:
        if self.kind == "standing":
            return False
        bearers = [agency for agency, role in self.roles.items() if role != "support"]
        if self.rule == "focal_point":
            bearers = [agency for agency in bearers if self.roles[agency] == "focal_point"]
        counting = [agency for agency in bearers if self.state[agency] not in ("exempt", "cancelled")]
        done = [agency for agency in counting if self.state[agency] == "done"]
        wanted = {
            "all": len(counting),
            "focal_point": len(counting),
            "any": 1,
            "at_least": min(self.n, len(counting)),
            "percent": ceil(Fraction(self.n, 100) * len(counting)),
        }[self.rule]
        if not counting or len(done) < max(1, wanted):
            return False
        supporters = [agency for agency, role in self.roles.items() if role == "support"]
        return not self.support or all(
            self.state[one] in ("done", "exempt", "cancelled") for one in supporters
        )


class Engine:
    """The same, decided and folded by the engine."""

    def __init__(self, model: Model) -> None:
        self.occurrence = Occurred(
            uid="o",
            label="1",
            kind=model.kind,
            opens_on=OPENS,
            completion=model.rule,
            completion_n=model.n,
            support_required=model.support,
            confirm=model.confirm,
            evidence="required",
            completed=False,
            assignments=tuple(Assigned(agency, agency, role) for agency, role in model.roles.items()),
            secretariat=OFFICE,
            approver=CHAIR,
        )
        self.facts: list[Any] = []

    def apply(self, trigger: str, speaker: str, agency: str, given: dict[str, Any], on: date) -> bool:
        assigned = next(one for one in self.occurrence.assignments if one.agency == agency)
        command = Command(trigger, speaker, agency, on, on, day=on if trigger == "commit" else None, **given)
        try:
            facts = workflow.decide(self.occurrence, assigned, command)
        except Refusal:
            return False
        self.facts += facts
        for fact in facts:
            self.occurrence = fold(self.occurrence, fact)
        return True


def fold(occurrence: Occurred, fact: Any) -> Occurred:
    """The occurrence after one fact, as the projection would be moved."""
    if fact.type in ("occurrence_completed", "occurrence_reopened"):
        key, change = (
            ("closed", workflow.close) if fact.type.endswith("completed") else ("restored", workflow.restore)
        )
        moved = {one["assignment"] for one in fact.payload[key]}
        assignments = tuple(change(one) if one.uid in moved else one for one in occurrence.assignments)
        return occurrence._replace(assignments=assignments, completed=fact.type.endswith("completed"))
    return occurrence._replace(
        assignments=tuple(
            workflow.evolve(one, fact.type, fact.payload) if one.uid == fact.stream else one
            for one in occurrence.assignments
        )
    )


LENGTH = 40
SEEDS = st.randoms(use_true_random=False)


def next_command(model: Model, chance: Random) -> tuple[str, str, str, bool]:
    """(trigger, speaker, agency, well given): mostly something that could be done next, sometimes by the wrong body."""
    agency = chance.choice(AGENCIES)
    fitting = [trigger for trigger, sources in MAY_START_FROM.items() if model.state[agency] in sources]
    trigger = chance.choice(fitting if fitting and chance.random() < 0.85 else sorted(MAY_START_FROM))
    right = agency if trigger in BY_THE_AGENCY else (CHAIR if agency == OFFICE else OFFICE)
    speaker = chance.choices((right, agency, chance.choice((*AGENCIES, CHAIR))), (8, 2, 1))[0]
    return trigger, speaker, agency, chance.random() < 0.9


@st.composite
def models(draw: st.DrawFn) -> Model:
    form = draw(st.sampled_from(["lead", "joint", "each"]))
    if form == "lead":
        roles = dict(zip(AGENCIES, ("lead", "support", "support", "support"), strict=True))
    else:
        roles = dict.fromkeys(AGENCIES, form)
        roles["so-b"] = draw(st.sampled_from([form, "focal_point", "support"]))
    rules = ["all", "any", "at_least", "percent"] + (
        ["focal_point"] if "focal_point" in roles.values() else []
    )
    return Model(
        roles,
        draw(st.sampled_from(rules)),
        draw(st.integers(1, 100)) if form == "each" else draw(st.integers(1, 4)),
        draw(st.sampled_from(["secretariat", "none"])),
        draw(st.sampled_from(["once", "once", "once", "standing"])),
        draw(st.booleans()),
    )


def live_through(model: Model, chance: Random) -> tuple[Occurred, Engine]:
    """A history of LENGTH commands, the engine held to the model at every step; (how it began, how it ended)."""
    engine = Engine(model)
    start = engine.occurrence
    for number in range(LENGTH):
        trigger, speaker, agency, well = next_command(model, chance)
        reason, document = ("lý do", "1/CV") if well else (None, None)
        given = {"reason": reason, "document": document, "evidence": "2/BC" if well else None}
        before = dict(model.state)
        accepted = model.apply(trigger, speaker, agency, given)
        told = (before, trigger, speaker, agency, well)
        assert engine.apply(trigger, speaker, agency, given, OPENS + timedelta(days=number)) == accepted, told
        assert {one.agency: one.state for one in engine.occurrence.assignments} == model.state, told
        assert engine.occurrence.completed == model.complete, told
    return start, engine


@given(models(), SEEDS)
def test_any_history_is_judged_as_the_rules_say_and_ends_in_the_same_states(
    model: Model, chance: Random
) -> None:
    live_through(model, chance)


@given(models(), SEEDS)
def test_the_facts_alone_lead_to_the_same_states(model: Model, chance: Random) -> None:
    replayed, engine = live_through(model, chance)
    for fact in engine.facts:
        replayed = fold(replayed, fact)
    assert replayed == engine.occurrence


def test_the_histories_reach_every_state_and_complete_and_reopen() -> None:
    seen, completions, reopenings = set(), 0, 0
    for seed in range(400):
        chance = Random(seed)
        roles = dict(zip(AGENCIES, ("lead", "support", "support", "support"), strict=True))
        _, engine = live_through(Model(roles, "all", 1, "secretariat", "once", False), chance)
        seen |= {one.state for one in engine.occurrence.assignments}
        completions += sum(fact.type == "occurrence_completed" for fact in engine.facts)
        reopenings += sum(fact.type == "occurrence_reopened" for fact in engine.facts)
    assert seen == set(status.STATES) - {status.MERGED}  # only a reorganisation leads there
    assert completions > 30
    assert reopenings > 5


@pytest.mark.parametrize(
    ("percent", "bodies", "wanted"),
    [(50, 3, 2), (34, 3, 2), (33, 3, 1), (100, 18, 18), (1, 241, 3), (90, 10, 9)],
)
def test_a_percentage_is_rounded_up_to_whole_bodies(percent: int, bodies: int, wanted: int) -> None:
    assert workflow.needed("percent", percent, bodies) == wanted


@given(
    st.sampled_from(status.STATES),
    st.sampled_from(["once", "recurring", "standing", "on_demand", "milestone"]),
    st.integers(-40, 40),
    st.one_of(st.none(), st.integers(-40, 40)),
    st.one_of(st.none(), st.integers(-40, 40)),
)
def test_every_state_kind_and_date_has_exactly_one_category(
    state: str, kind: str, opens: int, due: int | None, reported: int | None
) -> None:
    today = date(2024, 6, 15)
    if kind == "standing" and state in ("submitted", "done"):
        return
    work = category.Standing(
        state,
        kind,
        today + timedelta(days=opens),
        None if due is None else today + timedelta(days=due),
        None if reported is None else today + timedelta(days=reported),
        today + timedelta(days=due or 0) if kind == "standing" else None,
    )
    assert category.categorise(work, today) in category.CATEGORIES


def test_lateness_is_judged_on_the_day_of_the_report_and_not_of_the_confirmation() -> None:
    due = date(2024, 12, 14)
    opens = date(2024, 1, 1)

    def seen(state: str, reported: date | None, today: date) -> str:
        return category.categorise(category.Standing(state, "once", opens, due, reported), today)

    assert seen("done", date(2024, 12, 14), date(2025, 2, 1)) == "done_on_time"
    assert seen("done", date(2024, 12, 15), date(2025, 2, 1)) == "done_late"
    assert seen("submitted", date(2024, 12, 14), date(2025, 2, 1)) == "open_on_time"
    assert seen("in_progress", None, date(2024, 12, 14)) == "open_on_time"
    assert seen("in_progress", None, date(2024, 12, 15)) == "open_overdue"


@given(
    st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    st.integers(0, 900),
    st.sampled_from(["week", "month", "quarter", "half", "year"]),
)
def test_an_update_is_due_at_the_end_of_the_period_after_the_last_one(
    opens: date, later: int, every: str
) -> None:
    closes = date(2040, 12, 31)
    updated = opens + timedelta(days=later)

    def period(day: date) -> tuple[int, int]:
        if every == "week":
            return day.isocalendar()[:2]
        return day.year, (day.month - 1) // {"month": 1, "quarter": 3, "half": 6, "year": 12}[every]

    def last_day_after(day: date) -> date:
        """Walks day by day to the end of the period that follows the one of `day`."""
        one = day
        while period(one) == period(day):
            one += timedelta(days=1)
        following = period(one)
        while period(one + timedelta(days=1)) == following:
            one += timedelta(days=1)
        return one

    assert category.update_due("standing", every, opens, closes, updated) == last_day_after(updated)
    assert category.update_due("standing", every, opens, closes, None) == last_day_after(
        opens - timedelta(days=1)
    )
    assert category.update_due("once", every, opens, closes, updated) is None
