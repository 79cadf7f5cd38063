"""Rules between the keys of one mapping, as far as an editor can show them at the right spot with a sentence of ours.

Each is an if/then whose mark falls on one key: a choice between whole mappings (oneOf) would be told as "matches
several schemas", which helps nobody.
"""

from __future__ import annotations

from typing import Any

from planengine.planfile.fields import FORMS
from planengine.planfile.schema_values import Fragment, Say

# What counts as written: a body, or that nobody is named.
_GIVEN: dict[str, Fragment] = {
    form: {"enum": [True, "true"]} if form == "unassigned" else {"not": {"type": "null"}} for form in FORMS
}
_GONE: dict[str, Fragment] = {
    form: {"enum": [False, "false", None]} if form == "unassigned" else {"type": "null"} for form in FORMS
}


def _is(key: str, held: Fragment) -> Fragment:
    return {"required": [key], "properties": {key: held}}


def _then(key: str, held: Fragment, wrong: str) -> Fragment:
    return {"properties": {key: {**held, "errorMessage": wrong, "doNotSuggest": True}}}


def _needs(key: str, held: Fragment, wrong: str) -> Fragment:
    return {"required": [key], "errorMessage": wrong, "properties": {key: {**held, "doNotSuggest": True}}}


_AFTER = {form: FORMS[at + 1 :] for at, form in enumerate(FORMS)}

WHO_RULES: list[Fragment] = [
    {
        "if": {"anyOf": [_is(form, given) for form, given in _GIVEN.items()]},
        "else": _needs("lead", _GIVEN["lead"], "schema.wrong.nobody"),
    },
    *(
        {"if": _is(form, _GIVEN[form]), "then": _then(other, _GONE[other], "schema.wrong.two_forms")}
        for form, others in _AFTER.items()
        for other in others
    ),
]
"""Exactly one of the forms of responsibility."""

NAMED_BODIES: list[Fragment] = [
    {
        "if": {"anyOf": [_is(key, {"not": {"type": "null"}}) for key in ("directory", "agencies")]},
        "else": _needs("directory", {"not": {"type": "null"}}, "schema.wrong.no_directory"),
    }
]
"""The bodies of a plan stand in a directory or in the plan."""

GROUP_RULES: list[Fragment] = [
    {
        "if": _is("open", {"enum": [True, "true"]}),
        "then": _then("members", {"maxItems": 0}, "schema.wrong.open_members"),
        "else": _needs("members", {"type": "array", "minItems": 1}, "schema.wrong.no_members"),
    }
]
"""A group has members, or is open."""


def with_messages(rules: list[Fragment], say: Say) -> list[Fragment]:
    """The rules with each code under `errorMessage` replaced by its sentence."""

    def told(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: say(value) if key == "errorMessage" else told(value) for key, value in part.items()}
        return [told(one) for one in part] if isinstance(part, list) else part

    return [told(one) for one in rules]
