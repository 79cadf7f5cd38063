"""The working calendar: counted day by day, each exception with its source."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from tests.plans.shipped import Tree

SATURDAY, SUNDAY = 5, 6


def _days(calendar: Tree, key: str) -> list[date]:
    return [date.fromisoformat(entry["date"]) for entry in calendar[key]]


@pytest.mark.parametrize(("year", "expected"), [(2023, 249), (2024, 251), (2025, 250), (2026, 250)])
def test_a_year_has_its_working_days(calendar, year, expected):
    off, made_up = set(_days(calendar, "days_off")), set(_days(calendar, "working_days"))
    worked = 0
    day = date(year, 1, 1)
    while day.year == year:
        if day in made_up or (day.weekday() < SATURDAY and day not in off):
            worked += 1
        day += timedelta(days=1)
    assert worked == expected


def test_only_days_that_would_be_worked_are_days_off(calendar):
    assert [day for day in _days(calendar, "days_off") if day.weekday() >= SATURDAY] == []
    assert calendar["weekend"] == ["sat", "sun"]


def test_every_made_up_saturday_stands_for_a_day_off_of_the_same_year(calendar):
    off = {entry["date"]: entry for entry in calendar["days_off"]}
    swapped = {entry["date"] for entry in calendar["days_off"] if "hoán đổi" in entry["name"]}
    assert {entry["for"] for entry in calendar["working_days"]} == swapped
    for entry in calendar["working_days"]:
        worked, rested = date.fromisoformat(entry["date"]), date.fromisoformat(entry["for"])
        assert worked.weekday() == SATURDAY
        assert worked.year == rested.year
        assert off[entry["for"]]["source"] == entry["source"]
        assert f"{worked:%d}/" in off[entry["for"]]["name"]


def test_no_day_is_listed_twice_and_days_stand_in_order(calendar):
    for key in ("days_off", "working_days", "to_confirm"):
        days = _days(calendar, key)
        assert days == sorted(set(days)), key
    every = Counter(day for key in ("days_off", "working_days", "to_confirm") for day in _days(calendar, key))
    assert max(every.values()) == 1


def test_every_day_has_a_source_that_is_listed_and_every_source_is_used(calendar):
    used = set()
    for entry in [*calendar["days_off"], *calendar["working_days"], *calendar["to_confirm"]]:
        named = entry["source"] if isinstance(entry["source"], list) else [entry["source"]]
        assert named, entry
        used |= set(named)
    assert used == calendar["sources"].keys()


def test_every_day_off_has_a_name(calendar):
    assert [
        entry for entry in [*calendar["days_off"], *calendar["to_confirm"]] if not entry.get("name")
    ] == []


def test_the_days_lie_in_the_span_the_calendar_covers(calendar):
    first, last = (date.fromisoformat(calendar["covers"][end]) for end in ("from", "until"))
    assert (first, last) == (date(2023, 1, 1), date(2026, 12, 31))
    for key in ("days_off", "working_days", "to_confirm"):
        assert [day for day in _days(calendar, key) if not first <= day <= last] == []


def test_a_day_to_confirm_is_not_yet_a_day_off(calendar):
    assert _days(calendar, "to_confirm") == [date(2026, 11, 24)]
    assert set(_days(calendar, "to_confirm")) & set(_days(calendar, "days_off")) == set()


def test_the_statutory_days_are_off_every_year(calendar):
    """Fixed holidays are off, or a weekday near them is when they fall on a weekend."""
    off = set(_days(calendar, "days_off"))
    for year in range(2023, 2027):
        for month, number in ((1, 1), (4, 30), (5, 1), (9, 2)):
            day = date(year, month, number)
            near = {day + timedelta(days=shift) for shift in range(4)}
            assert day in off or (day.weekday() >= SATURDAY and near & off), day
