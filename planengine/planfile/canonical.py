"""The values of a reading as canonical JSON, and back: what the database keeps, hashes and compares.

Two files that say the same have the same text: keys are sorted, defaults are filled in, comments and the order of sets
are gone, text is NFC, there are no floats. Lists keep the order of the file, because the document's order is shown.
"""

from __future__ import annotations

import json
import types
import typing
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, Literal, TypeVar

from planengine.core.calendar import Calendar
from planengine.core.plan import Agency, Directory, Group, Plan, Task

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Canonical:
    """The three parts of a reading, each as one line of canonical JSON."""

    plan: str
    directory: str
    calendar: str


def canonical(plan: Plan, directory: Directory, calendar: Calendar) -> Canonical:
    """All three at once."""
    return Canonical(canonical_plan(plan), canonical_directory(directory), canonical_calendar(calendar))


def canonical_plan(plan: Plan) -> str:
    """The plan alone."""
    return _text(plan_tree(plan))


def plan_tree(plan: Plan) -> dict[str, Any]:
    """What the canonical text of the plan holds."""
    plain: dict[str, Any] = _plain(plan)
    if not plain["succession"]:
        del plain["succession"]
    if plain["tracked_from"] is None:
        del plain["tracked_from"]
    for task in plain["tasks"]:
        if task["carried_from"] is None:
            del task["carried_from"]
    for target in plain["targets"]:
        for name, silent in _SILENT_OF_TARGETS.items():
            if target[name] == silent:
                del target[name]
    return plain


def in_present_form(text: str, tree: Mapping[str, Any], plan: Plan) -> tuple[Mapping[str, Any], Plan]:
    """The tree and the plan of a canonical text as the present version writes them, whichever version wrote it. What is
    in `tree`, that of `plan`, word for word is taken from there. ValueError for what is no canonical form."""
    kept = json.loads(text)
    known = {str(one["id"]): (one, task) for one, task in zip(tree["tasks"], plan.tasks, strict=True)}
    plain: list[Any] = []
    tasks: list[Task] = []
    others: list[tuple[int, Task]] = []
    for one in kept["tasks"]:
        like, task = known.get(one["id"], (None, None))
        if task is None or like != one:
            task = _value(Task, one)
            others.append((len(tasks), task))
        plain.append(one)
        tasks.append(task)
    bare = _value(Plan, {**kept, "tasks": []})
    written = plan_tree(replace(bare, tasks=tuple(task for _, task in others)))
    for (at, _), one in zip(others, written["tasks"], strict=True):
        plain[at] = one
    return {**written, "tasks": plain}, replace(bare, tasks=tuple(tasks))


_SILENT_OF_TARGETS = {"aggregate": "latest", "tolerance": None, "since_baseline": False}
"""Keys of a target that stand only where they say something: plans kept before they were known read alike."""


def canonical_directory(directory: Directory) -> str:
    """The directory alone; agencies and groups are in the order of their ids."""
    return _text(
        {
            "agencies": {key: _agency(agency) for key, agency in directory.agencies.items()},
            "groups": {key: _plain(group) for key, group in directory.groups.items()},
        }
    )


def _agency(agency: Agency) -> dict[str, Any]:
    """The agency; `succession` only where it says something, so that what was kept before the key was known is the same
    text."""
    plain: dict[str, Any] = _plain(agency)
    if plain["succession"] is None:
        del plain["succession"]
    return plain


def canonical_calendar(calendar: Calendar) -> str:
    """The calendar alone."""
    return _text(
        {
            "id": calendar.id,
            "weekend": sorted(calendar.weekend),
            "days_off": sorted(day.isoformat() for day in calendar.days_off),
            "working_days": sorted(day.isoformat() for day in calendar.working_days),
            "covers": [day.isoformat() for day in calendar.covers],
        }
    )


def plan_from_canonical(text: str) -> Plan:
    """The plan that `canonical_plan` wrote; ValueError for anything else."""
    return _value(Plan, json.loads(text))


def directory_from_canonical(text: str) -> Directory:
    """The directory that `canonical_directory` wrote; ValueError for anything else."""
    parts = _only(json.loads(text), {"agencies", "groups"})
    return Directory(
        {key: _value(Agency, one) for key, one in parts["agencies"].items()},
        {key: _value(Group, one) for key, one in parts["groups"].items()},
    )


