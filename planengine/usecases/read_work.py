"""Where things stand: every assignment with its category, days left and what keeps it; and the tables made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from planengine.core import category, status, workflow

if TYPE_CHECKING:
    from planengine.core.calendar import Calendar
    from planengine.usecases.ports import Reader
    from planengine.usecases.rows import PlanHead
    from planengine.usecases.views import WorkRow

DUE_SOON = 3
"""Working days before a date within which work counts as "due soon"."""


class Work(NamedTuple):
    """One assignment as a reader sees it.

    `work_by` is the earliest of the due date and the committed (else internal) date. `days_left` counts calendar days
    to `work_by`, negative when past, None without one or when nothing is asked of the agency any more. `update_due` is
    the last day of the next update of a standing duty, `update_left` the calendar days to it. `blocked_by` are labels
    of hard predecessors still open.
    """

    row: WorkRow
    category: str
    due: date | None
    work_by: date | None
    days_left: int | None
    due_soon: bool
    update_due: date | None
    update_left: int | None
    blocked_by: tuple[str, ...]


class Filter(NamedTuple):
    """Which assignments a list shows; every condition that is given must hold."""

    agency: str | None = None
    states: tuple[str, ...] = ()
    overdue: bool = False
    due_within: int | None = None
    blocked: bool = False
    ready: bool = False
    section: str | None = None
    update_late: bool = False


class Blocker(NamedTuple):
    """What keeps work waiting: a predecessor by its label, those who have not finished it (none of them where it stands
    in another plan), and how many of the assignments asked about wait for it."""

    label: str
    title: str | None
    open: tuple[Work, ...]
    waiting: int


class Tally(NamedTuple):
    """A row of an official table: how many per counted category; `name` is an agency or the whole plan."""

    name: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """The sum of the counted categories."""
        return sum(self.counts[one] for one in category.COUNTED)


def read_work(
    reader: Reader,
    plan: PlanHead,
    today: date,
    *,
    agency: str | None = None,
    occurrence_uid: str | None = None,
) -> tuple[Work, ...]:
    """All assignments of the plan (of one agency, of one occurrence) as of `today`, in the order of the plan."""
    rows = reader.work(plan_uid=plan.uid, agency=agency, occurrence_uid=occurrence_uid)
    if not rows:
        return ()
    waits: dict[str, list[tuple[str | None, str]]] = {}
    if agency is None and occurrence_uid is None:
        found = reader.waits(plan.uid)
    else:
        found = reader.waits_of(tuple(dict.fromkeys(row.occurrence_uid for row in rows)))
    for wait in found:
        if not wait.soft and not wait.met and wait.type != "FF":
            waits.setdefault(wait.successor, []).append((wait.agency, wait.predecessor))
    calendar = reader.calendar(plan.calendar)
    tracked_from = _day(plan.tracked_from)
    return tuple(_see(row, waits.get(row.occurrence_uid, ()), calendar, today, tracked_from) for row in rows)


def _see(
    row: WorkRow,
    waits: Iterable[tuple[str | None, str]],
    calendar: Calendar,
    today: date,
    tracked_from: date | None,
) -> Work:
    opens_on, closes_on = date.fromisoformat(row.opens_on), date.fromisoformat(row.closes_on)
    due, committed, internal = _day(row.due), _day(row.committed), _day(row.internal_due)
    update_due = category.update_due(
        row.kind,
        row.update_every,
        category.counted_from(opens_on, tracked_from),
        closes_on,
        _day(row.updated_on),
    )
    named = category.categorise(
        category.Standing(
            row.state,
            row.kind,
            opens_on,
            due,
            _day(row.reported_on),
            update_due,
            _day(row.late_since),
            category.is_before_tracking(row.kind, due, closes_on, tracked_from),
        ),
        today,
    )
    dates = [one for one in (due, committed or internal) if one is not None]
    work_by = min(dates) if dates else None
    asked = row.state in (*status.WORKABLE, status.DECLINED) and named != category.BEFORE_TRACKING
    blocked = tuple(
        dict.fromkeys(label for only, label in waits if only in (None, row.agency)) if asked else ()
    )
    return Work(
        row=row,
        category=named,
        due=due,
        work_by=work_by,
        days_left=(work_by - today).days if work_by is not None and asked else None,
        due_soon=asked and work_by is not None and today <= work_by and _soon(calendar, today, work_by),
        update_due=update_due,
        update_left=None if update_due is None else (update_due - today).days,
        blocked_by=blocked,
    )


def _soon(calendar: Calendar, today: date, day: date) -> bool:
    if (day - today).days > 3 * DUE_SOON + 14:
        return False
    try:
        return calendar.working_days_between(today, day) <= DUE_SOON
    except LookupError:
        return (day - today).days <= DUE_SOON


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def select(work: Iterable[Work], wanted: Filter) -> tuple[Work, ...]:
    """The assignments that the filter lets through, in their order."""
    return tuple(one for one in work if _fits(one, wanted))


def _fits(one: Work, wanted: Filter) -> bool:
    row = one.row
    if wanted.agency is not None and row.agency != wanted.agency:
        return False
    if wanted.states and row.state not in wanted.states:
        return False
    if wanted.overdue and one.category != category.OPEN_OVERDUE:
        return False
    if wanted.due_within is not None and not (
        one.days_left is not None and 0 <= one.days_left <= wanted.due_within
    ):
        return False
    if wanted.blocked and not one.blocked_by:
        return False
    if wanted.ready and (
        one.blocked_by or row.state not in status.WORKABLE or one.category == category.NOT_YET_OPEN
    ):
        return False
    if wanted.update_late and (one.category != category.STANDING_LATE or row.role == "support"):
        return False  # updates are asked of those who bear the duty
    if wanted.section is not None:
        inside = row.task == wanted.section or row.task.startswith(wanted.section + ".")
        return inside or row.section == wanted.section
    return True


def blockers_of(chosen: Iterable[Work], work: Iterable[Work]) -> tuple[Blocker, ...]:
    """Everything that `chosen` waits for, what keeps most waiting first; `work` is all of the plan."""
    waiting: dict[str, int] = {}
    for one in chosen:
        for label in one.blocked_by:
            waiting[label] = waiting.get(label, 0) + 1
    bearers: dict[str, list[Work]] = {label: [] for label in waiting}
    for one in work:
        if one.row.label in bearers and one.row.role != "support":
            bearers[one.row.label].append(one)
    return tuple(
        Blocker(
            label,
            bearers[label][0].row.title if bearers[label] else None,
            tuple(one for one in bearers[label] if one.row.state not in _FINISHED),
            count,
        )
        for label, count in sorted(waiting.items(), key=lambda item: (-item[1], item[0]))
    )


_FINISHED = (status.DONE, status.CLOSED, *status.OUT_OF_COUNT)


def count_by_task(chosen: Iterable[Work], work: Iterable[Work]) -> tuple[tuple[Work, int, int], ...]:
    """One row per task in the order of the plan: (an assignment of it, how many of its bearers are among `chosen`, how
    many bearers it has). Tasks without a chosen bearer are left out."""
    bearers: dict[str, list[Work]] = {}
    for one in work:
        if one.row.role != "support":
            bearers.setdefault(one.row.occurrence_uid, []).append(one)
    uids = {one.row.assignment_uid for one in chosen}
    counted = [
        (group[0], sum(one.row.assignment_uid in uids for one in group), len(group))
        for group in bearers.values()
    ]
    return tuple(row for row in counted if row[1])


def tally_assignments(work: Iterable[Work]) -> Tally:
    """How many assignments (lượt giao) stand in each category, supporters and requests left out."""
    return _tally("", (one.category for one in work if _ranked(one)))


def tally_agencies(work: Iterable[Work]) -> tuple[Tally, ...]:
    """The same for each agency that bears anything, those with overdue work first, then by name."""
    found: dict[str, list[str]] = {}
    for one in work:
        if _ranked(one):
            found.setdefault(one.row.agency_short, []).append(one.category)
    tallies = [_tally(name, categories) for name, categories in found.items()]
    return tuple(sorted(tallies, key=lambda one: (-one.counts[category.OPEN_OVERDUE], one.name)))


def tally_occurrences(work: Iterable[Work], today: date) -> Tally:
    """How many tasks (nhiệm vụ, one for each occurrence) stand in each category.

    The state of an occurrence follows from its assignments: done when its completion rule is met, on time where those
    whose reports came in time are enough for it; otherwise the worst of what its bearers show. Requests are left out.
    """
    bearers: dict[str, list[Work]] = {}
    for one in work:
        if _ranked(one):
            bearers.setdefault(one.row.occurrence_uid, []).append(one)
    return _tally("", (occurrence_category(group, today) for group in bearers.values()))


def occurrence_category(bearers: list[Work], today: date) -> str:
    """The category of an occurrence from its bearers' assignments (at least one)."""
    row = bearers[0].row
    if row.completed_on is not None:
        return category.categorise(
            category.Standing(
                status.DONE,
                row.kind,
                date.fromisoformat(row.opens_on),
                max((one.due for one in bearers if one.due), default=None),
                _day(row.completed_on),
                late_since=_late_since(bearers),
            ),
            today,
        )
    shown = {one.category for one in bearers}
    for one in WORST_FIRST:
        if one in shown:
            return one
    raise AssertionError(shown)


