"""What a person types becomes days, names and texts at the border, or is refused there."""

from __future__ import annotations

import unicodedata
from datetime import date

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.cli.options import DAY, NAME, TEXT, read_day, read_text
from planengine.errors import UsageRefusal


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_read_in_both_spellings(day):
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day.day}/{day.month}/{day.year:04}") == day
    assert read_day(f"{day:%d/%m/%Y}") == day
    assert DAY.convert(day, None, None) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024",
        "2024-12",
        "20241205",
        "2024-W49-4",
        "5/12/24",
        "12/2024",
        "2024/12/05",
        "31/02/2024",
        "a/b/2024",
    ],
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(UsageRefusal) as refused:
        DAY.convert(text, None, None)
    assert (refused.value.code, refused.value.params) == ("day.unreadable", {"given": text})


PLAIN = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf"]) | st.sampled_from("\n\tđế"))


@given(PLAIN)
def test_a_text_is_read_joined_and_without_blanks_around_it(text):
    read = read_text(text)
    assert read == unicodedata.normalize("NFC", text.strip())
    assert read_text(unicodedata.normalize("NFD", text)) == read_text(unicodedata.normalize("NFC", text))


def test_blanks_are_no_text_but_stay_a_name_that_nobody_has():
    assert TEXT.convert(" \t\n", None, None) is None
    assert NAME.convert(" \t\n", None, None) == ""


def test_bytes_that_the_locale_could_not_read_are_read_as_utf8():
    bare = "ngày".encode().decode("ascii", "surrogateescape")
    assert bare != "ngày"
    assert read_text(bare) == "ngày"
    with pytest.raises(UsageRefusal) as refused:
        read_text(b"\xf4".decode("ascii", "surrogateescape"))
    assert refused.value.code == "text.encoding"


@pytest.mark.parametrize("steering", ["\x1b[2J", "\x07", "\x7f", "\x9b31m", "\u202e", "\u2066"])
def test_what_steers_a_terminal_is_refused_however_it_arrives(steering):
    text = f"Đã xong {steering} 7/BC"
    for given_text in (text, text.encode().decode("ascii", "surrogateescape")):
        with pytest.raises(UsageRefusal) as refused:
            read_text(given_text)
        assert refused.value.code == "text.control"


def test_an_unset_variable_in_place_of_a_name_never_speaks_for_the_secretariat():
    @click.command()
    @click.option("--as", "speaker", type=NAME)
    def command(speaker: str | None) -> str | None:
        return speaker

    assert command.main(["--as", ""], standalone_mode=False) == ""
