"""What a Word cell says is what a reader sees: with what was inserted, without what was deleted."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from planengine.annex.word_tables import tables
from planengine.errors import Refusal
from planengine.messages import Words


def grid(change, rows=2, columns=3):
    """The only table of a document, after a change to it."""
    made = Document()
    table = made.add_table(rows=rows, cols=columns)
    for at in range(rows):
        for column in range(columns):
            table.cell(at, column).text = f"{at}{column}"
    change(table)
    out = io.BytesIO()
    made.save(out)
    [found] = tables(io.BytesIO(out.getvalue()), "bang.docx", Words("vi"))
    return found


def text_of(paragraph):
    def change(table):
        cell = table.cell(1, 1)._tc
        cell.remove(cell.p_lst[0])
        cell.append(parse_xml(f"<w:p {nsdecls('w', 'r')}>{paragraph}</w:p>"))

    return grid(change).cell(2, 2).text


RUN = "<w:r><w:t>{}</w:t></w:r>"


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (RUN.format("Sở ") + RUN.format("Tài chính"), "Sở Tài chính"),
        (RUN.format("Sở") + f'<w:ins w:id="1" w:author="a">{RUN.format(" Nội vụ")}</w:ins>', "Sở Nội vụ"),
        (
            '<w:del w:id="1" w:author="a"><w:r><w:delText>Cũ</w:delText></w:r></w:del>' + RUN.format("Mới"),
            "Mới",
        ),
        (f'<w:hyperlink r:id="x">{RUN.format("Quyết định")}</w:hyperlink>', "Quyết định"),
        ("<w:r><w:t>một</w:t><w:br/><w:t>hai</w:t><w:tab/><w:t>ba</w:t></w:r>", "một\nhai ba"),
        (f"<w:sdt><w:sdtContent>{RUN.format('chọn')}</w:sdtContent></w:sdt>", "chọn"),
        ("<w:r><w:t>15</w:t><w:noBreakHyphen/><w:t>12</w:t></w:r>", "15-12"),
        ("<w:r><w:instrText>DATE</w:instrText></w:r>" + RUN.format("x"), "x"),
    ],
)
def test_a_paragraph_says_what_is_shown(paragraph, text):
    assert text_of(paragraph) == text


def test_merged_cells_count_their_columns_and_carry_down():
    def change(table):
        table.cell(0, 0).merge(table.cell(0, 1)).text = "ngang"
        table.cell(0, 2).merge(table.cell(1, 2)).text = "dọc"

    found = grid(change)
    assert (found.cell(1, 1).text, found.cell(1, 1).across, found.cell(1, 3).text) == ("ngang", 2, "dọc")
    assert (found.cell(2, 3).text, found.cell(2, 3).carried, found.cell(2, 2).text) == ("dọc", True, "11")
    assert found.width == 3


def test_a_table_inside_a_cell_is_not_taken_for_its_words():
    def change(table):
        inner = table.cell(1, 1).add_table(1, 1)
        inner.cell(0, 0).text = "trong"

    assert grid(change).cell(2, 2).text == "11"


def test_rows_that_begin_further_right_keep_their_columns():
    def change(table):
        row = table.rows[1]._tr
        row.remove(row.tc_lst[0])
        row.insert(0, parse_xml(f'<w:trPr {nsdecls("w")}><w:gridBefore w:val="1"/></w:trPr>'))

    found = grid(change)
    assert [found.cell(2, column).text for column in (1, 2, 3)] == ["", "11", "12"]


def test_a_row_that_claims_a_thousand_columns_is_refused():
    def change(table):
        span = parse_xml(f'<w:tcPr {nsdecls("w")}><w:gridSpan w:val="9999"/></w:tcPr>')
        cell = table.cell(0, 0)._tc
        cell.remove(cell.tcPr)
        cell.insert(0, span)

    with pytest.raises(Refusal, match=r"annex\.too_big"):
        grid(change)
