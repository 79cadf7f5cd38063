"""What the journal hands out to those who write: plans, occurrences and assignments as a person names them.

Light: every command of the fast path loads this module.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path loads this module.

from datetime import datetime
from typing import NamedTuple


class PlanHead(NamedTuple):
    """What every command needs of an applied plan."""

    uid: str
    id: str
    title: str
    revision: int
    secretariat: str
    approver: str
    timezone: str
    starts: str
    ends: str
    calendar: str
    reminders_from: str | None
    closed_on: str | None = None
    tracked_from: str | None = None


class Named(NamedTuple):
    """An occurrence as a person names it."""

    uid: str
    plan_uid: str
    task_uid: str
    label: str
    task: str
    period: str | None
    title: str
    kind: str


class Held(NamedTuple):
    """An assignment as a person names it: who holds it in which state, moved last by which event."""

    uid: str
    occurrence_uid: str
    label: str
    agency: str
    role: str
    state: str
    last_seq: int
    evidence: str | None


class Recorded(NamedTuple):
    """What one append wrote: its first and last number in the log, and the labels of what has become free by it."""

    first_seq: int
    last_seq: int
    unlocked: tuple[str, ...]


class Waiting(NamedTuple):
    """An occurrence whose due date is counted from the completion of another one; `day_off` is its rule."""

    uid: str
    label: str
    length: int
    unit: str
    day_off: str


class WaitRow(NamedTuple):
    """`successor` (uid) waits for `predecessor` (label, with its plan before it where that is another one), limited to
    one agency or not; `met` is 0 or 1. `lag` counts days of that `unit` ("d" or "wd"). `known` is 0 where the
    predecessor is in no plan that is applied."""

    successor: str
    predecessor: str
    agency: str | None
    type: str
    soft: int
    reason: str | None
    met: int
    lag: int
    unit: str
    known: int


class Clock(NamedTuple):
    """The moment of the call, read once: `now` in UTC; `kind` is "system", or "given" where a person set the day."""

    now: datetime
    kind: str
