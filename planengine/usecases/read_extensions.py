"""Requests for later due dates as readers see them: which wait, and how often an agency asked."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, NamedTuple

from planengine.core import extension
from planengine.core.extension import Row

if TYPE_CHECKING:
    from planengine.usecases.ports import Reader
    from planengine.usecases.rows import PlanHead

FAMILY = "extension"


class Counted(NamedTuple):
    """How often an agency asked for extensions of a plan and what became of it, by its id; "" stands for all.

    `asked` leaves out what was withdrawn; `waiting` of them have no answer yet, `after_due` were made when the due date
    had passed, `many` were the third or a later one for the same assignment.
    """

    agency: str
    asked: int
    approved: int
    rejected: int
    waiting: int
    after_due: int
    many: int
    withdrawn: int


def of_plan(reader: Reader, plan: PlanHead, known: Container[str]) -> tuple[Row, ...]:
    """All requests of a plan whose assignments (uids) are `known`, in the order they were asked for."""
    rows = (Row(*row) for row in reader.records(FAMILY, "plan_uid", plan.uid))
    return _in_order(one for one in rows if one.assignment_uid in known)


def of_assignments(reader: Reader, uids: Iterable[str]) -> tuple[Row, ...]:
    """All requests for these assignments, in the order they were asked for."""
    return _in_order(Row(*row) for uid in uids for row in reader.records(FAMILY, "assignment_uid", uid))


def _in_order(requests: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(requests, key=lambda one: (one.asked_on, one.assignment_uid, one.number)))


def waiting(requests: Iterable[Row]) -> tuple[Row, ...]:
    """Those of the requests that have no answer yet."""
    return tuple(one for one in requests if one.state == extension.OPEN)


def count(requests: Iterable[Row]) -> tuple[Counted, tuple[Counted, ...]]:
    """How often extensions were asked for and what became of it: all together, and each agency by its id, those who
    asked most first."""
    by_agency: dict[str, list[Row]] = {}
    for one in requests:
        by_agency.setdefault(one.agency, []).append(one)
    counted = [_count(agency, rows) for agency, rows in by_agency.items()]
    everything = _count("", [one for rows in by_agency.values() for one in rows])
    return everything, tuple(sorted(counted, key=lambda one: (-one.asked, one.agency)))


def _count(agency: str, rows: Iterable[Row]) -> Counted:
    found = list(rows)
    stands = [one for one in found if one.state != extension.STATES[extension.WITHDRAWN]]
    states = [one.state for one in stands]
    return Counted(
        agency=agency,
        asked=len(stands),
        approved=states.count(extension.STATES[extension.APPROVED]),
        rejected=states.count(extension.STATES[extension.REJECTED]),
        waiting=states.count(extension.OPEN),
        after_due=sum(one.after_due for one in stands),
        many=sum(one.number >= extension.MANY for one in stands),
        withdrawn=len(found) - len(stands),
    )
