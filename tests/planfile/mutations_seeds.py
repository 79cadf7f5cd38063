"""What the mutations start from: the shipped plans, whole and cut down, the examples of every code, and small plans."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from planengine.planfile.examples import FOLDER
from planengine.planfile.faults import Faults
from planengine.planfile.text import SourceFile, source_from_bytes
from planengine.planfile.tree import Tree, parse
from tests.planfile.plans_in_text import plan_text, second, task

PLANS = Path(__file__).resolve().parents[2] / "plans"

CUTS = 8
"""How many cut-down plans are made of each shipped one."""

MANY_LINES = 620
"""What is longer when cut down is left out: reading it a thousand times takes too long."""


@dataclass(frozen=True)
class Seed:
    """A plan as files: relative name → text; the plan itself is `plan.yaml`. `good`: it has no errors."""

    name: str
    files: dict[str, str]
    good: bool = True
    trees: dict[str, Any] = field(default_factory=dict, repr=False)

    def tree(self, name: str) -> Any:
        """The tree of one of its files; None where it cannot be read. Never to be changed."""
        if name not in self.trees:
            self.trees[name] = tree_of(self.files[name]).root
        return self.trees[name]


@lru_cache
def seeds() -> dict[str, tuple[Seed, ...]]:
    """All seeds, by their sort: "whole", "cut", "example" and "made"; always the same ones in the same order."""
    shipped = tuple(_shipped(path) for path in sorted(PLANS.glob("*.yaml")))
    return {
        "whole": shipped,
        "cut": tuple(cut for one in shipped for cut in _cuts(one)),
        "example": tuple(_examples()),
        "made": tuple(_made()),
    }


def tree_of(text: str) -> Tree:
    """The tree of a text, whatever is wrong with it."""
    source = source_from_bytes(text.encode(), Path("seed"), "seed")
    assert isinstance(source, SourceFile)
    return parse(source, Faults())


def _shipped(path: Path) -> Seed:
    text = path.read_text("utf-8")
    root = tree_of(text).root
    beside = [root["directory"]] if isinstance(root["directory"], str) else list(root["directory"])
    if isinstance(root["calendar"], str):
        beside.append(root["calendar"])
    return Seed(path.stem, {"plan.yaml": text} | {name: (PLANS / name).read_text("utf-8") for name in beside})


def _examples() -> Iterator[Seed]:
    shared = {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in FOLDER.glob("*/*.yaml")
    }
    for path in sorted(FOLDER.glob("*.yaml")):
        text = path.read_text("utf-8")
        # What the plan does not name is not read, so nothing could be found in it.
        named = {name: shared[name] for name in sorted(shared) if name in text}
        files = {"plan.yaml": text} | named
        yield Seed(path.name.removesuffix(".yaml"), files, ".right." in path.name)


def _made() -> Iterator[Seed]:
    texts = {
        "small": plan_text(),
        "no-calendar": plan_text(calendar=None),
        "rich": plan_text(
            head="  issued: 2024-01-02\n  signer: {form: KT., title: PHÓ, name: A}\n  basis: [một, hai]\n",
            targets="  - {id: G2, title: Hai, goal: '>= 50 %', due: 2025-12-31, every: year}\n",
            tasks=task(
                "joint: [so-tc, {group: nganh, members: [so-xd]}]",
                "focal_point: {agency: so-tc, reading: x}",
                "complete_when: {at_least: 1}",
                "due: {within: 10d, of: issued}",
                "after: [{task: '2', lag: -2wd, soft: true}]",
                "quote: 'Rà soát'",
                "readings: {due: vì}",
                "tags: [a]",
            )
            + second("kind: recurring", "every: year", "due: {before: 12-16}", "cutoff: 12-10")
            + "  - id: I\n    title: Mục\n    tasks:\n"
            "      - {id: I.1, title: C, unassigned: true, focal_point: so-xd}\n"
            "      - {id: I.2, title: D, each: [ubnd-huyen], kind: standing, update: quarter}\n",
        ),
        "timed": plan_text(
            tasks=task("starts: 2024-02-01", "duration: 10wd", "due: 2024-06-28")
            + second("duration: 20d", "after: [{task: '1', type: SS, lag: 3wd}]", "due: 2024-09-30")
            + "  - {id: '3', title: Mốc, kind: milestone, lead: so-tc, due: 2024-12-16, after: ['1', '2']}\n"
            "  - {id: '4', title: Báo cáo, kind: recurring, every: quarter, due: 15, lead: so-xd,\n"
            "     after: [{task: '5', match: [period, agency], type: FF}], day_off: next_working_day}\n"
            "  - {id: '5', title: Số liệu, kind: recurring, every: month, due: {before: 10}, joint: [so-xd, so-tc],\n"
            "     focal_point: so-tc, until: 2025-06-30}\n"
            "  - {id: '6', title: Đột xuất, kind: on_demand, lead: so-tc, due: {within: 5wd, of: '1'}}\n"
        ),
    }
    for name, text in texts.items():
        yield Seed(name, {"plan.yaml": text})


# Cutting a shipped plan down, comments and all


def _cuts(whole: Seed) -> Iterator[Seed]:
    made = 0
    for at in range(4 * CUTS):
        chance = random.Random(f"{whole.name} {at}")
        wanted = chance.choice((1, 2, 3, 5))
        plan = _with_some_tasks(whole.files["plan.yaml"], chance, wanted)
        names = frozenset(re.findall(r"[\w-]+", plan))
        files = {"plan.yaml": plan}
        beside = [name for name in whole.files if name != "plan.yaml"]
        needed = _bodies_needed([tree_of(whole.files[name]).root for name in beside], names)
        for name in beside:
            files[name] = _with_some_bodies(whole.files[name], needed)
        if sum(text.count("\n") for text in files.values()) <= MANY_LINES:
            yield Seed(f"{whole.name}-{at}", files)
            made += 1
            if made == CUTS:
                return


def _with_some_tasks(text: str, chance: random.Random, wanted: int) -> str:
    """The plan with that many tasks, and those that they name."""
    tree = tree_of(text)
    leaves: dict[str, tuple[str, ...]] = {}
    tasks: dict[str, Any] = {}

    def gather(nodes: list[Any]) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for node in nodes:
            tasks[node["id"]] = node
            leaves[node["id"]] = gather(node["tasks"]) if "tasks" in node else (node["id"],)
            found += leaves[node["id"]]
        return found

    everything = gather(tree.root["tasks"])
    start = chance.randrange(len(everything))
    kept: dict[str, None] = {}
    left = list(everything[start : start + wanted])
    # What only another task of the plan explains, like a task that was moved, stays with it.
    left += [new for new in _words(tree.root.get("moved")) if new in leaves]
    while left:
        name = left.pop()
        if name in kept:
            continue
        kept[name] = None
        node = tasks[name]
        for key in ("after", "related", "due", "internal_due"):
            left += [leaf for word in _words(node.get(key)) for leaf in leaves.get(word, ())]
    targets = {word for name in kept for word in _words(tasks[name].get("targets"))}
    dropped = [
        *_spans(tree, tree.root["tasks"], lambda node: not set(leaves[node["id"]]) & set(kept)),
        *_spans(tree, tree.root.get("targets") or [], lambda node: node["id"] not in targets, keep_one=True),
    ]
    return _without(tree.source.lines, dropped)


def _bodies_needed(roots: list[Any], names: frozenset[str]) -> set[str]:
    bodies = {
        name: node
        for root in roots
        for key in ("agencies", "groups")
        for name, node in root.get(key, {}).items()
    }
    needed: set[str] = set()
    left = [name for name in bodies if name in names]
    # Of agencies and groups at least one is kept: an empty mapping is a fault.
    left += [next(iter(root[key])) for root in roots for key in ("agencies", "groups") if root.get(key)]
    while left:
        name = left.pop()
        if name in bodies and name not in needed:
            needed.add(name)
            left += [*_words(bodies[name].get("members")), *_words(bodies[name].get("succeeded_by"))]
    return needed


def _with_some_bodies(text: str, needed: set[str]) -> str:
    tree = tree_of(text)
    dropped: list[tuple[int, int]] = []
    for key in ("agencies", "groups"):
        node = tree.root.get(key)
        if not isinstance(node, dict) or not set(node) & needed:
            continue
        starts = [_line(tree, node, 1 + 2 * at) for at in range(len(node))]
        for name, (first, last) in zip(
            node, _ranges(tree.source.lines, starts, _end(tree, node)), strict=True
        ):
            if name not in needed:
                dropped.append((first, last))
    return _without(tree.source.lines, dropped)


def _words(value: Any) -> Iterator[str]:
    """All texts in a value, keys of mappings left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _words(one)


