"""The values of reminding: what is planned, what came due, what is in the outbox, and the ports that keep them.

Instants are text as the database writes them (UTC, "2024-12-05T01:00:00.000000Z"); days are ISO text in the plan's
zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, tzinfo
from typing import NamedTuple, Protocol

from planengine.core.calendar import Calendar
from planengine.messages import Words
from planengine.notification.api import Notifier


class Subject(NamedTuple):
    """An assignment as reminders see it."""

    uid: str
    plan_uid: str
    label: str
    title: str
    agency: str
    agency_short: str
    is_group: int
    role: str
    state: str
    policy: str
    kind: str
    opens_on: str
    closes_on: str
    due: str | None
    committed: str | None
    internal_due: str | None
    update_every: str | None
    updated_on: str | None
    reported_on: str | None
    restricted: int
    request: int
    tracked_from: str | None = None


class Planned(NamedTuple):
    """One step for one assignment: `sent` moments have gone out, the next stands at `next_at`.

    `state` is "planned", "stopped" (must not go out as things stand) or "finished" (no moment left). `anchor` is the
    day it counts from; another anchor raises `generation`.
    """

    assignment_uid: str
    step: str
    next_at: str
    state: str
    anchor: str
    generation: int
    sent: int


class Firing(NamedTuple):
    """A planned moment that came due for one recipient; `decision` "sent", "merged", "settled" or "no_contact"."""

    dedup_key: str
    assignment_uid: str
    step: str
    generation: int
    number: int
    recipient: str
    planned_at: str
    decision: str


class Letter(NamedTuple):
    """One letter to one recipient on one channel, frozen; `message` is its JSON."""

    uid: str
    dedup_key: str
    channel: str
    recipient: str
    address: str
    message: str


class Claimed(NamedTuple):
    """A letter that this worker may send until its lease ends."""

    uid: str
    plan_uid: str
    channel: str
    recipient: str
    address: str
    message: str
    attempt: int
    lease_token: str
    written_at: str


class Contact(NamedTuple):
    """How an agency is reached."""

    agency: str
    agency_short: str
    role: str
    name: str | None
    email: str | None


class Outbox(Protocol):
    """The reminding side of one open transaction; `store.outbox.Outbox` says what each call promises."""

    def subjects(self, plan_uid: str) -> tuple[Subject, ...]: ...
    def subject(self, assignment_uid: str) -> Subject | None: ...
    def calendar(self, calendar_id: str) -> Calendar: ...
    def contacts(self, agency: str) -> tuple[Contact, ...]: ...
    def take_replans(self, plan_uid: str) -> tuple[str | None, dict[str, str]]: ...
    def planned(self, assignment_uid: str) -> tuple[Planned, ...]: ...
    def plan(self, plan_uid: str, rows: Iterable[Planned]) -> None: ...
    def due(self, plan_uid: str, now: datetime) -> tuple[Planned, ...]: ...
    def fire(self, plan_uid: str, firing: Firing, outbox_uid: str | None) -> bool: ...
    def fired(self, dedup_key: str) -> bool: ...
    def write(self, plan_uid: str, letter: Letter, now: datetime) -> None: ...
    def claim(self, now: datetime, worker: str, skip: Sequence[str]) -> Claimed | None: ...
    def channels_due(self, now: datetime) -> tuple[str, ...]: ...
    def count_due(self, now: datetime, channels: Sequence[str]) -> int: ...
    def items(self, outbox_uid: str) -> tuple[Firing, ...]: ...
    def supersede(self, claimed: Claimed, replacement: str | None, kept: Iterable[str]) -> None: ...
    def settle(
        self, claimed: Claimed, outcome: str, detail: str, provider_id: str | None, now: datetime
    ) -> bool: ...
    def beat(self, worker: str, now: datetime, sent: int) -> None: ...


MISSING = ""
"""Stands for the recipient where a role has nobody to reach."""


class Item(NamedTuple):
    """One line of a letter: an assignment and the step that speaks of it."""

    firing: Firing
    subject: Subject
    step: str


class Address(NamedTuple):
    """A person or office to write to."""

    agency: str
    name: str
    address: str


class World(NamedTuple):
    """What sending needs besides the values.

    `outbox` opens one transaction; `zone` names a plan's time zone; `say` speaks the letters' language; `channel` says
    by which channel an address is reached; `notifier` builds its notifier; `uids` makes uids for a moment.
    """

    outbox: Callable[[], AbstractContextManager[Outbox]]
    zone: Callable[[str], tzinfo]
    say: Words
    channel: Callable[[str], str]
    notifier: Callable[[str], Notifier]
    uids: Callable[[datetime], Callable[[], str]]
