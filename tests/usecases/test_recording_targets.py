"""Figures of targets through the database: who was faster, keys, and a plan that changes under its figures."""

from __future__ import annotations

from datetime import date

import pytest

from planengine import bootstrap
from planengine.errors import Raced, Refusal
from planengine.usecases.read_targets import count, read_targets
from planengine.usecases.record_targets import SET, set_targets
from planengine.usecases.references import find_plan
from planengine.usecases.requests import Request
from tests.store.workspace import HEADER, make_database

TARGET = '  - {{id: {id}, title: Chỉ tiêu, goal: "{goal}"{more}}}\n'
TASKS = 'tasks:\n  - {id: "1", title: Việc một, lead: so-a}\n'
DAY = "2024-07-01"


class Office:
    """A workspace whose plan has these targets."""

    def __init__(self, folder):
        self.folder, self.settings = folder, make_database(folder)

    def apply(self, targets, before_tasks="", today="2024-01-02"):
        from planengine.planfile.read import read_plan
        from planengine.usecases.apply_plan import apply_plans, prepare

        head = HEADER.removesuffix("tasks:\n")
        file = self.folder / "plan.yaml"
        file.write_text(head + before_tasks + "targets:\n" + targets + TASKS, encoding="utf-8")
        journal = bootstrap.open_journal(self.settings)
        apply_plans(
            bootstrap.open_ledger(journal), [prepare(read_plan(file))], person="thư ký",
            clock=bootstrap.read_clock(today), reason=None, local_day=bootstrap.local_day,
        )  # fmt: skip
        journal.close()
        return bootstrap.open_journal(self.settings)


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def target(name="G1", goal=">= 50 %", more=""):
    return TARGET.format(id=name, goal=goal, more=more)


def report(journal, reader=None, *, period="2024", speaker="so-a", key=None, today=DAY, **figures):
    request = Request(SET, (), "người gõ", speaker=speaker, figures=tuple(figures.items()), idem_key=key)
    reader = reader or bootstrap.open_queries(journal)
    return set_targets(
        journal, reader, request, period, bootstrap.read_clock(today), date.fromisoformat(today)
    )


def standing(journal, name="G1"):
    found = read_targets(bootstrap.open_queries(journal), find_plan(journal, None))
    return next(one for one in found if one.target.id == name)


def events(journal):
    return journal.connection.execute("SELECT count(*) FROM event").fetchone()[0]


class Slow:
    """A reader after whose look at a figure somebody else is faster."""

    def __init__(self, reader, meanwhile):
        self._reader, self._meanwhile = reader, meanwhile

    def __getattr__(self, name):
        return getattr(self._reader, name)

    def records(self, family, column, value):
        seen = self._reader.records(family, column, value)
        self._meanwhile()
        return seen


def test_a_figure_that_somebody_else_has_put_there_meanwhile_is_not_replaced_unseen(office):
    journal = office.apply(target())
    report(journal, G1="10")
    other = bootstrap.open_journal(office.settings)
    slow = Slow(bootstrap.open_queries(journal), lambda: report(other, G1="11"))
    with pytest.raises(Raced) as told:
        report(journal, slow, G1="12")
    assert (told.value.params["value"], told.value.params["target"]) == ("11", "G1")
    assert standing(journal).now.values[0].value == "11"
    other.close()


def test_two_agencies_at_once_take_nothing_from_each_other(office):
    journal = office.apply(target(more=", aggregate: sum"))
    other = bootstrap.open_journal(office.settings)
    slow = Slow(bootstrap.open_queries(journal), lambda: report(other, G1="11", speaker="so-b"))
    report(journal, slow, G1="12")
    assert standing(journal).now.reckoned.total == 23
    assert sorted(row.number for row in standing(journal).now.values) == [1, 2]
    other.close()


def test_a_command_sent_twice_under_one_key_reports_once_and_answers_the_same(office):
    journal = office.apply(target() + target("G2", ">= 5 hộ"))
    first = report(journal, key="k-1", G1="10", G2="4")
    before = events(journal)
    assert report(journal, key="k-1", G1="10", G2="4") == first
    assert events(journal) == before


def test_nothing_is_recorded_where_one_of_several_is_refused(office):
    journal = office.apply(target() + target("G2", ">= 5 hộ", ", reported_by: so-b"))
    before = events(journal)
    with pytest.raises(Refusal):
        report(journal, G1="10", G2="4")
    assert events(journal) == before
    assert journal.connection.execute("SELECT code FROM refusal").fetchall() == [("target.not_asked",)]


def test_a_target_keeps_its_figures_under_a_new_id(office):
    journal = office.apply(target())
    report(journal, G1="10")
    journal.close()
    journal = office.apply(target("G9"), "moved:\n  - {from: G1, to: G9}\n", today="2024-07-02")
    assert standing(journal, "G9").now.values[0].value == "10"
    report(journal, G9="11", today="2024-07-03")
    assert [one.value for one in standing(journal, "G9").now.values] == ["11"]


def test_a_goal_in_another_unit_is_not_held_against_what_was_reported_before(office):
    journal = office.apply(target(goal=">= 5 tỷ đồng"))
    report(journal, G1="6")
    journal.close()
    journal = office.apply(target(goal=">= 5000 triệu đồng"), today="2024-07-02")
    assert (standing(journal).verdict.outcome, standing(journal).verdict.why) == ("not_judged", "unit")
    report(journal, G1="6000", today="2024-07-03")
    assert standing(journal).verdict.outcome == "met"


def test_figures_of_periods_of_another_length_do_not_count_and_are_not_lost(office):
    journal = office.apply(target())
    report(journal, G1="60")
    journal.close()
    journal = office.apply(target(more=", every: quarter"), today="2024-07-02")
    assert standing(journal).verdict.outcome == "no_figure"
    report(journal, period="2024-Q2", today="2024-07-03", G1="40")
    assert standing(journal).now.period == "2024-Q2"
    journal.close()
    journal = office.apply(target(), today="2024-07-04")
    assert (standing(journal).now.period, standing(journal).verdict.outcome) == ("2024", "met")


def test_a_target_that_leaves_the_plan_takes_no_figures_and_is_not_counted(office):
    journal = office.apply(target() + target("G2", ">= 5 hộ"))
    report(journal, G1="60", G2="1")
    journal.close()
    journal = office.apply(target(), today="2024-07-02")
    assert count(read_targets(bootstrap.open_queries(journal), find_plan(journal, None))) == {
        "met": 1, "not_met": 0, "not_judged": 0, "no_figure": 0,
    }  # fmt: skip
