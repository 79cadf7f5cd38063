"""A table of assignments becomes a plan file: a workbook that was exported, or one that an office sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planengine.annex.assembling import Assembling
from planengine.annex.bodies import Bodies
from planengine.annex.cells import CellValue
from planengine.annex.choosing import (
    ALIASES,
    choose_columns,
    join_pages,
    narrow,
    numbers_and_headings,
    others_like,
)
from planengine.annex.encodings import legacy_encoding
from planengine.annex.grid import Grid, sheets
from planengine.annex.headings import Found, find_table
from planengine.annex.letterhead import read_above
from planengine.annex.office import open_office_file
from planengine.annex.own import OwnWorkbook, is_own
from planengine.annex.remarks import Remark
from planengine.annex.rows import read_rows
from planengine.annex.unused import unused_columns
from planengine.annex.word_tables import tables
from planengine.core.plan import Directory
from planengine.errors import Refusal, UsageRefusal
from planengine.messages import Words
from planengine.planfile.fields import FILE, FORMAT_VERSION, PLAN
from planengine.planfile.values import as_slug
from planengine.planfile.writing import write_file

OFFICES = ("issuer", "secretariat", "approver")
NEEDED = ("starts", "ends", *OFFICES)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was said on the command line. `head` holds plain values of `plan` (offices by id or by name),
    `columns` pairs of a column's name and where it is; `directory` and `calendar` are paths as the plan file will name
    them."""

    head: Mapping[str, str]
    directory: str | None = None
    calendar: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    sheet: str | None = None
    table: int | None = None
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file. `text` is the plan file, None where the head of the plan lacks the keys in `missing`;
    `mapping` gives for each column its name, where it is and its heading, None as name for those that were not used."""

    text: str | None
    is_own: bool
    tasks: int
    sections: int
    name: str
    mapping: tuple[tuple[str | None, str, str], ...]
    remarks: tuple[Remark, ...]
    missing: tuple[str, ...]


Load = Callable[[tuple[str, ...]], Directory]
"""The bodies of the directories at these paths, as a plan file names them."""


def import_file(path: Path, load: Load, wishes: Wishes, say: Words) -> Imported:
    """The plan that the file holds. Raises what `open_office_file` raises, and Refusal, NotFound or UsageRefusal where
    there is no table, no such sheet or column, or a text in an encoding from before Unicode."""
    kind, data = open_office_file(path)
    grids = sheets(data, str(path)) if kind == "xlsx" else tables(data, str(path), say)
    if kind == "xlsx" and is_own(grids):
        return _own(path, grids, load, wishes, say)
    bodies = Bodies(load(_paths(wishes.directory)))
    return _foreign(path, grids, bodies, wishes, say)


def _paths(directory: Any) -> tuple[str, ...]:
    """The paths under `directory`: one, or a list of them, or none."""
    listed = directory if type(directory) is list else [directory]
    return tuple(one for one in listed if type(one) is str)


# A workbook of ours


def _own(path: Path, grids: list[Grid], load: Load, wishes: Wishes, say: Words) -> Imported:
    book = OwnWorkbook(grids, str(path))
    bodies = Bodies(load(_paths(wishes.directory or book.file.get("directory"))))
    bodies.know(book.bodies, book.file)
    assembling = Assembling(None, bodies, say, book.file.get("plan", {}))

    def foreign(column: str, cell: CellValue, place: str) -> dict[str, Any]:
        if column == "when":
            return assembling.when(cell, place)
        text = cell if isinstance(cell, str) else str(cell)
        return assembling.who(text, place) if column == "who" else assembling.support(text, place)

    book.read_tasks(foreign)
    file = book.file
    file.setdefault("planengine", FORMAT_VERSION)
    head = file.setdefault("plan", {})
    _set_head(head, bodies, wishes)
    edited = book.edited_title()
    remarks = (*assembling.remarks, *bodies.remarks)
    if edited is not None:
        remarks = (Remark("title_edited", edited), *remarks)
    return _imported(file, bodies, wishes, remarks, is_own=True, name="", mapping=())


# A table from elsewhere


def _foreign(path: Path, grids: list[Grid], bodies: Bodies, wishes: Wishes, say: Words) -> Imported:
    grids = narrow(grids, wishes.sheet, wishes.table)
    found = find_table(grids, wishes.header_row)
    if found is None:
        raise Refusal("annex.no_table", file=str(path))
    found = choose_columns(found, wishes.columns)
    others = others_like(found, grids)
    found = join_pages(found, grids)
    old = legacy_encoding(cell.text for row in found.grid.rows.values() for cell in row.values())
    if old:
        raise Refusal("annex.old_encoding", file=str(path), encoding=old)
    if "title" not in found.columns:
        raise UsageRefusal("annex.no_title_column", columns=numbers_and_headings(found))
    head: dict[str, Any] = {}
    remarks = _set_from_above(head, found, path, wishes)
    is_wished = any(ALIASES.get(name, name) == "when" for name, _ in wishes.columns)
    remarks += unused_columns(found, is_wished=is_wished)
    pages = {number for number, _ in found.grid.origin.values()}
    remarks += [
        Remark("other_table", one.name) for one in others if one.is_sheet or int(one.name) not in pages
    ]
    _set_head(head, bodies, wishes)
    rows = read_rows(found)
    assembling = Assembling(found, bodies, say, head)
    file: dict[str, Any] = {
        "planengine": FORMAT_VERSION,
        "plan": head,
        "tasks": assembling.tasks(rows.entries),
    }
    if not file["tasks"]:
        raise Refusal("annex.no_rows", file=str(path), place=found.grid.place(found.first, 1))
    at = found.columns["title"]
    remarks += [
        Remark("row_left_out", found.grid.place(row, at), "shown", {"text": text[:80]})
        for row, text in rows.left_out
    ]
    for row, name, text, above in rows.repeated:
        place = found.grid.place(row, found.columns[name])
        code = "as_above" if above else "nothing_above"
        remarks.append(Remark(code, place, params={"text": text, "above": " ".join(above.split())[:80]}))
    remarks += [*assembling.remarks, *bodies.remarks]
    used = {column: name for name, column in found.columns.items()}
    mapping = tuple(
        (used.get(column), found.grid.column_name(column), " ".join(found.headings.get(column, "").split()))
        for column in sorted({*used, *found.headings})
    )
    return _imported(
        file, bodies, wishes, tuple(remarks), is_own=False, name=found.grid.name, mapping=mapping
    )


def _set_from_above(head: dict[str, Any], found: Found, path: Path, wishes: Wishes) -> list[Remark]:
    """The id, title, number and day of the plan: as wished, else as the lines above the table say, else the id and
    title from the name of the file."""
    grid = found.grid
    cells = [grid.rows[row][column] for row in grid if row < found.first for column in sorted(grid.rows[row])]
    above = read_above([cell.text for cell in cells if not cell.carried] or grid.above)
    head["id"] = as_slug(path.stem) or "ke-hoach"
    head["title"] = above.title or path.stem
    told = [Remark(f"{key}_taken", "", "shown", {key: head[key]}) for key in ("id", "title")]
    if above.number is not None:
        head["number"] = above.number
        told.append(Remark("number_taken", "", "shown", {"number": above.number, "text": above.attached}))
    if above.issued is not None:
        head["issued"] = above.issued.isoformat()
        told.append(Remark("issued_taken", "", "shown", {"day": head["issued"], "text": above.attached}))
    return [one for one in told if one.code.removesuffix("_taken") not in wishes.head]


def _set_head(head: dict[str, Any], bodies: Bodies, wishes: Wishes) -> None:
    for key, value in wishes.head.items():
        head[key] = bodies.one(value, f"--{key}") if key in OFFICES else value


def _imported(
    file: dict[str, Any], bodies: Bodies, wishes: Wishes, remarks: tuple[Remark, ...], **rest: Any
) -> Imported:
    file["plan"] = {key: file["plan"][key] for key in PLAN if key in file["plan"]}
    for key, value in (("directory", wishes.directory), ("calendar", wishes.calendar)):
        if value is not None:
            file[key] = value
    for key, entered in (("agencies", bodies.agencies), ("groups", bodies.groups)):
        if entered:
            file[key] = {**file.get(key, {}), **entered}
    missing = tuple(key for key in NEEDED if key not in file["plan"])
    text = None if missing else write_file({key: file[key] for key in FILE if key in file})
    tasks, sections = _count(file["tasks"])
    return Imported(text=text, tasks=tasks, sections=sections, remarks=remarks, missing=missing, **rest)


def _count(nodes: list[dict[str, Any]]) -> tuple[int, int]:
    tasks = sections = 0
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if "tasks" in node:
            sections += 1
            stack += node["tasks"]
        else:
            tasks += 1
    return tasks, sections
