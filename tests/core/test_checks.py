"""What the checks find in a plan that is well written, at the edges where they could be wrong."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.calendar import Calendar
from planengine.core.checks import CHECKS, check
from planengine.core.expand import expand
from planengine.core.plan import Agency, Body, Dependency, Directory, Plan, Section, Task
from planengine.core.problems import Problem
from tests.planfile.plans_in_text import codes, plan_text, read, second, task

CALENDAR = Calendar("vn", frozenset({5, 6}), frozenset(), frozenset(), (date(2024, 1, 1), date(2025, 12, 31)))


def plan_of(*tasks: Task, sections: tuple[Section, ...] = ()) -> Plan:
    return Plan(
        id="kh-1", title="Kế hoạch", issuer="a", starts=date(2024, 1, 1), ends=date(2025, 12, 31), secretariat="b",
        approver="a", timezone="Asia/Ho_Chi_Minh", tasks=tasks, sections=sections,
    )  # fmt: skip


DIRECTORY = Directory({name: Agency(name, name) for name in "abc"}, {})


def task_of(name: str, section: str | None = None, **values: Any) -> Task:
    return Task(name, name, section, "once", "lead", (Body("c"),), **values)


def found(*tasks: Task, sections: tuple[Section, ...] = ()) -> list[Problem]:
    return list(check(plan_of(*tasks, sections=sections), DIRECTORY, CALENDAR))


def test_every_check_stands_once_in_the_list():
    assert len(set(CHECKS)) == len(CHECKS)


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1]), max_size=18
    )
)
def test_one_cycle_is_told_for_every_knot_and_every_step_of_it_is_an_edge(pairs):
    pairs = list(dict.fromkeys(pairs))
    after: dict[int, list[Dependency]] = {n: [] for n in range(10)}
    for waiting, first in pairs:
        after[waiting].append(Dependency(str(first)))
    problems = [
        one
        for one in found(*(task_of(str(n), after=tuple(after[n])) for n in range(10)))
        if one.code == "PE113"
    ]
    graph = nx.DiGraph(pairs)
    knots = [knot for knot in nx.strongly_connected_components(graph) if len(knot) > 1]
    paths = [[int(step) for step in str(one.params["path"]).split(" → ")] for one in problems]
    assert sorted(map(min, knots)) == sorted(
        min(next(knot for knot in knots if path[0] in knot)) for path in paths
    )
    for path, problem in zip(paths, problems, strict=True):
        assert path[0] == path[-1]
        steps = list(pairwise(path))
        assert all(step in graph.edges for step in steps)
        assert len({problem.subject, *problem.related}) == len(steps)


def test_a_cycle_may_run_through_sections():
    inner = task_of("b", "I", after=(Dependency("a"),))
    problems = found(task_of("a", after=(Dependency("I"),)), inner, sections=(Section("I", "Mục", None),))
    assert [(one.code, one.params["path"]) for one in problems] == [("PE113", "a → I → b → a")]


def test_a_thousand_tasks_in_a_chain_and_a_cycle_of_a_thousand_are_no_matter_of_depth():
    chain = [task_of(str(n), after=(Dependency(str(n + 1)),)) for n in range(3000)]
    assert found(*chain, task_of("3000")) == []
    (problem,) = found(*chain, task_of("3000", after=(Dependency("0"),)))
    assert (problem.code, len(problem.related)) == ("PE113", 3000)


@pytest.mark.parametrize(
    ("dependency", "told"),
    [
        ("{task: I}", ["PE112"]),
        ("{task: I, type: FF}", ["PE112"]),
        ("{task: I, type: SS}", []),
        ("{task: I, soft: true}", []),
    ],
)
def test_only_a_hard_end_of_a_standing_duty_is_waited_for_in_vain(dependency, told, tmp_path):
    tasks = task(f"after: [{dependency}]") + (
        "  - id: I\n    title: Mục\n    tasks:\n      - {id: x, title: V, lead: so-xd, kind: standing}\n"
    )
    assert codes(read(tmp_path, plan_text(tasks=tasks))) == told


@pytest.mark.parametrize(
    ("dependency", "starts", "told"),
    [
        # The first task goes from Friday 1 March to Tuesday 5 March 2024 (3wd).
        ("{task: '1'}", "2024-03-05", True),
        ("{task: '1'}", "2024-03-06", False),
        ("{task: '1', lag: 2wd}", "2024-03-07", True),
        ("{task: '1', lag: 2wd}", "2024-03-08", False),
        ("{task: '1', lag: -1d}", "2024-03-05", False),
        ("{task: '1', type: SS}", "2024-02-29", True),
        ("{task: '1', type: SS}", "2024-03-01", False),
        ("{task: '1', type: SS, lag: 3d}", "2024-03-03", True),
        ("{task: '1', type: FF}", "2024-02-01", False),
        ("{task: '1', soft: true}", "2024-02-01", False),
    ],
)
def test_a_fixed_start_is_not_before_what_the_predecessor_leaves(dependency, starts, told, tmp_path):
    tasks = task("starts: 2024-03-01", "duration: 3wd") + second(
        f"after: [{dependency}]", f"starts: {starts}"
    )
    assert codes(read(tmp_path, plan_text(tasks=tasks))) == (["PE135"] if told else [])


@pytest.mark.parametrize(
    ("dependency", "starts", "told"),
    [
        # A milestone may fall on the last day itself, Tuesday 5 March 2024, as the schedule has it.
        ("{task: '1'}", "2024-03-04", True),
        ("{task: '1'}", "2024-03-05", False),
        ("{task: '1', lag: 2wd}", "2024-03-06", True),
        ("{task: '1', lag: 2wd}", "2024-03-07", False),
    ],
)
def test_a_milestone_may_fall_on_the_last_day_of_its_predecessor(dependency, starts, told, tmp_path):
    tasks = task("starts: 2024-03-01", "duration: 3wd") + second(
        "kind: milestone", f"after: [{dependency}]", f"starts: {starts}"
    )
    assert codes(read(tmp_path, plan_text(tasks=tasks))) == (["PE135"] if told else [])


@pytest.mark.parametrize(
    ("due", "cutoff", "told"),
    [
        # Monday 16 December 2024; Saturday and Sunday before it are no working days.
        ("2024-12-16", "2024-12-13", []),
        ("2024-12-16", "2024-12-15", []),
        ("2024-12-16", "12-16", ["PE206"]),
        ("{before: 2024-12-17}", "2024-12-16", ["PE206"]),
        ("{before: 2024-12-17}", "2024-12-15", []),
        ("2024-12-16", "2024-12-20", ["PE206"]),
    ],
)
def test_between_cut_off_and_due_date_lies_a_working_day(due, cutoff, told, tmp_path):
    assert codes(read(tmp_path, plan_text(tasks=task(f"due: {due}", f"cutoff: {cutoff}")))) == told


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        # of the four quarters only the last has the cut-off of 14 December: Sunday 15 is no day between
        (("every: quarter", "due: 15", "cutoff: 12-13"), ["PE205", "PE206"]),
        (("every: quarter", "due: 17", "cutoff: 12-13"), ["PE205"]),
        # the rule moves Sunday 15 December 2024 to Monday 16, or back to Friday 13
        (
            ("every: year", "due: 12-15", "cutoff: 12-14", "day_off: next_working_day", "until: 2024-12-31"),
            [],
        ),
        (
            (
                "every: year",
                "due: 12-15",
                "cutoff: 12-13",
                "day_off: previous_working_day",
                "until: 2024-12-31",
            ),
            ["PE206"],
        ),
    ],
)
def test_a_cut_off_concerns_the_period_it_lies_in_and_the_day_after_the_day_off_rule(keys, told, tmp_path):
    reading = read(tmp_path, plan_text(tasks=task("kind: recurring", *keys)))
    assert codes(reading) == told


def test_a_yearly_due_date_is_told_for_every_year_it_falls_on_a_day_off(tmp_path):
    reading = read(tmp_path, plan_text(tasks=task("kind: recurring", "every: year", "due: {before: 12-15}")))
    told = [tuple(one.params[key] for key in ("day", "previous", "next")) for one in reading.findings]
    assert codes(reading) == ["PE205", "PE205"]
    assert told == [
        (date(2024, 12, 14), date(2024, 12, 13), date(2024, 12, 16)),
        (date(2025, 12, 14), date(2025, 12, 12), date(2025, 12, 15)),
    ]


@pytest.mark.parametrize("rule", ["next_working_day", "previous_working_day"])
def test_a_due_date_that_is_moved_by_rule_is_not_told(rule, tmp_path):
    assert codes(read(tmp_path, plan_text(tasks=task("due: 2024-12-14", f"day_off: {rule}")))) == []


def test_a_make_up_day_is_a_working_day(tmp_path):
    assert codes(read(tmp_path, plan_text(tasks=task("due: 2024-05-04")))) == []
    assert codes(read(tmp_path, plan_text(tasks=task("due: 2024-04-29")))) == ["PE205"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("duration: 5wd", ["PE123"]),
        ("duration: 5d", []),
        ("after: [{task: '2', lag: 1wd}]", ["PE123"]),
        ("due: {within: 5wd, of: '2'}", ["PE123"]),
        ("due: {within: 5d, of: '2'}", []),
    ],
)
def test_the_calendar_must_reach_as_far_as_the_plan_only_where_working_days_are_counted(line, told, tmp_path):
    short = "calendar:\n  covers: {from: 2024-01-01, until: 2024-12-31}\n"
    assert codes(read(tmp_path, plan_text(calendar=short, tasks=task(line) + second()))) == told


@pytest.mark.parametrize(
    ("validity", "told"),
    [
        ("until: 2024-01-01", ["PE213"]),
        ("until: 2023-12-31", ["PE124"]),
        ("from: 2025-12-31", ["PE220"]),
        ("from: 2026-01-01", ["PE124"]),
    ],
)
def test_a_body_of_one_day_of_the_plan_is_enough(validity, told, tmp_path):
    text = plan_text(agencies=f"  so-a: {{name: A, {validity}}}\n", tasks=task("lead: so-a"))
    assert codes(read(tmp_path, text)) == told


@pytest.mark.parametrize(
    ("bodies", "n", "told"),
    [
        ("[so-tc, so-xd]", 2, []),
        ("[so-tc, so-xd]", 3, ["PE120"]),
        ("[ubnd-huyen, tam-ky]", 1, []),
        ("[{group: ubnd-huyen, track: group}, so-tc]", 2, []),
        ("[nganh, so-tc]", 2, ["PE120"]),
        ("[{group: nganh, members: [so-xd]}, so-tc]", 2, []),
    ],
)
def test_no_more_bodies_are_asked_for_than_can_answer(bodies, n, told, tmp_path):
    text = plan_text(tasks=task(f"each: {bodies}", f"complete_when: {{at_least: {n}}}"))
    assert codes(read(tmp_path, text)) == told


@pytest.mark.parametrize(
    ("internal", "due", "told"),
    [
        ("2024-12-16", "2024-12-16", []),
        ("2024-12-17", "2024-12-16", ["PE128"]),
        ("2024-12-16", "{before: 2024-12-17}", []),
        ("2025-12-31", "horizon", []),
        ("2026-01-05", "horizon", ["PE128"]),
        ("2026-01-05", "none", ["PE218"]),
    ],
)
def test_an_internal_due_date_is_not_later_than_the_document(internal, due, told, tmp_path):
    text = plan_text(tasks=task(f"due: {due}", f"internal_due: {internal}", "basis: Công văn 1/VP"))
    assert codes(read(tmp_path, text)) == told


def test_a_joint_list_with_a_focal_point_or_of_one_body_needs_no_warning(tmp_path):
    assert codes(read(tmp_path, plan_text(tasks=task("joint: [so-tc, so-xd]", "focal_point: so-tc")))) == []
    assert codes(read(tmp_path, plan_text(tasks=task("joint: [so-tc]")))) == []


def test_an_unknown_body_comes_with_the_nearest_known_one(tmp_path):
    (finding,) = read(tmp_path, plan_text(tasks=task("support: [so-xdd]"))).findings
    assert finding.params == {"body": "so-xdd", "guess": "so-xd"}


def test_an_internal_due_date_on_a_day_off_is_told_where_it_stands(tmp_path):
    reading = read(tmp_path, plan_text(tasks=task("internal_due: 2024-04-29", "basis: Công văn 1/VP")))
    [finding] = reading.findings
    assert (finding.code, reading.sources[0].lines[finding.place.line - 1].split(":")[0].strip()) == (
        "PE205",
        "internal_due",
    )


def test_the_periods_of_a_year_that_end_on_a_day_off_are_told_in_one_finding(tmp_path):
    reading = read(tmp_path, plan_text(tasks=task("kind: recurring", "every: quarter", "due: 15")))
    [finding] = reading.findings
    # 15 June, September and December 2024, 15 March and June 2025; 15 March 2024 is a Friday
    days = [date(2024, 6, 15), date(2024, 9, 15), date(2024, 12, 15), date(2025, 3, 15), date(2025, 6, 15)]
    assert finding.params["day"] == tuple(days)
    assert finding.params["next"] == tuple(
        day + timedelta(days=2 if day.weekday() == 5 else 1) for day in days
    )


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (
            ("due: {within: 30d, of: issued}",),
            ["PE205"],
        ),  # issued on 15 January 2024: 14 February is Tết here
        (("due: {within: 31d, of: issued}",), []),
        (("kind: recurring", "every: quarter", "due: {within: 30d, of: issued}"), ["PE142"]),
        (("joint: [ubnd-huyen, so-tc]",), ["PE202"]),
        (("joint: [hai-so]",), ["PE202"]),
        (("joint: [{group: hai-so, track: group}]",), []),
        (("joint: [ubnd-huyen]",), []),
    ],
    ids=str,
)
def test_what_is_counted_from_the_day_of_issue_and_whom_a_group_stands_for(keys, told, tmp_path):
    calendar = (
        "calendar:\n  covers: {from: 2024-01-01, until: 2026-12-31}\n  days_off: [{date: 2024-02-14}]\n"
    )
    text = plan_text(
        head="  issued: 2024-01-15\n",
        calendar=calendar,
        groups="  hai-so: {name: Hai Sở, members: [so-tc, so-xd]}\n",
        tasks=task(*keys),
    )
    assert codes(read(tmp_path, text)) == told


def test_an_empty_due_date_inherits_the_horizon_as_none_at_all_does(tmp_path):
    reading = read(tmp_path, plan_text(end="defaults: {due: horizon}\n", tasks=task("due:") + second()))
    assert reading.plan is not None
    assert [one.due for one in reading.plan.tasks] == [reading.plan.tasks[1].due] * 2
    assert reading.plan.tasks[0].due is not None


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (("due: {within: 800wd, of: issued}",), ["PE143"]),
        (("due: {within: 2000d, of: issued}", "day_off: next_working_day"), ["PE143"]),
        (("due: {within: 300wd, of: issued}",), []),
    ],
    ids=str,
)
def test_a_due_date_counted_past_the_end_of_the_calendar_is_told(keys, told, tmp_path):
    reading = read(tmp_path, plan_text(head="  issued: 2024-01-15\n", tasks=task(*keys)))
    assert [code for code in codes(reading) if code != "PE218"] == told
    if reading.plan is not None:
        expand(reading.plan, reading.directory, reading.calendar)
