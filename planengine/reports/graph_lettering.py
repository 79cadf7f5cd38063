"""Letters on a drawing: how wide a text is, where it may be broken, what may not be in it.

Widths come from the font DejaVu Sans 2.37 (its table of advances, in thousandths of the size), the widest of the fonts
that drawings ask for; marks above and below a letter add nothing, so a Vietnamese letter is as wide as its base.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

FONTS = "Noto Sans, Liberation Sans, DejaVu Sans, sans-serif"
MARGIN = 1.04
"""How much wider than by the table a text may turn out in another font."""
BOLD = 1.25
"""How much wider a letter is in bold, at most."""

# fmt: off
_ASCII = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
)
# fmt: on
_ADVANCES = {chr(32 + place): advance for place, advance in enumerate(_ASCII)}
# d with a stroke, the horn (which stands beside a capital letter), dashes, dots, arrows, quotation marks
_OTHERS = {
    0x111: 635,
    0x110: 775,
    0x31B: 130,
    0x2013: 500,
    0x2014: 1000,
    0x2026: 1000,
    0xB7: 318,
    0x2190: 838,
}
_OTHERS |= {0x2192: 838, 0x2018: 318, 0x2019: 318, 0x201C: 518, 0x201D: 518}
_ADVANCES |= {chr(letter): advance for letter, advance in _OTHERS.items()}
_HORN = chr(0x31B)

_WIDE, _UNKNOWN, _LIGATURE = 1350, 1450, 12_000

_ARABIC_PHRASES = range(0xFD40, 0xFE00)
_SKINS, _FLAGS = range(0x1F3FB, 0x1F400), range(0x1F1E6, 0x1F200)
_LEADING_JAMO, _FOLLOWING_JAMO = range(0x1100, 0x1160), range(0x1160, 0x1200)


@lru_cache(maxsize=4096)
def _advance(letter: str) -> int:
    """Thousandths of the size that one code point takes at most."""
    if letter in _ADVANCES:
        return _ADVANCES[letter]
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) > 1:
        horn = _ADVANCES[_HORN] if _HORN in parts and parts[0].isupper() else 0
        return _advance(parts[0]) + horn
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    return _LIGATURE if ord(letter) in _ARABIC_PHRASES else _UNKNOWN


@lru_cache(maxsize=65_536)
def _units(word: str) -> int:
    return sum(map(_advance, word))


def advance(text: str, size: float, *, bold: bool = False) -> float:
    """At least how wide the text is at that size, margin included."""
    return _units(text) * size * MARGIN * (BOLD if bold else 1) / 1000


def plain(text: str) -> str:
    """The text on one line in NFC, without controls and without marks that turn the direction of writing."""
    if not text.isprintable() or not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = "".join(_kept(letter) for letter in text)
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def _kept(letter: str) -> str:
    """The letter itself, a blank for one that separates, nothing for one that must not be seen or obeyed."""
    category = unicodedata.category(letter)
    if letter in "\n\r\t" or category in ("Zs", "Zl", "Zp"):
        return " "
    if category in ("Cc", "Cs", "Cn") or (category == "Cf" and letter not in "\u200c\u200d"):
        return ""
    return letter


def graphemes(text: str) -> list[str]:
    """What a reader takes for one letter each: a base with its marks, a joined emoji, a flag, a Hangul syllable."""
    found: list[str] = []
    for letter in text:
        if found and _joins(found[-1], letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _joins(before: str, letter: str) -> bool:
    if letter.isascii():
        return False
    code = ord(letter)
    if unicodedata.category(letter) in ("Mn", "Me", "Mc", "Cf") or code in _SKINS:
        return True
    if before.endswith("\u200d"):
        return True
    if code in _FLAGS:
        return len(before) == 1 and ord(before) in _FLAGS
    return code in _FOLLOWING_JAMO and ord(before[0]) in _LEADING_JAMO


def clip(text: str, width: float, size: float) -> str:
    """The text in at most that width, with "…" where something was left out."""
    if advance(text, size) <= width:
        return text
    kept, room = "", width - advance("…", size)
    for one in graphemes(text):
        room -= advance(one, size)
        if room < 0:
            break
        kept += one
    return kept.rstrip() + "…"


def wrap(text: str, width: float, size: float, most: int) -> list[str]:
    """The text in at most `most` lines of at most that width, broken between words, a long word between letters;
    the last line ends in "…" where something was left out."""
    lines: list[str] = []
    line = ""
    words = text.split()
    for at, word in enumerate(words):
        longer = f"{line} {word}" if line else word
        if advance(longer, size) <= width:
            line = longer
            continue
        if len(lines) + 1 == most:
            return [*lines, clip(" ".join([*([line] if line else []), *words[at:]]), width, size)]
        if line:
            lines.append(line)
        line = word
        while advance(line, size) > width:
            if len(lines) + 1 == most:
                return [*lines, clip(" ".join([line, *words[at + 1 :]]), width, size)]
            head = _head(line, width, size)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line] if line else lines


def _head(word: str, width: float, size: float) -> str:
    """As many letters from the beginning as fit, and one at least."""
    kept = ""
    for one in graphemes(word):
        if kept and advance(kept + one, size) > width:
            break
        kept += one
    return kept
