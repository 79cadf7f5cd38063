"""Taking back one's own last action: everything is as it stood before, and the log knows both."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planengine import bootstrap
from planengine.core import status
from planengine.core.records import FAMILIES
from planengine.core.undoing import INSTEAD, ON_RECORDS
from planengine.errors import NotFound, PlanengineError
from planengine.store import log
from planengine.store.audit import verify_all
from planengine.store.deep import verify_deep
from planengine.store.journal import Journal
from planengine.usecases.record_work import record
from planengine.usecases.requests import Request as Asked
from planengine.usecases.undo import Request, Undone, undo
from tests.store.workspace import act, open_workspace
from tests.usecases.test_histories_in_the_database import AGENCIES

PERSON = "người gõ"

TASKS = """\
  - {id: "1", title: Một, lead: so-a, support: [so-b, huyen-1], due: 2024-06-28}
  - {id: "2", title: Hai, joint: [so-a, so-b, huyen-1], complete_when: any}
  - {id: "3", title: Ba, each: [cac-huyen], complete_when: {percent: 50}, due: {within: 5wd, of: "2"}}
  - {id: "4", title: Bốn, joint: [so-a, so-b], complete_when: all, due: {within: 10d, of: "1"}}
  - {id: "5", title: Năm, lead: so-b, support: [so-a], support_required: true, confirm: none}
  - {id: "6", title: Sáu, lead: so-a, after: ["1"]}
