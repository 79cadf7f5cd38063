"""An exported plan that somebody worked on: what people see counts, everything else comes along."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from planengine.annex.directories import loader
from planengine.annex.exporting import export_workbook
from planengine.annex.importing import Wishes, import_file
from planengine.core.plan import Body, Due, MonthDay
from planengine.errors import Refusal
from planengine.messages import Words
from planengine.planfile.read import read_plan

PLANS = Path(__file__).resolve().parents[2] / "plans"
TITLE, WHO, SUPPORT, WHEN, OUTPUT, NOTES = 2, 3, 4, 5, 6, 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    here = tmp_path_factory.mktemp("edited") / "plans"
    shutil.copytree(PLANS, here)
    return here


@pytest.fixture(scope="module")
def before(folder):
    return read_plan(folder / "kh_106.yaml").plan


@pytest.fixture
def edit(folder):
    """Imports the exported KH 106 after a change to the workbook."""
    exported = export_workbook(read_plan(folder / "kh_106.yaml"), Words("vi"))

    def edit(change):
        book = openpyxl.load_workbook(io.BytesIO(exported))
        change(book)
        path = folder / "phu_luc.xlsx"
        book.save(path)
        imported = import_file(path, loader(folder), Wishes({}), Words("vi"))
        again = folder / "again.yaml"
        again.write_text(imported.text, encoding="utf-8")
        reading = read_plan(again)
        assert [one.code for one in reading.findings if one.severity == "error"] == []
        return reading.plan, imported

    return edit


def row_of(book, task):
    page = book["Phụ lục"]
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == task)


def setting(task, column, value):
    def change(book):
        book["Phụ lục"].cell(row_of(book, task), column).value = value

    return change


def others(plan, task):
    return [one for one in plan.tasks if one.id != task]


@pytest.mark.parametrize(
    ("column", "value", "field", "wanted"),
    [
        (TITLE, "Rà soát lại", "title", "Rà soát lại"),
        (OUTPUT, "Báo cáo", "output", "Báo cáo"),
        (NOTES, None, "notes", None),
        (WHO, "Sở Tài chính", "bodies", (Body("so-tc"),)),
        (WHO, "sở kế hoạch và đầu tư", "bodies", (Body("so-khdt"),)),
        (SUPPORT, "Sở Tài chính;\nUBND các huyện, thị xã, thành phố", "support", (Body("so-tc"), Body("ubnd-huyen"))),
        (SUPPORT, "Sở Tài chính, Sở Nội vụ", "support", (Body("so-tc"), Body("so-nv"))),
        (SUPPORT, None, "support", ()),
        (WHEN, date(2025, 6, 30), "due", Due(day=date(2025, 6, 30))),
        (WHEN, "trước ngày 15/12/2025", "due", Due(day=date(2025, 12, 15), before=True)),
        (WHEN, "Quý II/2025", "due", Due(day=date(2025, 6, 30))),
        (WHEN, "Đến hết Kế hoạch", "due", Due(horizon=True)),
        (WHEN, "Khi phát sinh", "kind", "on_demand"),
    ],
)  # fmt: skip
def test_what_somebody_changed_in_a_column_shows_up_and_nothing_else_does(
    edit, before, column, value, field, wanted
):
    plan, _ = edit(setting("1.1", column, value))
    assert getattr(plan.task("1.1"), field) == wanted
    assert others(plan, "1.1") == others(before, "1.1")
    if field not in ("due", "kind"):
        assert plan.task("1.1").readings == before.task("1.1").readings
    assert plan.task("1.1").related == before.task("1.1").related


def test_words_that_have_to_be_understood_are_told_and_kept_as_a_reading(edit, before):
    plan, imported = edit(setting("1.1", WHEN, "Quý II/2025"))
    assert "“Quý II/2025”" in dict(plan.task("1.1").readings)["due"]
    assert set(dict(before.task("1.1").readings)) <= set(dict(plan.task("1.1").readings))
    assert [one.code for one in imported.remarks] == ["last_day_of_3"]


def test_a_recurring_task_is_changed_in_the_words_it_was_written_in(edit):
    plan, imported = edit(setting("IV.1.5", WHEN, "Hằng năm, trước ngày 10/12"))
    task = plan.task("IV.1.5")
    assert (task.kind, task.every, task.due) == (
        "recurring",
        "year",
        Due(yearly=MonthDay(12, 10), before=True),
    )
    assert imported.remarks == ()


def test_an_unknown_agency_is_entered_and_told_with_its_cell(edit):
    plan, imported = edit(setting("1.1", WHO, "Sở Kinh tế số"))
    assert plan.task("1.1").bodies == (Body("so-kinh-te-so"),)
    [remark] = imported.remarks
    assert (remark.code[:12], remark.params["name"]) == ("body_unknown", "Sở Kinh tế số")
    assert "agencies:\n  so-kinh-te-so: {name: Sở Kinh tế số}\n" in imported.text


def test_an_unknown_agency_among_several_leaves_the_form_as_it_was(edit):
    words = "Cùng thực hiện:\nSở Số;\nUBND các xã, phường, thị trấn [theo dõi cả nhóm]"
    plan, imported = edit(setting("7.1", WHO, words))
    task = plan.task("7.1")
    assert (task.form, task.bodies) == ("joint", (Body("so-so"), Body("ubnd-xa", "group")))
    assert [one.code for one in imported.remarks] == ["body_unknown"]


def test_rows_can_be_added_taken_away_and_renamed(edit, before):
    def change(book):
        page = book["Phụ lục"]
        page.cell(row_of(book, "2.1.2"), 1).value = "2.1.9"
        gone = row_of(book, "8.2")
        for column in range(1, page.max_column + 1):
            page.cell(gone, column).value = None
        page.append(["9.9", "Việc mới", "Sở Tài chính", None, "31/12/2025"])

    plan, _ = edit(change)
    assert plan.tasks[-1].title == "Việc mới"
    assert plan.tasks[-1].due == Due(day=date(2025, 12, 31))
    assert plan.task("2.1.9").quote == before.task("2.1.2").quote
    assert len(plan.tasks) == len(before.tasks)
    assert "8.2" not in {task.id for task in plan.tasks}


def test_columns_can_change_places_and_headings_their_case(edit, before):
    def change(book):
        page = book["Phụ lục"]
        head = row_of(book, "TT")
        for row in range(head, page.max_row + 1):
            if (row, OUTPUT) in page._cells and not isinstance(
                page.cell(row, OUTPUT), openpyxl.cell.cell.MergedCell
            ):
                left, right = page.cell(row, OUTPUT), page.cell(row, WHEN)
                left.value, right.value = right.value, left.value
                left.number_format, right.number_format = right.number_format, left.number_format
        page.cell(head, TITLE).value = "NỘI DUNG NHIỆM VỤ"

    plan, _ = edit(change)
    assert plan.tasks == before.tasks


def test_the_plan_itself_is_edited_on_its_own_sheet(edit):
    def change(book):
        page = book["Kế hoạch"]
        row = next(row for row in range(1, page.max_row + 1) if page.cell(row, 3).value == "plan.ends")
        page.cell(row, 2).value = date(2026, 6, 30)
        page.append(["Số, ký hiệu", "12/KH-UBND", "plan.number"])

    plan, _ = edit(change)
    assert (plan.ends, plan.number) == (date(2026, 6, 30), "12/KH-UBND")


def test_a_change_over_the_annex_is_told_because_it_is_not_read(edit, before):
    def change(book):
        book["Phụ lục"].cell(3, 1).value = "(Kèm theo Kế hoạch số 12/KH-UBND)"

    plan, imported = edit(change)
    assert plan == before
    assert [(one.code, one.place) for one in imported.remarks] == [("title_edited", "A3")]


def test_a_cell_that_is_neither_text_nor_yaml_is_named(edit):
    def change(book):
        page = book["Phụ lục"]
        head = row_of(book, "TT")
        after = next(
            c for c in range(1, page.max_column + 1) if str(page.cell(head, c).value).endswith("[after]")
        )
        page.cell(row_of(book, "1.2"), after).value = "[{task: 1.1"

    with pytest.raises(Refusal) as refused:
        edit(change)
    assert (refused.value.code, refused.value.params["key"]) == ("annex.cell_unreadable", "after")
