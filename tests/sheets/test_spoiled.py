"""What comes back is seldom what went out: what is plain is taken, the rest is told, nothing is guessed."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from datetime import date

import pytest
from openpyxl.workbook.protection import WorkbookProtection

from tests.cli.office import busy_office
from tests.sheets.officer import MARK, Officer

OUT, BACK = "2024-12-05", "2024-12-10"
FILE = "back.xlsx"
DONE = {"answer": "Hoàn thành", "number": "123/BC-STNMT", "day": date(2024, 12, 4)}


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A workspace and the sheet of one agency in it, untouched; each test works on a copy."""
    office = busy_office(tmp_path_factory.mktemp("office"))
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", today=OUT)
    return office


@pytest.fixture
def desk(sent, tmp_path):
    """The office, and the sheet open on an officer's desk."""
    office = type(sent)(tmp_path / "office")
    shutil.copytree(sent.folder, office.folder)
    return office, Officer(office.folder / "sent.xlsx")


def read(office, *words, code=1):
    """What a dry run of the file makes of it."""
    answer = office.run("sheet", "import", FILE, "--dry-run", "--json", *words, today=BACK)
    assert answer.code == code, answer
    return answer.json["files"][0] if answer.out else answer


def faults(desk, *words):
    """The faults of what stands on the desk as (cell, code)."""
    office, officer = desk
    officer.save(office.folder / FILE)
    before = office.dump()
    found = read(office, *words)
    assert office.run("sheet", "import", FILE, "--yes", *words, today=BACK).code == 1
    assert office.dump() == before, "a faulty sheet left something behind"
    return [(one["cell"], one["code"].removeprefix("sheet.fault.")) for one in found["faults"]]


def acts(desk, *words):
    """What would be recorded of what stands on the desk as (task, act)."""
    office, officer = desk
    officer.save(office.folder / FILE)
    return [(one["task"], one["act"]) for one in read(office, *words, code=0)["acts"]]


def refusal(office, *words, today=BACK):
    answer = office.run("sheet", "import", FILE, "--yes", *words, today=today)
    assert answer.code in (4, 7), answer
    return answer.err


# --- cells


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"answer": "xong rồi"}, "answer", "answer_unknown"),
        ({"answer": 1}, "answer", "answer_unknown"),
        ({**DONE, "day": "5.12.24"}, "day", "day_short"),
        ({**DONE, "day": "12/25/2024"}, "day", "day_month_first"),
        ({**DONE, "day": "hôm qua"}, "day", "day_unreadable"),
        ({**DONE, "day": date(2024, 12, 11)}, "day", "day_to_come"),
        ({**DONE, "number": date(2024, 12, 5)}, "number", "number_is_date"),
        ({**DONE, "number": None}, "number", "number_missing"),
        ({**DONE, "answer": None}, "answer", "document_without_done"),
        ({**DONE, "answer": "Đang thực hiện"}, "answer", "document_without_done"),
        ({**DONE, "percent": 60}, "percent", "done_and_percent"),
        ({**DONE, "until": date(2025, 1, 5), "reason": "x"}, "until", "done_and_until"),
        ({"percent": 0.5}, "percent", "percent_fraction"),
        ({"percent": 150}, "percent", "percent_range"),
        ({"percent": "nửa"}, "percent", "percent_unreadable"),
        ({"note": "x" * 2001}, "note", "too_long"),
        ({"note": "đã \u202exong"}, "note", "signs"),
        ({"note": "§· hoµn thµnh"}, "note", "legacy"),
        ({"note": "Ñaõ hoaøn thaønh"}, "note", "legacy"),
        ({"note": "=1+1"}, "note", "trouble.formula"),
        ({"note": "#REF!"}, "note", "trouble.error"),
        ({"answer": "Vướng mắc"}, "difficulty", "difficulty_missing"),
        ({"answer": "Xin gia hạn"}, "until", "until_missing"),
        ({"until": date(2025, 1, 5)}, "reason", "reason_missing"),
        ({"reason": "Thiếu người"}, "until", "until_missing"),
        ({"due": date(2025, 1, 5)}, "due", "locked.due"),
        ({"state": "đã xong"}, "state", "locked.state"),
        ({"task": "2.1.2", "note": "x"}, "task", "key_elsewhere"),
        ({"key": "01JBJQ6V807VZZG9P1TCZ82DEX:7", "note": "x"}, "task", "key_unknown"),
    ],
)
def test_a_faulty_cell_is_named(desk, cells, column, code):
    place = desk[1].place("2.1.1", column)
    desk[1].fill("2.1.1", **cells)
    assert faults(desk) == [(place, code)]


