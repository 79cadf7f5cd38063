"""Reminder letters: one to each recipient and morning, complete as plain text, the same as HTML.

What is asked of the reader comes first, with the command or answer that settles it; what is told about others' work
stands apart. Every sentence is the catalogue's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from planengine.messages import Words

DATED = ("overdue", "today", "before1", "before5")
UPDATES = ("update_late", "update")
ABOUT_OTHERS = ("level2", "level1")
ORDER = ("overdue", "today", "before1", "before5", "level2", "level1", "waiting", "update_late", "update")


class Line(NamedTuple):
    """What a letter says of one assignment; `by` is the day to work to, `days_late` is positive when it has passed."""

    step: str
    label: str
    title: str
    agency: str
    role: str
    by: date | None
    days_left: int | None
    restricted: bool
    request: bool
    standing: bool = False


class Drawn(NamedTuple):
    """A letter in words."""

    subject: str
    text: str
    html: str


def draw(say: Words, plan_id: str, plan_title: str, name: str, lines: Sequence[Line], today: date) -> Drawn:
    """The letter to `name` about `lines`, as of `today`."""
    sections = [
        (step, [one for one in lines if one.step == step])
        for step in ORDER
        if any(one.step == step for one in lines)
    ]
    request = all(one.request for one in lines)
    opening = [
        say("mail.dear", name=name),
        say("mail.request" if request else "mail.opening", title=plan_title, day=today),
    ]
    closing = [*_how_to(say, lines), say("mail.closing"), say("mail.automatic")]
    text = [*opening, ""]
    for step, listed in sections:
        text.append(say(f"mail.section.{step}", count=len(listed)))
        text += [_as_text(say, one) for one in listed]
        text.append("")
    text += closing
    return Drawn(
        _subject(say, plan_id, lines), "\n".join(text) + "\n", _as_html(say, opening, sections, closing)
    )


def _subject(say: Words, plan_id: str, lines: Sequence[Line]) -> str:
    """Task and days first: a telephone shows forty letters."""
    first = min(lines, key=lambda one: ORDER.index(one.step))
    what = say(f"mail.subject.{first.step}", task=first.label, days=abs(first.days_left or 0), by=first.by)
    if len(lines) > 1:
        what = say("mail.subject.more", first=what, count=len(lines) - 1)
    return say("mail.subject", plan=plan_id.upper(), what=what)


def _as_text(say: Words, one: Line) -> str:
    parts = [say("mail.line", task=one.label, title=one.title)]
    if one.step in ABOUT_OTHERS or one.step == "waiting":
        parts.append(say("mail.line.agency", agency=one.agency))
    if one.role == "support":
        parts.append(say("mail.line.support"))
    parts.append(_date(say, one))
    return "\n".join(parts)


def _date(say: Words, one: Line) -> str:
    if one.by is None:
        return say("mail.line.no_date")
    if one.days_left is None:
        return say("mail.line.by", by=one.by)
    if one.step in UPDATES and not one.standing:
        return say("mail.line.ask")
    if one.step in UPDATES:
        code = "mail.line.update_late" if one.days_left < 0 else "mail.line.update"
        return say(code, by=one.by, days=abs(one.days_left))
    if one.days_left < 0:
        return say("mail.line.late", by=one.by, days=-one.days_left)
    if one.days_left == 0:
        return say("mail.line.today", by=one.by)
    return say("mail.line.left", by=one.by, days=one.days_left)


def _how_to(say: Words, lines: Sequence[Line]) -> list[str]:
    """How the reader settles it, once for each kind of thing that is asked."""
    told = []
    for code, asked in (("mail.how.done", DATED), ("mail.how.update", UPDATES)):
        labels = [one.label for step in asked for one in lines if one.step == step]
        if labels:
            told.append(say(code, task=labels[0]))
    if any(one.step == "waiting" for one in lines):
        told.append(say("mail.how.waiting"))
    return told


def _as_html(
    say: Words, opening: Sequence[str], sections: Sequence[tuple[str, Sequence[Line]]], closing: Sequence[str]
) -> str:
    parts = [f"<p>{escape(one)}</p>" for one in opening]
    for step, listed in sections:
        parts.append(f"<h3>{escape(say(f'mail.section.{step}', count=len(listed)))}</h3>")
        rows = [
            f"<tr><td {_CELL}><b>{escape(one.label)}</b></td><td {_CELL}>{escape(one.title)}</td>"
            f"<td {_CELL}>{escape(one.agency)}</td><td {_CELL}>{escape(_date(say, one).strip())}</td></tr>"
            for one in listed
        ]
        heads = "".join(
            f"<th {_HEAD}>{escape(say(f'mail.head.{name}'))}</th>"
            for name in ("task", "title", "agency", "date")
        )
        parts.append(f'<table role="presentation" {_TABLE}><tr>{heads}</tr>{"".join(rows)}</table>')
    parts += [f"<p>{escape(one)}</p>" for one in closing]
    return f'<html lang="{say.language}"><body {_BODY}>{"".join(parts)}</body></html>'


_BODY = 'style="font-family:Arial,Helvetica,sans-serif;font-size:15px;color:#1a1a1a"'
_TABLE = 'style="border-collapse:collapse;width:100%;max-width:720px"'
_HEAD = 'style="text-align:left;padding:6px;border-bottom:2px solid #555"'
_CELL = 'style="vertical-align:top;padding:6px;border-bottom:1px solid #ddd"'
