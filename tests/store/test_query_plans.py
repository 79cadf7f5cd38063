"""What officers ask every day is looked up, never searched for: however large the database has grown."""

from __future__ import annotations

import os
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from planengine.cli.main import call
from planengine.store import connection
from tests.store.workspace import TASKS, open_workspace

GROWING = ("assignment", "occurrence", "task", "edge", "event", "reminder", "replan", "refusal", "extension")
"""Tables that grow with the work; of plans, agencies and days there are few."""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that a command of this workspace executes, with its values in place."""
    monkeypatch.chdir(tmp_path)
    open_workspace(tmp_path, TASKS).close()
    (tmp_path / "planengine.toml").write_text("", encoding="utf-8")
    statements: list[str] = []
    plain = connection.set_pragmas

    def set_pragmas(opened: sqlite3.Connection) -> None:
        plain(opened)
        opened.set_trace_callback(statements.append)

    monkeypatch.setattr(connection, "set_pragmas", set_pragmas)
    return statements


def searched(folder: Path, statements: list[str]) -> list[tuple[str, str]]:
    """(statement, step) of every step that reads a growing table, or all that one plan has in it, from end to end."""
    opened = sqlite3.connect(folder / "planengine.db")
    names = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    found = []
    for statement in dict.fromkeys(statements):
        if not statement.lstrip().upper().startswith(("SELECT", "WITH", "UPDATE", "INSERT", "DELETE")):
            continue
        for *_, step in opened.execute(f"EXPLAIN QUERY PLAN {statement}"):
            kind, name = (*step.split(), "")[:2]
            # the end of an ordered table is one row however long it is
            last = statement.endswith("ORDER BY seq DESC LIMIT 1")
            whole = kind == "SCAN" or (kind == "SEARCH" and step.endswith("(plan_uid=?)") and not last)
            if whole and _table(opened, statement, name, names) in GROWING:
                found.append((statement, step))
    return found


def _table(opened: sqlite3.Connection, statement: str, name: str, names: set[str]) -> str:
    """The table that a name of a step stands for: its alias in the statement resolved."""
    if name in names:
        return name
    words = statement.replace(",", " ").replace("(", " ").split()
    return next(
        (before for before, word in pairwise(words) if word == name and before in names),
        name,
    )


@pytest.mark.parametrize(
    "command",
    [
        "mine --as so-a",
        "mine --as huyen-1 --json",
        "show 1",
        "show 2",
        "show 3 --json",
        "log 1",
        "accept 1 --as so-a",
        "progress 4 --as so-a --note họp",
        "done 1 --as so-a --evidence 1/BC-SA",
        "done 3 --as huyen-1 --evidence 1/BC-H1",
    ],
)
def test_no_command_of_every_day_reads_a_growing_table_from_end_to_end(
    asked: list[str], command: str, tmp_path: Path
) -> None:
    assert call([*command.split(), "--today", "2024-03-04"]) == 0
    assert len(asked) > 3
    assert searched(tmp_path, asked) == []


def test_what_the_secretariat_decides_is_looked_up_too(asked: list[str], tmp_path: Path) -> None:
    for command in (
        "done 1 --as so-a --evidence 1/BC-SA",
        "return 1 --reason thiếu",
        "done 1 --as so-a --evidence 2/BC-SA",
        "confirm 1",
        "reopen 1 --reason nhầm",
        "reassign 2 --agency so-b --to so-a --reason bận",
    ):
        assert call([*command.split(), "--today", "2024-03-04"]) == 0, command
    assert searched(tmp_path, asked) == []


def test_one_agencys_list_goes_through_the_index_of_agencies(asked: list[str], tmp_path: Path) -> None:
    assert call(["mine", "--as", "so-a", "--today", "2024-03-04"]) == 0
    (statement,) = {one for one in asked if "FROM assignment a" in one and "g.id = 'so-a'" in one}
    opened = sqlite3.connect(tmp_path / "planengine.db")
    steps = [step for *_, step in opened.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert any("assignment_agency (agency_uid=? AND plan_uid=?)" in step for step in steps), steps


def test_a_search_from_end_to_end_would_be_seen(asked: list[str], tmp_path: Path) -> None:
    statement = "SELECT count(*) FROM occurrence o JOIN task t ON t.uid = o.task_uid WHERE o.kind = 'once'"
    assert [one for _, one in searched(tmp_path, [statement])] == ["SCAN o"]
    assert os.path.exists(tmp_path / "planengine.db")
