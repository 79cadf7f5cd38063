"""Days and percentages as officials type them are read, and what could mean two things is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.usecases.sheet_cells import Misread, read_day, read_percent
from planengine.usecases.sheet_rows import Cell

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
FIFTH = date(2024, 12, 5)


def cell(value, *, percent=False):
    return Cell("K13", value, is_percent=percent)


@given(DAYS)
def test_a_day_is_read_in_every_manner_with_the_day_first_and_the_year_whole(day):
    written = [
        day,
        day.isoformat(),
        *(f"{day.day}{sign}{day.month}{sign}{day.year}" for sign in "/.-"),
        f"{day:%d/%m/%Y}",
        f" {day:%d / %m / %Y} ",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
    ]
    assert [read_day(cell(one)) for one in written] == [day] * len(written)


@given(DAYS)
def test_a_year_of_two_digits_is_told_with_the_day_that_was_meant(day):
    read = read_day(cell(f"{day.day}.{day.month}.{day:%y}"))
    assert (read.code, read.params["day"]) == ("day_short", day)


@given(DAYS.filter(lambda day: day.day > 12))
def test_a_month_first_is_told_with_the_day_that_was_meant(day):
    read = read_day(cell(f"{day.month}/{day.day}/{day.year}"))
    assert (read.code, read.params["day"]) == ("day_month_first", day)


@given(DAYS)
def test_a_bare_number_is_told_with_the_day_that_a_spreadsheet_would_show(day):
    # counted from a day that every program for spreadsheets shows alike
    number = 45631 + (day - date(2024, 12, 5)).days
    read = read_day(cell(number))
    assert (read.code, read.params["day"]) == ("day_number", day)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "mai",
        "31/02/2024",
        "05/13/24",
        "12/2024",
        "5/12",
        "2024",
        "32.1.2024",
        "0/0/2024",
        "tháng 12",
        0,
        -7,
        True,
        1e300,
        "05/12/2024 (dự kiến)",
    ],
)
def test_what_is_no_day_is_told(value):
    assert read_day(cell(value)).code == "day_unreadable"


@pytest.mark.parametrize("value", [date(1924, 12, 5), "05/12/1924", "2124-12-05", date(2204, 12, 5)])
def test_a_day_of_another_century_is_told(value):
    assert read_day(cell(value)).code == "day_far"


@given(st.integers(0, 100))
def test_a_percentage_is_read_as_number_as_text_and_as_a_cell_that_shows_percent(percent):
    shown = [
        cell(percent),
        cell(f"{percent}%"),
        cell(f"{percent} %"),
        cell(str(percent)),
        cell(float(percent)),
    ]
    shown += [cell(percent / 100, percent=True), cell(f"{percent},0%")]
    assert [read_percent(one) for one in shown] == [percent] * len(shown)


@given(st.integers(1, 99))
def test_a_fraction_that_is_not_shown_as_a_percentage_is_told(percent):
    for value in (percent / 100, str(percent / 100), str(percent / 100).replace(".", ",")):
        read = read_percent(cell(value))
        assert (read.code, read.params["percent"]) == ("percent_fraction", percent)


@pytest.mark.parametrize("value", [101, -1, "150%", 1000, float("inf"), float("nan")])
def test_what_is_less_than_nothing_or_more_than_all_is_told(value):
    assert read_percent(cell(value)).code == "percent_range"


@pytest.mark.parametrize("value", ["gần xong", "50 phần trăm", "1/2", True, FIFTH, "-5", "1e2"])
def test_what_is_no_percentage_is_told(value):
    assert read_percent(cell(value)).code == "percent_unreadable"


def test_what_is_no_whole_percentage_is_rounded():
    assert [read_percent(cell(one)) for one in (33.3, "66,7%", 12.5)] == [33, 67, 13]


ANYTHING = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.dates(), st.just(timedelta)
)


@given(ANYTHING.filter(lambda one: one is not timedelta), st.booleans())
def test_anything_in_a_cell_is_read_or_told(value, percent):
    day, part = read_day(cell(value, percent=percent)), read_percent(cell(value, percent=percent))
    assert isinstance(day, date | Misread)
    assert isinstance(part, Misread) or 0 <= part <= 100
