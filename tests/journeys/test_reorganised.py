"""Plan 106 is followed from 2023 through the two reorganisations of 2025: what is due goes on, what was done stays."""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.cli.office import PLANS, Office, new_office

PLAN = "plans/kh_106.yaml"
MARCH, JULY = "2025-03-01", "2025-07-01"
AS_IN_MARCH = ("reorganise", "--on", MARCH, "--unverified", "--yes")
AS_IN_JULY = ("reorganise", "--on", JULY, "--unverified", "--policy", "all", "--yes")


@cache
def _prepared(reorganised: bool) -> dict[str, bytes]:
    """Applied in 2023; some work is done, some is under way, some waits to be confirmed; then March 2025 or not yet."""
    with tempfile.TemporaryDirectory() as name:
        office = new_office(Path(name))
        for today, words in HISTORY.items():
            office.do(*words, today=today)
        if reorganised:
            office.do(*AS_IN_MARCH, today="2025-03-03")
        return {one: (Path(name) / one).read_bytes() for one in ("planengine.toml", "planengine.db")}


def _office(folder: Path, reorganised: bool) -> Office:
    for name, content in _prepared(reorganised).items():
        (folder / name).write_bytes(content)
    shutil.copytree(PLANS, folder / "plans")
    return Office(folder)


HISTORY = {
    "2023-10-02": ("apply", PLAN, "--yes"),
    "2023-11-01": ("accept", "2.1.1", "--as", "so-tnmt"),
    "2023-12-10": ("done", "IV.1.5@2023", "--as", "so-khdt", "--evidence", "9/BC-SKHĐT"),
    "2023-12-11": ("confirm", "IV.1.5@2023", "--agency", "so-khdt"),
    "2024-02-01": ("progress", "2.1.1", "--as", "so-tnmt", "--note", "đã rà soát 12 xã", "--percent", "40"),
    "2024-12-10": ("done", "IV.1.5@2024", "--as", "so-ldtbxh", "--evidence", "80/BC-SLĐ"),
    "2024-12-11": ("done", "IV.1.5@2024", "--as", "tam-ky", "--evidence", "7/BC-UBND"),
}


@pytest.fixture
def office(tmp_path) -> Office:
    """On the eve of March 2025."""
    return _office(tmp_path, reorganised=False)


@pytest.fixture
def after_march(tmp_path) -> Office:
    """After the departments were merged."""
    return _office(tmp_path, reorganised=True)


def audited(office, today):
    verified = office.do("audit", "verify", "--deep", today=today)
    assert "bảng tình hình đúng như nhật ký" in verified.out
    return True


def holders(office, task, role=None):
    """(agency, state) of every part of an occurrence, straight from the rows."""
    rows = office.query(
        "SELECT g.id, a.role, a.state FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
        "JOIN occurrence o ON o.uid = a.occurrence_uid WHERE o.label = ?",
        task,
    )
    return {agency: state for agency, its_role, state in rows if role in (None, its_role)}


def test_a_look_ahead_writes_nothing_and_is_possible_before_the_day(office):
    before = office.dump()
    told = office.do("reorganise", "--on", MARCH, "--dry-run", today="2025-01-10")
    assert "Sở NN&PTNT → Sở NN&MT (so-nnmt)" in told.out
    assert "01/NQ-HĐND" in told.out
    assert office.dump() == before
    assert office.run("reorganise", "--on", MARCH, "--yes", "--unverified", today="2025-01-10").code == 2


def test_what_a_person_must_decide_keeps_everything_from_being_written(office):
    before = office.dump()
    refused = office.run("reorganise", "--on", MARCH, "--yes", today="2025-03-03")
    assert refused.code == 6
    assert "vp-dieu-phoi-ntm" in refused.out
    assert office.dump() == before
    assert office.run("reorganise", "--on", JULY, "--unverified", "--yes", today="2025-07-02").code == 6
    assert office.dump() == before


