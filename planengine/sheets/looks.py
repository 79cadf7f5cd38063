"""How a sheet for an agency looks: widths, fills, what is locked, and how it is printed."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter

from planengine.annex.looks import BODY as BODY
from planengine.annex.looks import FONT
from planengine.annex.looks import HEAD_FILL as HEAD_FILL
from planengine.annex.looks import RULES as RULES
from planengine.annex.looks import TITLE as TITLE
from planengine.annex.looks import TOP as TOP
from planengine.annex.looks import height as height

WIDTHS = {
    "no": 4, "task": 10, "title": 32, "period": 6, "role": 9, "due": 11, "state": 14, "answer": 13, "number": 14,
    "day": 11, "subject": 16, "percent": 7, "note": 15, "difficulty": 16, "until": 11, "reason": 14, "key": 34,
    "goal": 14, "unit": 12, "value": 14, "document": 24,
}  # fmt: skip

DAY = "dd/mm/yyyy"
AS_TEXT = "@"
LINE = 15.0
BOLD = Font(name=FONT, size=11, bold=True)
PLAIN = Font(name=FONT, size=12)
QUIET = Font(name=FONT, size=9, color="FF666666")
LEFT = Alignment(vertical="center", wrap_text=True)
CENTRED = Alignment(horizontal="center", vertical="top", wrap_text=True)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
OPEN = Protection(locked=False)
ANSWER_FILL = PatternFill("solid", fgColor="FFFFFBE6")
CLOSED_FILL = PatternFill("solid", fgColor="FFEDEDED")
FAULT_FILL = PatternFill("solid", fgColor="FFFFB3B3")


def fill_answer(cell: Any, *, is_open: bool) -> None:
    """A cell for an answer: light where the agency may write, grey where nothing is asked."""
    cell.fill = ANSWER_FILL if is_open else CLOSED_FILL
    if is_open:
        cell.protection = OPEN


def set_page(page: Any, *, columns: int, header: int, last: int) -> None:
    """A4 across, one page wide, the header repeated; the header and the first three columns stay in sight."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.6
    page.print_title_rows = f"{header}:{header}"
    page.print_area = f"A1:{get_column_letter(columns)}{last}"
    page.oddFooter.center.text = "&P/&N"
    page.freeze_panes = f"D{header + 1}"


def protect(page: Any) -> None:
    """Locks what is not open, without a password; widths and heights may still be changed."""
    page.protection.sheet = True
    page.protection.formatColumns = False
    page.protection.formatRows = False
    page.protection.selectLockedCells = False
