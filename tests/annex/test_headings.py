"""Which column is which: headings of one row and of several, and what is said where no due date was found."""

from __future__ import annotations

import io

import pytest

from planengine.annex.grid import sheets
from planengine.annex.headings import find_table
from planengine.annex.word_tables import tables
from planengine.messages import Words
from tests.annex.tables import document, sheet

GROUPED = ("A1:A2", "B1:B2", "C1:D1", "E1:F1")


def found_in(rows, merged=()):
    return find_table(sheets(io.BytesIO(sheet(rows, merged)), "x.xlsx"))


def grouped(lead, support, first, second, over="Thời gian thực hiện"):
    return [
        ("TT", "Nội dung", "Cơ quan thực hiện", None, over, None),
        (None, None, lead, support, first, second),
        (1, "Việc", "Sở Y tế", "Sở Nội vụ", "01/02/2025", "30/06/2025"),
    ]


@pytest.mark.parametrize("start", ["Bắt đầu", "Từ ngày", "Ngày bắt đầu", "Bắt đầu (ngày)"])
@pytest.mark.parametrize(
    "end", ["Thời hạn", "Hoàn thành", "Kết thúc", "Hạn", "Hạn hoàn thành", "Thời gian hoàn thành", "Đến ngày"]
)
def test_the_lower_heading_decides_which_column_is_the_start_and_which_the_due_date(start, end):
    found = found_in(grouped("Chủ trì", "Phối hợp", start, end), GROUPED)
    assert (found.first, found.last) == (1, 2)
    assert dict(found.columns) == {"id": 1, "title": 2, "lead": 3, "support": 4, "starts": 5, "when": 6}


def test_the_start_is_no_due_date_where_there_is_no_other_column_of_dates():
    for rows in (
        grouped("Chủ trì", "Phối hợp", "Bắt đầu", "Tình trạng"),
        [("TT", "Nội dung", "Chủ trì", "Từ ngày")],
    ):
        found = found_in(rows, GROUPED if len(rows) > 1 else ())
        assert "starts" in found.columns
        assert found.columns.get("when") != found.columns["starts"]


def test_a_heading_of_both_ends_is_the_due_column():
    found = found_in([("TT", "Nội dung", "Chủ trì", "Thời gian thực hiện (bắt đầu - kết thúc)")])
    assert found.columns["when"] == 4
    assert "starts" not in found.columns


@pytest.mark.parametrize("merged", [GROUPED, ("C1:D1", "E1:F1")])
@pytest.mark.parametrize(
    ("first", "second"), [("Trình", "Ban hành"), ("Đợt 1", "Đợt 2"), ("Cấp tỉnh", "Hoàn thành")]
)
def test_a_sub_heading_that_nobody_knows_does_not_lose_the_row_of_sub_headings(merged, first, second):
    found = found_in(grouped("Chủ trì", "Phối hợp", first, second, "Thời gian"), merged)
    assert found.last == 2
    assert (found.columns["lead"], found.columns["support"]) == (3, 4)
    assert found.columns["when"] in (5, 6)


def test_a_sub_heading_in_a_document_is_a_heading_too():
    rows = grouped("Chủ trì", "Phối hợp", "Bắt đầu", "Kỳ")
    data = document(
        [*rows[:2], tuple(map(str, rows[2]))],
        merged=((0, 0, 0, 1, 0), (0, 0, 1, 1, 1), (0, 0, 2, 0, 3), (0, 0, 4, 0, 5)),
    )
    found = find_table(tables(io.BytesIO(data), "x.docx", Words("vi")))
    assert found.last == 2
    assert (found.columns["lead"], found.columns["support"], found.columns["starts"]) == (3, 4, 5)


@pytest.mark.parametrize(
    "line",
    [("PHỤ LỤC II",), ("DANH MỤC NHIỆM VỤ",), ("UBND TỈNH A", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")],
)
@pytest.mark.parametrize("merged", [(), ("A1:D1",)])
def test_a_line_above_the_table_is_not_part_of_its_header(line, merged):
    rows = [line, ("TT", "Nội dung", "Chủ trì", "Thời hạn"), (1, "Việc", "Sở Y tế", "30/06/2025")]
    found = found_in(rows, () if len(line) > 1 else merged)
    assert (found.first, found.last, found.headings[1]) == (2, 2, "TT")


def test_the_first_section_under_a_wide_heading_is_not_a_second_row_of_headings():
    rows = [("TT", "Nội dung", None, "Chủ trì"), (None, "NHÓM MỘT"), (1, "Việc", None, "Sở Y tế")]
    assert found_in(rows, ("B1:C1",)).last == 1


def test_a_first_task_is_not_taken_for_a_second_row_of_headings():
    rows = [
        ("TT", "Nội dung", "Chủ trì", "Thời hạn"),
        (1, "Việc", "Sở Y tế", "30/06/2025"),
        (None, "Tiếp", "Sở Y tế"),
    ]
    assert found_in(rows).last == 1


@pytest.mark.parametrize("other", ["Hạn mức vốn", "Mức độ hoàn thành", "Tỷ lệ hoàn thành (%)"])
def test_words_of_a_due_date_inside_another_heading_are_none(other):
    assert "when" not in found_in([("TT", "Nội dung", "Chủ trì", other)]).columns
