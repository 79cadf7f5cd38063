"""Texts on drawings are measured with a margin and never broken inside a letter."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.reports.graph_lettering import advance, clip, graphemes, plain, wrap
from tests.reports.pictures import FAMILY, HOSTILE, titles

# Widths at 1000 units, summed from the advances of DejaVu Sans 2.37 by another program.
MEASURED = {
    "Rà soát, lựa chọn tối thiểu 05 HTX": 17_097,
    "Nghị quyết số 106/NQ-CP": 12_691,
    "ƯƠNG ĐƯỜNG": 7_681,
    "→ … – “”": 4_328,
}


def marks(letter):
    return unicodedata.category(letter) in ("Mn", "Me", "Mc") or letter in "\u200c\u200d\ufe0f"


def is_inside_a_letter(text, at):
    """Whether a cut before `text[at]` would part what belongs together (told apart from the code under test)."""
    if not 0 < at < len(text):
        return False
    flags = [ord(text[one]) for one in (at - 1, at) if "\U0001f1e6" <= text[one] <= "\U0001f1ff"]
    run = 0
    while at - run > 0 and "\U0001f1e6" <= text[at - run - 1] <= "\U0001f1ff":
        run += 1
    return (
        marks(text[at])
        or text[at - 1] == "\u200d"
        or "\U0001f3fb" <= text[at] <= "\U0001f3ff"
        or (len(flags) == 2 and run % 2 == 1)
    )


@pytest.mark.parametrize("text", MEASURED)
def test_a_text_is_at_least_as_wide_as_measured_and_not_much_wider(text):
    for form in ("NFC", "NFD"):
        found = advance(unicodedata.normalize(form, text), 1000)
        assert MEASURED[text] <= found <= 1.1 * MEASURED[text]


@given(titles)
def test_letters_are_never_parted(text):
    parts = graphemes(text)
    assert "".join(parts) == text
    at = 0
    for part in parts[:-1]:
        at += len(part)
        assert not is_inside_a_letter(text, at)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (FAMILY, 1),
        ("\U0001f1fb\U0001f1f3\U0001f1fb\U0001f1f3", 2),
        ("\U0001f44d\U0001f3fd!", 2),
        (unicodedata.normalize("NFD", "Việt"), 4),
        (unicodedata.normalize("NFD", "한국"), 2),
        ("e\u0301\u0302\u0303x", 2),
    ],
)
def test_a_letter_is_what_a_reader_takes_for_one(text, count):
    assert len(graphemes(text)) == count


@given(titles, st.floats(40, 400), st.integers(1, 4))
def test_lines_fit_and_together_are_the_text_or_its_beginning(text, width, most):
    text = plain(text)
    lines = wrap(text, width, 12, most)
    assert len(lines) <= most
    for line in lines:
        assert advance(line, 12) <= width or len(graphemes(line.removesuffix("…"))) <= 1
    joined = "".join("".join(lines).split())
    whole = "".join(text.split())
    if joined != whole:
        assert joined.endswith("…")
        joined = joined.removesuffix("…")
        assert whole.startswith(joined)
        assert not is_inside_a_letter(whole, len(joined))


@given(titles, st.floats(20, 300))
def test_a_clipped_text_fits_and_ends_between_letters(text, width):
    text = plain(text)
    found = clip(text, width, 12)
    assert advance(found, 12) <= max(width, advance("…", 12))
    if found != text:
        kept = found.removesuffix("…")
        assert text.startswith(kept)
        assert not is_inside_a_letter(text, len(kept))


@given(titles)
def test_a_plain_text_is_one_line_that_steers_nothing(text):
    found = plain(text)
    assert found == plain(found) == unicodedata.normalize("NFC", found)
    for letter in found:
        assert letter in " \u200c\u200d" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    assert not set(found) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def test_a_plain_text_keeps_its_words():
    assert plain("dòng một\ndòng\u00a0hai\r\n\tba") == "dòng một dòng hai ba"
    assert plain(HOSTILE[0]) == HOSTILE[0]
