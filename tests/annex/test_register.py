"""Agencies by the names that documents give them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.annex.directories import loader
from planengine.annex.register import Register

PLANS = Path(__file__).resolve().parents[2] / "plans"
DIRECTORY = loader(PLANS)(("agencies/quang_nam.yaml",))
REGISTER = Register(DIRECTORY)

ONE = {
    "Sở Nông nghiệp và Phát triển nông thôn": "so-nnptnt",
    "Sở NN&PTNT": "so-nnptnt",
    "Sở NN và PTNT": "so-nnptnt",
    "Sở Nông nghiệp và PTNT": "so-nnptnt",
    "SỞ NÔNG NGHIỆP & PTNT": "so-nnptnt",
    "Sở KHĐT": "so-khdt",
    "sở kế hoạch và đầu tư": "so-khdt",
    "So Ke hoach va Dau tu": "so-khdt",
    "Sở LĐTBXH": "so-ldtbxh",
    "Sở Lao động – Thương binh và Xã hội": "so-ldtbxh",
    "Sở VHTTDL": "so-vhttdl",
    "UBND tỉnh": "ubnd-tinh",
    "Uỷ ban nhân dân tỉnh Quảng Nam": "ubnd-tinh",
    "Liên minh HTX tỉnh": "lien-minh-htx",
    "UBND các huyện, thị xã, thành phố": "ubnd-huyen",
    "so-tc": "so-tc",
}
LISTS = {
    "Sở Tài chính; Sở Nội vụ": ["so-tc", "so-nv"],
    "- Sở Tài chính\n- Sở Nội vụ;": ["so-tc", "so-nv"],
    "Sở Tài chính và Sở Công Thương": ["so-tc", "so-ct"],
    "Sở Tài chính, Sở Kế hoạch và Đầu tư, UBND các huyện, thị xã, thành phố": [
        "so-tc",
        "so-khdt",
        "ubnd-huyen",
    ],
    "Sở Văn hóa, Thể thao và Du lịch, Sở Y tế": ["so-vhttdl", "so-yt"],
    "Sở Nông nghiệp\nvà Phát triển nông thôn": ["so-nnptnt"],
    "Sở Tài chính, Sở Tài chính": ["so-tc"],
    "Sở Tài chính, Sở Nội vụ và các sở, ban, ngành": ["so-tc", "so-nv", "so-ban-nganh"],
}


@pytest.mark.parametrize("name", ONE)
def test_a_name_is_recognised_in_the_ways_offices_write_it(name):
    assert REGISTER.match(name).body == ONE[name]


@pytest.mark.parametrize("text", LISTS)
def test_a_list_is_parted_where_a_reader_would_part_it(text):
    assert [REGISTER.match(name).body for name in REGISTER.split(text)] == LISTS[text]


def test_every_body_of_the_directory_is_found_by_its_id_and_its_names():
    for agency in DIRECTORY.agencies.values():
        assert REGISTER.match(agency.id).body == agency.id
        # A body may bear the name of the one it followed; the name is that of the first.
        first = {one.id for one in DIRECTORY.agencies.values() if agency.id in one.succeeded_by}
        namesakes = {one for one in first if DIRECTORY.agencies[one].name == agency.name}
        for name in filter(None, (agency.name, agency.short)):
            assert REGISTER.match(name).body in (namesakes or {agency.id, None})
    found = [REGISTER.match(agency.name).body for agency in DIRECTORY.agencies.values()]
    assert found.count(None) == 0


def test_part_of_a_name_is_no_match_but_a_suggestion():
    found = REGISTER.match("Sở Kế hoạch")
    assert (found.body, found.near) == (None, "so-khdt")
    assert REGISTER.match("Sở Kế hoach và Đầu tu X").near == "so-khdt"
    assert REGISTER.match("Hội Cựu chiến binh").near is None


def test_an_unknown_name_with_a_comma_or_an_and_stays_whole():
    assert REGISTER.split("Trung tâm Giáo dục nghề nghiệp, thường xuyên và hướng nghiệp") == [
        "Trung tâm Giáo dục nghề nghiệp, thường xuyên và hướng nghiệp"
    ]
    assert REGISTER.split("Sở Giống cây trồng và Vật nuôi") == ["Sở Giống cây trồng và Vật nuôi"]


def test_a_name_that_two_bodies_bear_is_none_of_them():
    register = Register(DIRECTORY)
    register.add("khac", "Sở Tài chính")
    assert register.match("Sở Tài chính").body is None


@given(st.text(alphabet="Sở ÀB,;vàv&\n-.()x1", max_size=80))
def test_splitting_loses_no_letter_and_ends(text):
    names = REGISTER.split(text)
    letters = [letter for letter in text if letter.isalnum()]
    kept = [letter for name in names for letter in name if letter.isalnum()]
    # `và` between two names goes, and so does a name that stands there twice.
    assert len(kept) <= len(letters)
    assert all(names)
