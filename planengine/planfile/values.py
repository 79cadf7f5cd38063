"""The strict parsers of single values: every text is typed by the field that holds it, and each kind has its own fault.

A reader is called with the desk, the value from the tree, and where it stands (`holder`, `index` into the holder's
marks). It answers the typed value, or BROKEN after it has told the desk what is wrong; it never answers None and is
never called with None: what an absent value means is the field's own business.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from planengine.core.plan import MonthDay, Span
from planengine.core.problems import Place, Severity
from planengine.planfile.faults import Faults
from planengine.planfile.tree import BROKEN, DROPPED, Mark, Tree

UNKNOWN_KEY = "PE030"
MISSING_KEY = "PE031"
NOT_TEXT = "PE032"
NOT_LIST = "PE033"
NOT_MAPPING = "PE034"
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
CLASSIFIED = "PE047"
MISPLACED_KEY = "PE056"

YEARS = range(1900, 2200)
MAX_ID = 64
MAX_SPAN = 36_500

_GUESSES = 300

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
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

Read = Callable[["Desk", Any, Any, int], Any]


@dataclass(frozen=True, slots=True)
class Value:
    """A kind of value: how it is read, and what an editor needs to know of it (name, choices, what it is made of)."""

    name: str
    read: Read
    choices: tuple[str, ...] = ()
    item: Value | None = None
    table: Mapping[str, Field] | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a mapping: what it holds, the attribute it fills (the key itself unless said), and whether it must be
    there."""

    key: str
    value: Value
    attr: str = ""
    required: bool = False
    read: Read = field(init=False, repr=False)
    into: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", self.value.read)
        object.__setattr__(self, "into", self.attr or self.key)


class Table(dict[str, Field]):
    """Fields by their key, in the order in which they are documented; `required` are those that must be there."""

    __slots__ = ("required",)

    def __init__(self, fields: Iterable[Field]) -> None:
        super().__init__((one.key, one) for one in fields)
        self.required = tuple(one for one in self.values() if one.required)


def table(*fields: Field) -> Table:
    """These fields as a table."""
    return Table(fields)


class Desk:
    """Where one file is read: its tree, and the collection its faults go to. `close_keys` maps words people write (the
    Vietnamese term, a key of an older form) to the key that is meant."""

    def __init__(self, tree: Tree, faults: Faults, close_keys: Mapping[str, str]) -> None:
        self.tree = tree
        self.faults = faults
        self._close_keys = close_keys
        self._guessed = 0
        self._told: list[Mark] = []

    @property
    def told(self) -> int:
        """How many faults this desk has told."""
        return len(self._told)

    def faulty_keys(self, node: dict[str, Any], since: int) -> set[str]:
        """The keys of the mapping under which a fault was told after the first `since` ones."""
        marks = self.tree.marks[id(node)]
        keys = list(node)
        starts = marks[1::2]
        return {keys[at - 1] for mark in self._told[since:] if (at := bisect_right(starts, mark))}

    def fault(
        self,
        code: str,
        holder: Any,
        index: int,
        /,
        *,
        related: tuple[Place, ...] = (),
        severity: Severity = "error",
        guess: str | None = None,
        **params: object,
    ) -> Any:
        """Tell a fault at that place; answers BROKEN, so that a reader can end with it. `guess` is what was probably
        meant."""
        if guess is not None:
            params["guess"] = guess
        self._told.append(self.tree.mark(holder, index))
        self.faults.add(code, self.tree.place(holder, index), params, related, severity)
        return BROKEN

    def guess(self, word: str, words: Iterable[str]) -> str | None:
        """The one of `words` that a word nearly is. Rationed: it is slow on purpose-made input."""
        self._guessed += 1
        if self._guessed > _GUESSES:
            return None
        words = list(words)
        meant = self._close_keys.get(word.casefold())
        if meant in words:
            return meant
        from difflib import get_close_matches

        close = get_close_matches(word[:64], words, 1, 0.6)
        return close[0] if close else None


def read_mapping(
    desk: Desk, node: Any, holder: Any, index: int, fields: Table, elsewhere: Table | None = None
) -> dict[str, Any] | None:
    """The values of a mapping by attribute, faulty and absent ones left out; None when it is no mapping. A key of
    `elsewhere` is told as one that does not belong here, not as unknown."""
    if type(node) is not dict:
        if node is not BROKEN:
            desk.fault(NOT_MAPPING, holder, index)
        return None
    found: dict[str, Any] = {}
    meant: set[str | None] = set()
    at = 2
    for key, value in node.items():
        known = fields.get(key)
        if known is None:
            if elsewhere is not None and key in elsewhere:
                desk.fault(MISPLACED_KEY, node, at - 1, key=key)
            else:
                meant.add(unknown_key(desk, node, at - 1, key, value, fields))
        elif value is not None:
            read = known.read(desk, value, node, at)
            if read is not BROKEN:
                found[known.into] = read
        at += 2
    for known in fields.required:
        # A key that is probably there, misspelt, is not missing as well.
        if known.into not in found and node.get(known.key) is None and known.key not in meant:
            missing_key(desk, node, holder, index, known.key)
    return found


