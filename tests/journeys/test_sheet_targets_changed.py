"""Whom a sheet of figures goes to, and what becomes of it when the plan or a figure changes before it is back."""

from __future__ import annotations

import pytest

from tests.cli.office import Office
from tests.sheets.officer import Officer

PLAN = """\
planengine: 1
plan:
  id: nho
  title: Kế hoạch nhỏ
  issuer: ubnd-tinh
  starts: 2024-01-01
  ends: 2024-12-31
  secretariat: van-phong
  approver: ubnd-tinh
agencies:
  ubnd-tinh: {name: UBND tỉnh}
  van-phong: {name: Văn phòng}
  so-a: {name: Sở A}
  so-b: {name: Sở B}
calendar:
  weekend: [sat, sun]
  covers: {from: 2023-01-01, until: 2025-12-31}
  days_off: []
targets:
  - {id: T1, title: Tỷ lệ, goal: ">= 50 %", reported_by: so-a, every: quarter}
  - {id: T2, title: Số hộ, goal: ">= 5 hộ", every: half}
tasks:
  - {id: "1", title: Việc, lead: so-b, support: [van-phong], due: 2024-12-20, targets: [T2]}
"""


@pytest.fixture
def small(tmp_path):
    office = Office(tmp_path)
    office.do("init", ".", today="2024-01-10")
    apply(office, PLAN)
    return office


def apply(office, text, *words, today="2024-01-10"):
    (office.folder / "nho.yaml").write_text(text, encoding="utf-8")
    office.do("apply", "nho.yaml", "--yes", *words, today=today)


def rows_of(path):
    return list(Officer(path).rows)


def test_who_the_plan_names_is_asked_and_else_who_answers_for_a_task_that_serves_the_target(small):
    small.do("sheet", "export", "--all", "--targets", "--out", "all", today="2024-08-01")
    found = {one.name: rows_of(one) for one in (small.folder / "all").iterdir()}
    assert found == {
        "nho_so-a_chi-tieu_2024-08-01.xlsx": ["T1@2024-Q1", "T1@2024-Q2", "T1@2024-Q3"],
        "nho_so-b_chi-tieu_2024-08-01.xlsx": ["T2@2024-H1", "T2@2024-H2"],
    }
    small.do("sheet", "export", "--targets", "--agency", "so-a", "--out", "a.xlsx", today="2024-08-01")
    assert rows_of(small.folder / "a.xlsx")[-2:] == ["T2@2024-H1", "T2@2024-H2"]
    small.do("sheet", "export", "--targets", "--agency", "so-b", "--out", "b.xlsx", today="2024-02-01")
    assert rows_of(small.folder / "b.xlsx") == ["T2@2024-H1"]


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (("reported_by: so-a", "reported_by: so-b"), "task", "so-b"),
        ((">= 50 %", ">= 50 hộ"), "unit", "hộ"),
        (("every: quarter", "every: month"), "period", "2024-Q1"),
        (
            ('  - {id: T1, title: Tỷ lệ, goal: ">= 50 %", reported_by: so-a, every: quarter}\n', ""),
            "task",
            "T1",
        ),
    ],
)
def test_what_the_plan_has_changed_since_the_sheet_went_out_is_told_at_its_cell(small, change, place, said):
    small.do("sheet", "export", "--targets", "--agency", "so-a", "--out", "a.xlsx", today="2024-03-01")
    sheet = Officer(small.folder / "a.xlsx").fill("T1@2024-Q1", value=52)
    sheet.save(small.folder / "a.xlsx")
    apply(small, PLAN.replace(*change), "--reason", "Sửa", today="2024-03-05")
    before = small.dump()
    told = small.run("sheet", "import", "a.xlsx", "--yes", "--json", today="2024-03-10")
    assert told.code == 1, told
    (fault,) = told.json["files"][0]["faults"]
    assert fault["cell"] == sheet.place("T1@2024-Q1", place)
    assert said in fault["text"]
    assert small.dump() == before


def test_a_figure_taken_back_is_not_recorded_again_by_the_same_sheet(small):
    small.do("sheet", "export", "--targets", "--agency", "so-a", "--out", "a.xlsx", today="2024-03-01")
    sheet = Officer(small.folder / "a.xlsx").fill("T1@2024-Q1", value=52)
    sheet.save(small.folder / "a.xlsx")
    small.do("sheet", "import", "a.xlsx", "--yes", today="2024-03-10")
    small.do(
        "target",
        "withdraw",
        "T1",
        "--period",
        "2024-Q1",
        "--as",
        "so-a",
        "--reason",
        "nhầm",
        today="2024-03-11",
    )
    before = small.dump()
    small.do("sheet", "import", "a.xlsx", "--yes", today="2024-03-12")
    assert small.dump() == before
    small.do("sheet", "export", "--targets", "--agency", "so-a", "--out", "b.xlsx", today="2024-03-12")
    fresh = Officer(small.folder / "b.xlsx")
    assert fresh.cell("T1@2024-Q1", "value").value is None
    fresh.fill("T1@2024-Q1", value=51).save(small.folder / "b.xlsx")
    small.do("sheet", "import", "b.xlsx", "--yes", today="2024-03-13")
    assert small.query("SELECT value FROM target_value") == [("51",)]
    small.do("audit", "verify", "--deep", today="2024-03-13")


def test_of_a_plan_that_has_ended_no_sheet_goes_out_and_none_is_taken(small):
    small.do("sheet", "export", "--targets", "--agency", "so-a", "--out", "a.xlsx", today="2024-03-01")
    Officer(small.folder / "a.xlsx").fill("T1@2024-Q1", value=52).save(small.folder / "a.xlsx")
    small.do("plan", "close", "--rest", "stopped", "--reason", "Hết kinh phí", "--document", "9/QĐ-UBND",
             "--as", "ubnd-tinh", "--confirm", "nho", "--yes", today="2024-03-05")  # fmt: skip
    before = small.dump()
    told = small.run("sheet", "import", "a.xlsx", "--yes", today="2024-03-10")
    assert (told.code, told.out) == (4, "")
    assert "đã kết thúc" in told.err
    assert small.run("sheet", "export", "--targets", "--agency", "so-a", today="2024-03-10").code == 4
    assert small.dump() == before
