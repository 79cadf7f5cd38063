"""The order in which keys stand: that of the tables of fields, for every mapping of a plan, directory or calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from planengine.planfile.desk import Field, Value
from planengine.planfile.fields import (
    AGENCY,
    CALENDAR,
    DEFAULTS,
    DIRECTORY,
    FILE,
    GROUP,
    PLAN,
    SECTION,
    TARGET,
    TASK,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a value: the keys of a mapping in their order, what stands under each, under any other (`each`),
    and in a list. A mapping without `keys` keeps the order it has."""

    keys: Mapping[str, int] = field(default_factory=dict)
    under: Mapping[str, Shape] = field(default_factory=dict)
    each: Shape | None = None
    item: Shape | None = None
    nodes: bool = False

    def of(self, key: str) -> Shape:
        """The shape of the value under a key."""
        return self.under.get(key) or self.each or UNKNOWN

    def of_item(self, keys: Iterable[str]) -> Shape:
        """The shape of an item of a list, where that item has these keys."""
        if self.nodes:
            return _SECTION if "tasks" in keys else _TASK
        return self.item or UNKNOWN

    def order(self, keys: list[str]) -> list[int]:
        """The places of the keys in canonical order; those that nobody knows come last, as they stand."""
        last = len(self.keys)
        if not last:
            return list(range(len(keys)))
        return sorted(range(len(keys)), key=lambda at: self.keys.get(keys[at], last))


UNKNOWN = Shape()


def _shape(table: Mapping[str, Field], **under: Shape) -> Shape:
    shapes = {key: _value_shape(one.value) for key, one in table.items()}
    return Shape({key: at for at, key in enumerate(table)}, {**shapes, **under})


def _value_shape(value: Value) -> Shape:
    item = _value_shape(value.item) if value.item else None
    if value.table:
        made = _shape(value.table)
        return Shape(made.keys, made.under, None, item)
    return Shape(item=item) if item else UNKNOWN


_TASKS = Shape(nodes=True)
_TASK = _shape(TASK)
_SECTION = _shape({**SECTION, **TASK, "tasks": SECTION["tasks"]}, tasks=_TASKS)
_BODIES: dict[str, Any] = {"agencies": Shape(each=_shape(AGENCY)), "groups": Shape(each=_shape(GROUP))}
_CALENDAR = _shape(CALENDAR)

PLAN_FILE = _shape(
    FILE,
    plan=_shape(PLAN),
    calendar=_CALENDAR,
    defaults=_shape(DEFAULTS),
    targets=Shape(item=_shape(TARGET)),
    tasks=_TASKS,
    **_BODIES,
)
DIRECTORY_FILE = _shape(DIRECTORY, **_BODIES)
CALENDAR_FILE = _CALENDAR


def shape_of_file(keys: Iterable[str]) -> Shape:
    """What kind of file has these keys at its top: a plan, a calendar, else a directory."""
    found = set(keys)
    if found & {"plan", "tasks", "targets", "defaults", "directory"}:
        return PLAN_FILE
    return CALENDAR_FILE if found & (CALENDAR.keys() - DIRECTORY.keys()) else DIRECTORY_FILE
