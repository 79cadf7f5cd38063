"""How far an edited plan may go: classes of changes, how far work has come, the policy, and what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from planengine.core import status

COSMETIC, SCHEDULE, RESPONSIBILITY = "cosmetic", "schedule", "responsibility"
STRUCTURE, ACCEPTANCE, REMOVAL = "structure", "acceptance", "removal"
CLASSES = (COSMETIC, SCHEDULE, RESPONSIBILITY, STRUCTURE, ACCEPTANCE, REMOVAL)

OPEN, BEGUN, REPORTED = "open", "begun", "reported"
STAGES = (OPEN, BEGUN, REPORTED)
STAGE: Mapping[str, str] = {
    status.ASSIGNED: OPEN,
    status.ACCEPTED: OPEN,
    status.IN_PROGRESS: BEGUN,
    status.RETURNED: BEGUN,
    status.PAUSED: BEGUN,
    status.DECLINED: BEGUN,
    status.SUBMITTED: REPORTED,
    status.DONE: REPORTED,
    status.CLOSED: REPORTED,
    status.CANCELLED: OPEN,
    status.EXEMPT: OPEN,
    status.MERGED: OPEN,
}
"""How far an assignment has come, as far as a change of the plan is judged by it."""

FREE, REASON, RECORDED, REFUSED, DECLARED = "free", "reason", "recorded", "refused", "declared"
"""What the policy says: let through; asks for a reason; changes nothing that was reported; refused unless the task says
`reopen` or `grandfather`; refused unless the plan says `removed`, `split` or `merge`."""

POLICY: Mapping[str, tuple[str, str, str]] = {
    COSMETIC: (FREE, FREE, FREE),
    SCHEDULE: (FREE, REASON, RECORDED),
    RESPONSIBILITY: (FREE, REASON, REASON),
    STRUCTURE: (FREE, FREE, RECORDED),
    ACCEPTANCE: (FREE, REASON, REFUSED),
    REMOVAL: (FREE, DECLARED, DECLARED),
}
"""Class of a change → what is needed where nobody has begun, where somebody has, and where somebody has reported."""

CONFLICT = "conflict"

TERM_CLASS: Mapping[str, str] = {
    "kind": STRUCTURE,
    "opens_on": SCHEDULE,
    "closes_on": SCHEDULE,
    "due": SCHEDULE,
    "internal_due": SCHEDULE,
    "within": SCHEDULE,
    "completion": ACCEPTANCE,
    "support_required": ACCEPTANCE,
    "confirm": ACCEPTANCE,
    "evidence": ACCEPTANCE,
}

KEPT, NEW, HANDED, DROPPED, LEFT = "kept", "new", "handed", "dropped", "left"
"""What becomes of a part: it stays; is given anew; goes from one lead to the next; is taken away with what was done for
it on record; is not asked for any more, though its report stands."""


class Extended(NamedTuple):
    """The due date that an assignment was granted, on which day and by which document."""

    due: str
    on: str
    document: str | None


class Part(NamedTuple):
    """One assignment as it is now. `planned` is the agency that the plan gave it to, None where no plan did; `by_hand`
    says that a person gave it to another one; `role` and `size` are as planned."""

    uid: str
    agency: str
    planned: str | None
    role: str
    size: int | None
    state: str
    due: str | None
    by_hand: bool = False
    extended: Extended | None = None


class Live(NamedTuple):
    """One occurrence as it is now; `withdrawn` says that it has left the plan before, `closes_on` is the last day of
    its period as ISO text."""

    uid: str
    label: str
    due: str | None
    completed: bool
    withdrawn: bool
    kind: str
    parts: tuple[Part, ...]
    closes_on: str = ""

    def over(self, today: str) -> bool:
        """Whether its period is closed, so that it keeps the specification of its time."""
        return self.kind == "recurring" and bool(self.closes_on) and self.closes_on < today

    def open(self) -> bool:
        """Whether anybody still has something to do in it."""
        return any(one.state in status.UNFINISHED for one in self.parts)

    def stage(self) -> str:
        """The furthest that any bearer has come."""
        if self.completed:
            return REPORTED
        bearing = [one for one in self.parts if one.role != "support"] or list(self.parts)
        return max((STAGE[one.state] for one in bearing), key=STAGES.index, default=OPEN)

    def untouched(self) -> bool:
        """Whether nobody has done anything that planning anew could take away."""
        return not self.withdrawn and all(
            one.state in (status.ASSIGNED, status.ACCEPTED)
            and one.planned == one.agency
            and one.extended is None
            for one in self.parts
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What the person and the file say beyond the plan itself; all by task id.

    `removed` maps ids that leave the plan, split and merged ones too, to the reason; `gone` are all that are not in the
    file any more; `file_wins` and `keep` decide conflicts, `supersedes` is the same in the file; `reopen` and
    `grandfather` are those of the tasks; `bodies_changed` are the tasks whose own words about who does them changed.
    """

    reason: str | None = None
    removed: Mapping[str, str] = field(default_factory=dict)
    gone: AbstractSet[str] = frozenset()
    file_wins: AbstractSet[str] = frozenset()
    keep: AbstractSet[str] = frozenset()
    supersedes: AbstractSet[str] = frozenset()
    reopen: AbstractSet[str] = frozenset()
    grandfather: AbstractSet[str] = frozenset()
    bodies_changed: AbstractSet[str] = frozenset()


class Row(NamedTuple):
    """One thing that differs: `before` and `after` as text, None for nothing; `agencies` are concerned.

    `verdict` is one of the policy's, or "conflict", then `other` is what has happened since and `on`, `document` when
    and by which paper; "decided" where a person has said which of the two counts.
    """

    label: str
    name: str
    before: str | None
    after: str | None
    kind: str
    verdict: str
    agencies: tuple[str, ...] = ()
    other: str | None = None
    on: str | None = None
    document: str | None = None


class Share(NamedTuple):
    """A part as it is to stand: `how` it came to that, `uid` None for a new one, `was` who hands it over."""

    agency: str
    role: str
    size: int | None
    how: str
    uid: str | None = None
    due: str | None = None
    keeps_due: bool = False
    was: str | None = None


class Revised(NamedTuple):
    """What an occurrence comes to. `verdict` is "added", "replanned" (nobody has begun: planned anew), "revised",
    "revived" or "withdrawn"; `keeps_terms` says that what is asked stays as it was, since it was reported so."""

    label: str
    verdict: str
    rows: tuple[Row, ...]
    shares: tuple[Share, ...] = ()
    keeps_terms: bool = False
    waits_changed: bool = False


def verdict_of(kind: str, stage: str, said: Said, task: str) -> str:
    """What the policy asks of a change of that class, where the work has come so far, after what was said."""
    verdict = POLICY[kind][STAGES.index(stage)]
    if verdict == REASON and said.reason:
        return FREE
    if verdict == REFUSED and (task in said.reopen or task in said.grandfather):
        return FREE
    return verdict


def task_of(label: str) -> str:
    """The id in a label."""
    return label.partition("@")[0]
