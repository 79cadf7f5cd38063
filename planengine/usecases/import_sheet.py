"""A sheet that came back is recorded: everything in it in one transaction, or nothing and a list of what is wrong.

A preview is the same run, taken back at its end; so it can say exactly what would be recorded, row by row.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from planengine.core import status
from planengine.errors import Refusal
from planengine.messages import Words
from planengine.usecases import record_work
from planengine.usecases.read_sheet import Said, read_sheet
from planengine.usecases.references import check_agency
from planengine.usecases.requests import Request
from planengine.usecases.sheet_rows import ACCEPTED, DONE, IN_PROGRESS, Fault, Sheet, fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planengine.core.events import Fact, Origin
    from planengine.usecases.ports import Journal, Writer
    from planengine.usecases.rows import Clock, Held, PlanHead, Recorded

CHANNEL = "sheet"

RAISE, EXTEND = "raise", "extend"
"""The triggers of a difficulty and of a request for a later date."""

CELL_OF = {RAISE: "difficulty", EXTEND: "until", "need.evidence": "number", "need.reason": "reason"}
"""The column that a refusal is about, by its code or by what was tried; else it is the answer."""


class Entry(NamedTuple):
    """Who enters the sheet and what it came with: the `document` (by default the name of the file) and the day `on`
    that its answers hold for; `plan` and `agency` are those it is expected to be of, None for any."""

    person: str
    on: date | None = None
    document: str | None = None
    plan: str | None = None
    agency: str | None = None


class Act(NamedTuple):
    """One thing recorded of one assignment, `state` is the one it then is in; `said` is the row it stands in."""

    trigger: str
    label: str
    state: str
    said: Said


class Imported(NamedTuple):
    """What a sheet does, or would do. With `faults` nothing is recorded.

    `repeated` rows were recorded by an earlier import, `unchanged` ones say what is known already, `left_out` keys of
    the sheet have no row in it. `completed` and `unlocked` are labels of occurrences.
    """

    plan: str
    agency: str
    acts: tuple[Act, ...]
    faults: tuple[Fault, ...]
    repeated: int
    unchanged: int
    left_out: int
    completed: tuple[str, ...]
    unlocked: tuple[str, ...]


class _TakenBack(Exception):
    """Ends a transaction without keeping it."""


def import_sheet(
    journal: Journal, sheet: Sheet, entry: Entry, clock: Clock, today: date, *, keep: bool
) -> Imported:
    """Records what a sheet says, all of it or nothing; without `keep` nothing, and says what it would have been.

    Raises Refusal of "sheet.other_plan" and "sheet.other_agency", NotFound for an agency that is gone, and UsageRefusal
    for a day to come.
    """
    plan = _plan(journal, sheet, entry)
    work = _Work(journal, plan, sheet, entry, clock, today)
    try:
        with journal.writing() as writer:
            work.carry_out(writer)
            if work.faults or not keep or not work.acts:
                raise _TakenBack
    except _TakenBack:
        pass
    return work.result()


def _plan(journal: Journal, sheet: Sheet, entry: Entry) -> PlanHead:
    """The plan of the sheet. What the sheet says of itself is compared with what is here and what is expected."""
    head = sheet.head
    plan = next((one for one in journal.plans() if one.uid == head.plan_uid), None)
    if plan is None or (entry.plan is not None and entry.plan not in (plan.id, head.plan)):
        wanted = entry.plan or ", ".join(one.id for one in journal.plans())
        raise Refusal("sheet.other_plan", file=sheet.name, plan=head.plan, wanted=wanted)
    if entry.agency is not None and entry.agency != head.agency:
        raise Refusal("sheet.other_agency", file=sheet.name, agency=head.agency, wanted=entry.agency)
    check_agency(journal, head.agency)
    return plan


class _Work:
    """One run over the rows of a sheet within one transaction."""

    def __init__(
        self, journal: Journal, plan: PlanHead, sheet: Sheet, entry: Entry, clock: Clock, today: date
    ) -> None:
        self.journal, self.plan, self.sheet, self.clock, self.today = journal, plan, sheet, clock, today
        self.letter = entry.document
        self.base = Request(
            trigger="progress",
            tasks=(),
            person=entry.person,
            speaker=sheet.head.agency,
            plan=plan.id,
            on=entry.on,
            channel=CHANNEL,
            document=entry.document or sheet.name,
        )
        self.read = read_sheet(sheet, entry.on or today)
        self.faults = list(self.read.faults)
        self.acts: list[Act] = []
        self.repeated = self.unchanged = 0
        self.completed: list[str] = []
        self.unlocked: list[str] = []
        self.correlation = os.urandom(8).hex()

    def carry_out(self, writer: Writer) -> None:
        held = {
            one.uid: one
            for state in status.STATES
            for one in self.journal.held_by(self.plan.uid, self.sheet.head.agency, state)
        }
        for said in self.read.said:
            key = _idem_key(self.plan, said)
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

    def result(self) -> Imported:
        return Imported(
            plan=self.plan.id,
            agency=self.sheet.head.agency,
            acts=tuple(self.acts),
            faults=tuple(self.faults),
            repeated=self.repeated,
            unchanged=self.unchanged,
            left_out=self.read.left_out,
            completed=tuple(dict.fromkeys(self.completed)),
            unlocked=tuple(dict.fromkeys(self.unlocked)),
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


def _idem_key(plan: PlanHead, said: Said) -> str:
    """The same for the same answer to the same state of an assignment, whichever file it stands in."""
    whole = [plan.uid, said.key.uid, said.key.seq, *(str(one) for one in said.content)]
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return f"sheet:{hashlib.sha256(text.encode()).hexdigest()}"
