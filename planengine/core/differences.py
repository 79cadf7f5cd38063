"""What an edited plan says otherwise, field by field, and which class each change has.

Works on the canonical form of two plans, where formatting, comments and the order of keys are gone already. A new field
of the model must name its class here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from planengine.core.revision import ACCEPTANCE, COSMETIC, REMOVAL, RESPONSIBILITY, SCHEDULE, STRUCTURE

TASK_FIELDS: Mapping[str, str] = {
    "id": STRUCTURE,
    "title": COSMETIC,
    "section": STRUCTURE,
    "kind": STRUCTURE,
    "form": RESPONSIBILITY,
    "bodies": RESPONSIBILITY,
    "support": RESPONSIBILITY,
    "support_required": ACCEPTANCE,
    "focal_point": RESPONSIBILITY,
    "complete_when": ACCEPTANCE,
    "every": SCHEDULE,
    "from": SCHEDULE,
    "until": SCHEDULE,
    "update": SCHEDULE,
    "starts": SCHEDULE,
    "duration": SCHEDULE,
    "due": SCHEDULE,
    "internal_due": SCHEDULE,
    "basis": COSMETIC,
    "cutoff": SCHEDULE,
    "day_off": SCHEDULE,
    "after": STRUCTURE,
    "related": COSMETIC,
    "targets": COSMETIC,
    "output": COSMETIC,
    "ref": COSMETIC,
    "lines": COSMETIC,
    "clause": COSMETIC,
    "quote": COSMETIC,
    "conditions": COSMETIC,
    "restricted": COSMETIC,
    "priority": COSMETIC,
    "leader": COSMETIC,
    "addressee": COSMETIC,
    "via": COSMETIC,
    "request": COSMETIC,
    "evidence": ACCEPTANCE,
    "confirm": ACCEPTANCE,
    "reminders": COSMETIC,
    "tags": COSMETIC,
    "notes": COSMETIC,
    "readings": COSMETIC,
    "allow": COSMETIC,
    "supersedes_extension": COSMETIC,
    "reopen": COSMETIC,
    "grandfather": COSMETIC,
    "carried_from": COSMETIC,
}
"""Every field of a task → the class of its changes."""

TARGET_FIELDS: Mapping[str, str] = {
    "goal": ACCEPTANCE,
    "baseline": ACCEPTANCE,
    "tolerance": ACCEPTANCE,
    "since_baseline": ACCEPTANCE,
    "aggregate": ACCEPTANCE,
    "due": SCHEDULE,
    "every": SCHEDULE,
    "reported_by": RESPONSIBILITY,
}
"""Those of a target that are more than words; the rest is cosmetic, and so is all of a section but where it stands."""

PLAN_FIELDS: Mapping[str, str] = {
    "starts": SCHEDULE,
    "ends": SCHEDULE,
    "timezone": SCHEDULE,
    "tracked_from": SCHEDULE,
    "secretariat": RESPONSIBILITY,
    "approver": RESPONSIBILITY,
}
"""The same of the plan itself. What its defaults change shows at each task."""

NOT_TOLD = (
    "tasks",
    "sections",
    "targets",
    "defaults",
    "moved",
    "removed",
    "split",
    "merge",
    "allow",
    "succession",
)
"""Keys of a plan that are lists of their own, or say how other changes are meant."""

NEARLY = 0.85
"""How much alike two titles are for one to be taken for the other under a new id, from 0 to 1."""


class Difference(NamedTuple):
    """One field that differs: of a "task", "section", "target" or of the "plan" (whose `id` is its own). Values are
    those of the canonical form; `field` "node" says that it is new or gone."""

    node: str
    id: str
    field: str
    before: Any
    after: Any
    kind: str


class Suggestion(NamedTuple):
    """What is gone under one id and new under another, and may be the same."""

    node: str
    old: str
    new: str
    title: str


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any], renamed: Mapping[str, str]
) -> tuple[Difference, ...]:
    """All that differs, the plan first, then sections, tasks and targets in the order of the new plan, each followed by
    what is gone. `renamed` maps ids that were given up, which is no difference by itself."""
    name = str(new["id"])
    found = [
        Difference("plan", name, key, old.get(key), new.get(key), PLAN_FIELDS.get(key, COSMETIC))
        for key in dict.fromkeys((*new, *old))
        if key not in NOT_TOLD and old.get(key) != new.get(key)
    ]
    if _reordered(old, new, renamed):
        found.append(Difference("plan", name, "order", None, None, COSMETIC))
    for node, key in (("section", "sections"), ("task", "tasks"), ("target", "targets")):
        before = {str(one["id"]): one for one in (_with_new_ids(each, renamed) for each in old[key])}
        found += _nodes(node, before, {str(one["id"]): one for one in new[key]})
    return tuple(found)


def _reordered(old: Mapping[str, Any], new: Mapping[str, Any], renamed: Mapping[str, str]) -> bool:
    """Whether what is in both stands in another order."""
    for key in ("sections", "tasks", "targets"):
        before = [renamed.get(one["id"], one["id"]) for one in old[key]]
        after = [one["id"] for one in new[key]]
        both = set(before) & set(after)
        if [one for one in before if one in both] != [one for one in after if one in both]:
            return True
    return False


def _nodes(
    node: str, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterable[Difference]:
    for name, one in after.items():
        was = before.get(name)
        if was is None:
            yield Difference(node, name, "node", None, one["title"], REMOVAL)
        elif was != one:
            for field in dict.fromkeys((*one, *was)):
                if was.get(field) != one.get(field):
                    yield Difference(node, name, field, was.get(field), one.get(field), _kind(node, field))
    for name, one in before.items():
        if name not in after:
            yield Difference(node, name, "node", one["title"], None, REMOVAL)


def _kind(node: str, field: str) -> str:
    if node == "task":
        return TASK_FIELDS[field]
    if node == "target":
        return TARGET_FIELDS.get(field, COSMETIC)
    return STRUCTURE if field == "section" else COSMETIC


def _with_new_ids(node: Mapping[str, Any], renamed: Mapping[str, str]) -> Mapping[str, Any]:
    """The node as it would be written with the new ids."""
    if not renamed:
        return node
    made = dict(node)
    made["id"] = renamed.get(node["id"], node["id"])
    for key in ("section",):
        if node.get(key) is not None:
            made[key] = renamed.get(node[key], node[key])
    for key in ("related", "targets"):
        if node.get(key):
            made[key] = [renamed.get(one, one) for one in node[key]]
    if node.get("after"):
        made["after"] = [{**one, "task": renamed.get(one["task"], one["task"])} for one in node["after"]]
    due = node.get("due")
    if isinstance(due, dict) and due.get("of"):
        made["due"] = {**due, "of": renamed.get(due["of"], due["of"])}
    return made


def suggestions(
    old: Mapping[str, Any], new: Mapping[str, Any], found: Iterable[Difference]
) -> tuple[Suggestion, ...]:
    """Pairs of what is gone and what is new that look like one node under a new id: the same title, or nearly the same
    in the same section. Each node is in one pair at most."""
    from difflib import SequenceMatcher

    told = [one for one in found if one.field == "node" and one.node in ("task", "section")]
    titles = {
        (node, str(one["id"])): (str(one["title"]), one.get("section"))
        for tree in (old, new)
        for node, key in (("section", "sections"), ("task", "tasks"))
        for one in tree[key]
    }
    gone = [one for one in told if one.after is None]
    pairs = []
    exact: dict[tuple[str, str], list[Difference]] = {}
    for one in gone:
        exact.setdefault((one.node, _folded(str(one.before))), []).append(one)
    rest = []
    for one in (each for each in told if each.before is None):
        same = exact.get((one.node, _folded(str(one.after))))
        if same:
            was = same.pop(0)
            gone.remove(was)
            pairs.append(Suggestion(one.node, was.id, one.id, str(one.after)))
        else:
            rest.append(one)
    for one in rest:
        inside = [
            was
            for was in gone
            if was.node == one.node and titles[(was.node, was.id)][1] == titles[(one.node, one.id)][1]
        ]
        rated = [
            (SequenceMatcher(None, _folded(str(was.before)), _folded(str(one.after))), was) for was in inside
        ]
        near = [
            (matcher.ratio(), was.id, was)
            for matcher, was in rated
            if matcher.quick_ratio() >= NEARLY and matcher.ratio() >= NEARLY
        ]
        if near:
            _, _, was = max(near)
            gone.remove(was)
            pairs.append(Suggestion(one.node, was.id, one.id, str(one.after)))
    return tuple(pairs)


def alike(one: str, other: str) -> bool:
    """Whether two titles are the same, or nearly."""
    from difflib import SequenceMatcher

    one, other = _folded(one), _folded(other)
    return one == other or SequenceMatcher(None, one, other).ratio() >= NEARLY


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())
