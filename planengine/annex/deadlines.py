"""Due dates in the words of annexes: what they say, and how sure that is.

The words are matched in small letters without marks of tone: `truoc ngay 15/12/2025`, `quy ii/2025`, `hang nam`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from planengine.annex.cells import CellValue
from planengine.annex.folding import bare

Sure = Literal["said", "read", "partly", "unclear"]
"""`said`: the words name the day or the kind. `read`: they leave something to be understood. `partly`: how often, and
more that has no key. `unclear`: no date."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Plain keys of a task (`kind`, `every`, `due`), how sure they are, and the code of what was understood."""

    keys: dict[str, Any] = field(default_factory=dict)
    sure: Sure = "said"
    why: str = ""


_DAY = r"(?:ngay )?(?P<d>\d{1,2}) ?[/.-] ?(?P<m>\d{1,2}) ?[/.-] ?(?P<y>\d{4})"
_DAY_IN_WORDS = r"(?:ngay )?(?P<d>\d{1,2}) thang (?P<m>\d{1,2}) nam (?P<y>\d{4})"
_DAY_OF_YEAR = r"(?:ngay )?(?P<d>\d{1,2})(?: ?[/.-] ?| thang )(?P<m>\d{1,2})"
_OF_YEAR = r"(?: ?[/.-] ?| nam | )(?P<y>\d{4})"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_EVERY = {
    "nam": "year", "quy": "quarter", "thang": "month", "tuan": "week", "6 thang": "half", "nua nam": "half",
    "sau thang": "half",
}  # fmt: skip
_PERIOD = "|".join(sorted(_EVERY, key=len, reverse=True))
_RECURRING = re.compile(
    rf"(?:dinh ky |bao cao )*(?:hang|moi) (?P<every>{_PERIOD})|(?:dinh ky )?(?P<once>{_PERIOD}) (?:mot|1) lan"
    rf"|dinh ky (?P<bare>{_PERIOD})"
)
_OF_LAST_MONTH = r"(?: (?:cua )?thang cuoi(?: cung)?(?: (?:cua )?(?:moi )?(?:quy|ky|6 thang))?)?"
_STANDING = re.compile(r"(?:thuong xuyen|lien tuc)(?:,? (?:lien tuc|thuong xuyen))*(?:,? (?:hang|moi) nam)?")
_ON_DEMAND = re.compile(r"(?:khi (?:co )?(?:phat sinh|yeu cau)|theo yeu cau|dot xuat)(?: .{0,40})?")
_OPENING = re.compile(
    r"^(?:(?:hoan thanh|xong|thuc hien|trinh|gui|bao cao|cham nhat|muon nhat|den|den het|trong|la|vao|han|"
    r"thoi han)(?: |: ?))+"
)
_BEFORE = re.compile(r"^truoc (?:ngay )?")
_FROM = re.compile(r"(?:bat dau )?(?:ke )?tu (?=ngay |\d)|bat dau (?=ngay |\d)")
_SPAN_OF_YEARS = re.compile(
    r"(?:giai doan |tu nam |nam |tu )?(?P<first>\d{4}) ?(?:-|\u2013|den nam|den) ?(?P<y>\d{4})"
)


def read_deadline(cell: CellValue, year: int | None = None) -> Deadline:
    """What the cell says. `year` is the only year of the plan, where it has one: it completes `quý II` and `15/12`."""
    if cell is None:
        return Deadline()
    if isinstance(cell, date):
        return Deadline({"due": cell.isoformat()})
    words = " ".join(bare(cell).replace("\u2013", "-").split()).strip(" .;,")
    if not words:
        return Deadline()
    for read in (_kinds, _recurring, _one_day, _period):
        found = read(words, year)
        if found is not None:
            return found
    return Deadline(sure="unclear")


def without_from(words: str) -> str:
    """The day in `từ ngày 01/03/2025`; other words as they are."""
    found = _FROM.match(bare(words))
    return words[found.end() :] if found and len(bare(words)) == len(words) else words


def _kinds(words: str, year: int | None) -> Deadline | None:
    if _STANDING.fullmatch(words):
        if "nam" in words.split():
            return Deadline({"kind": "standing"}, "read", "standing_yearly")
        return Deadline({"kind": "standing"})
    if _ON_DEMAND.fullmatch(words):
        return Deadline({"kind": "on_demand"})
    return None


