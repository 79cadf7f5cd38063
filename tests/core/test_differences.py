"""What an edited plan says otherwise: every field has a class and a name, and what looks like a rename is suggested."""

from __future__ import annotations

import json
import random
from dataclasses import fields, replace
from typing import Any

import pytest

from planengine.core.differences import (
    NOT_TOLD,
    PLAN_FIELDS,
    TARGET_FIELDS,
    TASK_FIELDS,
    Difference,
    alike,
    differences,
    suggestions,
)
from planengine.core.plan import Plan, Section, Target, Task
from planengine.core.revision import CLASSES
from planengine.messages import LANGUAGES, Words
from planengine.planfile.canonical import canonical_plan
from tests.core.factories import a_plan, a_section, a_task

COSMETIC_OF_PLANS = {"id", "title", "issuer", "number", "issued", "signer", "basis", "recipients"}
COSMETIC_OF_TARGETS = {"id", "title", "ref", "lines", "quote", "notes", "readings"}


def named(whole: type) -> set[str]:
    """The fields as the canonical form names them."""
    return {one.name.rstrip("_") for one in fields(whole)}


def told(old: Plan, new: Plan, **renamed: str) -> list[tuple[str, str, str]]:
    return [(one.node, one.id, one.field) for one in found(old, new, renamed)]


def found(old: Plan, new: Plan, renamed: dict[str, str] | None = None) -> tuple[Difference, ...]:
    return differences(json.loads(canonical_plan(old)), json.loads(canonical_plan(new)), renamed or {})


def test_every_field_of_a_task_has_a_class() -> None:
    assert TASK_FIELDS.keys() == named(Task)
    assert set(TASK_FIELDS.values()) <= set(CLASSES)


def test_every_field_of_a_target_is_named_or_no_more_than_words() -> None:
    assert TARGET_FIELDS.keys() | COSMETIC_OF_TARGETS == named(Target)


def test_every_field_of_a_plan_is_named_or_no_more_than_words_or_told_elsewhere() -> None:
    assert PLAN_FIELDS.keys() | COSMETIC_OF_PLANS | set(NOT_TOLD) == named(Plan)


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_every_field_has_a_name_in_the_language_of_the_reader(lang: str) -> None:
    say = Words(lang)
    whole = named(Task) | named(Target) | named(Section) | (named(Plan) - set(NOT_TOLD)) | {"order"}
    names = {field: say.template(f"diff.field.{field}") for field in whole - {"id"}}
    assert all(names.values())
    assert all(say.template(f"diff.kind.{kind}") for kind in CLASSES)


# a value that differs from what a bare task has, for each field
OTHERWISE: dict[str, Any] = {
    "title": "khác",
    "kind": "milestone",
    "form": "joint",
    "support_required": True,
    "output": "Báo cáo",
    "ref": "II.1",
    "lines": "5-6",
    "clause": "b",
    "quote": ("x",),
    "conditions": ("x",),
    "restricted": True,
    "priority": "urgent",
    "leader": "PCT",
    "addressee": ("a",),
    "via": "b",
    "request": True,
    "evidence": "optional",
    "confirm": "none",
    "reminders": "none",
    "tags": ("t",),
    "notes": "n",
    "basis": "x",
    "supersedes_extension": True,
    "reopen": True,
    "grandfather": True,
    "carried_from": "kh-cu/1",
    "related": ("2",),
    "targets": ("G1",),
    "every": "year",
    "update": "quarter",
}


@pytest.mark.parametrize("name", sorted(OTHERWISE))
def test_one_edited_field_is_one_difference_both_ways(name: str) -> None:
    bare = a_plan(a_task("1"))
    edited = a_plan(replace(a_task("1"), **{name: OTHERWISE[name]}))
    for old, new in ((bare, edited), (edited, bare)):
        (one,) = found(old, new)
        assert (one.node, one.id, one.field, one.kind) == ("task", "1", name, TASK_FIELDS[name])
        assert one.before != one.after


def test_what_nobody_wrote_is_no_difference() -> None:
    plan = a_plan(a_task("1.1", section="1"), a_task("2"), sections=(a_section("1"),))
    assert found(plan, plan) == ()


