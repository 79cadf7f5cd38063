"""A table as it stands on paper: rows of cells with their places, whichever program it comes from."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from planengine.annex.cells import CellValue, read_cell
from planengine.errors import Refusal


@dataclass(slots=True)
class Cell:
    """One cell. `across` is how many columns it covers; `carried` says that it is the lower part of a cell merged
    downwards, whose value it then repeats."""

    value: CellValue = None
    across: int = 1
    carried: bool = False

    @property
    def text(self) -> str:
        """What the cell says, without blanks around it; a date as people write it."""
        if self.value is None:
            return ""
        return self.value.strip() if isinstance(self.value, str) else self.value.strftime("%d/%m/%Y")


@dataclass(slots=True)
class Grid:
    """One sheet or table: `rows` maps a row number to its cells by column, both counted from 1; blank cells are left
    out. Of a table in a document `above` is the text before it, `width` the number of its columns, `origin` the table
    and row that each row comes from, and `place_words` how a place is told."""

    name: str
    is_sheet: bool
    rows: dict[int, dict[int, Cell]]
    above: tuple[str, ...] = ()
    width: int = 0
    origin: dict[int, tuple[int, int]] = field(default_factory=dict)
    place_words: str = ""
    empty: Cell = field(default_factory=Cell)

    def cell(self, row: int, column: int) -> Cell:
        """The cell there, a blank one where there is none."""
        return self.rows.get(row, {}).get(column, self.empty)

    def place(self, row: int, column: int) -> str:
        """How people name that cell: C12 on a sheet; table, row and column in a document."""
        if self.is_sheet:
            return f"{get_column_letter(column)}{row}"
        table, line = self.origin.get(row, (0, row))
        return self.place_words.format(table=table, row=line, column=column)

    def column_name(self, column: int) -> str:
        """How people name that column."""
        return get_column_letter(column) if self.is_sheet else str(column)

    def columns(self) -> list[int]:
        """The columns that hold anything."""
        return sorted({column for row in self.rows.values() for column in row})

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self.rows))


def sheets(data: io.BytesIO, name: str) -> list[Grid]:
    """The sheets of a workbook that passed the door. Formulas give the values that were last computed. Raises
    Refusal("annex.not_office") where the library cannot read it."""
    try:
        with warnings.catch_warnings():
            # What the library cannot keep (rules for input, pictures) is nothing that is read here.
            warnings.simplefilter("ignore")
            book = load_workbook(data, data_only=True)
        return [_sheet(page) for page in book.worksheets]
    except Exception as error:  # the library raises whatever its parsers raise on a damaged file
        raise Refusal("annex.not_office", file=name) from error


def _sheet(page: object) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    # The cells that the file has: walking the rectangle around them would make one for every blank place.
    for (row, column), cell in page._cells.items():  # type: ignore[attr-defined]
        value = read_cell(cell.value, cell.number_format)
        if value is not None:
            rows.setdefault(row, {})[column] = Cell(value)
    for merged in page.merged_cells.ranges:  # type: ignore[attr-defined]
        first = rows.get(merged.min_row, {}).get(merged.min_col)
        if first is None:
            continue
        first.across = merged.max_col - merged.min_col + 1
        for row in range(merged.min_row + 1, merged.max_row + 1):
            rows.setdefault(row, {})[merged.min_col] = Cell(first.value, first.across, carried=True)
    return Grid(page.title, True, rows)  # type: ignore[attr-defined]
