"""The exported annex as people see it: recognisable on screen and paper, and harmless."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from planengine.annex.exporting import export_workbook
from planengine.errors import Refusal
from planengine.messages import Words
from planengine.planfile.read import read_plan

PLANS = Path(__file__).resolve().parents[2] / "plans"
READING = read_plan(PLANS / "kh_106.yaml")
DATA = export_workbook(READING, Words("vi"))
BOOK = openpyxl.load_workbook(io.BytesIO(DATA))
ANNEX = BOOK["Phụ lục"]
HEAD = 5
SHOWN = ["TT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Kết quả, sản phẩm", "Căn cứ",
         "Ghi chú"]  # fmt: skip


def test_the_sheets_have_the_names_people_look_for():
    assert BOOK.sheetnames == ["Phụ lục", "Chỉ tiêu", "Cơ quan", "Kế hoạch"]
    assert openpyxl.load_workbook(io.BytesIO(export_workbook(READING, Words("en")))).sheetnames == [
        "Annex", "Targets", "Agencies", "Plan",
    ]  # fmt: skip


def test_the_annex_has_the_columns_of_an_annex_and_folds_the_others_away():
    heads = [cell.value for cell in ANNEX[HEAD]]
    assert heads[: len(SHOWN)] == SHOWN
    assert all(re.search(r"\n\[[a-z_]+\]$", head) for head in heads[len(SHOWN) :])
    hidden = [ANNEX.column_dimensions[cell.column_letter].hidden for cell in ANNEX[HEAD]]
    assert hidden == [False] * len(SHOWN) + [True] * (len(heads) - len(SHOWN))


def test_it_prints_across_the_page_with_its_header_on_every_page_and_without_the_folded_columns():
    assert ANNEX.page_setup.orientation == "landscape"
    assert (ANNEX.page_setup.fitToWidth, ANNEX.page_setup.fitToHeight) == (1, 0)
    assert ANNEX.print_title_rows == f"${HEAD}:${HEAD}"
    assert ANNEX.print_area == f"'Phụ lục'!$A$1:$H${ANNEX.max_row}"
    assert ANNEX.freeze_panes == f"C{HEAD + 1}"


def test_one_plan_is_one_file_whenever_it_is_written():
    with zipfile.ZipFile(io.BytesIO(DATA)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = parts.read("docProps/core.xml").decode()
    assert "dcterms" not in properties
    assert ">planengine</dc:creator>" in properties
    assert export_workbook(READING, Words("vi")) == DATA


def test_on_paper_the_letters_stay_readable():
    # A unit of width is a digit of 11 points, some 1.85 mm; A4 across leaves 272 mm between the margins.
    widths = [ANNEX.column_dimensions[cell.column_letter].width for cell in ANNEX[HEAD][: len(SHOWN)]]
    assert 11 * 272 / (sum(widths) * 1.85) >= 9


def test_a_section_is_a_bold_row_over_the_columns_of_work():
    [row] = [row for row in range(HEAD + 1, ANNEX.max_row + 1) if ANNEX.cell(row, 1).value == "1"]
    assert ANNEX.cell(row, 2).font.bold
    assert f"B{row}:F{row}" in {str(one) for one in ANNEX.merged_cells.ranges}
    assert ANNEX.row_dimensions[row].height > 15


def test_agencies_stand_under_their_short_names_and_times_in_words():
    rows = {row[0].value: [cell.value for cell in row] for row in ANNEX.iter_rows(min_row=HEAD + 1)}
    assert rows["1.1"][2:4] == [
        "Sở NN&PTNT",
        "Sở KH&ĐT;\nSở Tài chính;\nLiên minh HTX tỉnh;\nUBND các huyện, thị xã, thành phố",
    ]
    assert rows["1.4"][4] == "Thường xuyên"
    assert rows["IV.1.5"][4] == "Hằng năm, trước ngày 15/12"
    assert rows["IV.1.5"][2].startswith("Từng cơ quan thực hiện:\n")


def test_dates_are_dates():
    page = BOOK["Chỉ tiêu"]
    [due] = [cell.column for cell in page[1] if str(cell.value).endswith("[due]")]
    assert page.cell(2, due).value == datetime(2025, 12, 31)  # noqa: DTZ001 - a cell has no zone
    assert page.cell(2, due).number_format == "dd/mm/yyyy"


def test_no_cell_is_a_formula_whatever_a_text_begins_with():
    evil = ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(1)", "=cmd|'/c calc'!A1"]
    tasks = tuple(
        replace(task, title=title, notes=title, section=None)
        for task, title in zip(READING.plan.tasks, evil, strict=False)
    )
    data = export_workbook(
        replace(READING, plan=replace(READING.plan, tasks=tasks, sections=(), title=evil[0])), Words("vi")
    )
    page = openpyxl.load_workbook(io.BytesIO(data))["Phụ lục"]
    found = [page.cell(row, 2) for row in range(HEAD + 1, HEAD + 1 + len(evil))]
    assert [cell.value for cell in found] == evil
    assert [(cell.data_type, cell.quotePrefix) for cell in found] == [("s", True)] * len(evil)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in one or b"<f " in one for one in sheets)


def test_a_text_longer_than_a_cell_is_refused_with_its_cell():
    first = READING.plan.tasks[0]
    for length, fits in ((32_767, True), (32_768, False)):
        tasks = (replace(first, notes="x" * length, section=None),)
        reading = replace(READING, plan=replace(READING.plan, tasks=tasks, sections=()))
        if fits:
            export_workbook(reading, Words("vi"))
            continue
        with pytest.raises(Refusal) as refused:
            export_workbook(reading, Words("vi"))
        assert refused.value.params == {"cell": "H6", "length": length, "limit": 32_767}
