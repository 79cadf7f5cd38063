"""The campaign as a command: `python -m tests.planfile.campaign_run --count 100000`.

Cases have numbers, so that a run can be stopped and gone on with (`--first`), and a single case be tried again
(`--only NUMBER`). The files of a case that fails are written into the folder `build/fuzz/NUMBER`.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
import time
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

from tests.planfile.campaign import SECONDS, Tally, campaign

CHUNK = 250
KEEP = Path("build/fuzz")
SHOWN = 2
"""Of failures that look alike so many are shown whole."""


def tried(numbers: range) -> Tally:
    """One chunk, in a process of its own. Where even the alarm is not heard (in C code), the process ends itself."""
    faulthandler.dump_traceback_later(CHUNK * SECONDS, exit=True)
    try:
        return campaign(numbers, KEEP)
    finally:
        faulthandler.cancel_dump_traceback_later()


def main() -> int:
    """Run it; 1 where something failed."""
    parser = argparse.ArgumentParser(prog="campaign_run", description=__doc__)
    parser.add_argument("--count", type=int, default=int(os.environ.get("PLANENGINE_FUZZ", "100000")))
    parser.add_argument("--first", type=int, default=int(os.environ.get("PLANENGINE_FUZZ_SEED", "0")))
    parser.add_argument("--only", type=int, help="one case, shown whole")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if options.only is not None:
        tally = campaign([options.only], KEEP)
        print_failures(tally)
        print(tally.report())
        return bool(tally.failures)
    last = options.first + options.count
    chunks = [range(at, min(at + CHUNK, last)) for at in range(options.first, last, CHUNK)]
    tally, began = Tally(), time.monotonic()
    with get_context("spawn").Pool(options.processes) as pool:
        # In order: what is told as done is done up to that number, and a run can be gone on with from there.
        for chunk, part in zip(chunks, pool.imap(tried, chunks), strict=True):
            tally.add(part)
            spent = time.monotonic() - began
            note = f"up to {chunk.stop}: {len(tally.failures)} failures, {spent:.0f} s"
            print(note, end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)
    print_failures(tally)
    print(f"cases {options.first} to {last - 1}: {tally.report()}")
    return bool(tally.failures)


def print_failures(tally: Tally) -> None:
    """The first failures of every sort, and how to have them again."""
    seen: Counter[str] = Counter()
    for one in tally.failures:
        seen[one.sign] += 1
        if seen[one.sign] <= SHOWN:
            print(f"--- case {one.number}: {one.seed} {one.file}, {', '.join(one.kinds)}")
            print(one.report)
            print(
                f"again: python -m tests.planfile.campaign_run --only {one.number}; its files: {KEEP}/{one.number}"
            )
    for sign, count in seen.most_common():
        print(f"{count} times: {sign}")


if __name__ == "__main__":
    sys.exit(main())
