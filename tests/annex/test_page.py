"""What docs/annex.md says about commands and due dates is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from planengine.annex.deadlines import read_deadline
from planengine.annex.headings import HEADINGS
from planengine.cli.commands.plans import plan
from planengine.cli.session import Session
from planengine.planfile.writing import flow

PAGE = (Path(__file__).resolve().parents[2] / "docs/annex.md").read_text(encoding="utf-8")
COMMANDS = [line for line in PAGE.splitlines() if line.startswith("planengine ")]
DUES = re.findall(r"^\| `([^`]+)`[^|]*\| (.*) \|$", PAGE, flags=re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_page_parses(line):
    words = shlex.split(line)
    assert words[:2] == ["planengine", "plan"]
    plan.commands[words[2]].make_context(words[2], words[3:], obj=Session("vi"))


@pytest.mark.parametrize(("words", "said"), DUES)
def test_a_due_date_of_the_page_is_read_as_the_page_says(words, said):
    found = read_deadline(words)
    keys = ", ".join(f"`{key}: {flow(value, key)}`" for key, value in found.keys.items())
    understood = {"said": keys, "read": f"{keys}, phải hiểu", "unclear": "giữ trong `notes`"}
    assert said == understood[found.sure]


def test_the_page_has_commands_and_dates_and_names_every_kind_of_column():
    assert len(COMMANDS) == 4
    assert len(DUES) == 11
    assert [name for name in HEADINGS if f"`{name}`" not in PAGE] == []
