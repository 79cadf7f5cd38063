"""What plans share and what is in force: directory, calendar, the head of each plan, and the work as it was planned."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from planengine.core.calendar import Calendar
from planengine.core.plan import Directory
from planengine.errors import Refusal
from planengine.store.columns import day, instant, iso
from planengine.store.uid import Uids
from planengine.usecases.applying import Application, AppliedHead, Shared


def applied_head(connection: sqlite3.Connection, plan_id: str) -> AppliedHead | None:
    """The revision in force of a plan, or None where it has never been applied. Raises Refusal("plan.closed")."""
    row = connection.execute(
        "SELECT p.uid, p.revision, r.sha256, r.directory, r.calendar, r.canonical, p.closed_on FROM plan p "
        "JOIN revision r ON r.plan_uid = p.uid AND r.number = p.revision WHERE p.id = ?",
        (plan_id,),
    ).fetchone()
    if row and row[6] is not None:
        raise Refusal("plan.closed", plan=plan_id, on=day(row[6]))
    return AppliedHead(*row[:6]) if row else None


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
