"""The second plan: of a province that does not exist, true to its calendar, and expanded as it is read.

Dates are reckoned here by hand, from the days off in calendars/vn.yaml; the table beside this file was looked at line
by line against the plan.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from planengine.core.calendar import Calendar
from planengine.core.plan import Body
from planengine.planfile.read import read_plan
from tests.plans import second_plan
from tests.plans.second_plan import GOLDEN, NAMES, PLANS
from tests.plans.shipped import read_tree

FILES = [
    PLANS / name
    for name in (
        "sao_khue.yaml",
        "sao_khue_dien_tap.yaml",
        "agencies/sao_khue.yaml",
        "agencies/sao_khue_cap_xa.yaml",
    )
]


def test_the_plans_come_out_as_they_were_read_by_a_person():
    # `python -m tests.plans.second_plan` writes the table anew
    assert second_plan.table() == GOLDEN.read_text(encoding="utf-8")


# ---- what it says of itself


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_says_first_that_the_province_does_not_exist(path):
    comment = re.match(r"(?:#.*\n)+", path.read_text(encoding="utf-8"))
    assert comment is not None
    assert "KHÔNG CÓ THẬT" in comment[0]
    assert "Sao Khuê" in comment[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_address_can_reach_anyone(path):
    for address in re.findall(r"[\w.-]+@[\w.-]+", path.read_text(encoding="utf-8")):
        assert address.endswith("@saokhue.example"), address


def test_its_short_names_are_no_other_provinces_so_that_both_fit_into_one_database():
    ours = [read_tree(path) for path in FILES]
    names = {name for tree in ours for key in ("agencies", "groups") for name in tree.get(key, {})}
    assert names
    assert all(name.startswith("sk-") for name in names)
    other = read_tree(PLANS / "agencies/quang_nam.yaml")
    assert names & {*other["agencies"], *other["groups"]} == set()


def test_there_are_two_levels_and_no_district():
    directory = second_plan.read("sao_khue").directory
    kinds = {agency.kind for agency in directory.agencies.values()}
    assert "commune" in kinds
    assert "district" not in kinds
    before, after = (
        directory.members(Body("sk-ubnd-xa"), day) for day in (date(2026, 6, 30), date(2026, 7, 1))
    )
    assert (len(before), len(after)) == (12, 11)
    assert set(before) - set(after) == {"sk-khe-suong", "sk-deo-nang"}
    assert set(after) - set(before) == {"sk-suong-nang"}


def test_it_has_as_many_tasks_as_a_real_one():
    plan = second_plan.read("sao_khue").plan
    companion = second_plan.read("sao_khue_dien_tap").plan
    assert 35 <= len(plan.tasks) <= 60
    assert 6 <= len(companion.tasks) <= 10
    assert {task.kind for task in plan.tasks} == {"once", "recurring", "standing", "on_demand", "milestone"}
    assert {task.every for task in plan.tasks} - {None} == {"year", "half", "quarter", "month", "week"}


# ---- warnings: all true, each known


def warnings(name: str) -> list[tuple[str, int, str]]:
    reading = read_plan(PLANS / f"{name}.yaml")
    lines = reading.sources[0].lines
    return [(one.code, one.place.line, lines[one.place.line - 1].strip()) for one in reading.findings]


def test_what_is_warned_of_is_true_and_meant():
    found = {code: line for code, _, line in warnings("sao_khue")}
    assert set(found) == {"PE202", "PE203", "PE205", "PE210"}
    assert len(warnings("sao_khue")) == 4
    # 1.6: three bodies and no lead in the document
    assert found["PE202"].startswith("joint: [sk-bch-quan-su, sk-bien-phong, sk-cong-an]")
    # 1.9: the document names nobody
    assert found["PE203"] == "unassigned: true"
    # 1.7: 30 April 2026 is a holiday, and the task keeps it
    assert found["PE205"].startswith("due: 2026-04-30")
    # 5.4: what is in the other plan cannot be seen in this file
    assert "sao-khue-dt/2.4" in found["PE210"]
    assert warnings("sao_khue_dien_tap") == []


@pytest.mark.parametrize(
    ("name", "silenced", "count"),
    [
        ("sao_khue", "- {code: PE202, reason: ", 1),  # 1.8
        ("sao_khue_dien_tap", "- {code: PE210, reason: ", 2),  # both waits for the other plan
    ],
)
def test_what_is_silenced_would_be_warned_of_otherwise(tmp_path, name, silenced, count):
    for path in PLANS.rglob("*.yaml"):
        copy = tmp_path / path.relative_to(PLANS)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    path = tmp_path / f"{name}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    [at] = [at for at, line in enumerate(lines) if silenced in line]
    assert lines[at - 1].strip() == "allow:"
    path.write_text("".join([*lines[: at - 1], *lines[at + 1 :]]), encoding="utf-8")
    before = [one.code for one in read_plan(PLANS / f"{name}.yaml").findings]
    after = [one.code for one in read_plan(path).findings]
    code = silenced[9:14]
    assert after.count(code) == before.count(code) + count
    assert len(after) == len(before) + count


# ---- dates by hand


@pytest.fixture(scope="module")
def occurrences():
    return {(name, one.key): one for name in NAMES for one in second_plan.expanded(name).occurrences}


BY_HAND = [
    # within 15wd of Thursday 8 January, which is not counted: Fri 9, Sat 10 (made up for 2 January), 12 to 16 (5),
    # 19 to 23 (5), 26, 27, 28 = 2 + 5 + 5 + 3
    ("sao_khue", "1.1", date(2026, 1, 28)),
    # before 1 February: the 31st, a Saturday; back to Friday
    ("sao_khue", "1.2", date(2026, 1, 30)),
    # 15 February is a Sunday, 16 to 20 is Tết, 21 and 22 the weekend; on to Monday
    ("sao_khue", "1.3", date(2026, 2, 23)),
    # 30 April is a holiday and kept
    ("sao_khue", "1.7", date(2026, 4, 30)),
    # 25 April is a Saturday, Monday 27 is off for the Kings' day; on to Tuesday
    ("sao_khue", "3.1", date(2026, 4, 28)),
    # 31 August is off for Saturday 22, 1 and 2 September are the national day; on to Thursday
    ("sao_khue", "3.3", date(2026, 9, 3)),
    # 60 days of 8 January: 23 are left in January, 28 in February, 9 more
    ("sao_khue", "3.6", date(2026, 3, 9)),
    # before the 20th of the last month of the quarter: the 19th; a Saturday in September and December, back to Friday
    ("sao_khue", "6.1@2026-Q1", date(2026, 3, 19)),
    ("sao_khue", "6.1@2026-Q2", date(2026, 6, 19)),
    ("sao_khue", "6.1@2026-Q3", date(2026, 9, 18)),
    ("sao_khue", "6.1@2026-Q4", date(2026, 12, 18)),
    # 28 June is a Sunday, on to Monday; 28 December is a Monday
    ("sao_khue", "6.4@2026-H1", date(2026, 6, 29)),
    ("sao_khue", "6.4@2026-H2", date(2026, 12, 28)),
    # before 15 December: Monday 14
    ("sao_khue", "6.5@2026", date(2026, 12, 14)),
    # the week of 28 September ends on Sunday 4 October; back to Friday
    ("sao_khue", "4.2@2026-W40", date(2026, 10, 2)),
    # the 25th of April as in 3.1; of October a Sunday, on to Monday
    ("sao_khue", "4.3@2026-04", date(2026, 4, 28)),
    ("sao_khue", "4.3@2026-10", date(2026, 10, 26)),
    # nothing is said: the end of the plan
    ("sao_khue", "III.1.2", date(2026, 12, 31)),
    ("sao_khue_dien_tap", "2.2", date(2026, 9, 11)),
]


@pytest.mark.parametrize(("name", "key", "day"), BY_HAND)
def test_a_due_date_is_the_one_reckoned_by_hand(occurrences, name, key, day):
    assert occurrences[name, key].due == day


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("1.5", date(2026, 4, 29)),
        ("6.2@2026-Q3", date(2026, 9, 24)),
        ("6.6@2026", date(2026, 12, 23)),  # before 24 December
    ],
)
def test_an_internal_date_is_the_one_reckoned_by_hand(occurrences, key, day):
    assert occurrences["sao_khue", key].internal_due == day


def test_lengths_and_lags_run_over_tet_and_the_day_that_is_made_up():
    calendar: Calendar = second_plan.read("sao_khue").calendar
    # 5wd after Friday 13 February: Tết from 16 to 20, so Mon 23 to Fri 27
    assert calendar.shift(date(2026, 2, 13), 5, "wd") == date(2026, 2, 27)
    # 3.4: 6wd from Monday 17 August: Mon to Fri, and Saturday 22, made up for 31 August
    assert calendar.finish(date(2026, 8, 17), 6, "wd") == date(2026, 8, 22)
    # 2.6: 3wd before Monday 18 May is Wednesday 13 (15, 14, 13)
    assert calendar.shift(date(2026, 5, 18), -3, "wd") == date(2026, 5, 13)


def test_the_calendar_in_the_companion_is_that_of_the_country_for_its_time():
    own = second_plan.read("sao_khue_dien_tap").calendar
    country = second_plan.read("sao_khue").calendar
    first, last = own.covers
    assert own.weekend == country.weekend
    assert set(own.days_off) == {day for day in country.days_off if first <= day <= last}
    assert set(own.working_days) == {day for day in country.working_days if first <= day <= last}


def test_each_commune_follows_its_own_work_in_the_same_quarter():
    expansion = second_plan.expanded("sao_khue")
    edges = [one for one in expansion.edges if one.successor.startswith("6.3@")]
    assert {one.successor.partition("@")[2] for one in edges} == {f"2026-Q{n}" for n in (1, 2, 3, 4)}
    assert all(one.predecessor == one.successor.replace("6.3", "6.1") for one in edges)
    counts = [sum(one.successor == f"6.3@2026-Q{n}" for one in edges) for n in (1, 2, 3, 4)]
    assert counts == [12, 12, 11, 11]
    assert all(one.agency for one in edges)
    # Sương Nắng was founded on 1 July: it has no part in 1.4, and waits for nobody
    own = {one.agency for one in expansion.edges if (one.successor, one.predecessor) == ("III.3.1", "1.4")}
    assert own == {"sk-lung-khoi", "sk-thung-suong", "sk-hon-sao"}


def test_the_quarter_looks_at_the_months_in_it():
    expansion = second_plan.expanded("sao_khue")
    soft = [one.predecessor for one in expansion.edges if one.successor == "6.2@2026-Q2" and one.soft]
    assert soft == ["4.3@2026-04", "4.3@2026-05", "4.3@2026-06"]
