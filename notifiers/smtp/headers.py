"""Header lines of a letter: pure 7-bit, folded without losing or adding a blank.

The standard library's own folding damages the blanks of long Vietnamese subjects and names, differently in
each release of Python. Here a text that needs encoding is encoded as a whole, blanks included, in RFC 2047
words: what lies between two neighbouring words is ignored by every reader, so folding there can neither lose
nor add anything.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterable

LINE = 76
"""Longest line with encoded words in it (RFC 2047, section 2), without the line end."""
EOL = "\r\n"

_OPEN, _CLOSE = "=?utf-8?b?", "?="
_ATOM = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~")


def one_line(text: str) -> str:
    """The text in NFC, each run of blanks as one blank, none at the ends.

    Raises `ValueError` for CR, LF and other control characters (header injection) and for lone surrogates.
    """
    if "\r" in text or "\n" in text:
        raise ValueError("a header value contains a line break")
    whole = " ".join(unicodedata.normalize("NFC", text).split())
    for character in whole:
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise ValueError(f"a header value contains the character U+{ord(character):04X}")
    return whole


def text_header(name: str, text: str) -> str:
    """`Name: text` for a header that people read (Subject), lines of at most 76 characters, with its line
    end."""
    value = one_line(text)
    if _plain(value) and all(len(word) < LINE - len(name) - 2 for word in value.split(" ")):
        return _fold(name, value.split(" "))
    return _fold(name, _encoded_words(value, first=LINE - len(name) - 2))


def token_header(name: str, value: str) -> str:
    """`Name: value` for a header that programs read: folded at blanks only, a long token stays whole.

    Non-ASCII values are encoded as people's text is.
    """
    line = one_line(value)
    return _fold(name, line.split(" ")) if line.isascii() else text_header(name, line)


def address_header(name: str, mailboxes: Iterable[tuple[str, str]]) -> str:
    """`Name: display name <address>, …`; the addresses are ASCII already, an empty display name is left
    out."""
    pieces: list[str] = []
    for display, address in mailboxes:
        if pieces:
            pieces[-1] += ","
        pieces += _phrase(one_line(display), first=LINE - len(name) - 2)
        pieces.append(f"<{address}>" if display.strip() else address)
    return _fold(name, pieces)


def file_name_parameter(text: str) -> str:
    """The parameter `filename` in the forms of RFC 2231, each on a line of its own, to follow a header's
    value."""
    value = one_line(text)
    if value.isascii() and '"' not in value and "\\" not in value and len(value) <= LINE - 13:
        return f';{EOL} filename="{value}"'
    # an escaped character is never split: each continuation decodes by itself
    escaped = [
        chr(byte) if chr(byte) in _ATOM - set("*'%") else f"%{byte:02X}" for byte in value.encode("utf-8")
    ]
    parts, size = ["utf-8''"], LINE - len(" filename*000*=;")
    for piece in escaped:
        if len(parts[-1]) + len(piece) > size:
            parts.append("")
        parts[-1] += piece
    if len(parts) == 1:
        return f";{EOL} filename*={parts[0]}"
    return "".join(f";{EOL} filename*{number}*={part}" for number, part in enumerate(parts))


def _plain(value: str) -> bool:
    """Whether a reader gets the text back when it stands unencoded: ASCII, and nothing that looks encoded."""
    return value.isascii() and "=?" not in value


def _phrase(display: str, first: int) -> list[str]:
    """A display name as pieces that may be folded between; none for an empty name."""
    if not display:
        return []
    if not _plain(display) or len(display) > first - 2:
        return _encoded_words(display, first)
    if all(character in _ATOM or character == " " for character in display):
        return [display]
    escaped = display.replace("\\", "\\\\").replace('"', '\\"')
    return [f'"{escaped}"'] if len(escaped) <= first - 2 else _encoded_words(display, first)


def _encoded_words(text: str, first: int) -> list[str]:
    """The text as RFC 2047 words that each decode by themselves; the first is at most `first` characters
    long."""
    words: list[str] = []
    chunk, room = b"", _bytes_within(first)
    for character in text:
        encoded = character.encode("utf-8")
        if chunk and len(chunk) + len(encoded) > room:
            words.append(chunk.decode("utf-8"))
            chunk, room = b"", _bytes_within(LINE - 1)
        chunk += encoded
    words.append(chunk.decode("utf-8"))
    return [f"{_OPEN}{base64.b64encode(word.encode('utf-8')).decode('ascii')}{_CLOSE}" for word in words]


def _bytes_within(characters: int) -> int:
    """How many bytes fit into one encoded word of that many characters (75 at most, RFC 2047)."""
    return (min(characters, 75) - len(_OPEN) - len(_CLOSE)) // 4 * 3


def _fold(name: str, pieces: list[str]) -> str:
    """The pieces behind the name with one blank between them, a new line where the next would not fit."""
    lines = [f"{name}:"]
    for piece in pieces:
        if len(lines[-1]) + 1 + len(piece) > LINE and lines[-1] != "":
            lines.append("")
        lines[-1] += f" {piece}"
    return EOL.join(lines) + EOL
