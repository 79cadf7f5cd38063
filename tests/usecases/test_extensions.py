"""Asking for a later date and deciding on it, from what a person named to what the log says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planengine import bootstrap
from planengine.errors import Raced, Refusal, UsageRefusal
from planengine.store.audit import verify_all
from planengine.store.deep import verify_deep
from planengine.store.journal import Journal
from planengine.store.writer import Writer
from planengine.usecases import extensions, read_extensions
from planengine.usecases.extensions import Answered
from planengine.usecases.references import find_plan
from planengine.usecases.requests import Request
from tests.store.workspace import act, open_workspace

TASKS = """\
  - {id: "1", title: Việc một, lead: so-a, due: 2024-06-28}
  - {id: "2", title: Việc hai, lead: so-a, support: [so-b], due: 2024-06-28}
  - {id: "3", title: Việc ba, each: [cac-huyen], due: 2024-06-28}
  - {id: "4", title: Không hạn, lead: so-a}
  - {id: "5", title: Của tỉnh, lead: ubnd-tinh, due: 2024-06-28}
  - {id: "6", title: Theo việc một, each: [so-b, huyen-1], due: {within: 30d, of: "1"}}
"""


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return open_workspace(tmp_path, TASKS)


def answer(journal: Journal, trigger: str, *tasks: str, today: str = "2024-06-03", **given: Any) -> Any:
    excuse = given.pop("excuse", False)
    request = Request(trigger, tasks, "người gõ", **given)
    clock, day = bootstrap.read_clock(today), date.fromisoformat(today[:10])
    return extensions.answer(journal, request, clock, day, excuse=excuse)


def ask(journal: Journal, *tasks: str, to: str = "2024-07-31", who: str = "so-a", **given: Any) -> Any:
    day = date.fromisoformat(to)
    return answer(journal, extensions.EXTEND, *tasks, speaker=who, day=day, reason="mưa lũ", **given)


def approve(journal: Journal, *tasks: str, **given: Any) -> tuple[Answered, ...]:
    told = answer(journal, extensions.APPROVE, *tasks, **{"speaker": "ubnd-tinh", **given})
    assert isinstance(told, tuple)
    return told


def due_of(journal: Journal, label: str, agency: str) -> str | None:
    (found,) = journal.connection.execute(
        "SELECT a.due FROM assignment a JOIN occurrence o ON o.uid = a.occurrence_uid "
        "JOIN agency g ON g.uid = a.agency_uid WHERE o.label = ? AND g.id = ?",
        (label, agency),
    ).fetchone()
    return None if found is None else str(found)


def events(journal: Journal) -> int:
    return int(journal.connection.execute("SELECT count(*) FROM event").fetchone()[0])


def sound(journal: Journal) -> bool:
    (told,) = verify_deep(journal.path, bootstrap.local_day)
    return (told.illegal, told.difference) == (None, None)


def test_several_tasks_are_asked_for_together_or_not_at_all(journal: Journal) -> None:
    before = events(journal)
    with pytest.raises(Refusal) as refusal:
        ask(journal, "1", "4")
    assert (refusal.value.code, events(journal)) == ("extension.no_due", before)
    assert [one.label for one in ask(journal, "1", "2")] == ["1", "2"]
    granted = approve(journal, "1", "2", to=None)
    assert [one.day for one in granted] == [date(2024, 7, 31)] * 2
    assert sound(journal)


def test_a_refusal_is_noted_outside_the_chain(journal: Journal) -> None:
    with pytest.raises(Refusal):
        ask(journal, "4")
    rows = journal.connection.execute("SELECT agency, trigger, task, code FROM refusal").fetchall()
    assert rows == [("so-a", "extend", "4", "extension.no_due")]
    assert [one.verdict for one in verify_all(journal.path)] == [None]


@pytest.mark.parametrize("key", ["k-1"])
def test_the_same_key_asks_once_and_answers_the_same(journal: Journal, key: str) -> None:
    first = ask(journal, "1", idem_key=key)
    before = events(journal)
    assert ask(journal, "1", idem_key=key) == first
    assert events(journal) == before
    granted = approve(journal, "1", idem_key="k-2")
    assert approve(journal, "1", idem_key="k-2") == granted
    assert events(journal) == before + 1


def test_whoever_decided_second_is_told_who_was_faster(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(journal, "1")
    other, entering, done = Journal(journal.path), Journal.writing, list[object]()

    @contextmanager
    def late(self: Journal) -> Iterator[Writer]:
        if self is journal and not done:
            done.append(None)
            answer(other, extensions.REJECT, "1", speaker="ubnd-tinh", reason="không đủ căn cứ")
        with entering(self) as writer:
            yield writer

    monkeypatch.setattr(Journal, "writing", late)
    with pytest.raises(Raced) as caught:
        approve(journal, "1")
    (told,) = caught.value.params["moved"]
    assert (told.label, told.agency, told.event) == ("1", "ubnd-tinh", "extension_rejected")
    assert due_of(journal, "1", "so-a") == "2024-06-28"


def test_of_many_bearers_only_the_one_that_asked_moves(journal: Journal) -> None:
    ask(journal, "3", who="huyen-2")
    approve(journal, "3")
    dues = [due_of(journal, "3", f"huyen-{n}") for n in (1, 2, 3)]
    assert dues == ["2024-06-28", "2024-07-31", "2024-06-28"]
    with pytest.raises(Refusal) as refusal:
        approve(journal, "3")
    assert refusal.value.code == "extension.none"


def test_of_many_requests_for_one_task_the_agencies_are_offered(journal: Journal) -> None:
    ask(journal, "3", who="huyen-2")
    ask(journal, "3", who="huyen-3")
    with pytest.raises(UsageRefusal) as refusal:
        approve(journal, "3")
    assert refusal.value.params["agencies"] == ("huyen-2", "huyen-3")


def test_nobody_decides_without_saying_who_it_is(journal: Journal) -> None:
    ask(journal, "1")
    with pytest.raises(UsageRefusal) as refusal:
        approve(journal, "1", speaker=None)
    assert (refusal.value.code, refusal.value.params["approver"]) == ("extension.who", "ubnd-tinh")


def test_the_secretariat_decides_where_the_approver_asks(journal: Journal) -> None:
    (asked,) = ask(journal, "5", who="ubnd-tinh")
    assert asked.decider == "van-phong"
    approve(journal, "5", speaker="van-phong")
    assert due_of(journal, "5", "ubnd-tinh") == "2024-07-31"
    assert sound(journal)


def test_requests_are_counted_by_who_asked_and_what_became_of_them(journal: Journal) -> None:
    ask(journal, "1")
    approve(journal, "1")
    for _ in range(2):
        ask(journal, "1", to="2024-09-30", today="2024-08-05")
        answer(journal, extensions.REJECT, "1", speaker="ubnd-tinh", reason="đủ rồi", today="2024-08-05")
    ask(journal, "2", today="2024-08-05", to="2024-09-30")
    ask(journal, "3", who="huyen-1", today="2024-08-05", to="2024-09-30")
    answer(journal, extensions.WITHDRAW, "3", speaker="huyen-1", today="2024-08-05")
    queries = bootstrap.open_queries(journal)
    plan = find_plan(journal, None)
    known = {one.assignment_uid for one in queries.work(plan_uid=plan.uid)}
    whole, agencies = read_extensions.count(read_extensions.of_plan(queries, plan, known))
    assert whole == read_extensions.Counted("", 4, 1, 2, 1, 3, 1, 1)
    assert [(one.agency, one.asked, one.withdrawn) for one in agencies] == [
        ("so-a", 4, 0),
        ("huyen-1", 0, 1),
    ]
    assert sound(journal)


def test_a_date_that_was_granted_is_not_counted_anew_with_the_task_it_follows(journal: Journal) -> None:
    act(journal, "submit", "1", speaker="so-a", evidence="1/BC", today="2024-03-04")
    act(journal, "confirm", "1", holder="so-a", today="2024-03-04")
    assert due_of(journal, "6", "so-b") == "2024-04-03"
    ask(journal, "6", who="so-b", to="2024-05-31", today="2024-03-10")
    approve(journal, "6", today="2024-03-10")
    act(journal, "reopen", "1", holder="so-a", reason="sai", today="2024-03-11")
    act(journal, "submit", "1", speaker="so-a", evidence="1/BC", today="2024-03-12")
    act(journal, "confirm", "1", holder="so-a", today="2024-03-12")
    assert due_of(journal, "6", "huyen-1") == "2024-04-11"
    assert due_of(journal, "6", "so-b") == "2024-05-31"
    assert sound(journal)
    with Journal(journal.path).writing() as writer:
        (kept,) = writer.records("extension", "plan_uid", find_plan(journal, None).uid)
    assert (kept.state, kept.granted) == ("approved", "2024-05-31")
