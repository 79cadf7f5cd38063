"""SIGKILL at moments that chance picks, while one command follows another: applying, reporting, deciding, backing up.
Whatever is left opens and holds, and has every event that was acknowledged before the power went."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.store import keeping
from planengine.store.audit import verify_all
from planengine.store.deep import verify_deep
from tests.store.workspace import HEADER, make_database

KILLS = int(os.environ.get("PLANENGINE_KILLS", "25"))
"""How often the suite kills; `make kills` asks for more."""

TASKS = "".join(
    f'  - {{id: "{number}", title: Việc {number}, lead: so-{"ab"[number % 2]}, due: 2024-06-30}}\n'
    for number in range(1, 41)
)

# Does one thing after the other, as chance picks it, and says on its standard output what has been done: what it was,
# the end of the log by then, and for a backup where it is. A refusal is no fault here: the work goes round.
WORK = """\
import os, random, sqlite3, sys
chance, plan = random.Random(int(sys.argv[1])), open("plan.yaml", encoding="utf-8").read()
from planengine.cli.main import call
sys.stdout = sys.stderr = open(os.devnull, "w")
os.write(1, b"begun\\n")
for turn in range(100000):
    task = str(chance.randrange(1, 41))
    agency = "so-" + "ab"[int(task) % 2]
    kind = chance.choices(KINDS, WEIGHTS)[0]
    written = ""
    if kind == "apply":
        file = f"plan_{turn}.yaml"
        with open(file, "w", encoding="utf-8") as out:
            out.write(plan.replace(f"Việc {task},", f"Việc {task} sửa {sys.argv[1]}-{turn},"))
        code = call(["apply", file, "--yes", "--reason", "sửa", "--today", "2024-03-04"])
        os.remove(file)
    elif kind == "backup":
        written = f"backups/{sys.argv[1]}-{turn}.db"
        code = call(["db", "backup", written])
    else:
        code = call([*COMMANDS[kind].format(task=task, agency=agency, turn=turn).split(), "--today", "2024-03-04"])
    if code == 0:
        opened = sqlite3.connect("planengine.db")
        end = opened.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        opened.close()
        os.write(1, f"{kind} {end[0]} {end[1]} {written}\\n".encode())
    elif code not in (4, 5):
        os.write(1, f"fault {kind} {code}\\n".encode())
"""
COMMANDS = {
    "done": "done {task} --as {agency} --evidence {turn}/BC",
    "progress": "progress {task} --as {agency} --note {turn}",
    "return": "return {task} --reason thiếu",
    "confirm": "confirm {task}",
    "reopen": "reopen {task} --reason nhầm",
    "extend": "extend {task} --to 2024-09-30 --reason mưa --as {agency}",
    "approve": "approve {task} --as ubnd-tinh",
}
WEIGHTS = {**dict.fromkeys(COMMANDS, 3), "apply": 2, "backup": 1}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    make_database(tmp_path)
    (tmp_path / "planengine.toml").write_text("", encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(HEADER + TASKS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "planengine", "apply", "plan.yaml", "--yes", "--today", "2024-01-02"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return tmp_path


def killed(office: Path, number: int, after: float) -> list[list[str]]:
    """What a process that was killed so many seconds after it began had acknowledged, one list of words each."""
    script = WORK.replace("KINDS", repr(list(WEIGHTS))).replace("WEIGHTS", repr(list(WEIGHTS.values())))
    child = subprocess.Popen(
        [sys.executable, "-c", script.replace("COMMANDS", repr(COMMANDS)), str(number)],
        cwd=office,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    try:
        child.wait(timeout=after)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
    out, err = child.communicate(timeout=60)
    assert first == "begun\n", err
    assert child.returncode == -signal.SIGKILL, err
    # the last line may be torn
    return [line.split() for line in out.split("\n")[:-1]]


def test_whatever_is_killed_the_database_holds_all_that_was_acknowledged(office: Path) -> None:
    database = office / "planengine.db"
    chance = random.Random(106)
    acknowledged: dict[int, str] = {}
    counted: dict[str, int] = {}
    for number in range(KILLS):
        for kind, seq, *rest in killed(office, number, chance.random() * 0.3):
            assert kind != "fault", (seq, rest)
            counted[kind] = counted.get(kind, 0) + 1
            acknowledged[int(seq)] = rest[0]
            if kind == "backup":
                _check_backup(office / rest[1], int(seq), rest[0])
        assert [one.verdict for one in verify_all(str(database))] == [None], number
        opened = sqlite3.connect(database)
        held = dict(opened.execute("SELECT seq, hash FROM event"))
        opened.close()
        assert acknowledged.items() <= held.items(), number
    found = keeping.check(str(database)).found
    assert found.complaints == ()
    (depth,) = verify_deep(str(database), bootstrap.local_day)
    assert (depth.illegal, depth.difference) == (None, None)
    print(f"{KILLS} kills; acknowledged: {counted}; {len(held)} events")
    assert counted, "nothing was ever acknowledged"


def _check_backup(path: Path, seq: int, hash_: str) -> None:
    """A backup that was acknowledged is whole, is what its sum says, and holds the log up to then."""
    sum_ = Path(f"{path}.sha256").read_text("utf-8").split()[0]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sum_
    assert keeping.examine_file(str(path), str(path)).complaints == ()
    opened = sqlite3.connect(path)
    assert opened.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone() == (seq, hash_)
    opened.close()
    path.unlink()
