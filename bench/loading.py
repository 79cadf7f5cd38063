"""Reading: text to positioned tree against `json.loads` of the same data; the whole way against its growth."""

from __future__ import annotations

import json
import random
import tempfile
import tracemalloc
from functools import partial
from pathlib import Path

from bench import plans
from bench.measure import in_turns, report
from planengine.core import graph
from planengine.core.expand import expand
from planengine.core.problems import Finding
from planengine.planfile import tree
from planengine.planfile.faults import Faults
from planengine.planfile.read import read_plan
from planengine.planfile.text import source_from_bytes


def run() -> None:
    rows = []
    for tasks in (1_000, 10_000):
        yaml_text = plans.text(tasks)
        data = yaml_text.encode()
        as_json = json.dumps(_parse(data).root, ensure_ascii=False)
        pair = in_turns(partial(_parse, data), partial(json.loads, as_json), 7)
        rows.append(
            (f"tree with positions, {tasks:,} tasks ({len(yaml_text) / 1e6:.1f} MB)", pair, "<= 15 x json")
        )
    report("Loading against json.loads of the same data", rows)
    _check_positions(plans.text(10_000))
    _growth()
    _memory()


def _parse(data: bytes) -> tree.Tree:
    source = source_from_bytes(data, Path("plan.yaml"), "plan.yaml")
    assert not isinstance(source, Finding)
    faults = Faults()
    parsed = tree.parse(source, faults)
    assert parsed.complete
    assert not faults.found
    return parsed


def _check_positions(text: str) -> None:
    """100 random tasks: the place that the tree gives is where the text has the id."""
    parsed = _parse(text.encode())
    lines = text.splitlines()
    chance = random.Random(106)
    sections = parsed.root["tasks"]
    for _ in range(100):
        task = chance.choice(chance.choice(sections)["tasks"])
        place = parsed.place(task, 2 * (1 + list(task).index("id")))
        found = lines[place.line - 1][place.column - 1 :]
        assert found.startswith(f'"{task["id"]}"'), (place, task["id"])
    print("  100 random positions agree with the text")


def _whole_way(path: Path) -> None:
    reading = read_plan(path)
    assert reading.plan is not None, reading.findings[:3]
    with tree.collector_paused():
        work = expand(reading.plan, reading.directory, reading.calendar)
        waits: dict[str, list[str]] = {one.key: [] for one in work.occurrences}
        for edge in work.edges:
            waits[edge.successor].append(edge.predecessor)
        assert len(graph.order(waits)) == len(waits)


def _growth() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, large = plans.write(Path(folder), 1_000), plans.write(Path(folder), 10_000)
        pair = in_turns(lambda: _whole_way(large), lambda: _whole_way(small), 3)
        as_json = json.dumps(_parse(plans.text(10_000).encode()).root, ensure_ascii=False)
        against = in_turns(lambda: _whole_way(large), lambda: json.loads(as_json), 3)
    report(
        "Load, check, expand and order",
        [
            ("10,000 tasks against 1,000", pair, "<= 12 x"),
            ("10,000 tasks against json.loads", against, "20 x wanted"),
        ],
    )


def _memory() -> None:
    data = plans.text(10_000).encode()
    tracemalloc.start()
    kept = _parse(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(
        f"  peak memory of the tree of 10,000 tasks: {peak / 1e6:.0f} MB (the file is {len(data) / 1e6:.1f} MB)"
    )
    assert kept is not None
