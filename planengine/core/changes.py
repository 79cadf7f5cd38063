"""The work of a plan in outline: what each occurrence asks, of whom, by when, after what.

Two plans are compared by it. Titles, notes and quotes are no part of it, so that they never touch progress.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from planengine.core.expand import Expansion
from planengine.core.plan import Plan


class Given(NamedTuple):
    """One agency's part as planned."""

    agency: str
    role: str
    size: int | None


class Wait(NamedTuple):
    """One predecessor as planned."""

    predecessor: str
    agency: str
    type: str
    lag: int
    unit: str
    soft: bool
    reason: str | None


class Terms(NamedTuple):
    """What an occurrence asks for, apart from who and after what; days are ISO text."""

    kind: str
    opens_on: str
    closes_on: str
    due: str | None
    internal_due: str | None
    within: str | None
    completion: str
    support_required: bool
    confirm: str
    evidence: str


class Outline(NamedTuple):
    """An occurrence as far as a change of the plan can matter to it; `given` and `waits` are sorted."""

    label: str
    terms: Terms
    given: tuple[Given, ...]
    waits: tuple[Wait, ...]


def outline(plan: Plan, expansion: Expansion) -> dict[str, Outline]:
    """The occurrences of a plan file, by label, in the order of the plan."""
    waits: dict[str, list[Wait]] = {}
    elsewhere = [replace(edge, predecessor=f"?{edge.predecessor}") for edge in expansion.elsewhere]
    for edge in (*expansion.edges, *elsewhere):
        wait = Wait(
            edge.predecessor,
            edge.agency or "",
            edge.type,
            edge.lag.count,
            edge.lag.unit,
            edge.soft,
            edge.reason,
        )
        waits.setdefault(edge.successor, []).append(wait)
    tasks = {task.id: task for task in plan.tasks}
    found = {}
    for one in expansion.occurrences:
        within = f"{one.within.count}{one.within.unit} of {one.within_of}" if one.within else None
        terms = Terms(
            one.kind,
            one.opens_on.isoformat(),
            one.closes_on.isoformat(),
            _text(one.due),
            _text(one.internal_due),
            within,
            one.completion.rule if one.completion.n is None else f"{one.completion.rule} {one.completion.n}",
            one.support_required,
            tasks[one.task].confirm,
            tasks[one.task].evidence,
        )
        given = tuple(sorted(Given(part.agency, part.role, part.size) for part in one.assignments))
        found[one.key] = Outline(one.key, terms, given, _sorted(waits.get(one.key, ())))
    return found


def _sorted(waits: list[Wait] | tuple[Wait, ...]) -> tuple[Wait, ...]:
    return tuple(sorted(waits, key=lambda one: (one.predecessor, one.agency, one.type)))


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
