"""Requests for later due dates, in words and as JSON: what `inbox`, `show` and `status` say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from planengine.cli import render
from planengine.core import extension
from planengine.core import status as states
from planengine.core.extension import Row

if TYPE_CHECKING:
    from planengine.cli.session import Session
    from planengine.messages import Words
    from planengine.usecases.read_extensions import Counted
    from planengine.usecases.read_work import Work


def inbox_table(say: Words, requests: Sequence[Row], work: Mapping[str, Work]) -> str:
    """The requests that wait, a row each; `work` has their assignments by uid."""
    names = ("due", "asked", "asked_on", "remark", "reason")
    heads = [say("out.head.task"), say("out.head.agency"), *(say(f"extension.head.{one}") for one in names)]
    rows = [
        [
            work[one.assignment_uid].row.label,
            work[one.assignment_uid].row.agency_short,
            say.show(work[one.assignment_uid].due),
            say.show(date.fromisoformat(one.wanted)),
            say.show(date.fromisoformat(one.asked_on)),
            _remark(say, one, work[one.assignment_uid]),
            one.reason,
        ]
        for one in requests
    ]
    return render.table(heads, rows, widest=6)


def _remark(say: Words, one: Row, work: Work) -> str:
    """Which request it is, and what the approver should know before the answer."""
    parts = [_number(say, one)]
    if one.after_due:
        parts.append(say("extension.asked_late"))
    if work.row.state not in states.WORKABLE:
        parts.append(say.template(f"state.{work.row.state}"))
    return ", ".join(parts)


def _number(say: Words, one: Row) -> str:
    code = "extension.number.many" if one.number >= extension.MANY else "extension.number"
    return say(code, number=one.number)


def story(say: Words, requests: Iterable[Row], names: Mapping[str, str]) -> Iterator[str]:
    """What was asked for and what became of it, a line each, in the order they were made."""
    for one in sorted(requests, key=lambda one: (one.asked_on, one.number)):
        told = say(
            f"extension.show.{one.state}",
            agency=names.get(one.agency, one.agency),
            on=date.fromisoformat(one.asked_on),
            due=date.fromisoformat(one.due),
            day=date.fromisoformat(one.wanted),
            by=names.get(one.decided_by or "", one.decided_by),
            decided=one.decided_on and date.fromisoformat(one.decided_on),
            granted=one.granted and date.fromisoformat(one.granted),
            answer=one.answer,
            reason=one.reason,
        )
        marks = [_number(say, one)]
        if one.after_due:
            marks.append(say("extension.asked_late"))
        if one.late_since:
            marks.append(say("extension.show.late_since", day=date.fromisoformat(one.late_since)))
        if one.document:
            marks.append(say("extension.show.document", document=one.document))
        if one.excused:
            marks.append(say("extension.show.excused"))
        yield f"{told} ({'; '.join(marks)})"


def event_lines(say: Words, payload: Mapping[str, Any]) -> Iterator[str]:
    """What an approval did to lateness, for `log`."""
    if payload.get("late_since"):
        yield say("extension.log.late_since", day=date.fromisoformat(payload["late_since"]))
    if payload.get("excused"):
        yield say("extension.log.excused")


def tell_story(session: Session, requests: Sequence[Row]) -> None:
    """That part of a task's page; nothing where nobody asked."""
    if not requests:
        return
    session.tell("extension.show")
    for told in story(session.say, requests, session.queries.names()):
        first, *rest = render.fold(told, render.screen() - 4)
        print(f"  {first}")
        print("".join(f"    {line}\n" for line in rest), end="")


def request_objects(requests: Iterable[Row], work: Mapping[str, Work]) -> list[dict[str, object]]:
    """Requests as JSON; `work` has their assignments by uid."""
    return [request_object(one, work[one.assignment_uid]) for one in requests]


def request_object(one: Row, work: Work) -> dict[str, object]:
    """A request as JSON; the documented keys of `extensions` in `inbox` and `show`."""
    row = work.row
    return {
        "task": row.task,
        "period": row.period,
        "plan": row.plan,
        "agency": one.agency,
        "uid": one.uid,
        "assignment": one.assignment_uid,
        "work_state": row.state,
        "state": one.state,
        "number": one.number,
        "many": one.number >= extension.MANY,
        "asked_on": one.asked_on,
        "due": one.due,
        "wanted": one.wanted,
        "after_due": bool(one.after_due),
        "reason": one.reason,
        "decided_on": one.decided_on,
        "decided_by": one.decided_by,
        "granted": one.granted,
        "excused": bool(one.excused),
        "late_since": one.late_since,
        "answer": one.answer,
        "document": one.document,
    }


def count_line(say: Words, one: Counted) -> str:
    """All requests of a plan in one sentence."""
    return say(
        "extension.status",
        asked=one.asked,
        approved=one.approved,
        rejected=one.rejected,
        waiting=one.waiting,
        after_due=one.after_due,
        many=one.many,
    )


def count_object(whole: Counted, agencies: Sequence[Counted]) -> dict[str, object]:
    """The counts as JSON; the documented keys of `extensions` in `status`."""
    return {**_figures(whole), "agencies": [{"agency": one.agency, **_figures(one)} for one in agencies]}


def _figures(one: Counted) -> dict[str, object]:
    figures = one._asdict()
    del figures["agency"]
    return figures
