"""Random situations in which somebody asks for a schedule: a few tasks, a calendar, a day, what has happened."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from planengine.core.expand import expand
from planengine.core.plan import Dependency, Due, Span
from planengine.core.schedule import Actual, schedule
from tests.core.factories import a_calendar, a_directory, a_plan, a_task

DAY = timedelta(days=1)
ORIGIN = date(2024, 3, 4)

near = st.integers(0, 25).map(lambda n: ORIGIN + n * DAY)
lags = st.builds(Span, st.integers(-4, 6), st.sampled_from(["d", "wd"]))
lengths = st.builds(Span, st.integers(1, 6), st.sampled_from(["d", "wd"]))
calendars = st.sets(near, max_size=6).map(lambda off: a_calendar(*off))


def often(values, times, of=4):
    """A value in `times` of `of` cases, else None."""
    return st.integers(1, of).flatmap(lambda n: values if n <= times else st.none())


@st.composite
def situations(draw, late=True):
    """Tasks (predecessors first), a calendar, today, and what has happened until then; not `late`: nothing is."""
    tasks, actuals = [], {}
    today = draw(near) if late else ORIGIN
    slack = (5 if late else 30) * DAY
    for n in range(draw(st.integers(2, 6))):
        known = [task.id for task in tasks]
        before = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True)) if known else []
        kind = draw(st.sampled_from(["once"] * 6 + ["milestone", "standing"]))
        task = a_task(
            f"t{n}",
            kind=kind,
            starts=draw(often(near, 1)),
            duration=draw(often(lengths, 3)) if kind == "once" else None,
            due=draw(often(near.map(lambda day: Due(day=day + slack)), 2)),
            internal_due=draw(often(near.map(lambda day: Due(day=day + slack)), 1)),
            after=[
                Dependency(name, draw(st.sampled_from(["FS", "FS", "SS", "FF"])), draw(lags))
                for name in before
            ],
        )
        tasks.append(task)
        if kind == "once" and draw(st.integers(0, 3)) == 0:
            start = draw(near.map(lambda day: min(day, today)))
            finish = draw(often(near.map(lambda day, start=start: max(start, min(day, today))), 2))
            actuals[task.id] = Actual(start, finish)
    return tasks, draw(calendars), today, actuals


def solve(tasks, calendar, today, actuals):
    plan = a_plan(*tasks, starts=ORIGIN)
    return schedule(plan, expand(plan, a_directory("a"), calendar), calendar, today, actuals)
