"""Baselines: the dates of a revision under a name, frozen, so that what came later can be measured against them.

The first applied revision is one by itself, FIRST, and is never stored: its text is kept whole. Light, and pure.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text.

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from planengine.core.events import Fact
from planengine.errors import Refusal

FAMILY = "baseline"
SET = "baseline_set"

FIRST = "first"
"""The name of the baseline that the first revision is; nobody else may have it."""

LONGEST = 60
"""Letters that a name may have."""


class Row(NamedTuple):
    """A baseline; `dates` is canonical JSON as `frozen` writes it, `set_on` ISO text. Uids rise with time."""

    uid: str
    name: str
    revision: int
    dates: str
    document: str | None
    reason: str | None
    set_on: str


class Dates(NamedTuple):
    """When one occurrence was to begin, to end and to be due, ISO text; `task` is its label of that day. None where the
    plan told too little to say."""

    task: str
    start: str | None
    finish: str | None
    due: str | None


Frozen = Mapping[str, Dates]
"""The dates of a baseline by the uid of the occurrence: a task that gets another id keeps its dates."""


def record_of(plan_uid: str, number: int) -> str:
    """The uid of the baseline with that number, from 1."""
    return f"{plan_uid}/{number:06d}"


def evolve(before: Row | None, event: str, payload: Mapping[str, Any], on: date) -> Row:
    """The row after the event; a baseline is set once and never moves. Raises KeyError or ValueError."""
    if before is not None or event != SET:
        raise ValueError(event)
    return Row(
        str(payload["record"]),
        str(payload["name"]),
        int(payload["revision"]),
        json.dumps(payload["dates"], ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        payload.get("document"),
        payload.get("reason"),
        on.isoformat(),
    )


def frozen(text: str) -> dict[str, Dates]:
    """The dates of a row. Raises KeyError or ValueError for anything else."""
    return {uid: Dates(**one) for uid, one in json.loads(text).items()}


def folded(name: str) -> str:
    """The name as it is compared: case and runs of blanks do not matter."""
    return " ".join(name.split()).casefold()


def find(rows: Sequence[Row], name: str) -> Row | None:
    """The baseline of that name."""
    return next((one for one in rows if folded(one.name) == folded(name)), None)


class Partial(NamedTuple):
    """Only `only` (uids of occurrences) is set anew; all others keep the dates of the baseline `base` before it."""

    only: frozenset[str]
    base: str
    dates: Frozen


def set_baseline(
    plan_uid: str,
    plan: str,
    rows: Sequence[Row],
    name: str,
    revision: int,
    dates: Frozen,
    *,
    speaker: str,
    offices: Collection[str],
    on: date,
    reason: str | None,
    document: str | None,
    partial: Partial | None = None,
) -> Fact:
    """The fact that names `revision`, with `dates` computed from it, or with those of `partial` for the rest.

    Raises Refusal: "baseline.office" (only secretariat and approver set one), "baseline.name", "baseline.reserved",
    "baseline.used", "baseline.reason" (a partial one says why).
    """
    if speaker not in offices:
        raise Refusal("baseline.office", speaker=speaker)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise Refusal("baseline.name", most=LONGEST)
    if folded(name) == FIRST:
        raise Refusal("baseline.reserved")
    used = find(rows, name)
    if used is not None:
        raise Refusal(
            "baseline.used", name=used.name, on=date.fromisoformat(used.set_on), revision=used.revision
        )
    if partial is not None and not reason:
        raise Refusal("baseline.reason", name=name)
    if partial is not None:
        anew = {uid: one for uid, one in dates.items() if uid in partial.only}
        dates = {**{uid: one for uid, one in partial.dates.items() if uid not in anew}, **anew}
    payload: dict[str, object] = {
        "plan": plan,
        "record": record_of(plan_uid, len(rows) + 1),
        "on": on.isoformat(),
        "name": name,
        "revision": revision,
        "dates": {uid: one._asdict() for uid, one in dates.items()},
    }
    for key, said in (("reason", reason), ("document", document)):
        if said:
            payload[key] = said
    if partial is not None:
        payload |= {"only": sorted(partial.only), "base": partial.base}
    return Fact(SET, plan_uid, payload)


def is_legal(
    payload: Mapping[str, Any],
    rows: Sequence[Row],
    *,
    plan_uid: str,
    plan: str,
    revision: int,
    known: Collection[str],
) -> bool:
    """Whether such a payload can have been written where `rows` were there and `revision` was in force; `known` are the
    uids of all occurrences. What the rows do not tell (the days of a revision) is not judged."""
    named = folded(payload["name"])
    dates = {uid: Dates(**one) for uid, one in payload["dates"].items()}
    own = (payload["plan"], payload["record"], payload["revision"])
    if own != (plan, record_of(plan_uid, len(rows) + 1), revision):
        return False
    if not named or len(payload["name"]) > LONGEST or named == FIRST or find(rows, named) is not None:
        return False
    if not set(dates) <= set(known):
        return False
    return "base" not in payload or _keeps_the_rest(payload, rows, dates)


def _keeps_the_rest(payload: Mapping[str, Any], rows: Sequence[Row], dates: Frozen) -> bool:
    if not payload.get("reason"):
        return False
    if payload["base"] == FIRST:
        return not rows
    if not rows or rows[-1].name != payload["base"]:
        return False
    base, only = frozen(rows[-1].dates), frozenset(payload["only"])
    kept = {uid: one for uid, one in dates.items() if uid not in only}
    return kept == {uid: one for uid, one in base.items() if uid not in only}
