"""Which problems only follow from a fault that is already told, and are therefore not told again."""

from __future__ import annotations

from collections.abc import Mapping

from planengine.core.problems import Problem
from planengine.planfile.build import Faulty

# code → the keys that the check looked at. A problem is kept back when one of them is faulty: "key" means that key of
# the problem's own subject, "root.key" a key of the plan or the calendar, and "directory" all bodies.
RESTS_ON: Mapping[str, tuple[str, ...]] = {}


def follows(problem: Problem, faulty: Faulty, bodies_known: bool) -> bool:
    """Whether the problem rests on something that could not be read."""
    for key in RESTS_ON.get(problem.code, ()):
        if key == "directory":
            if not bodies_known:
                return True
            continue
        root, _, inner = key.rpartition(".")
        subject = (root,) if root else problem.subject[:2] if problem.subject[0] != "plan" else ("plan",)
        if (subject, inner) in faulty:
            return True
    return False
