"""The past of a plan that is worked on: what was shown on a day is what is shown of it ever after."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from pathlib import Path

import pytest

from planengine.cli.main import call
from planengine.cli.table import READS
from tests.cli.office import Answer, Office, new_office
from tests.store.test_as_of import wipe

PLAN = "plans/kh_106.yaml"
LEAD = "so-nnptnt"

STORY: dict[str, list[list[str]]] = {
    "2024-11-01": [["apply", PLAN, "--yes"]],
    "2024-11-05": [["accept", "1.1", "--as", LEAD], ["open", "IV.2.3", "--due", "2024-11-29"]],
    "2024-11-06": [
        ["progress", "1.1", "--as", LEAD, "--note", "đã rà soát 3 HTX", "--percent", "40"],
        ["undo", "1.1", "--as", LEAD],
        ["progress", "1.1", "--as", LEAD, "--note", "đã rà soát 5 HTX", "--percent", "60"],
    ],
    "2024-11-12": [
        ["difficulty", "raise", "1.2", "--as", LEAD, "--text", "thiếu người"],
        ["evidence", "add", "1.2", "--as", LEAD, "--document", "3/BC-SNNPTNT ngày 11/11/2024"],
        ["extend", "IV.1.5@2024", "--to", "2025-02-28", "--reason", "chờ vốn", "--as", "so-tnmt"],
    ],
    "2024-11-14": [
        ["difficulty", "answer", "VM-1", "--text", "đã bố trí"],
        ["approve", "IV.1.5@2024", "--agency", "so-tnmt", "--as", "ubnd-tinh"],
        ["target", "set", "G1=41", "--period", "2023", "--as", LEAD],
        ["baseline", "set", "Mốc cuối năm"],
    ],
    "2024-11-20": [["done", "1.1", "--as", LEAD, "--evidence", "12/BC-SNNPTNT"]],
    "2024-11-21": [["return", "1.1", "--agency", LEAD, "--as", "ubnd-tinh", "--reason", "thiếu số liệu"]],
    "2024-12-02": [["plan", "rename", "1.1", "1.1a", PLAN], ["apply", PLAN, "--yes"]],
    "2024-12-10": [
        [
            "done",
            "1.1a",
            "--as",
            LEAD,
            "--evidence",
            "15/BC-SNNPTNT",
            "--on",
            "2024-12-05",
            "--document",
            "15/BC",
        ],
        ["confirm", "1.1a", "--agency", LEAD, "--as", "ubnd-tinh"],
    ],
    "2025-01-06": [["pause", "1.2", "--agency", LEAD, "--reason", "chờ vốn", "--document", "7/CV"]],
}
DAYS = [*STORY, "2024-11-03", "2024-12-31"]
"""The days on which somebody looks: those on which something happened, and two on which nothing did."""

WORDS = {
    "status": ["status", "--by-agency"],
    "list": ["list", "--agency", LEAD],
    "inbox": ["inbox"],
    "mine": ["mine", "--as", LEAD, "--all"],
    "show": ["show", "1.2"],
    "log": ["log", "1.2"],
    "schedule": ["schedule"],
    "graph": ["graph"],
    "impact": ["impact", "1.2", "--slip", "10d"],
    "difficulty.list": ["difficulty", "list"],
    "evidence.list": ["evidence", "list", "1.2"],
    "target.list": ["target", "list"],
    "target.show": ["target", "show", "G1"],
    "baseline.list": ["baseline", "list"],
    "baseline.show": ["baseline", "show", "--all"],
    "plan.revisions": ["plan", "revisions"],
}
"""One call of each command that reads; `--json` is added where there is one."""


Shown = dict[tuple[str, str], tuple[Answer, Answer]]
"""(key of the command, day) → its answers, plain and as JSON."""


def looks(day: str) -> list[str]:
    """The commands that are asked on a day: `status` on each, all on the last, the others in turn."""
    keys, turn = sorted(READS & set(WORDS)), sorted(DAYS).index(day)
    if day == max(DAYS):
        return keys
    return ["status", *(key for at, key in enumerate(keys) if at % 7 == turn % 7 and key != "status")]


def ask(office: Office, key: str, *more: str, today: str) -> tuple[Answer, Answer]:
    as_json = ["--format", "json"] if key == "graph" else ["--json"]
    return office.run(*WORDS[key], *more, today=today), office.run(*WORDS[key], *as_json, *more, today=today)


def test_every_command_that_reads_is_asked_here() -> None:
    assert set(WORDS) >= READS


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shown]:
    """The folder after the whole story, and what every reading command showed at the end of each day."""
    office = new_office(tmp_path_factory.mktemp("lived"))
    shown: Shown = {}
    for day in sorted(DAYS):
        for words in STORY.get(day, []):
            office.do(*words, today=day)
        for key in looks(day):
            shown[key, day] = ask(office, key, today=day)
    assert [(key, one.err) for key, answers in shown.items() for one in answers if one.code] == []
    return office.folder, shown


@pytest.fixture(scope="module")
def wiped(lived: tuple[Path, object], tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same workspace after everything but the log and the revisions was lost."""
    folder = tmp_path_factory.mktemp("wiped") / "office"
    shutil.copytree(lived[0], folder)
    wipe(folder / "planengine.db")
    return Office(folder)


