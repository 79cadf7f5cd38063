"""Every table, key, choice and kind of value of the format is in the schemas and explained in both languages."""

from __future__ import annotations

import re
from functools import cache

import pytest

from planengine.core.plan import Defaults
from planengine.messages import LANGUAGES, Words
from planengine.planfile import fields, forms
from planengine.planfile.desk import Desk, Field, Table, Value
from planengine.planfile.faults import Faults
from planengine.planfile.schema import KINDS, TABLES, default_of, schema
from planengine.planfile.schema_names import Names, looks_like_text
from planengine.planfile.schema_values import CHOICES, NUMBERS
from planengine.planfile.values import TEXT
from tests.planfile.test_schema import as_editor

NAMED = Names(agencies={"so-a": "Sở A"}, groups={"nhom": "Nhóm"}, tasks={"1": "Việc"}, targets={"G1": "Mức"})


def parts(made):
    """Every mapping and list inside a schema."""
    waiting = [made]
    while waiting:
        one = waiting.pop()
        yield one
        inside = one.values() if isinstance(one, dict) else one
        waiting.extend(part for part in inside if isinstance(part, dict | list))


@cache
def made(kind, language="vi"):
    return schema(kind, Words(language))


def test_every_table_of_the_format_is_known_to_the_schema():
    found = {
        name: table
        for module in (fields, forms)
        for name, table in vars(module).items()
        if isinstance(table, Table)
    }
    known = [id(table) for table in TABLES.values()]
    assert [name for name, table in found.items() if id(table) not in known] == []


def reachable():
    """Every kind of value that a key of the format can hold."""
    waiting = [(key.key, key.value) for table in TABLES.values() for key in table.values()]
    while waiting:
        key, value = waiting.pop()
        yield key, value
        if value.item is not None:
            waiting.append((key, value.item))


def test_every_choice_of_the_format_has_a_name_and_no_name_is_left_over():
    asked = {value.choices for _, value in reachable() if value.choices}
    assert asked == set(CHOICES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_in_the_schema_with_a_description(language):
    told = [part for kind in KINDS for part in parts(made(kind, language))]
    objects = [one for one in told if isinstance(one, dict) and one.get("additionalProperties") is False]
    lists = [frozenset(one["properties"]) for one in objects]
    assert [name for name, table in TABLES.items() if frozenset(table) not in lists] == []
    silent = [
        key
        for one in objects
        for key, value in one["properties"].items()
        if not isinstance(value.get("description"), str) or len(value["description"]) < 4
    ]
    assert silent == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("names", [Names(), NAMED], ids=["general", "named"])
def test_every_word_of_a_choice_is_explained_and_no_list_of_them_is_empty(kind, names):
    # an empty `enum` is valid draft-07, and editors refuse the whole schema for it
    chosen = [
        one for one in parts(schema(kind, Words("vi"), names)) if isinstance(one, dict) and "enum" in one
    ]
    assert [one for one in chosen if not one["enum"]] == []
    words = [one for one in chosen if "enumDescriptions" in one]
    assert [one["enum"] for one in words if len(one["enum"]) != len(one["enumDescriptions"])] == []
    plain = [one["enum"] for one in chosen if one not in words]
    assert [one for one in plain if one not in ([1], [True, "true"], ["true", "false"])] == []


def test_a_key_without_a_description_fails():
    table = TABLES["covers"]
    table["moi"] = Field("moi", TEXT)
    try:
        with pytest.raises(KeyError, match=r"schema\.covers\.moi"):
            schema("calendar", Words("vi"))
    finally:
        del table["moi"]


def test_a_kind_of_value_that_nobody_has_described_fails():
    table = TABLES["covers"]
    before = table["from"]
    table["from"] = Field("from", Value("trang-thai", TEXT.read))
    try:
        with pytest.raises(KeyError, match="trang-thai"):
            schema("calendar", Words("vi"))
    finally:
        table["from"] = before


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_waits_for_a_schema_that_does_not_show_it(language):
    say = Words(language)
    asked = set()

    def listen(code):
        asked.add(code)
        return say(code)

    for kind in KINDS:
        for names in (Names(), NAMED):
            schema(kind, listen, names)
    from importlib import import_module

    texts = import_module(f"planengine.messages.{language}.schema").TEXTS
    assert sorted(set(texts) - asked) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_editor_shows_has_no_marks_of_a_template_and_no_line_breaks(language):
    for kind in KINDS:
        for one in parts(made(kind, language)):
            if isinstance(one, dict):
                told = [one.get(key) for key in ("description", "errorMessage", "patternErrorMessage")]
                assert [
                    text for text in told if isinstance(text, str) and re.search(r"\n|\{\{|\}\}", text)
                ] == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_beside_a_pointer_and_every_pointer_leads_somewhere(kind):
    whole = made(kind)
    pointers = [one for one in parts(whole) if isinstance(one, dict) and "$ref" in one]
    assert [one for one in pointers if len(one) > 1] == []
    assert {one["$ref"] for one in pointers} == {f"#/definitions/{name}" for name in whole["definitions"]}


@pytest.mark.parametrize("kind", KINDS)
def test_text_offers_neither_true_nor_false_nor_null(kind):
    # an editor proposes each of them wherever it is named as a type outside of a condition
    def offered(one):
        yield one.get("type")
        for part in (*one.get("anyOf", ()), *one.get("allOf", ())):
            yield from offered(
                made(kind)["definitions"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part
            )

    for one in parts(made(kind)):
        if isinstance(one, dict) and "description" in one and one.get("type") not in ("object", "array"):
            types = {
                name for held in offered(one) if held for name in ([held] if isinstance(held, str) else held)
            }
            assert types & {"null"} == set() or one["type"][0] in ("array", "object")
            assert "boolean" not in types or types == {"boolean"}


def bounds(field):
    """The smallest and the largest whole number that the reader of a key takes."""

    class Quiet(Desk):
        def fault(self, code, holder, index, /, **params):
            return None

    desk = Quiet(None, Faults(), {})
    taken = [
        n
        for n in (0, 1, 2, 99, 100, 101, 99_999, 100_000, 100_001)
        if field.value.read(desk, str(n), None, 0)
    ]
    return taken[0], taken[-1]


def test_numbers_have_the_bounds_of_their_readers():
    numbers = {
        key.key: key for table in TABLES.values() for key in table.values() if key.value.name == "number"
    }
    assert {name: bounds(key) for name, key in numbers.items()} == NUMBERS


def test_defaults_are_those_of_the_engine():
    plain = Defaults()
    assert {key: default_of("defaults", TABLES["defaults"][key]) for key in TABLES["defaults"]} == {
        "confirm": plain.confirm,
        "evidence": plain.evidence,
        "due": plain.due,
        "day_off": plain.day_off,
        "reminders": plain.reminders,
    }
    assert default_of("task", TABLES["task"]["kind"]) == "once"
    assert default_of("task", TABLES["task"]["title"]) is None


@pytest.mark.parametrize(
    "word", ["so-tc", "1.1.1", "IV.1", "0b1", "yes", "1_000", "12:30", "nulls", "-", "."]
)
def test_what_an_editor_reads_as_text_is_known(word):
    assert looks_like_text(word)
    assert isinstance(as_editor(word + "x"), str)


@pytest.mark.parametrize(
    "word", ["null", "~", "true", "False", "12", "+7", "2.10", "1e3", "0x1F", "0o7", ".5", ".inf", ".nan"]
)
def test_what_an_editor_reads_as_something_else_is_known(word):
    assert not looks_like_text(word)
    assert not isinstance(as_editor(word), str)
