"""Figures as officials type them are read exactly, and what could mean two things is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.target_value import Figure, record_of
from planengine.messages import Words
from planengine.usecases.read_figures import read_figures, read_value
from planengine.usecases.sheet_cells import Misread
from planengine.usecases.sheet_rows import TARGETS, Cell, Head, Key, Line, Sheet, columns_of

HOUSEHOLDS = "hộ"


def cell(value, *, percent=False):
    return Cell("G11", value, is_percent=percent)


decimals = st.decimals(min_value=1, max_value=10**9, places=2).map(lambda one: one.normalize())


def plain(number):
    return f"{number:f}"


@given(decimals)
def test_a_number_in_a_cell_is_the_number_that_was_typed(number):
    assert read_value(cell(float(number)), HOUSEHOLDS) == Figure(plain(number), "")
    assert read_value(cell(float(-number)), "%/năm") == Figure(plain(-number), "")


@given(st.integers(-(10**14), 10**14))
def test_a_whole_number_is_read_to_the_last_digit(number):
    assert read_value(cell(number), HOUSEHOLDS) == Figure(str(number), "")
    assert read_value(cell(float(number)), HOUSEHOLDS) == Figure(str(number), "")


@given(st.decimals(min_value=Decimal("0.01"), max_value=200, places=2))
def test_what_is_shown_as_a_percentage_is_one_whatever_the_program_keeps(number):
    kept = float(number) / 100
    assert read_value(cell(kept, percent=True), "%") == Figure(plain(number.normalize()), "%")


@given(st.integers(1, 99), st.sampled_from(["%", "%/năm"]))
def test_a_fraction_of_a_percentage_is_told_with_what_was_probably_meant(percent, unit):
    fraction = percent / 100
    for value in (fraction, -fraction, str(fraction), str(fraction).replace(".", ",")):
        read = read_value(cell(value), unit)
        assert isinstance(read, Misread)
        assert (read.code, abs(int(read.params["percent"]))) == ("value_fraction", percent)
    assert read_value(cell(f"{fraction} %"), unit) == Figure(plain(Decimal(str(fraction))), "%")
    assert read_value(cell(fraction), HOUSEHOLDS) == Figure(plain(Decimal(str(fraction))), "")


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_a_mark_before_three_last_digits_is_told_with_both_readings(whole, part, mark):
    read = read_value(cell(f"{whole}{mark}{part:03d}"), HOUSEHOLDS)
    assert isinstance(read, Misread)
    assert read.code == "value_ambiguous"
    assert (read.params["large"], read.params["small"]) == (f"{whole}{part:03d}", f"{whole}.{part:03d}")


def test_sums_that_a_program_gets_nearly_right_are_taken_as_it_shows_them():
    assert read_value(cell(0.1 + 0.2), HOUSEHOLDS) == Figure("0.3", "")
    assert read_value(cell(0.07, percent=True), "%") == Figure("7", "%")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (100 / 3, "value_decimals"),
        (date(2024, 12, 5), "value_date"),
        (True, "value_unreadable"),
        (float("nan"), "value_unreadable"),
        (float("inf"), "value_unreadable"),
        (1e15, "value_unreadable"),
        (1e300, "value_unreadable"),
        ("1234567890123456", "value_huge"),
        ("khoảng 50", "value_unreadable"),
        ("1e5", "value_unreadable"),
        ("50-60", "value_unreadable"),
    ],
)
def test_what_is_no_figure_is_told(value, code):
    read = read_value(cell(value), HOUSEHOLDS)
    assert isinstance(read, Misread)
    assert read.code == code


HEAD = Head(TARGETS, "kh-106", "P", "so-a", "2024-12-05T02:00:00+00:00")
KEYS = tuple(
    Key(record_of(f"U{n}", period, "so-a"), seq, f"G{n}", period, state)
    for n, period, seq, state in (
        (1, "2023", 1, "47.5"),
        (1, "2024", 0, ""),
        (2, "2024", 3, ""),
        (3, "2024", 2, "12,5 hộ"),
    )
)
UNITS = {"U1": "%", "U2": "mô hình", "U3": None}
texts = st.one_of(
    st.sampled_from(
        ["47,5", "1.234", "0,5", "52 %", "7 mô hình", "12,5 hộ", "Hoµn thµnh", "G1", "2024", "%"]
    ),
    st.text(max_size=12),
)
values = st.one_of(
    st.none(),
    texts,
    st.integers(-5, 200),
    st.floats(),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2110, 1, 1)),
)


@st.composite
def lines(draw, number):
    cells = {name: Cell(f"A{number}", draw(values)) for name in columns_of(TARGETS)}
    if draw(st.booleans()):  # a row that is about something, as most are
        key = draw(st.sampled_from(KEYS))
        unit = UNITS[key.uid.partition("/")[0]]
        filled = {"task": key.task, "key": key.text, "period": key.due, "unit": unit}
        cells |= {name: Cell(f"B{number}", value) for name, value in filled.items()}
    if draw(st.integers(0, 3)) == 0:
        trouble = draw(st.sampled_from(["formula", "error", "merged"]))
        cells["value"] = Cell(f"C{number}", None, trouble=trouble)
    return Line(number, cells)


@given(
    st.integers(0, 4).flatmap(lambda count: st.tuples(*(lines(number) for number in range(13, 13 + count))))
)
def test_any_cells_at_all_are_read_or_told(rows):
    read = read_figures(Sheet("back.xlsx", HEAD, KEYS, rows), UNITS)
    for language in ("vi", "en"):
        say = Words(language)
        assert all(say(one.code, **one.params) for one in read.faults)
    uids = [one.key.uid for one in read.said]
    assert len(set(uids)) == len(uids), "a figure is given once"
    for one in read.said:
        Decimal(one.figure.value)
        assert one.note is not None or one.figure.value != one.key.state
    faulty = {fault.place[1:] for fault in read.faults}
    assert not any(str(one.line.number) in faulty for one in read.said), "a faulty row says nothing"
