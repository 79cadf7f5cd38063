"""What the writer of a plan most likely did where the parser stopped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.error import MarkedYAMLError

from planengine.core.problems import Place
from planengine.planfile.text import HARD_SPACES, SourceFile

SYNTAX = "PE007"
COLON_IN_TEXT = "PE008"
BAD_START = "PE009"
UNCLOSED = "PE010"
TAB_INDENT = "PE011"
NO_COLON = "PE026"
INDENTED_OTHERWISE = "PE027"
AFTER_CLOSING = "PE028"
HARD_SPACE = "PE029"
DASH_MISSING = "PE068"
NOT_A_DASH = "PE069"

CLOSING = ('"', "'", "]", "}")

LINES_BACK = 10
"""How far to look back for a cause where the parser does not say in what it stopped."""

_HARD = re.compile(rf"[ -]*(?:[\w.\"\']+:)?[{HARD_SPACES}]")
_HARD_AT_KEY = re.compile(rf"[ -]*(?:[{HARD_SPACES}](?=[{HARD_SPACES} -]*\w+:(?: |$))|\w+:[{HARD_SPACES}])")
_ENTRY_KEY = re.compile(r" *(?:- +)?(\w+):(?: |$)")
_KEY = re.compile(r" *(\w+):(?: |$)")
_ENTRY = re.compile(r" *- ")
# A list entry with the dash of a word processor, a bullet, or a dash without its blank; before a key, or anywhere.
_NOT_A_DASH = r" *(-(?=[^ -])|[\u2010-\u2015\u2212\u2022\u00b7*+])[ \t]*(?=\S)"
_DASHED = re.compile(_NOT_A_DASH)
_DASHED_KEY = re.compile(_NOT_A_DASH + r"\w+:(?: |$)")


@dataclass(frozen=True, slots=True)
class Stopped:
    """The fault at which reading a file ended. `swallowed`: the text read last took in the key that should have
    followed, and is not what was written."""

    code: str
    place: Place
    params: dict[str, object]
    related: tuple[Place, ...] = ()
    swallowed: bool = False
    labels: tuple[str, ...] = ()


def stopped(source: SourceFile, error: MarkedYAMLError) -> Stopped:
    """The parser's complaint, told by what a writer of plans most often did; its own words only when unknown."""
    problem = error.problem or ""
    at = error.problem_mark or error.context_mark
    line, column = (at.line, at.column) if at is not None else (0, 0)
    opened = error.context_mark
    colon = "mapping values are not allowed" in problem
    known = _hard_space(source, line, opened.line if opened is not None else line - LINES_BACK)
    known = known or _not_a_dash(source, line, anywhere="expected '-' indicator" in problem)
    if known is not None:
        return Stopped(*known, swallowed=colon)
    if colon:
        joined = _deeper(source, line, column, swallowed=True)
        place = source.place(line, column)
        return Stopped(COLON_IN_TEXT, place, {}, swallowed=True) if joined is None else joined
    in_block = "a block" in (error.context or "") or "<document start>" in problem
    deeper = _deeper(source, line, column, swallowed=False) if in_block else None
    if deeper is not None:
        return deeper
    missing = _dash_before(source, line, column) if in_block else None
    if missing is not None:
        return missing
    char = source.normal_line(line)[column : column + 1]
    related: tuple[Place, ...] = ()
    params: dict[str, object] = {}
    width = 1
    before = source.normal_line(line)[:column].rstrip()
    if "tab character" in problem:
        code = TAB_INDENT
        column = max(source.normal_line(line).find("\t"), 0)
    elif "cannot start any token" in problem:
        code, params = (TAB_INDENT, {}) if char == "\t" else (BAD_START, {"char": char})
    elif opened is not None and (
        "end of stream" in problem or "',' or ']'" in problem or "',' or '}'" in problem
    ):
        code = UNCLOSED
        related = (source.place(line, column),)
        line, column = opened.line, opened.column
    elif opened is not None and "could not find expected ':'" in problem:
        code = NO_COLON
        line, column = opened.line, opened.column
        width = len(source.normal_line(line).rstrip()) - column
    elif in_block and before.endswith(CLOSING):
        code, params = AFTER_CLOSING, {"char": before[-1]}
    elif in_block and line > 0 and not before and _another_column(source, line, column, opened):
        code = INDENTED_OTHERWISE
        related = (source.place(opened.line, opened.column),) if opened is not None else ()
        again = _KEY.match(source.normal_line(line))
        first = _ENTRY_KEY.match(source.normal_line(opened.line)) if opened is not None else None
        if opened is not None and opened.column == column and again and first and again[1] == first[1]:
            code, width = DASH_MISSING, len(again[1])
            params = {"key": again[1], "guess": f"- {source.normal_line(line).strip()[:80]}"}
            related = (source.place(opened.line, first.start(1), width),)
    else:
        code, params = SYNTAX, {"detail": problem}
    return Stopped(code, source.place(line, column, width), params, related)


