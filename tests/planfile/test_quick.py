"""The quick reader gives what the parser gives, or nothing."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from planengine.planfile import quick, tree
from planengine.planfile.faults import Faults
from planengine.planfile.text import SourceFile, source_from_bytes
from tests.planfile.plans_in_text import plan_text

ROOT = Path(__file__).resolve().parents[2]
PLANS = sorted(path for path in (ROOT / "plans").rglob("*.yaml"))

WORDS = (
    "x", '"q"', "'s'", "'it''s'", "[a, b]", '["1.1", "2"]', '[a, "b"]', "[null, a]", '["null"]', "{a: b}",
    "{a: b, c: [d]}", "[]", "{}", "[a, ]", "[,]", "[a,\n  b]", "{a: \n b}", ">-", "|", ">", "null", "~", "# c", "#c",
    "a #3", "a # y", "-", "---", "...", "?", "&a", "*a", "!t", "12:30", "-2d", "- b", "2024-01-01", "a, b", "%", "@",
    "hai từ", '"a b" ', "a:b", "a: b", "https://x.vn/y?a=b#c", "<<", "=", "\u00a0", "\\n", '"\\n"', "",
    "a\n    b", "\tx", r'"a \"b\" \\"', r'["\"", b]', r'"\\\"',
)  # fmt: skip


def source(text: str) -> SourceFile:
    made = source_from_bytes(text.encode(), Path("p"), "p")
    assert isinstance(made, SourceFile)
    return made


def by_the_parser(text: str) -> tuple[tree.Tree, tuple[str, ...]]:
    """The tree of the events, and the codes of what was told."""
    faults = Faults()
    walked = tree._Reading(source(text), faults, tree.MAX_DEPTH).tree(tree.MAX_EVENTS, pure=False)
    return walked, tuple(one.code for one in faults.found)


def quickly(text: str, **limits: int) -> Any:
    found = quick.read(text, **{"max_depth": tree.MAX_DEPTH, "max_events": tree.MAX_EVENTS, **limits})
    return None if found is None else found[0]


def with_marks(node: Any, one: tree.Tree) -> Any:
    """Everything that can be told of a node: mappings as pairs, because their order counts, and where things stand."""
    if type(node) is dict:
        return [(key, with_marks(value, one)) for key, value in node.items()], list(one.marks(node))
    if type(node) is list:
        return [with_marks(value, one) for value in node], list(one.marks(node))
    return node


def agrees(text: str) -> bool:
    """Whether the text was read quickly; it must then be what the parser makes of it, mark by mark."""
    if quickly(text) is None:
        return False
    ours = tree.parse(source(text), Faults())
    theirs, told = by_the_parser(text)
    assert (told, theirs.complete) == ((), True), text
    assert with_marks(ours.root, ours) == with_marks(theirs.root, theirs), text
    return True


def lines_at_random(chance: random.Random) -> str:
    return "".join(
        " " * chance.choice((0, 0, 0, 2, 2, 4, 1, 3))
        + chance.choice(("", "", "- ", "- "))
        + chance.choice(("", "a: ", "b: ", "c: ", "d: ", "e:", "f:", '"k": '))
        + chance.choice(WORDS)
        + chance.choice(("", "", "", " # c", "  ", "# c"))
        + "\n"
        for _ in range(chance.randrange(1, 9))
    )


def changed(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.choice((0, 1, 1, 2))):
        at = chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                lines[at:at] = lines[chance.randrange(len(lines)) :][: chance.randrange(1, 4)]
            case 1:
                lines[at] = " " * chance.randrange(6) + lines[at].lstrip()
            case 2:
                del lines[at]
            case _:
                lines[at] += chance.choice(WORDS)
    return "\n".join(lines)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_shipped_files_are_read_as_the_parser_reads_them(path):
    assert agrees(path.read_text()) or path.stem == "quang_nam"


@pytest.mark.parametrize("seed", range(3))
def test_lines_at_random_are_read_as_the_parser_reads_them_or_left_to_it(seed):
    chance = random.Random(seed)
    accepted = sum(agrees(lines_at_random(chance)) for _ in range(3000))
    print(f"lines, seed {seed}: {accepted} of 3000 read quickly")
    assert accepted > 100


@pytest.mark.parametrize("seed", range(3))
def test_plans_with_lines_moved_are_read_as_the_parser_reads_them_or_left_to_it(seed):
    chance = random.Random(seed)
    whole = (plan_text(), (ROOT / "plans" / "kh_106.yaml").read_text()[11_000:16_000])
    accepted = sum(agrees(changed(chance.choice(whole), chance)) for _ in range(300))
    print(f"plans, seed {seed}: {accepted} of 300 read quickly")
    assert 30 < accepted < 300


def test_what_is_too_deep_or_too_much_is_left_to_the_parser():
    assert quickly("a: [[[x]]]\n", max_depth=4) == {"a": [[["x"]]]}
    assert quickly("a: [[[x]]]\n", max_depth=3) is None
    assert quickly("a:\n  b:\n    c: x\n", max_depth=3) == {"a": {"b": {"c": "x"}}}
    assert quickly("a:\n  b:\n    c: x\n", max_depth=2) is None
    assert quickly("a: [b, c]\n", max_events=4) is None


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "a: " + "[" * 100_000 + "\n", "- " * 50_000, "a: [\n" * 50_000, "a: '" * 50_000]
)
def test_hostile_files_are_given_up_at_once(text):
    assert quickly(text + "\n") is None
