"""A difficulty on the real plan: raised, passed on to UBND tỉnh through the department that gathers, answered,
settled."""

from __future__ import annotations

import pytest

from tests.cli.office import Office, busy_office

TEXT = "Chưa có bản đồ"


@pytest.fixture
def office(tmp_path) -> Office:
    return busy_office(tmp_path)


def listed(office: Office, *words: str) -> list[dict]:
    return office.do("difficulty", "list", *words, "--json", today="2024-12-31").json["difficulties"]


def test_a_difficulty_is_raised_answered_and_settled(office):
    told = office.do("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", TEXT).out
    assert "VM-1" in told
    assert "chờ Sở NN&PTNT" in told
    assert office.held("2.1.1", "so-tnmt")["state"] == "assigned"
    office.do("difficulty", "answer", "VM-1", "--text", "Sở sẽ cấp trong tháng 12", today="2024-11-07")
    (row,) = listed(office)
    assert (row["state"], row["answer"], row["answered_by"]) == (
        "answered",
        "Sở sẽ cấp trong tháng 12",
        "so-nnptnt",
    )
    assert len(listed(office, "--open")) == 1
    office.do("difficulty", "resolve", "1", "--as", "so-tnmt", today="2024-12-02")
    assert listed(office, "--open") == []
    (row,) = listed(office)
    assert (row["state"], row["resolved_by"], row["resolved_on"]) == ("resolved", "so-tnmt", "2024-12-02")
    assert office.do("audit", "verify", "--deep").code == 0


def test_what_is_beyond_the_secretariat_goes_to_the_people_s_committee_through_it(office):
    words = ("--as", "tam-ky", "--text", "Vượt thẩm quyền", "--beyond-authority")
    told = office.do("difficulty", "raise", "IV.1.5@2024", *words).out
    assert "UBND tỉnh (qua Sở NN&PTNT)" in told
    (row,) = listed(office)
    assert (row["addressee"], row["via"]) == ("ubnd-tinh", "so-nnptnt")


def test_a_task_that_reports_to_nobody_leads_to_the_approver_through_the_secretariat(office):
    words = ("--as", "so-tnmt", "--text", TEXT, "--beyond-authority")
    told = office.do("difficulty", "raise", "2.1.1", *words).out
    assert "UBND tỉnh (qua Sở NN&PTNT)" in told


def test_the_secretariat_passes_it_on_and_types_the_answer_from_its_paper(office):
    office.do("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", TEXT)
    assert office.run("difficulty", "escalate", "1").code == 4
    told = office.do("difficulty", "escalate", "1", "--reason", "Vượt thẩm quyền", today="2024-11-06").out
    assert "UBND tỉnh (qua Sở NN&PTNT)" in told
    refused = office.run("difficulty", "answer", "1", "--text", "Đồng ý", today="2024-11-12")
    assert refused.code == 4
    assert "--document" in refused.err
    assert (
        office.run("difficulty", "answer", "1", "--as", "so-tc", "--text", "x", today="2024-11-12").code == 4
    )
    paper = ("--text", "Đồng ý", "--document", "88/UBND-KTN ngày 10/11/2024", "--on", "2024-11-10")
    office.do("difficulty", "answer", "1", *paper, today="2024-11-12")
    (row,) = listed(office)
    assert (row["answered_by"], row["answered_on"], row["document"]) == (
        "ubnd-tinh",
        "2024-11-10",
        "88/UBND-KTN ngày 10/11/2024",
    )
    ((agency, typed_by, channel),) = office.query(
        "SELECT agency, typed_by, channel FROM event WHERE type = 'difficulty_answered'"
    )
    assert (agency, typed_by, channel) == ("ubnd-tinh", "so-nnptnt", "paper")
    assert "88/UBND-KTN" in office.do("log", "2.1.1", today="2024-12-31").out


def test_it_is_shown_wherever_the_work_is_shown(office):
    office.do("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", TEXT)
    office.do("difficulty", "raise", "2.1.3", "--as", "so-tnmt", "--text", "Thiếu vốn")
    office.do("difficulty", "answer", "2", "--text", "Đã bố trí")
    shown = office.do("show", "2.1.1").out
    assert "VM-1" in shown
    assert TEXT in shown
    assert "VM-2" not in shown
    assert [one["number"] for one in office.do("show", "2.1.3", "--json").json["difficulties"]] == [2]
    assert office.do("show", "2.1.1", "--as", "tam-ky", "--json").json["difficulties"] == []
    mine = office.do("mine", "--as", "so-tnmt")
    assert "chưa giải quyết xong: 2, trong đó chờ trả lời 1" in mine.out
    assert "Vướng mắc" not in office.do("mine", "--as", "tam-ky").out
    assert len(office.do("mine", "--as", "so-tnmt", "--json").json["difficulties"]) == 2
    inbox = office.do("inbox").out
    assert "Vướng mắc chờ trả lời (1)" in inbox
    assert TEXT in inbox
    assert [one["number"] for one in office.do("inbox", "--json").json["difficulties"]] == [1]
    assert "chưa giải quyết xong: 2, trong đó chờ trả lời 1" in office.do("status").out
    assert office.do("status", "--json").json["difficulties"] == {"unsettled": 2, "waiting": 1}
    assert "VM-1" in office.do("log", "2.1.1").out
    english = office.do("difficulty", "list", "--open", lang="en").out
    assert "waits for an answer" in english


