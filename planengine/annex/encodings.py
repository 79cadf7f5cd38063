"""Text in the Vietnamese encodings from before Unicode: it looks like words, and is none."""

from __future__ import annotations

import re
from collections.abc import Iterable


def _class(*codes: int | range) -> str:
    letters = (one for code in codes for one in (code if isinstance(code, range) else (code,)))
    return "[" + "".join(map(chr, letters)) + "]"


# Letters that only Vietnamese in Unicode has.
_UNICODE = re.compile(_class(0x102, 0x103, 0x110, 0x111, 0x1A0, 0x1A1, 0x1AF, 0x1B0, range(0x1EA0, 0x1EFA)))

# Signs in the middle of words, as the fonts of those days had their letters there.
_TCVN3_SIGNS = _class(
    range(0xA8, 0xAF), range(0xB5, 0xBA), range(0xBB, 0xBF), range(0xC6, 0xCC), range(0xCE, 0xD9), range(0xDC, 0xE2)
)  # fmt: skip
_TCVN3 = re.compile(f"[A-Za-z]{_TCVN3_SIGNS}|{chr(0xAE)}[A-Za-z]")
_VNI_MARKS = _class(0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xEA, 0xEB, 0xEF, 0xF5, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC)
_VNI = re.compile(f"[AEIOUYaeiouy{chr(0xF6)}]{_VNI_MARKS}|{chr(0xF1)}[a-z{chr(0xF6)}]")
ENOUGH = 5


def legacy_encoding(texts: Iterable[str]) -> str | None:
    """The name of the old encoding that a table is written in; None for Unicode, and for too little text to tell."""
    whole = "\n".join(texts)
    if _UNICODE.search(whole):
        return None
    counts = {"TCVN3 (ABC)": len(_TCVN3.findall(whole)), "VNI": len(_VNI.findall(whole))}
    name = max(counts, key=lambda one: counts[one])
    return name if counts[name] >= ENOUGH else None
