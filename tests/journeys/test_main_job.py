"""The main job on the shipped plan, as the secretariat and the agencies type it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from planengine.core import category
from tests.cli.office import APPLIED_ON, PLANS, TODAY, Office, busy_office, new_office
from tests.plans.shipped import Directory, read_tree

ASSIGNMENT_KEYS = {
    "task",
    "period",
    "agency",
    "role",
    "state",
    "kind",
    "category",
    "due",
    "days_left",
    "blocked_by",
    "plan",
    "uid",
    "work_by",
    "title",
    "due_soon",
    "update_due",
    "reported_on",
    "confirmed_on",
    "committed",
    "late_since",
    "evidence",
    "backdated",
    "due_inherited",
    "priority",
    "request",
    "restricted",
}
PAPER = ("--on", "2024-12-11", "--channel", "paper", "--document", "402/BC-UBND ngày 11/12/2024")


@pytest.fixture
def office(tmp_path):
    return busy_office(tmp_path)


# --- the plan arrives in the database as the document has it


def expected_holders(row: dict[str, str], opens_on: date, directory: Directory) -> dict[str, str]:
    """agency → role, groups expanded on the day the occurrence opens; the first mention of a body counts."""
    roles = {"lead": "lead", "joint": "joint", "each": "each"}
    holders: dict[str, str] = {}
    named = [(row["focal_point"], "focal_point")]
    named += [(body, roles.get(row["form"], "")) for body in row["responsible"].split()]
    named += [(body, "support") for body in row["support"].split()]
    for body, role in named:
        if body == "-":
            continue
        if body in directory.groups and body != "ubnd-xa":
            if "members" not in directory.groups[body]:
                continue  # an open group: nobody is named
            bodies = directory.members(body, opens_on)
        else:
            bodies = [body]
        for one in bodies:
            holders.setdefault(one, role)
    return holders


def test_every_duty_of_the_document_is_in_the_database_with_its_bodies_in_their_roles(office):
    directory = Directory(
        *(read_tree(PLANS / "agencies/quang_nam.yaml")[key] for key in ("agencies", "groups"))
    )
    head, *lines = (PLANS.parent / "tests/plans/obligations.tsv").read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]
    applied = office.query("SELECT id, form, kind FROM task WHERE NOT is_section ORDER BY position")
    assert applied == [(row["id"], row["form"], row["kind"]) for row in rows]
    compared = 0
    for row in rows:
        occurrences = office.query(
            "SELECT o.uid, o.opens_on FROM occurrence o JOIN task t ON t.uid = o.task_uid WHERE t.id = ?",
            row["id"],
        )
        assert len(occurrences) == {"on_demand": 0, "recurring": 3}.get(row["kind"], 1), row["id"]
        for uid, opens_on in occurrences:
            found = office.query(
                "SELECT g.id, a.role FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
                "WHERE a.occurrence_uid = ?",
                uid,
            )
            assert dict(found) == expected_holders(row, date.fromisoformat(opens_on), directory), row["id"]
            assert len(dict(found)) == len(found)
            compared += len(found)
    assert compared == office.query("SELECT count(*) FROM assignment")[0][0]


def test_communes_are_one_assignment_that_says_how_many_they_are(office):
    sizes = office.query(
        "SELECT g.id, a.size FROM assignment a JOIN agency g ON g.uid = a.agency_uid WHERE a.size IS NOT NULL"
    )
    assert sizes == [("ubnd-xa", 241)] * 2


def test_the_yearly_report_is_asked_of_37_37_and_36_bodies_by_14_december(office):
    counts = Counter((one["period"], one["due"]) for one in office.list("--section", "IV.1.5"))
    assert counts == {("2023", "2023-12-14"): 37, ("2024", "2024-12-14"): 37, ("2025", "2025-12-14"): 36}


def test_the_summary_of_a_year_waits_for_the_reports_of_that_year_only(office):
    for year in ("2023", "2024", "2025"):
        shown = office.do("show", f"IV.1.6@{year}", "--json").json
        assert [(one["task"], one["soft"], one["met"]) for one in shown["after"]] == [
            (f"IV.1.5@{year}", False, False)
        ]
        assert [(one["agency"], one["role"]) for one in shown["assignments"]] == [
            ("so-nnptnt", "focal_point")
        ]


def test_a_district_follows_its_own_plan_only_and_softly(office):
    after = office.do("show", "IV.1.2", "--json").json["after"]
    assert {(one["task"], one["soft"]) for one in after} == {("IV.1.1", True)}
    own = [one for one in after if one["agency"] == "tam-ky"]
    assert len(own) == 1
    assert len(after) == len({one["agency"] for one in after}) == 37
    # soft: the district starts although nobody has begun IV.1.1
    office.do("start", "IV.1.2", "--as", "tam-ky")
    office.do("done", "IV.1.1", "--as", "dai-loc", "--evidence", "1/KH-UBND")
    office.do("confirm", "IV.1.1", "--agency", "dai-loc")
    met = {one["agency"] for one in office.do("show", "IV.1.2", "--json").json["after"] if one["met"]}
    assert met == {"dai-loc"}


def test_the_summary_names_who_has_not_reported(office):
    for number, agency in enumerate(("hoi-an", "tam-ky", "so-tc"), start=1):
        office.do("done", "IV.1.5@2024", "--as", agency, "--evidence", f"{number}/BC")
    office.do("confirm", "IV.1.5@2024", "--agency", "hoi-an")
    vi, en = (office.do("show", "IV.1.6@2024", lang=lang).out for lang in ("vi", "en"))
    assert "IV.1.5@2024: đã xác nhận 1/37, đã báo chờ xác nhận 2" in vi
    assert "1 of 37 confirmed, 2 reported" in en
    assert "Missing 34: " in en
    missing = " ".join(vi.split()).partition("Còn thiếu 34: ")[2]
    assert "UBND Đại Lộc" in missing
    assert len(missing.split(", ")) >= 34
    for reported in ("Hội An", "Tam Kỳ", "Sở Tài chính"):
        assert reported not in missing


# --- from an empty folder to a confirmed report


def test_a_plan_is_read_applied_worked_on_and_confirmed(tmp_path):
    office = new_office(tmp_path)
    assert "53 nhiệm vụ, 16 chỉ tiêu" in office.do("validate", "plans/kh_106.yaml").out
    foreseen = office.do("apply", "plans/kh_106.yaml", "--dry-run", today=APPLIED_ON)
    assert office.query("SELECT count(*) FROM event") == [(0,)]
    assert foreseen.out in office.do("apply", "plans/kh_106.yaml", "--yes", today=APPLIED_ON).out
    before = office.dump()
    office.do("apply", "plans/kh_106.yaml", "--yes", today=APPLIED_ON)
    assert office.dump() == before

    office.do("accept", "--all", "--as", "so-tnmt")
    assert {one["state"] for one in office.list("--agency", "so-tnmt")} == {"accepted"}
    office.do("commit", "2.1.1", "--as", "so-tnmt", "--by", "29/11/2024")
    assert office.held("2.1.1", "so-tnmt")["work_by"] == "2024-11-29"
    office.do("start", "2.1.1", "--as", "so-tnmt")
    office.do("progress", "2.1.1", "--as", "so-tnmt", "--percent", "60", "--note", "Đã lấy ý kiến")
    assert "60%" in office.do("show", "2.1.1").out
    done = office.do(
        "done", "2.1.1", "--as", "so-tnmt", "--evidence", "512/STNMT ngày 27/11/2024", today="2024-11-28"
    )
    assert "chờ xác nhận" in done.out
    waiting = office.do("inbox", "--json", today="2024-11-29").json["assignments"]
    assert [(one["task"], one["agency"], one["state"]) for one in waiting] == [
        ("2.1.1", "so-tnmt", "submitted")
    ]
    confirmed = office.do("confirm", "2.1.1", "--agency", "so-tnmt", today="2024-12-02")
    assert "Nhiệm vụ 2.1.1 đã hoàn thành." in confirmed.out
    held = office.held("2.1.1", "so-tnmt", today="2024-12-02")
    assert (held["state"], held["reported_on"], held["confirmed_on"]) == ("done", "2024-11-28", "2024-12-02")
    assert office.do("inbox", "--json").json == {"assignments": [], "extensions": [], "difficulties": []}
    supporters = {one["state"] for one in office.list("--section", "2.1.1") if one["role"] == "support"}
    assert supporters == {"closed"}
    assert office.do("audit", "verify").code == 0


def test_several_tasks_in_one_command_are_all_reported_or_none(office):
    before = office.dump()
    refused = office.run("done", "2.1.1", "2.1.3", "IV.1.2", "--as", "so-tnmt", "--evidence", "9/BC")
    assert refused.code == 4
    assert "IV.1.2" in refused.err
    assert office.dump() == before
    office.do("done", "2.1.1", "2.1.3", "--as", "so-tnmt", "--evidence", "9/BC")
    office.do("confirm", "2.1.1", "2.1.3", "--agency", "so-tnmt")
    assert {office.state(task, "so-tnmt") for task in ("2.1.1", "2.1.3")} == {"done"}


def test_finishing_a_task_says_what_it_has_made_free(office):
    assert [one["blocked_by"] for one in office.list("--section", "2.3.3", "--agency", "lien-minh-htx")] == [
        ["2.3.2"]
    ]
    office.do("done", "2.3.2", "--as", "lien-minh-htx", "--evidence", "98/BC-LMHTX")
    assert "Đã mở khóa 1 nhiệm vụ: 2.3.3" in office.do("confirm", "2.3.2", "--agency", "lien-minh-htx").out
    office.do("start", "2.3.3", "--as", "lien-minh-htx")


# --- entered for somebody else


def test_a_report_on_paper_is_dated_back_wherever_it_is_shown(office):
    day = "2024-12-16"
    office.do("done", "IV.1.5@2024", "--as", "dai-loc", *PAPER, today=day)
    held = office.held("IV.1.5@2024", "dai-loc", today=day)
    assert (held["backdated"], held["reported_on"], held["evidence"]) == (True, "2024-12-11", PAPER[-1])
    shown = {
        "list": office.do("list", "--agency", "dai-loc", "--section", "IV.1.5", today=day).out,
        "mine": office.do("mine", "--as", "dai-loc", today=day).out,
        "show": office.do("show", "IV.1.5@2024", today=day).out,
        "inbox": office.do("inbox", today=day).out,
    }
    assert {
        name for name, text in shown.items() if " ".join(text.split()).count("ghi lùi ngày") != 1
    } == set()
    log = office.do("log", "IV.1.5@2024", today=day).out
    assert "Nhập thay: Sở NN&PTNT" in log
    assert "11/12/2024" in log
    assert "402/BC-UBND" in log
    event = office.do("log", "IV.1.5@2024", "--json", today=day).json["events"][-1]
    assert (
        event["agency"],
        event["typed_by"],
        event["channel"],
        event["document"],
        event["occurred_on"],
    ) == (
        "dai-loc",
        "so-nnptnt",
        "paper",
        PAPER[-1],
        "2024-12-11",
    )


def test_lateness_is_judged_on_the_day_it_happened_not_on_the_day_it_was_typed(office):
    for agency, on in (("dai-loc", "2024-12-11"), ("tam-ky", "2024-12-15")):
        office.do(
            "done",
            "IV.1.5@2024",
            "--as",
            agency,
            "--on",
            on,
            "--channel",
            "paper",
            "--document",
            "1/BC",
            today="2024-12-20",
        )
        office.do("confirm", "IV.1.5@2024", "--agency", agency, today="2024-12-20")
    assert office.held("IV.1.5@2024", "dai-loc", today="2024-12-20")["category"] == "done_on_time"
    assert office.held("IV.1.5@2024", "tam-ky", today="2024-12-20")["category"] == "done_late"
    assert office.held("IV.1.5@2024", "dai-loc", today="2024-12-20")["backdated"] is True


def test_a_confirmation_recorded_from_a_signed_paper_keeps_who_decided(office):
    office.do("done", "2.1.1", "--as", "so-tnmt", "--evidence", "512/STNMT")
    office.do(
        "confirm",
        "2.1.1",
        "--agency",
        "so-tnmt",
        "--decided-by",
        "Phó Chủ tịch UBND tỉnh",
        "--channel",
        "paper",
        "--document",
        "77/TB-UBND",
    )
    log = office.do("log", "2.1.1").out
    assert "Người quyết định: Phó Chủ tịch UBND tỉnh" in log
    assert "77/TB-UBND" in log


# --- decisions


def test_a_report_is_confirmed_by_the_document_it_came_with(office):
    for task in ("2.1.1", "2.1.3"):
        office.do("done", task, "--as", "so-tnmt", "--evidence", "123/BC-STNMT ngày 05/11/2024")
    office.do("done", "IV.1.1", "--as", "so-tnmt", "--evidence", "1123/BC-STNMT")
    office.do("confirm", "--document", "123/BC-STNMT")
    assert {one["task"] for one in office.list("--state", "done")} == {"2.1.1", "2.1.3"}
    assert office.state("IV.1.1", "so-tnmt") == "submitted"
    assert office.run("confirm", "--document", "123/BC-STNMT").code == 7


def test_a_returned_report_is_done_again_and_counts_from_its_second_day(office):
    office.do("done", "IV.1.5@2024", "--as", "tam-ky", "--evidence", "1/BC", today="2024-12-10")
    office.do("return", "IV.1.5@2024", "--agency", "tam-ky", "--reason", "Thiếu phụ lục", today="2024-12-12")
    held = office.held("IV.1.5@2024", "tam-ky", today="2024-12-16")
    assert (held["state"], held["category"], held["reported_on"]) == ("returned", "open_overdue", None)
    assert "Thiếu phụ lục" in office.do("show", "IV.1.5@2024", today="2024-12-16").out
    office.do("done", "IV.1.5@2024", "--as", "tam-ky", "--evidence", "2/BC", today="2024-12-16")
    office.do("confirm", "IV.1.5@2024", "--agency", "tam-ky", today="2024-12-17")
    assert office.held("IV.1.5@2024", "tam-ky", today="2024-12-17")["category"] == "done_late"


def test_a_report_can_be_withdrawn_before_it_is_confirmed(office):
    office.do("done", "2.1.1", "--as", "so-tnmt", "--evidence", "1/BC")
    office.do("withdraw", "2.1.1", "--as", "so-tnmt")
    assert office.state("2.1.1", "so-tnmt") == "in_progress"
    assert office.run("confirm", "2.1.1", "--agency", "so-tnmt").code == 4


def test_reopening_restores_what_the_completion_closed(office):
    office.do("accept", "2.3.2", "--as", "tam-ky")
    office.do("start", "2.3.2", "--as", "hoi-an")
    before = {one["agency"]: one["state"] for one in office.list("--section", "2.3.2")}
    office.do("done", "2.3.2", "--as", "lien-minh-htx", "--evidence", "1/BC")
    closed = office.do("confirm", "2.3.2", "--agency", "lien-minh-htx").out
    assert f"{len(before) - 1} lượt giao còn lại" in closed
    after = {one["agency"]: one["state"] for one in office.list("--section", "2.3.2")}
    assert Counter(after.values()) == {"closed": len(before) - 1, "done": 1}
    office.do("reopen", "2.3.2", "--agency", "lien-minh-htx", "--reason", "Số liệu phải tính lại")
    restored = {one["agency"]: one["state"] for one in office.list("--section", "2.3.2")}
    assert restored == {**before, "lien-minh-htx": "in_progress"}
    assert restored["tam-ky"] == "accepted"
    assert restored["hoi-an"] == "in_progress"
    assert office.list("--section", "2.3.3", "--agency", "lien-minh-htx")[0]["blocked_by"] == ["2.3.2"]


def test_work_is_paused_and_resumed_where_it_was(office):
    office.do("start", "2.1.1", "--as", "so-tnmt")
    why = ("--agency", "so-tnmt", "--reason", "Chờ luật mới", "--document", "88/UBND-KTN")
    office.do("pause", "2.1.1", *why)
    assert (office.state("2.1.1", "so-tnmt"), office.held("2.1.1", "so-tnmt")["category"]) == (
        "paused",
        "paused",
    )
    assert office.run("done", "2.1.1", "--as", "so-tnmt", "--evidence", "1/BC").code == 4
    office.do("resume", "2.1.1", "--agency", "so-tnmt")
    assert office.state("2.1.1", "so-tnmt") == "in_progress"


def test_cancelled_and_exempted_work_leaves_the_count(office):
    def total() -> int:
        return int(office.do("status", "--json").json["assignments"]["total"])

    before = total()
    office.do("cancel", "2.1.3", "--agency", "so-tnmt", "--reason", "Đã có", "--document", "90/UBND-KTN")
    office.do("exempt", "IV.1.1", "--agency", "hoi-an", "--reason", "Không còn HTX")
    assert (office.state("2.1.3", "so-tnmt"), office.state("IV.1.1", "hoi-an")) == ("cancelled", "exempt")
    assert total() == before - 2
    office.do("reopen", "IV.1.1", "--agency", "hoi-an", "--reason", "Đã có HTX mới")
    assert office.state("IV.1.1", "hoi-an") == "assigned"
    assert total() == before - 1


def test_what_is_declined_goes_to_another_agency(office):
    office.do("decline", "2.1.3", "--as", "so-tnmt", "--reason", "Không thuộc chức năng")
    assert "Không thuộc chức năng" in office.do("inbox").out
    waiting = office.do("inbox", "--json").json["assignments"]
    assert [(one["task"], one["state"]) for one in waiting] == [("2.1.3", "declined")]
    office.do("reassign", "2.1.3", "--agency", "so-tnmt", "--to", "so-xd", "--reason", "Đúng chức năng")
    shown = office.do("show", "2.1.3", "--json").json["assignments"]
    leads = [(one["agency"], one["state"]) for one in shown if one["role"] == "lead"]
    assert leads == [("so-xd", "assigned")]
    office.do("accept", "2.1.3", "--as", "so-xd")
    assert office.run("accept", "2.1.3", "--as", "so-tnmt").code == 4


def test_nobody_confirms_its_own_work(office):
    office.do("done", "1.1", "--as", "so-nnptnt", "--evidence", "1/QĐ-SNNPTNT")
    for speaker in ((), ("--as", "so-nnptnt")):
        refused = office.run("confirm", "1.1", "--agency", "so-nnptnt", *speaker)
        assert refused.code == 4
        assert "--as ubnd-tinh" in refused.err
    assert office.run("confirm", "1.1", "--agency", "so-nnptnt", "--as", "so-tc").code == 4
    office.do("confirm", "1.1", "--agency", "so-nnptnt", "--as", "ubnd-tinh")
    assert office.state("1.1", "so-nnptnt") == "done"


def test_an_agency_never_confirms_the_work_of_another(office):
    office.do("done", "2.1.1", "--as", "so-tnmt", "--evidence", "1/BC")
    for speaker in ("so-tnmt", "so-tc"):
        assert office.run("confirm", "2.1.1", "--agency", "so-tnmt", "--as", speaker).code == 4
    assert office.state("2.1.1", "so-tnmt") == "submitted"


# --- what is shown


@pytest.fixture
def lively(office):
    """Many states at once, seen on 16 December 2024."""
    office.do("done", "2.1.1", "--as", "so-tnmt", "--evidence", "1/BC")
    office.do("confirm", "2.1.1", "--agency", "so-tnmt")
    office.do("commit", "2.1.3", "--as", "so-tnmt", "--by", "2024-12-18")
    office.do("done", "IV.1.5@2024", "--as", "tam-ky", "--evidence", "2/BC")
    office.do("done", "IV.1.5@2024", "--as", "hoi-an", "--evidence", "3/BC")
    office.do("confirm", "IV.1.5@2024", "--agency", "hoi-an")
    office.do("done", "IV.1.5@2024", "--as", "dai-loc", "--evidence", "4/BC", today="2024-12-15")
    office.do("confirm", "IV.1.5@2024", "--agency", "dai-loc", today="2024-12-15")
    office.do("progress", "2.3.1", "--as", "lien-minh-htx", "--note", "Quý IV", today="2024-12-15")
    office.do("pause", "IV.1.1", "--agency", "so-tc", "--reason", "x", "--document", "y", today="2024-12-15")
    office.do("exempt", "IV.1.1", "--agency", "hoi-an", "--reason", "x", today="2024-12-15")
    office.do("decline", "IV.4.2", "--as", "bao-quang-nam", "--reason", "x", today="2024-12-15")
    return office


SEEN_ON = "2024-12-16"


def test_each_reading_command_has_its_documented_keys(lively):
    everything = lively.list(today=SEEN_ON)
    mine = lively.do("mine", "--as", "tam-ky", "--json", today=SEEN_ON).json["assignments"]
    inbox = lively.do("inbox", "--json", today=SEEN_ON).json["assignments"]
    show = lively.do("show", "IV.1.2", "--json", today=SEEN_ON).json
    for listed in (everything, mine, inbox, show["assignments"]):
        assert listed
        assert {frozenset(one) for one in listed} == {frozenset(ASSIGNMENT_KEYS)}
    own = {"plan", "task", "period", "uid", "opens_on", "closes_on", "due", "internal_due", "spec"}
    assert set(show) == own | {
        "assignments",
        "after",
        "extensions",
        "difficulties",
        "evidence",
        "notes",
        "ended",
    }
    waits = {"task", "agency", "soft", "met", "type", "lag", "reason", "known"}
    assert {frozenset(one) for one in show["after"]} == {frozenset(waits)}
    due = lively.do("show", "IV.1.5@2024", "--json", today=SEEN_ON).json["due"]
    assert due == {"day": "2024-12-14", "moved_from": None, "inherited": False}
    status = lively.do("status", "--json", today=SEEN_ON).json
    told = {"plan", "day", "tasks", "assignments", "agencies", "unassigned", "targets", "difficulties"}
    assert set(status) == told | {"extensions", "closed"}
    assert (show["ended"], status["closed"]) == (None, None), "the plan goes on"
    figures = {"asked", "approved", "rejected", "waiting", "after_due", "many", "withdrawn"}
    assert set(status["extensions"]) == figures | {"agencies"}
    assert set(status["difficulties"]) == {"unsettled", "waiting"}
    tallies = [status["tasks"], status["assignments"], *status["agencies"]]
    assert {frozenset(one) for one in tallies} == {frozenset({"name", "total", *category.CATEGORIES})}
    event = lively.do("log", "2.1.1", "--json", today=SEEN_ON).json["events"][0]
    assert set(event) == {
        "seq",
        "type",
        "occurred_on",
        "recorded_at",
        "person",
        "agency",
        "typed_by",
        "decided_by",
        "channel",
        "document",
        "clock",
        "correlation",
        "payload",
    }
    preview = lively.do("remind", "preview", "--json", "--until", "2024-12-31", today=SEEN_ON).json[
        "reminders"
    ]
    assert preview
    assert {frozenset(one) for one in preview} == {
        frozenset({"at", "task", "agency", "step", "recipients", "moved_from"})
    }
    verdict = lively.do("audit", "verify", "--json", today=SEEN_ON).json
    assert [one["plan"] for one in verdict["plans"]] == ["kh-106"]


def test_the_values_in_json_are_plain_and_stable(lively):
    for one in lively.list(today=SEEN_ON):
        assert one["plan"] == "kh-106"
        assert "@" not in one["task"]
        assert one["period"] in (None, "2023", "2024", "2025")
        assert one["days_left"] is None or isinstance(one["days_left"], int)
        assert one["category"] in category.CATEGORIES
        if one["days_left"] is not None:
            left = date.fromisoformat(one["work_by"]) - date.fromisoformat(SEEN_ON)
            assert one["days_left"] == left.days
    assert len({one["uid"] for one in lively.list(today=SEEN_ON)}) == len(lively.list(today=SEEN_ON))


def test_the_totals_are_the_sum_of_the_counted_categories_and_agree_with_a_recount(lively):
    status = lively.do("status", "--json", today=SEEN_ON).json
    for tally in (status["tasks"], status["assignments"], *status["agencies"]):
        assert tally["total"] == sum(tally[one] for one in category.COUNTED)
    requests = {"IV.3.1", "IV.3.2"}  # “Đề nghị …”: nobody is ranked by what was only asked for
    bearing = [
        one for one in lively.list(today=SEEN_ON) if one["role"] != "support" and one["task"] not in requests
    ]
    recount = Counter(one["category"] for one in bearing)
    assert {name: status["assignments"][name] for name in category.CATEGORIES} == {
        name: recount[name] for name in category.CATEGORIES
    }
    for name in category.CATEGORIES:
        assert sum(tally[name] for tally in status["agencies"]) == recount[name]
    # what this workspace was prepared for
    for name in (
        "done_on_time",
        "done_late",
        "open_overdue",
        "paused",
        "exempt",
        "standing_updated",
        "not_yet_open",
    ):
        assert recount[name], name
    occurrences = {(one["task"], one["period"]) for one in bearing}
    assert sum(status["tasks"][name] for name in category.CATEGORIES) == len(occurrences)


def test_each_filter_lets_through_what_a_recount_finds(lively):
    everything = lively.list(today=SEEN_ON)
    today = date.fromisoformat(SEEN_ON)
    horizon = (today + timedelta(days=7)).isoformat()
    workable = ("assigned", "accepted", "in_progress", "returned")
    filters = {
        ("--agency", "tam-ky"): lambda one: one["agency"] == "tam-ky",
        ("--state", "done"): lambda one: one["state"] == "done",
        ("--state", "done", "--state", "paused"): lambda one: one["state"] in ("done", "paused"),
        ("--overdue",): lambda one: one["category"] == "open_overdue",
        ("--due-within", "7d"): lambda one: (
            one["days_left"] is not None and SEEN_ON <= one["work_by"] <= horizon
        ),
        ("--blocked",): lambda one: bool(one["blocked_by"]),
        ("--ready",): lambda one: (
            not one["blocked_by"] and one["state"] in workable and one["category"] != "not_yet_open"
        ),
        ("--section", "2.1"): lambda one: one["task"].startswith("2.1."),
        ("--section", "IV.1.5"): lambda one: one["task"] == "IV.1.5",
        ("--update-late",): lambda one: one["category"] == "standing_late" and one["role"] != "support",
        ("--overdue", "--agency", "nam-giang"): lambda one: (
            one["category"] == "open_overdue" and one["agency"] == "nam-giang"
        ),
    }
    for words, fits in filters.items():
        expected = [one["uid"] for one in everything if fits(one)]
        assert expected, words
        assert [one["uid"] for one in lively.list(*words, today=SEEN_ON)] == expected, words


def test_mine_is_what_list_shows_of_the_agency(lively):
    mine = lively.do("mine", "--as", "so-tnmt", "--json", today=SEEN_ON).json["assignments"]
    assert mine == lively.list("--agency", "so-tnmt", today=SEEN_ON)


def test_the_exit_code_tells_of_overdue_work_only_where_it_was_asked_for(lively):
    for command in (("status",), ("list",), ("list", "--json"), ("list", "--agency", "nam-giang")):
        assert lively.run(*command, today=SEEN_ON).code == 0
        assert lively.run(*command, "--exit-code", today=SEEN_ON).code == 3
    assert lively.run("list", "--agency", "bao-quang-nam", "--exit-code", today=SEEN_ON).code == 0


def test_a_standing_duty_is_updated_and_never_done(office):
    assert office.held("2.3.1", "lien-minh-htx")["category"] == "standing_late"
    refused = office.run("done", "2.3.1", "--as", "lien-minh-htx", "--evidence", "1/BC")
    assert refused.code == 4
    assert "planengine progress 2.3.1 --as lien-minh-htx" in refused.err
    office.do(
        "progress", "2.3.1", "--as", "lien-minh-htx", "--note", "Quỹ đã giải ngân", "--figure", "số HTX=3"
    )
    assert office.held("2.3.1", "lien-minh-htx")["category"] == "standing_updated"
    assert office.held("2.3.1", "lien-minh-htx", today="2025-04-01")["category"] == "standing_late"


def test_every_duty_that_is_open_has_somebody_to_answer_for_it(office):
    assert office.do("status", "--json").json["unassigned"] == []


def test_both_languages_say_the_same_figures(lively):
    def figures(text: str) -> list[str]:
        rows = [line.split() for line in text.splitlines() if line.split() and line.split()[-1].isdecimal()]
        return [" ".join(word for word in row if word.isdecimal()) for row in rows]

    vi, en = (lively.do("status", today=SEEN_ON, lang=lang).out for lang in ("vi", "en"))
    assert len(figures(vi)) > 8
    assert figures(vi) == figures(en)


def test_the_office_of_these_tests_stands_on_its_day(office: Office):
    assert office.do("status", "--json").json["day"] == TODAY
