"""The plan file as tables: which keys stand where, what each holds. Read by the builders and by the JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
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
    Form,
    Goal,
    MonthDay,
    Signer,
)
from planengine.planfile import values
from planengine.planfile.tree import BROKEN, DROPPED
from planengine.planfile.values import (
    BOOLEAN,
    DATE,
    DATE_OR_MONTH_DAY,
    EMAIL,
    ID_,
    LAG,
    LINE,
    LINES_,
    NOT_AN_ID,
    SLUG_,
    SPAN,
    TEXT,
    Desk,
    Field,
    Table,
    Value,
    choice,
    list_of,
    mapping,
    number,
    one_or_many,
    table,
)

NOT_A_DUE = "PE048"
DUE_NOT_ONE_FORM = "PE049"
NOT_A_COMPLETION = "PE050"
BODY_NOT_ONE = "PE051"
NOT_A_GOAL = "PE052"
MATCH_MIXED = "PE053"
UNKNOWN_READING = "PE054"
NOT_SILENCEABLE = "PE055"

FORMAT_VERSION = 1

EVERY = choice("year", "half", "quarter", "month", "week")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# What people write for a key: the words of the documents, and keys of other tools.
CLOSE_KEYS: Mapping[str, str] = {
    "chủ trì": "lead", "chu_tri": "lead", "owner": "lead", "responsible": "lead",
    "phối hợp": "support", "phoi_hop": "support", "supporting": "support",
    "đầu mối": "focal_point", "cơ quan đầu mối": "focal_point",
    "thời hạn": "due", "hạn": "due", "han": "due", "deadline": "due", "due_date": "due",
    "hoàn thành": "due", "bắt đầu": "starts", "start": "starts", "kết thúc": "ends", "end": "ends",
    "nhiệm vụ": "tasks", "tên": "title", "tiêu đề": "title", "mã": "id", "số": "number", "căn cứ": "basis",
    "depends_on": "after", "requires": "after", "sau": "after", "mục tiêu": "targets", "chỉ tiêu": "targets",
    "kết quả": "output", "sản phẩm": "output", "ghi chú": "notes", "note": "notes", "nguyên văn": "quote",
    "data_cutoff": "cutoff", "nơi nhận": "recipients", "người ký": "signer", "classification": "restricted",
    "độ mật": "restricted",
}  # fmt: skip


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
            return desk.fault(
                NOT_A_DUE, holder, index, value=value[:80], guess=desk.guess(value, ("none", "horizon"))
            )
        return _due_scalar(desk, value, holder, index, before=False)
    if type(value) is not dict:
        return value if value is BROKEN else desk.fault(NOT_A_DUE, holder, index, value="")
    return DUE_MAPPING.read(desk, value, holder, index)


def _read_before(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    if type(value) is not str:
        return value if value is BROKEN else desk.fault(values.NOT_TEXT, holder, index)
    return _due_scalar(desk, value, holder, index, before=True)


def _read_of(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    return ID_.read(desk, value, holder, index)


def _make_due(desk: Desk, found: dict[str, Any], node: dict[str, Any], holder: Any, index: int) -> Any:
    given = {key for key, value in node.items() if value is not None and not key.startswith(DROPPED)}
    if given == {"before"}:
        return found.get("before", BROKEN)
    if given == {"within", "of"}:
        return Due(within=found["within"], of=found["of"]) if len(found) == 2 else BROKEN
    # An unknown key is its own fault already.
    return desk.fault(DUE_NOT_ONE_FORM, holder, index) if given <= set(DUE_MAPPING_KEYS) else BROKEN


DUE_MAPPING_KEYS: Table = table(
    Field("before", Value("before", _read_before)), Field("within", SPAN), Field("of", Value("id", _read_of))
)
DUE_MAPPING = mapping(DUE_MAPPING_KEYS, _make_due)
DUE = Value("due", _read_due, choices=("none", "horizon"), table=DUE_MAPPING_KEYS)


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


BODY = Value("body", _read_body, table=BODY_KEYS)


def _make_focal(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return FocalPoint(**found) if "agency" in found else BROKEN


FOCAL_KEYS = table(Field("agency", SLUG_, required=True), Field("reading", TEXT), Field("ref", LINE))
_FOCAL_MAPPING = mapping(FOCAL_KEYS, _make_focal)


def _read_focal(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    if type(value) is dict:
        return _FOCAL_MAPPING.read(desk, value, holder, index)
    slug = values.read_slug(desk, value, holder, index)
    return slug if slug is BROKEN else FocalPoint(slug)


FOCAL_POINT = Value("focal_point", _read_focal, table=FOCAL_KEYS)


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


COMPLETION = Value("completion", _read_completion, choices=_COMPLETION_WORDS.choices, table=COMPLETION_KEYS)


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
        return desk.fault(NOT_AN_ID, holder, index, value=value[:80])
    return ID_.read(desk, value, holder, index)


REFERENCE = Value("reference", _read_reference)


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


DEPENDENCY = Value("dependency", _read_dependency, table=DEPENDENCY_KEYS)


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


def _make_signer(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Signer(found.get("form"), found.get("title"), found.get("name"))


SIGNER_KEYS = table(Field("form", LINE), Field("title", LINE), Field("name", LINE))


def _make_contact(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return Contact(**found) if "role" in found else BROKEN


CONTACT_KEYS = table(
    Field("role", choice("focal", "head"), required=True), Field("name", LINE), Field("email", EMAIL),
    Field("zalo", LINE), Field("phone", LINE),
)  # fmt: skip


def _read_goal(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """`>= 50 %`: a comparison, a figure, its unit."""
    if type(value) is not str:
        return value if value is BROKEN else desk.fault(values.NOT_TEXT, holder, index)
    import re

    found = re.fullmatch(r"(>=|>|<=|<|=|~) ?([0-9]{1,15}(?:[.,][0-9]{1,6})?) ?([^\n]{0,80})", value)
    if found:
        return Goal(found[1], found[2].replace(",", "."), found[3].strip())  # type: ignore[arg-type]
    return desk.fault(NOT_A_GOAL, holder, index, value=value[:80])


def _read_readings(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """Field → why its value is a reading; the fields are those of the table that `readings` itself stands in."""
    if type(value) is not dict:
        return value if value is BROKEN else desk.fault(values.NOT_MAPPING, holder, index)
    fields = TARGET if "lead" not in holder and holder.get("goal") is not None else TASK
    found = []
    for at, (key, why) in enumerate(value.items()):
        if key.startswith(DROPPED):
            continue
        if key not in TASK and key not in TARGET:
            desk.fault(UNKNOWN_READING, value, 1 + 2 * at, key=key[:80], guess=desk.guess(key, fields))
        elif why is None:
            desk.fault(values.EMPTY_ITEM, value, 2 + 2 * at)
        else:
            text = values.read_text(desk, why, value, 2 + 2 * at)
            if text is not BROKEN:
                found.append((key, text))
    return tuple(found)


READINGS = Value("readings", _read_readings)


def _read_recorded(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """Kept in the file for its readers; the engine has no use for it, whatever it is."""
    return value


RECORDED = Value("recorded", _read_recorded)


# The mappings of a plan

FORMS: tuple[Form, ...] = ("lead", "joint", "each", "unassigned")

TASK = table(
    Field("id", ID_, required=True),
    Field("title", LINE, required=True),
    Field("ref", LINE),
    Field("lines", LINES_),
    Field("clause", LINES_),
    Field("quote", one_or_many(TEXT)),
    Field("lead", BODY),
    Field("joint", list_of(BODY)),
    Field("each", list_of(BODY)),
    Field("unassigned", BOOLEAN),
    Field("support", list_of(BODY)),
    Field("support_required", BOOLEAN),
    Field("focal_point", FOCAL_POINT),
    Field("complete_when", COMPLETION),
    Field("kind", choice("once", "recurring", "standing", "on_demand", "milestone")),
    Field("every", EVERY),
    Field("from", DATE, "from_"),
    Field("until", DATE),
    Field("update", EVERY),
    Field("starts", DATE),
    Field("duration", SPAN),
    Field("due", DUE),
    Field("internal_due", DUE),
    Field("basis", TEXT),
    Field("cutoff", DATE_OR_MONTH_DAY),
    Field("day_off", choice("keep", "next_working_day", "previous_working_day")),
    Field("after", list_of(DEPENDENCY)),
    Field("related", list_of(REFERENCE)),
    Field("targets", list_of(ID_)),
    Field("output", TEXT),
    Field("conditions", list_of(TEXT)),
    Field("restricted", BOOLEAN),
    Field("priority", choice("normal", "urgent")),
    Field("leader", LINE),
    Field("addressee", one_or_many(SLUG_)),
    Field("via", SLUG_),
    Field("request", BOOLEAN),
    Field("evidence", choice("required", "optional")),
    Field("confirm", choice("secretariat", "none")),
    Field("reminders", SLUG_),
    Field("tags", list_of(LINE)),
    Field("notes", TEXT),
    Field("readings", READINGS),
    Field("allow", ALLOW),
)

SECTION = table(
    Field("id", ID_, required=True),
    Field("title", LINE, required=True),
    Field("ref", LINE),
    Field("lines", LINES_),
    Field("clause", LINES_),
    Field("notes", TEXT),
    Field("tasks", RECORDED, required=True),
)

TARGET = table(
    Field("id", ID_, required=True),
    Field("title", LINE, required=True),
    Field("ref", LINE),
    Field("lines", LINES_),
    Field("quote", one_or_many(TEXT)),
    Field("goal", Value("goal", _read_goal)),
    Field("baseline", LINE),
    Field("due", DATE),
    Field("reported_by", SLUG_),
    Field("every", EVERY),
    Field("notes", TEXT),
    Field("readings", READINGS),
)

PLAN = table(
    Field("id", SLUG_, required=True),
    Field("title", LINE, required=True),
    Field("number", LINE),
    Field("issued", DATE),
    Field("issuer", SLUG_, required=True),
    Field("signer", mapping(SIGNER_KEYS, _make_signer)),
    Field("starts", DATE, required=True),
    Field("ends", DATE, required=True),
    Field("secretariat", SLUG_, required=True),
    Field("approver", SLUG_, required=True),
    Field("timezone", LINE),
    Field("basis", list_of(TEXT)),
    Field("recipients", list_of(TEXT)),
    Field("allow", ALLOW),
)

DEFAULTS = table(
    Field("confirm", choice("secretariat", "none")),
    Field("evidence", choice("required", "optional")),
    Field("due", choice("none", "horizon")),
    Field("day_off", choice("keep", "next_working_day", "previous_working_day")),
    Field("reminders", SLUG_),
)

FILE = table(
    Field("planengine", RECORDED, required=True),
    Field("plan", RECORDED, required=True),
    Field("directory", RECORDED),
    Field("calendar", RECORDED),
    Field("agencies", RECORDED),
    Field("groups", RECORDED),
    Field("defaults", RECORDED),
    Field("targets", RECORDED),
    Field("tasks", RECORDED, required=True),
)

AGENCY = table(
    Field("name", LINE, required=True),
    Field("short", LINE),
    Field("kind", SLUG_),
    Field("code", LINE),
    Field("contacts", list_of(mapping(CONTACT_KEYS, _make_contact))),
    Field("from", DATE, "from_"),
    Field("until", DATE),
    Field("succeeded_by", one_or_many(SLUG_)),
)

GROUP = table(Field("name", LINE, required=True), Field("members", list_of(SLUG_)), Field("open", BOOLEAN))

DIRECTORY = table(
    Field("planengine", RECORDED),
    Field("agencies", RECORDED),
    Field("groups", RECORDED),
)

_WEEKDAY = choice(*WEEKDAYS)
SOURCES = one_or_many(LINE)


def _as_found(desk: Desk, found: dict[str, Any], node: Any, holder: Any, index: int) -> Any:
    return found


COVERS_KEYS = table(Field("from", DATE, required=True), Field("until", DATE, required=True))
DAY_OFF_KEYS = table(
    Field("date", DATE, required=True), Field("name", LINE), Field("source", SOURCES), Field("kind", LINE)
)
WORKING_DAY_KEYS = table(Field("date", DATE, required=True), Field("for", DATE), Field("source", SOURCES))

CALENDAR = table(
    Field("planengine", RECORDED),
    Field("calendar", SLUG_),
    Field("timezone", LINE),
    Field("weekend", list_of(_WEEKDAY)),
    Field("covers", mapping(COVERS_KEYS, _as_found), required=True),
    Field("sources", RECORDED),
    Field("days_off", list_of(mapping(DAY_OFF_KEYS, _as_found))),
    Field("working_days", list_of(mapping(WORKING_DAY_KEYS, _as_found))),
    Field("to_confirm", list_of(mapping(DAY_OFF_KEYS, _as_found))),
)
