"""Assignments as tables and as JSON: what `mine`, `list`, `show` and `inbox` have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from planengine.cli import render
from planengine.core import category
from planengine.core import status as states

if TYPE_CHECKING:
    from planengine.messages import Words
    from planengine.usecases.read_work import Blocker, Work


def work_table(say: Words, work: Sequence[Work], *, agency: bool) -> str:
    """Assignments as a table: task, (agency,) state, date to work to, days left, what it is about."""
    heads = [
        say("out.head.task"),
        say("out.head.agency"),
        say("out.head.state"),
        say("out.head.by"),
        say("out.head.left"),
    ]
    rows = [
        [
            one.row.label,
            one.row.agency_short,
            say.template(f"state.{one.row.state}"),
            say.show(one.work_by or (one.update_due if one.row.kind == "standing" else None)),
            left(say, one),
            title(say, one),
        ]
        for one in work
    ]
    heads.append(say("out.head.title"))
    if not agency:
        heads.pop(1)
        for row in rows:
            row.pop(1)
    return render.table(heads, rows, widest=len(heads) - 1)


def task_table(say: Words, rows: Sequence[tuple[Work, int, int]]) -> str:
    heads = [say(f"out.head.{name}") for name in ("task", "bearers", "title")]
    cells = [[one.row.label, f"{count}/{total}", one.row.title] for one, count, total in rows]
    return render.table(heads, cells, right=(1,), widest=2)


def holders_table(say: Words, work: Sequence[Work]) -> str:
    heads = [say(f"out.head.{name}") for name in ("agency", "role", "state", "by", "left", "report")]
    rows = [
        [
            one.row.agency_short,
            say.template(f"role.{one.row.role}"),
            say.template(f"state.{one.row.state}"),
            say.show(one.work_by),
            left(say, one),
            report(say, one),
        ]
        for one in work
    ]
    return render.table(heads, rows, widest=5)


def report(say: Words, one: Work, *, day: bool = True) -> str:
    row = one.row
    parts = [part for part in (row.evidence, row.note, row.reason) if part]
    if row.reported_on and day:
        parts.insert(0, say("out.reported_on", day=date.fromisoformat(row.reported_on)))
    if row.percent is not None and row.state in states.WORKABLE:
        parts.append(f"{row.percent}%")
    parts += extended(say, one)
    if row.backdated:
        parts.append(say("out.backdated"))
    return " · ".join(parts) or "–"


def extended(say: Words, one: Work) -> list[str]:
    """That the date was extended, and since when the work is late all the same; nothing where it was not."""
    row = one.row
    if row.late_since is not None:
        return [say("extension.mark.late", day=one.due, since=date.fromisoformat(row.late_since))]
    if one.due is not None and row.due != row.occurrence_due:
        return [say("extension.mark", day=one.due)]
    return []


def title(say: Words, one: Work) -> str:
    """What the work is about, with what keeps it and what kind of entry its last report is."""
    parts = [one.row.title]
    if one.row.priority != "normal":
        parts.append(f"[{say('page.mark.urgent')}]")
    if one.row.restricted:
        parts.append(f"[{say('page.mark.restricted')}]")
    if one.row.request:
        parts.append(f"[{say('page.mark.request')}]")
    if _inherits(one):
        parts.append(say("page.inherited"))
    parts += extended(say, one)
    if one.row.role == "support":
        parts.append(f"[{say.template('role.support')}]")
    if one.row.size is not None:
        parts.append(say("out.of_group", size=one.row.size))
    if one.blocked_by:
        parts.append(say("out.waits_for", tasks=one.blocked_by))
    if one.row.backdated:
        parts.append(say("out.backdated"))
    return " · ".join(parts)


def _inherits(one: Work) -> bool:
    """Whether the date is the end of the plan because nothing else was said; not where it was extended since."""
    row = one.row
    return bool(row.due_inherited) and row.kind != "recurring" and row.due == row.occurrence_due


def left(say: Words, one: Work) -> str:
    """How long there is, in words of the reader: days left, days overdue, when the next update is due."""
    if one.category == category.STANDING_LATE:
        return say("out.left.update_late", days=-(one.update_left or 0))
    if one.category == category.STANDING_UPDATED:
        return say("out.left.updated")
    if one.days_left is None:
        return "–"
    if one.days_left < 0:
        return say("out.left.late", days=-one.days_left)
    if one.days_left == 0:
        return say("out.left.today")
    return say("out.left.soon" if one.due_soon else "out.left.days", days=one.days_left)


def blocker_object(one: Blocker) -> dict[str, object]:
    """One predecessor that keeps work waiting, as JSON."""
    return {
        "task": one.label,
        "title": one.title,
        "waiting": one.waiting,
        "open": [
            {
                "agency": each.row.agency,
                "state": each.row.state,
                "due": each.row.due,
                "days_left": each.days_left,
            }
            for each in one.open
        ],
    }


def as_object(one: Work) -> dict[str, object]:
    """One assignment as JSON; the documented keys of `list` and `mine`."""
    row = one.row
    return {
        "task": row.task,
        "period": row.period,
        "agency": row.agency,
        "role": row.role,
        "state": row.state,
        "kind": row.kind,
        "category": one.category,
        "due": row.due,
        "days_left": one.days_left,
        "blocked_by": list(one.blocked_by),
        "plan": row.plan,
        "uid": row.assignment_uid,
        "work_by": one.work_by.isoformat() if one.work_by else None,
        "title": row.title,
        "due_soon": one.due_soon,
        "update_due": one.update_due.isoformat() if one.update_due else None,
        "reported_on": row.reported_on,
        "confirmed_on": row.confirmed_on,
        "committed": row.committed,
        "late_since": row.late_since,
        "evidence": row.evidence,
        "backdated": bool(row.backdated),
        "due_inherited": _inherits(one),
        "priority": row.priority,
        "request": bool(row.request),
        "restricted": bool(row.restricted),
    }
