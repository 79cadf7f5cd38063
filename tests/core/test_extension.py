"""Who may ask for a later date, when, and who decides: each rule as a row, and what a decision leaves behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core import category, extension, status, workflow
from planengine.core.extension import Row
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import Refusal

DUE, ASKED = date(2024, 12, 10), date(2024, 12, 31)
BEFORE, AFTER = date(2024, 12, 5), date(2024, 12, 12)
HELD = Assigned("u", "so-a", "lead", state=status.IN_PROGRESS, due=DUE)


def the_work(**values: Any) -> Occurred:
    said: dict[str, Any] = {
        "uid": "o",
        "label": "1.1",
        "kind": "once",
        "opens_on": date(2024, 1, 1),
        "completion": "all",
        "completion_n": None,
        "support_required": False,
        "confirm": "secretariat",
        "evidence": "required",
        "completed": False,
        "assignments": (HELD,),
        "secretariat": "so-tnmt",
        "approver": "ubnd",
    }
    return Occurred(**{**said, **values})


def asking(held: Assigned = HELD, requests: tuple[Row, ...] = (), kind: str = "once", **values: Any) -> Any:
    said: dict[str, Any] = {"uid": "r", "speaker": "so-a", "on": BEFORE, "to": ASKED, "reason": "mưa lũ"}
    return extension.ask(the_work(kind=kind), held, requests, **{**said, **values})


def asked(on: date = BEFORE, requests: tuple[Row, ...] = (), held: Assigned = HELD, **values: Any) -> Row:
    """The request that such words make."""
    fact = asking(held, requests, on=on, **values)
    return extension.evolve(None, fact.type, fact.payload, on)


def decided(how: str, request: Row, held: Assigned = HELD, **values: Any) -> Any:
    said: dict[str, Any] = {"speaker": "ubnd", "on": AFTER}
    if how == "reject":
        said["reason"] = "không đủ căn cứ"
    if how == "withdraw":
        said["speaker"] = "so-a"
    return getattr(extension, how)(the_work(), held, request, **{**said, **values})


# what is wrong with the request, and the rule that says so
REFUSED_TO_ASK: list[tuple[dict[str, Any], str]] = [
    ({"speaker": "so-b"}, "who.not_holder"),
    ({"speaker": "so-tnmt"}, "who.not_holder"),
    ({"kind": "standing"}, "extension.standing"),
    ({"held": HELD._replace(due=None)}, "extension.no_due"),
    ({"reason": None}, "need.reason"),
    ({"to": DUE}, "extension.not_later"),
    ({"to": DUE - timedelta(days=1)}, "extension.not_later"),
    ({"on": AFTER, "to": AFTER - timedelta(days=1)}, "extension.past"),
    *(
        ({"held": HELD._replace(state=state)}, "extension.state")
        for state in status.STATES
        if state not in status.WORKABLE
    ),
]


@pytest.mark.parametrize(("words", "code"), REFUSED_TO_ASK, ids=lambda value: str(value)[:60])
def test_a_request_that_breaks_a_rule_is_refused(words: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        asking(**words)
    assert refusal.value.code == code


@pytest.mark.parametrize("state", status.WORKABLE)
def test_whoever_has_the_work_may_ask(state: str) -> None:
    fact = asking(HELD._replace(state=state))
    assert (fact.type, fact.stream, fact.payload["state"]) == (extension.REQUESTED, "u", state)


def test_a_second_request_waits_for_the_first_to_be_decided() -> None:
    first = asked()
    with pytest.raises(Refusal) as refusal:
        asking(requests=(first,))
    assert refusal.value.code == "extension.waiting"
    for how, number in (("approve", 2), ("reject", 2), ("withdraw", 1)):
        fact = decided(how, first)
        over = extension.evolve(first, fact.type, fact.payload, AFTER)
        assert asked(requests=(over,), held=HELD).number == number


REFUSED_TO_DECIDE: list[tuple[str, dict[str, Any], str]] = [
    ("approve", {"speaker": "so-a"}, "extension.own"),
    ("reject", {"speaker": "so-a"}, "extension.own"),
    ("approve", {"speaker": "so-tnmt"}, "extension.not_decider"),
    ("reject", {"speaker": "so-b"}, "extension.not_decider"),
    ("withdraw", {"speaker": "so-b"}, "who.not_holder"),
    ("approve", {"on": BEFORE - timedelta(days=1)}, "extension.before_request"),
    ("reject", {"on": BEFORE - timedelta(days=1)}, "extension.before_request"),
    ("withdraw", {"on": BEFORE - timedelta(days=1)}, "extension.before_request"),
    ("approve", {"to": DUE}, "extension.not_later"),
    ("approve", {"to": AFTER, "on": AFTER + timedelta(days=1)}, "extension.past"),
    ("approve", {"held": HELD._replace(due=None)}, "extension.no_due"),
    ("approve", {"excuse": True, "document": "1/QĐ"}, "extension.nothing_to_excuse"),
    ("reject", {"reason": None}, "need.reason"),
    *(
        ("approve", {"held": HELD._replace(state=state)}, "extension.over")
        for state in (status.CANCELLED, status.EXEMPT, status.CLOSED)
    ),
    *(
        (
            "approve",
            {"held": HELD._replace(state=state, reported_on=AFTER - timedelta(days=1))},
            "extension.reported",
        )
        for state in (status.SUBMITTED, status.DONE)
    ),
]


@pytest.mark.parametrize(("how", "words", "code"), REFUSED_TO_DECIDE, ids=lambda value: str(value)[:60])
def test_a_decision_that_breaks_a_rule_is_refused(how: str, words: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        decided(how, asked(), **words)
    assert refusal.value.code == code


def test_the_request_of_the_approver_itself_is_decided_by_the_secretariat() -> None:
    own = HELD._replace(agency="ubnd")
    request = asked(held=own, speaker="ubnd")
    with pytest.raises(Refusal) as refusal:
        decided("approve", request, own)
    assert (refusal.value.code, refusal.value.params["decider"]) == ("extension.own", "so-tnmt")
    assert decided("approve", request, own, speaker="so-tnmt").type == extension.APPROVED


def test_a_decision_taken_before_the_report_may_be_entered_after_it() -> None:
    reported = HELD._replace(state=status.DONE, reported_on=AFTER)
    assert decided("approve", asked(), reported).payload["day"] == ASKED.isoformat()


def test_another_date_than_asked_may_be_granted() -> None:
    granted = DUE + timedelta(days=5)
    request = asked()
    fact = decided("approve", request, to=granted)
    after = extension.evolve(request, fact.type, fact.payload, AFTER)
    assert (after.wanted, after.granted) == (ASKED.isoformat(), granted.isoformat())
    assert (after.state, after.decided_by, after.decided_on) == ("approved", "ubnd", AFTER.isoformat())


# asked on, late already since, excused → late since, after the decision
LATENESS: list[tuple[date, date | None, bool, date | None]] = [
    (BEFORE, None, False, None),
    (DUE, None, False, None),
    (AFTER, None, False, DUE),
    (AFTER, date(2024, 11, 1), False, date(2024, 11, 1)),
    (BEFORE, date(2024, 11, 1), False, date(2024, 11, 1)),
    (AFTER, None, True, None),
    (AFTER, date(2024, 11, 1), True, None),
    (BEFORE, date(2024, 11, 1), True, None),
]


@pytest.mark.parametrize(("on", "before", "excuse", "since"), LATENESS)
def test_what_was_late_when_it_was_asked_stays_late_unless_excused(
    on: date, before: date | None, excuse: bool, since: date | None
) -> None:
    held = HELD._replace(late_since=before)
    request = asked(on, held=held)
    fact = decided("approve", request, held, excuse=excuse, document="12/QĐ-UBND" if excuse else None)
    after = extension.evolve(request, fact.type, fact.payload, AFTER)
    assert (after.late_since, bool(after.excused)) == (since.isoformat() if since else None, excuse)
    assert bool(request.after_due) == (on > DUE)


@pytest.mark.parametrize("committed", [None, BEFORE])
def test_what_is_granted_is_what_one_works_to_and_nothing_else_moves_the_work(committed: date | None) -> None:
    held = HELD._replace(committed=committed, late_since=date(2024, 11, 1), note="cũ", reported_on=AFTER)
    request = asked(AFTER, held=held)
    moved = decided("approve", request, held).payload
    assert workflow.evolve(held, extension.APPROVED, moved) == held._replace(due=ASKED, committed=ASKED)
    forgiven = decided("approve", request, held, excuse=True, document="1/QĐ").payload
    after = workflow.evolve(held, extension.APPROVED, forgiven)
    assert after == held._replace(due=ASKED, committed=ASKED, late_since=None)
    for fact in (asking(held), decided("reject", request, held), decided("withdraw", request, held)):
        assert workflow.evolve(held, fact.type, fact.payload) == held


FACTS = [
    asking(),
    decided("approve", asked(AFTER)),
    decided("approve", asked(AFTER), excuse=True, document="1/QĐ"),
    decided("reject", asked()),
    decided("withdraw", asked()),
]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.type)
def test_the_deep_check_takes_a_fact_for_legal_only_as_it_was_made(fact: Any) -> None:
    late = fact.type == extension.APPROVED
    requests = () if fact.type == extension.REQUESTED else (asked(AFTER if late else BEFORE),)
    speaker = {extension.REQUESTED: "so-a", extension.WITHDRAWN: "so-a"}.get(fact.type, "ubnd")
    document = fact.payload.get("document")

    def legal(made: Any, **other: Any) -> bool:
        said: dict[str, Any] = {"speaker": speaker, "document": document}
        return extension.check(the_work(), HELD, requests, made, **{**said, **other})

    assert legal(fact)
    assert not legal(fact, speaker="so-b")
    assert not legal(fact._replace(payload={**fact.payload, "late_since": "2024-01-01"}))
    assert not legal(fact._replace(payload={**fact.payload, "due": "2024-01-01"}))
    assert not legal(fact._replace(payload={**fact.payload, "number": 7}))
    if fact.type != extension.REQUESTED:
        assert not extension.check(the_work(), HELD, (), fact, speaker=speaker, document=document)


def test_lateness_is_excused_by_a_document_only() -> None:
    with pytest.raises(Refusal) as refusal:
        decided("approve", asked(AFTER), excuse=True)
    assert (refusal.value.code, refusal.value.params["trigger"]) == ("need.document", "excuse")


@pytest.mark.parametrize("event", extension.EVENTS)
def test_no_event_follows_where_none_can(event: str) -> None:
    over = asked()._replace(state="approved")
    for before in (over,) if event == extension.REQUESTED else (None, over):
        with pytest.raises((KeyError, ValueError)):
            extension.evolve(before, event, {"record": "r"}, AFTER)
    with pytest.raises(KeyError):
        extension.evolve(None, "work_started", {"record": "r"}, AFTER)


def judged(held: Assigned, today: date) -> str:
    return category.categorise(
        category.Standing(
            held.state,
            "once",
            date(2024, 1, 1),
            held.due,
            held.reported_on,
            late_since=held.late_since,
        ),
        today,
    )


days = st.integers(0, 60).map(lambda n: date(2024, 11, 20) + timedelta(days=n))


@given(today=days, due=days, since=st.none() | days, reported=st.none() | days)
def test_work_that_was_late_is_never_on_time_again(
    today: date, due: date, since: date | None, reported: date | None
) -> None:
    state = status.IN_PROGRESS if reported is None else status.DONE
    held = HELD._replace(state=state, due=due, late_since=since, reported_on=reported)
    shown = judged(held, today)
    first = due if since is None else since
    ended = today if reported is None else reported
    late = {category.OPEN_OVERDUE, category.DONE_LATE}
    assert (shown in late) == (ended > first)
