"""`python -m bench [loading|diffing|schedule|drawing|done|writing|lists|writers]`: all of them, or the ones named."""

from __future__ import annotations

import platform
import sqlite3
import sys

from bench import diffing, done, drawing, lists, loading, many_writers, schedule, writing

BENCHES = {
    "loading": loading.run,
    "diffing": diffing.run,
    "schedule": schedule.run,
    "drawing": drawing.run,
    "done": done.run,
    "writing": writing.run,
    "lists": lists.run,
    "writers": many_writers.run,
}


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        raise SystemExit(f"unknown: {', '.join(unknown)}; known: {', '.join(BENCHES)}")
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}")
    print(
        "ratios are medians of turns taken one after the other; absolute times belong to this machine and minute"
    )
    for name in names or BENCHES:
        BENCHES[name]()


main(sys.argv[1:])
