"""Another id for a task, a section or a target: every place changes, and nothing but those places."""

from __future__ import annotations

from collections import Counter

import pytest

from planengine.errors import NotFound, Refusal, UsageRefusal
from planengine.planfile.layout_tokens import comments
from planengine.planfile.read import read_plan
from planengine.planfile.renaming import Renamed, renamed, renamed_elsewhere
from tests.planfile.plans_in_text import codes, plan_text, read, second, task, write
from tests.planfile.test_fmt import SHIPPED, source


def lines_changed(before: str, after: str) -> list[str]:
    """The lines of `after` that `before` does not have, in order."""
    left = Counter(before.splitlines())
    found = []
    for line in after.splitlines():
        if left[line]:
            left[line] -= 1
        else:
            found.append(line)
    return found


def rename(text: str, old: str, new: str) -> Renamed:
    return renamed(source(text), "kh-1", old, new)


PLAN = plan_text(
    tasks=task("targets: ['G1']")
    + second('after: ["1", {task: kh-1/1, lag: 5d}]', "related: [1, kh-2/1]", "due: {within: 10d, of: '1'}  # hạn")
)  # fmt: skip


def test_every_place_where_a_task_is_named_changes_in_the_quotes_it_has(tmp_path):
    result = rename(PLAN, "1", "1.10")
    assert lines_changed(PLAN, result.text) == [
        "moved:",
        '  - {from: "1", to: "1.10"}',
        "  - id: '1.10'",
        '    after: ["1.10", {task: kh-1/1.10, lag: 5d}]',
        "    related: [1.10, kh-2/1]",
        "    due: {within: 10d, of: '1.10'}  # hạn",
    ]
    assert result.places == 5
    assert codes(read(tmp_path, PLAN)) == codes(read(tmp_path, result.text))


def test_a_target_is_renamed_and_a_task_of_that_name_is_not_touched():
    text = PLAN.replace("id: G1", "id: Z").replace("['G1']", "['Z']").replace("id: '2'", "id: '3'")
    assert lines_changed(text, rename(text, "Z", "G9").text) == [
        "moved:",
        '  - {from: "Z", to: "G9"}',
        next(line for line in text.splitlines() if "{id: Z," in line).replace("Z", "G9", 1),
        "    targets: ['G9']",
    ]


def test_ids_of_children_are_their_own():
    text = plan_text(
        tasks="tasks:\n  - id: I\n    title: Mục\n    tasks:\n      - {id: I.1, title: V, lead: so-tc}\n"
    )
    assert lines_changed(text, rename(text, "I", "II").text) == [
        "moved:",
        '  - {from: "I", to: "II"}',
        "  - id: II",
    ]


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [("a", "2.10", '"2.10"'), ("a", "null", '"null"'), ("1", "null", '"null"'), ("1", "2.10", "2.10"), ("a", "b", "b")],
)  # fmt: skip
def test_an_id_is_quoted_where_others_would_not_read_it_as_text(old, new, written):
    text = plan_text(tasks=f"tasks:\n  - id: {old}\n    title: V\n    lead: so-tc\n")
    assert f"  - id: {written}\n" in rename(text, old, new).text


def test_a_comment_beside_an_id_stays_at_its_column():
    text = plan_text(
        tasks="tasks:\n  - id: a      # mã\n    title: V   # tên\n    lead: so-tc\n"
        "  - id: b # x\n    title: V\n    lead: so-tc\n"
    )
    assert "  - id: abc    # mã\n" in rename(text, "a", "abc").text
    assert "  - id: bcd # x\n" in rename(text, "b", "bcd").text


