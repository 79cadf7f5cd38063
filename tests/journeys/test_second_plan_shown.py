"""`show` and `mine` tell all that a plan says of a task, in both languages; every key has its sentence or a reason why
it has none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planengine.messages import LANGUAGES, Words
from planengine.planfile.fields import TASK
from tests.cli.office import Office, new_office

TODAY = "2026-07-06"


@pytest.fixture(scope="module")
def applied(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("shown")
    new_office(folder).do(
        "apply", "plans/sao_khue.yaml", "plans/sao_khue_dien_tap.yaml", "--yes", today="2026-07-01"
    )
    return folder


@pytest.fixture(scope="module")
def office(applied) -> Office:
    """Only read in these tests."""
    return Office(applied)


def shown(office: Office, task: str, lang: str) -> str:
    """The page of a task with its lines joined, so that no sentence is looked for across a break."""
    return " ".join(office.do("show", task, today=TODAY, lang=lang).out.split())


# key → (task, in Vietnamese, in English); several where the key has several forms
SHOWN: dict[str, list[tuple[str, str, str]]] = {
    "id": [("sao-khue/1.10", "1.10 Danh bạ", "1.10 Danh bạ")],
    "title": [("sao-khue/1.6", "Quy chế phối hợp tìm kiếm cứu nạn", "Quy chế phối hợp tìm kiếm cứu nạn")],
    "ref": [("sao-khue/1.1", "Vị trí trong văn bản: II.1.a", "Place in the document: II.1.a")],
    "lines": [("sao-khue/1.1", "Dòng: 35-37, 40", "Lines: 35-37, 40")],
    "clause": [
        ("sao-khue/1.1", "Câu phân công: dòng 35", "Assigned in: line 35"),
        ("sao-khue/1.2", "Câu phân công: dòng 33-34", "Assigned in: line 33-34"),
    ],
    "quote": [
        ("sao-khue/6.7", "“số liệu tính đến ngày 30/11/2026”", "“số liệu tính đến ngày 30/11/2026”"),
    ],
    "carried_from": [
        ("sao-khue/4.5", "Chuyển tiếp từ: sao-khue-2025/4.5", "Carried over from: sao-khue-2025/4.5")
    ],
    "lead": [("sao-khue/1.2", "Bộ CHQS tỉnh chủ trì", "Bộ CHQS tỉnh lead")],
    "joint": [("sao-khue/1.6", "không nêu chủ trì", "no lead named")],
    "each": [("sao-khue/2.3", "theo dõi chung, 12 đơn vị", "tracked as one, 12 bodies")],
    "unassigned": [("sao-khue/1.9", "Chưa giao cho cơ quan nào", "Given to nobody")],
    "support": [("sao-khue/1.2", "Công an tỉnh phối hợp", "Công an tỉnh support")],
    "support_required": [
        (
            "sao-khue/1.5",
            "Hoàn thành khi: cơ quan chủ trì đã xong, kể cả mọi cơ quan phối hợp",
            "Complete when: the lead is done, all supporters included",
        )
    ],
    "focal_point": [
        ("sao-khue/1.7", "Đầu mối: Sở NN&MT (theo 05/TB-VP", "Focal point: Sở NN&MT (by 05/TB-VP"),
        ("sao-khue/1.7", "cách hiểu: Văn bản không nói", "read from it: Văn bản không nói"),
        ("sao-khue/1.10", "Đầu mối: Văn phòng UBND tỉnh", "Focal point: Văn phòng UBND tỉnh"),
    ],
    "complete_when": [
        ("sao-khue/1.1", "Hoàn thành khi: mọi cơ quan đã xong", "every agency is done"),
        ("sao-khue/1.7", "cơ quan đầu mối đã xong", "the focal point is done"),
        ("sao-khue/1.8", "một cơ quan bất kỳ đã xong", "any one agency is done"),
        ("sao-khue/2.2", "ít nhất 80% số cơ quan đã xong", "at least 80% of the agencies are done"),
        ("sao-khue/3.7", "ít nhất 2 cơ quan đã xong", "at least 2 agencies are done"),
        ("sao-khue/III.1.2", "1.7: đã xác nhận 0/1, đã báo", "1.7: 0 of 1 confirmed"),
        ("sao-khue/2.3", "Nên sau 2.2 (không bắt buộc)", "Better after 2.2 (not compulsory)"),
    ],
    "kind": [("sao-khue/3.3", "Loại: mốc", "Kind: milestone")],
    "every": [
        (
            "sao-khue/6.1@2026-Q3",
            "Định kỳ: hằng quý; kỳ này từ 01/07/2026 đến 30/09/2026",
            "Recurring: every quarter; this period from 2026-07-01 to 2026-09-30",
        )
    ],
    "from": [("sao-khue/4.2@2026-W40", "Lặp lại từ 07/09/2026", "Recurs from 2026-09-07")],
    "until": [("sao-khue/4.2@2026-W40", "đến 29/11/2026", "until 2026-11-29")],
    "update": [
        ("sao-khue/4.1", "Cập nhật: hằng tuần", "Update: every week"),
        ("sao-khue/III.2.2", "Cập nhật: hằng quý", "Update: every quarter"),
    ],
    "starts": [("sao-khue/1.5", "Bắt đầu: 02/03/2026", "Starts: 2026-03-02")],
    "duration": [
        ("sao-khue/1.5", "Thời gian làm: 20 ngày làm việc", "Takes: 20 working days"),
        ("sao-khue/2.4", "Thời gian làm: 30 ngày", "Takes: 30 days"),
    ],
    "due": [
        ("sao-khue/1.1", "28/01/2026 (trong 15 ngày làm việc kể từ ngày ban hành)", "of the day of issue"),
        ("sao-khue/3.2", "chưa xác định (trong 30 ngày kể từ khi 3.1 hoàn thành)", "completion of 3.1"),
        (
            "sao-khue/III.1.2",
            "31/12/2026 (theo thời hạn của kế hoạch)",
            "2026-12-31 (by the end of the plan)",
        ),
        ("sao-khue/4.2@2026-W40", "02/10/2026 (ngày cuối của kỳ; chuyển từ 04/10", "(end of the period;"),
        ("sao-khue/6.5@2026", "14/12/2026 (trước ngày 15/12)", "2026-12-14 (before 12-15)"),
        ("sao-khue/6.1@2026-Q1", "trước ngày 20 của tháng cuối kỳ", "before day 20 of the last month"),
        ("sao-khue/1.9", "Thời hạn: –", "Due: –"),
    ],
    "day_off": [
        (
            "sao-khue/1.2",
            "30/01/2026 (trước ngày 01/02/2026; chuyển từ 31/01/2026 vì là ngày nghỉ)",
            "2026-01-30 (before 2026-02-01; moved from 2026-01-31, a day off)",
        ),
        ("sao-khue/3.3", "03/09/2026 (chuyển từ 31/08/2026", "2026-09-03 (moved from 2026-08-31"),
    ],
    "internal_due": [
        ("sao-khue/6.6@2026", "Hạn nội bộ: 23/12/2026 (trước ngày 24/12)", "Internal date: 2026-12-23")
    ],
    "basis": [("sao-khue/1.5", "căn cứ: Bộ phận tổng hợp đặt", "basis: Bộ phận tổng hợp đặt")],
    "cutoff": [
        ("sao-khue/6.5@2026", "Chốt số liệu: 10/12", "Figures as of: 12-10"),
        ("sao-khue/6.7", "Chốt số liệu: 30/11/2026", "Figures as of: 2026-11-30"),
    ],
    "after": [
        (
            "sao-khue/1.3",
            "Chờ 1.2: chưa xong sau thêm 5 ngày làm việc; “Sau khi",
            "5 working days later; “Sau",
        ),
        (
            "sao-khue/2.2",
            "bắt đầu sau khi việc kia bắt đầu; sau thêm 10 ngày",
            "starts after that has started; 10",
        ),
        (
            "sao-khue/2.5",
            "chỉ xong sau khi việc kia xong; sau thêm 5 ngày",
            "ends only after that has ended; 5",
        ),
        ("sao-khue/2.6", "được sớm hơn 3 ngày làm việc", "3 working days earlier is allowed"),
        ("sao-khue/III.3.1", "trong 1.4 đã xong 0/3 cơ quan", "0 of 3 agencies done"),
        ("sao-khue/5.4", "Chờ sao-khue-dt/2.4: chưa xong", "Waits for sao-khue-dt/2.4: not done"),
    ],
    "related": [("sao-khue/1.10", "Liên quan: 4.1", "Related: 4.1")],
    "targets": [
        ("sao-khue/2.4", "Chỉ tiêu G6: Người dân", "Target G6: Người dân"),
        ("sao-khue/2.4", "(~ 12,5 nghìn người)", "(~ 12.5 nghìn người)"),
    ],
    "output": [("sao-khue/1.2", "Sản phẩm: Quyết định", "Output: Quyết định")],
    "conditions": [("sao-khue/3.2", "Điều kiện: Được bố trí kinh phí", "Condition: Được bố trí kinh phí")],
    "restricted": [("sao-khue/5.4", "[hạn chế phổ biến]", "[not to be passed on]")],
    "priority": [("sao-khue/1.5", "[khẩn]", "[urgent]")],
    "leader": [("sao-khue/1.2", "Lãnh đạo phụ trách: Chủ tịch", "Leader in charge: Chủ tịch")],
    "addressee": [("sao-khue/3.4", "Báo cáo gửi: Sở Xây dựng, Sở NN&MT", "Report to: Sở Xây dựng, Sở NN&MT")],
    "via": [
        ("sao-khue/6.5@2026", "UBND tỉnh Sao Khuê, qua Sở NN&MT", "UBND tỉnh Sao Khuê, through Sở NN&MT")
    ],
    "request": [("sao-khue/3.7", "[đề nghị]", "[request]")],
    "evidence": [
        ("sao-khue/1.10", "Không bắt buộc văn bản kết quả", "No document of the result is required")
    ],
    "confirm": [("sao-khue/1.10", "không chờ xác nhận", "without confirmation")],
    "tags": [("sao-khue/III.1.4", "Nhãn: hậu cần, y tế", "Tags: hậu cần, y tế")],
    "notes": [("sao-khue/3.5", "Ghi chú: Sở NN&MT, Sở Xây dựng tiếp nhận.", "Notes: Sở NN&MT")],
    "readings": [("sao-khue/1.7", "Cách hiểu (thời hạn): “Trong tháng 4”", "“Trong tháng 4”")],
}
NOT_SHOWN = {
    "supersedes_extension": "speaks to `diff` and `apply`, and changes nothing until the plan is revised",
    "reopen": "likewise",
    "grandfather": "likewise",
    "reminders": "there is one policy; what it sends is shown by `remind explain`",
    "allow": "silences a warning about the file, and speaks to who writes it",
}


def test_every_key_of_a_task_is_shown_or_there_is_a_reason():
    assert set(SHOWN) | set(NOT_SHOWN) == set(TASK)
    assert set(SHOWN) & set(NOT_SHOWN) == set()


@pytest.mark.parametrize("key", SHOWN)
def test_a_key_of_the_plan_is_told_in_both_languages(office, key):
    for task, vi, en in SHOWN[key]:
        assert vi in shown(office, task, "vi")
        assert en in shown(office, task, "en")


def test_what_says_nothing_is_not_told(office):
    page = shown(office, "sao-khue/III.1.3", "vi")
    for word in (
        "Bắt đầu",
        "Chốt số liệu",
        "Hạn nội bộ",
        "Báo cáo gửi",
        "[",
        "Điều kiện",
        "Liên quan",
        "Nhãn",
        "None",
    ):
        assert word not in page, word


def test_members_of_an_open_group_are_named_where_the_plan_names_them(office):
    assert "ở nhiệm vụ này là: Điện lực Sao Khuê, Viễn thông" in shown(office, "sao-khue/3.7", "vi")
    assert "in this task: Điện lực Sao Khuê, Viễn thông" in shown(office, "sao-khue/3.7", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reading_names_its_field_in_the_words_of_the_reader(language):
    say = Words(language)
    # of these nobody says how they are to be read
    plain = {"id", "title", "ref", "lines", "clause", "quote", "notes", "readings", "allow"}
    assert sorted(name for name in set(TASK) - plain if not say.knows(f"out.field.{name}")) == []


def test_json_says_the_same(office):
    moved = office.do("show", "sao-khue/1.2", "--json", today=TODAY).json
    assert moved["due"] == {"day": "2026-01-30", "moved_from": "2026-01-31", "inherited": False}
    assert moved["internal_due"] is None
    inherited = office.do("show", "sao-khue/III.1.2", "--json", today=TODAY).json
    assert inherited["due"] == {"day": "2026-12-31", "moved_from": None, "inherited": True}
    week = office.do("show", "sao-khue/4.2@2026-W40", "--json", today=TODAY).json
    assert week["due"] == {"day": "2026-10-02", "moved_from": "2026-10-04", "inherited": False}
    assert (week["opens_on"], week["closes_on"]) == ("2026-09-28", "2026-10-04")
    counted = office.do("show", "sao-khue/3.2", "--json", today=TODAY).json
    assert counted["due"] == {"day": None, "moved_from": None, "inherited": False}
    [wait] = office.do("show", "sao-khue/2.6", "--json", today=TODAY).json["after"]
    assert (wait["type"], wait["lag"], wait["soft"], wait["known"]) == ("FS", "-3wd", False, True)
    for key in TASK:
        if key not in ("lead", "joint", "each", "unassigned", "carried_from"):
            assert key in moved["spec"], key


def test_a_due_date_that_was_counted_is_shown_with_what_it_was_counted_from(applied, tmp_path):
    shutil.copytree(applied, tmp_path / "office")
    office = Office(tmp_path / "office")
    office.do("done", "sao-khue/3.1", "--as", "sk-so-nnmt", "--evidence", "1/BB", today=TODAY)
    office.do("confirm", "sao-khue/3.1", "--agency", "sk-so-nnmt", "--as", "sk-ubnd-tinh", today=TODAY)
    # 30 days of Monday 6 July: Wednesday 5 August
    assert "Thời hạn: 05/08/2026 (trong 30 ngày kể từ khi 3.1 hoàn thành)" in shown(
        office, "sao-khue/3.2", "vi"
    )


# ---- mine and list


def test_a_list_marks_what_must_be_seen_at_once(office):
    for command in (
        ("mine", "--as", "sk-bch-quan-su"),
        ("list", "--plan", "sao-khue", "--agency", "sk-bch-quan-su"),
    ):
        said = " ".join(office.do(*command, today=TODAY).out.split())
        assert "Phương án ứng phó bão mạnh, siêu bão · [khẩn] · [hạn chế phổ biến]" in said
    said = " ".join(office.do("mine", "--as", "sk-so-gddt", today=TODAY).out.split())
    assert "hoạt động ngoại khóa · theo thời hạn của kế hoạch" in said
    assert "trung tâm tỉnh · theo thời hạn" not in said
    english = " ".join(office.do("mine", "--as", "sk-dai-kttv", today=TODAY, lang="en").out.split())
    assert "· [request]" in english


def test_lists_tell_the_same_in_json(office):
    listed = office.do("list", "--plan", "sao-khue", "--json", today=TODAY).json["assignments"]
    marked = {
        key: {one["task"] for one in listed if one[key] not in (False, "normal")}
        for key in ("due_inherited", "priority", "request", "restricted")
    }
    assert marked == {
        "due_inherited": {"1.10", "III.1.2", "III.1.3"},
        "priority": {"1.5"},
        "request": {"3.7", "4.3", "III.2.2"},
        "restricted": {"1.5", "5.4"},
    }


def test_a_target_may_have_the_name_of_a_task(tmp_path):
    office = new_office(tmp_path)
    path = tmp_path / "plans" / "sao_khue.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("id: G6", 'id: "2.4"').replace("targets: [G6]", 'targets: ["2.4"]'), encoding="utf-8"
    )
    office.do("apply", "plans/sao_khue.yaml", "--yes", today=TODAY)
    page = shown(office, "2.4", "vi")
    assert "Biên soạn sổ tay" in page
    assert "Chỉ tiêu 2.4: Người dân" in page
