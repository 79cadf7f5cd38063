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
        "han hoan thanh", "moc thoi gian", "han", "han chot", "han cuoi", "han thuc hien", "hoan thanh", "ket thuc",
        "ngay hoan thanh", "ngay ket thuc", "thoi gian ket thuc", "thoi diem hoan thanh", "den ngay", "deadline",
        "due", "due date",
    ),
    "starts": (
        "thoi gian bat dau", "thoi diem bat dau", "ngay bat dau", "bat dau", "bat dau tu", "tu ngay", "starts",
    ),
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
_WHOLE_CELL = frozenset({"tt", "no", "han", "hoan thanh", "ket thuc", "den ngay", "due"})
"""Headings that must be the whole cell: they stand inside others, as in `Hạn mức` and `Mức độ hoàn thành`."""
_ENDING = re.compile(r"\b(?:hoan thanh|ket thuc|den|han)\b")


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
                down = _merged_down_to(grid, row)
                found += [_judge(grid, row, last) for last in ([down] if down > row else [row, row + 1])]
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


def _merged_down_to(grid: Grid, row: int) -> int:
    """The last row that a cell of this row is merged down to: a header is as high as its highest cell."""
    last = row
    for column in grid.rows.get(row, {}):
        below = row
        while grid.cell(below + 1, column).carried:
            below += 1
        last = max(last, below)
    return last


def _judge(grid: Grid, first: int, last: int) -> Found:
    headings = {column: text for column in grid.columns() if (text := _heading(grid, first, last, column))}
    if last > first and not _is_header_of_lines(grid, first, last):
        return Found(grid, first, last, {}, headings, 0)
    claims = []
    for column, text in headings.items():
        for name, score in _meanings(text, _lowest(grid, first, last, column)).items():
            claims.append((-score, column, name))
    columns: dict[str, int] = {}
    total = 0
    for score, column, name in sorted(claims):
        if name not in columns and column not in columns.values():
            columns[name] = column
            total -= score
    return Found(grid, first, last, columns, headings, total)


def _meanings(text: str, lowest: str) -> dict[str, int]:
    """What a column may be, by all that stands over it; the lowest cell decides where it says what the column is. When
    work begins is never a due date."""
    own = {name: score for name in HEADINGS if (score := _likeness(lowest, name))}
    whole = {name: score for name in HEADINGS if (score := _likeness(text, name))}
    exact = {name: score for name, score in own.items() if score >= _EXACT * 100}
    clear = {name: score for name, score in own.items() if score >= _OPENING * 100}
    found = exact or clear or whole
    if "starts" in found:
        # `Từ ngày … đến ngày` holds both, and only its end is a due date.
        spoilt = "starts" not in exact and _ENDING.search(fold(lowest))
        found = {name: score for name, score in found.items() if name != ("starts" if spoilt else "when")}
        if spoilt and not found:
            found = {"when": _INSIDE * 100}
    return found


def _lowest(grid: Grid, first: int, last: int, column: int) -> str:
    """The lowest cell of the header that says anything in that column."""
    texts = (grid.cell(row, column).text for row in range(last, first - 1, -1))
    return next((text for text in texts if text), "")


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


def _is_header_of_lines(grid: Grid, first: int, last: int) -> bool:
    """Whether these rows are one header. A line of words above a table is none of it: the first row has two headings.
    What the first row is merged down into belongs to it whatever it says; the one row after others does where it has
    only headings, or stands only under headings of several columns."""
    top = [(column, cell) for column, cell in grid.rows.get(first, {}).items() if cell.text]
    if sum(any(_likeness(cell.text, name) for name in HEADINGS) for _, cell in top) < 2:
        return False
    if _merged_down_to(grid, first) == last:
        return True
    own = {column: cell for column, cell in grid.rows.get(last, {}).items() if cell.text}
    under = {at for column, cell in top if cell.across > 1 for at in range(column, column + cell.across)}
    known = all(any(_likeness(cell.text, name) for name in HEADINGS) for cell in own.values())
    return bool(own) and (known or (len(own) > 1 and own.keys() <= under))


def _likeness(text: str, name: str) -> int:
    words = fold(text)
    if not words or len(words.split()) > WORDS_OF_A_HEADING:
        return 0
    best = 0
    for known in HEADINGS[name]:
        if words == known:
            return _EXACT * 100 + len(known)
        if known in _WHOLE_CELL:
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
