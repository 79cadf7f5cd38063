"""An officer at a spreadsheet: opens the file that came, fills cells in, saves it; and one who spoils it."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

MARK = "planengine:"


class Officer:
    """A workbook open on a desk. Cells are named by the id of a task, or of a target with
    its period, and a column."""

    def __init__(self, path: Path) -> None:
        self.book = openpyxl.load_workbook(path)
        self.page = self.book.worksheets[0]
        marks = [
            cell
            for row in self.page.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith(MARK)
        ]
        self.columns = {cell.value.removeprefix(MARK): cell.column for cell in marks}
        self.header = marks[0].row + 1
        self.rows = {self._name(number): number for number in range(self.header + 1, self.page.max_row + 1)}

    def _name(self, number: int) -> str:
        """What a row is about; of a target, its period is a part of that."""
        names = ["task", "period"] if "value" in self.columns else ["task"]
        return "@".join(self.page.cell(number, self.columns[name]).value for name in names)

    def cell(self, task: str, column: str):
        return self.page.cell(self.rows[task], self.columns[column])

    def place(self, task: str, column: str) -> str:
        return str(self.cell(task, column).coordinate)

    def fill(self, task: str, /, **cells: object) -> Officer:
        for column, value in cells.items():
            self.cell(task, column).value = value
        return self

    def choices(self, task: str) -> list[str]:
        """What the list of the cell for the answer offers."""
        place = self.place(task, "answer")
        for rule in self.page.data_validations.dataValidation:
            if rule.type == "list" and place in rule.sqref:
                return str(rule.formula1).strip('"').split(",")
        return []

    def save(self, path: Path) -> Path:
        self.book.save(path)
        return path

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()
