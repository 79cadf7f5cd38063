"""Rules between the keys of one mapping, as far as an editor can show them at the right spot with a sentence of ours.

Each is an if/then whose mark falls on one key: a choice between whole mappings (oneOf) would be told as "matches
several schemas", which helps nobody. What is asked of a key stands in an if/then of its own, because editors offer the
words and types that are named outside of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planengine.planfile.fields import FORMS
from planengine.planfile.schema_values import Fragment, Say

_GIVEN: Fragment = {"not": {"type": "null"}}
_TRUE: Fragment = {"enum": [True, "true"]}
_ANY: Fragment = {}


def _is(key: str, held: Fragment) -> Fragment:
    return {"required": [key], "properties": {key: held}}


def _never(key: str, held: Fragment, wrong: str) -> Fragment:
    """The key does not hold that, which null is not. (`not` would refuse it too, without a sentence.)"""
    refused = {"type": "null", "errorMessage": wrong}
    return {"properties": {key: {"if": held, "then": refused, "doNotSuggest": True}}}


def _needs(key: str, held: Fragment, wrong: str) -> Fragment:
    """The key is there and holds that, which text is."""
    refused = {"type": "string", "errorMessage": wrong}
    asked = {"if": held, "else": refused, "doNotSuggest": True}
    return {"required": [key], "properties": {key: asked}, "errorMessage": wrong}


def _exactly_one(given: Mapping[str, Fragment], none: str, several: str) -> list[Fragment]:
    """One of these keys, and no second one, holds what it is `given` by."""
    keys = list(given)
    return [
        {
            "if": {"anyOf": [_is(key, held) for key, held in given.items()]},
            "else": _needs(keys[0], given[keys[0]], none),
        },
        *(
            {"if": _is(key, given[key]), "then": _never(other, given[other], several)}
            for at, key in enumerate(keys)
            for other in keys[at + 1 :]
        ),
    ]


RULES: Mapping[str, list[Fragment]] = {
    "file": [
        {
            "if": {"anyOf": [_is(key, _GIVEN) for key in ("directory", "agencies")]},
            "else": _needs("directory", _GIVEN, "schema.wrong.no_directory"),
        }
    ],
    "task": _exactly_one(
        {form: _TRUE if form == "unassigned" else _GIVEN for form in FORMS},
        "schema.wrong.nobody",
        "schema.wrong.two_forms",
    ),
    "body": _exactly_one(
        dict.fromkeys(("group", "agency"), _GIVEN), "schema.wrong.body_form", "schema.wrong.body_form"
    ),
    "completion": _exactly_one(
        dict.fromkeys(("at_least", "percent"), _ANY), "schema.wrong.completion", "schema.wrong.completion"
    ),
    "due": [
        {
            "if": _is("before", _GIVEN),
            "then": {"allOf": [_never(key, _GIVEN, "schema.wrong.due") for key in ("within", "of")]},
            "else": {"allOf": [_needs(key, _GIVEN, "schema.wrong.due") for key in ("within", "of")]},
        }
    ],
    "group": [
        {
            "if": _is("open", _TRUE),
            "then": _never("members", {"type": "array", "minItems": 1}, "schema.wrong.open_members"),
            "else": _needs("members", {"type": "array", "minItems": 1}, "schema.wrong.no_members"),
        }
    ],
    "working_day": [_needs("for", _GIVEN, "schema.wrong.for")],
}
"""By the name of a table: which of its keys exclude or ask for each other."""


def with_messages(rules: list[Fragment], say: Say) -> list[Fragment]:
    """The rules with each code under `errorMessage` replaced by its sentence."""

    def told(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: say(value) if key == "errorMessage" else told(value) for key, value in part.items()}
        return [told(one) for one in part] if isinstance(part, list) else part

    return [told(one) for one in rules]
