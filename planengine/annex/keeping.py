"""Putting a file where the user wants it: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from planengine.errors import Refusal, Unavailable


def put_file(path: Path, data: bytes, *, force: bool) -> None:
    """Write the bytes to the path; the mode of a file that is replaced is kept, and a link goes on leading to it.

    After a crash there is the old file or the new one. Raises Refusal("annex.exists") where there is a file already and
    `force` was not given, Unavailable("file.unwritable") where nothing can be written there.
    """
    target = os.path.realpath(path)
    if os.path.lexists(target) and not force:
        raise Refusal("annex.exists", file=str(path))
    beside = None
    try:
        handle, beside = tempfile.mkstemp(prefix=".planengine-", dir=os.path.dirname(target))
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, os.stat(target).st_mode & 0o7777 if os.path.exists(target) else _usual_mode())
        os.replace(beside, target)
        beside = None
    except OSError as error:
        raise Unavailable("file.unwritable", path=str(path), reason=error.strerror or str(error)) from error
    finally:
        if beside is not None:
            with suppress(OSError):
                os.remove(beside)


def _usual_mode() -> int:
    """The mode of a new file of this process."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
