"""Reminding in real processes that are killed or race: no letter is lost, and a crash costs one copy at most."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from planengine.store.audit import verify_all
from tests.store import workspace

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems")

TASKS = """\
  - {id: "1", title: Việc một, lead: so-a, due: 2024-06-28}
  - {id: "2", title: Việc hai, lead: so-a, due: 2024-06-28}
  - {id: "3", title: Báo cáo, each: [cac-huyen], due: 2024-06-28}
"""
LETTERS = 4
"""To Sở A about both of its tasks, and to each district."""

# One tick as a process of its own. The channel writes what it accepts to a ledger and flushes it, as a relay would
# before it answers. The process dies after statement number `left` of its connection, or within the n-th letter:
# before the ledger ("in-1") or after it ("out-1").
CHILD = """
import os, signal, sqlite3, sys
folder, moment, death = sys.argv[1:4]
left = int(death) if death.isdigit() else 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

class Counting(sqlite3.Connection):
    def _count(self):
        global left
        left -= 1
        if left == 0:
            die()
    def execute(self, *given):
        done = super().execute(*given); self._count(); return done
    def executemany(self, *given):
        done = super().executemany(*given); self._count(); return done

plain = sqlite3.connect
sqlite3.connect = lambda *given, **options: plain(*given, **{**options, 'factory': Counting})

from contextlib import contextmanager
from datetime import date
from planengine import bootstrap
from planengine.messages import Words
from planengine.notification.api import Receipt
from planengine.store.journal import Journal
from planengine.store.outbox import Outbox
from planengine.store.uid import Uids
from planengine.usecases import plan_reminders
from planengine.usecases.reminding import World
from planengine.usecases.send_reminders import tick

class Channel:
    name = "file"
    sent = 0
    def send(self, message):
        self.sent += 1
        if death == f"in-{self.sent}":
            die()
        ledger = os.open(folder + "/ledger", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(ledger, f"{message.key} {message.recipient.address}\\n".encode())
        os.fsync(ledger)
        os.close(ledger)
        if death == f"out-{self.sent}":
            die()
        return Receipt("ok")
    def close(self):
        pass

journal = Journal(folder + "/planengine.db")

@contextmanager
def outbox():
    with journal.writing() as writer:
        yield Outbox(writer.connection)

world = World(outbox, bootstrap.zone, Words("vi"), lambda address: "file", lambda name: Channel(), Uids)
clock = bootstrap.read_clock(moment)
if death == "enable":
    plan_reminders.enable(journal, world, journal.plans()[0], "thư ký", clock, clock.now.date())
else:
    sys.stdin.read()
    tick(journal, world, clock.now, f"máy {os.getpid()}")
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with reminders on, nothing told yet."""
    header = workspace.HEADER
    for agency in ("ubnd-tinh", "van-phong", "so-a", "so-b", "huyen-1", "huyen-2", "huyen-3"):
        contact = f"contacts: [{{role: focal, email: {agency}@x.example}}]"
        header = header.replace(f"  {agency}: {{name: ", f"  {agency}: {{{contact}, name: ")
    monkeypatch.setattr(workspace, "HEADER", header)
    folder = tmp_path / "office"
    folder.mkdir()
    workspace.open_workspace(folder, TASKS).close()
    assert run(folder, "2024-06-03", "enable") == 0
    return folder


def run(folder: Path, moment: str, death: str = "") -> int:
    command = [sys.executable, "-c", CHILD, str(folder), moment, death]
    child = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    assert child.returncode in (0, -signal.SIGKILL), child.stderr.decode()
    return child.returncode


def ledger(folder: Path) -> Counter[str]:
    path = folder / "ledger"
    return Counter(path.read_text().splitlines()) if path.exists() else Counter()


def recipients(kept: Counter[str]) -> set[str]:
    return {line.split()[1] for line in kept}


EVERYBODY = {f"{one}@x.example" for one in ("so-a", "huyen-1", "huyen-2", "huyen-3")}


def settle(folder: Path) -> Counter[str]:
    """What the ledger holds after the next worker has had its turn, beyond the lease of the one that died."""
    assert run(folder, "2024-06-21T08:20") == 0
    assert run(folder, "2024-06-21T08:30") == 0
    assert [one.verdict for one in verify_all(str(folder / "planengine.db"))] == [None]
    return ledger(folder)


def test_a_tick_killed_after_any_statement_loses_no_letter_and_repeats_at_most_one(
    office: Path, tmp_path: Path
) -> None:
    died = 0
    extra: Counter[int] = Counter()
    for statement in range(8, 400, 7):
        folder = tmp_path / f"at_{statement}"
        shutil.copytree(office, folder)
        ended = run(folder, "2024-06-21T08:05", str(statement))
        kept = settle(folder)
        assert recipients(kept) == EVERYBODY, statement
        assert len(kept) == LETTERS, (statement, kept)  # a second copy has the key of the first
        copies = sum(kept.values()) - LETTERS
        assert copies <= 1, (statement, kept)
        extra[copies] += 1
        if ended == 0:
            break
        died += 1
    print(f"{died} kills; extra copies: {dict(extra)}")
    assert died >= 6


@pytest.mark.parametrize("number", [1, 3])
def test_killed_before_the_channel_took_it_a_letter_goes_once_and_after_that_twice_under_one_key(
    office: Path, tmp_path: Path, number: int
) -> None:
    for death, copies in ((f"in-{number}", 0), (f"out-{number}", 1)):
        folder = tmp_path / death
        shutil.copytree(office, folder)
        assert run(folder, "2024-06-21T08:05", death) == -signal.SIGKILL
        kept = settle(folder)
        assert recipients(kept) == EVERYBODY
        assert sorted(kept.values()) == [1] * (LETTERS - copies) + [2] * copies


def test_two_ticks_at_once_hand_over_each_letter_once(office: Path, tmp_path: Path) -> None:
    for attempt in range(3):
        folder = tmp_path / f"race_{attempt}"
        shutil.copytree(office, folder)
        reader, writer = os.pipe()  # both wait for its end, and go together
        command = [sys.executable, "-c", CHILD, str(folder), "2024-06-21T08:05", ""]
        children = [subprocess.Popen(command, stdin=reader, stderr=subprocess.PIPE) for _ in range(2)]
        os.close(reader)
        os.close(writer)
        for child in children:
            _, said = child.communicate(timeout=120)
            assert child.returncode == 0, said.decode()
        kept = ledger(folder)
        assert recipients(kept) == EVERYBODY
        assert list(kept.values()) == [1] * LETTERS
