"""When work can be expected: the rules one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from planengine.core.expand import expand
from planengine.core.graph import Cyclic
from planengine.core.plan import Dependency, Due, MonthDay
from planengine.core.schedule import Actual, schedule
from tests.core.factories import a_calendar, a_directory, a_plan, a_task, days, working_days

MONDAY = date(2024, 3, 4)
DAY = timedelta(days=1)


def scheduled(*tasks, today=MONDAY, calendar=None, starts=MONDAY, **actuals):
    plan = a_plan(*tasks, starts=starts)
    calendar = calendar or a_calendar()
    found = expand(plan, a_directory("a", "b"), calendar)
    return schedule(plan, found, calendar, today, {key.strip("_"): value for key, value in actuals.items()})


def timings(*tasks, **values):
    return {each.key: each for each in scheduled(*tasks, **values).timings}


def spans(*tasks, **values):
    return {key: (each.start, each.finish) for key, each in timings(*tasks, **values).items()}


def march(day):
    return date(2024, 3, day)


def a_bar(task_id, length, **values):
    return a_task(task_id, duration=length, **values)


# ---- forwards


def test_work_starts_with_the_plan_and_takes_its_days_inclusive():
    assert spans(a_bar("x", days(3))) == {"x": (march(4), march(6))}
    assert spans(a_bar("x", working_days(3)), starts=march(1), today=march(1)) == {"x": (march(1), march(5))}


def test_a_start_that_is_told_is_the_earliest_and_not_a_promise():
    assert spans(a_bar("x", days(2), starts=march(11))) == {"x": (march(11), march(12))}
    late = spans(a_bar("x", days(2), starts=march(11)), a_bar("y", days(20)), today=march(20))
    assert late["x"] == (march(20), march(21))


def test_working_days_begin_on_one():
    assert spans(a_bar("x", working_days(2), starts=march(9))) == {"x": (march(11), march(12))}


@pytest.mark.parametrize(
    ("kind", "lag", "start", "finish"),
    [
        ("FS", days(0), 7, 8),
        ("FS", days(2), 9, 10),
        ("FS", days(-2), 5, 6),
        ("FS", working_days(2), 9, 10),
        ("FS", working_days(-2), 5, 6),
        ("SS", days(0), 4, 5),
        ("SS", days(1), 5, 6),
        ("FF", days(0), 5, 6),
        ("FF", days(3), 8, 9),
        ("FF", working_days(3), 10, 11),
    ],
)
def test_every_type_of_edge_with_its_lag(kind, lag, start, finish):
    after = (Dependency("x", kind, lag),)
    found = spans(a_bar("x", days(3)), a_bar("y", days(2), after=after))  # x: 4 to 6 March
    assert found["y"] == (march(start), march(finish))


def test_soft_edges_order_the_schedule_as_well():
    found = spans(a_bar("x", days(3)), a_bar("y", days(1), after=(Dependency("x", soft=True),)))
    assert found["y"] == (march(7), march(7))


def test_a_milestone_falls_on_the_day_that_ends_what_it_waits_for():
    found = spans(
        a_bar("x", days(3)), a_task("m", kind="milestone", after=("x",)), a_bar("y", days(1), after=("m",))
    )
    assert found["m"] == (march(6), march(6))
    assert found["y"] == (march(7), march(7))


def test_a_milestone_with_a_day_falls_on_that_day():
    due = Due(day=march(20))
    assert spans(a_task("m", kind="milestone", due=due))["m"] == (march(20), march(20))
    assert spans(a_bar("x", days(30)), a_task("m", kind="milestone", due=due, after=("x",)))["m"][0] == date(
        2024, 4, 2
    )


def test_all_agencies_of_one_edge_bind_it_once():
    both = {"form": "each", "bodies": ("a", "b")}
    after = (Dependency("x", match=("agency",)),)
    found = spans(a_bar("x", days(3), **both), a_bar("y", days(1), after=after, **both))
    assert found["y"] == (march(7), march(7))


def test_what_waits_in_a_circle_cannot_be_scheduled():
    with pytest.raises(Cyclic):
        scheduled(a_task("x", after=("y",)), a_task("y", after=("x",)))


# ---- what is not known


def test_a_task_without_start_length_and_date_is_unknown_and_never_critical():
    [found] = scheduled(a_task("x")).timings
    assert found.unknown
    assert (found.start, found.finish, found.late_start, found.late_finish, found.float_days) == (None,) * 5
    assert not found.critical
    assert scheduled(a_task("x")).finish is None


def test_a_due_date_alone_is_the_finish_of_work_that_starts_nobody_knows_when():
    [found] = scheduled(a_task("x", due=Due(day=march(20)))).timings
    assert (found.start, found.finish, found.due, found.unknown) == (None, march(20), march(20), False)
    assert (found.float_days, found.critical) == (None, False)


def test_an_earlier_internal_date_is_what_people_work_to():
    task = a_task("x", due=Due(day=march(20)), internal_due=Due(day=march(15)))
    [found] = scheduled(task).timings
    assert (found.finish, found.due) == (march(15), march(20))
    [found] = scheduled(a_task("x", internal_due=Due(day=march(15)))).timings
    assert (found.finish, found.due) == (march(15), None)


def test_a_start_and_a_due_date_make_a_bar_without_a_length():
    assert spans(a_task("x", starts=march(6), due=Due(day=march(20)))) == {"x": (march(6), march(20))}
    found = timings(a_task("x", starts=march(6)))["x"]
    assert (found.start, found.finish, found.unknown) == (march(6), None, True)


def test_what_waits_for_the_unknown_has_a_lower_bound():
    found = timings(
        a_bar("x", days(3)),
        a_task("u", after=("x",)),
        a_bar("y", days(2), after=("u",)),
        a_bar("z", days(1), after=("y",)),
    )
    assert not found["x"].lower_bound
    # u cannot be over before 7 March, the day after x
    assert (found["y"].start, found["y"].lower_bound) == (march(8), True)
    assert (found["z"].start, found["z"].lower_bound) == (march(10), True)


def test_the_unknown_is_a_bound_no_longer_once_it_is_done():
    tasks = (a_task("u"), a_bar("y", days(2), after=("u",)))
    assert timings(*tasks)["y"].lower_bound
    found = timings(*tasks, u=Actual(march(4), march(5)), today=march(5))["y"]
    assert (found.start, found.lower_bound) == (march(6), False)


def test_a_start_that_has_happened_is_no_bound_though_the_finish_is_one():
    found = timings(
        a_task("u"),
        a_bar("x", days(3), after=(Dependency("u", "FF"),)),
        a_bar("y", days(1), after=(Dependency("x", "SS"),)),
        x=Actual(start=march(4)),
    )
    assert found["x"].lower_bound
    assert not found["y"].lower_bound


def test_a_standing_duty_keeps_nothing_waiting_for_its_end():
    found = timings(a_task("s", kind="standing"), a_bar("y", days(2), after=(Dependency("s", soft=True),)))
    assert (found["y"].start, found["y"].lower_bound) == (march(4), False)
    assert found["s"].unknown


def test_a_year_without_calendar_makes_unknown_what_depends_on_it_and_nothing_else():
    calendar = a_calendar(covers=(date(2024, 1, 1), march(10)))
    found = scheduled(
        a_bar("x", working_days(10)),
        a_bar("y", days(10)),
        a_bar("z", days(1), after=("x",)),
        calendar=calendar,
    )
    x, y, z = found.timings
    assert (x.unknown, x.finish) == (True, None)
    assert (y.start, y.finish) == (march(4), march(13))
    assert (z.start, z.lower_bound) == (march(5), True)
    assert found.gaps == (2024,)


# ---- what has happened


def test_what_is_not_reported_done_ends_today_at_the_earliest():
    x = a_bar("x", days(3))
    assert spans(x, today=march(20))["x"] == (march(20), march(22))
    assert spans(x, today=march(20), x=Actual(start=march(4)))["x"] == (march(4), march(20))
    assert spans(a_task("x", due=Due(day=march(6))), today=march(20))["x"] == (None, march(20))


def test_what_was_reported_stands_as_it_was_and_moves_what_follows():
    found = spans(
        a_bar("x", days(3)),
        a_bar("y", days(2), after=("x",)),
        today=march(14),
        x=Actual(march(5), march(14)),
    )
    assert found == {"x": (march(5), march(14)), "y": (march(15), march(16))}


def test_work_reported_done_without_a_start_was_done_that_day():
    assert spans(a_bar("x", days(3)), x=Actual(finish=march(5)), today=march(9))["x"] == (march(5), march(5))


def test_work_that_started_before_its_turn_is_not_moved():
    found = spans(a_bar("x", days(9)), a_bar("y", days(2), after=("x",)), y=Actual(start=march(4)))
    assert found["y"] == (march(4), march(5))


# ---- backwards


def test_the_longest_chain_is_critical_and_the_rest_has_float():
    found = scheduled(
        a_bar("x", days(3)), a_bar("long", days(10), after=("x",)), a_bar("short", days(4), after=("x",))
    )
    x, long, short = found.timings
    assert found.critical == ("x", "long")
    assert found.finish == march(16)
    assert (x.float_days, long.float_days, short.float_days) == (0, 0, 6)
    assert (short.late_start, short.late_finish) == (march(13), march(16))


def test_a_due_date_takes_the_float_and_a_missed_one_makes_it_negative():
    found = timings(a_bar("x", days(3), due=Due(day=march(8))), a_bar("y", days(20)))
    assert (found["x"].late_finish, found["x"].float_days, found["x"].critical) == (march(8), 2, False)
    found = timings(a_bar("x", days(3), due=Due(day=march(5))), a_bar("y", days(20)))
    assert (found["x"].float_days, found["x"].critical) == (-1, True)


def test_the_due_date_of_what_follows_takes_the_float_before_it():
    found = timings(
        a_bar("x", days(3)), a_task("report", due=Due(day=march(12)), after=("x",)), a_bar("y", days(30))
    )
    assert (found["x"].late_finish, found["x"].float_days) == (march(11), 5)


def test_a_report_on_which_the_last_work_waits_is_critical():
    report = a_task("r", due=Due(day=march(14)))
    found = scheduled(report, a_bar("s", days(10), after=("r",)))
    assert found.critical == ("r", "s")
    assert found.timings[0].late_finish == march(14)


def test_what_is_finished_has_no_float_and_is_not_critical():
    found = scheduled(a_bar("x", days(3)), x=Actual(march(4), march(6)))
    assert (found.timings[0].float_days, found.critical) == (None, ())


def test_float_passes_through_the_unknown():
    found = timings(a_bar("x", days(3)), a_task("u", after=("x",)), a_bar("y", days(2), after=("u",)))
    assert (found["x"].float_days, found["u"].float_days, found["y"].float_days) == (0, None, 0)


def test_a_start_that_others_need_by_a_sunday_is_needed_by_the_friday_before():
    y = a_bar("y", days(1), after=(Dependency("x", "SS"),), due=Due(day=march(10)))
    found = timings(a_bar("x", working_days(1)), y, a_bar("z", days(12)))
    assert (found["x"].late_start, found["x"].late_finish) == (march(8), march(8))


# ---- a whole plan


def test_the_yearly_report_and_its_synthesis():
    report = a_task("r", kind="recurring", every="year", due=Due(yearly=MonthDay(12, 15), before=True))
    synthesis = a_bar("s", working_days(10), kind="recurring", every="year", after=("r",))
    found = timings(report, synthesis)
    assert (found["r@2024"].start, found["r@2024"].finish) == (None, date(2024, 12, 14))
    assert (found["s@2024"].start, found["s@2024"].finish) == (date(2024, 12, 16), date(2024, 12, 27))


def test_a_chain_as_long_as_the_plan_is_scheduled():
    chain = [a_bar(f"t{n}", days(1), after=(f"t{n - 1}",) if n else ()) for n in range(5000)]
    found = scheduled(*chain)
    assert len(found.critical) == 5000
    assert found.finish == MONDAY + 4999 * DAY
