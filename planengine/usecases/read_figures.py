"""From the rows of a sheet that asked for figures to what an agency says of targets, or to what is wrong with a cell.

A figure that stood there when the sheet went out and still stands there says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from planengine.core.target_value import MOST_DECIMALS, Figure, read_figure
from planengine.errors import Refusal
from planengine.usecases.read_sheet import LONGEST_DOCUMENT, Cells, left_out, match_lines
from planengine.usecases.sheet_cells import Misread
from planengine.usecases.sheet_rows import ASKED, TARGETS, Cell, Fault, Key, Line, Sheet


class SaidFigure(NamedTuple):
    """What an agency says of one target in one period: the figure, the document that gives it, and a note."""

    key: Key
    line: Line
    figure: Figure
    document: str | None = None
    note: str | None = None

    @property
    def content(self) -> tuple[object, ...]:
        """All that is said, whatever row it stands in."""
        return (self.figure.value, self.figure.unit, self.document, self.note)


class ReadFigures(NamedTuple):
    """A sheet that was read: what is said, what is wrong, and how many of its keys have no row any more."""

    said: tuple[SaidFigure, ...]
    faults: tuple[Fault, ...]
    left_out: int


def read_figures(sheet: Sheet, units: Mapping[str, str | None]) -> ReadFigures:
    """What the rows of a sheet say, in their order; `units` are those of the goals, by uid of the target, None where
    the goal has no figure. Of a target that is not among them the unit is not looked at."""
    lines, faults = match_lines(sheet)
    said: list[SaidFigure] = []
    for line, key in lines:
        one = _Reading(line, key, units)
        faults += one.faults
        if one.said is not None:
            said.append(one.said)
    return ReadFigures(tuple(said), tuple(faults), left_out(sheet, lines, faults))


def target_of(key: Key) -> str:
    """The uid of the target that a row is about."""
    return key.uid.partition("/")[0]


class _Reading(Cells):
    """One row about a target in a period."""

    def __init__(self, line: Line, key: Key, units: Mapping[str, str | None]) -> None:
        super().__init__(line)
        self.check_locked(("period", key.due))
        unit = units.get(target_of(key)) or ""
        if target_of(key) in units:
            self.check_locked(("unit", unit))
        self.said: SaidFigure | None = None
        if all(line.cells[name].is_blank for name in ASKED[TARGETS]) and not key.state:
            return
        figure, document, note = (
            self._figure(key, unit),
            self.words("document", LONGEST_DOCUMENT),
            self.words("note"),
        )
        if line.cells["value"].is_blank:
            code = "value_removed" if key.state else "value_missing"
            self._fault("value", code, was=key.state)
        if self.faults or figure is None:
            return
        if _stands(line.cells["value"], figure, key) and note is None:
            if document is not None:
                self._fault("document", "document_alone")
            return
        self.said = SaidFigure(key, line, figure, document, note)

    def _figure(self, key: Key, unit: str) -> Figure | None:
        cell = self.usable("value")
        if cell is None:
            return None
        if cell.text == key.state:
            return _filled_in(key)
        read = read_value(cell, unit)
        if isinstance(read, Misread):
            self._fault("value", read.code, **read.params)
            return None
        return read


def _filled_in(key: Key) -> Figure:
    """The figure as it went out: decimal text, with its unit where the goal has none."""
    value, _, unit = key.state.partition(" ")
    return Figure(value.replace(",", "."), unit)


def _stands(cell: Cell, figure: Figure, key: Key) -> bool:
    """Whether the cell still says what was filled in."""
    if not key.state:
        return False
    filled = _filled_in(key)
    return cell.text == key.state or (figure.value == filled.value and figure.unit in ("", filled.unit))


def read_value(cell: Cell, unit: str) -> Figure | Misread:
    """The figure in a cell: a number, 0.52 that is shown as a percentage, or text that means one thing only.

    `unit` is that of the goal. A fraction of a percentage, which could have been meant as a share, is told; so is what
    has more decimals than a figure may have, a day, and text that can be read in two ways.
    """
    value = cell.value
    if isinstance(value, date):
        return Misread("value_date", {"day": value})
    if isinstance(value, bool):
        return Misread("value_unreadable", {"given": cell.text[:40]})
    if isinstance(value, int | float):
        return _number(value, unit, is_percent=cell.is_percent)
    try:
        read = read_figure(cell.text)
    except Refusal as refusal:
        code = {"target.figure": "value_unreadable", "target.ambiguous": "value_ambiguous"}
        return Misread(code.get(refusal.code, "value_huge"), refusal.params)
    if read.unit and not (read.unit[0].isalpha() or read.unit[0] in "%\u2030"):
        return Misread(
            "value_unreadable", {"given": cell.text[:40]}
        )  # "50-60" is no figure of the unit "-60"
    if not read.unit and _is_doubtful(Decimal(read.value), unit):
        return _doubt(Decimal(read.value), cell.text)
    return read


def _number(value: float, unit: str, *, is_percent: bool) -> Figure | Misread:
    """A number as spreadsheets keep it, of which fifteen digits are meant."""
    if not math.isfinite(value) or abs(value) >= 1e15:
        return Misread("value_unreadable", {"given": f"{value:g}"[:40]})
    number = Decimal(f"{value * 100 if is_percent else value:.15g}")
    text = _plain(number)
    if not is_percent and _is_doubtful(number, unit):
        return _doubt(number, text)
    if len(text.partition(".")[2]) > MOST_DECIMALS:
        rounded = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return Misread("value_decimals", {"given": text, "most": MOST_DECIMALS, "rounded": _plain(rounded)})
    return Figure(text, "%" if is_percent else "")


def _is_doubtful(number: Decimal, unit: str) -> bool:
    return unit.startswith("%") and 0 < abs(number) < 1


def _doubt(number: Decimal, text: str) -> Misread:
    return Misread("value_fraction", {"text": text[:40], "percent": _plain(number * 100)})


def _plain(number: Decimal) -> str:
    """Decimal text without needless zeros and without an exponent."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text
