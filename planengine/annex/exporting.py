"""A plan as a spreadsheet: the annex that officials know, complete enough to be the plan again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from planengine.annex import looks
from planengine.annex.cells import MOST, CellValue
from planengine.annex.sheets import ACROSS, READ_BY_PEOPLE, Sheet, sheets_of
from planengine.core.plan import Plan
from planengine.errors import Refusal
from planengine.messages import Words
from planengine.planfile.faults import Faults
from planengine.planfile.plain import plain_plan
from planengine.planfile.read import Reading
from planengine.planfile.tree import parse

_MOMENT = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:(created|modified)>")

MOST_ROWS = 1_000_000

# What a spreadsheet would take for something else than text when somebody edits the cell.
_TEMPTING = re.compile(r"[=+\-@'\t].*|[0-9.,/:%eE-]+", re.DOTALL)


def export_workbook(reading: Reading, say: Words) -> bytes:
    """The plan as an .xlsx file with the headings in the language of `say`; `reading.plan` is not None. Raises
    Refusal("annex.cell_too_long") and Refusal("annex.too_many_rows")."""
    plan = reading.plan
    assert plan is not None
    file = {**plain_plan(plan), **named_by_the_file(reading)}
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets_of(file, reading.directory, say):
        if len(sheet.rows) > MOST_ROWS:
            raise Refusal("annex.too_many_rows", limit=MOST_ROWS)
        page = book.create_sheet(say(f"annex.sheet.{sheet.kind}"))
        _write(page, sheet, plan, say)
    book.properties.creator = "planengine"
    book.properties.title = plan.title
    written = io.BytesIO()
    book.save(written)
    return without_times(written.getvalue())


def without_times(workbook: bytes) -> bytes:
    """The same .xlsx without the moment of writing, which the library puts into it: one plan, one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                content = _MOMENT.sub(b"", content)
            new.writestr(zipfile.ZipInfo(part.filename), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def named_by_the_file(reading: Reading) -> dict[str, Any]:
    """What the file says of its bodies and its calendar, as it stands there: `directory`, `calendar`, `agencies`,
    `groups`."""
    root = parse(reading.sources[0], Faults()).root
    parts = ("directory", "calendar", "agencies", "groups")
    return {part: root[part] for part in parts if root.get(part) is not None}


def _write(page: Any, sheet: Sheet, plan: Plan, say: Words) -> None:
    shown = _columns_for_people(sheet)
    looks.set_columns(page, sheet.columns, shown)
    header = _title(page, plan, say, shown) if sheet.kind == "tasks" else 1
    for at, name in enumerate(sheet.columns, 1):
        cell = page.cell(header, at, heading(sheet.kind, name, say))
        cell.font, cell.fill, cell.border, cell.alignment = (
            looks.BOLD, looks.HEAD_FILL, looks.RULES, looks.MIDDLE,
        )  # fmt: skip
    for number, row in enumerate(sheet.rows):
        if sheet.kind == "plan":
            row = {**row, "meaning": _meaning(str(row["key"]), say)}
        _row(page, header + 1 + number, sheet, row, shown, number in sheet.sections)
    page.freeze_panes = f"{'C' if sheet.kind == 'tasks' else 'A'}{header + 1}"
    looks.set_page(page, header=header, columns=shown, last=header + len(sheet.rows))


def _columns_for_people(sheet: Sheet) -> int:
    if sheet.kind == "tasks":
        return sum(name in READ_BY_PEOPLE for name in sheet.columns)
    return 2 if sheet.kind == "bodies" else len(sheet.columns)


def heading(kind: str, name: str, say: Words) -> str:
    """What stands over a column: words alone where people read it, words and the key in brackets elsewhere."""
    plain = {"tasks": READ_BY_PEOPLE, "bodies": ("label", "name"), "plan": ("meaning", "value", "key")}
    if name in plain.get(kind, ()):
        return say(f"annex.heading.{name}")
    return f"{say(f'annex.key.{name}')}\n[{name}]"


def _meaning(key: str, say: Words) -> str:
    part, _, name = key.rpartition(".")
    if not part:
        return say(f"annex.key.{name}")
    meaning = say(f"annex.key.{name}") if say.knows(f"annex.key.{name}") else name
    return say(f"annex.part.{part}", meaning=meaning)


def _title(page: Any, plan: Plan, say: Words, shown: int) -> int:
    """The lines over the table; the row of its header. They are for readers: the values stand on the sheet of the
    plan."""
    lines = (
        (say("annex.top"), looks.TITLE), (say("annex.title"), looks.TITLE),
        (say("annex.attached", title=plan.title), looks.ITALIC),
    )  # fmt: skip
    across = sum(page.column_dimensions[get_column_letter(at)].width for at in range(1, shown + 1))
    for number, (text, font) in enumerate(lines, 1):
        cell = page.cell(number, 1)
        _put(cell, text[:MOST])
        cell.font, cell.alignment = font, looks.MIDDLE
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=shown)
        page.row_dimensions[number].height = looks.height(text, across * 0.8) * 1.25
    return len(lines) + 2


def _row(
    page: Any, number: int, sheet: Sheet, row: Mapping[str, CellValue], shown: int, is_section: bool
) -> None:
    for at, name in enumerate(sheet.columns, 1):
        cell = page.cell(number, at)
        value = row.get(name)
        if isinstance(value, str) and len(value) > MOST:
            raise Refusal("annex.cell_too_long", cell=cell.coordinate, length=len(value), limit=MOST)
        cell.font = looks.BOLD if is_section else looks.BODY
        cell.alignment = looks.CENTRED if name in ("id", "when") else looks.TOP
        if at > shown:
            cell.alignment = looks.UNFOLDED
        cell.border = looks.RULES
        if is_section:
            cell.fill = looks.SECTION_FILL
        if value is not None:
            _put(cell, value)
            if sheet.kind == "plan" and name == "key":
                cell.font = looks.QUIET
    if is_section:
        across = [at for at, name in enumerate(sheet.columns, 1) if name in ACROSS]
        page.merge_cells(start_row=number, end_row=number, start_column=across[0], end_column=across[-1])
        width = sum(page.column_dimensions[get_column_letter(at)].width for at in across)
        page.row_dimensions[number].height = looks.height(str(row.get("title")), width)


def _put(cell: Any, value: CellValue) -> None:
    """A date as a date, everything else as text, also where it looks like a formula, a number or an error."""
    if isinstance(value, date):
        cell.value = value
        cell.number_format = looks.DAY
        return
    cell.value = value
    cell.data_type = "s"
    if _TEMPTING.fullmatch(str(value)):
        cell.quotePrefix = True
        cell.number_format = looks.AS_TEXT
