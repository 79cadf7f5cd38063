"""From the sections and tasks of a table to those of a plan file: ids, bodies, dates, and what had to be understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from planengine.annex.bodies import Bodies
from planengine.annex.cells import CellValue
from planengine.annex.deadlines import Deadline, read_deadline, without_from
from planengine.annex.folding import bare, fold, unmarked
from planengine.annex.headings import Found
from planengine.annex.phrases import parts, read_body, read_when, said_form
from planengine.annex.remarks import Remark
from planengine.annex.rows import Entry, sort_of
from planengine.messages import Words
from planengine.planfile.fields import SECTION, TASK
from planengine.planfile.values import ID, MAX_ID

Plain = dict[str, Any]

_LEADS = re.compile(r"(?:^|[\s,;:])chu tri(?: thuc hien)?\b|^chu tri\s*:")
_MARKED = re.compile(r"\s*\((?:co quan |don vi )?(chu tri|phoi hop)\)")
_SUPPORTS = re.compile(r"(?:[,;.\s]|^)(?:va )?phoi hop(?: thuc hien)?(?: voi| cung)?\s*:?\s*")


class Assembling:
    """Builds the tasks of one table (None for single cells of an exported workbook). Readings are in the words of
    `say`, as they will stand in the file; `head` is that of the plan, as far as it is known."""

    def __init__(self, found: Found | None, bodies: Bodies, say: Words, head: Mapping[str, Any]) -> None:
        self.found = found
        self.bodies = bodies
        self.say = say
        self.year = _only_year(head)
        self.has_issue_date = "issued" in head
        self.remarks: list[Remark] = []

    def tasks(self, entries: list[Entry]) -> list[Plain]:
        """The tree of sections and tasks."""
        top: list[Plain] = []
        levels: list[list[Plain]] = [top]
        ids = _ids(entries)
        for entry, name in zip(entries, ids, strict=True):
            del levels[entry.depth + 1 :]
            if entry.is_section:
                node = self._section(entry, name)
                levels[-1].append(node)
                levels.append(node["tasks"])
            else:
                levels[-1].append(self._task(entry, name))
        return top

    def _section(self, entry: Entry, name: str) -> Plain:
        found = {"id": name, "title": _line(entry.title)}
        for key in ("ref", "notes"):
            text = self._text(entry, key)
            if text:
                found[key] = _line(text) if key == "ref" else text
        return {**{key: found[key] for key in SECTION if key in found}, "tasks": []}

    def _task(self, entry: Entry, name: str) -> Plain:
        title = self._text(entry, "title") or self._untitled(entry)
        task: Plain = {"id": name, "title": _line(title)}
        if "\n" in title:
            task["quote"] = title
        task |= self._who(entry)
        for key in ("output", "notes"):
            text = self._text(entry, key)
            if text:
                task = join({key: text}, task)
        for key in ("ref", "leader"):
            text = self._text(entry, key)
            if text:
                task[key] = _line(text)
        for column in ("when", "starts"):
            if column in entry.cells:
                cell = entry.cells[column].value
                given = self.when(cell, self._place(entry, column), starts=column == "starts")
                task = join(task, given)
        return {key: task[key] for key in TASK if key in task}

    def _untitled(self, entry: Entry) -> str:
        """Words in the place of a title that the table leaves blank: the row is no less a task."""
        beside = next(self._text(entry, name) for name in ("lead", "support", "when") if name in entry.cells)
        self.remarks.append(Remark("no_title", self._place(entry, "title"), params={"text": _short(beside)}))
        return self.say("annex.untitled")

    # Who

    def _who(self, entry: Entry) -> Plain:
        lead, support = self._text(entry, "lead"), self._text(entry, "support")
        if lead and not support:
            lead, support = _apart(lead)
        given = self.who(lead, self._place(entry, "lead")) if lead else {"unassigned": True}
        if not lead:
            self.remarks.append(
                Remark(
                    "nobody",
                    self._place(entry, "title"),
                    params={"title": _short(entry.title) or self.say("annex.untitled")},
                )
            )
        if support:
            place = self._place(entry, "support" if self._text(entry, "support") else "lead")
            given = join(given, self.support(support, place, led="unassigned" not in given))
        return given

    def who(self, text: str, place: str) -> Plain:
        """The form of responsibility that a cell of leading bodies says."""
        form, rest = said_form(text)
        bodies = self._bodies(rest, place)
        if not bodies:
            return {"unassigned": True}
        if form is not None:
            return {form: bodies}
        groups = [body for body in bodies if type(body) is dict or self.bodies.is_group(body)]
        if len(bodies) == 1 and not groups:
            return {"lead": bodies[0]}
        form = "each" if len(groups) == len(bodies) else "joint"
        why = self.say(f"annex.reading.{form}", count=len(bodies), text=_line(text))
        self.remarks.append(Remark(form, place, params={"text": _short(text), "count": len(bodies)}))
        return {form: bodies, "readings": {form: why}}

    def support(self, text: str, place: str, *, led: bool = True) -> Plain:
        """The supporting bodies that a cell names; where nobody leads there is nobody to support, and the words are
        kept in the notes."""
        if not led:
            self.remarks.append(Remark("support_of_nobody", place, params={"text": _short(text)}))
            return {"notes": self.say("annex.reading.support_kept", text=text)}
        bodies = self._bodies(text, place)
        return {"support": bodies} if bodies else {}

    def _bodies(self, text: str, place: str) -> list[Any]:
        """The bodies in a cell; with marks in brackets, as an exported annex has them, they are parted as there."""
        if "[" not in text:
            return list(self.bodies.listed(text, place))

        def find(name: str) -> str | None:
            return self.bodies.one(name, place) if fold(name) else None

        found: list[Any] = []
        for part in parts(text):
            body = read_body(part, find) if "[" in part else None
            found += [body] if body is not None else self.bodies.listed(part, place)
        return found

    # When

    def when(self, cell: CellValue, place: str, *, starts: bool = False) -> Plain:
        """What a cell says of the time; words that give no date are kept in the notes."""
        words = cell.strip() if isinstance(cell, str) else ""
        found = self._deadline(without_from(words) if starts and words else cell)
        if starts:
            day = found.keys.get("due")
            if found.sure == "said" and found.keys.keys() == {"due"} and type(day) is str:
                return {"starts": day}
        elif found.sure != "unclear":
            given = dict(found.keys)
            if found.sure == "partly":
                self.remarks.append(Remark("when_partly", place, params={"text": _short(words)}))
                given["notes"] = self.say("annex.reading.when_kept", text=words)
            if found.sure == "read":
                why = self.say(f"annex.reading.{found.why}", text=_line(words))
                given["readings"] = {"due" if "due" in given else "kind": why}
                self.remarks.append(Remark(found.why, place, params={"text": _short(words), **_shown(given)}))
            return given
        if not words and not starts:
            return {}
        text = words or str(cell)
        what = "starts" if starts else "when"
        self.remarks.append(Remark(f"{what}_unclear", place, params={"text": _short(text)}))
        return {"notes": self.say(f"annex.reading.{what}_kept", text=text)}

    def _deadline(self, cell: CellValue) -> Deadline:
        """What a table says in words of its own, or in those of an exported annex; a length of time only where it
        counts from a day that is known."""
        found = read_deadline(cell, self.year)
        ours = read_when(cell) if found.sure in ("partly", "unclear") else None
        if not ours:
            return found
        due = ours.get("due")
        counts_from = due.get("of") if type(due) is dict else None
        known = counts_from is None or (counts_from == "issued" and self.has_issue_date)
        return Deadline(ours) if known else found

    # Cells

    def _text(self, entry: Entry, name: str) -> str:
        """What the row, and the rows that go on with it, say in a column."""
        parts = [entry.cells[name].text] if name in entry.cells else []
        parts += [cells[name].text for _, cells in entry.more if name in cells]
        return "\n".join(dict.fromkeys(parts))

    def _place(self, entry: Entry, name: str) -> str:
        assert self.found is not None
        return self.found.grid.place(entry.row, self.found.columns.get(name, self.found.columns["title"]))


def _only_year(head: Mapping[str, Any]) -> int | None:
    """The year of the plan, where it has only one: it completes days without a year."""
    years = {str(head.get(key, ""))[:4] for key in ("starts", "ends")}
    year = years.pop() if len(years) == 1 else ""
    return int(year) if year.isdigit() else None


def join(task: Plain, given: Plain) -> Plain:
    """The task with more of its keys; notes are added below the notes it has, readings beside its readings."""
    made = {**task, **given}
    if "notes" in task and "notes" in given:
        made["notes"] = f"{task['notes']}\n{given['notes']}"
    if type(task.get("readings")) is dict and "readings" in given:
        made["readings"] = {**task["readings"], **given["readings"]}
    return made


def _apart(text: str) -> tuple[str, str]:
    """`Sở A chủ trì, phối hợp với Sở B` as the leading and the supporting bodies; all of it leads where the words do
    not say otherwise."""
    plain = bare(text)
    if len(plain) != len(text):
        return text, ""
    marked = list(_MARKED.finditer(plain))
    if marked:
        ends = [0, *(one.end() for one in marked)]
        named = [(one[1], text[start : one.start()]) for start, one in zip(ends, marked, strict=False)]
        roles = [
            [name.strip(" ,;") for role, name in named if role == wanted]
            for wanted in ("chu tri", "phoi hop")
        ]
        if roles[0]:
            return "; ".join(roles[0]), "; ".join(roles[1])
    at = _SUPPORTS.search(plain)
    lead, support = (text[: at.start()], text[at.end() :]) if at else (text, "")
    found = _LEADS.search(bare(lead))
    if found:
        lead = f"{lead[: found.start()]} {lead[found.end() :]}"
    lead = lead.strip(" ,;:.\n")
    return (lead, support) if lead else (text, "")


def _line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    line = _line(text)
    return line if len(line) <= 80 else line[:79].rstrip() + "\u2026"


def _shown(given: Plain) -> Plain:
    due = given.get("due")
    day = due.get("before") if type(due) is dict else due
    return {"day": day or ""}


# Ids


def _ids(entries: list[Entry]) -> list[str]:
    """An id for every entry: its number as printed where that is an id of one entry alone, else below its section."""
    printed = [_as_id(entry.number) for entry in entries]
    times = Counter(one.casefold() for one in printed if one)
    # Where a number of one kind comes twice, all of that kind go by their section.
    repeated = {sort_of(one) for one in printed if one and times[one.casefold()] > 1}
    taken: set[str] = set()
    path: list[str] = []
    counts: Counter[str] = Counter()
    made = []
    for entry, number in zip(entries, printed, strict=True):
        del path[entry.depth :]
        parent = path[-1] if path else ""
        if number and (sort_of(number) not in repeated or not parent):
            name = number
        else:
            counts[parent] += 1
            own = number or f"{'M' if entry.is_section else ''}{counts[parent]}"
            name = own if parent and own.startswith(f"{parent}.") else ".".join(filter(None, (parent, own)))
        name = name[:MAX_ID].rstrip("._-")
        while name in taken:
            counts[parent] += 1
            name = f"{(parent or 'N')[: MAX_ID - 8]}.{counts[parent]}"
        taken.add(name)
        made.append(name)
        if entry.is_section:
            path.append(name)
    return made


def _as_id(number: str) -> str:
    """The printed number as an id, nothing where there is none in it."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "", unmarked(number))
    plain = re.sub(r"[._-]{2,}", ".", plain).strip("._-")
    return plain if ID.fullmatch(plain) and len(plain) <= 24 else ""