def _recurring(words: str, year: int | None) -> Deadline | None:
    """`hằng năm`, alone or with the day of the year before or after it."""
    found = _RECURRING.search(words)
    if not found:
        return None
    every = _EVERY[found["every"] or found["once"] or found["bare"]]
    rest = f"{words[: found.start()]} {words[found.end() :]}".strip(" ,;:()-")
    keys: dict[str, Any] = {"kind": "recurring", "every": every}
    if not rest or rest in ("dinh ky", "bao cao"):
        return Deadline(keys)
    before, day = _without_before(rest)
    at = re.fullmatch(_DAY_OF_YEAR, day)
    if every == "year" and at and _is_day(2023, at):
        due = f"{int(at['m']):02}-{int(at['d']):02}"
        return Deadline({**keys, "due": {"before": due} if before else due})
    alone = re.fullmatch(rf"(?:ngay )?(?P<d>0?[1-9]|1\d|2[0-8]){_OF_LAST_MONTH}", day)
    if every in ("half", "quarter", "month") and alone:
        number = str(int(alone["d"]))
        return Deadline({**keys, "due": {"before": number} if before else number})
    stands_apart = not words[: found.start()].strip() or not words[found.end() :].strip()
    if stands_apart and not _RECURRING.search(rest) and not re.search(r"\d{4}", rest):
        return Deadline(keys, "partly")
    return Deadline(sure="unclear")


def _one_day(words: str, year: int | None) -> Deadline | None:
    before, rest = _without_before(words)
    for shape in (_DAY, _DAY_IN_WORDS):
        found = re.fullmatch(shape, rest)
        if found and _is_day(int(found["y"]), found):
            return _due(date(int(found["y"]), int(found["m"]), int(found["d"])), before)
    found = re.fullmatch(_DAY_OF_YEAR, rest)
    if found and year is not None and int(found["m"]) > 0 and _is_day(year, found):
        one = _due(date(year, int(found["m"]), int(found["d"])), before)
        return Deadline(one.keys, "read", "year_of_the_plan")
    return None


def _period(words: str, year: int | None) -> Deadline | None:
    """A quarter, a month, half a year, a year: its last day, or with `trước` its first day as too late."""
    before, rest = _without_before(words)
    years = _SPAN_OF_YEARS.fullmatch(rest)
    if years and int(years["first"]) <= int(years["y"]):
        return _bounds(int(years["first"]), 1, 12, before, "last_day_of_years", int(years["y"]))
    for shape, months in (
        (rf"quy (?P<p>iv|i{{1,3}}|[1-4])(?:{_OF_YEAR})?", 3),
        (rf"(?:cuoi )?(?:thang )?(?P<p>\d{{1,2}})(?:{_OF_YEAR})?", 1),
        (rf"(?:6|sau) thang (?P<p>dau|cuoi)(?: nam)?(?:{_OF_YEAR})?", 6),
        (r"(?:cuoi |het |trong )*(?:nam )?(?P<y>\d{4})(?P<p>)", 12),
    ):
        found = re.fullmatch(shape, rest)
        if not found:
            continue
        number = _ROMAN.get(found["p"]) or {"dau": 1, "cuoi": 2, "": 1}.get(found["p"]) or int(found["p"])
        in_year = int(found["y"]) if found["y"] else year
        if in_year is None or not 1 <= number <= 12 // months:
            return None
        last = number * months
        return _bounds(in_year, last - months + 1, last, before, f"last_day_of_{months}")
    return None


def _bounds(
    year: int, first: int, last: int, before: bool, why: str, until: int | None = None
) -> Deadline | None:
    if not 1950 <= year <= 2199 or not 1950 <= (until or year) <= 2199:
        return None
    if before:
        return Deadline({"due": {"before": date(year, first, 1).isoformat()}}, "read", "before_period")
    end = until or year
    return Deadline({"due": date(end, last, calendar.monthrange(end, last)[1]).isoformat()}, "read", why)


def _without_before(words: str) -> tuple[bool, str]:
    """Whether `trước` stands there, and what is left without the words that only lead to the date."""
    rest = _OPENING.sub("", words)
    found = _BEFORE.match(rest)
    if found:
        rest = rest[found.end() :]
        return True, rest
    return False, rest


def _is_day(year: int, found: re.Match[str]) -> bool:
    month, day = int(found["m"]), int(found["d"])
    return 1950 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _due(day: date, before: bool) -> Deadline:
    return Deadline({"due": {"before": day.isoformat()} if before else day.isoformat()})
