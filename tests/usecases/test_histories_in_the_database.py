"""Histories of random commands on a real database: the log alone gives the same state, and every table adds up."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planengine.core import category, status, workflow
from planengine.core.workflow import Assigned
from planengine.errors import PlanengineError
from planengine.store.audit import verify_all
from planengine.store.journal import Journal
from planengine.store.queries import Queries
from planengine.store.writer import load_assigned
from planengine.usecases.read_work import (
    read_work,
    tally_agencies,
    tally_assignments,
    tally_occurrences,
)
from tests.store.workspace import act, open_workspace

TASKS = """\
  - {id: "1", title: Một, lead: so-a, support: [so-b, huyen-1], due: 2024-04-30}
  - {id: "2", title: Hai, joint: [so-a, so-b, huyen-1], complete_when: any}
  - {id: "3", title: Ba, each: [cac-huyen], complete_when: {percent: 50}, due: 2024-05-15}
  - {id: "4", title: Bốn, joint: [so-a, so-b], focal_point: so-b, complete_when: focal_point, due: 2024-04-01}
  - {id: "5", title: Năm, lead: so-b, support: [so-a], support_required: true, confirm: none}
  - {id: "6", title: Sáu, lead: so-a, kind: standing}
  - {id: "7", title: Bảy, each: [cac-huyen], kind: standing, update: month}
  - {id: "8", title: Tám, each: [cac-huyen], kind: recurring, every: quarter, due: {before: 03-20}}
  - {id: "9", title: Đề nghị, lead: so-b, request: true, due: 2024-03-31}
  - {id: "10", title: Mười, lead: van-phong, due: 2024-04-10}
""".replace(", due: {before: 03-20}", "")
AGENCIES = ("so-a", "so-b", "huyen-1", "huyen-2", "huyen-3", "van-phong")
STEPS = 250


def live(journal: Journal, seed: int) -> tuple[date, int]:
    """A history from March on; (its last day, how many commands were accepted)."""
    chance = Random(seed)
    labels = [row[0] for row in journal.connection.execute("SELECT label FROM occurrence ORDER BY label")]
    day, accepted = date(2024, 3, 1), 0
    for _ in range(STEPS):
        day += timedelta(days=chance.choice((0, 0, 1, 1, 2)))
        label = chance.choice(labels)
        held = journal.connection.execute(
            "SELECT g.id, a.state FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
            "JOIN occurrence o ON o.uid = a.occurrence_uid WHERE o.label = ? ORDER BY g.id",
            (label,),
        ).fetchall()
        agency, state = chance.choice(held)
        fitting = [one for one in status.TRIGGERS if status.transition(one, state)]
        # what finishes work is wanted more often than what puts it aside, or nothing is ever complete
        weights = [6 if one in ("submit", "confirm") else 1 for one in fitting]
        trigger = chance.choices(fitting, weights)[0] if fitting else "accept"
        own = status.responsible(trigger) == status.HOLDER
        given: dict[str, Any] = {"speaker": agency} if own else {"holder": agency}
        if not own and agency == "van-phong":
            given["speaker"] = "ubnd-tinh"
        if own and chance.random() < 0.2:
            given |= {"on": day - timedelta(days=chance.randrange(20)), "channel": "paper"}
        try:
            act(
                journal,
                trigger,
                label,
                today=day.isoformat(),
                reason="lý do",
                document="1/CV",
                evidence="2/BC",
                note="x",
                day=day + timedelta(days=chance.randrange(9)) if trigger == "commit" else None,
                to=chance.choice(AGENCIES) if trigger == "reassign" else None,
                **given,
            )
            accepted += 1
        except PlanengineError:
            continue
    return day, accepted


def events(journal: Journal) -> list[tuple[str, str, dict[str, Any]]]:
    rows = journal.connection.execute("SELECT stream, type, payload FROM event ORDER BY seq").fetchall()
    return [(stream, kind, json.loads(payload)) for stream, kind, payload in rows]


def told_by_the_log(journal: Journal) -> dict[str, tuple[str, str]]:
    """uid → (agency, state), read off the payloads without the engine's help."""
    found: dict[str, tuple[str, str]] = {}
    for stream, kind, fact in events(journal):
        if kind == "occurrence_planned":
            found |= {one["uid"]: (one["agency"], "assigned") for one in fact["assignments"]}
        elif kind == "occurrence_completed":
            for one in fact["closed"]:
                assert found[one["assignment"]] == (one["agency"], one["from"])
                found[one["assignment"]] = (one["agency"], "closed")
        elif kind == "occurrence_reopened":
            for one in fact["restored"]:
                found[one["assignment"]] = (one["agency"], one["state"])
        elif stream in found:
            assert found[stream] == (fact["agency"], fact["from"])
            found[stream] = (fact.get("to", fact["agency"]), fact["state"])
    return found


def folded(journal: Journal) -> dict[str, Assigned]:
    """uid → assignment, folded by the engine out of nothing but the log."""
    found: dict[str, Assigned] = {}
    dues = dict(journal.connection.execute("SELECT uid, due FROM assignment").fetchall())
    for stream, kind, fact in events(journal):
        if kind == "occurrence_planned":
            for one in fact["assignments"]:
                due = dues[one["uid"]]
                found[one["uid"]] = Assigned(
                    one["uid"], one["agency"], one["role"], due=date.fromisoformat(due) if due else None
                )
        elif kind in ("occurrence_completed", "occurrence_reopened"):
            key, change = (
                ("closed", workflow.close)
                if kind == "occurrence_completed"
                else ("restored", workflow.restore)
            )
            for one in fact[key]:
                found[one["assignment"]] = change(found[one["assignment"]])
        elif stream in found:
            found[stream] = workflow.evolve(found[stream], kind, fact)
    return found


