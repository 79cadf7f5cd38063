"""Three hundred processes writing at once, each to assignments of its own: nothing lost, nobody turned away, and the
slowest in a hundred waits no more than ten times its fair turn."""

from __future__ import annotations

import contextlib
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from planengine import bootstrap
from planengine.planfile.read import read_plan
from planengine.settings import Settings
from planengine.store.audit import verify_all
from planengine.store.journal import Journal
from planengine.usecases.apply_plan import apply_plans, prepare
from planengine.usecases.record_work import record
from planengine.usecases.requests import Request

WRITERS = 300
ROUNDS = 6
DAY = date(2024, 3, 4)


class Written(NamedTuple):
    """What a run came to. `seconds` is how long each write took, waiting for the lock included; `elapsed` the whole
    run; `errors` what any process could not write; `lost` what was acknowledged and is not in the log."""

    writers: int
    seconds: tuple[float, ...]
    elapsed: float
    errors: tuple[str, ...]
    lost: tuple[str, ...]
    verdicts: tuple[str | None, ...]

    @property
    def throughput(self) -> float:
        """Writes a second, all processes together."""
        return len(self.seconds) / self.elapsed

    def slowest(self, share: float) -> float:
        """The time within which that share of all writes was over."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))]

    @property
    def turns(self) -> float:
        """The 99th percentile in fair turns: the time in which every writer could have written once."""
        return self.slowest(0.99) / (self.writers / self.throughput)


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        done = write_at_once(Path(folder), WRITERS, ROUNDS)
    turn = done.writers / done.throughput
    print(f"\n{done.writers} processes at once, {len(done.seconds)} writes to different assignments")
    print(f"  writes a second                {done.throughput:>9.0f}")
    print(f"  a fair turn (writers / rate)   {turn * 1000:>9.0f} ms")
    for share in (0.5, 0.9, 0.99, 1.0):
        print(f"  {share:>5.0%} of writes within         {done.slowest(share) * 1000:>9.0f} ms")
    print(f"  99 % in fair turns             {done.turns:>9.2f}     goal <= 10")
    print(f"  turned away {len(done.errors)}, lost {len(done.lost)}, log {done.verdicts[0] or 'sound'}")
    if done.errors or done.lost or any(done.verdicts) or done.turns > 10:
        raise SystemExit(f"not as promised: {done.errors[:3]} {done.lost[:3]} {done.verdicts}")


def write_at_once(folder: Path, writers: int, rounds: int, *, seed: int = 106) -> Written:
    """Forks `writers` processes that begin together and write `rounds` times each; what they acknowledged is looked for
    afterwards. Each opens the database itself and closes it, as a command does, now and then in the middle."""
    database = _prepare(folder, writers)
    ready, go = os.pipe(), os.pipe()
    children = [_fork(database, number, rounds, seed, folder, ready[1], go) for number in range(writers)]
    os.close(ready[1])
    os.close(go[0])
    for _ in range(writers):
        os.read(ready[0], 1)
    began = time.perf_counter()
    os.close(go[1])  # the end of the pipe is the signal to all of them
    for child in children:
        os.waitpid(child, 0)
    elapsed = time.perf_counter() - began
    os.close(ready[0])
    told = [json.loads(Path(folder, f"{number}.json").read_text("utf-8")) for number in range(writers)]
    kept = _kept(database)
    return Written(
        writers,
        tuple(second for one in told for second in one["seconds"]),
        elapsed,
        tuple(error for one in told for error in one["errors"]),
        tuple(note for one in told for note in one["notes"] if note not in kept),
        tuple(one.verdict for one in verify_all(database)),
    )


def _fork(
    database: str, number: int, rounds: int, seed: int, folder: Path, ready: int, go: tuple[int, int]
) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.close(go[1])
        os.write(ready, b".")
        os.read(go[0], 1)
        told = _write(database, number, rounds, random.Random(seed * 1000 + number))
        Path(folder, f"{number}.json").write_text(json.dumps(told), encoding="utf-8")
        code = 0
    finally:
        sys.stdout.flush()
        os._exit(code)


def _write(database: str, number: int, rounds: int, chance: random.Random) -> dict[str, Sequence[object]]:
    seconds: list[float] = []
    errors: list[str] = []
    notes: list[str] = []
    clock = bootstrap.read_clock(DAY.isoformat())
    journal = Journal(database)
    for turn in range(rounds):
        note = f"{number}/{turn}"
        request = Request("progress", (f"T{number}",), "bench", speaker=f"x-{number:03}", note=note)
        began = time.perf_counter()
        try:
            record(journal, request, clock, DAY)
        except Exception as error:  # whatever it is, it is the finding
            errors.append(f"{note}: {error!r}")
            continue
        seconds.append(time.perf_counter() - began)
        notes.append(note)
        if chance.random() < 0.3:
            journal.close()
            journal = Journal(database)
    journal.close()
    return {"seconds": seconds, "errors": errors, "notes": notes}


def _kept(database: str) -> set[str]:
    with contextlib.closing(sqlite3.connect(database)) as opened:
        rows = opened.execute(
            "SELECT json_extract(payload, '$.note') FROM event WHERE type = 'progress_reported'"
        )
        return {row[0] for row in rows}


def _prepare(folder: Path, writers: int) -> str:
    """A workspace with one task for each writer."""
    bodies = "".join(f"  x-{number:03}: {{name: Cơ quan {number}}}\n" for number in range(writers))
    tasks = "".join(
        f'  - {{id: "T{number}", title: Việc {number}, lead: x-{number:03}, due: 2024-06-30}}\n'
        for number in range(writers)
    )
    text = (
        "planengine: 1\nplan:\n  id: dong\n  title: Nhiều người ghi cùng lúc\n  issuer: ubnd\n  starts: 2024-01-01\n"
        "  ends: 2024-12-31\n  secretariat: vp\n  approver: ubnd\nagencies:\n  ubnd: {name: UBND tỉnh}\n"
        f"  vp: {{name: Văn phòng}}\n{bodies}calendar:\n  weekend: [sat, sun]\n"
        f"  covers: {{from: 2023-01-01, until: 2025-12-31}}\n  days_off: []\ntasks:\n{tasks}"
    )
    file = folder / "dong.yaml"
    file.write_text(text, encoding="utf-8")
    database = str(folder / "planengine.db")
    bootstrap.create_database(database)
    journal = bootstrap.open_journal(Settings(root=str(folder), database=database))
    apply_plans(
        bootstrap.open_ledger(journal),
        [prepare(read_plan(file))],
        person="bench",
        clock=bootstrap.read_clock("2024-01-02"),
        reason=None,
        local_day=bootstrap.local_day,
    )
    journal.close()
    return database
