"""Baselines: a name is given once, a partial one copies the rest, and what cannot have been written is told apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core import baseline
from planengine.core.baseline import FIRST, Dates, Partial, Row
from planengine.core.events import Fact
from planengine.errors import Refusal

ON = date(2024, 11, 5)
OFFICES = ("van-phong", "ubnd-tinh")
UIDS = [f"u{number}" for number in range(6)]

days = st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(date.isoformat))
dates = st.dictionaries(
    st.sampled_from(UIDS), st.builds(Dates, st.sampled_from(["1", "2@2024"]), days, days, days)
)
onlys = st.one_of(st.none(), st.frozensets(st.sampled_from(UIDS)))


def set_one(
    rows: list[Row], name: str, new: Mapping[str, Dates], partial: Partial | None = None, **given: Any
) -> Fact:
    told = {"speaker": "van-phong", "on": ON, "reason": "vì", "document": None, **given}
    return baseline.set_baseline("p", "kh", rows, name, 3, new, offices=OFFICES, partial=partial, **told)


def legal(payload: Mapping[str, Any], rows: list[Row], **other: Any) -> bool:
    known = {"plan_uid": "p", "plan": "kh", "revision": 3, "known": UIDS, **other}
    return baseline.is_legal(payload, rows, **known)


def row_of(fact: Fact) -> Row:
    return baseline.evolve(None, fact.type, fact.payload, ON)


@given(st.lists(st.tuples(dates, onlys), min_size=1, max_size=5))
def test_whatever_is_set_in_a_row_is_legal_and_each_keeps_the_days_it_was_given(
    steps: list[tuple[dict[str, Dates], frozenset[str] | None]],
) -> None:
    rows: list[Row] = []
    first: dict[str, Dates] = {uid: Dates("1", None, "2024-01-01", None) for uid in UIDS[:3]}
    last = first
    for number, (new, only) in enumerate(steps):
        base = rows[-1].name if rows else FIRST
        fact = set_one(rows, f"mốc {number}", new, None if only is None else Partial(only, base, last))
        assert legal(fact.payload, rows)
        expected = dict(new)
        if only is not None:
            expected = {uid: last[uid] for uid in UIDS if uid in last and not (uid in only and uid in new)}
            expected |= {uid: new[uid] for uid in UIDS if uid in only and uid in new}
        rows.append(row_of(fact))
        assert baseline.frozen(rows[-1].dates) == expected
        last = expected
    assert [one.uid for one in rows] == sorted({one.uid for one in rows}), "uids rise in the order of setting"


@pytest.fixture
def rows() -> list[Row]:
    return [row_of(set_one([], "Mốc 2024", {"u1": Dates("1", None, "2024-06-30", None)}))]


@pytest.mark.parametrize("name", ["Mốc 2024", "MỐC  2024", " mốc 2024 "])
def test_a_name_that_is_used_is_refused_in_any_spelling(rows: list[Row], name: str) -> None:
    with pytest.raises(Refusal) as refused:
        set_one(rows, name, {})
    assert refused.value.code == "baseline.used"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "First"}, "baseline.reserved"),
        ({"name": "  "}, "baseline.name"),
        ({"name": "x" * 61}, "baseline.name"),
        ({"speaker": "so-a"}, "baseline.office"),
        ({"reason": None, "partial": Partial(frozenset(), FIRST, {})}, "baseline.reason"),
    ],
)
def test_what_nobody_may_set_is_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        set_one([], given.pop("name", "a"), {}, **given)
    assert refused.value.code == code


def test_a_baseline_is_set_once_and_never_moves(rows: list[Row]) -> None:
    with pytest.raises(ValueError, match="baseline_set"):
        baseline.evolve(rows[0], baseline.SET, {}, ON)


ALTERED: dict[str, Any] = {
    "name": "Mốc 2024",
    "record": "p/000001",
    "revision": 2,
    "plan": "khac",
    "dates": {"xx": {"task": "1", "start": None, "finish": None, "due": None}},
    "base": FIRST,
    "only": [],
    "reason": "",
}


@pytest.mark.parametrize("key", ALTERED)
def test_a_payload_that_cannot_have_been_written_is_not_legal(rows: list[Row], key: str) -> None:
    new = {"u1": Dates("1", None, "2024-07-31", None), "u2": Dates("2", None, None, None)}
    partial = Partial(frozenset(["u1"]), "Mốc 2024", baseline.frozen(rows[0].dates))
    payload = set_one(rows, "Mốc 2025", new, partial).payload
    assert legal(payload, rows)
    assert not legal({**payload, key: ALTERED[key]}, rows)


@pytest.mark.parametrize("name", ["", " ", "first", "FIRST", "x" * 61])
def test_a_name_nobody_could_give_is_not_legal(rows: list[Row], name: str) -> None:
    assert not legal({**set_one(rows, "a", {}).payload, "name": name}, rows)
