"""Weeks of ticks against an oracle that walks the calendar: who is told of what on which morning, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from planengine import bootstrap
from planengine.messages import Words
from planengine.notification.api import Message, Receipt
from planengine.store.journal import Journal
from planengine.store.outbox import Outbox
from planengine.store.uid import Uids
from planengine.usecases.plan_reminders import enable
from planengine.usecases.send_reminders import World, tick
from tests.store import workspace
from tests.store.workspace import act, open_workspace

ONE_DAY = timedelta(days=1)
ENABLED, LAST = date(2024, 4, 1), date(2024, 7, 31)
OFF = {date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 1), date(2024, 6, 14)}
MADE_UP = {date(2024, 5, 4)}
DUE = {"1": date(2024, 5, 3), "2": date(2024, 6, 16), "3": date(2024, 5, 10)}
BEARERS = {"1": ["so-a"], "2": ["so-a"], "3": ["huyen-1", "huyen-2", "huyen-3"], "4": ["so-b"]}
TASKS = """\
  - {id: "1", title: Một, lead: so-a, support: [so-b], due: 2024-05-03}
  - {id: "2", title: Hai, lead: so-a, due: 2024-06-16}
  - {id: "3", title: Ba, each: [cac-huyen], due: 2024-05-10}
  - {id: "4", title: Bốn, lead: so-b, kind: standing}
"""
OFFICE, CHAIR, CHIEF_OF_A = "van-phong@x.example", "ubnd-tinh@x.example", "giam-doc-a@x.example"

# The policy in the words of its description: (step, working days from the due date of its moments).
DAYS = {
    "before5": [-5],
    "before1": [-1],
    "today": [0],
    "overdue": [1, 2, 3, 5, 8, 13, 18, 23, 28, 33],
    "level1": [2],
    "level2": [5, 8, 11],
}
URGENT = ["level2", "level1", "overdue", "today", "before1", "before5", "waiting", "update_late", "update"]


def is_worked(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


def walk(day: date, count: int) -> date:
    """That many working days on; 0 is the day itself, or the working day before it."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    while count == 0 and not is_worked(day):
        day += step
    for _ in range(abs(count)):
        day += step
        while not is_worked(day):
            day += step
    return day


