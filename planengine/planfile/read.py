"""Reading a plan: its file, its directories and its calendar, and everything that is wrong with them, in one run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from planengine.core.calendar import Calendar
from planengine.core.plan import Directory, Plan
from planengine.core.problems import Finding, Place, Problem, Subject
from planengine.planfile import tree as trees
from planengine.planfile.beside import file_meant, path_beside, tell_unread
from planengine.planfile.build import Draft, Faulty, build_plan, is_ours, value_index
from planengine.planfile.cascades import UNDEFINED, UNSURE_NAMES, follows, told_once, touches_bodies
from planengine.planfile.desk import Desk, Table, read_mapping
from planengine.planfile.directory import (
    NO_CALENDAR,
    NO_DIRECTORY,
    DirectoryDraft,
    blank_calendar,
    build_calendar,
)
from planengine.planfile.faults import Faults, FaultsBefore
from planengine.planfile.fields import CLOSE_KEYS, DIRECTORY, FILE
from planengine.planfile.places import Places
from planengine.planfile.silencing import Silencing
from planengine.planfile.text import MAX_BYTES, NOT_FOUND, UNREADABLE, SourceFile, read_source
from planengine.planfile.tree import BROKEN, Tree
from planengine.planfile.values import NOT_TEXT

CERTAIN = ("PE030", "PE056")
"""The faults of single keys and values: first and last code."""

OPEN_ENDED = frozenset({"PE031", "PE035", "PE058", "PE062", "PE106"})
"""Faults of what is not there; what was not read may yet have it."""

BODY_KEYS = frozenset({"agencies", "groups", "directory"})

WITHOUT_SUBJECT = frozenset({trees.CUT_BY_HASH, NO_CALENDAR})
"""Warnings found while parsing, which know a line and no task."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan as read: `findings` in the order of the files (the plan's first, then its directories and calendar) and
    lines. `plan` is None when one of them is an error; `directory` and `calendar` are then what could be read.

    `silenced` are the warnings that the plan itself silences, each with the reason given there, in the same order. `id`
    is that of the plan, also where it has errors; "" where none could be read.
    """

    plan: Plan | None
    directory: Directory
    calendar: Calendar
    findings: tuple[Finding, ...]
    sources: tuple[SourceFile, ...]
    places: Mapping[Subject, Place] = field(repr=False)
    silenced: tuple[tuple[Finding, str], ...] = ()
    id: str = ""


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
        self.silencing: Silencing | None = None
        self.silenced: list[tuple[Finding, str]] = []
        self.unsure: set[Subject] = set()
        self.stopped_at: dict[str, int] = {}

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
        desk.bodies = self.bodies.called()
        calendar, faulty = self.calendar(desk, root)
        if not top.complete:
            # What came before the fault is no plan, but the other files were worth reading, and so are its values.
            self.values_before(top)
            return self.result(None, calendar or blank_calendar())
        draft = build_plan(desk, self.places)
        calendar = calendar or self.no_calendar(desk, root, draft.plan)
        draft.faulty |= self.bodies.faulty | faulty
        self.check(draft, calendar)
        return self.result(draft.plan, calendar)

    def values_before(self, top: Tree) -> None:
        """Tell what is wrong, whatever comes after, with values before the place where parsing stopped."""
        quiet = Faults()
        build_plan(
            Desk(top, FaultsBefore(quiet, self.stopped_at[self.name], OPEN_ENDED), CLOSE_KEYS), Places()
        )
        for one in quiet.found:
            if CERTAIN[0] <= one.code <= CERTAIN[1]:
                self.faults.put(one)

    def desk(self, tree: Tree) -> Desk:
        faults = self.faults
        if not tree.complete:
            faults = FaultsBefore(faults, self.stopped_at[tree.source.name], OPEN_ENDED)
        return Desk(tree, faults, CLOSE_KEYS)

    def parsed(self, path: Path, name: str, named: Callable[[str], object] | None = None) -> Tree | None:
        """The tree of one file; None when it is not even text. `named` tells a fault where the file is named: what
        is not there has no line of its own."""
        source = read_source(path, name, self.max_bytes)
        if isinstance(source, Finding):
            if named is not None and source.code in (NOT_FOUND, UNREADABLE):
                named(source.code)
            elif source.code == NOT_FOUND and (meant := file_meant(name)) is not None:
                self.faults.put(replace(source, params={**source.params, "guess": meant}))
            else:
                self.faults.put(source)
            return None
        self.sources.append(source)
        tree = trees.parse(source, self.faults, pure=self.pure)
        if not tree.complete:
            # What parsing stopped at is the last that it told.
            self.stopped_at[name] = self.faults.found[-1].place.line
        return tree

    # The files that the plan names

    def directories(self, desk: Desk, root: dict[str, Any]) -> None:
        """Gather the bodies of the plan file itself and of every directory it lists."""
        self.bodies.gather(desk, root)
        meant = nearly(desk, root, FILE)
        if meant & BODY_KEYS:
            self.bodies.whole = False
        for tree in self.named_files(desk, root, "directory"):
            if tree is None or type(tree.root) is not dict or not tree.complete:
                self.bodies.whole = False
            if tree is None or not is_ours(other := self.desk(tree)):
                continue
            read_mapping(other, tree.root, tree.root, 0, DIRECTORY)
            self.bodies.gather(other, tree.root)
            if nearly(other, tree.root, DIRECTORY) & BODY_KEYS:
                self.bodies.whole = False
        if root.get("directory") is None and root.get("agencies") is None and desk.tree.complete:
            self.bodies.whole = False
            if not meant & BODY_KEYS:
                desk.fault(NO_DIRECTORY, root, 1 if root else 0)

    def calendar(self, desk: Desk, root: dict[str, Any]) -> tuple[Calendar | None, Faulty]:
        """The calendar that the plan holds or names; None when it says nothing of one."""
        node = root.get("calendar")
        everything: Faulty = {(("calendar",), "covers")}
        if node is None:
            return (blank_calendar(), everything) if "calendar" in nearly(desk, root, FILE) else (None, set())
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
        at = value_index(root, "plan") - 1 if "plan" in root else 0
        desk.fault(NO_CALENDAR, root, at, severity="warning")
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
            path = path_beside(self.path, desk, name, holder, at)
            if path is None:
                yield None
                continue
            shown = os.path.join(os.path.dirname(self.name), name)
            if shown in self.files:
                continue
            self.files.append(shown)
            yield self.parsed(path, shown, partial(tell_unread, desk, holder, at, path, name))

    # Checking

    def check(self, draft: Draft, calendar: Calendar) -> None:
        """Add what the checks of the core find, except what only follows from a fault already told."""
        from planengine.core.checks import check
        from planengine.core.checks_links import unused_bodies

        self.silencing = Silencing(draft.plan, self.places)
        self.unsure = {subject for subject, _ in draft.faulty}
        if self.unsure or not self.bodies.whole:
            self.unsure.add(("plan",))
        faulty = draft.faulty
        names_known = self.bodies.whole and not touches_bodies(faulty)
        undefined: dict[tuple[str, object], list[Problem]] = {}
        for problem in check(draft.plan, self.bodies.directory, calendar):
            names_known = names_known and problem.code not in UNSURE_NAMES
            if follows(problem, faulty, self.bodies.whole):
                self.silencing.of_problem(problem)
            elif problem.code in UNDEFINED:
                kind, param = UNDEFINED[problem.code]
                undefined.setdefault((kind, problem.params[param]), []).append(problem)
            else:
                self.tell(problem)
        for problems in undefined.values():
            self.tell(told_once(problems, self.place))
        if names_known:
            for problem in unused_bodies(draft.plan, self.bodies.directory, self.own_agencies()):
                self.tell(problem)

    def own_agencies(self) -> set[object]:
        """The agencies that stand in the plan file itself."""
        return {one[1] for one in self.places if one[0] == "agency" and self.places.file(one) == self.name}

    def tell(self, problem: Problem) -> None:
        """Put a problem with its place to the findings, or to those that the plan silences."""
        related = tuple(self.place(one) for one in problem.related)
        finding = Finding(
            problem.code, problem.severity, self.place(problem.subject), dict(problem.params), related,
            problem.labels, problem.steps,
        )  # fmt: skip
        allow = self.silencing.of_problem(problem) if self.silencing is not None else None
        if allow is None:
            self.faults.put(finding)
        else:
            self.silenced.append((finding, allow.reason))

    def place(self, subject: Subject) -> Place:
        try:
            return self.places[subject]
        except KeyError:
            return self.places[("plan",)]

    def result(self, plan: Plan | None, calendar: Calendar) -> Reading:
        silencing = self.silencing
        loud: list[Finding] = []
        for one in self.faults.found:
            allow = (
                silencing.of_finding(one) if silencing is not None and one.code in WITHOUT_SUBJECT else None
            )
            if allow is None:
                loud.append(one)
            else:
                self.silenced.append((one, allow.reason))
        if silencing is not None:
            self.faults = Faults()
            for problem in silencing.idle(self.unsure):
                self.tell(problem)
            loud += self.faults.found
        order = {name: at for at, name in enumerate(self.files)}
        found = sorted(loud, key=partial(_place_in_order, order))
        silenced = sorted(self.silenced, key=lambda one: _place_in_order(order, one[0]))
        own_id = plan.id if plan is not None else ""
        if any(one.severity == "error" for one in found):
            plan = None
        return Reading(
            plan, self.bodies.directory, calendar, tuple(found), tuple(self.sources), self.places,
            tuple(silenced), own_id,
        )  # fmt: skip


def _place_in_order(order: Mapping[str, int], one: Finding) -> tuple[int, int, int, str]:
    return order.get(one.place.file, 0), one.place.line, one.place.column, one.code


def nearly(desk: Desk, root: dict[str, Any], fields: Table) -> set[str | None]:
    """The keys that were probably meant by those of a file that nobody knows."""
    return {
        desk.guess(key, fields) for key in root if key not in fields and not key.startswith(trees.DROPPED)
    }
