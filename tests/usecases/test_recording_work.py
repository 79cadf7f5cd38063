"""One command, from what a person named to what the log says: refused whole or recorded whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planengine import bootstrap
from planengine.errors import NotFound, PlanengineError, Raced, Refusal, UsageRefusal
from planengine.store.audit import verify_all
from planengine.store.journal import Journal
from planengine.store.writer import Writer
from tests.store.workspace import act, apply_text, make_database, open_workspace

TASKS = """\
  - id: "A"
    title: Phần A
    tasks:
      - {id: A.1, title: Việc một, lead: so-a, support: [so-b], due: 2024-06-28}
      - {id: A.2, title: Việc hai, lead: so-b, after: [A.1]}
      - {id: A.3, title: Việc ba, lead: so-a, evidence: optional, confirm: none}
  - {id: B.1, title: Kế hoạch riêng, each: [cac-huyen]}
  - {id: B.2, title: Thực hiện, each: [cac-huyen, so-a], after: [{task: B.1, match: agency}]}
  - {id: C.1, title: Báo cáo năm, lead: so-a, kind: recurring, every: half, due: {before: 06-30}}
  - {id: D.1, title: Sau việc một, lead: so-b, due: {within: 5wd, of: A.1}}
  - {id: D.2, title: Sau việc một nữa, lead: so-b, due: {within: 30d, of: A.1}}
  - {id: E.1, title: Văn phòng tự làm, lead: van-phong}
"""
TASKS = TASKS.replace("every: half, due: {before: 06-30}", "every: half")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return open_workspace(tmp_path, TASKS)


def refused(kind: type[PlanengineError], code: str, journal: Journal, *words: str, **given: Any) -> Any:
    """The params of the refusal of that kind and code; nothing but the list of refusals may have changed."""
    before = contents(journal)
    with pytest.raises(kind) as caught:
        act(journal, *words, **given)
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert contents(journal) == before
    return caught.value.params


def contents(journal: Journal) -> list[list[tuple[Any, ...]]]:
    names = ("event", "assignment", "occurrence", "replan", "reminder")
    return [journal.connection.execute(f"SELECT * FROM {one}").fetchall() for one in names]


def last(journal: Journal, count: int = 1) -> list[dict[str, Any]]:
    """The last events, each with its columns and its payload's members beside them."""
    rows = journal.connection.execute("SELECT * FROM event ORDER BY seq DESC LIMIT ?", (count,))
    names = [one[0] for one in rows.description]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return [one | {"fact": json.loads(one["payload"])} for one in reversed(found)]


def state(journal: Journal, label: str, agency: str) -> str:
    row = journal.connection.execute(
        "SELECT a.state FROM assignment a JOIN occurrence o ON o.uid = a.occurrence_uid "
        "JOIN agency g ON g.uid = a.agency_uid WHERE o.label = ? AND g.id = ?",
        (label, agency),
    ).fetchone()
    return str(row[0])


def due(journal: Journal, label: str) -> tuple[str | None, ...]:
    rows = journal.connection.execute(
        "SELECT o.due, a.due FROM assignment a JOIN occurrence o ON o.uid = a.occurrence_uid WHERE o.label = ?",
        (label,),
    ).fetchall()
    return tuple(dict.fromkeys(one for row in rows for one in row))


def finish(journal: Journal, task: str, agency: str, today: str, **given: Any) -> None:
    act(journal, "submit", task, speaker=agency, evidence="1/BC", today=today, **given)
    act(journal, "confirm", task, holder=agency, today=today)


# --- what a person names


def test_an_unknown_task_is_answered_with_the_ones_that_look_like_it(journal: Journal) -> None:
    params = refused(NotFound, "task.unknown", journal, "accept", "A.11", speaker="so-a")
    assert params["near"][0] == "A.1"
    assert refused(NotFound, "task.unknown", journal, "accept", "zzzzz", speaker="so-a")["near"] == ()


def test_an_unknown_agency_is_answered_with_the_ones_that_look_like_it(journal: Journal) -> None:
    assert refused(NotFound, "agency.unknown", journal, "accept", "A.1", speaker="so-aa")["near"] == (
        "so-a",
        "so-b",
    )


