"""The documentation is kept true where a machine can tell."""

from __future__ import annotations

import re
from typing import get_args
from urllib.parse import unquote

import pytest

from planengine.core import category, expand, plan, status
from tests.house.tree import ROOT, short, tracked_files

PAGES = [path for path in tracked_files() if path.suffix == ".md"]
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


def blocks(page):
    """The fenced blocks of a page: (line of the opening fence, lines inside)."""
    found, inside, start = [], None, 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("```"):
            if inside is None:
                inside, start = [], number
            else:
                found.append((start, inside))
                inside = None
        elif inside is not None:
            inside.append(line)
    return found


def test_the_first_screen_of_the_readme_shows_the_two_commands_and_no_other():
    start, lines = blocks(ROOT / "README.md")[0]
    commands = [line.partition("#")[0].strip().removeprefix("$ ") for line in lines if line.strip()]
    assert commands == ["make demo", "make test"]
    assert start <= 20


def anchors(page):
    """The anchors of a page's headings, as a forge makes them."""
    found = set()
    for heading in re.findall(r"^#+ +(.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        found.add(re.sub(r"[^\w\- ]", "", words).strip().replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_link_of_a_page_leads_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        there = (page.parent / name) if name else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            broken.append(target)
    assert broken == []


def test_decisions_are_numbered_without_gaps_and_all_listed():
    assert [page.name[:4] for page in DECISIONS] == [f"{n:03}-" for n in range(1, len(DECISIONS) + 1)]
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[\d+\]\(([^)]+)\)", listed, flags=re.MULTILINE) == [
        page.name for page in DECISIONS
    ]


@pytest.mark.parametrize("page", DECISIONS, ids=short)
def test_a_decision_tells_its_context_its_choice_and_its_price(page):
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.name[:3]} ")
    assert re.findall(r"^## (.*)$", text, flags=re.MULTILINE)[:3] == ["Context", "Choice", "Price"]


def glossary(title):
    """The names in the second column of the glossary's section with this title."""
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    [section] = re.findall(
        rf"^## {re.escape(title)}.*?$(.*?)(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL
    )
    return re.findall(r"^\| [^|]+ \| `([^`]+)`", section, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("States of an assignment", status.STATES),
        ("What moves them (triggers)", status.TRIGGERS),
        ("Kinds of task", get_args(plan.Kind)),
        ("Official categories", category.CATEGORIES),
    ],
)
def test_the_glossary_has_each_word_of_the_code_once(title, names):
    assert sorted(glossary(title)) == sorted(names)


def test_the_glossary_has_every_form_and_role():
    told = set(glossary("Who answers"))
    assert set(get_args(plan.Form)) | set(get_args(expand.Role)) <= told


def test_every_room_of_the_architecture_page_exists():
    text = (ROOT / "docs/ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = re.findall(r"^\| `([\w./]+)` \|", text, flags=re.MULTILINE)
    missing = [room for room in rooms if not any((ROOT / top / room).exists() for top in ("planengine", "."))]
    assert rooms != []
    assert missing == []


def test_every_room_has_its_row_on_the_architecture_page():
    text = (ROOT / "docs/ARCHITECTURE.md").read_text(encoding="utf-8")
    core = [f"core/{path.name}" for path in (ROOT / "planengine/core").glob("[a-z]*.py")]
    rooms = [f"{path.parent.name}/" for path in (ROOT / "planengine").glob("[a-z]*/__init__.py")]
    unlisted = [room for room in core + rooms if room != "core/" and f"| `{room}` |" not in text]
    assert sorted(unlisted) == []
