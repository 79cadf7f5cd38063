"""The ledger of revisions on SQLite: one transaction under the file lock for all that is applied together."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from planengine.core.events import Origin
from planengine.core.plan import Move
from planengine.core.renames import Renames
from planengine.core.revision import Live, Revised
from planengine.store import log, revisions
from planengine.store.application import write_revision
from planengine.store.drawn import PlansInForce
from planengine.store.journal import Journal
from planengine.store.renaming import moves_on_record, tasks_gone, tracked_renames
from planengine.store.revised import live_work
from planengine.store.since import moved_since
from planengine.usecases.applying import Application, AppliedHead
from planengine.usecases.racing import Moved
from planengine.usecases.read_graph import InForce


class SqliteLedger:
    """Revisions in the journal's database."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def head(self, plan_id: str) -> AppliedHead | None:
        """The revision in force as committed, or None."""
        return revisions.applied_head(self._journal.connection, plan_id)

    def in_force(self, plan_uid: str) -> InForce:
        """The canonical texts of the plan in force, its directory and its calendar."""
        return PlansInForce(self._journal.connection).in_force(plan_uid)

    def work(self, plan_uid: str, concerned: Callable[[str], bool]) -> Mapping[str, Live]:
        """Every occurrence of a plan as it stands now, by label; with its parts where its label is concerned."""
        return live_work(self._journal.connection, plan_uid, concerned)

    def renames(self, plan_uid: str, moved: Sequence[Move]) -> Renames:
        """What `moved` of a plan file says of what is tracked."""
        return tracked_renames(self._journal.connection, plan_uid, moved)

    def moves(self) -> Mapping[str, tuple[Move, ...]]:
        """For every plan in force what its revisions say was renamed."""
        return moves_on_record(self._journal.connection)

    def gone(self, plan_uid: str) -> Mapping[str, str]:
        """Id → title of every task that has left the plan."""
        return tasks_gone(self._journal.connection, plan_uid)

    def seq(self, plan_uid: str) -> int:
        """The number of the plan's last event."""
        return log.head(self._journal.connection, plan_uid).seq

    def since(self, plan_uid: str, seq: int, streams: Sequence[str]) -> tuple[Moved, ...]:
        """What has happened on these streams after that event, and every revision that was applied."""
        return moved_since(self._journal.connection, plan_uid, seq, streams)

    @contextmanager
    def applying(self) -> Iterator[SqliteLedgerWriter]:
        """One transaction; rolled back on any error."""
        with self._journal.writing() as writer:
            yield SqliteLedgerWriter(writer.connection)


class SqliteLedgerWriter:
    """The open transaction of an apply."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def head(self, plan_id: str) -> AppliedHead | None:
        """The revision in force, or None."""
        return revisions.applied_head(self._connection, plan_id)

    def write_shared(self, application: Application, now: datetime) -> None:
        """Takes over directory and calendar."""
        revisions.write_shared(self._connection, application, now)

    def in_force(self, plan_uid: str) -> InForce:
        """The canonical texts of the plan in force, its directory and its calendar."""
        return PlansInForce(self._connection).in_force(plan_uid)

    def work(self, plan_uid: str, concerned: Callable[[str], bool]) -> Mapping[str, Live]:
        """Every occurrence of a plan as it stands now, by label; with its parts where its label is concerned."""
        return live_work(self._connection, plan_uid, concerned)

    def renames(self, plan_uid: str, moved: Sequence[Move]) -> Renames:
        """What `moved` of a plan file says of what is tracked."""
        return tracked_renames(self._connection, plan_uid, moved)

    def moves(self) -> Mapping[str, tuple[Move, ...]]:
        """For every plan in force what its revisions say was renamed."""
        return moves_on_record(self._connection)

    def gone(self, plan_uid: str) -> Mapping[str, str]:
        """Id → title of every task that has left the plan."""
        return tasks_gone(self._connection, plan_uid)

    def seq(self, plan_uid: str) -> int:
        """The number of the plan's last event."""
        return log.head(self._connection, plan_uid).seq

    def since(self, plan_uid: str, seq: int, streams: Sequence[str]) -> tuple[Moved, ...]:
        """What has happened on these streams after that event, and every revision that was applied."""
        return moved_since(self._connection, plan_uid, seq, streams)

    def write_revision(
        self,
        application: Application,
        changes: Sequence[Revised],
        head: AppliedHead | None,
        origin: Origin,
        now: datetime,
        reason: str | None,
        removed: Mapping[str, str],
    ) -> int:
        """Writes the next revision; returns how many events that made."""
        return write_revision(self._connection, application, changes, head, origin, now, reason, removed)
