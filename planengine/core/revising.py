"""Three ways to one: the plan as last applied, the plan as edited, and what has happened to its work since.

Pure: `revise` says for each occurrence what the edited plan changes, of which class each change is, whether the policy
lets it through, and how the parts of the work stand afterwards. Absence never deletes: what nobody has begun is
withdrawn and kept; what somebody has begun goes only where the plan says so with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from planengine.core import status
from planengine.core.changes import Given, Outline, Terms

COSMETIC, SCHEDULE, RESPONSIBILITY = "cosmetic", "schedule", "responsibility"
STRUCTURE, ACCEPTANCE, REMOVAL = "structure", "acceptance", "removal"
CLASSES = (COSMETIC, SCHEDULE, RESPONSIBILITY, STRUCTURE, ACCEPTANCE, REMOVAL)

OPEN, BEGUN, REPORTED = "open", "begun", "reported"
STAGES = (OPEN, BEGUN, REPORTED)
STAGE: Mapping[str, str] = {
    status.ASSIGNED: OPEN,
    status.ACCEPTED: OPEN,
    status.IN_PROGRESS: BEGUN,
    status.RETURNED: BEGUN,
    status.PAUSED: BEGUN,
    status.DECLINED: BEGUN,
    status.SUBMITTED: REPORTED,
    status.DONE: REPORTED,
    status.CLOSED: REPORTED,
    status.CANCELLED: OPEN,
    status.EXEMPT: OPEN,
    status.MERGED: OPEN,
}
"""How far an assignment has come, as far as a change of the plan is judged by it."""

FREE, REASON, RECORDED, REFUSED, DECLARED = "free", "reason", "recorded", "refused", "declared"
"""What the policy says: let through; asks for a reason; changes nothing that was reported; refused unless the task says
`reopen` or `grandfather`; refused unless the plan says `removed`, `split` or `merge`."""

POLICY: Mapping[str, tuple[str, str, str]] = {
    COSMETIC: (FREE, FREE, FREE),
    SCHEDULE: (FREE, REASON, RECORDED),
    RESPONSIBILITY: (FREE, REASON, REASON),
    STRUCTURE: (FREE, FREE, RECORDED),
    ACCEPTANCE: (FREE, REASON, REFUSED),
    REMOVAL: (FREE, DECLARED, DECLARED),
}
"""Class of a change → what is needed where nobody has begun, where somebody has, and where somebody has reported."""

CONFLICT = "conflict"

TERM_CLASS: Mapping[str, str] = {
    "kind": STRUCTURE,
    "opens_on": SCHEDULE,
    "closes_on": SCHEDULE,
    "due": SCHEDULE,
    "internal_due": SCHEDULE,
    "within": SCHEDULE,
    "completion": ACCEPTANCE,
    "support_required": ACCEPTANCE,
    "confirm": ACCEPTANCE,
    "evidence": ACCEPTANCE,
}

KEPT, NEW, HANDED, DROPPED, LEFT = "kept", "new", "handed", "dropped", "left"
"""What becomes of a part: it stays; is given anew; goes from one lead to the next; is taken away with what was done for
it on record; is not asked for any more, though its report stands."""


class Extended(NamedTuple):
    """The due date that an assignment was granted, on which day and by which document."""

    due: str
    on: str
    document: str | None


class Part(NamedTuple):
    """One assignment as it is now. `planned` is the agency that the plan gave it to, None where no plan did; `by_hand`
    says that a person gave it to another one; `role` and `size` are as planned."""

    uid: str
    agency: str
    planned: str | None
    role: str
    size: int | None
    state: str
    due: str | None
    by_hand: bool = False
    extended: Extended | None = None


class Live(NamedTuple):
    """One occurrence as it is now; `withdrawn` says that it has left the plan before, `closes_on` is the last day of
    its period as ISO text."""

    uid: str
    label: str
    due: str | None
    completed: bool
    withdrawn: bool
    kind: str
    parts: tuple[Part, ...]
    closes_on: str = ""

    def over(self, today: str) -> bool:
        """Whether its period is closed, so that it keeps the specification of its time."""
        return self.kind == "recurring" and bool(self.closes_on) and self.closes_on < today

    def open(self) -> bool:
        """Whether anybody still has something to do in it."""
        return any(one.state in status.UNFINISHED for one in self.parts)

    def stage(self) -> str:
        """The furthest that any bearer has come."""
        if self.completed:
            return REPORTED
        bearing = [one for one in self.parts if one.role != "support"] or list(self.parts)
        return max((STAGE[one.state] for one in bearing), key=STAGES.index, default=OPEN)

    def untouched(self) -> bool:
        """Whether nobody has done anything that planning anew could take away."""
        return not self.withdrawn and all(
            one.state in (status.ASSIGNED, status.ACCEPTED)
            and one.planned == one.agency
            and one.extended is None
            for one in self.parts
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What the person and the file say beyond the plan itself; all by task id.

    `removed` maps ids that leave the plan, split and merged ones too, to the reason; `gone` are all that are not in the
    file any more; `file_wins` and `keep` decide conflicts, `supersedes` is the same in the file; `reopen` and
    `grandfather` are those of the tasks; `bodies_changed` are the tasks whose own words about who does them changed.
    """

    reason: str | None = None
    removed: Mapping[str, str] = field(default_factory=dict)
    gone: AbstractSet[str] = frozenset()
    file_wins: AbstractSet[str] = frozenset()
    keep: AbstractSet[str] = frozenset()
    supersedes: AbstractSet[str] = frozenset()
    reopen: AbstractSet[str] = frozenset()
    grandfather: AbstractSet[str] = frozenset()
    bodies_changed: AbstractSet[str] = frozenset()


