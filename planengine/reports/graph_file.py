"""A drawing as a file: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress

from planengine.errors import Unavailable


def write_whole(path: str, text: str) -> None:
    """Writes `text` to `path` as UTF-8; what was there before stays until all of it is written, and keeps its mode.

    Raises Unavailable("file.unwritable").
    """
    path = os.path.realpath(path)  # a link stays a link
    beside = None
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            # a terminal or a pipe cannot be replaced
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            return
        handle, beside = tempfile.mkstemp(prefix=f".{os.path.basename(path)}.", dir=os.path.dirname(path))
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, _mode(path))
        os.replace(beside, path)
    except OSError as error:
        if beside is not None:
            with suppress(OSError):
                os.remove(beside)
        raise Unavailable("file.unwritable", path=path, reason=error.strerror or str(error)) from error


def _mode(path: str) -> int:
    """The mode of the file that is replaced, else that of a new one."""
    try:
        return os.stat(path).st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
