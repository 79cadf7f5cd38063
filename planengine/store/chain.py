"""Linking new facts to the end of a plan's log; the only place where entries are made."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from planengine.errors import Refusal
from planengine.store import log
from planengine.store.columns import day, instant

if TYPE_CHECKING:
    from planengine.core.events import Origin


class Chain:
    """The end of a plan's log in an open transaction, growing; its entries must be inserted in the order they are made.

    All entries carry the same origin, moment, revision and correlation; `idem_key`, or the key that the command was
    sent with, stands on the first. Raises Refusal("clock.before_log") when `now` lies before the last entry,
    Refusal("key.used") where that key stands for another command, and Refusal("plan.closed") where the plan has ended.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        plan_uid: str,
        revision: int,
        origin: Origin,
        now: datetime,
        *,
        correlation: str,
        idem_key: str | None = None,
    ) -> None:
        _check_not_closed(connection, plan_uid)
        end = log.head(connection, plan_uid)
        self._recorded_at = instant(now)
        if self._recorded_at < end.recorded_at:
            raise Refusal("clock.before_log", now=now, head=datetime.fromisoformat(end.recorded_at))
        self.seq = end.seq
        self._hash = end.hash
        self._connection = connection
        self._plan_uid = plan_uid
        self._revision = revision
        self._origin = origin
        self._correlation = correlation
        self._idem_key = idem_key
        asked = getattr(connection, "asked", None)
        if asked is not None:  # what carries a key of its own, as a row of a sheet does, keeps it
            marked = asked.mark(connection, plan_uid, self.seq + 1)
            self._idem_key = idem_key or marked
        self._versions: dict[str, int] = {}

    def link(
        self, stream: str, event: str, payload: Mapping[str, object], *, after: int | None = None
    ) -> log.Entry:
        """The next entry of the log and of its stream.

        `after` is the version that the stream is at, where the caller knows it and spares the look-up.
        """
        if stream not in self._versions:
            self._versions[stream] = self._version(stream) if after is None else after
        self._versions[stream] += 1
        self.seq += 1
        origin = self._origin
        entry = log.seal(
            (
                self._plan_uid,
                self.seq,
                stream,
                self._versions[stream],
                event,
                log.SCHEMA,
                origin.on.isoformat(),
                self._recorded_at,
                origin.person,
                origin.agency,
                origin.typed_by,
                origin.decided_by,
                origin.channel,
                origin.document,
                origin.clock,
                self._revision,
                self._correlation,
                self._idem_key,
                log.canonical(payload),
                self._hash,
            )
        )
        self._hash = entry.hash
        self._idem_key = None
        return entry

    def _version(self, stream: str) -> int:
        row = self._connection.execute(
            "SELECT ifnull(max(version), 0) FROM event WHERE plan_uid = ? AND stream = ?",
            (self._plan_uid, stream),
        ).fetchone()
        return int(row[0])


def _check_not_closed(connection: sqlite3.Connection, plan_uid: str) -> None:
    row = connection.execute("SELECT id, closed_on FROM plan WHERE uid = ?", (plan_uid,)).fetchone()
    if row is not None and row[1] is not None:
        raise Refusal("plan.closed", plan=row[0], on=day(row[1]))
