"""Both languages say everything, with the same params; the code says nothing that they lack."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from string import Formatter

import pytest

from tests.house.tree import ROOT, docstrings, modules, short, syntax

LANGUAGES = ("vi", "en")
TOPICS = sorted(
    path.stem for path in (ROOT / "planengine/messages/vi").glob("*.py") if path.stem != "__init__"
)

# The refusals of the engine take a code without its prefix: the sentence of Refusal("x") is `refusal.x`.
REFUSALS = {
    "AnswerNeeded",
    "Findings",
    "NotFound",
    "PlanengineError",
    "Raced",
    "Refusal",
    "Unavailable",
    "UsageRefusal",
}


def texts(language, topic):
    return importlib.import_module(f"planengine.messages.{language}.{topic}").TEXTS


@cache
def catalogue(language):
    return {key: text for topic in TOPICS for key, text in texts(language, topic).items()}


def params(text):
    return sorted(
        {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name is not None}
    )


def test_both_languages_have_the_same_topics():
    english = sorted(p.stem for p in (ROOT / "planengine/messages/en").glob("*.py") if p.stem != "__init__")
    assert english == TOPICS
    assert TOPICS != []


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_say_the_same_things_in_a_topic(topic):
    assert sorted(texts("vi", topic)) == sorted(texts("en", topic))


@pytest.mark.parametrize("topic", TOPICS)
def test_a_sentence_takes_the_same_params_in_both_languages(topic):
    vietnamese, english = texts("vi", topic), texts("en", topic)
    both = sorted(vietnamese.keys() & english.keys())
    assert {key: params(vietnamese[key]) for key in both} == {key: params(english[key]) for key in both}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_takes_params_by_position(language):
    assert [key for key, text in catalogue(language).items() if {"", "0", "1"} & set(params(text))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_in_two_topics(language):
    keys = [key for topic in TOPICS for key in texts(language, topic)]
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_written_twice_in_its_topic(language):
    # the second would silently win
    twice = []
    for topic in TOPICS:
        for node in ast.walk(syntax(ROOT / f"planengine/messages/{language}/{topic}.py")):
            if isinstance(node, ast.Dict):
                keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
                twice += [f"{topic}: {key}" for key in keys if keys.count(key) > 1]
    assert twice == []


def test_no_sentence_of_the_one_language_was_left_in_the_other():
    same = {
        key
        for key, text in catalogue("vi").items()
        if catalogue("en").get(key) == text
        and not key.startswith("example.")  # commands are the same in both
    }
    # what has no words (a path, a ratio, a mark) or is a name is the same in both
    assert (
        sorted(key for key in same if re.search(r"[^\W\d_]{3,} +[^\W\d_]{3,}", bare(catalogue("vi")[key])))
        == []
    )


def bare(text):
    """The words of a template: without its params, and without what stands between backticks (commands)."""
    return re.sub(r"\{[^{}]*\}|`[^`]*`", " ", text)


@pytest.mark.parametrize("path", modules("planengine"), ids=short)
def test_every_code_that_is_raised_or_asked_for_has_a_sentence(path):
    known = catalogue("vi")
    missing = [f"line {line}: {key}" for line, key in codes(syntax(path)) if key not in known]
    assert missing == []


def codes(tree):
    """(line, catalogue key) of every literal code that a call to `text` or to a refusal names first."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            if name in {"text", "say"}:
                yield node.lineno, first.value
            elif name in REFUSALS:
                yield node.lineno, f"refusal.{first.value}"


def test_a_code_without_a_sentence_is_noticed():
    tree = ast.parse("raise Refusal('made.up', task=1)\nprint(text('also.made.up'))")
    assert sorted(codes(tree)) == [(1, "refusal.made.up"), (2, "also.made.up")]


def test_no_sentence_waits_for_a_caller_that_is_gone():
    whole, openings = spoken_of()
    unused = [
        key
        for key in catalogue("vi")
        if key not in whole and not any(key.startswith(opening) for opening in openings)
    ]
    assert unused == []


def spoken_of():
    """What the code may ask the catalogue for: keys in one piece, and the openings of keys put together.

    `f"state.{state}"` and `"state." + state` open with `state.`; a refusal's or a problem's code stands alone
    and gets its prefix where it is shown, so every text of the code counts with each such prefix too.
    """
    whole, openings = set(), set()
    for path in modules("planengine", "notifiers"):
        if "messages" in path.parts and path.parent.name in LANGUAGES:
            continue
        tree = syntax(path)
        told = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                whole.add(node.value)
    prefixes = {text for text in whole if re.fullmatch(r"(?:[\w-]+\.)+", text)}
    openings = {text for text in prefixes if text not in {"refusal.", "problem."}}
    whole |= {prefix + text for prefix in prefixes | {"refusal.", "problem."} for text in list(whole)}
    # what is wrong with a plan and what would be right belong to the code of the fault
    whole |= {
        text + part for text in list(whole) if re.fullmatch(r"PE\d+", text) for part in (".title", ".help")
    }
    # why another place is shown beside it
    labels = {text for text in whole if re.fullmatch(r"[a-z_]+", text)}
    whole |= {f"PE.at.{label}" for label in labels}
    whole |= {
        text + part
        for text in list(whole)
        if re.fullmatch(r"PE\d+", text)
        for part in (".at", *(f".at.{label}" for label in labels))
    }
    # a refusal's second line: what was probably meant, what can be done
    whole |= {
        text + part
        for text in list(whole)
        if text.startswith("refusal.")
        for part in (".near", ".candidates", ".children", ".agencies", ".plans", ".remedy")
    }
    return whole, openings
