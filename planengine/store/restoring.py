"""Putting a backup in the place of the database: what would be lost is told first, what was there is kept.

A database that SQLite can read is exchanged inside one transaction of SQLite's own, so that whoever has it open sees
the old one or the new one and nothing between. Only where it is gone or damaged beyond that, files are renamed.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from planengine.errors import NotFound, Raced, Refusal, Unavailable
from planengine.store import connection, keeping, soundness
from planengine.store.keeping import PAGES, SIDES, SUM, Unsound, beside, examine_file, writable
from planengine.store.lock import FileLock
from planengine.store.soundness import Soundness

if TYPE_CHECKING:
    from planengine.store.replay import LocalDay

PART = 512
"""Every database is a whole number of pages, and the smallest page has so many bytes; SQLite itself overlooks a cut
inside the last one."""


class Difference(NamedTuple):
    """One plan's log in both: `common` events are the same, `lost` stand in the present database only, `gained` in the
    backup only."""

    plan: str
    common: int
    lost: int
    gained: int


class Foreseen(NamedTuple):
    """What a restoring would do. `present` is "readable", "damaged" or "missing"; `plans` only those that differ.

    `strange` where both hold plans and have not one event in common: the backup is of another workspace. `summed` where
    the backup's bytes were compared with its SHA-256.
    """

    present: str
    plans: tuple[Difference, ...]
    strange: bool
    summed: bool
    found: Soundness


class Restored(NamedTuple):
    """`kept` is the path of what was there before, None where there was nothing; `reminds` where a plan has reminders
    on, so that letters sent after the backup may go out again."""

    kept: str | None
    reminds: bool
    found: Soundness


def restore(
    database: str,
    file: str,
    now: datetime,
    *,
    tell: Callable[[Foreseen], None],
    ask: Callable[[], None] | None,
    local_day: LocalDay,
) -> Restored:
    """Puts what `file` holds in the place of the database. `tell` gets what will happen before it does, `ask` raises
    for a no; None is a yes given before. The backup itself is only read. Where no sum stands beside it, all its rows
    are compared with its log.

    Raises NotFound("restore.missing"), Refusal("restore.itself"), Refusal("restore.sum") where its bytes are not those
    of its SHA-256, Unsound("restore.unsound"), Raced("restore.changed") where something was recorded while `ask`
    waited, Unavailable as `connect` does; the database is then as it was. At any moment, a crash included, it is the
    old one or the new one.
    """
    if not os.path.exists(file):
        raise NotFound("restore.missing", path=file)
    if keeping.is_of(database, file):
        raise Refusal("restore.itself", path=file)
    place = os.path.realpath(database)
    with writable(database), beside(place) as copy:
        summed = _bring(file, copy)
        found = examine_file(copy, file)
        if not (summed or found.older or found.complaints):
            found = found._replace(complaints=soundness.replayed(copy, local_day))
        if found.complaints:
            raise Unsound("restore.unsound", found, path=file)
        keeping.leave_wal(copy)
        lock = FileLock(database + ".lock")
        seen = None
        if ask is not None:
            with lock:
                seen = _foresee(place, copy, summed, found)
            tell(seen)
            ask()
        with lock:
            fresh = _foresee(place, copy, summed, found)
            if seen is None:
                tell(fresh)
            elif fresh != seen:
                raise Raced("restore.changed", path=database)
            stem = f"{place}.before-restore-{now:%Y%m%d-%H%M%S}"
            kept = _exchange(place, copy, keeping.free(stem), fresh.present)
            again = examine_file(place, database)
            if again.complaints:
                raise Unsound("restore.broken", again, path=database, kept=kept)
            return Restored(kept, _reminds(place), again)


def _bring(file: str, copy: str) -> bool:
    """The backup's bytes, and those of a log that may stand beside it; whether there was a sum and it agreed."""
    try:
        shutil.copyfile(file, copy)
        with suppress(FileNotFoundError):
            shutil.copyfile(file + "-wal", copy + "-wal")
    except OSError as error:
        raise Unavailable("db.unreadable", path=file, reason=error.strerror or str(error)) from error
    if os.path.getsize(copy) % PART:
        raise Refusal("restore.cut", path=file)
    try:
        with open(file + SUM, encoding="utf-8", errors="replace") as lines:
            wanted = lines.read(200).split()
    except FileNotFoundError:
        return False
    if wanted[:1] != [keeping.settle(copy)]:
        raise Refusal("restore.sum", path=file, sum=file + SUM)
    return True


