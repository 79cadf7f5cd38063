"""Putting a new text in the place of a plan file."""

from __future__ import annotations

import codecs
import hashlib
import os

from planengine.errors import Unavailable
from planengine.files import write_whole
from planengine.planfile.text import SourceFile


def is_same(source: SourceFile, text: str) -> bool:
    """Whether the file has exactly these bytes."""
    return hashlib.sha256(text.encode()).hexdigest() == source.sha256


def replace_text(source: SourceFile, text: str, *, ends_kept: bool = False) -> None:
    """Write the text, whole or not at all, into the file that `source` was read from, in UTF-8.

    With `ends_kept`, a byte order mark and CRLF line ends that it has are kept. Raises Raced("file.changed") where
    somebody has changed it since it was read, Unavailable("file.unwritable") where it cannot be written; the file is
    then as it was.
    """
    data = text.encode()
    if ends_kept:
        data = _with_ends_of(_bytes(source), data)
    write_whole(str(source.path), data, instead_of=source.sha256)


def _bytes(source: SourceFile) -> bytes:
    try:
        with open(os.path.realpath(source.path), "rb") as file:
            return file.read()
    except OSError as error:
        raise Unavailable("file.unwritable", path=source.name, reason=error.strerror or str(error)) from error


def _with_ends_of(before: bytes, data: bytes) -> bytes:
    if b"\r\n" in before:
        data = data.replace(b"\n", b"\r\n")
    return codecs.BOM_UTF8 + data if before.startswith(codecs.BOM_UTF8) else data
