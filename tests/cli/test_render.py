"""Tables are measured in columns of the screen; Vietnamese spelt apart takes the room of Vietnamese spelt joined."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.cli.render import cut, fold, table, width

LETTERS = st.text(alphabet="aăâđêơưạắộ Ễữ中ngh1.,", max_size=60)
COLUMNS = st.integers(min_value=4, max_value=60)


@given(LETTERS)
def test_the_two_spellings_of_a_text_are_equally_wide(text):
    assert width(unicodedata.normalize("NFD", text)) == width(unicodedata.normalize("NFC", text))


@given(LETTERS, COLUMNS)
def test_what_is_cut_fits_and_begins_like_the_whole(text, columns):
    shown = cut(text, columns)
    assert width(shown) <= columns
    assert shown == text or text.startswith(shown.removesuffix("…"))
    assert not (shown != text and width(text) <= columns)


@given(LETTERS, COLUMNS)
def test_nothing_is_cut_inside_a_letter(text, columns):
    apart = unicodedata.normalize("NFD", text)
    shown = cut(apart, columns)
    if shown != apart:
        rest = apart[len(shown.removesuffix("…")) :].lstrip()
        assert not unicodedata.combining(rest[0])


@given(LETTERS, COLUMNS)
def test_folding_keeps_every_word_in_order_and_fits_where_words_do(text, columns):
    lines = fold(text, columns)
    assert " ".join(lines).split() == text.split()
    for line in lines:
        assert width(line) <= columns or " " not in line


@pytest.mark.parametrize("spelling", ["NFC", "NFD"])
def test_the_columns_of_a_table_stand_under_each_other(spelling):
    rows = [
        [unicodedata.normalize(spelling, text), str(number)]
        for number, text in enumerate(["Sở Tài chính", "Hội An"])
    ]
    lines = table(["Cơ quan", "Số"], rows, right=(1,)).splitlines()
    assert len({width(line) for line in lines[1:]}) == 1
