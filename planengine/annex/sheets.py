"""What stands on the sheets of an exported plan: which columns, and the cells of every row. No spreadsheet in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from planengine.annex.cells import CellValue, encode
from planengine.annex.labels import Labels
from planengine.annex.outline import Outline
from planengine.annex.phrases import WHEN_KEYS, WHO_KEYS, write_bodies, write_when, write_who
from planengine.core.plan import Directory
from planengine.messages import Words
from planengine.planfile.desk import Field, Table
from planengine.planfile.fields import AGENCY, CALENDAR, DEFAULTS, FILE, GROUP, PLAN, SECTION, TARGET, TASK

READ_BY_PEOPLE = ("id", "title", "who", "support", "when", "output", "leader", "ref", "notes")
"""Columns of the annex that are for people; every other one is headed by the key of the plan file that it holds."""

ACROSS = ("title", "who", "support", "when", "output", "leader")
"""Columns over which the title of a section is merged: that is what makes a row a section."""

SECTION_KEY = Field("section", TASK["id"].value)
STANDS_KEY = Field("stands", TASK["id"].value)
AT_THE_TOP = "-"
ELSEWHERE = ("plan", "defaults", "agencies", "groups", "targets", "tasks")
"""Parts of a plan file that have a sheet, or rows, of their own."""

Plain = Mapping[str, Any]


@dataclass(slots=True)
class Sheet:
    """Columns by name and rows of cells by column; `kind` says how it looks. `sections` are the numbers of the rows,
    from 0, that are titles."""

    kind: Literal["tasks", "targets", "bodies", "plan"]
    columns: tuple[str, ...]
    rows: list[dict[str, CellValue]]
    sections: frozenset[int] = field(default_factory=frozenset)


def sheets_of(file: Plain, directory: Directory, say: Words) -> tuple[Sheet, ...]:
    """The sheets for a whole plan file of plain values, with the bodies of its directories."""
    labels = Labels(directory)
    sheets = [_tasks(file, labels, say)]
    if file.get("targets"):
        sheets.append(_targets(file["targets"]))
    sheets.append(_bodies(file, directory, labels))
    sheets.append(_plan(file))
    return tuple(sheets)


# The annex itself


def _tasks(file: Plain, labels: Labels, say: Words) -> Sheet:
    rows: list[dict[str, CellValue]] = []
    sections = set()
    outline = Outline()
    for node, parent in _depth_first(file["tasks"]):
        if "tasks" in node:
            row = _exact(node, SECTION, without=("tasks",))
            natural = outline.parent_of_section(node["id"])
            outline.section(node["id"], parent)
            sections.add(len(rows))
        else:
            row = _task(node, labels, say)
            natural = outline.parent_of_task(node["id"])
            outline.task(parent)
        if natural != parent:
            row["section"] = encode(parent, SECTION_KEY) if parent else AT_THE_TOP
        rows.append(row)
    used = {key for row in rows for key in row}
    people = tuple(key for key in READ_BY_PEOPLE if key != "leader" or key in used)
    exact = tuple(key for key in ("section", *TASK) if key in used and key not in people)
    return Sheet("tasks", people + exact, rows, frozenset(sections))


def _depth_first(nodes: list[Plain]) -> Iterable[tuple[Plain, str | None]]:
    """Every section and task with the id of the section around it."""
    stack: list[tuple[Plain, str | None]] = [(node, None) for node in reversed(nodes)]
    while stack:
        node, parent = stack.pop()
        yield node, parent
        stack += [(child, node["id"]) for child in reversed(node.get("tasks", ()))]


def _task(node: Plain, labels: Labels, say: Words) -> dict[str, CellValue]:
    """The cells of one task. What a column for people cannot say goes into the columns of its keys."""
    row: dict[str, CellValue] = {}
    said = set()
    when = write_when(node, say)
    if when is not None:
        row["when"] = when
        said |= set(WHEN_KEYS)
    who = write_who(node, say, labels.label, labels.find)
    if who is not None:
        row["who"] = who
        said |= set(WHO_KEYS)
    if node.get("unassigned"):
        said.add("unassigned")
    support = _support(node, labels, say)
    if support is not None:
        row["support"] = support
        said.add("support")
    return {**_exact(node, TASK, without=said), **row}


def _support(node: Plain, labels: Labels, say: Words) -> str | None:
    from planengine.annex.phrases import read_bodies

    shown = write_bodies(node.get("support", []), say, labels.label)
    return shown if shown is not None and read_bodies(shown, labels.find) == node["support"] else None


def _exact(node: Plain, table: Table, without: Iterable[str] = ()) -> dict[str, CellValue]:
    left_out = set(without)
    return {key: encode(value, table[key]) for key, value in node.items() if key not in left_out}


# The other sheets


def _targets(targets: list[Plain]) -> Sheet:
    rows = [_exact(one, TARGET) for one in targets]
    used = {key for row in rows for key in row}
    return Sheet("targets", tuple(key for key in TARGET if key in used), rows)


def _bodies(file: Plain, directory: Directory, labels: Labels) -> Sheet:
    """The bodies that the plan names, and all that stand in its own file, these with everything about them."""
    rows: list[dict[str, CellValue]] = []
    named = _named(file)
    for stands, known, table in (
        ("agencies", directory.agencies, AGENCY),
        ("groups", directory.groups, GROUP),
    ):
        own = file.get(stands) or {}
        for body in known:
            if body not in own and body not in named:
                continue
            row = (
                _exact(own[body], table) if body in own else {"name": encode(known[body].name, table["name"])}
            )
            row["label"] = encode(labels.label(body), table["name"])
            row["id"] = body
            if body in own:
                row["stands"] = stands
            rows.append(row)
    used = {key for row in rows for key in row}
    exact = tuple(key for key in {**AGENCY, **GROUP} if key in used and key != "name")
    return Sheet("bodies", ("label", "name", "id", "stands", *exact), rows)


def _named(file: Plain) -> set[str]:
    """Every text of the plan that may be the name of a body; too many do no harm."""
    found = {str(file["plan"].get(key)) for key in ("issuer", "secretariat", "approver")}
    stack: list[Any] = [file.get("tasks"), file.get("targets"), file.get("groups")]
    while stack:
        one = stack.pop()
        if type(one) is str:
            found.add(one)
        elif type(one) is list:
            stack += one
        elif type(one) is dict:
            stack += one.values()
    return found


def _plan(file: Plain) -> Sheet:
    """The rest of the file, a row for each value and for each item of a list."""
    rows: list[dict[str, CellValue]] = []

    def put(key: str, value: Any, known: Field) -> None:
        item = known.value.item
        if type(value) is list and value and (item is not None or known.value.name == "recorded"):
            one = Field(known.key, item) if item is not None else known
            rows.extend({"key": key, "value": encode(part, one)} for part in value)
        elif value is not None:
            rows.append({"key": key, "value": encode(value, known)})

    for part, table in (("plan", PLAN), ("defaults", DEFAULTS), ("calendar", CALENDAR)):
        node = file.get(part)
        if type(node) is dict:
            for key, value in node.items():
                put(f"{part}.{key}", value, table[key])
    for part in FILE:
        if part not in ELSEWHERE and type(file.get(part)) in (str, list):
            put(part, file[part], FILE[part])
    put("planengine", file["planengine"], FILE["planengine"])
    return Sheet("plan", ("meaning", "value", "key"), rows)
