"""A tick, from due rows to letters handed over, with a channel that does what the test asks of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.core.calendar import Calendar
from planengine.core.reminders import POLICIES, anchor, moments, silence
from planengine.messages import Words
from planengine.notification.api import PERMANENT, TRANSIENT, UNKNOWN, DeliveryError, Message, Receipt
from planengine.store.journal import Journal
from planengine.store.outbox import Outbox
from planengine.store.uid import Uids
from planengine.usecases import plan_reminders
from planengine.usecases.plan_reminders import facts_of
from planengine.usecases.reminding import Subject, World
from planengine.usecases.send_reminders import Ticked, tick
from tests.store.workspace import HEADER, act, apply_text, make_database

CONTACTS = HEADER
for _agency in ("ubnd-tinh", "van-phong", "so-a", "so-b", "huyen-1", "huyen-2", "huyen-3"):
    CONTACTS = CONTACTS.replace(
        f"  {_agency}: {{name: ",
        f"  {_agency}: {{contacts: [{{role: focal, email: {_agency}@x.example}}], name: ",
    )
TASKS = """\
  - {id: "1", title: Việc một, lead: so-a, due: 2024-06-28}
  - {id: "2", title: Việc hai, lead: so-a, due: 2024-06-28}
  - {id: "3", title: Báo cáo, each: [cac-huyen], due: 2024-06-28}
  - {id: "4", title: Thường xuyên, lead: so-b, kind: standing}
"""


class Channel:
    """Keeps what it accepted; `faults` are raised first, one for each letter."""

    name = "file"

    def __init__(self) -> None:
        self.accepted: list[Message] = []
        self.tried: list[Message] = []
        self.faults: list[DeliveryError] = []

    def send(self, message: Message) -> Receipt:
        self.tried.append(message)
        if self.faults:
            raise self.faults.pop(0)
        self.accepted.append(message)
        return Receipt("ok")

    def close(self) -> None:
        pass


class Office:
    """A workspace, its channel, and ticks at given moments."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.channel = Channel()

        @contextmanager
        def outbox() -> Iterator[Outbox]:
            with journal.writing() as writer:
                yield Outbox(writer.connection)

        self.world = World(
            outbox=outbox,
            zone=bootstrap.zone,
            say=Words("vi"),
            channel=lambda address: "file",
            notifier=lambda name: self.channel,
            uids=Uids,
        )

    def enable(self, day: str) -> None:
        clock = bootstrap.read_clock(day)
        plan = self.journal.plans()[0]
        plan_reminders.enable(self.journal, self.world, plan, "thư ký", clock, date.fromisoformat(day[:10]))

    def tick(self, moment: str) -> Ticked:
        return tick(self.journal, self.world, bootstrap.read_clock(moment).now, "máy thử")

    def states(self) -> list[str]:
        rows = self.journal.connection.execute("SELECT state FROM outbox ORDER BY written_at, uid")
        return [row[0] for row in rows]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("tests.store.workspace.HEADER", CONTACTS)
    settings = make_database(tmp_path)
    apply_text(settings, tmp_path, TASKS)
    return Office(bootstrap.open_journal(settings))


def test_nothing_leaves_before_a_person_has_enabled_it(office: Office) -> None:
    assert office.tick("2024-06-28T08:05").sent == 0
    assert office.channel.tried == []


def test_each_recipient_gets_one_letter_with_everything_that_is_due(office: Office) -> None:
    office.enable("2024-06-03")
    ticked = office.tick("2024-06-21T08:05")
    assert (ticked.sent, ticked.missing) == (4, 0)
    assert sorted(one.recipient.address for one in office.channel.accepted) == [
        "huyen-1@x.example",
        "huyen-2@x.example",
        "huyen-3@x.example",
        "so-a@x.example",
    ]
    (letter,) = (one for one in office.channel.accepted if one.recipient.address == "so-a@x.example")
    assert "- 1: Việc một" in letter.text
    assert "- 2: Việc hai" in letter.text
    assert letter.html is not None
    assert "Việc hai" in letter.html


def test_a_second_tick_sends_nothing_twice(office: Office) -> None:
    office.enable("2024-06-03")
    office.tick("2024-06-21T08:05")
    assert office.tick("2024-06-21T08:06").sent == 0
    assert office.tick("2024-06-21T17:00").sent == 0
    assert len({one.key for one in office.channel.accepted}) == 4


def test_what_is_due_at_night_or_on_a_day_off_waits_for_the_next_working_morning(office: Office) -> None:
    office.enable("2024-06-03")
    night = office.tick("2024-06-21T05:00")
    assert night.sent == 0
    saturday = office.tick("2024-06-22T09:00")
    assert saturday.sent == 0
    assert saturday.opens_at is not None
    assert saturday.opens_at.isoformat() == "2024-06-24T07:00:00+07:00"
    assert office.tick("2024-06-24T07:00").sent == 4


