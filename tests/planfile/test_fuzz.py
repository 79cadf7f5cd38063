"""Whatever is in the file, reading it ends with findings or a plan: a short campaign. `make fuzz` runs a long one."""

from __future__ import annotations

import pytest

from tests.planfile.campaign import Desk, Tally, campaign
from tests.planfile.campaign_cases import Case, case
from tests.planfile.campaign_checks import Broken, Hangs, tails, watched
from tests.planfile.mutations_seeds import Seed
from tests.planfile.plans_in_text import plan_text

FILES = 2000


@pytest.fixture(scope="module")
def tally() -> Tally:
    return campaign(range(FILES))


def test_nothing_that_must_hold_is_broken(tally):
    print(tally.report())
    assert not tally.failures, "\n".join(
        f"{one.report}python -m tests.planfile.campaign_run --only {one.number}" for one in tally.failures[:3]
    )
    assert tally.count == FILES


def test_much_of_what_is_valid_yaml_is_accepted_and_much_is_not(tally):
    # A campaign that accepts nothing, or everything, tests nothing.
    assert 0.2 < tally.share("structure") < 0.7
    assert 0.03 < tally.share("bytes") < 0.5
    assert sum(count for (half, _), count in tally.halves.items() if half == "structure") == FILES // 2


def test_most_faults_are_met(tally):
    known = len(tally.codes) + len(tally.unreached())
    assert len(tally.codes) > known * 0.7, tally.unreached()


def test_both_readers_and_the_formatter_had_work(tally):
    assert tally.notes["read quickly"] > FILES // 20
    assert tally.notes["formatted"] > FILES // 3


# What campaigns have found. Each text has broken something once.
FOUND = {
    "the tag ! alone, which the parser takes for a text without a tag": "! a: x\nb: ! y\n",
    "a directive, where the C parser is missing": "%YAML 1.2\n---\nplanengine: 1\n",
    "a comment that touches a bracket": "planengine: 1\nplan: {}# # x\ntasks: []#y\n",
}


@pytest.mark.parametrize("what", FOUND)
def test_what_was_found_once_is_not_found_again(what, tmp_path):
    data = FOUND[what].encode()
    one = Case(0, False, (), Seed("x", {"plan.yaml": plan_text()}), "plan.yaml", data)
    Desk(tmp_path).tried(one)


def test_a_case_is_made_again_by_its_number():
    assert [case(number).data for number in (7, 8, 9)] == [case(number).data for number in (7, 8, 9)]


def test_what_goes_on_for_too_long_is_ended():
    def go_on() -> None:
        with watched(1):
            while True:
                pass

    with pytest.raises(Hangs):
        go_on()


def test_a_seed_that_is_something_else_after_formatting_would_be_noticed(tmp_path, monkeypatch):
    text = "planengine: 1\n# một\nplan: {}\n"
    one = Case(1, False, (), Seed("x", {"plan.yaml": text}), "plan.yaml", text.encode())
    Desk(tmp_path).tried(one)
    monkeypatch.setattr(
        "tests.planfile.campaign_checks.formatted", lambda source: source.text.replace("# một\n", "")
    )
    with pytest.raises(Broken, match="comments"):
        Desk(tmp_path).tried(one)


def test_comments_are_counted_with_what_looks_like_them():
    assert tails("# a\nb: 'c # d' # e\nf#g\n\t#h \n") == {"# a": 1, "# d' # e": 1, "#h": 1}
