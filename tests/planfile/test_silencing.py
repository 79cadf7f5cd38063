"""What a plan silences is kept aside with its reason; an entry that silences nothing is told."""

from __future__ import annotations

import pytest

from planengine.planfile.read import Reading
from tests.planfile.plans_in_text import codes, plan_text, read, second, task

TWICE = "support: [so-xd, so-xd]"


def allow(code: str, reason: str = "cố ý") -> str:
    return f"allow: [{{code: {code}, reason: {reason}}}]"


def silenced(reading: Reading) -> list[tuple[str, str]]:
    return [(one.code, reason) for one, reason in reading.silenced]


def test_a_task_silences_its_own_warnings_only(tmp_path):
    reading = read(tmp_path, plan_text(tasks=task(TWICE, allow("PE208")) + second(TWICE.replace("xd", "tc"))))
    assert codes(reading) == ["PE208"]
    assert silenced(reading) == [("PE208", "cố ý")]


def test_the_head_silences_everywhere_and_the_reason_of_the_task_comes_first(tmp_path):
    head = f"  {allow('PE208', 'chung')}\n"
    tasks = task(TWICE, allow("PE208", "riêng")) + second(TWICE.replace("xd", "tc"))
    reading = read(tmp_path, plan_text(head=head, tasks=tasks))
    assert codes(reading) == []
    assert silenced(reading) == [("PE208", "riêng"), ("PE208", "chung")]


@pytest.mark.parametrize("line", ["notes: Xem Mục #3", "title: Mục #3"])
def test_a_text_cut_short_is_silenced_by_the_task_it_stands_in(line, tmp_path):
    tasks = task(line, allow("PE201")).replace(
        "    title: Việc một\n", "" if line.startswith("title") else "    title: Việc một\n"
    )
    reading = read(tmp_path, plan_text(tasks=tasks))
    assert codes(reading) == []
    assert silenced(reading) == [("PE201", "cố ý")]


def test_a_missing_calendar_is_silenced_in_the_head_alone(tmp_path):
    assert codes(read(tmp_path, plan_text(calendar=None, tasks=task(allow("PE211"))))) == ["PE211", "PE219"]
    assert codes(read(tmp_path, plan_text(head=f"  {allow('PE211')}\n", calendar=None))) == []


@pytest.mark.parametrize("head", [True, False])
def test_an_entry_that_silences_nothing_is_told_where_it_stands(head, tmp_path):
    line = allow("PE208")
    text = plan_text(head=f"  {line}\n") if head else plan_text(tasks=task(line))
    reading = read(tmp_path, text)
    [finding] = reading.findings
    assert (finding.code, finding.params) == ("PE219", {"code": "PE208"})
    shown = reading.sources[0].lines[finding.place.line - 1][finding.place.column - 1 :]
    assert shown.startswith("PE208")


def test_it_is_told_beside_an_error_elsewhere_and_not_beside_one_that_may_keep_the_warning_back(tmp_path):
    elsewhere = task(allow("PE208")) + second("starts: bao giờ")
    assert codes(read(tmp_path, plan_text(tasks=elsewhere))) == ["PE219", "PE036"]
    here = task(allow("PE208"), "support: so-xd")
    assert codes(read(tmp_path, plan_text(tasks=here))) == ["PE033"]


def test_a_warning_kept_back_by_a_fault_counts_as_silenced(tmp_path):
    # without a directory nobody knows whether the group is open
    tasks = task("each: [nganh]", allow("PE209"))
    reading = read(tmp_path, plan_text(tasks=tasks, end="directory: khong_co.yaml\n"))
    assert codes(reading) == ["PE001"]


def test_errors_are_never_silenced(tmp_path):
    reading = read(tmp_path, plan_text(head=f"  {allow('PE101')}\n", tasks=task("support: [so-xdd]")))
    assert codes(reading) == ["PE055", "PE101"]


def test_the_warning_of_idle_entries_can_be_silenced_like_any_other(tmp_path):
    both = "allow: [{code: PE208, reason: a}, {code: PE219, reason: b}]"
    reading = read(tmp_path, plan_text(tasks=task(both)))
    assert codes(reading) == []
