"""The worker as a real process: sends what is due once, and ends cleanly when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.office import Office, busy_office

pytestmark = pytest.mark.skipif(os.name != "posix", reason="stopped by SIGTERM, which Windows has not")

DUE_AT = "2024-12-09T08:05"
WATCHDOG = 60


@pytest.fixture
def office(tmp_path):
    office = busy_office(tmp_path)
    office.do("remind", "enable", "--yes", today="2024-11-04")
    return office


@contextmanager
def working(office: Office, said: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in the workspace at the moment the letters are due; what it says goes to the file `said`."""
    command = [sys.executable, "-m", "planengine", "worker", "--every", "1", "--today", DUE_AT]
    with said.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=office.folder, stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[bytes], said: Path) -> None:
    """Looks again and again until it holds; fails when the worker is gone or the watchdog barks."""
    deadline = time.monotonic() + WATCHDOG
    while not holds():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"worker {process.poll()}: {said.read_text(encoding='utf-8')}")
        time.sleep(0.02)


def sent(office: Office) -> int:
    return len(list((office.folder / "letters").rglob("*.eml")))


def settled(office: Office) -> int:
    """How many letters the database has as handed over."""
    return int(office.query("SELECT count(*) FROM outbox WHERE state = 'sent'")[0][0])


def end(process: subprocess.Popen[bytes], number: int) -> int:
    process.send_signal(number)
    return process.wait(timeout=WATCHDOG)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_sends_once_ends_cleanly_and_sends_nothing_twice(office, tmp_path, number):
    said = tmp_path / "first.txt"
    with working(office, said) as process:
        wait_until(lambda: settled(office) == 37, process, said)
        assert end(process, number) == 0
    assert sent(office) == 37
    assert "Đã dừng nhắc việc." in said.read_text(encoding="utf-8")
    assert "Traceback" not in said.read_text(encoding="utf-8")

    again = tmp_path / "second.txt"
    with working(office, again) as process:
        quiet = "Không có thư nào đến lúc gửi."
        wait_until(lambda: again.read_text(encoding="utf-8").count(quiet) >= 2, process, again)
        assert end(process, number) == 0
    assert sent(office) == 37
    assert office.query("SELECT count(*) FROM outbox") == [(37,)]
    assert office.do("audit", "verify", today="2024-12-10").code == 0


def test_two_workers_at_once_send_each_letter_once(office, tmp_path):
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    with working(office, one) as first, working(office, two) as second:
        wait_until(lambda: settled(office) == 37, first, one)
        assert (end(first, signal.SIGTERM), end(second, signal.SIGTERM)) == (0, 0)
    assert sent(office) == 37
    assert office.query("SELECT count(*) FROM outbox") == [(37,)]


def test_a_worker_without_a_plan_waits_for_one(tmp_path):
    office = Office(tmp_path / "empty")
    office.folder.mkdir()
    office.do("init", ".")
    said = tmp_path / "said.txt"
    with working(office, said) as process:
        wait_until(lambda: "Bắt đầu nhắc việc" in said.read_text(encoding="utf-8"), process, said)
        assert end(process, signal.SIGTERM) == 0


def test_a_worker_outlives_a_channel_that_is_down(office, tmp_path):
    (office.folder / "planengine.toml").write_text(
        'reserved_domains = "send"\n[channels.email]\nhost = "127.0.0.1"\nport = "1"\n'
        'security = "none"\nfrom = "nhacviec@quangnam.example"\n',
        encoding="utf-8",
    )
    said = tmp_path / "said.txt"
    with working(office, said) as process:
        wait_until(lambda: said.read_text(encoding="utf-8").count("127.0.0.1") >= 2, process, said)
        assert end(process, signal.SIGTERM) == 0
    assert office.query("SELECT state, count(*) FROM outbox GROUP BY state") == [("pending", 37)]
