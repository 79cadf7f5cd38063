"""The deep check on the end of a plan: sound as it was written, and each way to write it otherwise is named."""

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
  van-phong: {name: Văn phòng}
  so-a: {name: Sở A}
  so-b: {name: Sở B}
calendar: {calendar: thu, covers: {from: 2024-01-01, until: 2024-12-31}}
tasks:
  - {id: "1", title: Một, lead: so-a, support: [so-b], due: 2024-06-30}
  - {id: "2", title: Hai, lead: so-a, kind: standing}
  - {id: "3", title: Ba, each: [so-a, so-b]}
"""
DAY = "2024-12-31"
CLOSE = ("plan", "close", "--document", "1/QĐ", "--yes", "--confirm", "thu")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = Office(tmp_path_factory.mktemp("made"))
    office.do("init", ".", today="2024-01-02")
    (office.folder / "thu.yaml").write_text(PLAN, encoding="utf-8")
    office.do("apply", "thu.yaml", "--yes", today="2024-01-02")
    office.do("done", "1", "--as", "so-a", "--evidence", "1/BC", today="2024-05-10")
    office.do("confirm", "1", today="2024-05-11")
    office.do("pause", "3", "--agency", "so-b", "--reason", "x", "--document", "2/CV", today="2024-05-12")
    office.do(*CLOSE, "--outcome", "2=done", "--rest", "not_done", today=DAY)
    return office.database


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    assert not made.with_name(made.name + "-wal").exists()
    return Path(shutil.copy(made, tmp_path))


def test_the_end_of_a_plan_is_sound_as_it_was_written(database: Path) -> None:
    found = deep(database)
    assert (found.illegal, found.difference) == (None, None)
    connection = sqlite3.connect(database)
    kinds = connection.execute("SELECT type FROM event ORDER BY seq DESC LIMIT 3").fetchall()
    assert kinds == [("plan_closed",), ("duty_ended",), ("duty_ended",)]
    parts = connection.execute("SELECT state, former FROM assignment WHERE state = 'closed' ORDER BY 2")
    assert parts.fetchall() == [("closed", "assigned")] * 3 + [("closed", "paused/assigned")]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("plan", "closed_on", "2024-12-30"),
        ("plan", "closed_on", None),
        ("closing", "figures", "{}"),
        ("closing", "successor", "x"),
        ("outcome", "outcome", "continued"),
        ("outcome", "carried_to", "x/1"),
    ],
)
def test_a_row_that_the_log_does_not_bear_out_is_found(
    database: Path, table: str, column: str, value: str | None
) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
    difference = deep(database).difference
    assert difference is not None
    assert (difference.table, difference.column, difference.found) == (table, column, value)


FORGERIES = [
    ("duty_ended", with_payload(outcome="stopped", task="1"), "stream"),
    ("duty_ended", with_payload(outcome="finished"), "outcome"),
    ("duty_ended", with_payload(closed=[]), "closed"),
    ("duty_ended", with_payload(on="2024-12-30"), "day"),
    ("duty_ended", with_column(agency="so-a"), "agency"),
    ("duty_ended", with_column(document=None), "need"),
    ("duty_ended", without("record"), "payload"),
    ("plan_closed", with_payload(outcomes={"done": 9}), "closed"),
    ("plan_closed", with_payload(plan="other"), "stream"),
    ("plan_closed", with_payload(document="2/QĐ"), "need"),
    ("plan_closed", with_payload(tables={"day": "2024-12-30"}), "day"),
    ("plan_closed", with_column(agency="so-b"), "agency"),
    ("plan_closed", without("tables"), "payload"),
]


@pytest.mark.parametrize(("kind", "change", "why"), FORGERIES)
def test_an_end_that_could_not_have_been_is_named(
    database: Path, kind: str, change: Change, why: str
) -> None:
    with sqlite3.connect(database) as connection:
        (seq,) = connection.execute("SELECT min(seq) FROM event WHERE type = ?", (kind,)).fetchone()
    forge(database, seq, change)
    assert [one.verdict for one in verify_all(str(database))] == [None], "the chain alone does not tell"
    found = deep(database)
    assert found.illegal is not None, found
    assert (found.illegal.seq, found.illegal.why) == (seq, why)


def test_done_is_not_said_of_what_had_to_be_reported(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        (seq,) = connection.execute("SELECT max(seq) - 1 FROM event").fetchone()
    forge(database, seq, with_payload(outcome="done"))
    found = deep(database)
    assert found.illegal is not None
    assert (found.illegal.seq, found.illegal.why) == (seq, "outcome")


def cut(database: Path, kept: int) -> None:
    """The log without its tail, as if nobody had written on."""
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TRIGGER event_no_delete")
        (last,) = connection.execute("SELECT max(seq) FROM event").fetchone()
        connection.execute("DELETE FROM event WHERE seq > ?", (last - kept,))


def test_a_plan_is_not_left_half_closed(database: Path) -> None:
    cut(database, 1)
    found = deep(database)
    assert found.illegal is not None
    assert found.illegal.why == "follow"


def test_nothing_follows_the_end(database: Path) -> None:
    """A command that slipped through, because the row said that the plan went on."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE plan SET closed_on = NULL")
    office = Office(database.parent)
    (office.folder / "planengine.toml").write_text('database = "planengine.db"\n', encoding="utf-8")
    office.do("remind", "enable", "--yes", today="2025-01-02")
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE plan SET closed_on = ?", (DAY,))
    found = deep(database)
    assert found.illegal is not None
    assert (found.illegal.type, found.illegal.why) == ("reminders_enabled", "ended")


def test_commands_that_were_decided_before_the_end_come_too_late(made: Path, tmp_path: Path) -> None:
    """Whoever had read the plan while it was open is refused by the log itself."""
    from datetime import date

    from planengine import bootstrap
    from planengine.core.events import Fact, Origin
    from planengine.errors import Refusal
    from planengine.store.journal import Journal

    journal = Journal(shutil.copy(made, tmp_path))
    (plan,) = journal.plans()
    before = plan._replace(closed_on=None)
    fact = Fact("reminders_enabled", plan.uid, {"plan": "thu", "from": DAY})
    origin = Origin(agency="van-phong", person="x", on=date(2024, 12, 31))
    clock = bootstrap.read_clock("2025-01-02")
    with pytest.raises(Refusal) as refused, journal.writing() as writer:
        writer.append(before, (fact,), origin, clock.now, today=date(2025, 1, 2), correlation="x")
    assert refused.value.code == "plan.closed"
    journal.close()
