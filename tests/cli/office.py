"""A workspace with the shipped plan, and somebody who types commands in it.

Commands run in this process, each with the day it is typed on; what they print is caught.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from planengine.cli.main import call

PLANS = Path(__file__).resolve().parents[2] / "plans"
APPLIED_ON = "2024-11-01"
TODAY = "2024-11-05"


@dataclass(frozen=True)
class Answer:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def all(self) -> str:
        return self.out + self.err


class Office:
    """One workspace, by its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "planengine.db"

    def run(self, *words: str, today: str = TODAY, lang: str = "vi") -> Answer:
        """Types `planengine WORDS` in the workspace on that day."""
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = call(["--lang", lang, *words, "--today", today])
        return Answer(code, out.getvalue(), err.getvalue())

    def do(self, *words: str, today: str = TODAY, lang: str = "vi") -> Answer:
        """The same where the command must go well."""
        answer = self.run(*words, today=today, lang=lang)
        assert answer.code == 0, (words, answer)
        return answer

    def list(self, *words: str, today: str = TODAY) -> list[dict[str, Any]]:
        """The assignments that `list WORDS --json` shows."""
        listed = self.do("list", *words, "--json", today=today).json["assignments"]
        assert isinstance(listed, list)
        return listed

    def held(self, task: str, agency: str, today: str = TODAY) -> dict[str, Any]:
        """The one assignment of that agency in the task, as `show --json` has it."""
        shown = self.do("show", task, "--json", today=today).json["assignments"]
        (found,) = [one for one in shown if one["agency"] == agency]
        assert isinstance(found, dict)
        return found

    def state(self, task: str, agency: str) -> str:
        return str(self.held(task, agency)["state"])

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows straight from the database, past everything under test."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(sql, values).fetchall()

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables but the list of refusals: what a command that is refused leaves as it was."""
        names = self.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        tables = {name for (name,) in names} - {"refusal"}
        assert {"event", "assignment", "occurrence", "outbox", "reminder", "replan"} <= tables
        return {name: self.query(f'SELECT * FROM "{name}"') for name in sorted(tables)}


def new_office(folder: Path) -> Office:
    """A workspace without a plan; the shipped files lie beside it in `plans`."""
    office = Office(folder)
    office.do("init", ".")
    shutil.copytree(PLANS, folder / "plans")
    return office


def busy_office(folder: Path) -> Office:
    """A workspace in which the shipped plan was applied on 1 November 2024."""
    for name, content in _applied().items():
        (folder / name).write_bytes(content)
    shutil.copytree(PLANS, folder / "plans")
    return Office(folder)


@cache
def _applied() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder))
        office.do("apply", "plans/kh_106.yaml", "--yes", today=APPLIED_ON)
        assert not os.path.exists(f"{office.database}-wal"), "a copy of the database alone would be torn"
        return {name: (Path(folder) / name).read_bytes() for name in ("planengine.toml", "planengine.db")}
