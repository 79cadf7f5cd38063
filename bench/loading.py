"""Reading: text to positioned tree, and the whole way, against `json.loads` of the same data; growth, and memory."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from bench import plans
from bench.measure import Pair, in_turns, report
from bench.memory import Peak, peak
from bench.whole_way import whole_way
from planengine.core.problems import Finding
from planengine.planfile import tree
from planengine.planfile.faults import Faults
from planengine.planfile.text import source_from_bytes


def run() -> None:
    rows = []
    for tasks in (1_000, 10_000):
        yaml_text = plans.text(tasks)
        data = yaml_text.encode()
        pair = in_turns(partial(_parse, data), partial(json.loads, _as_json(yaml_text)), 7)
        rows.append((f"tree, {tasks:,} tasks ({len(yaml_text) / 1e6:.1f} MB)", pair, "<= 12 x"))
    report("Text to tree against json.loads of the same data", rows)
    _check_positions(plans.text(10_000))
    with tempfile.TemporaryDirectory() as folder:
        _whole_way(Path(folder))
        _memory(Path(folder))


def _as_json(yaml_text: str) -> str:
    return json.dumps(_parse(yaml_text.encode()).root, ensure_ascii=False)


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


def _whole_way(folder: Path) -> None:
    small, large = plans.write(folder, 1_000), plans.write(folder, 10_000)
    text = large.read_text(encoding="utf-8")
    rows = [
        ("10,000 tasks against 1,000", _turns(large, partial(whole_way, small)), "<= 12 x"),
        ("10,000 tasks", _turns(large, partial(json.loads, _as_json(text))), "<= 20 x json"),
    ]
    for name, variant in (
        ("the same, sections the other way round", _reversed(text)),
        ("the same, a warning in every tenth task", _with_warnings(text)),
        ("the same, left to the parser by a tab", f"{text}#\t.\n"),
    ):
        path = folder / "variant.yaml"
        path.write_text(variant, encoding="utf-8")
        rows.append((name, _turns(path, partial(json.loads, _as_json(variant))), "for comparison"))
    report("Load, check, expand and order", rows)


def _turns(path: Path, floor: Callable[[], object]) -> Pair:
    return in_turns(lambda: whole_way(path), floor, 5)


def _reversed(text: str) -> str:
    """The plan with its last section first, so that nearly every task waits for what stands further down."""
    head, *sections = text.removesuffix("\n").split("\n  - id: ")
    return "\n  - id: ".join((head, *reversed(sections))) + "\n"


def _with_warnings(text: str) -> str:
    """The plan with a due date on a Saturday in every tenth task."""
    number = count()
    lines = (
        f"        due: 2025-03-01\n{line}" if "  lead: " in line and next(number) % 10 == 0 else line
        for line in text.splitlines(keepends=True)
    )
    return "".join(lines)


def _memory(folder: Path) -> None:
    text = plans.text(10_000)
    for name, part in (("plan", text), ("small", plans.text(100))):
        (folder / f"{name}.yaml").write_text(part, encoding="utf-8")
        (folder / f"{name}.json").write_text(_as_json(part), encoding="utf-8")
    (folder / "tab.yaml").write_text(f"{text}#\t.\n", encoding="utf-8")
    floor = peak(folder / "plan.json")
    print("\nPeak memory of the same, without imports, against json.loads (goal: <= 4 x)")
    for title, name in (("10,000 tasks", "plan.yaml"), ("left to the parser by a tab", "tab.yaml")):
        ours = peak(folder / name)
        for how in Peak._fields:
            mine, theirs = getattr(ours, how), getattr(floor, how)
            print(
                f"  {title:27}  {how:7} {mine / 1e6:5.1f} MB : {theirs / 1e6:4.1f} MB = {mine / theirs:.2f} x"
            )
