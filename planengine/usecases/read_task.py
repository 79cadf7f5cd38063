"""One task whole: what the plan says of it, the days that follow from that, and why they are these."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from planengine.core.periods import due_day, period_of
from planengine.core.plan import Due, MonthDay, Plan, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planengine.usecases.ports import Reader
    from planengine.usecases.rows import Named, PlanHead
    from planengine.usecases.views import TaskRow


class Day(NamedTuple):
    """A due date: its last day, inclusive, None where it is not known yet; `rule` is how it stands in the plan.

    `moved_from` is the last day as written where a day-off rule has moved it. `inherited` says that it is the end of
    the plan, and not that of a period of its own.
    """

    day: date | None
    rule: Mapping[str, Any]
    moved_from: date | None
    inherited: bool


class Page(NamedTuple):
    """`spec` is the task as applied; `due` and `internal_due` are None where the plan has none. `targets` are
    (id, title, goal or None) of those that the task serves."""

    spec: Mapping[str, Any]
    opens_on: date
    closes_on: date
    due: Day | None
    internal_due: Day | None
    targets: tuple[tuple[str, str, Mapping[str, str] | None], ...]


def read_task(reader: Reader, plan: PlanHead, occurrence: Named) -> Page:
    """The page of one occurrence of an applied plan."""
    row = reader.task_page(occurrence.uid)
    spec = json.loads(row.spec)
    serves = spec.get("targets") or ()
    targets = reader.targets(plan.uid, serves) if serves else ()
    return Page(
        spec=spec,
        opens_on=date.fromisoformat(row.opens_on),
        closes_on=date.fromisoformat(row.closes_on),
        due=_day(reader, row, spec, spec["due"], row.due),
        internal_due=_day(reader, row, spec, spec["internal_due"], row.internal_due),
        targets=tuple((one.id, one.title, json.loads(one.spec).get("goal")) for one in targets),
    )


def _day(
    reader: Reader, row: TaskRow, spec: Mapping[str, Any], rule: Mapping[str, Any] | None, day: str | None
) -> Day | None:
    if rule is None:
        return None
    last = None if day is None else date.fromisoformat(day)
    written = _written(reader, row, spec, rule) if spec["day_off"] != "keep" else None
    moved = written if written is not None and last is not None and written != last else None
    return Day(last, rule, moved, bool(rule["horizon"]) and not spec["every"])


def _written(reader: Reader, row: TaskRow, spec: Mapping[str, Any], rule: Mapping[str, Any]) -> date | None:
    """The last day as it stands in the plan, before any rule has moved it."""
    every = spec["every"]
    period = period_of(every, date.fromisoformat(row.opens_on)) if every else None
    return due_day(_head(row), reader.calendar(row.calendar), _due(rule), "keep", period)


def _due(rule: Mapping[str, Any]) -> Due:
    day, yearly, within = rule["day"], rule["yearly"], rule["within"]
    return Due(
        day=date.fromisoformat(day) if day else None,
        yearly=MonthDay(**yearly) if yearly else None,
        day_of_month=rule["day_of_month"],
        within=Span(**within) if within else None,
        of=rule["of"],
        before=rule["before"],
        horizon=rule["horizon"],
    )


def _head(row: TaskRow) -> Plan:
    """The plan as far as its days depend on it."""
    return Plan(
        id="",
        title="",
        issuer="",
        starts=date.fromisoformat(row.starts),
        ends=date.fromisoformat(row.ends),
        secretariat="",
        approver="",
        timezone="",
        tasks=(),
        issued=date.fromisoformat(row.issued) if row.issued else None,
    )
