"""Files that are written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress

from planengine.errors import Raced, Unavailable


def write_whole(path: str, data: bytes | Iterable[bytes], *, instead_of: str | None = None) -> None:
    """Puts `data` into the file at `path`; after a crash it has its old bytes or the new ones.

    Data in pieces is written piece by piece and never held together; where its making fails, nothing was written.
    What was there keeps its mode, and a link goes on leading to it. `instead_of` is the SHA-256 of what is to be
    replaced. Raises Raced("file.changed") where that is not the file's any more, and Unavailable("file.unwritable");
    the file is then as it was.
    """
    pieces = [data] if isinstance(data, bytes) else data
    target = os.path.realpath(path)
    beside = None
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            # a terminal or a pipe cannot be replaced
            with open(target, "wb") as file:
                file.writelines(pieces)
            return
        handle, beside = tempfile.mkstemp(prefix=".planengine-", dir=os.path.dirname(target))
        with open(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, _mode(target))
        if instead_of is not None:
            _check(target, instead_of, path)
        os.replace(beside, target)
        beside = None
    except OSError as error:
        raise Unavailable("file.unwritable", path=path, reason=error.strerror or str(error)) from error
    finally:
        if beside is not None:
            with suppress(OSError):
                os.remove(beside)


def _check(target: str, sha256: str, path: str) -> None:
    with open(target, "rb") as file:
        if hashlib.sha256(file.read()).hexdigest() != sha256:
            raise Raced("file.changed", file=path)


def _mode(path: str) -> int:
    """The mode of the file that is replaced, else that of a new one."""
    try:
        return os.stat(path).st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
