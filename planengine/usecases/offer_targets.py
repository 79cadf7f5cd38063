"""What stands on the sheet that asks an agency for figures: each target it may report, in each open period."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from planengine.core import target_value, targets
from planengine.core.periods import periods
from planengine.core.target_value import Asked, Row
from planengine.usecases.offer_sheet import Form, Wanted
from planengine.usecases.record_targets import asked_of
from planengine.usecases.sheet_rows import TARGETS, Head

if TYPE_CHECKING:
    from planengine.usecases.ports import Journal, Reader
    from planengine.usecases.rows import PlanHead
    from planengine.usecases.views import TargetInForce


def offer_targets(
    journal: Journal,
    reader: Reader,
    plan: PlanHead,
    today: date,
    now: datetime,
    *,
    agency: str | None = None,
    period: str | None = None,
) -> tuple[Form, ...]:
    """The sheet of one agency with all it may report, or of every agency that is asked, by agency id.

    Asked is who the plan names. Where it names nobody, those are asked who answer for a task that serves the target,
    and who reported on it before. With `period` (a key) nothing but that period, or the periods within that year.
    """
    known = reader.targets_in_force(plan.uid)
    rows: dict[str, Row] = {one.uid: one for one in reader.records(target_value.FAMILY, "plan_uid", plan.uid)}
    asking = {one.uid: asked_of(one) for one in known}
    if agency is not None:
        wanted = {
            agency: {uid for uid, asked in asking.items() if asked.reported_by in (None, agency)},
        }
    else:
        wanted = _who_is_asked(reader, plan, asking.values(), rows.values())
    open_periods = {one.uid: _open_periods(plan, one, today, period) for one in known}
    forms = []
    for body, uids in sorted(wanted.items()):
        lines = tuple(
            Wanted(
                one,
                asking[one.uid],
                json.loads(one.spec)["goal"],
                key,
                body,
                rows.get(target_value.record_of(one.uid, key, body)),
            )
            for one in known
            if one.uid in uids
            for key in open_periods[one.uid]
        )
        if lines:
            head = Head(TARGETS, plan.id, plan.uid, body, now.isoformat(timespec="seconds"))
            forms.append(Form(head, journal.agency_name(body) or body, plan.title, today, lines))
    return tuple(forms)


def _who_is_asked(
    reader: Reader, plan: PlanHead, asking: Iterable[Asked], rows: Iterable[Row]
) -> dict[str, set[str]]:
    """The uids of the targets that every agency is asked for, by its id."""
    found: dict[str, set[str]] = {}
    by_id: dict[str, str] = {}
    for one in asking:
        if one.reported_by is not None:
            found.setdefault(one.reported_by, set()).add(one.uid)
        else:
            by_id[one.id] = one.uid
    for row in rows:
        if row.target_uid in by_id.values():
            found.setdefault(row.agency, set()).add(row.target_uid)
    serves: dict[str, tuple[str, ...]] = {}
    for work in reader.work(plan_uid=plan.uid) if by_id else ():
        if work.role == "support":
            continue
        if work.task not in serves:
            serves[work.task] = _served(reader, plan, work.task)
        for name in serves[work.task]:
            if name in by_id:
                found.setdefault(work.agency, set()).add(by_id[name])
    return found


def _served(reader: Reader, plan: PlanHead, task: str) -> tuple[str, ...]:
    """The ids of the targets that a task serves."""
    node = reader.node(plan.uid, task)
    return () if node is None else tuple(json.loads(node.spec).get("targets") or ())


def _open_periods(plan: PlanHead, target: TargetInForce, today: date, wanted: str | None) -> tuple[str, ...]:
    """The keys of the periods of the plan that have begun, in order of time."""
    every = targets.every_of(json.loads(target.spec))
    first, last = date.fromisoformat(plan.starts), date.fromisoformat(plan.ends)
    return tuple(
        one.key
        for one in periods(every, first, last)
        if targets.begun(one, today)
        and (wanted is None or one.key == wanted or one.key.startswith(f"{wanted}-"))
    )
