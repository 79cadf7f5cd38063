"""The JSON Schemas for editors accept what the reader accepts and refuse what they can see of what it refuses."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError

from planengine.messages import LANGUAGES, Words
from planengine.planfile.schema import KINDS, schema, schema_text
from planengine.planfile.schema_names import names_in
from tests.planfile.faulty_plans import FAULTY
from tests.planfile.plans_in_text import plan_text, read, second, task

ROOT = Path(__file__).resolve().parents[2]
PLANS = ROOT / "plans"
SHIPPED = {
    "plan": sorted(PLANS.glob("*.yaml")),
    "directory": sorted((PLANS / "agencies").glob("*.yaml")),
    "calendar": sorted((PLANS / "calendars").glob("*.yaml")),
}
FILES = [(kind, path) for kind, paths in SHIPPED.items() for path in paths]


class TypedAsByEditors(SafeConstructor):
    """YAML 1.2 as an editor's language server has it: numbers, yes and no, nothing; dates stay text."""


TypedAsByEditors.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda constructor, node: constructor.construct_scalar(node)
)


def as_editor(source):
    """The file as an editor has it; keys are text, as in JSON."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = TypedAsByEditors
    return _with_text_keys(yaml.load(source))


def _with_text_keys(value):
    if isinstance(value, dict):
        return {
            key if isinstance(key, str) else json.dumps(key): _with_text_keys(one)
            for key, one in value.items()
        }
    return [_with_text_keys(one) for one in value] if isinstance(value, list) else value


@cache
def general(kind="plan", language="vi"):
    made = schema(kind, Words(language))
    Draft7Validator.check_schema(made)
    return Draft7Validator(made)


def wrong(validator, value):
    """What the schema has against a value, short enough to be read in a test that fails."""
    return [
        (list(one.absolute_path), one.validator, one.message[:200]) for one in validator.iter_errors(value)
    ]


# What is right is accepted


@pytest.mark.parametrize(("kind", "path"), FILES, ids=[f"{kind}:{path.name}" for kind, path in FILES])
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


@pytest.mark.parametrize(("kind", "path"), FILES, ids=[f"{kind}:{path.name}" for kind, path in FILES])
def test_the_first_line_of_a_shipped_file_leads_an_editor_to_its_schema(kind, path):
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    before, _, target = first.partition("$schema=")
    assert before == "# yaml-language-server: "
    assert (path.parent / target).resolve() == ROOT / f"schema/{kind}.schema.json"


# A line of a task in every spelling that the reader takes, among them those that an editor takes for something else
# than text: numbers, yes and no, nothing at all.
RIGHT = {
    "ref": ["III.2", "2", "2.10", "'2.10'", "true", "1e3", "", "~"],
    "lines": ["114", "114-117", "114-117, 120", "'7'", "null"],
    "quote": ["nguyên văn", "[một, hai]", "12", "|\n      hai\n      dòng", "[]"],
    "support": ["[so-xd]", "[{group: ubnd-huyen, track: group}]", "[{agency: so-xd}]", "[]", ""],
    "support_required": ["false", "'false'", ""],
    "starts": ["2024-03-01", "01/03/2024", "'2024-03-01'", ""],
    "duration": ["10d", "5wd", "'5wd'"],
    "due": [
        "2025-12-01", "01/12/2025", "horizon", "none", "{before: 2025-12-02}", "{within: 10d, of: '2'}", "~",
        "{within: 10d, of: 2, before: }",
    ],
    "cutoff": ["2025-11-03", "03/11/2025", ""],
    "day_off": ["keep", "'keep'", "next_working_day"],
    "after": [
        "['2']", "[2]", "[{task: 2}]", "[{task: '2', type: SS, lag: -3wd, soft: true}]", "[kh-2/3.1]", "[]",
        "[{task: '2', lag: 0, match: all}]", "[{task: '2', lag: '0', match: [all]}]", "[{task: '2', soft: 'false'}]",
    ],
    "related": ["['2']", "[2]", "[kh-2/7]", ""],
    "targets": ["[G1]", "[]"],
    "conditions": ["[a, 1, true]", ""],
    "restricted": ["true", "false", "'true'", ""],
    "addressee": ["so-tc", "[so-tc, ubnd-tinh]"],
    "via": ["so-tc", "null"],
    "evidence": ["optional", ""],
    "tags": ["[a, 2024, false]"],
    "notes": ["12:30", "no", "1_000", "0x1F", "2024-01-01", "'#'"],
    "readings": ["{lead: vì sao, due: 7}", ""],
    "allow": ["[{code: PE202, reason: đã rõ}]", "[]"],
    "priority": ["urgent", ""],
}  # fmt: skip
LINES = st.fixed_dictionaries({}, optional={key: st.sampled_from(ways) for key, ways in RIGHT.items()})


@given(LINES)
def test_what_the_reader_accepts_the_schema_accepts(tmp_path_factory, lines):
    text = plan_text(tasks=task(*(f"{key}: {value}" for key, value in lines.items())) + second())
    reading = read(tmp_path_factory.mktemp("plan"), text)
    if reading.plan is not None:
        assert wrong(general(), as_editor(text)) == []


def test_most_of_those_plans_are_right(tmp_path):
    # or the test above would say nothing
    alone = {
        (key, value): read(tmp_path, plan_text(tasks=task(f"{key}: {value}") + second())).plan is not None
        for key, ways in RIGHT.items()
        for value in ways
    }
    assert [one for one, right in alone.items() if not right] == []


@pytest.mark.parametrize(
    "lines",
    [
        ("joint: [so-tc]", "focal_point: so-tc", "complete_when: focal_point"),
        ("joint: [so-tc]", "focal_point: {agency: so-tc, reading: họp, ref: 12/TB}"),
        ("each: [ubnd-huyen]", "complete_when: {percent: 80}"),
        ("each: [so-tc, so-xd]", "complete_when: {at_least: '2'}"),
        ("each: [{group: nganh, members: [so-tc, so-xd]}]",),
        ("unassigned: true", "focal_point: so-tc"),
        ("unassigned: 'true'", "lead: "),
        ("lead: so-tc", "unassigned: false", "joint: null"),
        ("kind: recurring", "every: year", "due: 12-15", "cutoff: 12-10"),
        ("kind: recurring", "every: month", "due: 15"),
        ("kind: recurring", "every: month", "due: '15'"),
        ("kind: recurring", "every: quarter", "due: {before: 15}"),
        ("kind: standing", "update: month"),
        ("due: 2024-12-16", "internal_due: 2024-12-10", "basis: Công văn 1"),
    ],
)
def test_every_form_that_the_reader_takes_is_accepted(tmp_path, lines):
    text = plan_text(tasks=task(*lines))
    assert read(tmp_path, text).plan is not None
    assert wrong(general(), as_editor(text)) == []


# What is wrong is refused, as far as it can be seen

CANNOT_SEE = {
    "the file itself": "PE001 PE002 PE003 PE004 PE005 PE006 PE020 PE021 PE022",
    "the text of YAML, which an editor's own parser judges": (
        "PE007 PE008 PE009 PE010 PE011 PE012 PE013 PE014 PE015 PE016 PE017 PE018"
    ),
    "whether a day or a time zone exists": "PE037 PE041 PE060",
    "how deep sections are": "PE057",
    "one name used twice": "PE059 PE061",
    "what days of a calendar are to each other": "PE063 PE064 PE065 PE066 PE067",
}
CANNOT = {code: why for why, codes in CANNOT_SEE.items() for code in codes.split()}
# From PE100 on, what is wrong is how values agree with each other, with the directory and with the calendar; of that,
# a schema sees no more than which keys of one mapping exclude or ask for each other.
SEEN_OF_RULES = ("PE106", "PE107", "PE138", "PE139")
SEEN = [code for code in FAULTY if (code < "PE1" and code not in CANNOT) or code in SEEN_OF_RULES]


def files_of(code):
    """The files of an example as an editor has them, each with its kind; None for one that no editor can read."""
    example = FAULTY[code]
    text, others = example if isinstance(example, tuple) else (example, {})
    return [("plan", typed(text)), *((kind_of(one), typed(one)) for one in others.values())]


def typed(text):
    try:
        return as_editor(text.decode() if isinstance(text, bytes) else text)
    except (YAMLError, UnicodeError, ValueError):
        return None


def kind_of(text):
    return "calendar" if "covers:" in str(text) else "directory"


def refused(code):
    return [one for kind, value in files_of(code) for one in wrong(general(kind), value)]


@pytest.mark.parametrize("code", SEEN)
def test_a_faulty_plan_is_refused(code):
    assert refused(code) != []


NOT_TRIED = ("the file itself", "the text of YAML, which an editor's own parser judges")


def test_the_list_of_what_cannot_be_seen_holds_nothing_that_can():
    tried = [code for code, why in CANNOT.items() if why not in NOT_TRIED]
    assert [code for code in tried if refused(code)] == []
    assert set(CANNOT) <= set(FAULTY)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("plan", "[a]"),
        ("plan", "tasks: []"),
        ("plan", plan_text(end="directories: a.yaml\n")),
        ("plan", plan_text(whole_agencies="")),
        ("plan", plan_text(tasks="tasks:\n  - \n")),
        ("plan", plan_text(tasks=task("complete_when: {}"))),
        ("plan", plan_text(tasks=task("due: {}"))),
        ("plan", plan_text(tasks=task("due: {before: 2024-12-15, within: 3d}"))),
        ("plan", plan_text(tasks=task("lead: "))),
        ("plan", plan_text(tasks=task("unassigned: false"))),
        ("plan", plan_text(tasks=task("joint: [so-tc]", "each: [so-tc]", "lead: "))),
        ("plan", plan_text(tasks=task("after: [{soft: true}]"))),
        ("plan", plan_text(tasks=task("duration: 0d"))),
        ("plan", plan_text(tasks=task("duration: 3 d"))),
        ("plan", plan_text(tasks=task("due: 29"))),
        ("plan", plan_text(tasks=task("output: ''"))),
        ("directory", "agencies: {so-tc: }"),
        ("directory", "agencies: {so-tc: {}}"),
        ("directory", "agencies: {Sở TC: {name: a}}"),
        ("directory", "groups: {a: {name: b, open: false}}"),
        ("directory", "agencies: {a: {name: b, contacts: [{email: a@b.vn}]}}"),
        ("calendar", "covers: {from: 2024-01-01, until: 2024-12-31}"),
        ("calendar", "calendar: vn"),
        ("calendar", "{calendar: vn, covers: {from: 2024-01-01, until: 2024-12-31}, weekend: [sa]}"),
        (
            "calendar",
            "{calendar: vn, covers: {from: 2024-01-01, until: 2024-12-31}, working_days: [{date: 2024-05-04}]}",
        ),
    ],
)
def test_more_that_is_wrong_is_refused(kind, text):
    assert wrong(general(kind), as_editor(text)) != []


def test_an_agency_that_the_directory_does_not_have_is_refused_and_a_new_task_is_not():
    made = Draft7Validator(schema("plan", Words("vi"), names_in(PLANS / "kh_106.yaml")))
    plan = as_editor(PLANS / "kh_106.yaml")
    plan["tasks"].append(
        {"id": "moi", "title": "Việc mới", "lead": "so-tc", "after": ["vua-viet"], "targets": ["G99"]}
    )
    assert wrong(made, plan) == []
    plan["tasks"][-1]["lead"] = "so-tcc"
    [(path, _, _)] = wrong(made, plan)
    assert path[:2] == ["tasks", len(plan["tasks"]) - 1]
