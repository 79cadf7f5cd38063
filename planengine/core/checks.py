"""Everything that can be wrong with a plan that is well written: `CHECKS`, a list of functions.

Codes from PE100 are errors, from PE200 warnings, which a plan or a task may silence with a reason (`allow`). Nothing is
silenced here. What a code means stands in the catalogue of messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from planengine.core.calendar import Calendar
from planengine.core.checks_bodies import (
    check_bodies_known,
    check_completion,
    check_directory,
    check_listed_once,
    check_members_named,
    check_offices,
    check_someone_answers,
    check_support,
    check_valid_in_time,
)
from planengine.core.checks_doubts import (
    check_agencies_in_time,
    check_days_in_plan,
    check_due_after_predecessor,
    check_opens_in_time,
)
from planengine.core.checks_links import check_related_circles, check_related_tells
from planengine.core.checks_moved import check_moves
from planengine.core.checks_order import (
    check_cycles,
    check_fixed_starts,
    check_links,
    check_predecessors,
    check_standing_predecessors,
)
from planengine.core.checks_removed import check_given_up, check_reported_work
from planengine.core.checks_succession import check_handovers, check_members_succeeded, check_successions
from planengine.core.checks_time import (
    check_coverage,
    check_cutoffs,
    check_dates_in_order,
    check_days_off,
    check_due_of_another,
    check_due_suits_kind,
    check_internal_due,
    check_recurrence,
)
from planengine.core.plan import Directory, Plan
from planengine.core.problems import Problem

Check = Callable[[Plan, Directory, Calendar], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    check_directory,
    check_successions,
    check_offices,
    check_bodies_known,
    check_members_named,
    check_valid_in_time,
    check_completion,
    check_support,
    check_someone_answers,
    check_listed_once,
    check_recurrence,
    check_due_suits_kind,
    check_dates_in_order,
    check_due_of_another,
    check_internal_due,
    check_coverage,
    check_days_off,
    check_cutoffs,
    check_links,
    check_moves,
    check_given_up,
    check_reported_work,
    check_handovers,
    check_predecessors,
    check_standing_predecessors,
    check_fixed_starts,
    check_cycles,
    check_due_after_predecessor,
    check_agencies_in_time,
    check_members_succeeded,
    check_opens_in_time,
    check_days_in_plan,
    check_related_circles,
    check_related_tells,
)


def check(plan: Plan, directory: Directory, calendar: Calendar) -> tuple[Problem, ...]:
    """All problems of the plan, check by check; errors and warnings, the silenced ones included."""
    return tuple(problem for one in CHECKS for problem in one(plan, directory, calendar))
