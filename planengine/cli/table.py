"""Every command, by name: where it lives and whether it is on the officer's fast path.

The help line of a command is the sentence `help.<name>`; a command's module is imported when that command runs.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module.

from typing import NamedTuple


class Command(NamedTuple):
    """`module` below planengine.cli.commands, `attribute` the click command in it; `light` commands import no heavy
    library; `group` is the heading it stands under in `--help`; an `alias` is not listed."""

    module: str
    attribute: str
    group: str
    light: bool = True
    alias: bool = False


COMMANDS: dict[str, Command] = {
    "init": Command("workspace", "init", "file", light=False),
    "validate": Command("plan", "validate", "file", light=False),
    "fmt": Command("fmt", "fmt", "file", light=False),
    "explain": Command("explain", "explain", "file", light=False),
    "schema": Command("schema", "schema", "file", light=False),
    "schedule": Command("schedule", "schedule", "file", light=False),
    "graph": Command("graph", "graph", "file", light=False),
    "impact": Command("schedule", "impact", "file", light=False),
    "apply": Command("plan", "apply", "file", light=False),
    "plan": Command("plans", "plan", "file", light=False),
    "status": Command("overview", "status", "secretariat"),
    "list": Command("overview", "list_work", "secretariat"),
    "inbox": Command("overview", "inbox", "secretariat"),
    "confirm": Command("decide", "confirm", "secretariat"),
    "return": Command("decide", "return_report", "secretariat"),
    "reopen": Command("decide", "reopen", "secretariat"),
    "pause": Command("decide", "pause", "secretariat"),
    "resume": Command("decide", "resume", "secretariat"),
    "cancel": Command("decide", "cancel", "secretariat"),
    "exempt": Command("decide", "exempt", "secretariat"),
    "open": Command("opening", "open_task", "secretariat", light=False),
    "reassign": Command("decide", "reassign", "secretariat"),
    "mine": Command("look", "mine", "agency"),
    "show": Command("look", "show", "agency"),
    "accept": Command("report", "accept", "agency"),
    "decline": Command("report", "decline", "agency"),
    "commit": Command("report", "commit", "agency"),
    "start": Command("report", "start", "agency"),
    "progress": Command("report", "progress", "agency"),
    "done": Command("report", "done", "agency"),
    "submit": Command("report", "done", "agency", alias=True),
    "withdraw": Command("report", "withdraw", "agency"),
    "log": Command("history", "log", "everybody"),
    "remind": Command("remind", "remind", "reminders", light=False),
    "worker": Command("remind", "worker", "reminders", light=False),
    "audit": Command("audit", "audit", "operator"),
    "db": Command("database", "db", "operator", light=False),
    "demo": Command("demo", "demo", "operator", light=False),
}
GROUPS = ("agency", "file", "secretariat", "everybody", "reminders", "operator")
