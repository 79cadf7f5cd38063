"""From the bytes of a file to the text that the parser sees, and back from its columns to those of the file."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from planengine.core.problems import Finding, Place

MAX_BYTES = 20_000_000

NOT_FOUND = "PE001"
UNREADABLE = "PE002"
TOO_LARGE = "PE003"
WIDE_ENCODING = "PE004"
NOT_UTF8 = "PE005"
HARD_SPACES = "\u00a0\u2007\u202f\u3000"
"""Blanks of word processors that look like one and separate nothing in YAML."""

FORBIDDEN_CHARACTER = "PE006"

# Longest mark first: the UTF-32 mark begins with that of UTF-16.
_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)

# Control characters, the line ends that only some programs see (NEL, LS, PS: editors and the parser would count lines
# differently), direction overrides (they make a line read otherwise than it is) and a byte order mark inside the text.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)

# Most files have no other characters than these: Latin letters as Vietnamese has them, and their punctuation. None is
# forbidden, and none combines with another, so that such a text is NFC as it is; to see that takes one look.
_USUAL = re.compile(r"[\n -~\xa0-\u02ff\u1e00-\u1eff\u2010-\u2027]*+")


@dataclass(frozen=True)
class SourceFile:
    """One file that was read: `name` as shown to the reader, `text` as it is in the file (without byte order mark, line
    ends as "\\n"), `normal` the same in NFC, which is what the parser saw; `sha256` is that of the bytes, in hex."""

    path: Path
    name: str
    text: str
    sha256: str
    normal: str = field(repr=False)

    # Not a dataclass with slots, because these are asked for every fault and are built once.
    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file as it is."""
        return self.text.split("\n")

    @cached_property
    def starts(self) -> list[int]:
        """How many characters of the NFC text stand before each line."""
        return [0, *(end.end() for end in re.finditer("\n", self.normal))]

    def normal_line(self, line: int) -> str:
        """One line of the NFC text, from 0, without its end; empty where there is none."""
        if line >= len(self.starts):
            return ""
        end = self.starts[line + 1] - 1 if line + 1 < len(self.starts) else len(self.normal)
        return self.normal[self.starts[line] : end]

    def spot(self, mark: int) -> tuple[int, int]:
        """Line and column, both from 0, of the character of the NFC text that has `mark` others before it."""
        line = bisect_right(self.starts, mark) - 1
        return line, mark - self.starts[line]

    def place(self, line: int, column: int, width: int = 1) -> Place:
        """The spot at `line` and `column` (both from 0, in the NFC text), as an editor counts it in the file."""
        line = min(max(line, 0), len(self.starts) - 1)
        end = column + max(width, 1)
        if self.normal is not self.text:
            start_here = column_as_written(self.lines[line], column)
            end_here = column_as_written(self.lines[line], end)
            return Place(self.name, line + 1, start_here + 1, max(end_here - start_here, 1))
        return Place(self.name, line + 1, column + 1, end - column)


def column_as_written(line: str, column: int) -> int:
    """The column (from 0) in `line` that `column` of its NFC form stands for."""
    seen, start = 0, 0
    while start < len(line):
        if seen >= column:
            return start
        end = start + 1
        while end < len(line) and _joins(line[start:end], line[end]):
            end += 1
        seen += len(unicodedata.normalize("NFC", line[start:end]))
        start = end
    return start + max(column - seen, 0)


def _joins(cluster: str, char: str) -> bool:
    """Whether `char` belongs to the cluster: a combining mark, or something that composes with it (Hangul)."""
    if char.isascii():
        return False
    apart = unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", char)
    return bool(unicodedata.combining(char)) or unicodedata.normalize("NFC", cluster + char) != apart


def read_source(path: Path, name: str, max_bytes: int = MAX_BYTES) -> SourceFile | Finding:
    """The file as text, or the one fault that keeps it from being text. Never reads more than `max_bytes`."""
    top = Place(name, 1, 1)
    try:
        # A named pipe would block the opening itself.
        if not stat.S_ISREG(os.stat(path).st_mode):
            return Finding(UNREADABLE, "error", top, {"name": name})
        with open(path, "rb") as file:
            data = file.read(max_bytes + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Finding(NOT_FOUND, "error", top, {"name": name})
    except (OSError, ValueError):
        return Finding(UNREADABLE, "error", top, {"name": name})
    return source_from_bytes(data, path, name, max_bytes)


def source_from_bytes(data: bytes, path: Path, name: str, max_bytes: int = MAX_BYTES) -> SourceFile | Finding:
    """The bytes as text (UTF-8, byte order mark and CRLF accepted), or the first fault: too large, another encoding,
    a character that has no place in a plan."""
    top = Place(name, 1, 1)
    if len(data) > max_bytes:
        return Finding(TOO_LARGE, "error", top, {"limit": max_bytes})
    encoding = _wide_encoding(data)
    if encoding:
        return Finding(WIDE_ENCODING, "error", top, {"encoding": encoding})
    digest = hashlib.sha256(data).hexdigest()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _lines_as_one(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return Finding(NOT_UTF8, "error", place, {"offset": error.start, "byte": f"{data[error.start]:02X}"})
    text = _lines_as_one(text.removeprefix("\ufeff"))
    if _USUAL.fullmatch(text):
        return SourceFile(path, name, text, digest, normal=text)
    wrong = FORBIDDEN.search(text)
    if wrong:
        start = wrong.start()
        place = Place(name, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
        return Finding(FORBIDDEN_CHARACTER, "error", place, {"character": f"U+{ord(wrong[0]):04X}"})
    normal = text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    return SourceFile(path, name, text, digest, normal)


def _wide_encoding(data: bytes) -> str | None:
    for mark, encoding in _WIDE_MARKS:
        if data.startswith(mark):
            return encoding
    # Without a mark: text whose first characters are ASCII has zero bytes at every second (or three of four) places.
    head = data[:64]
    if len(head) >= 4 and not len(head) % 2:
        if head[0] and not any(head[1:4]):
            return "UTF-32"
        if not any(head[0:3]) and head[3]:
            return "UTF-32"
        if not any(head[1::2]) or not any(head[0::2]):
            return "UTF-16"
    return None


def _lines_as_one(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
