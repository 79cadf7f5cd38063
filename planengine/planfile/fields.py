"""The plan file as tables: which keys stand where, what each holds. Read by the builders and by the JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planengine.core.plan import Form
from planengine.core.reminders import POLICIES
from planengine.planfile.desk import NOT_MAPPING, Desk, Field, Value, table
from planengine.planfile.forms import (
    ALLOW,
    BODY,
    CARRIED,
    COMPLETION,
    CONTACT,
    DEPENDENCY,
    DUE,
    FIGURE,
    FOCAL_POINT,
    GOAL,
    HANDOVERS,
    LEAD,
    MOVED,
    REFERENCE,
    SIGNER,
    SUCCESSION,
)
from planengine.planfile.forms_revised import MERGE, REMOVED, SPLIT
from planengine.planfile.tree import BROKEN, DROPPED
from planengine.planfile.values import (
    BOOLEAN,
    DATE,
    DATE_OR_MONTH_DAY,
    EMPTY_ITEM,
    ID_,
    LINE,
    LINES_,
    SLUG_,
    SPAN,
    TEXT,
    choice,
    list_of,
    mapping,
    one_or_many,
    read_text,
)

UNKNOWN_READING = "PE054"

FORMAT_VERSION = 1

EVERY = choice("year", "half", "quarter", "month", "week")
AGGREGATE = choice("latest", "sum", "average")
REMINDERS = choice(*POLICIES)
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
    "trước": "before", "trước ngày": "before", "trong": "within", "kể từ": "of", "tính từ": "of",
    "từ": "from", "từ ngày": "from", "đến": "until", "đến ngày": "until", "loại": "kind", "chu kỳ": "every",
    "hạn nội bộ": "internal_due", "chốt số liệu": "cutoff", "lý do": "reason", "liên quan": "related",
    "thời gian thực hiện": "duration", "danh bạ": "directory", "lịch": "calendar", "cơ quan": "agencies",
    "nhóm": "groups", "thành viên": "members", "cơ quan ban hành": "issuer", "cơ quan phê duyệt": "approver",
    "bộ phận tổng hợp": "secretariat", "ngày ban hành": "issued", "lãnh đạo": "leader", "qua": "via",
    # and for a value
    "một lần": "once", "định kỳ": "recurring", "thường xuyên": "standing", "đột xuất": "on_demand",
    "khi phát sinh": "on_demand", "mốc": "milestone", "hằng năm": "year", "hàng năm": "year", "năm": "year",
    "sáu tháng": "half", "6 tháng": "half", "hằng quý": "quarter", "hàng quý": "quarter", "quý": "quarter",
    "hằng tháng": "month", "hàng tháng": "month", "tháng": "month", "hằng tuần": "week", "hàng tuần": "week",
    "tuần": "week", "khẩn": "urgent", "thường": "normal",
    "data_cutoff": "cutoff", "nơi nhận": "recipients", "người ký": "signer", "classification": "restricted",
    "độ mật": "restricted",
}  # fmt: skip


def _read_readings(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """Field → why its value is a reading; a field is a key of a task or a target."""
    if type(value) is not dict:
        return value if value is BROKEN else desk.fault(NOT_MAPPING, holder, index)
    found = []
    for at, (key, why) in enumerate(value.items()):
        if key.startswith(DROPPED):
            continue
        if key not in TASK and key not in TARGET:
            desk.fault(UNKNOWN_READING, value, 1 + 2 * at, key=key[:80], guess=desk.guess(key, TASK))
        elif why is None:
            desk.fault(EMPTY_ITEM, value, 2 + 2 * at)
        else:
            text = read_text(desk, why, value, 2 + 2 * at)
            if text is not BROKEN:
                found.append((key, text))
    return tuple(found)


READINGS = Value("readings", _read_readings)


def _read_recorded(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """Kept in the file for its readers; the engine has no use for it, whatever it is."""
    return value


RECORDED = Value("recorded", _read_recorded)


# The mappings of a plan. The order of the fields is the order in which `fmt` puts the keys of a file.

FORMS: tuple[Form, ...] = ("lead", "joint", "each", "unassigned")

TASK = table(
    Field("id", ID_, required=True),
    Field("title", LINE, required=True),
    Field("ref", LINE),
    Field("lines", LINES_),
    Field("quote", one_or_many(TEXT)),
    Field("clause", LINES_),
    Field("lead", LEAD),
    Field("joint", list_of(BODY)),
    Field("each", list_of(BODY)),
    Field("unassigned", BOOLEAN),
    Field("support", list_of(BODY)),
    Field("support_required", BOOLEAN),
    Field("focal_point", FOCAL_POINT),
    Field("complete_when", COMPLETION),
    Field("addressee", one_or_many(SLUG_)),
    Field("via", SLUG_),
    Field("request", BOOLEAN),
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
    Field("output", TEXT),
    Field("conditions", list_of(TEXT)),
    Field("after", list_of(DEPENDENCY)),
    Field("related", list_of(REFERENCE)),
    Field("carried_from", CARRIED),
    Field("targets", list_of(ID_)),
    Field("restricted", BOOLEAN),
    Field("priority", choice("normal", "urgent")),
    Field("leader", LINE),
    Field("confirm", choice("secretariat", "none")),
    Field("evidence", choice("required", "optional")),
    Field("reminders", REMINDERS),
    Field("tags", list_of(LINE)),
    Field("supersedes_extension", BOOLEAN),
    Field("reopen", BOOLEAN),
    Field("grandfather", BOOLEAN),
    Field("readings", READINGS),
    Field("notes", TEXT),
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
    Field("goal", GOAL),
    Field("tolerance", FIGURE),
    Field("baseline", LINE),
    Field("since_baseline", BOOLEAN),
    Field("due", DATE),
    Field("reported_by", SLUG_),
    Field("every", EVERY),
    Field("aggregate", AGGREGATE),
    Field("readings", READINGS),
    Field("notes", TEXT),
)

PLAN = table(
    Field("id", SLUG_, required=True),
    Field("title", LINE, required=True),
    Field("number", LINE),
    Field("issued", DATE),
    Field("issuer", SLUG_, required=True),
    Field("signer", SIGNER),
    Field("starts", DATE, required=True),
    Field("ends", DATE, required=True),
    Field("tracked_from", DATE),
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
    Field("reminders", REMINDERS),
)

FILE = table(
    Field("planengine", RECORDED, required=True),
    Field("plan", RECORDED, required=True),
    Field("directory", RECORDED),
    Field("calendar", RECORDED),
    Field("agencies", RECORDED),
    Field("groups", RECORDED),
    Field("defaults", RECORDED),
    Field("moved", MOVED),
    Field("removed", REMOVED),
    Field("split", SPLIT),
    Field("merge", MERGE),
    Field("succession", HANDOVERS),
    Field("targets", RECORDED),
    Field("tasks", RECORDED, required=True),
)

AGENCY = table(
    Field("name", LINE, required=True),
    Field("short", LINE),
    Field("kind", SLUG_),
    Field("code", LINE),
    Field("contacts", list_of(CONTACT)),
    Field("from", DATE, "from_"),
    Field("until", DATE),
    Field("succeeded_by", one_or_many(SLUG_)),
    Field("succession", SUCCESSION),
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
