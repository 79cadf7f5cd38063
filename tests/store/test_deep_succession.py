"""The deep check on a reorganisation: sound as it was written, and each way to write it otherwise is named."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from planengine.store.audit import verify_all
from tests.cli.office import Office
from tests.store.test_deep import Change, deep, forge, with_column, with_payload, without

PLAN = """\
planengine: 1
plan:
  id: thu
  title: Kế hoạch thử
  issuer: tinh
  starts: 2024-01-01
  ends: 2024-12-31
  secretariat: van-phong
  approver: tinh
agencies:
  tinh: {name: UBND tỉnh}
  van-phong: {name: Văn phòng, until: 2024-02-29, succeeded_by: van-phong-2}
  van-phong-2: {name: Văn phòng mới, from: 2024-03-01}
  so-a: {name: Sở A, until: 2024-02-29, succeeded_by: so-c}
  so-b: {name: Sở B, until: 2024-02-29, succeeded_by: so-c}
  so-c: {name: Sở C}
  so-d: {name: Sở D}
  huyen: {name: UBND huyện, until: 2024-02-29, succeeded_by: [xa-1, xa-2], succession: {policy: all}}
  xa-1: {name: UBND xã 1, from: 2024-03-01}
  xa-2: {name: UBND xã 2, from: 2024-03-01}
calendar: {calendar: thu, covers: {from: 2024-01-01, until: 2024-12-31}}
tasks:
  - {id: "1", title: Một, lead: so-a, support: [so-b, so-d], due: 2024-06-30}
  - {id: "2", title: Hai, lead: so-a, support: [so-c]}
  - {id: "3", title: Ba, each: [huyen, so-d]}
  - {id: "4", title: Bốn, each: [huyen, so-d], after: [{task: "3", match: agency}]}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = Office(tmp_path_factory.mktemp("made"))
    office.do("init", ".", today="2024-01-02")
    (office.folder / "thu.yaml").write_text(PLAN, encoding="utf-8")
    office.do("apply", "thu.yaml", "--yes", today="2024-01-02")
    office.do("accept", "1", "--as", "so-a", today="2024-01-10")
    office.do("progress", "3", "--as", "huyen", "--note", "đang làm", "--percent", "30", today="2024-01-11")
    office.do("reorganise", "--on", "2024-03-01", "--yes", today="2024-03-04")
    return office.database


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    assert not made.with_name(made.name + "-wal").exists()
    return Path(shutil.copy(made, tmp_path))


def test_every_kind_of_event_of_a_reorganisation_is_there_and_sound(database: Path) -> None:
    found = deep(database)
    assert (found.illegal, found.difference) == (None, None)
    rows = sqlite3.connect(database).execute(
        "SELECT o.label, g.id, a.role, a.state, a.percent FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
        "JOIN occurrence o ON o.uid = a.occurrence_uid ORDER BY 1, 2"
    )
    assert rows.fetchall() == [
        ("1", "so-b", "support", "merged", None),
        ("1", "so-c", "lead", "accepted", None),
        ("1", "so-d", "support", "assigned", None),
        ("2", "so-a", "lead", "merged", None),
        ("2", "so-c", "lead", "assigned", None),
        ("3", "huyen", "each", "merged", 30),
        ("3", "so-d", "each", "assigned", None),
        ("3", "xa-1", "each", "in_progress", 30),
        ("3", "xa-2", "each", "in_progress", 30),
        ("4", "huyen", "each", "merged", None),
        ("4", "so-d", "each", "assigned", None),
        ("4", "xa-1", "each", "assigned", None),
        ("4", "xa-2", "each", "assigned", None),
    ]


def test_waits_of_agency_for_agency_are_those_of_the_heirs(database: Path) -> None:
    rows = sqlite3.connect(database).execute(
        "SELECT g.id FROM edge e JOIN agency g ON g.uid = e.agency_uid ORDER BY 1"
    )
    assert [name for (name,) in rows] == ["so-d", "xa-1", "xa-2"]


