"""How an exported plan looks: paper, widths, rules, and which columns are folded away."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

FONT = "Times New Roman"
WIDTHS = {
    "id": 7, "title": 40, "who": 20, "support": 24, "when": 14, "output": 22, "leader": 14, "ref": 10, "notes": 20,
    "label": 36, "name": 52, "meaning": 34, "value": 90, "key": 22, "quote": 60, "goal": 22, "baseline": 18, "due": 14,
}  # fmt: skip
OTHER_WIDTH = 20
LINE_HEIGHT = 15.0

_THIN = Side(style="thin", color="FF808080")
RULES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD_FILL = PatternFill("solid", fgColor="FFE7E6E6")
SECTION_FILL = PatternFill("solid", fgColor="FFF5F5F5")
BODY = Font(name=FONT, size=11)
BOLD = Font(name=FONT, size=11, bold=True)
TITLE = Font(name=FONT, size=14, bold=True)
ITALIC = Font(name=FONT, size=13, italic=True)
QUIET = Font(name=FONT, size=10, color="FF666666")
TOP = Alignment(vertical="top", wrap_text=True)
UNFOLDED = Alignment(vertical="top")
"""Without line breaks: a long text in a column that is folded away would make its whole row high."""
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
CENTRED = Alignment(horizontal="center", vertical="top", wrap_text=True)

DAY = "dd/mm/yyyy"
AS_TEXT = "@"


def set_page(sheet: Any, *, header: int, columns: int, last: int) -> None:
    """A4 across, one page wide, the header row repeated; printed are the first `columns` columns."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.print_title_rows = f"{header}:{header}"
    sheet.print_area = f"A1:{get_column_letter(columns)}{max(last, header)}"
    sheet.oddFooter.center.text = "&P/&N"


def set_columns(sheet: Any, names: tuple[str, ...], shown: int) -> None:
    """Widths; the columns after the first `shown` ones are grouped and folded away."""
    for at, name in enumerate(names, 1):
        column = sheet.column_dimensions[get_column_letter(at)]
        column.width = WIDTHS.get(name, OTHER_WIDTH)
        if at > shown:
            column.outlineLevel = 1
            column.hidden = True
    if len(names) > shown:
        sheet.column_dimensions[get_column_letter(len(names) + 1)].collapsed = True


def height(text: str, width: float) -> float:
    """The height of a row that shows the text in that many columns; merged cells do not grow by themselves."""
    per_line = max(int(width * 1.05), 10)
    lines = sum(-(-len(line) // per_line) or 1 for line in text.split("\n"))
    return LINE_HEIGHT * lines + 4