def test_a_section_is_answered_with_what_is_in_it(journal: Journal) -> None:
    params = refused(UsageRefusal, "task.section", journal, "accept", "A", speaker="so-a")
    assert params["children"] == ("A.1", "A.2", "A.3")


def test_a_task_of_several_periods_asks_for_one(journal: Journal) -> None:
    params = refused(UsageRefusal, "task.ambiguous", journal, "accept", "C.1", speaker="so-a")
    assert params["candidates"] == ("C.1@2024-H1", "C.1@2024-H2")
    params = refused(NotFound, "task.no_period", journal, "accept", "C.1@2023-H1", speaker="so-a")
    assert params["candidates"] == ("C.1@2024-H1", "C.1@2024-H2")
    act(journal, "accept", "C.1@2024-H2", speaker="so-a")
    assert state(journal, "C.1@2024-H2", "so-a") == "accepted"
    assert state(journal, "C.1@2024-H1", "so-a") == "assigned"


def test_a_plan_may_be_named_and_a_wrong_one_is_not_taken_for_another(journal: Journal) -> None:
    act(journal, "accept", "thu/A.1", speaker="so-a")
    assert refused(NotFound, "plan.unknown", journal, "accept", "thử/A.2", speaker="so-b")["near"] == ("thu",)


def test_with_two_plans_a_bare_task_is_ambiguous_and_a_named_one_is_not(tmp_path: Path) -> None:
    settings = make_database(tmp_path)
    apply_text(settings, tmp_path, TASKS)
    other = tmp_path / "khac"
    other.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        from tests.store import workspace

        patch.setattr(workspace, "HEADER", workspace.HEADER.replace("id: thu", "id: khac", 1))
        apply_text(settings, other, TASKS)
    journal = bootstrap.open_journal(settings)
    params = refused(UsageRefusal, "task.in_plans", journal, "accept", "A.1", speaker="so-a")
    assert params["candidates"] == ("khac/A.1", "thu/A.1")
    act(journal, "accept", "khac/A.1", speaker="so-a")
    act(journal, "start", "A.1", speaker="so-a", plan="khac")
    refused(UsageRefusal, "plan.several", journal, "accept", "khac/A.3", "thu/A.3", speaker="so-a")
    assert journal.connection.execute(
        "SELECT p.id, count(*) FROM event e JOIN plan p ON p.uid = e.plan_uid "
        "WHERE e.type NOT IN ('revision_applied', 'occurrence_planned') GROUP BY 1"
    ).fetchall() == [("khac", 2)]


def test_an_agency_without_a_part_is_told_who_holds_it(journal: Journal) -> None:
    params = refused(Refusal, "agency.no_assignment", journal, "accept", "A.1", speaker="huyen-1")
    assert params["holders"] == ("so-a",)


def test_without_a_speaker_an_agency_command_asks_who_speaks(journal: Journal) -> None:
    refused(UsageRefusal, "who.missing", journal, "accept", "A.1")


def test_of_several_parts_that_could_be_meant_none_is_guessed(journal: Journal) -> None:
    for agency in ("huyen-1", "huyen-2"):
        act(journal, "submit", "B.1", speaker=agency, evidence="1/BC")
    params = refused(UsageRefusal, "agency.ambiguous", journal, "confirm", "B.1")
    assert params["agencies"] == ("huyen-1", "huyen-2")
    act(journal, "confirm", "B.1", holder="huyen-2")
    act(journal, "confirm", "B.1")
    assert [state(journal, "B.1", one) for one in ("huyen-1", "huyen-2", "huyen-3")] == [
        "done",
        "done",
        "assigned",
    ]


# --- what the rules ask


def test_a_wrong_state_says_which_states_it_would_take(journal: Journal) -> None:
    params = refused(Refusal, "state.wrong", journal, "withdraw", "A.1", speaker="so-a")
    assert (params["state"], params["allowed"]) == ("assigned", ("submitted",))


