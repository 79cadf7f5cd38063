"""Every code has an example that raises exactly it, and sentences in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from planengine.messages.en import faults as english
from planengine.messages.excerpt import excerpt
from planengine.messages.vi import faults as vietnamese
from planengine.planfile.read import Reading, read_plan
from tests.planfile.faulty_plans import FAULTY
from tests.planfile.plans_in_text import codes, plan_text, read, write

ROOT = Path(__file__).parents[2]


def read_example(code: str, folder: Path) -> Reading:
    example = FAULTY[code]
    text, files = example if isinstance(example, tuple) else (example, {})
    for name, content in files.items():
        write(folder, content, name)
    return read_plan(write(folder, text))


def codes_in_the_source() -> set[str]:
    """Every constant "PE…" that a module of the reading or the checks assigns by name."""
    found = set()
    for path in [
        *(ROOT / "planengine/planfile").glob("*.py"),
        *(ROOT / "planengine/core").glob("checks*.py"),
    ]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            value = node.value if isinstance(node, ast.Assign) else None
            if isinstance(value, ast.Constant) and re.fullmatch(r"PE\d{3}", str(value.value)):
                found.add(str(value.value))
    return found


def test_the_plan_the_examples_start_from_has_no_fault(tmp_path):
    reading = read(tmp_path, plan_text())
    assert codes(reading) == []
    assert reading.plan is not None


@pytest.mark.parametrize("code", sorted(FAULTY))
def test_the_example_of_a_code_raises_it_and_nothing_else(code, tmp_path):
    reading = read_example(code, tmp_path)
    found = codes(reading)
    if code == "PE024":
        assert found.count("PE030") == 1000
        assert set(found) == {"PE030", "PE024"}
    else:
        assert found == [code]
    assert (reading.plan is None) == (code < "PE200")


def test_no_code_is_without_example_and_no_example_without_code():
    assert set(FAULTY) == codes_in_the_source()


def test_every_code_has_title_and_help_in_both_languages_with_the_same_params():
    wanted = {f"{code}.{part}" for code in FAULTY for part in ("title", "help")}
    wanted |= {"PE.error", "PE.warning", "PE.related", "PE.guess"}
    assert set(vietnamese.TEXTS) == set(english.TEXTS) == wanted
    for key, text in vietnamese.TEXTS.items():
        assert params_of(text) == params_of(english.TEXTS[key]), key


@pytest.mark.parametrize("texts", [vietnamese.TEXTS, english.TEXTS], ids=["vi", "en"])
@pytest.mark.parametrize("code", sorted(set(FAULTY) - {"PE003", "PE020", "PE024"}))
def test_every_finding_fills_its_sentences(code, texts, tmp_path):
    reading = read_example(code, tmp_path)
    lines = {source.name: source.lines for source in reading.sources}
    shown = excerpt(reading.findings[0], lines, lambda key, params: texts[key].format(**params))
    assert f"{code}: " in shown
    assert shown.count("\n") >= 1


def params_of(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}
