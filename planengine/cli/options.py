"""Options that several commands share; the help of each is the sentence `option.<help>`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
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


DAY = Day()

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

tasks: Decorator = click.argument("tasks", nargs=-1, metavar="TASK…")
speaker: Decorator = click.option("--as", "speaker", metavar="AGENCY", help="as")
holder: Decorator = click.option("--agency", "holder", metavar="AGENCY", help="agency")
reason: Decorator = click.option("--reason", metavar="TEXT", help="reason")
note: Decorator = click.option("--note", metavar="TEXT", help="note")
evidence: Decorator = click.option("--evidence", metavar="TEXT", help="evidence")
override: Decorator = click.option("--override", metavar="REASON", help="override")
as_json: Decorator = click.option("--json", "as_json", is_flag=True, help="json")


def entry(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of an entry made on somebody's behalf: day, channel, document, who decided."""
    for option in (
        click.option("--decided-by", metavar="NAME", help="decided_by"),
        click.option("--document", metavar="TEXT", help="document"),
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
