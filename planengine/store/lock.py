"""One writer at a time, in the order of asking: a lock on a file beside the database.

SQLite alone lets writers poll, and under pressure some of them wait long; with the lock they queue. SQLite's own lock
stays underneath: this one is for fairness, correctness does not rest on it.
"""

from __future__ import annotations

import os
import sys
from types import TracebackType
from zlib import crc32

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

    def _acquire_byte(descriptor: int, place: int) -> None:
        while True:
            os.lseek(descriptor, place, os.SEEK_SET)
            try:
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
            except OSError:
                continue
            return

else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _acquire_byte(descriptor: int, place: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_EX, 1, place)


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


class KeyLock:
    """Held from `with` to its end against all who hold it for the same key; other keys do not wait for each other.

    Each key is one byte of a file that stays empty; two keys share a byte once in some billions.
    """

    def __init__(self, path: str, key: str) -> None:
        self._path = path
        self._place = crc32(key.encode("utf-8", "surrogatepass")) >> 1
        self._descriptor = -1

    def __enter__(self) -> None:
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o660)
        _acquire_byte(self._descriptor, self._place)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)  # which frees what was locked through it
        self._descriptor = -1
