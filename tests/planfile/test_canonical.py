"""Values as canonical JSON and back."""

from __future__ import annotations

import dataclasses
import json
import typing
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.calendar import Calendar
from planengine.core.plan import Agency, Directory, Group, Plan
from planengine.planfile.canonical import (
    calendar_from_canonical,
    canonical,
    canonical_calendar,
    canonical_directory,
    canonical_plan,
    directory_from_canonical,
    plan_from_canonical,
)
from planengine.planfile.read import read_plan
from tests.planfile.plans_in_text import plan_text, read, second, task

ROOT = Path(__file__).parents[2]

TEXTS = st.text('aệ đ"\\\n日{}', max_size=6).map(lambda text: unicodedata.normalize("NFC", text))
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type of core.plan, whether or not it makes sense as a plan."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is str:
        return TEXTS
    if hint is date:
        return DAYS
    if hint in (int, bool, type(None)):
        return {int: st.integers(-400, 400), bool: st.booleans(), type(None): st.none()}[hint]
    if origin is typing.Literal:
        return st.sampled_from(args)
    if origin is tuple:
        if args[-1] is Ellipsis:
            return st.lists(values_of(args[0]), max_size=2).map(tuple)
        return st.tuples(*map(values_of, args))
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return st.builds(hint, **{one.name: values_of(hints[one.name]) for one in dataclasses.fields(hint)})
    return st.one_of(*map(values_of, args))


@given(values_of(Plan))
def test_a_plan_comes_back_from_its_canonical_form(plan):
    assert plan_from_canonical(canonical_plan(plan)) == plan


@given(st.lists(values_of(Agency), max_size=3), st.lists(values_of(Group), max_size=3))
def test_a_directory_comes_back_whatever_the_order_of_its_files(agencies, groups):
    directory = Directory({one.id: one for one in agencies}, {one.id: one for one in groups})
    turned = Directory(dict(reversed(directory.agencies.items())), dict(reversed(directory.groups.items())))
    assert directory_from_canonical(canonical_directory(directory)) == directory
    assert canonical_directory(turned) == canonical_directory(directory)


@given(
    st.sets(DAYS, max_size=5), st.sets(DAYS, max_size=5), st.sets(st.integers(0, 6)), st.tuples(DAYS, DAYS)
)
def test_a_calendar_comes_back_and_its_sets_have_no_order(off, worked, weekend, covers):
    made = Calendar("vn", frozenset(weekend), frozenset(off), frozenset(worked), covers)
    turned = Calendar("vn", set(weekend), set(off), set(worked), covers)
    assert calendar_from_canonical(canonical_calendar(made)) == made
    assert canonical_calendar(made) == canonical_calendar(turned)


def test_the_days_of_a_calendar_are_in_order():
    days = frozenset(date(2000 + n * 7 % 50, 1 + n % 12, 1 + n % 28) for n in range(200))
    parts = json.loads(
        canonical_calendar(Calendar("vn", {6, 5, 0}, days, days, (date(2000, 1, 1), date(2050, 1, 1))))
    )
    assert parts["days_off"] == parts["working_days"] == sorted(day.isoformat() for day in days)
    assert parts["weekend"] == [0, 5, 6]


def test_the_shipped_plan_comes_back_whole():
    reading = read_plan(ROOT / "plans/kh_106.yaml")
    assert reading.plan is not None
    text = canonical(reading.plan, reading.directory, reading.calendar)
    assert plan_from_canonical(text.plan) == reading.plan
    assert directory_from_canonical(text.directory) == reading.directory
    assert calendar_from_canonical(text.calendar) == reading.calendar


def test_comments_spelling_and_written_defaults_leave_no_trace(tmp_path):
    first = read(tmp_path, plan_text(tasks=task("due: 31/12/2024")))
    other = plan_text(tasks=task("due: 2024-12-31", "kind: once", "restricted: false", "# ghi chú"))
    again = read(tmp_path, unicodedata.normalize("NFD", other))
    assert canonical_plan(first.plan) == canonical_plan(again.plan)


def test_another_plan_has_another_text(tmp_path):
    texts = {
        canonical_plan(read(tmp_path, plan_text(tasks=tasks)).plan)
        for tasks in (
            task(),
            task("restricted: true"),
            task("due: {before: 2024-12-20}"),
            task("due: 2024-12-19"),
            task() + second(),
        )
    }
    assert len(texts) == 5


def test_the_text_is_one_line_of_sorted_json_without_floats():
    text = canonical_plan(read_plan(ROOT / "plans/kh_106.yaml").plan)
    assert "\n" not in text
    assert json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text
    json.loads(text, parse_float=pytest.fail)


@pytest.mark.parametrize("text", ["1", "{}", '{"id": "x"}', '{"id": {}, "hello": 1}', "[", '{"tasks": [[]]}'])
def test_anything_else_is_refused(text):
    for back in (plan_from_canonical, directory_from_canonical, calendar_from_canonical):
        with pytest.raises(ValueError):
            back(text)