def test_a_number_where_a_day_is_asked_for_is_named(desk):
    desk[1].fill("2.1.1", **{**DONE, "day": 45631})
    desk[1].cell("2.1.1", "day").number_format = "General"
    assert faults(desk) == [(desk[1].place("2.1.1", "day"), "day_number")]


def test_the_letter_may_stand_for_the_document_of_a_result(desk):
    desk[1].fill("2.1.1", answer="Hoàn thành")
    assert acts(desk, "--document", "402/BC-STNMT ngày 09/12/2024") == [("2.1.1", "submit")]


def test_what_the_rules_refuse_is_named_at_its_cell(desk):
    place = desk[1].place("IV.1.3@2025", "answer")
    desk[1].fill("IV.1.3@2025", **DONE)
    assert faults(desk) == [(place, "refusal.state.not_yet_open")]


def test_a_result_without_its_document_is_named_at_the_number(desk):
    place = desk[1].place("2.1.1", "number")
    desk[1].fill("2.1.1", answer="Hoàn thành")
    assert faults(desk) == [(place, "refusal.need.evidence")]


def test_one_faulty_row_keeps_the_whole_file_out(desk):
    desk[1].fill("2.1.1", **DONE).fill("2.1.3", percent=101)
    assert len(faults(desk)) == 1


def test_several_faults_are_told_at_once(desk):
    desk[1].fill("2.1.1", **{**DONE, "day": "5.12.24", "percent": "nửa"}).fill("2.1.3", answer="ừ")
    assert len(faults(desk)) == 3


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ({"answer": "đã tiếp nhận "}, "accept"),
        ({"answer": "DA TIEP NHAN"}, "accept"),
        ({"answer": "Accepted"}, "accept"),
        ({"answer": "Đang thực hiện"}, "start"),
        ({"answer": "Đang  thực hiện", "percent": "40%"}, "progress"),
        ({"percent": 40}, "progress"),
        ({"note": "Đã họp"}, "progress"),
        ({**DONE, "day": "05/12/2024"}, "submit"),
        ({**DONE, "percent": 100}, "submit"),
    ],
)
def test_what_is_plain_is_taken(desk, cells, kept):
    desk[1].fill("2.1.1", **cells)
    assert acts(desk) == [("2.1.1", kept)]


def test_a_cell_that_shows_percent_is_read_as_it_shows(desk):
    desk[1].fill("2.1.1", percent=0.5)
    desk[1].cell("2.1.1", "percent").number_format = "0%"
    office, officer = desk
    officer.save(office.folder / FILE)
    office.do("sheet", "import", FILE, "--yes", today=BACK)
    assert office.query("SELECT percent FROM assignment WHERE percent IS NOT NULL") == [(50,)]


def test_signs_that_programs_put_into_a_text_by_themselves_do_no_harm(desk):
    desk[1].fill("2.1.1", note="Đã\u200b họp\u00ad ban\ufeff")
    office, officer = desk
    officer.save(office.folder / FILE)
    office.do("sheet", "import", FILE, "--yes", today=BACK)
    assert office.query("SELECT note FROM assignment WHERE note IS NOT NULL") == [("Đã họp ban",)]


def test_old_text_is_converted_only_where_that_was_asked_for(desk):
    desk[1].fill("2.1.1", note="§· lÊy ý kiÕn c¸c së")
    office, officer = desk
    officer.save(office.folder / FILE)
    assert "Đã lấy ý kiến các sở" in read(office)["faults"][0]["text"]
    told = office.do("sheet", "import", FILE, "--yes", "--convert", today=BACK)
    assert officer.place("2.1.1", "note") in told.all
    assert office.query("SELECT note FROM assignment WHERE note IS NOT NULL") == [("Đã lấy ý kiến các sở",)]


# --- rows and columns


def test_rows_in_another_order_and_without_some_are_taken(desk):
    office, officer = desk
    officer.fill("2.1.1", **DONE).fill("2.1.3", percent=40)
    rows = [[cell.value for cell in row] for row in officer.page.iter_rows(min_row=officer.header + 1)]
    officer.page.delete_rows(officer.header + 1, len(rows))
    for at, row in enumerate(rows[:2][::-1], officer.header + 1):
        for column, value in enumerate(row, 1):
            officer.page.cell(at, column).value = value
    officer.save(office.folder / FILE)
    found = read(office, code=0)
    assert [one["task"] for one in found["acts"]] == ["2.1.3", "2.1.1"]
    assert found["left_out"] == len(rows) - 2