def test_moments_that_had_passed_when_reminding_was_enabled_are_never_sent_as_if_fresh(
    office: Office,
) -> None:
    office.enable("2024-06-24")
    assert office.tick("2024-06-24T09:00").sent == 0
    assert office.tick("2024-06-27T08:05").sent == 4  # the day before


def test_a_due_moment_is_not_lost_when_something_else_about_the_assignment_changes(office: Office) -> None:
    office.enable("2024-06-03")
    act(office.journal, "accept", "1", speaker="so-a", today="2024-06-21T08:30")
    (letter,) = [
        one for one in _sent(office, "2024-06-21T09:05") if one.recipient.address == "so-a@x.example"
    ]
    assert "- 1: Việc một" in letter.text


def _sent(office: Office, moment: str) -> list[Message]:
    before = len(office.channel.accepted)
    office.tick(moment)
    return office.channel.accepted[before:]


def test_done_work_is_not_reminded_and_a_report_reminds_the_secretariat_after_three_working_days(
    office: Office,
) -> None:
    office.enable("2024-06-03")
    for task in ("1", "2"):
        act(office.journal, "submit", task, speaker="so-a", evidence="1/BC", today="2024-06-10")
    letters = _sent(office, "2024-06-13T08:05")
    assert [one.recipient.address for one in letters] == ["van-phong@x.example"]
    assert "BÁO CÁO CHỜ XÁC NHẬN" in letters[0].text
    act(office.journal, "confirm", "1", "2", today="2024-06-14")
    assert [
        one.recipient.address for one in _sent(office, "2024-06-21T08:05") if "so-a" in one.recipient.address
    ] == []


def test_a_committed_date_moves_the_reminders_with_it(office: Office) -> None:
    office.enable("2024-06-03")
    act(office.journal, "commit", "1", speaker="so-a", day=date(2024, 6, 14), today="2024-06-04")
    letters = _sent(office, "2024-06-07T08:05")
    assert ["- 1: Việc một" in one.text and "14/06/2024" in one.text for one in letters] == [True]


def test_what_is_settled_before_its_letter_is_claimed_is_not_told(office: Office) -> None:
    office.enable("2024-06-03")
    office.channel.faults = [DeliveryError(TRANSIENT, "451 busy") for _ in range(4)]
    assert office.tick("2024-06-21T08:05").held == 4
    act(office.journal, "submit", "1", speaker="so-a", evidence="1/BC", today="2024-06-21")
    act(office.journal, "submit", "3", speaker="huyen-1", evidence="1/BC", today="2024-06-21")
    letters = _sent(office, "2024-06-21T09:30")
    assert sorted(one.recipient.address for one in letters) == [
        "huyen-2@x.example",
        "huyen-3@x.example",
        "so-a@x.example",
    ]
    (letter,) = (one for one in letters if one.recipient.address == "so-a@x.example")
    assert "- 1: Việc một" not in letter.text
    assert "- 2: Việc hai" in letter.text


@pytest.mark.parametrize("outcome", [TRANSIENT, UNKNOWN])
def test_a_letter_that_did_not_surely_arrive_is_tried_again_later_under_the_same_key(
    office: Office, outcome: str
) -> None:
    office.enable("2024-06-03")
    office.channel.faults = [DeliveryError(outcome, "451 later")]
    first = office.tick("2024-06-21T08:05")
    assert (first.sent, first.held) == (3, 1)
    assert office.tick("2024-06-21T08:05").sent == 0
    assert office.tick("2024-06-21T08:20").sent == 1
    assert office.channel.tried[0].key == office.channel.accepted[-1].key


def test_a_letter_refused_for_good_is_not_tried_again_and_stays_to_be_seen(office: Office) -> None:
    office.enable("2024-06-03")
    office.channel.faults = [DeliveryError(PERMANENT, "550 no such user")]
    assert office.tick("2024-06-21T08:05").failed == 1
    assert office.tick("2024-06-24T08:05").failed == 0
    assert office.states().count("failed") == 1
    assert len(office.channel.tried) == len(office.states())
    detail = office.journal.connection.execute(
        "SELECT detail FROM attempt WHERE outcome = 'permanent'"
    ).fetchone()
    assert detail == ("550 no such user",)


def test_a_channel_at_fault_keeps_all_its_letters_due(office: Office) -> None:
    office.enable("2024-06-03")
    office.channel.faults = [DeliveryError(PERMANENT, "535 login refused", channel_fault=True)]
    ticked = office.tick("2024-06-21T08:05")
    assert (ticked.sent, ticked.failed, ticked.channel_fault) == (0, 0, "535 login refused")
    assert len(office.channel.tried) == 1
    assert office.tick("2024-06-21T08:20").sent == 4


