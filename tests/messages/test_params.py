"""Whoever raises a code or says it hands over every param that its sentences take: none fails while being said."""

from __future__ import annotations

import ast
from string import Formatter

import pytest

from planengine.messages import Words
from tests.house.test_languages import REFUSALS
from tests.house.tree import modules, short, syntax

SAY = Words("vi")
PARTS = ("", ".near", ".candidates", ".children", ".agencies", ".plans", ".remedy")


def params(template):
    """Names of the params that a template takes."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def lacking(tree):
    """(line, key, params) of calls with a literal code that do not hand over what its sentences take.

    Calls that pass a mapping on (`**given`) are left to the tests that run them.
    """
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        code, given = node.args[0].value, {one.arg for one in node.keywords}
        if None in given or not isinstance(code, str):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in REFUSALS:
            keys = [f"refusal.{code}{part}" for part in PARTS]
        elif name in {"say", "_say", "tell", "note"} and len(node.args) == 1:
            keys = [code]
        else:
            continue
        for key in keys:
            missing = params(SAY.template(key)) - given if SAY.knows(key) else set()
            if missing:
                yield node.lineno, key, sorted(missing)


@pytest.mark.parametrize("path", modules("planengine"), ids=short)
def test_a_sentence_gets_all_its_params_where_it_is_said(path):
    assert list(lacking(syntax(path))) == []


def test_a_refusal_without_the_params_of_its_second_line_is_noticed():
    # the first line takes the task alone, the second one the agency too
    tree = ast.parse("raise Refusal('kind.standing', task='2.2.1')")
    assert list(lacking(tree)) == [(1, "refusal.kind.standing.remedy", ["agency"])]
