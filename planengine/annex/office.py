"""The door for office files from outside: what is too big, encrypted, old or booby-trapped is refused before a library
opens it.

An .xlsx or .docx is a zip of XML. Every part is inflated with a limit and walked once by expat, which never fetches
anything: a document type (the way to entities) is refused, elements are counted, and so are the cells that merged
ranges stand for, because the library makes an object of each.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from planengine.errors import NotFound, Refusal

MAX_FILE = 20_000_000
MAX_INFLATED = 120_000_000
MAX_PARTS = 2_000
MAX_ELEMENTS = 1_200_000
MAX_DEPTH = 200
MAX_ROWS = 60_000
MAX_COLUMNS = 512
MAX_MERGED = 300_000

Kind = Literal["xlsx", "docx"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN: dict[str, Kind] = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def open_office_file(path: Path) -> tuple[Kind, io.BytesIO]:
    """The kind of the file and its bytes, safe to hand to the library. Raises NotFound("annex.no_file") and Refusal of
    "annex.unreadable", "annex.legacy", "annex.encrypted", "annex.not_office", "annex.too_big", "annex.suspicious"."""
    name = str(path)
    data = _bytes(path, name)
    if data.startswith(_OLE):
        raise Refusal("annex.encrypted" if _ENCRYPTED in data else "annex.legacy", file=name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            kind = _kind(parts, name)
            _inspect(parts, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
        raise Refusal("annex.not_office", file=name) from error
    return kind, io.BytesIO(data)


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise NotFound("annex.no_file", file=name)
        with open(path, "rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise Refusal("annex.unreadable", file=name) from error
    if len(data) > MAX_FILE:
        raise Refusal("annex.too_big", file=name)
    return data


def _kind(parts: zipfile.ZipFile, name: str) -> Kind:
    listed = parts.infolist()
    if len(listed) > MAX_PARTS:
        raise Refusal("annex.too_big", file=name)
    if any(part.flag_bits & 1 for part in listed):
        raise Refusal("annex.encrypted", file=name)
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in listed):
        raise Refusal("annex.not_office", file=name)
    for part in listed:
        if part.filename in _MAIN:
            return _MAIN[part.filename]
    raise Refusal("annex.not_office", file=name)


def _inspect(parts: zipfile.ZipFile, name: str) -> None:
    left, elements = MAX_INFLATED, MAX_ELEMENTS
    for part in parts.infolist():
        inspector = _Inspector(name, elements) if part.filename.endswith((".xml", ".rels", ".vml")) else None
        with parts.open(part) as stream:
            while chunk := stream.read(1 << 16):
                left -= len(chunk)
                if left < 0:
                    raise Refusal("annex.too_big", file=name)
                if inspector is not None:
                    inspector.feed(chunk)
        if inspector is not None:
            inspector.end()
            elements = inspector.left


class _Inspector:
    """One walk over one part."""

    def __init__(self, name: str, left: int) -> None:
        self.name = name
        self.left = left
        self.depth = 0
        self.merged = 0
        self.row = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.stop
        self.parser.StartDoctypeDeclHandler = self.doctype

    def feed(self, chunk: bytes) -> None:
        try:
            self.parser.Parse(chunk, False)
        except expat.ExpatError as error:
            raise Refusal("annex.suspicious", file=self.name) from error

    def end(self) -> None:
        try:
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refusal("annex.suspicious", file=self.name) from error

    def doctype(self, *_: object) -> None:
        raise Refusal("annex.suspicious", file=self.name)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.left -= 1
        self.depth += 1
        if self.left < 0:
            raise Refusal("annex.too_big", file=self.name)
        if self.depth > MAX_DEPTH:
            raise Refusal("annex.suspicious", file=self.name)
        local = name.rpartition(" ")[2]
        if local == "c":
            if self.row > MAX_ROWS:
                raise Refusal("annex.too_big", file=self.name)
            if "r" in attributes:
                self.cell(attributes["r"])
        elif local == "mergeCell":
            self.merge(attributes.get("ref", ""))
        elif local == "row" and attributes.get("r", "1").isdigit():
            # LibreOffice writes the last row of all, without cells, for its height alone
            self.row = int(attributes.get("r", "1"))

    def stop(self, name: str) -> None:
        self.depth -= 1

    def cell(self, reference: str) -> tuple[int, int]:
        found = _REFERENCE.fullmatch(reference.replace("$", "").upper())
        if not found:
            raise Refusal("annex.suspicious", file=self.name)
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        if column > MAX_COLUMNS or int(found[2]) > MAX_ROWS:
            raise Refusal("annex.too_big", file=self.name)
        return int(found[2]), column

    def merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = self.cell(first)
        bottom, right = self.cell(last or first)
        self.merged += (abs(bottom - top) + 1) * (abs(right - left) + 1)
        if self.merged > MAX_MERGED:
            raise Refusal("annex.too_big", file=self.name)
