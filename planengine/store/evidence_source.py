"""Reading a file that somebody offers as evidence: only a plain file, and only one that is what its name says."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from planengine.core import evidence
from planengine.errors import NotFound, Refusal, Unavailable

PLAINLY = (
    os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
)
"""How a file is opened: not through a link, and without waiting for anybody."""

PARTS = 10_000
"""How many parts an office file may have."""


@contextmanager
def plain_file(source: str) -> Iterator[IO[bytes]]:
    """The file at `source`, open: no link, folder, pipe or device, and nobody is waited for."""
    name = evidence.shown_name(source)
    try:
        found = os.lstat(source).st_mode
        if stat.S_ISLNK(found):
            raise Refusal("evidence.source.link", path=name)
        if not stat.S_ISREG(found):
            raise Refusal("evidence.source.no_file", path=name)
        file = open(os.open(source, PLAINLY), "rb")  # noqa: SIM115 (closed below, where it is handed out)
    except FileNotFoundError as error:
        raise NotFound("evidence.source.missing", path=name) from error
    except (OSError, ValueError) as error:
        raise unreadable(source, error) from error
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Refusal("evidence.source.no_file", path=name)  # it was put there after the look
        yield file


def unreadable(source: str, error: Exception) -> Unavailable:
    """The answer to a source that could not be read, with the system's own reason."""
    reason = getattr(error, "strerror", None) or str(error)
    return Unavailable("evidence.source.unreadable", path=evidence.shown_name(source), reason=reason)


def check_content(name: str, kind: str, path: str) -> None:
    """Raises Refusal where the bytes are not of the type that the name says, or carry macros."""
    with open(path, "rb") as file:
        evidence.check_head(name, kind, file.read(evidence.HEAD))
    if kind not in evidence.OFFICE:
        return
    import struct
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, struct.error, ValueError, RuntimeError, EOFError, OverflowError) as error:
        raise Refusal("evidence.not_what_it_says", name=evidence.shown_name(name), type=kind) from error
    folder = evidence.OFFICE[kind]
    if "[Content_Types].xml" not in parts or not any(part.startswith(folder) for part in parts):
        raise Refusal("evidence.not_what_it_says", name=evidence.shown_name(name), type=kind)
    if len(parts) > PARTS or any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise Refusal("evidence.macros", name=evidence.shown_name(name))