def test_what_is_left_for_later_stays_where_it_was(office):
    office.do("reorganise", "--on", MARCH, "--leave", "--yes", today="2025-03-03")
    assert "vp-dieu-phoi-ntm" in holders(office, "3.1")
    assert "so-nnptnt" not in {
        agency for agency, state in holders(office, "3.1").items() if state != "merged"
    }
    assert audited(office, "2025-03-04")
    office.do(*AS_IN_MARCH, today="2025-03-05")
    assert holders(office, "3.1")["vp-dieu-phoi-ntm"] == "merged"


def test_work_under_way_goes_on_at_the_new_department_and_says_where_it_came_from(after_march):
    part = after_march.held("2.1.1", "so-nnmt", today="2025-03-04")
    assert (part["role"], part["state"]) == ("lead", "in_progress")
    assert "40%" in after_march.do("show", "2.1.1", today="2025-03-04").out
    assert "2.1.1" in after_march.do("mine", "--as", "so-nnmt", today="2025-03-04").out
    assert "2.1.1" not in after_march.do("mine", "--as", "so-tnmt", today="2025-03-04").out
    story = after_march.do("log", "2.1.1", today="2025-03-04").out
    assert "2.1.1: Sở NN&MT tiếp nhận phần việc, trước là Sở TN&MT" in story
    assert "2.1.1: phần của Sở NN&PTNT nhập vào phần của Sở NN&MT" in story
    assert "đã rà soát 12 xã" in story
    assert "Sở TN&MT cập nhật 2.1.1" in story
    after_march.do("progress", "2.1.1", "--as", "so-nnmt", "--percent", "60", today="2025-03-10")
    assert (
        after_march.run("progress", "2.1.1", "--as", "so-tnmt", "--percent", "60", today="2025-03-10").code
        == 4
    )
    assert audited(after_march, "2025-03-11")


def test_what_was_done_stays_with_the_name_of_then_for_ever(after_march):
    after_march.do(*AS_IN_JULY, today="2025-07-02")
    assert holders(after_march, "IV.1.5@2023")["so-khdt"] == "done"
    assert "Sở KH&ĐT" in after_march.do("show", "IV.1.5@2023", today="2025-07-03").out


def test_a_report_that_waits_goes_to_the_one_heir_and_stays_where_there_are_many(after_march):
    # so-nv had its own report to make; the one that was handed in goes before
    assert holders(after_march, "IV.1.5@2024")["so-nv"] == "submitted"
    after_march.do(*AS_IN_JULY, today="2025-07-02")
    assert holders(after_march, "IV.1.5@2024")["tam-ky"] == "submitted"
    after_march.do(
        "return", "IV.1.5@2024", "--agency", "tam-ky", "--reason", "thiếu số liệu", today="2025-07-03"
    )
    after_march.do(*AS_IN_JULY, today="2025-07-04")
    after = holders(after_march, "IV.1.5@2024")
    assert after["tam-ky"] == "merged"
    assert after["dn-tam-ky"] == after["dn-ban-thach"] == "returned"
    assert audited(after_march, "2025-07-05")


def test_secretariat_and_approver_of_the_plan_are_others_from_then_on(after_march):
    after_march.do(*AS_IN_JULY, today="2025-07-02")
    assert after_march.query("SELECT secretariat, approver FROM plan") == [("dn-so-nnmt", "dn-ubnd")]
    after_march.do("done", "IV.1.5@2025", "--as", "dn-so-yt", "--evidence", "1/BC", today="2025-08-01")
    refused = after_march.run(
        "confirm", "IV.1.5@2025", "--agency", "dn-so-yt", "--as", "so-nnptnt", today="2025-08-02"
    )
    assert refused.code == 4
    after_march.do("confirm", "IV.1.5@2025", "--agency", "dn-so-yt", today="2025-08-02")
    # what the city itself has to confirm is confirmed by its committee
    after_march.do("done", "IV.1.5@2025", "--as", "dn-so-nnmt", "--evidence", "2/BC", today="2025-08-03")
    after_march.do("confirm", "IV.1.5@2025", "--agency", "dn-so-nnmt", "--as", "dn-ubnd", today="2025-08-04")
    assert audited(after_march, "2025-08-05")


