"""Formatting a plan file: what moves, what stays, and that nothing is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from planengine.errors import Findings, Refusal
from planengine.planfile import layout_tokens
from planengine.planfile.layout_tokens import comments
from planengine.planfile.read import read_plan
from planengine.planfile.rewriting import formatted
from planengine.planfile.text import SourceFile, source_from_bytes
from tests.planfile.plans_in_text import plan_text, read, task, write

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "plans").glob("**/*.yaml"))


def source(text: str | bytes) -> SourceFile:
    data = text if isinstance(text, bytes) else text.encode()
    found = source_from_bytes(data, Path("plan.yaml"), "plan.yaml")
    assert isinstance(found, SourceFile)
    return found


def fmt(text: str | bytes) -> str:
    """The formatted text, which formats to itself and keeps every comment."""
    once = formatted(source(text))
    assert formatted(source(once)) == once
    assert Counter(comments(once)) == Counter(comments(source(text).normal))
    return once


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_file_is_formatted(path):
    assert fmt(path.read_bytes()) == path.read_text(encoding="utf-8")


CASES = {
    "keys stand in the order of the format, unknown ones last as they were": (
        "plan: {id: x}\nzeta: 1\nplanengine: 1\nalpha: 2\n",
        "planengine: 1\nplan: {id: x}\nzeta: 1\nalpha: 2\n",
    ),
    "lists go in by two, and so do mappings": (
        "tasks:\n- id: '1'\n  after:\n  -  task: '2'\n     soft: true\n",
        "tasks:\n  - id: '1'\n    after:\n      - task: '2'\n        soft: true\n",
    ),
    "one blank after a colon and a dash, none before": (
        "tasks:\n  -   id : \"1\"\n      title:   Việc\n",
        "tasks:\n  - id: \"1\"\n    title: Việc\n",
    ),
    "a mapping begins on the line of its dash": (
        "tasks:\n  -\n    title: V\n    id: a\n",
        "tasks:\n  - id: a\n    title: V\n",
    ),
    "a comment goes with the key below it": (
        "tasks:\n  - title: V\n    # người trực\n    # là ai\n    lead: x\n    id: a\n",
        "tasks:\n  - id: a\n    title: V\n    # người trực\n    # là ai\n    lead: x\n",
    ),
    "a comment above the key that comes first stands above the dash": (
        "tasks:\n  - title: V\n    # mã cũ\n    id: a\n",
        "tasks:\n  # mã cũ\n  - id: a\n    title: V\n",
    ),
    "a comment beside a value goes with it": (
        "tasks:\n  - title: V # tên\n    id: a   # mã\n",
        "tasks:\n  - id: a   # mã\n    title: V # tên\n",
    ),
    "comments below each other stay below each other": (
        "plan:\n   id: x         # một\n   title: dài    # hai\n   issuer: ubnd # ba\n",
        "plan:\n  id: x         # một\n  title: dài    # hai\n  issuer: ubnd # ba\n",
    ),
    "a comment that goes on below is one comment": (
        "plan:\n  title: V\n  id: x   # một\n          # hai\n  issuer: a\n",
        "plan:\n  id: x   # một\n          # hai\n  title: V\n  issuer: a\n",
    ),
    "a comment at the end of a block stays in the block": (
        "tasks:\n- id: a\n  title: V\n  # hết việc a\n- id: b\n\n# hết\n",
        "tasks:\n  - id: a\n    title: V\n    # hết việc a\n  - id: b\n\n# hết\n",
    ),
    "items that are commented out stay below their key": (
        "tasks:\n  - id: a\n    related:\n      # - b\n    after: [c]\n",
        "tasks:\n  - id: a\n    after: [c]\n    related:\n      # - b\n",
    ),
    "blank lines stay, between the keys they stood between": (
        "tasks:\n\n- id: a\n\n\n- id: b\n\n\n\nplanengine: 1\n\n",
        "planengine: 1\n\n\n\ntasks:\n\n  - id: a\n\n\n  - id: b\n",
    ),
    "the head of the file stays at its head": (
        "# yaml-language-server: $schema=x\n\n# đầu\ntasks: []\nplanengine: 1\n",
        "# yaml-language-server: $schema=x\n\nplanengine: 1\n# đầu\ntasks: []\n",
    ),
    "quotes, numbers and brackets stay as they are written": (
        "tasks:\n- {title:  'Mục', id:   2.10, lines: 01}\n-   [ a,b ]\n",
        "tasks:\n  - {title:  'Mục', id:   2.10, lines: 01}\n  - [ a,b ]\n",
    ),
    "brackets over several lines move as they are": (
        "groups:\n    g:\n        members: [\n            a,   # một\n            b,\n        ]\n        name: G\n",
        "groups:\n  g:\n    name: G\n    members: [\n        a,   # một\n        b,\n    ]\n",
    ),
    "text in quotes goes on below where it began": (
        "plan:\n    title:   'một\n              hai'\n    id: \"x\\\n     y\"\n",
        "plan:\n  id: \"x\\\n   y\"\n  title: 'một\n          hai'\n",
    ),
    "blocks keep their lines, chomping and inner indentation": (
        "plan:\n  title: |+  # giữ\n      một\n       hai  \n\n  id: >2-\n     x\n",
        "plan:\n  id: >2-\n     x\n  title: |+  # giữ\n    một\n     hai  \n\n",
    ),
    "an explicit key is left alone": (
        "plan:\n    title: a\n    ? issuer\n    : # ai\n      b\n    id: x\n",
        "plan:\n  id: x\n  title: a\n  ? issuer\n  : # ai\n    b\n",
    ),
    "a list of lists": (
        "tasks:\n- - a\n  -  - b\n     - c\n",
        "tasks:\n  - - a\n    - - b\n      - c\n",
    ),
    "a value on the line below stays there": (
        "plan:\n      title:   # tên\n         # dài\n         một\n         hai\n      id: x\n",
        "plan:\n  id: x\n  title:   # tên\n    # dài\n    một\n    hai\n",
    ),
    "the marks of a document stay": (
        "%YAML 1.2\n---\n# a\nplan: {}\nplanengine: 1\n...\n# b\n",
        "%YAML 1.2\n---\n# a\nplanengine: 1\nplan: {}\n...\n# b\n",
    ),
    "line ends, a byte order mark and blanks at ends of lines": (
        "\ufeffplan:  \r\n  id: x \r\n   \r\n  title: V".encode(),
        "plan:\n  id: x\n\n  title: V\n",
    ),
    "text is NFC": ("plan: {title: \u0065\u0302\u0323}\n", "plan: {title: \u1ec7}\n"),
    "a file in brackets stays": ('{"plan": {},\n "planengine": 1}', '{"plan": {},\n "planengine": 1}\n'),
    "a block that ends with the file is not lengthened": ("plan:\n  id: |+\n    x", "plan:\n  id: |-\n    x\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_formatting_does(case):
    before, after = CASES[case]
    assert fmt(before) == after


def test_the_plan_is_the_same_plan(tmp_path):
    text = plan_text(
        tasks="tasks:\n" + task("kind: once", "lead: so-tc", "notes: >-\n      a\n      b").partition("\n")[2]
    )
    before = read(tmp_path, text)
    after = read_plan(write(tmp_path, fmt(text), "after.yaml"))
    assert before.plan is not None
    assert (after.plan, after.directory, after.calendar) == (before.plan, before.directory, before.calendar)


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2\n", "a: &x 1\nb: *x\n", "<<: {a: 1}\n"])
def test_a_file_that_cannot_be_read_is_refused_with_its_faults(text):
    with pytest.raises(Findings) as refused:
        formatted(source(text))
    assert refused.value.findings


@pytest.mark.parametrize("text", ["", "# gì\n", "- a\n", "a\n"])
def test_a_file_without_keys_is_refused(text):
    with pytest.raises(Refusal, match=r"fmt\.no_mapping"):
        formatted(source(text))


@pytest.mark.parametrize("case", [*CASES, *(path.name for path in SHIPPED)])
def test_without_the_c_scanner_it_is_the_same(case, monkeypatch):
    by_name = {path.name: path for path in SHIPPED}
    text: str | bytes = by_name[case].read_bytes() if case in by_name else CASES[case][0]
    with_c = formatted(source(text))
    monkeypatch.setattr(layout_tokens, "YAML", lambda typ: YAML(typ=typ, pure=True))
    assert formatted(source(text)) == with_c
