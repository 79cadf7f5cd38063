"""Bodies merge, vanish and are split: nothing that is open is lost, and nobody has two parts of one occurrence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core import status
from planengine.core.expand import RANK
from planengine.core.heirs import heirs, is_open, members
from planengine.core.plan import Agency, Body, Succession
from planengine.core.succession import (
    GIVEN,
    MERGED,
    MOVED,
    OPEN,
    RAISED,
    RESIZED,
    Choices,
    Work,
    foresee,
    taker,
)
from planengine.core.workflow import Assigned
from tests.core.factories import a_directory

LAST, DAY = date(2025, 2, 28), date(2025, 3, 1)
LATER = date(2025, 7, 1)


def ending(name, *successors, until=LAST, **said):
    return Agency(
        name, name, until=until, succeeded_by=successors, succession=Succession(**said) if said else None
    )


def a_work(*parts, nodes=("1",), sizes=None):
    """Parts as (agency, role) or (agency, role, state); their uids are their agencies with a u before them."""
    whole = tuple(Assigned(f"u-{one[0]}", *one) for one in parts)
    return Work("o", nodes[0], nodes, whole, sizes or {})


def change_of(work, directory, day=DAY, **choices):
    (found,) = foresee([work], directory, day, Choices(**choices)) or (None,)
    return found


def steps_of(work, directory, day=DAY, **choices):
    """(kind, agency, heirs) of each step, in order."""
    found = change_of(work, directory, day, **choices)
    return [(one.kind, one.agency, one.to) for one in found.steps] if found else []


# ---- who takes over


def test_a_body_that_goes_on_takes_over_from_itself():
    assert heirs(a_directory("a"), "a", DAY).to == ("a",)
    assert heirs(a_directory(ending("a", "b"), "b"), "a", LAST).to == ("a",)


def test_a_successor_that_ended_too_is_followed_to_its_own_with_all_that_it_rests_on():
    directory = a_directory(
        ending("a", "b", basis="NQ 01"),
        ending("b", "c", until=date(2025, 6, 30), basis="NQ 202", verified=False),
        "c",
    )
    assert heirs(directory, "a", DAY).to == ("b",)
    found = heirs(directory, "a", LATER)
    assert (found.to, found.basis, found.verified) == (("c",), ("NQ 01", "NQ 202"), False)


@pytest.mark.parametrize(
    ("agency", "expected"),
    [
        (ending("a"), "none"),
        (ending("a", "b", "c"), "several"),
        (ending("a", "b", "c", policy="one"), "unnamed"),
        (ending("a", "b", "c", policy="parent"), "unnamed"),
        (ending("a", "late"), "not_yet"),
        (ending("a", "b", "gone", policy="all"), "none"),
    ],
)
def test_where_nobody_can_tell_who_takes_over_it_is_said_why(agency, expected):
    directory = a_directory(agency, "b", "c", Agency("late", "late", from_=date(2025, 4, 1)), ending("gone"))
    found = heirs(directory, "a", DAY)
    assert (found.to, found.why) == ((), expected)
    assert is_open(directory, "a", DAY) is (expected != "not_yet")


@pytest.mark.parametrize(
    ("said", "policy", "expected"),
    [
        ({"policy": "all"}, None, ("b", "c")),
        ({"policy": "one", "to": "c"}, None, ("c",)),
        ({"policy": "parent", "parent": "p"}, None, ("p",)),
        ({"parent": "p"}, "parent", ("p",)),
        ({}, "all", ("b", "c")),
        ({"policy": "all", "parent": "p"}, "parent", ("b", "c")),
    ],
)
def test_the_policy_of_the_directory_decides_and_then_that_of_the_person(said, policy, expected):
    directory = a_directory(ending("a", "b", "c", **said), "b", "c", "p")
    assert heirs(directory, "a", DAY, policy).to == expected


def test_a_circle_of_successors_ends_and_an_unknown_one_is_said_to_be_unknown():
    directory = a_directory(ending("a", "b"), ending("b", "a"), ending("c", "nobody"))
    assert heirs(directory, "a", DAY).to == ()
    assert heirs(directory, "c", DAY).why == "unknown"
    assert not is_open(directory, "a", DAY)
    assert not is_open(directory, "c", DAY)


def test_members_of_a_group_are_replaced_by_who_took_over_each_once():
    directory = a_directory(
        ending("a", "c"), ending("b", "c"), "c", ending("d"), "e", g=("a", "b", "c", "d", "e")
    )
    assert members(directory, Body("g"), LAST) == ("a", "b", "c", "d", "e")
    assert members(directory, Body("g"), DAY) == ("c", "e")


# ---- what moves


def test_one_part_goes_to_its_heir_as_it_stands():
    directory = a_directory(ending("a", "b"), "b", "c")
    (step,) = change_of(a_work(("a", "lead", "in_progress"), ("c", "support")), directory).steps
    assert (step.kind, step.uid, step.to, step.state) == (MOVED, "u-a", ("b",), "in_progress")


@pytest.mark.parametrize("state", [one for one in status.STATES if one not in OPEN])
def test_what_is_over_stays_under_the_old_name(state):
    assert steps_of(a_work(("a", "lead", state)), a_directory(ending("a", "b"), "b")) == []


def test_lead_and_support_that_fall_into_one_body_leave_the_lead():
    directory = a_directory(ending("a", "n"), ending("b", "n"), "n")
    work = a_work(("a", "lead", "accepted"), ("b", "support", "submitted"))
    assert steps_of(work, directory) == [(MOVED, "a", ("n",)), (MERGED, "b", ("n",))]


def test_of_two_equal_parts_the_one_that_is_further_along_stays():
    directory = a_directory(ending("a", "n"), ending("b", "n"), "n")
    work = a_work(("a", "joint", "assigned"), ("b", "joint", "submitted"))
    assert steps_of(work, directory) == [(MOVED, "b", ("n",)), (MERGED, "a", ("n",))]


def test_an_heir_with_a_part_of_its_own_keeps_it_and_takes_on_the_higher_role():
    directory = a_directory(ending("a", "n"), "n")
    assert steps_of(a_work(("a", "support"), ("n", "lead")), directory) == [(MERGED, "a", ("n",))]
    work = a_work(("a", "lead", "in_progress"), ("n", "support"))
    found = change_of(work, directory)
    assert [(one.kind, one.agency) for one in found.steps] == [(RAISED, "n"), (MERGED, "a")]
    raised = found.steps[0]
    assert (raised.uid, raised.role, raised.state, raised.work.uid) == ("u-n", "lead", "in_progress", "u-a")


def test_several_heirs_get_a_part_each_before_the_old_one_ends():
    directory = a_directory(ending("a", "b", "c", policy="all"), "b", "c")
    work = a_work(("a", "each", "in_progress"))
    assert steps_of(work, directory) == [
        (GIVEN, "a", ("b",)),
        (GIVEN, "a", ("c",)),
        (MERGED, "a", ("b", "c")),
    ]


def test_a_report_that_waits_for_confirmation_is_not_split():
    directory = a_directory(ending("a", "b", "c", policy="all"), "b", "c")
    found = change_of(a_work(("a", "each", "submitted")), directory)
    assert (found.steps, found.kept) == ((), ("a",))


def test_open_work_does_not_vanish_in_a_part_that_is_over():
    directory = a_directory(ending("a", "n"), "n")
    found = change_of(a_work(("a", "joint"), ("n", "joint", "done")), directory)
    assert found.steps == ()
    assert [(one.agency, one.why, one.candidates) for one in found.undecided] == [("a", "over", ("n",))]
    supported = a_work(("a", "support"), ("n", "lead", "done"))
    assert steps_of(supported, directory) == [(MERGED, "a", ("n",))]


def test_a_request_for_a_later_date_goes_along_and_is_decided_first_where_its_part_would_end():
    directory = a_directory(ending("a", "n"), ending("b", "n"), "n", "c")
    asking = a_work(("a", "lead"), ("b", "joint"))._replace(asking=frozenset({"u-a"}))
    assert steps_of(asking, directory) == [(MOVED, "a", ("n",)), (MERGED, "b", ("n",))]
    asking = asking._replace(asking=frozenset({"u-b"}))
    found = change_of(asking, directory)
    assert [(one.kind, one.agency) for one in found.steps] == [(MOVED, "a")]
    assert [(one.agency, one.why) for one in found.undecided] == [("b", "asking")]


def test_what_rests_on_no_document_waits_for_a_person():
    directory = a_directory(ending("a", "b", verified=False), "b")
    found = change_of(a_work(("a", "lead")), directory)
    assert [(one.why, one.candidates) for one in found.undecided] == [("unverified", ("b",))]
    (step,) = change_of(a_work(("a", "lead")), directory, unverified=True).steps
    assert (step.kind, step.verified) == (MOVED, False)


def test_a_group_followed_as_one_goes_on_with_the_members_it_has_and_is_undecided_without_any():
    directory = a_directory(ending("a"), "b", ending("c"), g=("a", "b"), h=("a", "c"))
    found = change_of(a_work(("g", "joint"), sizes={"u-g": 2}), directory)
    assert [(one.kind, one.size) for one in found.steps] == [(RESIZED, 1)]
    assert change_of(a_work(("g", "joint"), sizes={"u-g": 1}), directory) is None
    found = change_of(a_work(("h", "joint"), sizes={"u-h": 2}), directory)
    assert [one.why for one in found.undecided] == ["group"]
    assert steps_of(a_work(("h", "joint")), directory, given={"h": "b"}) == [(MOVED, "h", ("b",))]


def test_what_a_person_says_of_a_task_goes_before_what_it_says_of_an_agency_and_the_nearest_first():
    directory = a_directory(ending("a", "b"), "b", "c", "d", "e")
    work = a_work(("a", "lead"), nodes=("1.1", "1"))

    def heir(**choices):
        ((_, _, to),) = steps_of(work, directory, **choices)
        return to[0]

    assert heir() == "b"
    assert heir(given={"a": "c"}) == "c"
    assert heir(given={"a": "c"}, exceptions={("1", None): "d"}) == "d"
    assert heir(exceptions={("1", "a"): "d", ("1.1", None): "e"}) == "e"
    assert heir(exceptions={("1.1", "a"): "d", ("1.1", None): "e"}) == "d"
    assert heir(exceptions={("2", None): "e", ("1.1", "x"): "e"}) == "b"


def test_a_successor_of_its_own_that_has_ended_too_is_followed_by_the_directory():
    directory = a_directory(ending("a", "b"), "b", ending("c", "d"), "d")
    assert steps_of(a_work(("a", "lead")), directory, exceptions={("1", "a"): "c"}) == [(MOVED, "a", ("d",))]


def test_the_plan_itself_goes_to_one_body_or_waits_for_a_person():
    directory = a_directory(ending("a", "b", "c", policy="all"), "b", "c", ending("d", "b"))
    assert taker(directory, "a", DAY, Choices()).why == "several"
    assert taker(directory, "a", DAY, Choices(given={"a": "c"})).to == ("c",)
    assert taker(directory, "d", DAY, Choices()).to == ("b",)


# ---- whatever happens


NAMES = ("a", "b", "c", "d", "e", "f")
roles = st.sampled_from(list(RANK))
states = st.sampled_from(status.STATES)
parts = st.lists(st.tuples(st.sampled_from(NAMES), roles, states), max_size=6, unique_by=lambda one: one[0])


@st.composite
def directories(draw):
    """Bodies of which some have ended, with successors that go on or have ended too, with every policy."""
    agencies = []
    for at, name in enumerate(NAMES):
        later = NAMES[at + 1 :]  # no circles: those are faults
        if later and draw(st.booleans()):
            successors = draw(st.lists(st.sampled_from(later), max_size=3, unique=True))
            policy = draw(st.sampled_from([None, "all", "one", "parent"]))
            to = draw(st.sampled_from(successors)) if successors and draw(st.booleans()) else None
            agencies.append(
                ending(
                    name,
                    *successors,
                    policy=policy,
                    to=to,
                    parent=draw(st.sampled_from([None, later[-1]])),
                    verified=draw(st.booleans()),
                )
            )
        else:
            agencies.append(Agency(name, name))
    return a_directory(*agencies)


def after(work, change):
    """The parts of the occurrence after the steps, told a second time: uid → (agency, role, state)."""
    held = {one.uid: (one.agency, one.role, one.state) for one in work.parts}
    for number, step in enumerate(change.steps if change else ()):
        if step.kind == MOVED:
            held[step.uid] = (step.to[0], *held[step.uid][1:])
        elif step.kind == GIVEN:
            held[f"new-{number}"] = (step.to[0], step.role, step.state)
        elif step.kind == RAISED:
            held[step.uid] = (held[step.uid][0], step.role, step.state)
        elif step.kind == MERGED:
            held[step.uid] = (*held[step.uid][:2], "merged")
    return held


@given(parts, directories(), st.booleans(), st.sampled_from([None, "all", "parent"]))
def test_nothing_open_is_lost_nobody_has_two_parts_and_what_is_over_is_not_touched(
    listed, directory, unverified, policy
):
    work = a_work(*listed)
    change = change_of(work, directory, policy=policy, unverified=unverified)
    held = after(work, change)
    undecided = {one.agency for one in change.undecided} | set(change.kept) if change else set()
    agencies = [agency for agency, _, _ in held.values()]
    assert len(agencies) == len(set(agencies))
    for part in work.parts:
        agency, role, state = held[part.uid]
        if part.state not in OPEN:
            assert (agency, role, state) == (part.agency, part.role, part.state)
            continue
        gone = directory.agencies[part.agency].until is not None
        if gone and part.agency not in undecided:
            # its duty is with bodies that are there, in a role that is no lower
            heirs_of = [
                step.to for step in change.steps if step.uid == part.uid and step.kind in (MOVED, MERGED)
            ]
            ((*heirs_found,),) = heirs_of
            for heir in heirs_found:
                ((_, its_role, its_state),) = [one for one in held.values() if one[0] == heir]
                assert directory.agencies[heir].until is None
                assert RANK[its_role] <= RANK[part.role]
                assert its_state in (*OPEN, "done", "closed")
        else:
            assert agency == part.agency
            assert state in OPEN


@given(parts, directories(), st.sampled_from([None, "all", "parent"]))
def test_a_second_time_there_is_nothing_left_to_do(listed, directory, policy):
    work = a_work(*listed)
    change = change_of(work, directory, policy=policy)
    held = after(work, change)
    again = Work(work.uid, work.label, work.nodes, tuple(Assigned(uid, *one) for uid, one in held.items()))
    second = change_of(again, directory, policy=policy)
    assert second is None or second.steps == ()
    first = (change.undecided, change.kept) if change else ((), ())
    assert first == ((second.undecided, second.kept) if second else ((), ()))
