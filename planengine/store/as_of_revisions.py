"""What only the revisions of a plan tell: its sections, tasks and targets, and how its work was laid out.

The log says which revision was applied when; the rest stands in the canonical texts that were kept with it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from planengine.core.calendar import Calendar
from planengine.core.expand import Edge, Expansion, Occurrence, edges_into, expand, expand_task
from planengine.core.plan import Directory, Plan, Section, Span, Task
from planengine.core.renames import relabelled, renames
from planengine.planfile.canonical import (
    calendar_from_canonical,
    directory_from_canonical,
    plan_from_canonical,
)
from planengine.planfile.tree import collector_paused

Row = dict[str, Any]


class Renamed(NamedTuple):
    """Ids that one revision gave up for others, and when it was applied (an instant as stored)."""

    at: str
    ids: Mapping[str, str]


class Laid(NamedTuple):
    """What the log leaves out of one occurrence, as its revision says it: columns, and its edges, agencies by id."""

    columns: Row
    edges: tuple[Row, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision as it was applied, with the directory and the calendar beside it; `tree` is its canonical form."""

    plan: Plan
    text: str
    tree: Mapping[str, Any]
    directory: Directory
    calendar: Calendar


def read_revision(connection: sqlite3.Connection, plan_uid: str, payload: Mapping[str, Any]) -> Revision:
    """The revision that such a payload of `revision_applied` names; its texts must have been held against it before."""
    text, canonical = connection.execute(
        "SELECT text, canonical FROM revision WHERE plan_uid = ? AND number = ?",
        (plan_uid, payload["revision"]),
    ).fetchone()
    directory, calendar = (
        connection.execute("SELECT canonical FROM source WHERE sha256 = ?", (payload[kind],)).fetchone()[0]
        for kind in ("directory", "calendar")
    )
    return Revision(
        plan_from_canonical(canonical),
        text,
        json.loads(canonical),
        directory_from_canonical(directory),
        calendar_from_canonical(calendar),
    )


class Nodes:
    """Sections, tasks and targets of a plan, revision after revision. `rows` are by table and by present id; a row's
    `uid` is left to whoever knows it."""

    def __init__(self, plan_uid: str) -> None:
        self._plan_uid = plan_uid
        self.rows: dict[str, dict[str, Row]] = {"task": {}, "target": {}}

    def take(self, number: int, revision: Revision) -> dict[str, str]:
        """Moves on to the next revision; returns old id → new id of what it gave another id."""
        known = {(name, row["withdrawn_in"]) for rows in self.rows.values() for name, row in rows.items()}
        live = {name for name, gone in known if gone is None}
        ids = dict(renames(revision.plan.moved, live, {name for name, _ in known}).ids)
        for table, rows in self.rows.items():
            self.rows[table] = {ids.get(name, name): row for name, row in rows.items()}
        for row in self.rows["task"].values():
            row["parent"] = ids.get(row["parent"], row["parent"])
        self._replace("task", number, _nodes(revision))
        self._replace("target", number, _targets(revision))
        return ids

    def _replace(self, table: str, number: int, found: Iterator[Row]) -> None:
        rows = self.rows[table]
        present = {row["id"]: row for row in found}
        for name, row in rows.items():
            if name not in present and row["withdrawn_in"] is None:
                row["withdrawn_in"] = number
            row["id"] = name
        for name, row in present.items():
            introduced = rows[name]["introduced_in"] if name in rows else number
            own = {"plan_uid": self._plan_uid, "introduced_in": introduced, "withdrawn_in": None}
            rows[name] = {**row, **own}


def _nodes(revision: Revision) -> Iterator[Row]:
    plan, tree = revision.plan, revision.tree
    specs = _specs([*tree["sections"], *tree["tasks"]])
    position = {name: place for place, name in enumerate(document_order(plan, revision.text))}
    nothing = dict.fromkeys(("kind", "form", "update_every", "confirm", "evidence", "reminders"))
    every: tuple[Section | Task, ...] = (*plan.sections, *plan.tasks)
    for one in every:
        row: Row = {
            "id": one.id,
            "parent": one.section,
            "position": position[one.id],
            "is_section": 1,
            "title": one.title,
            "ref": one.ref,
            **nothing,
            "request": 0,
            "restricted": 0,
            "spec": specs[one.id],
        }
        if isinstance(one, Task):
            row |= {
                "is_section": 0,
                "kind": one.kind,
                "form": one.form,
                "update_every": (one.update or "quarter") if one.kind == "standing" else None,
                "confirm": one.confirm,
                "evidence": one.evidence,
                "request": int(one.request),
                "restricted": int(one.restricted),
                "reminders": one.reminders,
            }
        yield row


