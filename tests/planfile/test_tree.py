"""From text to a positioned tree: what is refused, where, and what stays as it is written."""

from __future__ import annotations

import gc
import json
import unicodedata
from pathlib import Path

import pytest

from planengine.planfile.faults import Faults
from planengine.planfile.text import SourceFile, source_from_bytes
from planengine.planfile.tree import Tree, parse
from tests.planfile.plans_in_text import plan_text


def tree_of(text: str, *, pure: bool = False, **limits: int) -> tuple[Tree, list[tuple[str, int, int]]]:
    source = source_from_bytes(text.encode(), Path("p"), "p")
    assert isinstance(source, SourceFile)
    faults = Faults()
    tree = parse(source, faults, pure=pure, **limits)
    return tree, [(one.code, one.place.line, one.place.column) for one in faults.found]


REFUSED = {
    "a tag": ("a: 1\nb: !x 2\n", [("PE013", 2, 4)]),
    "a tag on a list": ("b: !!seq [2]\n", [("PE013", 1, 4)]),
    "an anchor": ("a: &x 1\n", [("PE014", 1, 4)]),
    "an anchor on a mapping": ("a: &x\n  b: 1\n", [("PE014", 1, 4)]),
    "an alias": ("a: 1\nb: [*x]\n", [("PE015", 2, 5)]),
    "an alias as a key": ("*x : 1\n", [("PE015", 1, 1)]),
    "a merge key": ("a: 1\n<<: {b: 2}\n", [("PE016", 2, 1)]),
    "a key twice": ("a: 1\nb: 2\na: 3\n", [("PE012", 3, 1)]),
    "a list as a key": ("? [a]\n: 1\n", [("PE017", 1, 3)]),
    "a mapping as a key": ("{a: 1}: 1\n", [("PE017", 1, 1)]),
    "a second document": ("a: 1\n---\nb: 1\n", [("PE018", 2, 1)]),
    "an unclosed quote": ('a: 1\nb: "x\nc: 1\n', [("PE010", 2, 4)]),
    "an unclosed bracket": ("a: [1, 2\nb: 1\n", [("PE010", 1, 4)]),
    "a colon in text": ("a: Bước 1: họp\n", [("PE008", 1, 10)]),
    "text that begins with a per cent sign": ("a: %50\n", [("PE009", 1, 4)]),
    "a tab": ("a:\n\tb: 1\n", [("PE011", 2, 1)]),
    "a list among keys": ("a: 1\n- b\n", [("PE027", 2, 1)]),
    "an escaped NUL": ('a: "x\\0y"\n', [("PE006", 1, 4)]),
}


@pytest.mark.parametrize("pure", [False, True], ids=["C", "pure"])
@pytest.mark.parametrize("what", REFUSED)
def test_both_parsers_refuse_it_at_its_line_and_column(what, pure):
    text, expected = REFUSED[what]
    assert tree_of(text, pure=pure)[1] == expected


def test_all_that_is_refused_in_one_file_is_told_at_once():
    _, found = tree_of("a: &x 1\nb: *x\na: 2\nc: !t 3\n<<: {d: 1}\n")
    assert [code for code, _, _ in found] == ["PE014", "PE015", "PE012", "PE013", "PE016"]


def test_two_spellings_of_one_key_are_one_key():
    text = "tên: 1\n" + unicodedata.normalize("NFD", "tên: 2\n")
    assert tree_of(text)[1] == [("PE012", 2, 1)]


def test_a_refused_pair_leaves_the_others_in_place():
    tree, _ = tree_of("a: 1\na: {x: [1]}\n<<: [2]\nb: 3\n")
    assert [tree.root[key] for key in tree.root if key[0] != "\0"] == ["1", "3"]


HAZARDS = ["2.10", "01", "0123", "1_000", "0x1F", "1e3", "2025-12-31", "15/12/2024", "12:30", "1:30:00", "no", "yes",
           "on", "off", "true", "y", ".inf", "=", "1.0", "+1", "0b1"]  # fmt: skip


@pytest.mark.parametrize("written", HAZARDS)
def test_a_scalar_stays_the_text_it_is(written):
    assert tree_of(f"a: {written}\n{written}: b\n")[0].root == {"a": written, written: "b"}


def test_plain_nulls_are_nothing_and_quoted_ones_are_text():
    tree, _ = tree_of("[null, ~, Null, NULL, 'null', \"~\", nULL, '']\n")
    assert tree.root == [None, None, None, None, "null", "~", "nULL", ""]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a: Mục #3 và", True),
        ("a: [x, Mục #3 và\n  ]", True),
        ("a: Mục\n  hai #đợt", True),
        ("a: Mục # ghi chú", False),
        ("a: Mục #", False),
        ("a: 'Mục #3'", False),
        ("a: Mục#3", False),
        ("a: |\n  Mục #3", False),
        ("#3 ghi chú\na: 1", False),
    ],
)
def test_text_that_a_hash_cut_short_is_told(line, told):
    assert [code for code, _, _ in tree_of(f"{line}\n")[1]] == (["PE201"] if told else [])


def test_depth_is_counted_and_refused_at_the_level_that_is_too_much():
    assert tree_of("[" * 32 + "]" * 32)[1] == []
    assert tree_of("[" * 33 + "]" * 33)[1] == [("PE019", 1, 33)]


@pytest.mark.parametrize("pure", [False, True], ids=["C", "pure"])
@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 50_000, "- " * 50_000, "? " * 50_000])
def test_hostile_nesting_is_refused_with_a_place(text, pure):
    found = tree_of(text, pure=pure)[1]
    assert [code for code, _, _ in found] == ["PE019"] or found[-1][0] == "PE019"


def test_an_alias_bomb_is_refused_and_never_built():
    levels = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    tree, found = tree_of("\n".join(levels) + "\n")
    assert {code for code, _, _ in found} == {"PE014", "PE015"}
    assert len(tree.root) == 10


def test_more_events_than_allowed_are_refused():
    assert tree_of("[" + "1," * 100 + "1]", max_events=50)[1] == [("PE020", 1, 1)]


def test_every_mark_points_at_the_word_it_stands_for():
    tree, found = tree_of(plan_text())
    lines = plan_text().split("\n")
    assert found == []
    words = 0
    stack = [tree.root]
    while stack:
        node = stack.pop()
        marks = tree.marks(node)[1:]
        items = [one for pair in node.items() for one in pair] if isinstance(node, dict) else node
        assert len(marks) == len(items)
        for mark, item in zip(marks, items, strict=True):
            if isinstance(item, str):
                line, column = tree.source.spot(mark)
                assert lines[line][column:].startswith((item, f"'{item}'", f'"{item}"'))
                words += 1
            else:
                stack.append(item)
    assert words > 70


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_of_cycles_is_left_as_it_was(enabled):
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        tree_of("a: [\n")
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()


def test_both_parsers_build_the_same_tree():
    text = plan_text()
    ours, pure = tree_of(text)[0], tree_of(text, pure=True)[0]
    assert json.dumps(ours.root) == json.dumps(pure.root)
    nodes = [(ours.root, pure.root)]
    while nodes:
        one, other = nodes.pop()
        assert ours.marks(one) == pure.marks(other)
        inside = (one.values(), other.values()) if isinstance(one, dict) else (one, other)
        nodes.extend(pair for pair in zip(*inside, strict=True) if isinstance(pair[0], dict | list))