def _spans(tree: Tree, nodes: list[Any], drop: Any, *, keep_one: bool = False) -> Iterator[tuple[int, int]]:
    """The ranges of lines of the items, at any level of sections, that are to be dropped."""
    if not nodes:
        return
    starts = [_line(tree, nodes, 1 + at) for at in range(len(nodes))]
    ranges = _ranges(tree.source.lines, starts, _end(tree, nodes))
    for at, (node, (first, last)) in enumerate(zip(nodes, ranges, strict=True)):
        if drop(node):
            if not (keep_one and at == 0):
                yield first, last
        elif "tasks" in node:
            yield from _spans(tree, node["tasks"], drop)


def _ranges(lines: list[str], starts: list[int], end: int) -> list[tuple[int, int]]:
    """From each start, with the comments above it, to the next."""
    firsts = []
    for start in starts:
        while start > 0 and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith("#")):
            start -= 1
        firsts.append(start)
    return list(zip(firsts, [*firsts[1:], end], strict=True))


def _line(tree: Tree, node: Any, index: int) -> int:
    """The line, from 0, of the mark at that index of the node's."""
    return tree.source.spot(tree.marks(node)[index])[0]


def _end(tree: Tree, node: Any) -> int:
    """The line after the last one of a block."""
    lines = tree.source.lines
    first = lines[_line(tree, node, 0)]
    column = len(first) - len(first.lstrip())
    at = _line(tree, node, -1)
    end = at + 1
    for line in range(at + 1, len(lines)):
        text = lines[line]
        if text.strip() and not text.lstrip().startswith("#"):
            if len(text) - len(text.lstrip()) <= column:
                break
            end = line + 1
    return end


def _without(lines: list[str], dropped: Iterable[tuple[int, int]]) -> str:
    gone = {at for first, last in dropped for at in range(first, last)}
    return "\n".join(line for at, line in enumerate(lines) if at not in gone)
