"""What the events of a plan say so far of one occurrence and of one assignment: the rows as they should stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from planengine.core.workflow import Assigned


@dataclass(slots=True)
class Work:
    """One occurrence: its columns as they should stand, the uids of its parts, and its edges by key."""

    row: dict[str, Any]
    parts: list[str]
    edges: dict[tuple[str, str, str], int]
    moved: int


@dataclass(slots=True)
class Part:
    """One assignment as it should stand."""

    assigned: Assigned
    occurrence: str
    size: int | None
    backdated: int
    version: int
    last_seq: int
    moved: int
