"""What goes on after a plan has been closed: the file of the next plan, with the tasks that are carried over."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from planengine.core.heirs import heirs
from planengine.core.plan import Body, Directory, Due, MonthDay, Plan, Task
from planengine.errors import Findings, UsageRefusal
from planengine.planfile.faults import Faults
from planengine.planfile.read import Reading, read_plan
from planengine.planfile.text import SourceFile, source_from_bytes
from planengine.planfile.tree import parse
from planengine.planfile.values import SLUG, as_slug
from planengine.planfile.writing import write_plan
from planengine.usecases.open_duty import InForce
from planengine.usecases.rows import PlanHead

BESIDE = ("directory", "calendar", "agencies", "groups")
"""What a plan file says of its bodies and its calendar."""
PATHS = ("directory", "calendar")
"""Those of them that name files."""


def carried_in(reading: Reading, old: str) -> dict[str, str]:
    """Id in the plan `old` → id of the task that carries it on, as a file that is there says. Raises Findings where the
    file has errors."""
    if reading.plan is None:
        raise Findings("plan.faults", reading.findings)
    own = f"{old}/"
    return {
        one.carried_from.removeprefix(own).partition("@")[0]: one.id
        for one in reading.plan.tasks
        if one.carried_from is not None and one.carried_from.startswith(own)
    }


def id_of_file(path: Path) -> str:
    """The id of a plan that is to be written to that file: kh-107 for kh_107.yaml. Raises UsageRefusal
    ("close.successor_name")."""
    name = as_slug(path.stem) or ""
    if not SLUG.fullmatch(name):
        raise UsageRefusal("close.successor_name", file=str(path))
    return name


def read_successor(path: Path) -> Reading:
    """The plan file that is there already."""
    return read_plan(path)


def write_successor(
    force: InForce,
    head: PlanHead,
    text: str,
    tasks: Collection[str],
    *,
    new: str,
    title: str,
    on: date,
    document: str,
    folders: tuple[str, str] = ("", ""),
) -> str:
    """The text of a plan file with those tasks of the plan in force, from the day after `on` to the end of a year.

    What belonged to the old document (its number, lines, days of its own years, targets) is left out; who does what,
    how often, what waits for what and how it is complete is carried over, bodies that have ended under the names of
    those who took over. `text` is the old file, whose directory and calendar it goes on naming; `folders` are those of
    the old file and of the new one.
    """
    plan, starts = force.plan, on + timedelta(days=1)
    ends = date(starts.year if starts.month < SHORT else starts.year + 1, 12, 31)
    now = _Now(force.directory, starts)
    kept = tuple(_task(one, plan.id, tasks, now) for one in plan.tasks if one.id in tasks)
    inside = _around(plan, kept)
    made = replace(
        plan,
        id=new,
        title=title,
        issuer=now.one(plan.issuer),
        secretariat=now.one(head.secretariat),
        approver=now.one(head.approver),
        starts=starts,
        ends=ends,
        tracked_from=None,
        number=None,
        issued=None,
        signer=None,
        basis=(document,),
        recipients=(),
        tasks=kept,
        sections=tuple(
            replace(one, ref=None, lines=None, clause=None) for one in plan.sections if one.id in inside
        ),
        targets=(),
        allow=(),
        moved=(),
        removed=(),
        split=(),
        merge=(),
        succession=tuple(one for one in plan.succession if one.task in tasks or one.task in inside),
    )
    return write_plan(made, _beside(text, *folders))


class _Now:
    """Bodies as they are called on the first day of the next plan."""

    def __init__(self, directory: Directory, day: date) -> None:
        self._directory = directory
        self._day = day

    def all(self, name: str) -> tuple[str, ...]:
        """Who has the work of this body by then; the body itself where that is open, and the file then says so."""
        if name not in self._directory.agencies:
            return (name,)
        return heirs(self._directory, name, self._day).to or (name,)

    def one(self, name: str) -> str:
        """The same where there can be only one."""
        named = self.all(name)
        return named[0] if len(named) == 1 else name

    def bodies(self, given: Sequence[Body], *, single: bool = False) -> tuple[Body, ...]:
        """Bodies of a task, each once; a group stays a group."""
        found: dict[str, Body] = {}
        for body in given:
            members = body.members and tuple(dict.fromkeys(m for one in body.members for m in self.all(one)))
            for name in (self.one(body.id),) if single else self.all(body.id):
                found.setdefault(name, replace(body, id=name, members=members))
        return tuple(found.values())


SHORT = 10
"""A plan that would begin in or after this month goes on to the end of the next year."""


def _task(task: Task, old: str, kept: Collection[str], now: _Now) -> Task:
    due, internal = _again(task.due), _again(task.internal_due)
    bodies = now.bodies(task.bodies, single=task.form == "lead")
    bearing = {one.id for one in bodies}
    focal = task.focal_point
    return replace(
        task,
        bodies=bodies,
        support=tuple(one for one in now.bodies(task.support) if one.id not in bearing),
        focal_point=replace(focal, agency=now.one(focal.agency)) if focal else None,
        addressee=tuple(dict.fromkeys(name for one in task.addressee for name in now.all(one))),
        via=now.one(task.via) if task.via else None,
        carried_from=f"{old}/{task.id}",
        ref=None,
        lines=None,
        clause=None,
        due=due,
        internal_due=internal,
        starts=None,
        from_=None,
        until=None,
        cutoff=task.cutoff if isinstance(task.cutoff, MonthDay) else None,
        after=tuple(one for one in task.after if one.task in kept or "/" in one.task),
        related=tuple(one for one in task.related if one in kept or "/" in one),
        targets=(),
        readings=(),
        allow=(),
        supersedes_extension=False,
        reopen=False,
        grandfather=False,
    )


def _again(due: Due | None) -> Due | None:
    """A due date that comes again; one of a single day, or counted from something, has passed with the old plan."""
    return None if due is None or due.day is not None or due.within is not None else due


def _around(plan: Plan, tasks: Sequence[Task]) -> set[str]:
    parents = {one.id: one.section for one in plan.sections}
    found: set[str] = set()
    for one in tasks:
        section = one.section
        while section is not None and section not in found:
            found.add(section)
            section = parents[section]
    return found


def _beside(text: str, before: str, after: str) -> Mapping[str, Any]:
    source = source_from_bytes(text.encode(), Path(), "")
    if not isinstance(source, SourceFile):
        return {}
    root = parse(source, Faults()).root
    found = {part: root[part] for part in BESIDE if root.get(part) is not None}
    return {
        part: _from_there(value, before, after) if part in PATHS else value for part, value in found.items()
    }


def _from_there(value: Any, before: str, after: str) -> Any:
    """A path as it is written in a file of another folder; paths of a plan file are relative to it."""
    if isinstance(value, list):
        return [_from_there(one, before, after) for one in value]
    if not isinstance(value, str) or before == after:
        return value
    return Path(os.path.relpath(os.path.join(before, value), after or ".")).as_posix()


def placing(path: str, text: str, write: Callable[[str, bytes], None]) -> Callable[[], None]:
    """What puts the file in place."""
    return lambda: write(path, text.encode())
