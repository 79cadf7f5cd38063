"""SIGKILL at any moment of an apply leaves nothing or everything; of a report, all of it or none."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.store.audit import verify_all

PLANS = Path(__file__).resolve().parents[2] / "plans"
KILLS = int(os.environ.get("PLANENGINE_KILLS", "25"))
"""How often the suite kills; `make kills` asks for more."""

APPLY = [
    sys.executable,
    "-m",
    "planengine",
    "apply",
    str(PLANS / "kh_106.yaml"),
    "--yes",
    "--today",
    "2024-11-01",
]
WHOLE = (1, 53, 57, 1158, 44, 58)
"""What the shipped plan comes to: plans, tasks, occurrences, assignments, edges, events."""


def counted(database: Path) -> tuple[int, ...]:
    connection = sqlite3.connect(database)
    tables = ("plan", "task WHERE is_section = 0", "occurrence", "assignment", "edge", "event")
    return tuple(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    bootstrap.create_database(str(folder / "planengine.db"))
    (folder / "planengine.toml").write_text("", encoding="utf-8")
    return folder


def test_a_killed_apply_leaves_nothing_or_everything(empty: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(empty, whole)
    started = time.perf_counter()
    subprocess.run(APPLY, cwd=whole, check=True, capture_output=True, timeout=120)
    takes = time.perf_counter() - started
    assert counted(whole / "planengine.db") == WHOLE

    chance = random.Random(106)
    seen = set()
    for number in range(KILLS):
        folder = tmp_path / f"kill_{number}"
        shutil.copytree(empty, folder)
        child = subprocess.Popen(APPLY, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            # most of the time goes into starting up: two kills in three fall where the writing is
            child.wait(timeout=takes * (chance.random() if number % 3 == 0 else 0.6 + 0.4 * chance.random()))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait(timeout=60)
        left = counted(folder / "planengine.db")
        assert left in ((0,) * 6, WHOLE), (number, left)
        assert [one.verdict for one in verify_all(str(folder / "planengine.db"))] == [None] * left[0]
        if left[0] == 0:
            subprocess.run(APPLY, cwd=folder, check=True, capture_output=True, timeout=120)
            assert counted(folder / "planengine.db") == WHOLE
        seen.add(left[0])
    print(f"{KILLS} kills; left: {sorted(seen)} plans")
    assert 0 in seen


def test_killed_between_any_two_statements_of_an_apply_the_database_is_as_before(empty: Path) -> None:
    """The same without luck: the process dies inside the transaction, after each statement in turn."""
    script = (
        "import os, signal, sys, sqlite3\n"
        "from planengine.store import journal\n"
        "left = int(sys.argv.pop(1))\n"
        "class Counting(sqlite3.Connection):\n"
        "    def _count(self):\n"
        "        global left\n"
        "        left -= 1\n"
        "        if left == 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    def execute(self, *given):\n"
        "        done = super().execute(*given); self._count(); return done\n"
        "    def executemany(self, *given):\n"
        "        done = super().executemany(*given); self._count(); return done\n"
        "plain = sqlite3.connect\n"
        "sqlite3.connect = lambda *given, **options: plain(*given, **{**options, 'factory': Counting})\n"
        "from planengine.cli.main import call\n"
        "sys.exit(call(sys.argv[1:]))\n"
    )
    database = empty / "planengine.db"
    killed = 0
    for statement in range(1, 200, 3):
        child = subprocess.run(
            [sys.executable, "-c", script, str(statement), *APPLY[3:]],
            cwd=empty,
            capture_output=True,
            timeout=120,
            check=False,
        )
        left = counted(database)
        if left == WHOLE:
            assert child.returncode in (0, -signal.SIGKILL)
            break
        assert child.returncode == -signal.SIGKILL, child.stderr
        assert left == (0,) * 6, statement
        killed += 1
    assert killed >= 8
    assert counted(database) == WHOLE
