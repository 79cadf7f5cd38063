"""The reorganisation of 2025 as it is shipped: who ended when, who took over, on what basis, what is not verified."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from planengine.core.heirs import heirs, members
from planengine.core.plan import Body
from planengine.planfile.read import read_plan
from tests.plans.conftest import PLANS

MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)
IN_MARCH = {
    "so-nnptnt": "so-nnmt",
    "so-tnmt": "so-nnmt",
    "so-khdt": "so-tc",
    "so-tttt": "so-khcn",
    "so-ldtbxh": "so-nv",
    "so-gtvt": "so-xd",
    "so-ngoai-vu": "vp-ubnd",
    "ban-dan-toc": "so-dttg",
}
COMMUNES_OF = {
    "tam-ky": 4, "hoi-an": 4, "tay-giang": 3, "dong-giang": 4, "dai-loc": 5, "dien-ban": 6, "duy-xuyen": 4,
    "que-son": 5, "nam-giang": 6, "phuoc-son": 5, "hiep-duc": 3, "thang-binh": 6, "tien-phuoc": 4,
    "bac-tra-my": 5, "nam-tra-my": 5, "nui-thanh": 6, "phu-ninh": 3,
}  # fmt: skip
"""How many communes followed each district on 1 July 2025."""
NOT_RECORDED = 10
"""Communes that ended with 2024, of which it is not recorded who took over."""


@pytest.fixture(scope="module")
def reading():
    return read_plan(PLANS / "kh_106.yaml")


def test_in_march_19_departments_became_13(reading):
    group = Body("so-ban-nganh")
    assert len(members(reading.directory, group, date(2025, 2, 28))) == 19
    after = members(reading.directory, group, MARCH)
    assert len(after) == 13
    assert set(IN_MARCH).isdisjoint(after)
    for before, expected in IN_MARCH.items():
        found = heirs(reading.directory, before, MARCH)
        assert (found.to, found.verified) == ((expected,), True), before
        assert "01/NQ-HĐND" in found.basis[0]


def test_in_july_every_department_has_one_successor_in_the_city_which_is_not_verified(reading):
    for name in members(reading.directory, Body("so-ban-nganh"), date(2025, 6, 30)):
        found = heirs(reading.directory, name, JULY)
        assert len(found.to) == 1, name
        assert found.to[0].startswith("dn-"), name
        assert not found.verified, name


def test_the_province_itself_became_the_city_by_a_resolution_of_the_assembly(reading):
    found = heirs(reading.directory, "ubnd-tinh", JULY)
    assert (found.to, found.verified) == (("dn-ubnd",), True)
    assert "202/2025/QH15" in found.basis[0]


def test_a_body_is_followed_through_both_reorganisations(reading):
    found = heirs(reading.directory, "so-tnmt", JULY)
    assert found.to == ("dn-so-nnmt",)
    assert len(found.basis) == 2


def test_17_districts_became_78_communes_and_nobody_has_said_who_takes_what(reading):
    directory = reading.directory
    assert {name: len(directory.agencies[name].succeeded_by) for name in COMMUNES_OF} == COMMUNES_OF
    for name in COMMUNES_OF:
        agency = directory.agencies[name]
        assert agency.until == date(2025, 6, 30)
        assert heirs(directory, name, JULY).why == "several"
        assert heirs(directory, name, JULY, "all").to == agency.succeeded_by
        assert heirs(directory, name, JULY, "parent").to == ("dn-ubnd",)
        assert "1659/NQ-UBTVQH15" in agency.succession.basis
    heirs_of_all = [heir for name in COMMUNES_OF for heir in directory.agencies[name].succeeded_by]
    assert len(heirs_of_all) == len(set(heirs_of_all)) == 78


def test_nong_son_went_the_way_of_que_son(reading):
    directory = reading.directory
    assert heirs(directory, "nong-son", date(2025, 1, 1)).to == ("que-son",)
    assert heirs(directory, "nong-son", JULY, "all").to == directory.agencies["que-son"].succeeded_by


def test_233_communes_became_78_each_inside_its_district(reading):
    directory = reading.directory
    before = members(directory, Body("ubnd-xa"), date(2025, 6, 30))
    assert len(before) == 233
    followed = {name: heirs(directory, name, JULY).to for name in before}
    assert all(len(to) == 1 for to in followed.values())
    assert len({to for (to,) in followed.values()}) == 78
    for name, (to,) in followed.items():
        (district,) = [one for one in (*COMMUNES_OF, "nong-son") if name.startswith(f"{one}-")]
        assert to in directory.agencies["que-son" if district == "nong-son" else district].succeeded_by, name
    assert len(members(directory, Body("ubnd-xa"), JULY)) == 78


def test_the_new_communes_are_11_wards_and_67_communes_from_the_first_of_july(directory):
    new = [
        one for slug, one in directory.agencies.items() if slug.startswith("dn-") and one["kind"] == "commune"
    ]
    assert Counter(one["name"].split()[1] for one in new) == {"xã": 67, "phường": 11}
    assert {one["from"] for one in new} == {"2025-07-01"}


def test_whoever_ended_has_a_successor_or_is_marked_as_not_verified(quang_nam):
    ended = {slug: one for slug, one in quang_nam.agencies.items() if "until" in one}
    without = {slug for slug, one in ended.items() if "succeeded_by" not in one}
    assert all(quang_nam.agencies[slug]["succession"] == {"verified": "false"} for slug in without)
    assert len(without) == NOT_RECORDED
    staying = {one["kind"] for slug, one in quang_nam.agencies.items() if slug not in ended}
    assert staying == {
        "ministry",
        "central",
    }  # the new ministry; the bank and the tax office, of whom no date is known


def test_the_city_has_one_body_for_each_that_takes_over(directory):
    city = [one for slug, one in directory.agencies.items() if slug.startswith("dn-")]
    assert Counter(one["kind"] for one in city) == {
        "issuer": 1, "department": 13, "organisation": 1, "front": 1, "press": 1, "commune": 78,
    }  # fmt: skip


def test_the_yearly_report_is_asked_of_37_37_and_36_bodies_as_before(reading):
    from planengine.core.expand import expand

    expansion = expand(reading.plan, reading.directory, reading.calendar)
    asked = {one.key: len(one.assignments) for one in expansion.occurrences if one.task == "IV.1.5"}
    assert asked == {"IV.1.5@2023": 37, "IV.1.5@2024": 37, "IV.1.5@2025": 36}


def test_the_plan_is_still_applied_and_none_of_its_warnings_is_about_a_body_with_a_sure_successor(reading):
    assert reading.plan is not None
    assert [one for one in reading.findings if one.code == "PE213"] == []
