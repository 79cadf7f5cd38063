"""Three plans in one database, as people type it: each by its name, and work that waits for another plan."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.office import PLANS, Office, new_office

FIRST = "plans/sao_khue.yaml"
SECOND = "plans/sao_khue_dien_tap.yaml"
APPLIED_ON = "2026-07-01"
TODAY = "2026-07-06"
MILITARY = "sk-bch-quan-su"
SUPPORTERS = ("sk-cong-an", "sk-bien-phong", "sk-so-nnmt")


@pytest.fixture(scope="module")
def applied(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("together")
    office = new_office(folder)
    office.do("apply", "plans/kh_106.yaml", FIRST, SECOND, "--yes", today=APPLIED_ON)
    return folder


@pytest.fixture
def office(applied, tmp_path) -> Office:
    folder = tmp_path / "office"
    shutil.copytree(applied, folder)
    return Office(folder)


@pytest.fixture
def alone(tmp_path):
    """A workspace in which the plans given are applied, one command each."""

    def apply(*files: str) -> Office:
        office = new_office(tmp_path)
        for file in files:
            office.do("apply", file, "--yes", today=APPLIED_ON)
        return office

    return apply


def after(office: Office, task: str) -> list[dict[str, object]]:
    return office.do("show", task, "--json", today=TODAY).json["after"]


def finish_the_plan_of_action(office: Office) -> str:
    """sao-khue/1.5 with its supporters, without whom it is not complete; what the last confirmation says."""
    said = ""
    for agency in (MILITARY, *SUPPORTERS):
        office.do("done", "sao-khue/1.5", "--as", agency, "--evidence", "1/PA", today=TODAY)
        confirmer = ("--as", "sk-ubnd-tinh") if agency == "sk-so-nnmt" else ()
        said = office.do("confirm", "sao-khue/1.5", "--agency", agency, *confirmer, today=TODAY).out
    return said


# ---- names


def test_each_plan_is_listed_by_itself(office):
    for plan, count in (("kh-106", 49), ("sao-khue", 44), ("sao-khue-dt", 7)):
        listed = office.do("list", "--plan", plan, "--json", today=TODAY).json["assignments"]
        assert {one["plan"] for one in listed} == {plan}
        tasks = office.query(
            "SELECT count(*) FROM task t JOIN plan p ON p.uid = t.plan_uid "
            "WHERE p.id = ? AND NOT is_section AND kind <> 'on_demand'",
            plan,
        )
        assert tasks == [(count,)]


def test_a_task_is_shown_by_its_plan_and_its_name(office):
    titles = {
        plan: office.do("show", f"{plan}/1.1", today=TODAY).out.splitlines()[0]
        for plan in ("kh-106", "sao-khue", "sao-khue-dt")
    }
    assert len(set(titles.values())) == 3
    assert titles["sao-khue-dt"] == "1.1  Soạn kịch bản diễn tập"
    assert office.do("show", "1.1", "--plan", "sao-khue-dt", today=TODAY).out.startswith("1.1  Soạn")


@pytest.mark.parametrize("words", [("show", "1.1"), ("done", "1.1", "--as", MILITARY)])
def test_a_name_that_several_plans_have_is_answered_with_all_of_them(office, words):
    before = office.dump()
    answer = office.run(*words, today=TODAY)
    assert answer.code == 2
    assert "kh-106/1.1, sao-khue/1.1, sao-khue-dt/1.1" in answer.err
    assert office.dump() == before


def test_a_name_that_one_plan_has_needs_no_plan(office):
    assert office.do("show", "III.1.4", "--json", today=TODAY).json["plan"] == "sao-khue"
    assert office.do("show", "IV.1.6@2024", "--json", today=TODAY).json["plan"] == "kh-106"


def test_a_name_that_no_plan_has_is_answered_with_near_ones(office):
    answer = office.run("show", "III.1.9", today=TODAY)
    assert answer.code == 7
    assert "sao-khue/III.1.2, sao-khue/III.1.3" in answer.err


def test_a_task_of_several_periods_is_answered_with_them(office):
    answer = office.run("show", "sao-khue/6.2", today=TODAY)
    assert answer.code == 2
    assert "6.2@2026-Q1, 6.2@2026-Q2" in answer.err


def test_an_agency_sees_its_work_of_every_plan(office):
    listed = office.do("mine", "--as", MILITARY, "--json", today=TODAY).json["assignments"]
    assert {one["plan"] for one in listed} == {"sao-khue", "sao-khue-dt"}
    said = office.do("mine", "--as", MILITARY, today=TODAY).out
    assert "Bộ CHQS tỉnh · sao-khue ·" in said
    assert "Bộ CHQS tỉnh · sao-khue-dt ·" in said
    assert "kh-106" not in said
    one = office.do("mine", "--as", MILITARY, "--plan", "sao-khue-dt", "--json", today=TODAY).json
    assert {each["plan"] for each in one["assignments"]} == {"sao-khue-dt"}


def test_two_directories_in_one_database_leave_each_other_alone(office):
    names = dict(office.query("SELECT id, short FROM agency WHERE id IN ('ubnd-tinh', 'sk-ubnd-tinh')"))
    assert names == {"ubnd-tinh": "UBND tỉnh", "sk-ubnd-tinh": "UBND tỉnh Sao Khuê"}
    assert office.query("SELECT count(*) FROM calendar") == [(2,)]


# ---- waiting for another plan


def test_what_waits_for_another_plan_is_blocked_until_it_is_done_there(office):
    assert [(one["task"], one["met"], one["known"]) for one in after(office, "sao-khue-dt/1.1")] == [
        ("sao-khue/1.5", False, True)
    ]
    held = office.held("sao-khue-dt/1.1", MILITARY, today=TODAY)
    assert held["blocked_by"] == ["sao-khue/1.5"]
    refused = office.run("start", "sao-khue-dt/1.1", "--as", MILITARY, today=TODAY)
    assert refused.code == 4
    assert "sao-khue/1.5" in refused.err
    assert "Đã mở khóa 1 nhiệm vụ: sao-khue-dt/1.1" in finish_the_plan_of_action(office)
    assert [one["met"] for one in after(office, "sao-khue-dt/1.1")] == [True]
    assert office.held("sao-khue-dt/1.1", MILITARY, today=TODAY)["blocked_by"] == []
    office.do("start", "sao-khue-dt/1.1", "--as", MILITARY, today=TODAY)


def test_each_commune_waits_for_its_own_part_in_the_other_plan(office):
    first, second = "sk-ben-gio", "sk-vinh-suong"
    office.do("done", "sao-khue/1.2", "--as", MILITARY, "--evidence", "1/QĐ", today=TODAY)
    office.do("confirm", "sao-khue/1.2", "--agency", MILITARY, today=TODAY)
    for task, freed in (("1.3", "1.4 (UBND xã Bến Gió)"), ("1.4", "sao-khue-dt/1.3 (UBND xã Bến Gió)")):
        office.do("done", f"sao-khue/{task}", "--as", first, "--evidence", "2/QĐ", today=TODAY)
        said = office.do("confirm", f"sao-khue/{task}", "--agency", first, today=TODAY).out
        assert f"Đã mở khóa 1 nhiệm vụ: {freed}\n" in said
    waits = {one["agency"]: one["met"] for one in after(office, "sao-khue-dt/1.3")}
    assert waits == {first: True, second: False, "sk-hon-sao": False}
    office.do("start", "sao-khue-dt/1.3", "--as", first, today=TODAY)
    assert office.run("start", "sao-khue-dt/1.3", "--as", second, today=TODAY).code == 4


def test_a_plan_that_is_not_applied_is_warned_of_and_blocks(alone):
    office = alone()
    said = office.do("apply", FIRST, "--yes", today=APPLIED_ON).out
    assert "sao-khue-dt/2.4" in said
    assert "5.4" in said.partition("sao-khue-dt/2.4")[2]
    [wait] = after(office, "5.4")
    assert (wait["task"], wait["met"], wait["known"], wait["lag"]) == ("sao-khue-dt/2.4", False, False, "5wd")
    assert "chưa có trong kế hoạch nào đang theo dõi" in office.do("show", "5.4", today=TODAY).out
    assert office.run("start", "5.4", "--as", MILITARY, today=TODAY).code == 4


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)], ids=["first", "second"])
def test_plans_find_each_other_in_whatever_order_they_are_applied(alone, order):
    office = alone(*order)
    assert [one["known"] for one in after(office, "5.4")] == [True]
    assert [one["known"] for one in after(office, "sao-khue-dt/1.1")] == [True]
    assert "Đã mở khóa 1 nhiệm vụ: sao-khue-dt/1.1" in finish_the_plan_of_action(office)


def test_a_plan_applied_later_finds_what_is_done_already(alone):
    office = alone(FIRST)
    assert "Đã mở khóa" not in finish_the_plan_of_action(office)
    office.do("apply", SECOND, "--yes", today=TODAY)
    assert [one["met"] for one in after(office, "sao-khue-dt/1.1")] == [True]


def test_what_was_done_in_the_other_plan_and_is_opened_again_blocks_again(office):
    finish_the_plan_of_action(office)
    office.do("reopen", "sao-khue/1.5", "--agency", MILITARY, "--reason", "Thiếu phụ lục", today=TODAY)
    assert [one["met"] for one in after(office, "sao-khue-dt/1.1")] == [False]
    assert office.run("start", "sao-khue-dt/1.1", "--as", MILITARY, today=TODAY).code == 4


@pytest.fixture
def beside(tmp_path):
    """A workspace with the first plan, and beside it a copy of the second that waits for a section and for nothing."""
    office = new_office(tmp_path)
    text = (PLANS / "sao_khue_dien_tap.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("id: sao-khue-dt", "id: nho"),
        ("sao-khue/1.5", "sao-khue/III.1"),  # a section: three of its tasks end, one never does
        ("sao-khue/1.4", "sao-khue/9.9"),  # no such task
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    (tmp_path / "plans" / "nho.yaml").write_text(text, encoding="utf-8")
    office.do("apply", FIRST, "--yes", today=APPLIED_ON)
    return office


def test_what_the_other_plan_does_not_have_blocks_and_is_told(beside):
    said = beside.do("apply", "plans/nho.yaml", "--yes", today=APPLIED_ON).out
    assert "sao-khue/9.9" in said
    assert "sao-khue/III.1" not in said
    assert {(one["task"], one["known"], one["met"]) for one in after(beside, "nho/1.3")} == {
        ("sao-khue/9.9", False, False)
    }


def test_a_section_of_another_plan_is_done_with_all_that_ends_in_it(beside):
    beside.do("apply", "plans/nho.yaml", "--yes", today=APPLIED_ON)
    assert [(one["task"], one["met"]) for one in after(beside, "nho/1.1")] == [("sao-khue/III.1", False)]
    # III.1.2 waits for 1.7, of which only the focal point is asked
    said = ""
    for task, agency in (("1.7", "nnmt"), ("III.1.2", "nnmt"), ("III.1.3", "gddt"), ("III.1.4", "yt")):
        assert "Đã mở khóa" not in said or "nho/1.1" not in said
        beside.do("done", f"sao-khue/{task}", "--as", f"sk-so-{agency}", "--evidence", "1/BC", today=TODAY)
        confirmer = ("--as", "sk-ubnd-tinh") if agency == "nnmt" else ()
        said = beside.do(
            "confirm", f"sao-khue/{task}", "--agency", f"sk-so-{agency}", *confirmer, today=TODAY
        ).out
    assert "Đã mở khóa 1 nhiệm vụ: nho/1.1" in said
    assert [(one["task"], one["met"]) for one in after(beside, "nho/1.1")] == [("sao-khue/III.1", True)]


def test_files_that_are_checked_together_are_looked_up_in_each_other(beside):
    assert "PE210" in beside.do("validate", FIRST, today=TODAY).all
    together = beside.do("validate", FIRST, SECOND, today=TODAY)
    assert "PE210" not in together.all
    missing = beside.run("validate", FIRST, "plans/nho.yaml", today=TODAY)
    assert missing.code == 1
    assert "sao-khue/9.9" in missing.out


MONTHLY = """\
planengine: 1
plan:
  id: thang
  title: Kế hoạch theo tháng
  issuer: sk-ubnd-tinh
  starts: 2026-01-08
  ends: 2026-03-31
  secretariat: sk-vp-ubnd
  approver: sk-ubnd-tinh