def _late_since(bearers: list[Work]) -> date | None:
    """The day by which a complete occurrence should have been complete, where dates of its own made one late: of the
    bearers that the rule asks, too few were in time. None where enough were, or all of them had one date."""
    if len({(one.due, one.row.late_since) for one in bearers}) == 1 and not bearers[0].row.late_since:
        return None
    row = bearers[0].row
    counted = [one for one in bearers if row.completion != "focal_point" or one.row.role == "focal_point"]
    counted = [one for one in counted if one.row.state not in status.OUT_OF_COUNT]
    in_time = sum(one.category == category.DONE_ON_TIME for one in counted)
    if in_time >= workflow.needed(row.completion, row.completion_n, len(counted)):
        return None
    days = [_day(one.row.late_since) or one.due for one in counted]
    return min((one for one in days if one is not None), default=None)


WORST_FIRST = (
    category.OPEN_OVERDUE,
    category.OPEN_ON_TIME,
    category.OPEN_UNDATED,
    category.PAUSED,
    category.BEFORE_TRACKING,
    category.STANDING_LATE,
    category.STANDING_UPDATED,
    category.STANDING_PAUSED,
    category.DONE_LATE,
    category.DONE_ON_TIME,
    category.DONE_UNDATED,
    category.NOT_YET_OPEN,
    category.CLOSED,
    category.MERGED,
    category.EXEMPT,
    category.CANCELLED,
)
"""The categories from what most needs looking at to what needs it least."""


def _ranked(one: Work) -> bool:
    return one.row.role != "support" and not one.row.request


def _tally(name: str, categories: Iterable[str]) -> Tally:
    counts = dict.fromkeys(category.CATEGORIES, 0)
    for one in categories:
        counts[one] += 1
    return Tally(name, counts)