def _foresee(place: str, copy: str, summed: bool, found: Soundness) -> Foreseen:
    """Raises Unavailable where the present database is another program's, a later planengine's, or cannot be opened."""
    if not os.path.exists(place):
        return Foreseen("missing", (), False, summed, found)
    try:
        present = connection.connect(place, expect_schema=None)
    except Unavailable as error:
        # a sound file of another program is refused, not replaced
        if keeping.is_broken(error) is not None or _is_empty(place):
            return Foreseen("damaged", (), False, summed, found)
        raise
    with closing(present), closing(sqlite3.connect(copy)) as backup:
        connection.check_not_newer(present, place)
        try:
            plans = _differences(present, backup)
        except sqlite3.OperationalError as error:
            raise Unavailable("db.unreadable", path=place, reason=str(error)) from error
        except sqlite3.DatabaseError:
            return Foreseen("damaged", (), False, summed, found)
    apart = all(one.common == 0 for one in plans)
    strange = apart and any(one.lost for one in plans) and any(one.gained for one in plans)
    return Foreseen("readable", tuple(one for one in plans if one.lost or one.gained), strange, summed, found)


def _reminds(place: str) -> bool:
    with closing(connection.connect(place, expect_schema=None)) as opened:
        (found,) = opened.execute(
            "SELECT EXISTS (SELECT 1 FROM plan WHERE reminders_from IS NOT NULL)"
        ).fetchone()
        return bool(found)


def _is_empty(place: str) -> bool:
    """Whether SQLite finds nothing in the file that could be another program's: its beginning was lost."""
    try:
        with closing(sqlite3.connect(place)) as opened:
            return bool(opened.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0])
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        return True


def _differences(present: sqlite3.Connection, backup: sqlite3.Connection) -> tuple[Difference, ...]:
    names: dict[str, str] = {}
    for opened in (backup, present):
        names.update(opened.execute("SELECT uid, id FROM plan").fetchall())
    differences = []
    for uid, plan in sorted(names.items(), key=lambda one: (one[1], one[0])):
        here, there = _length(present, uid), _length(backup, uid)
        common = _common(present, backup, uid, min(here, there))
        differences.append(Difference(plan, common, here - common, there - common))
    return tuple(differences)


def _length(opened: sqlite3.Connection, uid: str) -> int:
    row = opened.execute("SELECT ifnull(max(seq), 0) FROM event WHERE plan_uid = ?", (uid,)).fetchone()
    return int(row[0])


def _common(present: sqlite3.Connection, backup: sqlite3.Connection, uid: str, longest: int) -> int:
    """How many events from the first on are the same: a hash carries all before it, so halving finds the fork."""
    low, high = 0, longest
    while low < high:
        middle = (low + high + 1) // 2
        query = ("SELECT hash FROM event WHERE plan_uid = ? AND seq = ?", (uid, middle))
        if present.execute(*query).fetchone() == backup.execute(*query).fetchone():
            low = middle
        else:
            high = middle - 1
    return low


def _exchange(place: str, copy: str, kept: str, present: str) -> str | None:
    """Keeps what is there under the name `kept` and puts the copy in its place; None where nothing was there."""
    if present == "readable":
        with closing(connection.connect(place, expect_schema=None)) as opened, beside(kept) as old:
            try:
                keeping.snapshot(opened, old)
                _put_under(old, kept, place)
                _overwrite(opened, copy)
                return kept
            except sqlite3.OperationalError as error:
                raise Unavailable("db.busy", path=place, reason=str(error)) from error
            except sqlite3.DatabaseError:
                pass  # damaged where the comparison did not look
    for side in ("-wal", ""):
        if os.path.exists(place + side):
            with beside(kept) as old:
                shutil.copyfile(place + side, old)
                _put_under(old, kept + side, place + side)
    with closing(sqlite3.connect(copy, isolation_level=None)) as opened:
        opened.execute("PRAGMA journal_mode = WAL").fetchone()
    # a log that is left would be played into the file that comes
    for side in SIDES:
        with suppress(FileNotFoundError):
            os.remove(place + side)
    _put_under(copy, place, place if present != "missing" else None)
    return kept if present != "missing" else None


def _put_under(path: str, name: str, like: str | None) -> None:
    """The file flushed and renamed, with the mode of another."""
    os.chmod(path, os.stat(like).st_mode & 0o777 if like else 0o600)
    keeping.settle(path)
    os.replace(path, name)
    keeping.flush_folder(name)


def _overwrite(opened: sqlite3.Connection, copy: str) -> None:
    """Everything in the open database replaced by what the copy holds, in one transaction."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as source:
        size = opened.execute("PRAGMA page_size").fetchone()[0]
        if source.execute("PRAGMA page_size").fetchone()[0] != size:
            # pages can be put into a database that is in use only one for one
            source.execute(f"PRAGMA page_size = {size}")
            source.execute("VACUUM")
        source.backup(opened, pages=PAGES)
    opened.execute("PRAGMA wal_checkpoint").fetchone()
