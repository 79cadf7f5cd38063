"""The sheet of an agency as a workbook: a page for people, and a hidden one with its keys."""

# ruff: noqa: TID253  (this room is imported when a sheet is written or read, and never before)

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
from planengine.sheets.choices import offer_answers, offer_days, offer_percent
from planengine.sheets.layout import ASKED, COLUMNS, DAYS, HIDDEN, KEY, SHOWN, TEXTS, marked
from planengine.usecases.offer_sheet import Form, Offer
from planengine.usecases.sheet_rows import FORMAT, Head, Key, checksum

INSTRUCTIONS = 6
"""How many sentences tell the agency what to do."""

PEOPLE = (*SHOWN, *ASKED)


def write_sheet(form: Form, say: Words) -> bytes:
    """The .xlsx of one agency's open assignments, its words in the language of `say`."""
    book = Workbook()
    page = book.active
    page.title = say("sheet.page")
    header = _top(page, form, say)
    keys = tuple(_line(page, header + at, at, offer, say) for at, offer in enumerate(form.offers, start=1))
    last = header + len(form.offers)
    for at, name in enumerate(COLUMNS, 1):
        column = page.column_dimensions[get_column_letter(at)]
        column.width = looks.WIDTHS[name]
        column.hidden = name == KEY
    looks.set_page(page, columns=len(PEOPLE), header=header, last=last)
    looks.protect(page)
    _choices(page, form, header, last, say)
    _keys(book.create_sheet(HIDDEN), form.head, keys)
    book.properties.creator = "planengine"
    book.properties.title = say("sheet.title")
    out = io.BytesIO()
    book.save(out)
    return without_times(out.getvalue())


def _top(page: Any, form: Form, say: Words) -> int:
    """The lines over the table and its two rows of headings; the number of the one for people."""
    lines = [
        (say("sheet.title"), looks.TITLE),
        (say("sheet.agency", agency=form.agency), looks.BOLD),
        (say("sheet.plan", plan=form.plan), looks.PLAIN),
        (say("sheet.day", day=form.day, count=len(form.offers)), looks.PLAIN),
        *((say(f"sheet.how.{number}"), looks.PLAIN) for number in range(1, INSTRUCTIONS + 1)),
    ]
    across = sum(looks.WIDTHS[name] for name in PEOPLE)
    for number, (text, font) in enumerate(lines, 1):
        cell = page.cell(number, 1)
        _put(cell, text)
        cell.font, cell.alignment = font, looks.LEFT
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(PEOPLE))
        page.row_dimensions[number].height = looks.height(text, across * 0.8) * 1.15
    codes, header = len(lines) + 1, len(lines) + 2
    for at, name in enumerate(COLUMNS, 1):
        page.cell(codes, at, marked(name)).font = looks.QUIET
        cell = page.cell(header, at, say(f"sheet.heading.{name}"))
        cell.font, cell.fill, cell.border, cell.alignment = (
            looks.BOLD, looks.HEAD_FILL, looks.RULES, looks.MIDDLE,
        )  # fmt: skip
    page.row_dimensions[codes].hidden = True
    page.row_dimensions[header].height = looks.LINE * 3
    return header


def _line(page: Any, number: int, at: int, offer: Offer, say: Words) -> Key:
    row = offer.work.row
    due = date.fromisoformat(row.due) if row.due else None
    shown: dict[str, str | int | date | None] = {
        "no": at,
        "task": row.label,
        "title": row.title,
        "period": row.period,
        "role": say.template(f"role.{row.role}"),
        "due": due,
        "state": _state(offer, say),
    }
    key = Key(
        row.assignment_uid, offer.seq, row.label, due.strftime("%d/%m/%Y") if due else "", str(shown["state"])
    )
    for place, name in enumerate(COLUMNS, 1):
        cell = page.cell(number, place)
        cell.font, cell.border = looks.BODY, looks.RULES
        cell.alignment = looks.CENTRED if name in CENTRED else looks.TOP
        if name in DAYS:
            cell.number_format = looks.DAY
        elif name in TEXTS:
            cell.number_format = looks.AS_TEXT
        if name in ASKED:
            looks.fill_answer(cell, is_open=bool(offer.answers))
    for name, value in {**shown, KEY: key.text}.items():
        _put(page.cell(number, COLUMNS.index(name) + 1), value)
    page.row_dimensions[number].height = max(
        looks.height(str(shown[name] or ""), looks.WIDTHS[name]) for name in ("title", "state", "role")
    )
    return key


CENTRED = frozenset({"no", "period", "due", "day", "until", "percent"})


def _state(offer: Offer, say: Words) -> str:
    """How things stand now, in one cell: the state, progress, and what the work waits for."""
    one = offer.work
    parts = [say("sheet.state", state=one.row.state)]
    if one.row.percent is not None:
        parts.append(say("sheet.state.percent", percent=one.row.percent))
    if one.blocked_by:
        parts.append(say("sheet.state.waits", tasks=one.blocked_by))
    if one.row.reason:
        parts.append(say("sheet.state.reason", reason=one.row.reason))
    return "; ".join(parts)


def _put(cell: Any, value: str | int | date | None) -> None:
    """A date as a date, a number as a number, and every text as text, whatever it begins with."""
    if value is None:
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(TEMPTING)


TEMPTING = ("=", "+", "-", "@", "'", "\t")
"""What a program for spreadsheets takes for the beginning of a formula when somebody touches the cell."""


def _choices(page: Any, form: Form, header: int, last: int, say: Words) -> None:
    for wanted in dict.fromkeys(one.answers for one in form.offers if one.answers):
        rows = [header + at for at, one in enumerate(form.offers, start=1) if one.answers == wanted]
        offer_answers(page, _column("answer"), rows, wanted, say)
    for name in ("day", "until"):
        offer_days(page, f"{_column(name)}{header + 1}:{_column(name)}{last}", say)
    offer_percent(page, f"{_column('percent')}{header + 1}:{_column('percent')}{last}", say)


def _column(name: str) -> str:
    return str(get_column_letter(COLUMNS.index(name) + 1))


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
                _put(page.cell(number, at), value)
    page.protection.sheet = True
