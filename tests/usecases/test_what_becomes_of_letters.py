"""What the database says afterwards of every moment and every letter: told, merged, settled, nobody to tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.notification.api import TRANSIENT, DeliveryError
from planengine.store.outbox import LEASE
from tests.store import workspace
from tests.store.workspace import act, apply_text, make_database
from tests.usecases.test_sending_reminders import CONTACTS, TASKS, Office

WARNED = "2024-06-21T08:05"
"""Five working days before the due date of everything."""


def open_office(folder: Path, monkeypatch: pytest.MonkeyPatch, header: str = CONTACTS) -> Office:
    monkeypatch.setattr(workspace, "HEADER", header)
    settings = make_database(folder)
    apply_text(settings, folder, TASKS)
    office = Office(bootstrap.open_journal(settings))
    office.enable("2024-06-03")
    return office


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return open_office(tmp_path, monkeypatch)


def rows(office: Office, sql: str) -> list[tuple[object, ...]]:
    return office.journal.connection.execute(sql).fetchall()


def decisions(office: Office) -> dict[str, int]:
    return dict(rows(office, "SELECT decision, count(*) FROM firing GROUP BY 1"))  # type: ignore[arg-type]


def test_an_agency_nobody_can_write_to_is_counted_and_keeps_nobody_else_from_a_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = CONTACTS.replace("contacts: [{role: focal, email: so-a@x.example}], ", "")
    office = open_office(tmp_path, monkeypatch, header)
    ticked = office.tick(WARNED)
    assert (ticked.sent, ticked.missing) == (3, 2)  # its two tasks
    assert decisions(office) == {"sent": 3, "no_contact": 2}
    assert office.tick("2024-06-21T09:00").missing == 0


def test_of_several_moments_about_one_task_the_most_urgent_is_told_and_the_others_are_noted(
    office: Office,
) -> None:
    office.tick("2024-06-27T08:05")  # the machine was off on the 21st: both warnings come together
    warnings = (
        "SELECT step, decision, outbox_uid IS NULL, count(*) FROM firing WHERE step LIKE 'before%' "
        "GROUP BY 1, 2, 3 ORDER BY 1"
    )
    assert rows(office, warnings) == [("before1", "sent", 0, 5), ("before5", "merged", 1, 5)]
    own = [one for one in office.channel.accepted if one.recipient.address == "huyen-1@x.example"]
    assert [one.text.count("Báo cáo") for one in own] == [1]


def test_a_letter_taken_back_is_marked_so_and_what_is_still_open_moves_to_the_next(office: Office) -> None:
    office.channel.faults = [DeliveryError(TRANSIENT, "451 busy") for _ in range(4)]
    office.tick(WARNED)
    act(office.journal, "submit", "1", speaker="so-a", evidence="1/BC", today="2024-06-21T08:30")
    act(office.journal, "submit", "3", speaker="huyen-1", evidence="1/BC", today="2024-06-21T08:30")
    assert office.tick("2024-06-21T09:30").sent == 3
    assert sorted(office.states()) == ["sent", "sent", "sent", "superseded", "superseded"]
    assert decisions(office) == {"sent": 3, "settled": 2}
    settled = rows(
        office,
        "SELECT o.label, b.state FROM firing f JOIN assignment a ON a.uid = f.assignment_uid JOIN occurrence o "
        "ON o.uid = a.occurrence_uid LEFT JOIN outbox b ON b.uid = f.outbox_uid WHERE f.decision = 'settled' "
        "ORDER BY 1",
    )
    assert settled == [("1", "superseded"), ("3", "superseded")]
    assert rows(
        office,
        "SELECT count(*) FROM firing f JOIN outbox b ON b.uid = f.outbox_uid "
        "WHERE f.decision = 'sent' AND b.state <> 'sent'",
    ) == [(0,)]
    # later ticks, beyond every lease, find nothing left to do with them
    later = office.tick("2024-06-21T16:00")
    assert (later.sent, later.held, later.failed) == (0, 0, 0)
    outcomes = dict(rows(office, "SELECT outcome, count(*) FROM attempt GROUP BY 1"))
    assert outcomes == {"transient": 4, "superseded": 2, "accepted": 3}


def test_a_letter_about_one_task_belongs_to_its_thread_and_one_about_several_to_none(office: Office) -> None:
    office.tick(WARNED)
    threads = {one.recipient.address: one.thread for one in office.channel.accepted}
    (own,) = rows(
        office, "SELECT a.uid FROM assignment a JOIN agency g ON g.uid = a.agency_uid WHERE g.id = 'huyen-1'"
    )
    assert threads["huyen-1@x.example"] == own[0]
    assert threads["so-a@x.example"] is None


def test_all_letters_of_a_channel_at_fault_count_as_waiting(office: Office) -> None:
    office.channel.faults = [DeliveryError(TRANSIENT, "connection refused", channel_fault=True)]
    ticked = office.tick(WARNED)
    assert (ticked.written, ticked.sent, ticked.held) == (4, 0, 4)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2024-06-21T06:59", "2024-06-21T07:00:00+07:00"),
        ("2024-06-21T17:31", "2024-06-24T07:00:00+07:00"),  # a Friday evening
        ("2024-06-20T23:00", "2024-06-21T07:00:00+07:00"),
        ("2024-06-23T12:00", "2024-06-24T07:00:00+07:00"),
    ],
)
def test_outside_the_hours_the_next_opening_is_said(office: Office, moment: str, opens: str) -> None:
    ticked = office.tick(moment)
    assert ticked.sent == ticked.written == 0
    assert ticked.opens_at == datetime.fromisoformat(opens)


@pytest.mark.parametrize("moment", ["2024-06-21T08:00", "2024-06-21T17:30"])
def test_within_the_hours_nothing_is_said_of_an_opening(office: Office, moment: str) -> None:
    ticked = office.tick(moment)
    assert (ticked.sent, ticked.opens_at) == (4, None)


def test_a_step_that_has_had_its_last_moment_is_finished(office: Office) -> None:
    office.tick(WARNED)
    finished = "SELECT DISTINCT state, sent FROM reminder WHERE step = 'before5'"
    assert rows(office, finished) == [("finished", 1)]
    day = datetime(2024, 6, 24).date()  # noqa: DTZ001
    for number in range(120):
        office.tick(f"{day + timedelta(days=number)}T08:05")
    left = rows(office, "SELECT step, sent FROM reminder WHERE state = 'finished' AND step = 'overdue'")
    assert set(left) == {("overdue", 10)}
    planned = rows(office, "SELECT DISTINCT step FROM reminder WHERE state = 'planned'")
    assert {one[0] for one in planned} <= {"update", "update_late"}


def test_whoever_lost_the_lease_marks_nothing(office: Office) -> None:
    now = bootstrap.read_clock(WARNED).now
    office.channel.faults = [DeliveryError(TRANSIENT, "451 busy") for _ in range(4)]
    office.tick(WARNED)
    with office.world.outbox() as outbox:
        first = outbox.claim(now + timedelta(minutes=10), "một", [])
        assert first is not None
    with office.world.outbox() as outbox:
        taken = outbox.claim(now + timedelta(minutes=10) + LEASE, "hai", [])
        assert taken is not None
        assert taken.uid != first.uid  # its lease runs to the end of that minute
    with office.world.outbox() as outbox:
        late = now + timedelta(minutes=10, seconds=1) + LEASE
        again = [outbox.claim(late, "ba", []) for _ in range(4)]
        second = next(one for one in again if one is not None and one.uid == first.uid)
    with office.world.outbox() as outbox:
        assert not outbox.settle(first, "accepted", "250 ok", "x", late)
        assert rows(office, f"SELECT state FROM outbox WHERE uid = '{first.uid}'") == [("sending",)]
        assert outbox.settle(second, "accepted", "250 ok", "y", late)
    found = rows(office, f"SELECT state, provider_id FROM outbox WHERE uid = '{first.uid}'")
    assert found == [("sent", "y")]


def test_each_channel_is_closed_after_the_round(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    monkeypatch.setattr(office.channel, "close", lambda: closed.append("file"))
    office.tick(WARNED)
    assert closed == ["file"]
    assert rows(office, "SELECT worker, sent FROM tick") == [("máy thử", 4)]


def test_a_letter_is_tried_again_after_a_minute_then_ever_more_seldom(office: Office) -> None:
    now = bootstrap.read_clock(WARNED).now
    office.channel.faults = [DeliveryError(TRANSIENT, "451 busy") for _ in range(4)]
    office.tick(WARNED)
    waits = []
    for _ in range(7):
        with office.world.outbox() as outbox:
            claimed = outbox.claim(now + timedelta(hours=23), "một", [])
            assert claimed is not None
            outbox.settle(claimed, TRANSIENT, "451 busy", None, now)
            ((after,),) = rows(office, f"SELECT next_at FROM outbox WHERE uid = '{claimed.uid}'")
            waits.append((datetime.fromisoformat(str(after)) - now).total_seconds() / 60)
            others = f"UPDATE outbox SET state = 'dead' WHERE uid <> '{claimed.uid}'"
            office.journal.connection.execute(others)
    for wait, least in zip(waits, (5, 15, 60, 240, 240, 240, 240), strict=True):  # the first was the tick's
        assert least <= wait <= least * 1.25, waits
