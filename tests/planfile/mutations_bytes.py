"""Bytes of a file changed without any thought for what they mean."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

SIGNS = (
    b"[", b"]", b"{", b"}", b"'", b'"', b":", b": ", b"- ", b"#", b" #", b",", b"?", b"? ", b"|", b">",
    b"&a ", b"*a ",
    b"!t ", b"%", b"@", b"`", b"\t", b"\n", b" ", b"\\", b"---\n", b"...\n", b"<<: ", b"0", b"9", b"-", b"=",
    b"~", b"|-\n",
)  # fmt: skip
CONTROLS = (
    b"\x00",
    b"\x07",
    b"\x0b",
    b"\x1b",
    b"\x7f",
    b"\xc2\x85",
    b"\xc2\xa0",
    b"\xe2\x80\x8b",
    b"\xe2\x80\xae",
)
LINE_ENDS = (b"\r", b"\r\n", b"\n\r", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\x0c", b"\n\n")
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")

Change = Callable[[bytes, random.Random, bytes], bytes]


def at_random(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def flip(data: bytes, chance: random.Random, other: bytes) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def random_bytes(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at = at_random(data, chance)
    return data[:at] + chance.randbytes(chance.choice((1, 2, 8, 40))) + data[at + chance.choice((0, 1, 5)) :]


def delete(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at = at_random(data, chance)
    return data[:at] + data[at + chance.choice((1, 1, 2, 10, 200)) :]


def duplicate(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at, here = at_random(data, chance), at_random(data, chance)
    return data[:here] + data[at : at + chance.choice((1, 5, 40, 400))] + data[here:]


def truncate(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at = at_random(data, chance)
    return data[:at] if chance.random() < 0.8 else data[at:]


def splice(data: bytes, chance: random.Random, other: bytes) -> bytes:
    return data[: at_random(data, chance)] + other[at_random(other, chance) :]


def insert_sign(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at = at_random(data, chance)
    return data[:at] + chance.choice(SIGNS) * chance.choice((1, 1, 1, 2, 3)) + data[at:]


def control(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at = at_random(data, chance)
    return data[:at] + chance.choice(CONTROLS) + data[at:]


def line_end(data: bytes, chance: random.Random, other: bytes) -> bytes:
    end = chance.choice(LINE_ENDS)
    if chance.random() < 0.3:
        return data.replace(b"\n", end)
    at = at_random(data, chance)
    return data[:at] + end + data[at:]


def byte_order_mark(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at = 0 if chance.random() < 0.7 else at_random(data, chance)
    return data[:at] + chance.choice(MARKS) + data[at:]


def decomposed(data: bytes, chance: random.Random, other: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    at, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    if chance.random() < 0.5:
        at, end = 0, len(text)
    form = chance.choice(("NFD", "NFD", "NFKD"))
    return (text[:at] + unicodedata.normalize(form, text[at:end]) + text[end:]).encode()


def marks_alone(data: bytes, chance: random.Random, other: bytes) -> bytes:
    """Combining marks, joiners and signs of other scripts where no letter is."""
    text = data.decode("utf-8", "replace")
    at = chance.randrange(len(text) + 1)
    signs = "".join(
        chance.choice("\u0301\u0323\u200d\u0e33\u1100\u1161\U0001f1fb\ufe0f\u3099") for _ in range(3)
    )
    return (text[:at] + signs + text[at:]).encode()


def old_encoding(data: bytes, chance: random.Random, other: bytes) -> bytes:
    """One byte for each letter (TCVN3), a letter and a byte for its mark (VNI), Windows-1258, UTF-16, UTF-32."""
    text = data.decode("utf-8", "replace")
    match chance.randrange(5):
        case 0:
            return bytes(ord(one) if one.isascii() else 0x80 + ord(one) % 0x80 for one in text)
        case 1:
            apart = unicodedata.normalize("NFD", text)
            return bytes(ord(one) if one.isascii() else 0xC0 + ord(one) % 0x40 for one in apart)
        case 2:
            return text.encode("cp1258", "replace")
        case 3:
            return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-16-be")))
        case _:
            return text.encode(chance.choice(("utf-32", "utf-32-le", "utf-32-be", "utf-7")))


def long_line(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at = at_random(data, chance)
    filling = chance.choice((b"x", b"a ", "ệ".encode(), b"[], ", b"0", b"' ", b"a: ", b"# "))
    return data[:at] + filling * chance.choice((300, 300, 2000, 2000, 2000, 20_000)) + data[at:]


def deep(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at = at_random(data, chance)
    times = chance.choice((20, 40, 2000))
    match chance.randrange(5):
        case 0:
            nest = b"[" * times + b"]" * times
        case 1:
            nest = b"{a: " * times + b"x" + b"}" * times
        case 2:
            nest = b"- " * times + b"x\n"
        case 3:
            nest = b"\n" + b"".join(b" " * one + b"a:\n" for one in range(min(times, 200)))
        case _:
            nest = b"[{a: " * times
    return data[:at] + nest + data[at:]


def lines_moved(data: bytes, chance: random.Random, other: bytes) -> bytes:
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 1, 3))):
        at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                lines.insert(to, lines.pop(at))
            case 1:
                lines.insert(to, lines[at])
            case 2:
                lines[at] = b" " * chance.randrange(9) + lines[at].lstrip()
            case 3:
                lines[at] = lines[at].rstrip() + b" " + lines[to].lstrip()
            case _:
                lines[at] = lines[at] + chance.choice(SIGNS)
    return b"\n".join(lines)


def digits(data: bytes, chance: random.Random, other: bytes) -> bytes:
    """Another digit for some of the digits: dates, lengths, numbers."""
    places = [at for at, one in enumerate(data) if 48 <= one <= 57]
    changed = bytearray(data)
    for at in chance.sample(places, min(len(places), chance.choice((1, 1, 2, 5)))):
        changed[at] = chance.choice(b"0123456789-.")
    return bytes(changed)


CHANGES: tuple[Change, ...] = (
    flip, random_bytes, delete, duplicate, truncate, splice, insert_sign, insert_sign, control, line_end,
    byte_order_mark,
    decomposed, marks_alone, old_encoding, long_line, deep, lines_moved, lines_moved, digits, digits,
)  # fmt: skip


def changed(data: bytes, other: bytes, chance: random.Random) -> tuple[bytes, tuple[str, ...]]:
    """The bytes after one to four changes, and the names of those; `other` is a file to splice with."""
    names: list[str] = []
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        change = chance.choice(CHANGES)
        data = change(data, chance, other)
        names.append(change.__name__)
    return data, tuple(names)
