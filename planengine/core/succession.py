"""What a reorganisation does to open work: which parts move, which fall into one, which a person must decide.

Pure: open work, the directory and a day in; steps out. What is over stays where it is, under its old name; what was
done, promised and said about open work goes along with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from planengine.core import heirs as ways
from planengine.core import status
from planengine.core.expand import RANK
from planengine.core.heirs import Heirs, Policy
from planengine.core.plan import Body, Directory
from planengine.core.workflow import Assigned

OPEN = (*status.UNFINISHED, status.SUBMITTED)
"""States of work that is not over."""

MOVED = "moved"
"""The part goes to its one heir as it stands."""
GIVEN = "given"
"""An heir of several gets a part of its own, which begins where the old one stood."""
RAISED = "raised"
"""The heir had a part already; it takes on the higher role, or the work that is further along."""
MERGED = "merged"
"""The part ends: what it asked for is in the parts of its heirs."""
RESIZED = "resized"
"""A group that is followed as one has another number of members."""
STEPS = (GIVEN, RAISED, MOVED, RESIZED, MERGED)
"""In the order in which the steps of one occurrence are taken: nobody leaves before somebody has come."""

GROUP = "group"
"""A group that is followed as one, and none of its members is left."""
OVER = "over"
"""The heir had a part of its own, and that is over already."""
ASKING = "asking"
"""The part would end, and its request for a later date with it."""
UNVERIFIED = "unverified"
"""The succession rests on no document that was seen."""

_FURTHEST = (
    status.SUBMITTED,
    status.IN_PROGRESS,
    status.RETURNED,
    status.ACCEPTED,
    status.ASSIGNED,
    status.DECLINED,
    status.PAUSED,
)


class Work(NamedTuple):
    """One occurrence: `nodes` are its task and the sections around it, from the inside out; `sizes` are the numbers of
    members of groups followed as one, by uid of the part; `asking` are the uids of parts with an open request for
    a later date."""

    uid: str
    label: str
    nodes: tuple[str, ...]
    parts: tuple[Assigned, ...]
    sizes: Mapping[str, int | None] = {}
    asking: frozenset[str] = frozenset()


class Choices(NamedTuple):
    """What a person has decided for this time: `policy` for all that have several successors and no policy, `given`
    maps an agency that ended to who takes its work, `exceptions` map (task or section, agency that ended or None for
    all of them) to who takes that. `unverified` accepts what the directory marks as such."""

    policy: Policy | None = None
    given: Mapping[str, str] = {}
    exceptions: Mapping[tuple[str, str | None], str] = {}
    unverified: bool = False


class Step(NamedTuple):
    """One part that changes. `uid` is its assignment, for GIVEN that of the part it comes from; `to` are the heirs,
    one but for MERGED; `work` is the part whose role, dates and reports are taken on (GIVEN, RAISED); `size` and
    `was_size` are the members of a group followed as one, now and before."""

    kind: str
    uid: str
    agency: str
    role: str
    state: str
    to: tuple[str, ...]
    work: Assigned | None = None
    size: int | None = None
    was_size: int | None = None
    basis: tuple[str, ...] = ()
    verified: bool = True


class Undecided(NamedTuple):
    """An open part that a person must decide on, and why; `candidates` are those who may take it."""

    label: str
    agency: str
    role: str
    state: str
    why: str
    candidates: tuple[str, ...] = ()


class Change(NamedTuple):
    """What happens to one occurrence. `kept` are parts that stay with a body that has ended, because their report
    waits for a confirmation and there is more than one heir."""

    uid: str
    label: str
    steps: tuple[Step, ...]
    undecided: tuple[Undecided, ...] = ()
    kept: tuple[str, ...] = ()


def foresee(works: Sequence[Work], directory: Directory, day: date, choices: Choices) -> tuple[Change, ...]:
    """What is to be done so that on `day` no open part is with a body that has ended, in the order of `works`; only
    occurrences to which something happens. Done twice, the second time is empty but for what is undecided."""
    followed: dict[str, Heirs] = {}
    found = (_Occurrence(one, directory, day, choices, followed).change() for one in works)
    return tuple(one for one in found if one.steps or one.undecided or one.kept)


def taker(directory: Directory, name: str, day: date, choices: Choices) -> Heirs:
    """Who takes over from a body of the plan itself, its secretariat or approver: one, or a person must decide."""
    if name in choices.given:
        return Heirs((choices.given[name],))
    found = ways.heirs(directory, name, day, choices.policy)
    if len(found.to) > 1:
        return found._replace(to=(), why=ways.SEVERAL, at=name, candidates=found.to)
    return _as_far_as_verified(found, choices)


def _as_far_as_verified(found: Heirs, choices: Choices) -> Heirs:
    if found.to and not found.verified and not choices.unverified:
        return found._replace(to=(), why=UNVERIFIED, candidates=found.to)
    return found


class _Occurrence:
    """The steps of one occurrence."""

    def __init__(
        self, work: Work, directory: Directory, day: date, choices: Choices, followed: dict[str, Heirs]
    ) -> None:
        self._work = work
        self._directory = directory
        self._day = day
        self._choices = choices
        self._followed = followed
        self._steps: list[Step] = []
        self._undecided: list[Undecided] = []
        self._kept: list[str] = []
        self._leaving: dict[str, Heirs] = {}

    def change(self) -> Change:
        for part in self._work.parts:
            if part.state in OPEN:
                self._look_at(part)
        for part in self._leaving_parts():
            self._refuse_what_is_over(part)
        self._refuse_what_asks()
        self._hand_over()
        order = {kind: at for at, kind in enumerate(STEPS)}
        steps = tuple(sorted(self._steps, key=lambda one: order[one.kind]))
        return Change(self._work.uid, self._work.label, steps, tuple(self._undecided), tuple(self._kept))

    def _look_at(self, part: Assigned) -> None:
        """Whether the part leaves its body, and to whom."""
        if part.agency in self._directory.groups:
            found = self._heirs_of_group(part)
        elif ways.has_ended(self._directory.agencies[part.agency], self._day):
            found = self._heirs(part.agency)
        else:
            return
        if found is None:
            return
        if not found.to:
            self._undecide(part, found.why, found.candidates)
        elif len(found.to) > 1 and part.state == status.SUBMITTED:
            self._kept.append(part.agency)
        else:
            self._leaving[part.uid] = found

    def _heirs(self, name: str) -> Heirs:
        chosen = self._chosen(name)
        if chosen is not None:  # who may have ended in turn, where the plan said so long ago
            return ways.heirs(self._directory, chosen, self._day, self._choices.policy)
        if name not in self._followed:
            found = ways.heirs(self._directory, name, self._day, self._choices.policy)
            self._followed[name] = _as_far_as_verified(found, self._choices)
        return self._followed[name]

    def _chosen(self, name: str) -> str | None:
        """What a person said of this agency, the nearest first: for the task, for a section around it, for all."""
        exceptions = self._choices.exceptions
        for node in self._work.nodes:
            for key in ((node, name), (node, None)):
                if key in exceptions:
                    return exceptions[key]
        return self._choices.given.get(name)

    def _heirs_of_group(self, part: Assigned) -> Heirs | None:
        """A group goes on as long as it has members; None where nothing is to be done about who holds the part."""
        present = ways.members(self._directory, Body(part.agency), self._day)
        if present:
            size = self._work.sizes.get(part.uid)
            if size not in (None, len(present)):
                step = Step(RESIZED, part.uid, part.agency, part.role, part.state, (part.agency,))
                self._steps.append(step._replace(size=len(present), was_size=size))
            return None
        group = self._directory.groups[part.agency]
        if group.open:
            return None
        chosen = self._chosen(part.agency)
        return Heirs((chosen,)) if chosen is not None else Heirs((), GROUP, part.agency)

    def _undecide(self, part: Assigned, why: str, candidates: tuple[str, ...]) -> None:
        self._undecided.append(
            Undecided(self._work.label, part.agency, part.role, part.state, why, candidates)
        )

    def _leaving_parts(self) -> list[Assigned]:
        return [part for part in self._work.parts if part.uid in self._leaving]

    def _held(self, agency: str) -> Assigned | None:
        return next((part for part in self._work.parts if part.agency == agency), None)

    def _refuse_what_is_over(self, part: Assigned) -> None:
        """A part that still asks for something does not vanish in one that is over: only a supporter's may, where the
        heir has done more than support."""
        for agency in self._leaving[part.uid].to:
            held = self._held(agency)
            if held is None or held.state in OPEN:
                continue
            done = held.state in (status.DONE, status.CLOSED)
            if not (done and part.role == "support" and held.role != "support"):
                del self._leaving[part.uid]
                self._undecide(part, OVER, (agency,))
                return

    def _refuse_what_asks(self) -> None:
        """A request for a later date goes along with its part; where the part would end in another one, it is decided
        first."""
        while True:
            ending = [
                part
                for part in self._leaving_parts()
                if part.uid in self._work.asking and part.uid not in self._moving()
            ]
            if not ending:
                return
            for part in ending:
                self._undecide(part, ASKING, self._leaving.pop(part.uid).to)

    def _claims(self) -> dict[str, list[Assigned]]:
        """Each heir with the parts that come to it."""
        claims: dict[str, list[Assigned]] = {}
        for part in self._leaving_parts():
            for agency in self._leaving[part.uid].to:
                claims.setdefault(agency, []).append(part)
        return claims

    def _moving(self) -> dict[str, str]:
        """uid → the one heir, for the parts that go over as they stand."""
        found = {}
        for agency, claimants in self._claims().items():
            best = min(claimants, key=_precedence)
            if self._held(agency) is None and len(self._leaving[best.uid].to) == 1:
                found[best.uid] = agency
        return found

    def _hand_over(self) -> None:
        moved = self._moving()
        for agency, claimants in self._claims().items():
            best = min(claimants, key=_precedence)
            held = self._held(agency)
            if moved.get(best.uid) == agency:
                self._steps.append(self._step(MOVED, best, (agency,)))
            elif held is None:
                self._steps.append(self._step(GIVEN, best, (agency,))._replace(work=best))
            elif held.state in OPEN and _precedence(best) < _precedence(held):
                step = Step(RAISED, held.uid, agency, best.role, best.state, (agency,), best)
                self._steps.append(self._with_basis(step, best))
        for part in self._leaving_parts():
            if part.uid not in moved:
                self._steps.append(self._step(MERGED, part, self._leaving[part.uid].to))

    def _step(self, kind: str, part: Assigned, to: tuple[str, ...]) -> Step:
        return self._with_basis(Step(kind, part.uid, part.agency, part.role, part.state, to), part)

    def _with_basis(self, step: Step, part: Assigned) -> Step:
        found = self._leaving[part.uid]
        return step._replace(basis=found.basis, verified=found.verified)


def _precedence(part: Assigned) -> tuple[int, int]:
    """The highest role comes first, and of equals the work that is furthest along."""
    return RANK[part.role], _FURTHEST.index(part.state)  # type: ignore[index]
