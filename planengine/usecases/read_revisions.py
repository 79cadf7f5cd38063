"""Every revision of a plan as it was applied: when, by whom, why, and its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from planengine.errors import NotFound
from planengine.usecases.read_graph import InForce
from planengine.usecases.rows import PlanHead


class Kept(NamedTuple):
    """One revision: `applied_at` is an instant in UTC as stored, `person` typed it for `agency`, `name` is the file as
    it was named. `seq` is its event; `tasks` and `occurrences` are counts of what it plans."""

    number: int
    applied_at: str
    person: str
    agency: str
    reason: str | None
    name: str
    sha256: str
    seq: int
    tasks: int
    occurrences: int


class Revisions(Protocol):
    """Where revisions are kept."""

    def listed(self, plan_uid: str) -> tuple[Kept, ...]:
        """All revisions of a plan, the first one first."""
        ...

    def text(self, plan_uid: str, number: int) -> str:
        """The plan file as it was when that revision was applied."""
        ...

    def texts(self, plan_uid: str, number: int) -> InForce:
        """The canonical texts of that revision, with the directory and the calendar beside it."""
        ...

    def order(self, plan_uid: str, number: int) -> tuple[str, ...]:
        """Ids of the sections and tasks of that revision as they stand in its file."""
        ...

    def uids(self, plan_uid: str, number: int) -> Mapping[str, str]:
        """Label → uid of the occurrences, by the labels that they had at the end of that revision's time."""
        ...


def check_kept(plan: PlanHead, number: int) -> int:
    """The number itself where the plan has such a revision. Raises NotFound("revision.unknown")."""
    if not 1 <= number <= plan.revision:
        raise NotFound("revision.unknown", plan=plan.id, revision=number, last=plan.revision)
    return number
