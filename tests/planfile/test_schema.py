"""The JSON Schemas for editors accept what the reader accepts, refuse what they can see, and explain every key."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from planengine.messages import LANGUAGES, Words
from planengine.planfile import fields, forms
from planengine.planfile.desk import Table
from planengine.planfile.read import read_plan
from planengine.planfile.schema import KINDS, TABLES, schema, schema_text
from planengine.planfile.schema_names import names_in
from planengine.planfile.schema_values import CHOICES, NUMBERS
from tests.planfile.plans_in_text import plan_text, read, second, task, write

ROOT = Path(__file__).resolve().parents[2]
PLANS = ROOT / "plans"
SHIPPED = {
    "plan": sorted(PLANS.glob("*.yaml")),
    "directory": sorted((PLANS / "agencies").glob("*.yaml")),
    "calendar": sorted((PLANS / "calendars").glob("*.yaml")),
}
FILES = [(kind, path) for kind, paths in SHIPPED.items() for path in paths]


def as_editor(source):
    """YAML as an editor's language server has it: typed by the core schema of YAML 1.2, dates as text, keys as text."""
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_duplicate_keys = True
    return _plain(yaml.load(source))


def _plain(value):
    if isinstance(value, dict):
        return {
            key if isinstance(key, str) else json.dumps(_plain(key)): _plain(one)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


@cache
def general(kind="plan", language="vi"):
    made = schema(kind, Words(language))
    Draft7Validator.check_schema(made)
    return Draft7Validator(made)


def wrong(validator, value):
    """What the schema has against a value: path and the keyword that failed, for a test that fails."""
    return [
        (list(one.absolute_path), one.validator, one.message[:200]) for one in validator.iter_errors(value)
    ]


# What is right is accepted


@pytest.mark.parametrize(("kind", "path"), FILES, ids=[path.name for _, path in FILES])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_file_is_accepted(kind, path, language):
    assert wrong(general(kind, language), as_editor(path)) == []


@pytest.mark.parametrize("path", SHIPPED["plan"], ids=lambda path: path.name)
def test_every_shipped_plan_is_accepted_by_the_schema_of_its_own_names(path):
    made = schema("plan", Words("vi"), names_in(path))
    Draft7Validator.check_schema(made)
    assert wrong(Draft7Validator(made), as_editor(path)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_in_the_repository_are_what_the_tables_say(kind):
    shipped = (ROOT / f"schema/{kind}.schema.json").read_text(encoding="utf-8")
    assert shipped == schema_text(kind, Words("vi")), (
        f"renew it: planengine schema --kind {kind} --out schema/{kind}.schema.json"
    )
