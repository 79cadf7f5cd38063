"""How much memory reading takes at its peak, without what the imports took: each figure from a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import NamedTuple

from bench.whole_way import whole_way


class Peak(NamedTuple):
    """Bytes: by the process as the system sees it, and by what Python allocated."""

    process: int
    traced: int


def peak(path: Path) -> Peak:
    """The peak of going the whole way with a plan, or of `json.loads` with the text of a file that ends in .json."""
    found = []
    for how in ("process", "traced"):
        command = (sys.executable, "-m", "bench.memory", how, str(path))
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append(int(done.stdout))
    return Peak(*found)


def _measure(how: str, path: Path) -> int:
    work = _load if path.suffix == ".json" else whole_way
    # What is imported at the first use is no memory of the plan.
    work(path.with_name(f"small{path.suffix}"))
    if how == "traced":
        tracemalloc.start()
        work(path)
        return tracemalloc.get_traced_memory()[1]
    before = _highest()
    kept = work(path)
    del kept
    return _highest() - before


def _load(path: Path) -> object:
    return json.loads(path.read_text("utf-8"))


def _highest() -> int:
    """The highest the process has stood, in bytes."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return highest if sys.platform == "darwin" else highest * 1024
    # Not `ru_maxrss`: on Linux a process begins with that of the one which started it.
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1])


if __name__ == "__main__":
    print(_measure(sys.argv[1], Path(sys.argv[2])))
