"""Making the database of a new workspace, and refusing to where it would not be safe."""

from __future__ import annotations

import os

from planengine.errors import Refusal, Unavailable

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ncpfs", "glusterfs"})
"""File systems on which SQLite's locks cannot be trusted, by the names Linux gives them."""


def create_database(path: str) -> None:
    """A new, empty database of the declared schema at `path`, in WAL mode.

    Raises Refusal("init.exists") where a file is there already, Refusal("init.network") on a network share (where the
    system tells), Unavailable("db.unreadable") where the folder cannot be written.
    """
    if os.path.exists(path):
        raise Refusal("init.exists", path=path)
    if file_system(path) in NETWORK:
        raise Refusal("init.network", path=path)
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DatabaseError
    from sqlalchemy.pool import NullPool

    from planengine.store import schema
    from planengine.store.connection import create_file

    create_file(path).close()
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    try:
        with engine.begin() as connection:
            schema.create(connection)
    except DatabaseError as error:
        raise Unavailable("db.unreadable", path=path, reason=str(error.orig)) from error


def file_system(path: str) -> str | None:
    """The kind of file system that `path` would lie on, where Linux tells; None elsewhere."""
    try:
        with open("/proc/self/mounts", encoding="utf-8") as file:
            mounts = [line.split()[1:3] for line in file]
    except OSError:
        return None
    folder = os.path.realpath(os.path.dirname(os.path.abspath(path)))
    inside = [one for one in mounts if folder == one[0] or folder.startswith(one[0].rstrip("/") + "/")]
    return max(inside, key=lambda one: len(one[0]))[1] if inside else None
