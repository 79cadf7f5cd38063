"""The tables of the file format as JSON Schema, for completion, hover and marks in editors.

The draft is 07, which every release of the YAML language server reads. The editor sees typed YAML (2.10 is a number to
it, `null` a value), the reader sees text; so a schema accepts whatever the editor may have made of text that is right.
Every key and every word of a choice has its description under `schema.` in the catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, Literal, get_args

from planengine.core import plan as model
from planengine.planfile import fields as tables
from planengine.planfile import forms, forms_revised
from planengine.planfile.build import DEFAULT_TIMEZONE
from planengine.planfile.desk import Field, Table
from planengine.planfile.schema_names import NOBODY, Names
from planengine.planfile.schema_rules import RULES, with_messages
from planengine.planfile.schema_values import ABSENT, Fragment, Say, Values, quietly

SchemaKind = Literal["plan", "directory", "calendar"]
KINDS: tuple[SchemaKind, ...] = get_args(SchemaKind)

DRAFT = "http://json-schema.org/draft-07/schema#"

TABLES: Mapping[str, Table] = {
    "file": tables.FILE,
    "plan": tables.PLAN,
    "signer": forms.SIGNER_KEYS,
    "allow": forms.ALLOW_KEYS,
    "defaults": tables.DEFAULTS,
    "move": forms.MOVE_KEYS,
    "removal": forms_revised.REMOVAL_KEYS,
    "split": forms_revised.SPLIT_KEYS,
    "merge": forms_revised.MERGE_KEYS,
    "handover": forms.HANDOVER_KEYS,
    "target": tables.TARGET,
    "section": tables.SECTION,
    "task": tables.TASK,
    "body": forms.BODY_KEYS,
    "focal_point": forms.FOCAL_KEYS,
    "completion": forms.COMPLETION_KEYS,
    "dependency": forms.DEPENDENCY_KEYS,
    "due": forms.DUE_MAPPING_KEYS,
    "directory": tables.DIRECTORY,
    "agency": tables.AGENCY,
    "contact": forms.CONTACT_KEYS,
    "succession": forms.SUCCESSION_KEYS,
    "group": tables.GROUP,
    "calendar": tables.CALENDAR,
    "covers": tables.COVERS_KEYS,
    "day_off": tables.DAY_OFF_KEYS,
    "working_day": tables.WORKING_DAY_KEYS,
}
"""Every table of the format by the name its descriptions stand under."""

_MODELS: Mapping[str, type] = {
    "defaults": model.Defaults,
    "task": model.Task,
    "body": model.Body,
    "dependency": model.Dependency,
    "group": model.Group,
}
_DEFAULTS: Mapping[tuple[str, str], Any] = {
    ("file", "planengine"): tables.FORMAT_VERSION,
    ("directory", "planengine"): tables.FORMAT_VERSION,
    ("calendar", "planengine"): tables.FORMAT_VERSION,
    ("plan", "timezone"): DEFAULT_TIMEZONE,
    ("task", "kind"): "once",
    ("task", "complete_when"): model.Completion().rule,
    ("dependency", "lag"): "0d",
    ("calendar", "weekend"): ["sat", "sun"],
}

# What holds text of our own making in a field that is kept as it is.
_RECORDED = "recorded"


def schema_text(kind: SchemaKind, say: Say, names: Names = NOBODY) -> str:
    """The schema as it stands in a file: UTF-8 JSON, indented by two, keys in a fixed order, ending in a line break."""
    return json.dumps(schema(kind, say, names), ensure_ascii=False, indent=2) + "\n"


def schema(kind: SchemaKind, say: Say, names: Names = NOBODY) -> Fragment:
    """The draft-07 schema of one kind of file, described by the sentences `say` gives for codes under `schema.`.

    With `names`, agencies and groups are the known ones and no others, tasks and targets the known ones before others.
    """
    return _Schema(say, names).whole(kind)


class _Schema:
    """One schema in the making; `definitions` gathers what is used in several places."""

    def __init__(self, say: Say, names: Names) -> None:
        self.say = say
        self.names = names
        self.values = Values(say, names, self.mapping, {id(table): name for name, table in TABLES.items()})

    def whole(self, kind: SchemaKind) -> Fragment:
        build: dict[SchemaKind, Callable[[], Fragment]] = {
            "plan": self.plan_file,
            "directory": lambda: self.mapping("directory"),
            "calendar": lambda: self.mapping("calendar"),
        }
        root = build[kind]()
        root.pop("description", None)
        return {
            "$schema": DRAFT,
            "description": self.say(f"schema.about.{kind}"),
            **root,
            "definitions": dict(sorted(self.values.definitions.items())),
        }

    def plan_file(self) -> Fragment:
        root = self.mapping("file")
        self.values.define("node", self.node)
        return root

    def node(self) -> Fragment:
        """A section where there are tasks inside, else a task; what is common to both stands outside for completion."""
        inside = self.mapping("section")["properties"]["tasks"]
        return {
            "description": self.say("schema.table.node"),
            "type": "object",
            "properties": {"tasks": inside},
            "if": {"type": "object", "required": ["tasks"]},
            "then": self.mapping("section"),
            "else": self.mapping("task"),
        }

    def mapping(self, name: str) -> Fragment:
        """The mapping of one table: its keys, those that must be there, and no others."""
        table = TABLES[name]
        required = [one.key for one in table.required]
        if name == "calendar":
            required.insert(0, "calendar")
        made: Fragment = {
            "description": self.say(f"schema.table.{name}"),
            "type": "object",
            "properties": {key: self.key(name, one) for key, one in table.items()},
            "additionalProperties": False,
        }
        if required:
            made["required"] = required
        if name in RULES:
            made["allOf"] = with_messages(RULES[name], self.say)
        return made

    def key(self, table: str, field: Field) -> Fragment:
        """What stands under one key, with its description, its default and whether it may be empty."""
        about: Fragment = {"description": self.say(f"schema.{table}.{field.key}")}
        default = default_of(table, field)
        if default is not None:
            about["default"] = default
        if field.value.name == _RECORDED:
            held = self.recorded(table, field.key)
        else:
            held = self.values.of(field.value, (table, field.key))
        return described(about, held, may_be_empty=not field.required)

    # What the tables only record, because the builders walk it themselves

    def recorded(self, table: str, key: str) -> Fragment:
        makers: dict[str, Callable[[], Fragment]] = {
            "planengine": lambda: self.version(table),
            "plan": lambda: self.mapping("plan"),
            "directory": self.paths,
            "calendar": self.calendar,
            "agencies": lambda: self.named("agency"),
            "groups": lambda: self.named("group"),
            "defaults": lambda: self.mapping("defaults"),
            "targets": lambda: self.list_of("target"),
            "tasks": lambda: self.tasks(table),
            "sources": dict,
        }
        return makers[key]()

    def version(self, table: str) -> Fragment:
        known = tables.FORMAT_VERSION
        return {"anyOf": [{"enum": [known]}, quietly({"const": str(known)})]}

    def paths(self) -> Fragment:
        path = self.values.simple("text")
        return {"anyOf": [path, self.values.listed(path)]}

    def calendar(self) -> Fragment:
        """A path, or the calendar itself; inside a plan it needs no name."""
        inside = self.mapping("calendar")
        inside["required"] = [key for key in inside["required"] if key != "calendar"]
        return {"anyOf": [self.values.simple("text"), inside]}

    def named(self, name: str) -> Fragment:
        """Mappings by short name."""
        return {
            "type": "object",
            "propertyNames": self.values.short_name(),
            "additionalProperties": self.mapping(name),
            "defaultSnippets": [self.snippet(name, "object")],
        }

    def list_of(self, name: str) -> Fragment:
        return {**self.values.listed(self.mapping(name)), "defaultSnippets": [self.snippet(name, "array")]}

    def tasks(self, table: str) -> Fragment:
        made = self.values.listed({"$ref": "#/definitions/node"})
        made["defaultSnippets"] = [self.snippet(name, "array") for name in ("task", "recurring", "section")]
        if table == "section":
            made["minItems"] = 1
        return made

    def snippet(self, name: str, inside: str) -> Fragment:
        """A beginning to fill in, of one item of a list ("array") or one key of a mapping ("object"); what is to be
        replaced stands in the body as ${1:word}."""
        return {
            "label": self.say(f"schema.snippet.{name}"),
            "description": self.say(f"schema.snippet.{name}.about"),
            "type": inside,
            "body": self.filled(SNIPPETS[name], self.say(f"schema.snippet.{name}.words")),
        }

    def filled(self, body: Any, words: str) -> Any:
        if isinstance(body, Mapping):
            return {key: self.filled(inner, words) for key, inner in body.items()}
        if isinstance(body, tuple):
            return [self.filled(inner, words) for inner in body]
        return body.replace("{words}", words)


SNIPPETS: Mapping[str, Mapping[str, Any]] = {
    "task": {"id": "${1:1.1}", "title": "${2:{words}}", "lead": "${3}", "due": "${4:2025-12-31}"},
    "recurring": {
        "id": "${1:1.1}",
        "title": "${2:{words}}",
        "lead": "${3}",
        "kind": "recurring",
        "every": "${4|year,half,quarter,month,week|}",
        "due": "${5:12-15}",
    },
    "section": {
        "id": "${1:I}",
        "title": "${2:{words}}",
        "tasks": ({"id": "${3:I.1}", "title": "${4}", "lead": "${5}"},),
    },
    "target": {"id": "${1:G1}", "title": "${2:{words}}", "goal": '">= ${3:50} ${4:%}"'},
    "agency": {"${1:so-moi}": {"name": "${2:{words}}", "short": "${3}"}},
    "group": {"${1:cac-so}": {"name": "${2:{words}}", "members": ("${3}",)}},
}


def described(about: Fragment, held: Fragment, *, may_be_empty: bool) -> Fragment:
    """`held` under a description. A key without a value counts as absent; editors offer `null` where it is named as a
    type, so for scalars it is accepted without being named."""
    held = {key: value for key, value in held.items() if key != "description"}
    if held.get("type") in ("array", "object"):
        return {**about, **held, **({"type": [held["type"], "null"]} if may_be_empty else {})}
    if not held:
        return about
    ways = held["anyOf"] if list(held) == ["anyOf"] else [held]
    return {**about, "anyOf": [*ways, ABSENT] if may_be_empty else ways}


def default_of(table: str, field: Field) -> Any:
    """What a key stands for when it is absent, as far as it is one plain value; None otherwise."""
    if (table, field.key) in _DEFAULTS:
        return _DEFAULTS[table, field.key]
    for one in fields(_MODELS[table]) if table in _MODELS else ():
        if one.name == field.into and one.default is not MISSING and isinstance(one.default, str | bool):
            return one.default
    return None
