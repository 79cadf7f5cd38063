"""One writer at a time, in the order of asking: a lock on a file beside the database.

SQLite alone lets writers poll, and under pressure some of them wait long; with the lock they queue. SQLite's own lock
stays underneath: this one is for fairness, correctness does not rest on it.
"""

from __future__ import annotations

import os
import sys
from types import TracebackType

if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int) -> None:
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
            except OSError:
                continue
            return

    def _release(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class FileLock:
    """Held from `with` to its end, waiting without limit; freed by the system when the process dies."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor = -1

    def __enter__(self) -> None:
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o660)
        _acquire(self._descriptor)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            _release(self._descriptor)
        finally:
            os.close(self._descriptor)
            self._descriptor = -1
