"""The demonstration: true commands, true figures, nothing left behind."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.cli.commands.demo import Story
from planengine.cli.session import Session
from planengine.cli.table import COMMANDS
from planengine.messages import Words

WATCHDOG = 60


def told(language: str, folder: Path, leave_out: Sequence[str] = ()) -> str:
    """The story told in this process in an empty folder, without the command that has all these words."""

    class Shortened(Story):
        def _quietly(self, *command: str, day: str | None = None) -> str:
            if leave_out and set(leave_out) <= set(command):
                return ""
            return super()._quietly(*command, day=day)

    folder.mkdir()
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        Shortened(Session(language), Path(bootstrap.shipped_plans())).tell()
    return out.getvalue()


@pytest.fixture(scope="module")
def whole(tmp_path_factory, home):
    return told("vi", tmp_path_factory.mktemp("whole") / "story")


def answer(story: str, command: str) -> list[str]:
    """What the last such command of the story printed, line by line."""
    parts = re.split(r"^(?:\[[^\]]*\] )?\$ planengine (.*)$", story, flags=re.MULTILINE)
    texts = [text for name, text in zip(parts[1::2], parts[2::2], strict=True) if name == command]
    assert texts, command
    return [line.strip() for line in texts[-1].splitlines() if line.startswith("  ")]


def figures(story: str, category: str) -> list[int]:
    """The figures of that row of the status table: tasks, assignments."""
    (row,) = [line for line in answer(story, "status") if line.startswith(category + "  ")]
    return [int(word) for word in row[len(category) :].split()]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_demonstration_ends_well_in_time_and_leaves_nothing_behind(tmp_path, lang):
    here, temporary = tmp_path / "here", tmp_path / "temporary"
    here.mkdir()
    temporary.mkdir()
    ended = subprocess.run(
        [sys.executable, "-m", "planengine", "--lang", lang, "demo"],
        cwd=here,
        env={**os.environ, "TMPDIR": str(temporary), "TEMP": str(temporary), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=WATCHDOG,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    assert list(here.iterdir()) == []
    assert list(temporary.iterdir()) == []
    for figure in ("53", "16", "1158", "1/37" if lang == "vi" else "1 of 37", "IV.1.5@2024", "tam-ky@"):
        assert figure in ended.stdout, figure
    assert "Traceback" not in ended.stdout


def test_a_person_who_sets_an_agency_or_a_database_sees_the_same_story(tmp_path, whole, monkeypatch):
    monkeypatch.setenv("PLANENGINE_AS", "so-yt")
    monkeypatch.setenv("PLANENGINE_DATABASE", str(tmp_path / "mine.db"))
    ended = subprocess.run(
        [sys.executable, "-m", "planengine", "demo"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=WATCHDOG,
    )
    assert ended.returncode == 0
    assert answer(ended.stdout, "status") == answer(whole, "status")
    assert list(tmp_path.iterdir()) == []


def test_a_kept_demonstration_can_be_carried_on(tmp_path):
    kept = tmp_path / "kept"
    for words in (("demo", "--keep", str(kept)), ("audit", "verify")):
        ended = subprocess.run(
            [sys.executable, "-m", "planengine", *words],
            cwd=kept if kept.exists() else tmp_path,
            capture_output=True,
            timeout=WATCHDOG,
        )
        assert ended.returncode == 0, ended.stderr
    assert (kept / "planengine.db").is_file()


def test_every_step_that_is_shown_is_a_public_command(whole):
    shown = re.findall(r"^(?:\[[^\]]*\] )?\$ planengine (\S+)", whole, flags=re.MULTILINE)
    assert len(shown) > 20
    assert set(shown) <= set(COMMANDS)
    for needed in (
        "validate",
        "apply",
        "done",
        "confirm",
        "return",
        "status",
        "list",
        "show",
        "remind",
        "audit",
    ):
        assert needed in shown


def test_the_story_has_its_figures(whole):
    assert figures(whole, "Hoàn thành đúng hạn") == [1, 38]
    assert figures(whole, "Đang thực hiện quá hạn") == [1, 33]
    assert "Còn thiếu 33: " in whole
    assert answer(whole, "list --overdue")[-2].startswith("33 ")
    assert "Chưa đánh giá tín dụng nội bộ" in whole
    assert "--on 2024-12-11 --channel paper" in whole
    assert "tam-ky@quangnam.example" in whole


@pytest.mark.parametrize(
    ("left_out", "on_time", "overdue", "missing"),
    [
        (("done", "IV.1.5@2024", "so-tc"), 38, 34, 34),
        (("done", "IV.1.5@2024", "dai-loc"), 38, 34, 34),
        (("confirm", "310/BC-UBND"), 37, 33, 33),
        (("done", "IV.1.5@2024", "dien-ban"), 38, 34, 34),
    ],
)
def test_a_report_that_is_not_made_changes_the_tables(tmp_path, left_out, on_time, overdue, missing):
    left = list(left_out)
    if left[0] == "confirm":
        left = ["confirm", "--document", left[1]]
    story = told("vi", tmp_path / "story", left)
    assert figures(story, "Hoàn thành đúng hạn")[1] == on_time
    assert figures(story, "Đang thực hiện quá hạn")[1] == overdue
    assert f"Còn thiếu {missing}: " in story


def test_an_update_that_is_not_made_changes_what_is_late(tmp_path, whole):
    story = told("vi", tmp_path / "story", ["progress", "2.3.1"])
    assert figures(whole, "Thường xuyên: đã cập nhật") == [1, 1]
    assert not any(line.startswith("Thường xuyên: đã cập nhật  ") for line in answer(story, "status"))
    late = "Thường xuyên: chậm cập nhật"
    assert figures(story, late) == [figure + 1 for figure in figures(whole, late)]


def test_a_command_of_the_story_that_fails_ends_it_with_a_sentence(tmp_path, capsys):
    from planengine.errors import PlanengineError

    with pytest.raises(PlanengineError) as ended:
        # without the first report of 2023 the summary of 2023 is blocked
        told("vi", tmp_path / "story", ["confirm", "IV.1.5@2023", "hoi-an"])
    assert ended.value.code == "demo.failed"
    said = Words("vi").fill("refusal.demo.failed", ended.value.params)
    assert "IV.1.6@2023" in said
    assert "IV.1.5@2023" in capsys.readouterr().err


def test_the_story_is_told_in_english_with_the_same_figures(tmp_path, whole):
    english = told("en", tmp_path / "story")

    def table(story: str) -> list[str]:
        return re.findall(r"^.{20,}?  +(\d+  +\d+)$", "\n".join(answer(story, "status")), flags=re.MULTILINE)

    assert [row.split() for row in table(english)] == [row.split() for row in table(whole)]
    assert len(table(english)) > 8
    assert "Hoàn thành đúng hạn" not in english
