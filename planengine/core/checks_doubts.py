"""Checks for second thoughts: what can be meant as it stands, but mostly is not. All of it are warnings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from planengine.core.calendar import Calendar, CalendarGap
from planengine.core.checks_time import dues_of, last_day_of
from planengine.core.heirs import is_open
from planengine.core.periods import Period, due_day, period_of, periods
from planengine.core.plan import Agency, Dependency, Directory, Plan, Task
from planengine.core.problems import Problem, Subject

DUE_BEFORE_PREDECESSOR = "PE212"
AGENCY_ENDED = "PE213"
OPENS_AFTER_DUE = "PE217"
OUTSIDE_PLAN = "PE218"
AGENCY_NOT_YET = "PE220"


# ---- due dates of predecessors


def check_due_after_predecessor(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """A task is not due before what it waits for, by at least the lag; period by period where both recur."""
    waiting = [task for task in plan.tasks if task.after and _binding(task)]
    if not waiting:
        return
    dates = _Dates(plan, calendar)
    tasks = {task.id: task for task in plan.tasks if _binding(task) and task.kind != "standing"}
    sections = _latest_in_sections(plan, dates)
    for task in waiting:
        for at, dependency in enumerate(task.after):
            if dependency.soft or dependency.type == "SS":
                continue
            before = tasks.get(dependency.task) or sections.get(dependency.task)
            if before is None or before.id == task.id:
                continue
            found = dates.too_early(task, before, dependency)
            if found is not None:
                subject: Subject = ("task", task.id)
                params = {"due": found[0], "task": before.id, "possible": found[1]}
                yield Problem(
                    DUE_BEFORE_PREDECESSOR,
                    (*subject, _binding(task)),
                    params,
                    (("task", before.id, _binding(before)), (*subject, "after", at)),
                    severity="warning",
                    labels=("due", "wait"),
                    steps=({}, {"task": dependency.task}),
                )


def _binding(task: Task) -> str:
    """The key of the date that the task is to keep: the document's, else the internal one; "" where there is none."""
    return "due" if task.due is not None else "internal_due" if task.internal_due is not None else ""


Dues = tuple[tuple[str | None, date, date], ...]
"""(period, its last day, due date), by period; a task without has None and the end of the plan."""


class _Dates:
    """The due dates of tasks by period, worked out once for every form of them."""

    def __init__(self, plan: Plan, calendar: Calendar) -> None:
        self._plan = plan
        self._calendar = calendar
        self._known: dict[tuple[object, ...], Dues] = {}

    def of(self, task: Task) -> Dues:
        """For every period, or once for a task without; what is not known beforehand is left out."""
        form = (task.due or task.internal_due, task.day_off, task.kind, task.every, task.from_, task.until)
        if form not in self._known:
            self._known[form] = tuple(self._find(task))
        return self._known[form]

    def _find(self, task: Task) -> Iterator[tuple[str | None, date, date]]:
        plan = self._plan
        spans: tuple[Period | None, ...] = ()
        if task.kind == "recurring" and task.every is not None:
            first, last = max(plan.starts, task.from_ or plan.starts), min(plan.ends, task.until or plan.ends)
            spans = periods(task.every, first, last)
        elif task.kind in ("once", "milestone"):
            spans = (None,)
        for span in spans:
            try:
                day = due_day(plan, self._calendar, task.due or task.internal_due, task.day_off, span)
            except (CalendarGap, OverflowError):
                continue
            if day is not None:
                yield (span.key, span.end, day) if span else (None, plan.ends, day)

    def too_early(self, task: Task, before: Task, dependency: Dependency) -> tuple[date, date] | None:
        """(its due date, the earliest one that makes sense) of the first period in which it is due too early."""
        own, others = self.of(task), self.of(before)
        if not own or not others:
            return None
        by_period = "period" in dependency.match or (
            "all" not in dependency.match and task.every == before.every
        )
        if not (by_period and task.every is not None and before.every is not None):
            return self._earlier(own[0][2], max(day for _, _, day in others), dependency)
        for period, closes, due in own:
            if task.every == before.every:
                days = [day for key, _, day in others if key == period]
            else:
                first = period_of(task.every, closes).start
                days = [day for _, end, day in others if first <= end <= closes]
            found = self._earlier(due, max(days), dependency) if days else None
            if found is not None:
                return found
        return None

    def _earlier(self, due: date, other: date, dependency: Dependency) -> tuple[date, date] | None:
        try:
            possible = self._calendar.shift(other, dependency.lag.count, dependency.lag.unit)
        except (CalendarGap, OverflowError):
            return None
        return (due, possible) if due < possible else None


def _latest_in_sections(plan: Plan, dates: _Dates) -> dict[str, Task]:
    """For every section the task in it, at any depth, that happens once and is due last."""
    parents = {section.id: section.section for section in plan.sections}
    latest: dict[str, tuple[date, Task]] = {}
    for task in plan.tasks:
        section = task.section
        if section is None or task.kind not in ("once", "milestone") or not _binding(task):
            continue
        days = dates.of(task)
        while days and section is not None:
            if section not in latest or latest[section][0] < days[0][2]:
                latest[section] = (days[0][2], task)
            section = parents.get(section)
    return {section: task for section, (_, task) in latest.items()}


# ---- agencies that are not there


