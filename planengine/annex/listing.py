"""A plain list that somebody made in a spreadsheet: a row of headings, and below it one thing a row; CSV or XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unicodedata import normalize

from planengine.annex.folding import fold
from planengine.annex.grid import sheets
from planengine.annex.office import MAX_FILE, open_office_file
from planengine.errors import NotFound, UsageRefusal

Row = tuple[int, dict[str, str]]
"""The number of a row, as the program that made it counts, and its cells by column; a blank one is empty text."""


def read_listing(
    path: str,
    columns: Sequence[str],
    needed: Sequence[str],
    names: Mapping[str, str] | None = None,
) -> tuple[Row, ...]:
    """The rows of the list under its headings, rows without any text left out.

    A heading is one of `columns`, or one of `names` (as people call it → column); others are not read. Raises
    NotFound("annex.no_file"), UsageRefusal("listing.unreadable"), and UsageRefusal("listing.columns") where a needed
    column is not there.
    """
    lines = list(_lines(path))
    called = {fold(name): column for name, column in (names or {}).items()} | {
        fold(one): one for one in columns
    }
    place: dict[str, int] = {}
    if lines:
        for at, heading in enumerate(lines[0][1]):
            column = called.get(fold(heading))
            if column is not None:
                place.setdefault(column, at)
    lacking = tuple(one for one in needed if one not in place)
    if lacking:
        raise UsageRefusal("listing.columns", file=path, lacking=lacking, columns=tuple(columns))
    found = []
    for number, cells in lines[1:]:
        if any(cells):
            row = {one: cells[at] if at < len(cells) else "" for one, at in place.items()}
            found.append((number, {one: row.get(one, "") for one in columns}))
    return tuple(found)


def _lines(path: str) -> Iterator[tuple[int, list[str]]]:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise NotFound("annex.no_file", file=path) from error
    except OSError as error:
        raise UsageRefusal("listing.unreadable", file=path) from error
    if len(data) > MAX_FILE:
        raise UsageRefusal("listing.unreadable", file=path)
    if data[:2] == b"PK":
        kind, book = open_office_file(Path(path))
        if kind != "xlsx":
            raise UsageRefusal("listing.unreadable", file=path)
        yield from _of_workbook(book, path)
        return
    try:
        text = data.decode("utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), 1):
            yield number, [_clean(one) for one in cells]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageRefusal("listing.unreadable", file=path) from error


def _of_workbook(book: io.BytesIO, path: str) -> Iterator[tuple[int, list[str]]]:
    pages = sheets(book, path)
    grid = pages[0] if pages else None
    if grid is None or not grid.rows:
        return
    width = max(grid.columns())
    for row in grid:
        yield row, [_clean(grid.cell(row, column).text) for column in range(1, width + 1)]


def _clean(text: str) -> str:
    return " ".join(normalize("NFC", text).split())
