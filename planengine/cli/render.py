"""Plain tables for terminals and pipes, measured in columns of the screen and never cut inside a letter."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width


def width(text: str) -> int:
    """Columns that the text takes: combining marks none, wide letters two."""
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def cut(text: str, columns: int) -> str:
    """The text in at most `columns` columns, with "…" where something was left out."""
    if width(text) <= columns:
        return text
    kept, used = [], 0
    for letter in text:
        step = 0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1
        if used + step > columns - 1:
            break
        kept.append(letter)
        used += step
    return "".join(kept).rstrip() + "…"


def fold(text: str, columns: int) -> list[str]:
    """The text in lines of at most `columns` columns, broken between words."""
    lines = [""]
    for word in text.split():
        if lines[-1] and width(lines[-1]) + 1 + width(word) > columns:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def screen() -> int:
    """Columns to write for: those of the terminal between 60 and 140, 100 into a pipe."""
    if "COLUMNS" not in os.environ and (sys.stdout is None or not sys.stdout.isatty()):
        return 100
    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns
    except (OSError, ValueError):
        return 100
    return max(60, min(columns, 140))


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Iterable[int] = (),
    widest: int | None = None,
) -> str:
    """A table with a rule under its heads; `right` are the columns set to the right.

    The column `widest` (counted from 0) folds onto more lines when the table is wider than the screen.
    """
    cells = [list(row) for row in rows]
    sizes = [max(width(line[column]) for line in [list(heads), *cells]) for column in range(len(heads))]
    over = sum(sizes) + 2 * (len(sizes) - 1) - screen()
    if widest is not None and over > 0:
        sizes[widest] = max(24, sizes[widest] - over)
    flush = set(right)
    lines = [_line(heads, sizes, flush), "  ".join("─" * size for size in sizes)]
    for row in cells:
        folded = [
            fold(cell, size) if column == widest else [cell]
            for column, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ]
        for number in range(max(len(one) for one in folded)):
            lines.append(_line([one[number] if number < len(one) else "" for one in folded], sizes, flush))
    return "\n".join(lines)


def _line(cells: Sequence[str], sizes: Sequence[int], right: set[int]) -> str:
    set_cells = []
    for column, (cell, size) in enumerate(zip(cells, sizes, strict=True)):
        gap = " " * (size - width(cell))
        set_cells.append(gap + cell if column in right else cell + gap)
    return "  ".join(set_cells).rstrip()
