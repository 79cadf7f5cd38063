"""Makers of tables as offices send them: sheets and Word documents, in memory."""

from __future__ import annotations

import io

import openpyxl
from docx import Document

HEADER = (
    "STT",
    "Nội dung nhiệm vụ",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Thời gian hoàn thành",
    "Ghi chú",
)


def sheet(rows, merged=(), title="PL1", more=()):
    """An .xlsx of one sheet of these rows, with these ranges merged; `more` are names of further, empty sheets."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row, 1):
            if value is not None:
                cell = page.cell(number, at, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    for one in merged:
        page.merge_cells(one)
    for name in more:
        book.create_sheet(name)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(*tables, above=(), merged=()):
    """A .docx of these tables, each a list of rows; `merged` are (table, row, column, row, column), counted from 0."""
    made = Document()
    for line in above:
        made.add_paragraph(line)
    for number, rows in enumerate(tables):
        table = made.add_table(rows=len(rows), cols=max(map(len, rows)))
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    table.cell(at, column).text = value
        for _, top, left, bottom, right in (one for one in merged if one[0] == number):
            table.cell(top, left).merge(table.cell(bottom, right))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
