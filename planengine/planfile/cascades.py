"""Which problems only follow from a fault that is already told, and are therefore not told again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from planengine.core.problems import Place, Problem, Subject
from planengine.planfile.build import Faulty
from planengine.planfile.fields import TASK

# code → the keys that the check looked at. A problem is kept back when one of them is faulty: "key" means that key of
# the problem's own subject, "root.key" a key of the plan or the calendar, "group.key" one of the group that the problem
# names, and "directory" all bodies.
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "PE101": ("directory",),
    "PE102": ("directory",),
    "PE103": ("plan.tasks",),
    "PE104": ("plan.tasks",),
    "PE105": ("plan.targets",),
    "PE108": ("plan.secretariat", "plan.approver"),
    "PE114": ("every", "kind"),
    "PE115": ("kind",),
    "PE116": ("kind", "every"),
    "PE117": ("plan.ends",),
    "PE118": ("plan.starts", "plan.ends"),
    "PE120": ("directory", "lead", "joint", "each"),
    "PE121": ("lead", "joint", "each", "unassigned"),
    "PE122": ("focal_point",),
    "PE123": ("calendar.covers", "plan.starts", "plan.ends"),
    "PE124": ("plan.starts", "plan.ends"),
    "PE125": ("directory",),
    "PE126": ("directory",),
    "PE127": ("support",),
    "PE128": ("plan.ends",),
    "PE129": ("plan.tasks",),
    "PE130": ("lead", "joint", "each", "unassigned"),
    "PE131": ("lead", "joint", "each", "unassigned"),
    "PE132": ("plan.issued",),
    "PE133": ("basis",),
    "PE134": ("kind",),
    "PE136": ("directory", "group.open", "group.members"),
    "PE138": ("members", "open", "directory"),
    "PE140": ("internal_due",),
    "PE141": ("kind", "every"),
    "PE142": ("kind",),
    "PE143": ("calendar.covers", "plan.starts", "plan.ends"),
    "PE150": ("plan.tasks", "plan.targets"),
    "PE156": ("plan.tasks",),
    "PE170": ("directory",),
    "PE171": ("from", "until", "directory"),
    "PE172": ("succeeded_by",),
    "PE202": ("focal_point", "joint"),
    "PE203": ("focal_point", "unassigned", "lead", "joint", "each"),
    "PE204": ("kind",),
    "PE205": ("calendar.covers", "calendar.days_off", "calendar.working_days", "calendar.weekend", "day_off"),
    "PE206": ("calendar.covers", "calendar.days_off", "calendar.working_days", "calendar.weekend"),
    "PE209": ("lead", "joint", "each", "directory"),
    "PE212": ("plan.starts", "plan.ends", "due", "internal_due", "after", "kind", "every"),
    "PE213": ("plan.starts", "plan.ends", "due", "kind", "every", "until"),
    "PE217": ("plan.starts", "plan.ends", "due", "kind", "every", "from"),
    "PE218": ("plan.starts", "plan.ends"),
    "PE222": ("directory", "plan.starts", "plan.ends", "group.members"),
    "PE220": ("plan.starts", "plan.ends", "starts", "kind", "every", "from"),
}

# Keys that name agencies and groups: where one could not be read, nobody knows who is not used.
NAMING = frozenset(
    {
        *("lead", "joint", "each", "support", "focal_point", "addressee", "via", "members", "succeeded_by"),
        *("issuer", "secretariat", "approver", "reported_by", "tasks", "targets", "unassigned"),
    }
)


# Where a name is told as unknown, nobody knows whose it should have been.
UNSURE_NAMES = frozenset({"PE101", "PE125", "PE126", "PE138"})


# Faults of a name that is nowhere defined: what kind of name, and the param that has it. One slip where it should have
# been defined would be told at every use.
UNDEFINED: Mapping[str, tuple[str, str]] = {
    "PE101": ("body", "body"),
    "PE125": ("body", "body"),
    "PE126": ("body", "body"),
    "PE103": ("task", "task"),
    "PE104": ("task", "task"),
    "PE129": ("task", "task"),
    "PE105": ("target", "target"),
}

MANY_USES = 1000


def told_once(problems: Sequence[Problem], place: Callable[[Subject], Place]) -> Problem:
    """The problems of one name that is nowhere defined as one: the first in the file, the others as related places."""
    first, *others = sorted(problems[:MANY_USES], key=lambda one: _spot(place(one.subject)))
    if not others:
        return first
    return replace(
        first,
        related=(*first.related, *(one.subject for one in others)),
        labels=(*("" for _ in first.related), *("named" for _ in others)),
    )


def _spot(place: Place) -> tuple[str, int, int]:
    return place.file, place.line, place.column


def touches_bodies(faulty: Faulty) -> bool:
    """Whether something could not be read that names agencies or groups, or a key nobody knows that may do so."""
    return any(key in NAMING or (subject[0] == "task" and key not in TASK) for subject, key in faulty)


def follows(problem: Problem, faulty: Faulty, bodies_known: bool) -> bool:
    """Whether the problem rests on something that could not be read."""
    if problem.subject[0] == "plan" and (problem.subject[:1], problem.subject[1]) in faulty:
        return True
    for key in RESTS_ON.get(problem.code, ()):
        if key == "directory":
            if not bodies_known:
                return True
            continue
        root, _, inner = key.rpartition(".")
        if root == "group":
            if (("group", problem.params.get("body")), inner) in faulty:
                return True
            continue
        subject: Subject = (root,) if root else problem.subject[:2]
        if (subject, inner) in faulty:
            return True
    return False
