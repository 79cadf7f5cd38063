"""The strict parsers of single values: each text is typed by the field that holds it, each kind has its own fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from planengine.core.plan import MonthDay, Span
from planengine.planfile.desk import Desk, Read, Table, Value, read_mapping
from planengine.planfile.syntax import HARD_SPACE
from planengine.planfile.text import HARD_SPACES
from planengine.planfile.tree import BROKEN

NOT_TEXT = "PE032"
NOT_LIST = "PE033"
EMPTY_ITEM = "PE035"
NOT_A_DATE = "PE036"
NO_SUCH_DAY = "PE037"
NOT_A_NUMBER = "PE038"
NOT_A_BOOLEAN = "PE039"
NOT_A_SPAN = "PE040"
NOT_A_MONTH_DAY = "PE041"
NOT_A_CHOICE = "PE042"
NOT_AN_ID = "PE043"
NOT_A_SLUG = "PE044"
NOT_LINES = "PE045"
NOT_AN_EMAIL = "PE046"

YEARS = range(1900, 2200)
MAX_ID = 64
MAX_SPAN = 36_500

ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
VIETNAMESE_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[ ]?[/.-][ ]?([0-9]{1,2})[ ]?[/.-][ ]?([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})(?:[T ].*)?")
MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_DAY_SLASH_MONTH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
_SPAN = re.compile(r"([0-9]{1,5})(d|wd)")
_LAG = re.compile(r"(-?[0-9]{1,5})(d|wd)")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
ID = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LINES = re.compile(r"[0-9]{1,6}(?:-[0-9]{1,6})?(?:, ?[0-9]{1,6}(?:-[0-9]{1,6})?)*")
EMAIL_PATTERN = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

# Texts


def read_text(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """Text of any number of lines, without blanks at its ends."""
    if type(value) is str:
        value = value.strip()
        if value:
            return value
        return desk.fault(EMPTY_ITEM, holder, index)
    return _not_text(desk, value, holder, index)


def read_line(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """Text of one line: a line break in it (a folded or literal block) becomes a blank."""
    if type(value) is str:
        if "\n" in value or "\t" in value:
            value = " ".join(value.split())
        else:
            value = value.strip()
        if value:
            return value
        return desk.fault(EMPTY_ITEM, holder, index)
    return _not_text(desk, value, holder, index)


def _not_text(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    return value if value is BROKEN else desk.fault(NOT_TEXT, holder, index)


def by_pattern(pattern: re.Pattern[str], code: str, longest: int = 1000) -> Read:
    """A reader of text that must match the whole pattern."""
    fits = pattern.fullmatch

    def read(desk: Desk, value: Any, holder: Any, index: int) -> Any:
        if type(value) is not str:
            return _not_text(desk, value, holder, index)
        if fits(value) and len(value) <= longest:
            return value
        return desk.fault(code, holder, index, value=value[:80])

    return read


_NUMBERED = (
    "mục", "nhiệm vụ", "việc", "phần", "chương", "điểm", "khoản", "số", "chỉ tiêu", "task", "section", "target",
)  # fmt: skip
_ID_IN_WORDS = re.compile(rf"(?:(?:{'|'.join(_NUMBERED)})\s+)*(\S+?)[.:;)]*", re.IGNORECASE)


def read_id(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """The id of a task, section or target."""
    if type(value) is not str:
        return _not_text(desk, value, holder, index)
    if ID.fullmatch(value) and len(value) <= MAX_ID:
        return value
    return desk.fault(NOT_AN_ID, holder, index, value=value[:80], guess=id_meant(value))


def read_id_named(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """The same where it names a task or section, which people also call by its title."""
    if type(value) is str and not ID.fullmatch(value):
        meant = desk.id_titled(value) or id_meant(value)
        return desk.fault(NOT_AN_ID, holder, index, value=value[:80], guess=meant)
    return read_id(desk, value, holder, index)


def id_meant(value: str) -> str | None:
    """The id in a text like "Mục II.2" or "II.2."."""
    found = _ID_IN_WORDS.fullmatch(typed(value[:200]))
    return found[1] if found and ID.fullmatch(found[1]) and len(found[1]) <= MAX_ID else None


def read_slug(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """A short name: lower-case letters and digits joined by single hyphens."""
    if type(value) is not str:
        return _not_text(desk, value, holder, index)
    if SLUG.fullmatch(value) and len(value) <= MAX_ID:
        return value
    return desk.fault(
        NOT_A_SLUG, holder, index, value=value[:80], guess=desk.body_named(value) or _one_slug(value)
    )


def _one_slug(value: str) -> str | None:
    """The text as a short name, unless it names several: the two together are nobody's name."""
    return None if any(mark in value for mark in ",;/") else as_slug(value)


