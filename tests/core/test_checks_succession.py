"""What a directory may not say of who takes over, and what it leaves open."""

from __future__ import annotations

from datetime import date

import pytest

from planengine.core.checks_succession import check_handovers, check_members_succeeded, check_successions
from planengine.core.plan import Agency, Body, Handover, Succession
from tests.core.factories import a_calendar, a_directory, a_plan, a_task

LAST = date(2025, 2, 28)


def told(check, directory, *tasks):
    return [(one.code, one.subject, one.params) for one in check(a_plan(*tasks), directory, a_calendar())]


def ending(name, *successors, until=LAST, **said):
    return Agency(
        name, name, until=until, succeeded_by=successors, succession=Succession(**said) if said else None
    )


def test_a_circle_is_told_once_with_its_whole_path_from_its_first_body():
    directory = a_directory("x", ending("b", "c"), ending("c", "a"), ending("a", "b"), ending("d", "b"))
    [(code, subject, params)] = told(check_successions, directory)[-1:]
    assert (code, subject) == ("PE170", ("agency", "b", "succeeded_by"))
    assert params["path"] == "b → c → a → b"
    assert sum(one[0] == "PE170" for one in told(check_successions, directory)) == 1


def test_two_circles_and_ways_that_meet_are_told_apart():
    directory = a_directory(
        ending("a", "b"), ending("b", "a"), ending("c", "d"), ending("d", "c"), ending("e", "f", "g"),
        ending("f", "h"), ending("g", "h"), Agency("h", "h"),
    )  # fmt: skip
    paths = [params["path"] for code, _, params in told(check_successions, directory) if code == "PE170"]
    assert paths == ["a → b → a", "c → d → c"]


def test_a_successor_is_there_on_the_day_after_and_need_not_stay():
    there = Agency("b", "b", from_=date(2025, 3, 1), until=date(2025, 6, 30), succeeded_by=("c",))
    assert told(check_successions, a_directory(ending("a", "b"), there, "c")) == []


@pytest.mark.parametrize(
    "successor",
    [Agency("b", "b", from_=date(2025, 3, 2)), Agency("b", "b", until=LAST)],
    ids=["not yet", "not any more"],
)
def test_a_successor_who_is_not_there_on_the_day_after_is_told(successor):
    [(code, subject, params)] = told(check_successions, a_directory(ending("a", "b"), successor))
    assert (code, subject) == ("PE171", ("agency", "a", "succeeded_by", 0))
    assert params == {"body": "b", "day": date(2025, 3, 1)}


def test_who_gets_all_is_one_of_the_successors_and_everybody_is_known():
    directory = a_directory(
        ending("a", "b", policy="one", to="c"), ending("d", "b", policy="parent", parent="nobody"), "b", "c"
    )
    found = told(check_successions, directory)
    assert [(code, subject) for code, subject, _ in found] == [
        ("PE172", ("agency", "a", "succession", "to")),
        ("PE126", ("agency", "d", "succession", "parent")),
    ]


def test_a_group_whose_members_leave_with_nobody_sure_is_told_once():
    directory = a_directory(
        ending("a", "x", "y"), ending("b"), ending("c", "x"), ending("d", "x", "y", policy="all"),
        ending("late", until=date(2026, 1, 1)), "x", "y", g=("a", "b", "c", "d", "late"),
    )  # fmt: skip
    tasks = [a_task(one, form="each", bodies=("g",)) for one in ("1", "2")]
    [(code, subject, params)] = told(check_members_succeeded, directory, *tasks)
    assert (code, subject) == ("PE222", ("group", "g", "members"))
    assert (params["count"], params["bodies"]) == (2, ("a", "b"))
    assert told(check_members_succeeded, directory, a_task("1")) == []
    as_one = a_task("1", form="each", bodies=(Body("g", track="group"),))
    assert told(check_members_succeeded, directory, as_one) == []


def test_ten_thousand_that_follow_each_other_are_walked_at_once():
    chain = [ending(f"a{n}", f"a{n + 1}", until=date(2025, 2, 28)) for n in range(10_000)]
    found = told(check_successions, a_directory(*chain, "a10000"))
    assert {code for code, _, _ in found} == {"PE171"}


def test_successors_of_single_tasks_name_tasks_and_agencies_that_are_there():
    plan = a_plan(
        a_task("1"),
        succession=(
            Handover("1", "b", "a"),
            Handover("2", "b"),
            Handover("1", "g", "x"),
            Handover("1", "b", "g"),
        ),
    )
    found = [
        (one.code, one.subject)
        for one in check_handovers(plan, a_directory("a", "b", g=("a",)), a_calendar())
    ]
    assert found == [
        ("PE104", ("succession", 1, "task")),
        ("PE101", ("succession", 2, "from")),
        ("PE101", ("succession", 2, "to")),
    ]
