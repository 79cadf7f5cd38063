"""What an edit moves although its own words did not change: by the same schedule that everybody reads."""

from __future__ import annotations

from datetime import date

from planengine.core.expand import Expansion
from planengine.core.plan import Plan
from planengine.core.renames import relabelled
from planengine.core.revision import SCHEDULE
from planengine.core.schedule import schedule
from planengine.planfile.tree import collector_paused
from planengine.usecases.applying import Application
from planengine.usecases.compare_plan import Compared


def knock_on(compared: Compared, application: Application, today: date) -> tuple[str, ...]:
    """Labels of occurrences whose forecast finish differs between the two plans, in the order of the plan; those whose
    own dates the edit names are left out."""
    if compared.before is None:
        return ()
    with collector_paused():
        return _moved_along(compared, compared.before, application, today)


def _moved_along(
    compared: Compared, stood: tuple[Plan, Expansion], application: Application, today: date
) -> tuple[str, ...]:
    before, laid_out = stood
    own = {row.label for one in compared.revised for row in one.rows if row.kind == SCHEDULE}
    named = {one.id for one in compared.differences if one.node == "task" and one.kind == SCHEDULE}
    first = {
        relabelled(one.key, compared.renamed): one.finish
        for one in schedule(before, laid_out, application.calendar, today, {}).timings
    }
    after = schedule(application.plan, application.expansion, application.calendar, today, {}).timings
    return tuple(
        one.key
        for one in after
        if one.key in first
        and one.key not in own
        and one.key.partition("@")[0] not in named
        and first[one.key] != one.finish
    )
