"""What stands on the sheet that an agency gets: its open assignments, and of each what may be answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from planengine.core import status
from planengine.usecases import read_extensions
from planengine.usecases.read_work import Work, read_work
from planengine.usecases.sheet_rows import ACCEPTED, DIFFICULTY, DONE, EXTENSION, IN_PROGRESS, WORK, Head

if TYPE_CHECKING:
    from planengine.core.target_value import Asked, Row
    from planengine.usecases.ports import Journal, Reader
    from planengine.usecases.rows import PlanHead
    from planengine.usecases.views import TargetInForce, WorkRow

OPEN = (*status.WORKABLE, status.SUBMITTED, status.DECLINED, status.PAUSED)
"""States that stand on a sheet: what the agency still has to do, and what waits for somebody's decision."""

TRIGGERS = {ACCEPTED: ("accept",), IN_PROGRESS: ("start", "progress"), DONE: ("submit",)}
"""Which commands an answer about the state of the work stands for."""


class Offer(NamedTuple):
    """One line: an assignment, moved last by the event `seq`, and its answers to choose from; `wanted` is the later
    date that it waits for, None where it asked for none."""

    work: Work
    seq: int
    answers: tuple[str, ...]
    wanted: date | None


class Wanted(NamedTuple):
    """One line: a target in a period (its key), and what was said of it for the agency (its id), None where nothing
    ever was.

    `goal` is that of the target in its canonical form, None where the document gives no figure.
    """

    target: TargetInForce
    asked: Asked
    goal: Mapping[str, Any] | None
    period: str
    agency: str
    standing: Row | None


class Form(NamedTuple):
    """A sheet to be written; `agency` and `plan` are the names as people read them. Its lines are of one kind."""

    head: Head
    agency: str
    plan: str
    day: date
    offers: tuple[Offer, ...] | tuple[Wanted, ...]


def offer_sheets(
    journal: Journal,
    reader: Reader,
    plan: PlanHead,
    today: date,
    now: datetime,
    *,
    agency: str | None = None,
) -> tuple[Form, ...]:
    """The sheet of one agency, or of every agency with open work, by agency id; none for whoever has nothing open."""
    by_agency: dict[str, list[Work]] = {}
    for one in read_work(reader, plan, today, agency=agency):
        if one.row.state in OPEN:
            by_agency.setdefault(one.row.agency, []).append(one)
    uids = {one.row.assignment_uid for held in by_agency.values() for one in held}
    wanted = {
        one.assignment_uid: date.fromisoformat(one.wanted)
        for one in read_extensions.waiting(read_extensions.of_plan(reader, plan, uids))
    }
    return tuple(_form(journal, plan, held, wanted, today, now) for _, held in sorted(by_agency.items()))


def _form(
    journal: Journal,
    plan: PlanHead,
    held: list[Work],
    wanted: Mapping[str, date],
    today: date,
    now: datetime,
) -> Form:
    row = held[0].row
    seqs = {one.uid: one.last_seq for state in OPEN for one in journal.held_by(plan.uid, row.agency, state)}
    offers = tuple(
        Offer(one, seqs[uid], answers(one, today, waiting=uid in wanted), wanted.get(uid))
        for one in held
        for uid in (one.row.assignment_uid,)
    )
    head = Head(WORK, plan.id, plan.uid, row.agency, now.isoformat(timespec="seconds"))
    return Form(head, row.agency_name, plan.title, today, offers)


def answers(one: Work, today: date, *, waiting: bool = False) -> tuple[str, ...]:
    """What may be answered of the assignment today, by the table of transitions and by what it waits for.

    `waiting` says that a later date was asked for and nobody has decided: there is never a second request.
    """
    row = one.row
    found = [
        answer
        for answer, triggers in TRIGGERS.items()
        if any(_possible(trigger, one, today) for trigger in triggers)
    ]
    if row.state in status.UNFINISHED or row.state == status.SUBMITTED:
        found.append(DIFFICULTY)
    if row.state in status.WORKABLE and row.due is not None and not waiting:
        found.append(EXTENSION)
    return tuple(found)


def _possible(trigger: str, one: Work, today: date) -> bool:
    row: WorkRow = one.row
    leads = status.transition(trigger, row.state)
    if leads is None:
        return False
    return not (
        ("opened" in leads.needs and today < date.fromisoformat(row.opens_on))
        or ("predecessors" in leads.needs and one.blocked_by)
        or ("ends" in leads.needs and row.kind == "standing")
    )