def test_columns_that_were_moved_are_known_by_their_names(desk):
    _office, officer = desk
    officer.fill("2.1.1", **DONE)
    officer.page.insert_cols(3)
    officer.page.cell(officer.header, 3).value = "Cán bộ theo dõi"
    assert acts(desk) == [("2.1.1", "submit")]


def test_hidden_columns_are_read_like_others(desk):
    desk[1].fill("2.1.1", **DONE)
    desk[1].page.column_dimensions["H"].hidden = True
    assert acts(desk) == [("2.1.1", "submit")]


def test_a_row_without_its_key_is_known_by_its_id(desk):
    desk[1].fill("2.1.1", **DONE, key=None)
    assert acts(desk) == [("2.1.1", "submit")]


def test_a_task_that_stands_in_two_rows_is_named(desk):
    _office, officer = desk
    last = officer.page.max_row + 1
    for column in range(1, officer.page.max_column + 1):
        officer.page.cell(last, column).value = officer.page.cell(officer.rows["2.1.1"], column).value
    assert faults(desk) == [(f"B{last}", "twice")]


def test_columns_sorted_apart_from_their_keys_are_named(desk):
    """The danger of a sheet: the answers of one task under the key of another."""
    _office, officer = desk
    first, second = officer.rows["2.1.1"], officer.rows["2.1.3"]
    officer.fill("2.1.1", **DONE)
    for column in range(1, officer.columns["key"]):
        one, other = officer.page.cell(first, column), officer.page.cell(second, column)
        one.value, other.value = other.value, one.value
    assert {code for _, code in faults(desk)} == {"key_elsewhere"}


def test_a_row_that_was_added_is_named_where_it_says_something_and_left_where_not(desk):
    _office, officer = desk
    officer.fill("2.1.1", **DONE)
    last = officer.page.max_row + 2
    officer.page.cell(last, 3).value = "Người lập biểu"
    assert acts(desk) == [("2.1.1", "submit")]
    officer.page.cell(last, officer.columns["note"]).value = "Việc khác"
    assert faults(desk) == [(f"B{last}", "extra_row")]


def test_merged_cells_are_named_row_by_row(desk):
    _office, officer = desk
    officer.fill("2.1.1", answer="Đang thực hiện")
    column = officer.cell("2.1.1", "answer").column_letter
    rows = officer.rows["2.1.1"], officer.rows["2.1.3"]
    officer.page.merge_cells(f"{column}{rows[0]}:{column}{rows[1]}")
    assert faults(desk) == [(f"{column}{row}", "trouble.merged") for row in rows]


def test_a_formula_counts_for_what_it_last_gave(desk):
    office, officer = desk
    officer.fill("2.1.1", percent="=20+20")
    officer.save(office.folder / FILE)
    rewrite(office.folder / FILE, "xl/worksheets/sheet1.xml", "<f>20+20</f><v></v>", "<f>20+20</f><v>40</v>")
    assert [one["act"] for one in read(office, code=0)["acts"]] == ["progress"]


