"""Days and percentages as officials type them into a spreadsheet; what could mean two things is never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from planengine.usecases.sheet_rows import Cell

FIRST_YEAR, LAST_YEAR = 2000, 2099
DAY_ZERO = date(1899, 12, 30)
"""The day that a spreadsheet counts as 0."""

_WRITTEN = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2}|\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SPOKEN = re.compile(
    r"(?:ng\u00e0y\s+)?(\d{1,2})\s+th\u00e1ng\s+(\d{1,2})\s+n\u0103m\s+(\d{4})", re.IGNORECASE
)
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(%?)")


class Misread(NamedTuple):
    """Why a cell could not be read: the code of its fault, and its params."""

    code: str
    params: Mapping[str, object]


def read_day(cell: Cell) -> date | Misread:
    """The day in a cell: a date, or text with the day first and the year in four digits.

    A year of two digits, a month above 12 and a bare number are told with the day that was probably meant.
    """
    value = cell.value
    if isinstance(value, date):
        return value if FIRST_YEAR <= value.year <= LAST_YEAR else Misread("day_far", {"day": value})
    if isinstance(value, bool | int | float):
        return _counted(value)
    text = " ".join(cell.text.split())
    if found := _ISO.fullmatch(text):
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _SPOKEN.fullmatch(text):
        return _day(text, int(found[3]), int(found[2]), int(found[1]))
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return Misread("day_unreadable", {"text": text[:40]})
    day, month, year = int(found[1]), int(found[2]), int(found[3])
    if len(found[3]) == 2:
        meant = _day(text, 2000 + year, month, day)
        return meant if isinstance(meant, Misread) else Misread("day_short", {"text": text, "day": meant})
    if month > 12 >= day:
        meant = _day(text, year, day, month)
        return (
            meant if isinstance(meant, Misread) else Misread("day_month_first", {"text": text, "day": meant})
        )
    return _day(text, year, month, day)


def _day(text: str, year: int, month: int, day: int) -> date | Misread:
    try:
        read = date(year, month, day)
    except ValueError:
        return Misread("day_unreadable", {"text": text})
    return read if FIRST_YEAR <= year <= LAST_YEAR else Misread("day_far", {"day": read})


def _counted(value: float) -> Misread:
    """A number is how a spreadsheet keeps a day, and could be a mere number as well."""
    try:
        day = DAY_ZERO + timedelta(days=int(value))
    except (OverflowError, ValueError):
        return Misread("day_unreadable", {"text": str(value)})
    if isinstance(value, bool) or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Misread("day_unreadable", {"text": str(value)})
    return Misread("day_number", {"text": str(int(value)), "day": day})


def read_percent(cell: Cell) -> int | Misread:
    """The percentage in a cell, a whole number from 0 to 100: 50, "50%", or 0.5 that is shown as one.

    A fraction that is not shown as a percentage could be half of it or half a percent, and is told; what is no whole
    number is rounded.
    """
    value = cell.value
    if isinstance(value, bool | date):
        return Misread("percent_unreadable", {"text": cell.text[:40]})
    if isinstance(value, int | float):
        number = value * 100 if cell.is_percent else value
        if not cell.is_percent and 0 < value < 1:
            return Misread("percent_fraction", {"text": f"{value:g}", "percent": round(value * 100)})
    else:
        found = _PERCENT.fullmatch(cell.text)
        if found is None:
            return Misread("percent_unreadable", {"text": cell.text[:40]})
        number = float(found[1].replace(",", "."))
        if not found[2] and 0 < number < 1:
            return Misread("percent_fraction", {"text": cell.text, "percent": round(number * 100)})
    if not 0 <= number <= 100:
        return Misread("percent_range", {"text": f"{number:g}"})
    return int(number + 0.5)
