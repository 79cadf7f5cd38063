"""What has happened on some streams since somebody looked, for whoever decided on what was seen then."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from planengine.usecases.racing import Moved

_EVENTS = (
    "SELECT person, agency, type, recorded_at, payload FROM event WHERE plan_uid = ?1 AND seq > ?2 AND "
    "(stream IN (SELECT value FROM json_each(?3)) OR type = 'revision_applied') ORDER BY seq"
)


def moved_since(
    connection: sqlite3.Connection, plan_uid: str, seq: int, streams: Iterable[str]
) -> tuple[Moved, ...]:
    """Events after that number of the plan's log on these streams, and every revision since, the oldest first."""
    rows = connection.execute(_EVENTS, (plan_uid, seq, json.dumps(sorted(streams)))).fetchall()
    if not rows:
        return ()
    names = dict(connection.execute("SELECT id, short FROM agency").fetchall())
    return tuple(
        Moved(str(fact.get("task", "")), "", person, agency, datetime.fromisoformat(at), event, fact, names)
        for person, agency, event, at, fact in (
            (person, agency, event, at, json.loads(payload)) for person, agency, event, at, payload in rows
        )
    )
