"""Second thoughts: what is told, what is not, and where the line runs between them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.checks_doubts import (
    check_agencies_in_time,
    check_days_in_plan,
    check_due_after_predecessor,
    check_opens_in_time,
)
from planengine.core.checks_links import check_related_circles, check_related_tells, unused_bodies
from planengine.core.plan import Agency, Body, Dependency, Due, FocalPoint, MonthDay
from tests.core.factories import a_calendar, a_directory, a_plan, a_section, a_task, days, working_days

CALENDAR = a_calendar()
NOBODY = a_directory("a", "b")
FIRST = date(2024, 3, 1)  # a Friday


def told(check, *tasks, directory=NOBODY, **values):
    return [
        (one.subject, dict(one.params))
        for one in check(a_plan(*tasks, **values), directory, CALENDAR)
        if one.severity == "warning"
    ]


# ---- due dates of predecessors


def due_in_turn(first, second, dependency="1", **values):
    after = Dependency("1", **values) if values else dependency
    return told(
        check_due_after_predecessor,
        a_task("1", due=Due(day=first)),
        a_task("2", due=Due(day=second), after=(after,)),
    )


def test_a_due_date_before_that_of_the_predecessor_is_told_with_both_days():
    [(subject, params)] = due_in_turn(FIRST, FIRST - timedelta(days=1))
    assert subject == ("task", "2", "due")
    assert params == {"due": FIRST - timedelta(days=1), "task": "1", "possible": FIRST}


@given(st.integers(-40, 40), st.integers(-10, 10), st.sampled_from(["FS", "FF", "SS"]), st.booleans())
def test_it_is_told_exactly_when_the_lag_after_the_other_due_date_is_missed(apart, lag, kind, soft):
    found = due_in_turn(FIRST, FIRST + timedelta(days=apart), lag=days(lag), type=kind, soft=soft)
    assert bool(found) == (apart < lag and kind != "SS" and not soft)


@pytest.mark.parametrize(("second", "warned"), [(date(2024, 3, 5), True), (date(2024, 3, 6), False)])
def test_working_days_of_a_lag_are_those_of_the_calendar(second, warned):
    # three working days after Friday 1 March 2024: Wednesday 6 March
    assert bool(due_in_turn(FIRST, second, lag=working_days(3))) == warned


def test_recurring_tasks_are_compared_period_by_period():
    def yearly(task_id, month, day, **values):
        return a_task(task_id, kind="recurring", every="year", due=Due(yearly=MonthDay(month, day)), **values)

    early = told(check_due_after_predecessor, yearly("1", 12, 15), yearly("2", 12, 10, after=("1",)))
    assert [params["due"] for _, params in early] == [date(2023, 12, 10)]
    assert told(check_due_after_predecessor, yearly("1", 12, 15), yearly("2", 12, 20, after=("1",))) == []


def test_a_yearly_task_is_compared_with_the_last_quarter_that_ends_in_its_year():
    quarterly = a_task("1", kind="recurring", every="quarter", due=Due(day_of_month=20))
    yearly = a_task(
        "2", kind="recurring", every="year", due=Due(yearly=MonthDay(12, 15)),
        after=(Dependency("1", match=("period",)),),
    )  # fmt: skip
    [(_, params)] = told(check_due_after_predecessor, quarterly, yearly)
    assert params["possible"] == date(2023, 12, 20)


def test_a_section_counts_by_the_task_in_it_that_is_due_last():
    tasks = (
        a_task("1", section="I", due=Due(day=FIRST)),
        a_task("2", section="I", due=Due(day=FIRST + timedelta(days=9))),
        a_task("3", due=Due(day=FIRST + timedelta(days=5)), after=("I",)),
    )
    [(subject, params)] = told(check_due_after_predecessor, *tasks, sections=(a_section("I"),))
    assert (subject[1], params["task"]) == ("3", "2")


def test_what_is_not_dated_is_not_compared():
    dated = a_task("2", due=Due(day=FIRST), after=("1",))
    assert told(check_due_after_predecessor, a_task("1"), dated) == []
    assert told(check_due_after_predecessor, a_task("1", kind="standing", due=Due(horizon=True)), dated) == []


# ---- agencies that are not there


def one_agency(task, **validity):
    found = told(check_agencies_in_time, task, directory=a_directory(Agency("a", "A", **validity), "b"))
    return [(subject[2:], params.get("until") or params.get("from")) for subject, params in found]


END = date(2024, 6, 30)


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({}, ("lead",)),
        ({"due": Due(day=date(2024, 7, 1))}, ("lead",)),
        ({"due": Due(day=END)}, None),
        ({"starts": date(2024, 6, 28), "duration": working_days(1)}, None),
        ({"starts": date(2024, 6, 28), "duration": working_days(2)}, ("lead",)),
        ({"due": Due(day=date(2024, 7, 1), before=True)}, None),
        ({"bodies": ("b",), "support": ("b", "a")}, ("support", 1)),
        ({"bodies": ("b", "a"), "form": "each"}, ("each", 1)),
        ({"bodies": (), "form": "unassigned", "focal_point": FocalPoint("a")}, ("focal_point",)),
        ({"bodies": (Body("g", members=("b", "a")),), "form": "each"}, ("each", 0, "members", 1)),
        ({"kind": "recurring", "every": "quarter"}, ("lead",)),
        ({"kind": "recurring", "every": "quarter", "until": END}, None),
    ],
)
def test_an_agency_that_ends_before_its_work_is_told_where_it_is_named(values, place):
    expected = [] if place is None else [(place, END)]
    assert one_agency(a_task("1", **values), until=END) == expected


def test_an_agency_that_begins_after_the_work_opens_has_no_work():
    begins = date(2025, 3, 1)
    assert one_agency(a_task("1"), from_=begins) == [(("lead",), begins)]
    assert one_agency(a_task("1", starts=begins), from_=begins) == []


def test_members_of_a_group_come_and_go_without_a_word():
    directory = a_directory(Agency("a", "A", until=END), "b", g=("a", "b"))
    assert told(check_agencies_in_time, a_task("1", form="each", bodies=("g",)), directory=directory) == []


def test_who_ends_and_has_one_successor_is_no_matter_of_doubt():
    directory = a_directory(Agency("a", "A", until=END, succeeded_by=("b",)), "b")
    assert told(check_agencies_in_time, a_task("1"), directory=directory) == []


def test_a_secretariat_that_ends_with_the_plan_half_done_and_two_successors_is_told():
    directory = a_directory(Agency("office", "O", until=END, succeeded_by=("a", "b")), "a", "b")
    [(subject, params)] = told(check_agencies_in_time, a_task("1"), directory=directory)
    assert subject == ("plan", "secretariat")
    assert params["successors"] == ("a", "b")


# ---- days that do not fit


@pytest.mark.parametrize(("starts", "warned"), [(date(2023, 12, 15), False), (date(2023, 12, 16), True)])
def test_a_first_period_that_opens_after_its_due_date_is_told(starts, warned):
    task = a_task("1", kind="recurring", every="year", due=Due(yearly=MonthDay(12, 15)))
    found = told(check_opens_in_time, task, starts=starts)
    assert [params["task"] for _, params in found] == (["1@2023"] if warned else [])


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("starts", {"starts": date(2023, 7, 17)}),
        ("due", {"due": Due(day=date(2026, 1, 1))}),
        ("internal_due", {"internal_due": Due(day=date(2026, 1, 1))}),
        ("from", {"from_": date(2023, 7, 17)}),
        ("until", {"until": date(2026, 1, 1)}),
    ],
)
def test_a_day_outside_the_plan_is_told_and_its_first_and_last_day_are_not(key, values):
    assert [subject[2] for subject, _ in told(check_days_in_plan, a_task("1", **values))] == [key]
    inside = {
        "starts": date(2023, 7, 18),
        "due": Due(day=date(2026, 1, 1), before=True),
        "until": date(2025, 12, 31),
    }
    assert told(check_days_in_plan, a_task("1", **inside)) == []


# ---- related


def circles(**related):
    tasks = [a_task(name, related=tuple(names)) for name, names in related.items()]
    return [params["path"] for _, params in told(check_related_circles, *tasks)]


def test_a_circle_of_related_is_told_once_from_its_first_task():
    assert circles(a="b", b="c", c="a") == ["a → b → c → a"]
    assert circles(x="b", b="c", c="x") == ["x → b → c → x"]
    assert circles(a="a") == ["a → a"]


def test_two_that_name_each_other_are_no_circle():
    assert circles(a="b", b="a") == []
    assert circles(a="bc", b="ac", c="ab") == []


def test_circles_apart_are_told_apart():
    assert circles(a="b", b="c", c="a", d="e", e="f", f="d") == ["a → b → c → a", "d → e → f → d"]


@given(st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=1, max_size=8))
def test_a_circle_is_told_exactly_where_one_sided_links_have_one(links):
    names = [f"t{at}" for at in range(len(links))]
    related = {
        name: tuple(dict.fromkeys(names[to] for to in to_all if to < len(links)))
        for name, to_all in zip(names, links, strict=True)
    }
    found = told(check_related_circles, *(a_task(name, related=one) for name, one in related.items()))
    one_sided = {
        name: {other for other in others if other == name or name not in related[other]}
        for name, others in related.items()
    }
    # what has no link out of it cannot be in a circle; taken away again and again nothing or a circle is left
    left = dict(one_sided)
    while free := [name for name, others in left.items() if not others & set(left)]:
        for name in free:
            del left[name]
    assert bool(found) == bool(left)
    named = [name for _, params in found for name in str(params["path"]).split(" → ")[1:]]
    assert len(named) == len(set(named))
    for _, params in found:
        path = str(params["path"]).split(" → ")
        assert path[0] == path[-1]
        assert all(other in one_sided[name] for name, other in pairwise(path))


def test_a_chain_of_ten_thousand_related_is_walked_without_recursion():
    chain = {f"t{at}": [f"t{at + 1}"] for at in range(10_000)} | {"t10000": ["t0"]}
    [path] = circles(**chain)
    assert path.startswith("t0 → t1 → ")
    assert "…" in path
    assert len(path) < 300


def test_related_that_names_something_twice_or_its_own_section_tells_nothing():
    sections = (a_section("I"), a_section("I.1", "I"))
    task = a_task("1", section="I.1", related=("2", "I", "2", "II"))
    found = told(check_related_tells, task, a_task("2"), sections=sections)
    assert [subject for subject, _ in found] == [("task", "1", "related", 1), ("task", "1", "related", 2)]


# ---- agencies that nobody uses


def test_an_agency_of_the_plan_file_is_told_when_nothing_names_it():
    directory = a_directory("a", "b", "c", "d", "e", "province", "office", g=("c",))
    tasks = (a_task("1", support=("g",), addressee=("d",)),)
    found = [one.subject for one in unused_bodies(a_plan(*tasks), directory, set(directory.agencies))]
    assert found == [("agency", "b"), ("agency", "e")]
    assert list(unused_bodies(a_plan(*tasks), directory, set())) == []
