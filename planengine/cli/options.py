"""Options that several commands share; the help of each is the sentence `option.<help>`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import click

from planengine.errors import UsageRefusal


class Day(click.ParamType[date]):
    """A calendar day, written 2024-12-05 or 05/12/2024."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except ValueError as error:
            raise UsageRefusal("day.unreadable", given=str(value)) from error


def read_day(text: str) -> date:
    """The day that `text` writes; ValueError for anything else."""
    parts = text.split("/")
    if len(parts) == 3 and all(part.isdecimal() for part in parts) and len(parts[2]) == 4:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    if len(text) == 10 and text[4] == text[7] == "-":
        return date.fromisoformat(text)
    raise ValueError(text)


def read_moment(text: str) -> date:
    """The day, or the minute (a naive datetime), that `text` writes: 2024-12-05, 05/12/2024, 2024-12-05T10:30.

    ValueError for anything else.
    """
    day, _, clock = text.strip().replace("T", " ").partition(" ")
    if not clock:
        return read_day(day)
    hour, minute = clock.split(":")
    return datetime.combine(read_day(day), time(int(hour), int(minute)))


def read_text(text: str) -> str:
    """The text in NFC, without blanks around it. Raises UsageRefusal("text.encoding") or UsageRefusal("text.control").

    Keyboards and clipboards write one Vietnamese letter in two ways; what is kept and compared is written in one. What
    steers a terminal or turns the direction of writing is no text: it would be obeyed wherever the text is shown.
    """
    text = text.strip()
    if not text.isascii():  # spares the commands of every day an import
        from unicodedata import normalize

        text = normalize("NFC", _decoded(text))
    if any(letter in STEERING or (letter < " " and letter not in "\n\t") for letter in text):
        raise UsageRefusal("text.control", given=ascii(text))
    return text


STEERING = frozenset(map(chr, (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Delete, the C1 controls, and the marks that turn the direction of writing."""


def _decoded(text: str) -> str:
    """The text itself; where the system's locale could not read it, what its bytes are in UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(text).decode()
        except UnicodeError as error:
            raise UsageRefusal("text.encoding", given=ascii(text)) from error
    return text


class Name(click.ParamType[str]):
    """The name of a task, an agency or a document. A blank one stays blank, so that it is refused as unknown."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return read_text(str(value))


class Text(click.ParamType[str | None]):
    """A text for people to read; one of blanks alone counts as not given."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | None:
        return read_text(str(value)) or None


DAY = Day()
NAME = Name()
TEXT = Text()

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

tasks: Decorator = click.argument("tasks", nargs=-1, type=NAME, metavar="TASK…")
speaker: Decorator = click.option("--as", "speaker", type=NAME, metavar="AGENCY", help="as")
holder: Decorator = click.option("--agency", "holder", type=NAME, metavar="AGENCY", help="agency")
reason: Decorator = click.option("--reason", type=TEXT, metavar="TEXT", help="reason")
note: Decorator = click.option("--note", type=TEXT, metavar="TEXT", help="note")
evidence: Decorator = click.option("--evidence", type=TEXT, metavar="TEXT", help="evidence")
report_files: Decorator = click.option(
    "--file", "files", multiple=True, type=click.Path(), metavar="FILE", help="report_file"
)
override: Decorator = click.option("--override", type=TEXT, metavar="REASON", help="override")
as_json: Decorator = click.option("--json", "as_json", is_flag=True, help="json")


def entry(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of an entry made on somebody's behalf: day, channel, document, who decided."""
    for option in (
        click.option("--decided-by", type=TEXT, metavar="NAME", help="decided_by"),
        click.option("--document", type=TEXT, metavar="TEXT", help="document"),
        click.option(
            "--channel",
            type=click.Choice(["cli", "paper", "phone", "mail", "system"]),
            default="cli",
            metavar="cli|paper|phone|mail|system",
            help="channel",
        ),
        click.option("--on", type=DAY, metavar="DATE", help="on"),
    ):
        command = option(command)
    return command