def test_the_past_is_told_without_what_came_later(office):
    office.do("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", TEXT, today="2024-11-10")
    office.do("difficulty", "resolve", "1", today="2024-11-20")
    past = ("--as-of", "2024-11-15")
    assert [one["state"] for one in listed(office, *past)] == ["open"]
    assert office.do("status", "--json", "--as-of", "2024-11-06", today="2024-12-01").json[
        "difficulties"
    ] == {
        "unsettled": 0,
        "waiting": 0,
    }


def test_who_may_not_and_what_is_not_there(office):
    assert office.run("difficulty", "raise", "2.1.1", "--as", "so-tc", "--text", "x").code == 4
    assert office.run("difficulty", "raise", "2.1.1", "--text", "x").code == 2
    assert office.run("difficulty", "raise", "2.1.1", "--as", "so-tnmt").code == 4
    assert office.run("difficulty", "answer", "VM-9", "--text", "x").code == 7
    assert office.run("difficulty", "answer", "chín", "--text", "x").code == 2
    office.do("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", TEXT)
    assert office.run("difficulty", "resolve", "1", "--as", "tam-ky").code == 4
    office.do("difficulty", "resolve", "kh-106/VM-1")
    again = office.run("difficulty", "resolve", "1")
    assert again.code == 4
    assert "đã giải quyết xong ngày 05/11/2024" in again.err
    assert office.query("SELECT count(*) FROM refusal WHERE trigger = 'resolve'") == [(2,)]


def test_a_refused_word_leaves_everything_as_it_was(office):
    office.do("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", TEXT)
    before = office.dump()
    office.run("difficulty", "answer", "1", "--as", "so-tc", "--text", "x")
    office.run("difficulty", "escalate", "1", "--to", "so-nnptnt", "--reason", "x")
    office.run("difficulty", "escalate", "1", "--to", "so-tnmt", "--reason", "x")
    office.run("difficulty", "escalate", "1", "--to", "khong-co", "--reason", "x")
    assert office.dump() == before


def test_the_list_has_its_documented_keys(office):
    office.do("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", TEXT)
    said = {"number", "plan", "task", "period", "uid", "assignment", "agency", "text", "raised_on", "state"}
    sent = {"addressee", "via", "escalated_on", "reason"}
    ended = {"answer", "answered_by", "answered_on", "document", "resolved_by", "resolved_on"}
    (row,) = listed(office)
    assert set(row) == said | sent | ended
    assert (row["plan"], row["task"], row["period"]) == ("kh-106", "2.1.1", None)


def test_a_command_sent_twice_with_one_key_is_done_once(office):
    words = ("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", TEXT, "--idem-key", "k1")
    assert office.do(*words).out == office.do(*words).out
    words = ("evidence", "add", "2.1.1", "--as", "so-tnmt", "--document", "1/BC", "--idem-key", "k2")
    assert office.do(*words).out == office.do(*words).out
    words = ("note", "2.1.1", "--as", "so-tnmt", "--text", "x", "--idem-key", "k3")
    assert office.do(*words).out == office.do(*words).out
    shown = office.do("show", "2.1.1", "--json").json
    assert [len(shown[key]) for key in ("difficulties", "evidence", "notes")] == [1, 1, 1]


def test_numbers_are_those_of_the_plan_and_stay(office):
    for task in ("2.1.1", "2.1.3", "2.1.1"):
        office.do("difficulty", "raise", task, "--as", "so-tnmt", "--text", TEXT)
    office.do("difficulty", "resolve", "2")
    office.do("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", TEXT)
    assert [one["number"] for one in listed(office)] == [1, 2, 3, 4]
    assert [one["number"] for one in listed(office, "--open", "--agency", "so-tnmt")] == [1, 3, 4]
    assert listed(office, "--agency", "tam-ky") == []


def test_who_took_over_in_a_reorganisation_answers_what_was_asked_of_the_old_body(office):
    office.do("difficulty", "raise", "IV.1.5@2024", "--as", "tam-ky", "--text", TEXT)
    office.do("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", TEXT)
    office.do("reorganise", "--on", "2025-03-01", "--unverified", "--yes", today="2025-03-03")
    assert (
        office.run("difficulty", "answer", "1", "--as", "so-nnptnt", "--text", "x", today="2025-03-04").code
        == 4
    )
    office.do("difficulty", "answer", "1", "--text", "Đã cấp", today="2025-03-04")
    rows = office.do("difficulty", "list", "--json", today="2025-03-04").json["difficulties"]
    assert [(one["addressee"], one["answered_by"]) for one in rows] == [
        ("so-nnptnt", "so-nnmt"),
        ("so-nnptnt", None),
    ]
    office.do("difficulty", "resolve", "2", "--as", "so-nnmt", today="2025-03-04")
    assert "VM-2" in office.do("show", "2.1.1", today="2025-03-04").out
    assert office.do("audit", "verify", "--deep", today="2025-03-04").code == 0


def test_a_note_stays_in_the_story_and_changes_nothing(office):
    before = office.held("2.1.1", "so-tnmt")
    for number in range(4):
        office.do("note", "2.1.1", "--as", "so-tnmt", "--text", f"Ghi chú {number}")
    assert office.held("2.1.1", "so-tnmt") == before
    notes = office.do("show", "2.1.1", "--json").json["notes"]
    assert [one["text"] for one in notes] == ["Ghi chú 3", "Ghi chú 2", "Ghi chú 1"]
    shown = office.do("show", "2.1.1").out
    assert "Ghi chú 3" in shown
    assert "Ghi chú 0" not in shown
    assert "Ghi chú 0" in office.do("log", "2.1.1").out
    assert office.run("note", "2.1.1", "--as", "so-tnmt").code == 4
    assert office.run("note", "2.1.1", "--as", "so-tc", "--text", "x").code == 4
    assert office.do("audit", "verify", "--deep").code == 0
