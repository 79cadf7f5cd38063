"""Text in the Vietnamese encodings from before Unicode: it looks like words, and is none.

Both give their letters the places of other signs. TCVN3 (ABC) has one sign for a vowel with its tone and leaves
capitals to another font; VNI writes the vowel and then a sign for its marks. What a text is follows from what its words
are: those of Vietnamese have few shapes, and a word that is one of them in the old encoding and none as it stands gives
it away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from planengine.annex.syllables import is_syllable

TCVN3 = "TCVN3 (ABC)"
VNI = "VNI"

ENOUGH = 2
"""Words that give an encoding away; one is enough where it holds a sign that no word of any language has."""

ENOUGH_IN_A_TABLE = 3

_BREVE, _RING, _HORN = map(chr, (0x306, 0x302, 0x31B))
_TONES = tuple(map(chr, (0x301, 0x300, 0x309, 0x303, 0x323)))
"""Acute, grave, hook, tilde, dot below: the order of the tables."""

_LETTERS = (
    "a", "a" + _BREVE, "a" + _RING, "e", "e" + _RING, "i", "o", "o" + _RING, "o" + _HORN, "u", "u" + _HORN, "y",
)  # fmt: skip
_BAR = chr(0x111)

# The twelve vowels with the five tones in the order above; then those that have a mark and no tone.
_TCVN3_TONES = (
    "b8b5b6b7b9 bebbbcbdc6 cac7c8c9cb d0cccecfd1 d5d2d3d4d6 ddd7d8dcde "
    "e3dfe1e2e4 e8e5e6e7e9 edeaebecee f3eff1f2f4 f8f5f6f7f9 fdfafbfcfe"
)
_TCVN3_PLAIN = "a8:1 a9:2 aa:4 ab:7 ac:8 ad:10 a1:-1 a2:-2 a3:-4 a4:-7 a5:-8 a6:-10"
# Signs after the vowel: tones, and a vowel's mark with each tone.
_VNI_TONES = "f9f8fbf5ef"
_VNI_MARKS = {1: "eae9e8fafceb", 2: "e2e1e0e5e3e4"}
_VNI_ALONE = {0xED: 0, 0xEC: 1, 0xE6: 2, 0xF3: 3, 0xF2: 4}
_VNI_DOT_Y, _VNI_HORN_O, _VNI_HORN_U, _VNI_BAR = 0xEE, 0xF4, 0xF6, 0xF1
_UP = 0x20
"""How far below a small sign its capital stands."""

_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~\u2010-\u2027]+")
# Letters that only Vietnamese in Unicode has.
_UNICODE = re.compile(
    "[" + "".join(map(chr, (0x102, 0x103, 0x110, 0x111, 0x1A0, 0x1A1, 0x1AF, 0x1B0))) + r"\u1ea0-\u1ef9]"
)
_OLD = re.compile(r"[\u00a1-\u00ff]")


class Recognised(NamedTuple):
    """An old encoding, and the text in Unicode."""

    name: str
    text: str


def recognise(text: str) -> Recognised | None:
    """The old encoding that a text is written in, None for one in Unicode or in another language."""
    found = _judge(text, ENOUGH)
    return None if found is None else Recognised(found, _DECODERS[found](text))


def legacy_encoding(texts: Iterable[str]) -> str | None:
    """The name of the old encoding that a table is written in; None for Unicode, and for too little text to tell."""
    return _judge("\n".join(texts), ENOUGH_IN_A_TABLE)


def _judge(text: str, enough: int) -> str | None:
    whole = unicodedata.normalize("NFC", text)
    if _UNICODE.search(whole) or not _OLD.search(whole):
        return None
    words = [word for word in _WORD.findall(whole) if _OLD.search(word)]
    told = [word for word in words if len(word) > 1]
    as_it_stands = sum(is_syllable(word) for word in told)
    counts = {
        name: [word for word in told if is_syllable(decode(word))] for name, decode in _DECODERS.items()
    }
    name = max(counts, key=lambda one: len(counts[one]))
    valid = [word for word in counts[name] if not is_syllable(word)]
    if len(counts[name]) <= as_it_stands or 2 * len(counts[name]) < len(told):
        return None
    if len(valid) >= enough or (enough == ENOUGH and any(_gives_away(word) for word in valid)):
        return name
    return None


def _gives_away(word: str) -> bool:
    """Whether a word holds a sign that is no letter beside letters, or vowels side by side as VNI has them."""
    return bool(
        re.search(r"^[\u00a7\u00ae\u00d1\u00f1].", word)
        or re.search(r"[A-Za-z][\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7]", word)
        or re.search(r"[A-Za-z].*[\u00aa\u00b5\u00ba].*[A-Za-z]|[A-Za-z]{2}[\u00aa\u00b5\u00ba]", word)
        or re.search(r"[AEOUaeou][\u00c0-\u00c5\u00d8-\u00dc\u00e0-\u00e5\u00f8-\u00fc]", word)
    )


def from_tcvn3(text: str) -> str:
    """A text of that encoding in Unicode. Where the capitals of a word show that it was set in the font of capitals,
    all of it becomes capitals."""
    return _WORD.sub(lambda found: _raised(found[0]), text)


def _raised(word: str) -> str:
    decoded = word.translate(_tcvn3())
    is_raised = re.search("[a-z]", word) is None and re.search(".[A-Z]", word) is not None
    return decoded.upper() if is_raised else decoded


def to_tcvn3(text: str) -> str:
    """A Vietnamese text as fonts of that encoding hold it. Capitals with a tone become small letters."""
    back = {letter: chr(code) for code, letter in _tcvn3().items()}
    return "".join(back.get(one, back.get(one.lower(), one)) for one in unicodedata.normalize("NFC", text))


@cache
def _tcvn3() -> dict[int, str]:
    table = {0xAE: _BAR, 0xA7: _BAR.upper()}
    for vowel, codes in zip(_LETTERS, _TCVN3_TONES.split(), strict=True):
        for tone, code in zip(_TONES, bytes.fromhex(codes), strict=True):
            table[code] = unicodedata.normalize("NFC", vowel + tone)
    for one in _TCVN3_PLAIN.split():
        place, at = one.split(":")
        letter = unicodedata.normalize("NFC", _LETTERS[abs(int(at))])
        table[int(place, 16)] = letter.upper() if at.startswith("-") else letter
    return table


def from_vni(text: str) -> str:
    """A text of that encoding in Unicode."""
    table = _vni()
    letters, at = [], 0
    while at < len(text):
        long = 2 if text[at : at + 2] in table else 1
        piece = text[at : at + long]
        letters.append(table.get(piece, piece))
        at += long
    return "".join(letters)


def to_vni(text: str) -> str:
    """A Vietnamese text as fonts of that encoding hold it."""
    back = {letter: codes for codes, letter in reversed(_vni().items())}
    return "".join(back.get(one, one) for one in unicodedata.normalize("NFC", text))


@cache
def _vni() -> dict[str, str]:
    small: dict[str, str] = {}
    for vowel in ("a", "e", "o", "u", "y"):
        for tone, code in zip(_TONES, bytes.fromhex(_VNI_TONES), strict=True):
            small[vowel + chr(code)] = vowel + tone
    for vowels, mark, codes in (("a", _BREVE, _VNI_MARKS[1]), ("aeo", _RING, _VNI_MARKS[2])):
        for vowel in vowels:
            for tone, code in zip(("", *_TONES), bytes.fromhex(codes), strict=True):
                small[vowel + chr(code)] = vowel + mark + tone
    for code, vowel in ((_VNI_HORN_O, "o"), (_VNI_HORN_U, "u")):
        small[chr(code)] = vowel + _HORN
        for tone, sign in zip(_TONES, bytes.fromhex(_VNI_TONES), strict=True):
            small[chr(code) + chr(sign)] = vowel + _HORN + tone
    for code, at in _VNI_ALONE.items():
        small[chr(code)] = "i" + _TONES[at]
    small[chr(_VNI_DOT_Y)] = "y" + _TONES[4]
    small[chr(_VNI_BAR)] = _BAR
    whole = {}
    for codes, letter in small.items():
        composed = unicodedata.normalize("NFC", letter)
        whole[codes] = composed
        raised = "".join(one.upper() if one.isascii() else chr(ord(one) - _UP) for one in codes)
        whole[raised] = composed.upper()
        if len(codes) == 2 and codes[0].isascii():
            whole[codes[0].upper() + codes[1]] = composed.upper()
    return whole


_DECODERS: dict[str, Callable[[str], str]] = {TCVN3: from_tcvn3, VNI: from_vni}