def test_a_letter_that_never_gets_through_is_given_up_after_a_day_and_stays_to_be_seen(
    office: Office,
) -> None:
    office.enable("2024-06-03")
    office.channel.faults = [DeliveryError(TRANSIENT, "451 busy") for _ in range(1000)]
    start = bootstrap.read_clock("2024-06-21T08:05").now
    for quarter in range(4 * 40):
        tick(office.journal, office.world, start + timedelta(minutes=15 * quarter), "máy thử")
    assert set(office.states()) == {"dead"}


def test_a_worker_killed_between_the_claim_and_the_end_costs_at_most_one_copy_of_the_same_letter(
    office: Office,
) -> None:
    office.enable("2024-06-03")

    class Killed(BaseException):
        pass

    def die(message: Message) -> Receipt:
        office.channel.accepted.append(message)
        raise Killed

    alive = office.channel.send
    office.channel.send = die  # type: ignore[method-assign]
    with pytest.raises(Killed):
        office.tick("2024-06-21T08:05")
    office.channel.send = alive  # type: ignore[method-assign]
    assert office.tick("2024-06-21T08:06").sent == 3  # its lease still runs
    assert office.tick("2024-06-21T08:15").sent == 1
    keys = [one.key for one in office.channel.accepted]
    assert len(keys) == 5
    assert len(set(keys)) == 4


def test_two_workers_at_once_share_the_letters_and_send_none_twice(office: Office) -> None:
    office.enable("2024-06-03")
    other = Office(Journal(office.journal.path))
    now = bootstrap.read_clock("2024-06-21T08:05").now

    def meanwhile(message: Message) -> Receipt:
        office.channel.accepted.append(message)
        if len(office.channel.accepted) == 1:
            tick(other.journal, other.world, now, "máy hai")
        return Receipt(None)

    office.channel.send = meanwhile  # type: ignore[method-assign]
    tick(office.journal, office.world, now, "máy một")
    keys = [one.key for one in office.channel.accepted + other.channel.accepted]
    assert sorted(keys) == sorted(set(keys))
    assert len(keys) == 4


def test_every_open_assignment_of_the_shipped_plan_has_a_next_moment_or_a_reason_for_silence(
    tmp_path: Path,
) -> None:
    from planengine.planfile.read import read_plan
    from planengine.usecases.apply_plan import apply_plans, prepare

    settings = make_database(tmp_path)
    journal = bootstrap.open_journal(settings)
    plan_file = Path(__file__).resolve().parents[2] / "plans" / "kh_106.yaml"
    apply_plans(
        bootstrap.open_ledger(journal),
        [prepare(read_plan(plan_file))],
        person="thư ký",
        clock=bootstrap.read_clock("2024-11-01"),
        reason=None,
        local_day=bootstrap.local_day,
    )
    office = Office(journal)
    (plan,) = journal.plans()
    local = bootstrap.read_clock("2024-11-04").now.astimezone(bootstrap.zone(plan.timezone))
    with office.world.outbox() as outbox:
        calendar = outbox.calendar(plan.calendar)
        subjects = outbox.subjects(plan.uid)
        lines = []
        for subject in subjects:
            rows = [
                row
                for row in plan_reminders.plan_steps(subject, {}, calendar, local)
                if row.state == "planned"
            ]
            why = silence(facts_of(subject))
            moment = min((row.next_at for row in rows), default=None)
            lines.append(f"{subject.label} {subject.agency}: {moment or why or 'past'}")
            assert rows or why is not None or passed(subject, calendar, local.date()), lines[-1]
    print("\n".join(lines))
    assert len(lines) == 1158


def passed(subject: Subject, calendar: Calendar, today: date) -> bool:
    """Whether every step that speaks of the assignment has had its last moment."""
    found = [(step, anchor(step, facts_of(subject))) for step in POLICIES[subject.policy]]
    spoken = [(step, day) for step, day in found if day is not None]
    return bool(spoken) and all(
        moment.day <= today for step, day in spoken for moment in moments(step, day, calendar)
    )


def test_the_dedup_key_is_what_keeps_a_moment_from_being_told_twice(office: Office) -> None:
    office.enable("2024-06-03")
    office.tick("2024-06-21T08:05")
    with office.journal.writing() as writer:
        # as after a restored backup: the row says again what was told
        writer.connection.execute(
            "UPDATE reminder SET state = 'planned', sent = 0, "
            "next_at = '2024-06-21T01:00:00.000000Z' WHERE step = 'before5'"
        )
    assert office.tick("2024-06-21T08:10").sent == 0
    with sqlite3.connect(office.journal.path) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (4,)
