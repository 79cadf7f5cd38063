"""How a plan ended: its closing with the figures of that day, and what became of each duty that was open then."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from planengine.core import category
from planengine.usecases.read_work import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planengine.core import closing, outcome
    from planengine.usecases.ports import Reader
    from planengine.usecases.rows import PlanHead


class Ended(NamedTuple):
    """A closed plan: its row, the tables of that day (tasks, assignments, agencies), how many duties have which
    outcome."""

    row: closing.Row
    tasks: Tally
    assignments: Tally
    agencies: tuple[Tally, ...]
    outcomes: Mapping[str, int]


def read_ended(reader: Reader, plan: PlanHead) -> Ended | None:
    """How the plan ended; None where it has not."""
    if plan.closed_on is None:
        return None
    (row,) = reader.records("closing", "uid", plan.uid)
    figures = json.loads(row.figures)
    counts: dict[str, int] = {}
    for one in reader.records("outcome", "plan_uid", plan.uid):
        counts[one.outcome] = counts.get(one.outcome, 0) + 1
    return Ended(
        row,
        _tally(figures["tasks"]),
        _tally(figures["assignments"]),
        tuple(_tally(one) for one in figures["agencies"]),
        counts,
    )


def _tally(frozen: Mapping[str, object]) -> Tally:
    """A row of a table as it was frozen; categories that there were not then count nothing."""
    counts = {one: int(str(frozen.get(one, 0))) for one in category.CATEGORIES}
    return Tally(str(frozen.get("name", "")), counts)


def outcome_of(reader: Reader, plan: PlanHead, occurrence_uid: str) -> outcome.Row | None:
    """What became of one occurrence with the end of its plan; None where it was over before, or the plan is not."""
    if plan.closed_on is None:
        return None
    rows = reader.records("outcome", "uid", occurrence_uid)
    return rows[0] if rows else None