"""


def take_back(journal: Journal, task: str | None = None, *, at: str, **given: Any) -> tuple[Undone, ...]:
    request = Request(task, None, given.pop("person", PERSON), **given)
    clock = bootstrap.read_clock(at)
    today = bootstrap.local_day(clock.now, "Asia/Ho_Chi_Minh")
    return undo(journal, bootstrap.open_undoing(journal), request, clock, today)


PROJECTIONS = (
    "occurrence",
    "assignment",
    "edge",
    "plan",
    "task",
    "target",
    *dict.fromkeys(FAMILIES.values()),
)


def stand(journal: Journal) -> dict[str, list[dict[str, Any]]]:
    """Every column of every projection, but those that count events."""
    journal.connection.row_factory = sqlite3.Row
    try:
        return {
            table: [
                {key: row[key] for key in row.keys() if key not in ("version", "last_seq")}  # noqa: SIM118
                for row in journal.connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")
            ]
            for table in PROJECTIONS
        }
    finally:
        journal.connection.row_factory = None


def assert_sound(journal: Journal) -> None:
    assert all(one.verdict is None for one in verify_all(journal.path))
    for one in verify_deep(journal.path, bootstrap.local_day):
        assert (one.illegal, one.difference) == (None, None)


def any_command(journal: Journal, chance: Random, day: date) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """A trigger with tasks and options that often fit."""
    labels = [row[0] for row in journal.connection.execute("SELECT label FROM occurrence ORDER BY label")]
    label = chance.choice(labels)
    held = journal.connection.execute(
        "SELECT g.id, a.state FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
        "JOIN occurrence o ON o.uid = a.occurrence_uid WHERE o.label = ? ORDER BY g.id",
        (label,),
    ).fetchall()
    agency, state = chance.choice(held)
    fitting = [one for one in status.TRIGGERS if status.transition(one, state)] or ["accept"]
    weights = [6 if one in ("submit", "confirm") else 2 if one == "reopen" else 1 for one in fitting]
    trigger = chance.choices(fitting, weights)[0]
    own = status.responsible(trigger) == status.HOLDER
    given: dict[str, Any] = {"speaker": agency} if own else {"holder": agency}
    if chance.random() < 0.3:
        given |= {"on": day - timedelta(days=chance.randrange(20)), "channel": "paper"}
    tasks: tuple[str, ...] = (label,)
    if own and chance.random() < 0.3:
        tasks = (label, chance.choice(labels))
    given |= {
        "reason": chance.choice(["lý do", "lý do khác"]),
        "document": "1/CV",
        "evidence": "2/BC",
        "note": chance.choice(["x", "y"]),
        "percent": chance.choice([None, 10, 70]),
        "day": day + timedelta(days=chance.randrange(9)) if trigger == "commit" else None,
        "to": chance.choice(AGENCIES) if trigger == "reassign" else None,
        "override": "vẫn làm" if trigger in ("start", "submit") else None,
    }
    return trigger, tasks, given


@pytest.mark.parametrize("seed", range(6))
def test_right_after_any_command_undo_puts_back_every_column(tmp_path: Path, seed: int) -> None:
    """Every accepted command of a random history is taken back at once; half of them are then done again."""
    journal = open_workspace(tmp_path, TASKS)
    chance, day, taken = Random(seed), date(2024, 3, 1), dict.fromkeys(INSTEAD, 0)
    for _ in range(110):
        day += timedelta(days=chance.choice((0, 0, 1, 2)))
        trigger, tasks, given = any_command(journal, chance, day)
        before = stand(journal)
        try:
            act(journal, trigger, *tasks, today=day.isoformat(), **given)
        except PlanengineError:
            continue
        done = stand(journal)
        told = take_back(journal, chance.choice([None, tasks[0]]), at=day.isoformat())
        assert stand(journal) == before, (trigger, tasks)
        assert {one.action for one in told} == {trigger}
        (event,) = {row.event for row in status.TRANSITIONS if row.trigger == trigger}
        taken[event] += 1
        if chance.random() < 0.8:
            act(journal, trigger, *tasks, today=day.isoformat(), **given)
            assert stand(journal) == done
    assert sum(taken.values()) > 40
    assert_sound(journal)
    journal.close()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return open_workspace(tmp_path, TASKS)


def refused(
    journal: Journal, code: str, task: str | None = None, *, at: str = "2024-03-04", **given: Any
) -> Any:
    """Params of the refusal; nothing but the note of it is written."""
    before = stand(journal)
    (count,) = journal.connection.execute("SELECT count(*) FROM event").fetchone()
    with pytest.raises(PlanengineError) as caught:
        take_back(journal, task, at=at, **given)
    assert caught.value.code == code
    assert stand(journal) == before
    assert journal.connection.execute("SELECT count(*) FROM event").fetchone() == (count,)
    return caught.value.params


def test_a_completion_is_taken_back_with_all_that_followed_from_it(journal: Journal) -> None:
    act(journal, "progress", "2", speaker="huyen-1", note="x", percent=30)
    act(journal, "submit", "2", speaker="so-a", evidence="1/BC")
    before = stand(journal)
    act(journal, "confirm", "2", holder="so-a")
    (row,) = journal.connection.execute("SELECT due FROM occurrence WHERE label = '3'").fetchall()
    assert row[0] is not None
    (told,) = take_back(journal, "2", at="2024-03-04", reason="xác nhận nhầm")
    assert told == Undone("2", "so-a", "confirm", "submitted")
    assert stand(journal) == before
    types = [row[0] for row in journal.connection.execute("SELECT type FROM event ORDER BY seq DESC LIMIT 3")]
    assert types == ["due_freed", "occurrence_reopened", "action_undone"]
    assert_sound(journal)


def test_what_somebody_else_did_is_theirs(journal: Journal) -> None:
    act(journal, "accept", "1", speaker="so-a")
    params = refused(journal, "undo.person", "1", person="người khác")
    assert (params["by"], params["action"], params["instead"]) == (PERSON, "accept", "decline")
    assert refused(journal, "undo.nothing", person="người khác") == {"person": "người khác"}


def test_another_agency_does_not_take_it_back(journal: Journal) -> None:
    act(journal, "accept", "1", speaker="so-a")
    assert refused(journal, "undo.agency", "1", speaker="so-b")["agency"] == "so-a"


def test_who_typed_for_an_agency_may_take_it_back(journal: Journal) -> None:
    act(journal, "accept", "1", speaker="so-a", channel="paper", document="5/CV")
    take_back(journal, "1", at="2024-03-04", speaker="van-phong")
    assert_sound(journal)


def test_after_a_day_it_stands(journal: Journal) -> None:
    act(journal, "accept", "1", speaker="so-a", today="2024-03-04T10:00")
    assert refused(journal, "undo.late", "1", at="2024-03-05T10:01")["instead"] == "decline"
    take_back(journal, "1", at="2024-03-05T10:00")
    assert_sound(journal)


def test_what_was_taken_back_is_not_taken_back_again(journal: Journal) -> None:
    act(journal, "accept", "1", speaker="so-a")
    take_back(journal, "1", at="2024-03-04")
    refused(journal, "undo.undone", "1")
    refused(journal, "undo.undone")


def test_an_apply_is_not_taken_back(journal: Journal) -> None:
    refused(journal, "undo.kind", "1", person="thư ký")
    refused(journal, "undo.kind", person="thư ký")


def test_where_nothing_has_happened_there_is_nothing(journal: Journal) -> None:
    with pytest.raises(NotFound):
        take_back(journal, at="2024-03-04")


def test_what_others_built_on_is_not_taken_away_from_under_them(journal: Journal) -> None:
    """The report was confirmed by somebody else since: the last command of the task is no longer one's own."""
    act(journal, "submit", "1", speaker="so-a", evidence="1/BC")
    record(
        journal,
        Asked("confirm", ("1",), "chánh văn phòng", holder="so-a"),
        bootstrap.read_clock("2024-03-04"),
        date(2024, 3, 4),
    )
    assert refused(journal, "undo.person", "1")["instead"] == "reopen"
    params = refused(journal, "undo.followed")
    assert (params["by"], params["action"], params["instead"]) == ("chánh văn phòng", "submit", "withdraw")


def test_the_reports_of_others_on_the_same_task_do_not_stand_in_the_way(journal: Journal) -> None:
    act(journal, "accept", "3", speaker="huyen-1")
    other = Asked("accept", ("3",), "huyện hai", speaker="huyen-2")
    record(journal, other, bootstrap.read_clock("2024-03-04"), date(2024, 3, 4))
    assert [one.agency for one in take_back(journal, at="2024-03-04")] == ["huyen-1"]
    assert_sound(journal)


