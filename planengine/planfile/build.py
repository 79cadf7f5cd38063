"""From the tree of a plan file to the plan.

The plan is built whole even where values are faulty, so that the checks can look at everything else in the same run;
`Draft.faulty` says what must not be judged again. A plan with a fault never leaves the reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from planengine.core.plan import Body, Defaults, Due, Form, Plan, Section, Target, Task
from planengine.core.problems import Subject
from planengine.planfile.desk import NOT_MAPPING, Desk, Table, read_mapping
from planengine.planfile.fields import DEFAULTS, FILE, FORMAT_VERSION, FORMS, PLAN, SECTION, TARGET, TASK
from planengine.planfile.places import Places
from planengine.planfile.syntax import DASH_MISSING
from planengine.planfile.tree import BROKEN
from planengine.planfile.values import NOT_A_CHOICE, NOT_LIST

EMPTY_FILE = "PE023"
NEWER_FORMAT = "PE025"
NESTED_TOO_DEEP = "PE057"
EMPTY_SECTION = "PE058"
DUPLICATE_ID = "PE059"
NO_SUCH_TIMEZONE = "PE060"
NO_RESPONSIBILITY = "PE106"
TWO_RESPONSIBILITIES = "PE107"

MAX_NESTING = 8
DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"

Faulty = set[tuple[Subject, str]]
"""Pairs of a root ("task", id) and a key under which a fault is already told."""


@dataclass(slots=True)
class Draft:
    """What was built of a plan file, and under which keys of it there are faults."""

    plan: Plan
    faulty: Faulty = field(default_factory=set)


def is_ours(desk: Desk) -> bool:
    """Whether the file is a mapping of a format version we know; the fault is told otherwise."""
    root, top = desk.tree.root, desk.tree
    if root is None and top.complete:
        desk.faults.add(EMPTY_FILE, top.source.place(0, 0))
        return False
    if type(root) is not dict:
        if top.complete and root is not BROKEN:
            desk.faults.add(NOT_MAPPING, top.source.place(0, 0))
        return False
    version = root.get("planengine")
    if version is None or version == str(FORMAT_VERSION):
        return True
    at = value_index(root, "planengine")
    if (
        isinstance(version, str)
        and version.isascii()
        and version.isdigit()
        and int(version[:9]) > FORMAT_VERSION
    ):
        desk.fault(NEWER_FORMAT, root, at, version=version[:9], known=FORMAT_VERSION)
    elif version is not BROKEN:
        desk.fault(NOT_A_CHOICE, root, at, value=str(version)[:80], choices=str(FORMAT_VERSION))
    return False


# Lists of the file that the plan has as they stand.
LISTED = ("moved", "removed", "split", "merge", "succession")


def build_plan(desk: Desk, places: Places) -> Draft:
    """The plan of a file that `is_ours`, with every fault told."""
    root: dict[str, Any] = desk.tree.root
    top = read_mapping(desk, root, root, 0, FILE) or {}
    for key in LISTED:
        if key in top:
            places.put((key,), desk.tree, root[key], root, value_index(root, key) - 1)
    building = _Building(desk, places)
    head = building.head(root)
    building.defaults = building.read_defaults(root)
    building.faulty |= {(("plan",), key) for key in desk.misspelt(root)}
    if root.get("tasks") is None:
        building.faulty.add((("plan",), "tasks"))
    targets = building.targets(root)
    building.nodes(root.get("tasks"), root, None, 1)
    tasks = tuple(_named_at_home(task, head["id"]) for task in building.tasks)
    plan = Plan(
        tasks=tasks, sections=tuple(building.sections), targets=targets,
        defaults=building.defaults, **{key: top.get(key, ()) for key in LISTED}, **head,
    )  # fmt: skip
    return Draft(plan, building.faulty)


def _named_at_home(task: Task, plan_id: str) -> Task:
    """The task with predecessors of its own plan named without the plan: "kh-106/1.1" in kh-106 is 1.1."""
    own = f"{plan_id}/"
    if not [one for one in task.after if "/" in one.task and one.task.startswith(own)]:
        return task
    return replace(task, after=tuple(replace(one, task=one.task.removeprefix(own)) for one in task.after))


_HEAD_BLANK: Mapping[str, Any] = {
    "id": "", "title": "", "issuer": "", "starts": date(1900, 1, 1), "ends": date(2199, 12, 31),
    "secretariat": "", "approver": "", "timezone": DEFAULT_TIMEZONE,
}  # fmt: skip


class _Building:
    """The walk over one file, collecting tasks and sections in file order."""

    def __init__(self, desk: Desk, places: Places) -> None:
        self.desk = desk
        self.places = places
        self.faulty: Faulty = set()
        self.tasks: list[Task] = []
        self.sections: list[Section] = []
        self.defaults = Defaults()
        # id → the mapping that has it; tasks and sections share their names, targets have their own.
        self.seen: dict[str, dict[str, Any]] = {}
        self.seen_targets: dict[str, dict[str, Any]] = {}

    def head(self, root: dict[str, Any]) -> dict[str, Any]:
        node = root.get("plan")
        if node is None or node is BROKEN:
            self.faulty |= {(("plan",), key) for key in PLAN}
            self.places.put(("plan",), self.desk.tree, root, root, 1 if root else 0)
            return dict(_HEAD_BLANK)
        at = value_index(root, "plan")
        found = self.read(("plan",), node, root, at, PLAN)
        self.places.put(("plan",), self.desk.tree, node, root, at - 1)
        zone = found.get("timezone")
        if zone is not None and not is_timezone(zone):
            self.desk.fault(NO_SUCH_TIMEZONE, node, value_index(node, "timezone"), value=zone[:80])
        for key, blank in _HEAD_BLANK.items():
            if key not in found:
                found[key] = blank
                if key != "timezone":
                    self.faulty.add((("plan",), key))
        return found

    def read(self, subject: Subject, node: Any, holder: Any, index: int, fields: Table) -> dict[str, Any]:
        """The values of a mapping; the keys that have faults are remembered under `subject`."""
        told = self.desk.told
        found = read_mapping(self.desk, node, holder, index, fields)
        if self.desk.told > told:
            keys = self.desk.faulty_keys(node, told) if isinstance(node, dict) else set(fields)
            self.faulty |= {(subject, key) for key in keys}
        return found or {}

    def read_defaults(self, root: dict[str, Any]) -> Defaults:
        node = root.get("defaults")
        if node is None or node is BROKEN:
            return Defaults()
        at = value_index(root, "defaults")
        return Defaults(**self.read(("defaults",), node, root, at, DEFAULTS))

    def targets(self, root: dict[str, Any]) -> tuple[Target, ...]:
        listed = self.listed(root.get("targets"), root, "targets")
        made = []
        for at, node in enumerate(listed, 1):
            found = self.item(node, listed, at, TARGET)
            if found is None:
                continue
            name = self.named(found, node, listed, at, "target", self.seen_targets)
            found["id"] = name
            found.setdefault("title", "")
            made.append(Target(**found))
        return tuple(made)

    def listed(self, value: Any, holder: dict[str, Any], key: str) -> list[Any]:
        if type(value) is list:
            return value
        if value is not None:
            self.faulty.add((("plan",), key))
            if type(value) is dict and next(iter(value), "") == "id":
                name = value["id"] if type(value["id"]) is str else ""
                self.desk.fault(DASH_MISSING, value, 1, key="id", guess=f"- id: {name[:80]}".rstrip())
            elif value is not BROKEN:
                self.desk.fault(NOT_LIST, holder, value_index(holder, key))
        return []

    def item(self, node: Any, holder: Any, index: int, fields: Table) -> dict[str, Any] | None:
        if type(node) is not dict:
            # Who knows what would have stood here.
            self.faulty |= {(("plan",), "tasks"), (("plan",), "targets")}
            if node is not BROKEN:
                self.desk.fault(NOT_MAPPING, holder, index)
            return None
        return read_mapping(self.desk, node, holder, index, fields)

    def named(
        self,
        found: dict[str, Any],
        node: dict[str, Any],
        holder: Any,
        index: int,
        kind: str,
        seen: dict[str, dict[str, Any]],
    ) -> str:
        """The id under which a task, section or target goes on. A second one of the same id, or one without, goes on
        under a name of its own, so that what else is wrong in it is told too."""
        name = found.get("id")
        if name is None:
            raw = node.get("id")
            name = raw if isinstance(raw, str) and raw not in seen else f"({len(seen) + 1})"
            # Whoever is named elsewhere may be this one.
            self.faulty.add((("plan",), "targets" if kind == "target" else "tasks"))
        elif name in seen:
            first = seen[name]
            self.desk.fault(
                DUPLICATE_ID, node, value_index(node, "id"),
                related=(self.desk.tree.place(first, value_index(first, "id")),), id=name,
            )  # fmt: skip
            name = f"{name} ({len(seen) + 1})"
        seen[name] = node
        if "id" in node:
            self.places.put((kind, name), self.desk.tree, node, node, "id")
        else:
            self.places.put((kind, name), self.desk.tree, node, holder, index)
        return str(name)

    def nodes(self, value: Any, holder: dict[str, Any], section: Section | None, depth: int) -> None:
        """All tasks and sections of one list, depth first."""
        if value is None and section is None:
            return
        listed = self.listed(value, holder, "tasks")
        if not listed and section is not None and (value is None or type(value) is list):
            self.desk.fault(EMPTY_SECTION, holder, value_index(holder, "tasks") - 1)
        for at, node in enumerate(listed, 1):
            if type(node) is dict and "tasks" in node:
                self.section(node, listed, at, section, depth)
            else:
                self.task(node, listed, at, section)

    def section(
        self, node: dict[str, Any], holder: Any, index: int, parent: Section | None, depth: int
    ) -> None:
        found = read_mapping(self.desk, node, holder, index, SECTION, TASK) or {}
        name = self.named(found, node, holder, index, "section", self.seen)
        made = Section(
            id=name,
            title=found.get("title", ""),
            section=parent.id if parent else None,
            ref=found.get("ref"),
            lines=found.get("lines"),
            clause=found.get("clause") or (parent.clause if parent else None),
            notes=found.get("notes"),
        )
        self.sections.append(made)
        if depth >= MAX_NESTING:
            self.desk.fault(NESTED_TOO_DEEP, node, value_index(node, "tasks") - 1, limit=MAX_NESTING)
            self.faulty.add((("plan",), "tasks"))
            return
        self.nodes(node["tasks"], node, made, depth + 1)

    def task(self, node: Any, holder: Any, index: int, section: Section | None) -> None:
        told = self.desk.told
        found = self.item(node, holder, index, TASK)
        if found is None:
            return
        name = self.named(found, node, holder, index, "task", self.seen)
        form = self.form(node, found)
        if form is None:
            self.faulty.add((("task", name), "unassigned"))
            form = "unassigned"
        if self.desk.told > told:
            keys = self.desk.faulty_keys(node, told)
            self.faulty |= {(("task", name), key) for key in keys}
            if "tasks" in keys:
                self.faulty.add((("plan",), "tasks"))
        bodies: Any = found.get(form) if form != "unassigned" else ()
        if form == "lead":
            bodies = (bodies,) if isinstance(bodies, Body) else ()
        for one in FORMS:
            found.pop(one, None)
        defaults = self.defaults
        kind = found.get("kind", "once")
        found["id"] = name
        found["kind"] = kind
        found.setdefault("title", "")
        found.setdefault("confirm", defaults.confirm)
        found.setdefault("evidence", defaults.evidence)
        found.setdefault("day_off", defaults.day_off)
        found.setdefault("reminders", defaults.reminders)
        if found.get("internal_due") == "none":
            del found["internal_due"]
        due = found.get("due")
        if due == "none":
            del found["due"]
        elif (
            due is None and defaults.due == "horizon" and kind in INHERITS_HORIZON and node.get("due") is None
        ):
            found["due"] = Due(horizon=True)
        if section is not None and "clause" not in found:
            found["clause"] = section.clause
        self.tasks.append(
            Task(section=section.id if section else None, form=form, bodies=bodies or (), **found)
        )

    def form(self, node: dict[str, Any], found: dict[str, Any]) -> Form | None:
        """The one form of responsibility; none or several are told, and the first one goes on."""
        given = [form for form in FORMS if node.get(form) is not None]
        if found.get("unassigned") is False:
            given.remove("unassigned")
        if not given:
            # A key that nobody knows may be the form, misspelt; it is told already.
            if all(key in TASK for key in node):
                self.desk.fault(NO_RESPONSIBILITY, node, value_index(node, "id") if "id" in node else 0)
            return None
        if len(given) > 1:
            first, second = sorted(given, key=list(node).index)[:2]
            related = (self.desk.tree.place(node, value_index(node, first) - 1),)
            self.desk.fault(
                TWO_RESPONSIBILITIES, node, value_index(node, second) - 1,
                related=related, first=first, second=second,
            )  # fmt: skip
        return given[0]


# Standing duties never end, recurring ones end with their periods, and what is opened on demand has its own day.
INHERITS_HORIZON = ("once", "milestone")


def value_index(node: dict[str, Any], key: str) -> int:
    """The index, among the marks of the mapping, of the value under `key`; one less is that of the key."""
    return 2 + 2 * list(node).index(key)


def is_timezone(name: str) -> bool:
    """Whether the name is a time zone of the IANA database."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
