"""The official category of an assignment or occurrence: derived, never stored, exactly one for each.

The table maps state, kind and dates to one category. Categories are either counted (their sum is the total of every
official table) or outside the total. "On time" is judged on the day the agency reported, not on the day of the
confirmation.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from planengine.core import status

DONE_ON_TIME = "done_on_time"
DONE_LATE = "done_late"
DONE_UNDATED = "done_undated"
OPEN_ON_TIME = "open_on_time"
OPEN_OVERDUE = "open_overdue"
OPEN_UNDATED = "open_undated"
PAUSED = "paused"
COUNTED = (DONE_ON_TIME, DONE_LATE, DONE_UNDATED, OPEN_ON_TIME, OPEN_OVERDUE, OPEN_UNDATED, PAUSED)

STANDING_UPDATED = "standing_updated"
STANDING_LATE = "standing_late"
STANDING_PAUSED = "standing_paused"
NOT_YET_OPEN = "not_yet_open"
BEFORE_TRACKING = "before_tracking"
CLOSED = "closed"
MERGED = "merged"
EXEMPT = "exempt"
CANCELLED = "cancelled"
OUTSIDE = (
    STANDING_UPDATED,
    STANDING_LATE,
    STANDING_PAUSED,
    NOT_YET_OPEN,
    BEFORE_TRACKING,
    CLOSED,
    MERGED,
    EXEMPT,
    CANCELLED,
)

CATEGORIES = (*COUNTED, *OUTSIDE)

ANY = "any"


class Rule(NamedTuple):
    """The first row that fits decides. `progress` is a state group, `kind` "standing" or ANY, `lateness` "on_time",
    "late", "undated" or ANY (for standing duties: of the periodic update)."""

    progress: str
    kind: str
    lateness: str
    category: str


RULES = (
    Rule("exempt", ANY, ANY, EXEMPT),
    Rule("cancelled", ANY, ANY, CANCELLED),
    Rule("closed", ANY, ANY, CLOSED),
    Rule("merged", ANY, ANY, MERGED),
    Rule("unopened", ANY, ANY, NOT_YET_OPEN),
    Rule("before", ANY, ANY, BEFORE_TRACKING),
    Rule("paused", "standing", ANY, STANDING_PAUSED),
    Rule("open", "standing", "on_time", STANDING_UPDATED),
    Rule("open", "standing", "late", STANDING_LATE),
    Rule("paused", ANY, ANY, PAUSED),
    Rule("done", ANY, "on_time", DONE_ON_TIME),
    Rule("done", ANY, "late", DONE_LATE),
    Rule("done", ANY, "undated", DONE_UNDATED),
    Rule("open", ANY, "on_time", OPEN_ON_TIME),
    Rule("open", ANY, "late", OPEN_OVERDUE),
    Rule("open", ANY, "undated", OPEN_UNDATED),
)

PROGRESS = {
    status.ASSIGNED: "open",
    status.ACCEPTED: "open",
    status.IN_PROGRESS: "open",
    status.SUBMITTED: "open",
    status.RETURNED: "open",
    status.DECLINED: "open",
    status.DONE: "done",
    status.PAUSED: "paused",
    status.CANCELLED: "cancelled",
    status.EXEMPT: "exempt",
    status.CLOSED: "closed",
    status.MERGED: "merged",
}


class Standing(NamedTuple):
    """What the category is judged by; days are inclusive. `update_due` matters to standing duties.

    `late_since` is the due date that had passed when an extension was asked for that was granted without an excuse: it
    goes on being what the work is judged by, though `due` is the later day that one works to by now.
    """

    state: str
    kind: str
    opens_on: date
    due: date | None
    reported_on: date | None
    update_due: date | None = None
    late_since: date | None = None
    before: bool = False
    """Whether it was over before the plan was tracked here, as `is_before_tracking` says."""


def categorise(work: Standing, today: date) -> str:
    """The one category of this work on that day, out of CATEGORIES."""
    progress = PROGRESS[work.state]
    if progress == "open" and today < work.opens_on:
        progress = "unopened"
    elif work.before and progress in ("open", "paused") and work.state != status.SUBMITTED:
        progress = "before"
    lateness = _lateness(work, today)
    for rule in RULES:
        if rule.progress == progress and rule.kind in (ANY, work.kind) and rule.lateness in (ANY, lateness):
            return rule.category
    raise AssertionError(work)


def _lateness(work: Standing, today: date) -> str:
    due = work.update_due if work.kind == "standing" else work.late_since or work.due
    if due is None:
        return "on_time" if work.kind == "standing" else "undated"
    judged = today if work.kind == "standing" or work.reported_on is None else work.reported_on
    return "on_time" if judged <= due else "late"


def is_before_tracking(kind: str, due: date | None, closes_on: date, tracked_from: date | None) -> bool:
    """Whether work was over before the first day of tracking: by its due date, or where it has none by the last day of
    its period. Standing duties go on and never are."""
    return kind != "standing" and tracked_from is not None and (due or closes_on) < tracked_from


def counted_from(opens_on: date, tracked_from: date | None) -> date:
    """The day from which updates of a standing duty are asked for."""
    return opens_on if tracked_from is None else max(opens_on, tracked_from)


def update_due(
    kind: str, every: str | None, opens_on: date, closes_on: date, updated_on: date | None
) -> date | None:
    """The last day for the next update of a standing duty; None for other kinds.

    An update is asked for in every period; the first period is the one after the duty opened (or the one it opened
    in, if it opened on its first day). It may be given until the end of the period, and a period in which the duty was
    updated is satisfied.
    """
    if kind != "standing":
        return None
    last = _end_of_period(every or "quarter", updated_on if updated_on else opens_on - timedelta(days=1))
    following = _end_of_period(every or "quarter", last + timedelta(days=1))
    return min(following, closes_on)


def _end_of_period(every: str, day: date) -> date:
    if every == "week":
        return day + timedelta(days=6 - day.weekday())
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[every]
    month = (day.month - 1) // months * months + months
    return (date(day.year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
