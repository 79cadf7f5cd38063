"""Words compared as a person compares them: without case, marks of tone and signs between them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# The letter d with a stroke, small and capital, is a letter of its own to Unicode.
_STROKES = {0x0111: "d", 0x0110: "D"}


@lru_cache(maxsize=50_000)
def unmarked(text: str) -> str:
    """The text without marks; small and capital letters, signs and blanks as they are."""
    apart = unicodedata.normalize("NFD", text.translate(_STROKES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@lru_cache(maxsize=50_000)
def bare(text: str) -> str:
    """The same in small letters."""
    return unmarked(text).lower()


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """The same as words with one blank between them; `&` is the word `va`, other signs are none."""
    return " ".join(
        "".join(letter if letter.isalnum() else " " for letter in bare(text).replace("&", " va ")).split()
    )