class Row(NamedTuple):
    """One thing that differs: `before` and `after` as text, None for nothing; `agencies` are concerned.

    `verdict` is one of the policy's, or "conflict", then `other` is what has happened since and `on`, `document` when
    and by which paper; "decided" where a person has said which of the two counts.
    """

    label: str
    name: str
    before: str | None
    after: str | None
    kind: str
    verdict: str
    agencies: tuple[str, ...] = ()
    other: str | None = None
    on: str | None = None
    document: str | None = None


class Share(NamedTuple):
    """A part as it is to stand: `how` it came to that, `uid` None for a new one, `was` who hands it over."""

    agency: str
    role: str
    size: int | None
    how: str
    uid: str | None = None
    due: str | None = None
    keeps_due: bool = False
    was: str | None = None


class Revised(NamedTuple):
    """What an occurrence comes to. `verdict` is "added", "replanned" (nobody has begun: planned anew), "revised",
    "revived" or "withdrawn"; `keeps_terms` says that what is asked stays as it was, since it was reported so."""

    label: str
    verdict: str
    rows: tuple[Row, ...]
    shares: tuple[Share, ...] = ()
    keeps_terms: bool = False
    waits_changed: bool = False


def revise(
    base: Mapping[str, Outline],
    wanted: Mapping[str, Outline],
    live: Mapping[str, Live],
    said: Said,
    today: str,
) -> tuple[Revised, ...]:
    """Every occurrence that the edited plan changes, in the order of the file, then what leaves the plan.

    All three are by label, those of `base` and `live` under the ids of the edited plan. A period that closed before
    `today` (ISO text) keeps the specification of its time as long as its task is in the plan, and a task that is
    tracked gets no period that is over already.
    """
    found = []
    tracked = {_task(label) for label, now in live.items() if not now.withdrawn}
    for label, new in wanted.items():
        now, old = live.get(label), base.get(label)
        if now is not None and not now.withdrawn and now.over(today):
            continue
        if now is None:
            if new.terms.kind == "recurring" and new.terms.closes_on < today and _task(label) in tracked:
                continue
            found.append(Revised(label, "added", (_row(label, "occurrence", REMOVAL, FREE, after=label),)))
        elif now.withdrawn or old is None:
            found.append(_revive(now, new))
        elif old != new:
            found.append(_revise(old, new, now, said))
    tasks = {label.partition("@")[0] for label in wanted}
    for label, now in live.items():
        if label in wanted or now.withdrawn or (now.over(today) and _task(label) in tasks):
            continue
        whole = _task(label) not in tasks
        earlier = whole and now.kind == "recurring" and now.open()
        if label in base or earlier or (now.kind == "on_demand" and _task(label) in said.gone):
            found.append(_withdraw(now, said, whole=whole))
    return tuple(found)


def _task(label: str) -> str:
    return label.partition("@")[0]


def _row(label: str, name: str, kind: str, verdict: str, **more: object) -> Row:
    return Row(label, name, None, None, kind, verdict)._replace(**more)  # type: ignore[arg-type]


def _revive(now: Live, new: Outline) -> Revised:
    """What left the plan and is in it again takes up where it stood."""
    held = {one.planned or one.agency: one for one in now.parts}
    shares = [
        Share(held[one.agency].agency, one.role, one.size, KEPT, held[one.agency].uid, new.terms.due)
        if one.agency in held
        else Share(one.agency, one.role, one.size, NEW, None, new.terms.due)
        for one in new.given
    ]
    named = {one.agency for one in new.given}
    shares += [_left(one) for key, one in held.items() if key not in named]
    row = _row(now.label, "occurrence", REMOVAL, FREE, after=now.label)
    return Revised(now.label, "revived", (row,), tuple(shares), waits_changed=True)


def _withdraw(now: Live, said: Said, *, whole: bool) -> Revised:
    stage, task = now.stage(), _task(now.label)
    verdict = POLICY[REMOVAL][STAGES.index(stage)]
    if verdict == DECLARED and (task in said.removed or (not whole and said.reason)):
        verdict = FREE
    row = _row(
        now.label,
        "occurrence",
        REMOVAL,
        verdict,
        before=now.label,
        agencies=tuple(one.agency for one in now.parts),
    )
    return Revised(now.label, "withdrawn", (row,))


