"""Results from before a plan was tracked here, typed from its old reports: all of a list, or nothing of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from planengine.core import status
from planengine.errors import NotFound, Refusal, UsageRefusal
from planengine.usecases import record_work
from planengine.usecases.ports import Journal, Writer
from planengine.usecases.references import check_not_closed, find_occurrence
from planengine.usecases.requests import Request
from planengine.usecases.rows import Clock, Held, PlanHead

COLUMNS = ("task", "period", "agency", "result", "reported", "document", "note")
NEEDED = ("task", "result", "reported")

DONE = "done"
UPDATED = "updated"
CANCELLED = "cancelled"
EXEMPT = "exempt"
RESULTS = (DONE, UPDATED, CANCELLED, EXEMPT)
"""Reported and confirmed; an update of what goes on; given up; an agency left out."""

CHANNEL = "import"


class Past(NamedTuple):
    """A row of the list: its number there, and what it says; blank cells are empty text."""

    line: int
    cells: Mapping[str, str]


class Fault(NamedTuple):
    """Why a row cannot be taken: its number, and the refusal's code and params."""

    line: int
    code: str
    params: Mapping[str, object]


class Imported(NamedTuple):
    """What the list came to: rows taken, rows that said what is known already, and faults (then nothing was taken)."""

    taken: int
    unchanged: int
    faults: tuple[Fault, ...]


class _Undone(Exception):
    """Ends the transaction without keeping it."""


def import_results(
    journal: Journal,
    plan: PlanHead,
    rows: Sequence[Past],
    *,
    person: str,
    document: str | None,
    clock: Clock,
    today: date,
    keep: bool,
) -> Imported:
    """Takes all rows, or none where one has a fault or `keep` is False; taken twice, the second time changes nothing.

    `document` stands for rows that name none. Raises Refusal("plan.closed").
    """
    check_not_closed(plan)
    taking = _Taking(journal, plan, person, document, clock, today)
    try:
        with journal.writing() as writer:
            for row in rows:
                taking.take(writer, row)
            if taking.faults or not keep:
                raise _Undone
    except _Undone:
        pass
    return Imported(taking.taken, taking.unchanged, tuple(taking.faults))


class _Taking:
    """One list on its way into the log."""

    def __init__(
        self, journal: Journal, plan: PlanHead, person: str, document: str | None, clock: Clock, today: date
    ) -> None:
        self._journal = journal
        self._plan = plan
        self._person = person
        self._document = document
        self._clock = clock
        self._today = today
        self._ticket = os.urandom(8).hex()
        self._agencies = _by_name(journal)
        self._seen: dict[tuple[str, str], int] = {}
        self.taken = 0
        self.unchanged = 0
        self.faults: list[Fault] = []

    def take(self, writer: Writer, row: Past) -> None:
        """One row; what is wrong with it is kept."""
        try:
            done = self._take(writer, row)
        except (Refusal, UsageRefusal, NotFound) as refusal:
            self.faults.append(Fault(row.line, refusal.code, refusal.params))
            return
        self.taken += done
        self.unchanged += not done

    def _take(self, writer: Writer, row: Past) -> bool:
        cells = row.cells
        result = cells["result"]
        if result not in RESULTS:
            raise UsageRefusal("results.result", given=result, known=RESULTS)
        held = self._held(cells)
        first = self._seen.setdefault((held.uid, result), row.line)
        if first != row.line and result != UPDATED:
            raise UsageRefusal("results.twice", task=held.label, line=first)
        on = _day(cells["reported"])
        document = cells["document"] or self._document
        if document is None:
            raise UsageRefusal("results.document", task=held.label)
        if self._is_known(writer, held, result, on):
            return False
        note = cells["note"] or None
        if result == DONE:
            state = self._do(writer, held, "submit", held.agency, on, document, note=note, override=document)
            if state == status.SUBMITTED:
                own = held.agency == self._plan.secretariat
                confirmer = self._plan.approver if own else self._plan.secretariat
                self._do(writer, held, "confirm", confirmer, on, document)
        elif result == UPDATED:
            self._do(writer, held, "progress", held.agency, on, document, note=note, evidence=document)
        else:
            trigger = "cancel" if result == CANCELLED else "exempt"
            self._do(writer, held, trigger, self._plan.secretariat, on, document, reason=note)
        return True

    def _held(self, cells: Mapping[str, str]) -> Held:
        reference = cells["task"] + (f"@{cells['period']}" if cells["period"] else "")
        _, occurrence = find_occurrence(self._journal, f"{self._plan.id}/{reference.rpartition('/')[2]}")
        held = self._journal.held(occurrence.uid)
        if cells["agency"]:
            agency = self._agencies.get(cells["agency"].casefold())
            found = [one for one in held if one.agency == agency]
            if not found:
                bearers = tuple(one.agency for one in held if one.role != "support")
                raise Refusal(
                    "agency.no_assignment", task=occurrence.label, agency=cells["agency"], holders=bearers
                )
            return found[0]
        bearing = [one for one in held if one.role != "support"]
        if len(bearing) != 1:
            raise UsageRefusal(
                "agency.ambiguous",
                task=occurrence.label,
                agencies=tuple(one.agency for one in bearing),
            )
        return bearing[0]

    def _is_known(self, writer: Writer, held: Held, result: str, on: date) -> bool:
        """Whether the log says the same already. Raises Refusal("results.known") where it says another day."""
        _, assigned, _ = writer.load(self._plan, held.occurrence_uid, held.uid, "submit")
        if result == DONE and assigned.state == status.DONE:
            if assigned.reported_on != on:
                raise Refusal("results.known", task=held.label, agency=held.agency, on=assigned.reported_on)
            return True
        if result == UPDATED:
            return assigned.updated_on is not None and assigned.updated_on >= on
        return (
            assigned.state
            == {DONE: status.CLOSED, CANCELLED: status.CANCELLED, EXEMPT: status.EXEMPT}[result]
        )

    def _do(
        self,
        writer: Writer,
        held: Held,
        trigger: str,
        speaker: str,
        on: date,
        document: str,
        *,
        note: str | None = None,
        reason: str | None = None,
        evidence: str | None = None,
        override: str | None = None,
    ) -> str:
        """One step, for the day it happened; the state it leads to."""
        request = Request(
            trigger=trigger,
            tasks=(held.label,),
            person=self._person,
            speaker=speaker,
            plan=self._plan.id,
            on=on,
            channel=CHANNEL,
            document=document,
            note=note,
            reason=reason,
            evidence=evidence,
            override=override,
        )
        origin = record_work.origin_of(self._plan, request, speaker, self._clock, self._today)
        changed, _ = record_work.record_within(
            writer,
            self._plan,
            held,
            request,
            origin,
            self._clock,
            self._today,
            correlation=self._ticket,
            idem_key=None,
        )
        return changed.state


def _by_name(journal: Journal) -> dict[str, str]:
    """Id and short name, in small letters → id."""
    found: dict[str, str] = {}
    for agency in journal.agency_ids():
        name = journal.agency_name(agency)
        found.setdefault((name or agency).casefold(), agency)
    return found | {one.casefold(): one for one in journal.agency_ids()}


def _day(text: str) -> date:
    """The day that a cell writes: 2024-12-05 or 05/12/2024. Raises UsageRefusal("day.unreadable")."""
    try:
        if "/" in text:
            day, month, year = text.split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageRefusal("day.unreadable", given=text) from error
