"""Due dates in the words of annexes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.annex.deadlines import read_deadline

YEARLY = {"kind": "recurring", "every": "year"}

SAID = {
    "31/12/2025": {"due": "2025-12-31"},
    "Ngày 5/3/2025.": {"due": "2025-03-05"},
    "30-6-2024": {"due": "2024-06-30"},
    "Ngày 15 tháng 12 năm 2025": {"due": "2025-12-15"},
    "trước ngày 15/12/2025": {"due": {"before": "2025-12-15"}},
    "Hoàn thành trước ngày 30/6/2024": {"due": {"before": "2024-06-30"}},
    "Chậm nhất ngày 01/03/2024": {"due": "2024-03-01"},
    "trước 15/12 hằng năm": {**YEARLY, "due": {"before": "12-15"}},
    "Hàng năm, trước ngày 15/12": {**YEARLY, "due": {"before": "12-15"}},
    "hằng năm": YEARLY,
    "Hàng quý": {"kind": "recurring", "every": "quarter"},
    "Định kỳ hằng tháng": {"kind": "recurring", "every": "month"},
    "Trước ngày 20 hằng tháng": {"kind": "recurring", "every": "month", "due": {"before": "20"}},
    "Hằng tháng, ngày 25": {"kind": "recurring", "every": "month", "due": "25"},
    "Hằng quý, trước ngày 20 tháng cuối quý": {
        "kind": "recurring",
        "every": "quarter",
        "due": {"before": "20"},
    },
    "Ngày 05 của tháng cuối quý, hằng quý": {"kind": "recurring", "every": "quarter", "due": "5"},
    "6 tháng một lần": {"kind": "recurring", "every": "half"},
    "Thường xuyên": {"kind": "standing"},
    "Thường xuyên, liên tục": {"kind": "standing"},
    "Khi có phát sinh": {"kind": "on_demand"},
    "Theo yêu cầu": {"kind": "on_demand"},
}
READ = {
    "Quý II/2025": {"due": "2025-06-30"},
    "quý 4 năm 2025": {"due": "2025-12-31"},
    "QUÝ III/2024": {"due": "2024-09-30"},
    "tháng 2/2024": {"due": "2024-02-29"},
    "12/2025": {"due": "2025-12-31"},
    "năm 2025": {"due": "2025-12-31"},
    "Đến hết năm 2025": {"due": "2025-12-31"},
    "2023-2025": {"due": "2025-12-31"},
    "Giai đoạn 2023 – 2025": {"due": "2025-12-31"},
    "6 tháng đầu năm 2024": {"due": "2024-06-30"},
    "Trước tháng 6/2025": {"due": {"before": "2025-06-01"}},
    "Thường xuyên, hằng năm": {"kind": "standing"},
}
PARTLY = {
    "thứ Sáu hằng tuần": "week",
    "Hằng tuần, vào thứ Sáu": "week",
    "Hằng quý, sau khi chốt số liệu": "quarter",
    "Hằng tháng, trước ngày 31": "month",
}
UNCLEAR = [
    "Định kỳ 6 tháng, hằng năm", "sau khi có kế hoạch hằng năm của Bộ",
    "sau khi có hướng dẫn của Bộ", "31/02/2025", "15/12", "Quý II", "Quý V/2025", "tháng 13/2025", "2025-2023",
    "theo tiến độ dự án", "trước", "15/12/2025 hằng năm", "?", "Quý I, III/2025",
]  # fmt: skip


@pytest.mark.parametrize("words", SAID)
def test_words_that_name_the_day_or_the_kind(words):
    found = read_deadline(words)
    assert (found.keys, found.sure) == (SAID[words], "said")


@pytest.mark.parametrize("words", READ)
def test_words_that_leave_something_to_be_understood_say_so(words):
    found = read_deadline(words)
    assert (found.keys, found.sure) == (READ[words], "read")
    assert found.why


@pytest.mark.parametrize("words", PARTLY)
def test_words_that_say_how_often_and_more_give_how_often(words):
    found = read_deadline(words)
    assert (found.keys, found.sure) == ({"kind": "recurring", "every": PARTLY[words]}, "partly")


@pytest.mark.parametrize("words", UNCLEAR)
def test_words_without_a_day_give_none(words):
    found = read_deadline(words)
    assert (found.keys, found.sure) == ({}, "unclear")


def test_the_only_year_of_the_plan_completes_words_without_one():
    assert read_deadline("Quý II", 2025).keys == {"due": "2025-06-30"}
    assert read_deadline("trước 15/12", 2025).keys == {"due": {"before": "2025-12-15"}}
    assert read_deadline("15/12", 2025).sure == "read"


def test_a_typed_date_is_that_day():
    assert read_deadline(date(2025, 2, 28)).keys == {"due": "2025-02-28"}


@given(st.dates(date(1950, 1, 1), date(2199, 12, 31)))
def test_any_day_is_read_in_every_way_of_writing_it(day):
    written = [f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day.day}.{day.month}.{day.year}"]
    assert {read_deadline(one).keys["due"] for one in written} == {day.isoformat()}


@given(st.dates(date(1950, 1, 1), date(2199, 12, 31)))
def test_the_last_day_of_a_month_and_a_quarter_is_the_day_before_the_next_begins(day):
    month = date.fromisoformat(read_deadline(f"tháng {day.month}/{day.year}").keys["due"])
    assert (month.year, month.month, (month + timedelta(days=1)).day) == (day.year, day.month, 1)
    quarter = (day.month - 1) // 3 + 1
    last = date.fromisoformat(read_deadline(f"quý {quarter}/{day.year}").keys["due"])
    assert (last + timedelta(days=1)).day == 1
    assert last.month == 3 * quarter


@given(st.text(max_size=60))
def test_no_text_stops_the_reading(text):
    assert read_deadline(text, 2025).sure in ("said", "read", "partly", "unclear")
