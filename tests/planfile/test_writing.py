"""Writing a plan file: what is read from it is what was written, and it looks as a person would have written it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.planfile.build import build_plan
from planengine.planfile.desk import Desk
from planengine.planfile.faults import Faults
from planengine.planfile.fields import CLOSE_KEYS
from planengine.planfile.places import Places
from planengine.planfile.read import read_plan
from planengine.planfile.rewriting import formatted
from planengine.planfile.text import source_from_bytes
from planengine.planfile.tree import parse
from planengine.planfile.writing import WIDTH, flow, read_flow, write_file, write_plan
from tests.annex.plans_at_random import PLANS as ANY_PLAN
from tests.annex.plans_at_random import TEXTS

PLANS = Path(__file__).resolve().parents[2] / "plans"


def read(text):
    """The plan of a text by its form alone: whether it makes sense is for the checks."""
    source = source_from_bytes(text.encode(), Path("plan.yaml"), "plan.yaml")
    faults = Faults()
    draft = build_plan(Desk(parse(source, faults), faults, CLOSE_KEYS), Places())
    assert [(one.code, one.params) for one in faults.found] == []
    return draft.plan


@given(ANY_PLAN)
def test_any_plan_is_read_as_it_was_written(plan):
    assert read(write_plan(plan)) == plan


@given(ANY_PLAN)
def test_what_is_written_is_as_fmt_would_have_it(plan):
    text = write_plan(plan)
    assert formatted(source_from_bytes(text.encode(), Path("plan.yaml"), "plan.yaml")) == text


VALUES = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXTS.filter(lambda key: len(key) < 100), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(VALUES)
def test_any_value_in_one_line_is_read_as_it_was_written(value):
    line = flow(value)
    assert "\n" not in line
    assert read_flow(line) == value


@pytest.mark.parametrize("text", ["[a", "&x a", "{a: 1, a: 2}", "!t a", "\x01", "a: b: c"])
def test_a_line_that_is_no_value_is_refused(text):
    with pytest.raises(ValueError):
        read_flow(text)


@pytest.mark.parametrize("name", sorted(path.name for path in PLANS.glob("*.yaml")))
def test_a_shipped_plan_is_written_within_the_width_of_a_page(name):
    text = write_plan(read_plan(PLANS / name).plan)
    assert [line for line in text.splitlines() if len(line) > WIDTH] == []


def test_ids_stand_in_quotes_and_dates_and_lines_do_not():
    task = {
        "id": "2.10",
        "title": "2025",
        "lines": "114",
        "lead": "so-tc",
        "due": "2025-12-31",
        "related": ["1.1"],
    }
    assert write_file({"planengine": 1, "tasks": [task]}) == (
        'planengine: 1\n\ntasks:\n  - id: "2.10"\n    title: "2025"\n    lines: 114\n    lead: so-tc\n'
        '    due: 2025-12-31\n    related: ["1.1"]\n'
    )


def test_a_long_text_is_folded_and_one_of_several_lines_kept_line_by_line():
    task = {"id": "1", "title": "chữ " * 40 + "hết", "unassigned": True, "notes": "một\n\n  hai"}
    lines = write_file({"planengine": 1, "tasks": [task]}).splitlines()
    assert lines[4] == "    title: >-"
    assert max(map(len, lines)) <= WIDTH
    assert lines[-4:] == ["    notes: |-", "      một", "", "        hai"]
