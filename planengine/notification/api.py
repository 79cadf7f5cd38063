"""The door between the engine and every channel.

A notifier imports this module and nothing else of planengine; the engine knows a notifier by nothing but these
names. Standard library only, so that a third party's channel needs no more than this file to be written and tested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

ACCEPTED = "accepted"
"""The other side has taken responsibility for the message."""
PERMANENT = "permanent"
"""It never will: trying the same message again is useless."""
TRANSIENT = "transient"
"""Not now: the same message may be tried again later."""
UNKNOWN = "unknown"
"""The connection was lost when the message may already have been taken: neither success nor failure."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person or office, with the address that the channel in question understands."""

    name: str
    address: str
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with the message; `mime` is type/subtype."""

    filename: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said to one recipient, complete and frozen.

    `key` is the same on every retry of the same message and different for every other message: a channel derives its
    own identity (Message-ID, tracking id) from it. `text` is complete by itself; `html` says the same. `thread` names
    what the message is about (an assignment), or None for a digest. `created` is an aware time in the plan's zone.
    `restricted` asks chat channels to send nothing but `subject` and `link`.
    """

    key: str
    recipient: Recipient
    subject: str
    text: str
    created: datetime
    html: str | None = None
    thread: str | None = None
    link: str | None = None
    restricted: bool = False
    urgent: bool = False
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side's word that it has the message; `provider_id` is its own name for it, if it gave one."""

    provider_id: str | None = None
    detail: str = ""


class DeliveryError(Exception):
    """The message was not (or not surely) handed over.

    `outcome` is PERMANENT, TRANSIENT or UNKNOWN; the channel judges, the engine decides what follows. `detail` holds
    the words of the other side and never a secret. `retry_after` is in seconds, where the other side asked for it.
    `channel_fault` is True when the channel itself is at fault (refused login, unreachable server) and not this one
    recipient.
    """

    def __init__(
        self, outcome: str, detail: str, *, retry_after: float | None = None, channel_fault: bool = False
    ) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.retry_after = retry_after
        self.channel_fault = channel_fault


class Notifier(Protocol):
    """One channel. `send` hands over one message and returns, or raises `DeliveryError`; it never retries later by
    itself. `close` ends a batch and may be called twice."""

    name: str

    def send(self, message: Message) -> Receipt: ...

    def close(self) -> None: ...


class SettingsError(Exception):
    """The channel's settings are missing or wrong; `key` names the setting, `reason` says what is wrong with it."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


NotifierFactory = Callable[[Mapping[str, str]], Notifier]
"""What an entry point of the group `planengine.notifiers` names: settings of the channel in, notifier out."""
