"""Tables as offices send them, in sheets and Word documents: what they say becomes a plan without a fault."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from planengine.annex.directories import loader
from planengine.annex.exporting import export_workbook, named_by_the_file
from planengine.annex.importing import Wishes, import_file
from planengine.core.plan import Body, Due, MonthDay
from planengine.errors import NotFound, Refusal, UsageRefusal
from planengine.messages import Words
from planengine.planfile.read import read_plan
from tests.annex.tables import HEADER, document, sheet

PLANS = Path(__file__).resolve().parents[2] / "plans"
HEAD = {
    "starts": "2025-01-01",
    "ends": "2026-12-31",
    "issuer": "UBND tỉnh",
    "secretariat": "Sở KH&ĐT",
    "approver": "ubnd-tinh",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    here = tmp_path_factory.mktemp("office") / "plans"
    shutil.copytree(PLANS, here)
    return here


@pytest.fixture
def bring(folder):
    """Imports a file: (the plan as read from what was written, what was told)."""

    def bring(data, name="bang.xlsx", **wishes):
        path = folder / name
        path.write_bytes(data)
        given = {
            "directory": "agencies/quang_nam.yaml",
            "calendar": "calendars/vn.yaml",
            "head": HEAD,
            **wishes,
        }
        imported = import_file(path, loader(folder), Wishes(**given), Words("vi"))
        written = folder / "nhap.yaml"
        written.write_text(imported.text, encoding="utf-8")
        reading = read_plan(written)
        assert [one for one in reading.findings if one.severity == "error"] == []
        return reading.plan, imported

    return bring


def codes(imported, weight):
    return sorted(one.code for one in imported.remarks if one.weight == weight)


def one_task(bring, *cells, header=HEADER):
    plan, imported = bring(sheet([header, cells]))
    [task] = plan.tasks
    return task, imported


def test_a_row_becomes_a_task_with_its_bodies_and_its_day(bring):
    cells = (
        1,
        "Rà soát hợp tác xã",
        "Sở NN và PTNT",
        "Sở Tài chính; Sở Nội vụ",
        date(2025, 6, 30),
        "Theo quý",
    )
    task, imported = one_task(bring, *cells)
    assert (task.id, task.title, task.form, task.bodies) == (
        "1",
        "Rà soát hợp tác xã",
        "lead",
        (Body("so-nnptnt"),),
    )
    assert (task.support, task.due) == ((Body("so-tc"), Body("so-nv")), Due(day=date(2025, 6, 30)))
    assert (task.notes, task.readings) == ("Theo quý", ())
    assert codes(imported, "look") == codes(imported, "unmatched") == []


@pytest.mark.parametrize(
    ("words", "kind", "due"),
    [
        ("trước ngày 15/12/2025", "once", Due(day=date(2025, 12, 15), before=True)),
        ("Trước 15/12 hằng năm", "recurring", Due(yearly=MonthDay(12, 15), before=True)),
        ("Thường xuyên", "standing", None),
        ("Hằng quý", "recurring", None),
    ],
)
def test_words_that_say_the_time_plainly_are_no_reading(bring, words, kind, due):
    task, imported = one_task(bring, 1, "Việc", "Sở Tài chính", None, words)
    assert (task.kind, task.due, task.readings, task.notes) == (kind, due, (), None)
    assert codes(imported, "look") == []


def test_a_date_that_had_to_be_understood_is_a_reading_with_the_words_of_the_cell(bring):
    task, imported = one_task(bring, 1, "Việc", "Sở Tài chính", None, "Quý II/2025")
    assert task.due == Due(day=date(2025, 6, 30))
    [(key, why)] = task.readings
    assert key == "due"
    assert "“Quý II/2025”" in why
    [remark] = [one for one in imported.remarks if one.weight == "look"]
    assert (remark.place, remark.params["text"], remark.params["day"]) == ("E2", "Quý II/2025", "2025-06-30")


def test_words_without_a_day_are_kept_in_the_notes_and_told(bring):
    task, imported = one_task(bring, 1, "Việc", "Sở Tài chính", None, "Sau khi có hướng dẫn", "Gấp")
    assert task.due is None
    assert task.notes == "Gấp\nThời hạn ghi trong bảng: Sau khi có hướng dẫn"
    assert codes(imported, "look") == ["when_unclear"]


def test_how_often_is_read_where_the_day_has_no_key_and_the_words_are_kept(bring):
    task, imported = one_task(bring, 1, "Việc", "Sở Tài chính", None, "Thứ Sáu hằng tuần")
    assert (task.kind, task.every, task.due) == ("recurring", "week", None)
    assert task.notes == "Thời hạn ghi trong bảng: Thứ Sáu hằng tuần"
    assert codes(imported, "look") == ["when_partly"]


STARTS = ("STT", "Nội dung", "Cơ quan chủ trì", "Bắt đầu", "Thời hạn", "Ghi chú")


@pytest.mark.parametrize(
    "words", [date(2025, 3, 1), "01/03/2025", "Từ ngày 01/03/2025", "Bắt đầu từ 1/3/2025"]
)
def test_a_start_is_a_day_of_its_own_beside_the_due_date(bring, words):
    task, imported = one_task(bring, 1, "Việc", "Sở Tài chính", words, "30/06/2025", header=STARTS)
    assert (task.starts, task.due) == (date(2025, 3, 1), Due(day=date(2025, 6, 30)))
    assert (task.notes, codes(imported, "look")) == (None, [])


@pytest.mark.parametrize("words", ["Quý I/2025", "Ngay sau khi ban hành", "trước ngày 01/03/2025"])
def test_a_start_in_words_without_a_day_is_kept_in_the_notes_and_told_as_a_start(bring, words):
    task, imported = one_task(bring, 1, "Việc", "Sở Tài chính", words, "30/06/2025", header=STARTS)
    assert (task.starts, task.due) == (None, Due(day=date(2025, 6, 30)))
    assert task.notes == f"Ngày bắt đầu ghi trong bảng: {words}"
    assert codes(imported, "look") == ["starts_unclear"]


def test_several_leads_are_a_joint_task_and_a_group_is_each_for_itself(bring):
    task, _ = one_task(bring, 1, "Việc", "Sở Tài chính, Sở Nội vụ")
    assert (task.form, task.bodies) == ("joint", (Body("so-tc"), Body("so-nv")))
    assert dict(task.readings).keys() == {"joint"}
    task, _ = one_task(bring, 1, "Việc", "UBND các huyện, thị xã, thành phố")
    assert (task.form, task.bodies, dict(task.readings).keys()) == ("each", (Body("ubnd-huyen"),), {"each"})


def test_nobody_is_written_as_nobody_and_told(bring):
    task, imported = one_task(bring, 1, "Việc", None, "Sở Nội vụ", "31/12/2025")
    assert (task.form, task.support) == ("unassigned", ())
    assert "Sở Nội vụ" in task.notes
    assert codes(imported, "look") == ["nobody", "support_of_nobody"]


@pytest.mark.parametrize(
    "words",
    [
        "Sở Tài chính chủ trì, phối hợp với Sở Nội vụ, Sở Y tế",
        "Chủ trì: Sở Tài chính; Phối hợp: Sở Nội vụ, Sở Y tế",
        "Sở Tài chính (chủ trì), Sở Nội vụ (phối hợp), Sở Y tế (phối hợp)",
    ],
)
def test_both_roles_in_one_cell_are_told_apart(bring, words):
    task, _ = one_task(bring, 1, "Việc", words)
    assert (task.bodies, task.support) == ((Body("so-tc"),), (Body("so-nv"), Body("so-yt")))


def test_an_unknown_body_is_entered_into_the_plan_under_its_name_and_told_with_its_cell(bring):
    plan, imported = bring(
        sheet(
            [
                HEADER,
                (1, "Một", "Sở Kế hoạch"),
                (2, "Hai", "Hội Làm vườn tỉnh", "Các quỹ tín dụng"),
                (3, "Ba", "Sở Kế hoạch"),
            ]
        )
    )
    told = [
        (one.place, one.params["name"], one.params["near"])
        for one in imported.remarks
        if one.weight == "unmatched"
    ]
    assert told == [
        ("C2", "Sở Kế hoạch", "so-khdt"), ("C3", "Hội Làm vườn tỉnh", None), ("D3", "Các quỹ tín dụng", None),
    ]  # fmt: skip
    assert [task.bodies[0].id for task in plan.tasks] == ["so-ke-hoach", "hoi-lam-vuon-tinh", "so-ke-hoach"]
    assert "groups:\n  cac-quy-tin-dung: {name: Các quỹ tín dụng, open: true}\n" in imported.text


def test_a_name_that_was_read_into_a_body_is_told_once(bring):
    plan, imported = bring(sheet([HEADER, (1, "Một", "Liên minh HTX"), (2, "Hai", "Liên minh HTX", "Sở NV")]))
    assert [task.bodies[0].id for task in plan.tasks] == ["lien-minh-htx"] * 2
    assert [(one.code, one.params["name"]) for one in imported.remarks if one.weight == "look"] == [
        ("body_read", "Liên minh HTX"), ("body_read", "Sở NV"),
    ]  # fmt: skip


def test_without_a_directory_every_body_is_entered(bring):
    plan, imported = bring(sheet([HEADER, (1, "Một", "Sở Tài chính", "Sở Nội vụ, Sở Y tế")]), directory=None)
    assert [body.id for body in plan.tasks[0].support] == ["so-noi-vu", "so-y-te"]
    assert len(codes(imported, "unmatched")) == 5


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("UBND các huyện, thị xã, thành phố", ["UBND các huyện, thị xã, thành phố"]),
        (
            "UBND các huyện, thị xã và thành phố thuộc tỉnh",
            ["UBND các huyện, thị xã và thành phố thuộc tỉnh"],
        ),
        ("Các sở, ban, ngành và UBND các xã, phường", ["Các sở, ban, ngành", "UBND các xã, phường"]),
        ("Sở Y tế, các sở, ban, ngành, Ban Dân tộc", ["Sở Y tế", "các sở, ban, ngành", "Ban Dân tộc"]),
    ],
)
@pytest.mark.parametrize("directory", [None, "agencies/quang_nam.yaml"])
def test_the_kinds_after_the_word_for_many_are_one_group(bring, words, names, directory):
    plan, imported = bring(sheet([HEADER, (1, "Một", "Sở Tài chính", words)]), directory=directory)
    assert len(plan.tasks[0].support) == len(names)
    if directory is None:
        told = [one.params["name"] for one in imported.remarks if one.place == "D2"]
        assert told == names
        assert "{name: Thị xã" not in imported.text


SECTIONS = [
    ("PHỤ LỤC",), ("PHÂN CÔNG NHIỆM VỤ CHUYỂN ĐỔI SỐ",), ("(Kèm theo Kế hoạch số 12/KH-UBND)",), (),
    ("STT", "Nội dung", "Cơ quan thực hiện", None, "Tiến độ"),
    (None, None, "Chủ trì", "Phối hợp"),
    ("(1)", "(2)", "(3)", "(4)", "(5)"),
    ("I", "THỂ CHẾ"), (1, "Quy chế", "Sở Nội vụ"), (2, "Rà soát", "Sở Tư pháp"),
    ("STT", "Nội dung", "Chủ trì", "Phối hợp", "Tiến độ"),
    ("II", "HẠ TẦNG"), (1, "Mạng", "Sở TT&TT"),
    (), (None, "Ghi chú: các cơ quan chủ động thực hiện"),
]  # fmt: skip
MERGED = ("A1:E1", "A2:E2", "A3:E3", "C5:D5", "A5:A6", "B5:B6", "E5:E6", "B8:E8")


def test_titles_above_headings_of_two_lines_sections_and_repeated_headings_are_understood(bring):
    plan, imported = bring(sheet(SECTIONS, MERGED))
    assert plan.title == "PHÂN CÔNG NHIỆM VỤ CHUYỂN ĐỔI SỐ"
    assert [(one.id, one.title) for one in plan.sections] == [("I", "THỂ CHẾ"), ("II", "HẠ TẦNG")]
    assert [(one.id, one.title, one.section) for one in plan.tasks] == [
        ("I.1", "Quy chế", "I"), ("I.2", "Rà soát", "I"), ("II.1", "Mạng", "II"),
    ]  # fmt: skip
    assert {name: column for name, column, _ in imported.mapping} == {
        "id": "A", "title": "B", "lead": "C", "support": "D", "when": "E",
    }  # fmt: skip
    assert [one.params["text"] for one in imported.remarks if one.code == "row_left_out"] == [
        "Ghi chú: các cơ quan chủ động thực hiện"
    ]


def test_numbers_within_numbers_make_sections_within_sections(bring):
    rows = [HEADER, ("I", "Nhóm"), ("1", "Đất đai"), ("1.1", "Giao đất", "Sở Tài chính"), ("1.2", "Thuê", "Sở Nội vụ"),
            ("2", "Vay vốn", "Sở Tài chính"), ("II", "Khác"), ("3", "Báo cáo", "Sở Nội vụ")]  # fmt: skip
    plan, _ = bring(sheet(rows))
    assert [(one.id, one.section) for one in plan.sections] == [("I", None), ("1", "I"), ("II", None)]
    assert [(one.id, one.section) for one in plan.tasks] == [
        ("1.1", "1"),
        ("1.2", "1"),
        ("2", "I"),
        ("3", "II"),
    ]


NUMBERED = {
    "letters below numbers": (
        [("1", "Một"), ("a)", "Việc", "Sở Tài chính"), ("b)", "Việc", "Sở Y tế"), ("2", "Hai"),
         ("a)", "Việc", "Sở Y tế")],
        ["1", "2"], ["1.a", "1.b", "2.a"],
    ),
    "a word before the number": (
        [("Phần I", "Một"), ("1", "Việc", "Sở Tài chính"), ("Phần II", "Hai"), ("2", "Việc", "Sở Y tế")],
        ["I", "II"], ["1", "2"],
    ),
    "no number at all": (
        [(None, "NHÓM MỘT"), (None, "Việc", "Sở Y tế"), (None, "NHÓM HAI"), (None, "Việc", "Sở Y tế")],
        ["M1", "M2"], ["M1.1", "M2.1"],
    ),
    "numbers that begin anew": (
        [("A", "Lớn"), ("I", "Nhóm"), ("1", "Việc", "Sở Y tế"), ("II", "Nhóm"), ("1", "Việc", "Sở Y tế"), ("B", "Lớn"),
         ("I", "Nhóm"), ("1", "Việc", "Sở Y tế")],
        ["A", "A.I", "A.II", "B", "B.I"], ["A.I.1", "A.II.1", "B.I.1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NUMBERED)
def test_ids_are_the_printed_numbers_and_where_these_repeat_those_of_the_section_before_them(bring, case):
    rows, sections, tasks = NUMBERED[case]
    plan, _ = bring(sheet([HEADER, *rows]))
    assert [one.id for one in plan.sections] == sections
    assert [one.id for one in plan.tasks] == tasks


def test_numbers_in_the_title_are_taken_as_numbers(bring):
    plan, _ = bring(
        sheet(
            [
                HEADER[1:],
                ("1. Quy chế", "Sở Nội vụ"),
                ("2) Rà soát", "Sở Tư pháp"),
                ("2025 là năm cuối", "Sở Y tế"),
            ]
        )
    )
    assert [(one.id, one.title) for one in plan.tasks][:2] == [("1", "Quy chế"), ("2", "Rà soát")]
    assert plan.tasks[2].title == "2025 là năm cuối"


def test_a_cell_merged_downwards_speaks_for_all_its_rows(bring):
    rows = [HEADER, (1, "Một", "Sở Tài chính", "Sở Nội vụ", "31/12/2025"), (2, "Hai"), (3, "Ba", "Sở Y tế")]
    plan, _ = bring(sheet(rows, ("C2:C3", "D2:D3", "E2:E3")))
    assert [task.bodies for task in plan.tasks] == [(Body("so-tc"),), (Body("so-tc"),), (Body("so-yt"),)]
    assert plan.tasks[1].due == Due(day=date(2025, 12, 31))
    assert plan.tasks[2].due is None


def test_a_task_over_several_rows_gathers_what_they_say(bring):
    rows = [
        HEADER,
        (1, "Một", "Sở Tài chính", "Sở Nội vụ", "31/12/2025"),
        (None, None, None, "Sở Y tế"),
        (2, "Hai", "Sở Y tế"),
    ]
    plan, _ = bring(sheet(rows, ("A2:A3", "B2:B3", "C2:C3")))
    assert [task.support for task in plan.tasks] == [(Body("so-nv"), Body("so-yt")), ()]


def test_the_words_of_a_title_of_several_lines_are_kept_as_they_stand(bring):
    task, _ = one_task(bring, 1, "Nâng cấp:\n- mạng\n- máy chủ", "Sở Tài chính")
    assert (task.title, task.quote) == ("Nâng cấp: - mạng - máy chủ", ("Nâng cấp:\n- mạng\n- máy chủ",))


def test_headings_are_recognised_without_marks_and_in_any_case(bring):
    header = ("tt", "NOI DUNG CONG VIEC", "Don vi chu tri", "ĐƠN VỊ PHỐI HỢP", "tiến độ", "ghi chú")
    task, _ = one_task(bring, 1, "Việc", "Sở Tài chính", "Sở Nội vụ", "31/12/2025", "x", header=header)
    assert (task.bodies, task.support, task.notes) == ((Body("so-tc"),), (Body("so-nv"),), "x")


def test_a_column_is_corrected_by_letter_by_heading_and_left_out(bring):
    rows = [
        ("STT", "Nội dung", "Nơi làm", "Hạn chót", "Ghi chú"),
        (1, "Việc", "Sở Tài chính", "31/12/2025", "bỏ"),
    ]
    plan, imported = bring(sheet(rows), columns=(("lead", "C"), ("due", "hạn chót"), ("notes", "-")))
    [task] = plan.tasks
    assert (task.bodies, task.due, task.notes) == ((Body("so-tc"),), Due(day=date(2025, 12, 31)), None)
    assert (None, "E", "Ghi chú") in imported.mapping
    for wrong in (("lead", "Z"), ("lead", "không có"), ("chutri", "C")):
        with pytest.raises(UsageRefusal):
            bring(sheet(rows), columns=(wrong,))


def test_the_sheet_and_the_row_of_the_header_can_be_named(bring):
    rows = [("a", "b"), ("việc", "ai"), ("Rà soát", "Sở Tài chính")]
    wishes = {"columns": (("title", "A"), ("lead", "B"))}
    with pytest.raises(Refusal, match=r"annex\.no_table"):
        bring(sheet(rows), **wishes)
    plan, _ = bring(sheet(rows, more=("Khác",)), sheet="pl1", header_row=2, **wishes)
    assert [task.title for task in plan.tasks] == ["Rà soát"]
    with pytest.raises(NotFound, match=r"annex\.no_sheet"):
        bring(sheet(rows), sheet="PL2")


# Lines above the table

LETTERHEAD = [
    ("UBND TỈNH QUẢNG NAM", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("SỞ TÀI CHÍNH", None, "Độc lập - Tự do - Hạnh phúc"),
    ("Số: 12/KH-STC", None, "Quảng Nam, ngày 20 tháng 01 năm 2025"),
    ("PHỤ LỤC II",), ("PHÂN CÔNG NHIỆM VỤ CHUYỂN ĐỔI SỐ",), ("CỦA SỞ TÀI CHÍNH",),
]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "(Kèm theo Kế hoạch số 1234/KH-UBND ngày 15/01/2025 của UBND tỉnh)",
        "(Ban hành kèm theo Quyết định số 1234/KH-UBND\nngày 15 tháng 01 năm 2025 của Chủ tịch UBND tỉnh)",
        "Kèm theo Kế hoạch số: 1234/KH-UBND ngày 15-1-2025",
    ],
)
def test_the_letterhead_is_no_title_and_the_document_gives_number_and_day(bring, line):
    rows = [*LETTERHEAD, (line,), (), HEADER, (1, "Việc", "Sở Tài chính")]
    plan, imported = bring(sheet(rows))
    assert plan.title == "PHÂN CÔNG NHIỆM VỤ CHUYỂN ĐỔI SỐ CỦA SỞ TÀI CHÍNH"
    assert (plan.number, plan.issued) == ("1234/KH-UBND", date(2025, 1, 15))
    assert codes(imported, "shown") == ["id_taken", "issued_taken", "number_taken", "title_taken"]
    plan, imported = bring(sheet(rows), head={**HEAD, "number": "9/KH", "issued": "2025-01-02"})
    assert (plan.number, plan.issued) == ("9/KH", date(2025, 1, 2))
    assert codes(imported, "shown") == ["id_taken", "title_taken"]


def test_a_letter_or_a_form_not_filled_in_gives_no_number(bring):
    for line in (
        "(Kèm theo Công văn số 55/STC ngày 15/01/2025)",
        "(Kèm theo Kế hoạch số     /KH-UBND ngày    /01/2025)",
    ):
        plan, _ = bring(sheet([("PHÂN CÔNG VIỆC",), (line,), HEADER, (1, "Việc", "Sở Tài chính")]))
        assert (plan.title, plan.number, plan.issued) == ("PHÂN CÔNG VIỆC", None, None)


def test_nothing_but_a_letterhead_leaves_the_name_of_the_file_as_title(bring):
    plan, _ = bring(sheet([*LETTERHEAD[:3], HEADER, (1, "Việc", "Sở Tài chính")]), "cong_viec.xlsx")
    assert plan.title == "cong_viec"


# Columns left over


def test_no_due_column_is_told_where_a_column_was_left_unused(bring):
    header = ("STT", "Nội dung", "Cơ quan chủ trì", "Lộ trình")
    for cell, code in (("30/06/2025", "dates_unused"), ("theo đợt", "no_due_column")):
        _, imported = one_task(bring, 1, "Việc", "Sở Tài chính", cell, header=header)
        assert codes(imported, "look") == [code]
        rows = sheet([header, (1, "Việc", "Sở Tài chính", cell)])
        assert codes(bring(rows, columns=(("due", "-"),))[1], "look") == []
    _, imported = one_task(bring, 1, "Việc", "Sở Tài chính", header=header)
    assert codes(imported, "look") == []


def test_a_further_column_of_dates_is_told_for_information(bring):
    header = ("STT", "Nội dung", "Cơ quan chủ trì", "Thời hạn", "Họp lần cuối")
    _, imported = one_task(bring, 1, "Việc", "Sở Tài chính", "31/12/2025", "30/06/2025", header=header)
    assert codes(imported, "look") == []
    assert "dates_unused" in codes(imported, "shown")


# Cells that repeat, rows that say too little


@pytest.mark.parametrize("mark", ["Như trên", "nt", "-nt-", "NT.", '"', '- " -', "\u201d", "//"])
def test_as_above_is_the_cell_above_and_told(bring, mark):
    rows = [HEADER, (1, "Một", "Sở Tài chính", "Sở Nội vụ; Sở Y tế", "31/12/2025"), (2, "Hai", mark, mark, mark),
            (3, "Ba", mark)]  # fmt: skip
    plan, imported = bring(sheet(rows))
    assert [task.bodies for task in plan.tasks] == [(Body("so-tc"),)] * 3
    assert plan.tasks[1].support == plan.tasks[0].support
    assert plan.tasks[1].due == plan.tasks[0].due
    told = [(one.place, one.params["above"]) for one in imported.remarks if one.code == "as_above"]
    assert told[-1] == ("C4", "Sở Tài chính")
    assert len(told) == 4


def test_as_above_with_nothing_above_is_nobody(bring):
    task, imported = one_task(bring, 1, "Một", "nt")
    assert task.form == "unassigned"
    assert codes(imported, "look") == ["nobody", "nothing_above"]


def test_a_row_with_a_lead_and_no_title_is_a_task_that_needs_one(bring):
    rows = [HEADER, (1, "Một", "Sở Tài chính", None, "31/12/2025"), (2, None, "Sở Y tế", None, "30/06/2025"),
            (None, None, "Sở Nội vụ", None, "30/06/2025"), (3, "Ba", "Sở Y tế")]  # fmt: skip
    plan, imported = bring(sheet(rows))
    assert [(task.title, task.bodies[0].id) for task in plan.tasks] == [
        ("Một", "so-tc"), ("[chưa có nội dung]", "so-yt"), ("[chưa có nội dung]", "so-nv"), ("Ba", "so-yt"),
    ]  # fmt: skip
    told = [(one.place, one.params["text"]) for one in imported.remarks if one.code == "no_title"]
    assert told == [("B3", "Sở Y tế"), ("B4", "Sở Nội vụ")]


# Word


WORD = [
    [HEADER, ("I", "Đất đai"), ("1", "Quy hoạch", "Sở TN&MT", "Sở NN&PTNT\nSở Tài chính", "Tháng 6/2025"),
     ("2", "Quỹ đất", None, None, "31/12/2025"), ("", "và rà soát")],
    [HEADER, ("3", "Tuyên truyền", "Báo Quảng Nam", "", "Khi phát sinh")],
    [("4", "Đôn đốc", "VP UBND tỉnh", "", "", "")],
]  # fmt: skip


def test_a_table_over_several_pages_of_a_document_is_one_table(bring):
    data = document(
        *WORD, above=("PHỤ LỤC", "PHÂN CÔNG"), merged=((0, 1, 1, 1, 5), (0, 2, 2, 3, 2), (0, 2, 3, 3, 3))
    )
    plan, imported = bring(data, "bang.docx")
    assert plan.title == "PHÂN CÔNG"
    assert [(task.id, task.title, task.bodies[0].id) for task in plan.tasks] == [
        ("1", "Quy hoạch", "so-tnmt"), ("2", "Quỹ đất và rà soát", "so-tnmt"),
        ("3", "Tuyên truyền", "bao-quang-nam"), ("4", "Đôn đốc", "vp-ubnd"),
    ]  # fmt: skip
    assert plan.tasks[1].support == (Body("so-nnptnt"), Body("so-tc"))
    assert {task.section for task in plan.tasks} == {"I"}
    [read] = [one for one in imported.remarks if one.code == "last_day_of_1"]
    assert read.place == "bảng 1, hàng 3, cột 5"


def test_another_table_of_the_document_is_not_taken_for_its_next_page(bring):
    other = [("Họ tên", "Chức vụ", "Điện thoại"), ("Nguyễn Văn A", "Trưởng phòng", "0235")]
    plan, _ = bring(document(other, [HEADER, ("1", "Việc", "Sở Tài chính")], other), "bang.docx")
    assert [task.title for task in plan.tasks] == ["Việc"]
    with pytest.raises(Refusal, match=r"annex\.no_table"):
        bring(document(other, [HEADER, ("1", "Việc", "Sở Tài chính")]), "bang.docx", table=1)
    with pytest.raises(NotFound, match=r"annex\.no_such_table"):
        bring(document(other), "bang.docx", table=9)


def test_words_between_two_tables_of_one_kind_are_the_title_of_a_section(bring):
    made = Document()
    for title, name in (("I. Đất đai", "Quy hoạch"), ("II. Tín dụng", "Vay vốn")):
        made.add_paragraph(title)
        table = made.add_table(rows=2, cols=3)
        for column, (head, text) in enumerate(zip(HEADER, ("1", name, "Sở Tài chính"), strict=False)):
            table.cell(0, column).text, table.cell(1, column).text = head, text
    out = io.BytesIO()
    made.save(out)
    plan, _ = bring(out.getvalue(), "bang.docx")
    assert [(one.id, one.title) for one in plan.sections] == [("II", "Tín dụng")]
    assert [(task.title, task.section) for task in plan.tasks] == [("Quy hoạch", None), ("Vay vốn", "II")]


def test_another_sheet_with_tasks_is_told_because_it_is_not_read(bring):
    book = openpyxl.load_workbook(io.BytesIO(sheet([HEADER, (1, "Việc", "Sở Tài chính")])))
    book.copy_worksheet(book.active).title = "PL2"
    out = io.BytesIO()
    book.save(out)
    _, imported = bring(out.getvalue())
    assert [(one.code, one.place) for one in imported.remarks if one.weight == "look"] == [
        ("other_table", "PL2")
    ]
    assert codes(bring(out.getvalue(), sheet="PL2")[1], "look") == []


# The columns for people alone


@pytest.mark.parametrize("name", ["kh_106.yaml", "sao_khue.yaml"])
def test_the_columns_for_people_alone_tell_who_does_what_by_when(folder, name):
    before = read_plan(folder / name)
    book = openpyxl.load_workbook(io.BytesIO(export_workbook(before, Words("vi"))))
    for other in book.sheetnames[1:]:
        del book[other]
    page = book.active
    page.delete_cols(next(at for at in range(1, 99) if "[" in str(page.cell(5, at).value)), 99)
    path = folder / "in.xlsx"
    book.save(path)
    head = {key: getattr(before.plan, key) for key in ("issuer", "secretariat", "approver")}
    head |= {key: getattr(before.plan, key).isoformat() for key in ("starts", "ends")}
    directory = named_by_the_file(before)["directory"]
    imported = import_file(path, loader(folder), Wishes(head, directory=directory), Words("vi"))
    (folder / "again.yaml").write_text(imported.text, encoding="utf-8")
    plan = read_plan(folder / "again.yaml").plan
    assert plan.title == before.plan.title
    seen = ("id", "title", "section", "form", "bodies", "support", "kind", "every", "output", "ref")
    for then, now in zip(before.plan.tasks, plan.tasks, strict=True):
        assert {key: getattr(now, key) for key in seen} == {key: getattr(then, key) for key in seen}
        if then.due and not then.due.within and not then.due.horizon:
            assert now.due == then.due


# What is not Unicode


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("X©y dùng c¬ chÕ, chÝnh s¸ch hç trî hîp t¸c x· n«ng nghiÖp", "TCVN3 (ABC)"),
        ("Xaây döïng cô cheá, chính saùch hoã trôï hôïp taùc xaõ noâng nghieäp", "VNI"),
    ],
)
def test_text_from_before_unicode_is_refused_by_name(bring, text, name):
    with pytest.raises(Refusal, match=r"annex\.old_encoding") as refused:
        bring(sheet([("TT", "Task", "Lead"), (1, text, "So Tai chinh")]))
    assert refused.value.params["encoding"] == name


def test_text_without_marks_is_not_taken_for_an_old_encoding(bring):
    plan, _ = bring(
        sheet([("TT", "Task", "Lead"), (1, "Ra soat hop tac xa nong nghiep cafe resume", "So Tai chinh")])
    )
    assert plan.tasks[0].bodies == (Body("so-tc"),)