def _revise(old: Outline, new: Outline, now: Live, said: Said) -> Revised:
    task = _task(now.label)
    rows = list(_terms(old.terms, new.terms, now, said))
    given_rows, shares = _given(old.given, new.given, now, said, new.terms.due)
    rows += given_rows
    dues = list(_dues(old, new, now, said))
    rows += [row for _, row, _ in dues if row is not None]
    keeps = {uid for uid, _, keep in dues if keep}
    shares = [
        one._replace(keeps_due=True) if one.uid in keeps or _reported(now, one) else one for one in shares
    ]
    waits_changed = old.waits != new.waits
    if waits_changed:
        rows.append(
            _row(
                now.label,
                "waits",
                STRUCTURE,
                _verdict(STRUCTURE, now.stage(), said, task),
                before=", ".join(dict.fromkeys(one.predecessor.lstrip("?") for one in old.waits)) or None,
                after=", ".join(dict.fromkeys(one.predecessor.lstrip("?") for one in new.waits)) or None,
            )
        )
    untouched = now.untouched() and not now.completed
    return Revised(
        now.label,
        "replanned" if untouched else "revised",
        tuple(rows),
        tuple(shares),
        keeps_terms=task in said.grandfather and now.stage() == REPORTED,
        waits_changed=waits_changed,
    )


def _reported(now: Live, share: Share) -> bool:
    """What was reported is judged by the due date that was in force then."""
    return any(one.uid == share.uid and STAGE[one.state] == REPORTED for one in now.parts)


def _verdict(kind: str, stage: str, said: Said, task: str) -> str:
    verdict = POLICY[kind][STAGES.index(stage)]
    if verdict == REASON and said.reason:
        return FREE
    if verdict == REFUSED and (task in said.reopen or task in said.grandfather):
        return FREE
    return verdict


def _terms(old: Terms, new: Terms, now: Live, said: Said) -> Iterable[Row]:
    stage, task = now.stage(), _task(now.label)
    for name, before, after in zip(Terms._fields, old, new, strict=True):
        if before != after:
            kind = TERM_CLASS[name]
            yield Row(now.label, name, _text(before), _text(after), kind, _verdict(kind, stage, said, task))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _dues(old: Outline, new: Outline, now: Live, said: Said) -> Iterable[tuple[str, Row | None, bool]]:
    """Each part whose due date was extended, what is to be said where the file moves it too, and whether its own date
    stays. A grant that the plan took over since is none any more."""
    task = _task(now.label)
    for one in now.parts:
        if one.extended is None or one.due == old.terms.due or STAGE[one.state] == REPORTED:
            continue
        if old.terms.due == new.terms.due:
            yield one.uid, None, True
        elif one.due == new.terms.due or task in said.file_wins or task in said.supersedes:
            verdict = "absorbed" if one.due == new.terms.due else "decided"
            yield one.uid, _extended(now, one, new, verdict), False
        elif task in said.keep:
            yield one.uid, _extended(now, one, new, "decided"), True
        else:
            yield one.uid, _extended(now, one, new, CONFLICT), True


def _extended(now: Live, part: Part, new: Outline, verdict: str) -> Row:
    assert part.extended is not None
    return Row(
        now.label,
        "extended",
        part.due,
        new.terms.due,
        SCHEDULE,
        verdict,
        (part.agency,),
        part.due,
        part.extended.on,
        part.extended.document,
    )


def _left(part: Part) -> Share:
    return Share(part.agency, part.role, part.size, LEFT, part.uid, part.due, keeps_due=True)


def _stay(part: Part, due: str | None) -> Share:
    return Share(part.agency, part.role, part.size, KEPT, part.uid, due)


_OVER = (status.CANCELLED, status.EXEMPT, status.MERGED)


def _given(
    old: tuple[Given, ...], new: tuple[Given, ...], now: Live, said: Said, due: str | None
) -> tuple[list[Row], list[Share]]:
    """Who is to have a part, element by element: what the file leaves as it was stays with whoever has it now."""
    task = _task(now.label)
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
            verdict = _verdict(RESPONSIBILITY, STAGE[part.state], said, task)
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
            verdict = _verdict(RESPONSIBILITY, STAGE[part.state], said, task)
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
    task = _task(now.label)
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
        return [_left(part)._replace(how=DROPPED) if wins else _left(part)]
    stage = STAGE[part.state]
    verdict = _verdict(RESPONSIBILITY, stage, said, task)
    rows.append(Row(now.label, "given", part.role, None, RESPONSIBILITY, verdict, (part.agency,)))
    over = stage == REPORTED or part.state in _OVER
    return [_left(part) if over else _left(part)._replace(how=DROPPED)]
