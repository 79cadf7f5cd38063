"""What is applied: a checked plan with everything computed from it, ready to be written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from planengine.core.calendar import Calendar
from planengine.core.expand import Expansion
from planengine.core.plan import Directory, Plan


class Shared(NamedTuple):
    """A source by its name as shown, its canonical form and the SHA-256 of that form."""

    name: str
    canonical: str
    sha256: str


class Specs(Mapping[str, str]):
    """Nodes of a canonical tree by id, each as JSON when it is asked for."""

    def __init__(self, nodes: Iterable[Mapping[str, Any]]) -> None:
        self._nodes = {str(node["id"]): node for node in nodes}

    def __getitem__(self, name: str) -> str:
        return json.dumps(self._nodes[name], ensure_ascii=False, sort_keys=True)

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


def shared(name: str, canonical: str) -> Shared:
    """The source of that name with the hash of its canonical form."""
    return Shared(name, canonical, sha256(canonical.encode()).hexdigest())


class AppliedHead(NamedTuple):
    """The revision in force: uid of the plan, number, and the hashes of plan, directory and calendar."""

    uid: str
    revision: int
    sha256: str
    directory: str
    calendar: str
    canonical: str


@dataclass(frozen=True, slots=True)
class Application:
    """A plan file that was read without an error, expanded.

    `text` is the file as it was, `tree` what its canonical form holds; `specs` maps the id of each section and task to
    its canonical JSON, and `target_specs` that of each target, which may have the id of a task; `order` lists the ids
    of sections and tasks as they stand in the file.
    """

    plan: Plan
    directory: Directory
    calendar: Calendar
    expansion: Expansion
    text: str
    tree: Mapping[str, Any]
    source: Shared
    directory_source: Shared
    calendar_source: Shared
    specs: Mapping[str, str]
    target_specs: Mapping[str, str]
    order: tuple[str, ...]
