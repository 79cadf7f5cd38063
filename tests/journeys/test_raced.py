"""Two people at the same work: the second is told what the first did, who and when, and how things stand; nothing of
the second command is written."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from planengine.store.audit import verify_all
from tests.store.workspace import open_workspace

TASKS = """\
  - {id: "1", title: Việc một, lead: so-a, due: 2024-06-30}
  - {id: "2", title: Việc hai, lead: so-a, due: 2024-06-30}
  - {id: "3", title: Việc ba, lead: so-a, due: 2024-06-30}
  - {id: "4", title: Việc bốn, lead: so-b, due: 2024-06-30}
"""

# Everything has been looked at and the lock not yet asked for: there the process says so and waits to be let go.
HELD = """\
import sys
from planengine.store import journal
plain, held = journal.Journal.writing, []
def writing(self):
    if not held:
        held.append(1)
        print("held", flush=True)
        sys.stdin.readline()
    return plain(self)
journal.Journal.writing = writing
from planengine.cli.main import call
sys.exit(call(sys.argv[1:]))
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    open_workspace(tmp_path, TASKS).close()
    (tmp_path / "planengine.toml").write_text("", encoding="utf-8")
    return tmp_path


def environment(person: str, language: str) -> dict[str, str]:
    return {**os.environ, "LOGNAME": person, "PLANENGINE_LANG": language, "PLANENGINE_TODAY": "2024-03-04"}


def at_once(office: Path, *commands: str, person: str = "chị Ba", language: str = "en") -> None:
    for command in commands:
        ended = subprocess.run(
            [sys.executable, "-m", "planengine", *command.split()],
            cwd=office,
            env=environment(person, language),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr


def overtaken(office: Path, command: str, *meanwhile: str, language: str = "en") -> tuple[int, str, str]:
    """The end of `command` that was held before its lock while the others ran: exit code, stdout, stderr."""
    child = subprocess.Popen(
        [sys.executable, "-c", HELD, *command.split()],
        cwd=office,
        env=environment("anh Tư", language),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    at_once(office, *meanwhile)
    out, err = child.communicate("go\n", timeout=60)
    return child.returncode, out, err


def events(office: Path) -> int:
    (count,) = sqlite3.connect(office / "planengine.db").execute("SELECT count(*) FROM event").fetchone()
    return int(count)


def test_the_second_is_told_who_did_what_when_and_how_it_stands_now(office: Path) -> None:
    before = events(office)
    code, out, err = overtaken(
        office, "progress 1 --as so-a --note họp", "done 1 --as so-a --evidence 1/BC-SA"
    )
    assert (code, out) == (5, "")
    assert err.splitlines() == [
        "Error: Somebody was faster; your command wrote nothing. What changed:",
        "  2024-03-04 09:00, chị Ba: Sở A reported 1 done. 1 is now “waits for confirmation”.",
        "  → Look again: planengine log 1",
    ]
    assert events(office) == before + 1
    assert [one.verdict for one in verify_all(str(office / "planengine.db"))] == [None]


def test_of_several_tasks_all_that_were_moved_are_told_and_none_is_written(office: Path) -> None:
    before = events(office)
    code, out, err = overtaken(
        office,
        "accept 1 2 3 --as so-a",
        "accept 1 --as so-a",
        "decline 3 --as so-a --reason nhầm",
        language="vi",
    )
    assert (code, out) == (5, "")
    told = err.splitlines()
    assert len(told) == 4, told
    assert told[1] == "  04/03/2024 09:00, chị Ba: Sở A tiếp nhận 1. Nay 1 ở trạng thái “đã tiếp nhận”."
    assert told[2] == "  04/03/2024 09:00, chị Ba: Sở A trả lại 3. Nay 3 ở trạng thái “trả lại”."
    assert events(office) == before + 2


def test_two_of_the_secretariat_deciding_the_same_report_one_is_told_of_the_other(office: Path) -> None:
    at_once(office, "done 1 --as so-a --evidence 1/BC-SA")
    code, _, err = overtaken(office, "confirm 1", "return 1 --reason thiếu")
    assert code == 5
    assert "chị Ba: Văn phòng sent 1 back to Sở A. 1 is now “to be redone”." in err


def test_work_given_to_another_meanwhile_is_told_with_the_taker(office: Path) -> None:
    code, _, err = overtaken(office, "accept 1 --as so-a", "reassign 1 --agency so-a --to so-b --reason bận")
    assert code == 5
    assert "chị Ba: Văn phòng" in err
    assert "Sở A → Sở B" in err


def test_what_others_did_elsewhere_meanwhile_stops_nobody(office: Path) -> None:
    code, out, err = overtaken(office, "accept 1 2 --as so-a", "accept 3 --as so-a", "accept 4 --as so-b")
    assert (code, err) == (0, "")
    assert out.count("✓") == 2
