"""Reads shipped files as text (every scalar a string, or None for null), apart from the package's reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

Tree = dict[str, Any]


def _as_text(node: object) -> Any:
    if isinstance(node, ScalarNode):
        return None if node.tag == "tag:yaml.org,2002:null" else node.value
    if isinstance(node, SequenceNode):
        return [_as_text(item) for item in node.value]
    assert isinstance(node, MappingNode)
    tree: Tree = {}
    for key, value in node.value:
        assert key.value not in tree, f"key {key.value!r} twice, line {key.start_mark.line + 1}"
        tree[key.value] = _as_text(value)
    return tree


def read_tree(path: Path) -> Tree:
    tree = _as_text(YAML(typ="safe", pure=True).compose(path))
    assert isinstance(tree, dict)
    return tree


@dataclass(frozen=True)
class Node:
    """A task or section of the plan, with the sections it stands in, outermost first."""

    own: Tree
    within: tuple[Tree, ...]

    @property
    def id(self) -> str:
        return str(self.own["id"])

    @property
    def is_section(self) -> bool:
        return "tasks" in self.own

    @property
    def clause(self) -> str | None:
        """The lines of the agency clause: its own, else those of the nearest section that has one."""
        for tree in (self.own, *reversed(self.within)):
            if "clause" in tree:
                return str(tree["clause"])
        return None

    def bodies(self, role: str) -> list[str]:
        """The slugs in a role, in the order of the file; a scalar is a list of one."""
        named = self.own.get(role, [])
        entries = named if isinstance(named, list) else [named]
        return [entry["group"] if isinstance(entry, dict) else entry for entry in entries]


def walk(trees: list[Tree], within: tuple[Tree, ...] = ()) -> Iterator[Node]:
    for tree in trees:
        yield Node(tree, within)
        yield from walk(tree.get("tasks", []), (*within, tree))


@dataclass(frozen=True)
class Directory:
    agencies: dict[str, Tree]
    groups: dict[str, Tree]

    def members(self, group: str, on: date) -> list[str]:
        """Who belongs to the group on that day; `from` and `until` are inclusive."""
        day = on.isoformat()
        return [
            slug
            for slug in self.groups[group]["members"]
            if self.agencies[slug].get("from", day) <= day <= self.agencies[slug].get("until", day)
        ]


def files_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yaml"))


def ranges(lines: str) -> list[tuple[int, int]]:
    """`148-151, 167` as [(148, 151), (167, 167)]; both ends belong to the range."""
    pairs = []
    for part in filter(None, lines.split(", ")):
        first, _, last = part.partition("-")
        pairs.append((int(first), int(last or first)))
    return pairs


def is_verbatim(text: str, source: list[str], first: int, last: int) -> bool:
    """Whether the text stands in these lines (1-based, both included); only white space may differ."""
    return " ".join(text.split()) in " ".join(" ".join(source[first - 1 : last]).split())


def words_of(tree: Tree) -> list[str]:
    """What a task or target cites between “ and ” outside its own quote."""
    said = [
        *tree.get("readings", {}).values(),
        *(link["reason"] for link in tree.get("after", [])),
        *tree.get("conditions", []),
        tree.get("notes", ""),
        tree["focal_point"]["reading"] if "focal_point" in tree else "",
    ]
    return [cited for text in said for cited in re.findall("“([^”]*)”", text)]
