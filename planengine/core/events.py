"""Facts in the past tense. A fact is decided in `workflow`, kept in the journal and never changed."""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module.

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

PLAN_EVENTS = (
    "revision_applied",
    "occurrence_planned",
    "reminders_enabled",
    "plan_bodies_changed",
    "baseline_set",
    "plan_closed",
)
OCCURRENCE_EVENTS = ("occurrence_completed", "occurrence_reopened", "due_fixed", "task_renamed", "duty_ended")
ASSIGNMENT_EVENTS = (
    "assignment_accepted",
    "assignment_declined",
    "date_committed",
    "work_started",
    "progress_reported",
    "completion_reported",
    "report_withdrawn",
    "completion_confirmed",
    "report_returned",
    "assignment_reopened",
    "assignment_paused",
    "assignment_resumed",
    "assignment_cancelled",
    "assignment_exempted",
    "assignment_reassigned",
)
REVISION_EVENTS = ("occurrence_revised", "occurrence_withdrawn")
"""What an edited plan does to an occurrence whose work has begun, or that leaves the plan."""
UNDOING_EVENTS = ("action_undone", "due_freed")
"""What taking back one's last action does to an assignment, and to a due date that was fixed by it."""
SUCCESSION_EVENTS = ("assignment_given", "assignment_succeeded", "assignment_merged")
"""What a reorganisation does to assignments; the plan itself gets "plan_bodies_changed"."""


class Fact(NamedTuple):
    """Something that happened: `type` to `stream` (uid of an assignment, an occurrence or the plan).

    `payload` holds what the type needs, text, integers, booleans, lists and mappings only (no floats, days as ISO
    text), and is written in the canonical form of the log.
    """

    type: str
    stream: str
    payload: Mapping[str, object]


class Origin(NamedTuple):
    """Who acted, who typed, and by what way the news came.

    `agency` acted; `person` is the account that typed; `typed_by` is the agency that typed on behalf of `agency`, or
    None where the agency typed itself; `decided_by` names the person who decided, where that was on paper. `on` is the
    day it happened, in the plan's zone. `clock` is "system", or "given" where the day of the call was set by hand.
    """

    agency: str
    person: str
    on: date
    typed_by: str | None = None
    decided_by: str | None = None
    channel: str = "cli"
    document: str | None = None
    clock: str = "system"


class Stored(NamedTuple):
    """A file that lies in the folder of evidence, as an event carries it: the SHA-256 of its bytes (64 hexadecimal
    digits), how many they are, of which type ("pdf"), and what the agency called it, for people only."""

    sha256: str
    size: int
    type: str
    name: str
