"""From the rows of a sheet that came back to what an agency says of each assignment, or to what is wrong with a cell.

Everything is looked at that can be seen on the sheet itself; what the rules say of it is asked when it is recorded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from planengine.messages import LANGUAGES, Words
from planengine.usecases.sheet_cells import Misread, read_day, read_percent
from planengine.usecases.sheet_rows import (
    ANSWERS,
    ASKED,
    DIFFICULTY,
    DONE,
    EXTENSION,
    IN_PROGRESS,
    KEY,
    TARGETS,
    WORK,
    Cell,
    Fault,
    Key,
    Line,
    Sheet,
    fault,
)

LONGEST = 2_000
"""Signs of one answer that are taken; more is a document of its own."""

LONGEST_NUMBER = 100
LONGEST_DOCUMENT = 200


class Said(NamedTuple):
    """What an agency says of one assignment; `answer` is about the state of the work, None where it says nothing of it.

    `number`, `day`, `subject` are the document of the result, `until` and `reason` the request for a later date.
    """

    key: Key
    line: Line
    answer: str | None
    number: str | None = None
    day: date | None = None
    subject: str | None = None
    percent: int | None = None
    note: str | None = None
    difficulty: str | None = None
    until: date | None = None
    reason: str | None = None

    @property
    def content(self) -> tuple[object, ...]:
        """All that is said, whatever row it stands in."""
        return (self.answer, *(getattr(self, name) for name in ASKED[WORK][1:]))


class Read(NamedTuple):
    """A sheet that was read: what is said, what is wrong, and how many of its keys have no row any more."""

    said: tuple[Said, ...]
    faults: tuple[Fault, ...]
    left_out: int


def read_sheet(sheet: Sheet, today: date) -> Read:
    """What the rows of a sheet say, in their order. Rows without an answer say nothing; rows may be left out and stand
    in any order."""
    lines, faults = match_lines(sheet)
    said: list[Said] = []
    for line, key in lines:
        one = _Reading(line, key, today)
        faults += one.faults
        if one.said is not None:
            said.append(one.said)
    return Read(tuple(said), tuple(faults), left_out(sheet, lines, faults))


def left_out(sheet: Sheet, lines: list[tuple[Line, Key]], faults: list[Fault]) -> int:
    """How many keys of a sheet have no row in it; not counted where rows are of unknown keys."""
    return (
        0 if any(one.code.startswith("sheet.fault.key_") for one in faults) else len(sheet.keys) - len(lines)
    )


def match_lines(sheet: Sheet) -> tuple[list[tuple[Line, Key]], list[Fault]]:
    """The rows of a sheet with what they are about, and what is wrong with those that are about nothing."""
    keys = {key.text: key for key in sheet.keys}
    by_name: dict[tuple[str, ...], Key | None] = {}
    for key in sheet.keys:
        name = (key.task, key.due) if sheet.head.kind == TARGETS else (key.task,)
        by_name[name] = None if name in by_name else key
    faults: list[Fault] = []
    seen: dict[str, Line] = {}
    lines: list[tuple[Line, Key]] = []
    for line in sheet.lines:
        found = _key(line, keys, by_name, sheet.head.kind)
        if isinstance(found, Fault):
            faults.append(found)
        elif found is not None and found.uid in seen:
            faults.append(fault(line.cells["task"], "twice", task=found.task, row=seen[found.uid].number))
        elif found is not None:
            seen[found.uid] = line
            lines.append((line, found))
    return lines, faults


def _key(
    line: Line, keys: Mapping[str, Key], by_name: Mapping[tuple[str, ...], Key | None], kind: str
) -> Key | Fault | None:
    """What a row is about. A row without its key is known by the id that people see, of a target with its period; one
    that was added is left out where it says nothing."""
    task = line.cells["task"]
    text = line.cells[KEY].text
    if not text:
        if all(line.cells[name].is_blank for name in ASKED[kind]):
            return None
        seen = ["task", "period"] if kind == TARGETS else ["task"]
        alone = by_name.get(tuple(line.cells[name].text for name in seen))
        if alone is not None:
            return alone
        return fault(task, "extra_row")
    if text not in keys:
        return fault(task, "key_unknown")
    key = keys[text]
    if task.text != key.task:
        return fault(task, "key_elsewhere", task=key.task)
    return key


class Cells:
    """The cells of one row, read one by one; what is wrong gathers in `faults`."""

    def __init__(self, line: Line) -> None:
        self.faults: list[Fault] = []
        self.line = line

    def _fault(self, name: str, code: str, /, **params: object) -> None:
        self.faults.append(fault(self.line.cells[name], code, **params))

    def usable(self, name: str) -> Cell | None:
        """The cell of that column; None where it is blank or nobody's answer."""
        cell = self.line.cells[name]
        if cell.is_blank:
            return None
        if cell.trouble is not None:
            self._fault(name, f"trouble.{cell.trouble}")
            return None
        if cell.legacy is not None:
            self._fault(name, "legacy", encoding=cell.legacy, text=cell.meant)
            return None
        return cell

    def words(self, name: str, longest: int = LONGEST) -> str | None:
        """The text of that column, None where there is none that can be taken."""
        cell = self.usable(name)
        if cell is None:
            return None
        if isinstance(cell.value, date) and name == "number":
            self._fault(name, "number_is_date", day=cell.value)
            return None
        text = unicodedata.normalize("NFC", cell.text)
        if any(unicodedata.category(sign) in ("Cc", "Cf") and sign not in TAKEN for sign in text):
            self._fault(name, "signs")
            return None
        if len(text) > longest:
            self._fault(name, "too_long", length=len(text), longest=longest)
            return None
        return "".join(sign for sign in text.replace("\t", " ") if sign == "\n" or sign not in TAKEN)

    def check_locked(self, *named: tuple[str, str]) -> None:
        """What was filled in, as (column, text), is as it went out: a new date in the place of the old one would
        otherwise be lost."""
        for name, was in named:
            cell = self.line.cells[name]
            if cell.trouble or cell.text != was:
                self._fault(name, f"locked.{name}", was=was)


