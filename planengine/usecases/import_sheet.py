"""A sheet that came back is recorded: everything in it in one transaction, or nothing and a list of what is wrong.

A preview is the same run, taken back at its end; so it can say exactly what would be recorded, row by row.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import TYPE_CHECKING

from planengine.core import status
from planengine.errors import Refusal
from planengine.messages import Words
from planengine.usecases import record_work
from planengine.usecases.read_sheet import Said, read_sheet
from planengine.usecases.requests import Request
from planengine.usecases.sheet_rows import ACCEPTED, DONE, IN_PROGRESS, TARGETS, Fault, Sheet, fault
from planengine.usecases.sheet_runs import Act, Entry, Imported, Run, idem_key, plan_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planengine.core.events import Fact, Origin
    from planengine.usecases.ports import Journal, Reader, Writer
    from planengine.usecases.rows import Clock, Held, PlanHead, Recorded

RAISE, EXTEND = "raise", "extend"
"""The triggers of a difficulty and of a request for a later date."""

CELL_OF = {RAISE: "difficulty", EXTEND: "until", "need.evidence": "number", "need.reason": "reason"}
"""The column that a refusal is about, by its code or by what was tried; else it is the answer."""


def import_sheet(
    journal: Journal, reader: Reader, sheet: Sheet, entry: Entry, clock: Clock, today: date, *, keep: bool
) -> Imported:
    """Records what a sheet says, all of it or nothing; without `keep` nothing, and says what it would have been.

    Raises Refusal of "sheet.other_plan" and "sheet.other_agency", NotFound for an agency that is gone, and UsageRefusal
    for a day to come.
    """
    plan = plan_of(journal, sheet, entry)
    if sheet.head.kind == TARGETS:
        from planengine.usecases.import_figures import Figures

        return Figures(journal, reader, plan, sheet, entry, clock, today).imported(keep=keep)
    return _Work(journal, plan, sheet, entry, clock, today).imported(keep=keep)


class _Work(Run):
    """One run over the rows of a sheet about assignments."""

    def __init__(
        self, journal: Journal, plan: PlanHead, sheet: Sheet, entry: Entry, clock: Clock, today: date
    ) -> None:
        super().__init__(journal, plan, sheet, entry, clock, today)
        self.letter = entry.document
        read = read_sheet(sheet, entry.on or today)
        self.said, self.left_out = read.said, read.left_out
        self.faults += read.faults

    def carry_out(self, writer: Writer) -> None:
        """Records every row that says something new, or says what keeps it out."""
        held = {
            one.uid: one
            for state in status.STATES
            for one in self.journal.held_by(self.plan.uid, self.sheet.head.agency, state)
        }
        for said in self.said:
            key = idem_key(self.plan, said)
            if self.journal.answered(key):
                self.repeated += 1
                continue
            mine = held.get(said.key.uid)
            if mine is None:
                self.faults.append(fault(said.line.cells["task"], "not_held", task=said.key.task))
                continue
            if mine.last_seq != said.key.seq:
                self.faults.append(self._moved(said, mine))
                continue
            self._row(writer, said, mine, key)

    def _moved(self, said: Said, held: Held) -> Fault:
        """Somebody acted on the assignment since the sheet went out: the agency answered something that is over."""
        person, agency, _, at = self.journal.author(self.plan.uid, held.last_seq)
        return fault(
            said.line.cells["answer"],
            "moved",
            task=held.label,
            person=person,
            by=self.journal.agency_name(agency) or agency,
            at=datetime.fromisoformat(at),
            state=held.state,
        )

    def _row(self, writer: Writer, said: Said, held: Held, key: str | None) -> None:
        requests = requests_of(said, held, self.base)
        if not requests:
            self.unchanged += 1
        for request in requests:
            try:
                self._record(writer, said, held, request, key)
            except Refusal as refusal:
                column = CELL_OF.get(refusal.code) or CELL_OF.get(request.trigger) or "answer"
                cell = said.line.cells[column]
                self.faults.append(Fault(cell.place, f"refusal.{refusal.code}", refusal.params))
                return
            key = None  # it marks the first event of the row

    def _record(self, writer: Writer, said: Said, held: Held, request: Request, key: str | None) -> None:
        if request.trigger == RAISE:
            self._raise(writer, held, request, key)
        elif request.trigger == EXTEND:
            self._extend(writer, held, request, key)
        else:
            held = self._report(writer, held, request, key)
        self.acts.append(Act(request.trigger, held.label, held.state, said))

    def _report(self, writer: Writer, held: Held, request: Request, key: str | None) -> Held:
        """What an answer says of the state of the work; the assignment as it is then."""
        origin = record_work.origin_of(self.plan, request, held.agency, self.clock, self.today)
        # the letter may stand for the document of a result, the name of a file may not
        decided = request._replace(document=self.letter)
        changed, recorded = record_work.record_within(
            writer,
            self.plan,
            held,
            decided,
            origin,
            self.clock,
            self.today,
            correlation=self.correlation,
            idem_key=key,
        )
        self.unlocked += recorded.unlocked
        if changed.completed:
            self.completed.append(changed.label)
        return held._replace(state=changed.state)

    def _raise(self, writer: Writer, held: Held, request: Request, key: str | None) -> None:
        """A difficulty, told to the secretariat: who else could settle it is for the secretariat to say."""
        from planengine.core import difficulty

        origin = record_work.origin_of(self.plan, request, held.agency, self.clock, self.today)
        occurrence, assigned, _ = writer.load(self.plan, held.occurrence_uid, held.uid, RAISE)
        rows = (difficulty.Row(*one) for one in writer.records("difficulty", "plan_uid", self.plan.uid))
        fact = difficulty.raise_it(
            occurrence,
            assigned,
            uid=os.urandom(8).hex(),
            number=difficulty.next_number(rows),
            speaker=held.agency,
            on=origin.on,
            text=request.note,
            address=difficulty.Address(self.plan.secretariat),
        )
        self._append(writer, (fact,), origin, key)

    def _extend(self, writer: Writer, held: Held, request: Request, key: str | None) -> None:
        """A request for a later date."""
        from planengine.usecases.extensions import answer_within

        parts = self.journal.held(held.occurrence_uid)
        answer_within(
            self.journal,
            writer,
            self.plan,
            next(one for one in parts if one.uid == held.uid),
            request,
            self.clock,
            self.today,
            speaker=held.agency,
            correlation=self.correlation,
            idem_key=key,
        )

    def _append(self, writer: Writer, facts: Sequence[Fact], origin: Origin, key: str | None) -> Recorded:
        return writer.append(
            self.plan,
            facts,
            origin,
            self.clock.now,
            today=self.today,
            correlation=self.correlation,
            idem_key=key,
        )


def requests_of(said: Said, held: Held, base: Request) -> tuple[Request, ...]:
    """The commands that a row stands for, in the order in which they are recorded; none where it says nothing new.

    What keeps the work and what is asked for come first: once it is reported, neither can be said any more.
    """
    base = base._replace(tasks=(held.label,), holder=held.agency)
    found = []
    if said.difficulty is not None:
        found.append(base._replace(trigger=RAISE, note=said.difficulty))
    if said.until is not None:
        found.append(base._replace(trigger=EXTEND, day=said.until, reason=said.reason))
    if said.answer == ACCEPTED and held.state != status.ACCEPTED:
        found.append(base._replace(trigger="accept"))
    elif said.answer == IN_PROGRESS and (said.percent is not None or said.note is not None):
        found.append(base._replace(trigger="progress", percent=said.percent, note=said.note))
    elif said.answer == IN_PROGRESS and held.state != status.IN_PROGRESS:
        found.append(base._replace(trigger="start"))
    elif said.answer == DONE:
        evidence = evidence_of(said)
        done = base._replace(trigger="submit", percent=said.percent, note=said.note, evidence=evidence)
        found.append(done)
    return tuple(found)


def evidence_of(said: Said) -> str | None:
    """The document of the result as it is kept in the log, in Vietnamese whatever the reader's language."""
    if said.number is None:
        return None
    say = Words("vi")
    named = said.number if said.day is None else say("sheet.document", number=said.number, day=said.day)
    return named if said.subject is None else f"{named}: {' '.join(said.subject.split())}"
