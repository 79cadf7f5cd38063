"""What stands above a table: the title of the plan, and the document that the annex is attached to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planengine.annex.folding import bare, fold

SAYS_NOTHING = ("", "phan cong nhiem vu", "bang phan cong nhiem vu", "assignment of tasks")
"""Titles of annexes that are no title of a plan."""

_ATTACHED = re.compile(
    r"\(?\s*(?:ban hanh )?(?:kem theo|attached to) (?P<what>[^()]*(?:\([^()]*\)[^()]*)*)\)?"
)
_MOTTO = ("cong hoa xa hoi", "doc lap tu do", "socialist republic")
_OFFICES = (
    "ubnd",
    "uy ban nhan dan",
    "hdnd",
    "hoi dong nhan dan",
    "dang bo",
    "tinh uy",
    "huyen uy",
    "thanh uy",
)
_OFFICES_BESIDE_THE_MOTTO = (
    "so",
    "bo",
    "ban",
    "cuc",
    "chi cuc",
    "tong cuc",
    "van phong",
    "phong",
    "cong an",
    "vien",
)
_NUMBER_OR_DAY = re.compile(r"so:? ?\d*.{0,3}/.*|.{0,30}, ?(?:ngay|thang) .{0,8}(?:thang|nam) .*|[^a-z0-9]*")
_PLANS = ("ke hoach", "quyet dinh", "chuong trinh", "nghi quyet", "chi thi", "de an", "plan", "decision")
"""Documents whose number is that of the plan; a letter it was sent with is none."""
_NUMBER = re.compile(r"\bso:? *(?P<n>\d{1,6}(?:/[0-9a-z.&-]+)+)")
_DAY = re.compile(
    r"\bngay *(?P<d>\d{1,2})(?: *[/.-] *| thang )(?P<m>\d{1,2})(?: *[/.-] *| nam )(?P<y>\d{4})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Above:
    """What the lines above a table say: a title (blank where there is none), the number and the day of the document
    that the annex is attached to, and that line."""

    title: str
    number: str | None = None
    issued: date | None = None
    attached: str = ""


def read_above(texts: Iterable[str]) -> Above:
    """What these cells or paragraphs say, from the top; the letterhead is no title."""
    attached, lines = "", []
    for text in texts:
        found = _ATTACHED.search(bare(text)) if len(bare(text)) == len(text) else None
        if found and (found[0].startswith("(") or found.start() == 0):
            attached = attached or " ".join(text[found.start("what") : found.end("what")].split())
            text = f"{text[: found.start()]}\n{text[found.end() :]}"
        lines += [line.strip() for line in text.split("\n") if line.strip()]
    title = " ".join(" ".join(_without_letterhead(lines)).split())
    if fold(title) in SAYS_NOTHING:
        title = attached or title
    number, issued = _named(attached)
    return Above(title, number, issued, attached)


def _without_letterhead(lines: list[str]) -> list[str]:
    kept: list[str] = []
    has_motto = any(fold(line).startswith(_MOTTO) for line in lines)
    offices = (*_OFFICES, *_OFFICES_BESIDE_THE_MOTTO) if has_motto else _OFFICES
    for line in lines:
        words = fold(line)
        is_office = not kept and any(f"{words} ".startswith(f"{one} ") for one in offices)
        is_letterhead = words.startswith(_MOTTO) or is_office or _NUMBER_OR_DAY.fullmatch(bare(line))
        if not is_letterhead and not words.startswith(("phu luc", "annex")) and not line.startswith("("):
            kept.append(line)
    return kept


def _named(attached: str) -> tuple[str | None, date | None]:
    """The number and the day of the plan that the annex is attached to, as far as the line gives them."""
    words = bare(attached)
    if not fold(attached).startswith(_PLANS) or len(words) != len(attached):
        return None, None
    number, day = _NUMBER.search(words), _DAY.search(words)
    try:
        issued = date(int(day["y"]), int(day["m"]), int(day["d"])) if day else None
    except ValueError:
        issued = None
    return (attached[number.start("n") : number.end("n")] if number else None), issued
