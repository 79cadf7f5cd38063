"""Who may raise a difficulty, pass it on, answer and settle it; and what each of these leaves behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core import difficulty, status
from planengine.core.difficulty import Address, Row
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import Refusal

DAY, LATER = date(2024, 12, 5), date(2024, 12, 9)
HELD = Assigned("u", "so-a", "lead", state=status.IN_PROGRESS)
OFFICE, COUNCIL = "van-phong", "ubnd"


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
        "secretariat": OFFICE,
        "approver": COUNCIL,
    }
    return Occurred(**{**said, **values})


def raising(held: Assigned = HELD, **values: Any) -> Any:
    said: dict[str, Any] = {
        "uid": "d",
        "number": 3,
        "speaker": "so-a",
        "on": DAY,
        "text": "chưa có vốn",
        "address": Address(OFFICE),
    }
    return difficulty.raise_it(the_work(), held, **{**said, **values})


def doing(act: str, row: Row, held: Assigned = HELD, **values: Any) -> Any:
    said: dict[str, Any] = {"speaker": OFFICE, "on": LATER}
    if act == "escalate":
        said |= {"address": Address(COUNCIL, OFFICE), "reason": "vượt thẩm quyền"}
    if act == "answer":
        said |= {"text": "bổ sung vốn quý I", "document": None}
    return getattr(difficulty, act)(the_work(), held, row, **{**said, **values})


def after(row: Row | None, fact: Any, on: date = LATER) -> Row:
    return difficulty.evolve(row, fact.type, fact.payload, on)


OPEN = after(None, raising(), DAY)
PASSED_ON = after(OPEN, doing("escalate", OPEN))
ANSWERED = after(OPEN, doing("answer", OPEN))
SETTLED = after(ANSWERED, doing("resolve", ANSWERED))


def test_a_difficulty_waits_for_the_secretariat_and_changes_nothing_of_the_work():
    fact = raising()
    assert (fact.type, fact.stream) == ("difficulty_raised", "u")
    assert (fact.payload["from"], fact.payload["state"]) == (status.IN_PROGRESS, status.IN_PROGRESS)
    assert Row("d", "u", 3, "so-a", "chưa có vốn", OFFICE, None, "2024-12-05") == OPEN


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"speaker": "so-b"}, "who.not_holder"),
        ({"speaker": OFFICE}, "who.not_holder"),
        ({"text": None}, "difficulty.empty"),
        *(
            ({"held": HELD._replace(state=state)}, "difficulty.over")
            for state in (status.DONE, status.CLOSED, status.CANCELLED, status.EXEMPT)
        ),
    ],
)
def test_who_may_not_raise_one_and_when(values, code):
    with pytest.raises(Refusal) as refused:
        raising(**values)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "state", [*status.WORKABLE, status.SUBMITTED, status.DECLINED, status.PAUSED], ids=str
)
def test_one_may_be_raised_as_long_as_anything_is_asked(state):
    assert raising(HELD._replace(state=state)).payload["state"] == state


def test_what_is_beyond_the_secretariat_goes_where_the_task_reports_and_by_the_same_way():
    work = the_work()
    assert difficulty.beyond(work, ["ubnd-tinh", "bo"], "so-nn") == Address("ubnd-tinh", "so-nn")
    assert difficulty.beyond(work, ["ubnd-tinh"], None) == Address("ubnd-tinh")
    assert difficulty.beyond(work, [], None) == Address(COUNCIL, OFFICE)
    assert difficulty.beyond(work, [], "so-nn") == Address(COUNCIL, "so-nn")


@pytest.mark.parametrize(
    ("act", "row", "may"),
    [
        ("escalate", OPEN, {"so-a", OFFICE}),
        ("escalate", PASSED_ON, {"so-a", OFFICE, COUNCIL}),
        ("answer", OPEN, {OFFICE}),
        ("answer", PASSED_ON, {COUNCIL}),
        ("answer", ANSWERED, {OFFICE}),
        ("resolve", OPEN, {"so-a", OFFICE}),
        ("resolve", PASSED_ON, {"so-a", OFFICE}),
        ("resolve", ANSWERED, {"so-a", OFFICE}),
    ],
)
def test_who_may_do_what(act, row, may):
    for speaker in ("so-a", "so-b", OFFICE, COUNCIL):
        values = {"speaker": speaker}
        if act == "escalate":
            values["address"] = Address("bo", OFFICE)
        if speaker in may:
            assert doing(act, row, **values).payload["by"] == speaker
            continue
        with pytest.raises(Refusal) as refused:
            doing(act, row, **values)
        assert refused.value.code == f"difficulty.not_yours.{act}"
        assert set(refused.value.params["may"]) == may


def test_who_took_over_from_the_addressee_answers_in_its_place():
    row = after(OPEN, doing("answer", OPEN, speaker="so-moi", heir="so-moi"))
    assert (row.addressee, row.answered_by) == (OFFICE, "so-moi")
    with pytest.raises(Refusal):
        doing("answer", OPEN, speaker=OFFICE, heir="so-moi")


def test_whoever_holds_the_work_now_may_settle_what_another_raised():
    held = HELD._replace(agency="so-moi")
    assert doing("resolve", OPEN, held, speaker="so-moi").payload["by"] == "so-moi"


@pytest.mark.parametrize("act", ["escalate", "answer", "resolve"])
def test_what_is_settled_stays_settled(act):
    with pytest.raises(Refusal) as refused:
        doing(act, SETTLED)
    assert refused.value.code == "difficulty.settled"


@pytest.mark.parametrize("act", ["escalate", "answer", "resolve"])
def test_nothing_is_done_with_one_before_it_was_raised(act):
    with pytest.raises(Refusal) as refused:
        doing(act, OPEN, on=date(2024, 12, 4))
    assert refused.value.code == "difficulty.before"


@pytest.mark.parametrize(
    ("act", "row", "values", "code"),
    [
        ("escalate", OPEN, {"reason": None}, "need.reason"),
        ("escalate", OPEN, {"address": Address(OFFICE)}, "difficulty.same"),
        ("escalate", OPEN, {"address": Address("so-a")}, "difficulty.back"),
        ("answer", OPEN, {"text": None}, "difficulty.empty"),
    ],
)
def test_what_each_step_needs(act, row, values, code):
    with pytest.raises(Refusal) as refused:
        doing(act, row, **values)
    assert refused.value.code == code


def test_passing_on_opens_what_was_answered_and_keeps_the_answer():
    row = after(ANSWERED, doing("escalate", ANSWERED))
    assert (row.state, row.addressee, row.via) == ("open", COUNCIL, OFFICE)
    assert (row.answer, row.answered_by) == ("bổ sung vốn quý I", OFFICE)
    assert after(row, doing("answer", row, speaker=COUNCIL, document="5/UBND")).document == "5/UBND"


@pytest.mark.parametrize("text", ["3", "VM-3", "vm-3", "VM3", " vm 3 ", "VM\u20133"])
def test_a_number_is_read_however_it_is_written(text):
    assert difficulty.read_number(text) == 3


@pytest.mark.parametrize("text", ["", "VM-", "x3", "3a", "-", "0", "VM-0", "٣", "³", "1" * 10])
def test_what_is_no_number_is_none(text):
    with pytest.raises(ValueError, match=r"^"):
        difficulty.read_number(text)


@given(st.integers(1, 999_999_999))
def test_a_number_is_read_as_it_is_shown(number):
    assert difficulty.read_number(difficulty.shown(number)) == number


def test_numbers_are_counted_on_and_never_given_twice():
    assert difficulty.next_number([]) == 1
    assert difficulty.next_number([OPEN._replace(number=7), OPEN._replace(number=2)]) == 8


steps = st.lists(st.sampled_from(difficulty.EVENTS), max_size=6)


@given(steps)
def test_a_history_is_folded_exactly_when_it_can_have_happened(events):
    """The oracle: raised first and once, anything until it is resolved, nothing after that."""
    legal = all(
        (event == difficulty.RAISED) == (place == 0)
        and (place == 0 or difficulty.RESOLVED not in events[:place])
        for place, event in enumerate(events)
    )
    payload = {
        "record": "d",
        "assignment": "u",
        "number": 3,
        "agency": "so-a",
        "by": OFFICE,
        "to": COUNCIL,
        "text": "x",
        "reason": "y",
    }
    row = None
    try:
        for event in events:
            row = difficulty.evolve(row, event, payload, LATER)
    except ValueError:
        assert not legal
    else:
        assert legal


def test_an_event_of_another_kind_or_number_is_none_of_it():
    with pytest.raises(KeyError):
        difficulty.evolve(OPEN, "work_started", {"number": 3}, LATER)
    with pytest.raises(ValueError, match=r"^"):
        difficulty.evolve(OPEN, difficulty.RESOLVED, {"number": 4, "by": OFFICE}, LATER)