TAKEN = frozenset("\n\t\u00ad\u200b\u200c\u200d\ufeff")
"""Signs that cannot be seen and do no harm: programs for texts put them in by themselves."""


class _Reading(Cells):
    """One row about an assignment."""

    def __init__(self, line: Line, key: Key, today: date) -> None:
        super().__init__(line)
        self.today = today
        self.check_locked(("due", key.due), ("state", key.state))
        given = {name for name in ASKED[WORK] if not line.cells[name].is_blank}
        said = Said(
            key=key,
            line=line,
            answer=self._answer(),
            number=self.words("number", LONGEST_NUMBER),
            day=self._day("day"),
            subject=self.words("subject"),
            percent=self._percent(),
            note=self.words("note"),
            difficulty=self.words("difficulty"),
            until=self._day("until"),
            reason=self.words("reason"),
        )
        self.said = None
        if given and not self.faults:
            said = self._implied(said)
            self._check_together(said)
            self.said = said if not self.faults else None

    def _answer(self) -> str | None:
        cell = self.usable("answer")
        if cell is None:
            return None
        known = answers_by_word()
        if plain(cell.text) not in known:
            self._fault("answer", "answer_unknown", text=cell.text[:60])
            return None
        return known[plain(cell.text)]

    def _day(self, name: str) -> date | None:
        cell = self.usable(name)
        if cell is None:
            return None
        read = read_day(cell)
        if isinstance(read, Misread):
            self._fault(name, read.code, **read.params)
            return None
        return read

    def _percent(self) -> int | None:
        cell = self.usable("percent")
        if cell is None:
            return None
        read = read_percent(cell)
        if isinstance(read, Misread):
            self._fault("percent", read.code, **read.params)
            return None
        return read

    def _implied(self, said: Said) -> Said:
        """An answer that is not chosen but plain from what is filled in; the two that are about a column of their own
        say nothing of the state of the work."""
        if said.answer == DIFFICULTY and said.difficulty is None:
            self._fault("difficulty", "difficulty_missing")
        if said.answer == EXTENSION and said.until is None:
            self._fault("until", "until_missing")
        if said.answer in (DIFFICULTY, EXTENSION):
            said = said._replace(answer=None)
        if said.answer is None and (said.percent is not None or said.note is not None):
            return said._replace(answer=IN_PROGRESS)
        return said

    def _check_together(self, said: Said) -> None:
        document = said.number is not None or said.day is not None or said.subject is not None
        if document and said.number is None:
            self._fault("number", "number_missing")
        if document and said.answer != DONE:
            self._fault("answer", "document_without_done")
        if said.day is not None and said.day > self.today:
            self._fault("day", "day_to_come", day=said.day)
        if said.until is not None and said.reason is None:
            self._fault("reason", "reason_missing")
        if said.reason is not None and said.until is None:
            self._fault("until", "until_missing")
        if said.answer == DONE and said.until is not None:
            self._fault("until", "done_and_until")
        if said.answer == DONE and said.percent not in (None, 100):
            self._fault("percent", "done_and_percent", percent=said.percent)


def answers_by_word() -> dict[str, str]:
    """What may stand in the column of answers, in any language, written plainly → the answer."""
    return {plain(Words(language)(f"sheet.answer.{one}")): one for language in LANGUAGES for one in ANSWERS}


def plain(text: str) -> str:
    """A text without capitals, marks, and what is no letter, for comparing words that people type."""
    bare = unicodedata.normalize("NFD", text.casefold().replace(chr(0x111), "d"))
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.findall("[a-z]+", letters))


def places(faults: Iterable[Fault]) -> dict[str, list[Fault]]:
    """The faults by the cell they are about."""
    found: dict[str, list[Fault]] = {}
    for one in faults:
        found.setdefault(one.place, []).append(one)
    return found
