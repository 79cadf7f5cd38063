"""What was answered to a command that carried a key: sent again it is answered the same, and done once.

The row that says which command a key stands for is written with the first event of the command, in one transaction;
what was said to the person is added when it has been said. On the officer's fast path only where a key is given.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from planengine.errors import Refusal


class Told(NamedTuple):
    """How the command ended that first carried the key. `code`, `out` and `err` are None where it was cut off between
    writing and telling: then `seq` and `at` are all that can be said of it."""

    code: int | None
    out: str | None
    err: str | None
    seq: int
    at: datetime


class Asked:
    """A command that carries a key; `command` is the SHA-256 of all that it was asked to do."""

    def __init__(self, key: str, command: str) -> None:
        self.key = key
        self.command = command

    def mark(self, connection: sqlite3.Connection, plan_uid: str, seq: int) -> str | None:
        """The key for the event `seq`, the first that this command writes to the plan; None for later ones.

        Raises Refusal("key.used") where the plan has seen the key with another command.
        """
        row = connection.execute(
            "SELECT command FROM answer WHERE plan_uid = ? AND idem_key = ?", (plan_uid, self.key)
        ).fetchone()
        if row is not None and row[0] == self.command:
            return None
        self.check(connection, plan_uid)
        connection.execute(
            "INSERT INTO answer (plan_uid, idem_key, command, seq) VALUES (?, ?, ?, ?)",
            (plan_uid, self.key, self.command, seq),
        )
        return self.key

    def check(self, connection: sqlite3.Connection, plan_uid: str) -> None:
        """Raises Refusal("key.used") where the plan has seen the key with another command."""
        row = connection.execute(
            "SELECT e.seq, e.person, e.recorded_at FROM event e WHERE e.plan_uid = :plan AND (e.idem_key = :key "
            "OR e.seq = (SELECT seq FROM answer WHERE plan_uid = :plan AND idem_key = :key AND command <> :command)) "
            "AND NOT EXISTS (SELECT 1 FROM answer WHERE plan_uid = :plan AND idem_key = :key AND command = :command)",
            {"plan": plan_uid, "key": self.key, "command": self.command},
        ).fetchone()
        if row is not None:
            at = datetime.fromisoformat(row[2])
            raise Refusal("key.used", key=self.key, seq=row[0], person=row[1], at=at)

    def told(self, connection: sqlite3.Connection) -> Told | None:
        """What was answered to the same command under the same key; None where it was never done."""
        row = connection.execute(
            "SELECT a.code, a.out, a.err, e.seq, e.recorded_at FROM plan p JOIN answer a ON a.plan_uid = p.uid "
            "AND a.idem_key = ? AND a.command = ? JOIN event e ON e.plan_uid = p.uid AND e.seq = a.seq "
            "ORDER BY p.id LIMIT 1",
            (self.key, self.command),
        ).fetchone()
        return Told(row[0], row[1], row[2], row[3], datetime.fromisoformat(row[4])) if row else None

    def keep(self, connection: sqlite3.Connection, code: int, out: str, err: str) -> None:
        """Adds what was said, in the open transaction."""
        connection.execute(
            "UPDATE answer SET code = ?, out = ?, err = ? WHERE idem_key = ? AND command = ?",
            (code, out, err, self.key, self.command),
        )
