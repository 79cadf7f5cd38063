"""`planengine graph FILE` as a whole process, and the reduction alone against `json.loads` of the same graph.

What a format costs on top of reading the plan is the row against one task of it: that call reads all and draws one.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import tracemalloc
from functools import partial
from pathlib import Path

from bench import plans
from bench.measure import Pair, in_turns, processes_in_turns, report
from planengine.core.graph import reduced

TASKS = 10_000
FORMATS = ("text", "dot", "mermaid", "svg", "json")
TURNS = 3
CHAIN = "a chain"


def run() -> None:
    _processes()
    _reduction()


def _processes() -> None:
    rows: list[tuple[str, Pair, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        shapes = {"layers of 100": layered(TASKS, 100), CHAIN: layered(TASKS, 1)}
        for shape, text in shapes.items():
            path = Path(folder, f"{shape[0]}.yaml")
            path.write_text(text, encoding="utf-8")
            one = _command(path, "json", "--from", "1.1", "--depth", "0")
            for form in FORMATS if shape != CHAIN else ("text", "svg"):
                pair = processes_in_turns(
                    partial(_command, path, form), partial(list, one), TURNS, folder=folder
                )
                rows.append((f"{TASKS:,} tasks, {shape}, {form} / one task of it", pair, "seconds"))
        bare = [sys.executable, "-c", "pass"]
        svg = processes_in_turns(partial(_command, path, "svg"), lambda: bare, TURNS, folder=folder)
        rows.append((f"{TASKS:,} tasks, a chain, svg / python -c pass", svg, ""))
    report("Drawing as a whole process (CPU, user and system)", rows)


def _command(path: Path, form: str, *words: str) -> list[str]:
    drawn = [
        sys.executable,
        "-m",
        "planengine",
        "graph",
        str(path),
        "--format",
        form,
        "--out",
        f"{path}.{form}",
    ]
    return [*drawn, *words]


def layered(tasks: int, width: int, seed: int = 106) -> str:
    """The YAML of a plan in layers of `width` tasks, each waiting for two of the layer before; 1 is a chain."""
    chance = random.Random(seed)
    parts = [plans.HEADER, "tasks:\n"]
    for number in range(tasks):
        section, place = divmod(number, 20)
        if place == 0:
            parts.append(f'  - id: "{section + 1}"\n    title: Nhóm nhiệm vụ số {section + 1}\n    tasks:\n')
        name = f"{section + 1}.{place + 1}"
        parts.append(
            f'      - {{id: "{name}", title: "{chance.choice(plans.TITLES)} {number}", lead: vp-ubnd'
        )
        if number >= width:
            first = (number // width - 1) * width
            before = sorted({first + chance.randrange(width) for _ in range(2)})
            named = (f'"{one // 20 + 1}.{one % 20 + 1}"' for one in before)
            parts.append(f", after: [{', '.join(named)}]")
        parts.append("}\n")
    return "".join(parts)


def _reduction() -> None:
    rows = []
    for nodes in (1_000, 10_000, 30_000):
        graph = _graph(nodes)
        as_json = json.dumps(graph)
        rows.append(
            (
                f"{nodes:,} nodes",
                in_turns(partial(reduced, graph), partial(json.loads, as_json), 5),
                "seconds",
            )
        )
    report("Leaving out what other links imply, against json.loads of the graph", rows)
    graph = _graph(30_000)
    tracemalloc.start()
    kept = reduced(graph)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(
        f"  peak memory at 30,000 nodes: {peak / 1e6:.0f} MB (< 200 wanted); {sum(map(len, kept.values())):,} kept"
    )


def _graph(nodes: int) -> dict[str, list[str]]:
    """Three waits for each node, within the 900 before it."""
    chance = random.Random(nodes)
    return {
        str(number): [str(chance.randrange(max(0, number - 900), number)) for _ in range(3)] if number else []
        for number in range(nodes)
    }
