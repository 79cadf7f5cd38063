"""docs/plan-format.md and its English twin: every example is executed, every key and choice is there, both are one."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from planengine.cli.main import call
from planengine.planfile.desk import Field, Table
from planengine.planfile.fields import DEFAULTS
from planengine.planfile.schema import TABLES, default_of
from planengine.planfile.schema_values import CHOICES
from tests.journeys.test_tutorial import dialogue, shown
from tests.planfile.format_pages import (
    CODE,
    PAGES,
    Example,
    Scene,
    examples,
    found,
    keys,
    marked,
    page_text,
    work,
)
from tests.planfile.plans_in_text import codes

LANGUAGES = tuple(PAGES)
BOTH = pytest.mark.parametrize("language", LANGUAGES)


# ---- what is executed


def all_examples(language: str) -> tuple[Example, ...]:
    return examples(page_text(language))


@pytest.mark.parametrize(
    ("language", "at"),
    [(language, at) for language in LANGUAGES for at in range(len(all_examples(language)))],
)
def test_an_example_raises_what_it_names_and_means_what_it_claims(language, at, tmp_path):
    example = all_examples(language)[at]
    reading = Scene(tmp_path, page_text(language)).read(example)
    assert sorted(set(codes(reading))) == sorted(example.faults), example.text
    for claim, expected in example.claims.items():
        assert found(claim, *work(reading, example)) == expected, (claim, example.text)


@BOTH
def test_every_yaml_block_is_marked_but_the_line_for_editors(language):
    text = page_text(language)
    blocks = re.findall(r"^```yaml\n(.*?)^```$", text, re.S | re.M)
    executed = {body for _, body, kind in marked(text) if kind == "yaml"}
    assert [
        block for block in blocks if block not in executed and not block.startswith("# yaml-language")
    ] == []


@BOTH
def test_the_examples_are_many_and_some_make_claims(language):
    made = all_examples(language)
    assert len(made) > 80
    assert sum(1 for one in made if one.claims) > 20
    assert {"plan", "directory", "calendar", "head", "tasks", "task"} <= {one.what for one in made}


HUYEN = ("tam-ky", "hoi-an", "dai-loc")
YEARS, QUARTERS = ("2024", "2025"), ("Q1", "Q2", "Q3", "Q4")
MATCHED = {
    'every: quarter\nafter: ["2.1"]': [
        (f"9@{year}-{part}", f"2.1@{year}-{part}", None) for year in YEARS for part in QUARTERS
    ],
    'every: year\nafter: [{task: "2.1", match: period}]': [
        (f"9@{year}", f"2.1@{year}-{part}", None) for year in YEARS for part in QUARTERS
    ],
    'every: quarter\nafter: [{task: "2.1", match: all}]': [
        (f"9@{own}-{at}", f"2.1@{year}-{part}", None)
        for own in YEARS
        for at in QUARTERS
        for year in YEARS
        for part in QUARTERS
    ],
    'each: [ubnd-huyen]\nafter: [{task: "2.1", match: agency}]': [
        ("9", f"2.1@{year}-{part}", agency) for year in YEARS for part in QUARTERS for agency in HUYEN
    ],
    'every: quarter\nafter: [{task: "2.1", match: [period, agency]}]': [
        (f"9@{year}-{part}", f"2.1@{year}-{part}", agency)
        for year in YEARS
        for part in QUARTERS
        for agency in HUYEN
    ],
    'after: ["1"]': [("9", "1.1", None), ("9", "1.2", None)],
}


@pytest.mark.parametrize("written", MATCHED)
def test_a_row_about_waiting_waits_for_what_it_says(written, tmp_path):
    [example] = [one for one in all_examples("vi") if one.text.endswith(f"{written}\n") and not one.claims]
    whole, own = work(Scene(tmp_path, page_text("vi")).read(example), example)
    mine = {one.key for one in own}
    waits = [
        (edge.successor, edge.predecessor, edge.agency) for edge in whole.edges if edge.successor in mine
    ]
    assert waits == MATCHED[written]


@BOTH
def test_whoever_types_the_commands_sees_what_the_page_shows(language, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANENGINE_LANG", language)
    text = page_text(language)
    Scene(tmp_path, text)
    (tmp_path / "calendars/vn.yaml").unlink()  # `init` brings it
    assert typed("planengine init .")[0] == 0
    for day, block in re.findall(r"(?:<!-- day: (\S+) -->\n)?^```console\n(.*?)^```$", text, re.S | re.M):
        if day:
            monkeypatch.setenv("PLANENGINE_TODAY", day)
        for command, expected in dialogue(block):
            code, lines = typed(command)
            assert code == 0, (command, lines)
            assert shown(expected, lines), (command, expected, lines)


def typed(command: str) -> tuple[int, list[str]]:
    """Exit code and lines of a command of the page, run in this process."""
    said = io.StringIO()
    words = [first or rest for first, rest in re.findall(r'"([^"]*)"|(\S+)', command)]
    assert words[0] == "planengine"
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = call(words[1:])
    return code, said.getvalue().splitlines()


# ---- what the tables say

PAGE_TABLES = (
    "file",
    "plan",
    "defaults",
    "target",
    "section",
    "task",
    "directory",
    "agency",
    "group",
    "calendar",
)


def inside(table: str, holder: str) -> Table:
    """The keys that a value of that key has."""
    value = TABLES[table][holder].value
    while value.table is None:
        assert value.item is not None, holder
        value = value.item
    assert isinstance(value.table, Table)
    return value.table


def named(table: str, holder: str) -> str:
    """The name of the table that a row speaks of."""
    if not holder:
        return table
    return next(name for name, one in TABLES.items() if one is inside(table, holder))


@BOTH
def test_the_tables_have_every_key_of_the_format_once_and_no_other(language):
    told: dict[str, list[str]] = {}
    for row in keys(page_text(language)):
        told.setdefault(named(row.table, row.holder), []).extend(row.names)
    assert {name: sorted(told.get(name, [])) for name in TABLES} == {
        name: sorted(table) for name, table in TABLES.items()
    }


@BOTH
def test_the_tables_say_what_is_required_and_what_absence_means(language):
    required = {"vi": "bắt buộc", "en": "required"}[language]
    wrong = []
    for row in keys(page_text(language)):
        table = named(row.table, row.holder)
        for key in row.names:
            field: Field = TABLES[table][key]
            default = default_of(table, field)
            if field.required != (row.absent == required):
                wrong.append((table, key, "required"))
            if table == "task" and key in DEFAULTS:
                default = "defaults"
            if field.required or default is None:
                continue
            shown_as = {"False": "false", "0d": "0"}.get(str(default), str(default).replace("'", ""))
            if key != "unassigned" and shown_as not in CODE.findall(row.absent):
                wrong.append((table, key, shown_as))
    assert wrong == []


@BOTH
def test_the_tables_offer_the_choices_of_each_key_and_no_others(language):
    wrong = []
    for row in keys(page_text(language)):
        for key in row.names:
            value = TABLES[named(row.table, row.holder)][key].value
            choices = value.choices or (value.item.choices if value.item and value.name == "list" else ())
            if key == "internal_due":
                continue  # as `due`, one row above
            if value.name == "boolean":
                choices = ("true", "false") if key != "unassigned" else ("true",)
            words = set(CODE.findall(row.values))
            if choices and words != set(choices):
                wrong.append((row.table, key, sorted(words ^ set(choices))))
    assert wrong == []


@BOTH
def test_no_key_is_mentioned_that_does_not_exist(language):
    known = {key for table in TABLES.values() for key in table}
    known |= {word for words in CHOICES for word in words}
    others = {"planengine", "issued", "true", "false", "null", "no", "d", "wd", "of", "init", "fmt"}
    text = re.sub(r"^```.*?^```$", "", page_text(language), flags=re.S | re.M)
    mentioned = {span for span in CODE.findall(text) if re.fullmatch(r"[a-z_]+:?", span)}
    assert sorted(word for word in mentioned if word.rstrip(":") not in known | others) == []
    begun = {word for span in CODE.findall(text) for word in re.findall(r"(?<![\w.-])([a-z_]+): ", span)}
    assert sorted(begun - known) == []


# ---- two pages, one content

TASTE = re.compile(r"\s+#[^\n]*")


def bare(language: str) -> list[tuple[object, ...]]:
    """What both pages have in common: marks, blocks without comments, executed rows, keys, commands."""
    text = page_text(language)
    parts: list[tuple[object, ...]] = []
    for mark, body, kind in marked(text):
        parts.append((*mark, TASTE.sub("", body) if kind == "yaml" else kind))
    parts += [
        ("example", one.what, TASTE.sub("", one.text), one.faults, tuple(one.claims.items()))
        for one in examples(text)
    ]
    parts += [
        ("keys", one.table, one.holder, one.names, tuple(sorted(CODE.findall(one.values))))
        for one in keys(text)
    ]
    blocks = re.findall(r"^```console\n(.*?)^```$", text, re.S | re.M)
    parts += [("typed", command) for block in blocks for command, _ in dialogue(block)]
    return parts


def test_both_pages_have_the_same_examples_tables_and_commands():
    assert bare("vi") == bare("en")


def test_both_pages_have_headings_of_the_same_levels_in_the_same_order():
    levels = {
        language: re.findall(
            r"^(#+) ", re.sub(r"^```.*?^```$", "", page_text(language), flags=re.S | re.M), re.M
        )
        for language in LANGUAGES
    }
    assert levels["vi"] == levels["en"]
    assert len(levels["vi"]) > 10


@BOTH
def test_every_heading_is_in_the_table_of_contents(language):
    text = re.sub(r"^```.*?^```$", "", page_text(language), flags=re.S | re.M)
    contents, *_ = text.split("\n## ", 1)
    anchors = [
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^## (.*)$", text, re.M)
    ]
    assert [anchor for anchor in anchors if f"(#{anchor})" not in contents] == []


def test_both_pages_name_each_other():
    assert f"({Path(PAGES['en']).name})" in page_text("vi").split("\n## ")[0]
    assert f"({Path(PAGES['vi']).name})" in page_text("en").split("\n## ")[0]
