"""The shipped plans together use the whole format: every key, every word it knows, every form a value may have.

What there is to use is asked of the tables of the format itself, so that a key that is added there is missed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from planengine.core.plan import Dependency, Due, MonthDay, Plan, Span, Task
from planengine.planfile import fields
from planengine.planfile.desk import Table, Value
from planengine.planfile.read import read_plan
from tests.plans.conftest import PLANS
from tests.plans.shipped import Tree, files_of, read_tree

TABLES = {
    "file": fields.FILE,
    "plan": fields.PLAN,
    "defaults": fields.DEFAULTS,
    "target": fields.TARGET,
    "section": fields.SECTION,
    "task": fields.TASK,
    "agency": fields.AGENCY,
    "group": fields.GROUP,
    "directory": fields.DIRECTORY,
    "calendar": fields.CALENDAR,
}
# No office in this country rests on these days.
UNUSED = {("calendar.weekend", day) for day in ("mon", "tue", "wed", "thu", "fri")}

Use = tuple[str, str]


def all_there_is() -> set[Use]:
    """(mapping, key) of every key and (mapping.key, word) of every word that a key knows."""
    found: set[Use] = set()
    for name, table in TABLES.items():
        found |= set(_of_table(name, table))
    return found


def _of_table(name: str, table: Table) -> Iterator[Use]:
    for key, field in table.items():
        yield name, key
        yield from _of_value(f"{name}.{key}", field.value)


# These say nothing of what they hold; every other kind of value has a name of its own, wherever it stands.
GENERAL = ("choice", "list", "one_or_many", "mapping")


def _of_value(name: str, value: Value) -> Iterator[Use]:
    name = name if value.name in GENERAL else value.name
    for word in value.choices:
        yield name, word
    if value.table is not None:
        yield from _of_table(name, value.table)
    if value.item is not None:
        yield from _of_value(name, value.item)


def all_that_is_used() -> set[Use]:
    found: set[Use] = set()
    for path in files_of(PLANS):
        tree = read_tree(path)
        if "plan" in tree:
            found |= set(_of_plan(tree))
        elif "agencies" in tree:
            found |= set(_used("directory", fields.DIRECTORY, tree)) | set(_of_bodies(tree))
        else:
            found |= set(_used("calendar", fields.CALENDAR, tree))
    return found


def _of_plan(tree: Tree) -> Iterator[Use]:
    yield from _used("file", fields.FILE, tree)
    yield from _used("plan", fields.PLAN, tree["plan"])
    yield from _used("defaults", fields.DEFAULTS, tree.get("defaults", {}))
    yield from _of_bodies(tree)
    if isinstance(tree["calendar"], dict):
        yield from _used("calendar", fields.CALENDAR, tree["calendar"])
    for target in tree.get("targets", ()):
        yield from _used("target", fields.TARGET, target)
    yield from _of_nodes(tree["tasks"])


def _of_nodes(nodes: list[Tree]) -> Iterator[Use]:
    for node in nodes:
        if "tasks" in node:
            yield from _used("section", fields.SECTION, node)
            yield from _of_nodes(node["tasks"])
        else:
            yield from _used("task", fields.TASK, node)


def _of_bodies(tree: Tree) -> Iterator[Use]:
    for agency in tree.get("agencies", {}).values():
        yield from _used("agency", fields.AGENCY, agency)
    for group in tree.get("groups", {}).values():
        yield from _used("group", fields.GROUP, group)


def _used(name: str, table: Table, tree: Tree) -> Iterator[Use]:
    for key, value in tree.items():
        if value is not None:
            yield name, key
            yield from _words(f"{name}.{key}", table[key].value, value)


def _words(name: str, kind: Value, value: Any) -> Iterator[Use]:
    name = name if kind.name in GENERAL else kind.name
    if isinstance(value, str) and value in kind.choices:
        yield name, value
    if isinstance(value, dict) and kind.table is not None:
        yield from _used(name, kind.table, value)  # type: ignore[arg-type]
    if kind.item is not None:
        for one in value if isinstance(value, list) else [value]:
            yield from _words(name, kind.item, one)


def test_every_key_and_every_word_of_the_format_stands_in_a_shipped_plan():
    assert sorted(all_there_is() - UNUSED - all_that_is_used()) == []


def test_what_is_left_out_is_left_out():
    assert all_there_is() >= UNUSED
    assert UNUSED & all_that_is_used() == set()


def test_the_walk_over_the_tables_reaches_the_smallest_mappings():
    there_is = all_there_is()
    assert {
        ("dependency", "lag"),
        ("dependency.type", "FF"),
        ("match", "agency"),
        ("due", "before"),
        ("completion", "percent"),
        ("body.track", "group"),
        ("agency.contacts.role", "head"),
        ("calendar.days_off", "kind"),
    } <= there_is
    assert len(there_is) > 200


# ---- the forms that values have beside their words


@pytest.fixture(scope="module")
def plans() -> list[Plan]:
    readings = [read_plan(path) for path in sorted(PLANS.glob("*.yaml"))]
    assert len(readings) == 3
    return [reading.plan for reading in readings if reading.plan is not None]


def tasks_of(plans: list[Plan]) -> list[Task]:
    return [task for plan in plans for task in plan.tasks]


DUES: dict[str, Callable[[Due], bool]] = {
    "a date": lambda due: due.day is not None and not due.before,
    "before a date": lambda due: due.day is not None and due.before,
    "a day of the year": lambda due: due.yearly is not None and not due.before,
    "before a day of the year": lambda due: due.yearly is not None and due.before,
    "a day of the month": lambda due: due.day_of_month is not None and not due.before,
    "before a day of the month": lambda due: due.day_of_month is not None and due.before,
    "calendar days of a task": lambda due: _within(due, "d") and due.of != "issued",
    "working days of a task": lambda due: _within(due, "wd") and due.of != "issued",
    "calendar days of the issue": lambda due: _within(due, "d") and due.of == "issued",
    "working days of the issue": lambda due: _within(due, "wd") and due.of == "issued",
    "the horizon": lambda due: due.horizon,
}


def _within(due: Due, unit: str) -> bool:
    return due.within is not None and due.within.unit == unit


@pytest.mark.parametrize("form", DUES)
def test_every_form_of_a_due_date_is_there(plans, form):
    assert [task.id for task in tasks_of(plans) if task.due is not None and DUES[form](task.due)] != []


@pytest.mark.parametrize("form", ["a date", "before a day of the year", "a day of the month"])
def test_internal_dates_come_in_several_forms_and_all_with_a_basis(plans, form):
    internal = [task for task in tasks_of(plans) if task.internal_due is not None]
    assert all(task.basis for task in internal)
    assert [task.id for task in internal if task.internal_due and DUES[form](task.internal_due)] != []


WAITS: dict[str, Callable[[Dependency], bool]] = {
    "calendar days later": lambda one: one.lag.unit == "d" and one.lag.count > 0,
    "working days later": lambda one: one.lag.unit == "wd" and one.lag.count > 0,
    "earlier": lambda one: one.lag.count < 0,
    "at once": lambda one: one.lag == Span(0, "d"),
    "soft": lambda one: one.soft,
    "hard": lambda one: not one.soft,
    "with a reason": lambda one: one.reason is not None,
    "for the same agency in the same period": lambda one: set(one.match) == {"agency", "period"},
    "for the same agency": lambda one: one.match == ("agency",),
    "for the same period": lambda one: one.match == ("period",),
    "for all periods": lambda one: one.match == ("all",),
    "by the default": lambda one: one.match == (),
    "for another plan": lambda one: "/" in one.task,
    "for another plan, agency by agency": lambda one: "/" in one.task and one.match == ("agency",),
}


@pytest.mark.parametrize("form", WAITS)
def test_every_form_of_waiting_is_there(plans, form):
    waits = [one for task in tasks_of(plans) for one in task.after]
    assert [one for one in waits if WAITS[form](one)] != []


def test_sections_are_waited_for_and_stand_in_sections(plans):
    sections = {section.id: section for plan in plans[1:] for section in plan.sections}
    assert any(one.task in sections for task in tasks_of(plans[1:]) for one in task.after)
    assert any(section.section for section in sections.values())


def test_every_rule_of_completion_stands_with_each_form_that_may_have_it(plans):
    used = {(task.form, task.complete_when.rule) for task in tasks_of(plans)}
    assert used == {
        ("lead", "all"),
        ("unassigned", "all"),
        *(("joint", rule) for rule in ("all", "any", "focal_point")),
        *(("each", rule) for rule in ("all", "at_least", "percent")),
    }


def test_bodies_are_agencies_groups_tracked_groups_and_open_groups_with_members(plans):
    bodies = [body for task in tasks_of(plans) for body in (*task.bodies, *task.support)]
    assert any(body.track == "group" for body in bodies)
    assert any(body.members for body in bodies)
    focal = [task.focal_point for task in tasks_of(plans) if task.focal_point is not None]
    assert {(one.reading is None, one.ref is None) for one in focal} >= {(True, True), (False, False)}


def test_the_cut_off_is_a_date_or_a_day_of_every_year(plans):
    assert {type(task.cutoff) for task in tasks_of(plans) if task.cutoff is not None} == {
        MonthDay,
        type(plans[0].starts),
    }


def test_every_comparison_of_a_goal_is_there_and_a_target_without_a_figure(plans):
    goals = [target.goal for plan in plans for target in plan.targets]
    assert {goal.op for goal in goals if goal} == {">=", ">", "<=", "<", "=", "~"}
    assert None in goals
    assert any("." in goal.value for goal in goals if goal)


def test_dates_are_written_in_both_manners():
    text = (PLANS / "sao_khue.yaml").read_text(encoding="utf-8")
    assert "starts: 08/01/2026" in text
    assert "issued: 2026-01-08" in text


def test_agencies_begin_end_and_are_succeeded_by_one_or_by_several(plans):
    reading = read_plan(PLANS / "sao_khue.yaml")
    agencies = reading.directory.agencies.values()
    assert {len(one.succeeded_by) for one in agencies} == {0, 1, 2}
    assert any(one.from_ for one in agencies)
    assert all(one.until for one in agencies if one.succeeded_by)
    assert len(reading.sources) == 4  # the plan, two directories, a calendar


def test_reminders_follow_a_policy_that_there_is(tmp_path):
    for path in files_of(PLANS):
        copy = tmp_path / path.relative_to(PLANS)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    path = tmp_path / "sao_khue.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("reminders: none ") == 1
    path.write_text(text.replace("reminders: none ", "reminders: moi-ngay "), encoding="utf-8")
    reading = read_plan(path)
    [error] = [one for one in reading.findings if one.severity == "error"]
    assert error.params["value"] == "moi-ngay"
    assert error.params["choices"] == "standard, none"
