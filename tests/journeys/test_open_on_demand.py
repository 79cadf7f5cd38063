"""A duty that arises with an event: opened, done, opened again; and never by accident."""

from __future__ import annotations

import pytest

from tests.cli.office import Office, busy_office


@pytest.fixture
def office(tmp_path) -> Office:
    return busy_office(tmp_path)


ON_DEMAND = ("2.1.2", "IV.2.2", "IV.2.3", "KL.1")


@pytest.mark.parametrize("task", ON_DEMAND)
def test_before_its_event_a_duty_says_how_it_is_opened(office, task):
    answer = office.run("show", task)
    assert answer.code == 2
    assert f"planengine open {task}" in answer.err


def test_a_duty_is_opened_worked_on_confirmed_and_opened_again(office):
    told = office.do("open", "IV.2.3", "--note", "Trung ương chưa phân bổ vốn", "--due", "2024-11-29").out
    assert "✓ Đã mở IV.2.3@1" in told
    assert "29/11/2024" in told
    (held,) = [
        one for one in office.do("show", "IV.2.3@1", "--json").json["assignments"] if one["role"] != "support"
    ]
    agency = held["agency"]
    assert (held["state"], held["due"], held["category"]) == ("assigned", "2024-11-29", "open_on_time")
    office.do("done", "IV.2.3@1", "--as", agency, "--evidence", "7/TTr-SKHĐT", today="2024-11-20")
    confirmer = ("--as", "ubnd-tinh")
    office.do("confirm", "IV.2.3@1", "--agency", agency, *confirmer, today="2024-11-21")
    assert office.state("IV.2.3@1", agency) == "done"
    assert "IV.2.3@2" in office.do("open", "IV.2.3", today="2025-02-03").out
    assert office.state("IV.2.3@1", agency) == "done"
    assert office.state("IV.2.3@2", agency) == "assigned"
    story = office.do("log", "IV.2.3@1").out
    assert "Trung ương chưa phân bổ vốn" in story
    assert office.do("audit", "verify").code == 0


def test_all_named_bodies_are_given_it_and_reminders_are_planned(office):
    before = office.query("SELECT count(*) FROM replan")[0][0]
    office.do("open", "2.1.2")
    listed = office.list("--section", "2.1.2")
    assert {one["period"] for one in listed} == {"1"}
    assert len(listed) > 1
    assert office.query("SELECT count(*) FROM replan")[0][0] == before + len(listed)


def test_an_event_of_an_earlier_day_needs_its_paper(office):
    assert office.run("open", "2.1.2", "--on", "2024-11-02").code == 2
    office.do("open", "2.1.2", "--on", "2024-11-02", "--document", "55/UBND-KT ngày 02/11/2024")
    ((opens, document),) = office.query(
        "SELECT o.opens_on, e.document FROM occurrence o JOIN event e ON e.stream = o.uid WHERE o.label = '2.1.2@1'"
    )
    assert (opens, document) == ("2024-11-02", "55/UBND-KT ngày 02/11/2024")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("open", "1.1"), 4, "không phải việc khi phát sinh"),
        (("open", "KL.9"), 7, "KL.1"),
        (("open", "KL.1", "--as", "so-tc"), 4, "chỉ cơ quan theo dõi"),
        (("open", "KL.1"), 4, "Chưa có cơ quan nào để giao KL.1"),
        (("open", "2.1.2", "--due", "2024-11-01"), 4, "trước ngày phát sinh"),
        (("open", "KL.1", "--on", "2024-11-06", "--document", "x"), 2, "06/11/2024"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_opened_is_refused_and_changes_nothing(office, words, code, said):
    before = office.dump()
    answer = office.run(*words)
    assert answer.code == code, answer
    assert said in " ".join(answer.err.split())
    assert office.dump() == before


def test_nothing_is_opened_after_the_plan_has_ended(office):
    answer = office.run("open", "KL.1", today="2026-01-05")
    assert answer.code == 4
    assert "31/12/2025" in answer.err


def test_an_opened_duty_survives_an_edited_plan_and_stands_in_the_schedule(office):
    office.do("open", "IV.2.2")
    path = office.folder / "plans" / "kh_106.yaml"
    path.write_text(path.read_text("utf-8").replace("ends: 2025-12-31 ", "ends: 2025-12-31  "), "utf-8")
    text = path.read_text("utf-8").replace(
        "Rà soát, lựa chọn tối thiểu 05", "Rà soát và lựa chọn tối thiểu 05", 1
    )
    path.write_text(text, "utf-8")
    office.do("apply", "plans/kh_106.yaml", "--yes")
    assert office.list("--section", "IV.2.2")
    assert "IV.2.2@1" in office.do("schedule", "--json").json["unknown"]
