"""`log` tells who did what, when and by which document, in sentences that stand together as they were done."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.core import events
from planengine.messages import Words
from tests.cli.office import Office, busy_office

LEAD = "so-nnptnt"
EVERY = sorted({one for name, listed in vars(events).items() if name.endswith("_EVENTS") for one in listed})


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("event", EVERY)
def test_every_event_has_its_sentence(event: str, language: str) -> None:
    say = Words(language)
    assert say.knows(f"event.{event}")
    named = [name for _, name, _, _ in string.Formatter().parse(say.template(f"event.{event}")) if name]
    assert named or event in ("plan_closed",), "a sentence says of what"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = busy_office(tmp_path_factory.mktemp("told"))
    entry = ["--on", "2024-11-04", "--document", "5/BC", "--channel", "paper"]
    office.do("accept", "1.1", "--as", LEAD, *entry, today="2024-11-05")
    office.do("progress", "1.1", "--as", LEAD, "--note", "nhầm việc", today="2024-11-06")
    office.do("undo", "1.1", "--as", LEAD, "--reason", "gõ nhầm", today="2024-11-06")
    office.do("done", "1.1", "--as", LEAD, "--evidence", "9/BC", today="2024-11-07")
    confirm = ["confirm", "1.1", "--agency", LEAD, "--as", "ubnd-tinh"]
    office.do(*confirm, "--on", "2024-11-08", "--document", "3/TB", today="2024-11-11")
    return office.folder


@pytest.fixture
def office(folder: Path) -> Office:
    return Office(folder)


def lines(office: Office, *words: str) -> list[str]:
    return office.do("log", *words, today="2024-11-20").out.splitlines()


def after(told: list[str], word: str) -> list[str]:
    """What is said below the line with that word, up to the next event."""
    start = next(at for at, line in enumerate(told) if word in line)
    rest = told[start + 1 :]
    end = next((at for at, line in enumerate(rest) if not line.startswith(" " * 8)), len(rest))
    return rest[:end]


def test_who_typed_and_when_it_happened_is_told(office: Office) -> None:
    """The secretariat typed what the people's committee decided four days before."""
    told = lines(office, "1.1")
    assert any("xác nhận" in line and f"({bootstrap.person()})" in line for line in told)
    (entered,) = after(told, "xác nhận")
    for word in ("Nhập thay", "08/11/2024", "3/TB"):
        assert word in entered


def test_what_was_entered_later_is_marked_with_the_day_it_happened(office: Office) -> None:
    below = after(lines(office, "1.1"), "tiếp nhận")
    assert below == [
        " " * 8 + one
        for one in ("Căn cứ: 5/BC", "Ghi sau: việc xảy ra ngày 04/11/2024", "Kênh: văn bản giấy")
    ]


def test_what_one_command_did_stands_together(office: Office) -> None:
    told = lines(office, "1.1")
    (done,) = [line for line in told if "1.1: hoàn thành" in line]
    assert done.split()[1] == "→"
    assert "11/11/2024" not in done


def test_what_was_taken_back_is_marked_and_the_reason_is_told(office: Office) -> None:
    told = lines(office, "1.1")
    (undo,) = [line for line in told if "Lấy lại thao tác “cập nhật tiến độ”" in line]
    assert f"Đã lấy lại ở mục {undo.split()[0]}" in " ".join(after(told, "cập nhật 1.1"))
    assert "gõ nhầm" in " ".join(after(told, "Lấy lại"))


@pytest.mark.parametrize(
    ("words", "types"),
    [
        (["--backdated"], ["assignment_accepted", "completion_confirmed", "occurrence_completed"]),
        (["--since", "2024-11-07", "--until", "2024-11-10"], ["completion_reported"]),
        (["--until", "01/11/2024"], ["occurrence_planned"]),
        (["--person", "không có ai"], []),
        (["--last", "1", "--until", "2024-11-07"], ["completion_reported"]),
    ],
)
def test_the_story_is_narrowed_by_day_person_and_lateness(
    office: Office, words: list[str], types: list[str]
) -> None:
    shown = office.do("log", "1.1", *words, "--json", today="2024-11-20").json["events"]
    assert [one["type"] for one in shown] == types


def test_the_log_of_a_plan_is_narrowed_before_it_is_cut_short(office: Office) -> None:
    shown = office.do("log", "--until", "2024-11-05", "--json", today="2024-11-20").json["events"]
    assert len(shown) > 30
    assert date.fromisoformat(shown[-1]["occurred_on"]) == date(2024, 11, 4)


def test_events_of_one_command_share_their_correlation(office: Office) -> None:
    *_, confirmed, completed = office.do("log", "1.1", "--json", today="2024-11-20").json["events"]
    assert confirmed["correlation"] == completed["correlation"]
    assert confirmed["type"] == "completion_confirmed"
