"""Immutable identities: ULIDs, 26 characters that sort by the time they were made."""

from __future__ import annotations

import os
from datetime import datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Uids:
    """A source of uids for one transaction: all carry the same moment, no two are equal.

    The random part starts at random and is counted up, as the ULID specification allows, so that uids sort in the
    order they were handed out.
    """

    def __init__(self, now: datetime) -> None:
        self._time = int(now.timestamp() * 1000) << 80
        self._next = int.from_bytes(os.urandom(10), "big") >> 1

    def __call__(self) -> str:
        value = self._time | self._next
        self._next += 1
        letters = []
        for _ in range(26):
            letters.append(_ALPHABET[value & 31])
            value >>= 5
        return "".join(reversed(letters))
