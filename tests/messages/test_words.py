"""Sentences are filled in the manner of their language, and a code is shown by its word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.category import CATEGORIES
from planengine.core.events import ASSIGNMENT_EVENTS
from planengine.core.status import STATES, TRIGGERS
from planengine.messages import LANGUAGES, Words

VIETNAMESE, ENGLISH = Words("vi"), Words("en")


def test_a_language_that_is_not_spoken_is_refused_at_once():
    with pytest.raises(KeyError):
        Words("de")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["refusal.no.such", "nowhere.at.all", "state.no_such", "PE999.title"])
def test_an_unknown_code_is_not_known_and_raises(language, code):
    say = Words(language)
    assert not say.knows(code)
    with pytest.raises((KeyError, ModuleNotFoundError)):
        say(code)


def test_a_day_is_written_in_the_manner_of_the_language():
    day = date(2024, 12, 5)
    assert VIETNAMESE.show(day) == "05/12/2024"
    assert ENGLISH.show(day) == "2024-12-05"
    assert "05/12/2024" in VIETNAMESE("refusal.on.future", on=day)
    assert "2024-12-05" in ENGLISH("refusal.on.future", on=day)


@given(
    st.datetimes(min_value=datetime(1976, 1, 2), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001
    st.integers(min_value=-12 * 60, max_value=14 * 60),
)
def test_a_moment_is_shown_on_the_clock_of_vietnam_whatever_its_zone(moment, minutes):
    given_moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    # independent of the loader: seven hours on from UTC, reckoned without a zone
    wall = given_moment.astimezone(UTC).replace(tzinfo=None) + timedelta(hours=7)
    assert VIETNAMESE.show(given_moment) == (
        f"{wall.day:02}/{wall.month:02}/{wall.year} {wall.hour:02}:{wall.minute:02}"
    )
    assert ENGLISH.show(given_moment) == (
        f"{wall.year}-{wall.month:02}-{wall.day:02} {wall.hour:02}:{wall.minute:02}"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        ("", ""),
        (0, "0"),
        (("2.1.1", "2.3.1"), "2.1.1, 2.3.1"),
        (["a"], "a"),
        ((), ""),
        ((date(2024, 12, 5), None), "05/12/2024, –"),
    ],
)
def test_a_value_is_shown_for_a_reader(value, shown):
    assert VIETNAMESE.show(value) == shown


def test_a_code_in_a_sentence_is_shown_by_its_word():
    said = VIETNAMESE("out.recorded.submit", agency="Sở Y tế", task="2.1.1", state="submitted")
    assert said == "✓ Sở Y tế đã báo hoàn thành 2.1.1: chờ xác nhận."


def test_several_codes_in_a_sentence_are_shown_by_their_words_with_commas():
    said = VIETNAMESE(
        "refusal.state.wrong",
        task="2.1.1",
        agency="so-tnmt",
        trigger="start",
        state="submitted",
        allowed=("assigned", "accepted"),
    )
    assert said.endswith("chưa tiếp nhận, đã tiếp nhận.")
    assert "submitted" not in said


def test_a_code_without_a_word_is_not_shown_as_it_is():
    with pytest.raises(KeyError):
        VIETNAMESE("out.recorded.submit", agency="x", task="2.1.1", state="no_such_state")


def test_a_sentence_without_one_of_its_params_is_not_said():
    with pytest.raises(KeyError):
        VIETNAMESE("out.recorded.accept", agency="x")


def test_braces_in_what_a_person_typed_are_shown_and_not_filled():
    assert "{task} {0}" in VIETNAMESE("refusal.day.unreadable", given="{task} {0}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    [
        *(f"state.{one}" for one in STATES),
        *(f"category.{one}" for one in CATEGORIES),
        *(f"trigger.{one}" for one in TRIGGERS),
        *(f"out.recorded.{one}" for one in TRIGGERS),
        *(f"event.{one}" for one in ASSIGNMENT_EVENTS),
    ],
)
def test_every_code_of_the_engine_has_its_word(language, code):
    assert Words(language).template(code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_states_and_no_two_categories_share_a_word(language):
    say = Words(language)
    for topic, codes in (("state", STATES), ("category", CATEGORIES)):
        words = [say.template(f"{topic}.{one}") for one in codes]
        assert len(set(words)) == len(words)


def test_the_official_categories_bear_the_names_of_the_official_tables():
    assert [
        VIETNAMESE.template(f"category.{one}").casefold()
        for one in ("done_on_time", "done_late", "open_on_time", "open_overdue")
    ] == [
        "hoàn thành đúng hạn",
        "hoàn thành quá hạn",
        "đang thực hiện trong hạn",
        "đang thực hiện quá hạn",
    ]
