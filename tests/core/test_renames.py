"""Which tracked work an old id stands for, and what is waited for under it."""

from __future__ import annotations

import pytest

from planengine.core.changes import Given, Outline, Terms, Wait
from planengine.core.checks_moved import destination
from planengine.core.plan import Move
from planengine.core.renames import elsewhere, relabelled, renames, with_new_ids


def moves(*pairs: str) -> list[Move]:
    """ "a>b" as a move."""
    return [Move(*pair.split(">")) for pair in pairs]


@pytest.mark.parametrize(
    ("moved", "live", "known", "ids", "taken"),
    [
        (["1>2"], {"1"}, {"1"}, {"1": "2"}, ()),
        # Renamed twice since it was last applied, in either order of writing.
        (["1>2", "2>3"], {"1"}, {"1"}, {"1": "3"}, ()),
        (["2>3", "1>2"], {"1"}, {"1"}, {"1": "3"}, ()),
        # Applied already, and never applied at all.
        (["1>2"], {"2"}, {"2"}, {}, ()),
        (["1>2"], set(), set(), {}, ()),
        # Withdrawn work has no new id.
        (["1>2"], set(), {"1"}, {}, ()),
        # Two at once.
        (["1>2", "5>6"], {"1", "5"}, {"1", "5"}, {"1": "2", "5": "6"}, ()),
        # What the new id stands for already.
        (["1>2"], {"1", "2"}, {"1", "2"}, {}, (("1", "2"),)),
        (["1>2"], {"1"}, {"1", "2"}, {}, (("1", "2"),)),
        (["1>3", "2>3"], {"1", "2"}, {"1", "2"}, {"1": "3"}, (("2", "3"),)),
    ],
)
def test_what_is_tracked_goes_where_the_moves_lead(moved, live, known, ids, taken):
    assert renames(moves(*moved), live, known) == (ids, taken)


def test_a_circle_leads_nowhere():
    assert destination({"1": "2", "2": "1"}, "1") is None
    assert destination({"1": "1"}, "1") is None
    assert renames(moves("1>2", "2>1"), {"1"}, {"1"}).ids == {}
    assert elsewhere("kh", moves("1>2", "2>1")) == {}


def test_a_long_chain_of_moves_is_followed_without_recursion():
    chain = {str(at): str(at + 1) for at in range(5000)}
    assert destination(chain, "0") == "5000"


@pytest.mark.parametrize(
    ("label", "new"), [("1", "2"), ("1@2024", "2@2024"), ("1.1", "1.1"), ("11@2024", "11@2024")]
)
def test_a_label_changes_with_its_period_kept_and_only_where_the_whole_id_is_meant(label, new):
    assert relabelled(label, {"1": "2"}) == new


def test_what_is_waited_for_is_the_same_under_its_new_id():
    terms = Terms(
        "once", "2024-01-01", "2024-12-31", None, None, "10d of 1", "all", False, "none", "optional"
    )
    waits = (
        Wait("1@2024", "", "FS", 0, "d", False, None),
        Wait("?kh-2/7@2024", "", "FS", 0, "d", False, None),
        Wait("?kh-2/8", "", "FS", 0, "d", False, None),
    )
    given = (Given("so-tc", "lead", None),)
    found = with_new_ids(
        {"1": Outline("1", terms, given, waits)}, {"1": "zz"}, elsewhere("kh-2", moves("7>70"))
    )
    (one,) = found.values()
    assert list(found) == [one.label] == ["zz"]
    assert one.terms.within == "10d of zz"
    assert [wait.predecessor for wait in one.waits] == ["?kh-2/70@2024", "?kh-2/8", "zz@2024"]
    assert one.given == given
