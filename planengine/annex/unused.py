"""Columns that nobody reads, where they may be the due dates that were not found."""

from __future__ import annotations

from planengine.annex.deadlines import read_deadline
from planengine.annex.headings import Found
from planengine.annex.remarks import Remark

ROWS_READ = 200


def unused_columns(found: Found, *, is_wished: bool) -> tuple[Remark, ...]:
    """What to tell of the columns left: those of dates, or all of them where there is no due column. Nothing asks for a
    look where it was said which column holds the due dates, or that none does (`is_wished`)."""
    unused = [
        column for column in found.headings if column not in found.columns.values() and _holds(found, column)
    ]
    dated = [column for column in unused if _holds(found, column, dates=True)]
    is_missing = "when" not in found.columns and not is_wished
    told = [
        Remark("dates_unused", name, "look" if is_missing else "shown", {"heading": _heading(found, column)})
        for column in dated
        for name in [found.grid.column_name(column)]
    ]
    if is_missing and unused and not dated:
        shown = tuple(f"{found.grid.column_name(column)} {_heading(found, column)}" for column in unused)
        told.append(Remark("no_due_column", "", params={"columns": shown}))
    return tuple(told)


def _heading(found: Found, column: int) -> str:
    return " ".join(found.headings[column].split())


def _holds(found: Found, column: int, *, dates: bool = False) -> bool:
    """Whether the column holds anything below its heading; with `dates`, whether most of it are days."""
    rows = [row for row in found.grid if row > found.last][:ROWS_READ]
    cells = [cell for row in rows if (cell := found.grid.cell(row, column)).text]
    if not dates:
        return bool(cells)
    days = sum("due" in read_deadline(cell.value).keys for cell in cells)
    return days * 2 > len(cells)
