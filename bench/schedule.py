"""`schedule FILE` as a whole process: 10,000 tasks in a chain and in layers, and how it grows."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.measure import processes_in_turns, report

TURNS = 5
GOAL = 3.0
"""Seconds of CPU that 10,000 tasks may take, the start of Python included."""

HEADER = """planengine: 1
plan:
  id: kh-thu
  title: Kế hoạch thử nghiệm (số liệu giả)
  issuer: ubnd-tinh
  starts: 2024-01-01
  ends: 2030-12-31
  secretariat: vp-ubnd
  approver: ubnd-tinh
agencies:
  ubnd-tinh: {name: UBND tỉnh}
  vp-ubnd: {name: Văn phòng UBND tỉnh}
tasks:
"""


def a_chain(count: int) -> str:
    """Each task waits for the one before; two working days each."""
    return _text([(n, [n - 1] if n else []) for n in range(count)])


def layers(count: int, wide: int = 100) -> str:
    """Two predecessors each, in the layer before."""
    work = []
    for n in range(count):
        first = (n // wide - 1) * wide
        work.append((n, [first + n % wide, first + (7 * n + 3) % wide] if first >= 0 else []))
    return _text(work)


def _text(work: list[tuple[int, list[int]]]) -> str:
    lines = [HEADER]
    for n, befores in work:
        after = f", after: [{', '.join(f't{each}' for each in dict.fromkeys(befores))}]" if befores else ""
        lines.append(f"  - {{id: t{n}, title: Việc thứ {n}, lead: vp-ubnd, duration: 2wd{after}}}\n")
    return "".join(lines)


def run() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for shape, make in (("chain", a_chain), ("layers", layers)):
            for count in (1_000, 10_000):
                (folder / f"{shape}-{count}.yaml").write_text(make(count), "utf-8")
            large = _schedule(folder / f"{shape}-10000.yaml")
            floor = (sys.executable, "-c", "pass")
            whole = processes_in_turns(_always(large), _always(floor), TURNS, folder=name)
            rows.append((f"schedule, {shape} of 10,000, whole process", whole, f"<= {GOAL:.0f} s of CPU"))
            small = _schedule(folder / f"{shape}-1000.yaml")
            growth = processes_in_turns(_always(large), _always(small), TURNS, folder=name)
            rows.append((f"the same against 1,000, start-up included in both: {shape}", growth, "<= 10 x"))
            _check(folder / f"{shape}-10000.yaml")
    report("schedule FILE against a bare interpreter", rows)


def _schedule(path: Path) -> tuple[str, ...]:
    return (sys.executable, "-m", "planengine", "schedule", str(path), "--json")


def _always(command: Sequence[str]) -> Callable[[], Sequence[str]]:
    return lambda: command


def _check(path: Path) -> None:
    """What is measured is the whole answer: every task has its days."""
    import subprocess

    done = subprocess.run(_schedule(path), capture_output=True, text=True, check=True)
    tasks = json.loads(done.stdout)["tasks"]
    assert len(tasks) == 10_000
    assert all(task["finish"] and task["late_finish"] for task in tasks)
