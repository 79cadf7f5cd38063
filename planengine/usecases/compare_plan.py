"""An edited plan against the one in force and what has happened since: every difference, and what each comes to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from planengine.core import revising, revision
from planengine.core.calendar import Calendar
from planengine.core.changes import outline
from planengine.core.differences import Difference, Suggestion, alike, differences, suggestions
from planengine.core.expand import Expansion, expand
from planengine.core.plan import Directory, Move, Plan
from planengine.core.renames import Renames, elsewhere, relabelled, with_new_ids
from planengine.core.revision import Revised, Said
from planengine.errors import NotFound, Refusal, UsageRefusal
from planengine.planfile.canonical import (
    calendar_from_canonical,
    canonical_calendar,
    canonical_directory,
    directory_from_canonical,
    in_present_form,
)
from planengine.planfile.tree import collector_paused
from planengine.usecases.applying import Application, AppliedHead
from planengine.usecases.racing import Moved
from planengine.usecases.read_graph import InForce
from planengine.usecases.references import near


class Decisions(NamedTuple):
    """What a person says of a change: why, and for which tasks the file, or what has happened since, counts."""

    reason: str | None = None
    file_wins: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()


UNDECIDED = Decisions()


class Live(Protocol):
    """What is in force."""

    def head(self, plan_id: str) -> AppliedHead | None:
        """The revision in force, or None."""
        ...

    def in_force(self, plan_uid: str) -> InForce:
        """The canonical texts of the plan in force, its directory and its calendar."""
        ...

    def work(self, plan_uid: str, concerned: Callable[[str], bool]) -> Mapping[str, revision.Live]:
        """Every occurrence of a plan as it stands now, by label; with its parts where its label is concerned."""
        ...

    def renames(self, plan_uid: str, moved: Sequence[Move]) -> Renames:
        """What `moved` of a plan file says of what is tracked."""
        ...

    def moves(self) -> Mapping[str, tuple[Move, ...]]:
        """For every plan in force what its revisions say was renamed."""
        ...

    def gone(self, plan_uid: str) -> Mapping[str, str]:
        """Id → title of every task that has left the plan."""
        ...

    def seq(self, plan_uid: str) -> int:
        """The number of the plan's last event."""
        ...

    def since(self, plan_uid: str, seq: int, streams: Sequence[str]) -> tuple[Moved, ...]:
        """What has happened on these streams after that event, and every revision that was applied."""
        ...


