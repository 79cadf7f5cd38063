"""Everything that can be wrong with a plan that is well written: `CHECKS`, each a function of plan, directory, calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from planengine.core.calendar import Calendar
from planengine.core.plan import Directory, Plan
from planengine.core.problems import Problem

Check = Callable[[Plan, Directory, Calendar], Iterable[Problem]]

CHECKS: tuple[Check, ...] = ()


def check(plan: Plan, directory: Directory, calendar: Calendar) -> tuple[Problem, ...]:
    """All problems of the plan, check by check; errors and warnings."""
    return tuple(problem for one in CHECKS for problem in one(plan, directory, calendar))
