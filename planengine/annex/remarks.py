"""What a person should know about how a table was read; the sentences are those of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Weight = Literal["shown", "look", "unmatched"]
"""`shown` is for information, `look` asks for a look at the cell, `unmatched` is a body that the directory lacks."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to tell: a code below `annex.remark.`, the cell it is about, and the params of the sentence."""

    code: str
    place: str
    weight: Weight = "look"
    params: dict[str, Any] = field(default_factory=dict)
