"""Taking turns: ours, the floor, ours, the floor …, and the median of the ratios pair by pair."""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Pair(NamedTuple):
    """Medians in seconds of CPU (children's, for processes) and the median ratio of the turns."""

    ours: float
    floor: float
    ratio: float


def in_turns(ours: Callable[[], object], floor: Callable[[], object], turns: int) -> Pair:
    """CPU time of two functions in this process, `turns` times each after one warm-up."""
    return _paired(lambda: _cpu(ours), lambda: _cpu(floor), turns)


def processes_in_turns(
    ours: Callable[[], Sequence[str]], floor: Callable[[], Sequence[str]], turns: int, *, folder: str
) -> Pair:
    """CPU time (user and system) of two commands as whole processes; each call makes the next command line.

    Byte code is cached as in an ordinary installation, and written by the warm-up.
    """
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

    def run(command: Sequence[str]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return _paired(lambda: run(ours()), lambda: run(floor()), turns)


def _paired(ours: Callable[[], float], floor: Callable[[], float], turns: int) -> Pair:
    ours()
    floor()
    pairs = [(ours(), floor()) for _ in range(turns)]
    return Pair(
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        statistics.median(one / other for one, other in pairs),
    )


def _cpu(action: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    action()
    return time.process_time() - start


def report(title: str, rows: Sequence[tuple[str, Pair, str]]) -> None:
    """Prints a table: what, ours, the floor, the ratio, and the goal in words."""
    print(f"\n{title}")
    width = max(len(name) for name, _, _ in rows)
    print(f"  {'':{width}}  {'ours':>10}  {'floor':>10}  {'ratio':>7}  goal")
    for name, pair, goal in rows:
        print(
            f"  {name:{width}}  {_time(pair.ours):>10}  {_time(pair.floor):>10}  {pair.ratio:>7.2f}  {goal}"
        )


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.1f} µs"
