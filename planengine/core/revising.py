"""Three ways to one: the plan as last applied, the plan as edited, and what has happened to its work since.

Pure: `revise` says for each occurrence what the edited plan changes, of which class each change is, whether the policy
lets it through, and how the parts of the work stand afterwards. Absence never deletes: what nobody has begun is
withdrawn and kept; what somebody has begun goes only where the plan says so with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planengine.core.changes import Outline, Terms
from planengine.core.revised_parts import given_parts, left
from planengine.core.revision import (
    CONFLICT,
    DECLARED,
    FREE,
    KEPT,
    NEW,
    POLICY,
    REMOVAL,
    REPORTED,
    SCHEDULE,
    STAGE,
    STAGES,
    STRUCTURE,
    TERM_CLASS,
    Live,
    Part,
    Revised,
    Row,
    Said,
    Share,
    task_of,
    verdict_of,
)


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
    tracked = {task_of(label) for label, now in live.items() if not now.withdrawn}
    for label, new in wanted.items():
        now, old = live.get(label), base.get(label)
        if now is not None and not now.withdrawn and now.over(today):
            continue
        if now is None:
            if new.terms.kind == "recurring" and new.terms.closes_on < today and task_of(label) in tracked:
                continue
            found.append(Revised(label, "added", (_row(label, "occurrence", REMOVAL, FREE, after=label),)))
        elif now.withdrawn or old is None:
            found.append(_revive(now, new))
        elif old != new:
            found.append(_revise(old, new, now, said))
    tasks = {label.partition("@")[0] for label in wanted}
    for label, now in live.items():
        if label in wanted or now.withdrawn or (now.over(today) and task_of(label) in tasks):
            continue
        whole = task_of(label) not in tasks
        earlier = whole and now.kind == "recurring" and now.open()
        if label in base or earlier or (now.kind == "on_demand" and task_of(label) in said.gone):
            found.append(_withdraw(now, said, whole=whole))
    return tuple(found)


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
    shares += [left(one) for key, one in held.items() if key not in named]
    row = _row(now.label, "occurrence", REMOVAL, FREE, after=now.label)
    return Revised(now.label, "revived", (row,), tuple(shares), waits_changed=True)


def _withdraw(now: Live, said: Said, *, whole: bool) -> Revised:
    stage, task = now.stage(), task_of(now.label)
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
    task = task_of(now.label)
    rows = list(_terms(old.terms, new.terms, now, said))
    given_rows, shares = given_parts(old.given, new.given, now, said, new.terms.due)
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
                verdict_of(STRUCTURE, now.stage(), said, task),
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


def _terms(old: Terms, new: Terms, now: Live, said: Said) -> Iterable[Row]:
    stage, task = now.stage(), task_of(now.label)
    for name, before, after in zip(Terms._fields, old, new, strict=True):
        if before != after:
            kind = TERM_CLASS[name]
            yield Row(now.label, name, _text(before), _text(after), kind, verdict_of(kind, stage, said, task))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _dues(old: Outline, new: Outline, now: Live, said: Said) -> Iterable[tuple[str, Row | None, bool]]:
    """Each part whose due date was extended, what is to be said where the file moves it too, and whether its own date
    stays. A grant that the plan took over since is none any more."""
    task = task_of(now.label)
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
