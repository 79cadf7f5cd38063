"""Difficulties as a table, as lines of a task's page, and as JSON: what `difficulty list`, `show` and `inbox`
share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from planengine.cli import render
from planengine.core.difficulty import ANSWER, SETTLED, shown

if TYPE_CHECKING:
    from planengine.core.difficulty import Row
    from planengine.messages import Words
    from planengine.usecases.difficulties import Listed


def difficulty_table(say: Words, listed: Sequence[Listed], names: Mapping[str, str]) -> str:
    """One row each: number, task, who raised it when, who has to answer, how it stands, what it is about."""
    heads = [
        say(f"difficulty.head.{name}") for name in ("number", "task", "agency", "on", "to", "state", "text")
    ]
    rows = [
        [
            shown(one.row.number),
            one.label,
            names.get(one.row.agency, one.row.agency),
            say.show(date.fromisoformat(one.row.raised_on)),
            whereto(say, one.row, names),
            say(f"difficulty.state.{one.row.state}"),
            one.row.text,
        ]
        for one in listed
    ]
    return render.table(heads, rows, widest=6)


def difficulty_lines(say: Words, rows: Sequence[Row], names: Mapping[str, str]) -> Iterator[str]:
    """What a task's page says of its difficulties: one sentence each, and one for the answer."""
    for row in rows:
        yield say(
            "difficulty.show",
            number=shown(row.number),
            agency=names.get(row.agency, row.agency),
            on=date.fromisoformat(row.raised_on),
            to=whereto(say, row, names),
            state=say(f"difficulty.state.{row.state}"),
            text=row.text,
        )
        if row.answer is not None and row.answered_on is not None:
            yield say(
                "difficulty.show.answer" if row.document is None else "difficulty.show.answer_in",
                by=names.get(row.answered_by or "", row.answered_by),
                on=date.fromisoformat(row.answered_on),
                text=row.answer,
                document=row.document,
            )


def whereto(say: Words, row: Row, names: Mapping[str, str]) -> str:
    """Who has to answer: "UBND tỉnh", or with the way to it."""
    to = names.get(row.addressee, row.addressee)
    return to if row.via is None else say("difficulty.via", to=to, via=names.get(row.via, row.via))


def unsettled(rows: Sequence[Row]) -> tuple[int, int]:
    """(how many are not settled, how many of these wait for an answer)."""
    return (
        sum(row.state != SETTLED for row in rows),
        sum(row.state not in (SETTLED, ANSWER) for row in rows),
    )


def as_object(one: Listed) -> dict[str, object]:
    """A difficulty as JSON; the documented keys of `difficulty list` and `inbox`."""
    row = one.row._asdict()
    task, _, period = one.label.partition("@")
    return {
        "number": row.pop("number"),
        "plan": one.plan,
        "task": task,
        "period": period or None,
        **{key: value for key, value in row.items() if key != "assignment_uid"},
        "assignment": one.row.assignment_uid,
    }