class Part:
    """What the oracle knows of one assignment: its states, each from the morning after it was entered."""

    def __init__(self, task: str, agency: str) -> None:
        self.task, self.agency = task, agency
        self.state = "assigned"
        self.since = ENABLED  # the day of the last event that ended one silence or another
        self.reported: date | None = None
        self.updated: date | None = None
        self.heard_of: set[tuple[str, date]] = set()

    def moments(self) -> dict[str, list[date]]:
        """Every moment of every step as things stand."""
        if self.state == "submitted":
            assert self.reported is not None
            return {"waiting": [walk(self.reported, count) for count in (3, 8, 13, 18, 23)]}
        if self.state not in ("assigned", "accepted", "in_progress", "returned"):
            return {}
        if self.task == "4":
            ends = [date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)]
            asked = ends[0] if self.updated is None else ends[(self.updated.month - 1) // 3 + 1]
            late = [walk(asked, count) for count in (1, 21, 61)]
            return {"update": [walk(asked, -5)], "update_late": late}
        found = {step: [walk(DUE[self.task], one) for one in counts] for step, counts in DAYS.items()}
        if self.state != "assigned":
            del found["level1"]
        return found

    def told(self, day: date, last_tick: date) -> list[str]:
        """The steps with a moment that came after the last tick and after silence ended, the most urgent first."""
        steps = [
            step
            for step, days in self.moments().items()
            if any(max(last_tick, self.since) < one <= day for one in days)
        ]
        return sorted(steps, key=URGENT.index)

    def recipients(self, step: str) -> list[str]:
        if step == "level2":
            return [OFFICE, CHAIR]
        if step == "waiting":
            return [OFFICE]
        own = f"{self.agency}@x.example"
        return [CHIEF_OF_A if step == "level1" and self.agency == "so-a" else own]


class Desk:
    """Keeps what was handed over."""

    name = "file"

    def __init__(self) -> None:
        self.taken: list[Message] = []

    def send(self, message: Message) -> Receipt:
        self.taken.append(message)
        return Receipt("ok")

    def close(self) -> None:
        pass


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    header = workspace.HEADER
    for agency in ("ubnd-tinh", "van-phong", "so-a", "so-b", "huyen-1", "huyen-2", "huyen-3"):
        chief = f", {{role: head, email: {CHIEF_OF_A}}}" if agency == "so-a" else ""
        contacts = f"contacts: [{{role: focal, email: {agency}@x.example}}{chief}]"
        header = header.replace(f"  {agency}: {{name: ", f"  {agency}: {{{contacts}, name: ")
    off = ", ".join(f"{{date: {one}}}" for one in sorted(OFF))
    made_up = ", ".join(f"{{date: {one}, for: 2024-04-29}}" for one in sorted(MADE_UP))
    header = header.replace("days_off: []", f"days_off: [{off}]\n  working_days: [{made_up}]")
    monkeypatch.setattr(workspace, "HEADER", header)
    return open_workspace(tmp_path, TASKS)


def happen(journal: Journal, part: Part, chance: Random, today: date) -> None:
    """Something happens to the part at ten o'clock, or not."""
    choices = {
        "assigned": ["accept", "pause"],
        "accepted": ["submit", "pause"],
        "in_progress": ["submit", "progress"],
        "submitted": ["confirm", "return", "pause"],
        "returned": ["submit"],
        "paused": ["resume"],
    }.get(part.state, [])
    if part.task == "4":
        choices = ["progress"] if part.state in ("assigned", "in_progress") else choices
    if not choices or chance.random() > 0.06:
        return
    trigger = chance.choice(choices)
    own = trigger in ("accept", "submit", "progress")
    who = {"speaker": part.agency} if own else {"holder": part.agency}
    given = {"reason": "x", "document": "1/CV", "evidence": "1/BC", "note": "x"}
    outcome = act(journal, trigger, part.task, today=f"{today}T10:00", **who, **given)
    silent = part.state == "paused" or trigger in ("return", "submit")
    part.state = outcome.changed[0].state
    if trigger == "submit":
        part.reported = today
    if trigger == "progress":
        part.updated = today
        silent = silent or part.task == "4"
    if silent:
        part.since = today


def told_by_firings(journal: Journal, since: str) -> set[tuple[str, str, str, str]]:
    rows = journal.connection.execute(
        "SELECT f.recipient, o.label, g.id, f.step FROM firing f JOIN assignment a ON a.uid = f.assignment_uid "
        "JOIN occurrence o ON o.uid = a.occurrence_uid JOIN agency g ON g.uid = a.agency_uid "
        "JOIN outbox b ON b.uid = f.outbox_uid WHERE f.decision = 'sent' AND b.written_at >= ?",
        (since,),
    )
    return {tuple(row) for row in rows}  # type: ignore[misc]


@pytest.mark.parametrize("seed", range(10))
def test_every_morning_tells_what_is_due_to_whom_it_concerns_and_nothing_else(
    journal: Journal, seed: int
) -> None:
    chance = Random(seed)
    desk = Desk()

    @contextmanager
    def outbox() -> Iterator[Outbox]:
        with journal.writing() as writer:
            yield Outbox(writer.connection)

    world = World(outbox, bootstrap.zone, Words("vi"), lambda address: "file", lambda name: desk, Uids)
    enabled = bootstrap.read_clock(f"{ENABLED}T09:00")
    enable(journal, world, journal.plans()[0], "thư ký", enabled, ENABLED)

    parts = [Part(task, agency) for task, agencies in BEARERS.items() for agency in agencies]
    supporter = (walk(DUE["1"], -1), "so-b@x.example")
    day, last_tick, letters = ENABLED, ENABLED, 0
    while day < LAST:
        day += ONE_DAY
        if chance.random() < 0.8:  # some mornings the machine is off
            now = bootstrap.read_clock(f"{day}T08:05").now
            taken = len(desk.taken)
            tick(journal, world, now, "máy thử")
            expected = set()
            if is_worked(day):
                for part in parts:
                    steps = part.told(day, last_tick)
                    heard: set[str] = set()
                    for step in steps:
                        for one in part.recipients(step):
                            if (
                                one not in heard
                            ):  # of several steps that meet a person the most urgent is told
                                heard.add(one)
                                expected.add((one, part.task, part.agency, step))
                # with its task done a supporter's part is closed
                if last_tick < supporter[0] <= day and parts[0].state != "done":
                    expected.add((supporter[1], "1", "so-b", "before1"))
                last_tick = day
            found = told_by_firings(journal, now.isoformat()[:19])
            assert found == expected, day
            said = [one.recipient.address for one in desk.taken[taken:]]
            assert sorted(said) == sorted({one[0] for one in expected}), day  # one letter each
            letters += len(said)
        for part in parts:
            happen(journal, part, chance, day)
    assert letters > 20
    keys = [one.key for one in desk.taken]
    assert len(keys) == len(set(keys))
    with sqlite3.connect(journal.path) as connection:
        assert connection.execute("SELECT DISTINCT state FROM outbox").fetchall() == [("sent",)]
        assert connection.execute("SELECT count(*) FROM replan").fetchone()[0] < 10
        assert connection.execute("SELECT sent FROM tick").fetchone() == (letters,)
