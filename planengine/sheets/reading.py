"""A workbook that came back, as values: what it is for, its keys and its lines. Nothing is judged here but whether it
is one of ours and whole."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from planengine.annex.encodings import recognise
from planengine.core.evidence import shown_name
from planengine.errors import Refusal
from planengine.sheets.door import load, open_sheet
from planengine.sheets.layout import HIDDEN, unmarked
from planengine.usecases.sheet_rows import FORMAT, KEY, Cell, Head, Key, Line, Sheet, checksum, columns_of

MOST_LINES = 5_000
"""Rows of a table that are read; the largest agency of a plan has a few hundred."""


def read_workbook(path: Path, *, convert: bool) -> Sheet:
    """The sheet in that file; texts in an old encoding are turned into Unicode where `convert` is given, else named.

    Raises what `open_sheet` refuses, and Refusal of "sheet.not_ours", "sheet.format", "sheet.tampered",
    "sheet.no_table", "sheet.column_missing", "sheet.too_long".
    """
    name = shown_name(path.name)  # it is kept in the log where no letter came with it
    data = open_sheet(path)
    book = load(data, name, computed=False)
    head, keys = _hidden(book, name)
    page, row, columns = find_table(book, name, columns_of(head.kind))
    formulas = any(cell.data_type == "f" for cell in page._cells.values())
    computed = load(data, name, computed=True)[page.title] if formulas else page
    merged = _merged(page)
    lines: dict[int, dict[str, Cell]] = {}
    converted: list[str] = []
    for number, column, cell in _cells(page, row, columns):
        value = _value(computed._cells.get((cell.row, cell.column)), cell, merged)
        if value.legacy is not None and convert:
            converted.append(value.place)
            value = value._replace(value=value.meant, legacy=None)
        lines.setdefault(number, {})[column] = value
    if len(lines) > MOST_LINES:
        raise Refusal("sheet.too_long", file=name, limit=MOST_LINES)
    places = {column: page.cell(row, at).column_letter for column, at in columns.items()}
    whole = tuple(
        Line(number, {one: cells.get(one, Cell(f"{places[one]}{number}", None)) for one in columns})
        for number, cells in sorted(lines.items())
    )
    return Sheet(name, head, keys, tuple(line for line in whole if not line.is_blank), tuple(converted))


WIDE = 1 + len(Key._fields)
"""Columns of the hidden sheet."""


def _hidden(book: Any, name: str) -> tuple[Head, tuple[Key, ...]]:
    """What the hidden sheet says. Raises Refusal where there is none, or it is not whole."""
    hidden = next((page for page in book.worksheets if page.title == HIDDEN), None)
    if hidden is None:
        raise Refusal("sheet.not_ours", file=name)
    # The cells that the file has: walking the rectangle around them would make one for every blank place.
    rows: dict[int, list[Any]] = {}
    for (number, at), cell in sorted(hidden._cells.items()):
        if at <= WIDE and cell.value is not None:
            rows.setdefault(number, [""] * WIDE)[at - 1] = cell.value
    said = {str(row[0]): row[1] for row in rows.values() if row[0] != ""}
    if said.get("format") != FORMAT:
        raise Refusal("sheet.format", file=name, found=said.get("format", ""), known=FORMAT)
    try:
        head = Head(*(str(said[field]) for field in Head._fields))
        columns_of(head.kind)
        keys = tuple(
            Key(str(row[1]), int(row[2]), str(row[3]), str(row[4]), str(row[5]))
            for row in rows.values()
            if row[0] == ""
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Refusal("sheet.tampered", file=name) from error
    if said.get("checksum") != checksum(head, keys):
        raise Refusal("sheet.tampered", file=name)
    return head, keys


def find_table(book: Any, name: str, wanted: tuple[str, ...] = ()) -> tuple[Any, int, dict[str, int]]:
    """The page with the table, the row of its headings, and the place of every column, counted from 1.

    Columns may have been moved: they are known by the hidden row above the headings. Raises Refusal("sheet.no_table")
    and Refusal("sheet.column_missing").
    """
    for page in book.worksheets:
        found: dict[int, dict[str, int]] = {}
        for (row, at), cell in page._cells.items():
            column = unmarked(cell.value)
            if column is not None:
                found.setdefault(row, {})[column] = at
        for row, columns in found.items():
            if KEY in columns or len(columns) > 1:
                missing = tuple(one for one in wanted if one not in columns)
                if missing:
                    raise Refusal("sheet.column_missing", file=name, columns=missing)
                return page, row + 1, {one: columns[one] for one in wanted}
    raise Refusal("sheet.no_table", file=name)


def _cells(page: Any, header: int, columns: Mapping[str, int]) -> Iterator[tuple[int, str, Any]]:
    """Row, column and cell of everything that stands under the headings in one of our columns."""
    names = {at: column for column, at in columns.items()}
    for (row, at), cell in page._cells.items():
        if row > header and at in names and (cell.value is not None or type(cell).__name__ == "MergedCell"):
            yield row, names[at], cell


def _merged(page: Any) -> frozenset[tuple[int, int]]:
    """The places that are part of a merged range."""
    return frozenset(
        (row, column)
        for one in page.merged_cells.ranges
        for row in range(one.min_row, one.max_row + 1)
        for column in range(one.min_col, one.max_col + 1)
    )


def _value(computed: Any, cell: Any, merged: frozenset[tuple[int, int]]) -> Cell:
    place = str(cell.coordinate)
    if (cell.row, cell.column) in merged:
        return Cell(place, None, trouble="merged")
    value: Any = cell.value
    if cell.data_type == "f":
        value = None if computed is None else computed.value
        if value is None:
            return Cell(place, None, trouble="formula")
    if (
        isinstance(value, str)
        and value.startswith("#")
        and "e" in (cell.data_type, getattr(computed, "data_type", ""))
    ):
        return Cell(place, None, trouble="error")
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, bool | int | float | date):
        return Cell(place, value, is_percent="%" in str(cell.number_format))
    if not isinstance(value, str):
        return Cell(place, None if value is None else str(value))
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    old = recognise(text)
    if old is None:
        return Cell(place, text)
    return Cell(place, text, legacy=old.name, meant=old.text)
