"""Bringing an older database to the present schema, one numbered step after the other.

Each step is a file `NNNN_name.sql`; the file's `user_version` says how far it is. A database that went through all
steps has the same tables, indexes and triggers as one that was created anew.
"""

from __future__ import annotations

import sqlite3
from importlib.resources import files

from planengine.store.connection import APPLICATION_ID


def steps() -> tuple[tuple[int, str], ...]:
    """(number, SQL) of every step, in order."""
    found = [one for one in files(__package__).iterdir() if one.name.endswith(".sql")]
    return tuple(
        (int(one.name[:4]), one.read_text(encoding="utf-8"))
        for one in sorted(found, key=lambda one: one.name)
    )


def migrate(connection: sqlite3.Connection) -> tuple[int, int]:
    """Runs the steps that the database has not had, all in one transaction: (version before, version after).

    The connection must be in autocommit mode. An empty file becomes a database of ours.
    """
    (before,) = connection.execute("PRAGMA user_version").fetchone()
    version = before
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number, sql in steps():
            if number <= before:
                continue
            for statement in statements(sql):
                connection.execute(statement)
            version = number
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return before, version


def statements(sql: str) -> tuple[str, ...]:
    """The single statements of a script; a trigger's body holds semicolons of its own and stays whole."""
    found, pending = [], ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            if pending.strip().strip(";").strip():
                found.append(pending.strip().removesuffix(";").strip())
            pending = ""
    return tuple(found)
