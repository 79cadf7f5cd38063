"""The directory holds every body of plan 106, as the province stood in 2023, and who came after."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

ISSUED_IN = date(2023, 7, 18)
KINDS = {
    "issuer": 1,
    "ministry": 2,  # the one that was, and the one that followed
    "department": 21,  # 19 of 2023 and the two founded on 1 March 2025
    "district": 18,
    "commune": 243,  # 241 of 2023 and the two founded on 1 January 2025
    "organisation": 1,
    "coordination": 1,
    "central": 2,
    "front": 1,
    "press": 2,
}
COMMUNES = {
    "tam-ky": 13,
    "hoi-an": 13,
    "tay-giang": 10,
    "dong-giang": 11,
    "dai-loc": 18,
    "dien-ban": 20,
    "duy-xuyen": 14,
    "que-son": 13,
    "nam-giang": 12,
    "phuoc-son": 12,
    "hiep-duc": 11,
    "thang-binh": 22,
    "tien-phuoc": 15,
    "bac-tra-my": 13,
    "nam-tra-my": 10,
    "nui-thanh": 17,
    "phu-ninh": 11,
    "nong-son": 6,
}


def test_every_body_of_the_plan_is_in_the_directory(plan, tasks, directory):
    header = plan["plan"]
    used = {header["issuer"], header["secretariat"], header["approver"]}
    for task in tasks.values():
        for role in ("lead", "joint", "each", "support", "addressee", "via"):
            used |= set(task.bodies(role))
        used |= {task.own["focal_point"]["agency"]} if "focal_point" in task.own else set()
    assert used - directory.agencies.keys() - directory.groups.keys() == set()


def test_every_group_of_the_directory_is_used_by_the_plan(tasks, directory):
    used = {
        body for task in tasks.values() for role in ("joint", "each", "support") for body in task.bodies(role)
    }
    assert directory.groups.keys() <= used


def test_slugs_are_plain_and_name_one_thing(directory):
    slugs = [*directory.agencies, *directory.groups]
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []
    assert len(slugs) == len(set(slugs))
    for day in ("2023-07-18", "2025-01-01", "2025-03-01", "2025-07-01"):
        there = [
            one for one in directory.agencies.values() if one.get("from", day) <= day <= one.get("until", day)
        ]
        names = Counter(agency["name"] for agency in there)
        assert [name for name, times in names.items() if times > 1] == []


def test_there_are_as_many_bodies_of_each_kind_as_in_the_province(quang_nam):
    assert Counter(agency["kind"] for agency in quang_nam.agencies.values()) == KINDS


@pytest.mark.parametrize(
    ("group", "in_2023", "in_2025"),
    [("so-ban-nganh", 19, 19), ("ubnd-huyen", 18, 17), ("ubnd-xa", 241, 233)],
)
def test_groups_have_the_members_of_the_day(directory, group, in_2023, in_2025):
    assert len(directory.members(group, ISSUED_IN)) == in_2023
    assert len(directory.members(group, date(2024, 12, 31))) == in_2023
    assert len(directory.members(group, date(2025, 1, 1))) == in_2025


def test_a_group_holds_each_body_of_its_kind_once(quang_nam):
    for group, kind in (("so-ban-nganh", "department"), ("ubnd-huyen", "district"), ("ubnd-xa", "commune")):
        of_kind = [slug for slug, agency in quang_nam.agencies.items() if agency["kind"] == kind]
        assert sorted(quang_nam.groups[group]["members"]) == sorted(of_kind), group


def test_a_group_is_either_listed_or_open(directory):
    for slug, group in directory.groups.items():
        assert ("members" in group) != (group.get("open") == "true"), slug


def test_every_district_has_its_communes(directory):
    assert directory.groups["ubnd-huyen"]["members"] == list(COMMUNES)
    count = dict.fromkeys(COMMUNES, 0)
    for commune in directory.members("ubnd-xa", ISSUED_IN):
        [district] = [slug for slug in COMMUNES if commune.startswith(f"{slug}-")]
        count[district] += 1
    assert count == COMMUNES


def test_communes_are_xa_phuong_and_thi_tran_in_the_published_numbers(directory):
    ranks = Counter(
        directory.agencies[slug]["name"].removeprefix("UBND ").split()[0]
        for slug in directory.members("ubnd-xa", ISSUED_IN)
    )
    assert ranks == {"xã": 197, "phường": 30, "thị": 14}
    in_2025 = Counter(
        directory.agencies[slug]["name"].removeprefix("UBND ").split()[0]
        for slug in directory.members("ubnd-xa", date(2025, 1, 1))
    )
    assert in_2025 == {"xã": 190, "phường": 29, "thị": 14}


def test_no_address_can_reach_anyone(directory):
    for slug, agency in directory.agencies.items():
        name, host = (slug[3:], "danang") if slug.startswith("dn-") else (slug, "quangnam")
        for contact in agency.get("contacts", []):
            local = {"focal": name, "head": f"lanh-dao.{name}"}[contact["role"]]
            assert contact == {"role": contact["role"], "email": f"{local}@{host}.example"}


def test_departments_and_districts_have_a_head_and_former_communes_no_contact(directory):
    for slug, agency in directory.agencies.items():
        roles = [contact["role"] for contact in agency.get("contacts", [])]
        if agency["kind"] in {"department", "district"}:
            assert roles == ["focal", "head"], slug
        elif agency["kind"] == "ministry" or (agency["kind"] == "commune" and not slug.startswith("dn-")):
            assert roles == [], slug
        else:
            assert roles == ["focal"], slug