def test_a_completion_that_others_made_with_it_stands(journal: Journal) -> None:
    act(journal, "submit", "4", speaker="so-a", evidence="1/BC")
    act(journal, "confirm", "4", holder="so-a")
    for trigger, given in (("submit", {"speaker": "so-b"}), ("confirm", {"holder": "so-b"})):
        asked = Asked(trigger, ("4",), "người khác", evidence="2/BC", **given)  # type: ignore[arg-type]
        record(journal, asked, bootstrap.read_clock("2024-03-04"), date(2024, 3, 4))
    refused(journal, "undo.rests")


def test_a_reassignment_that_was_taken_back_leaves_the_plan_free_to_change(journal: Journal) -> None:
    act(journal, "reassign", "1", holder="so-a", to="huyen-2", reason="chuyển")
    take_back(journal, "1", at="2024-03-04")
    (agency,) = journal.connection.execute(
        "SELECT g.id FROM assignment a JOIN agency g ON g.uid = a.agency_uid JOIN occurrence o "
        "ON o.uid = a.occurrence_uid WHERE o.label = '1' AND a.role = 'lead'"
    ).fetchone()
    assert agency == "so-a"
    ledger = bootstrap.open_ledger(journal)
    (plan,) = journal.plans()
    lead = next(one for one in ledger.work(plan.uid, {"1"}.__contains__)["1"].parts if one.role == "lead")
    assert (lead.agency, lead.planned, lead.state, lead.by_hand) == ("so-a", "so-a", "assigned", False)


@pytest.mark.parametrize(
    ("alter", "why"),
    [
        (lambda payload: payload.replace('"percent":10', '"percent":11'), "undo"),
        (lambda payload: payload.replace('"backdated":0', '"backdated":1'), "undo"),
        (lambda payload: payload.replace('"undone":"progress_reported"', '"undone":"work_started"'), "undo"),
    ],
)
def test_what_is_put_back_wrongly_is_found_in_the_log(journal: Journal, alter: Any, why: str) -> None:
    act(journal, "progress", "1", speaker="so-a", percent=10)
    act(journal, "progress", "1", speaker="so-a", percent=70)
    take_back(journal, "1", at="2024-03-04")
    seq, payload = journal.connection.execute(
        "SELECT seq, payload FROM event WHERE type = 'action_undone'"
    ).fetchone()
    assert alter(payload) != payload
    journal.connection.execute("DROP TRIGGER event_no_update")
    journal.connection.execute("UPDATE event SET payload = ? WHERE seq = ?", (alter(payload), seq))
    (depth,) = verify_deep(journal.path, bootstrap.local_day)
    assert depth.illegal is not None
    assert (depth.illegal.seq, depth.illegal.why) == (seq, why)


def test_a_reopening_is_taken_back_to_the_old_day_and_to_those_who_were_closed(journal: Journal) -> None:
    act(journal, "progress", "2", speaker="huyen-1", note="x", percent=30)
    act(journal, "submit", "2", speaker="so-a", evidence="1/BC")
    act(journal, "confirm", "2", holder="so-a")
    act(journal, "reopen", "2", holder="so-a", reason="sai")
    take_back(journal, "2", at="2024-03-04")
    assert_sound(journal)
    seq, payload = journal.connection.execute(
        "SELECT seq, payload FROM event WHERE type = 'occurrence_completed' ORDER BY seq DESC"
    ).fetchone()
    told = json.loads(payload)
    assert len(told["closed"]) == 2
    journal.connection.execute("DROP TRIGGER event_no_update")
    for forged in ({"closed": told["closed"][:1]}, {"closed": []}, {"on": "2024-03-03"}):
        text = log.canonical({**told, **forged})
        journal.connection.execute("UPDATE event SET payload = ? WHERE seq = ?", (text, seq))
        (depth,) = verify_deep(journal.path, bootstrap.local_day)
        assert depth.illegal is not None
        assert (depth.illegal.seq, depth.illegal.why) == (seq, "undo")


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [("person", "kẻ khác", "undo_by"), ("recorded_at", "2024-03-09T02:00:00.000000Z", "undo_late")],
)
def test_who_took_it_back_and_when_is_judged_from_the_log(
    journal: Journal, column: str, value: str, why: str
) -> None:
    act(journal, "accept", "1", speaker="so-a")
    take_back(journal, "1", at="2024-03-04")
    journal.connection.execute("DROP TRIGGER event_no_update")
    journal.connection.execute(f"UPDATE event SET {column} = ? WHERE type = 'action_undone'", (value,))
    (depth,) = verify_deep(journal.path, bootstrap.local_day)
    assert depth.illegal is not None
    assert depth.illegal.why == why


def test_every_kind_of_action_of_an_assignment_can_be_taken_back_or_says_what_to_do() -> None:
    assert set(INSTEAD) - set(ON_RECORDS) == {row.event for row in status.TRANSITIONS}
    assert set(ON_RECORDS) <= set(FAMILIES) & set(INSTEAD)
