"""A later due date on the real plan: asked for, granted or not, late or in time, typed or signed on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.office import Office, busy_office

TASK, WHO, OTHER, APPROVER = "IV.1.5@2024", "hoi-an", "so-tc", "ubnd-tinh"
DUE = "2024-12-14"
EARLY, LATE = "2024-12-02", "2024-12-17"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return busy_office(tmp_path)


def ask(office: Office, to: str, today: str, who: str = WHO, **words: Any) -> Any:
    return office.do("extend", TASK, "--as", who, "--to", to, "--reason", "Chờ số liệu", today=today)


def category(office: Office, today: str, who: str = WHO) -> tuple[str, str, str | None]:
    held = office.held(TASK, who, today)
    return held["category"], held["work_by"], held["late_since"]


def test_what_was_asked_in_time_is_on_time_until_the_new_date(office: Office) -> None:
    told = ask(office, "2024-12-31", EARLY)
    assert "31/12/2024" in told.out
    assert "UBND tỉnh" in told.out
    assert category(office, EARLY) == ("open_on_time", DUE, None)
    office.do("approve", TASK, "--as", APPROVER, today="2024-12-05")
    assert category(office, "2024-12-31") == ("open_on_time", "2024-12-31", None)
    assert category(office, "2025-01-01")[0] == "open_overdue"
    assert category(office, "2024-12-20", OTHER) == ("open_overdue", DUE, None), "it is one agency's alone"
    office.do("done", TASK, "--as", WHO, "--evidence", "1/BC", today="2024-12-30")
    office.do("confirm", TASK, "--agency", WHO, today="2025-01-03")
    assert category(office, "2025-01-03")[0] == "done_on_time"
    office.do("audit", "verify", "--deep", today="2025-01-03")


def test_what_was_late_when_it_was_asked_stays_late_and_is_worked_to_the_new_date(office: Office) -> None:
    assert "quá hạn" in ask(office, "2024-12-31", LATE).out
    granted = office.do("approve", TASK, "--as", APPROVER, "--to", "2024-12-27", today="2024-12-18")
    assert "14/12/2024" in granted.out
    assert category(office, "2024-12-18") == ("open_overdue", "2024-12-27", DUE)
    assert office.held(TASK, WHO, "2024-12-18")["days_left"] == 9
    listed = office.do("list", "--agency", WHO, "--overdue", today="2024-12-18").out
    assert "được gia hạn đến 27/12/2024, đã quá hạn từ 14/12/2024" in " ".join(listed.split())
    office.do("done", TASK, "--as", WHO, "--evidence", "1/BC", today="2024-12-26")
    office.do("confirm", TASK, "--agency", WHO, today="2024-12-26")
    assert category(office, "2024-12-26")[0] == "done_late"
    office.do("audit", "verify", "--deep", today="2024-12-26")


def test_a_decision_that_excuses_names_its_document(office: Office) -> None:
    ask(office, "2024-12-31", LATE)
    bare = office.run("approve", TASK, "--as", APPROVER, "--excuse", today="2024-12-18")
    assert bare.code == 4
    excused = ("--excuse", "--document", "90/UBND-KTN")
    office.do("approve", TASK, "--as", APPROVER, *excused, today="2024-12-18")
    assert category(office, "2024-12-18") == ("open_on_time", "2024-12-31", None)
    assert "90/UBND-KTN" in office.do("log", TASK, today="2024-12-18").out
    office.do("audit", "verify", "--deep", today="2024-12-18")


def test_the_third_request_is_flagged_wherever_it_waits(office: Office) -> None:
    for to in ("2024-12-20", "2024-12-25"):
        ask(office, to, EARLY)
        office.do("reject", TASK, "--as", APPROVER, "--reason", "Chưa đủ căn cứ", today=EARLY)
    ask(office, "2024-12-21", EARLY)
    office.do("extend", TASK, "--as", WHO, "--withdraw", today=EARLY)
    assert "lần thứ 3" in ask(office, "2024-12-31", EARLY).out
    assert "nhiều lần" in office.do("inbox", today=EARLY).out
    (waiting,) = office.do("inbox", "--json", today=EARLY).json["extensions"]
    assert (waiting["number"], waiting["many"], waiting["wanted"]) == (3, True, "2024-12-31")
    assert "nhiều lần" in office.do("show", TASK, "--as", WHO, today=EARLY).out
    states = [one["state"] for one in office.do("show", TASK, "--json", today=EARLY).json["extensions"]]
    assert sorted(states) == ["open", "rejected", "rejected", "withdrawn"]
    told = office.do("status", today=EARLY).out
    assert "3 lượt xin" in told
    counted = office.do("status", "--json", today=EARLY).json["extensions"]
    assert (counted["asked"], counted["rejected"], counted["waiting"], counted["many"]) == (3, 2, 1, 1)
    assert [one["agency"] for one in counted["agencies"]] == [WHO]
    office.do("audit", "verify", "--deep", today=EARLY)


def test_a_decision_on_paper_names_who_decided_and_who_typed(office: Office) -> None:
    paper = ("--channel", "paper", "--document", "12/UBND-KTN", "--decided-by", "Nguyễn Văn A")
    ask(office, "2024-12-31", EARLY)
    office.do("approve", TASK, "--as", APPROVER, "--on", "2024-12-06", *paper, today=LATE)
    row = office.query(
        "SELECT agency, typed_by, decided_by, occurred_on, document FROM event WHERE type = 'extension_approved'"
    )
    assert row == [(APPROVER, "so-nnptnt", "Nguyễn Văn A", "2024-12-06", "12/UBND-KTN")]
    assert category(office, LATE) == ("open_on_time", "2024-12-31", None)
    told = office.do("log", TASK, today=LATE).out
    assert "Nguyễn Văn A" in told
    assert "12/UBND-KTN" in told
    office.do("audit", "verify", "--deep", today=LATE)


def test_reminders_follow_the_new_date(office: Office) -> None:
    def moments(today: str) -> list[str]:
        shown = office.do("remind", "preview", "--until", "2025-02-01", "--json", today=today).json
        return sorted(
            one["at"][:10] for one in shown["reminders"] if one["task"] == TASK and one["agency"] == WHO
        )

    def planned(today: str) -> list[str]:
        """The days that the planned moments count from, once a tick has followed the marks."""
        office.do("remind", "run", "--once", today=today)
        return [
            one
            for (one,) in office.query(
                "SELECT DISTINCT r.anchor FROM reminder r WHERE r.state = 'planned' AND r.assignment_uid = ?",
                office.held(TASK, WHO, today)["uid"],
            )
        ]

    office.do("remind", "enable", "--yes", today=EARLY)
    before = moments(EARLY)
    assert (before[0], planned(EARLY)) == ("2024-12-09", [DUE])
    ask(office, "2024-12-31", EARLY)
    assert moments(EARLY) == before, "a request alone changes nothing"
    office.do("approve", TASK, "--as", APPROVER, today=EARLY)
    after = moments(EARLY)
    assert (after[0], planned(EARLY)) == ("2024-12-24", ["2024-12-31"])


def test_the_schedule_works_to_the_new_date(office: Office) -> None:
    office.do("commit", TASK, "--as", WHO, "--by", "2024-12-10", today=EARLY)
    ask(office, "2024-12-31", EARLY)
    office.do("approve", TASK, "--as", APPROVER, today=EARLY)
    assert office.held(TASK, WHO, EARLY)["committed"] == "2024-12-31", "what was promised before is past"
    shown = office.do("schedule", "--json", today=EARLY).json
    (one,) = [each for each in shown["tasks"] if each["id"] == TASK]
    assert one["due"] == "2024-12-31"


# who asks or decides what too much, too early, or without the right; with the code of the exit
REFUSED: list[tuple[tuple[str, ...], int]] = [
    (("extend", TASK, "--to", "2024-12-31", "--reason", "x"), 2),
    (("extend", TASK, "--as", WHO, "--reason", "x"), 2),
    (("extend", TASK, "--as", WHO, "--to", DUE, "--reason", "x"), 4),
    (("extend", TASK, "--as", WHO, "--to", "2024-12-31"), 4),
    (("extend", "2.1.1", "--as", "so-tnmt", "--to", "2024-12-31", "--reason", "x"), 4),
    (("approve", TASK), 2),
    (("approve", TASK, "--as", APPROVER), 4),
    (("reject", TASK, "--as", APPROVER, "--agency", WHO, "--reason", "x"), 4),
    (("extend", TASK, "--as", WHO, "--withdraw"), 4),
]


@pytest.mark.parametrize(("words", "code"), REFUSED, ids=[" ".join(words)[:60] for words, _ in REFUSED])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_refused_changes_nothing_and_says_what_to_do(
    office: Office, words: tuple[str, ...], code: int, lang: str
) -> None:
    before = office.dump()
    answer = office.run(*words, today=EARLY, lang=lang)
    assert answer.code == code
    assert "→" in answer.err, answer.err
    assert office.dump() == before


def test_nobody_decides_on_its_own_request_and_no_other_does(office: Office) -> None:
    ask(office, "2024-12-31", EARLY)
    for speaker in (WHO, "so-nnptnt", OTHER):
        answer = office.run("approve", TASK, "--agency", WHO, "--as", speaker, today=EARLY)
        assert answer.code == 4
        assert APPROVER in answer.err


def test_of_several_requests_for_a_task_one_is_named(office: Office) -> None:
    ask(office, "2024-12-31", EARLY)
    ask(office, "2024-12-30", EARLY, OTHER)
    answer = office.run("approve", TASK, "--as", APPROVER, today=EARLY)
    assert answer.code == 2
    assert WHO in answer.err
    office.do("approve", TASK, "--as", APPROVER, "--agency", OTHER, today=EARLY)
    assert category(office, EARLY, OTHER)[1] == "2024-12-30"
    office.do("approve", TASK, "--as", APPROVER, today=EARLY)
    answer = office.run("approve", TASK, "--as", APPROVER, "--agency", WHO, today=EARLY)
    assert answer.code == 4
    assert "UBND tỉnh" in answer.err or APPROVER in answer.err


def test_a_task_of_many_is_on_time_where_each_kept_its_own_date(office: Office) -> None:
    def figures(today: str) -> tuple[int, int]:
        told = office.do("status", "--json", today=today).json["tasks"]
        return told["done_on_time"], told["done_late"]

    bearers = [one["agency"] for one in office.do("show", TASK, "--json", today=EARLY).json["assignments"]]
    ask(office, "2024-12-31", EARLY)
    office.do("approve", TASK, "--as", APPROVER, today=EARLY)
    for agency in bearers:
        on = "2024-12-30" if agency == WHO else "2024-12-13"
        word = ("--on", on, "--channel", "paper", "--document", "1/BC")
        office.do("done", TASK, "--as", agency, "--evidence", "1/BC", *word, today="2024-12-30")
        confirmer = APPROVER if agency == "so-nnptnt" else "so-nnptnt"
        office.do("confirm", TASK, "--agency", agency, "--as", confirmer, today="2024-12-30")
    assert figures("2025-01-05") == (1, 0)
    office.do("reopen", TASK, "--agency", OTHER, "--reason", "Sai số liệu", today="2025-01-02")
    # before the day to which another one's date was extended, and after its own
    word = ("--on", "2024-12-20", "--channel", "paper", "--document", "2/BC")
    office.do("done", TASK, "--as", OTHER, "--evidence", "2/BC", *word, today="2025-01-03")
    office.do("confirm", TASK, "--agency", OTHER, today="2025-01-03")
    assert figures("2025-01-05") == (0, 1)
    office.do("audit", "verify", "--deep", today="2025-01-05")


def test_a_request_that_was_granted_meanwhile_is_told_to_whoever_came_second(office: Office) -> None:
    ask(office, "2024-12-31", EARLY)
    office.do("approve", TASK, "--as", APPROVER, "--agency", WHO, today=EARLY)
    second = office.run("reject", TASK, "--as", APPROVER, "--agency", WHO, "--reason", "x", today=EARLY)
    assert second.code == 4
    assert "02/12/2024" in second.err


def test_the_past_knows_what_had_been_asked_by_then(office: Office) -> None:
    ask(office, "2024-12-31", LATE)
    office.do("approve", TASK, "--as", APPROVER, today="2024-12-18")
    waiting = office.do("inbox", "--json", "--as-of", LATE, today="2025-01-10").json["extensions"]
    assert [(one["state"], one["after_due"]) for one in waiting] == [("open", True)]
    assert office.do("inbox", "--json", "--as-of", "2024-12-18", today="2025-01-10").json["extensions"] == []
    shown = office.do("show", TASK, "--as", WHO, "--json", "--as-of", "2024-12-18", today="2025-01-10").json
    (held,) = shown["assignments"]
    assert (held["due"], held["late_since"], held["category"]) == ("2024-12-31", DUE, "open_overdue")
