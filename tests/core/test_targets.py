"""Many values made one, judged and followed: everything held against fractions, which round nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.targets import (
    MET,
    NO_FIGURE,
    NOT_JUDGED,
    NOT_MET,
    SAME,
    UNKNOWN,
    Aim,
    Reckoned,
    Trend,
    Value,
    Verdict,
    aim_of,
    find_period,
    judge,
    reckon,
    share,
    shown,
    trend,
)
from planengine.errors import Refusal

DAY = date(2025, 1, 10)
FIRST, LAST = date(2023, 7, 18), date(2025, 12, 31)
FLOOR = Aim(">=", Decimal("50"), "%", "latest")

decimals = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**15), 10**15), st.integers(0, 6)
)
values = st.lists(
    st.builds(lambda value, day: (value, DAY + timedelta(days=day)), decimals, st.integers(0, 3)),
    min_size=1,
    max_size=12,
).map(lambda given: [Value(f"a-{99 - at}", value, "%", day, at) for at, (value, day) in enumerate(given)])
aims = st.builds(
    lambda op, goal, tolerance: Aim(op, goal, "%", "latest", tolerance=tolerance),
    st.sampled_from([">=", ">", "<=", "<", "=", "~"]),
    decimals,
    decimals.map(abs),
)


def exact(reckoned):
    return Fraction(reckoned.total) / reckoned.among


def one(value, unit="%", agency="so-a"):
    return Reckoned(Decimal(value), 1, (agency,), unit)


# One figure of many


@given(values)
def test_a_sum_and_a_mean_are_exact(given):
    total = sum((Fraction(each.value) for each in given), Fraction(0))
    assert exact(reckon("sum", given)) == total
    assert exact(reckon("average", given)) == total / len(given)


@given(values, st.randoms())
def test_the_order_in_which_values_are_read_changes_nothing(given, chance):
    mixed = list(given)
    chance.shuffle(mixed)
    for how in ("latest", "sum", "average"):
        assert reckon(how, mixed) == reckon(how, given)


@given(values)
def test_the_latest_is_of_the_latest_day_and_of_those_what_was_written_last(given):
    found = reckon("latest", given)
    last = max(each.on for each in given)
    assert found.agencies == ([each.agency for each in given if each.on == last][-1],)


def test_there_is_no_figure_without_values():
    assert reckon("sum", []) is None


def test_values_of_two_units_are_not_judged():
    both = [Value("a", Decimal(1), "%", DAY), Value("b", Decimal(99), "hộ", DAY)]
    assert judge(FLOOR, reckon("sum", both)) == Verdict(NOT_JUDGED, "unit")


# The goal


@given(aims, values, st.sampled_from(["latest", "sum", "average"]))
def test_met_is_what_the_sign_says_of_the_exact_figure(aim, given, how):
    reckoned = reckon(how, given)
    figure, goal = exact(reckoned), Fraction(aim.goal)
    met = {
        ">=": figure >= goal,
        ">": figure > goal,
        "<=": figure <= goal,
        "<": figure < goal,
        "=": figure == goal,
        "~": abs(figure - goal) <= Fraction(aim.tolerance),
    }[aim.op]
    assert judge(aim, reckoned) == Verdict(MET if met else NOT_MET)


@pytest.mark.parametrize(
    ("op", "figure", "outcome"),
    [
        (">=", "50", MET), (">=", "49.999999", NOT_MET), (">", "50", NOT_MET), (">", "50.000001", MET),
        ("<=", "50", MET), ("<", "50", NOT_MET), ("=", "50", MET), ("=", "50.1", NOT_MET),
    ],
)  # fmt: skip
def test_a_figure_on_the_very_goal_is_judged_as_the_words_say(op, figure, outcome):
    assert judge(FLOOR._replace(op=op), one(figure)).outcome == outcome


def test_a_mean_of_thirds_just_below_the_goal_is_not_met():
    thirds = [
        Value(name, Decimal(figure), "%", DAY)
        for name, figure in (("a", "50"), ("b", "50"), ("c", "49.999999"))
    ]
    assert judge(FLOOR, reckon("average", thirds)).outcome == NOT_MET


def test_about_is_not_judged_without_a_tolerance_and_both_ends_of_it_are_met():
    about = FLOOR._replace(op="~")
    assert judge(about, one("50")) == Verdict(NOT_JUDGED, "tolerance")
    about = about._replace(tolerance=Decimal("2"))
    assert [judge(about, one(figure)).outcome for figure in ("47.9", "48", "52", "52.1")] == [
        NOT_MET,
        MET,
        MET,
        NOT_MET,
    ]


def test_a_change_since_a_baseline_is_not_judged_before_there_is_one():
    change = FLOOR._replace(since_baseline=True)
    assert judge(change, one("60")) == Verdict(NOT_JUDGED, "baseline")
    assert judge(change._replace(based=True), one("60")).outcome == MET


def test_a_document_without_a_figure_is_never_judged():
    assert judge(Aim(None, None, "", "latest"), one("5", "")) == Verdict(NOT_JUDGED, "goal")


def test_a_goal_without_a_figure_reported_has_none():
    assert judge(FLOOR, None) == Verdict(NO_FIGURE)


def test_a_figure_in_the_unit_the_goal_had_before_is_not_held_against_the_new_one():
    assert judge(FLOOR, one("60", "hộ")) == Verdict(NOT_JUDGED, "unit")


# Which way it goes


@pytest.mark.parametrize(
    ("op", "before", "after", "expected"),
    [
        (">=", "40", "45", Trend("up", True)), (">", "45", "40", Trend("down", False)),
        ("<=", "60", "55", Trend("down", True)), ("<", "40", "45", Trend("up", False)),
        ("=", "40", "49", Trend("up", True)), ("=", "55", "60", Trend("up", False)),
        ("~", "60", "45", Trend("down", True)), ("~", "45", "55", Trend("up", None)),
        (">=", "40", "40", Trend(SAME)),
    ],
)  # fmt: skip
def test_what_a_good_trend_is_follows_from_the_goal(op, before, after, expected):
    assert trend(FLOOR._replace(op=op), one(before), one(after)) == expected


@given(aims, values, values)
def test_the_trend_is_the_sign_of_the_exact_difference(aim, before, after):
    aim = aim._replace(aggregate="average")
    found = trend(aim, reckon("average", before), reckon("average", after))
    old, new, goal = exact(reckon("average", before)), exact(reckon("average", after)), Fraction(aim.goal)
    assert found.way == ("same" if new == old else "up" if new > old else "down")
    if aim.op in ("=", "~") and new != old:
        nearer = abs(old - goal) - abs(new - goal)
        assert found.good == (None if nearer == 0 else nearer > 0)


def test_sums_of_other_agencies_have_no_trend():
    aim = FLOOR._replace(aggregate="sum")
    assert trend(aim, one("40"), one("45", agency="so-b")) == Trend(UNKNOWN)
    assert trend(FLOOR, one("40"), one("45", agency="so-b")).way == "up"


def test_there_is_no_trend_from_nothing_or_to_another_unit():
    assert trend(FLOOR, None, one("45")) == Trend(UNKNOWN)
    assert trend(FLOOR, one("45", "hộ"), one("45")) == Trend(UNKNOWN)


# How far


@given(decimals, decimals, values)
def test_the_share_of_the_way_is_rounded_down_so_that_less_is_never_all(start, goal, given):
    aim = Aim(">=", goal, "%", "average", baseline=start, based=True)
    reckoned = reckon("average", given)
    found = share(aim, reckoned)
    if start == goal:
        assert found is None
    else:
        way = (exact(reckoned) - Fraction(start)) / (Fraction(goal) - Fraction(start))
        assert found == floor(way * 100)
        assert (found >= 100) == (way >= 1)


def test_there_is_no_share_without_a_baseline_in_figures():
    assert share(FLOOR, one("40")) is None
    assert share(FLOOR._replace(based=True), one("40")) is None


def test_a_change_begins_at_nothing():
    assert share(FLOOR._replace(since_baseline=True, based=True), one("25")) == 50


# What is shown


@given(values, decimals)
def test_what_is_shown_is_the_figure_or_near_it_and_never_the_goal_by_mistake(given, goal):
    reckoned = reckon("average", given)
    text = shown(reckoned, goal)
    assert "E" not in text.upper()
    assert abs(Fraction(text) - exact(reckoned)) <= Fraction(1, 200)
    assert Fraction(text) != Fraction(goal) or exact(reckoned) == Fraction(goal)


def test_a_mean_without_an_end_is_shown_with_two_decimals():
    assert shown(Reckoned(Decimal("100"), 3, ("a", "b", "c"), "%"), Decimal(50)) == "33.33"
    assert shown(Reckoned(Decimal("149.999999"), 3, ("a", "b", "c"), "%"), Decimal(50)) not in ("50", "50.00")


# What a revision says


def test_a_baseline_counts_where_it_begins_with_a_figure_in_the_unit_of_the_goal():
    goal = {"op": ">=", "value": "50", "unit": "%"}

    def baseline(text, unit="%"):
        return aim_of({"goal": {**goal, "unit": unit}, "baseline": text}).baseline

    assert baseline("38 % năm 2022") == Decimal(38)
    assert baseline("38,5%") == Decimal("38.5")
    assert baseline("45 hợp tác xã năm 2022") is None
    assert baseline("45 hộ", "hộ") == Decimal(45)
    assert baseline("45 hộp", "hộ") is None
    assert baseline("3 tỷ đồng năm 2022", "tỷ đồng/năm") == Decimal(3)
    assert baseline("năm 2022") is None
    assert baseline("1.234 %") is None


def test_what_an_older_revision_does_not_say_has_its_default():
    aim = aim_of({"goal": {"op": "~", "value": "30", "unit": "%"}, "baseline": None})
    assert (aim.aggregate, aim.tolerance, aim.since_baseline, aim.based) == ("latest", None, False, False)


# Periods


@pytest.mark.parametrize(
    ("every", "text", "key"),
    [
        ("year", "2024", "2024"), ("year", "năm 2024", "2024"), ("half", "2024-h1", "2024-H1"),
        ("quarter", "2024-Q3", "2024-Q3"), ("quarter", "quý III/2024", "2024-Q3"), ("quarter", "Q3/2024", "2024-Q3"),
        ("quarter", "Quý 4 năm 2024", "2024-Q4"), ("month", "7/2024", "2024-07"),
        ("month", "tháng 07 năm 2024", "2024-07"), ("month", "2024-07", "2024-07"),
        ("week", "2024-W05", "2024-W05"), ("week", "tuần 5/2024", "2024-W05"),
    ],
)  # fmt: skip
def test_a_period_is_found_as_people_write_it(every, text, key):
    assert find_period(every, text, FIRST, LAST).key == key


def test_a_period_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(Refusal) as told:
        find_period("year", "2026", FIRST, LAST)
    assert (told.value.code, told.value.params["known"]) == ("target.period", ("2023", "2024", "2025"))


def test_a_period_of_another_length_is_told_as_such():
    with pytest.raises(Refusal) as told:
        find_period("quarter", "2024", FIRST, LAST)
    assert told.value.code == "target.period_kind"
    assert all(known.startswith("2024-Q") for known in told.value.params["known"])
