"""The sheet of an agency as a workbook: a page for people, and a hidden one with its keys."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from planengine.annex.exporting import without_times
from planengine.messages import Words
from planengine.sheets import looks
from planengine.sheets.choices import offer_answers, offer_days, offer_numbers, offer_percent
from planengine.sheets.layout import CENTRED, DAYS, HIDDEN, TEXTS, marked
from planengine.sheets.lines import Filled, fill_line
from planengine.usecases.offer_sheet import Form, Offer, Wanted
from planengine.usecases.sheet_rows import (
    ASKED,
    FORMAT,
    KEY,
    SHOWN,
    TARGETS,
    WORK,
    Head,
    Key,
    checksum,
    columns_of,
)

INSTRUCTIONS = {WORK: 6, TARGETS: 4}
"""How many sentences tell the agency what to do."""


def write_sheet(form: Form, say: Words) -> bytes:
    """The .xlsx of one agency's open assignments or of its figures, its words in the language of `say`."""
    kind, columns = form.head.kind, columns_of(form.head.kind)
    book = Workbook()
    page = book.active
    page.title = say(f"sheet.page.{kind}")
    header = _top(page, form, say)
    offers: Sequence[Offer | Wanted] = form.offers
    filled = [fill_line(at, offer, say) for at, offer in enumerate(offers, start=1)]
    for at, line in enumerate(filled, start=1):
        _line(page, header + at, line, kind)
    last = header + len(filled)
    for at, name in enumerate(columns, 1):
        column = page.column_dimensions[get_column_letter(at)]
        column.width = looks.WIDTHS[name]
        column.hidden = name == KEY
    looks.set_page(page, columns=len(columns) - 1, header=header, last=last)
    looks.protect(page)
    if kind == WORK:
        _choices(page, filled, header, last, say)
    else:
        numbers = [header + at for at, one in enumerate(filled, start=1) if one.is_number]
        if numbers:
            offer_numbers(page, get_column_letter(columns.index("value") + 1), numbers, say)
    _keys(book.create_sheet(HIDDEN), form.head, [line.key for line in filled])
    book.properties.creator = "planengine"
    book.properties.title = say(f"sheet.title.{kind}")
    out = io.BytesIO()
    book.save(out)
    return without_times(out.getvalue())


def _top(page: Any, form: Form, say: Words) -> int:
    """The lines over the table and its two rows of headings; the number of the one for people."""
    kind, columns = form.head.kind, columns_of(form.head.kind)
    lines = [
        (say(f"sheet.title.{kind}"), looks.TITLE),
        (say("sheet.agency", agency=form.agency), looks.BOLD),
        (say("sheet.plan", plan=form.plan), looks.PLAIN),
        (say(f"sheet.day.{kind}", day=form.day, count=len(form.offers)), looks.PLAIN),
        *((say(f"sheet.how.{kind}.{number}"), looks.PLAIN) for number in range(1, INSTRUCTIONS[kind] + 1)),
    ]
    across = sum(looks.WIDTHS[name] for name in columns[:-1])
    for number, (text, font) in enumerate(lines, 1):
        cell = page.cell(number, 1)
        put(cell, text)
        cell.font, cell.alignment = font, looks.LEFT
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(columns) - 1)
        page.row_dimensions[number].height = looks.height(text, across * 0.8) * 1.15
    codes, header = len(lines) + 1, len(lines) + 2
    for at, name in enumerate(columns, 1):
        page.cell(codes, at, marked(name)).font = looks.QUIET
        cell = page.cell(header, at, say(_heading(kind, name)))
        cell.font, cell.fill, cell.border, cell.alignment = (
            looks.BOLD, looks.HEAD_FILL, looks.RULES, looks.MIDDLE,
        )  # fmt: skip
    page.row_dimensions[codes].hidden = True
    page.row_dimensions[header].height = looks.LINE * 3
    return header


def _heading(kind: str, name: str) -> str:
    """The words over a column; two of them say something else over targets."""
    own = kind == TARGETS and name in ("title", "note")
    return f"sheet.heading.target_{name}" if own else f"sheet.heading.{name}"


def _line(page: Any, number: int, line: Filled, kind: str) -> None:
    columns = columns_of(kind)
    for place, name in enumerate(columns, 1):
        cell = page.cell(number, place)
        cell.font, cell.border = looks.BODY, looks.RULES
        cell.alignment = looks.CENTRED if name in CENTRED else looks.TOP
        if name in DAYS:
            cell.number_format = looks.DAY
        elif name in TEXTS:
            cell.number_format = looks.AS_TEXT
        if name in ASKED[kind]:
            looks.fill_answer(cell, is_open=name in line.open)
    for name, value in {**line.shown, KEY: line.key.text}.items():
        put(page.cell(number, columns.index(name) + 1), value)
    page.row_dimensions[number].height = max(
        looks.height(str(line.shown[name] or ""), looks.WIDTHS[name]) for name in SHOWN[kind]
    )


def put(cell: Any, value: str | int | float | date | None) -> None:
    """Writes a date as a date, a number as a number, and every text as text, whatever it begins with."""
    if value is None:
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(TEMPTING)


TEMPTING = ("=", "+", "-", "@", "'", "\t")
"""What a program for spreadsheets takes for the beginning of a formula when somebody touches the cell."""


def _choices(page: Any, filled: Sequence[Filled], header: int, last: int, say: Words) -> None:
    for wanted in dict.fromkeys(one.answers for one in filled if one.answers):
        rows = [header + at for at, one in enumerate(filled, start=1) if one.answers == wanted]
        offer_answers(page, _column("answer"), rows, wanted, say)
    for name in ("day", "until"):
        offer_days(page, f"{_column(name)}{header + 1}:{_column(name)}{last}", say)
    offer_percent(page, f"{_column('percent')}{header + 1}:{_column('percent')}{last}", say)


def _column(name: str) -> str:
    return str(get_column_letter(columns_of(WORK).index(name) + 1))


def _keys(page: Any, head: Head, keys: Sequence[Key]) -> None:
    """The hidden sheet: what the workbook is for, the sum over all of it, and a row for each key."""
    page.sheet_state = "veryHidden"
    rows: list[tuple[str | int, ...]] = [
        ("format", FORMAT),
        *zip(head._fields, head, strict=True),
        ("checksum", checksum(head, keys)),
        ("keys", *Key._fields),
        *(("", *one) for one in keys),
    ]
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row, 1):
            if value != "":
                put(page.cell(number, at), value)
    page.protection.sheet = True
