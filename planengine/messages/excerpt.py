"""A finding as a good compiler shows it: where, what, the line itself with a caret, what would be right.

Works on graphemes and display widths, so that the caret stands under the letter that is meant, whether the file spells
"ệ" as one code point or as three.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping

from planengine.core.problems import Finding, Place

Fill = Callable[[str, Mapping[str, object]], str]
"""The sentence of a key, filled with params; KeyError where there is none."""

Lines = Mapping[str, list[str]]
"""The lines of every file, by the name that is shown in places."""

WINDOW = 100
TAB = 4

MANY_PLACES, LAST_PLACES = 10, 3
"""Of the related places of a finding so many are shown at the beginning and at the end."""

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "place": "\x1b[1m", "caret": "\x1b[1;32m"}
_PLAIN = "\x1b[0m"


def excerpt(finding: Finding, lines: Lines, fill: Fill, *, colour: bool = False, window: int = WINDOW) -> str:
    """The finding in several lines, without a line end at its end. `window` is the number of columns of the source
    line that are shown; a longer one is cut round the caret."""
    place = finding.place
    severity = fill(f"PE.{finding.severity}", {})
    head = f"{place.file}:{place.line}:{place.column}:"
    said = _sentence(f"{finding.code}.title", finding.params, fill)
    shown = [
        f"{_paint(head, 'place', colour)} {_paint(f'{severity} {finding.code}:', finding.severity, colour)} {said}",
        *_source(place, lines, window, colour),
    ]
    shown += [f"  = {line}" for line in advice(finding, fill)]
    left_out = range(MANY_PLACES, len(finding.related) - LAST_PLACES)
    for at, related in enumerate(finding.related):
        if at in left_out:
            if at == left_out[0]:
                shown.append(f"  = {fill('PE.more_places', _span(finding, left_out))}")
            continue
        where = f"{related.file}:{related.line}:{related.column}"
        shown.append(f"  = {fill('PE.related', {'place': where, 'why': label(finding, at, fill)})}")
        shown += _source(related, lines, window, colour)
    return "\n".join(shown)


def label(finding: Finding, at: int, fill: Fill) -> str:
    """Why the related place of that number (from 0) is shown."""
    name = finding.labels[at] if at < len(finding.labels) else ""
    params = {**finding.params, **(finding.steps[at] if at < len(finding.steps) else {})}
    keys = (f"{finding.code}.at.{name}", f"PE.at.{name}") if name else (f"{finding.code}.at",)
    for key in keys:
        try:
            return _sentence(key, params, fill)
        except KeyError:
            continue
    return fill("PE.see", {})


def _span(finding: Finding, left_out: range) -> dict[str, object]:
    lines = [finding.related[at].line for at in left_out]
    return {"count": len(lines), "first": min(lines), "last": max(lines)}


def sentence(finding: Finding, fill: Fill) -> str:
    """What is wrong, in one sentence."""
    return _sentence(f"{finding.code}.title", finding.params, fill)


def advice(finding: Finding, fill: Fill) -> list[str]:
    """What would be right: the word that was probably meant, and what to do."""
    said = []
    if "guess" in finding.params:
        said.append(fill("PE.guess", finding.params))
    said.append(_sentence(f"{finding.code}.help", finding.params, fill))
    return said


def _sentence(key: str, params: Mapping[str, object], fill: Fill) -> str:
    return _on_one_line(fill(key, params))


def _on_one_line(text: str) -> str:
    """Text from the file, as part of a sentence, keeps its line breaks to itself."""
    return text.replace("\n", " ").replace("\t", " ")


def _paint(text: str, what: str, colour: bool) -> str:
    return f"{_COLOURS[what]}{text}{_PLAIN}" if colour else text


def _source(place: Place, lines: Lines, window: int, colour: bool) -> list[str]:
    """The line of that place with its number, and the caret under it; nothing where the file has no such line."""
    known = lines.get(place.file)
    if known is None or not 0 < place.line <= len(known):
        return []
    line = known[place.line - 1]
    text, caret, width = _cut(line, place.column - 1, place.width, window)
    number = str(place.line)
    blank = " " * len(number)
    carets = _paint("^" * width, "caret", colour)
    return [f" {number} | {text}".rstrip(), f" {blank} | {' ' * caret}{carets}"]


def passage(
    numbered: Iterable[tuple[int, str]], places: Iterable[Place] = (), window: int = WINDOW
) -> list[str]:
    """Some lines of one file with their numbers, a caret line under each that holds one of `places`, and "…" where
    lines between them were left out."""
    numbered = list(numbered)
    carets: dict[int, Place] = {}
    for place in places:
        carets.setdefault(place.line, place)
    size = max((len(str(number)) for number, _ in numbered), default=1)
    shown: list[str] = []
    last = None
    for number, line in numbered:
        if last is not None and number != last + 1:
            shown.append(f" {'…'.rjust(size)} |")
        last = number
        place = carets.get(number, Place("", number, 1))
        text, caret, width = _cut(line, place.column - 1, place.width, window)
        shown.append(f" {number:>{size}} | {text}".rstrip())
        if number in carets:
            shown.append(f" {' ' * size} | {' ' * caret}{'^' * width}")
    return shown


def _cut(line: str, column: int, width: int, window: int) -> tuple[str, int, int]:
    """The part of the line that is shown, the display column of the caret in it, and the caret's width."""
    graphemes = list(_graphemes(line))
    first = _grapheme_at(graphemes, column)
    last = max(_grapheme_at(graphemes, column + max(width, 1) - 1), first)
    cells = [_shown(grapheme) for _, grapheme in graphemes]
    widths = [display_width(cell) for cell in cells]
    before = sum(widths[:first])
    caret = max(sum(widths[first : last + 1]), 1)
    if before + sum(widths[first:]) <= window:
        return "".join(cells), before, caret
    # Room for a third of the window before the caret; what is left out on either side is marked.
    start = first
    room = window // 3
    while start > 0 and widths[start - 1] <= room:
        start -= 1
        room -= widths[start]
    end, used = start, 0
    while end < len(cells) and used + widths[end] <= window:
        used += widths[end]
        end += 1
    left = "…" if start > 0 else ""
    right = "…" if end < len(cells) else ""
    caret_at = len(left) + sum(widths[start:first])
    return (
        f"{left}{''.join(cells[start:end])}{right}",
        caret_at,
        max(min(caret, used + len(left) - caret_at), 1),
    )


