"""Sheets that ask for figures of the targets of KH 106 go out, are filled in, come back and are recorded."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from tests.cli.office import busy_office
from tests.sheets.officer import Officer

OUT, BACK = "2024-12-05", "2024-12-10"
AGENCY = "so-tnmt"


@pytest.fixture
def office(tmp_path):
    return busy_office(tmp_path)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """An office whose sheet is out; for what is refused and leaves nothing behind."""
    office = busy_office(tmp_path_factory.mktemp("office"))
    export(office)
    return office


def export(office, *words, today=OUT):
    office.do("sheet", "export", "--targets", "--agency", AGENCY, "--out", "sent.xlsx", *words, today=today)
    return Officer(office.folder / "sent.xlsx")


def say_before(office, *figures, period="2023", today="2024-11-05"):
    office.do("target", "set", *figures, "--period", period, "--as", AGENCY, today=today)


def bring(office, sheet, *words, code=0, today=BACK):
    sheet.save(office.folder / "back.xlsx")
    answer = office.run("sheet", "import", "back.xlsx", *words, today=today)
    assert answer.code == code, answer
    return answer


def kept(office):
    """What stands, by target and period."""
    rows = office.query(
        "SELECT t.id, v.period, v.value FROM target_value v JOIN target t ON t.uid = v.target_uid "
        "WHERE v.agency = ? AND v.value IS NOT NULL",
        AGENCY,
    )
    return {f"{target}@{period}": value for target, period, value in rows}


def test_what_an_officer_fills_in_is_recorded_once(office):
    say_before(office, "G1=47,5")
    sheet = export(office)
    assert sheet.cell("G1@2023", "value").value == 47.5
    sheet.fill("G1@2024", value=52, document="15/BC-STNMT ngày 03/12/2024", note="Đến hết tháng 11")
    sheet.fill("G1@2023", value=48).fill("G2@2024", value=7)
    before = office.dump()
    shown = bring(office, sheet, "--dry-run").out
    assert "52 %; 15/BC-STNMT ngày 03/12/2024; Đến hết tháng 11" in shown
    assert "47,5 → 48 %" in shown
    assert office.dump() == before
    bring(office, sheet, "--yes")
    assert kept(office) == {"G1@2023": "48", "G1@2024": "52", "G2@2024": "7"}
    told = office.query(
        "SELECT agency, typed_by, channel, document FROM event WHERE type LIKE 'target%' AND channel = 'sheet' "
        "ORDER BY seq"
    )
    assert told == [
        (AGENCY, "so-nnptnt", "sheet", "back.xlsx"),
        (AGENCY, "so-nnptnt", "sheet", "15/BC-STNMT ngày 03/12/2024"),
        (AGENCY, "so-nnptnt", "sheet", "back.xlsx"),
    ]
    assert office.query("SELECT count(DISTINCT correlation) FROM event WHERE channel = 'sheet'") == [(1,)]
    once = office.dump()
    assert "Không có gì để ghi nhận" in bring(office, sheet, "--yes", today="2024-12-11").out
    assert office.dump() == once
    office.do("audit", "verify", "--deep", today=BACK)


def test_a_sheet_that_nobody_wrote_into_says_nothing(office):
    say_before(office, "G1=47,5", "G4=12,5 hộ", "G3=0,000001", "G2=123456789012345")
    before = office.dump()
    assert "Không có gì để ghi nhận" in bring(office, export(office), "--yes").out
    assert office.dump() == before


def test_there_is_a_row_for_every_target_the_agency_may_report_in_every_period_that_has_begun(office):
    sheet = export(office)
    ids = [one["id"] for one in office.do("target", "list", "--json", today=OUT).json["targets"]]
    assert list(sheet.rows) == [f"{one}@{period}" for one in ids for period in ("2023", "2024")]
    narrow = export(office, "--period", "2024", "--force")
    assert list(narrow.rows) == [f"{one}@2024" for one in ids]


def test_keys_are_locked_and_only_figure_document_and_note_are_open(untouched):
    sheet = Officer(untouched.folder / "sent.xlsx")
    assert sheet.page.protection.sheet
    for row in sheet.rows:
        open_cells = {name for name in sheet.columns if not sheet.cell(row, name).protection.locked}
        assert open_cells == {"value", "document", "note"}
    assert sheet.cell("G2@2024", "unit").value == "mô hình"
    assert sheet.page.column_dimensions[sheet.cell("G1@2024", "key").column_letter].hidden
    (rule,) = sheet.page.data_validations.dataValidation
    assert rule.type == "decimal"
    assert sheet.place("G1@2024", "value") in rule.sqref
    assert (
        sheet.place("G4@2024", "value") not in rule.sqref
    )  # no unit is given: it is written with the figure


def test_all_sheets_go_to_those_who_are_asked(office):
    say_before(office, "G9=31")
    office.do("sheet", "export", "--all", "--targets", "--out", "so_lieu", today=OUT)
    files = {one.name for one in (office.folder / "so_lieu").iterdir()}
    assert f"kh-106_{AGENCY}_chi-tieu_{OUT}.xlsx" in files
    assert f"kh-106_lien-minh-htx_chi-tieu_{OUT}.xlsx" in files
    sheet = Officer(office.folder / "so_lieu" / f"kh-106_{AGENCY}_chi-tieu_{OUT}.xlsx")
    assert "G9@2023" in sheet.rows


FAULTS = [
    ({"value": "1.234"}, "value", "1234 hay 1.234"),
    ({"value": "bảy"}, "value", "không phải là một con số"),
    ({"value": 0.5}, "value", "50 % hay 0.5 %"),
    ({"value": date(2024, 12, 5)}, "value", "05/12/2024"),
    ({"value": 100 / 3}, "value", "33.33"),
    ({"value": "7 mô hình"}, "value", "%"),
    ({"value": -3}, "value", "-3"),
    ({"note": "Chưa thống kê"}, "value", "chưa có số liệu"),
    ({"value": 52, "period": "2023"}, "period", "2024"),
    ({"value": 52, "unit": "HTX"}, "unit", "%"),
    ({"value": 52, "note": "b¸o c¸o kÕt qu¶ thùc hiÖn"}, "note", "TCVN3"),
]


@pytest.mark.parametrize(("cells", "place", "said"), FAULTS)
def test_a_faulty_cell_keeps_the_file_out_and_is_marked_and_explained(untouched, cells, place, said):
    office = untouched
    sheet = Officer(office.folder / "sent.xlsx")
    at = sheet.place("G1@2024", place)
    sheet.fill("G1@2024", **cells).fill("G2@2024", value=7)
    before = office.dump()
    told = bring(office, sheet, "--yes", "--out", "marked.xlsx", "--force", code=1)
    assert f"{at}: " in told.out
    assert office.dump() == before
    page = openpyxl.load_workbook(office.folder / "marked.xlsx").worksheets[0]
    marked = {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}
    assert set(marked) == {at}
    assert said in marked[at]


def test_a_figure_that_was_deleted_is_asked_about(office):
    say_before(office, "G1=47,5")
    sheet = export(office)
    told = bring(office, sheet.fill("G1@2023", value=None), "--yes", code=1)
    assert f"{sheet.place('G1@2023', 'value')}: Số liệu 47.5 đã bị xóa" in told.out
    assert kept(office) == {"G1@2023": "47.5"}


def test_a_figure_left_as_it_was_says_nothing_though_it_has_changed_meanwhile(office):
    say_before(office, "G1=47,5")
    sheet = export(office).fill("G2@2024", value=7)
    say_before(office, "G1=48", today="2024-12-06")
    bring(office, sheet, "--yes")
    assert kept(office) == {"G1@2023": "48", "G2@2024": "7"}


def test_a_document_for_a_figure_that_stands_is_asked_about_and_a_note_is_kept(office):
    say_before(office, "G1=47,5")
    sheet = export(office).fill("G1@2023", document="15/BC-STNMT")
    told = bring(office, sheet, "--yes", code=1)
    assert f"{sheet.place('G1@2023', 'document')}: " in told.out
    bring(office, sheet.fill("G1@2023", note="Số chính thức"), "--yes")
    assert office.query("SELECT value, note FROM target_value") == [("47.5", "Số chính thức")]


def test_a_percentage_is_taken_as_it_is_shown(office):
    sheet = export(office).fill("G1@2024", value=0.525).fill("G5@2024", value="30,5 %")
    sheet.cell("G1@2024", "value").number_format = "0.0%"
    bring(office, sheet, "--yes")
    assert kept(office) == {"G1@2024": "52.5", "G5@2024": "30.5"}


def test_what_was_said_since_the_sheet_went_out_is_named_and_keeps_the_file_out(office):
    sheet = export(office).fill("G1@2024", value=52).fill("G2@2024", value=7)
    say_before(office, "G1=50", period="2024", today="2024-12-06")
    before = office.dump()
    told = bring(office, sheet, "--yes", code=1)
    assert f"{sheet.place('G1@2024', 'value')}: " in told.out
    assert "06/12/2024" in told.out
    assert office.dump() == before
    # the same figure by another way is no contradiction
    office.do("target", "set", "G1=52", "--period", "2024", "--as", AGENCY, today="2024-12-07")
    bring(office, sheet, "--yes")
    assert kept(office) == {"G1@2024": "52", "G2@2024": "7"}


def test_rows_may_be_sorted_left_out_and_lose_their_keys(office):
    sheet = export(office).fill("G1@2024", value=52).fill("G2@2024", value=7)
    first, second = sheet.rows["G1@2024"], sheet.rows["G2@2024"]
    for column in sheet.columns.values():
        one, two = sheet.page.cell(first, column), sheet.page.cell(second, column)
        one.value, two.value = two.value, one.value
    sheet.page.cell(first, sheet.columns["key"]).value = None
    sheet.page.delete_rows(sheet.rows["G12@2024"])
    told = bring(office, sheet, "--yes")
    assert "1 số liệu" in told.err
    assert kept(office) == {"G1@2024": "52", "G2@2024": "7"}


def test_a_sheet_of_another_agency_or_plan_is_refused(office):
    sheet = export(office).fill("G1@2024", value=52)
    before = office.dump()
    bring(office, sheet, "--yes", "--agency", "so-tc", code=4)
    sheet.book["planengine"]["B3"].value = "khac"
    bring(office, sheet, "--yes", code=4)
    assert office.dump() == before


def test_a_figure_does_not_hold_for_a_day_before_its_period(office):
    sheet = export(office).fill("G1@2024", value=52)
    told = bring(office, sheet, "--yes", "--on", "2023-12-30", code=1)
    assert f"{sheet.place('G1@2024', 'period')}: " in told.out


def test_the_figures_stand_in_the_answer_of_the_program(office):
    told = bring(office, export(office).fill("G1@2024", value="52,5"), "--yes", "--json").json["files"][0]
    (one,) = told["figures"]
    assert (told["kind"], told["recorded"], told["acts"]) == ("targets", True, [])
    assert {name: one[name] for name in ("target", "period", "value", "was", "unit")} == {
        "target": "G1",
        "period": "2024",
        "value": "52.5",
        "was": None,
        "unit": "%",
    }


def test_a_period_is_asked_for_with_targets_only(office):
    assert office.run("sheet", "export", "--agency", AGENCY, "--period", "2024", today=OUT).code == 2
    told = office.run("sheet", "export", "--targets", "--agency", AGENCY, "--period", "2031", today=OUT)
    assert told.code == 4
