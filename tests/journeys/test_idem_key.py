"""A command with a key is done once: sent again, from wherever, at once or later, it is answered the same."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from planengine.cli.main import call
from planengine.cli.table import KEYED, WRITES
from planengine.errors import Refusal
from planengine.store.answers import Asked
from planengine.store.audit import verify_all
from planengine.store.journal import Journal
from tests.store.workspace import HEADER, TASKS, act, open_workspace

Said = Callable[[str], tuple[int, str, str]]
"""Runs one command in this process: exit code, stdout, stderr."""

# Answers only once its standard input has ended, so that many go together.
TOGETHER = "import sys; sys.stdin.read(); from planengine.cli.main import call; sys.exit(call(sys.argv[1:]))"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANENGINE_TODAY", "2024-03-04")
    open_workspace(tmp_path, TASKS).close()
    (tmp_path / "planengine.toml").write_text("", encoding="utf-8")
    return tmp_path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(command: str) -> tuple[int, str, str]:
        code = call(command.split())
        return (code, *capsys.readouterr())

    return run


def events(office: Path) -> list[tuple[str, str | None]]:
    """(type, key) of every event."""
    opened = sqlite3.connect(office / "planengine.db")
    found = opened.execute("SELECT type, idem_key FROM event ORDER BY seq").fetchall()
    opened.close()
    return found


def at_once(office: Path, commands: Sequence[str]) -> list[tuple[int, str, str]]:
    """All commands in processes of their own that begin together: exit code, stdout, stderr."""
    reader, writer = os.pipe()
    children = [
        subprocess.Popen(
            [sys.executable, "-c", TOGETHER, *command.split()],
            cwd=office,
            stdin=reader,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    os.close(reader)
    os.close(writer)
    ended = [child.communicate(timeout=120) for child in children]
    return [(child.returncode, *said) for child, said in zip(children, ended, strict=True)]


REPORT = "done 1 --as so-a --evidence 1/BC-SA --idem-key gui-1"


def test_sent_again_it_is_done_once_and_answered_the_same(office: Path, said: Said) -> None:
    before = len(events(office))
    first = said(REPORT)
    assert first[0] == 0
    assert "✓" in first[1]
    assert said(REPORT) == first
    assert said(REPORT + " --today 2024-03-11") == first
    assert events(office)[before:] == [("completion_reported", "gui-1")]


def test_what_became_free_and_what_was_noted_is_told_again_too(office: Path, said: Said) -> None:
    said("done 1 --as so-a --evidence 1/BC-SA")
    first = said("confirm 1 --agency so-a --idem-key xac-nhan-1")
    assert "2" in first[1].splitlines()[-1]
    before = events(office)
    said("accept 2 --as so-b")  # what has happened since does not change the answer
    assert said("confirm 1 --agency so-a --idem-key xac-nhan-1") == first
    assert len(events(office)) == len(before) + 1


def test_another_command_under_a_used_key_is_refused_and_writes_nothing(office: Path, said: Said) -> None:
    said(REPORT)
    before = events(office)
    for other in (
        "done 1 --as so-a --evidence 2/BC-SA --idem-key gui-1",
        "withdraw 1 --as so-a --reason nhầm --idem-key gui-1",
        "accept 2 --as so-b --idem-key gui-1",
    ):
        code, out, err = said(other)
        assert (code, out) == (4, "")
        assert "gui-1" in err
    assert events(office) == before
    assert said(REPORT)[0] == 0


def test_a_refused_command_has_not_used_its_key(office: Path, said: Said) -> None:
    assert said("confirm 1 --agency so-a --idem-key k")[0] == 4
    said("done 1 --as so-a --evidence 1/BC-SA")
    assert said("confirm 1 --agency so-a --idem-key k")[0] == 0
    assert [key for _, key in events(office) if key] == ["k"]


def test_the_same_key_from_many_at_the_same_moment_is_done_once_and_all_are_answered_the_same(
    office: Path,
) -> None:
    before = len(events(office))
    ended = at_once(office, [REPORT] * 12)
    assert {one[0] for one in ended} == {0}, ended
    assert len(set(ended)) == 1
    assert events(office)[before:] == [("completion_reported", "gui-1")]
    assert [one.verdict for one in verify_all(str(office / "planengine.db"))] == [None]


def test_two_commands_with_one_key_at_the_same_moment_one_is_done_and_the_other_refused(office: Path) -> None:
    before = len(events(office))
    ended = at_once(office, ["accept 1 --as so-a --idem-key k", "accept 2 --as so-b --idem-key k"])
    assert sorted(one[0] for one in ended) == [0, 4]
    assert len(events(office)) == before + 1


def test_killed_between_writing_and_telling_it_is_told_that_it_was_done(office: Path, said: Said) -> None:
    script = (
        "import os, signal, sys\n"
        "from planengine.store.journal import Journal\n"
        "Journal.keep_answer = lambda *given: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from planengine.cli.main import call\n"
        "call(sys.argv[1:])\n"
    )
    subprocess.run([sys.executable, "-c", script, *REPORT.split()], cwd=office, check=False, timeout=60)
    before = events(office)
    assert before[-1] == ("completion_reported", "gui-1")
    code, out, _ = said(REPORT)
    assert code == 0
    assert str(len(before)) in out
    assert said("withdraw 1 --as so-a --reason nhầm --idem-key gui-1")[0] == 4
    assert events(office) == before


def test_the_key_is_per_plan(office: Path, said: Said) -> None:
    other = HEADER.replace("id: thu", "id: hai") + TASKS
    (office / "hai.yaml").write_text(other, encoding="utf-8")
    assert said("apply hai.yaml --yes --idem-key ap-1")[0] == 0
    assert said("accept thu/1 --as so-a --idem-key k")[0] == 0
    assert said("accept hai/1 --as so-a --idem-key k")[0] == 0
    code, _, err = said("accept hai/2 --as so-b --idem-key k")
    assert code == 4
    assert "“k”" in err
    assert [key for _, key in events(office) if key] == ["ap-1", "k", "k"]


def test_an_apply_is_done_once_and_its_file_is_part_of_what_was_asked(office: Path, said: Said) -> None:
    plan = office / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("Việc một", "Việc thứ nhất"), encoding="utf-8")
    command = "apply plan.yaml --yes --reason sửa --idem-key ap-2"
    first = said(command)
    assert first[0] == 0
    count = len(events(office))
    assert said(command) == first
    plan.write_text(text.replace("Việc một", "Việc đầu tiên"), encoding="utf-8")
    assert said(command)[0] == 4
    assert len(events(office)) == count


def test_what_is_written_in_several_places_of_one_command_carries_the_key_once(
    office: Path, said: Said
) -> None:
    assert said("accept 1 4 --as so-a --idem-key hai-viec")[0] == 0
    assert [key for _, key in events(office) if key] == ["hai-viec"]


def test_a_duty_opened_twice_with_one_key_is_opened_once(office: Path, said: Said) -> None:
    command = "open 9 --due 2024-05-01 --idem-key mo-9"
    plan = office / "plan.yaml"
    plan.write_text(
        plan.read_text(encoding="utf-8")
        + '  - {id: "9", title: Khi có yêu cầu, lead: so-b, kind: on_demand}\n',
        encoding="utf-8",
    )
    assert said("apply plan.yaml --yes --reason thêm")[0] == 0
    first = said(command)
    assert first[0] == 0
    assert said(command) == first
    opened = sqlite3.connect(office / "planengine.db")
    assert opened.execute("SELECT count(*) FROM occurrence WHERE label LIKE '9@%'").fetchone() == (1,)


def test_what_has_a_key_of_its_own_keeps_it_and_the_key_of_the_command_is_used_all_the_same(
    office: Path,
) -> None:
    """As the rows of a sheet have."""
    journal = Journal(str(office / "planengine.db"))
    with journal.keyed(Asked("gui-1", "a" * 64)):
        act(journal, "accept", "1", speaker="so-a", idem_key="dong-1")
    assert [key for _, key in events(office) if key] == ["dong-1"]
    with pytest.raises(Refusal, match=r"key\.used"), journal.keyed(Asked("gui-1", "b" * 64)):
        pytest.fail("let in")
    with journal.keyed(Asked("gui-1", "a" * 64)) as told:
        assert told is not None
    journal.close()


def test_an_extension_asked_for_and_granted_twice_is_one(office: Path, said: Said) -> None:
    asked = "extend 1 --to 2024-09-30 --reason mưa --as so-a --idem-key gh-1"
    granted = "approve 1 --as ubnd-tinh --idem-key duyet-1"
    for command in (asked, granted):
        first = said(command)
        assert first[0] == 0, first
        assert said(command) == first
    assert [key for _, key in events(office) if key] == ["gh-1", "duyet-1"]


def test_an_empty_key_is_refused(office: Path, said: Said) -> None:
    assert said("accept 1 --as so-a --idem-key  ".rstrip() + "=")[0] == 2


def test_every_command_that_writes_takes_a_key_and_no_other_does() -> None:
    from planengine.cli.groups import SpeakingCommand
    from planengine.cli.main import _load
    from planengine.cli.table import COMMANDS

    taking = set()
    for name in COMMANDS:
        command = _load(name)
        for one in (command, *getattr(command, "commands", {}).values()):
            if isinstance(one, SpeakingCommand) and any("--idem-key" in param.opts for param in one.params):
                taking.add(one.key)
    assert taking == {*KEYED}
    assert {*WRITES} - taking == {"remind.run"}
