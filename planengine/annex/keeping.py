"""Putting a file where the user wants it, over another one only when asked."""

from __future__ import annotations

import os
from pathlib import Path

from planengine.errors import Refusal
from planengine.files import write_whole


def put_file(path: Path, data: bytes, *, force: bool) -> None:
    """Writes the bytes to the path, whole or not at all.

    Raises Refusal("annex.exists") where there is a file already and `force` was not given, and
    Unavailable("file.unwritable") where nothing can be written there.
    """
    if os.path.lexists(path) and not force:
        raise Refusal("annex.exists", file=str(path))
    write_whole(str(path), data)
