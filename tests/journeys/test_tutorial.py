"""The tutorial, followed to the letter in an empty folder: every file written, every edit made, every command typed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
BIN = Path(sys.executable).parent

FENCE = re.compile(r"```(\w+)\n(.*?)```\n", re.S)
MARK = re.compile(r"<!-- (day|exit): (\S+) -->")
FILE = re.compile(r"`([\w./]+\.yaml)`[^`]*\Z")
ADDS = re.compile(r"(Thêm vào cuối|Add to the end)[^\n]*\Z")
ELISION = "…"


@dataclass(frozen=True)
class Step:
    """One fenced block: what it is, its text, what the sentence before it says, the marks on it."""

    kind: str
    text: str
    lead: str
    marks: dict[str, str]


def steps(page: Path) -> Iterator[Step]:
    text = page.read_text("utf-8")
    end = 0
    for fence in FENCE.finditer(text):
        before = text[end : fence.start()]
        yield Step(fence[1], fence[2], MARK.sub("", before).strip(), dict(MARK.findall(before)))
        end = fence.end()


@dataclass
class Reader:
    """Somebody who does what the page says, on the day it says."""

    folder: Path
    language: str
    day: str = ""

    def follow(self, step: Step) -> None:
        self.day = step.marks.get("day", self.day)
        if step.kind == "console":
            for command, expected in dialogue(step.text):
                self.type(command, expected, int(step.marks.get("exit", "0")))
            return
        named = FILE.search(step.lead)
        assert named, f"which file? {step.lead[-80:]}"
        path = self.folder / named[1]
        if step.kind == "diff":
            path.write_text(edited(path.read_text("utf-8"), step.text), "utf-8")
        elif ADDS.search(step.lead):
            path.write_text(path.read_text("utf-8") + step.text, "utf-8")
        else:
            assert not path.exists(), path
            path.write_text(step.text, "utf-8")

    def type(self, command: str, expected: list[str], code: int) -> None:
        environ = {
            **os.environ,
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PLANENGINE_TODAY": self.day,
            "PLANENGINE_LANG": self.language,
            "PYTHONIOENCODING": "utf-8",
        }
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.folder,
            env=environ,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        said = f"$ {command}\n{done.stdout}{done.stderr}"
        assert done.returncode == code, said
        assert shown(expected, (done.stdout + done.stderr).splitlines()), f"expected {expected}\n{said}"


def dialogue(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command with the lines that are shown under it."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, *lines = part.rstrip("\n").split("\n")
        yield command, lines


def shown(expected: list[str], lines: list[str]) -> bool:
    """Whether the lines are those of the page; "…" stands for the rest of a line, alone for any lines."""
    pattern = ""
    for line in expected:
        if line == ELISION:
            pattern += r"(?:[^\n]*\n)*"
        else:
            pattern += re.escape(line).replace(re.escape(ELISION), r"[^\n]*") + r"\s*\n"
    if not expected:
        return not lines
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


def edited(text: str, diff: str) -> str:
    """The text after an edit that names the lines that go and those that come."""
    old = "".join(line[1:] + "\n" for line in diff.splitlines() if line.startswith("-"))
    new = "".join(line[1:] + "\n" for line in diff.splitlines() if line.startswith("+"))
    assert text.count(old) == 1, old
    return text.replace(old, new)


PAGES = {"vi": "tutorial.md", "en": "tutorial.en.md"}


@pytest.mark.parametrize("language", PAGES)
def test_whoever_follows_the_tutorial_gets_what_it_shows(language, tmp_path):
    reader = Reader(tmp_path, language)
    for step in steps(DOCS / PAGES[language]):
        reader.follow(step)


def test_both_tutorials_type_the_same_commands_in_the_same_order():
    typed = {
        language: [
            re.sub(r'"[^"]*"', '"…"', command)
            for step in steps(DOCS / page)
            if step.kind == "console"
            for command, _ in dialogue(step.text)
        ]
        for language, page in PAGES.items()
    }
    assert typed["vi"] == typed["en"]
    assert len(typed["vi"]) > 20


def test_the_plan_of_the_tutorial_has_ten_tasks():
    plan = "".join(step.text for step in steps(DOCS / PAGES["vi"]) if step.kind == "yaml")
    ids = re.findall(r"- id: (\S+)", plan)
    assert len([one for one in ids if "." in one]) == 10
