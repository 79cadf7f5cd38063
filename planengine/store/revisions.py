"""What plans share and what is in force: directory, calendar, the head of each plan, and the work as it was planned."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from planengine.core import status
from planengine.core.calendar import Calendar
from planengine.core.changes import Given, Outline, Terms, Wait
from planengine.core.plan import Directory
from planengine.store.columns import instant, iso
from planengine.store.succession import taken_over
from planengine.store.uid import Uids
from planengine.usecases.applying import Application, AppliedHead, Shared


def applied_head(connection: sqlite3.Connection, plan_id: str) -> AppliedHead | None:
    """The revision in force of a plan, or None where it has never been applied."""
    row = connection.execute(
        "SELECT p.uid, p.revision, r.sha256, r.directory, r.calendar, r.canonical FROM plan p "
        "JOIN revision r ON r.plan_uid = p.uid AND r.number = p.revision WHERE p.id = ?",
        (plan_id,),
    ).fetchone()
    return AppliedHead(*row) if row else None


def write_shared(connection: sqlite3.Connection, application: Application, now: datetime) -> None:
    """Takes over the directory and the calendar of the application, where they differ from what is in force."""
    _write_source(connection, "directory", application.directory_source, now)
    _write_source(connection, "calendar", application.calendar_source, now)
    write_directory(connection, application.directory, Uids(now))
    write_calendar(connection, application.calendar)


def _write_source(connection: sqlite3.Connection, kind: str, source: Shared, now: datetime) -> None:
    connection.execute(
        "INSERT INTO source (sha256, kind, name, canonical, applied_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (sha256) DO NOTHING",
        (source.sha256, kind, source.name, source.canonical, instant(now)),
    )


def write_directory(connection: sqlite3.Connection, directory: Directory, uids: Uids) -> None:
    """Takes over agencies and groups with their contacts; who is not in it any more keeps the row it had."""
    bodies: list[tuple[object, ...]] = [
        (uids(), one.id, one.name, one.short or one.name, one.kind, 0, iso(one.from_), iso(one.until))
        for one in directory.agencies.values()
    ]
    bodies += [
        (uids(), one.id, one.name, one.name, "group", 1, None, None) for one in directory.groups.values()
    ]
    connection.executemany(
        "INSERT INTO agency (uid, id, name, short, kind, is_group, valid_from, valid_until) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
        "short = excluded.short, kind = excluded.kind, is_group = excluded.is_group, "
        "valid_from = excluded.valid_from, valid_until = excluded.valid_until",
        bodies,
    )
    known = agency_uids(connection)
    contacts = [
        (known[one.id], contact.role, position, contact.name, contact.email, contact.zalo, contact.phone)
        for one in directory.agencies.values()
        for position, contact in enumerate(one.contacts)
    ]
    connection.executemany(
        "DELETE FROM contact WHERE agency_uid = ?", [(known[one],) for one in directory.agencies]
    )
    connection.executemany(
        "INSERT INTO contact (agency_uid, role, position, name, email, zalo, phone) VALUES (?, ?, ?, ?, ?, ?, ?)",
        contacts,
    )


def write_calendar(connection: sqlite3.Connection, calendar: Calendar) -> None:
    """Takes over the calendar, in the place of one of the same id."""
    connection.execute(
        "INSERT INTO calendar (id, weekend, covers_from, covers_until) VALUES (?, ?, ?, ?) ON CONFLICT (id) "
        "DO UPDATE SET weekend = excluded.weekend, covers_from = excluded.covers_from, "
        "covers_until = excluded.covers_until",
        (
            calendar.id,
            ",".join(str(number) for number in sorted(calendar.weekend)),
            calendar.covers[0].isoformat(),
            calendar.covers[1].isoformat(),
        ),
    )
    connection.execute("DELETE FROM day WHERE calendar = ?", (calendar.id,))
    days = [(calendar.id, one.isoformat(), 0) for one in sorted(calendar.days_off)]
    days += [(calendar.id, one.isoformat(), 1) for one in sorted(calendar.working_days)]
    connection.executemany("INSERT INTO day (calendar, day, worked) VALUES (?, ?, ?)", days)


def agency_uids(connection: sqlite3.Connection) -> dict[str, str]:
    """id → uid of every agency and group."""
    return dict(connection.execute("SELECT id, uid FROM agency").fetchall())


def _answering(given: Mapping[str, list[Given]], successor: str, predecessor: str) -> tuple[str, ...]:
    """The agencies that the plan gave work in both occurrences, supporters left out; of a predecessor in another plan
    nothing is known here."""
    own = [part.agency for part in given.get(successor, ()) if part.role != "support"]
    before = {part.agency for part in given.get(predecessor, ()) if part.role != "support"}
    return tuple(one for one in own if predecessor.startswith("?") or one in before)


def live_outline(connection: sqlite3.Connection, plan_uid: str) -> dict[str, Outline]:
    """The occurrences of a plan as they were planned, by label, each part with the state it is in now.

    A part that went to another agency since stands under the agency and the role of the plan, in the state "reassigned"
    where a person gave it away, "succeeded" where a reorganisation did. Occurrences opened on demand are left out.
    """
    taken = taken_over(connection, plan_uid)
    given: dict[str, list[Given]] = {}
    touched: set[str] = set()
    for occurrence, uid, agency, role, size, state in connection.execute(
        "SELECT a.occurrence_uid, a.uid, g.id, a.role, a.size, a.state FROM assignment a "
        "JOIN agency g ON g.uid = a.agency_uid WHERE a.plan_uid = ?",
        (plan_uid,),
    ):
        before = taken.get(uid)
        if before is not None or state == status.MERGED:
            touched.add(occurrence)
        part = Given(agency, role, size, state)
        if before is not None:
            if before.agency is None:
                continue  # the part of one of several heirs, which no plan gave to anybody
            how = "reassigned" if before.by_hand else "succeeded"
            part = Given(before.agency, before.role or role, before.size or size, how)
        given.setdefault(occurrence, []).append(part)
    waits: dict[str, list[Wait]] = {}
    for row in connection.execute(
        "SELECT e.successor, ifnull(d.label, e.predecessor), ifnull(g.id, ''), e.type, e.lag_count, e.lag_unit, "
        "e.soft, e.reason, e.predecessor FROM edge e LEFT JOIN occurrence d ON d.uid = e.predecessor "
        "LEFT JOIN agency g ON g.uid = e.agency_uid WHERE e.plan_uid = ?",
        (plan_uid,),
    ):
        wait = Wait._make((*row[1:6], bool(row[6]), row[7]))
        known = waits.setdefault(row[0], [])
        # A wait of agency for agency went along with the part; it was planned for all that answer on both sides.
        both = _answering(given, row[0], row[8]) if wait.agency and row[0] in touched else (wait.agency,)
        known += [one for one in (wait._replace(agency=agency) for agency in both) if one not in known]
    rows = connection.execute(
        "SELECT o.uid, o.label, o.kind, o.opens_on, o.closes_on, o.due, o.internal_due, o.within_count, o.within_unit, "
        "o.within_of, o.completion, o.completion_n, o.support_required, t.confirm, t.evidence FROM occurrence o "
        "JOIN task t ON t.uid = o.task_uid WHERE o.plan_uid = ? AND o.kind <> 'on_demand' ORDER BY o.label",
        (plan_uid,),
    )
    found = {}
    for (
        uid,
        label,
        kind,
        opens,
        closes,
        due,
        internal,
        count,
        unit,
        of,
        rule,
        n,
        required,
        confirm,
        evidence,
    ) in rows:
        terms = Terms(
            kind,
            opens,
            closes,
            due,
            internal,
            f"{count}{unit} of {of}" if of else None,
            rule if n is None else f"{rule} {n}",
            bool(required),
            confirm,
            evidence,
        )
        parts = tuple(sorted(given.get(uid, ()), key=lambda one: one.agency))
        after = tuple(sorted(waits.get(uid, ()), key=lambda one: (one.predecessor, one.agency, one.type)))
        found[label] = Outline(label, terms, parts, after)
    return found
