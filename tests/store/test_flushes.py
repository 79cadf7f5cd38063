"""What was acknowledged has been flushed: the calls to the system are counted."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.workspace import open_workspace

FLUSH = re.compile(r"\b(fsync|fdatasync)\(\d+<([^>]*)>\)\s*= 0")


def traced(folder: Path, script: str) -> list[str]:
    """The flushes of a child process by the name of the file, and "-- said" where it acknowledged."""
    trace = folder / "trace"
    # -y writes the path beside a descriptor; the write to standard output marks the acknowledgement
    command = ["strace", "-f", "-y", "-o", str(trace), "-e", "trace=fsync,fdatasync,write"]
    child = subprocess.run(
        [*command, sys.executable, "-c", script, str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    if child.returncode != 0 and "ptrace" in child.stderr.lower():
        pytest.skip(f"flushes cannot be counted here: {child.stderr.strip().splitlines()[-1]}")
    assert child.returncode == 0, child.stderr
    seen = []
    for line in trace.read_text(errors="replace").splitlines():
        if (flush := FLUSH.search(line)) is not None:
            seen.append(Path(flush[2]).name)
        elif re.search(r"write\(1<[^>]*>, \"recorded", line):
            seen.append("-- said")
    return seen


SCRIPT = """
import sys, os
from datetime import date
from planengine import bootstrap
from planengine.store.journal import Journal
from planengine.usecases.record_work import record
from planengine.usecases.requests import Request
journal = Journal(sys.argv[1] + "/planengine.db")
for number in range(4):
    request = Request("progress", ("4",), "người gõ", speaker="so-a", note=str(number))
    record(journal, request, bootstrap.read_clock("2024-03-04"), date(2024, 3, 4))
    os.write(1, b"recorded\\n")
os._exit(0)
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: flushes are not counted")
def test_every_report_is_flushed_to_the_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    open_workspace(tmp_path).close()
    seen = traced(tmp_path, SCRIPT)
    assert seen.count("-- said") == 4
    since_last: list[str] = []
    for one in seen:
        if one == "-- said":
            assert "planengine.db-wal" in since_last, seen
            since_last = []
        else:
            since_last.append(one)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: flushes are not counted")
def test_without_the_setting_that_durability_rests_on_the_count_would_tell(tmp_path: Path) -> None:
    open_workspace(tmp_path).close()
    weak = SCRIPT.replace(
        'journal = Journal(sys.argv[1] + "/planengine.db")',
        'journal = Journal(sys.argv[1] + "/planengine.db"); journal.connection.execute("PRAGMA synchronous = 1")',
    )
    seen = traced(tmp_path, weak)
    assert seen.count("-- said") == 4
    assert seen.count("planengine.db-wal") < 4
