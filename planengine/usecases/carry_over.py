"""What goes on after a plan has been closed: the file of the plan that follows, with the tasks that are carried over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from planengine.core.plan import Due, MonthDay, Plan, Task
from planengine.errors import Findings, UsageRefusal
from planengine.planfile.faults import Faults
from planengine.planfile.read import Reading, read_plan
from planengine.planfile.text import SourceFile, source_from_bytes
from planengine.planfile.tree import parse
from planengine.planfile.values import SLUG, as_slug
from planengine.planfile.writing import write_plan

BESIDE = ("directory", "calendar", "agencies", "groups")
"""What a plan file says of its bodies and its calendar."""


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
    plan: Plan, text: str, tasks: Collection[str], *, new: str, title: str, on: date, document: str
) -> str:
    """The text of a plan file with those tasks of `plan`, from the day after `on` to the end of a year.

    What belonged to the old document (its number, lines, days of its own years, targets) is left out; who does what, how
    often, what waits for what and how it is complete is carried over. `text` is the old file, whose directory and
    calendar it goes on naming.
    """
    starts = on + timedelta(days=1)
    ends = date(starts.year if starts.month < SHORT else starts.year + 1, 12, 31)
    kept = tuple(_task(one, plan.id, tasks) for one in plan.tasks if one.id in tasks)
    inside = _around(plan, kept)
    made = replace(
        plan,
        id=new,
        title=title,
        starts=starts,
        ends=ends,
        tracked_from=None,
        number=None,
        issued=None,
        signer=None,
        basis=(document,),
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
    return write_plan(made, _beside(text))


SHORT = 10
"""A plan that would begin in or after this month goes on to the end of the next year."""


def _task(task: Task, old: str, kept: Collection[str]) -> Task:
    due, internal = _again(task.due), _again(task.internal_due)
    return replace(
        task,
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


def _beside(text: str) -> Mapping[str, Any]:
    source = source_from_bytes(text.encode(), Path(), "")
    if not isinstance(source, SourceFile):
        return {}
    root = parse(source, Faults()).root
    return {part: root[part] for part in BESIDE if root.get(part) is not None}


def placing(path: str, text: str, write: Callable[[str, bytes], None]) -> Callable[[], None]:
    """What puts the file in place."""
    return lambda: write(path, text.encode())
