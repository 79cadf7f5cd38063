"""`planengine done` as a whole process, against a skeleton that commits one row, and against a bare interpreter."""

from __future__ import annotations

import itertools
import sqlite3
import sys
import tempfile
from pathlib import Path

from bench.measure import processes_in_turns, report

PLANS = Path(__file__).resolve().parents[1] / "plans"
SKELETON = Path(__file__).with_name("skeleton.py")
TURNS = 21


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        reporters = _prepare(folder)
        floor = Path(folder, "floor.db")
        _prepare_floor(floor)
        planengine = [sys.executable, "-m", "planengine"]
        given = iter(reporters)

        def done() -> list[str]:
            return [
                *planengine,
                "done",
                "IV.1.5@2024",
                "--as",
                next(given),
                "--evidence",
                "1/BC",
                *_day("2024-12-05"),
            ]

        def skeleton() -> list[str]:
            return [sys.executable, str(SKELETON), str(floor), "--note", "x"]

        against_skeleton = processes_in_turns(done, skeleton, TURNS, folder=folder)
        numbers = itertools.count()

        def progress() -> list[str]:
            note = f"lần {next(numbers)}"
            return [*planengine, "progress", "2.2.1", "--as", "tam-ky", "--note", note, *_day("2024-12-05")]

        against_bare = processes_in_turns(
            progress, lambda: [sys.executable, "-c", "pass"], TURNS, folder=folder
        )
        mine = processes_in_turns(
            lambda: [*planengine, "mine", "--as", "tam-ky", *_day("2024-12-05")],
            lambda: [sys.executable, "-c", "pass"],
            9,
            folder=folder,
        )
    report(
        "A command as a whole process (CPU, user and system)",
        [
            ("done / click + sqlite3 + one durable commit", against_skeleton, "<= 1.5"),
            ("progress / python -c pass", against_bare, "6 wanted"),
            ("mine / python -c pass", mine, ""),
        ],
    )


def _day(day: str) -> list[str]:
    return ["--today", day]


def _prepare(folder: str) -> list[str]:
    """A workspace with the shipped plan; returns the agencies that have a yearly report to make."""
    import contextlib
    import io
    import json
    import os

    from planengine.cli.main import call

    with contextlib.chdir(folder):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert call(["init", "."]) == 0
            assert call(["apply", str(PLANS / "kh_106.yaml"), "--yes", "--today", "2024-11-01"]) == 0
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            assert call(["show", "IV.1.5@2024", "--json", "--today", "2024-11-01"]) == 0
        assert os.path.exists("planengine.db")
    return [one["agency"] for one in json.loads(shown.getvalue())["assignments"]]


def _prepare_floor(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE work (id INTEGER PRIMARY KEY, note TEXT, version INTEGER)")
    connection.execute("INSERT INTO work VALUES (1, '', 0)")
    connection.commit()
    connection.close()
