"""From the rows under a header to sections and tasks, as somebody reads them who knows such tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from planengine.annex.folding import bare, fold, unmarked
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
    """What was made of the rows; `left_out` are those that are neither, with what they say; `repeated` are cells that
    say `như trên`: row, column, their words and those of the cell above, blank where there is none."""

    entries: list[Entry]
    left_out: list[tuple[int, str]]
    repeated: list[tuple[int, str, str, str]]


def read_rows(found: Found) -> Rows:
    """The sections and tasks under the header, in order."""
    grid, left_out = found.grid, []
    entries: list[Entry] = []
    repeated: list[tuple[int, str, str, str]] = []
    above: dict[str, Cell] = {}
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
        repeated += _repeat(cells, above, row)
        own = {name: cell for name, cell in cells.items() if not cell.carried}
        untitled = "title" not in cells and any(name in own for name in ("lead", "support", "when"))
        if untitled and "id" not in own and entries and _says_all_again(own, entries[-1].cells):
            entries.append(Entry(row, False, "", 0, cells))
            continue
        if "title" not in own and entries and _goes_on(cells, own):
            entries[-1].more.append((row, own))
            continue
        if entries and _is_rest_of_line(cells, own):
            entries[-1].more.append((row, own))
            continue
        if untitled:
            number = _numbered(cells)[0] if "id" in cells else ""
            entries.append(Entry(row, False, number, 0, cells))
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
    return Rows(entries, left_out, repeated)


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


def _repeat(cells: dict[str, Cell], above: dict[str, Cell], row: int) -> list[tuple[int, str, str, str]]:
    """Puts the cell above in the place of each that only says `như trên`, and keeps in `above` what the next row has
    above it."""
    repeated = []
    for name in [name for name in cells if name in CARRIED]:
        text = cells[name].text
        if _is_as_above(text):
            over = above.get(name)
            if not cells[name].carried:
                repeated.append((row, name, text, over.text if over else ""))
            if over is None:
                del cells[name]
                continue
            cells[name] = Cell(over.value, cells[name].across, cells[name].carried)
        above[name] = cells[name]
    return repeated


def _is_as_above(text: str) -> bool:
    """Whether the cell repeats the one above: `như trên`, `-nt-`, a mark of repetition."""
    words = fold(text)
    marks = set(text) - set(" -.\u2013\u2014")
    return words in ("nhu tren", "nt", "n t") or (
        bool(marks) and marks <= set("\"'/\u201c\u201d\u2033\u3003")
    )


def _says_all_again(own: dict[str, Cell], earlier: dict[str, Cell]) -> bool:
    """Whether the row has both a lead and a due date where the row above has them too: it is a task of its own."""
    return all(name in own and name in earlier for name in ("lead", "when"))


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
