"""`undo` as people type it: what was taken back is said, and where it cannot be, what to do instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.office import Office, busy_office

LEAD = "so-nnptnt"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return busy_office(tmp_path)


def test_a_slip_is_taken_back_and_said(office: Office) -> None:
    before = office.dump()["assignment"]
    office.do("accept", "1.1", "--as", LEAD)
    told = office.do("undo", "1.1", "--as", LEAD, "--reason", "nhầm việc").out
    assert "✓ Đã lấy lại thao tác “tiếp nhận” ở 1.1" in told
    assert "chưa tiếp nhận" in told
    assert office.state("1.1", LEAD) == "assigned"
    assert [row[:-2] for row in office.dump()["assignment"]] == [row[:-2] for row in before]
    assert office.do("audit", "verify", "--deep").code == 0


def test_a_command_over_many_tasks_is_taken_back_whole(office: Office) -> None:
    many = office.do("accept", "--all", "--as", "so-tnmt").out.splitlines()
    back = office.do("undo", "--as", "so-tnmt").out.splitlines()
    assert len(back) == len(many) > 5
    assert office.do("audit", "verify", "--deep").code == 0


@pytest.mark.parametrize(
    ("words", "today", "code", "said"),
    [
        (["undo", "1.1", "--as", LEAD], "2024-11-07", 4, "planengine decline 1.1"),
        (["undo", "1.1", "--as", "so-tnmt"], "2024-11-05", 4, f"--as {LEAD}"),
        (["undo", "1.2"], "2024-11-05", 4, "planengine log"),
        (["undo", "1.1", "--as", "không-có"], "2024-11-05", 7, "không-có"),
        (["undo", "9.9"], "2024-11-05", 7, "9.9"),
        (["undo", "1.1", "--plan", "khác"], "2024-11-05", 7, "khác"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_refusal_says_what_to_do_instead(
    office: Office, words: list[str], today: str, code: int, said: str, language: str
) -> None:
    office.do("accept", "1.1", "--as", LEAD)
    before = office.dump()
    answer = office.run(*words, today=today, lang=language)
    assert answer.code == code
    assert said in " ".join(answer.err.split())
    assert office.dump() == before
