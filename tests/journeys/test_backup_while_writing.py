"""Backing up while four processes write, and SIGKILL in the middle of backing up and of restoring."""

from __future__ import annotations

import hashlib
import json
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from planengine.cli.main import call
from planengine.store import connection, keeping
from planengine.store.audit import verify_all
from tests.store.workspace import act, open_workspace

OFFICERS = (("4", "so-a"), ("3", "huyen-1"), ("3", "huyen-2"), ("3", "huyen-3"))
WRITERS = len(OFFICERS)
KILLS = int(os.environ.get("PLANENGINE_KILLS", "25"))
"""How often the suite kills at moments that chance picks."""

WRITE = """
import sys
from planengine.cli.main import call
me, task, agency = sys.argv[1:]
number, acknowledged = 0, open(me, "w")
while sys.stdin.readline():
    number += 1
    note = f"{me}-{number}"
    if call(["progress", task, "--as", agency, "--note", note, "--today", "2024-03-04"]) == 0:
        acknowledged.write(note + chr(10))
        acknowledged.flush()
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an older backup of it, made once."""
    place = tmp_path_factory.mktemp("made")
    journal = open_workspace(place)
    act(journal, "accept", "1", speaker="so-a")
    keeping.back_up(str(place / "planengine.db"), str(place / "old.db"))
    act(journal, "progress", "4", speaker="so-a", note="đã họp")
    journal.close()
    (place / "planengine.toml").write_text("", encoding="utf-8")
    return place


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "work"
    shutil.copytree(made, place)
    monkeypatch.chdir(place)
    return place


def events(path: Path) -> list[tuple[int, str, str]]:
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute("SELECT seq, hash, payload FROM event ORDER BY seq").fetchall()


def notes(path: Path) -> set[str]:
    return {str(json.loads(payload).get("note")) for _, _, payload in events(path)}


def test_a_backup_made_while_four_processes_write_holds_all_that_was_acknowledged_before_it(
    folder: Path,
) -> None:
    pipes = [os.pipe() for _ in range(WRITERS)]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, f"writer-{number}", *OFFICERS[number]],
            cwd=folder,
            stdin=reader,
            stdout=subprocess.PIPE,
        )
        for number, (reader, _) in enumerate(pipes)
    ]
    for reader, _ in pipes:
        os.close(reader)
    for (_, pipe), one in zip(pipes, writers, strict=True):
        os.write(pipe, b"\n")
        assert one.stdout is not None
        assert one.stdout.readline()  # its first report is told: from here on all four are at work

    def acknowledged() -> set[str]:
        files = (folder / f"writer-{number}" for number in range(WRITERS))
        return {line for file in files if file.exists() for line in file.read_text().splitlines()}

    backups = []
    for number in range(8):
        for _, writer in pipes:
            os.write(writer, b"\n" * 6)
        before = acknowledged()
        target = folder / f"copy-{number}.db"
        assert call(["db", "backup", str(target)]) == 0
        assert before <= notes(target)
        backups.append(target)
    for _, writer in pipes:
        os.close(writer)
    for one in writers:
        one.communicate(timeout=120)
    assert [one.returncode for one in writers] == [0] * WRITERS

    whole = events(folder / "planengine.db")
    assert len(acknowledged()) == (1 + 8 * 6) * WRITERS
    assert acknowledged() <= notes(folder / "planengine.db")
    lengths = []
    for target in backups:
        kept = events(target)
        assert kept == whole[: len(kept)]
        assert [one.verdict for one in verify_all(str(target))] == [None]
        lengths.append(len(kept))
    print(f"backups of {lengths} events out of {len(whole)}")
    assert lengths == sorted(lengths)
    assert len(set(lengths)) > 1


