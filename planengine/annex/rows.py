"""From the rows under a header to sections and tasks, as somebody reads them who knows such tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from planengine.annex.folding import bare, unmarked
from planengine.annex.grid import Cell, Grid
from planengine.annex.headings import Found, is_numbering, is_repeated

WORK = ("lead", "support", "when", "starts", "output", "leader")
"""Columns that a section has nothing in."""

CARRIED = ("lead", "support", "when", "starts", "leader", "output", "ref")
"""Columns in which a cell merged downwards speaks for every row it covers."""


@dataclass(slots=True)
class Entry:
    """A section or a task of the table: its cells by column, its row, its number as printed, how deep it stands. Cells
    of further rows that belong to it are in `more`."""

    row: int
    is_section: bool
    number: str
    depth: int
    cells: dict[str, Cell]
    more: list[tuple[int, dict[str, Cell]]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.cells["title"].text if "title" in self.cells else ""


@dataclass(slots=True)
class Rows:
    """What was made of the rows; `left_out` are those that are neither, with what they say."""

    entries: list[Entry]
    left_out: list[tuple[int, str]]


def read_rows(found: Found) -> Rows:
    """The sections and tasks under the header, in order."""
    grid, left_out = found.grid, []
    entries: list[Entry] = []
    spans = _wide(found)
    for row in grid:
        if row <= found.last or is_numbering(grid, row) or is_repeated(found, grid, row):
            continue
        cells = _cells(grid, row, found)
        if not cells:
            said = next((cell.text for cell in grid.rows[row].values() if cell.text), "")
            if said:
                left_out.append((row, said))
            continue
        own = {name: cell for name, cell in cells.items() if not cell.carried}
        if "title" not in own and entries and _goes_on(cells, own):
            entries[-1].more.append((row, own))
            continue
        if entries and _is_rest_of_line(cells, own):
            entries[-1].more.append((row, own))
            continue
        if "title" not in cells:
            left_out.append((row, next(iter(cells.values())).text))
            continue
        number, cells = _numbered(cells)
        bare_of_work = not any(name in cells for name in WORK)
        merged = cells["title"].across > 1 and cells["title"].across >= spans
        entries.append(Entry(row, bare_of_work and merged, number, 0, cells))
    _find_sections(entries)
    _set_depths(entries)
    left_out += _without_tasks(entries)
    return Rows(entries, left_out)


def _wide(found: Found) -> int:
    """Over how many columns a title must be merged for its row to be a section: to the last column of work, or half."""
    title = found.columns["title"]
    right = [at for name, at in found.columns.items() if name in WORK and at > title]
    return max(2, (len(right) + 1) // 2 + 1)


def _cells(grid: Grid, row: int, found: Found) -> dict[str, Cell]:
    cells = {}
    for name, column in found.columns.items():
        cell = grid.cell(row, column)
        if cell.text and not (cell.carried and name not in (*CARRIED, "title", "id")):
            cells[name] = cell
    # A title that is merged over the whole row begins in the column of the numbers.
    first = cells.get("id")
    if (
        first is not None
        and "title" not in cells
        and first.across > found.columns["title"] - found.columns["id"]
    ):
        cells["title"] = Cell(first.value, first.across, first.carried)
        del cells["id"]
    return cells


def _goes_on(cells: dict[str, Cell], own: dict[str, Cell]) -> bool:
    """Whether a row without a title of its own belongs to the task above: its title is merged down to here, or it has
    no number and only adds to other columns."""
    return bool(own) and ("title" in cells or "id" not in own)


def _is_rest_of_line(cells: dict[str, Cell], own: dict[str, Cell]) -> bool:
    """Whether a row is the end of a sentence that a page break cut: words in small letters, and nothing beside them."""
    begins = cells["title"].text[:1] if "title" in cells else ""
    return begins.islower() and "id" not in own and not any(name in own for name in WORK)


# Numbers

_ORDINALS: tuple[tuple[str, str], ...] = (
    ("roman", r"[IVX]+"), ("letter", r"[A-HJ-U]"), ("dotted", r"\d+(?:\.\d+)+"), ("number", r"\d+"),
    ("small", r"[a-z]"),
)  # fmt: skip
_WORD_BEFORE = re.compile(r"(?:phan|muc|nhom|chuong)\s+(?=\S{1,6}$)")
_IN_TITLE = re.compile(
    r"^(?:(?:[Pp]han|[Mm]uc|[Nn]hom)\s+)?(?P<n>[IVX]+(?:\.\d+)*|[A-H]|\d+(?:\.\d+)*|[a-z](?=\)))\s*[.)/:\-]\s*(?=\S)"
)


def _numbered(cells: dict[str, Cell]) -> tuple[str, dict[str, Cell]]:
    """The number of the row, from its own column or from the beginning of the title, and the cells without it."""
    if "id" in cells and not cells["id"].carried:
        number = cells["id"].text.strip(" .)(/:-")
        word = _WORD_BEFORE.match(bare(number))
        return number[word.end() :] if word else number, cells
    title = cells["title"]
    plain = unmarked(title.text)
    at = _IN_TITLE.match(plain) if len(plain) == len(title.text) else None
    if at and not title.carried:
        rest = Cell(title.text[at.end() :], title.across)
        return at["n"], {**cells, "title": rest}
    return "", cells


def sort_of(number: str) -> str:
    """What kind of number it is; numbers of one kind stand side by side."""
    number = unmarked(number)
    for name, shape in _ORDINALS:
        if re.fullmatch(shape, number):
            return f"dotted{number.count('.')}" if name == "dotted" else name
    return ""


_RANKS = ("letter", "roman", "number", "dotted1", "dotted2", "dotted3", "small", "")


def _rank(number: str) -> int:
    sort = sort_of(number)
    return _RANKS.index(sort) if sort in _RANKS else len(_RANKS) - 1


def _find_sections(entries: list[Entry]) -> None:
    """A row without any work is a section where its number says so: a letter, a Roman number, or one that the next row
    goes on with."""
    for entry, after in _pairs(entries):
        if entry.is_section or any(name in entry.cells for name in WORK) or entry.more:
            continue
        sort = sort_of(entry.number)
        deeper = after is not None and after.number != "" and _rank(after.number) > _rank(entry.number)
        goes_on = after is not None and after.number.startswith(f"{entry.number}.") and entry.number != ""
        capital = entry.title == entry.title.upper() and any(letter.isalpha() for letter in entry.title)
        entry.is_section = goes_on or sort in ("roman", "letter") or (deeper and sort != "") or (
            capital and len(bare(entry.title)) > 3 and "id" not in entry.cells
        )  # fmt: skip


def _pairs(entries: list[Entry]) -> Iterator[tuple[Entry, Entry | None]]:
    for at, entry in enumerate(entries):
        yield entry, entries[at + 1] if at + 1 < len(entries) else None


def _set_depths(entries: list[Entry]) -> None:
    """Sections whose numbers are of one kind stand on one level; a new kind goes one level down."""
    levels: list[str] = []
    for entry in entries:
        sort = sort_of(entry.number)
        if not entry.is_section:
            if sort and sort in levels:
                del levels[levels.index(sort) :]
            entry.depth = len(levels)
            continue
        if sort in levels:
            del levels[levels.index(sort) :]
        elif (
            levels
            and sort
            and _rank(entry.number) < min(_RANKS.index(one) if one in _RANKS else 9 for one in levels)
        ):
            levels = []
        entry.depth = len(levels)
        levels.append(sort)


def _is_remark(entry: Entry) -> bool:
    """Whether a row says something and nothing else: no number, nobody, no day."""
    return not entry.number and not any(name in entry.cells for name in WORK)


def _without_tasks(entries: list[Entry]) -> list[tuple[int, str]]:
    """Sections that nothing stands in: those at the end are notes and signatures and go; one that nothing
    stands in is a duty that names nobody."""
    left_out = []
    are_numbered = sum(entry.number != "" for entry in entries) > len(entries) / 2
    while entries and (entries[-1].is_section or (are_numbered and _is_remark(entries[-1]))):
        last = entries.pop()
        left_out.append((last.row, last.title))
    for entry, after in _pairs(entries):
        if entry.is_section and after is not None and after.depth <= entry.depth:
            entry.is_section = False
    return sorted(left_out)
