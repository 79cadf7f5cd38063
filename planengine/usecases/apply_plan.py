"""Applying plan files: read, check, compare with what is in force, write everything in one transaction, tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple, Protocol

from planengine.core.changes import Change, Outline, compare, outline
from planengine.core.events import Origin
from planengine.core.expand import expand
from planengine.core.plan import Move
from planengine.core.renames import Renames, elsewhere, with_new_ids
from planengine.errors import Findings, Refusal
from planengine.planfile.canonical import (
    canonical_calendar,
    canonical_directory,
    canonical_plan,
)
from planengine.planfile.read import Reading
from planengine.planfile.tree import collector_paused
from planengine.usecases.applying import Application, AppliedHead, Shared
from planengine.usecases.rows import Clock


class Applied(NamedTuple):
    """What applying one file did (or would do).

    `revision` is in force afterwards, `changed` False for "nothing to do"; `first` True where the plan was not applied
    before. `added` and `replanned` are labels of occurrences that are new, or planned anew since nobody has begun;
    `renamed` are old and new ids of what is tracked.
    """

    plan: str
    revision: int
    first: bool
    changed: bool
    tasks: int
    occurrences: int
    assignments: int
    nobody: int
    added: tuple[str, ...]
    replanned: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()


class Live(Protocol):
    """What is in force."""

    def head(self, plan_id: str) -> AppliedHead | None:
        """The revision in force, or None."""
        ...

    def live(self, plan_uid: str) -> Mapping[str, Outline]:
        """The occurrences of a plan as planned, with the states of now."""
        ...

    def renames(self, plan_uid: str, moved: Sequence[Move]) -> Renames:
        """What `moved` of a plan file says of what is tracked."""
        ...

    def moves(self) -> Mapping[str, tuple[Move, ...]]:
        """For every plan in force what its revisions say was renamed."""
        ...


class LedgerWriter(Live, Protocol):
    """The open transaction of an apply."""

    def write_shared(self, application: Application, now: datetime) -> None:
        """Takes over directory and calendar."""
        ...

    def write_revision(
        self,
        application: Application,
        changes: Sequence[Change],
        head: AppliedHead | None,
        origin: Origin,
        now: datetime,
        reason: str | None,
    ) -> int:
        """Writes the next revision; returns how many events that made."""
        ...


class Ledger(Live, Protocol):
    """Where revisions are kept."""

    def applying(self) -> AbstractContextManager[LedgerWriter]:
        """One transaction for everything."""
        ...


def prepare(reading: Reading) -> Application:
    """Everything that applying will write, from a plan file read without an error.

    Raises Findings where the reading has errors.
    """
    plan = reading.plan
    if plan is None:
        raise Findings("plan.faults", reading.findings)
    with collector_paused():
        expansion = expand(plan, reading.directory, reading.calendar)
    text = canonical_plan(plan)
    source = reading.sources[0]
    names = [one.name for one in reading.sources]
    tree = json.loads(text)
    line = {
        one.id: reading.places[(kind, one.id)].line
        for kind, listed in (("section", plan.sections), ("task", plan.tasks))
        for one in listed
    }
    return Application(
        plan=plan,
        directory=reading.directory,
        calendar=reading.calendar,
        expansion=expansion,
        text=source.text,
        source=_shared(source.name, text),
        directory_source=_shared(
            ", ".join(names[1:-1]) or source.name, canonical_directory(reading.directory)
        ),
        calendar_source=_shared(names[-1], canonical_calendar(reading.calendar)),
        specs=_specs([*tree["sections"], *tree["tasks"]]),
        target_specs=_specs(tree["targets"]),
        order=tuple(sorted(line, key=line.__getitem__)),
    )


def _specs(nodes: Sequence[Mapping[str, object]]) -> dict[str, str]:
    return {str(node["id"]): json.dumps(node, ensure_ascii=False, sort_keys=True) for node in nodes}


def _shared(name: str, canonical: str) -> Shared:
    return Shared(name, canonical, sha256(canonical.encode()).hexdigest())


def foresee(ledger: Ledger, applications: Sequence[Application]) -> tuple[Applied, ...]:
    """What `apply_plans` would do, without doing it. Raises Refusal as it does."""
    others = _renamed_elsewhere(ledger, applications)
    return tuple(_judge(ledger, one, others)[0] for one in applications)


def apply_plans(
    ledger: Ledger,
    applications: Sequence[Application],
    *,
    person: str,
    clock: Clock,
    reason: str | None,
    local_day: Callable[[datetime, str], date],
) -> tuple[Applied, ...]:
    """Applies all of them in one transaction, or none.

    A plan whose canonical form, directory and calendar are those in force is left alone. Raises
    Refusal("plan.started") where the file changes what somebody has begun, Refusal("plan.removed") where tracked work
    is gone from it, and Refusal("plan.move_taken") where it gives tracked work the id of other tracked work.
    """
    outcomes = []
    with ledger.applying() as writer:
        others = _renamed_elsewhere(writer, applications)
        for one in applications:
            outcome, changes, head = _judge(writer, one, others)
            outcomes.append(outcome)
            if outcome.changed:
                plan = one.plan
                on = local_day(clock.now, plan.timezone)
                origin = Origin(agency=plan.secretariat, person=person, on=on, clock=clock.kind)
                writer.write_shared(one, clock.now)
                writer.write_revision(one, changes, head, origin, clock.now, reason)
    return tuple(outcomes)


def _renamed_elsewhere(live: Live, applications: Sequence[Application]) -> dict[str, str]:
    """ "plan/old" → "plan/new" for all that was ever renamed, or is by these applications."""
    found: dict[str, str] = {}
    moves = dict(live.moves())
    for one in applications:
        moves[one.plan.id] = (*moves.get(one.plan.id, ()), *one.plan.moved)
    for plan, moved in moves.items():
        found |= elsewhere(plan, moved)
    return found


def _judge(
    live: Live, application: Application, others: Mapping[str, str]
) -> tuple[Applied, tuple[Change, ...], AppliedHead | None]:
    """What this application comes to against what is in force: the outcome, its changes, and the head they rest on.

    Where another plan is waited for under an old name, that is the same wait.
    """
    head = live.head(application.plan.id)
    wanted = outline(application.plan, application.expansion)
    renamed: Mapping[str, str] = {}
    tracked: Mapping[str, Outline] = {}
    if head:
        renamed, taken = live.renames(head.uid, application.plan.moved)
        if taken:
            raise Refusal("plan.move_taken", plan=application.plan.id, old=taken[0][0], new=taken[0][1])
        tracked = live.live(head.uid)
    if renamed or others:
        tracked = with_new_ids(tracked, renamed, others)
        wanted = with_new_ids(wanted, {}, others)
    changes = compare(tracked, wanted)
    same = head is not None and head[2:5] == (
        application.source.sha256,
        application.directory_source.sha256,
        application.calendar_source.sha256,
    )
    if not same:
        _refuse_what_is_begun(application.plan.id, changes)
    outcome = _outcome(application, head, () if same else changes, changed=not same)
    return outcome._replace(renamed=tuple(renamed.items())), changes, head


def _refuse_what_is_begun(plan: str, changes: Sequence[Change]) -> None:
    started = tuple(one.label for one in changes if one.verdict == "started")
    if started:
        raise Refusal("plan.started", plan=plan, tasks=started)
    removed = tuple(one.label for one in changes if one.verdict == "removed")
    if removed:
        raise Refusal("plan.removed", plan=plan, tasks=removed)


def _outcome(
    application: Application, head: AppliedHead | None, changes: Sequence[Change], *, changed: bool
) -> Applied:
    occurrences = application.expansion.occurrences
    revision = head.revision if head else 0
    return Applied(
        plan=application.plan.id,
        revision=revision + 1 if changed else revision,
        first=head is None,
        changed=changed,
        tasks=len(application.plan.tasks),
        occurrences=len(occurrences),
        assignments=sum(len(one.assignments) for one in occurrences),
        nobody=sum(not any(given.role != "support" for given in one.assignments) for one in occurrences),
        added=tuple(one.label for one in changes if one.verdict == "added"),
        replanned=tuple(one.label for one in changes if one.verdict == "replanned"),
    )
