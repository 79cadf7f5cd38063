"""What a plan may not say of tasks that were removed, split or merged, and of reported work."""

from __future__ import annotations

import pytest

from planengine.core.checks_moved import check_moves
from planengine.core.checks_removed import check_given_up, check_reported_work
from planengine.core.plan import Merge, Move, Removal, Split
from tests.core.factories import a_calendar, a_directory, a_plan, a_section, a_task


def told(*tasks, check=check_given_up, sections=(), **said):
    plan = a_plan(*(a_task(one) for one in tasks), sections=tuple(map(a_section, sections)), **said)
    return [(one.code, one.subject) for one in check(plan, a_directory("a"), a_calendar())]


def test_what_is_gone_and_became_tasks_of_the_plan_is_in_order():
    assert (
        told(
            "7.1", "7.2", "8",
            removed=(Removal("6.1", "x"),),
            split=(Split("7", ("7.1", "7.2")),),
            merge=(Merge(("8.1", "8.2"), "8"),),
        )
        == []
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"removed": (Removal("9", "x"), Removal("1", "x"))}, ("removed", 1, "id")),
        ({"split": (Split("1", ("2", "3")),)}, ("split", 0, "from")),
        ({"merge": (Merge(("9", "1"), "2"),)}, ("merge", 0, "from", 1)),
    ],
)
def test_a_task_that_is_gone_is_not_in_the_file(said, place):
    assert told("1", "2", "3", **said) == [("PE154", place)]
    assert told("2", "3", **said) == []


def test_a_section_may_have_the_id_of_what_was_split_or_merged_but_not_of_what_was_removed():
    said = {"split": (Split("1", ("2", "3")),), "merge": (Merge(("4", "5"), "2"),)}
    assert told("2", "3", sections=("1", "4"), **said) == []
    assert told("2", sections=("1",), removed=(Removal("1", "x"),)) == [("PE154", ("removed", 0, "id"))]


@pytest.mark.parametrize(
    ("said", "place", "before"),
    [
        ({"removed": (Removal("9", "x"), Removal("9", "y"))}, ("removed", 1, "id"), ("removed", 0, "id")),
        ({"split": (Split("9", ("1", "2")),) * 2}, ("split", 1, "from"), ("split", 0, "from")),
        ({"merge": (Merge(("9", "8", "9"), "1"),)}, ("merge", 0, "from", 2), ("merge", 0, "from", 0)),
        (
            {"removed": (Removal("9", "x"),), "split": (Split("9", ("1", "2")),)},
            ("split", 0, "from"),
            ("removed", 0, "id"),
        ),
        (
            {"moved": (Move("9", "1"),), "removed": (Removal("9", "x"),)},
            ("removed", 0, "id"),
            ("moved", 0, "from"),
        ),
    ],
)
def test_an_id_leaves_the_plan_once(said, place, before):
    [problem] = check_given_up(a_plan(a_task("1"), a_task("2"), **said), a_directory("a"), a_calendar())
    assert (problem.code, problem.subject, problem.related) == ("PE155", place, (before,))


def test_what_came_of_a_split_or_a_merger_is_a_task_of_the_file():
    assert told("1", split=(Split("9", ("1", "2")),)) == [("PE156", ("split", 0, "into", 1))]
    assert told("1", sections=("2",), split=(Split("9", ("1", "2")),)) == [("PE156", ("split", 0, "into", 1))]
    assert told("1", merge=(Merge(("8", "9"), "2"),)) == [("PE156", ("merge", 0, "into"))]


@pytest.mark.parametrize(
    "later",
    [
        {"moved": (Move("2", "1"),)},
        {"removed": (Removal("2", "x"),)},
        {"merge": (Merge(("2", "7"), "1"),)},
    ],
    ids=["renamed", "removed", "merged"],
)
def test_or_went_on_from_there_later(later):
    split = (Split("9", ("1", "2")),)
    assert told("1", split=split, **later) == []
    assert told("1", split=(*split, Split("2", ("1", "3"))), moved=(Move("3", "1"),)) == []


def test_an_id_that_was_renamed_may_leave_the_plan_later():
    moved = (Move("1.1", "1.2"),)
    assert told("1", check=check_moves, moved=moved) == [("PE150", ("moved", 0, "to"))]
    assert told("1", check=check_moves, moved=moved, removed=(Removal("1.2", "x"),)) == []
    assert told("1", "2", check=check_moves, moved=moved, split=(Split("1.2", ("1", "2")),)) == []


@pytest.mark.parametrize("ids", [(), ("1",), ("1", "1")], ids=["none", "one", "one, twice"])
def test_several_are_at_least_two(ids):
    assert told("1", split=(Split("9", ids),)) == [("PE157", ("split", 0, "into"))]
    codes = told("1", merge=(Merge(tuple("8" for _ in ids), "1"),))
    assert ("PE157", ("merge", 0, "from")) in codes


@pytest.mark.parametrize(
    ("reopen", "grandfather"), [(True, True), (True, False), (False, True), (False, False)]
)
def test_a_task_does_not_both_reopen_and_keep_reported_work(reopen, grandfather):
    plan = a_plan(a_task("1", reopen=reopen, grandfather=grandfather))
    found = [
        (one.code, one.subject, one.related)
        for one in check_reported_work(plan, a_directory("a"), a_calendar())
    ]
    both = [("PE158", ("task", "1", "grandfather"), (("task", "1", "reopen"),))]
    assert found == (both if reopen and grandfather else [])
