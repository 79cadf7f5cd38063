"""What waits for what: edges between occurrences."""

from __future__ import annotations

import pytest

from planengine.core.expand import edges_into, expand_task
from planengine.core.plan import Body, Dependency, Due, MonthDay
from tests.core.factories import (
    a_calendar,
    a_directory,
    a_plan,
    a_section,
    a_task,
    days,
    expanded,
    the_province,
)


def pairs(expansion):
    return [(each.successor, each.predecessor) for each in expansion.edges]


def yearly(task_id, **values):
    return a_task(task_id, kind="recurring", every="year", **values)


def test_an_edge_carries_what_its_dependency_says():
    after = Dependency("1", "SS", days(-2), soft=True, reason="line 12")
    [edge] = expanded(a_task("1"), a_task("2", after=(after,))).edges
    assert (edge.successor, edge.predecessor, edge.agency) == ("2", "1", None)
    assert (edge.type, edge.lag, edge.soft, edge.reason) == ("SS", days(-2), True, "line 12")


def test_edges_stand_in_the_order_of_the_file():
    found = expanded(a_task("1", after=("3",)), a_task("2", after=("3", "1")), a_task("3"))
    assert pairs(found) == [("1", "3"), ("2", "3"), ("2", "1")]


# ---- sections


def test_a_section_stands_for_all_tasks_in_it_at_any_depth_but_for_standing_ones():
    found = expanded(
        a_task("1.1", section="1"),
        a_task("1.2.1", section="1.2"),
        a_task("1.2.2", section="1.2", kind="standing"),
        a_task("1.2.3", section="1.2", kind="on_demand"),
        a_task("2", after=("1",)),
        sections=(a_section("1"), a_section("1.2", "1")),
    )
    assert pairs(found) == [("2", "1.1"), ("2", "1.2.1")]


def test_a_task_that_is_named_itself_is_not_named_again_by_its_section():
    found = expanded(
        a_task("1.1", section="1"),
        a_task("1.2", section="1"),
        a_task("2", after=("1", Dependency("1.1", soft=True))),
        sections=(a_section("1"),),
    )
    assert [(each.predecessor, each.soft) for each in found.edges] == [("1.2", False), ("1.1", True)]


def test_a_soft_edge_to_a_standing_duty_stays():
    assert pairs(
        expanded(a_task("1", kind="standing"), a_task("2", after=(Dependency("1", soft=True),)))
    ) == [("2", "1")]


def test_a_task_never_waits_for_itself():
    section = a_section("1")
    assert pairs(expanded(a_task("1.1", section="1", after=("1",)), sections=(section,))) == []
    for match in ((), ("all",), ("period",), ("agency",)):
        assert pairs(expanded(yearly("r", after=(Dependency("r", match=match),)))) == []


# ---- periods


def test_tasks_of_the_same_recurrence_wait_period_by_period():
    found = expanded(yearly("r"), yearly("s", after=("r",)))
    assert pairs(found) == [("s@2023", "r@2023"), ("s@2024", "r@2024"), ("s@2025", "r@2025")]


def test_match_all_waits_for_every_period():
    found = expanded(yearly("r"), yearly("s", after=(Dependency("r", match=("all",)),)))
    assert len(pairs(found)) == 9
    found = expanded(yearly("r"), a_task("end", after=("r",)))
    assert pairs(found) == [("end", "r@2023"), ("end", "r@2024"), ("end", "r@2025")]


def test_periods_of_different_length_meet_where_the_earlier_one_ends():
    quarterly = a_task("q", kind="recurring", every="quarter")
    found = expanded(quarterly, yearly("y", after=(Dependency("q", match=("period",)),)))
    assert pairs(found)[:2] == [("y@2023", "q@2023-Q3"), ("y@2023", "q@2023-Q4")]
    assert len(pairs(found)) == 10
    found = expanded(
        yearly("y"),
        a_task("q", kind="recurring", every="quarter", after=(Dependency("y", match=("period",)),)),
    )
    assert pairs(found) == [("q@2023-Q4", "y@2023"), ("q@2024-Q4", "y@2024"), ("q@2025-Q4", "y@2025")]


def test_a_week_belongs_to_the_month_in_which_it_ends():
    weekly = a_task("w", kind="recurring", every="week")
    monthly = a_task("m", kind="recurring", every="month", after=(Dependency("w", match=("period",)),))
    found = [b for a, b in pairs(expanded(weekly, monthly)) if a == "m@2024-05"]
    assert found == ["w@2024-W18", "w@2024-W19", "w@2024-W20", "w@2024-W21"]


def test_different_recurrences_wait_for_all_unless_told_otherwise():
    found = expanded(a_task("h", kind="recurring", every="half"), yearly("y", after=("h",)))
    assert len(pairs(found)) == 5 * 3


def test_a_period_that_the_other_task_does_not_have_is_not_waited_for():
    found = expanded(yearly("r", from_=a_plan().starts.replace(year=2025)), yearly("s", after=("r",)))
    assert pairs(found) == [("s@2025", "r@2025")]