def test_what_waits_is_refused_with_the_names_of_what_it_waits_for(journal: Journal) -> None:
    for trigger in ("start", "submit", "progress"):
        params = refused(Refusal, "blocked", journal, trigger, "A.2", speaker="so-b", evidence="1/BC")
        assert params["blockers"] == ("A.1",)
    act(journal, "accept", "A.2", speaker="so-b")


def test_the_wait_is_over_with_the_confirmation_and_not_with_the_report(journal: Journal) -> None:
    act(journal, "submit", "A.1", speaker="so-a", evidence="1/BC")
    refused(Refusal, "blocked", journal, "start", "A.2", speaker="so-b")
    outcome = act(journal, "confirm", "A.1")
    assert outcome.unlocked == ("A.2",)
    act(journal, "start", "A.2", speaker="so-b")


def test_an_override_needs_no_predecessor_and_keeps_its_reason_and_what_was_open(journal: Journal) -> None:
    act(journal, "start", "A.2", speaker="so-b", override="chỉ đạo miệng ngày 01/3")
    (event,) = last(journal)
    assert event["fact"]["override"] == "chỉ đạo miệng ngày 01/3"
    assert event["fact"]["despite"] == ["A.1"]
    assert (event["agency"], event["typed_by"]) == ("so-b", "van-phong")


def test_an_override_of_nothing_is_not_recorded_as_one(journal: Journal) -> None:
    act(journal, "start", "A.1", speaker="so-a", override="cho chắc")
    (event,) = last(journal)
    assert not {"override", "despite"} & set(event["fact"])


def test_a_member_waits_for_its_own_part_only(journal: Journal) -> None:
    finish(journal, "B.1", "huyen-1", "2024-03-04")
    act(journal, "start", "B.2", speaker="huyen-1")
    params = refused(Refusal, "blocked", journal, "start", "B.2", speaker="huyen-2")
    assert params["blockers"] == ("B.1",)
    act(journal, "start", "B.2", speaker="so-a")  # holds no part of B.1, so waits for nothing


def test_a_report_needs_evidence_where_the_task_asks_for_it(journal: Journal) -> None:
    refused(Refusal, "need.evidence", journal, "submit", "A.1", speaker="so-a")
    outcome = act(journal, "submit", "A.3", speaker="so-a")
    assert [(one.state, one.completed) for one in outcome.changed] == [("done", True)]


def test_several_tasks_are_reported_together_or_not_at_all(journal: Journal) -> None:
    params = refused(Refusal, "need.evidence", journal, "submit", "A.3", "A.1", speaker="so-a")
    assert params["task"] == "A.1"
    assert state(journal, "A.3", "so-a") == "assigned"
    outcome = act(journal, "submit", "A.3", "A.1", speaker="so-a", evidence="7/BC")
    assert [one.label for one in outcome.changed] == ["A.3", "A.1"]


def test_a_task_named_twice_is_reported_once(journal: Journal) -> None:
    outcome = act(journal, "accept", "A.1", "thu/A.1", "A.1", speaker="so-a")
    assert [one.label for one in outcome.changed] == ["A.1"]


def test_a_task_of_the_same_command_can_open_the_way_for_the_next(journal: Journal) -> None:
    act(journal, "submit", "A.1", speaker="so-a", evidence="1/BC")
    act(journal, "submit", "A.2", speaker="so-b", evidence="1/BC", override="gấp")
    outcome = act(journal, "confirm", "A.1", "A.2")
    assert [one.completed for one in outcome.changed] == [True, True]


def test_everything_that_fits_is_accepted_at_once(journal: Journal) -> None:
    outcome = act(journal, "accept", speaker="so-a", everything=True)
    assert [one.label for one in outcome.changed] == ["A.1", "A.3", "B.2", "C.1@2024-H1", "C.1@2024-H2"]
    refused(NotFound, "work.none", journal, "accept", speaker="so-a", everything=True)


