"""What goes out: a page that people can work on, and nothing on it that they could break without noticing."""

from __future__ import annotations

import zipfile
from datetime import datetime

import openpyxl
import pytest

from planengine.core import status
from planengine.usecases.offer_sheet import TRIGGERS
from tests.cli.office import busy_office
from tests.sheets.officer import Officer

OUT = "2024-12-05"
ASKED = ("answer", "number", "day", "subject", "percent", "note", "difficulty", "until", "reason")
SHOWN = ("no", "task", "title", "period", "role", "due", "state")
WORDS = {
    "Đã tiếp nhận": ("accept",),
    "Đang thực hiện": ("start", "progress"),
    "Hoàn thành": ("submit",),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    office = busy_office(tmp_path_factory.mktemp("office"))
    office.do("accept", "2.1.1", "--as", "so-tnmt", today="2024-12-02")
    office.do("progress", "2.1.3", "--as", "so-tnmt", "--percent", "40", today="2024-12-02")
    office.do("done", "IV.1.5@2023", "--as", "so-tnmt", "--evidence", "9/BC-STNMT", today="2024-12-02")
    office.do("confirm", "IV.1.5@2023", "--agency", "so-tnmt", today="2024-12-02")
    return office


@pytest.fixture(scope="module")
def sent(office):
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", today=OUT)
    return Officer(office.folder / "sent.xlsx")


def test_every_open_assignment_of_the_agency_and_no_other_stands_on_the_sheet(office, sent):
    listed = office.list("--agency", "so-tnmt", today=OUT)
    closed = (status.DONE, status.CLOSED, status.CANCELLED, status.EXEMPT)
    wanted = [
        one["task"] + (f"@{one['period']}" if one["period"] else "")
        for one in listed
        if one["state"] not in closed
    ]
    assert list(sent.rows) == wanted


def test_the_head_says_whose_it_is_and_what_to_do(sent):
    above = "\n".join(str(sent.page.cell(row, 1).value) for row in range(1, sent.header - 1))
    for said in ("Sở Tài nguyên và Môi trường", "106", "05/12/2024", "10 nhiệm vụ", "ô màu vàng"):
        assert said in above


def test_days_are_days_and_shown_as_officials_write_them(sent):
    cell = sent.cell("IV.1.5@2024", "due")
    assert (cell.value, cell.number_format) == (datetime(2024, 12, 14), "dd/mm/yyyy")  # noqa: DTZ001
    assert {sent.cell("2.1.1", name).number_format for name in ("day", "until")} == {"dd/mm/yyyy"}


def test_a_number_of_a_document_is_not_turned_into_a_day_by_the_program(sent):
    assert sent.cell("2.1.1", "number").number_format == "@"


def test_only_the_cells_for_answers_are_open(sent):
    assert sent.page.protection.sheet
    assert sent.page.protection.password is None
    for task in sent.rows:
        assert all(sent.cell(task, name).protection.locked for name in (*SHOWN, "key"))
        later = ("until", "reason")
        answers = {sent.cell(task, name).protection.locked for name in ASKED if name not in later}
        assert answers == {not sent.choices(task)}, task
        asking = {sent.cell(task, name).protection.locked for name in later}
        assert asking == {"Xin gia hạn" not in sent.choices(task)}, task


def test_the_keys_are_out_of_sight(sent):
    assert sent.page.column_dimensions["Q"].hidden
    assert sent.page.row_dimensions[sent.header - 1].hidden
    assert sent.book["planengine"].sheet_state == "veryHidden"


def test_the_header_stays_in_sight_and_on_every_page_of_paper(sent):
    page = sent.page
    assert page.freeze_panes == f"D{sent.header + 1}"
    assert page.print_title_rows == f"${sent.header}:${sent.header}"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_area.endswith(f"$P${page.max_row}")


def test_an_answer_is_offered_only_where_the_table_of_transitions_has_a_way(office, sent):
    for task in sent.rows:
        state = office.state(task, "so-tnmt")
        for word in sent.choices(task):
            if word in WORDS:
                assert any(status.transition(one, state) for one in WORDS[word]), (task, state, word)


@pytest.mark.parametrize(
    ("task", "offered"),
    [
        ("IV.1.2", {"Đã tiếp nhận", "Đang thực hiện", "Vướng mắc"}),  # a standing duty is never done
        ("2.1.1", {"Đang thực hiện", "Hoàn thành", "Vướng mắc"}),
        ("IV.1.3@2025", {"Đã tiếp nhận", "Vướng mắc"}),  # its period has not begun
        ("IV.1.5@2024", {"Đã tiếp nhận", "Đang thực hiện", "Hoàn thành", "Vướng mắc", "Xin gia hạn"}),
    ],
)
def test_what_may_be_answered_follows_from_how_things_stand(sent, task, offered):
    assert set(sent.choices(task)) == offered


def test_every_answer_about_the_state_stands_for_commands_of_the_table():
    assert {one for triggers in TRIGGERS.values() for one in triggers} <= set(status.TRIGGERS)


def test_the_sheet_tells_progress_and_what_is_waited_for(sent):
    assert sent.cell("2.1.3", "state").value == "đang thực hiện; 40%"


def test_what_waits_for_other_work_says_so_and_cannot_be_answered_as_begun(office):
    office.do("sheet", "export", "--agency", "so-nnptnt", "--out", "wait.xlsx", today=OUT)
    sheet = Officer(office.folder / "wait.xlsx")
    assert sheet.cell("1.2", "state").value == "chưa tiếp nhận; chờ 1.1"
    assert set(sheet.choices("1.2")) == {"Đã tiếp nhận", "Vướng mắc"}


def test_no_cell_is_a_formula_whatever_it_begins_with(tmp_path):
    office = busy_office(tmp_path)
    plan = tmp_path / "plans/kh_106.yaml"
    text = plan.read_text(encoding="utf-8")
    old = "title: Xây dựng tối thiểu 05 mô hình HTX nông nghiệp phát triển bền vững, hiệu quả"
    assert old in text
    plan.write_text(text.replace(old, """title: '=HYPERLINK("http://a.example","x")'"""), encoding="utf-8")
    office.do("apply", "plans/kh_106.yaml", "--yes", today="2024-12-04")
    office.do("sheet", "export", "--all", "--out", "bang", today=OUT)
    found = 0
    for path in (tmp_path / "bang").iterdir():
        for page in openpyxl.load_workbook(path).worksheets:
            for row in page.iter_rows():
                assert all(cell.data_type != "f" for cell in row)
                found += sum(str(cell.value).startswith("=HYPERLINK") for cell in row)
        with zipfile.ZipFile(path) as parts:
            assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert found > 0


def test_the_same_day_gives_the_same_file_to_the_byte(office):
    for name in ("one.xlsx", "two.xlsx"):
        office.do("sheet", "export", "--agency", "so-tnmt", "--out", name, today=OUT)
    one, two = ((office.folder / name).read_bytes() for name in ("one.xlsx", "two.xlsx"))
    assert one == two


def test_the_words_follow_the_language(office):
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "en.xlsx", today=OUT, lang="en")
    english = Officer(office.folder / "en.xlsx")
    assert "In progress" in english.choices("2.1.1")
    english.fill("2.1.1", answer="In progress").fill("IV.1.5@2024", answer="Accepted")
    english.save(office.folder / "en.xlsx")
    found = office.do("sheet", "import", "en.xlsx", "--dry-run", "--json", today=OUT).json
    assert [one["act"] for one in found["files"][0]["acts"]] == ["start", "accept"]


def test_exporting_asks_for_one_agency_or_all_and_a_place_that_is_free(office):
    def code(*words):
        return office.run("sheet", "export", *words, today=OUT).code

    assert code() == 2
    assert code("--agency", "so-tnmt", "--all") == 2
    assert code("--all") == 2
    assert code("--agency", "so-tnm") == 7
    assert code("--agency", "so-tnmt", "--out", "bang.xls") == 2
    assert code("--agency", "ubnd-tinh") == 4
    (office.folder / "x.xlsx").write_bytes(b"kept")
    assert code("--agency", "so-tnmt", "--out", "x.xlsx") == 4
    assert (office.folder / "x.xlsx").read_bytes() == b"kept"
    assert code("--agency", "so-tnmt", "--out", "x.xlsx", "--force") == 0
    assert code("--all", "--out", "x.xlsx") == 2


def test_where_one_name_is_taken_no_sheet_of_all_is_written(office):
    folder = office.folder / "full"
    folder.mkdir()
    (folder / f"kh-106_so-tnmt_{OUT}.xlsx").write_bytes(b"")
    assert office.run("sheet", "export", "--all", "--out", "full", today=OUT).code == 4
    assert len(list(folder.iterdir())) == 1
