"""Copies of the database for the day it is lost: made while others write, checked before they count, put back whole.

A copy is one file: SQLite's own copying of a snapshot, brought out of write-ahead mode, with its SHA-256 in a file
beside it.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from typing import NamedTuple

from planengine.errors import Refusal, Unavailable
from planengine.files import write_whole
from planengine.store import connection, soundness
from planengine.store.creation import NETWORK, file_system
from planengine.store.lock import FileLock
from planengine.store.soundness import Complaint, Soundness

FOLDER = "backups"
PAGES = 1024
"""Pages copied in one step. Between steps an interruption is heard; the snapshot stays the same to the end."""

SUM = ".sha256"
SIDES = ("-wal", "-shm")


class Unsound(Refusal):
    """A database or a copy that does not hold; `found` says where."""

    def __init__(self, code: str, found: Soundness, **params: object) -> None:
        super().__init__(code, **params)
        self.found = found


class Kept(NamedTuple):
    """A copy that is on disk and was checked there: bytes, SHA-256 of the file, and what it holds."""

    path: str
    size: int
    sha256: str
    found: Soundness


class Checked(NamedTuple):
    """What a check of the database found; `warnings` need no mending at once, `found.complaints` do."""

    sqlite: str
    journal_mode: str
    found: Soundness
    warnings: tuple[Complaint, ...]


def check(database: str) -> Checked:
    """Reads the whole database and changes nothing. Raises Unavailable as `connect` does, "db.newer" among them."""
    try:
        opened = connection.connect(database, expect_schema=None)
    except Unavailable as error:
        broken = is_broken(error)
        if broken is None:
            raise
        return Checked(sqlite3.sqlite_version, "", broken, ())
    try:
        connection.check_not_newer(opened, database)
        mode = str(opened.execute("PRAGMA journal_mode").fetchone()[0])
        found = soundness.examine(opened)
    finally:
        with FileLock(database + ".lock"):
            opened.close()
    complaints = list(found.complaints)
    if mode != "wal":
        complaints.append(Complaint("journal_mode", {"mode": mode}))
    if found.older:
        complaints.append(Complaint("older", {"schema": found.schema, "known": connection.SCHEMA_VERSION}))
    warnings = []
    if soundness.may_lose_log(sqlite3.sqlite_version_info):
        warnings.append(Complaint("reset", {"version": sqlite3.sqlite_version}))
    if on_network(database):
        warnings.append(Complaint("network", {"path": database}))
    return Checked(
        sqlite3.sqlite_version, mode, found._replace(complaints=tuple(complaints)), tuple(warnings)
    )


def is_broken(error: Unavailable) -> Soundness | None:
    """What to say of a file that SQLite cannot read as a database any more; None where it is another program's."""
    if error.code != "db.foreign" or error.__cause__ is None:
        return None
    return Soundness(0, False, (), (Complaint("integrity", {"what": str(error.__cause__)}),))


def default_path(root: str, now: datetime) -> str:
    """Where a backup of that moment goes: `backups/planengine-YYYYMMDD-HHMMSS.db`, with a number where it is taken."""
    return free(os.path.join(root, FOLDER, f"planengine-{now:%Y%m%d-%H%M%S}"), ".db")


def on_network(path: str) -> bool:
    """Whether the file would lie on a network share, where the system tells."""
    return file_system(path) in NETWORK


def back_up(database: str, target: str, *, force: bool = False) -> Kept:
    """Copies the database as it is at one moment to `target` while others go on writing; returns when it is on disk.

    After a crash there is the whole copy under that name, or what was there before. Raises Refusal("backup.itself"),
    Refusal("backup.exists") without `force`, Unsound("backup.unsound") where the copy does not hold (nothing is left
    then), Unavailable as `connect` does or "file.unwritable".
    """
    if is_of(database, target):
        raise Refusal("backup.itself", path=target)
    if os.path.lexists(target) and not force:
        raise Refusal("backup.exists", path=target)
    with writable(target):
        os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
        with beside(target) as copy:
            _copy(database, copy)
            found = examine_file(copy, target)
            if found.complaints:
                raise Unsound("backup.unsound", found, path=database)
            os.chmod(copy, os.stat(database).st_mode & 0o777)
            sha256 = settle(copy)
            size = os.path.getsize(copy)
            # an old sum beside a new copy would condemn it; a copy without a sum is only less sure
            with suppress(FileNotFoundError):
                os.remove(target + SUM)
            os.replace(copy, target)
        flush_folder(target)
    write_whole(target + SUM, f"{sha256}  {os.path.basename(target)}\n".encode())
    return Kept(target, size, sha256, found)


