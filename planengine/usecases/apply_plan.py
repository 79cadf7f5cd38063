"""Applying plan files: read, check, compare with what is in force, write everything in one transaction, tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import NamedTuple, Protocol

from planengine.core import revision
from planengine.core.events import Origin
from planengine.core.expand import expand
from planengine.core.revision import Revised
from planengine.errors import AnswerNeeded, Findings, Raced, Refusal
from planengine.planfile.canonical import (
    canonical_calendar,
    canonical_directory,
    canonical_text,
    plan_tree,
)
from planengine.planfile.read import Reading
from planengine.planfile.tree import collector_paused
from planengine.usecases.applying import Application, AppliedHead, Specs, shared
from planengine.usecases.compare_plan import (
    UNDECIDED,
    Compared,
    Decisions,
    Live,
    Shown,
    compare_plan,
    renamed_elsewhere,
)
from planengine.usecases.rows import Clock


class Applied(NamedTuple):
    """What applying one file did (or would do).

    `revision` is in force afterwards, `changed` False for "nothing to do"; `first` True where the plan was not applied
    before. `added` and `replanned` are labels of occurrences that are new, or planned anew since nobody has begun;
    `revised` those whose work has begun and goes on under the new revision, `withdrawn` those that left the plan;
    `renamed` are old and new ids of what is tracked. `compared` holds every difference.
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
    revised: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    compared: Compared | None = None


class LedgerWriter(Live, Protocol):
    """The open transaction of an apply."""

    def write_shared(self, application: Application, now: datetime) -> None:
        """Takes over directory and calendar."""
        ...

    def write_revision(
        self,
        application: Application,
        changes: Sequence[Revised],
        head: AppliedHead | None,
        origin: Origin,
        now: datetime,
        reason: str | None,
        removed: Mapping[str, str],
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
        tree = plan_tree(plan)
        text = canonical_text(tree)
    source = reading.sources[0]
    names = [one.name for one in reading.sources]
    places = {
        one.id: reading.places[(kind, one.id)]
        for kind, listed in (("section", plan.sections), ("task", plan.tasks))
        for one in listed
    }
    return Application(
        plan=plan,
        directory=reading.directory,
        calendar=reading.calendar,
        expansion=expansion,
        text=source.text,
        tree=tree,
        source=shared(source.name, text),
        directory_source=shared(
            ", ".join(names[1:-1]) or source.name, canonical_directory(reading.directory)
        ),
        calendar_source=shared(names[-1], canonical_calendar(reading.calendar)),
        specs=Specs([*tree["sections"], *tree["tasks"]]),
        target_specs=Specs(tree["targets"]),
        order=tuple(sorted(places, key=lambda one: (places[one].line, places[one].column))),
    )


def foresee(
    ledger: Ledger,
    applications: Sequence[Application],
    today: Callable[[str], date],
    decisions: Decisions = UNDECIDED,
) -> tuple[Applied, ...]:
    """What `apply_plans` would do, without doing it, refused changes and open conflicts among it; `today` gives the
    calendar day in a time zone.

    Raises Refusal as `compare_plan` does.
    """
    others = renamed_elsewhere(ledger, applications)
    return tuple(
        _outcome(one, compare_plan(ledger, one, others, decisions, today(one.plan.timezone)))
        for one in applications
    )


def apply_plans(
    ledger: Ledger,
    applications: Sequence[Application],
    *,
    person: str,
    clock: Clock,
    reason: str | None,
    local_day: Callable[[datetime, str], date],
    decisions: Decisions | None = None,
    expected: Mapping[str, Shown] | None = None,
) -> tuple[Applied, ...]:
    """Applies all of them in one transaction, or none.

    A plan whose canonical form, directory and calendar are those in force is left alone. `expected` maps a plan to the
    what was shown and decided on (`Compared.shown`). Raises Refusal and AnswerNeeded as `check_policy` does, Refusal as
    `compare_plan` does, and Raced("apply.stale") where what was shown is not what would be done any more.
    """
    decided = (decisions or UNDECIDED)._replace(reason=reason)
    outcomes = []
    with ledger.applying() as writer:
        others = renamed_elsewhere(writer, applications)
        for one in applications:
            on = local_day(clock.now, one.plan.timezone)
            compared = compare_plan(writer, one, others, decided, on)
            outcome = _outcome(one, compared)
            if expected is not None:
                check_shown(writer, [outcome], expected)
            check_policy(outcome)
            outcomes.append(outcome)
            if outcome.changed:
                plan = one.plan
                origin = Origin(agency=plan.secretariat, person=person, on=on, clock=clock.kind)
                writer.write_shared(one, clock.now)
                writer.write_revision(
                    one,
                    compared.revised,
                    compared.head,
                    origin,
                    clock.now,
                    reason,
                    compared.said.removed,
                )
    return tuple(outcomes)


def check_shown(live: Live, outcomes: Sequence[Applied], expected: Mapping[str, Shown]) -> None:
    """Raises Raced("apply.stale") where a comparison is not the one that was decided on, or something has happened to
    the work it is about; `moved` of it says what. What happened elsewhere in the plan does not matter."""
    for one in outcomes:
        shown, compared = expected.get(one.plan), one.compared
        if shown is None or compared is None:
            continue
        moved = live.since(compared.head.uid, shown.seq, compared.streams) if compared.head else ()
        if moved or compared.digest != shown.digest:
            raise Raced("apply.stale", plan=one.plan, moved=moved)


def check_policy(outcome: Applied) -> None:
    """Lets through what may be applied.

    Raises AnswerNeeded("apply.conflict") where a person must say which of two values counts, and Refusal:
    "plan.removed" (begun work is gone from the file), "plan.acceptance" (what is asked of reported work changes),
    "plan.reason" (begun work changes and nobody has said why).
    """
    if outcome.compared is None or not outcome.changed:
        return
    rows = [row for one in outcome.compared.revised for row in one.rows]
    for verdict, code in (
        (revision.CONFLICT, "apply.conflict"),
        (revision.DECLARED, "plan.removed"),
        (revision.REFUSED, "plan.acceptance"),
        (revision.REASON, "plan.reason"),
    ):
        tasks = tuple(dict.fromkeys(row.label.partition("@")[0] for row in rows if row.verdict == verdict))
        if tasks and code == "apply.conflict":
            raise AnswerNeeded("apply.conflict", plan=outcome.plan, tasks=tasks)
        if tasks:
            raise Refusal(code, plan=outcome.plan, tasks=tasks)


def _outcome(application: Application, compared: Compared) -> Applied:
    occurrences = application.expansion.occurrences
    revision = compared.head.revision if compared.head else 0
    told: dict[str, list[str]] = {}
    for one in compared.revised:
        told.setdefault(one.verdict, []).append(one.label)
    return Applied(
        plan=application.plan.id,
        revision=revision + 1 if compared.changed else revision,
        first=compared.head is None,
        changed=compared.changed,
        tasks=len(application.plan.tasks),
        occurrences=len(occurrences),
        assignments=sum(len(one.assignments) for one in occurrences),
        nobody=sum(not any(given.role != "support" for given in one.assignments) for one in occurrences),
        added=tuple(told.get("added", ())),
        replanned=tuple(told.get("replanned", ())),
        renamed=tuple(compared.renamed.items()),
        revised=(*told.get("revised", ()), *told.get("revived", ())),
        withdrawn=tuple(told.get("withdrawn", ())),
        compared=compared,
    )
