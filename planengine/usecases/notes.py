"""Notes: what somebody wants remembered of a work. They live in the log and change nothing."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from planengine.core import events
from planengine.errors import Refusal
from planengine.usecases.evidence import find_own
from planengine.usecases.record_work import origin_of

if TYPE_CHECKING:
    from planengine.usecases.ports import Journal, Reader
    from planengine.usecases.requests import Request
    from planengine.usecases.rows import Clock, Named, PlanHead

NOTE = "note"

LATEST = 3
"""How many notes the page of a task shows."""


class Noted(NamedTuple):
    """One note: who wrote it about its own part, and when."""

    label: str
    agency: str
    on: date
    text: str


def add_note(journal: Journal, request: Request, clock: Clock, today: date) -> Noted:
    """Keeps the note of `request` (trigger NOTE) with the speaker's part of the task, whatever its state.

    Raises NotFound, UsageRefusal or Refusal; nothing is changed then.
    """
    plan, held = find_own(journal, request)
    if not request.note:
        raise Refusal("note.empty", task=held.label)
    origin = origin_of(plan, request, held.agency, clock, today)
    with journal.writing() as writer:
        _, assigned, _ = writer.load(plan, held.occurrence_uid, held.uid, request.trigger)
        payload = {
            "task": held.label,
            "agency": assigned.agency,
            "from": assigned.state,
            "state": assigned.state,
            "on": origin.on.isoformat(),
            "note": request.note,
        }
        fact = events.Fact("note_added", held.uid, payload)
        writer.append(plan, (fact,), origin, clock.now, today=today, correlation=os.urandom(8).hex())
    return Noted(held.label, held.agency, origin.on, request.note)


def latest_notes(
    journal: Journal, reader: Reader, plan: PlanHead, occurrence: Named, agency: str | None = None
) -> tuple[Noted, ...]:
    """The LATEST notes about the parts of an occurrence (or the part of one agency), the newest first."""
    streams = [one.uid for one in journal.held(occurrence.uid) if agency in (None, one.agency)]
    if not streams:
        return ()
    told = [one for one in reader.history(plan.uid, streams, None) if one.type == "note_added"]
    notes = []
    for one in reversed(told[-LATEST:]):
        fact = json.loads(one.payload)
        notes.append(
            Noted(occurrence.label, fact["agency"], date.fromisoformat(one.occurred_on), fact["note"])
        )
    return tuple(notes)