class Shown(NamedTuple):
    """A comparison that a person decided on: its digest, and the last event that it saw."""

    digest: str
    seq: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What an edited plan comes to.

    `head` is the revision it was compared with, None for a plan that was never applied; `changed` False where there is
    nothing to do. `differences` are those of the plan's own words, `revised` what they do to the work; `renamed` are
    old and new ids of what is tracked, `suggested` pairs that look like one node under a new id. `digest` names all of
    it: the same difference over the same work has the same digest. `streams` are those of the work concerned, `seq` is
    the last event that was seen.
    """

    plan: str
    head: AppliedHead | None
    changed: bool
    differences: tuple[Difference, ...]
    revised: tuple[Revised, ...]
    renamed: Mapping[str, str]
    suggested: tuple[Suggestion, ...]
    said: Said
    digest: str
    before: tuple[Plan, Expansion] | None
    seq: int = 0
    streams: tuple[str, ...] = ()

    @property
    def shown(self) -> Shown:
        """What is to hold still when this is applied later."""
        return Shown(self.digest, self.seq)


def decide(applications: Sequence[Application], decisions: Decisions) -> Decisions:
    """The decisions with every task by its bare id. Raises NotFound("task.unknown") for one that no file has, and
    UsageRefusal("diff.both") for one of which both are said to count."""
    known = [task.id for one in applications for task in one.plan.tasks]
    for name in (*decisions.file_wins, *decisions.keep):
        if _bare(name) not in known:
            raise NotFound("task.unknown", task=name, near=near(_bare(name), known))
    file_wins = frozenset(map(_bare, decisions.file_wins))
    keep = frozenset(map(_bare, decisions.keep))
    both = sorted(file_wins & keep)
    if both:
        raise UsageRefusal("diff.both", tasks=tuple(both))
    return decisions._replace(file_wins=file_wins, keep=keep)


def _bare(name: str) -> str:
    return name.rpartition("/")[2].partition("@")[0]


def renamed_elsewhere(live: Live, applications: Sequence[Application]) -> dict[str, str]:
    """ "plan/old" → "plan/new" for all that was ever renamed, or is by these applications."""
    found: dict[str, str] = {}
    moves = dict(live.moves())
    for one in applications:
        moves[one.plan.id] = (*moves.get(one.plan.id, ()), *one.plan.moved)
    for plan, moved in moves.items():
        found |= elsewhere(plan, moved)
    return found


def compare_plan(
    live: Live, application: Application, others: Mapping[str, str], decisions: Decisions, today: date
) -> Compared:
    """The application against what is in force on that day in the plan's zone. Where another plan is waited for under
    an old name, that is the same wait.

    Raises Refusal: "plan.move_taken", and "plan.id_used" where something new has the id of what was tracked before.
    """
    with collector_paused():
        return _compare(live, application, others, decisions, today)


def _compare(
    live: Live, application: Application, others: Mapping[str, str], decisions: Decisions, today: date
) -> Compared:
    plan = application.plan
    head = live.head(plan.id)
    wanted = with_new_ids(outline(plan, application.expansion), {}, others)
    if head is None:
        revised = revising.revise({}, wanted, {}, Said(), today.isoformat())
        return Compared(plan.id, None, True, (), revised, {}, (), Said(), "", None)
    in_force = _in_present_form(live.in_force(head.uid), application)
    if in_force.tree == application.tree and in_force.same:
        return Compared(plan.id, head, False, (), (), {}, (), Said(), "", None, live.seq(head.uid))
    renamed, taken = live.renames(head.uid, plan.moved)
    if taken:
        raise Refusal("plan.move_taken", plan=plan.id, old=taken[0][0], new=taken[0][1])
    before = in_force.plan
    expansion = expand(before, in_force.directory, in_force.calendar)
    base = with_new_ids(outline(before, expansion), renamed, others)
    same = {label for label, one in wanted.items() if base.get(label) == one}
    tracked = {
        relabelled(label, renamed): one._replace(label=relabelled(label, renamed))
        for label, one in live.work(head.uid, lambda label: relabelled(label, renamed) not in same).items()
    }
    old, new = in_force.tree, application.tree
    _check_ids(live, head, plan, {renamed.get(one["id"], one["id"]) for one in old["tasks"]})
    found = differences(old, new, renamed)
    said = _said(plan, decisions, found)
    revised = revising.revise(base, wanted, tracked, said, today.isoformat())
    return Compared(
        plan.id,
        head,
        True,
        found,
        revised,
        dict(renamed),
        tuple(one for one in suggestions(old, new, found) if one.old not in said.removed),
        said,
        _digest(head, application, revised, tracked, decisions),
        (before, expansion),
        live.seq(head.uid),
        tuple(_streams(revised, tracked)),
    )


def _streams(revised: Sequence[Revised], tracked: Mapping[str, revision.Live]) -> Iterator[str]:
    for one in revised:
        now = tracked.get(one.label)
        if now is not None:
            yield now.uid
            yield from (part.uid for part in now.parts)


def _check_ids(live: Live, head: AppliedHead, plan: Plan, tracked: Set[str]) -> None:
    """An id means one task for good: letters and the log name it. What has left the plan may come back."""
    new = [one for one in plan.tasks if one.id not in tracked]
    if not new:
        return
    gone = live.gone(head.uid)
    given_up = {one.from_ for one in live.moves().get(plan.id, ())} - gone.keys()
    for one in new:
        if one.id in given_up or (one.id in gone and not one.reopen and not alike(gone[one.id], one.title)):
            raise Refusal("plan.id_used", plan=plan.id, task=one.id, title=gone.get(one.id, one.id))


class _Present(NamedTuple):
    """What is in force; `same` says that directory and calendar are those of the application."""

    tree: Mapping[str, Any]
    plan: Plan
    directory: Directory
    calendar: Calendar
    same: bool


def _in_present_form(texts: InForce, application: Application) -> _Present:
    """What is in force as the present version writes it: a key that is new since then is no edit."""
    tree, plan = in_present_form(texts.plan, application.tree, application.plan)
    directory, calendar = application.directory, application.calendar
    same = True
    if texts.directory != application.directory_source.canonical:
        directory = directory_from_canonical(texts.directory)
        same = canonical_directory(directory) == application.directory_source.canonical
    if texts.calendar != application.calendar_source.canonical:
        calendar = calendar_from_canonical(texts.calendar)
        same = same and canonical_calendar(calendar) == application.calendar_source.canonical
    return _Present(tree, plan, directory, calendar, same)


def _said(plan: Plan, decisions: Decisions, found: Sequence[Difference]) -> Said:
    removed = {one.id: f"{one.reason} ({one.ref})" if one.ref else one.reason for one in plan.removed}
    for split in plan.split:
        removed.setdefault(split.from_, split.ref or ", ".join(split.into))
    for merge in plan.merge:
        for name in merge.from_:
            removed.setdefault(name, merge.ref or merge.into)
    return Said(
        reason=decisions.reason,
        removed=_with_insides(plan, removed, found),
        gone=frozenset(one.id for one in found if one.field == "node" and one.after is None),
        file_wins=decisions.file_wins,
        keep=decisions.keep,
        supersedes=frozenset(one.id for one in plan.tasks if one.supersedes_extension),
        reopen=frozenset(one.id for one in plan.tasks if one.reopen),
        grandfather=frozenset(one.id for one in plan.tasks if one.grandfather),
        bodies_changed=frozenset(
            one.id for one in found if one.node == "task" and one.kind == revision.RESPONSIBILITY
        ),
    )


def _with_insides(plan: Plan, removed: dict[str, str], found: Sequence[Difference]) -> dict[str, str]:
    """A section that is removed takes along what was in it and is gone as well."""
    gone = [one.id for one in found if one.field == "node" and one.after is None]
    for name in gone:
        section = next((one for one in removed if name.startswith(f"{one}.")), None)
        if section is not None:
            removed.setdefault(name, removed[section])
    return removed


def _digest(
    head: AppliedHead,
    application: Application,
    revised: Sequence[Revised],
    tracked: Mapping[str, revision.Live],
    decisions: Decisions,
) -> str:
    """Head, sources and what was decided, with the work that is concerned as it stands."""
    stood = [tracked[one.label] for one in revised if one.label in tracked]
    said = [
        head[:5],
        application.source.sha256,
        application.directory_source.sha256,
        application.calendar_source.sha256,
        revised,
        stood,
        sorted(decisions.file_wins),
        sorted(decisions.keep),
        decisions.reason,
    ]
    return sha256(json.dumps(said, ensure_ascii=False, default=_plain).encode()).hexdigest()


def _plain(value: object) -> object:
    return repr(value)
