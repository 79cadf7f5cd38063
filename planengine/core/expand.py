"""From the plan to the work: occurrences (a task in a period), assignments (agency and role), edges between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from planengine.core.plan import Completion, Kind, Span

Role = Literal["lead", "joint", "each", "focal_point", "support"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """An occurrence given to one agency (or to a tracked group, then `size` is its number of members that day)."""

    agency: str
    role: Role
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A task in a period, or the task itself when it happens once.

    `key` is "IV.1.5@2024" or "1.1"; `period` None for the latter. `opens_on` is the first day it can be worked on,
    never before the plan starts; `closes_on` the last day of its period (of the plan, where there is no period).
    `due` and `internal_due` are last days, inclusive, already moved by the task's day-off rule; `due_inherited` says
    that `due` is the plan's horizon. `within`/`within_of` say that the due date is counted from the completion of
    another task and is fixed only then. `on_demand` occurrences are not listed here: they are opened by an event.
    """

    key: str
    task: str
    period: str | None
    kind: Kind
    opens_on: date
    closes_on: date
    due: date | None
    due_inherited: bool
    internal_due: date | None
    within: Span | None
    within_of: str | None
    completion: Completion
    support_required: bool
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """`successor` waits for `predecessor` (keys of occurrences); `agency` limits it to that agency's own assignment."""

    successor: str
    predecessor: str
    agency: str | None
    type: Literal["FS", "SS", "FF"]
    lag: Span
    soft: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Expansion:
    """All occurrences and edges of a plan, in the order of the file and of time; `unresolved` are ids in other plans."""

    occurrences: tuple[Occurrence, ...]
    edges: tuple[Edge, ...]
    unresolved: tuple[tuple[str, str], ...]
