"""What is typed is kept as text, and nothing that steers a terminal gets into it."""

from __future__ import annotations

import pytest

from planengine.cli.options import read_text
from planengine.errors import UsageRefusal


@pytest.mark.parametrize("hidden", ["\x1b[2J", "\x07", "\x7f", "\x9b31m", "\u202e", "\u2066", "\x00"])
def test_what_steers_a_terminal_or_turns_the_writing_is_refused(hidden: str) -> None:
    with pytest.raises(UsageRefusal) as refused:
        read_text(f"báo cáo{hidden}số 1")
    assert refused.value.code == "text.control"


@pytest.mark.parametrize("text", ["báo cáo số 1", "dòng một\ndòng hai", "a\tb", "Sở Y tế – quý IV", "10 %"])
def test_ordinary_text_is_kept(text: str) -> None:
    assert read_text(f"  {text} ") == text