def rewrite(path, part, old, new):
    """The same workbook with one part changed as text."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for one in before.namelist():
            content = before.read(one)
            if one == part:
                text = content.decode()
                found = re.search(old, text) if isinstance(old, re.Pattern) else old in text
                assert found, f"{old} is not in {part}"
                content = (
                    old.sub(new, text) if isinstance(old, re.Pattern) else text.replace(old, new)
                ).encode()
            after.writestr(one, content)
    path.write_bytes(out.getvalue())


# --- whole files


def test_a_sheet_of_another_agency_is_refused_where_one_is_expected(desk):
    office, officer = desk
    officer.save(office.folder / FILE)
    assert "so-tnmt, không phải của so-tc" in refusal(office, "--agency", "so-tc").replace("\n", " ")


def test_a_sheet_of_another_plan_is_refused(desk, tmp_path):
    office, officer = desk
    other = busy_office(make(tmp_path / "other"))
    # the same plan applied elsewhere is another plan: its assignments are not those of the sheet
    assert other.query("SELECT uid FROM plan") == office.query("SELECT uid FROM plan"), (
        "copied, hence the same"
    )
    officer.book["planengine"]["B4"].value = "01AAAAAAAAAAAAAAAAAAAAAAAA"
    officer.save(office.folder / FILE)
    assert "Trang ẩn" in refusal(office)
    resealed(officer)
    officer.save(office.folder / FILE)
    assert "thuộc kế hoạch" in refusal(office)


def make(folder):
    folder.mkdir()
    return folder


def resealed(officer):
    """Writes the sum anew, as somebody could who reads the source; then only the database can tell."""
    from planengine.usecases.sheet_rows import Head, Key, checksum

    rows = list(officer.book["planengine"].iter_rows(values_only=True))
    said = {row[0]: row[1] for row in rows}
    keys = [Key(*("" if one is None else one for one in row[1:6])) for row in rows if row[0] is None]
    head = Head(*(said[name] for name in Head._fields))
    for row in officer.book["planengine"].iter_rows():
        if row[0].value == "checksum":
            row[1].value = checksum(head, keys)


def test_keys_of_another_agency_under_a_sum_that_fits_are_held_against_the_database(desk):
    office, officer = desk
    (foreign,) = office.query(
        "SELECT a.uid, a.last_seq FROM assignment a JOIN agency g ON g.uid = a.agency_uid WHERE g.id = 'so-tc' LIMIT 1"
    )
    hidden = officer.book["planengine"]
    row = next(row for row in hidden.iter_rows() if row[3].value == "2.1.1")
    row[1].value, row[2].value = foreign
    officer.fill("2.1.1", **DONE, key=f"{foreign[0]}:{foreign[1]}")
    resealed(officer)
    assert faults(desk) == [(officer.place("2.1.1", "task"), "not_held")]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda book: book.remove(book["planengine"]), "không phải bảng do planengine xuất"),
        (lambda book: book["planengine"].__setitem__("B1", 2), "bảng bản 2"),
        (lambda book: book["planengine"].__setitem__("B1", None), "bảng bản"),
        (lambda book: book["planengine"].__setitem__("B5", "so-tc"), "đã bị sửa"),
        (lambda book: book["planengine"].__setitem__("C9", 999), "đã bị sửa"),
        (lambda book: book["planengine"].__setitem__("C9", "x"), "đã bị sửa"),
        (lambda book: book["planengine"].delete_rows(9), "đã bị sửa"),
        (lambda book: book.worksheets[0].delete_rows(11), "không còn bảng nhiệm vụ"),
        (lambda book: book.worksheets[0].delete_cols(12), "thiếu cột: percent"),
        (lambda book: book.worksheets[0].delete_cols(17), "thiếu cột: key"),
    ],
)
def test_a_workbook_that_lost_what_holds_it_together_is_refused(desk, spoil, said):
    office, officer = desk
    spoil(officer.book)
    officer.save(office.folder / FILE)
    assert said in " ".join(refusal(office).split())


def test_a_name_that_steers_a_screen_is_kept_as_it_may_be_shown(desk):
    office, officer = desk
    officer.fill("2.1.1", percent=40).save(office.folder / "a\u202e\x1b[2J.xlsx")
    told = office.do("sheet", "import", "a\u202e\x1b[2J.xlsx", "--yes", today=BACK)
    assert "\x1b" not in told.out
    (document,) = office.query("SELECT document FROM event WHERE channel = 'sheet'")
    assert document == ("a\\u202e\\x1b[2J.xlsx",)


def test_macros_are_refused_whatever_the_file_is_called(desk):
    office, officer = desk
    officer.save(office.folder / FILE)
    with zipfile.ZipFile(office.folder / FILE, "a") as file:
        file.writestr("xl/vbaProject.bin", b"x")
    assert "có macro" in refusal(office)


def test_old_and_locked_and_broken_files_are_told_apart(desk):
    office, _ = desk
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for content, said in (
        (ole, "dạng cũ"),
        (ole + "EncryptedPackage".encode("utf-16-le"), "có mật khẩu"),
        (b"PK\x03\x04 broken", "Không đọc được"),
        (b"", "Không đọc được"),
    ):
        (office.folder / FILE).write_bytes(content)
        assert said in refusal(office)
    (office.folder / FILE).unlink()
    assert "Không có tệp" in refusal(office)


def test_a_workbook_whose_structure_is_locked_is_read(desk):
    _office, officer = desk
    officer.fill("2.1.1", **DONE)
    officer.book.security = WorkbookProtection(lockStructure=True, workbookPassword="abc")
    assert acts(desk) == [("2.1.1", "submit")]


def test_a_workbook_as_excel_and_libreoffice_write_it_is_read(desk):
    """Texts in a table of their own, and a last row of all that is there for its height alone."""
    office, officer = desk
    officer.fill("2.1.1", **DONE)
    officer.save(office.folder / FILE)
    share_strings(office.folder / FILE)
    rewrite(
        office.folder / FILE,
        "xl/worksheets/sheet1.xml",
        "</sheetData>",
        '<row r="1048576" customFormat="false" ht="12.8" hidden="false" outlineLevel="0"/></sheetData>',
    )
    assert [(one["task"], one["act"]) for one in read(office, code=0)["acts"]] == [("2.1.1", "submit")]


SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
INLINE = re.compile(r'(<c r="[A-Z]+[0-9]+"[^>]*) t="inlineStr"><is>(<t.*?</t>)</is></c>', re.DOTALL)


def share_strings(path):
    """The same workbook with its texts where other programs keep them."""
    strings = []

    def share(found):
        strings.append(f"<si>{found[2]}</si>")
        return f'{found[1]} t="s"><v>{len(strings) - 1}</v></c>'

    for part in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        rewrite(path, part, INLINE, share)
    rewrite(
        path,
        "[Content_Types].xml",
        "</Types>",
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED}"/></Types>',
    )
    rewrite(
        path,
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        f'<Relationship Id="rIdS" Type="{RELATION}" Target="sharedStrings.xml"/></Relationships>',
    )
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SHEETS}">{"".join(strings)}</sst>')


def test_a_workbook_of_wide_merges_is_refused_before_it_is_opened(desk):
    office, officer = desk
    officer.save(office.folder / FILE)
    rewrite(
        office.folder / FILE,
        "xl/worksheets/sheet1.xml",
        "</mergeCells>",
        '<mergeCell ref="A20:ZZ50000"/></mergeCells>',
    )
    assert "quá lớn" in refusal(office)


def test_a_cell_without_a_name_in_the_last_row_of_all_is_refused(desk):
    office, officer = desk
    officer.save(office.folder / FILE)
    rewrite(
        office.folder / FILE,
        "xl/worksheets/sheet1.xml",
        "</sheetData>",
        '<row r="1048576"><c><v>1</v></c></row></sheetData>',
    )
    assert "quá lớn" in refusal(office)


# --- the copy that goes back


def test_the_copy_has_every_faulty_cell_marked_and_explained_and_can_be_corrected_and_sent_again(desk):
    office, officer = desk
    officer.fill("2.1.1", **{**DONE, "day": "5.12.24", "percent": "nửa"}).fill("2.1.3", note="Đã họp")
    officer.save(office.folder / FILE)
    office.run("sheet", "import", FILE, "--yes", "--out", "loi.xlsx", today=BACK)
    copy = Officer(office.folder / "loi.xlsx")
    marked = {cell.coordinate for row in copy.page.iter_rows() for cell in row if cell.comment}
    assert marked == {copy.place("2.1.1", "day"), copy.place("2.1.1", "percent")}
    cell = copy.cell("2.1.1", "day")
    assert "05/12/2024" in cell.comment.text
    assert cell.fill.fgColor.rgb == "FFFFB3B3"
    copy.fill("2.1.1", day=date(2024, 12, 5), percent=100).save(office.folder / FILE)
    office.do("sheet", "import", FILE, "--yes", today=BACK)
    assert office.state("2.1.1", "so-tnmt") == "submitted"


def test_marks_of_an_earlier_return_are_taken_off(desk):
    office, officer = desk
    officer.fill("2.1.1", **{**DONE, "day": "5.12.24"}).save(office.folder / FILE)
    office.run("sheet", "import", FILE, "--out", "loi.xlsx", today=BACK)
    again = Officer(office.folder / "loi.xlsx")
    plain = again.cell("2.1.3", "day").fill.fgColor.rgb
    again.fill("2.1.1", day=date(2024, 12, 5)).fill("2.1.3", percent=150).save(office.folder / FILE)
    office.run("sheet", "import", FILE, "--out", "loi.xlsx", "--force", today=BACK)
    copy = Officer(office.folder / "loi.xlsx")
    assert copy.cell("2.1.1", "day").comment is None
    assert copy.cell("2.1.1", "day").fill.fgColor.rgb == plain
    assert copy.cell("2.1.3", "percent").comment is not None


def test_the_marks_that_name_the_columns_are_those_the_reader_looks_for(desk):
    assert MARK + "key" in {cell.value for row in desk[1].page.iter_rows() for cell in row}