def kept(journal: Journal) -> dict[str, Assigned]:
    uids = [row[0] for row in journal.connection.execute("SELECT uid FROM occurrence")]
    return {one.uid: one for uid in uids for one in load_assigned(journal.connection, uid)}


def category_of(row: dict[str, Any], today: date) -> str:
    """The category by the words of the official table, from the raw row."""
    if row["state"] in ("exempt", "cancelled", "closed"):
        return str(row["state"])
    standing = row["kind"] == "standing"
    if row["state"] == "paused":
        return "standing_paused" if standing else "paused"
    if row["state"] != "done" and today.isoformat() < row["opens_on"]:
        return "not_yet_open"
    if standing:
        return "standing_late" if today.isoformat() > asked_by(row) else "standing_updated"
    first = "done" if row["state"] == "done" else "open"
    if row["due"] is None:
        return f"{first}_undated"
    # what was reported is judged on that day, however long the confirmation takes
    late = (row["reported_on"] or today.isoformat()) > row["due"]
    return f"{first}_" + ("late" if first == "done" else "overdue") if late else f"{first}_on_time"


def asked_by(row: dict[str, Any]) -> str:
    """The end of the period after the one of the last update, walked day by day; the duty's own end at the latest."""
    months = {"month": 1, "quarter": 3}[row["update_every"]]

    def period(one: date) -> int:
        return (one.year * 12 + one.month - 1) // months

    start = (
        date.fromisoformat(row["updated_on"])
        if row["updated_on"]
        else date.fromisoformat(row["opens_on"]) - timedelta(days=1)
    )
    one = start
    while period(one + timedelta(days=1)) <= period(start) + 1:
        one += timedelta(days=1)
    return min(one.isoformat(), str(row["closes_on"]))


def raw_rows(journal: Journal) -> list[dict[str, Any]]:
    rows = journal.connection.execute(
        "SELECT a.uid, a.role, a.state, a.due, a.reported_on, a.updated_on, o.kind, o.opens_on, o.closes_on, "
        "t.update_every, t.request, g.short, o.uid AS occurrence FROM assignment a "
        "JOIN occurrence o ON o.uid = a.occurrence_uid JOIN task t ON t.uid = o.task_uid "
        "JOIN agency g ON g.uid = a.agency_uid"
    )
    names = [one[0] for one in rows.description]
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.mark.parametrize("seed", range(5))
def test_the_log_alone_gives_the_same_state_and_every_table_adds_up(tmp_path: Path, seed: int) -> None:
    journal = open_workspace(tmp_path, TASKS)
    last_day, accepted = live(journal, seed)
    assert accepted > STEPS // 3

    now = kept(journal)
    assert told_by_the_log(journal) == {uid: (one.agency, one.state) for uid, one in now.items()}
    assert folded(journal) == now
    assert [one.verdict for one in verify_all(journal.path)] == [None]

    (plan,) = journal.plans()
    raw = {row["uid"]: row for row in raw_rows(journal)}
    for today in (last_day, last_day + timedelta(days=40), date(2024, 12, 31)):
        work = read_work(Queries(journal.connection), plan, today)
        assert {one.row.assignment_uid: one.category for one in work} == {
            uid: category_of(row, today) for uid, row in raw.items()
        }
        ranked = [row for row in raw.values() if row["role"] != "support" and not row["request"]]
        recount = Counter(category_of(row, today) for row in ranked)
        tally = tally_assignments(work)
        assert {name: count for name, count in tally.counts.items() if count} == dict(recount)
        assert sum(tally.counts.values()) == len(ranked)
        assert tally.total == len(ranked) - sum(recount[one] for one in category.OUTSIDE)
        by_agency = tally_agencies(work)
        assert sum((Counter(one.counts) for one in by_agency), Counter()) == recount
        occurrences = tally_occurrences(work, today)
        assert sum(occurrences.counts.values()) == len({row["occurrence"] for row in ranked})


def test_the_histories_reach_every_state_completions_and_reopenings(tmp_path: Path) -> None:
    states: set[str] = set()
    kinds: Counter[str] = Counter()
    for seed in range(5):
        folder = tmp_path / str(seed)
        folder.mkdir()
        journal = open_workspace(folder, TASKS)
        live(journal, seed)
        states |= {fact["state"] for _, _, fact in events(journal) if "state" in fact}
        kinds += Counter(kind for _, kind, _ in events(journal))
        states |= {one.state for one in kept(journal).values()}
    assert states == set(status.STATES) - {status.MERGED}  # only a reorganisation leads there
    assert kinds["occurrence_completed"] > 10
    assert kinds["occurrence_reopened"] > 1
    assert kinds["assignment_reassigned"] > 3


def test_after_a_return_the_report_that_was_confirmed_is_the_one_that_counts(tmp_path: Path) -> None:
    journal = open_workspace(tmp_path, TASKS)
    (plan,) = journal.plans()

    def shown(today: str) -> list[str]:
        work = read_work(Queries(journal.connection), plan, date.fromisoformat(today), agency="so-a")
        return [one.category for one in work if one.row.label == "1"]

    act(journal, "submit", "1", speaker="so-a", evidence="1/BC", today="2024-04-29")
    assert shown("2024-05-20") == ["open_on_time"]  # it was in time, however long the office takes
    act(journal, "return", "1", holder="so-a", reason="thiếu", today="2024-05-02")
    assert shown("2024-05-02") == ["open_overdue"]
    act(journal, "submit", "1", speaker="so-a", evidence="2/BC", today="2024-05-06")
    act(journal, "confirm", "1", holder="so-a", today="2024-05-20")
    assert shown("2024-05-21") == ["done_late"]
