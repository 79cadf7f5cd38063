"""Putting a new text in the place of a plan file: whole or not at all."""

from __future__ import annotations

import codecs
import hashlib
import os
import tempfile
from contextlib import suppress

from planengine.errors import Raced, Unavailable
from planengine.planfile.text import SourceFile


def is_same(source: SourceFile, text: str) -> bool:
    """Whether the file has exactly these bytes."""
    return hashlib.sha256(text.encode()).hexdigest() == source.sha256


def replace_text(source: SourceFile, text: str, *, ends_kept: bool = False) -> None:
    """Write the text into the file that `source` was read from, in UTF-8; its mode is kept, and a link goes on leading
    to it. With `ends_kept`, a byte order mark and CRLF line ends that it has are kept as well.

    After a crash the file has its old text or the new one. Raises Raced("file.changed") where somebody has changed it
    since it was read, Unavailable("file.unwritable") where it cannot be written; the file is then as it was.
    """
    target = os.path.realpath(source.path)
    beside = None
    try:
        data = text.encode()
        if ends_kept:
            data = _with_ends_of(_unchanged(source, target), data)
        handle, beside = tempfile.mkstemp(prefix=".planengine-", suffix=".yaml", dir=os.path.dirname(target))
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, os.stat(target).st_mode & 0o7777)
        _unchanged(source, target)
        os.replace(beside, target)
        beside = None
    except OSError as error:
        raise Unavailable("file.unwritable", path=source.name, reason=error.strerror or str(error)) from error
    finally:
        if beside is not None:
            with suppress(OSError):
                os.remove(beside)


def _unchanged(source: SourceFile, target: str) -> bytes:
    """The bytes of the file, which must be those that were read."""
    with open(target, "rb") as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise Raced("file.changed", file=source.name)
    return data


def _with_ends_of(before: bytes, data: bytes) -> bytes:
    if b"\r\n" in before:
        data = data.replace(b"\n", b"\r\n")
    return codecs.BOM_UTF8 + data if before.startswith(codecs.BOM_UTF8) else data
