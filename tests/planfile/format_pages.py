"""The two pages of the plan format as a test sees them: marked blocks, marked tables, and a plan to try them in.

A comment above a block or a table says what it is: `<!-- task; due: 2024-12-14 -->`.

- `plan`, `directory`, `calendar`: a whole file. The first plan and the first directory of the page, and the shipped
  calendar, are the scene that everything else is tried in.
- `head`: keys of the top of the file, in the place of the scene's. `tasks`: items of its list of tasks, added to it.
  `task`: keys of one task, added to it; an id, a title and a lead are given where it has none.
- `rows: task`: a table whose rows are such tasks: all code in the second column is one task. `rows: value`: each piece
  of code in it is one, those that are not accepted with an arrow to the code of their fault.
- `keys: task`: a table whose rows are the keys of that table of the format; one with a dot is a key inside another.

A code of a fault named beside the example is expected of it, and no other finding is. What is claimed of the work
comes after a semicolon: `due`, `occurrences`, `opens`, `agencies`, `waits`; of `rows: task; due` it is the days of the
last cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planengine.core.expand import Expansion, Occurrence, expand
from planengine.planfile.read import Reading, read_plan

ROOT = Path(__file__).parents[2]
PAGES = {"vi": ROOT / "docs/plan-format.md", "en": ROOT / "docs/plan-format.en.md"}

MARKED = re.compile(
    r"<!-- (?P<mark>[^\n]+?) -->\n(?:```(?P<kind>\w+)\n(?P<block>.*?)^```$|(?P<table>(?:\|[^\n]*\n)+))",
    re.S | re.M,
)
CODE = re.compile(r"`([^`]+)`")
FAULT = re.compile(r"PE\d\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FORMS = ("lead:", "joint:", "each:", "unassigned:")
OWN_ID = "9"


@dataclass(frozen=True)
class Example:
    """A text that is executed: what it is, where it came from (for people), its faults, what is claimed of its work."""

    what: str
    text: str
    faults: tuple[str, ...]
    claims: Mapping[str, str]


@dataclass(frozen=True)
class Keys:
    """A row of a table of keys: the names without what holds them, the holder ("" for the table itself), the cells."""

    table: str
    holder: str
    names: tuple[str, ...]
    values: str
    absent: str


@cache
def page_text(language: str) -> str:
    """The page as it is."""
    return PAGES[language].read_text("utf-8")


def marked(text: str) -> Iterator[tuple[list[str], str, str]]:
    """Each marked part: its mark in parts, its block or table, and "yaml", "console" or "table"."""
    for found in MARKED.finditer(text):
        parts = [part.strip() for part in found["mark"].split(";")]
        yield parts, found["block"] or found["table"], found["kind"] or "table"


def rows(table: str) -> list[list[str]]:
    """The cells of each row below the head of a table."""
    return [[cell.strip() for cell in line.strip("|\n").split(" | ")] for line in table.splitlines()[2:]]


@cache
def examples(text: str) -> tuple[Example, ...]:
    """Everything on the page that is executed, in its order."""
    found: list[Example] = []
    for (what, *claims), body, kind in marked(text):
        if kind == "yaml":
            codes = tuple(FAULT.findall(what))
            found.append(Example(what.partition(":")[0], body, codes, _claims(claims)))
        elif what.startswith("rows: "):
            for cells in rows(body):
                found += _in_row(what.removeprefix("rows: "), cells, "due" in claims)
    return tuple(found)


def _claims(parts: list[str]) -> dict[str, str]:
    return {name: value.strip() for name, _, value in (part.partition(":") for part in parts)}


def _in_row(what: str, cells: list[str], due: bool) -> Iterator[Example]:
    if what == "value":
        # Each piece of code is a task of its own; those in the last cell name the fault they raise.
        for cell in cells[1:]:
            for piece, code in re.findall(r"`([a-z_]+: [^`]+)`(?: → `(PE\d\d\d)`)?", cell):
                yield Example("task", f"{piece}\n", (code,) if code else (), {})
        return
    codes = tuple(dict.fromkeys(FAULT.findall(" ".join(cells))))
    claims = {"due": " ".join(DAY.findall(cells[-1]))} if due else {}
    yield Example(what, "".join(f"{piece}\n" for piece in CODE.findall(cells[1])), codes, claims)


def keys(text: str) -> list[Keys]:
    """The rows of all tables of keys."""
    found = []
    for (what, *_), body, kind in marked(text):
        if kind == "table" and what.startswith("keys: "):
            for first, values, absent, *_ in rows(body):
                names = [name.rpartition(".") for name in CODE.findall(first)]
                assert len({holder for holder, _, _ in names}) == 1, first
                shorter = tuple(name for _, _, name in names)
                found.append(Keys(what.removeprefix("keys: "), names[0][0], shorter, values, absent))
    return found


class Scene:
    """A folder with the page's own plan, directory and calendar, where an example is tried."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder = folder
        known = examples(text)
        self.plan = next(one.text for one in known if one.what == "plan")
        self.write("ke_hoach.yaml", self.plan)
        self.write("agencies/tinh.yaml", next(one.text for one in known if one.what == "directory"))
        self.write("calendars/vn.yaml", (ROOT / "plans/calendars/vn.yaml").read_text("utf-8"))

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def read(self, example: Example) -> Reading:
        """The reading of the plan that the example makes."""
        return read_plan(self.write("thu.yaml", self.whole(example)))

    def whole(self, example: Example) -> str:
        """The plan file that the example is, or stands in."""
        text = example.text
        if example.what == "plan":
            return text
        if example.what == "directory":
            self.write("danh_ba.yaml", text)
            return self.plan.replace("agencies/tinh.yaml", "danh_ba.yaml")
        if example.what == "calendar":
            self.write("lich.yaml", text)
            return self.plan.replace("calendars/vn.yaml", "lich.yaml")
        if example.what == "head":
            parts = {**_top(self.plan), **_top(text)}
            return "".join(parts.values())
        if example.what == "tasks":
            return self.plan + _indented(text)
        assert example.what == "task", example.what
        return self.plan + _indented(_task(text))


