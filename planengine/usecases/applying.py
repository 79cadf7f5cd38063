"""What is applied: a checked plan with everything computed from it, ready to be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from planengine.core.calendar import Calendar
from planengine.core.expand import Expansion
from planengine.core.plan import Directory, Plan


class Shared(NamedTuple):
    """A source by its name as shown, its canonical form and the SHA-256 of that form."""

    name: str
    canonical: str
    sha256: str


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

    `text` is the file as it was; `specs` maps the id of each section and task to its canonical JSON, and
    `target_specs` that of each target, which may have the id of a task; `order` lists the ids of sections and tasks as
    they stand in the file.
    """

    plan: Plan
    directory: Directory
    calendar: Calendar
    expansion: Expansion
    text: str
    source: Shared
    directory_source: Shared
    calendar_source: Shared
    specs: Mapping[str, str]
    target_specs: Mapping[str, str]
    order: tuple[str, ...]
