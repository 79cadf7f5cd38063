"""What was said about a table on the command line: which sheet, which columns; and the pages that go on with it."""

from __future__ import annotations

from dataclasses import replace

from openpyxl.utils import column_index_from_string

from planengine.annex.folding import fold
from planengine.annex.grid import Cell, Grid
from planengine.annex.headings import HEADINGS, Found, find_table, is_repeated
from planengine.errors import NotFound, UsageRefusal

NOWHERE = "-"
ALIASES = {"due": "when", "who": "lead"}


def narrow(grids: list[Grid], sheet: str | None, table: int | None) -> list[Grid]:
    """The grids to look at: the sheet of that name, or the table of that number, counted from 1; all of them where
    neither is given. Raises NotFound("annex.no_sheet") and NotFound("annex.no_such_table")."""
    if sheet is not None:
        chosen = [grid for grid in grids if fold(grid.name) == fold(sheet)]
        if not chosen:
            raise NotFound("annex.no_sheet", sheet=sheet, sheets=tuple(grid.name for grid in grids))
        return chosen
    if table is not None:
        if not 1 <= table <= len(grids):
            raise NotFound("annex.no_such_table", table=table, count=len(grids))
        return [grids[table - 1]]
    return grids


def choose_columns(found: Found, wishes: tuple[tuple[str, str], ...]) -> Found:
    """The columns as guessed, corrected by what was wished: a column by its letter or number, by its heading, or `-`
    for none. Raises UsageRefusal("annex.unknown_column_name") and UsageRefusal("annex.no_such_column")."""
    columns = dict(found.columns)
    for wished, where in wishes:
        name = ALIASES.get(wished, wished)
        if name not in HEADINGS:
            raise UsageRefusal("annex.unknown_column_name", name=wished, names=tuple(HEADINGS))
        columns.pop(name, None)
        if where == NOWHERE:
            continue
        column = _column(found, where)
        columns = {one: at for one, at in columns.items() if at != column}
        columns[name] = column
    return replace(found, columns=columns)


def _column(found: Found, where: str) -> int:
    grid = found.grid
    present = {*grid.columns(), *found.headings}
    if where.isascii() and where.isdigit() and int(where) in present:
        return int(where)
    if grid.is_sheet and where.isascii() and where.isalpha() and len(where) <= 2:
        column = int(column_index_from_string(where.upper()))
        if column in present:
            return column
    for is_it in (str.__eq__, str.__contains__):
        likely = [column for column, text in found.headings.items() if is_it(fold(text), fold(where))]
        if len(likely) == 1:
            return likely[0]
    raise UsageRefusal("annex.no_such_column", column=where, columns=numbers_and_headings(found))


def numbers_and_headings(found: Found) -> tuple[str, ...]:
    """The columns of a table, to choose from."""
    return tuple(
        f"{found.grid.column_name(column)} {' '.join(text.split())}".strip()
        for column, text in sorted(found.headings.items())
    )


def others_like(found: Found, grids: list[Grid]) -> list[Grid]:
    """The other grids that look like tables of tasks too: with a column of titles and one of bodies."""
    likely = (find_table([grid]) for grid in grids if grid is not found.grid)
    return [one.grid for one in likely if one is not None and {"title", "lead"} <= one.columns.keys()]


def join_pages(found: Found, grids: list[Grid]) -> Found:
    """The table with those of the tables after it that are its next pages: the header again, or as many columns without
    one. Sheets stay apart."""
    grid = found.grid
    if grid.is_sheet:
        return found
    rows, origin = dict(grid.rows), dict(grid.origin)
    for later in grids[grids.index(grid) + 1 :]:
        first = next(iter(later), None)
        if first is None:
            continue
        has_header = find_table([later]) is not None
        again = is_repeated(found, later, first)
        if not again and (has_header or later.above or later.width != grid.width):
            break
        offset = max(rows)
        if later.above and again:
            # Words between two tables of one kind are the title of what follows.
            offset += 1
            title = Cell(later.above[-1], across=max(2, len(found.headings)))
            rows[offset] = {found.columns.get("title", 1): title}
            origin[offset] = later.origin[first]
        for row in later:
            rows[offset + row] = later.rows[row]
            origin[offset + row] = later.origin[row]
    return replace(found, grid=replace(grid, rows=rows, origin=origin))
