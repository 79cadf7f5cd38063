"""The values of a plan that have several forms: due dates, bodies, completion rules, dependencies, small mappings."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from planengine.core.plan import (
    Allow,
    Body,
    Completion,
    Contact,
    Dependency,
    Due,
    FocalPoint,
    Goal,
    Handover,
    MonthDay,
    Move,
    Signer,
    Succession,
)
from planengine.planfile import values
from planengine.planfile.desk import Desk, Field, Table, Value, table
from planengine.planfile.tree import BROKEN, DROPPED, ONE_LEAD
from planengine.planfile.values import (
    BOOLEAN,
    EMAIL,
    ID_,
    LAG,
    LINE,
    SLUG_,
    SPAN,
    TEXT,
    choice,
    list_of,
    mapping,
    number,
    one_or_many,
)

NOT_A_DUE = "PE048"
DUE_NOT_ONE_FORM = "PE049"
NOT_A_COMPLETION = "PE050"
BODY_NOT_ONE = "PE051"
NOT_A_GOAL = "PE052"
NOT_A_FIGURE = "PE071"
MATCH_MIXED = "PE053"
NOT_SILENCEABLE = "PE055"

# Due dates


def _due_scalar(desk: Desk, value: str, holder: Any, index: int, before: bool) -> Any:
    if len(value) <= 2 and value.isascii() and value.isdigit():
        # 28, because a day of the month must be in every month.
        if 1 <= int(value) <= 28 and value[0] != "0":
            return Due(day_of_month=int(value), before=before)
        return desk.fault(values.NOT_A_NUMBER, holder, index, value=value, low=1, high=28)
    found = values.read_date_or_month_day(desk, value, holder, index)
    if isinstance(found, MonthDay):
        return Due(yearly=found, before=before)
    return Due(day=found, before=before) if isinstance(found, date) else BROKEN


def _read_due(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    if type(value) is str:
        if value == "none":
            return value
        if value == "horizon":
            return Due(horizon=True)
        if not value[:1].isdigit():
            meant = values.due_meant(value[:80]) or desk.guess(value, ("none", "horizon"))
            return desk.fault(NOT_A_DUE, holder, index, value=value[:80], guess=meant)
        return _due_scalar(desk, value, holder, index, before=False)
    if type(value) is not dict:
        return value if value is BROKEN else desk.fault(NOT_A_DUE, holder, index, value="")
    return DUE_MAPPING.read(desk, value, holder, index)


def _read_before(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    if type(value) is not str:
        return value if value is BROKEN else desk.fault(values.NOT_TEXT, holder, index)
    return _due_scalar(desk, value, holder, index, before=True)


def _make_due(desk: Desk, found: dict[str, Any], node: dict[str, Any], holder: Any, index: int) -> Any:
    given = {key for key, value in node.items() if value is not None and not key.startswith(DROPPED)}
    if given == {"before"}:
        return found.get("before", BROKEN)
    if given == {"within", "of"}:
        return Due(within=found["within"], of=found["of"]) if len(found) == 2 else BROKEN
    # An unknown key is its own fault already.
    return desk.fault(DUE_NOT_ONE_FORM, holder, index) if given <= set(DUE_MAPPING_KEYS) else BROKEN


DUE_MAPPING_KEYS: Table = table(
    Field("before", Value("before", _read_before)), Field("within", SPAN), Field("of", ID_)
)
DUE_MAPPING = mapping(DUE_MAPPING_KEYS, _make_due)
DUE = Value("due", _read_due, choices=("none", "horizon"), table=DUE_MAPPING_KEYS, again=True)


# Responsibility


def _make_body(desk: Desk, found: dict[str, Any], node: dict[str, Any], holder: Any, index: int) -> Any:
    named = [key for key in ("group", "agency") if node.get(key) is not None]
    if len(named) != 1:
        return desk.fault(BODY_NOT_ONE, holder, index)
    if named[0] not in found:
        return BROKEN
    return Body(found[named[0]], found.get("track", "members"), found.get("members"))


BODY_KEYS = table(
    Field("group", SLUG_), Field("agency", SLUG_), Field("track", choice("members", "group")),
    Field("members", list_of(SLUG_)),
)  # fmt: skip
_BODY_MAPPING = mapping(BODY_KEYS, _make_body)


def _read_body(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    if type(value) is dict:
        return _BODY_MAPPING.read(desk, value, holder, index)
    slug = values.read_slug(desk, value, holder, index)
    return slug if slug is BROKEN else Body(slug)


BODY = Value("body", _read_body, table=BODY_KEYS, again=True)


def _read_lead(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """One agency leads; where several are named, the fault says how that is written."""
    several: list[Any] = []
    if type(value) is list:
        several = value
    elif type(value) is str and not values.SLUG.fullmatch(value) and len(value) <= MAX_LEADS:
        several = [one for one in (part.strip() for part in _BETWEEN.split(value)) if one]
    if type(value) is not list and len(several) < 2:
        return _read_body(desk, value, holder, index)
    names = [one for one in several if type(one) is str]
    meant = [desk.body_named(one) or values.as_slug(one) for one in names]
    guess = f"joint: [{', '.join(one or '' for one in meant)}]"
    if len(meant) == 1:
        guess = f"lead: {meant[0]}"
    whole = meant and all(meant) and len(names) == len(several) and len(guess) <= MAX_LEADS
    return desk.fault(ONE_LEAD, holder, index, guess=guess if whole else None)


_BETWEEN = re.compile("[,;]")
MAX_LEADS = 200
LEAD = Value("body", _read_lead, table=BODY_KEYS, again=True)


def _make_focal(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return FocalPoint(**found) if "agency" in found else BROKEN


FOCAL_KEYS = table(Field("agency", SLUG_, required=True), Field("reading", TEXT), Field("ref", LINE))
_FOCAL_MAPPING = mapping(FOCAL_KEYS, _make_focal)


def _read_focal(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    if type(value) is dict:
        return _FOCAL_MAPPING.read(desk, value, holder, index)
    slug = values.read_slug(desk, value, holder, index)
    return slug if slug is BROKEN else FocalPoint(slug)


FOCAL_POINT = Value("focal_point", _read_focal, table=FOCAL_KEYS, again=True)


def _make_completion(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    if len([key for key in node if key in COMPLETION_KEYS]) != 1:
        return desk.fault(NOT_A_COMPLETION, holder, index)
    for rule, n in found.items():
        return Completion(rule, n)  # type: ignore[arg-type]
    return BROKEN


COMPLETION_KEYS = table(Field("at_least", number(1, 100_000)), Field("percent", number(1, 100)))
_COMPLETION_MAPPING = mapping(COMPLETION_KEYS, _make_completion)
_COMPLETION_WORDS = choice("all", "any", "focal_point")


def _read_completion(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    if type(value) is dict:
        return _COMPLETION_MAPPING.read(desk, value, holder, index)
    word = _COMPLETION_WORDS.read(desk, value, holder, index)
    return word if word is BROKEN else Completion(word)


COMPLETION = Value(
    "completion", _read_completion, choices=_COMPLETION_WORDS.choices, table=COMPLETION_KEYS, again=True
)


# Dependencies

_MATCH = one_or_many(choice("all", "period", "agency"))


def _read_match(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    found = _MATCH.read(desk, value, holder, index)
    if found is not BROKEN and "all" in found and len(found) > 1:
        return desk.fault(MATCH_MIXED, holder, index)
    return found if found is BROKEN else tuple(sorted(set(found)))


def _read_reference(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """A task or section of this plan, or `plan/id` of another."""
    if type(value) is str and "/" in value:
        plan, _, task = value.partition("/")
        if values.SLUG.fullmatch(plan) and values.ID.fullmatch(task) and len(value) <= 2 * values.MAX_ID:
            return value
    return values.read_id_named(desk, value, holder, index)


REFERENCE = Value("reference", _read_reference)


def _read_carried(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """`plan/id` of the plan before, for one period of it `plan/id@2025`."""
    if type(value) is str:
        plan, slash, rest = value.partition("/")
        task, at, period = rest.partition("@")
        named = values.SLUG.fullmatch(plan) and values.ID.fullmatch(task) and len(value) <= 3 * values.MAX_ID
        if slash and named and (not at or values.ID.fullmatch(period)):
            return value
        return desk.fault(values.NOT_AN_ID, holder, index, value=value[:80], guess=None)
    return value if value is BROKEN else desk.fault(values.NOT_TEXT, holder, index)


CARRIED = Value("carried", _read_carried)


def _make_dependency(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Dependency(**found) if "task" in found else BROKEN


DEPENDENCY_KEYS = table(
    Field("task", REFERENCE, required=True),
    Field("type", choice("FS", "SS", "FF")),
    Field("lag", LAG),
    Field("soft", BOOLEAN),
    Field("match", Value("match", _read_match, choices=("all", "period", "agency"), item=_MATCH)),
    Field("reason", TEXT),
)
_DEPENDENCY_MAPPING = mapping(DEPENDENCY_KEYS, _make_dependency)


def _read_dependency(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    if type(value) is dict:
        return _DEPENDENCY_MAPPING.read(desk, value, holder, index)
    task = _read_reference(desk, value, holder, index)
    return task if task is BROKEN else Dependency(task)


DEPENDENCY = Value("dependency", _read_dependency, table=DEPENDENCY_KEYS, again=True)


# Smaller mappings


def _make_allow(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Allow(found["code"], found["reason"]) if len(found) == 2 else BROKEN


def _read_code(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """The code of a warning: an error cannot be silenced."""
    if type(value) is str and len(value) == 5 and value[:3] == "PE2" and value[3:].isdigit():
        return value
    return value if value is BROKEN else desk.fault(NOT_SILENCEABLE, holder, index, code=str(value)[:80])


ALLOW_KEYS = table(
    Field("code", Value("warning", _read_code), required=True), Field("reason", TEXT, required=True)
)
ALLOW = list_of(mapping(ALLOW_KEYS, _make_allow))


def _make_move(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Move(**found) if "from_" in found and "to" in found else BROKEN


MOVE_KEYS = table(
    Field("from", ID_, "from_", required=True), Field("to", ID_, required=True), Field("ref", LINE)
)
MOVED = list_of(mapping(MOVE_KEYS, _make_move))


def _make_handover(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Handover(**found) if "task" in found and "to" in found else BROKEN


HANDOVER_KEYS = table(
    Field("task", ID_, required=True), Field("from", SLUG_, "from_"), Field("to", SLUG_, required=True),
    Field("ref", LINE),
)  # fmt: skip
HANDOVERS = list_of(mapping(HANDOVER_KEYS, _make_handover))


def _make_signer(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Signer(found.get("form"), found.get("title"), found.get("name"))


SIGNER_KEYS = table(Field("form", LINE), Field("title", LINE), Field("name", LINE))


def _make_contact(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Contact(**found) if "role" in found else BROKEN


CONTACT_KEYS = table(
    Field("role", choice("focal", "head"), required=True), Field("name", LINE), Field("email", EMAIL),
    Field("zalo", LINE), Field("phone", LINE),
)  # fmt: skip


def _make_succession(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Succession(**found)


SUCCESSION_KEYS = table(
    Field("policy", choice("all", "one", "parent")), Field("to", SLUG_), Field("parent", SLUG_),
    Field("basis", LINE), Field("verified", BOOLEAN),
)  # fmt: skip


def _read_goal(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """`>= 50 %`: a comparison, a figure, its unit."""
    if type(value) is not str:
        return value if value is BROKEN else desk.fault(values.NOT_TEXT, holder, index)
    found = re.fullmatch(r"(>=|>|<=|<|=|~) ?([0-9]{1,15}(?:[.,][0-9]{1,6})?) ?([^\n]{0,80})", value)
    if found:
        return Goal(found[1], found[2].replace(",", "."), found[3].strip())  # type: ignore[arg-type]
    return desk.fault(NOT_A_GOAL, holder, index, value=value[:80])


def _read_figure(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """`2,5`: a figure without a unit, as decimal text."""
    if type(value) is not str:
        return value if value is BROKEN else desk.fault(values.NOT_TEXT, holder, index)
    if re.fullmatch(r"[0-9]{1,15}(?:[.,][0-9]{1,6})?", value):
        return value.replace(",", ".")
    bare = re.match(r"[0-9]{1,15}(?:[.,][0-9]{1,6})?(?![0-9.,])", value)
    return desk.fault(NOT_A_FIGURE, holder, index, value=value[:80], guess=bare[0] if bare else None)


FIGURE = Value("figure", _read_figure)
GOAL = Value("goal", _read_goal)
SIGNER = mapping(SIGNER_KEYS, _make_signer)
CONTACT = mapping(CONTACT_KEYS, _make_contact)
SUCCESSION = mapping(SUCCESSION_KEYS, _make_succession)
