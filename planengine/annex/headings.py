"""Finding the table and its columns: headings as offices write them, compared without case and marks of tone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from planengine.annex.folding import fold
from planengine.annex.grid import Grid

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("tt", "stt", "so tt", "so thu tu", "no"),
    "title": (
        "noi dung nhiem vu", "noi dung cong viec", "noi dung thuc hien", "noi dung", "ten nhiem vu", "nhiem vu",
        "nhiem vu giai phap", "ten cong viec", "cong viec", "dau viec", "hoat dong", "danh muc nhiem vu",
        "ten van ban", "ten de an", "task", "tasks",
    ),
    "lead": (
        "co quan chu tri", "don vi chu tri", "co quan don vi chu tri", "co quan chu tri thuc hien", "chu tri",
        "don vi chu tri thuc hien", "co quan thuc hien", "don vi thuc hien", "co quan don vi thuc hien",
        "co quan tham muu", "don vi tham muu", "co quan phu trach", "don vi phu trach", "bo phan thuc hien",
        "trach nhiem thuc hien", "phan cong thuc hien", "lead agency", "lead",
    ),
    "support": (
        "co quan phoi hop", "don vi phoi hop", "co quan don vi phoi hop", "phoi hop", "phoi hop thuc hien",
        "supporting agencies", "support",
    ),
    "when": (
        "thoi han hoan thanh", "thoi gian hoan thanh", "thoi gian thuc hien", "thoi han thuc hien", "thoi han",
        "thoi gian", "thoi gian trinh", "thoi han trinh", "thoi gian ban hanh", "tien do thuc hien", "tien do",
        "han hoan thanh", "moc thoi gian", "deadline", "due",
    ),
    "starts": ("thoi gian bat dau", "ngay bat dau", "bat dau", "starts"),
    "output": (
        "ket qua san pham", "san pham ket qua", "san pham du kien", "san pham hoan thanh", "san pham dau ra",
        "san pham", "ket qua dau ra", "ket qua dat duoc", "ket qua", "result product", "output",
    ),
    "leader": (
        "lanh dao phu trach", "lanh dao chi dao", "lanh dao ubnd phu trach", "dong chi phu trach",
        "leader in charge",
    ),
    "ref": ("can cu", "can cu phap ly", "co so phap ly", "reference"),
    "notes": ("ghi chu", "notes", "note"),
}  # fmt: skip

WORDS_OF_A_HEADING = 14
"""A longer cell is no heading, whatever words it holds."""

ROWS_LOOKED_AT = 60

_EXACT, _OPENING, _INSIDE = 4, 3, 2
_CARRIES_MEANING = 3
"""Letters below which a heading must be the whole cell: `no` and `tt` stand inside other words."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a table of tasks begins: the first and last row of its header, each column it recognised by name, and the
    headings of all its columns."""

    grid: Grid
    first: int
    last: int
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    score: int


def find_table(grids: list[Grid], header_row: int | None = None) -> Found | None:
    """The likeliest header of all the sheets or tables; None where nothing looks like one. With `header_row` the header
    begins there."""
    found: list[Found] = []
    for grid in grids:
        rows = [header_row] if header_row is not None else list(grid)[:ROWS_LOOKED_AT]
        for row in rows:
            carried = any(cell.carried for cell in grid.rows.get(row, {}).values())
            if row in grid.rows and (not carried or header_row is not None):
                found += [_judge(grid, row, row), _judge(grid, row, row + 1)]
    # The table is that of the header that says most; its header is the first one that says as much, because it may be
    # repeated further down in other words.
    most = max(found, key=lambda one: (len(one.columns), one.score), default=None)
    alike = [one for one in found if most and one.grid is most.grid and len(one.columns) == len(most.columns)]
    best = min(alike, key=lambda one: (one.first, one.last), default=None)
    if best is None or (header_row is None and not _is_enough(best)):
        return None
    return best


def _is_enough(one: Found) -> bool:
    return "title" in one.columns and len(one.columns) >= 2


def _judge(grid: Grid, first: int, last: int) -> Found:
    headings = {column: text for column in grid.columns() if (text := _heading(grid, first, last, column))}
    claims = []
    for column, text in headings.items():
        for name in HEADINGS:
            score = _likeness(text, name)
            if score:
                claims.append((-score, column, name))
    columns: dict[str, int] = {}
    total = 0
    for score, column, name in sorted(claims):
        if name not in columns and column not in columns.values():
            columns[name] = column
            total -= score
    if last > first and not _second_line_is_heading(grid, last):
        return Found(grid, first, last, {}, headings, 0)
    return Found(grid, first, last, columns, headings, total)


def _heading(grid: Grid, first: int, last: int, column: int) -> str:
    """What stands over a column, a heading above several columns first."""
    parts = []
    for row in range(first, last + 1):
        cell = grid.cell(row, column)
        if not cell.text:
            above = (grid.cell(row, left) for left in range(column - 1, 0, -1) if grid.cell(row, left).text)
            over = next(above, None)
            reach = next((column - left for left in range(column - 1, 0, -1) if grid.cell(row, left).text), 0)
            cell = over if over is not None and over.across > reach else cell
        if cell.text and cell.text not in parts:
            parts.append(cell.text)
    return " ".join(parts)


def _second_line_is_heading(grid: Grid, row: int) -> bool:
    """Whether that row adds to the header: cells carried down from it, or headings of their own, and nothing else."""
    cells = grid.rows.get(row, {}).values()
    own = [cell for cell in cells if cell.text and not cell.carried]
    return bool(own) and all(any(_likeness(cell.text, name) for name in HEADINGS) for cell in own)


def _likeness(text: str, name: str) -> int:
    words = fold(text)
    if not words or len(words.split()) > WORDS_OF_A_HEADING:
        return 0
    best = 0
    for known in HEADINGS[name]:
        if words == known:
            return _EXACT * 100 + len(known)
        if len(known) < _CARRIES_MEANING:
            continue
        if words.startswith(known + " "):
            best = max(best, _OPENING * 100 + len(known))
        elif f" {known} " in f" {words} ":
            best = max(best, _INSIDE * 100 + len(known))
    return best


def is_numbering(grid: Grid, row: int) -> bool:
    """Whether the row only numbers the columns: 1 2 3, (1) (2) (3), A B 1 2."""
    texts = [cell.text for cell in grid.rows.get(row, {}).values() if cell.text]
    return len(texts) >= 3 and all(re.fullmatch(r"\(?([0-9]{1,2}|[A-Za-z])\)?", text) for text in texts)


def is_repeated(found: Found, grid: Grid, row: int) -> bool:
    """Whether the row is the header again, as at the top of a new page."""
    cells = [cell for cell in grid.rows.get(row, {}).values() if cell.text]
    known = {fold(text) for text in found.headings.values()}
    lines = {
        fold(cell.text)
        for line in range(found.first, found.last + 1)
        for cell in found.grid.rows.get(line, {}).values()
    }
    return len(cells) >= 2 and all(fold(cell.text) in known | lines for cell in cells)
