"""Applying plan files: read, check, compare with what is in force, write everything in one transaction, tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple, Protocol

from planengine.core.events import Origin
from planengine.core.expand import expand
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
    """What applying one file did (or would do): `revision` in force afterwards, `changed` False for "nothing to do"."""

    plan: str
    revision: int
    changed: bool
    tasks: int
    occurrences: int
    assignments: int
    nobody: int


class LedgerWriter(Protocol):
    """The open transaction of an apply."""

    def head(self, plan_id: str) -> AppliedHead | None:
        """The revision in force, or None."""
        ...

    def write_shared(self, application: Application, now: datetime) -> None:
        """Takes over directory and calendar."""
        ...

    def write_first(self, application: Application, origin: Origin, now: datetime, reason: str | None) -> int:
        """Writes a plan that was never applied; returns how many events that made."""
        ...


class Ledger(Protocol):
    """Where revisions are kept."""

    def applying(self) -> AbstractContextManager[LedgerWriter]:
        """One transaction for everything."""
        ...

    def head(self, plan_id: str) -> AppliedHead | None:
        """The revision in force as committed, or None."""
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
    nodes: list[Mapping[str, object]] = []
    tree = json.loads(text)
    for key in ("sections", "tasks", "targets"):
        nodes += tree[key]
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
        specs={str(node["id"]): json.dumps(node, ensure_ascii=False, sort_keys=True) for node in nodes},
        order=tuple(sorted(line, key=line.__getitem__)),
    )


def _shared(name: str, canonical: str) -> Shared:
    return Shared(name, canonical, sha256(canonical.encode()).hexdigest())


def foresee(ledger: Ledger, applications: Sequence[Application]) -> tuple[Applied, ...]:
    """What `apply_plans` would do, without doing it. Raises Refusal as it does."""
    return tuple(_outcome(one, ledger.head(one.plan.id)) for one in applications)


def apply_plans(
    ledger: Ledger,
    applications: Sequence[Application],
    *,
    person: str,
    clock: Clock,
    reason: str | None,
    local_day: Callable[[datetime, str], object],
) -> tuple[Applied, ...]:
    """Applies all of them in one transaction, or none.

    A plan whose canonical form, directory and calendar are those in force is left alone. Raises
    Refusal("plan.changed") for a plan that was applied before and reads differently now.
    """
    outcomes = []
    with ledger.applying() as writer:
        for one in applications:
            outcome = _outcome(one, writer.head(one.plan.id))
            outcomes.append(outcome)
            if outcome.changed:
                writer.write_shared(one, clock.now)
                writer.write_first(one, _origin(one, person, clock, local_day), clock.now, reason)
    return tuple(outcomes)


def _origin(
    application: Application, person: str, clock: Clock, local_day: Callable[[datetime, str], object]
) -> Origin:
    plan = application.plan
    on = local_day(clock.now, plan.timezone)
    return Origin(agency=plan.secretariat, person=person, on=on, clock=clock.kind)  # type: ignore[arg-type]


def _outcome(application: Application, head: AppliedHead | None) -> Applied:
    occurrences = application.expansion.occurrences
    if head is not None and head.sha256 != application.source.sha256:
        raise Refusal(
            "plan.changed",
            plan=application.plan.id,
            revision=head.revision,
            changes=_changed(json.loads(head.canonical), json.loads(application.source.canonical)),
        )
    return Applied(
        plan=application.plan.id,
        revision=head.revision if head else 1,
        changed=head is None,
        tasks=len(application.plan.tasks),
        occurrences=len(occurrences),
        assignments=sum(len(one.assignments) for one in occurrences),
        nobody=sum(not any(given.role != "support" for given in one.assignments) for one in occurrences),
    )


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """Ids of sections, tasks and targets that differ, then the names of other keys that do."""
    found: list[str] = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, list) and isinstance(new, list) and key in ("sections", "tasks", "targets"):
            olds, news = ({str(one["id"]): one for one in listed} for listed in (old, new))
            found += [name for name in {**olds, **news} if olds.get(name) != news.get(name)]
        else:
            found.append(key)
    return tuple(found)