def _targets(revision: Revision) -> Iterator[Row]:
    specs = _specs(revision.tree["targets"])
    for position, one in enumerate(revision.plan.targets):
        yield {"id": one.id, "position": position, "title": one.title, "spec": specs[one.id]}


def _specs(nodes: Sequence[Mapping[str, object]]) -> dict[str, str]:
    return {str(node["id"]): json.dumps(node, ensure_ascii=False, sort_keys=True) for node in nodes}


def document_order(plan: Plan, text: str) -> tuple[str, ...]:
    """Ids of sections and tasks as they stand in the file.

    Each of the two lists is in that order already, and what is in a section follows it. Only where a section holds
    tasks and sections side by side the text has to say which come first.
    """
    sections: dict[str | None, list[str]] = {}
    tasks: dict[str | None, list[str]] = {}
    for section in plan.sections:
        sections.setdefault(section.section, []).append(section.id)
    for task in plan.tasks:
        tasks.setdefault(task.section, []).append(task.id)
    order: list[str] = []
    pending: list[str | None] = [None]
    within = {name for listed in sections.values() for name in listed}
    while pending:
        name = pending.pop()
        if name is not None:
            order.append(name)
            if name not in within:
                continue
        inside = [*tasks.get(name, ()), *sections.get(name, ())]
        if name in tasks and name in sections:
            inside.sort(key=lambda one: _place(text, one))
        pending += reversed(inside)
    return tuple(order)


def _place(text: str, name: str) -> int:
    import re

    found = re.search(rf"\bid[\"']?\s*:\s*[\"']?{re.escape(name)}(?![\w.@/-])", text)
    return found.start() if found else len(text)


class Layout:
    """The work of one revision as it was laid out, each occurrence by its label."""

    def __init__(self, revision: Revision) -> None:
        self._revision = revision
        with collector_paused():
            self._expansion: Expansion = expand(revision.plan, revision.directory, revision.calendar)
        self._occurrences = {one.key: one for one in self._expansion.occurrences}
        self._edges: dict[str, list[Edge]] = {}
        for one in (*self._expansion.edges, *self._expansion.elsewhere):
            self._edges.setdefault(one.successor, []).append(one)

    def laid(self, payload: Mapping[str, Any], uids: Mapping[str, str], at: str) -> Laid:
        """What the revision says of the occurrence of such a payload of `occurrence_planned`; `uids` are by label."""
        one = self._occurrences.get(payload["task"])
        edges: Sequence[Edge]
        if one is None:
            one = self._opened(payload)
            edges = edges_into(self._revision.plan, self._expansion, one)
        else:
            edges = self._edges.get(one.key, ())
        columns = {
            "due_inherited": int(one.due_inherited),
            "within_count": one.within.count if one.within else None,
            "within_unit": one.within.unit if one.within else None,
            "within_of": one.within_of,
        }
        return Laid(columns, tuple(_as_logged(edges, payload["after"], uids)), at)

    def _opened(self, payload: Mapping[str, Any]) -> Occurrence:
        """An occurrence that is not in the plan but was opened when its event came."""
        revision, (task, _, period) = self._revision, payload["task"].partition("@")
        opens_on = date.fromisoformat(payload["opens_on"])
        return expand_task(
            revision.plan,
            revision.directory,
            revision.calendar,
            revision.plan.task(task),
            period or None,
            opens_on,
        )


def _as_logged(
    edges: Sequence[Edge], logged: Sequence[Mapping[str, Any]], uids: Mapping[str, str]
) -> Iterator[Row]:
    """The edges that the log has, with what the revision says of each besides."""
    soft = {(one["predecessor"], one["type"]): int(one["soft"]) for one in logged}
    left = dict.fromkeys(soft)
    for one in edges:
        name = f"?{one.predecessor}" if "/" in one.predecessor else uids.get(one.predecessor, "")
        if (name, one.type) in soft:
            left.pop((name, one.type), None)
            yield _edge(name, one.type, soft[(name, one.type)], one.agency, one.lag, one.reason)
    for name, kind in left:
        yield _edge(name, kind, soft[(name, kind)], None, Span(0, "d"), None)


def _edge(predecessor: str, kind: str, soft: int, agency: str | None, lag: Span, reason: str | None) -> Row:
    return {
        "predecessor": predecessor,
        "agency": agency,
        "type": kind,
        "lag_count": lag.count,
        "lag_unit": lag.unit,
        "soft": soft,
        "reason": reason,
    }


def later_within(columns: Row, at: str, own: Sequence[Renamed]) -> Row:
    """The columns with the name by which what the due date counts from goes by now."""
    name = columns["within_of"]
    for one in own:
        if name is not None and one.at > at:
            name = relabelled(name, one.ids)
    return {**columns, "within_of": name}