def calendar_from_canonical(text: str) -> Calendar:
    """The calendar that `canonical_calendar` wrote; ValueError for anything else."""
    parts = _only(json.loads(text), {"id", "weekend", "days_off", "working_days", "covers"})
    first, last = parts["covers"]
    return Calendar(
        id=parts["id"],
        weekend=frozenset(parts["weekend"]),
        days_off=frozenset(map(date.fromisoformat, parts["days_off"])),
        working_days=frozenset(map(date.fromisoformat, parts["working_days"])),
        covers=(date.fromisoformat(first), date.fromisoformat(last)),
    )


def canonical_text(value: object) -> str:
    """A tree of one of the three parts as canonical JSON."""
    return _text(value)


def _text(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text)


def _plain(value: Any) -> Any:
    """A value of the core as dict, list, text, number, boolean or None."""
    kind: Any = type(value)
    if kind in _AS_IS:
        return value
    if kind is tuple:
        return [one if type(one) in _AS_IS else _plain(one) for one in value]
    if kind is date:
        return value.isoformat()
    names, values = _reader(kind)
    return {
        name: one if type(one) in _AS_IS else _plain(one)
        for name, one in zip(names, values(value), strict=True)
    }


_AS_IS = frozenset((type(None), str, int, bool))


@cache
def _reader(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The keys of a dataclass, and what reads their values."""
    names = _names(kind)
    attributes = [attribute for _, attribute in names]
    read = attrgetter(*attributes)
    if len(attributes) == 1:
        return tuple(name for name, _ in names), lambda value: (read(value),)
    return tuple(name for name, _ in names), read


@cache
def _names(kind: Any) -> tuple[tuple[str, str], ...]:
    # `from_` only bends to Python, the key is `from`.
    return tuple((one.name.rstrip("_"), one.name) for one in fields(kind))


def _only(parts: Any, keys: set[str]) -> dict[str, Any]:
    if not isinstance(parts, dict) or parts.keys() != keys:
        raise ValueError("not the canonical form")
    return parts


Decode = Callable[[Any], Any]


def _value(kind: type[T], plain: Any) -> T:
    hint: Any = kind
    try:
        made: T = _decoder(hint)(plain)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("not the canonical form") from error
    return made


@cache
def _decoder(hint: Any) -> Decode:
    """How a plain value becomes one of that type; the types are those of core.plan, which say all there is to know."""
    if hint in (str, int, bool) or typing.get_origin(hint) is Literal:
        return _same
    if hint is date:
        return date.fromisoformat
    if typing.get_origin(hint) is tuple:
        return _tuple_decoder(typing.get_args(hint))
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return _union_decoder(typing.get_args(hint))
    hints = typing.get_type_hints(hint)
    decoders = {name: (attribute, _decoder(hints[attribute])) for name, attribute in _names(hint)}

    def decode(plain: dict[str, Any]) -> Any:
        found = {}
        for name, value in plain.items():
            attribute, one = decoders[name]
            found[attribute] = one(value)
        return hint(**found)

    return decode


def _same(plain: Any) -> Any:
    return plain


def _tuple_decoder(args: tuple[Any, ...]) -> Decode:
    if args[-1] is Ellipsis:
        item = _decoder(args[0])
        return lambda plain: tuple([item(one) for one in plain])
    items = [_decoder(arg) for arg in args]
    return lambda plain: tuple([item(one) for item, one in zip(items, plain, strict=True)])


def _union_decoder(args: tuple[Any, ...]) -> Decode:
    """None by itself; of the others a mapping is the dataclass, text the date or the text."""
    kinds: list[Any] = [arg for arg in args if arg is not types.NoneType]
    made: list[Decode] = []
    others: list[Decode] = []
    for kind in kinds:
        (made if isinstance(kind, type) and is_dataclass(kind) else others).append(_decoder(kind))

    def decode(plain: Any) -> Any:
        if plain is None:
            return None
        return made[0](plain) if isinstance(plain, dict) else others[0](plain)

    return decode
