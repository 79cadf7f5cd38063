"""Single values as fragments of a JSON Schema: what the readers of values and forms accept, as an editor sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from planengine.planfile import values
from planengine.planfile.desk import Value
from planengine.planfile.fields import AGGREGATE, EVERY, REMINDERS, TARGET, TASK, WEEKDAYS
from planengine.planfile.schema_names import Names, looks_like_text

Fragment = dict[str, Any]
Where = tuple[str, str]
"""A key by its table and its name."""


class Say(Protocol):
    """The sentence of a code."""

    def __call__(self, code: str, /) -> str: ...


CHOICES: Mapping[tuple[str, ...], str] = {
    ("once", "recurring", "standing", "on_demand", "milestone"): "kind",
    EVERY.choices: "every",
    AGGREGATE.choices: "aggregate",
    ("keep", "next_working_day", "previous_working_day"): "day_off",
    ("required", "optional"): "evidence",
    ("secretariat", "none"): "confirm",
    REMINDERS.choices: "reminders",
    ("none", "horizon"): "due",
    ("members", "group"): "track",
    ("all", "any", "focal_point"): "complete_when",
    ("FS", "SS", "FF"): "type",
    ("all", "period", "agency"): "match",
    ("normal", "urgent"): "priority",
    ("focal", "head"): "role",
    ("all", "one", "parent"): "policy",
    WEEKDAYS: "weekday",
}
"""The choices of the format by the name that the descriptions of their words stand under."""

NUMBERS: Mapping[str, tuple[int, int]] = {"at_least": (1, 100_000), "percent": (1, 100)}
"""The bounds of keys that hold a number, both inclusive."""

# Which short names and ids are meant where; elsewhere a short name is any.
_NAMED: Mapping[Where, str] = {
    ("plan", "issuer"): "agency",
    ("plan", "secretariat"): "agency",
    ("plan", "approver"): "agency",
    ("task", "lead"): "agency",
    ("task", "focal_point"): "agency",
    ("task", "via"): "agency",
    ("task", "addressee"): "body",
    ("task", "joint"): "body",
    ("task", "each"): "body",
    ("task", "support"): "body",
    ("body", "agency"): "agency",
    ("body", "group"): "group",
    ("body", "members"): "agency",
    ("focal_point", "agency"): "agency",
    ("target", "reported_by"): "agency",
    ("agency", "succeeded_by"): "agency",
    ("succession", "to"): "agency",
    ("succession", "parent"): "agency",
    ("group", "members"): "agency",
    ("task", "targets"): "target_id",
    ("task", "related"): "reference",
    ("due", "of"): "report_of",
    ("move", "to"): "task_id",
    ("split", "into"): "task_id",
    ("merge", "into"): "task_id",
    ("handover", "task"): "task_id",
    ("handover", "from"): "agency",
    ("handover", "to"): "agency",
}

_ISO = values.ISO_DATE.pattern
_VIETNAMESE = values.VIETNAMESE_DATE.pattern
_MONTH_DAY = values.MONTH_DAY.pattern
_FIGURE = r"[0-9]{1,15}(?:[.,][0-9]{1,6})?"
_GOAL = r"(?:>=|>|<=|<|=|~) ?[0-9]{1,15}(?:[.,][0-9]{1,6})?[^\n]{0,81}"


def quietly(held: Fragment) -> Fragment:
    """Accepts what `held` accepts without any editor offering it."""
    return {"not": {"not": held}}


ABSENT: Fragment = quietly({"type": "null"})


def whole(*patterns: str) -> str:
    """A pattern for the whole text, as JSON Schema writes it (ECMA-262: no needless escapes, no captures)."""
    parts = [re.sub(r"\((?!\?)", "(?:", one.replace('\\"', '"')) for one in patterns]
    return "^(?:" + "|".join(parts) + ")$"


class Values:
    """The fragments of one schema, and the `definitions` they point to."""

    def __init__(
        self, say: Say, names: Names, mapping: Callable[[str], Fragment], table_names: Mapping[int, str]
    ) -> None:
        self.say = say
        self.names = names
        self.mapping = mapping
        self.table_names = table_names
        self.definitions: dict[str, Fragment] = {}

    def of(self, value: Value, where: Where) -> Fragment:
        """What a value of that kind looks like under that key. KeyError for a kind that nobody has described."""
        read: Callable[[Value, Where], Fragment] = getattr(self, f"_{value.name}", self._simple)
        return read(value, where)

    def define(self, name: str, make: Callable[[], Fragment]) -> Fragment:
        """A pointer to that definition, made at its first use."""
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = make()
        return {"$ref": f"#/definitions/{name}"}

    # Texts

    def simple(self, name: str) -> Fragment:
        """A value that needs no more than its kind: text, date, span …"""
        return self.define(name, lambda: self._scalar(name))

    def short_name(self) -> Fragment:
        """The key of an agency or a group."""
        return {"pattern": whole(values.SLUG.pattern), "patternErrorMessage": self.say("schema.wrong.slug")}

    def _simple(self, value: Value, where: Where) -> Fragment:
        return self.simple(value.name)

    def _scalar(self, name: str) -> Fragment:
        """Where the editor may have made something else of text that is right, lists and mappings are refused and
        nothing else by its type: an editor would offer true and false wherever they are named as types."""
        wrong = self.say(f"schema.wrong.{name}")
        rule = dict(_SCALARS[name])
        if "type" in rule:
            rule["errorMessage"] = wrong
        else:
            refused = ["array", "object", "null"]
            rule |= {"if": {"type": refused}, "then": {"type": "string", "errorMessage": wrong}}
        return {**rule, "patternErrorMessage": wrong}

    def _line(self, value: Value, where: Where) -> Fragment:
        return self.simple("text")

    def _boolean(self, value: Value, where: Where) -> Fragment:
        plain = {"type": "boolean", "errorMessage": self.say("schema.wrong.boolean")}
        return {"anyOf": [plain, quietly({"enum": ["true", "false"]})]}

    def _number(self, value: Value, where: Where) -> Fragment:
        low, high = NUMBERS[where[1]]
        return {
            "type": ["integer", "string"],
            "minimum": low,
            "maximum": high,
            "pattern": "^[1-9][0-9]{0,8}$",
            "errorMessage": self.say("schema.wrong.number"),
            "patternErrorMessage": self.say("schema.wrong.number"),
        }

    # Names of bodies, tasks and targets

    def _slug(self, value: Value, where: Where) -> Fragment:
        return self.named(where) if where in _NAMED else self.simple("slug")

    def _id(self, value: Value, where: Where) -> Fragment:
        return self.named(where) if where in _NAMED else self.simple("id")

    def _reference(self, value: Value, where: Where) -> Fragment:
        return self.define("reference", lambda: self._known_or("reference", self.names.tasks))

    def named(self, where: Where) -> Fragment:
        """A name of something in the plan or its directory."""
        name = _NAMED[where]
        make: dict[str, Callable[[], Fragment]] = {
            "agency": lambda: self._bodies(self.names.agencies),
            "group": lambda: self._bodies(self.names.groups),
            "body": lambda: self._bodies({**self.names.agencies, **self.names.groups}),
            "target_id": lambda: self._known_or("id", self.names.targets),
            "reference": lambda: self._known_or("reference", self.names.tasks),
            "task_id": lambda: self._known_or("id", self.names.tasks),
            "report_of": lambda: self._known_or(
                "id", {"issued": self.say("schema.value.of.issued"), **self.names.tasks}
            ),
        }
        return self.define(name, make[name])

    def _bodies(self, known: Mapping[str, str]) -> Fragment:
        """The bodies of the directory and no others; any short name where no directory is known."""
        if not known:
            return self._scalar("slug")
        listed = {**_enum(known), "errorMessage": self.say("schema.wrong.body")}
        if all(looks_like_text(name) for name in known):
            return listed
        return {"anyOf": [listed, quietly({"type": ["number", "boolean"]})]}

    def _known_or(self, name: str, known: Mapping[str, str]) -> Fragment:
        """What is known is offered; what is not may be new, so anything of the form is accepted."""
        free = self._scalar(name)
        offered = {**_enum(known), "errorMessage": self.say(f"schema.wrong.{name}")}
        return {"anyOf": [offered, free]} if known else free

    # Choices and collections

    def _choice(self, value: Value, where: Where) -> Fragment:
        return self.choice(value.choices)

    def choice(self, words: tuple[str, ...]) -> Fragment:
        """One of a few words, each with its description."""
        return self.define(f"choice_{CHOICES[words]}", lambda: self.made_choice(words))

    def made_choice(self, words: tuple[str, ...]) -> Fragment:
        """The same in one piece."""
        told = {word: self.say(f"schema.value.{CHOICES[words]}.{word}") for word in words}
        return {"type": "string", **_enum(told)}

    def _list(self, value: Value, where: Where) -> Fragment:
        assert value.item is not None
        return self.listed(self.of(value.item, where))

    def listed(self, item: Fragment) -> Fragment:
        """A list of such items."""
        return {"type": "array", "items": item, "errorMessage": self.say("schema.wrong.list")}

    def _one_or_many(self, value: Value, where: Where) -> Fragment:
        assert value.item is not None
        one = self.of(value.item, where)
        return {"anyOf": [*one.get("anyOf", [one]), self.listed(one)]}

    def _mapping(self, value: Value, where: Where) -> Fragment:
        return self.mapping(self.table_names[id(value.table)])

    def _inside(self, value: Value) -> Fragment:
        name = self.table_names[id(value.table)]
        return self.define(f"{name}_mapping", lambda: self.mapping(name))

    # Values of several forms

    def _due(self, value: Value, where: Where) -> Fragment:
        words = {**self.made_choice(value.choices), "errorMessage": self.say("schema.wrong.due")}
        return {"anyOf": [words, self.simple("due"), self._inside(value)]}

    def _before(self, value: Value, where: Where) -> Fragment:
        return self.simple("due")

    def _body(self, value: Value, where: Where) -> Fragment:
        return {"anyOf": [self.named(where), self._inside(value)]}

    def _focal_point(self, value: Value, where: Where) -> Fragment:
        return self._body(value, where)

    def _completion(self, value: Value, where: Where) -> Fragment:
        return {"anyOf": [self.choice(value.choices), self._inside(value)]}

    def _dependency(self, value: Value, where: Where) -> Fragment:
        return {"anyOf": [self._reference(value, where), self._inside(value)]}

    def _match(self, value: Value, where: Where) -> Fragment:
        one = self.choice(value.choices)
        alone = {"if": {"contains": {"const": "all"}}, "then": {"maxItems": 1}}
        return {"anyOf": [one, {**self.listed(one), **alone}]}

    def _readings(self, value: Value, where: Where) -> Fragment:
        why = self.say("schema.reading")
        text = self.simple("text")
        keys = list(dict.fromkeys([*(TARGET if where[0] == "target" else TASK), *TASK, *TARGET]))
        return {
            "type": "object",
            "properties": {key: {"description": why, "anyOf": [text]} for key in keys},
            "additionalProperties": False,
        }


def _enum(known: Mapping[str, str]) -> Fragment:
    return {"enum": list(known), "enumDescriptions": list(known.values())}


_SCALARS: Mapping[str, Fragment] = {
    "text": {"pattern": r"\S"},
    "id": {"pattern": whole(values.ID.pattern), "maxLength": values.MAX_ID, "minimum": 0},
    "slug": {"pattern": whole(values.SLUG.pattern), "maxLength": values.MAX_ID},
    "reference": {
        "pattern": whole(values.ID.pattern, f"{values.SLUG.pattern}/{values.ID.pattern}"),
        "maxLength": 2 * values.MAX_ID,
        "minimum": 0,
    },
    "carried": {
        "type": "string",
        "pattern": whole(f"{values.SLUG.pattern}/{values.ID.pattern}(?:@{values.ID.pattern})?"),
        "maxLength": 3 * values.MAX_ID,
    },
    "lines": {"type": ["string", "integer"], "pattern": whole(values.LINES.pattern), "minimum": 0},
    "date": {"type": "string", "pattern": whole(_ISO, _VIETNAMESE)},
    "date_or_month_day": {"type": "string", "pattern": whole(_ISO, _VIETNAMESE, _MONTH_DAY)},
    "due": {
        "type": ["string", "integer"],
        "pattern": whole(_ISO, _VIETNAMESE, _MONTH_DAY, "[1-9]|1[0-9]|2[0-8]"),
        "minimum": 1,
        "maximum": 28,
    },
    "span": {"type": "string", "pattern": whole("(?!0+[dw])[0-9]{1,5}(?:d|wd)")},
    "lag": {
        "type": ["string", "integer"],
        "pattern": whole("-?[0-9]{1,5}(?:d|wd)", "0"),
        "minimum": 0,
        "maximum": 0,
    },
    "email": {"type": "string", "pattern": whole(values.EMAIL_PATTERN.pattern), "maxLength": 254},
    "goal": {"type": "string", "pattern": whole(_GOAL)},
    "figure": {"pattern": whole(_FIGURE)},
    "warning": {"type": "string", "pattern": "^PE2[0-9]{2}$"},
}
