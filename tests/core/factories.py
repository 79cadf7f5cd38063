"""Small plans, directories and calendars for tests: say what matters, the rest is plain."""

from __future__ import annotations

from datetime import date
from typing import Any

from planengine.core.calendar import Calendar
from planengine.core.expand import Expansion, expand
from planengine.core.plan import Agency, Body, Dependency, Directory, Group, Plan, Section, Span, Task

WEEKEND = frozenset({5, 6})


def a_calendar(*days_off: date, working_days: tuple[date, ...] = (), **values: Any) -> Calendar:
    """Monday to Friday are worked from 2020 to 2030, but for the days given."""
    given = {"id": "test", "weekend": WEEKEND, "covers": (date(2020, 1, 1), date(2030, 12, 31))} | values
    return Calendar(days_off=frozenset(days_off), working_days=frozenset(working_days), **given)


def a_task(task_id: str, **values: Any) -> Task:
    """A task that happens once and that agency "a" leads; `after` and bodies may be given as plain ids."""
    given = {"title": task_id, "section": None, "kind": "once", "form": "lead", "bodies": ("a",)} | values
    for name in ("bodies", "support"):
        given[name] = tuple(Body(x) if isinstance(x, str) else x for x in given.get(name, ()))
    given["after"] = tuple(Dependency(x) if isinstance(x, str) else x for x in given.get("after", ()))
    return Task(id=task_id, **given)


def a_section(section_id: str, section: str | None = None) -> Section:
    return Section(section_id, section_id, section)


def a_plan(*tasks: Task, **values: Any) -> Plan:
    """A plan for 18 July 2023 to the end of 2025."""
    given = {
        "id": "kh",
        "title": "kh",
        "issuer": "province",
        "starts": date(2023, 7, 18),
        "ends": date(2025, 12, 31),
        "secretariat": "office",
        "approver": "province",
        "timezone": "Asia/Ho_Chi_Minh",
    } | values
    return Plan(tasks=tasks, **given)


def a_directory(*agencies: str | Agency, **groups: tuple[str, ...] | None) -> Directory:
    """Agencies by id (or whole), and groups by keyword; a group of None is open."""
    whole = [Agency(each, each) if isinstance(each, str) else each for each in agencies]
    return Directory(
        {each.id: each for each in whole},
        {name: Group(name, name, members or (), open=members is None) for name, members in groups.items()},
    )


def the_province() -> Directory:
    """19 departments and 18 districts; `nong-son` ends with 2024."""
    departments = tuple(f"so-{n:02d}" for n in range(1, 20))
    districts = (*(f"huyen-{n:02d}" for n in range(1, 18)), "nong-son")
    return a_directory(
        *departments,
        *districts[:-1],
        Agency("nong-son", "nong-son", until=date(2024, 12, 31), succeeded_by=("huyen-01",)),
        departments=departments,
        districts=districts,
        related=None,
    )


def expanded(*tasks: Task, directory: Directory | None = None, **values: Any) -> Expansion:
    """The expansion of a plan of these tasks, by default with the agencies "a", "b" and "c"."""
    return expand(a_plan(*tasks, **values), directory or a_directory("a", "b", "c"), a_calendar())


def days(count: int) -> Span:
    return Span(count, "d")


def working_days(count: int) -> Span:
    return Span(count, "wd")
