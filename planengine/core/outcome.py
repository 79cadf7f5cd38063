"""What became of a duty that was open when its plan was closed."""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text.

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

ENDED = "duty_ended"

DONE = "done"
NOT_DONE = "not_done"
CONTINUED = "continued"
STOPPED = "stopped"
OUTCOMES = (DONE, NOT_DONE, CONTINUED, STOPPED)
"""Done, not done, goes on in another plan or as daily work, given up by decision."""


class Row(NamedTuple):
    """The outcome of one occurrence; `uid` is that of the occurrence, `carried_to` the "plan/id" that goes on."""

    uid: str
    task: str
    outcome: str
    reason: str | None
    carried_to: str | None
    closed_on: str


def evolve(before: Row | None, event: str, payload: Mapping[str, Any], on: date) -> Row:
    """The row after the event; a duty ends once. Raises KeyError or ValueError."""
    if before is not None or event != ENDED or payload["outcome"] not in OUTCOMES:
        raise ValueError(event)
    return Row(
        str(payload["record"]),
        str(payload["task"]),
        str(payload["outcome"]),
        payload.get("reason"),
        payload.get("carried_to"),
        on.isoformat(),
    )
