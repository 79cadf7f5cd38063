"""The sheet that goes to an agency and comes back, as values: what it is for, its keys, its lines, what is wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

FORMAT = 1
"""The layout of the sheets that this version writes and reads."""

WORK, TARGETS = "work", "targets"
"""What a sheet asks about: the open assignments of an agency, or its figures for targets."""

SHOWN = {
    WORK: ("no", "task", "title", "period", "role", "due", "state"),
    TARGETS: ("no", "task", "title", "goal", "period", "unit"),
}
"""Columns that are filled in for the agency and say what a line is about; "task" holds the id of a target, too."""

ASKED = {
    WORK: ("answer", "number", "day", "subject", "percent", "note", "difficulty", "until", "reason"),
    TARGETS: ("value", "document", "note"),
}
"""Columns that the agency fills in: its answer, the document of the result, progress, difficulty, extension; or a
figure."""

KEY = "key"


def columns_of(kind: str) -> tuple[str, ...]:
    """All columns of a sheet of that kind, the key last. KeyError for a kind that there is not."""
    return (*SHOWN[kind], *ASKED[kind], KEY)


ACCEPTED = "accepted"
IN_PROGRESS = "in_progress"
DONE = "done"
DIFFICULTY = "difficulty"
EXTENSION = "extension"
ANSWERS = (ACCEPTED, IN_PROGRESS, DONE, DIFFICULTY, EXTENSION)
"""What an agency may answer of one assignment, in the order of the list it chooses from."""


class Head(NamedTuple):
    """What a sheet is for: `kind` (WORK or TARGETS), the plan, the agency, and the moment of the export as ISO text in
    UTC."""

    kind: str
    plan: str
    plan_uid: str
    agency: str
    exported_at: str


class Key(NamedTuple):
    """What a line stands for, and what the sheet said of it then.

    That is an assignment, moved last by the event `seq`; `due` and `state` are the cells as they were filled in. Or it
    is the figure of a target for an agency in the period `due`: `seq` is the number of what was last said of it, 0
    where nothing was, and `state` the figure as it was filled in.
    """

    uid: str
    seq: int
    task: str
    due: str
    state: str

    @property
    def text(self) -> str:
        """The key as it stands in the hidden column of the line."""
        return f"{self.uid}:{self.seq}"


class Cell(NamedTuple):
    """One cell that came back: a text, a number, a date, a truth value or None.

    `is_percent` says that it is shown as a percentage; `trouble` is "formula", "error" or "merged" where what stands
    there is nobody's answer; `legacy` names the old encoding that its text is written in, `meant` is that text in
    Unicode.
    """

    place: str
    value: str | int | float | bool | date | None
    is_percent: bool = False
    trouble: str | None = None
    legacy: str | None = None
    meant: str | None = None

    @property
    def text(self) -> str:
        """What the cell says, without blanks around it; a date as people write it."""
        if self.value is None:
            return ""
        if isinstance(self.value, date):
            return self.value.strftime("%d/%m/%Y")
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return str(self.value).strip()

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there."""
        return self.trouble is None and not self.text


class Line(NamedTuple):
    """One row that came back: its number and its cells by column, every column there."""

    number: int
    cells: Mapping[str, Cell]

    @property
    def is_blank(self) -> bool:
        """Whether neither an answer nor anything else stands in the row."""
        return all(cell.is_blank for cell in self.cells.values())


class Sheet(NamedTuple):
    """A sheet as it came back: `keys` are those it went out with, `lines` the rows of its table; `extra` are the
    places of what stands outside the columns."""

    name: str
    head: Head
    keys: tuple[Key, ...]
    lines: tuple[Line, ...]
    converted: tuple[str, ...] = ()


class Fault(NamedTuple):
    """What is wrong with one cell: `code` is that of the sentence."""

    place: str
    code: str
    params: Mapping[str, object]


def fault(cell: Cell, code: str, /, **params: object) -> Fault:
    """The fault of a cell; the sentence is `sheet.fault.<code>`."""
    return Fault(cell.place, f"sheet.fault.{code}", params)


def checksum(head: Head, keys: Iterable[Key], version: int = FORMAT) -> str:
    """The SHA-256, in hex, of what a sheet is for and of all its keys in any order. It shows accidents and quick
    hands; whoever writes it anew can make it fit, so no key is believed without the database."""
    whole = [version, list(head), sorted(list(key) for key in keys)]
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
