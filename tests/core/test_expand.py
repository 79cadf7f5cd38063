"""What a plan asks of whom, and when: occurrences and assignments."""

from __future__ import annotations

import time
from datetime import date

import pytest

from planengine.core.expand import expand, expand_task
from planengine.core.plan import Agency, Body, Completion, Defaults, Due, FocalPoint, MonthDay
from tests.core.factories import a_calendar, a_directory, a_plan, a_task, days, expanded, the_province


def roles(occurrence):
    return {each.agency: each.role for each in occurrence.assignments}


def only(expansion):
    [occurrence] = expansion.occurrences
    return occurrence


# ---- the forms of responsibility


def test_a_lead_and_its_supporters_are_given_the_task():
    assert roles(only(expanded(a_task("1", support=("b", "c"))))) == {
        "a": "lead",
        "b": "support",
        "c": "support",
    }


def test_a_body_that_appears_twice_counts_once_in_its_highest_role():
    directory = a_directory("a", "b", "c", all=("a", "b", "c"))
    lead = only(expanded(a_task("1", support=("all", "b")), directory=directory))
    assert [(x.agency, x.role) for x in lead.assignments] == [
        ("a", "lead"),
        ("b", "support"),
        ("c", "support"),
    ]
    joint = a_task("1", form="joint", bodies=("c", "all"), support=("a",), focal_point=FocalPoint("b"))
    assert roles(only(expanded(joint, directory=directory))) == {
        "c": "joint",
        "a": "joint",
        "b": "focal_point",
    }


def test_a_focal_point_outside_the_list_is_added_to_it():
    task = a_task("1", form="joint", bodies=("a", "b"), focal_point=FocalPoint("c"))
    assert roles(only(expanded(task))) == {"a": "joint", "b": "joint", "c": "focal_point"}


def test_a_task_given_to_nobody_belongs_to_its_focal_point_or_to_nobody():
    task = a_task("1", form="unassigned", bodies=())
    assert roles(only(expanded(task))) == {}
    task = a_task("1", form="unassigned", bodies=(), focal_point=FocalPoint("b"))
    assert roles(only(expanded(task))) == {"b": "focal_point"}


def test_the_completion_rule_and_the_rest_go_with_the_occurrence():
    task = a_task("1", form="each", complete_when=Completion("percent", 80), support_required=True)
    occurrence = only(expanded(task))
    assert occurrence.completion == Completion("percent", 80)
    assert occurrence.support_required


# ---- groups


def test_a_group_stands_for_its_members_of_the_day_it_opens():
    directory = a_directory("a", Agency("b", "b", until=date(2024, 3, 31)), group=("a", "b"))
    task = a_task("1", kind="recurring", every="quarter", form="each", bodies=("group",))
    found = expanded(task, directory=directory, starts=date(2024, 1, 1), ends=date(2024, 12, 31))
    assert [len(each.assignments) for each in found.occurrences] == [2, 1, 1, 1]


def test_an_open_group_is_given_nothing_until_its_members_are_named():
    directory = a_directory("a", "b", related=None)
    assert roles(only(expanded(a_task("1", support=("related",)), directory=directory))) == {"a": "lead"}
    named = a_task("1", support=(Body("related", members=("b",)),))
    assert roles(only(expanded(named, directory=directory))) == {"a": "lead", "b": "support"}


def test_a_tracked_group_holds_one_assignment_of_its_size():
    directory = a_directory("a", "b", Agency("c", "c", until=date(2023, 12, 31)), communes=("a", "b", "c"))
    task = a_task("1", form="each", bodies=(Body("communes", track="group"), "a"))
    found = only(expanded(task, directory=directory))
    assert [(x.agency, x.size) for x in found.assignments] == [("communes", 3), ("a", None)]
    later = only(expanded(task, directory=directory, starts=date(2024, 1, 1)))
    assert later.assignments[0].size == 2


def test_a_tracked_group_without_members_holds_nothing():
    directory = a_directory("a", related=None, gone=())
    bodies = (Body("related", track="group"), Body("gone", track="group"))
    assert only(expanded(a_task("1", form="each", bodies=bodies), directory=directory)).assignments == ()


def test_a_body_that_has_ended_is_given_nothing():
    directory = a_directory(Agency("a", "a", until=date(2023, 7, 17)), "b")
    assert roles(only(expanded(a_task("1", support=("b",)), directory=directory))) == {"b": "support"}


# ---- kinds and days


def test_a_task_that_happens_once_opens_with_the_plan_and_closes_with_it():
    for kind in ("once", "milestone", "standing"):
        found = only(expanded(a_task("1.1", kind=kind)))
        assert (found.key, found.period, found.kind) == ("1.1", None, kind)
        assert (found.opens_on, found.closes_on) == (date(2023, 7, 18), date(2025, 12, 31))


def test_a_task_does_not_open_before_its_own_start():
    assert only(expanded(a_task("1", starts=date(2024, 3, 1)))).opens_on == date(2024, 3, 1)
    assert only(expanded(a_task("1", starts=date(2023, 3, 1)))).opens_on == date(2023, 7, 18)


def test_a_recurring_task_has_one_occurrence_for_each_period_of_the_plan():
    found = expanded(a_task("r", kind="recurring", every="year")).occurrences
    assert [each.key for each in found] == ["r@2023", "r@2024", "r@2025"]
    assert [each.opens_on for each in found] == [date(2023, 7, 18), date(2024, 1, 1), date(2025, 1, 1)]
    assert [each.closes_on for each in found] == [date(2023, 12, 31), date(2024, 12, 31), date(2025, 12, 31)]


