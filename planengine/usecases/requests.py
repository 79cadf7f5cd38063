"""What is asked of `record_work`, and what it did."""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module.

from datetime import date
from typing import NamedTuple

from planengine.core.events import Stored


class Request(NamedTuple):
    """One command as it was given.

    `tasks` are references; `speaker` is who speaks (`--as`), None for the plan's secretariat; `holder` limits to one
    agency's assignment (`--agency`); `everything` stands for all the speaker's assignments that the trigger fits;
    `found_by` selects what was reported with that document. `files` come with a report and lie in their folder already.
    """

    trigger: str
    tasks: tuple[str, ...]
    person: str
    speaker: str | None = None
    holder: str | None = None
    everything: bool = False
    found_by: str | None = None
    plan: str | None = None
    on: date | None = None
    channel: str = "cli"
    document: str | None = None
    decided_by: str | None = None
    reason: str | None = None
    evidence: str | None = None
    note: str | None = None
    percent: int | None = None
    figures: tuple[tuple[str, str], ...] = ()
    day: date | None = None
    to: str | None = None
    override: str | None = None
    idem_key: str | None = None
    files: tuple[Stored, ...] = ()


class Changed(NamedTuple):
    """One assignment that was moved."""

    plan: str
    label: str
    agency: str
    state: str
    completed: bool
    closed: int


class Outcome(NamedTuple):
    """What a command did: the assignments moved, and the labels of what has become free by it."""

    changed: tuple[Changed, ...]
    unlocked: tuple[str, ...]
    seq: int
