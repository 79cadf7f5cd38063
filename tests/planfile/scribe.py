"""Somebody who writes plan files in every way there is, and changes their structure at random."""

from __future__ import annotations

import random
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

from planengine.planfile.faults import Faults
from planengine.planfile.fields import AGENCY, CALENDAR, FILE, PLAN, TARGET, TASK
from planengine.planfile.text import SourceFile, source_from_bytes
from planengine.planfile.tree import parse
from tests.planfile.plans_in_text import plan_text, second, task

PLAN_TEXT = plan_text(
    head="  issued: 2024-01-02\n  signer: {form: KT., title: PHÓ, name: A}\n  basis: [một, hai]\n",
    targets="  - {id: G2, title: Hai, goal: '>= 50 %', due: 2025-12-31, every: year}\n",
    tasks=task(
        "joint: [so-tc, {group: nganh, members: [so-xd]}]", "focal_point: {agency: so-tc, reading: x}",
        "complete_when: {at_least: 1}", "due: {within: 10d, of: issued}", "after: [{task: '2', lag: -2wd, soft: true}]",
        "quote: 'Rà soát'", "readings: {due: vì}", "tags: [a]",
    )
    + second("kind: recurring", "every: year", "due: {before: 12-16}", "cutoff: 12-10", "addressee: ubnd-tinh")
    + "  - id: I\n    title: Mục\n    tasks:\n      - {id: I.1, title: C, unassigned: true, focal_point: so-xd}\n"
    "      - {id: I.2, title: D, each: [ubnd-huyen], kind: standing, update: quarter}\n",
)  # fmt: skip

WORDS: list[Any] = [
    None, "", "0", "1", "x", "so-tc", "2024-02-30", "2024-12-16", "12-15", "15", "10d", "-5wd", "true", "none",
    "horizon", "1.1", "I", "2", "kh-2/1", "all", "focal_point", "recurring", "standing", "nganh", "ubnd-huyen",
    "99999999999", "9999-12-31", "0001-01-01", "mật", "~", "G1", "a\nb", "Đ" * 300, [], {}, ["so-tc"], [["x"]],
    {"x": "y"}, {"before": "12-01"}, {"at_least": "9"}, {"task": "2"}, {"within": "3wd", "of": "1"},
    {"group": "nganh", "track": "group"},
]  # fmt: skip
KEYS = sorted({*TASK, *PLAN, *FILE, *TARGET, *CALENDAR, *AGENCY, "tasks", "x"})


def the_tree() -> Any:
    source = source_from_bytes(PLAN_TEXT.encode(), Path("p"), "p")
    assert isinstance(source, SourceFile)
    return parse(source, Faults()).root