def test_every_commune_gets_the_part_of_its_district_and_the_completion_counts_them(after_march):
    after_march.do(*AS_IN_JULY, today="2025-07-02")
    after = holders(after_march, "IV.1.5@2025")
    communes = [agency for agency, state in after.items() if agency.startswith("dn-") and "so-" not in agency]
    open_now = {agency for agency, state in after.items() if state == "assigned"}
    assert len(open_now) == 13 + 78
    assert open_now >= {"dn-tam-ky", "dn-ban-thach", "dn-nong-son", "dn-so-nnmt", "dn-vp-ubnd"}
    assert len(communes) >= 78
    assert {state for agency, state in after.items() if agency not in open_now} == {"merged"}
    assert audited(after_march, "2025-07-03")


def test_a_second_time_there_is_nothing_to_do(after_march):
    before = after_march.dump()
    assert "không có việc nào phải chuyển" in after_march.do(*AS_IN_MARCH, today="2025-03-03").out
    assert after_march.dump() == before


def test_applying_the_plan_again_does_not_undo_it(after_march):
    parts = after_march.query("SELECT uid, agency_uid, role, state FROM assignment ORDER BY uid")
    path = after_march.folder / PLAN
    path.write_text(
        path.read_text("utf-8").replace("title: Báo cáo UBND tỉnh", "title: Báo cáo với UBND tỉnh", 1),
        "utf-8",
    )
    after_march.do("apply", PLAN, "--yes", today="2025-03-10")
    assert after_march.query("SELECT uid, agency_uid, role, state FROM assignment ORDER BY uid") == parts
    assert after_march.query("SELECT secretariat FROM plan") == [("so-nnmt",)]
    assert audited(after_march, "2025-03-11")


def test_a_task_may_go_to_another_body_than_the_rest(office):
    office.do(
        "reorganise", "--on", MARCH, "--unverified", "--yes", "--except", "4.1:so-ldtbxh=so-gddt", "--reason",
        "giáo dục nghề nghiệp", "--document", "15/QĐ-UBND", today="2025-03-03",
    )  # fmt: skip
    assert "so-gddt" in holders(office, "4.1")
    assert "so-nv" in holders(office, "4.2")
    story = office.do("log", "4.1", today="2025-03-04").out
    assert "giáo dục nghề nghiệp" in story
    assert "15/QĐ-UBND" in story


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--give", "so-nnptnt"), 2),
        (("--except", "4.1=", ""), 2),
        (("--give", "so-nnptnt=so-nnm"), 7),
        (("--give", "so-nnptnt=so-tnmt"), 2),
        (("--except", "99.9=so-nv"), 7),
        (("--as", "so-ct"), 4),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(office, words, code):
    before = office.dump()
    answer = office.run(*AS_IN_MARCH, *[one for one in words if one], today="2025-03-03")
    assert answer.code == code, answer
    assert office.dump() == before


def test_a_duty_that_arises_later_is_opened_for_who_is_there_then(after_march):
    after_march.do("open", "2.1.2", today="2025-03-10")
    assert "so-nnmt" in holders(after_march, "2.1.2@1")
    assert "so-tnmt" not in holders(after_march, "2.1.2@1")


def test_reminders_go_to_the_new_body(after_march):
    after_march.do("remind", "enable", "--yes", today="2025-03-04")
    told = after_march.do("remind", "preview", "--until", "2025-12-31", "--json", today="2025-11-20").out
    assert "so-nnmt@quangnam.example" in told
    assert "so-nnptnt@quangnam.example" not in told