def _top(text: str) -> dict[str, str]:
    """The keys of the top of a file, each with all its lines."""
    parts = re.split(r"^(?=[a-z])", text, flags=re.M)
    return {part.partition(":")[0]: part for part in parts if part.strip()}


def _task(text: str) -> str:
    lines = text.splitlines()
    given = {line.partition(":")[0] for line in lines}
    if not given & {form.rstrip(":") for form in FORMS}:
        lines.insert(0, "lead: so-tc")
    if "title" not in given:
        lines.insert(0, "title: Việc thử")
    if "id" not in given:
        lines.insert(0, f'id: "{OWN_ID}"')
    return "".join(f"{'- ' if at == 0 else '  '}{line}\n" for at, line in enumerate(lines))


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


def work(reading: Reading, example: Example) -> tuple[Expansion, list[Occurrence]]:
    """The whole work of the plan, and that of the example's own task."""
    assert reading.plan is not None
    whole = expand(reading.plan, reading.directory, reading.calendar)
    named = re.search(r"^id: \"?([^\"\n]+)", example.text, re.M)
    own = named[1] if named else OWN_ID
    return whole, [one for one in whole.occurrences if one.task == own]


def found(claim: str, whole: Expansion, own: list[Occurrence]) -> str:
    """What the work says where the page makes that claim."""
    if claim == "occurrences":
        return " ".join(one.key for one in own)
    if claim == "opens":
        return " ".join(one.opens_on.isoformat() for one in own)
    if claim == "due":
        return " ".join(one.due.isoformat() for one in own if one.due)
    if claim == "agencies":
        return " ".join(one.agency for one in own[0].assignments)
    assert claim == "waits", claim
    mine = {one.key for one in own}
    return " ".join(f"{one.successor}<{one.predecessor}" for one in whole.edges if one.successor in mine)