@pytest.mark.parametrize("column", ["secretariat", "approver"])
def test_a_body_of_the_plan_that_the_log_does_not_name_is_found(database: Path, column: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute(f"UPDATE plan SET {column} = 'so-d'")
    connection.commit()
    connection.close()
    difference = deep(database).difference
    assert difference is not None
    assert (difference.table, difference.column, difference.found) == ("plan", column, "so-d")


FORGERIES = [
    (
        "plan_bodies_changed",
        with_payload(bodies=[{"body": "secretariat", "from": "so-d", "to": "so-c"}]),
        "plan",
    ),
    (
        "plan_bodies_changed",
        with_payload(bodies=[{"body": "secretariat", "from": "van-phong", "to": "x"}]),
        "plan",
    ),
    (
        "plan_bodies_changed",
        with_payload(bodies=[{"body": "secretariat", "from": "van-phong", "to": "tinh"}]),
        "plan",
    ),
    ("plan_bodies_changed", with_column(agency="so-d"), "agency"),
    ("plan_bodies_changed", with_payload(on="2024-03-02"), "day"),
    ("assignment_succeeded", with_payload(state="done"), "state"),
    ("assignment_succeeded", with_payload(**{"from": "assigned"}), "state"),
    ("assignment_succeeded", with_payload(to="so-d"), "state"),
    ("assignment_succeeded", with_payload(to="ai-do"), "plan"),
    ("assignment_succeeded", with_payload(was="support"), "state"),
    ("assignment_succeeded", with_column(agency="so-c"), "agency"),
    ("assignment_succeeded", with_payload(on="2024-03-02"), "day"),
    ("assignment_succeeded", with_payload(agency="so-b"), "stream"),
    ("assignment_succeeded", without("to_uid"), "payload"),
    ("assignment_given", with_payload(agency="so-d"), "plan"),
    ("assignment_given", with_payload(agency="ai-do"), "plan"),
    ("assignment_given", with_payload(role="lead"), "work"),
    ("assignment_given", with_payload(state="done"), "work"),
    ("assignment_given", with_payload(work={"percent": 100}), "work"),
    ("assignment_given", with_payload(of="nowhere"), "payload"),
    ("assignment_merged", with_payload(state="closed"), "state"),
    ("assignment_merged", with_payload(heirs=[]), "state"),
    (
        "assignment_merged",
        with_payload(heirs=[{"assignment": "x", "agency": "so-c", "agency_uid": "x"}]),
        "payload",
    ),
]


@pytest.mark.parametrize(("kind", "change", "why"), FORGERIES)
def test_a_step_that_could_not_have_been_taken_is_named(
    database: Path, kind: str, change: Change, why: str
) -> None:
    connection = sqlite3.connect(database)
    (seq,) = connection.execute("SELECT min(seq) FROM event WHERE type = ?", (kind,)).fetchone()
    connection.close()
    forge(database, seq, change)
    assert [one.verdict for one in verify_all(str(database))] == [None], "the chain alone does not tell"
    found = deep(database)
    assert found.illegal is not None, found
    assert (found.illegal.seq, found.illegal.why) == (seq, why)


def test_a_body_that_has_not_ended_cannot_be_succeeded(database: Path) -> None:
    """The day before, the old department was still there."""
    connection = sqlite3.connect(database)
    first, last = connection.execute(
        "SELECT min(seq), max(seq) FROM event WHERE payload LIKE '%2024-03-01%'"
    ).fetchone()
    connection.close()
    for seq in range(first, last + 1):
        forge(
            database,
            seq,
            lambda entry, payload: (
                entry._replace(occurred_on="2024-02-29"),
                {**payload, "on": "2024-02-29"},
            ),
        )
    found = deep(database)
    assert found.illegal is not None
    assert found.illegal.why == "not_ended"
