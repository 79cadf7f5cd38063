"""Opening the database: ours, of this schema, durable; or a refusal that says which of these it is not.

Light: sqlite3 and nothing of SQLModel.
"""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

from planengine.errors import Unavailable

if TYPE_CHECKING:
    from planengine.store.answers import Asked

APPLICATION_ID = 0x504C4E45
SCHEMA_VERSION = 2

PRAGMAS = (
    ("busy_timeout", 10000),
    ("foreign_keys", 1),
    ("recursive_triggers", 1),
    ("synchronous", 2),
)
"""Per connection, and read back: FULL keeps what was acknowledged through a power cut, recursive triggers keep REPLACE
from slipping past the triggers that guard the log."""


class Opened(sqlite3.Connection):
    """A connection that knows with which key the present command was sent; None for most."""

    asked: Asked | None = None


def connect(path: str, *, expect_schema: int | None = SCHEMA_VERSION) -> Opened:
    """A connection in autocommit mode to an existing planengine database in WAL mode.

    Raises Unavailable: "db.missing", "db.unreadable", "db.foreign" (a file of another program), "db.newer" or
    "db.older" (a schema that this version does not speak), "db.setting" (a pragma that did not take).
    """
    if not os.path.exists(path):
        raise Unavailable("db.missing", path=path)
    try:
        connection = sqlite3.connect(path, isolation_level=None, factory=Opened)
        check_identity(connection, path, expect_schema)
        set_pragmas(connection)
    except sqlite3.OperationalError as error:
        raise Unavailable("db.unreadable", path=path, reason=str(error)) from error
    except sqlite3.DatabaseError as error:
        raise Unavailable("db.foreign", path=path) from error
    return connection


def create_file(path: str) -> sqlite3.Connection:
    """A connection to a new, empty database file in WAL mode. Raises Unavailable where the folder cannot be written."""
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        set_pragmas(connection)
    except sqlite3.Error as error:
        raise Unavailable("db.unreadable", path=path, reason=str(error)) from error
    if mode != "wal":
        raise Unavailable("db.setting", path=path, setting="journal_mode", value=str(mode))
    return connection


def check_identity(connection: sqlite3.Connection, path: str, expect_schema: int | None) -> None:
    """Raises Unavailable where the file is not ours or its schema is not `expect_schema` (None: any)."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise Unavailable("db.foreign", path=path)
    if expect_schema is None:
        return
    check_not_newer(connection, path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < expect_schema:
        raise Unavailable("db.older", path=path, found=version, known=expect_schema)


def check_not_newer(connection: sqlite3.Connection, path: str) -> None:
    """Raises Unavailable("db.newer") for a schema that a later planengine wrote."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise Unavailable("db.newer", path=path, found=version, known=SCHEMA_VERSION)


def set_pragmas(connection: sqlite3.Connection) -> None:
    """The settings of PRAGMAS, each read back. Raises Unavailable("db.setting") for one that did not take."""
    for name, value in PRAGMAS:
        connection.execute(f"PRAGMA {name} = {value}")
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != value:
            raise Unavailable("db.setting", path="", setting=name, value=str(found))