def as_slug(value: str) -> str | None:
    """The text as a short name, where something is left of it."""
    import unicodedata

    plain = unicodedata.normalize("NFD", value[:MAX_ID].replace("đ", "d").replace("Đ", "d")).casefold()
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    slug = "-".join(re.findall("[a-z0-9]+", bare))
    return slug or None


# Numbers, dates, spans


def number(low: int, high: int) -> Value:
    """A whole number from `low` to `high`, digits only."""

    def read(desk: Desk, value: Any, holder: Any, index: int) -> Any:
        if type(value) is not str:
            return _not_text(desk, value, holder, index)
        if _NUMBER.fullmatch(value) and low <= int(value) <= high:
            return int(value)
        return desk.fault(NOT_A_NUMBER, holder, index, value=value[:80], low=low, high=high)

    return Value("number", read, again=True)


_BOOLEANS = {"true": True, "false": False}
_NEARLY = {
    "yes": "true", "y": "true", "on": "true", "1": "true", "có": "true", "đúng": "true",
    "no": "false", "n": "false", "off": "false", "0": "false", "không": "false", "sai": "false",
}  # fmt: skip


def read_boolean(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """`true` or `false`, nothing else."""
    if type(value) is not str:
        return _not_text(desk, value, holder, index)
    known = _BOOLEANS.get(value)
    if known is not None:
        return known
    low = value.casefold()
    meant = low if low in _BOOLEANS else _NEARLY.get(low)
    return desk.fault(NOT_A_BOOLEAN, holder, index, value=value[:80], guess=meant)


def day_of(year: str, month: str, day: str) -> date | None:
    """The calendar day, or None where there is no such day."""
    try:
        return date(int(year), int(month), int(day)) if int(year) in YEARS else None
    except ValueError:
        return None


def read_date(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """A day: 2025-12-31 or 31/12/2025, both strictly."""
    if type(value) is not str:
        return _not_text(desk, value, holder, index)
    found = ISO_DATE.fullmatch(value)
    if found:
        day = day_of(*found.groups())
    else:
        found = VIETNAMESE_DATE.fullmatch(value)
        day = day_of(found[3], found[2], found[1]) if found else None
    if day is not None:
        return day
    meant = _date_meant(value)
    if hard := hard_space_in(value):
        return desk.fault(HARD_SPACE, holder, index, character=hard, guess=meant)
    first = _DAY_FIRST.fullmatch(value)
    if found or (first and day_of(first[3], first[2], first[1]) is None):
        return desk.fault(NO_SUCH_DAY, holder, index, value=value, guess=meant)
    return desk.fault(NOT_A_DATE, holder, index, value=value[:80], guess=meant)


_LONG_DASHES = re.compile("[\u2010-\u2015\u2212]")
_HARD_SPACES = re.compile(f"[{HARD_SPACES}]")


def typed(value: str) -> str:
    """The text as the keyboard would have it: with short dashes and plain blanks, none at its ends."""
    return _LONG_DASHES.sub("-", _HARD_SPACES.sub(" ", value)).strip()


def hard_space_in(value: str) -> str | None:
    """The first blank in the text that does not separate, as "U+00A0"; None where there is none."""
    found = _HARD_SPACES.search(value)
    return f"U+{ord(found[0]):04X}" if found else None


def _date_meant(value: str) -> str | None:
    value = typed(value)
    found = _DAY_FIRST.fullmatch(value)
    day = day_of(found[3], found[2], found[1]) if found else None
    if found and day is None:
        # The month first, as spreadsheets in English have it.
        day = day_of(found[3], found[1], found[2])
    if day is None:
        found = _YEAR_FIRST.fullmatch(value)
        day = day_of(*found.groups()) if found else None
    return day.isoformat() if day else None


_BEFORE = ("trước ngày", "trước", "before")
_UNTIL = ("đến hết ngày", "đến ngày", "hết ngày", "đến", "ngày", "until")
_EVERY_YEAR = ("hằng năm", "hàng năm")
_DAY_IN_WORDS = re.compile(rf"({'|'.join((*_BEFORE, *_UNTIL))}) (\S+)(?: (?:{'|'.join(_EVERY_YEAR)}))?")
_QUARTER_IN_WORDS = re.compile(rf"{'quý'} (i{{1,3}}|iv|[1-4])[ /-]*(?:{'năm'} )?([0-9]{{4}})")
_LAST_OF_QUARTER = {"i": "03-31", "ii": "06-30", "iii": "09-30", "iv": "12-31"}


def due_meant(value: str) -> str | None:
    """A due date in the words of documents, "trước ngày 15/12", "Quý II/2025", as it should be written."""
    low = typed(value).casefold()
    found = _QUARTER_IN_WORDS.fullmatch(low)
    if found:
        numeral = found[1] if found[1] in _LAST_OF_QUARTER else ("i", "ii", "iii", "iv")[int(found[1]) - 1]
        return f"{found[2]}-{_LAST_OF_QUARTER[numeral]}"
    found = _DAY_IN_WORDS.fullmatch(low)
    day = (_date_meant(found[2]) or month_day_meant(found[2])) if found else _date_meant(low)
    if found is None or day is None:
        return day
    return f"{{before: {day}}}" if found[1] in _BEFORE else day


def month_day(value: str) -> MonthDay | None:
    """The day of every year that "12-15" names, or None; 29 February is not in every year."""
    found = MONTH_DAY.fullmatch(value)
    if found and day_of("2023", found[1], found[2]):
        return MonthDay(int(found[1]), int(found[2]))
    return None


def month_day_meant(value: str) -> str | None:
    """A day of the year written the Vietnamese way, 15/12, as it should be written."""
    value = typed(value)
    if month_day(value):
        return value
    found = _DAY_SLASH_MONTH.fullmatch(value)
    if found and day_of("2023", found[2], found[1]):
        return f"{int(found[2]):02}-{int(found[1]):02}"
    return None


def read_date_or_month_day(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """A day, or a day of every year (12-15)."""
    if type(value) is not str:
        return _not_text(desk, value, holder, index)
    found = month_day(value)
    if found is not None:
        return found
    meant = month_day_meant(value)
    if meant is not None and (hard := hard_space_in(value)):
        return desk.fault(HARD_SPACE, holder, index, character=hard, guess=meant)
    if meant is not None or MONTH_DAY.fullmatch(value) or _DAY_SLASH_MONTH.fullmatch(value):
        return desk.fault(NOT_A_MONTH_DAY, holder, index, value=value, guess=meant)
    return read_date(desk, value, holder, index)


_DAYS = ("ngày", "ngay", "days", "day")
_WEEKS = ("tuần", "tuan", "weeks", "week")
_WORKING_DAYS = ("ngày làm việc", "ngay lam viec", "working days", "working day")
_SPAN_IN_WORDS = re.compile(rf"([0-9]{{1,3}}) *({'|'.join((*_WORKING_DAYS, *_DAYS, *_WEEKS))})")


def _span_meant(value: str) -> str | None:
    """A length of time in words, "10 ngày làm việc", as it should be written."""
    found = _SPAN_IN_WORDS.fullmatch(typed(value).casefold())
    if found is None:
        return None
    count = int(found[1])
    return f"{7 * count}d" if found[2] in _WEEKS else f"{count}{'d' if found[2] in _DAYS else 'wd'}"


def _span(pattern: re.Pattern[str], least: int) -> Read:
    def read(desk: Desk, value: Any, holder: Any, index: int) -> Any:
        if type(value) is not str:
            return _not_text(desk, value, holder, index)
        found = pattern.fullmatch(value)
        if found and least <= int(found[1]) <= MAX_SPAN:
            return Span(int(found[1]), found[2])  # type: ignore[arg-type]
        if least < 0 and value == "0":
            return Span(0, "d")
        return desk.fault(NOT_A_SPAN, holder, index, value=value[:80], guess=_span_meant(value))

    return read


# Choices and collections


def choice(*choices: str) -> Value:
    """One of a few words."""
    known = {word: word for word in choices}

    def read(desk: Desk, value: Any, holder: Any, index: int) -> Any:
        if type(value) is not str:
            return _not_text(desk, value, holder, index)
        if value in known:
            return known[value]
        listed = ", ".join(choices)
        return desk.fault(
            NOT_A_CHOICE, holder, index, value=value[:80], choices=listed, guess=desk.guess(value, choices)
        )

    return Value("choice", read, choices=choices, again=True)


def _list_meant(value: Any) -> str | None:
    """A single short item as a list of one."""
    single = type(value) is str and len(value) <= MAX_ID and not set(value) & set("[]{}#:\n")
    return f"[{value}]" if single else None


def list_of(item: Value) -> Value:
    """A list; faulty items are told and left out."""
    read_item = item.read

    def read(desk: Desk, value: Any, holder: Any, index: int) -> Any:
        if type(value) is not list:
            return value if value is BROKEN else desk.fault(NOT_LIST, holder, index, guess=_list_meant(value))
        before = desk.read_before(item)
        found = []
        for at, one in enumerate(value, 1):
            if one is None:
                desk.fault(EMPTY_ITEM, value, at)
                continue
            if before is None or type(one) is not str:
                typed = read_item(desk, one, value, at)
            elif (typed := before.get(one)) is None:
                typed = read_item(desk, one, value, at)
                if typed is not BROKEN:
                    before[one] = typed
            if typed is not BROKEN:
                found.append(typed)
        return tuple(found)

    return Value("list", read, item=item)


def one_or_many(item: Value) -> Value:
    """A list, or its only item by itself."""
    read_many, read_one = list_of(item).read, item.read

    def read(desk: Desk, value: Any, holder: Any, index: int) -> Any:
        if type(value) is list:
            return read_many(desk, value, holder, index)
        typed = read_one(desk, value, holder, index)
        return typed if typed is BROKEN else (typed,)

    return Value("one_or_many", read, item=item)


def mapping(fields: Table, make: Callable[[Desk, dict[str, Any], Any, Any, int], Any]) -> Value:
    """A mapping of known keys; `make` gets the desk, the values by attribute, the mapping itself and its place."""

    def read(desk: Desk, value: Any, holder: Any, index: int) -> Any:
        found = read_mapping(desk, value, holder, index, fields)
        return BROKEN if found is None else make(desk, found, value, holder, index)

    return Value("mapping", read, table=fields)


TEXT = Value("text", read_text)
LINE = Value("line", read_line)
ID_ = Value("id", read_id)
SLUG_ = Value("slug", read_slug, again=True)
LINES_ = Value("lines", by_pattern(LINES, NOT_LINES))
EMAIL = Value("email", by_pattern(EMAIL_PATTERN, NOT_AN_EMAIL, 254))
DATE = Value("date", read_date, again=True)
DATE_OR_MONTH_DAY = Value("date_or_month_day", read_date_or_month_day, again=True)
BOOLEAN = Value("boolean", read_boolean, again=True)
SPAN = Value("span", _span(_SPAN, 1), again=True)
LAG = Value("lag", _span(_LAG, -MAX_SPAN), again=True)
