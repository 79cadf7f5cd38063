"""Values of the plan file in single cells: as they are where a cell can hold them, else in one line of YAML.

A cell that begins with `[`, `{` or `"` is YAML; every other one is the text that it shows. Lists of simple texts are
written with semicolons, plain dates are dates of the spreadsheet.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from planengine.planfile.desk import Field
from planengine.planfile.text import FORBIDDEN
from planengine.planfile.writing import flow, read_flow

CellValue = str | date | None

MOST = 32_767
"""Characters that a cell of a spreadsheet can hold."""

TYPED_FROM = 1950
"""Years before it are written as text: spreadsheets disagree about the days of 1900."""

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A spreadsheet reads `_x0041_` as the letter A.
_HIDDEN_LETTER = re.compile(r"_x[0-9A-Fa-f]{4}_")
_OPENERS = ("[", "{", '"')
_DATES = frozenset({"date", "date_or_month_day", "due"})


def encode(value: Any, field: Field) -> CellValue:
    """The cell for a plain value of that key; `decode` gives the value back."""
    shown = _shown(value, field)
    return shown if shown is not None and decode(shown, field) == texts(value) else flow(value, field.key)


def _shown(value: Any, field: Field) -> CellValue:
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    if type(value) is str:
        if field.value.name in _DATES and _ISO.fullmatch(value) and int(value[:4]) >= TYPED_FROM:
            return date.fromisoformat(value)
        return value if is_showable(value) else None
    if type(value) is list and value and all(type(one) is str and is_showable(one) for one in value):
        return "; ".join(value)
    return None


def is_showable(text: str) -> bool:
    """Whether a cell shows the text just as it is."""
    return not (
        text.startswith(_OPENERS) or "\r" in text or _HIDDEN_LETTER.search(text) or FORBIDDEN.search(text)
    )


def decode(cell: CellValue, field: Field) -> Any:
    """The plain value in a cell of that key, None for a blank one. ValueError for YAML that cannot be read."""
    if cell is None:
        return None
    if isinstance(cell, date):
        return cell.isoformat()
    text = cell.strip()
    if not text:
        return None
    if text.startswith(_OPENERS):
        return read_flow(text)
    if field.value.name == "list":
        return [part for one in re.split(r"[;\n]", text) if (part := one.strip())]
    return text


def texts(value: Any) -> Any:
    """A plain value as reading gives it: figures and yes-or-no as text."""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    if type(value) is list:
        return [texts(one) for one in value]
    if type(value) is dict:
        return {key: texts(one) for key, one in value.items() if one is not None}
    return value


def read_cell(value: Any, number_format: str = "") -> CellValue:
    """What a spreadsheet's cell says, as a date or as text: numbers as they are shown, blanks as None."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value, number_format)
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else None


def _number(value: float, number_format: str) -> str:
    places = re.fullmatch(r"0\.(0+)", number_format)
    if places:
        return f"{value:.{len(places[1])}f}"
    return str(int(value)) if value == int(value) else repr(value)