def test_what_is_given_to_another_agency_begins_anew_there(journal: Journal) -> None:
    act(journal, "progress", "A.1", speaker="so-a", note="đã họp", percent=40)
    params = refused(
        Refusal, "agency.already_assigned", journal, "reassign", "A.1", holder="so-a", to="so-b", reason="x"
    )
    assert params["agency"] == "so-b"
    act(journal, "reassign", "A.1", holder="so-a", to="huyen-1", reason="chuyển nhiệm vụ")
    row = journal.connection.execute(
        "SELECT a.state, a.note, a.percent, a.started_on, a.updated_on, a.reason FROM assignment a "
        "JOIN agency g ON g.uid = a.agency_uid WHERE g.id = 'huyen-1' AND a.role = 'lead'"
    ).fetchone()
    assert row == ("assigned", None, None, None, None, "chuyển nhiệm vụ")
    refused(Refusal, "agency.no_assignment", journal, "accept", "A.1", speaker="so-a")
    finish(journal, "A.1", "huyen-1", "2024-03-05")


def test_nobody_confirms_its_own_work_whatever_it_is_called(journal: Journal) -> None:
    act(journal, "submit", "E.1", speaker="van-phong", evidence="1/BC")
    for trigger, given in (("confirm", {}), ("return", {"reason": "x"})):
        params = refused(Refusal, "who.own_work", journal, trigger, "E.1", **given)
        assert params["confirmer"] == "ubnd-tinh"
    refused(Refusal, "who.not_secretariat", journal, "confirm", "E.1", speaker="so-a")
    act(journal, "confirm", "E.1", speaker="ubnd-tinh")


# --- days, channels, clocks


def test_nothing_happens_in_the_future_and_nothing_is_dated_back_without_a_document(journal: Journal) -> None:
    future = {"on": date(2024, 3, 5), "document": "1/CV"}
    refused(UsageRefusal, "on.future", journal, "accept", "A.1", speaker="so-a", **future)
    refused(UsageRefusal, "on.document", journal, "accept", "A.1", speaker="so-a", on=date(2024, 3, 1))
    refused(UsageRefusal, "on.document", journal, "accept", "A.1", speaker="so-a", channel="phone")


def test_an_entry_on_behalf_keeps_who_acted_who_typed_when_and_by_which_paper(journal: Journal) -> None:
    paper = {"on": date(2024, 3, 1), "channel": "paper", "document": "12/BC-SA"}
    act(journal, "submit", "A.1", speaker="so-a", today="2024-03-04", **paper)
    (event,) = last(journal)
    assert [event[one] for one in ("agency", "typed_by", "person", "occurred_on", "channel", "document")] == [
        "so-a",
        "van-phong",
        "người gõ",
        "2024-03-01",
        "paper",
        "12/BC-SA",
    ]
    assert event["recorded_at"].startswith("2024-03-04")
    assert event["clock"] == "given"
    (backdated, reported_on, evidence) = journal.connection.execute(
        "SELECT backdated, reported_on, evidence FROM assignment WHERE state = 'submitted'"
    ).fetchone()
    assert (backdated, reported_on, evidence) == (1, "2024-03-01", "12/BC-SA")


@pytest.mark.parametrize(
    ("given", "typed_by"),
    [
        ({}, None),
        ({"channel": "phone", "document": "sổ trực số 3"}, "van-phong"),
        ({"on": date(2024, 3, 1), "document": "1/CV"}, "van-phong"),
        ({"on": date(2024, 3, 1), "decided_by": "Phó Giám đốc"}, "van-phong"),
        ({"override": "gấp"}, "van-phong"),
        ({"document": "1/CV"}, None),
    ],
)
def test_what_comes_by_another_way_or_for_another_day_is_the_secretariats_entry(
    journal: Journal, given: dict[str, Any], typed_by: str | None
) -> None:
    act(journal, "start", "A.1", speaker="so-a", **given)
    (event,) = last(journal)
    assert (event["agency"], event["typed_by"]) == ("so-a", typed_by)
    assert event["decided_by"] == given.get("decided_by")


