"""Reading a workbook that was exported, perhaps edited and saved again since: back to the values of the plan file.

What a person changed in the columns for people counts. What cannot be read as it would have been written is read the
way a table from elsewhere is read, and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from planengine.annex.assembling import join
from planengine.annex.cells import CellValue, decode
from planengine.annex.exporting import heading
from planengine.annex.folding import fold
from planengine.annex.grid import Grid
from planengine.annex.outline import Outline
from planengine.annex.phrases import WHEN_KEYS, WHO_KEYS, read_bodies, read_when, read_who
from planengine.annex.sheets import ACROSS, AT_THE_TOP, READ_BY_PEOPLE
from planengine.errors import Refusal
from planengine.messages import LANGUAGES, Words
from planengine.planfile.desk import Field, Table
from planengine.planfile.fields import AGENCY, CALENDAR, DEFAULTS, FILE, GROUP, PLAN, SECTION, TARGET, TASK

Plain = dict[str, Any]
_KEY = re.compile(r"\[([a-z_]+)\]\s*$")


Foreign = Callable[[str, CellValue, str], Plain]
"""How a cell of the column "when", "who" or "support" is read that is not in our own words: (column, cell, place) → the
keys of the task that it gives."""


def is_own(grids: list[Grid]) -> bool:
    """Whether the workbook was written by `export_workbook`."""
    return _plan_sheet(grids) is not None


def _plan_sheet(grids: list[Grid]) -> Grid | None:
    for grid in grids:
        if any(grid.cell(row, 3).text == "planengine" for row in grid):
            return grid
    return None


class OwnWorkbook:
    """An exported workbook. `file` is the plan file as plain values; `bodies` are the ids by the names of the annex."""

    def __init__(self, grids: list[Grid], name: str) -> None:
        plan = _plan_sheet(grids)
        assert plan is not None
        self.file: Plain = self._plan(plan)
        self.bodies: dict[str, str] = {}
        self._tasks: tuple[Grid, int, dict[str, int]] | None = None
        for grid in grids:
            if grid is plan:
                continue
            row = next(iter(grid), None)
            columns = _columns(grid, row, "bodies") if row else {}
            if {"label", "id"} <= columns.keys():
                self._bodies(grid, row or 1, columns)
            elif {"id", "title"} <= columns.keys() and "who" not in columns and "targets" not in self.file:
                self.file["targets"] = self._targets(grid, row or 1, columns)
            elif self._tasks is None:
                self._tasks = _find_tasks(grid)
        if self._tasks is None:
            raise Refusal("annex.no_table", file=name)

    # The sheet of the plan

    def _plan(self, grid: Grid) -> Plain:
        file: Plain = {}
        tables: dict[str, Table] = {"plan": PLAN, "defaults": DEFAULTS, "calendar": CALENDAR}
        for row in grid:
            key, cell = grid.cell(row, 3).text, grid.cell(row, 2).value
            part, _, name = key.rpartition(".")
            table = tables.get(part) if part else FILE
            if table is None or name not in table or cell is None:
                continue
            node = file.setdefault(part, {}) if part else file
            self._put(node, table[name], cell, grid.place(row, 2))
        return file

    def _put(self, node: Plain, known: Field, cell: CellValue, place: str) -> None:
        item = known.value.item
        value = _decoded(cell, Field(known.key, item) if item is not None else known, place)
        if known.value.name == "list":
            node.setdefault(known.key, [])
            if value != []:
                node[known.key].append(value)
        elif known.value.name == "recorded" and known.key in node:
            earlier = node[known.key]
            node[known.key] = [*(earlier if type(earlier) is list else [earlier]), value]
        else:
            node[known.key] = value

    # Bodies and targets

    def _bodies(self, grid: Grid, head: int, columns: dict[str, int]) -> None:
        for row in grid:
            body = grid.cell(row, columns["id"]).text
            if row <= head or not body:
                continue
            label = grid.cell(row, columns["label"])
            if label.text:
                self.bodies[str(_decoded(label.value, AGENCY["name"], ""))] = body
            stands = grid.cell(row, columns["stands"]).text if "stands" in columns else ""
            if stands in ("agencies", "groups"):
                table = AGENCY if stands == "agencies" else GROUP
                self.file.setdefault(stands, {})[body] = _values(grid, row, columns, table)

    def _targets(self, grid: Grid, head: int, columns: dict[str, int]) -> list[Plain]:
        found = [_values(grid, row, columns, TARGET) for row in grid if row > head]
        return [one for one in found if one]

    # The annex

    def read_tasks(self, foreign: Foreign) -> None:
        """Put the tasks into `file`; cells that are not in our own words go to `foreign`."""
        assert self._tasks is not None
        grid, head, columns = self._tasks
        top: list[Plain] = []
        inside: dict[str, list[Plain]] = {}
        outline = Outline()
        for row in grid:
            if row <= head or not any(grid.cell(row, columns[name]).text for name in ("id", "title")):
                continue
            is_section = grid.cell(row, columns["title"]).across > 1
            node = _section(grid, row, columns) if is_section else self._task(grid, row, columns, foreign)
            number = str(node.get("id", ""))
            natural = outline.parent_of_section(number) if is_section else outline.parent_of_task(number)
            said = grid.cell(row, columns["section"]).text if "section" in columns else ""
            parent = None if said == AT_THE_TOP else (said or natural)
            if parent not in inside:
                parent = None
            (top if parent is None else inside[parent]).append(node)
            if is_section:
                outline.section(number, parent)
                inside[number] = node["tasks"]
            else:
                outline.task(parent)
        self.file["tasks"] = top

    def _task(self, grid: Grid, row: int, columns: dict[str, int], foreign: Foreign) -> Plain:
        found = _values(grid, row, columns, TASK)
        for column, read in (("when", read_when), ("who", self._who), ("support", self._support)):
            cell = grid.cell(row, columns[column]) if column in columns else None
            if cell is None or not cell.text:
                continue
            said = read(cell.value)
            if said is None:
                said = foreign(column, cell.value, grid.place(row, columns[column]))
            replaced = {"when": WHEN_KEYS, "who": WHO_KEYS, "support": ("support",)}[column]
            found = join({key: value for key, value in found.items() if key not in replaced}, said)
        if not any(form in found for form in WHO_KEYS):
            found["unassigned"] = True
        return {key: found[key] for key in TASK if key in found}

    def _who(self, cell: CellValue) -> Plain | None:
        return read_who(cell, self.find) if isinstance(cell, str) else None

    def _support(self, cell: CellValue) -> Plain | None:
        bodies = read_bodies(cell, self.find) if isinstance(cell, str) else None
        return None if bodies is None else {"support": bodies}

    def edited_title(self) -> str | None:
        """The place of a line over the annex that is not as it was exported; what it says stands on the sheet of the
        plan and is not read here."""
        assert self._tasks is not None
        grid, head, _ = self._tasks
        title = str(self.file.get("plan", {}).get("title", ""))
        ours = set()
        for language in LANGUAGES:
            say = Words(language)
            ours |= {
                fold(say("annex.top")),
                fold(say("annex.title")),
                fold(say("annex.attached", title=title)),
            }
        for row in grid:
            for column, cell in grid.rows[row].items() if row < head else ():
                if cell.text and not cell.carried and fold(cell.text) not in ours:
                    return grid.place(row, column)
        return None

    def find(self, label: str) -> str | None:
        """The body of that name on the sheet of bodies."""
        return self.bodies.get(label) or (label if label in self.bodies.values() else None)


def _section(grid: Grid, row: int, columns: dict[str, int]) -> Plain:
    found = _values(grid, row, {name: at for name, at in columns.items() if name not in ACROSS[1:]}, SECTION)
    return {**found, "tasks": []}


def _values(grid: Grid, row: int, columns: dict[str, int], table: Table) -> Plain:
    found = {}
    for key in table:
        if key in columns and grid.cell(row, columns[key]).value is not None:
            value = _decoded(grid.cell(row, columns[key]).value, table[key], grid.place(row, columns[key]))
            if value is not None:
                found[key] = value
    return found


def _decoded(cell: CellValue, known: Field, place: str) -> Any:
    try:
        return decode(cell, known)
    except ValueError as error:
        raise Refusal("annex.cell_unreadable", cell=place, key=known.key) from error


def _find_tasks(grid: Grid) -> tuple[Grid, int, dict[str, int]] | None:
    """The table of tasks: its first row with a heading of the annex for the number and for the title."""
    for row in grid:
        columns = _columns(grid, row, "tasks")
        if {"id", "title"} <= columns.keys():
            return grid, row, columns
    return None


def _columns(grid: Grid, row: int, kind: str) -> dict[str, int]:
    """Columns by name, told by our own headings in either language."""
    known: dict[str, str] = {}
    for language in LANGUAGES:
        say = Words(language)
        for name in READ_BY_PEOPLE if kind == "tasks" else ("label", "name"):
            known[fold(heading(kind, name, say))] = name
    found: dict[str, int] = {}
    for column, cell in sorted(grid.rows[row].items()):
        key = _KEY.search(cell.text)
        named: str | None = key[1] if key else known.get(fold(cell.text))
        if named is not None:
            found.setdefault(named, column)
    return found
