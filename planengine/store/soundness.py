"""Whether a database is whole: what SQLite says of the file, what the declared schema says, what the chains say."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from planengine.store import audit, connection, migrations
from planengine.store.audit import Verdict

if TYPE_CHECKING:
    from planengine.store.replay import LocalDay

AT_MOST = 10
"""How many complaints of SQLite about one file are told; after the first few they repeat each other."""

# SQLite's notes on the fault in resetting the write-ahead log: every version from the first that has such a log, up to
# 3.51.2, but for two lines into which the mending was carried back.
_RESET_BEGINS = (3, 7, 0)
_RESET_MENDED = (3, 51, 3)
_RESET_CARRIED_BACK = {(3, 44): 6, (3, 50): 7}


class Complaint(NamedTuple):
    """One thing that is not as it must be: its code and the params of its sentence."""

    code: str
    params: Mapping[str, object]


class Soundness(NamedTuple):
    """What was found: `schema` is the number the file gives, `plans` one verdict per plan, `complaints` what is wrong.

    Empty `complaints` is a sound database; an older schema is no complaint by itself and is then `older`.
    """

    schema: int
    older: bool
    plans: tuple[Verdict, ...]
    complaints: tuple[Complaint, ...]


def examine(opened: sqlite3.Connection) -> Soundness:
    """Reads the whole of a database that `connect` opened; changes nothing, raises nothing for what is damaged.

    Text that is no UTF-8 is given out as it is by this connection from then on.
    """
    version = _number(opened, "user_version")
    complaints = [*_integrity(opened), *_references(opened)]
    older = version < connection.SCHEMA_VERSION
    try:
        if not older:
            complaints += _shape(opened)
        plans = audit.verify_open(opened)
    except sqlite3.DatabaseError as error:
        plans = ()
        complaints.append(Complaint("integrity", {"what": str(error)}))
    complaints += [
        Complaint("chain", {"plan": one.plan, "seq": one.seq, "verdict": one.verdict, "count": one.events})
        for one in plans
        if one.verdict is not None
    ]
    return Soundness(version, older, plans, tuple(complaints))


def replayed(path: str, local_day: LocalDay) -> tuple[Complaint, ...]:
    """Where the rows beside the logs are not what the logs say, one complaint per plan; the logs themselves must hold.

    Raises Unavailable as `connect` does.
    """
    from planengine.store.deep import verify_deep

    complaints = []
    for depth in verify_deep(path, local_day):
        if depth.illegal is not None:
            complaints.append(Complaint("step", {"plan": depth.plan, "seq": depth.illegal.seq}))
        elif depth.difference is not None:
            table, label = depth.difference.table, depth.difference.label
            complaints.append(Complaint("row", {"plan": depth.plan, "table": table, "label": label}))
    return tuple(complaints)


def may_lose_log(version: tuple[int, int, int]) -> bool:
    """Whether SQLite's own notes name this version among those that can damage a file when a log is begun anew.

    A distribution may have mended it under the old number; that cannot be seen from here.
    """
    if not _RESET_BEGINS <= version < _RESET_MENDED:
        return False
    carried = _RESET_CARRIED_BACK.get(version[:2])
    return carried is None or version[2] < carried


def _number(opened: sqlite3.Connection, pragma: str) -> int:
    return int(opened.execute(f"PRAGMA {pragma}").fetchone()[0])


def _integrity(opened: sqlite3.Connection) -> list[Complaint]:
    try:
        rows = opened.execute(f"PRAGMA integrity_check({AT_MOST})").fetchall()
    except sqlite3.DatabaseError as error:
        return [Complaint("integrity", {"what": str(error)})]
    return [Complaint("integrity", {"what": row[0]}) for row in rows if row[0] != "ok"]


def _references(opened: sqlite3.Connection) -> list[Complaint]:
    try:
        rows = opened.execute(
            'SELECT "table", "parent", count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2'
        ).fetchall()
    except sqlite3.DatabaseError as error:
        return [Complaint("integrity", {"what": str(error)})]
    return [Complaint("reference", {"table": row[0], "parent": row[1], "count": row[2]}) for row in rows]


def _shape(opened: sqlite3.Connection) -> list[Complaint]:
    """Tables, indexes and triggers against what the migrations make; a guard that was taken away is one of them."""
    declared = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrations.migrate(declared)
        wanted = _objects(declared)
    finally:
        declared.close()
    found = _objects(opened)
    complaints = []
    for kind, name in sorted(wanted.keys() | found.keys()):
        if (kind, name) not in found:
            complaints.append(Complaint("absent", {"kind": kind, "name": name}))
        elif (kind, name) not in wanted:
            complaints.append(Complaint("strange", {"kind": kind, "name": name}))
        elif found[kind, name] != wanted[kind, name]:
            complaints.append(Complaint("differs", {"kind": kind, "name": name}))
    return complaints


def _objects(opened: sqlite3.Connection) -> dict[tuple[str, str], str]:
    # what SQLite keeps for itself (statistics, the indexes of keys) is not declared
    rows = opened.execute(
        "SELECT type, name, ifnull(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return {(kind, name): " ".join(sql.split()) for kind, name, sql in rows}
