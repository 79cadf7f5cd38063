"""The deep check: sound after any history, and every column of every row that the log speaks of is compared."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planengine import bootstrap
from planengine.core import status
from planengine.settings import Settings
from planengine.store import log
from planengine.store.audit import verify_all
from planengine.store.deep import NOT_IN_THE_LOG, Depth, verify_deep
from planengine.store.journal import Journal
from planengine.store.legality import NOT_JUDGED
from planengine.store.schema import METADATA
from tests.store.workspace import act, apply_text, open_workspace
from tests.usecases.test_histories_in_the_database import TASKS as MANY
from tests.usecases.test_histories_in_the_database import live

TASKS = """\
  - {id: "1", title: Một, lead: so-a, support: [so-b], due: 2024-06-30}
  - {id: "2", title: Hai, lead: so-b, after: ["1"], due: {within: 10d, of: "1"}}
  - {id: "3", title: Ba, joint: [so-a, huyen-1], complete_when: any}
"""


def deep(path: str | Path) -> Depth:
    (one,) = verify_deep(str(path), bootstrap.local_day)
    return one


def history(folder: Path) -> Path:
    """A small plan with every kind of event that moves work."""
    journal = open_workspace(folder, TASKS)
    act(journal, "accept", "1", speaker="so-a")
    act(
        journal,
        "commit",
        "3",
        speaker="huyen-1",
        day=bootstrap.local_day(bootstrap.read_clock("2024-04-01").now, "Asia/Ho_Chi_Minh"),
    )
    act(journal, "progress", "3", speaker="so-a", note="đã họp", percent=40)
    act(journal, "submit", "1", speaker="so-a", evidence="1/BC-SA")
    act(journal, "confirm", "1", holder="so-a")
    act(journal, "pause", "3", holder="huyen-1", reason="chờ vốn", document="7/CV")
    act(journal, "reassign", "2", holder="so-b", to="huyen-2", reason="chuyển việc")
    journal.close()
    return folder / "planengine.db"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history(tmp_path_factory.mktemp("made"))


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    """A copy of the small history; closed whole, so that the file is all there is."""
    assert not made.with_name(made.name + "-wal").exists()
    return Path(shutil.copy(made, tmp_path))


@pytest.mark.parametrize("seed", range(4))
def test_any_history_is_sound(tmp_path: Path, seed: int) -> None:
    journal = open_workspace(tmp_path, MANY)
    live(journal, seed)
    (count,) = journal.connection.execute("SELECT count(*) FROM event").fetchone()
    assert deep(journal.path) == Depth("thu", count, None, None)


def expected_columns() -> list[tuple[str, str]]:
    """Every column of what is compared as a whole, but those that no event carries."""
    tables = ("occurrence", "assignment", "edge")
    columns = [(table, column.name) for table in tables for column in METADATA.tables[table].columns]
    return [one for one in columns if ".".join(one) not in NOT_IN_THE_LOG]


PARTLY = [
    ("plan", "id"),
    ("plan", "revision"),
    ("plan", "reminders_from"),
    ("task", "id"),
    ("task", "uid"),
    ("task", "plan_uid"),
    *(
        ("revision", name)
        for name in ("number", "sha256", "canonical", "directory", "calendar", "author", "reason")
    ),
    ("revision", "applied_at"),
    ("revision", "based_on_seq"),
    ("source", "sha256"),
    ("source", "kind"),
    ("source", "canonical"),
]
"""What the log says of tables that are mostly of the revision."""


def altered(value: object, declared: str, nullable: bool) -> list[object]:
    """Other values for a cell: near, far, and nothing where that may stand there."""
    if declared == "INTEGER":
        return [
            *([] if value is None else [int(str(value)) + 1]),
            7777,
            *([None] if nullable and value else []),
        ]
    text = "" if value is None else str(value)
    return [f"{text}x", "2001-01-01", *([None] if nullable and value else [])]


def test_every_column_of_every_row_altered_is_found_and_named(database: Path) -> None:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("DROP TRIGGER revision_no_update")
    connection.execute("DROP TRIGGER revision_no_delete")
    assert deep(database).difference is None
    tried = 0
    for table, column in [*expected_columns(), *PARTLY]:
        declared, nullable = next(
            (row[2], not row[3])
            for row in connection.execute(f"PRAGMA table_info({table})")
            if row[1] == column
        )
        key = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
        where = " AND ".join(f"{name} = ?" for name in key)
        kept = connection.execute(f"SELECT {', '.join(key)}, {column} FROM {table}").fetchall()
        for *names, value in kept:
            for other in altered(value, declared, nullable):
                if other == value:
                    continue
                connection.execute("BEGIN")
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (other, *names))
                connection.execute("COMMIT")
                told = deep_of(database)
                tried += 1
                back = [other if name == column else old for name, old in zip(key, names, strict=True)]
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value, *back))
                if (table, column) not in PARTLY:
                    expected = "*" if column in key else {"agency_uid": "agency"}.get(column, column)
                    assert told == (table, expected), (table, column, value, other)
    connection.close()
    assert deep(database).difference is None
    assert tried > 350


def deep_of(path: Path) -> tuple[str, str]:
    """(table, column) of what the deep check finds; an event that cannot be is told as ("event", why)."""
    (one,) = verify_deep(str(path), bootstrap.local_day)
    if one.illegal:
        return "event", one.illegal.why
    assert one.difference is not None
    return one.difference.table, one.difference.column


@pytest.mark.parametrize("table", ["occurrence", "assignment", "edge", "revision", "task"])
def test_every_row_taken_out_is_missed(database: Path, table: str) -> None:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("DROP TRIGGER revision_no_delete")
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    for row in connection.execute(f"SELECT * FROM {table}").fetchall():
        where = " AND ".join(f"{name} IS ?" for name in names)
        connection.execute(f"DELETE FROM {table} WHERE {where}", row)
        expected = ("event", "text") if table == "revision" else (table, "*")
        assert deep_of(database) == expected
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    connection.close()
    assert deep(database).difference is None


Change = Callable[[log.Entry, dict[str, Any]], tuple[log.Entry, dict[str, Any]]]


def forge(path: Path, seq: int, change: Change) -> None:
    """One event made another, and every hash after it anew: the chain holds."""
    connection = sqlite3.connect(path)
    for name in ("event_no_update", "event_no_delete", "event_in_order"):
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    entries = [log.Entry(*row) for row in connection.execute(f"{log.SELECT} ORDER BY seq")]
    entry, payload = change(entries[seq - 1], json.loads(entries[seq - 1].payload))
    entries[seq - 1] = entry._replace(payload=log.canonical(payload))
    connection.execute("DELETE FROM event")
    last = ""
    for one in entries:
        sealed = log.seal(one._replace(prev_hash=last)[:-2])
        connection.execute(log.INSERT, sealed)
        last = sealed.hash
    connection.commit()
    connection.close()


def with_payload(**other: Any) -> Change:
    return lambda entry, payload: (entry, {**payload, **other})


def without(name: str) -> Change:
    return lambda entry, payload: (entry, {key: one for key, one in payload.items() if key != name})


def with_column(**other: Any) -> Change:
    return lambda entry, payload: (entry._replace(**other), payload)


FORGERIES = [
    ("assignment_accepted", with_payload(**{"from": "done"}), "state"),
    ("assignment_accepted", with_payload(state="done"), "state"),
    ("assignment_accepted", with_column(type="completion_confirmed"), "state"),
    ("assignment_accepted", with_column(agency="van-phong"), "agency"),
    ("assignment_accepted", with_payload(agency="so-b"), "stream"),
    ("assignment_accepted", with_column(stream="nowhere", version=1), "stream"),
    ("assignment_accepted", with_column(type="made_up"), "state"),
    ("assignment_accepted", without("on"), "payload"),
    ("assignment_accepted", with_column(revision=2), "revision"),
    ("assignment_accepted", with_column(version=77), "version"),
    ("assignment_accepted", with_column(occurred_on="2024-12-01"), "future"),
    ("assignment_accepted", with_payload(on="2024-01-05"), "day"),
    ("date_committed", without("day"), "payload"),
    ("date_committed", with_payload(day="2024-01-01"), "need"),
    ("progress_reported", with_payload(percent=[1]), None),
    ("completion_reported", without("evidence"), "need"),
    ("completion_reported", with_payload(state="done"), "state"),
    ("completion_confirmed", with_column(agency="so-a"), "agency"),
    ("completion_confirmed", with_column(agency="so-b"), "agency"),
    ("assignment_paused", without("reason"), "need"),
    ("assignment_paused", with_column(document=None), "need"),
    ("assignment_reassigned", with_column(agency="so-b"), "agency"),
    ("assignment_reassigned", without("to"), "need"),
    ("occurrence_completed", with_payload(on="2024-03-01"), "day"),
    ("occurrence_completed", with_payload(closed=[]), "closed"),
    ("occurrence_completed", with_column(type="occurrence_reopened"), "follow"),
    ("due_fixed", with_payload(on="2024-03-01"), "day"),
    ("due_fixed", with_payload(task="3"), "stream"),
    ("revision_applied", with_payload(revision=2), "revision"),
    ("revision_applied", with_payload(sha256="0" * 64), "text"),
    ("revision_applied", with_payload(directory="0" * 64), "text"),
    ("revision_applied", with_column(stream="elsewhere"), "revision"),
    ("occurrence_planned", without("kind"), "payload"),
    ("occurrence_planned", with_payload(kind="standing"), "plan"),
    ("occurrence_planned", with_payload(task="9"), "plan"),
    ("occurrence_planned", with_payload(completion="any"), "plan"),
    ("occurrence_planned", with_payload(support_required=True), "plan"),
    (
        "occurrence_planned",
        with_payload(assignments=[{"uid": "a", "agency": "ai-do", "role": "lead", "size": None}]),
        "plan",
    ),
]


@pytest.mark.parametrize(("kind", "change", "why"), FORGERIES)
def test_an_event_that_could_not_have_happened_is_named(
    database: Path, kind: str, change: Change, why: str | None
) -> None:
    connection = sqlite3.connect(database)
    (seq,) = connection.execute("SELECT min(seq) FROM event WHERE type = ?", (kind,)).fetchone()
    connection.close()
    forge(database, seq, change)
    assert [one.verdict for one in verify_all(str(database))] == [None], "the chain alone does not tell"
    found = deep(database)
    if why is None:  # legal, and then a row differs
        assert found.difference is not None
    else:
        assert found.illegal is not None, found
        assert (found.illegal.seq, found.illegal.why) == (seq, why)
    assert found.events == seq - 1 or why is None


def test_a_completion_left_out_is_missed_at_the_next_event(database: Path) -> None:
    connection = sqlite3.connect(database)
    (seq,) = connection.execute("SELECT seq FROM event WHERE type = 'occurrence_completed'").fetchone()
    for name in ("event_no_update", "event_no_delete", "event_in_order"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DELETE FROM event WHERE seq >= ?", (seq,))
    connection.commit()
    connection.close()
    found = deep(database)
    assert found.illegal is not None
    assert (found.illegal.seq, found.illegal.why) == (seq - 1, "follow")


def test_work_planned_anew_and_renamed_is_sound(tmp_path: Path) -> None:
    journal = open_workspace(tmp_path, TASKS)
    act(journal, "accept", "1", speaker="so-a")
    act(journal, "progress", "3", speaker="so-a", note="x")
    journal.close()
    settings = Settings(root=str(tmp_path), database=str(tmp_path / "planengine.db"))
    other = TASKS.replace("2024-06-30", "2024-07-31").replace("support: [so-b]", "support: [huyen-1]")
    apply_text(settings, tmp_path, other, today="2024-03-05")
    assert deep(settings.database)[2:] == (None, None)
    moved = other.replace('"1"', '"1a"').replace('"3"', '"3a"')
    moved += 'moved:\n  - {from: "1", to: "1a"}\n  - {from: "3", to: "3a"}\n'
    apply_text(settings, tmp_path, moved, today="2024-03-06")
    journal = Journal(settings.database)
    act(journal, "submit", "3a", speaker="so-a", evidence="1/BC", today="2024-03-07")
    act(journal, "confirm", "3a", holder="so-a", today="2024-03-08")
    act(journal, "reopen", "3a", holder="so-a", reason="thiếu", today="2024-03-09")
    (count,) = journal.connection.execute("SELECT count(*) FROM event").fetchone()
    journal.close()
    assert deep(settings.database) == Depth("thu", count, None, None)


def test_what_the_log_does_not_tell_is_of_tables_and_needs_that_are_there() -> None:
    for name in NOT_IN_THE_LOG:
        table, column = name.split(".")
        assert column in METADATA.tables[table].columns
    needs = {need for row in status.TRANSITIONS for need in row.needs}
    assert set(NOT_JUDGED) < needs


Added = Callable[[dict[str, str], dict[str, dict[str, Any]]], tuple[str, str, dict[str, Any]]]
"""From (label → uid of its occurrence, label → what was planned) to (type, stream, payload) of one event more."""

ADDED: list[tuple[Added, str]] = [
    (lambda uids, was: ("reminders_enabled", "elsewhere", {"plan": "thu", "from": "2024-03-04"}), "stream"),
    (lambda uids, was: ("occurrence_planned", "new", was["1"]), "label"),
    (lambda uids, was: ("occurrence_planned", uids["3"], was["3"]), "begun"),
    (lambda uids, was: ("occurrence_planned", uids["1"], {**was["1"], "task": "2"}), "label"),
    (lambda uids, was: ("occurrence_planned", uids["2"], was["2"]), "stream"),
    (
        lambda uids, was: (
            "occurrence_planned",
            uids["2"],
            {**was["2"], "assignments": [{**was["1"]["assignments"][0], "agency": "so-a"}]},
        ),
        "stream",
    ),
    (lambda uids, was: ("task_renamed", uids["1"], {"task": "2", "from": "1"}), "label"),
    (lambda uids, was: ("task_renamed", uids["1"], {"task": "1a", "from": "2"}), "label"),
    (lambda uids, was: ("task_renamed", uids["1"], {"task": "1a@2024", "from": "1"}), "label"),
    (lambda uids, was: ("due_fixed", uids["2"], {"task": "2", "of": "9", "due": "2024-05-01"}), "payload"),
    (
        lambda uids, was: (
            "due_fixed",
            uids["1"],
            {"task": "1", "of": "1", "on": "2024-03-04", "due": "2024-05-01"},
        ),
        "day",
    ),
    (
        lambda uids, was: (
            "occurrence_completed",
            uids["2"],
            {"task": "2", "on": "2024-03-04", "closed": []},
        ),
        "completion",
    ),
    (
        lambda uids, was: (
            "occurrence_reopened",
            uids["1"],
            {"task": "1", "on": "2024-03-04", "restored": []},
        ),
        "completion",
    ),
    (lambda uids, was: ("revision_applied", "thu", {"revision": 3}), "revision"),
    (lambda uids, was: ("assignment_accepted", uids["1"], {"on": "2024-03-04"}), "stream"),
]


@pytest.mark.parametrize(("added", "why"), ADDED)
def test_an_event_put_at_the_end_that_cannot_follow_is_named(database: Path, added: Added, why: str) -> None:
    connection = sqlite3.connect(database)
    entries = [log.Entry(*row) for row in connection.execute(f"{log.SELECT} ORDER BY seq")]
    planned = {json.loads(one.payload)["task"]: one for one in entries if one.type == "occurrence_planned"}
    kind, stream, payload = added(
        {label: one.stream for label, one in planned.items()},
        {label: json.loads(one.payload) for label, one in planned.items()},
    )
    stream = entries[0].stream if stream == "thu" else stream
    last = entries[-1]
    columns = last._replace(
        seq=last.seq + 1,
        stream=stream,
        version=1 + max((one.version for one in entries if one.stream == stream), default=0),
        type=kind,
        idem_key=None,
        payload=log.canonical(payload),
        prev_hash=last.hash,
    )[:-2]
    connection.execute(log.INSERT, log.seal(columns))
    connection.commit()
    connection.close()
    assert [one.verdict for one in verify_all(str(database))] == [None]
    found = deep(database)
    assert found.illegal is not None, found
    assert (found.illegal.seq, found.illegal.why) == (last.seq + 1, why)


@pytest.mark.parametrize("restored", [[], [{"assignment": "x", "agency": "huyen-1", "state": "assigned"}]])
def test_a_reopening_that_restores_other_parts_than_were_closed_is_named(
    tmp_path: Path, restored: list[dict[str, str]]
) -> None:
    journal = open_workspace(tmp_path, TASKS)
    act(journal, "submit", "3", speaker="so-a", evidence="1/BC")
    act(journal, "confirm", "3", holder="so-a")
    act(journal, "reopen", "3", holder="so-a", reason="thiếu")
    (seq,) = journal.connection.execute("SELECT seq FROM event WHERE type = 'occurrence_reopened'").fetchone()
    journal.close()
    path = tmp_path / "planengine.db"
    assert deep(path)[2:] == (None, None)
    forge(path, seq, with_payload(restored=restored))
    found = deep(path)
    assert found.illegal is not None
    assert (found.illegal.seq, found.illegal.why) == (seq, "closed")