def test_a_recurring_task_stays_within_its_own_days():
    task = a_task("r", kind="recurring", every="half", from_=date(2024, 2, 1), until=date(2024, 12, 1))
    found = expanded(task).occurrences
    assert [each.key for each in found] == ["r@2024-H1", "r@2024-H2"]
    assert found[0].opens_on == date(2024, 2, 1)


def test_a_task_on_demand_waits_for_its_event():
    assert expanded(a_task("1", kind="on_demand")).occurrences == ()


def test_an_occurrence_on_demand_is_opened_with_the_bodies_of_that_day():
    directory = a_directory("a", Agency("b", "b", until=date(2024, 3, 31)), group=("a", "b"))
    task = a_task("1", kind="on_demand", form="each", bodies=("group",), due=Due(horizon=True))
    plan = a_plan(task)
    found = expand_task(plan, directory, a_calendar(), task, "2", date(2024, 5, 6))
    assert (found.key, found.period, found.opens_on) == ("1@2", "2", date(2024, 5, 6))
    assert roles(found) == {"a": "each"}
    assert found.due == plan.ends


def test_an_occurrence_opened_by_hand_in_a_period_is_the_one_of_that_period():
    task = a_task("r", kind="recurring", every="month", due=Due(day_of_month=20))
    directory = a_directory("a")
    found = expand_task(a_plan(task), directory, a_calendar(), task, None, date(2024, 5, 6))
    assert (found.key, found.due, found.closes_on) == ("r@2024-05", date(2024, 5, 20), date(2024, 5, 31))


# ---- due dates


def test_a_due_date_on_a_day_off_follows_the_rule_of_its_task():
    sunday = Due(day=date(2024, 3, 3))
    for rule, day in (("keep", 3), ("next_working_day", 4), ("previous_working_day", 1)):
        found = only(expanded(a_task("1", due=sunday, internal_due=sunday, day_off=rule)))
        assert found.due == found.internal_due == date(2024, 3, day)


def test_the_horizon_is_shown_as_inherited():
    found = only(expanded(a_task("1", due=Due(horizon=True))))
    assert (found.due, found.due_inherited) == (date(2025, 12, 31), True)
    found = only(expanded(a_task("1", due=Due(day=date(2025, 12, 31)))))
    assert (found.due, found.due_inherited) == (date(2025, 12, 31), False)


def test_a_standing_duty_ends_with_the_plan_only_where_that_is_written():
    assert only(expanded(a_task("1", kind="standing"), defaults=Defaults(due="horizon"))).due is None
    assert only(expanded(a_task("1", kind="standing", due=Due(horizon=True)))).due == date(2025, 12, 31)


def test_days_from_another_task_are_left_to_the_day_it_is_done():
    found = only(expanded(a_task("1", due=Due(within=days(30), of="0"))))
    assert (found.due, found.within, found.within_of) == (None, days(30), "0")


def test_days_from_the_issue_are_counted_when_that_is_known():
    task = a_task("1", due=Due(within=days(30), of="issued"))
    known = only(expanded(task, issued=date(2023, 10, 6)))
    assert (known.due, known.within, known.within_of) == (date(2023, 11, 5), None, None)
    unknown = only(expanded(task))
    assert (unknown.due, unknown.within, unknown.within_of) == (None, days(30), "issued")


# ---- as in plan 106


def the_yearly_report():
    return a_task(
        "IV.1.5",
        kind="recurring",
        every="year",
        form="each",
        bodies=("departments", "districts"),
        due=Due(yearly=MonthDay(12, 15), before=True),
    )


def test_the_yearly_report_is_asked_of_the_bodies_that_exist_when_its_year_opens():
    found = expanded(the_yearly_report(), directory=the_province()).occurrences
    assert [(each.key, len(each.assignments)) for each in found] == [
        ("IV.1.5@2023", 37),
        ("IV.1.5@2024", 37),
        ("IV.1.5@2025", 36),
    ]
    assert [each.due for each in found] == [date(year, 12, 14) for year in (2023, 2024, 2025)]
    assert "nong-son" not in roles(found[2])


@pytest.mark.parametrize("every", ["year", "half", "quarter", "month", "week"])
def test_two_expansions_of_one_plan_are_equal(every):
    plan = a_plan(a_task("r", kind="recurring", every=every), a_task("s", after=("r",)))
    assert expand(plan, a_directory("a"), a_calendar()) == expand(plan, a_directory("a"), a_calendar())


def test_expanding_grows_with_the_plan_and_not_faster():
    directory = the_province()

    def seconds(size):
        tasks = [
            a_task(
                f"t{n}",
                form="each",
                bodies=("districts",),
                support=("departments",),
                after=tuple(f"t{n - back}" for back in (1, 7, 40) if n >= back),
            )
            for n in range(size)
        ]
        plan, calendar = a_plan(*tasks), a_calendar()
        best = float("inf")
        for _ in range(3):
            before = time.process_time()
            expand(plan, directory, calendar)
            best = min(best, time.process_time() - before)
        return best

    # ten times the plan: linear is 10, quadratic 100; the room between is for a busy machine
    assert seconds(3000) < 30 * seconds(300)