directory: [agencies/sao_khue.yaml, agencies/sao_khue_cap_xa.yaml]
calendar: calendars/vn.yaml
tasks:
  - {id: T, title: Mỗi tháng, lead: sk-so-tc, kind: recurring, every: month, after: [sao-khue/4.3]}
  - {id: Q, title: Mỗi quý, lead: sk-so-tc, kind: recurring, every: quarter, after: [sao-khue/4.3]}
  - {id: A, title: Tất cả, lead: sk-so-tc, kind: recurring, every: month, after: [{task: sao-khue/4.3, match: all}]}
  - {id: S, title: Một lần, lead: sk-so-tc, after: [{task: sao-khue/4.3, type: SS}]}
  - {id: M, title: Nên sau, lead: sk-so-tc, after: [{task: sao-khue/4.3, soft: true}]}
"""


def test_a_period_waits_for_the_same_period_of_the_other_plan_where_there_is_one(tmp_path):
    office = new_office(tmp_path)
    (tmp_path / "plans" / "thang.yaml").write_text(MONTHLY, encoding="utf-8")
    office.do("apply", FIRST, "plans/thang.yaml", "--yes", today=APPLIED_ON)

    def waits(task: str) -> list[tuple[object, ...]]:
        return [(one["task"], one["met"], one["soft"]) for one in after(office, f"thang/{task}")]

    assert waits("T@2026-01") == [("sao-khue/4.3@2026-01", False, False)]
    assert waits("T@2026-02") == [("sao-khue/4.3@2026-02", False, False)]
    for task in ("Q@2026-Q1", "A@2026-01", "S"):
        assert waits(task) == [("sao-khue/4.3", False, False)]
    assert waits("M") == [("sao-khue/4.3", False, True)]
    assert office.held("thang/M", "sk-so-tc", today=TODAY)["blocked_by"] == []

    office.do("done", "sao-khue/4.3@2026-01", "--as", "sk-dai-kttv", "--evidence", "1/BT", today=TODAY)
    said = office.do("confirm", "sao-khue/4.3@2026-01", "--agency", "sk-dai-kttv", today=TODAY).out
    assert "Đã mở khóa 1 nhiệm vụ: thang/T@2026-01\n" in said
    assert [waits(f"T@2026-0{month}")[0][1] for month in (1, 2, 3)] == [True, False, False]
    assert [waits(task)[0][1] for task in ("Q@2026-Q1", "A@2026-01", "S")] == [False] * 3

    for month in range(2, 8):
        office.do("start", f"sao-khue/4.3@2026-0{month}", "--as", "sk-dai-kttv", today=TODAY)
    assert waits("S")[0][1] is False  # five months have not begun
