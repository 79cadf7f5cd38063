"""What is taken a short way gives what the long way gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from planengine.core.checks_order import check_cycles
from planengine.core.expand import Assignment, edges_into, expand
from planengine.core.graph import order
from planengine.core.plan import Agency, Body, Dependency, Plan, Task
from tests.core.factories import a_calendar, a_directory, a_plan, a_section, a_task

KINDS: Mapping[str, dict[str, Any]] = {
    "once": {},
    "milestone": {"kind": "milestone"},
    "standing": {"kind": "standing"},
    "on demand": {"kind": "on_demand"},
    "yearly": {"kind": "recurring", "every": "year"},
    "quarterly": {"kind": "recurring", "every": "quarter"},
}


@st.composite
def plans(draw: st.DrawFn, size: int = 6) -> Plan:
    """Some tasks, some of them in nested sections, that wait for each other in whatever way."""
    tasks = []
    names = (*(f"T{n}" for n in range(size)), "S1", "S2", "kh/T1", "kh-9/T1")
    for n in range(size):
        waits = draw(st.lists(st.sampled_from(names), max_size=size // 2))
        after = tuple(
            Dependency(name, match=draw(st.sampled_from(((), (), ("all",), ("period",), ("agency",)))))
            for name in waits
        )
        section = draw(st.sampled_from((None, "S1", "S2")))
        kind = KINDS[draw(st.sampled_from((*KINDS, "once", "once")))]
        tasks.append(a_task(f"T{n}", section=section, after=after, **kind))
    return a_plan(*tasks, sections=(a_section("S1"), a_section("S2", "S1")))


@given(plans())
def test_the_edges_of_an_expansion_are_those_found_one_occurrence_at_a_time(plan):
    found = expand(plan, a_directory("a"), a_calendar())
    one_by_one = list(chain.from_iterable(edges_into(plan, found, each) for each in found.occurrences))
    # A section that holds what waits for it is a fault that checks find; both ways treat it alike.
    assert sorted(map(repr, (*found.edges, *found.elsewhere))) == sorted(map(repr, one_by_one))


def waits_in_a_circle(plan: Plan) -> bool:
    """By the standard library: tasks wait for what they name, sections for what they hold."""
    waits: dict[str, set[str]] = {section.id: set() for section in plan.sections}
    waits.update((task.id, set()) for task in plan.tasks)
    for held in (*plan.sections, *plan.tasks):
        if held.section is not None:
            waits[held.section].add(held.id)
    for task in plan.tasks:
        above = {task.id, task.section, "S1" if task.section == "S2" else None}
        waits[task.id] |= {one.task for one in task.after if one.task in waits} - above
    try:
        TopologicalSorter(waits).prepare()
    except CycleError:
        return True
    return False


@settings(max_examples=300)
@given(plans(3))
def test_circles_are_found_where_there_are_some_and_only_there(plan):
    assert bool(list(check_cycles(plan, a_directory("a"), a_calendar()))) == waits_in_a_circle(plan)


def test_a_circle_through_a_section_within_a_section_is_found():
    first, second = a_task("T0", after=("S1",)), a_task("T1", section="S2", after=("T0",))
    plan = a_plan(first, second, sections=(a_section("S1"), a_section("S2", "S1")))
    found = list(check_cycles(plan, a_directory("a"), a_calendar()))
    assert [one.params["path"] for one in found] == ["T0 → S1 → S2 → T1 → T0"]


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefx"), max_size=2)))
def test_an_order_that_is_one_already_is_kept(waits):
    place = {name: at for at, name in enumerate(waits)}
    kept = all(place.get(before, -1) < at for name, at in place.items() for before in waits[name])
    if kept:
        assert order(waits) == tuple(waits)


@given(
    st.lists(
        st.tuples(st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 9)), st.none() | st.integers(0, 5)),
        min_size=3,
        max_size=3,
    )
)
def test_who_is_given_a_task_is_who_is_there_on_its_first_day(lives):
    agencies = [
        Agency(
            f"so-{n}", f"Sở {n}", from_=begins, until=(begins or date(2024, 1, 1)) + timedelta(days=length)
        )
        if length is not None
        else Agency(f"so-{n}", f"Sở {n}", from_=begins)
        for n, (begins, length) in enumerate(lives)
    ]
    directory = a_directory(*agencies, nhom=tuple(one.id for one in agencies))
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(16)]
    tasks: list[Task] = [
        a_task(f"T{n}", form="each", bodies=(Body("nhom"),), starts=day) for n, day in enumerate(days)
    ]
    found = expand(a_plan(*tasks, starts=days[0]), directory, a_calendar())
    for day, occurrence in zip(days, found.occurrences, strict=True):
        expected = tuple(Assignment(one.id, "each") for one in agencies if one.valid_on(day))
        assert occurrence.assignments == expected
