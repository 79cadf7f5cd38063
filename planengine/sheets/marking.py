"""The copy of a sheet that goes back to its agency: every faulty cell coloured, with what is wrong as its comment."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from copy import copy
from pathlib import Path
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from planengine.annex.exporting import without_times
from planengine.messages import Words
from planengine.sheets import looks
from planengine.sheets.door import load, open_sheet
from planengine.sheets.reading import find_table
from planengine.usecases.read_sheet import places
from planengine.usecases.sheet_rows import Fault

AUTHOR = "planengine"
WIDTH, LINE, LETTERS = 320, 18, 46


def mark_faults(path: Path, faults: Iterable[Fault], say: Words) -> bytes:
    """The workbook at that path with a comment in each faulty cell; marks of an earlier return are taken off first."""
    book = load(open_sheet(path), path.name, computed=False)
    page, _, _ = find_table(book, path.name)
    _clean(page)
    for place, found in places(faults).items():
        _mark(page, place, "\n".join(say(one.code, **shown(one.params)) for one in found))
    out = io.BytesIO()
    book.save(out)
    return without_times(out.getvalue())


def shown(params: Mapping[str, object]) -> dict[str, object]:
    """Params without what would steer a screen, as another hand may have put it into a cell."""
    return {
        name: ascii(one) if isinstance(one, str) and not one.replace("\n", "").isprintable() else one
        for name, one in params.items()
    }


def _mark(page: Any, place: str, text: str) -> None:
    cell = _first(page, place)
    fill = copy(cell.fill)
    comment = Comment(text, AUTHOR)
    lines = sum(-(-len(line) // LETTERS) or 1 for line in text.split("\n"))
    comment.width, comment.height = WIDTH, LINE * (lines + 1)
    cell.comment = comment
    if fill.fgColor.rgb != looks.FAULT_FILL.fgColor.rgb:
        cell.fill = looks.FAULT_FILL


def _first(page: Any, place: str) -> Any:
    """The cell there; of a merged range the one that shows."""
    cell = page[place]
    for merged in page.merged_cells.ranges:
        if place in merged:
            return page.cell(merged.min_row, merged.min_col)
    return cell


def _clean(page: Any) -> None:
    for cell in list(page._cells.values()):
        if getattr(cell, "comment", None) is not None and cell.comment.author == AUTHOR:
            cell.comment = None
        if cell.has_style and cell.fill.fgColor.rgb == looks.FAULT_FILL.fgColor.rgb:
            cell.fill = PatternFill() if cell.protection.locked else copy(looks.ANSWER_FILL)