@pytest.mark.parametrize("day", DAYS)
def test_what_was_shown_on_a_day_is_shown_of_that_day_ever_after(
    lived: tuple[Path, Shown], wiped: Office, day: str
) -> None:
    """In the database as it is, and in one that has lost everything but the log and the revisions."""
    folder, shown = lived
    for key in looks(day):
        again = ask(wiped, key, "--as-of", day, today=day)
        assert [(one.code, one.out) for one in again] == [(one.code, one.out) for one in shown[key, day]], key
    plain = Office(folder).do("status", "--by-agency", "--as-of", day, today=day)
    assert plain.out == shown["status", day][0].out


def typed(folder: Path, *words: str) -> str:
    """What `planengine WORDS` prints where no day was given."""
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        assert call(list(words)) == 0
    return out.getvalue()


def test_where_no_day_was_given_the_past_is_judged_by_its_own_day(
    lived: tuple[Path, Shown], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, shown = lived
    monkeypatch.setenv("PLANENGINE_TODAY", "2025-03-03")
    plain, as_json = shown["status", "2024-11-20"]
    assert typed(folder, *WORDS["status"], "--as-of", "20/11/2024") == plain.out
    assert typed(folder, *WORDS["status"], "--json", "--as-of", "2024-11-20T23:59") == as_json.out
    assert json.loads(typed(folder, "status", "--json"))["day"] == "2025-03-03"


def test_what_was_entered_later_for_an_earlier_day_shows_only_from_its_entry_on(
    lived: tuple[Path, Shown],
) -> None:
    """The report of 5 December was entered on the 10th."""
    folder, _ = lived

    def state(day: str) -> str:
        shown = Office(folder).do("show", "1.1a", "--json", "--as-of", day, today="2025-03-03").json
        (own,) = [one["state"] for one in shown["assignments"] if one["agency"] == LEAD]
        return str(own)

    assert [state(day) for day in ("2024-12-04", "2024-12-05", "2024-12-10")] == [
        "returned",
        "returned",
        "done",
    ]


def test_a_day_without_the_plan_is_refused_with_the_first_day_that_has_it(lived: tuple[Path, Shown]) -> None:
    answer = Office(lived[0]).run("status", "--as-of", "2024-10-31", today="2025-03-03")
    assert answer.code == 7
    assert "01/11/2024" in answer.err


@pytest.mark.parametrize(
    ("given", "code"), [("2025-03-04", 2), ("hôm qua", 2), ("2024-13-01", 2), ("2024-11-05T25:00", 2)]
)
def test_what_is_no_day_of_the_past_is_refused(lived: tuple[Path, Shown], given: str, code: int) -> None:
    answer = Office(lived[0]).run("status", "--as-of", given, today="2025-03-03")
    assert answer.code == code
    assert given.partition("T")[0][:4] in answer.err or "04/03/2025" in answer.err


@pytest.mark.parametrize(
    "words", [["schedule", PLAN], ["graph", PLAN], ["impact", "1.2", "--file", PLAN, "--slip", "5d"]]
)
def test_a_plan_file_has_no_past(lived: tuple[Path, Shown], words: list[str]) -> None:
    answer = Office(lived[0]).run(*words, "--as-of", "2024-11-05", today="2025-03-03")
    assert answer.code == 2
    assert "--as-of" in answer.err


def test_the_story_of_a_renamed_task_is_told_whole(lived: tuple[Path, Shown]) -> None:
    story = Office(lived[0]).do("log", "1.1a", today="2025-03-03").out
    for word in ("3 HTX", "lấy lại", "5 HTX", "12/BC-SNNPTNT", "thiếu số liệu", "trước là 1.1", "15/BC"):
        assert word in story, word
