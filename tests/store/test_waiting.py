"""What waits for what: judged from the database for each kind of wait, and the same whether one reads or acts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.store.journal import Journal
from planengine.store.queries import Queries
from planengine.store.waiting import blockers, newly_free
from planengine.usecases.read_work import read_work
from tests.store import workspace
from tests.store.workspace import act, apply_text, make_database, open_workspace

TASKS = """\
  - {id: A, title: Trước, lead: so-a, support: [so-b]}
  - {id: B, title: Các huyện trước, each: [cac-huyen], complete_when: {percent: 50}}
  - {id: FS, title: Sau khi xong, lead: so-b, after: [A]}
  - {id: SS, title: Sau khi bắt đầu, lead: so-b, after: [{task: A, type: SS}]}
  - {id: FF, title: Xong sau, lead: so-b, after: [{task: A, type: FF}]}
  - {id: SOFT, title: Nên sau, lead: so-b, after: [{task: A, soft: true}]}
  - {id: TWO, title: Sau cả hai, lead: so-b, after: [A, B]}
  - {id: OWN, title: Phần mình, each: [cac-huyen, so-a], after: [{task: B, match: agency}]}
  - {id: OWNSS, title: Phần mình bắt đầu, each: [cac-huyen], after: [{task: B, match: agency, type: SS}]}
"""
EVIDENCE = {"evidence": "1/BC"}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return open_workspace(tmp_path, TASKS)


def uid(journal: Journal, label: str) -> str:
    (row,) = journal.connection.execute("SELECT uid FROM occurrence WHERE label = ?", (label,)).fetchall()
    return str(row[0])


def keeps(journal: Journal, label: str, agency: str = "so-b", trigger: str = "start") -> tuple[str, ...]:
    """What keeps the agency from that; held to what a reader is shown."""
    found = blockers(journal.connection, uid(journal, label), agency, trigger)
    (plan,) = (one for one in journal.plans() if one.id == "thu")
    if trigger == "start":
        work = read_work(Queries(journal.connection), plan, date(2024, 3, 4), agency=agency)
        shown = [one.blocked_by for one in work if one.row.label == label and one.row.role != "support"]
        assert shown == [found]
    return found


def finish(journal: Journal, task: str, agency: str) -> None:
    act(journal, "submit", task, speaker=agency, **EVIDENCE)
    act(journal, "confirm", task, holder=agency)


def test_a_wait_for_the_end_ends_with_the_completion(journal: Journal) -> None:
    assert keeps(journal, "FS") == ("A",)
    act(journal, "start", "A", speaker="so-a")
    act(journal, "submit", "A", speaker="so-a", **EVIDENCE)
    assert keeps(journal, "FS") == ("A",)
    act(journal, "confirm", "A", holder="so-a")
    assert keeps(journal, "FS") == ()
    act(journal, "reopen", "A", holder="so-a", reason="x")
    assert keeps(journal, "FS") == ("A",)


def test_a_wait_for_the_beginning_ends_when_a_bearer_has_begun_and_not_a_supporter(journal: Journal) -> None:
    assert keeps(journal, "SS") == ("A",)
    act(journal, "accept", "A", speaker="so-a")
    act(journal, "start", "A", speaker="so-b")
    assert keeps(journal, "SS") == ("A",)
    act(journal, "start", "A", speaker="so-a")
    assert keeps(journal, "SS") == ()
    assert keeps(journal, "SS", trigger="submit") == ()


def test_a_wait_of_the_end_for_the_end_keeps_nobody_from_beginning(journal: Journal) -> None:
    assert keeps(journal, "FF") == ()
    assert keeps(journal, "FF", trigger="progress") == ()
    assert keeps(journal, "FF", trigger="submit") == ("A",)
    finish(journal, "A", "so-a")
    assert keeps(journal, "FF", trigger="submit") == ()


def test_a_soft_wait_keeps_nobody(journal: Journal) -> None:
    assert keeps(journal, "SOFT") == keeps(journal, "SOFT", trigger="submit") == ()


def test_several_waits_are_named_in_the_order_of_the_plan(journal: Journal) -> None:
    assert keeps(journal, "TWO") == ("A", "B")
    finish(journal, "A", "so-a")
    assert keeps(journal, "TWO") == ("B",)
    finish(journal, "B", "huyen-1")
    assert keeps(journal, "TWO") == ("B",)
    finish(journal, "B", "huyen-2")  # two of three are more than half
    assert keeps(journal, "TWO") == ()


def test_a_wait_for_ones_own_part_looks_at_no_other(journal: Journal) -> None:
    finish(journal, "B", "huyen-1")
    assert keeps(journal, "OWN", "huyen-1") == ()
    assert keeps(journal, "OWN", "huyen-2") == ("B",)
    assert keeps(journal, "OWN", "so-a") == ()  # has no part in B
    act(journal, "start", "B", speaker="huyen-2")
    assert keeps(journal, "OWNSS", "huyen-2") == ()
    assert keeps(journal, "OWN", "huyen-2") == ("B",)
    assert keeps(journal, "OWNSS", "huyen-3") == ("B",)


@pytest.mark.parametrize(
    ("trigger", "given"), [("exempt", {}), ("cancel", {"document": "1/CV"})], ids=["exempt", "cancelled"]
)
def test_ones_own_part_that_is_not_to_be_done_any_more_keeps_one_from_nothing(
    journal: Journal, trigger: str, given: dict[str, str]
) -> None:
    act(journal, trigger, "B", holder="huyen-3", reason="x", **given)
    assert keeps(journal, "OWN", "huyen-3") == ()


def test_what_closes_with_its_task_keeps_nobody_waiting(journal: Journal) -> None:
    finish(journal, "B", "huyen-1")
    finish(journal, "B", "huyen-2")
    assert keeps(journal, "OWN", "huyen-3") == ()


def test_only_what_waits_for_nothing_else_becomes_free(journal: Journal) -> None:
    finish(journal, "B", "huyen-1")
    finish(journal, "B", "huyen-2")
    assert newly_free(journal.connection, uid(journal, "B")) == ("OWN", "OWNSS")
    act(journal, "submit", "A", speaker="so-a", **EVIDENCE)
    assert act(journal, "confirm", "A", holder="so-a").unlocked == ("FF", "FS", "SS", "TWO")


def test_a_predecessor_in_another_plan_keeps_one_until_that_plan_is_there_and_done(tmp_path: Path) -> None:
    settings = make_database(tmp_path)
    apply_text(settings, tmp_path, '  - {id: "1", title: Việc, lead: so-a, after: [khac/X]}\n')
    journal = bootstrap.open_journal(settings)
    assert keeps(journal, "1", "so-a") == ("khac/X",)
    journal.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace, "HEADER", workspace.HEADER.replace("id: thu", "id: khac", 1))
        folder = tmp_path / "khac"
        folder.mkdir()
        apply_text(settings, folder, "  - {id: X, title: Việc, lead: so-b}\n")
    journal = bootstrap.open_journal(settings)
    assert keeps(journal, "1", "so-a") == ("khac/X",)
    finish(journal, "khac/X", "so-b")
    assert keeps(journal, "1", "so-a") == ()
