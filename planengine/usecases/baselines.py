"""Baselines: set one, list them, and hold the plan as it stands against them.

The dates of a revision are what the schedule makes of its plan alone; frozen once a baseline is set, so that neither a
later version of the schedule nor another calendar moves them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from planengine.core import baseline
from planengine.core.baseline import FIRST, Dates, Partial, Row
from planengine.errors import NotFound, Raced, Refusal
from planengine.usecases.record_work import origin_of
from planengine.usecases.references import check_agency, find_plan, near

if TYPE_CHECKING:
    from planengine.usecases.ports import Journal, Reader
    from planengine.usecases.read_graph import InForce
    from planengine.usecases.read_revisions import Revisions
    from planengine.usecases.read_schedule import Planned
    from planengine.usecases.requests import Request
    from planengine.usecases.rows import Clock, PlanHead

SET = "baseline.set"


class Baseline(NamedTuple):
    """A baseline with its dates by the uid of the occurrence; `set_on` ISO text, None for the first one, which nobody
    set: it was applied at `applied_at` (an instant in UTC as stored, None for all others)."""

    name: str
    revision: int
    set_on: str | None
    applied_at: str | None
    reason: str | None
    document: str | None
    dates: Mapping[str, Dates]


class Variance(NamedTuple):
    """One occurrence against two baselines. `first` and `named` are its dates then, None where it was not in one.

    `due` is the due date in force, extensions included; `forecast` the day on which it is expected to end, None where
    it has ended or nothing tells, with `lower_bound` where it may be later; `actual` the day it was reported done.
    `from_first` and `from_named` are calendar days from the end in the baseline to the actual or expected end: more
    than 0 is later, None where one of the two is not known.
    """

    task: str
    title: str
    first: Dates | None
    named: Dates | None
    due: date | None
    forecast: date | None
    lower_bound: bool
    actual: date | None
    from_first: int | None
    from_named: int | None


class Compared(NamedTuple):
    """The plan on a day against its first baseline and another one. `gone` are labels of what a baseline has and the
    plan has not any more, or nobody works on since it was cancelled."""

    first: Baseline
    named: Baseline
    rows: tuple[Variance, ...]
    gone: tuple[str, ...]


def set_baseline(
    journal: Journal, revisions: Revisions, request: Request, name: str, clock: Clock, today: date
) -> Baseline:
    """Gives the revision in force a name; the `tasks` of the request, where it has any, are all that is set anew, and
    the rest is copied from the baseline before.

    Raises NotFound, UsageRefusal, Refusal (kept in the refusal log), and Raced("baseline.raced") where another revision
    was applied meanwhile.
    """
    plan = find_plan(journal, request.plan)
    speaker = check_agency(journal, request.speaker or plan.secretariat)
    origin = origin_of(plan, request, speaker, clock, today)
    dates, labels = _dates_of(revisions, plan, plan.revision)
    only = _chosen(revisions, plan, request.tasks, labels)
    try:
        with journal.writing() as writer:
            now = find_plan(journal, plan.id)
            if now.revision != plan.revision:
                raise Raced("baseline.raced", plan=plan.id, revision=now.revision)
            rows: tuple[Row, ...] = writer.records(baseline.FAMILY, "plan_uid", plan.uid)
            fact = baseline.set_baseline(
                plan.uid,
                plan.id,
                rows,
                name,
                plan.revision,
                dates,
                speaker=speaker,
                offices=(now.secretariat, now.approver),
                on=origin.on,
                reason=request.reason,
                document=request.document,
                partial=_partial(revisions, plan, rows, only),
            )
            writer.append(now, (fact,), origin, clock.now, today=today, correlation=os.urandom(8).hex())
    except Refusal as refusal:
        journal.refuse(
            refusal,
            plan_uid=plan.uid,
            at=clock.now,
            person=request.person,
            agency=speaker,
            trigger=SET,
            task="",
        )
        raise
    return _as_baseline(baseline.evolve(None, fact.type, fact.payload, origin.on))


def _chosen(
    revisions: Revisions, plan: PlanHead, tasks: Sequence[str], labels: Mapping[str, str]
) -> frozenset[str] | None:
    """The uids that the tasks, sections or occurrences name; None where nothing is named."""
    if not tasks:
        return None
    from planengine.usecases.read_schedule import named

    planned = _planned(revisions.texts(plan.uid, plan.revision))
    keys = [key for task in tasks for key in named(planned, task)]
    return frozenset(labels[key] for key in keys if key in labels)


def _partial(
    revisions: Revisions, plan: PlanHead, rows: Sequence[Row], only: frozenset[str] | None
) -> Partial | None:
    if only is None:
        return None
    if rows:
        return Partial(only, rows[-1].name, baseline.frozen(rows[-1].dates))
    return Partial(only, FIRST, _dates_of(revisions, plan, 1)[0])


def read_baselines(reader: Reader, revisions: Revisions, plan: PlanHead) -> tuple[Baseline, ...]:
    """All baselines of a plan in the order in which they were set, the first revision before them."""
    rows: tuple[Row, ...] = reader.records(baseline.FAMILY, "plan_uid", plan.uid)
    one = revisions.listed(plan.uid)[0]
    dates, _ = _dates_of(revisions, plan, 1)
    first = Baseline(FIRST, 1, None, one.applied_at, one.reason, None, dates)
    return (first, *map(_as_baseline, rows))


def compare(
    reader: Reader,
    revisions: Revisions,
    plan: PlanHead,
    planned: Planned,
    name: str | None,
    today: date,
) -> Compared:
    """The plan as `planned` and as it stands on `today` against its first baseline and that of this name (None: the
    latest). Raises NotFound("baseline.unknown")."""
    from planengine.usecases.read_schedule import look_ahead

    everything = read_baselines(reader, revisions, plan)
    chosen = everything[-1] if name is None else _named(everything, name)
    first = everything[0]
    outlook = look_ahead(planned, today)
    uids = revisions.uids(plan.uid, plan.revision)
    rows = []
    for one in planned.expansion.occurrences:
        timing = outlook.timings[one.key]
        done = planned.actuals[one.key].finish if one.key in planned.actuals else None
        then = first.dates.get(uids[one.key]), chosen.dates.get(uids[one.key])
        end = done or timing.finish
        rows.append(
            Variance(
                task=one.key,
                title=outlook.titles[one.key],
                first=then[0],
                named=then[1],
                due=one.due,
                forecast=None if done else timing.finish,
                lower_bound=done is None and timing.lower_bound,
                actual=done,
                from_first=_days(then[0], end),
                from_named=_days(then[1], end),
            )
        )
    there = {uids[one.key] for one in planned.expansion.occurrences}
    labels = {uid: label for label, uid in uids.items()}
    left = {**first.dates, **chosen.dates}
    gone = tuple(labels.get(uid, one.task) for uid, one in left.items() if uid not in there)
    return Compared(first, chosen, tuple(rows), tuple(sorted(gone)))


def _named(everything: Sequence[Baseline], name: str) -> Baseline:
    for one in everything:
        if baseline.folded(one.name) == baseline.folded(name):
            return one
    names = tuple(one.name for one in everything)
    raise NotFound("baseline.unknown", name=name, near=near(name, names) or names[-6:])


def _days(then: Dates | None, end: date | None) -> int | None:
    if then is None or then.finish is None or end is None:
        return None
    return (end - date.fromisoformat(then.finish)).days


def _as_baseline(row: Row) -> Baseline:
    return Baseline(
        row.name, row.revision, row.set_on, None, row.reason, row.document, baseline.frozen(row.dates)
    )


def _planned(texts: InForce) -> Planned:
    """The plan of a revision, for which nothing has happened."""
    from planengine.core.expand import expand
    from planengine.planfile.canonical import (
        calendar_from_canonical,
        directory_from_canonical,
        plan_from_canonical,
    )
    from planengine.planfile.tree import collector_paused
    from planengine.usecases.read_schedule import Planned

    calendar = calendar_from_canonical(texts.calendar)
    with collector_paused():
        plan = plan_from_canonical(texts.plan)
        expansion = expand(plan, directory_from_canonical(texts.directory), calendar)
    return Planned(plan, expansion, calendar, {})


def _dates_of(
    revisions: Revisions, plan: PlanHead, number: int
) -> tuple[dict[str, Dates], Mapping[str, str]]:
    """What the schedule makes of that revision alone, by uid of the occurrence, and the uids by label."""
    from planengine.core.schedule import schedule
    from planengine.planfile.tree import collector_paused

    planned = _planned(revisions.texts(plan.uid, number))
    uids = revisions.uids(plan.uid, number)
    with collector_paused():
        found = schedule(planned.plan, planned.expansion, planned.calendar, planned.plan.starts, {})
    dates = {
        uids[one.key]: Dates(one.key, _iso(one.start), _iso(one.finish), _iso(one.due))
        for one in found.timings
        if one.key in uids
    }
    return dates, uids


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
