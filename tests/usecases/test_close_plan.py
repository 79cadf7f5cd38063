"""Closing as a journey: what was foreseen is done, or nothing is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.errors import PlanengineError, Raced
from planengine.store.journal import Journal
from planengine.usecases import close_plan as journey
from planengine.usecases.close_plan import Asked, Told
from tests.cli.office import Office, busy_office

DAY = "2025-12-30"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return busy_office(tmp_path)


def asked(*told: Told, rest: str | None = None) -> Asked:
    return Asked(told, rest, None, "1/QĐ", None, "someone")


def test_who_acts_between_looking_and_closing_is_not_closed_over(office: Office) -> None:
    journal = Journal(str(office.database))
    (plan,) = journal.plans()
    clock = bootstrap.read_clock(DAY)
    today = bootstrap.local_day(clock.now, plan.timezone)
    book, reader = bootstrap.open_closing(journal), bootstrap.open_queries(journal)
    said = asked(rest="stopped")
    seen = journey.look_ahead(book, reader, plan, said, today)
    office.do("done", "2.1.1", "--as", "so-tnmt", "--evidence", "1/BC", today=DAY)
    with pytest.raises(PlanengineError) as refused:
        journey.close_plan(book, reader, said, seen, None, clock, today)
    assert refused.value.code == "close.waiting"
    office.do("confirm", "2.1.1", today=DAY)
    with pytest.raises(Raced):
        journey.close_plan(book, reader, said, seen, None, clock, today)
    assert journal.plans()[0].closed_on is None
    again = journey.look_ahead(book, reader, plan, said, today)
    journey.close_plan(book, reader, said, again, None, clock, today)
    assert journal.plans()[0].closed_on == DAY
    journal.close()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ((Told("2.1.1", "finished"),), "close.outcome"),
        ((Told("2.1.1", "stopped"), Told("2.1.1", "continued")), "close.twice"),
        ((Told("77.7", "stopped"),), "close.unknown"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(office: Office, told: tuple[Told, ...], code: str) -> None:
    journal = Journal(str(office.database))
    (plan,) = journal.plans()
    today = bootstrap.local_day(bootstrap.read_clock(DAY).now, plan.timezone)
    with pytest.raises(PlanengineError) as refused:
        journey.look_ahead(
            bootstrap.open_closing(journal), bootstrap.open_queries(journal), plan, asked(*told), today
        )
    assert refused.value.code == code
    journal.close()


def test_one_period_may_have_an_outcome_of_its_own(office: Office) -> None:
    journal = Journal(str(office.database))
    (plan,) = journal.plans()
    today = bootstrap.local_day(bootstrap.read_clock(DAY).now, plan.timezone)
    said = asked(Told("IV.1.5", "not_done"), Told("IV.1.5@2025", "continued"), rest="stopped")
    seen = journey.look_ahead(
        bootstrap.open_closing(journal), bootstrap.open_queries(journal), plan, said, today
    )
    told = {one.label: seen.endings[one.uid].outcome for one in seen.open}
    assert told["IV.1.5@2025"] == "continued"
    assert {one for label, one in told.items() if label.startswith("IV.1.5@")} == {"continued", "not_done"}
    assert {one for label, one in told.items() if not label.startswith("IV.1.5@")} == {"stopped"}
    assert seen.continued == ("IV.1.5",)
    assert seen.missing == ()
    journal.close()


def test_two_processes_that_close_at_once_close_once(office: Office) -> None:
    words = [sys.executable, "-m", "planengine", "plan", "close", "kh-106", "--rest", "stopped"]
    words += ["--document", "1/QĐ", "--yes", "--confirm", "kh-106", "--today", DAY]
    running = [
        subprocess.Popen(words, cwd=office.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    codes = sorted(one.wait() for one in running)
    assert codes[0] == 0
    assert codes[1] in (4, 5)
    assert office.query("SELECT count(*) FROM event WHERE type = 'plan_closed'") == [(1,)]
    office.do("audit", "verify", "--deep", today=DAY)
