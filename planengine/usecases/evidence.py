"""Evidence: adding a document, a file or a link to an agency's work, listing it, and finding a file again.

The file lies in its folder before the entry that speaks of it is written; the log holds its sum, never what is in it.
"""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from planengine.core import evidence
from planengine.core.evidence import Row
from planengine.errors import NotFound, PlanengineError, Refusal, UsageRefusal
from planengine.usecases.record_work import origin_of
from planengine.usecases.references import check_agency, find_occurrence
from planengine.usecases.report_files import FAMILY, next_position

if TYPE_CHECKING:
    from planengine.core.events import Stored
    from planengine.core.evidence import Document
    from planengine.usecases.ports import Journal, Reader
    from planengine.usecases.requests import Request
    from planengine.usecases.rows import Clock, Held, Named, PlanHead

ADD = "evidence"

SHORT = 8
"""With how many of its first digits a file may be named."""


class Added(NamedTuple):
    """What one command added, and to which work."""

    plan: str
    label: str
    row: Row


class Listed(NamedTuple):
    """A piece of evidence with the work it belongs to."""

    plan: str
    label: str
    row: Row


def add_evidence(
    journal: Journal,
    request: Request,
    clock: Clock,
    today: date,
    *,
    document: Document | None,
    file: Stored | None,
    link: str | None,
) -> Added:
    """Adds one piece of evidence to the speaker's work (trigger ADD); `file` lies in its folder already.

    Raises NotFound, UsageRefusal or Refusal (kept in the refusal log); nothing is changed then.
    """
    plan, held = find_own(journal, request)
    speaker = held.agency
    origin = origin_of(plan, request, speaker, clock, today)
    try:
        with journal.writing() as writer:
            whole, assigned, _ = writer.load(plan, held.occurrence_uid, held.uid, request.trigger)
            fact = evidence.add(
                whole,
                assigned,
                uid=os.urandom(8).hex(),
                position=next_position(writer, held.uid),
                speaker=speaker,
                on=origin.on,
                document=document,
                file=file,
                link=link,
            )
            writer.append(
                plan,
                (fact,),
                origin,
                clock.now,
                today=today,
                correlation=os.urandom(8).hex(),
            )
    except Refusal as refusal:
        journal.refuse(
            refusal,
            plan_uid=plan.uid,
            at=clock.now,
            person=request.person,
            agency=speaker,
            trigger=request.trigger,
            task=held.label,
        )
        raise
    return Added(plan.id, held.label, evidence.evolve(None, fact.type, fact.payload, origin.on))


def find_own(journal: Journal, request: Request) -> tuple[PlanHead, Held]:
    """The speaker's part of the one task that is named. Raises NotFound, UsageRefusal or Refusal."""
    if request.speaker is None:
        raise UsageRefusal("who.missing")
    check_agency(journal, request.speaker)
    (reference,) = request.tasks
    if "/" not in reference and request.plan is not None:
        reference = f"{request.plan}/{reference}"
    plan, occurrence = find_occurrence(journal, reference)
    parts = journal.held(occurrence.uid)
    for one in parts:
        if one.agency == request.speaker:
            return plan, one
    bearers = tuple(one.agency for one in parts if one.role != "support")
    raise Refusal("agency.no_assignment", task=occurrence.label, agency=request.speaker, holders=bearers)


def read_evidence(
    journal: Journal, reader: Reader, plan: PlanHead, occurrence: Named, agency: str | None = None
) -> tuple[Listed, ...]:
    """What was added to the parts of an occurrence (or the part of one agency), part by part in the order it was
    added."""
    rows = [
        row
        for part in journal.held(occurrence.uid)
        if agency in (None, part.agency)
        for row in reader.records(FAMILY, "assignment_uid", part.uid)
    ]
    return tuple(Listed(plan.id, occurrence.label, row) for row in sorted(rows, key=_order))


def files_of(journal: Journal, reader: Reader, plans: tuple[PlanHead, ...]) -> tuple[Listed, ...]:
    """Every file that the log of these plans speaks of, with its work."""
    found = []
    for plan in plans:
        rows: tuple[Row, ...] = reader.records(FAMILY, "plan_uid", plan.uid)
        for row in sorted((row for row in rows if row.sha256 is not None), key=_order):
            held = journal.held_by_uid(row.assignment_uid)
            found.append(Listed(plan.id, held.label if held else "", row))
    return tuple(found)


def find_file(journal: Journal, reader: Reader, plans: tuple[PlanHead, ...], name: str) -> Row:
    """The file that `name` means: the first digits of its sum (SHORT at least), or a task that has one file.

    Raises NotFound("evidence.none"), UsageRefusal("evidence.several") with what there is, or as `find_occurrence`
    does.
    """
    digits = name.lower()
    if len(digits) >= SHORT and set(digits) <= set("0123456789abcdef"):
        rows = [one.row for one in files_of(journal, reader, plans) if str(one.row.sha256).startswith(digits)]
    else:
        rows = []
    if not rows:
        try:
            plan, occurrence = find_occurrence(journal, name)
        except PlanengineError:
            if len(digits) == 64:
                raise NotFound("evidence.none", name=name) from None
            raise
        rows = [one.row for one in read_evidence(journal, reader, plan, occurrence) if one.row.sha256]
    files = {(row.sha256, row.type): row for row in rows}
    if not files:
        raise NotFound("evidence.none", name=name)
    if len(files) > 1:
        candidates = tuple(f"{str(row.sha256)[:12]} ({row.name})" for row in files.values())
        raise UsageRefusal("evidence.several", name=name, candidates=candidates)
    return next(iter(files.values()))


def _order(row: Row) -> tuple[str, int]:
    return row.assignment_uid, row.position
