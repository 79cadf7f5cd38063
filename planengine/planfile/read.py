"""Reading a plan: its file, its directories and its calendar, and everything that is wrong with them, in one run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from planengine.core.calendar import Calendar
from planengine.core.plan import Allow, Directory, Plan
from planengine.core.problems import Finding, Place, Problem, Subject
from planengine.planfile import tree as trees
from planengine.planfile.build import Draft, Faulty, build_plan, is_ours, value_index
from planengine.planfile.cascades import follows
from planengine.planfile.desk import Desk, read_mapping
from planengine.planfile.directory import (
    NO_CALENDAR,
    NO_DIRECTORY,
    DirectoryDraft,
    blank_calendar,
    build_calendar,
)
from planengine.planfile.faults import Faults
from planengine.planfile.fields import CLOSE_KEYS, DIRECTORY
from planengine.planfile.places import Places
from planengine.planfile.text import MAX_BYTES, NOT_FOUND, UNREADABLE, SourceFile, read_source
from planengine.planfile.tree import BROKEN, Tree
from planengine.planfile.values import NOT_TEXT

LEAVES_FOLDER = "PE021"
ABSOLUTE_PATH = "PE022"

MANY_FILES = 1000
"""In a folder of so many files no name is looked for that is like the one that was given."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan as read: `findings` in the order of the files (the plan's first, then its directories and calendar) and
    lines. `plan` is None when one of them is an error; `directory` and `calendar` are then what could be read."""

    plan: Plan | None
    directory: Directory
    calendar: Calendar
    findings: tuple[Finding, ...]
    sources: tuple[SourceFile, ...]
    places: Mapping[Subject, Place] = field(repr=False)


def read_plan(path: Path, *, max_bytes: int = MAX_BYTES, pure: bool = False) -> Reading:
    """Read and check the plan in `path`. Never raises for what is in the files: all of it is findings."""
    with trees.collector_paused():
        return _Run(path, max_bytes, pure).reading()


class _Run:
    """One reading, file by file."""

    def __init__(self, path: Path, max_bytes: int, pure: bool) -> None:
        self.path = path
        self.name = str(path)
        self.max_bytes = max_bytes
        self.pure = pure
        self.faults = Faults()
        self.places = Places()
        self.sources: list[SourceFile] = []
        self.files: list[str] = [self.name]
        self.bodies = DirectoryDraft(self.places)

    def reading(self) -> Reading:
        top = self.parsed(self.path, self.name)
        if top is None:
            return self.result(None, blank_calendar())
        desk = self.desk(top)
        ours = is_ours(desk)
        root: dict[str, Any] = top.root if type(top.root) is dict else {}
        newer = type(top.root) is not dict or (not ours and top.complete)
        if newer:
            # Nothing in a file of an unknown form can be judged.
            return self.result(None, blank_calendar())
        self.directories(desk, root)
        calendar, faulty = self.calendar(desk, root)
        if not top.complete:
            # What came before the fault is no plan, but the other files were worth reading.
            return self.result(None, calendar or blank_calendar())
        draft = build_plan(desk, self.places)
        calendar = calendar or self.no_calendar(desk, root, draft.plan)
        draft.faulty |= self.bodies.faulty | faulty
        self.check(draft, calendar)
        return self.result(draft.plan, calendar)

    def desk(self, tree: Tree) -> Desk:
        return Desk(tree, self.faults, CLOSE_KEYS)

    def parsed(self, path: Path, name: str, named: Callable[[str], object] | None = None) -> Tree | None:
        """The tree of one file; None when it is not even text. `named` tells a fault where the file is named: what
        is not there has no line of its own."""
        source = read_source(path, name, self.max_bytes)
        if isinstance(source, Finding):
            if named is not None and source.code in (NOT_FOUND, UNREADABLE):
                named(source.code)
            else:
                self.faults.put(source)
            return None
        self.sources.append(source)
        return trees.parse(source, self.faults, pure=self.pure)

    # The files that the plan names

    def directories(self, desk: Desk, root: dict[str, Any]) -> None:
        """Gather the bodies of the plan file itself and of every directory it lists."""
        self.bodies.gather(desk, root)
        for tree in self.named_files(desk, root, "directory"):
            if tree is None or type(tree.root) is not dict or not tree.complete:
                self.bodies.whole = False
            if tree is None or not is_ours(other := self.desk(tree)):
                continue
            read_mapping(other, tree.root, tree.root, 0, DIRECTORY)
            self.bodies.gather(other, tree.root)
        if root.get("directory") is None and root.get("agencies") is None and desk.tree.complete:
            self.bodies.whole = False
            desk.fault(NO_DIRECTORY, root, 1 if root else 0)

    def calendar(self, desk: Desk, root: dict[str, Any]) -> tuple[Calendar | None, Faulty]:
        """The calendar that the plan holds or names; None when it says nothing of one."""
        node = root.get("calendar")
        everything: Faulty = {(("calendar",), "covers")}
        if node is None:
            return None, set()
        if type(node) is dict:
            head = root.get("plan")
            own = head.get("id") if isinstance(head, dict) else None
            at = value_index(root, "calendar")
            name = own if isinstance(own, str) else "plan"
            return build_calendar(desk, node, root, at, self.places, name)
        if type(node) is list:
            desk.fault(NOT_TEXT, root, value_index(root, "calendar"))
            return blank_calendar(), everything
        for tree in self.named_files(desk, root, "calendar"):
            if tree is not None and is_ours(other := self.desk(tree)):
                calendar, faulty = build_calendar(other, tree.root, tree.root, 0, self.places, None)
                return calendar, faulty if tree.complete else faulty | everything
        return blank_calendar(), everything

    def no_calendar(self, desk: Desk, root: dict[str, Any], plan: Plan) -> Calendar:
        if not any(allow.code == NO_CALENDAR for allow in plan.allow):
            desk.fault(
                NO_CALENDAR, root, value_index(root, "plan") - 1 if "plan" in root else 0, severity="warning"
            )
        return blank_calendar()

    def named_files(self, desk: Desk, root: dict[str, Any], key: str) -> Iterable[Tree | None]:
        """The trees of the files that stand under `key`, one path or a list of them; None for one that is no text."""
        value = root.get(key)
        if value is None or value is BROKEN:
            return
        listed, holder, first = ([value], root, value_index(root, key))
        if type(value) is list:
            listed, holder, first = value, value, 1  # type: ignore[assignment]
        for at, name in enumerate(listed, first):
            if type(name) is not str:
                if name is not BROKEN:
                    desk.fault(NOT_TEXT, holder, at)
                yield None
                continue
            path = self.beside(desk, name, holder, at)
            if path is None:
                yield None
                continue
            shown = os.path.join(os.path.dirname(self.name), name)
            if shown in self.files:
                continue
            self.files.append(shown)
            yield self.parsed(path, shown, partial(_unread, desk, holder, at, path, name))

    def beside(self, desk: Desk, name: str, holder: Any, index: int) -> Path | None:
        """The file of that relative name, which may not leave the folder of the plan, not by a link either."""
        if os.path.isabs(name) or name[1:2] == ":" or name.startswith("\\"):
            desk.fault(ABSOLUTE_PATH, holder, index, path=name[:200])
            return None
        try:
            folder = self.path.parent.resolve()
            path = (folder / name).resolve()
        except (OSError, ValueError, RuntimeError):
            desk.fault(LEAVES_FOLDER, holder, index, path=name[:200])
            return None
        if not path.is_relative_to(folder):
            desk.fault(LEAVES_FOLDER, holder, index, path=name[:200])
            return None
        return path

    # Checking

    def check(self, draft: Draft, calendar: Calendar) -> None:
        """Add what the checks of the core find, except what only follows from a fault already told."""
        from planengine.core.checks import check

        silenced = _silenced(draft.plan)
        faulty = draft.faulty
        for problem in check(draft.plan, self.bodies.directory, calendar):
            if follows(problem, faulty, self.bodies.whole) or silenced(problem):
                continue
            place = self.place(problem.subject)
            related = tuple(self.place(one) for one in problem.related)
            self.faults.put(Finding(problem.code, problem.severity, place, dict(problem.params), related))

    def place(self, subject: Subject) -> Place:
        try:
            return self.places[subject]
        except KeyError:
            return self.places[("plan",)]

    def result(self, plan: Plan | None, calendar: Calendar) -> Reading:
        allowed = _allowed_lines(plan, self.places) if plan is not None else ()
        order = {name: at for at, name in enumerate(self.files)}
        found = sorted(
            (one for one in self.faults.found if not _is_allowed(one, allowed)),
            key=lambda one: (order.get(one.place.file, 0), one.place.line, one.place.column, one.code),
        )
        if any(one.severity == "error" for one in found):
            plan = None
        return Reading(plan, self.bodies.directory, calendar, tuple(found), tuple(self.sources), self.places)


def _unread(desk: Desk, holder: Any, index: int, path: Path, name: str, code: str) -> None:
    """Tell, where the file is named, that it is not there or cannot be read, and which one was probably meant."""
    guess = None
    if code == NOT_FOUND:
        try:
            beside = os.listdir(path.parent)
        except OSError:
            beside = []
        guess = desk.guess(path.name, beside) if len(beside) < MANY_FILES else None
    desk.fault(
        code,
        holder,
        index,
        guess=os.path.join(os.path.dirname(name), guess) if guess else None,
        name=name[:200],
    )


def _silenced(plan: Plan) -> Callable[[Problem], bool]:
    everywhere = frozenset(allow.code for allow in plan.allow)
    by_task = {task.id: frozenset(allow.code for allow in task.allow) for task in plan.tasks if task.allow}

    def silenced(problem: Problem) -> bool:
        if problem.severity != "warning":
            return False
        if problem.code in everywhere:
            return True
        return problem.subject[0] == "task" and problem.code in by_task.get(str(problem.subject[1]), ())

    return silenced


Allowed = tuple[tuple[str, int, str], ...]


def _allowed_lines(plan: Plan, places: Places) -> Allowed:
    """For warnings found while parsing, which know a line and no task: from which line of which file a code is
    silenced. Each task's lines reach to the next task."""
    if not (plan.allow or any(task.allow for task in plan.tasks)):
        return ()
    spans = []
    for task in plan.tasks:
        place = places[("task", task.id)]
        spans.append((place.file, place.line, _codes(task.allow)))
    head = places[("plan",)]
    everywhere = (head.file, 0, _codes(plan.allow))
    return tuple(sorted([everywhere, *spans]))


def _codes(allows: tuple[Allow, ...]) -> str:
    return " ".join(allow.code for allow in allows)


def _is_allowed(finding: Finding, allowed: Allowed) -> bool:
    if not allowed or finding.severity != "warning" or finding.code != trees.CUT_BY_HASH:
        return False
    from bisect import bisect_right

    if finding.code in allowed[0][2]:
        return True
    at = bisect_right(allowed, (finding.place.file, finding.place.line, "\uffff"))
    return at > 0 and allowed[at - 1][0] == finding.place.file and finding.code in allowed[at - 1][2]
