"""What keeps an agency from its work, and the later date it asks for, come on the same sheet."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cli.office import busy_office
from tests.sheets.officer import Officer

OUT, BACK = "2024-12-05", "2024-12-10"
TASK = "IV.1.5@2024"


@pytest.fixture
def office(tmp_path):
    office = busy_office(tmp_path)
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", today=OUT)
    return office


def bring(office, *words, code=0, **cells):
    """The sheet with these cells of one row filled in, imported."""
    sheet = Officer(office.folder / "sent.xlsx").fill(TASK, **cells)
    sheet.save(office.folder / "back.xlsx")
    answer = office.run("sheet", "import", "back.xlsx", *words, today=BACK)
    assert answer.code == code, answer
    return answer, sheet


def rows(office, table, *columns):
    return office.query(f"SELECT {', '.join(columns)} FROM {table}")


def test_a_difficulty_goes_to_the_secretariat(office):
    told, _ = bring(
        office, "--yes", "--on", "2024-12-09", answer="Vướng mắc", difficulty="Thiếu số liệu cấp xã"
    )
    assert "Thiếu số liệu cấp xã" in told.out
    found = rows(office, "difficulty", "number", "agency", "text", "addressee", "raised_on", "state")
    assert found == [(1, "so-tnmt", "Thiếu số liệu cấp xã", "so-nnptnt", "2024-12-09", "open")]
    assert office.state(TASK, "so-tnmt") == "assigned"


def test_a_later_date_is_asked_for_with_its_reason(office):
    day = date(2024, 12, 20)
    told, _ = bring(office, "--yes", answer="Xin gia hạn", until=day, reason="Chờ số liệu")
    assert "đến 20/12/2024: Chờ số liệu" in told.out
    found = rows(office, "extension", "agency", "wanted", "reason", "state", "asked_on")
    assert found == [("so-tnmt", "2024-12-20", "Chờ số liệu", "open", BACK)]


def test_a_row_may_say_all_of_it_at_once(office):
    bring(
        office,
        "--yes",
        answer="Đang thực hiện",
        percent=60,
        note="Đã có dự thảo",
        difficulty="Thiếu số liệu",
        until=date(2024, 12, 20),
        reason="Chờ số liệu",
    )
    assert office.state(TASK, "so-tnmt") == "in_progress"
    assert len(rows(office, "difficulty", "uid")) == len(rows(office, "extension", "uid")) == 1
    assert office.query("SELECT count(DISTINCT correlation) FROM event WHERE channel = 'sheet'") == [(1,)]
    before = office.dump()
    again, _ = bring(
        office,
        "--yes",
        answer="Đang thực hiện",
        percent=60,
        note="Đã có dự thảo",
        difficulty="Thiếu số liệu",
        until=date(2024, 12, 20),
        reason="Chờ số liệu",
    )
    assert "Không có gì để ghi nhận" in again.out
    assert office.dump() == before


def test_what_the_rules_say_against_a_later_date_is_named_at_it_and_takes_the_rest_back(office):
    before = office.dump()
    told, sheet = bring(
        office,
        "--yes",
        code=1,
        percent=60,
        difficulty="Thiếu số liệu",
        until=date(2024, 12, 12),
        reason="Chờ",
    )
    assert f"{sheet.place(TASK, 'until')}: " in told.out
    assert office.dump() == before


def test_a_finished_result_may_tell_what_was_difficult(office):
    bring(office, "--yes", answer="Hoàn thành", number="9/BC-STNMT", difficulty="Số liệu đến muộn")
    assert office.state(TASK, "so-tnmt") == "submitted"
    assert len(rows(office, "difficulty", "uid")) == 1


def test_while_a_later_date_is_waited_for_the_sheet_says_so_and_offers_no_second_request(office):
    bring(office, "--yes", answer="Xin gia hạn", until=date(2024, 12, 20), reason="Chờ số liệu")
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", "--force", today=BACK)
    sheet = Officer(office.folder / "sent.xlsx")
    assert "đã xin gia hạn đến 20/12/2024" in sheet.cell(TASK, "state").value
    assert "Xin gia hạn" not in sheet.choices(TASK)
    assert sheet.cell(TASK, "until").protection.locked
    told, sheet = bring(office, "--yes", code=1, until=date(2024, 12, 25), reason="Vẫn chờ số liệu")
    assert f"{sheet.place(TASK, 'until')}: " in told.out

    office.do("reject", TASK, "--as", "ubnd-tinh", "--reason", "Còn đủ thời gian", today=BACK)
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", "--force", today=BACK)
    sheet = Officer(office.folder / "sent.xlsx")
    assert "gia hạn" not in sheet.cell(TASK, "state").value
    assert "Xin gia hạn" in sheet.choices(TASK)
