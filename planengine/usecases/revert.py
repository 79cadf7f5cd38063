"""Going back to an older revision: a new one with the content of the old one, judged as any edited file is.

Nothing is rewound. What was renamed since gets its old id back with all its history; directory and calendar stay those
in force, since agencies and days off do not go back with a plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from planengine.core.checks import check
from planengine.core.plan import Move, Plan, Removal
from planengine.core.problems import Subject
from planengine.core.renames import renames
from planengine.errors import Refusal, UsageRefusal
from planengine.planfile.canonical import (
    calendar_from_canonical,
    canonical_calendar,
    canonical_directory,
    canonical_plan,
    directory_from_canonical,
    plan_from_canonical,
)
from planengine.usecases.applying import Application, shared
from planengine.usecases.read_revisions import Revisions, check_kept
from planengine.usecases.rows import PlanHead
from planengine.usecases.saved_change import rebuilt


class Older(NamedTuple):
    """What going back would apply; `file` is the plan file of the revision in force, by its name, which stays as it
    is."""

    application: Application
    file: str


def older(
    revisions: Revisions, plan: PlanHead, number: int, *, reason: str | None, removed: Sequence[str] = ()
) -> Older:
    """The content of revision `number`, to be applied. What it says of that day (`moved`, `removed`, `split`, `merge`)
    is left out; `removed` are ids of what has come in since and may leave although work has begun on it.

    Raises NotFound("revision.unknown"), UsageRefusal: "revert.in_force", "revert.reason"; and Refusal("revert.faults")
    where the old plan has faults beside the present directory and calendar.
    """
    check_kept(plan, number)
    if number == plan.revision:
        raise UsageRefusal("revert.in_force", plan=plan.id, revision=number)
    if not reason:
        raise UsageRefusal("revert.reason", revision=number)
    kept = {one.number: one for one in revisions.listed(plan.uid)}
    since = [
        plan_from_canonical(revisions.texts(plan.uid, each).plan) for each in range(number, plan.revision + 1)
    ]
    before, present = _without_that_day(since[0]), since[-1]
    if before == _without_that_day(present):
        content = present
    else:
        content = replace(before, moved=_back(since), removed=tuple(Removal(one, reason) for one in removed))
    texts = revisions.texts(plan.uid, plan.revision)
    directory = directory_from_canonical(texts.directory)
    calendar = calendar_from_canonical(texts.calendar)
    faults = [one for one in check(content, directory, calendar) if one.severity == "error"]
    if faults:
        raise Refusal(
            "revert.faults",
            plan=plan.id,
            revision=number,
            count=len(faults),
            faults=tuple(dict.fromkeys(f"{one.code} ({_about(one.subject)})" for one in faults))[:8],
            fault=faults[0].code,
        )
    application = rebuilt(
        revisions.text(plan.uid, number),
        shared(kept[number].name, canonical_plan(content)),
        shared(kept[plan.revision].name, canonical_directory(directory)),
        shared(kept[plan.revision].name, canonical_calendar(calendar)),
        revisions.order(plan.uid, number),
    )
    return Older(application, kept[plan.revision].name)


def _without_that_day(plan: Plan) -> Plan:
    """The plan without what an edit says of one passage from one revision to the next."""
    return replace(plan, moved=(), removed=(), split=(), merge=())


def _back(since: Sequence[Plan]) -> tuple[Move, ...]:
    """Present id → old id of what is in the first of these revisions and in the last one under another id."""
    now = {name: name for name in _ids(since[0])}
    for before, after in pairwise(since):
        live = _ids(before)
        given_up = renames(after.moved, live, live).ids
        now = {old: given_up.get(name, name) for old, name in now.items()}
    there = _ids(since[-1])
    return tuple(Move(name, old) for old, name in now.items() if name != old and name in there)


def _ids(plan: Plan) -> frozenset[str]:
    return frozenset(one.id for listed in (plan.sections, plan.tasks, plan.targets) for one in listed)


def _about(subject: Subject) -> str:
    """What a fault is about: the id of a node or a body, else the path to it."""
    if subject[0] in ("task", "section", "target", "agency", "group"):
        return str(subject[1])
    return ".".join(map(str, subject))
