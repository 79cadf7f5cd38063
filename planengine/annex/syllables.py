"""What a word of Vietnamese can look like: a beginning, a rhyme, and a tone that goes with its end.

Written without marks, as people type it where keyboards have none: aw, aa, ee, oo, ow, uw and dd stand for the letters
with a mark.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_MARKS = {chr(0x306): "+", chr(0x31B): "+"}
_RING = chr(0x302)
_TONES = {chr(0x301): "s", chr(0x300): "f", chr(0x309): "r", chr(0x303): "x", chr(0x323): "j"}

_BEGINNING = "b c ch d dd g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYME = """
    a ac ach ai am an ang anh ao ap at au ay aac aam aan aang aap aat aau aay awc awm awn awng awp awt e ec
    em en eng eo ep et ee eech eem een eenh eep eet eeu i ia ich ieec ieem ieen ieeng ieep ieet ieeu im in
    inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oawc oawm oawn oawng oawt oc oe oen oeo
    oet oi om on ong ooc oong op ot oo ooi oom oon oong oop oot ow owi owm own owp owt u ua uaan uaang
    uaat uaay uc ue uee ueech ueen ueenh ueeu ui um un ung uoo uooc uooi uoom uoon uoong uoot up ut uow uwu
    uw uwa uwc uwi uwng uwowc uwowi uwowm uwown uwowng uwowp uwowt uwowu uwt uy uya uych uyeen uyeet uynh
    uyt uyu y yeem yeen yeeng yeet yeeu ych
"""


def _unmistakable(text: str) -> str:
    """The same with signs for the marks that no word has: two letters side by side are two letters."""
    for written, sign in (("aa", "a^"), ("ee", "e^"), ("oo", "o^"), ("dd", "d-"), ("w", "+")):
        text = text.replace(written, sign)
    return text


_BEGINNINGS = frozenset(("", *_unmistakable(_BEGINNING).split()))
_RHYMES = frozenset(("ooc", "oong", *_unmistakable(_RHYME).split()))
_STOPPED = ("c", "ch", "p", "t")


@cache
def is_syllable(word: str) -> bool:
    """Whether a word in Unicode has the shape of a Vietnamese syllable, whatever its capitals."""
    letters: list[str] = []
    tone = ""
    for sign in unicodedata.normalize("NFD", word.casefold()):
        if sign in _TONES:
            if tone:
                return False
            tone = _TONES[sign]
        elif sign in _MARKS:
            letters.append(_MARKS[sign])
        elif sign == _RING:
            letters.append("^")
        elif sign == chr(0x111):
            letters.append("d-")
        elif sign.isascii() and sign.isalpha():
            letters.append(sign)
        else:
            return False
    plain = "".join(letters)
    return any(
        plain[:cut] in _BEGINNINGS and _fits(plain[cut:], plain[:cut], tone)
        for cut in range(min(4, len(plain) + 1))
    )


def _fits(rhyme: str, beginning: str, tone: str) -> bool:
    if rhyme not in _RHYMES and not (
        beginning == "gi" and rhyme in ("", "n", "m", "e^c", "e^ng", "e^m", "e^t")
    ):
        return False
    return not rhyme.endswith(_STOPPED) or tone in ("s", "j")
