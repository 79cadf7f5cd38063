"""The picture of a plan: each wait once, what others imply left out, and only what was chosen."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.expand import expand
from planengine.core.picture import Choice, picture
from planengine.core.plan import Body, Dependency, Due, FocalPoint, MonthDay
from tests.core.factories import a_calendar, a_directory, a_plan, a_section, a_task, days, working_days

DIRECTORY = a_directory("a", "b", "c", both=("a", "b"))


def drawn(*tasks, choice=None, sections=(), **how):
    plan = a_plan(*tasks, sections=tuple(sections))
    expansion = expand(plan, DIRECTORY, a_calendar())
    return picture(plan, DIRECTORY, expansion, choice or Choice(), **how)


def pairs(links):
    return [(link.before, link.after) for link in links]


@st.composite
def plans(draw):
    """Tasks in two sections, yearly or once, that wait for earlier ones (or for the first section) in all ways."""
    count = draw(st.integers(2, 7))
    split = draw(st.integers(1, count))
    tasks = []
    for at in range(count):
        waits = []
        for before in draw(st.lists(st.integers(0, at - 1), unique=True, max_size=4)) if at else ():
            waits.append(draw(dependencies(f"t{before}")))
        if at >= split and draw(st.booleans()):
            waits.insert(draw(st.integers(0, len(waits))), draw(dependencies("first")))
        yearly = {"kind": "recurring", "every": "year"} if draw(st.booleans()) else {}
        tasks.append(
            a_task(
                f"t{at}",
                section="first" if at < split else "second",
                after=tuple(waits),
                form="each",
                bodies=("both",),
                **yearly,
            )
        )
    return a_plan(*tasks, sections=(a_section("first"), a_section("second")))


@st.composite
def dependencies(draw, task):
    usual = draw(st.integers(0, 2)) > 0
    return Dependency(
        task,
        type="FS" if usual else draw(st.sampled_from(["FS", "SS", "FF"])),
        lag=days(0) if usual else draw(st.sampled_from([days(0), days(-3), working_days(5)])),
        soft=not usual and draw(st.booleans()),
        match=draw(st.sampled_from([(), ("all",), ("period",)] if usual else [(), ("agency",), ("all",)])),
    )


@given(plans())
def test_links_are_the_edges_of_the_work_each_pair_of_tasks_once(plan):
    expansion = expand(plan, DIRECTORY, a_calendar())
    found = picture(plan, DIRECTORY, expansion)
    tasks = {one.key: one.task for one in expansion.occurrences}
    # all tasks run over the whole plan and have the same bodies, so that no wait is without an edge
    assert {(tasks[edge.predecessor], tasks[edge.successor]) for edge in expansion.edges} == set(
        pairs(found.links)
    )
    assert len(pairs(found.links)) == len(set(pairs(found.links)))


@given(plans())
def test_what_is_left_out_follows_from_what_is_drawn_and_nothing_more_could_be_left_out(plan):
    expansion = expand(plan, DIRECTORY, a_calendar())
    found = picture(plan, DIRECTORY, expansion)
    tasks = {one.key: one.task for one in expansion.occurrences}
    binding = {
        (edge.predecessor, edge.successor)
        for edge in expansion.edges
        if edge.type == "FS" and not edge.soft and edge.agency is None and edge.lag.count >= 0
    }

    def without(links):
        gone = set(pairs(links))
        return closure({edge for edge in binding if (tasks[edge[0]], tasks[edge[1]]) not in gone})

    implied = [link for link in found.links if link.implied]
    assert all(link.plain for link in implied)
    assert without(implied) == closure(binding)
    for link in found.drawn:
        if link.plain:
            assert without([*implied, link]) != closure(binding), link


def closure(edges):
    found = set(edges)
    while True:
        more = {(a, d) for (a, b), (c, d) in product(found, found) if b == c} - found
        if not more:
            return found
        found |= more


@given(plans())
def test_in_full_and_by_periods_every_edge_is_there(plan):
    expansion = expand(plan, DIRECTORY, a_calendar())
    found = picture(plan, DIRECTORY, expansion, periods=True, full=True)
    assert found.drawn == found.links
    assert set(pairs(found.links)) == {(edge.predecessor, edge.successor) for edge in expansion.edges}
    assert [point.id for point in found.points] == [one.key for one in expansion.occurrences]


@given(plans(), st.data())
def test_a_choice_is_what_can_be_reached_step_by_step(plan, data):
    expansion = expand(plan, DIRECTORY, a_calendar())
    every = set(pairs(picture(plan, DIRECTORY, expansion).links))
    start = data.draw(st.sampled_from([task.id for task in plan.tasks]))
    depth = data.draw(st.one_of(st.none(), st.integers(0, 3)))
    for way in ("start", "end"):
        reached, steps = {start}, 0
        while steps != depth and steps <= len(plan.tasks):
            steps += 1
            reached |= {
                b if way == "start" else a for a, b in every if (a if way == "start" else b) in reached
            }
        found = picture(plan, DIRECTORY, expansion, Choice(**{way: start}, depth=depth))
        assert {point.id for point in found.points} == reached
        assert set(pairs(found.links)) == {pair for pair in every if set(pair) <= reached}
        assert found.cut == sum(len({a, b} & reached) == 1 for a, b in every)


def test_an_implied_link_is_kept_where_it_says_more():
    chain = (a_task("1"), a_task("2", after=("1",)))
    for more in (
        Dependency("1", lag=days(3)),
        Dependency("1", type="SS"),
        Dependency("1", soft=True),
        Dependency("1", match=("agency",)),
    ):
        found = drawn(*chain, a_task("3", after=("2", more)))
        assert ("1", "3") in pairs(found.drawn), more
    assert ("1", "3") not in pairs(drawn(*chain, a_task("3", after=("2", "1"))).drawn)


@pytest.mark.parametrize(
    "between",
    [
        Dependency("1", soft=True),
        Dependency("1", type="SS"),
        Dependency("1", type="FF"),
        Dependency("1", lag=days(-1)),
        Dependency("1", match=("agency",)),
    ],
)
def test_a_way_that_does_not_bind_the_whole_implies_nothing(between):
    found = drawn(a_task("1"), a_task("2", after=(between,)), a_task("3", after=("2", "1")))
    assert pairs(found.drawn) == pairs(found.links)


def test_a_link_is_implied_only_where_it_is_in_every_period():
    yearly = {"kind": "recurring", "every": "year"}
    tasks = [
        a_task("1", **yearly),
        a_task("2", after=("1",), until=a_plan().starts.replace(year=2024), **yearly),
        a_task("3", after=("2", "1"), **yearly),
    ]
    # in 2025 nothing but the direct link joins 1 and 3
    assert ("1", "3") in pairs(drawn(*tasks).drawn)
    by_period = drawn(*tasks, periods=True)
    assert ("1@2024", "3@2024") not in pairs(by_period.drawn)
    assert ("1@2025", "3@2025") in pairs(by_period.drawn)


def test_reduction_looks_only_at_what_is_drawn():
    sections = (a_section("x"), a_section("y"))
    apart = [
        a_task("1", section="x"),
        a_task("2", section="y", after=("1",)),
        a_task("3", section="x", after=("2", "1")),
    ]
    found = drawn(*apart, choice=Choice(section="x"), sections=sections)
    assert pairs(found.drawn) == [("1", "3")]
    assert found.cut == 2


def test_a_task_that_is_named_itself_is_not_named_again_by_its_section():
    tasks = [
        a_task("1", section="x"),
        a_task("2", section="x"),
        a_task("3", section="x", kind="standing"),
        a_task("4", after=("x", Dependency("2", lag=days(5)))),
    ]
    found = drawn(*tasks, sections=[a_section("x")])
    assert [(link.before, link.lag.count) for link in found.links] == [("1", 0), ("2", 5)]


def test_a_task_of_another_plan_is_a_point_of_its_own():
    found = drawn(a_task("1", after=("kh-2/7",)), a_task("2"))
    assert [(point.id, point.elsewhere) for point in found.points] == [
        ("kh-2/7", True),
        ("1", False),
        ("2", False),
    ]
    assert [point.id for point in found.loose] == ["2"]
    own = drawn(a_task("1"), a_task("2", after=("kh/1",)))
    assert pairs(own.links) == [("1", "2")]


def test_a_task_that_opens_on_demand_is_drawn_though_it_has_no_occurrence():
    for periods in (False, True):
        found = drawn(a_task("1", kind="on_demand"), a_task("2", after=("1",)), periods=periods)
        assert [point.id for point in found.points] == ["1", "2"]
        assert pairs(found.drawn) == [("1", "2")]


def test_a_point_tells_who_and_by_when():
    yearly = {"kind": "recurring", "every": "year", "due": Due(yearly=MonthDay(12, 15))}
    found = drawn(a_task("1", due=Due(day=a_plan().ends)), a_task("2", **yearly))
    [once, often] = found.points
    assert (once.due, once.lead, once.names, once.periods) == (a_plan().ends, "a", ("a",), 1)
    assert (often.due, often.periods) == (None, 3)
    [*years] = drawn(a_task("2", **yearly), periods=True).points
    assert [(one.id, one.due.year) for one in years] == [("2@2023", 2023), ("2@2024", 2024), ("2@2025", 2025)]
    named = a_task("3", form="unassigned", bodies=(), focal_point=FocalPoint("b"))
    assert drawn(named).points[0].names == ("b",)
    group = a_task("4", form="each", bodies=(Body("both"),))
    assert drawn(group).points[0].names == ("both",)


def test_states_are_those_of_the_period_or_of_the_whole_task():
    yearly = {"kind": "recurring", "every": "year"}
    states = {"1": "open_overdue", "1@2023": "open_overdue", "1@2024": "done_on_time"}
    assert drawn(a_task("1", **yearly), states=states).points[0].state == "open_overdue"
    by_period = drawn(a_task("1", **yearly), states=states, periods=True).points
    assert [point.state for point in by_period][:2] == ["open_overdue", "done_on_time"]


def test_only_sections_that_hold_a_point_are_there_with_those_above():
    sections = (a_section("x"), a_section("x.1", "x"), a_section("y"))
    found = drawn(
        a_task("1", section="x.1"), a_task("2", section="y"), choice=Choice(section="x"), sections=sections
    )
    assert [section.id for section in found.sections] == ["x", "x.1"]


def test_a_name_that_the_plan_does_not_have_raises():
    with pytest.raises(KeyError):
        drawn(a_task("1"), choice=Choice(start="2"))
