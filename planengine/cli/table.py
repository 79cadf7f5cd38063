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
    "diff": Command("plan", "diff", "file", light=False),
    "apply": Command("plan", "apply", "file", light=False),
    "revert": Command("revert", "revert", "file", light=False),
    "plan": Command("plans", "plan", "file", light=False),
    "baseline": Command("baseline", "baseline", "secretariat", light=False),
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
    "approve": Command("extension", "approve", "secretariat"),
    "reject": Command("extension", "reject", "secretariat"),
    "reorganise": Command("reorganise", "reorganise", "secretariat", light=False),
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
    "extend": Command("extension", "extend", "agency"),
    "difficulty": Command("difficulty", "difficulty", "agency"),
    "evidence": Command("evidence", "evidence", "agency"),
    "note": Command("note", "note", "agency"),
    "undo": Command("undo", "undo", "everybody"),
    "target": Command("target", "target", "secretariat"),
    "log": Command("history", "log", "everybody"),
    "remind": Command("remind", "remind", "reminders", light=False),
    "worker": Command("remind", "worker", "reminders", light=False),
    "audit": Command("audit", "audit", "operator"),
    "sheet": Command("sheet", "sheet", "secretariat", light=False),
    "db": Command("database", "db", "operator", light=False),
    "demo": Command("demo", "demo", "operator", light=False),
}
READS = frozenset(
    {
        "status",
        "list",
        "inbox",
        "mine",
        "show",
        "log",
        "schedule",
        "graph",
        "impact",
        "difficulty.list",
        "evidence.list",
        "target.list",
        "baseline.list",
        "baseline.show",
        "plan.revisions",
        "target.show",
    }
)
"""Keys of the commands that only read what the log tells: they can be asked about the past, with `--as-of`."""
WRITES = frozenset(
    {
        "apply",
        "revert",
        "approve",
        "extend",
        "reject",
        "accept",
        "decline",
        "commit",
        "start",
        "progress",
        "done",
        "withdraw",
        "confirm",
        "return",
        "reopen",
        "reorganise",
        "pause",
        "resume",
        "cancel",
        "exempt",
        "open",
        "reassign",
        "undo",
        "difficulty.raise",
        "difficulty.answer",
        "difficulty.escalate",
        "difficulty.resolve",
        "evidence.add",
        "note",
        "target.set",
        "baseline.set",
        "target.withdraw",
        "sheet.import",
        "plan.close",
        "plan.results",
        "remind.enable",
        "remind.run",
    }
)
"""Keys of the commands that write to the log, or send what rests on it: they have no `--as-of`."""
KEYED = WRITES - {"remind.run"}
"""Keys of the commands that are done once under `--idem-key`; letters have keys of their own and go out once anyhow."""
BESIDE_THE_LOG = {
    "init": "makes the workspace",
    "validate": "reads files",
    "diff": "compares a file with how things stand now",
    "fmt": "writes files",
    "explain": "says what the messages mean",
    "schema": "says what may stand in files",
    "plan.export": "reads a plan file and writes a table",
    "plan.import": "reads a table and writes a file",
    "plan.rename": "writes files",
    "sheet.export": "what is answered on a sheet is held against how things stand now",
    "remind.preview": "which letters are still to come depends on those that went out, and the log has no letters",
    "remind.log": "lists letters, and the log has none",
    "worker": "sends letters",
    "audit.verify": "judges the database as it lies there",
    "audit.checkpoint": "the same",
    "audit.export": "gives out the log whole",
    "evidence.verify": "judges the folder as it lies there",
    "evidence.fetch": "copies a file out of it",
    "db.backup": "copies the database whole",
    "db.restore": "puts a copy in its place",
    "db.check": "judges the database as it lies there",
    "db.migrate": "changes the tables, not what they say",
    "demo": "makes a workspace of its own",
}
"""Keys of the commands that neither read the log nor write to it, and why they have no past."""
GROUPS = ("agency", "file", "secretariat", "everybody", "reminders", "operator")
