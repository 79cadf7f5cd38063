"""Ids that were given up for others: what is tracked under an old id is tracked under the new one.

`moved` of a plan file may name what was renamed long ago, step by step, or before the plan was ever applied; what
counts is which id is tracked and where it leads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from planengine.core.changes import Outline, Wait
from planengine.core.checks_moved import destination
from planengine.core.plan import Move


class Renames(NamedTuple):
    """`ids` maps each tracked id to its new one; `taken` are pairs whose new id is or was tracked as something else."""

    ids: Mapping[str, str]
    taken: tuple[tuple[str, str], ...]


def renames(moved: Iterable[Move], live: AbstractSet[str], known: AbstractSet[str]) -> Renames:
    """What `moved` says of the ids that are `live` (tracked now), where `known` are all ids that ever were."""
    follow = {one.from_: one.to for one in moved}
    ids: dict[str, str] = {}
    taken = []
    for old in follow:
        new = destination(follow, old)
        if old not in live or new is None or new == old:
            continue
        if new in known or new in ids.values():
            taken.append((old, new))
        else:
            ids[old] = new
    return Renames(ids, tuple(taken))


def elsewhere(plan: str, moved: Iterable[Move]) -> dict[str, str]:
    """ "plan/old" → "plan/new": by which other plans may wait for what was renamed."""
    follow = {one.from_: one.to for one in moved}
    return {f"{plan}/{old}": f"{plan}/{new}" for old in follow if (new := destination(follow, old))}


def relabelled(label: str, ids: Mapping[str, str]) -> str:
    """`id@period` with the new id."""
    task, at, period = label.partition("@")
    return f"{ids.get(task, task)}{at}{period}"


def with_new_ids(
    outlines: Mapping[str, Outline], ids: Mapping[str, str], others: Mapping[str, str]
) -> dict[str, Outline]:
    """The outlines with new ids in every label; `others` holds those of other plans, as `elsewhere` gives them."""
    if not ids and not others:
        return dict(outlines)
    found = {}
    for label, one in outlines.items():
        new = relabelled(label, ids)
        within = one.terms.within
        if within is not None:
            span, of, task = within.partition(" of ")
            within = f"{span}{of}{ids.get(task, task)}"
        waits = sorted(
            (wait._replace(predecessor=_predecessor(wait, ids, others)) for wait in one.waits),
            key=lambda wait: (wait.predecessor, wait.agency, wait.type),
        )
        found[new] = Outline(new, one.terms._replace(within=within), one.given, tuple(waits))
    return found


def _predecessor(wait: Wait, ids: Mapping[str, str], others: Mapping[str, str]) -> str:
    name = wait.predecessor
    if name.startswith("?"):
        return f"?{relabelled(name[1:], others)}"
    return relabelled(name, ids)