@pytest.mark.parametrize("kind", ["once", "milestone", "standing"])
def test_where_one_side_has_no_period_the_whole_is_waited_for(kind):
    match = (Dependency("1", match=("period",)),)
    assert len(pairs(expanded(a_task("1", kind=kind), yearly("y", after=match)))) == 3
    assert len(pairs(expanded(yearly("1"), a_task("2", kind=kind, after=match)))) == 3


# ---- agencies


def agencies(expansion):
    return [(each.successor, each.predecessor, each.agency) for each in expansion.edges]


def test_match_agency_joins_the_work_of_each_agency_that_answers_for_both():
    first = a_task("1", form="each", bodies=("a", "b"))
    second = a_task("2", form="each", bodies=("c", "b", "a"), after=(Dependency("1", match=("agency",)),))
    assert agencies(expanded(first, second)) == [("2", "1", "b"), ("2", "1", "a")]


def test_supporters_are_not_joined():
    first = a_task("1", form="each", bodies=("a",), support=("b",))
    second = a_task("2", form="each", bodies=("a", "b"), after=(Dependency("1", match=("agency",)),))
    assert agencies(expanded(first, second)) == [("2", "1", "a")]
    second = a_task("2", bodies=("b",), support=("a",), after=(Dependency("1", match=("agency",)),))
    assert agencies(expanded(first, second)) == []


def test_a_tracked_group_is_joined_as_one():
    directory = a_directory("a", "b", all=("a", "b"))
    bodies = (Body("all", track="group"),)
    first = a_task("1", form="each", bodies=bodies)
    second = a_task("2", form="each", bodies=bodies, after=(Dependency("1", match=("agency",)),))
    assert agencies(expanded(first, second, directory=directory)) == [("2", "1", "all")]


@pytest.mark.parametrize("match", [("period", "agency"), ("agency", "period"), ("agency",)])
def test_agencies_are_matched_within_the_period(match):
    first = yearly("r", form="each", bodies=("a", "b"))
    second = yearly("s", form="each", bodies=("a", "b"), after=(Dependency("r", match=match),))
    found = agencies(expanded(first, second))
    assert len(found) == 6
    assert all(a.split("@")[1] == b.split("@")[1] for a, b, _ in found)


# ---- other plans, and work that is not there yet


def test_what_blocks_in_another_plan_is_left_unresolved():
    task = yearly("s", after=("kh-107/3.1", Dependency("kh-107/3.2", soft=True)))
    found = expanded(task)
    assert found.edges == ()
    assert found.unresolved == (
        ("s@2023", "kh-107/3.1"),
        ("s@2024", "kh-107/3.1"),
        ("s@2025", "kh-107/3.1"),
    )


def test_the_own_plan_may_be_named():
    found = expanded(a_task("1"), a_task("2", after=("kh/1",)))
    assert pairs(found) == [("2", "1")]
    assert found.unresolved == ()


def test_work_on_demand_is_not_waited_for_before_it_is_there():
    on_demand = a_task("d", kind="on_demand")
    assert pairs(expanded(on_demand, a_task("2", after=("d",)))) == []


def test_work_on_demand_waits_once_it_is_opened():
    on_demand = a_task("d", kind="on_demand", after=("r",))
    plan = a_plan(yearly("r"), on_demand)
    found = expanded(*plan.tasks)
    opened = expand_task(plan, a_directory("a"), a_calendar(), on_demand, "1", plan.starts)
    assert [each.predecessor for each in edges_into(plan, found, opened)] == ["r@2023", "r@2024", "r@2025"]


def test_the_edges_into_an_occurrence_are_those_of_the_expansion():
    plan = a_plan(yearly("r"), yearly("s", after=("r",)), a_task("t", after=("s", "r")))
    found = expanded(*plan.tasks)
    assert found.edges == tuple(edge for each in found.occurrences for edge in edges_into(plan, found, each))


# ---- as in plan 106


def test_a_district_waits_for_its_own_plan_and_the_synthesis_for_the_reports_of_its_year():
    everybody = ("departments", "districts")
    own_plan = a_task("IV.1.1", form="each", bodies=everybody)
    carried_out = a_task(
        "IV.1.2",
        kind="standing",
        form="each",
        bodies=everybody,
        after=(Dependency("IV.1.1", match=("agency",), soft=True),),
    )
    due = Due(yearly=MonthDay(12, 15), before=True)
    reports = yearly("IV.1.5", form="each", bodies=everybody, due=due)
    synthesis = yearly("IV.1.6", bodies=("so-01",), after=(Dependency("IV.1.5", match=("period",)),))
    found = expanded(own_plan, carried_out, reports, synthesis, directory=the_province())
    own = [edge for edge in found.edges if edge.successor == "IV.1.2"]
    assert len({edge.agency for edge in own}) == len(own) == 37
    assert all(edge.predecessor == "IV.1.1" and edge.soft for edge in own)
    assert [pair for pair in pairs(found) if pair[0].startswith("IV.1.6")] == [
        (f"IV.1.6@{year}", f"IV.1.5@{year}") for year in (2023, 2024, 2025)
    ]