def test_the_look_ahead_as_json_has_its_documented_keys(office):
    told = json.loads(office.do("reorganise", "--on", MARCH, "--dry-run", "--json", today="2025-03-03").out)
    assert (told["on"], told["done"]) == (MARCH, False)
    (plan,) = told["plans"]
    assert set(plan) == {"plan", "heads", "steps", "kept", "undecided"}
    assert set(plan["heads"][0]) == {"body", "agency", "to", "why", "candidates"}
    keys = {"task", "kind", "agency", "role", "state", "to", "size", "basis", "verified"}
    assert {frozenset(one) for one in plan["steps"]} == {frozenset(keys)}
    assert {one["agency"] for one in plan["undecided"]} == {"vp-dieu-phoi-ntm"}


def test_the_past_is_told_with_the_names_of_then(after_march):
    shown = ("show", "IV.2.1", "--json")
    listed = ("list", "--json")
    before = [after_march.do(*words, today="2025-03-20").json for words in (shown, listed)]
    after_march.do(*AS_IN_JULY, today="2025-07-02")
    later = [
        after_march.do(*words, "--as-of", "2025-03-20", today="2025-03-20").json for words in (shown, listed)
    ]
    assert later == before
    names = [
        one["agency"]
        for one in after_march.do(*listed, "--as-of", "2025-02-20", today="2025-07-03").json["assignments"]
    ]
    assert "so-tnmt" in names
    assert "so-nnmt" not in names


def test_waits_of_agency_for_agency_go_along_also_in_the_past(after_march):
    """Each department and district goes on with its own plan (IV.1.1 → IV.1.2); then each commune with its own."""
    limited = "SELECT g.id FROM edge e JOIN agency g ON g.uid = e.agency_uid ORDER BY 1"
    assert ("nong-son",) not in after_march.query(limited)
    after_march.do(*AS_IN_JULY, today="2025-07-02")
    waiting = {agency for (agency,) in after_march.query(limited)}
    assert "dn-tam-ky" in waiting
    assert "tam-ky" not in waiting


def test_what_the_plan_file_says_of_a_task_holds_and_a_person_may_say_otherwise(office):
    path = office.folder / PLAN
    said = (
        'succession:\n  - {task: "4.1", from: so-ldtbxh, to: so-gddt}\n'
        '  - {task: "4.2", from: so-ldtbxh, to: so-yt}\n\ntargets:\n'
    )
    path.write_text(path.read_text("utf-8").replace("targets:\n", said, 1), "utf-8")
    office.do("apply", PLAN, "--yes", today="2025-01-10")
    office.do(*AS_IN_MARCH, "--except", "4.2:so-ldtbxh=so-gddt", today="2025-03-03")
    assert "so-gddt" in holders(office, "4.1")
    assert "so-gddt" in holders(office, "4.2")
    assert "so-nv" in holders(office, "4.3")
    assert audited(office, "2025-03-04")


def test_who_was_faster_is_not_overrun(office, monkeypatch):
    """Somebody reports between the look and the lock: nothing is written, and the person is told."""
    from planengine.store.reorganising import SqliteReorganisation

    looked = SqliteReorganisation.writing

    def meanwhile(self):
        other = Office(office.folder)
        other.do("done", "2.1.1", "--as", "so-tnmt", "--evidence", "3/BC", today="2025-03-03")
        return looked(self)

    monkeypatch.setattr(SqliteReorganisation, "writing", meanwhile)
    answer = office.run(*AS_IN_MARCH, today="2025-03-03")
    assert answer.code == 5
    monkeypatch.undo()
    assert holders(office, "2.1.1", "lead") == {"so-tnmt": "submitted"}


def test_taking_back_does_not_make_a_part_entered_late_because_it_came_by_a_reorganisation(after_march):
    after_march.do("progress", "2.1.1", "--as", "so-nnmt", "--percent", "60", today="2025-03-10")
    after_march.do("undo", "2.1.1", "--as", "so-nnmt", today="2025-03-10")
    ((late,),) = after_march.query(
        "SELECT backdated FROM assignment a JOIN occurrence o ON o.uid = a.occurrence_uid "
        "JOIN agency g ON g.uid = a.agency_uid WHERE o.label = '2.1.1' AND g.id = 'so-nnmt' AND a.role = 'lead'"
    )
    assert late == 0
    assert audited(after_march, "2025-03-11")
