"""Where the parts of a sheet stand, for its writer and its reader."""

from __future__ import annotations

HIDDEN = "planengine"
"""The name of the hidden sheet that says what the workbook is for, and lists its keys."""

DAYS = frozenset({"due", "day", "until"})
TEXTS = frozenset({"task", "period", "number", "subject", "note", "difficulty", "reason", "document", "unit"})
CENTRED = frozenset({"no", "period", "due", "day", "until", "percent", "value", "goal", "unit"})

MARK = "planengine:"
"""What stands before the name of a column in the hidden row above the headings."""


def marked(column: str) -> str:
    """The name of a column as it stands in the hidden row."""
    return f"{MARK}{column}"


def unmarked(text: object) -> str | None:
    """The column that a cell of the hidden row names; None for any other cell."""
    return text.removeprefix(MARK) if isinstance(text, str) and text.startswith(MARK) else None
