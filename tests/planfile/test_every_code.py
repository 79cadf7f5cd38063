"""Every code has an example that raises exactly it, and sentences in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from planengine.messages.en import explain as english_why
from planengine.messages.en import faults as english
from planengine.messages.excerpt import excerpt
from planengine.messages.vi import explain as vietnamese_why
from planengine.messages.vi import faults as vietnamese
from planengine.planfile.examples import FOLDER, KIN, WITHOUT_WORDS, example_of, read_side, see_also
from planengine.planfile.read import Reading, read_plan
from tests.planfile.faulty_plans import FAULTY
from tests.planfile.plans_in_text import codes, plan_text, read, write

ROOT = Path(__file__).parents[2]


def read_example(code: str, folder: Path) -> Reading:
    if (FOLDER / f"{code}.beside.yaml").is_file():
        return read_side(code, "wrong")
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
    elif code == "PE221":
        assert found.count("PE216") == 20_000
        assert set(found) == {"PE216", "PE221"}
    else:
        assert found == [code]
    assert (reading.plan is None) == (code < "PE200")


@pytest.mark.parametrize("code", sorted(set(FAULTY) - set(WITHOUT_WORDS)))
def test_the_example_mended_has_no_fault_and_is_the_same_plan_else(code):
    example = example_of(code)
    assert example is not None
    assert codes(example.right) == []
    assert example.right.plan is not None
    before, after = example.wrong.sources[0].lines, example.right.sources[0].lines
    assert before != after
    assert len(example.wrong_passage.lines) <= 16
    assert len(example.right_passage.lines) <= 20


@pytest.mark.parametrize("code", sorted(set(FAULTY) - set(WITHOUT_WORDS)))
def test_the_lines_that_are_shown_hold_the_fault(code):
    example = example_of(code)
    assert example is not None
    told = example.wrong.findings[0]
    shown = dict(example.wrong_passage.lines)
    for place in (told.place, *told.related):
        if place.line in shown or place is told.place:
            assert shown[place.line] == example.wrong.sources[0].lines[place.line - 1]


def test_no_code_is_without_example_and_no_example_without_code():
    assert set(FAULTY) == codes_in_the_source()


def test_every_wrong_file_has_its_right_one_and_no_file_is_left_over():
    files = {path.name for path in FOLDER.glob("*.yaml") if ".beside." not in path.name}
    pairs = {
        f"{code}.{side}.yaml" for code in set(FAULTY) - set(WITHOUT_WORDS) for side in ("wrong", "right")
    }
    assert files == pairs


def test_every_code_says_why_in_both_languages():
    wanted = {f"explain.{code}" for code in FAULTY}
    for texts in (vietnamese_why.TEXTS, english_why.TEXTS):
        assert {key for key in texts if re.search(r"PE\d{3}$", key)} == wanted


def test_kin_are_codes_and_none_is_its_own_kin():
    assert {code for kin in KIN for code in kin} <= set(FAULTY)
    for code in FAULTY:
        assert code not in see_also(code)
        for other in see_also(code):
            assert code in see_also(other)


def test_every_code_has_title_and_help_in_both_languages_with_the_same_params():
    wanted = {f"{code}.{part}" for code in FAULTY for part in ("title", "help")}
    labels = {
        key for key in vietnamese.TEXTS if re.search(r"^PE(\d{3})?\.(at|more_places|see|silenced)", key)
    }
    assert {key.partition(".")[0] for key in labels} - {"PE"} <= set(FAULTY)
    wanted |= {"PE.error", "PE.warning", "PE.related", "PE.guess"} | labels
    assert set(vietnamese.TEXTS) == set(english.TEXTS) == wanted
    for key, text in vietnamese.TEXTS.items():
        assert params_of(text) == params_of(english.TEXTS[key]), key


@pytest.mark.parametrize("texts", [vietnamese.TEXTS, english.TEXTS], ids=["vi", "en"])
@pytest.mark.parametrize("code", sorted(set(FAULTY) - {"PE003", "PE020", "PE024", "PE221"}))
def test_every_finding_fills_its_sentences(code, texts, tmp_path):
    reading = read_example(code, tmp_path)
    lines = {source.name: source.lines for source in reading.sources}
    shown = excerpt(reading.findings[0], lines, lambda key, params: texts[key].format(**params))
    assert f"{code}: " in shown
    assert shown.count("\n") >= 1


def params_of(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}
