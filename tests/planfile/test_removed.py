"""What a plan file says of tasks that left it, and of reported work: read, written, put in order, kept."""

from __future__ import annotations

import json

import pytest

from planengine.core.plan import Merge, Removal, Split
from planengine.planfile.canonical import canonical_plan, plan_from_canonical
from planengine.planfile.read import read_plan
from planengine.planfile.rewriting import formatted
from planengine.planfile.writing import write_plan
from tests.planfile.plans_in_text import codes, plan_text, read, second, task, write
from tests.planfile.test_fmt import source
from tests.planfile.test_writing import read as read_form

SAID = (
    'removed:\n  - {id: "6.1", reason: Không còn phù hợp, ref: 45/QĐ-UBND ngày 10/03/2025}\n'
    'split:\n  - {from: "7", into: ["1", "2"]}\n'
    'merge:\n  - {from: ["8.1", "8.2"], into: "2", ref: 46/QĐ-UBND}\n'
)
FLAGS = ("supersedes_extension", "reopen", "grandfather")
PLAN = (
    plan_text(tasks=task("supersedes_extension: true", "reopen: true") + second("grandfather: true")) + SAID
)


def test_what_left_the_plan_is_read(tmp_path):
    reading = read(tmp_path, PLAN)
    assert codes(reading) == []
    plan = reading.plan
    assert plan.removed == (Removal("6.1", "Không còn phù hợp", "45/QĐ-UBND ngày 10/03/2025"),)
    assert plan.split == (Split("7", ("1", "2")),)
    assert plan.merge == (Merge(("8.1", "8.2"), "2", "46/QĐ-UBND"),)
    first, other = plan.tasks
    assert [getattr(first, flag) for flag in FLAGS] == [True, True, False]
    assert [getattr(other, flag) for flag in FLAGS] == [False, False, True]


def test_a_plan_that_says_nothing_of_it_has_nothing_of_it(tmp_path):
    plan = read(tmp_path, plan_text()).plan
    assert (plan.removed, plan.split, plan.merge) == ((), (), ())
    assert [getattr(plan.tasks[0], flag) for flag in FLAGS] == [False] * 3


def test_it_is_written_as_it_was_read_and_is_in_order_then(tmp_path):
    plan = read(tmp_path, PLAN).plan
    text = write_plan(plan)
    assert formatted(source(text)) == text
    assert read_form(text) == plan
    assert [flag for flag in FLAGS if f"    {flag}: true\n" in text] == list(FLAGS)


@pytest.mark.parametrize(
    ("said", "code", "line"),
    [
        ('removed: [{id: "6"}]', "PE031", "removed"),
        ("removed: [{id: '6', reason: ''}]", "PE035", "removed"),
        ("removed: ['6']", "PE034", "removed"),
        ('split: [{into: ["1", "2"]}]', "PE031", "split"),
        ('split: [{from: "7"}]', "PE031", "split"),
        ('split: [{from: "7", into: "1"}]', "PE033", "split"),
        ('merge: [{from: "8", into: "1"}]', "PE033", "merge"),
        ('merge: [{from: ["8", "9"], into: ["1", "2"]}]', "PE032", "merge"),
        ('merge: [{from: ["8", "a b"], into: "1"}]', "PE043", "merge"),
        ('split: [{from: "7", into: ["1", null]}]', "PE035", "split"),
        ('split: [{from: "7", into: []}]', "PE157", "split"),
    ],
)
def test_a_slip_in_it_is_told_once_and_at_its_line(said, code, line, tmp_path):
    reading = read(tmp_path, plan_text() + said + "\n")
    assert codes(reading) == [code]
    assert reading.sources[0].lines[reading.findings[0].place.line - 1].startswith(line)


def test_a_fault_of_it_is_shown_at_the_id_that_is_meant(tmp_path):
    text = plan_text(tasks=task() + second()) + 'merge:\n  - into: "1"\n    from:\n      - "9"\n      - "2"\n'
    reading = read(tmp_path, text)
    assert codes(reading) == ["PE154"]
    assert reading.sources[0].lines[reading.findings[0].place.line - 1] == '      - "2"'


def test_one_slip_in_a_task_does_not_make_it_missing_where_it_became_of_another(tmp_path):
    text = (
        plan_text(tasks=task() + "  - {title: Không mã, lead: so-tc}\n")
        + 'split: [{from: "7", into: ["1", "2"]}]\n'
    )
    assert codes(read(tmp_path, text)) == ["PE031"]


def test_a_plan_kept_before_the_keys_were_known_reads_as_the_same_file_reads_today(tmp_path):
    today = canonical_plan(read(tmp_path, plan_text(tasks=task() + second())).plan)
    older = json.loads(today)
    for key in ("removed", "split", "merge"):
        del older[key]
    for one in older["tasks"]:
        for flag in FLAGS:
            del one[flag]
    text = json.dumps(older, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert text != today
    assert canonical_plan(plan_from_canonical(text)) == today


def test_fmt_puts_the_keys_where_they_belong(tmp_path):
    text = plan_text(tasks=task("grandfather: true", "supersedes_extension: true", "tags: [a]", "notes: n"))
    turned = formatted(source("merge: []\nsplit: []\nremoved: []\n" + text))
    keys = ("groups:", "removed:", "split:", "merge:", "targets:", "tags:", *FLAGS[::2], "notes:")
    places = [turned.index(key) for key in keys]
    assert places == sorted(places)
    assert read_plan(write(tmp_path, turned)).plan == read_plan(write(tmp_path, text)).plan