def _copy(database: str, copy: str) -> None:
    try:
        source = connection.connect(database, expect_schema=None)
    except Unavailable as error:
        broken = is_broken(error)
        if broken is None:
            raise
        raise Unsound("backup.unsound", broken, path=database) from error
    try:
        connection.check_not_newer(source, database)
        snapshot(source, copy)
    except sqlite3.DatabaseError as error:
        raise Unavailable("db.unreadable", path=database, reason=str(error)) from error
    finally:
        # the last one out clears the log away, which must not meet a writer doing the same
        with FileLock(database + ".lock"):
            source.close()


def snapshot(source: sqlite3.Connection, copy: str) -> None:
    """What `source` holds at this moment, as one file that needs no other; writers are not stopped.

    Raises sqlite3.DatabaseError where the source cannot be read or the copy not written.
    """
    # one read transaction round all steps: else every write of others would begin the copying anew
    source.execute("BEGIN")
    try:
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(copy, isolation_level=None)) as target:
            source.backup(target, pages=PAGES)
    finally:
        source.execute("ROLLBACK")
    leave_wal(copy)


def leave_wal(copy: str) -> None:
    """Brings what stands in a log beside the copy into it, so that it is one file."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as opened:
        opened.execute("PRAGMA journal_mode = DELETE").fetchone()


def examine_file(copy: str, told: str) -> Soundness:
    """What holds of a database that nobody else writes. Raises Unavailable as `connect` does, with the path `told`."""
    try:
        opened = connection.connect(copy, expect_schema=None)
    except Unavailable as error:
        raise Unavailable(error.code, **{**error.params, "path": told}) from error
    with closing(opened):
        connection.check_not_newer(opened, told)
        return soundness.examine(opened)


def settle(path: str) -> str:
    """Flushes the file to the disk; its SHA-256."""
    digest = hashlib.sha256()
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def flush_folder(path: str) -> None:
    """Makes a renaming last; where a system cannot flush a folder, it does so by itself."""
    with suppress(OSError, AttributeError):
        handle = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def beside(target: str) -> Iterator[str]:
    """The path of an empty file beside `target`, gone at the end unless it was renamed."""
    handle, path = tempfile.mkstemp(prefix=".planengine-", dir=os.path.dirname(os.path.abspath(target)))
    os.close(handle)
    try:
        yield path
    finally:
        for name in (path, *(path + side for side in (*SIDES, "-journal"))):
            with suppress(OSError):
                os.remove(name)


@contextmanager
def writable(path: str) -> Iterator[None]:
    """What the system refuses on the way is Unavailable("file.unwritable") for `path`."""
    try:
        yield
    except BrokenPipeError:  # the reader of stdout has left; no file is at fault
        raise
    except OSError as error:
        raise Unavailable("file.unwritable", path=path, reason=error.strerror or str(error)) from error


def is_of(database: str, path: str) -> bool:
    """Whether `path` is the database or one of the files that belong to it."""
    own = {os.path.realpath(database + side) for side in ("", ".lock", ".keys", "-journal", *SIDES)}
    if os.path.realpath(path) in own:
        return True
    return os.path.exists(path) and os.path.exists(database) and os.path.samefile(path, database)


def free(stem: str, ending: str = "") -> str:
    """`stem` + `ending`, with a number between them where that is taken."""
    number, path = 1, stem + ending
    while os.path.lexists(path):
        number += 1
        path = f"{stem}-{number}{ending}"
    return path