def check_agencies_in_time(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """Whoever is named is there when the task opens, and until its last day or has a successor then of whom there is no
    doubt; members of a group come and go with it."""
    passing = {
        agency.id: agency
        for agency in directory.agencies.values()
        if (agency.until is not None and plan.starts <= agency.until < plan.ends)
        or (agency.from_ is not None and plan.starts < agency.from_ <= plan.ends)
    }
    if not passing:
        return
    for key, name in (("secretariat", plan.secretariat), ("approver", plan.approver)):
        if name in passing:
            yield from _ended(directory, passing[name], plan.ends, ("plan", key))
    for task in plan.tasks:
        for subject, name in _named(task):
            agency = passing.get(name)
            if agency is None:
                continue
            opens, last = _working_time(task, plan, calendar)
            if agency.from_ is not None and opens < agency.from_ <= last:
                params = {"body": name, "from": agency.from_, "opens": opens}
                related: tuple[Subject, ...] = (("agency", name, "from"),)
                yield Problem(AGENCY_NOT_YET, subject, params, related, severity="warning")
            yield from _ended(directory, agency, last, subject)


def _named(task: Task) -> Iterator[tuple[Subject, str]]:
    """The agencies that are given work by name, with their places."""
    for key, bodies in ((task.form, task.bodies), ("support", task.support)):
        for at, body in enumerate(bodies):
            subject: Subject = ("task", task.id, key) if key == "lead" else ("task", task.id, key, at)
            yield subject, body.id
            for place, member in enumerate(body.members or ()):
                yield (*subject, "members", place), member
    if task.focal_point is not None:
        yield ("task", task.id, "focal_point"), task.focal_point.agency


def _ended(directory: Directory, agency: Agency, last: date, subject: Subject) -> Iterator[Problem]:
    if agency.until is not None and agency.until < last and is_open(directory, agency.id, last):
        params = {
            "body": agency.id,
            "until": agency.until,
            "last": last,
            "successors": agency.succeeded_by or None,
        }
        key = "succeeded_by" if agency.succeeded_by else "until"
        yield Problem(
            AGENCY_ENDED, subject, params, (("agency", agency.id, key),), severity="warning", labels=(key,)
        )


def _working_time(task: Task, plan: Plan, calendar: Calendar) -> tuple[date, date]:
    """The day the task opens and the last day somebody must be there for it: when it is due, else when it can be over,
    else the end of the plan."""
    opens = max(plan.starts, task.starts or plan.starts, task.from_ or plan.starts)
    if task.kind == "recurring" and task.every is not None:
        until = min(plan.ends, task.until or plan.ends)
        return opens, max(opens, period_of(task.every, until).start)
    last = None if task.due is None else last_day_of(task.due)
    if task.due is None and task.starts is not None and task.duration is not None:
        with suppress(CalendarGap, OverflowError):
            last = calendar.finish(task.starts, task.duration.count, task.duration.unit)
    return opens, min(plan.ends, last or plan.ends)


# ---- days that do not fit


def check_opens_in_time(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """No period of a recurring task opens after it was due."""
    for task in plan.tasks:
        if task.due is None or task.kind != "recurring" or task.every is None:
            continue
        first = max(plan.starts, task.from_ or plan.starts)
        last = min(plan.ends, task.until or plan.ends)
        if last < first:
            continue
        whole = period_of(task.every, first)
        opens = max(whole.start, first)
        try:
            due = due_day(plan, calendar, task.due, task.day_off, whole)
        except (CalendarGap, OverflowError):
            continue
        if due is not None and due < opens:
            params = {"task": f"{task.id}@{whole.key}", "due": due, "opens": opens}
            subject: Subject = ("task", task.id, "due")
            yield Problem(
                OPENS_AFTER_DUE, subject, params, (_what_opens(task, plan, first),), severity="warning"
            )


def _what_opens(task: Task, plan: Plan, first: date) -> Subject:
    return ("task", task.id, "from") if task.from_ == first else ("plan", "starts")


def check_days_in_plan(plan: Plan, directory: Directory, calendar: Calendar) -> Iterator[Problem]:
    """What a task says of days lies between the start and the end of the plan."""
    if plan.ends < plan.starts:
        return
    for task in plan.tasks:
        for key, day in _days(task):
            if plan.starts <= day <= plan.ends:
                continue
            # An error says it already: an internal date after the document's, a day that the calendar does not know.
            if key.endswith("due") and task.day_off != "keep" and not _covers(calendar, day):
                continue
            if key == "internal_due" and task.due is not None:
                continue
            params = {"key": key, "day": day, "starts": plan.starts, "ends": plan.ends}
            bound = "starts" if day < plan.starts else "ends"
            yield Problem(
                OUTSIDE_PLAN, ("task", task.id, key), params, (("plan", bound),), severity="warning"
            )


def _days(task: Task) -> Iterator[tuple[str, date]]:
    if task.starts is not None:
        yield "starts", task.starts
    for key, due in dues_of(task):
        day = last_day_of(due)
        if day is not None:
            yield key, day
    if task.from_ is not None:
        yield "from", task.from_
    if task.until is not None:
        yield "until", task.until


def _covers(calendar: Calendar, day: date) -> bool:
    return calendar.covers[0] <= day <= calendar.covers[1]
