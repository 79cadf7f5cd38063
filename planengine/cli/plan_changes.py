"""What an edited plan changes, in the reader's words: one line for each change, what it needs, and what follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from planengine.cli.task_page import length
from planengine.core import revision
from planengine.core.differences import Difference
from planengine.core.revision import Row
from planengine.messages import Words
from planengine.usecases.apply_plan import Applied

MOST = 12
"""How many names of a list are shown; the rest are counted."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WORST = (
    revision.CONFLICT,
    revision.REFUSED,
    revision.DECLARED,
    revision.REASON,
    revision.RECORDED,
    "decided",
    "absorbed",
    revision.FREE,
)
SIGNS = {None: "+", "gone": "-", "changed": "~"}


def change_lines(
    say: Words, outcome: Applied, names: Mapping[str, str], knock_on: Sequence[str]
) -> Iterator[str]:
    """The change of one plan that is tracked, line by line; `knock_on` are labels of what moves although its own words
    did not change."""
    compared = outcome.compared
    if compared is None or compared.head is None:
        return
    work = _by_task(row for one in compared.revised for row in one.rows)
    told = list(compared.differences)
    open_questions = sum(row.verdict == revision.CONFLICT for rows in work.values() for row in rows)
    yield say(
        "diff.head",
        plan=outcome.plan,
        before=compared.head.revision,
        after=outcome.revision,
        count=len(told) + len(compared.renamed),
        questions=open_questions,
    )
    for old, new in compared.renamed.items():
        yield "  > " + say("diff.renamed", old=old, new=new)
    shown = set()
    for one in told:
        yield f"  {_sign(one)} {_difference(say, one, names)}"
        if one.node == "task" and one.kind != revision.COSMETIC and one.id not in shown:
            shown.add(one.id)
            yield from _effects(say, work.get(one.id, ()), names)
    rest = [rows for task, rows in work.items() if task not in shown]
    if rest:
        yield "  ~ " + say("diff.shared", count=len(rest))
        for rows in rest[:MOST]:
            yield from _effects(say, rows, names)
        if len(rest) > MOST:
            yield "      " + say("diff.more", count=len(rest) - MOST)
    for pair in compared.suggested:
        yield "  ? " + say("diff.suggested", old=pair.old, new=pair.new, title=pair.title)
        yield f'      moved: [{{from: "{pair.old}", to: "{pair.new}"}}]'
    if knock_on:
        yield "  → " + say("diff.knock_on", count=len(knock_on), tasks=_short(say, knock_on))


def _by_task(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.label.partition("@")[0], []).append(row)
    return found


def _sign(one: Difference) -> str:
    if one.field != "node":
        return "~"
    return "+" if one.before is None else "-"


def _difference(say: Words, one: Difference, names: Mapping[str, str]) -> str:
    if one.field == "node":
        title = one.after if one.before is None else one.before
        return say(f"diff.{one.node}", id=one.id) + f"  {title}"
    what = say(f"diff.field.{one.field}")
    change = (
        say("diff.rewritten")
        if one.field in ("quote", "readings", "signer", "order")
        else f"{_value(say, one.before, names)} → {_value(say, one.after, names)}"
    )
    return f"{say(f'diff.{one.node}', id=one.id)}  {what}: {change}  [{say(f'diff.kind.{one.kind}')}]"


def _effects(say: Words, rows: Sequence[Row], names: Mapping[str, str]) -> Iterator[str]:
    """What the change does to the work of one task, and what it needs."""
    if not rows:
        return
    worst = min((row.verdict for row in rows), key=_WORST.index)
    labels = list(dict.fromkeys(row.label for row in rows))
    agencies = list(dict.fromkeys(names.get(one, one) for row in rows for one in row.agencies))
    what = list(dict.fromkeys(say(f"diff.what.{row.name}") for row in rows))
    yield "      " + say("diff.effect", tasks=_short(say, labels), what=what)
    if agencies:
        yield "      " + say("diff.agencies", agencies=_short(say, agencies))
    for row in rows:
        if row.verdict == revision.CONFLICT:
            task = row.label.partition("@")[0]
            code = "diff.conflict.due" if row.name == "extended" else "diff.conflict.agency"
            code = code if row.other is not None else "diff.conflict.reported"
            yield "    ! " + say(
                code,
                agency=names.get(row.agencies[0], row.agencies[0]),
                file=_value(say, row.after, names),
                other=_value(say, row.other, names),
                document=row.document,
                on=_value(say, row.on, names),
            )
            yield f"      --file-wins {task} | --keep {task}"
    if worst not in (revision.FREE, revision.CONFLICT):
        yield "      " + say(f"diff.verdict.{worst}")


def _short(say: Words, listed: Sequence[str]) -> str:
    more = [say("diff.more", count=len(listed) - MOST)] if len(listed) > MOST else []
    return ", ".join([*listed[:MOST], *more])


def _value(say: Words, value: Any, names: Mapping[str, str]) -> str:
    """A value of the canonical form as a reader writes it."""
    if value is None or value in ([], ""):
        return "–"
    if isinstance(value, bool):
        return say("diff.yes" if value else "diff.no")
    if isinstance(value, str):
        return say.show(date.fromisoformat(value)) if _DAY.fullmatch(value) else names.get(value, value)
    if isinstance(value, list):
        return ", ".join(_value(say, one, names) for one in value)
    if isinstance(value, dict):
        return _mapping(say, value, names)
    return str(value)


def _mapping(say: Words, value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if "horizon" in value:
        return _due(say, value, names)
    if value.keys() == {"count", "unit"}:
        return length(say, value)
    if value.keys() == {"month", "day"}:
        return say("page.day_of_year", day=f"{value['day']:02d}", month=f"{value['month']:02d}")
    for key in ("task", "id", "agency"):
        if isinstance(value.get(key), str):
            return names.get(value[key], value[key])
    return " ".join(_value(say, one, names) for one in value.values() if one not in (None, False, [], ""))


def _due(say: Words, value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A due date as the plan has it."""
    if value["horizon"]:
        return say("page.due.inherited")
    if value["within"]:
        return say("diff.within", length=length(say, value["within"]), of=value["of"])
    if value["day_of_month"]:
        return say("page.due.before_of_month", day=value["day_of_month"])
    day = _value(say, value["day"] or value["yearly"], names)
    return say("page.due.before", day=day) if value["before"] else day


def as_object(outcome: Applied, knock_on: Sequence[str]) -> dict[str, object]:
    """The change of one plan as JSON: `changes` are of the plan's words, `work` of what is tracked."""
    compared = outcome.compared
    assert compared is not None
    return {
        "plan": outcome.plan,
        "base": compared.head.revision if compared.head else None,
        "revision": outcome.revision,
        "changed": outcome.changed,
        "changes": [
            {
                "node": one.node,
                "id": one.id,
                "field": one.field,
                "before": one.before,
                "after": one.after,
                "class": one.kind,
            }
            for one in compared.differences
        ],
        "work": [
            {
                "task": row.label,
                "becomes": one.verdict,
                "what": row.name,
                "before": row.before,
                "after": row.after,
                "class": row.kind,
                "verdict": row.verdict,
                "agencies": list(row.agencies),
                "other": row.other,
                "on": row.on,
                "document": row.document,
            }
            for one in compared.revised
            for row in one.rows
        ]
        if compared.head
        else [],
        "renamed": [{"from": old, "to": new} for old, new in compared.renamed.items()],
        "suggested": [one._asdict() for one in compared.suggested],
        "knock_on": list(knock_on),
        "digest": compared.digest,
    }
