"""Figures as people type them, who may report them, and what stands after each report."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.target_value import (
    CORRECTED,
    REPORTED,
    WITHDRAWN,
    Asked,
    Figure,
    evolve,
    read_figure,
    report,
    withdraw,
)
from planengine.errors import Refusal

DAY = date(2025, 1, 10)
SHARE = Asked("T1", "G1", "%", None, False)


def refused(call, *given, **named):
    with pytest.raises(Refusal) as told:
        call(*given, **named)
    return told.value.code


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12,5", "12.5", ""),
        ("12.5", "12.5", ""),
        ("1.234,5", "1234.5", ""),
        ("1,234.5", "1234.5", ""),
        ("1 234 567,8", "1234567.8", ""),
        ("1.234.567", "1234567", ""),
        ("1\u00a0234 hộ", "1234", "hộ"),
        ("0,125", "0.125", ""),
        ("1234,567", "1234.567", ""),
        ("05 mô hình", "5", "mô hình"),
        ("12,50 %", "12.5", "%"),
        ("52%", "52", "%"),
        ("-2,5 %/năm", "-2.5", "%/năm"),
        ("\u2212 3", "-3", ""),
        ("-0,0", "0", ""),
        ("1,2340", "1.234", ""),
    ],
)
def test_a_figure_is_read_with_either_mark_and_kept_without_needless_zeros(text, value, unit):
    assert read_figure(text) == Figure(value, unit)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "NaN", "inf", "1e5", "1E+5", "12,", ",5", "1.23.456", "1,2,3", "0x10", "٣", "1..2", "--1"],
)
def test_what_is_no_figure_is_refused(text):
    assert refused(read_figure, text) == "target.figure"


@pytest.mark.parametrize("text", ["1.234", "1,234", "12.000 %", "999,999", "100.000"])
def test_one_mark_before_three_last_digits_is_refused_with_both_readings(text):
    with pytest.raises(Refusal) as told:
        read_figure(text)
    assert told.value.code == "target.ambiguous"
    digits = text.replace(" %", "")
    assert told.value.params["large"] == re.sub("[.,]", "", digits)
    assert told.value.params["small"] == digits.replace(",", ".")
    # what the refusal recommends is read as it says
    assert read_figure(str(told.value.params["large"])).value == told.value.params["large"]
    assert Decimal(read_figure(f"{told.value.params['small']}0").value) == Decimal(
        str(told.value.params["small"])
    )


@pytest.mark.parametrize("text", ["1234567890123456", "0,1234567"])
def test_more_digits_than_are_kept_are_refused_and_not_rounded(text):
    assert refused(read_figure, text) == "target.huge"


@given(
    st.integers(0, 10**15 - 1),
    st.integers(0, 6).flatmap(lambda places: st.tuples(st.just(places), st.integers(0, 10**places - 1))),
    st.sampled_from([("", ","), ("", "."), (".", ","), (",", "."), (" ", ","), (" ", ".")]),
)
def test_a_figure_written_in_any_manner_is_the_number_or_is_refused_for_being_two(whole, decimals, marks):
    places, part = decimals
    between, mark = marks
    written = f"{whole:,}".replace(",", between) + (f"{mark}{part:0{places}d}" if places else "")
    number = Fraction(whole) + Fraction(part, 10**places)
    readings = readings_of(written)
    assert number in readings
    assert len(set(readings)) == len(readings)


def readings_of(text):
    """What a figure is, or the two things it can be."""
    try:
        return [Fraction(read_figure(text).value)]
    except Refusal as refusal:
        return [Fraction(str(refusal.params[name])) for name in ("small", "large")]


def said(before, value, *, asked=SHARE, agency="so-a", speaker=None, note=None, number=1, unit=""):
    return report(
        asked,
        before,
        Figure(value, unit),
        secretariat="vp",
        speaker=speaker or agency,
        agency=agency,
        period="2024",
        on=DAY,
        number=number,
        note=note,
    )


def after(before, fact):
    return evolve(before, fact.type, fact.payload, DAY)


def test_a_later_figure_replaces_the_one_that_stands_and_says_what_that_was():
    first = said(None, "10")
    row = after(None, first)
    second = said(row, "12", number=2)
    assert (first.type, second.type, second.payload["was"]) == (REPORTED, CORRECTED, "10")
    assert (after(row, second).value, after(row, second).uid) == ("12", row.uid)


def test_what_stands_already_is_no_news_unless_the_note_is():
    row = after(None, said(None, "10", note="tạm tính"))
    assert said(row, "10", number=2) is None
    assert said(row, "10", number=2, note="tạm tính") is None
    changed = said(row, "10", number=2, note="chính thức")
    assert changed.type == CORRECTED
    assert after(row, changed).note == "chính thức"


def test_a_note_does_not_outlive_the_figure_it_was_about():
    row = after(None, said(None, "10", note="tạm tính"))
    assert after(row, said(row, "12", number=2)).note is None


def test_a_figure_taken_back_stands_no_more_and_another_may_be_reported():
    row = after(None, said(None, "10"))
    fact = withdraw(
        SHARE,
        row,
        secretariat="vp",
        speaker="so-a",
        agency="so-a",
        period="2024",
        on=DAY,
        number=2,
        reason="nhầm",
    )
    gone = after(row, fact)
    assert (fact.type, gone.value) == (WITHDRAWN, None)
    again = said(gone, "10", number=3)
    assert again.type == REPORTED
    assert after(gone, again).value == "10"


def test_nothing_is_taken_back_where_nothing_stands_or_nobody_says_why():
    row = after(None, said(None, "10"))
    given = {
        "secretariat": "vp",
        "speaker": "so-a",
        "agency": "so-a",
        "period": "2024",
        "on": DAY,
        "number": 2,
    }
    assert refused(withdraw, SHARE, None, reason="nhầm", **given) == "target.nothing"
    assert refused(withdraw, SHARE, row, reason=None, **given) == "target.reason"


def test_each_agency_reports_for_itself_and_the_secretariat_for_anybody():
    assert said(None, "10", agency="so-a", speaker="so-a")
    assert said(None, "10", agency="so-a", speaker="vp").payload["by"] == "vp"
    assert refused(said, None, "10", agency="so-a", speaker="so-b") == "target.not_own"


def test_where_the_plan_names_who_reports_nobody_else_has_a_figure():
    asked = SHARE._replace(reported_by="so-a")
    assert said(None, "10", asked=asked)
    assert said(None, "10", asked=asked, speaker="vp")
    assert refused(said, None, "10", asked=asked, agency="so-b") == "target.not_asked"
    assert refused(said, None, "10", asked=asked, agency="vp") == "target.not_asked"
    assert refused(said, None, "10", asked=asked, speaker="so-b") == "target.not_own"


@pytest.mark.parametrize(
    ("unit", "given", "kept"),
    [
        ("%", "", "%"),
        ("%", "%", "%"),
        ("tỷ đồng/năm", "tỷ đồng", "tỷ đồng/năm"),
        ("mô hình", "Mô  hình", "mô hình"),
    ],
)
def test_the_unit_of_the_goal_may_be_written_or_left_out(unit, given, kept):
    assert said(None, "5", asked=SHARE._replace(unit=unit), unit=given).payload["unit"] == kept


@pytest.mark.parametrize(("unit", "given"), [("%", "hộ"), ("tỷ đồng/năm", "triệu đồng"), ("%", "%/năm")])
def test_another_unit_is_refused(unit, given):
    assert refused(said, None, "5", asked=SHARE._replace(unit=unit), unit=given) == "target.unit"


def test_only_a_change_may_be_negative():
    assert refused(said, None, "-1") == "target.negative"
    assert said(None, "-1", asked=SHARE._replace(change=True)).payload["value"] == "-1"


def test_a_record_is_folded_from_its_own_history_alone():
    row = after(None, said(None, "10"))
    correction = said(row, "12", number=2)
    with pytest.raises(ValueError):
        evolve(None, correction.type, correction.payload, DAY)
    with pytest.raises(ValueError):  # it does not replace what stands
        evolve(row._replace(value="11"), correction.type, correction.payload, DAY)
    with pytest.raises(ValueError):  # numbers grow
        evolve(row, correction.type, {**correction.payload, "number": 1}, DAY)
    with pytest.raises(ValueError):
        evolve(row, REPORTED, said(None, "9", number=2).payload, DAY)
    with pytest.raises(ValueError):
        evolve(None, REPORTED, {**said(None, "9").payload, "agency": "so-b"}, DAY)
    with pytest.raises(KeyError):
        evolve(None, "work_started", {}, DAY)
