"""Text from before Unicode is known for what it is, and text in Unicode is never taken for it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.annex.encodings import (
    TCVN3,
    VNI,
    from_tcvn3,
    from_vni,
    legacy_encoding,
    recognise,
    to_tcvn3,
    to_vni,
)
from planengine.annex.syllables import is_syllable

ROOT = Path(__file__).resolve().parents[2]

# Written down from the tables of the fonts of those days, not made by the code under test.
KNOWN = [
    ("Hoàn thành", "Hoµn thµnh", "Hoaøn thaønh"),
    ("Cộng hòa xã hội chủ nghĩa", "Céng hßa x· héi chñ nghÜa", "Coäng hoøa xaõ hoäi chuû nghóa"),
    ("Độc lập - Tự do - Hạnh phúc", "§éc lËp - Tù do - H¹nh phóc", "Ñoäc laäp - Töï do - Haïnh phuùc"),
    ("Thủ tướng Chính phủ", "Thñ t\xadíng ChÝnh phñ", "Thuû töôùng Chính phuû"),
    ("đã xong", "®· xong", "ñaõ xong"),
    ("Quý III/2024: đạt 40%", "Quý III/2024: ®¹t 40%", "Quyù III/2024: ñaït 40%"),
    ("Ủy ban nhân dân huyện Đại Lộc", "ñy ban nh©n d©n huyÖn §¹i Léc", "UÛy ban nhaân daân huyeän Ñaïi Loäc"),
]


@pytest.mark.parametrize(("meant", "tcvn3", "vni"), KNOWN)
def test_what_the_old_fonts_show_is_read_back(meant, tcvn3, vni):
    assert [one and one.name for one in map(recognise, (tcvn3, vni))] == [TCVN3, VNI]
    assert from_tcvn3(tcvn3).casefold() == meant.casefold()
    assert from_vni(vni) == meant
    assert recognise(meant) is None


# What the shipped plan and the documents say, as a store of real words and sentences.
def sentences():
    found = []
    for path in (ROOT / "plans/kh_106.yaml", ROOT / "docs/plan-format.md", ROOT / "docs/tutorial.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = re.sub(r"[`*|>#\[\]{}]", " ", line).strip()
            if len(re.findall(r"[^\W\d_]+", text)) >= 4 and any(not one.isascii() for one in text):
                found.append(unicodedata.normalize("NFC", text))
    return found


SENTENCES = sentences()
WORDS = sorted({word for line in SENTENCES for word in re.findall(r"[^\W\d_]+", line) if is_syllable(word)})
MARKED = [word for word in WORDS if not word.isascii()]


def test_the_store_of_words_is_one():
    assert (len(SENTENCES) > 800, len(MARKED) > 800) == (True, True)


def test_no_sentence_of_the_plan_and_the_documents_is_accused():
    assert [line for line in SENTENCES if recognise(line) is not None] == []
    assert [line for line in SENTENCES if recognise(unicodedata.normalize("NFD", line)) is not None] == []
    assert legacy_encoding(SENTENCES) is None


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join))
def test_no_row_of_vietnamese_words_is_accused(text):
    assert recognise(text) is None


# Letters that other languages of Europe have, too: no sign tells such a word from an old encoding but its shape.
SHARED = [word for word in WORDS if not word.isascii() and all(ord(one) < 0x100 for one in word)]


@given(st.lists(st.sampled_from(SHARED), min_size=1, max_size=8).map(" ".join))
def test_words_without_any_letter_of_vietnamese_alone_are_not_accused(text):
    assert recognise(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "5 µm", "café", "Müller", "für Köln", "São Paulo", "naïve résumé", "3 × 4 « là »", "1.000 m² ± 5°", "señor",
        "© 2024", "Intel® Core™", "à la carte", "Malmö, Ångström, Zoë", "ý", "", "123/BC-STNMT", "¼ ha", "Bé Út",
    ],
)  # fmt: skip
def test_other_languages_and_signs_are_not_accused(text):
    assert recognise(text) is None


@given(st.lists(st.sampled_from(MARKED), min_size=2, max_size=12).map(" ".join))
def test_marked_words_in_an_old_encoding_are_known_and_read_back(text):
    for encode, name in ((to_tcvn3, TCVN3), (to_vni, VNI)):
        old = encode(text)
        found = recognise(old)
        if found is None:
            # every word of it is a word as it stands, too: nothing on the page could tell
            assert sum(not is_syllable(word) for word in old.split()) < 2
            continue
        if found.name != name:
            # as good words of the other encoding: so short a text may be either
            assert all(is_syllable(word) for word in found.text.split())
            continue
        assert found.text.casefold() == text.casefold()


@given(st.sampled_from([line for line in SENTENCES if sum(not w.isascii() for w in line.split()) >= 4]))
def test_every_real_sentence_in_an_old_encoding_is_known(line):
    for encode, name in ((to_tcvn3, TCVN3), (to_vni, VNI)):
        found = recognise(encode(line))
        assert found, encode(line)
        assert found.name == name


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("thuở", True),
        ("nhaát", False),
        ("xoong", True),
        ("ươm", True),
        ("hoạch", True),
        ("họach", True),
        ("gì", True),
        ("giếng", True),
        ("quyển", True),
        ("khuỷu", True),
        ("trach", False),
        ("đđ", False),
        ("ddi", False),
        ("xyz", False),
    ],
)
def test_a_word_is_known_by_its_shape(word, is_one):
    assert is_syllable(word) is is_one


@given(st.text(max_size=60))
def test_any_text_at_all_can_be_asked_about(text):
    found = recognise(text)
    assert found is None or found.name in (TCVN3, VNI)
