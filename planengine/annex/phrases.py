"""The words of two columns that people read: who is responsible, and when; written from plain values and read back.

The words are sentences of the catalogue, read in both languages. What they cannot say stays out of these columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from planengine.annex.cells import TYPED_FROM, CellValue
from planengine.messages import LANGUAGES, Words

WHEN_KEYS = ("kind", "every", "due")
WHO_KEYS = ("lead", "joint", "each", "unassigned")

_DAY = r"[0-9]{2}/[0-9]{2}/[0-9]{4}"
_DAY_OF_YEAR = r"[0-9]{2}/[0-9]{2}"
_PARAMS = {
    "day": f"{_DAY}|{_DAY_OF_YEAR}|[0-9]{{1,2}}", "n": "[0-9]{1,5}", "task": "[A-Za-z0-9._-]+", "names": r"[^\[\]]+",
    "name": r".+",
}  # fmt: skip
_KINDS = ("standing", "on_demand", "milestone")
_EVERY = ("year", "half", "quarter", "month", "week")
_UNITS = ("d", "wd")


@cache
def _pattern(language: str, code: str) -> re.Pattern[str]:
    """What a sentence of the catalogue looks like with its params filled in; small and capital letters are one."""
    parts = re.split(r"\{([a-z]+)\}", Words(language).template(code))
    shape = "".join(
        f"(?P<{part}>{_PARAMS[part]})" if at % 2 else re.escape(part) for at, part in enumerate(parts)
    )
    return re.compile(shape, re.IGNORECASE)


def _said(code: str, text: str) -> re.Match[str] | None:
    """Whether the text is that sentence, in one of the languages."""
    for language in LANGUAGES:
        found = _pattern(language, code).fullmatch(text)
        if found:
            return found
    return None


# When


def write_when(task: Mapping[str, Any], say: Words) -> CellValue:
    """The cell for `kind`, `every` and `due` of a task as its file has them; None where it says none of them or where
    words would not give them back."""
    said = {key: task[key] for key in WHEN_KEYS if key in task}
    shown = _when(said, say)
    return shown if shown is not None and read_when(shown) == said else None


def _when(said: Mapping[str, Any], say: Words) -> CellValue:
    parts = []
    kind, every, due = (said.get(key) for key in WHEN_KEYS)
    if kind == "recurring" and every in _EVERY:
        parts.append(say(f"annex.every.{every}"))
    elif kind in _KINDS:
        parts.append(say(f"annex.kind.{kind}"))
    elif not parts and type(due) is str and re.fullmatch(r"[0-9]{4}-[0-9-]{5}", due):
        day = date.fromisoformat(due)
        if day.year >= TYPED_FROM:
            return day
    if due is not None:
        words = _due(due, say)
        if words is None:
            return None
        parts.append(words)
    text = ", ".join(parts)
    return text[:1].upper() + text[1:] if text else None


def _due(due: Any, say: Words) -> str | None:
    if due in ("horizon", "none"):
        return say(f"annex.due.{due}")
    if type(due) is str:
        day = _day_shown(due)
        return say("annex.due.day_of_month" if due.isdigit() else "annex.due.on", day=day)
    if "before" in due:
        day = _day_shown(due["before"])
        code = "annex.due.before_day_of_month" if due["before"].isdigit() else "annex.due.before"
        return say(code, day=day)
    found = re.fullmatch(r"([0-9]+)(d|wd)", due["within"])
    if not found:
        return None
    if due["of"] == "issued":
        return say(f"annex.due.within_{found[2]}_of_issue", n=found[1])
    return say(f"annex.due.within_{found[2]}", n=found[1], task=due["of"])


def _day_shown(day: str) -> str:
    return "/".join(reversed(day.split("-")))


def read_when(cell: CellValue) -> dict[str, Any] | None:
    """The plain `kind`, `every` and `due` that a cell says in the words of `write_when`; None for other words."""
    if cell is None:
        return {}
    if isinstance(cell, date):
        return {"due": cell.isoformat()}
    said: dict[str, Any] = {}
    for part in cell.strip().rstrip(".").split(", "):
        found = _part(part.strip())
        if found is None or said.keys() & found.keys():
            return None
        said |= found
    return {key: said[key] for key in WHEN_KEYS if key in said}


def _part(part: str) -> dict[str, Any] | None:
    for every in _EVERY:
        if _said(f"annex.every.{every}", part):
            return {"kind": "recurring", "every": every}
    for kind in _KINDS:
        if _said(f"annex.kind.{kind}", part):
            return {"kind": kind}
    for word in ("horizon", "none"):
        if _said(f"annex.due.{word}", part):
            return {"due": word}
    for unit in _UNITS:
        if found := _said(f"annex.due.within_{unit}_of_issue", part):
            return {"due": {"within": found["n"] + unit, "of": "issued"}}
        if found := _said(f"annex.due.within_{unit}", part):
            return {"due": {"within": found["n"] + unit, "of": found["task"]}}
    for ending in ("", "_of_month"):
        if found := _said("annex.due.day_of_month" if ending else "annex.due.on", part):
            return {"due": _day_read(found["day"])}
        if found := _said("annex.due.before_day_of_month" if ending else "annex.due.before", part):
            return {"due": {"before": _day_read(found["day"])}}
    return {"due": _day_read(part)} if re.fullmatch(_DAY, part) else None


def _day_read(day: str) -> str:
    return "-".join(reversed(day.split("/")))


# Who

Label = Callable[[str], str]
Find = Callable[[str], str | None]


def write_who(task: Mapping[str, Any], say: Words, label: Label, find: Find) -> str | None:
    """The cell for the responsible bodies of a task; None for `unassigned` and where words would not give them back."""
    form = next((key for key in WHO_KEYS if key in task), "unassigned")
    if form == "unassigned":
        return None
    listed = write_bodies([task[form]] if form == "lead" else task[form], say, label)
    if listed is None:
        return None
    shown = listed if form == "lead" else say(f"annex.who.{form}") + "\n" + listed
    return shown if read_who(shown, find) == {form: task[form]} else None


def read_who(text: str, find: Find) -> dict[str, Any] | None:
    """The responsible bodies that `write_who` put into a cell; None for other words or unknown bodies."""
    form, rest = said_form(text)
    bodies = read_bodies(rest, find)
    if form is not None:
        return None if bodies is None else {form: bodies}
    return {"lead": bodies[0]} if bodies is not None and len(bodies) == 1 else None


def said_form(text: str) -> tuple[str | None, str]:
    """The form of responsibility that the first line names, and the lines after it; None and all of it otherwise."""
    first, _, rest = text.partition("\n")
    for form in ("joint", "each"):
        if _said(f"annex.who.{form}", first.strip()):
            return form, rest
    return None, text


def write_bodies(bodies: list[Any], say: Words, label: Label) -> str | None:
    """A list of bodies, one a line; None where there are none."""
    return ";\n".join(_body(one, say, label) for one in bodies) or None


def _body(body: Any, say: Words, label: Label) -> str:
    if type(body) is str:
        return label(body)
    shown = label(body["group"])
    if body.get("members") is not None:
        shown += f" [{say('annex.who.members', names='; '.join(map(label, body['members'])))}]"
    if body.get("track") == "group":
        shown += f" [{say('annex.who.whole')}]"
    return shown


def read_bodies(text: str, find: Find) -> list[Any] | None:
    """The bodies that `write_bodies` listed; None where one is unknown."""
    found = []
    for part in parts(text):
        body = read_body(part, find)
        if body is None:
            return None
        found.append(body)
    return found


def parts(text: str) -> list[str]:
    """The names of a list, each with what stands in brackets behind it."""
    return [part.strip() for part in re.split(r"[;\n](?![^\[]*\])", text) if part.strip()]


def read_body(part: str, find: Find) -> Any:
    """One body with what stands in brackets behind it; None where it is unknown or the brackets say something else."""
    name, *marks = re.split(r"\s*\[([^\[\]]*)\]", part)
    body = find(name.strip())
    if body is None or not any(marks):
        return body
    made: dict[str, Any] = {"group": body}
    for mark in filter(str.strip, marks):
        listed = _said("annex.who.members", mark)
        if _said("annex.who.whole", mark):
            made["track"] = "group"
        elif listed:
            members = [find(one.strip()) for one in listed["names"].split(";")]
            if None in members:
                return None
            made["members"] = members
        else:
            return None
    return {key: made[key] for key in ("group", "track", "members") if key in made}
