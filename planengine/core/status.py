"""States of an assignment, and every way between them, as one table.

The table is the only place that says who may do what from where and what it takes; `workflow.decide` reads it and
knows no trigger by name beyond what follows from the row.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module.

from typing import NamedTuple

ASSIGNED = "assigned"
ACCEPTED = "accepted"
IN_PROGRESS = "in_progress"
SUBMITTED = "submitted"
DONE = "done"
RETURNED = "returned"
DECLINED = "declined"
PAUSED = "paused"
CANCELLED = "cancelled"
EXEMPT = "exempt"
CLOSED = "closed"
MERGED = "merged"

STATES = (
    ASSIGNED,
    ACCEPTED,
    IN_PROGRESS,
    SUBMITTED,
    DONE,
    RETURNED,
    DECLINED,
    PAUSED,
    CANCELLED,
    EXEMPT,
    CLOSED,
    MERGED,
)

WORKABLE = (ASSIGNED, ACCEPTED, IN_PROGRESS, RETURNED)
"""The ball is with the agency."""

UNFINISHED = (*WORKABLE, DECLINED, PAUSED)
"""What a completed occurrence closes; a submitted assignment still waits for its confirmation."""

OUT_OF_COUNT = (CANCELLED, EXEMPT, MERGED)
"""What leaves the denominator of a completion rule."""

SAME = "="
"""The state stays what it is."""
FORMER = "<"
"""The state it had before it was paused, exempted, cancelled or closed."""

HOLDER = "holder"
"""The agency that holds the assignment, lead or supporter."""
SECRETARIAT = "secretariat"
"""The plan's secretariat; the approver may do the same."""
CONFIRMER = "confirmer"
"""The secretariat, and where it holds the assignment itself the approver: nobody confirms its own work."""


class Transition(NamedTuple):
    """One row: `trigger` leads from any of `sources` to `target`; `who` may, if `needs` are all given.

    Needs: "reason", "document", "evidence", "day" (a date to commit to), "agency" (whom to give it to), "opened" (the
    occurrence's first day has come), "predecessors" (hard ones are met), "ends" (the duty can be finished at all).
    `event` is the fact that the transition records.
    """

    trigger: str
    sources: tuple[str, ...]
    target: str
    who: str
    needs: tuple[str, ...]
    event: str


TRANSITIONS = (
    Transition("accept", (ASSIGNED,), ACCEPTED, HOLDER, (), "assignment_accepted"),
    Transition("decline", (ASSIGNED, ACCEPTED), DECLINED, HOLDER, ("reason",), "assignment_declined"),
    Transition("commit", (ASSIGNED,), ACCEPTED, HOLDER, ("day",), "date_committed"),
    Transition("commit", (ACCEPTED, IN_PROGRESS, RETURNED), SAME, HOLDER, ("day",), "date_committed"),
    Transition(
        "start",
        (ASSIGNED, ACCEPTED, RETURNED),
        IN_PROGRESS,
        HOLDER,
        ("opened", "predecessors"),
        "work_started",
    ),
    Transition(
        "progress",
        (ASSIGNED, ACCEPTED, RETURNED),
        IN_PROGRESS,
        HOLDER,
        ("opened", "predecessors"),
        "progress_reported",
    ),
    Transition("progress", (IN_PROGRESS,), SAME, HOLDER, ("opened",), "progress_reported"),
    Transition(
        "submit",
        WORKABLE,
        SUBMITTED,
        HOLDER,
        ("ends", "opened", "predecessors", "evidence"),
        "completion_reported",
    ),
    Transition("withdraw", (SUBMITTED,), IN_PROGRESS, HOLDER, (), "report_withdrawn"),
    Transition("confirm", (SUBMITTED,), DONE, CONFIRMER, (), "completion_confirmed"),
    Transition("return", (SUBMITTED,), RETURNED, CONFIRMER, ("reason",), "report_returned"),
    Transition("reopen", (DONE,), IN_PROGRESS, CONFIRMER, ("reason",), "assignment_reopened"),
    Transition("reopen", (EXEMPT, CANCELLED), FORMER, CONFIRMER, ("reason",), "assignment_reopened"),
    Transition(
        "pause", (*WORKABLE, SUBMITTED), PAUSED, SECRETARIAT, ("reason", "document"), "assignment_paused"
    ),
    Transition("resume", (PAUSED,), FORMER, SECRETARIAT, (), "assignment_resumed"),
    Transition(
        "cancel",
        (*WORKABLE, SUBMITTED, DECLINED, PAUSED),
        CANCELLED,
        SECRETARIAT,
        ("reason", "document"),
        "assignment_cancelled",
    ),
    Transition("exempt", (*WORKABLE, DECLINED), EXEMPT, CONFIRMER, ("reason",), "assignment_exempted"),
    Transition(
        "reassign",
        (*WORKABLE, DECLINED),
        ASSIGNED,
        SECRETARIAT,
        ("reason", "agency"),
        "assignment_reassigned",
    ),
)

TRIGGERS = tuple(dict.fromkeys(row.trigger for row in TRANSITIONS))


def transition(trigger: str, state: str) -> Transition | None:
    """The row for `trigger` out of `state`, or None where the table has none."""
    for row in TRANSITIONS:
        if row.trigger == trigger and state in row.sources:
            return row
    return None


def sources(trigger: str) -> tuple[str, ...]:
    """All states that `trigger` may start from, in the order of `STATES`."""
    allowed = {state for row in TRANSITIONS if row.trigger == trigger for state in row.sources}
    return tuple(state for state in STATES if state in allowed)


def responsible(trigger: str) -> str:
    """Who may pull `trigger`: HOLDER, SECRETARIAT or CONFIRMER (the same in every row of one trigger)."""
    return next(row.who for row in TRANSITIONS if row.trigger == trigger)
