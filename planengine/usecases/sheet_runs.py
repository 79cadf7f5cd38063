"""What all imports of sheets have in common: who enters it, what it did, a preview that is the same run taken back."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from planengine.errors import Refusal
from planengine.usecases.references import check_agency, check_not_closed
from planengine.usecases.requests import Request

if TYPE_CHECKING:
    from planengine.usecases.ports import Journal, Writer
    from planengine.usecases.read_figures import SaidFigure
    from planengine.usecases.read_sheet import Said
    from planengine.usecases.record_targets import Told
    from planengine.usecases.rows import Clock, PlanHead
    from planengine.usecases.sheet_rows import Fault, Key, Line, Sheet

CHANNEL = "sheet"


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


class Reported(NamedTuple):
    """One figure recorded: what became of it, and the row it stands in."""

    told: Told
    said: SaidFigure


class Imported(NamedTuple):
    """What a sheet of that `kind` does, or would do. With `faults` nothing is recorded.

    `acts` are what is done to assignments, `figures` what is said of targets. `repeated` rows were recorded by an
    earlier import, `unchanged` ones say what is known already, `left_out` keys of the sheet have no row in it.
    `completed` and `unlocked` are labels of occurrences.
    """

    kind: str
    plan: str
    agency: str
    acts: tuple[Act, ...]
    figures: tuple[Reported, ...]
    faults: tuple[Fault, ...]
    repeated: int
    unchanged: int
    left_out: int
    completed: tuple[str, ...]
    unlocked: tuple[str, ...]

    @property
    def how_many(self) -> int:
        """How many things are recorded."""
        return len(self.acts) + len(self.figures)


class _Row(Protocol):
    """A row that says something."""

    @property
    def key(self) -> Key: ...
    @property
    def line(self) -> Line: ...
    @property
    def content(self) -> tuple[object, ...]: ...


class _TakenBack(Exception):
    """Ends a transaction without keeping it."""


class Run:
    """One run over the rows of a sheet, within one transaction. `carry_out` is what a kind of sheets adds."""

    def __init__(
        self, journal: Journal, plan: PlanHead, sheet: Sheet, entry: Entry, clock: Clock, today: date
    ) -> None:
        self.journal, self.plan, self.sheet, self.clock, self.today = journal, plan, sheet, clock, today
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
        self.faults: list[Fault] = []
        self.acts: list[Act] = []
        self.figures: list[Reported] = []
        self.repeated = self.unchanged = self.left_out = 0
        self.completed: list[str] = []
        self.unlocked: list[str] = []
        self.correlation = os.urandom(8).hex()

    def carry_out(self, writer: Writer) -> None:
        """Records every row, or says in `faults` what keeps it out."""
        raise AssertionError("a run is of one kind")

    def imported(self, *, keep: bool) -> Imported:
        """What the run does; it is kept where that is wanted, something is done, and nothing is wrong."""
        try:
            with self.journal.writing() as writer:
                self.carry_out(writer)
                if self.faults or not keep or not (self.acts or self.figures):
                    raise _TakenBack
        except _TakenBack:
            pass
        return Imported(
            kind=self.sheet.head.kind,
            plan=self.plan.id,
            agency=self.sheet.head.agency,
            acts=tuple(self.acts),
            figures=tuple(self.figures),
            faults=tuple(self.faults),
            repeated=self.repeated,
            unchanged=self.unchanged,
            left_out=self.left_out,
            completed=tuple(dict.fromkeys(self.completed)),
            unlocked=tuple(dict.fromkeys(self.unlocked)),
        )


def plan_of(journal: Journal, sheet: Sheet, entry: Entry) -> PlanHead:
    """The plan of the sheet. What the sheet says of itself is compared with what is here and what is expected.

    Raises Refusal of "sheet.other_plan", "sheet.other_agency" and "plan.closed", and NotFound for an agency that is
    gone.
    """
    head = sheet.head
    plan = next((one for one in journal.plans() if one.uid == head.plan_uid), None)
    if plan is None or (entry.plan is not None and entry.plan not in (plan.id, head.plan)):
        wanted = entry.plan or ", ".join(one.id for one in journal.plans())
        raise Refusal("sheet.other_plan", file=sheet.name, plan=head.plan, wanted=wanted)
    if entry.agency is not None and entry.agency != head.agency:
        raise Refusal("sheet.other_agency", file=sheet.name, agency=head.agency, wanted=entry.agency)
    check_not_closed(plan)
    check_agency(journal, head.agency)
    return plan


def idem_key(plan: PlanHead, said: _Row) -> str:
    """The same for the same answer to the same state of things, whichever file it stands in."""
    whole = [plan.uid, said.key.uid, said.key.seq, *(str(one) for one in said.content)]
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return f"sheet:{hashlib.sha256(text.encode()).hexdigest()}"