def _another_column(source: SourceFile, line: int, column: int, opened: Any) -> bool:
    """Whether the line begins in a column of nothing around it, or in one of keys with a dash, of dashes with a key."""
    if opened is None or opened.column != column:
        return True
    here, there = (_ENTRY.match(source.normal_line(one)) for one in (line, opened.line))
    if here:
        return True
    return (
        there is not None and there.end() - 2 == column and _KEY.match(source.normal_line(line)) is not None
    )


def _deeper(source: SourceFile, line: int, column: int, swallowed: bool) -> Stopped | None:
    """The fault of a key that stands deeper than the one above it, which has a value of its own; or, where the line
    after stands as deep, of the dash above, which does not. None when the colon stands in a text."""
    key = _KEY.match(source.normal_line(line))
    if key is None or column not in key.span(1):
        return None
    depth = key.start(1)
    above = next((one for one in range(line - 1, -1, -1) if source.normal_line(one).strip()), line)
    entry, after = _ENTRY_KEY.match(source.normal_line(above)), _KEY.match(source.normal_line(line + 1))
    if entry is None or entry.start(1) >= depth:
        return None
    if (missing := _first_dash(source, above, line + 1)) is not None:
        return missing
    here = source.place(line, depth, len(key[1]))
    dash = source.normal_line(above).find("-", 0, entry.start(1))
    if dash >= 0 and after is not None and after.start(1) == depth:
        at, beside = source.place(above, dash), here
    else:
        at, beside = here, source.place(above, entry.start(1), len(entry[1]))
    return Stopped(INDENTED_OTHERWISE, at, {}, (beside,), swallowed, ("beside",))


def _dash_before(source: SourceFile, line: int, column: int) -> Stopped | None:
    """The fault of a list whose first entry has no dash, found at the dash of its second in that line and column."""
    if not _ENTRY.match(source.normal_line(line)):
        return None
    first = line
    for at in range(line - 1, -1, -1):
        text = source.normal_line(at)
        if text.strip():
            if len(text) - len(text.lstrip(" ")) <= column:
                break
            first = at
    return _first_dash(source, first, line)


def _first_dash(source: SourceFile, first: int, line: int) -> Stopped | None:
    """The fault of the key in the `first` line, if an entry of a list that begins with that key comes in that line or
    next, no deeper than it, and what is between stands deeper than its dash."""
    key = _KEY.match(source.normal_line(first))
    if key is None:
        return None
    for at in range(line, min(line + LINES_BACK, len(source.starts))):
        text = source.normal_line(at)
        depth = len(text) - len(text.lstrip(" "))
        if _ENTRY.match(text) and depth <= key.start(1):
            other = _ENTRY_KEY.match(text)
            if other is None or other[1] != key[1]:
                return None
            place = source.place(first, key.start(1), len(key[1]))
            params: dict[str, object] = {
                "key": key[1],
                "guess": f"- {source.normal_line(first).strip()[:80]}",
            }
            related = (source.place(at, other.start(1), len(key[1])),)
            return Stopped(DASH_MISSING, place, params, related, swallowed=True, labels=("beside",))
        if text.strip() and depth <= key.start(1) - 2:
            return None
    return None


Known = tuple[str, Place, dict[str, object]]


def _hard_space(source: SourceFile, line: int, first: int) -> Known | None:
    """Where, from the line back to the `first`, a blank that separates nothing stands in the place of one that does: at
    a key, or after its colon."""
    for at in range(line, max(min(first, line - 1), 0) - 1, -1):
        pattern = _HARD if at >= line - 1 or at == first else _HARD_AT_KEY
        found = pattern.match(source.normal_line(at))
        if found is not None:
            params: dict[str, object] = {"character": f"U+{ord(found[0][-1]):04X}"}
            return HARD_SPACE, source.place(at, found.end() - 1), params
    return None


def _not_a_dash(source: SourceFile, line: int, anywhere: bool) -> Known | None:
    """Where this line or the one above begins an entry of a list with something that is no dash with a blank."""
    for at in (line, line - 1):
        text = source.normal_line(at) if at >= 0 else ""
        found = _DASHED_KEY.match(text) or (_DASHED.match(text) if anywhere and at == line else None)
        if found is not None:
            written = _DASHED.match(text)
            rest = text[written.end() :].strip() if written is not None else ""
            params: dict[str, object] = {"dash": found[1], "guess": f"- {rest[:80]}"}
            return NOT_A_DASH, source.place(at, found.start(1)), params
    return None
