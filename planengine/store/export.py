"""The log as JSON Lines, for a checker that knows nothing of planengine: docs/trust.md has one of a few lines."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from planengine.errors import Unavailable
from planengine.store import log
from planengine.store.checkpoint import Checkpoint, open_as_stored


class Export:
    """The events of one plan, or of all by id, as lines; one pass in constant memory, all of one moment.

    Each event is one object of the columns of the log in their order, `payload` as the object that it is (as text where
    what is stored is not the canonical form of any). The last line is {"checkpoints": [...]}: what stands in the lines
    before it, so that a file without it was cut. After the pass `checkpoints` are the same, and `breaches` the first
    place of each plan where its chain does not hold: what was altered is handed over as it is.
    """

    def __init__(self, path: str, plan: str | None = None, *, ascii_only: bool = False) -> None:
        self.checkpoints: tuple[Checkpoint, ...] = ()
        self.breaches: dict[str, log.Breach] = {}
        self._path = path
        self._plan = plan
        self._ascii_only = ascii_only

    def __iter__(self) -> Iterator[str]:
        """The lines without their ends. Raises Unavailable as `connect` does, and "export.unreadable" at an event that
        the file does not give out any more."""
        connection = open_as_stored(self._path)
        try:
            plans = connection.execute(
                "SELECT uid, id FROM plan WHERE ? IN (id, '') ORDER BY id", (self._plan or "",)
            ).fetchall()
            last = []
            for uid, plan_id in plans:
                yield from self._events(connection, uid, plan_id)
                last.append({"plan_uid": uid, **self.checkpoints[-1]._asdict()})
            yield self._text({"checkpoints": last})
        finally:
            connection.close()

    def _events(self, connection: sqlite3.Connection, plan_uid: str, plan_id: str) -> Iterator[str]:
        _, _, breach = log.verify(connection, plan_uid)
        if breach is not None:
            self.breaches[plan_id] = breach
        count, end = 0, log.Head(0, "", "")
        try:
            for entry in log.entries(connection, plan_uid):
                yield self._text({**entry._asdict(), "payload": _payload(entry.payload)})
                count, end = count + 1, log.Head(entry.seq, entry.hash, entry.recorded_at)
        except (sqlite3.DatabaseError, TypeError, ValueError) as error:
            raise Unavailable("export.unreadable", plan=plan_id, seq=end.seq + 1) from error
        self.checkpoints = (*self.checkpoints, Checkpoint(plan_id, count, end.seq, end.hash))

    def _text(self, value: object) -> str:
        text = json.dumps(value, ensure_ascii=self._ascii_only, separators=(",", ":"), allow_nan=False)
        try:
            text.encode()
        except UnicodeEncodeError:  # bytes that are no UTF-8 any more, put in by another hand
            text = json.dumps(value, separators=(",", ":"), allow_nan=False)
        return text


def _payload(text: str) -> object:
    """The object, where its canonical form is `text` again; otherwise the text, so that the hash can be checked."""
    try:
        value = json.loads(text)
        return value if isinstance(value, dict) and log.canonical(value) == text else text
    except (ValueError, RecursionError):
        return text
