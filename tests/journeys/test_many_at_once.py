"""Forty processes at the same moment: what exits with 0 is on disk, the others are told, nothing is lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.many_writers import write_at_once
from planengine.cli.main import call
from planengine.store.audit import verify_all

PLANS = Path(__file__).resolve().parents[2] / "plans"
MANY = 40


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    assert call(["init", "."]) == 0
    assert call(["apply", str(PLANS / "kh_106.yaml"), "--yes", "--today", "2024-11-01"]) == 0
    capsys.readouterr()
    return tmp_path


def at_once(folder: Path, commands: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """Starts all commands, lets them go together, and returns how each ended: (exit code, what it said on stderr).

    Each child waits for the end of its standard input before it runs, and all inputs are one pipe.
    """
    reader, writer = os.pipe()
    start = "import sys; sys.stdin.read(); from planengine.cli.main import call; sys.exit(call(sys.argv[1:]))"
    children = [
        subprocess.Popen(
            [sys.executable, "-c", start, *command],
            cwd=folder,
            stdin=reader,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    os.close(reader)
    os.close(writer)
    ended = [(child.communicate(timeout=240)[1], child.returncode) for child in children]
    return [(code, said) for said, code in ended]


def done(task: str, agency: str, number: int) -> list[str]:
    return ["done", task, "--as", agency, "--evidence", f"{number}/BC", "--today", "2024-12-05"]


def holders(database: Path, label: str) -> list[str]:
    rows = sqlite3.connect(database).execute(
        "SELECT g.id FROM assignment a JOIN agency g ON g.uid = a.agency_uid JOIN occurrence o "
        "ON o.uid = a.occurrence_uid WHERE o.label = ? ORDER BY g.id",
        (label,),
    )
    return [row[0] for row in rows]


def reports(database: Path) -> list[tuple[str, str]]:
    """(task, evidence) of every completion in the log."""
    rows = sqlite3.connect(database).execute("SELECT payload FROM event WHERE type = 'completion_reported'")
    facts = [json.loads(row[0]) for row in rows]
    return [(str(fact["task"]), str(fact["evidence"])) for fact in facts]


def test_forty_reports_on_forty_assignments_are_all_kept(workspace: Path) -> None:
    database = workspace / "planengine.db"
    chosen = [("IV.1.5@2024", agency) for agency in holders(database, "IV.1.5@2024")]
    chosen += [("IV.1.1", agency) for agency in holders(database, "IV.1.1")]
    chosen = chosen[:MANY]
    ended = at_once(workspace, [done(task, agency, number) for number, (task, agency) in enumerate(chosen)])

    assert Counter(code for code, _ in ended) == {0: MANY}, [said for code, said in ended if code]
    kept = reports(database)
    assert sorted(kept) == sorted((task, f"{number}/BC") for number, (task, _) in enumerate(chosen))
    states = (
        sqlite3.connect(database)
        .execute("SELECT count(*) FROM assignment WHERE state = 'submitted'")
        .fetchone()
    )
    assert states == (MANY,)
    assert [one.verdict for one in verify_all(str(database))] == [None]


def test_of_forty_reports_on_one_assignment_one_wins_and_the_others_are_told_why(workspace: Path) -> None:
    database = workspace / "planengine.db"
    ended = at_once(workspace, [done("IV.1.5@2024", "tam-ky", number) for number in range(MANY)])

    codes = Counter(code for code, _ in ended)
    assert codes[0] == 1
    assert codes[4] + codes[5] == MANY - 1, codes
    assert all(
        "IV.1.5@2024" in said and ("tam-ky" in said or "Tam Kỳ" in said) for code, said in ended if code
    )
    assert not any("locked" in said for _, said in ended)
    (winner,) = (number for number, (code, _) in enumerate(ended) if code == 0)
    assert reports(database) == [("IV.1.5@2024", f"{winner}/BC")]
    assert [one.verdict for one in verify_all(str(database))] == [None]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked: not on this system")
def test_what_sixty_processes_write_again_and_again_is_all_kept_and_nobody_is_turned_away(
    tmp_path: Path,
) -> None:
    done = write_at_once(tmp_path, writers=60, rounds=4)
    assert (done.errors, done.lost, done.verdicts) == ((), (), (None,))
    assert len(done.seconds) == 240