def written(value: Any) -> str:
    """The value as flow YAML, every text in double quotes except the nulls."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)}: {written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def holders(node: Any) -> list[Any]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [node, *(one for item in inner for one in holders(item))] if isinstance(node, dict | list) else []


def word(chance: random.Random) -> Any:
    return deepcopy(chance.choice(WORDS))


def mutate(root: Any, chance: random.Random) -> None:
    """One change that leaves valid YAML: a value, a key, an item is replaced, dropped, copied or moved."""
    node = chance.choice(holders(root))
    if isinstance(node, dict) and node:
        key = chance.choice(list(node))
        match chance.randrange(4):
            case 0:
                node[key] = word(chance)
            case 1:
                del node[key]
            case 2:
                node[chance.choice(KEYS)] = node.pop(key)
            case _:
                node[chance.choice(KEYS)] = word(chance)
    elif isinstance(node, list):
        match chance.randrange(3):
            case 0:
                node.append(word(chance))
            case 1 if node:
                node.pop(chance.randrange(len(node)))
            case _ if node:
                node.append(deepcopy(node[chance.randrange(len(node))]))


class Scribe:
    """Writes a tree as YAML in a way of its own: indentation, styles, quotes, comments, blank lines at random.

    Every comment names what it stands at: `# above KEY`, `# beside KEY`, each with a number of its own. `in_lines` is
    the share of collections that are not written in brackets.
    """

    def __init__(self, chance: random.Random, in_lines: float = 0.7) -> None:
        self.chance = chance
        self.in_lines = in_lines
        self.count = 0
        self.lines: list[str] = []

    def text(self, root: dict[str, Any]) -> str:
        if self.may(0.2):
            self.lines += ["# head", ""]
        self.mapping(root, self.chance.choice((0, 0, 0, 2)))
        if self.may(0.3):
            self.lines += ["", "# end"]
        end = self.chance.choice(("\n", "\r\n"))
        return end.join(self.lines) + (end if self.may(0.8) else "")

    def may(self, share: float) -> bool:
        return self.chance.random() < share

    def comment(self, where: str, key: str) -> str:
        self.count += 1
        return f"# {where} {key} {self.count}"

    def above(self, key: str, indent: int) -> None:
        if self.may(0.1):
            self.lines.append("" if self.may(0.7) else " " * self.chance.randrange(4))
        while self.may(0.15):
            self.lines.append(" " * indent + self.comment("above", key))

    def beside(self, key: str) -> str:
        return " " * self.chance.choice((1, 1, 2, 7)) + self.comment("beside", key) if self.may(0.15) else ""

    def mapping(self, node: dict[str, Any], indent: int, first: str = "") -> None:
        """The pairs from `indent` on; `first` stands before the first of them, on its line."""
        items = list(node.items())
        if self.may(0.5):
            self.chance.shuffle(items)
        for key, value in items:
            if not first:
                self.above(key, indent)
            before = first or " " * indent
            first = ""
            spelt = self.chance.choice((key, key, f'"{key}"', f"'{key}'"))
            self.pair(f"{before}{spelt}{' ' * self.may(0.05)}:", key, value, indent)

    def pair(self, head: str, key: str, value: Any, indent: int) -> None:
        if isinstance(value, dict | list) and value and self.may(self.in_lines):
            self.lines.append(head + self.beside(key))
            least = 0 if isinstance(value, list) else 1
            inner = indent + self.chance.choice((least, 1, 2, 2, 2, 4))
            if isinstance(value, dict):
                self.mapping(value, inner)
            else:
                self.items(value, inner, key)
        else:
            self.value(head, key, value, indent)

    def items(self, values: list[Any], indent: int, key: str) -> None:
        for at, value in enumerate(values):
            name = f"{key}.{at}"
            self.above(name, indent)
            gap = self.chance.choice((1, 1, 1, 3))
            dash = " " * indent + "-"
            if isinstance(value, dict) and value and self.may(self.in_lines):
                if self.may(0.1):
                    self.lines.append(dash + self.beside(name))
                    self.mapping(value, indent + gap + 1)
                else:
                    self.mapping(value, indent + gap + 1, dash + " " * gap)
            elif isinstance(value, list) and value and self.may(0.5):
                self.lines.append(dash)
                self.items(value, indent + gap + 1, name)
            else:
                self.value(dash, name, value, indent)

    def value(self, head: str, key: str, value: Any, indent: int) -> None:
        blank = " " * self.chance.choice((1, 1, 1, 4))
        if not isinstance(value, str):
            flow = written(value)
            if self.may(0.2) and ", " in flow:
                flow = flow.replace(", ", ",\n" + " " * (indent + self.chance.randrange(1, 6)), 1)
            self.put(f"{head}{blank}{flow}{self.beside(key)}")
            return
        match self.chance.randrange(5):
            case 0 if value.strip() and re.fullmatch(r"[\w .-]*\w", value) and value not in ("null", "~"):
                self.put(f"{head}{blank}{value}{self.beside(key)}")
            case 1 if "\n" not in value:
                quoted = value.replace("'", "''")
                self.put(f"{head}{blank}'{quoted}'{self.beside(key)}")
            case 2 if value.strip() == value and value and " " not in value[:1]:
                inner = " " * (indent + self.chance.randrange(1, 5))
                lines = value.split("\n")
                self.lines.append(f"{head}{blank}|-{self.beside(key)}")
                self.lines += [inner + line if line else "" for line in lines]
            case 3 if " " in value.strip() and "\n" not in value:
                start, _, rest = value.partition(" ")
                deeper = " " * (indent + self.chance.randrange(1, 9))
                start, rest = (one.replace('"', '\\"') for one in (start, rest))
                if start and rest and rest[0] != " ":
                    self.put(f'{head}{blank}"{start}\n{deeper}{rest}"{self.beside(key)}')
                else:
                    self.put(f"{head}{blank}{written(value)}{self.beside(key)}")
            case _:
                self.put(f"{head}{blank}{written(value)}{self.beside(key)}")

    def put(self, text: str) -> None:
        self.lines += text.split("\n")
