"""Which colour a category of work has on a drawing; the word always stands beside it."""

from __future__ import annotations

from planengine.core import category

LOOKS = {
    category.DONE_ON_TIME: "done",
    category.DONE_LATE: "done",
    category.DONE_UNDATED: "done",
    category.OPEN_ON_TIME: "open",
    category.OPEN_UNDATED: "open",
    category.OPEN_OVERDUE: "late",
    category.STANDING_UPDATED: "open",
    category.STANDING_LATE: "late",
}
"""Categories that have a colour of their own; the others are "rest"."""

FILLS = {"done": "#d9f0dd", "open": "#dbe9fb", "late": "#fbdcd9", "rest": "#e8e8e8"}
"""Light grounds on which dark letters can be read."""


def look(state: str | None) -> str | None:
    """The name of the colour for a category; None where no work is tracked."""
    return None if state is None else LOOKS.get(state, "rest")
