"""The difference of two revisions of 10,000 tasks, 300 of them edited, against reading, checking and expanding both."""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from bench import plans
from bench.measure import in_turns, report
from bench.whole_way import whole_way
from planengine import bootstrap
from planengine.planfile.read import read_plan
from planengine.settings import Settings
from planengine.store.journal import Journal
from planengine.usecases.apply_plan import Applied, apply_plans, foresee, prepare
from planengine.usecases.knock_on import knock_on
from planengine.usecases.rows import Clock

NOW = datetime(2024, 1, 5, 2, tzinfo=UTC)
TODAY = date(2024, 1, 5)


def run() -> None:
    rows = []
    for tasks in (1_000, 10_000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            before = plans.write(folder, tasks)
            after = folder / "edited.yaml"
            after.write_text(edited(before.read_text(encoding="utf-8"), tasks * 3 // 100), encoding="utf-8")
            journal = _tracked(folder, before)
            pair = in_turns(partial(_diff, journal, after), partial(_both, before, after), 5)
            rows.append((f"{tasks:,} tasks, {tasks * 3 // 100} edited", pair, "<= 2 x"))
    report("diff of an edited plan, with what moves along, against loading both revisions", rows)


def _both(before: Path, after: Path) -> None:
    whole_way(before)
    whole_way(after)


def edited(text: str, many: int) -> str:
    """The plan with that many tasks edited: a third each in their title, in their length, in what they produce."""
    chance = random.Random(106)
    blocks = text.split("\n      - id: ")
    for number, at in enumerate(chance.sample(range(1, len(blocks)), many)):
        block = blocks[at]
        if number % 3 == 0:
            block = block.replace("title: ", "title: Tiếp tục ", 1)
        elif number % 3 == 1:
            block = block.replace("wd", "1wd", 1)
        else:
            block = block.replace("        ref: ", "        output: Báo cáo\n        ref: ", 1)
        blocks[at] = block
    return "\n      - id: ".join(blocks)


def _tracked(folder: Path, path: Path) -> Journal:
    database = str(folder / "planengine.db")
    bootstrap.create_database(database)
    journal = bootstrap.open_journal(Settings(root=str(folder), database=database))
    apply_plans(
        bootstrap.open_ledger(journal),
        [prepare(read_plan(path))],
        person="bench",
        clock=Clock(NOW, "given"),
        reason=None,
        local_day=bootstrap.local_day,
    )
    return journal


def _diff(journal: Journal, path: Path) -> Applied:
    """As the command goes it: read, check, compare, and what moves along."""
    application = prepare(read_plan(path))
    (found,) = foresee(bootstrap.open_ledger(journal), [application], lambda _: TODAY)
    assert found.compared is not None
    assert found.compared.differences
    knock_on(found.compared, application, TODAY)
    return found