def _graphemes(line: str) -> Iterable[tuple[int, str]]:
    """The letters of the line as a reader counts them, each with the column where it starts."""
    start = 0
    for at in range(1, len(line) + 1):
        if at == len(line) or not _extends(line[at]):
            yield start, line[start:at]
            start = at


def _extends(char: str) -> bool:
    return not char.isascii() and (
        bool(unicodedata.combining(char)) or unicodedata.category(char) in ("Mn", "Me")
    )


def _grapheme_at(graphemes: list[tuple[int, str]], column: int) -> int:
    """The index of the grapheme that holds that column; one past the last for the end of the line."""
    from bisect import bisect_right

    if graphemes and column >= graphemes[-1][0] + len(graphemes[-1][1]):
        return len(graphemes)
    return max(bisect_right(graphemes, column, key=lambda one: one[0]) - 1, 0)


def _shown(grapheme: str) -> str:
    if grapheme == "\t":
        return " " * TAB
    return unicodedata.normalize("NFC", grapheme)


def display_width(text: str) -> int:
    """How many cells of a terminal the text takes: marks none, wide letters two, everything else one."""
    if text.isascii():
        return len(text)
    width = 0
    for char in text:
        if unicodedata.category(char) in ("Mn", "Me", "Cf"):
            continue
        width += 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
    return width