MOVED = {
    "none": ("", 'moved:\n  - {from: "1", to: "9"}\n'),
    "flow": ('moved: [{from: "0", to: "1"}]\n', 'moved: [{from: "0", to: "1"}, {from: "1", to: "9"}]\n'),
    "empty": ("moved: []  # chưa có\n", 'moved: [{from: "1", to: "9"}]  # chưa có\n'),
    "nothing": ("moved:   # chưa có\n", 'moved: [{from: "1", to: "9"}]   # chưa có\n'),
    "items in brackets": (
        "moved:\n- {from: '0', to: '1'} # cũ\n",
        "moved:\n- {from: '0', to: '1'} # cũ\n- {from: \"1\", to: \"9\"}\n",
    ),
    "items in lines": (
        "moved:\n    -  from: '0'\n       to: '1'\n       ref: 12/QĐ\n",
        "moved:\n    -  from: '0'\n       to: '1'\n       ref: 12/QĐ\n    -  from: \"1\"\n       to: \"9\"\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", MOVED)
def test_the_entry_is_written_in_the_style_of_the_others(style, tmp_path):
    before, after = MOVED[style]
    text = plan_text(head=before)
    result = rename(text, "1", "9").text
    assert after in result
    reading = read(tmp_path, result)
    assert reading.plan is not None
    assert (reading.plan.moved[-1].from_, reading.plan.moved[-1].to) == ("1", "9")
    # Once more: an id may be given up again and again.
    again = read(tmp_path, rename(result, "9", "8").text)
    assert again.plan is not None
    assert [one.id for one in again.plan.tasks] == ["8"]


def test_a_file_in_brackets():
    flow = '{planengine: 1, plan: {id: kh-1}, tasks: [{id: "1", title: V}]}\n'
    assert rename(flow, "1", "2").text == (
        '{planengine: 1, plan: {id: kh-1}, tasks: [{id: "2", title: V}], moved: [{from: "1", to: "2"}]}\n'
    )


def test_another_plan_names_it_with_its_plan():
    result = renamed_elsewhere(source(PLAN), "kh-2", "1", "1b")
    assert lines_changed(PLAN, result.text) == ["    related: [1, kh-2/1b]"]
    assert result.places == 1


@pytest.mark.parametrize(
    ("old", "new", "refused", "code"),
    [
        ("1", "a b", UsageRefusal, "rename.not_an_id"),
        ("1", "ệ", UsageRefusal, "rename.not_an_id"),
        ("7", "8", NotFound, "rename.unknown"),
        ("1", "2", Refusal, "rename.taken"),
        ("1", "G1", Refusal, "rename.taken"),
        ("1", "1", Refusal, "rename.taken"),
        ("1", "0", Refusal, "rename.was_given_up"),
        ("1", "r", Refusal, "rename.was_given_up"),
        ("1", "s", Refusal, "rename.was_given_up"),
        ("1", "m2", Refusal, "rename.was_given_up"),
    ],
)
def test_what_is_refused(old, new, refused, code):
    text = (
        PLAN + 'moved: [{from: "0", to: "1"}]\nremoved: [{id: r, reason: x}]\n'
        'split: [{from: s, into: ["1", "2"]}]\nmerge: [{from: [m1, m2], into: "1"}]\n'
    )
    with pytest.raises(refused) as raised:
        rename(text, old, new)
    assert raised.value.code == code


def test_an_unknown_id_is_told_with_those_it_nearly_is():
    with pytest.raises(NotFound) as raised:
        rename(PLAN.replace("id: '2'", "id: IV.1.5"), "IV.1.6", "x")
    assert raised.value.params["near"] == ("IV.1.5",)


@pytest.mark.parametrize(
    "path", [one for one in SHIPPED if one.parent.name == "plans"], ids=lambda one: one.name
)
def test_any_id_of_a_shipped_plan_can_be_given_up(path, tmp_path):
    """Renaming back and forth over all ids: the plan is the same but for that id, and no comment is lost."""
    before = read_plan(path)
    assert before.plan is not None
    text = path.read_text(encoding="utf-8")
    for id_ in [one.id for listed in (before.plan.tasks, before.plan.targets) for one in listed][::7]:
        result = renamed(source(text), before.plan.id, id_, f"{id_}-moi")
        changed = lines_changed(text, result.text)
        assert all(id_ in line for line in changed if line not in ("", "moved:")), changed
        assert Counter(comments(result.text)) == Counter(comments(text))
        assert renamed(source(result.text), before.plan.id, f"{id_}-moi", f"{id_}-cu").places == result.places


def test_the_renamed_file_is_read_without_new_findings(tmp_path):
    text = rename(PLAN, "1", "x.1").text
    assert codes(read_plan(write(tmp_path, text))) == codes(read_plan(write(tmp_path, PLAN)))