def test_the_secretariats_own_entry_is_not_one_on_behalf_of_itself(journal: Journal) -> None:
    act(journal, "submit", "A.1", speaker="so-a", evidence="1/BC", today="2024-03-01")
    act(journal, "confirm", "A.1", on=date(2024, 3, 2), decided_by="Chánh Văn phòng")
    confirmed = next(one for one in last(journal, 4) if one["type"] == "completion_confirmed")
    assert [confirmed[one] for one in ("agency", "typed_by", "decided_by", "occurred_on")] == [
        "van-phong",
        None,
        "Chánh Văn phòng",
        "2024-03-02",
    ]


def test_what_came_with_one_document_is_confirmed_by_its_number(journal: Journal) -> None:
    act(journal, "submit", "B.1", speaker="huyen-1", evidence="17/BC-UBND ngày 01/3/2024")
    act(journal, "submit", "A.1", speaker="so-a", evidence="17/bc-ubnd")
    act(journal, "submit", "B.1", speaker="huyen-2", evidence="117/BC-UBND")
    outcome = act(journal, "confirm", found_by="17/BC-UBND")
    assert [(one.label, one.agency) for one in outcome.changed] == [("A.1", "so-a"), ("B.1", "huyen-1")]
    refused(NotFound, "work.none", journal, "confirm", found_by="17/BC-UBND")


def test_an_entry_of_its_own_on_the_day_is_not_marked(journal: Journal) -> None:
    act(journal, "submit", "A.1", speaker="so-a", evidence="1/BC")
    (event,) = last(journal)
    assert (event["typed_by"], event["channel"], event["document"]) == (None, "cli", None)
    assert journal.connection.execute("SELECT max(backdated) FROM assignment").fetchone() == (0,)


def test_a_clock_before_the_end_of_the_log_is_refused_and_the_same_moment_is_not(journal: Journal) -> None:
    act(journal, "accept", "A.1", speaker="so-a", today="2024-03-04T10:00")
    refused(Refusal, "clock.before_log", journal, "start", "A.1", speaker="so-a", today="2024-03-04T09:59")
    act(journal, "start", "A.1", speaker="so-a", today="2024-03-04T10:00")


def test_a_due_date_that_counts_from_a_completion_is_fixed_by_the_day_it_was_reported(
    journal: Journal,
) -> None:
    assert due(journal, "D.1") == (None,)
    act(journal, "submit", "A.1", speaker="so-a", evidence="1/BC", today="2024-03-05")
    assert due(journal, "D.1") == (None,)
    act(journal, "confirm", "A.1", today="2024-03-20")
    assert due(journal, "D.1") == ("2024-03-12",)  # five working days after Tuesday the 5th
    assert due(journal, "D.2") == ("2024-04-04",)
    assert [one["type"] for one in last(journal, 4)] == [
        "completion_confirmed",
        "occurrence_completed",
        "due_fixed",
        "due_fixed",
    ]


def test_a_completion_that_was_reopened_and_came_again_fixes_the_due_date_again(journal: Journal) -> None:
    finish(journal, "A.1", "so-a", "2024-03-05")
    act(journal, "reopen", "A.1", holder="so-a", reason="thiếu số liệu", today="2024-03-06")
    finish(journal, "A.1", "so-a", "2024-03-12")
    assert due(journal, "D.1") == ("2024-03-19",)


def test_a_due_date_that_was_fixed_outlives_a_new_revision_and_a_late_comer_gets_one(
    tmp_path: Path,
) -> None:
    settings = make_database(tmp_path)
    apply_text(settings, tmp_path, TASKS)
    journal = bootstrap.open_journal(settings)
    finish(journal, "A.1", "so-a", "2024-03-05")
    journal.close()
    edited = TASKS.replace("Sau việc một, lead: so-b", "Sau việc một, lead: so-b, support: [huyen-1]")
    edited += "  - {id: D.3, title: Việc mới, lead: so-a, due: {within: 10d, of: A.1}}\n"
    apply_text(settings, tmp_path, edited, today="2024-03-06")
    journal = bootstrap.open_journal(settings)
    assert due(journal, "D.1") == ("2024-03-12",)
    assert due(journal, "D.3") == ("2024-03-15",)


