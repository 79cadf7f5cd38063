"""Who has the work after an edit: each part stays, goes to another, comes new, or is not asked for any more."""

from __future__ import annotations

from collections.abc import Mapping

from planengine.core import status
from planengine.core.changes import Given
from planengine.core.revision import (
    BEGUN,
    CONFLICT,
    DROPPED,
    FREE,
    HANDED,
    KEPT,
    LEFT,
    NEW,
    RECORDED,
    REPORTED,
    RESPONSIBILITY,
    STAGE,
    Live,
    Part,
    Row,
    Said,
    Share,
    task_of,
    verdict_of,
)


def left(part: Part) -> Share:
    return Share(part.agency, part.role, part.size, LEFT, part.uid, part.due, keeps_due=True)


def _stay(part: Part, due: str | None) -> Share:
    return Share(part.agency, part.role, part.size, KEPT, part.uid, due)


_OVER = (status.CANCELLED, status.EXEMPT, status.MERGED)


def given_parts(
    old: tuple[Given, ...], new: tuple[Given, ...], now: Live, said: Said, due: str | None
) -> tuple[list[Row], list[Share]]:
    """Who is to have a part, element by element: what the file leaves as it was stays with whoever has it now."""
    task = task_of(now.label)
    before = {one.agency: one for one in old}
    after = {one.agency: one for one in new}
    rest = {one.uid: one for one in now.parts}
    rows: list[Row] = []
    shares: list[Share] = []

    def take(agency: str) -> Part | None:
        """The part that was planned for this agency, else the one that is with it."""
        planned = next((one for one in rest.values() if one.planned == agency), None)
        part = planned or next((one for one in rest.values() if one.agency == agency), None)
        return None if part is None else rest.pop(part.uid)

    def say(agency: str, was: str | None, then: str | None, verdict: str, other: str | None = None) -> None:
        rows.append(Row(now.label, "given", was, then, RESPONSIBILITY, verdict, (agency,), other))

    for agency in [one for one in after if one in before]:
        part = take(agency)
        if part is None:
            continue  # taken away by a person or a reorganisation since: that stays
        role = after[agency].role
        shares.append(Share(part.agency, role, after[agency].size, KEPT, part.uid, due))
        if before[agency][1:3] != after[agency][1:3]:
            verdict = verdict_of(RESPONSIBILITY, STAGE[part.state], said, task)
            say(part.agency, before[agency].role, role, verdict)
    dropped = [(one, take(one)) for one in before if one not in after]
    added = [one for one in after if one not in before]
    handed = _handover(dropped, added, before, after, by_file=task in said.file_wins)
    reported = any(part is not None and _waits_for_word(part) for _, part in dropped)
    for agency in added:
        there = next((part for _, part in dropped if part is not None and part.agency == agency), None)
        there = there or take(agency)
        if there is not None:
            dropped = [(one, None if part is there else part) for one, part in dropped]
            shares.append(Share(agency, after[agency].role, after[agency].size, KEPT, there.uid, due))
            say(agency, before.get(there.planned or "", after[agency]).role, after[agency].role, "absorbed")
        elif (held := next((at for at, one in enumerate(shares) if one.agency == agency), None)) is not None:
            # it has the part of another one by now, which the file still names: it has one part, in the new role
            say(agency, shares[held].role, after[agency].role, "absorbed")
            shares[held] = shares[held]._replace(role=after[agency].role, size=after[agency].size)
        elif handed is not None and handed[1] == agency:
            part = handed[0]
            planned = next(one for one, each in dropped if each is part)
            dropped = [(one, None if each is part else each) for one, each in dropped]
            if _by_hand(part, planned) and task not in said.file_wins:
                say(part.agency, planned, agency, _decided(task, said), part.agency)
                shares.append(_stay(part, due))
                continue
            verdict = verdict_of(RESPONSIBILITY, STAGE[part.state], said, task)
            how = HANDED if STAGE[part.state] == BEGUN and part.state != status.PAUSED else NEW
            if how == NEW:
                shares.append(Share(part.agency, part.role, part.size, DROPPED, part.uid, part.due))
            shares.append(
                Share(
                    agency,
                    after[agency].role,
                    after[agency].size,
                    how,
                    part.uid if how == HANDED else None,
                    due,
                    was=part.agency,
                )
            )
            say(agency, part.agency, agency, verdict)
        elif now.completed or (reported and after[agency].role in _SINGLE and task not in said.file_wins):
            say(agency, None, after[agency].role, RECORDED)  # what was reported is opened for nobody new
        else:
            shares.append(Share(agency, after[agency].role, after[agency].size, NEW, None, due))
            say(agency, None, after[agency].role, FREE)
    for agency, part in dropped:
        if part is not None:
            rest.pop(part.uid, None)
            shares += _drop(part, agency, now, said, due, rows)
    shares += [_stay(one, due) for one in rest.values()]
    return rows, shares


def _handover(
    dropped: list[tuple[str, Part | None]],
    added: list[str],
    before: Mapping[str, Given],
    after: Mapping[str, Given],
    *,
    by_file: bool,
) -> tuple[Part, str] | None:
    """The one who answers for the whole goes, another one comes: the work goes with it. So does the question whom it
    is to go to, where a person has given it to a third one since."""
    gone = [(one, part) for one, part in dropped if part is not None and before[one].role in _SINGLE]
    come = [one for one in added if after[one].role in _SINGLE]
    if len(gone) != 1 or len(come) != 1 or gone[0][1].agency == come[0]:
        return None
    planned, part = gone[0]
    if STAGE[part.state] == BEGUN or (_by_hand(part, planned) and not by_file):
        return part, come[0]
    return None


def _waits_for_word(part: Part) -> bool:
    """Whether the one who answers for the whole has reported, and nobody has confirmed or returned it yet."""
    return part.state == status.SUBMITTED and part.role in _SINGLE


_SINGLE = ("lead", "focal_point")


def _by_hand(part: Part, planned: str) -> bool:
    """Whether a person gave the part to another agency than it was planned for."""
    return part.by_hand and part.agency != planned


def _decided(task: str, said: Said) -> str:
    return "decided" if task in said.keep else CONFLICT


def _drop(part: Part, planned: str, now: Live, said: Said, due: str | None, rows: list[Row]) -> list[Share]:
    task = task_of(now.label)
    moved = part.agency != planned
    if moved and task not in said.bodies_changed and not part.by_hand:
        return [_stay(part, due)]  # the body that ended is gone from a group; its heir has the work
    if moved and task not in said.file_wins:
        verdict = _decided(task, said)
        rows.append(
            Row(now.label, "given", planned, None, RESPONSIBILITY, verdict, (part.agency,), part.agency)
        )
        return [_stay(part, due)]
    if _waits_for_word(part):
        wins = task in said.file_wins
        verdict = "decided" if wins else _decided(task, said)
        rows.append(Row(now.label, "given", part.role, None, RESPONSIBILITY, verdict, (part.agency,)))
        return [left(part)._replace(how=DROPPED) if wins else left(part)]
    stage = STAGE[part.state]
    verdict = verdict_of(RESPONSIBILITY, stage, said, task)
    rows.append(Row(now.label, "given", part.role, None, RESPONSIBILITY, verdict, (part.agency,)))
    over = stage == REPORTED or part.state in _OVER
    return [left(part) if over else left(part)._replace(how=DROPPED)]
