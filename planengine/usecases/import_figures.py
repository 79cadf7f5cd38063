"""The figures on a sheet that came back are recorded, each as a report of its agency on a target."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from planengine.core import target_value, targets
from planengine.core.target_value import Row
from planengine.errors import Refusal
from planengine.usecases.read_figures import SaidFigure, read_figures, target_of
from planengine.usecases.record_targets import asked_of, report_within
from planengine.usecases.record_work import origin_of
from planengine.usecases.sheet_rows import Fault, Sheet, fault
from planengine.usecases.sheet_runs import Entry, Reported, Run, idem_key

if TYPE_CHECKING:
    from planengine.usecases.ports import Journal, Reader, Writer
    from planengine.usecases.rows import Clock, PlanHead
    from planengine.usecases.views import TargetInForce

CELL_OF = {
    "target.not_asked": "task",
    "target.period": "period",
    "target.period_kind": "period",
    "target.future": "period",
}
"""The column that a refusal is about, by its code; else it is the figure."""


class Figures(Run):
    """One run over the rows of a sheet that asked for figures."""

    def __init__(
        self,
        journal: Journal,
        reader: Reader,
        plan: PlanHead,
        sheet: Sheet,
        entry: Entry,
        clock: Clock,
        today: date,
    ) -> None:
        super().__init__(journal, plan, sheet, entry, clock, today)
        self.targets = {one.uid: one for one in reader.targets_in_force(plan.uid)}
        read = read_figures(sheet, {uid: asked_of(one).unit for uid, one in self.targets.items()})
        self.said, self.left_out = read.said, read.left_out
        self.faults += read.faults

    def carry_out(self, writer: Writer) -> None:
        """Records every figure that is new, or says what keeps it out."""
        for said in self.said:
            key = idem_key(self.plan, said)
            target = self.targets.get(target_of(said.key))
            if self.journal.answered(key):
                self.repeated += 1
            elif target is None:
                self.faults.append(fault(said.line.cells["task"], "target_gone", target=said.key.task))
            else:
                self._row(writer, said, target, key)

    def _row(self, writer: Writer, said: SaidFigure, target: TargetInForce, key: str) -> None:
        standing = _standing(writer, said)
        if (standing.number if standing else 0) != said.key.seq:
            assert standing is not None
            if standing.value == said.figure.value and said.note in (None, standing.note):
                self.unchanged += 1
            else:
                self.faults.append(self._moved(said, standing))
            return
        origin = origin_of(
            self.plan,
            self.base._replace(document=said.document or self.base.document),
            self.sheet.head.agency,
            self.clock,
            self.today,
        )
        try:
            told = report_within(
                writer,
                self.plan,
                target,
                said.figure,
                origin,
                self.clock,
                self.today,
                agency=self.sheet.head.agency,
                period=self._period(said, target, origin.on),
                correlation=self.correlation,
                note=said.note,
                idem_key=key,
            )
        except Refusal as refusal:
            cell = said.line.cells[CELL_OF.get(refusal.code, "value")]
            self.faults.append(Fault(cell.place, f"refusal.{refusal.code}", refusal.params))
            return
        if told.event is None:
            self.unchanged += 1
        else:
            self.figures.append(Reported(told, said))

    def _period(self, said: SaidFigure, target: TargetInForce, on: date) -> str:
        """The period of a row, where the plan still has it and it has begun by that day. Raises Refusal."""
        every = targets.every_of(json.loads(target.spec))
        first, last = date.fromisoformat(self.plan.starts), date.fromisoformat(self.plan.ends)
        found = targets.find_period(every, said.key.due, first, last)
        if not targets.begun(found, on):
            raise Refusal("target.future", period=found.key, start=found.start, on=on)
        return found.key

    def _moved(self, said: SaidFigure, standing: Row) -> Fault:
        """Somebody said something of it since the sheet went out."""
        return fault(
            said.line.cells["value"],
            "figure_moved",
            target=said.key.task,
            period=standing.period,
            value=standing.value,
            by=self.journal.agency_name(standing.said_by) or standing.said_by,
            day=date.fromisoformat(standing.said_on),
        )


def _standing(writer: Writer, said: SaidFigure) -> Row | None:
    """What was last said of that target for the agency and period, a figure taken back among it."""
    kept = writer.records(target_value.FAMILY, "uid", said.key.uid)
    return kept[0] if kept else None