def test_a_supporter_who_reports_late_does_not_make_the_task_late(journal: Journal) -> None:
    act(journal, "submit", "A.1", speaker="so-a", evidence="1/BC", today="2024-06-28")
    finish(journal, "A.1", "so-b", "2024-07-05")
    act(journal, "confirm", "A.1", holder="so-a", today="2024-07-10")
    assert journal.connection.execute(
        "SELECT completed_on FROM occurrence WHERE label = 'A.1'"
    ).fetchone() == ("2024-06-28",)


# --- who was faster, and what is kept of a refusal


def test_whoever_was_slower_is_told_who_was_faster_and_what_it_did(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Journal(journal.path)
    entering = Journal.writing

    @contextmanager
    def late(self: Journal) -> Iterator[Writer]:
        if self is journal and not done:
            done.append(act(other, "accept", "A.1", speaker="so-a", today="2024-03-04T11:00"))
        with entering(self) as writer:
            yield writer

    done: list[object] = []
    monkeypatch.setattr(Journal, "writing", late)
    with pytest.raises(Raced) as caught:
        act(journal, "decline", "A.1", speaker="so-a", reason="không đúng", today="2024-03-04T11:00")
    (told,) = caught.value.params["moved"]
    assert (told.label, told.person, told.agency, told.event, told.state) == (
        "A.1",
        "người gõ",
        "so-a",
        "assignment_accepted",
        "accepted",
    )
    assert caught.value.exit_code == 5
    assert state(journal, "A.1", "so-a") == "accepted"


def test_a_refusal_by_a_rule_is_noted_outside_the_chain(journal: Journal) -> None:
    with pytest.raises(Refusal):
        act(journal, "submit", "A.3", "A.1", speaker="so-a")
    rows = journal.connection.execute("SELECT person, agency, trigger, task, code FROM refusal").fetchall()
    assert rows == [("người gõ", "so-a", "submit", "A.1", "need.evidence")]
    assert [one.verdict for one in verify_all(journal.path)] == [None]


def test_a_misspelt_command_leaves_no_note(journal: Journal) -> None:
    with pytest.raises(NotFound):
        act(journal, "accept", "A.99", speaker="so-a")
    assert journal.connection.execute("SELECT count(*) FROM refusal").fetchone() == (0,)


def test_the_events_of_one_command_carry_one_ticket_and_those_of_the_next_another(journal: Journal) -> None:
    act(journal, "submit", "A.3", "A.1", speaker="so-a", evidence="1/BC")
    act(journal, "confirm", "A.1")
    tickets = [one["correlation"] for one in last(journal, 7)]
    assert [tickets.index(one) for one in tickets] == [0, 0, 0, 3, 3, 3, 3]


@pytest.mark.parametrize(
    ("trigger", "given"),
    [
        ("progress", {"note": "đã họp"}),
        ("submit", {"evidence": "1/BC"}),
        ("accept", {"everything": True}),
    ],
)
def test_the_same_command_sent_twice_under_one_key_happens_once(
    journal: Journal, trigger: str, given: dict[str, Any]
) -> None:
    tasks = () if "everything" in given else ("A.1", "A.3")
    first = act(journal, trigger, *tasks, speaker="so-a", idem_key="k-1", **given)
    before = contents(journal)
    again = act(journal, trigger, *tasks, speaker="so-a", idem_key="k-1", **given)
    assert again.changed == first.changed
    assert contents(journal) == before
    other = act(journal, "progress", "C.1@2024-H1", speaker="so-a", note="x", idem_key="k-2")
    assert len(other.changed) == 1


def test_of_two_that_race_under_one_key_the_slower_gets_the_answer_of_the_faster(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Journal(journal.path)
    entering = Journal.writing
    done: list[Any] = []

    @contextmanager
    def late(self: Journal) -> Iterator[Writer]:
        if self is journal and not done:
            done.append(act(other, "accept", "A.1", speaker="so-a", idem_key="k-1"))
        with entering(self) as writer:
            yield writer

    monkeypatch.setattr(Journal, "writing", late)
    assert act(journal, "accept", "A.1", speaker="so-a", idem_key="k-1").changed == done[0].changed