def test_what_is_new_and_what_is_gone_is_told_as_a_whole() -> None:
    assert told(a_plan(a_task("1")), a_plan(a_task("2"))) == [("task", "2", "node"), ("task", "1", "node")]


def test_another_order_is_told_once() -> None:
    first, other = a_plan(a_task("1"), a_task("2")), a_plan(a_task("2"), a_task("1"))
    assert told(first, other) == [("plan", "kh", "order")]
    assert told(first, a_plan(a_task("3"), a_task("1"), a_task("2"))) == [("task", "3", "node")]


def test_a_rename_with_all_that_names_the_old_id_is_no_difference() -> None:
    old = a_plan(
        a_task("1.1", section="1"),
        a_task("1.2", after=("1.1",), related=("1.1",)),
        sections=(a_section("1"),),
    )
    new = a_plan(
        a_task("9.1", section="9", title="1.1"),
        a_task("1.2", after=("9.1",), related=("9.1",)),
        sections=(Section("9", "1", None),),
    )
    assert told(old, new, **{"1.1": "9.1", "1": "9"}) == []
    assert told(old, new) != []


def test_a_rename_and_an_edit_in_one_are_the_edit() -> None:
    old, new = a_plan(a_task("1", title="x")), a_plan(a_task("2", title="x", output="Báo cáo"))
    assert told(old, new, **{"1": "2"}) == [("task", "2", "output")]


# ---- what looks like a rename


def trees(old: Plan, new: Plan, renamed: dict[str, str]) -> list[tuple[str, str]]:
    before, after = json.loads(canonical_plan(old)), json.loads(canonical_plan(new))
    return [(one.old, one.new) for one in suggestions(before, after, differences(before, after, renamed))]


def title(number: int) -> str:
    """Titles of one plan are seldom alike."""
    chance = random.Random(number)
    return " ".join("".join(chance.choice("abcdeghiklmnopqrstuvxy") for _ in range(5)) for _ in range(8))


def test_of_fifty_renames_half_declared_the_rest_is_suggested_and_right() -> None:
    old = a_plan(*(a_task(f"1.{one}", title=title(one)) for one in range(100)))
    moved = {f"1.{one}": f"2.{one}" for one in range(0, 100, 2)}
    declared = dict(list(moved.items())[::2])
    new = a_plan(
        *(
            a_task(
                moved.get(task.id, task.id),
                # every fourth has a corrected title besides
                title=task.title + " (sửa)" if task.id in moved and int(task.id[2:]) % 8 == 2 else task.title,
            )
            for task in old.tasks
        )
    )
    asked = trees(old, new, declared)
    assert dict(asked) == {one: other for one, other in moved.items() if one not in declared}
    assert len(asked) == len(moved) - len(declared) == 25
    assert trees(old, new, moved) == []


def test_an_equal_title_elsewhere_is_suggested_and_a_nearly_equal_one_only_in_the_same_section() -> None:
    words = "Tổ chức tập huấn cho cán bộ hợp tác xã nông nghiệp"
    sections = (a_section("1"), a_section("2"))
    old = a_plan(a_task("1.1", title=words, section="1"), sections=sections)
    same = a_plan(a_task("2.1", title=words.upper(), section="2"), sections=sections)
    near = a_plan(a_task("2.1", title=f"{words} năm 2024", section="2"), sections=sections)
    here = a_plan(a_task("1.2", title=f"{words} năm 2024", section="1"), sections=sections)
    assert trees(old, same, {}) == [("1.1", "2.1")]
    assert trees(old, near, {}) == []
    assert trees(old, here, {}) == [("1.1", "1.2")]


def test_each_is_in_one_pair_at_most() -> None:
    old = a_plan(a_task("1", title="Báo cáo năm"), a_task("2", title="Báo cáo năm"))
    new = a_plan(*(a_task(one, title="Báo cáo năm") for one in ("3", "4", "5")))
    pairs = trees(old, new, {})
    assert pairs == [("1", "3"), ("2", "4")]


def test_case_and_blanks_make_no_other_title() -> None:
    assert alike("Báo cáo  năm", "báo cáo năm")
    assert not alike("Báo cáo năm", "Tổ chức tập huấn")
