"""Targets as they stand: the figure of every period, what it says of the goal, and which way it goes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from planengine.core import target_value, targets
from planengine.core.target_value import Row
from planengine.core.targets import Aim, Reckoned, Trend, Verdict

if TYPE_CHECKING:
    from planengine.usecases.ports import Reader
    from planengine.usecases.rows import PlanHead
    from planengine.usecases.views import Happened, TargetInForce


class InPeriod(NamedTuple):
    """A target in one period: the figure made of `values` (one per agency, by agency), what it says of the goal, which
    way it went since the period before that has one, and how much of the way is done (whole percent)."""

    period: str
    values: tuple[Row, ...]
    reckoned: Reckoned
    verdict: Verdict
    trend: Trend
    share: int | None


class Standing(NamedTuple):
    """A target of the plan in force. `periods` have figures and are in order of time; `now` is the one asked for, else
    the last; `verdict` is its verdict, or what can be said without a figure."""

    target: TargetInForce
    spec: Mapping[str, Any]
    aim: Aim
    every: str
    periods: tuple[InPeriod, ...]
    now: InPeriod | None
    verdict: Verdict


def read_targets(reader: Reader, plan: PlanHead, period: str | None = None) -> tuple[Standing, ...]:
    """All targets of a plan in the order of the plan, as of their last period with a figure.

    With `period` as of the last one in that: "2024" takes the fourth quarter of 2024 where that is the last of 2024
    that has a figure. Values for periods of another length than the target now has do not count.
    """
    by_target: dict[str, list[Row]] = {}
    for row in reader.records(target_value.FAMILY, "plan_uid", plan.uid):
        by_target.setdefault(row.target_uid, []).append(row)
    return tuple(_stand(one, by_target.get(one.uid, ()), period) for one in reader.targets_in_force(plan.uid))


def read_target(reader: Reader, target: TargetInForce, period: str | None = None) -> Standing:
    """One target, as `read_targets` has it."""
    rows = reader.records(target_value.FAMILY, "target_uid", target.uid)
    return _stand(target, rows, period)


def count(standings: Iterable[Standing]) -> dict[str, int]:
    """How many targets with a figure for a goal are met, not met, not judged, without a figure; by outcome."""
    found = dict.fromkeys(targets.OUTCOMES, 0)
    for one in standings:
        if one.aim.goal is not None:
            found[one.verdict.outcome] += 1
    return found


def told_of(reader: Reader, plan: PlanHead, target: TargetInForce) -> tuple[Happened, ...]:
    """Everything that was said of a target, in order."""
    return tuple(
        one for one in reader.history(plan.uid, (target.uid,), None) if one.type in target_value.EVENTS
    )


def _stand(target: TargetInForce, values: Iterable[Row], wanted: str | None) -> Standing:
    spec = json.loads(target.spec)
    aim, every = targets.aim_of(spec), str(targets.every_of(spec))
    by_period: dict[str, list[Row]] = {}
    for row in sorted(values, key=lambda one: (one.period, one.agency)):
        if row.value is not None and targets.length_of(row.period) == every:
            by_period.setdefault(row.period, []).append(row)
    found: list[InPeriod] = []
    before: Reckoned | None = None
    for key, rows in by_period.items():
        reckoned = targets.reckon(aim.aggregate, map(_value, rows))
        assert reckoned is not None
        found.append(
            InPeriod(
                key,
                tuple(rows),
                reckoned,
                targets.judge(aim, reckoned),
                targets.trend(aim, before, reckoned),
                targets.share(aim, reckoned),
            )
        )
        before = reckoned
    fitting = [one for one in found if wanted is None or _is_in(one.period, wanted)]
    now = fitting[-1] if fitting else None
    verdict = now.verdict if now is not None else targets.judge(aim, None)
    return Standing(target, spec, aim, every, tuple(found), now, verdict)


def _value(row: Row) -> targets.Value:
    return targets.Value(
        row.agency, Decimal(str(row.value)), row.unit, date.fromisoformat(row.said_on), row.number
    )


def _is_in(period: str, wanted: str) -> bool:
    return period == wanted or period.startswith(f"{wanted}-")
