"""The end of a command: a sentence and a code, whatever happened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from planengine.cli.boundary import choose_language, guard
from planengine.cli.main import call
from planengine.errors import (
    AnswerNeeded,
    Findings,
    NotFound,
    PlanengineError,
    Raced,
    Refusal,
    Unavailable,
    UsageRefusal,
)
from tests.cli.office import busy_office


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "environment", "language", "rest"),
    [
        (["status"], {}, "vi", ["status"]),
        (["status"], {"PLANENGINE_LANG": "en"}, "en", ["status"]),
        (["status"], {"PLANENGINE_LANG": "xx"}, "vi", ["status"]),
        (["--lang", "en", "status"], {"PLANENGINE_LANG": "vi"}, "en", ["status"]),
        (["status", "--lang=en"], {}, "en", ["status"]),
        (["done", "--", "--lang", "en"], {}, "vi", ["done", "--", "--lang", "en"]),
        (["--lang", "fr", "status"], {}, "vi", ["--lang", "fr", "status"]),
        (["status", "--lang"], {}, "vi", ["--lang", "", "status"]),
    ],
)
def test_the_language_is_the_flags_then_the_environments_then_vietnamese(
    arguments, environment, language, rest
):
    assert choose_language(arguments, environment) == (language, rest)


def test_the_workspace_sets_the_language_of_those_who_set_none():
    Path("planengine.toml").write_text('language = "en"\n', encoding="utf-8")
    assert choose_language(["status"], {})[0] == "en"
    assert choose_language(["--lang", "vi", "status"], {})[0] == "vi"
    Path("planengine.toml").write_text("language = ", encoding="utf-8")
    assert choose_language(["status"], {})[0] == "vi"


def raising(error: BaseException):
    def action() -> int:
        raise error

    return action


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Findings("plan.faults", ()), 1),
        (UsageRefusal("task.missing"), 2),
        (Refusal("need.evidence", task="2.1.1"), 4),
        (Raced("raced.moved", assignment="x"), 5),
        (AnswerNeeded("apply.answer"), 6),
        (NotFound("plan.none"), 7),
        (Unavailable("db.busy", path="x", reason="y"), 8),
        (click.UsageError("x"), 2),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("x"), 70),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_each_kind_of_end_has_its_exit_code_and_is_told_on_stderr_alone(error, code, capsys):
    for language in ("vi", "en"):
        assert guard(raising(error), language) == code
        out, err = capsys.readouterr()
        assert out == ""
        assert "Traceback" not in err
        assert (err == "") == (code == 1)


def test_a_fault_of_our_own_is_written_whole_where_the_person_is_told(capsys):
    Path("planengine.toml").write_text("", encoding="utf-8")
    assert guard(raising(ZeroDivisionError("seven")), "en") == 70
    log = Path.cwd() / "planengine-fault.log"
    assert str(log) in capsys.readouterr().err
    assert "ZeroDivisionError: seven" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [(["validate"], "TỆP"), (["impact"], "NHIỆM_VỤ"), (["plan", "rename", "1.1"], "MÃ_MỚI")],
)
def test_what_is_missing_is_called_as_help_calls_it(capsys, arguments, missing):
    assert call(arguments) == 2
    assert f"Thiếu {missing}." in capsys.readouterr().err


def test_a_result_is_passed_on():
    assert guard(lambda: 3, "vi") == 3


def test_every_error_has_an_exit_code_of_its_own_kind():
    kinds = PlanengineError.__subclasses__()
    assert len({kind.exit_code for kind in kinds}) == len(kinds)


@pytest.mark.skipif(os.name != "posix", reason="a closed pipe is told otherwise on Windows")
@pytest.mark.parametrize("command", ["status", "list --json", "list", "--help"])
def test_a_reader_that_leaves_early_is_no_fault(tmp_path, command):
    office = busy_office(tmp_path)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "planengine", *command.split()],
            cwd=office.folder,
            stdout=writer,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr.replace(b"\r", b"")) in [
        (0, b""),
        (0, count_of(office)),  # `list` says on stderr how many there were
    ]


def count_of(office) -> bytes:
    return office.do("list").err.encode()


@pytest.mark.skipif(os.name != "posix", reason="the shell's way to close a stream")
def test_a_command_whose_output_is_closed_does_its_work(tmp_path):
    office = busy_office(tmp_path)
    for words in ("accept 2.1.1 --as so-tnmt", "list", "status", "status --json"):
        command = f'"{sys.executable}" -m planengine {words} --today 2024-11-05 >&-'
        ended = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, timeout=60)
        assert ended.returncode == 0, ended
    assert office.state("2.1.1", "so-tnmt") == "accepted"
