"""What the log says of every assignment, read off the payloads one event after the other, without the engine's help."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple


class Told(NamedTuple):
    """One assignment: the occurrence it belongs to, who has it, as what, in which state, due when."""

    occurrence: str
    agency: str
    role: str
    state: str
    due: str | None


def told_by_the_log(database: Path) -> dict[str, Told]:
    """uid → assignment, from the events alone."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        events = connection.execute(
            "SELECT stream, type, payload FROM event ORDER BY plan_uid, seq"
        ).fetchall()
    found: dict[str, Told] = {}
    dues: dict[str, str | None] = {}
    for stream, kind, text in events:
        fact = json.loads(text)
        if kind in ("occurrence_planned", "occurrence_revised"):
            _lay_out(found, dues, stream, kind, fact)
        elif kind == "due_fixed":
            for uid, one in found.items():
                if one.occurrence == stream and one.due == dues[stream]:
                    found[uid] = one._replace(due=fact["due"])
            dues[stream] = fact["due"]
        elif kind == "due_freed":
            dues[stream] = fact["due"]
            for uid, due in fact["parts"].items():
                found[uid] = found[uid]._replace(due=due)
        elif kind in ("occurrence_completed", "duty_ended"):
            _move(found, fact["closed"], "closed")
        elif kind == "occurrence_withdrawn":
            _move(found, fact["ended"], "cancelled")
        elif kind == "occurrence_reopened":
            for one in fact["restored"]:
                found[one["assignment"]] = found[one["assignment"]]._replace(state=one["state"])
        elif kind == "assignment_given":
            due = fact["work"].get("due")
            found[stream] = Told(fact["occurrence"], fact["agency"], fact["role"], fact["state"], due)
        elif stream in found:
            found[stream] = _step(found[stream], kind, fact)
    return found


def _lay_out(
    found: dict[str, Told], dues: dict[str, str | None], stream: str, kind: str, fact: dict[str, Any]
) -> None:
    """An occurrence as it is planned, planned anew since nobody has begun, or revised while somebody is at it."""
    if kind == "occurrence_planned":
        for uid in [uid for uid, one in found.items() if one.occurrence == stream]:
            del found[uid]
    dues[stream] = fact["due"]
    for one in fact["assignments"]:
        due, state = one.get("due", fact["due"]), one.get("state", "assigned")
        found[one["uid"]] = Told(stream, one["agency"], one["role"], state, due)


def _move(found: dict[str, Told], listed: list[dict[str, str]], state: str) -> None:
    for one in listed:
        before = found[one["assignment"]]
        assert (before.agency, before.state) == (one["agency"], one["from"])
        found[one["assignment"]] = before._replace(state=state)


def _step(before: Told, kind: str, fact: dict[str, Any]) -> Told:
    """What one event of its own stream makes of an assignment: it goes on from where the last one left it."""
    assert (before.agency, before.state) == (fact["agency"], fact["from"]), (kind, before, fact)
    after = before._replace(state=fact["state"])
    if kind in ("assignment_reassigned", "assignment_succeeded"):
        after = after._replace(agency=fact["to"], role=fact.get("role", before.role))
        if "work" in fact:
            after = after._replace(due=fact["work"].get("due"))
    if kind == "extension_approved":
        after = after._replace(due=fact["day"])
    if kind == "action_undone":
        back = fact["restored"]
        after = after._replace(agency=back["agency"], role=back["role"], due=back["work"].get("due"))
    return after


def kept_in_the_tables(database: Path) -> dict[str, Told]:
    """The same, as the rows have it."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT a.uid, a.occurrence_uid, g.id, a.role, a.state, a.due FROM assignment a "
            "JOIN agency g ON g.uid = a.agency_uid"
        ).fetchall()
    return {uid: Told(*rest) for uid, *rest in rows}