def missing_key(desk: Desk, node: dict[str, Any], holder: Any, index: int, key: str) -> None:
    """Tell that a key is missing: at the key when it stands there empty, else where the mapping begins."""
    if key in node:
        desk.fault(MISSING_KEY, node, 1 + 2 * list(node).index(key), key=key)
    elif node:
        desk.fault(MISSING_KEY, node, 1, key=key)
    else:
        desk.fault(MISSING_KEY, holder, index, key=key)


def unknown_key(desk: Desk, node: Any, index: int, key: str, value: Any, fields: Table) -> str | None:
    """Tell that nobody knows this key, and answer the one that was probably meant; a mark of secrecy is refused by
    name."""
    if key.startswith(DROPPED):
        return None
    if key == "classification" and isinstance(value, str) and value.casefold() in SECRET:
        desk.fault(CLASSIFIED, node, index + 1, value=value)
        return None
    guess = desk.guess(key, fields)
    desk.fault(UNKNOWN_KEY, node, index, key=key[:80], guess=guess)
    return guess


SECRET = frozenset(
    {
        "mật",
        "tối mật",
        "tuyệt mật",
        "mat",
        "toi mat",
        "tuyet mat",
        "toi-mat",
        "tuyet-mat",
        "secret",
        "top secret",
    }
)


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


def read_slug(desk: Desk, value: Any, holder: Any, index: int) -> Any:
    """A short name: lower-case letters and digits joined by single hyphens."""
    if type(value) is not str:
        return _not_text(desk, value, holder, index)
    if SLUG.fullmatch(value) and len(value) <= MAX_ID:
        return value
    return desk.fault(NOT_A_SLUG, holder, index, value=value[:80], guess=as_slug(value))


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

    return Value("number", read)


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
    if found:
        return desk.fault(NO_SUCH_DAY, holder, index, value=value)
    return desk.fault(NOT_A_DATE, holder, index, value=value[:80], guess=_date_meant(value))


def _date_meant(value: str) -> str | None:
    found = _DAY_FIRST.fullmatch(value)
    day = day_of(found[3], found[2], found[1]) if found else None
    if day is None:
        found = _YEAR_FIRST.fullmatch(value)
        day = day_of(*found.groups()) if found else None
    return day.isoformat() if day else None


def month_day(value: str) -> MonthDay | None:
    """The day of every year that "12-15" names, or None; 29 February is not in every year."""
    found = MONTH_DAY.fullmatch(value)
    if found and day_of("2023", found[1], found[2]):
        return MonthDay(int(found[1]), int(found[2]))
    return None


def month_day_meant(value: str) -> str | None:
    """A day of the year written the Vietnamese way, 15/12, as it should be written."""
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
    if MONTH_DAY.fullmatch(value) or _DAY_SLASH_MONTH.fullmatch(value):
        return desk.fault(NOT_A_MONTH_DAY, holder, index, value=value, guess=month_day_meant(value))
    return read_date(desk, value, holder, index)


def _span(pattern: re.Pattern[str], least: int) -> Read:
    def read(desk: Desk, value: Any, holder: Any, index: int) -> Any:
        if type(value) is not str:
            return _not_text(desk, value, holder, index)
        found = pattern.fullmatch(value)
        if found and least <= int(found[1]) <= MAX_SPAN:
            return Span(int(found[1]), found[2])  # type: ignore[arg-type]
        if least < 0 and value == "0":
            return Span(0, "d")
        return desk.fault(NOT_A_SPAN, holder, index, value=value[:80])

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

    return Value("choice", read, choices=choices)


def list_of(item: Value) -> Value:
    """A list; faulty items are told and left out."""
    read_item = item.read

    def read(desk: Desk, value: Any, holder: Any, index: int) -> Any:
        if type(value) is not list:
            return value if value is BROKEN else desk.fault(NOT_LIST, holder, index)
        found = []
        for at, one in enumerate(value, 1):
            if one is None:
                desk.fault(EMPTY_ITEM, value, at)
                continue
            typed = read_item(desk, one, value, at)
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
ID_ = Value("id", by_pattern(ID, NOT_AN_ID, MAX_ID))
SLUG_ = Value("slug", read_slug)
LINES_ = Value("lines", by_pattern(LINES, NOT_LINES))
EMAIL = Value("email", by_pattern(_EMAIL, NOT_AN_EMAIL, 254))
DATE = Value("date", read_date)
DATE_OR_MONTH_DAY = Value("date_or_month_day", read_date_or_month_day)
BOOLEAN = Value("boolean", read_boolean)
SPAN = Value("span", _span(_SPAN, 1))
LAG = Value("lag", _span(_LAG, -MAX_SPAN))