def test_a_write_between_any_two_pages_neither_waits_nor_begins_the_copying_anew(folder: Path) -> None:
    writer = sqlite3.connect("planengine.db", isolation_level=None, timeout=0)
    before = events(folder / "planengine.db")
    steps = 0

    class Interrupted:
        """The source, with somebody who writes after every page."""

        def __init__(self, source: sqlite3.Connection) -> None:
            self.execute = source.execute
            self.source = source

        def backup(self, target: sqlite3.Connection, *, pages: int) -> None:
            self.source.backup(target, pages=1, progress=self.write)

        def write(self, status: int, remaining: int, total: int) -> None:
            nonlocal steps
            steps += 1
            assert steps <= total + 1, "began anew"
            writer.execute("INSERT INTO tick (worker, at, sent) VALUES (?, '', 0)", (str(steps),))

    with closing(connection.connect("planengine.db")) as source:
        keeping.snapshot(Interrupted(source), str(folder / "copy.db"))  # type: ignore[arg-type]
    assert steps > 20
    with closing(sqlite3.connect("copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM tick").fetchone() == (0,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert events(folder / "copy.db") == before
    writer.close()


def run_and_kill(arguments: list[str], *, at_step: int = 0, after: float = 0.0) -> bool:
    """Runs one command in a process of its own and kills it before its `at_step`th touch of a file, or `after` so many
    seconds; whether it was killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        touched = 0

        def count(event: str, given: tuple[object, ...]) -> None:
            nonlocal touched
            files = event in ("os.rename", "os.remove", "os.chmod", "os.mkdir", "sqlite3.connect", "open")
            if files and not str(given[0]).endswith((".py", ".pyc", ".so")):
                touched += 1
                if touched == at_step:
                    os.kill(os.getpid(), signal.SIGKILL)

        if at_step:
            sys.addaudithook(count)
        os._exit(call(arguments))
    os.close(writer)
    if after:
        select.select([reader], [], [], after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reader)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, arguments
    return False


def assert_whole_or_absent(target: Path, allowed: list[list[tuple[int, str, str]]]) -> None:
    if not target.exists():
        assert not Path(f"{target}.sha256").exists()
        return
    assert events(target) in allowed
    assert [one.verdict for one in verify_all(str(target))] == [None]
    if Path(f"{target}.sha256").exists():
        told = Path(f"{target}.sha256").read_text().split()[0]
        assert told == hashlib.sha256(target.read_bytes()).hexdigest()


def each_step(
    made: Path, folder: Path, prepare: Callable[[], None], command: list[str], check: Callable[[], None]
) -> int:
    """Kills the command before each of its touches of a file in turn; how many there are."""
    step = 0
    killed = True
    while killed:
        step += 1
        assert step < 300
        for one in folder.iterdir():
            one.unlink()
        shutil.copytree(made, folder, dirs_exist_ok=True)
        prepare()
        killed = run_and_kill(command, at_step=step)
        check()
    return step - 1


@pytest.mark.parametrize("target", ["new.db", "old.db"])
def test_killed_before_any_touch_of_a_file_a_backup_is_whole_or_not_there(
    made: Path, folder: Path, target: str
) -> None:
    present, old = events(made / "planengine.db"), events(made / "old.db")

    def check() -> None:
        assert events(folder / "planengine.db") == present
        assert_whole_or_absent(folder / "old.db", [old, present] if target == "old.db" else [old])
        assert_whole_or_absent(folder / "new.db", [present])
        assert (folder / "old.db").exists()

    steps = each_step(made, folder, lambda: None, ["db", "backup", target, "--force"], check)
    print(f"{steps} touches")
    assert steps >= 10
    assert events(folder / target) == present
    assert Path(f"{target}.sha256").exists()


@pytest.mark.parametrize("damage", ["none", "missing", "header"])
def test_killed_before_any_touch_of_a_file_a_restored_database_is_the_old_or_the_new(
    made: Path, folder: Path, damage: str
) -> None:
    present, old = events(made / "planengine.db"), events(made / "old.db")
    broken = b"\0" * 100 + (made / "planengine.db").read_bytes()[100:]
    database = folder / "planengine.db"

    def prepare() -> None:
        if damage == "missing":
            database.unlink()
        elif damage == "header":
            database.write_bytes(broken)

    seen = []

    def check() -> None:
        if damage == "missing" and not database.exists():
            seen.append("missing")
        elif damage == "header" and database.read_bytes() == broken:
            seen.append("header")
        else:
            left = events(database)
            assert left in ((present, old) if damage == "none" else (old,))
            assert [one.verdict for one in verify_all(str(database))] == [None]
            seen.append("old" if left == old else "present")
        for kept in folder.glob("planengine.db.before-restore-*"):
            if damage == "header":
                assert kept.read_bytes() == broken
            else:
                assert_whole_or_absent(kept, [present])
        if seen[-1] in ("old", "present"):
            assert call(["progress", "4", "--as", "so-a", "--note", "còn ghi được"]) == 0

    steps = each_step(made, folder, prepare, ["db", "restore", "old.db", "--yes"], check)
    print(f"{steps} touches")
    assert steps >= 10
    assert len(set(seen)) == 2
    assert seen[-1] == "old"


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    assert not run_and_kill([*command, *(["--force"] if command[1] == "backup" else [])])
    return time.perf_counter() - started


def test_killed_at_moments_that_chance_picks_nothing_is_half(made: Path, folder: Path) -> None:
    present, old = events(made / "planengine.db"), events(made / "old.db")
    chance = random.Random(2024)
    commands = (["db", "backup", "new.db"], ["db", "restore", "old.db", "--yes"])
    takes = [min(seconds(command) for _ in range(3)) for command in commands]
    killed = 0
    for number in range(KILLS):
        for one in folder.iterdir():
            one.unlink()
        shutil.copytree(made, folder, dirs_exist_ok=True)
        which = number % 2
        killed += run_and_kill(commands[which], after=takes[which] * (0.05 + 0.95 * chance.random()))
        left = events(folder / "planengine.db")
        assert left in ((present,), (present, old))[which]
        assert call(["db", "check"]) == 0
        assert_whole_or_absent(folder / "new.db", [present])
        for kept in folder.glob("planengine.db.before-restore-*"):
            assert_whole_or_absent(kept, [present])
    print(f"{killed} of {KILLS} killed before their end")
    assert killed > 0
