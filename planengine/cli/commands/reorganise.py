"""`reorganise`: what is open goes to who took over from bodies that have ended."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session, json_out
from planengine.core.succession import GIVEN, MERGED, MOVED, RAISED, RESIZED, Undecided
from planengine.errors import AnswerNeeded, NotFound, UsageRefusal
from planengine.usecases import reorganise as journey
from planengine.usecases.references import find_plan
from planengine.usecases.reorganise import Asked, Foreseen, Head, choices_of, look_ahead

SHOWN = 12
"""Labels of tasks named in one line; of more, the number is told."""


@click.command(cls=SpeakingCommand, key="reorganise")
@click.option("--on", type=options.DAY, metavar="DATE", help="on_reorganised")
@click.option("--give", "gifts", multiple=True, type=options.NAME, metavar="OLD=NEW", help="give")
@click.option("--except", "exceptions", multiple=True, type=options.NAME, metavar="TASK=NEW", help="except")
@click.option("--policy", type=click.Choice(["all", "parent"]), metavar="all|parent", help="policy")
@click.option("--unverified", is_flag=True, help="unverified")
@click.option("--leave", is_flag=True, help="leave")
@options.reason
@click.option("--document", type=options.TEXT, metavar="TEXT", help="document")
@click.option("--dry-run", is_flag=True, help="dry_run")
@click.option("--yes", is_flag=True, help="yes")
@options.speaker
@options.as_json
@click.pass_obj
def reorganise(
    session: Session,
    /,
    on: date | None,
    gifts: tuple[str, ...],
    exceptions: tuple[str, ...],
    policy: Any,
    unverified: bool,
    leave: bool,
    reason: str | None,
    document: str | None,
    dry_run: bool,
    yes: bool,
    speaker: str | None,
    as_json: bool,
) -> int:
    plans = tuple(one for one in session.journal.plans() if one.closed_on is None)
    if session.given_plan is not None:
        plans = (find_plan(session.journal, session.given_plan),)
    if not plans:
        raise NotFound("plan.all_closed" if session.journal.plans() else "plan.none")
    today = session.today(plans[0])
    choices = choices_of(
        [_pair(one, "reorganise.give") for one in gifts],
        [_exception(one) for one in exceptions],
        policy,
        unverified=unverified,
    )
    asked = Asked(on or today, choices, leave, reason, document, speaker, bootstrap.person())
    book = bootstrap.open_reorganisation(session.journal)
    seen = look_ahead(book, plans, asked)
    nothing = all(one.is_done for one in seen)
    if as_json:
        done = not dry_run and not nothing and yes
        if done:
            journey.reorganise(book, plans, asked, seen, session.clock, today)
        json_out({"on": asked.on.isoformat(), "done": done, "plans": [_as_json(one) for one in seen]})
        return 0
    names = session.queries.names()
    for one in seen:
        _tell_plan(session, one, asked.on, names)
    if dry_run:
        session.note("succession.dry_run")
        return 0
    journey.check(asked, seen, today)
    if nothing:
        return 0
    if not yes:
        _ask(session)
    journey.reorganise(book, plans, asked, seen, session.clock, today)
    for one in seen:
        if not one.is_done:
            session.tell("succession.done", plan=one.plan.id, count=len(one.steps))
    return 0


def _pair(text: str, code: str) -> tuple[str, str]:
    """(before, after) of "before=after". Raises UsageRefusal(code)."""
    before, equals, after = (one.strip() for one in text.partition("="))
    if not (before and equals and after):
        raise UsageRefusal(code, given=text)
    return before, after


def _exception(text: str) -> tuple[str, str | None, str]:
    """(task, agency or None, heir) of "2.1.1=so-x" or "2.1.1:so-y=so-x". Raises UsageRefusal("reorganise.except")."""
    before, after = _pair(text, "reorganise.except")
    task, colon, agency = before.partition(":")
    if not task or (colon and not agency):
        raise UsageRefusal("reorganise.except", given=text)
    return task, agency or None, after


def _ask(session: Session) -> None:
    if not sys.stdin or not sys.stdin.isatty():
        raise AnswerNeeded("reorganise.answer")
    print(session.say("succession.ask"), end=" ", flush=True)
    if sys.stdin.readline().strip().casefold() not in session.say("cli.yes_words").split():
        raise click.Abort


# ---- what is foreseen, in sentences


def _tell_plan(session: Session, seen: Foreseen, on: date, names: Mapping[str, str]) -> None:
    kept = [(change.label, agency) for change in seen.changes for agency in change.kept]
    if seen.is_done and not (seen.undecided or seen.unled or kept):
        session.tell("succession.nothing", plan=seen.plan.id, on=on)
        return
    session.tell("succession.plan", plan=seen.plan.id, on=on)
    for head in seen.heads:
        _tell_head(session, head, names)
    _tell_moves(session, seen, names)
    _tell_merges(session, seen, names)
    for label, agency in kept:
        session.tell("succession.kept", task=label, agency=names.get(agency, agency))
    _tell_undecided(session, seen.undecided, names)


def _tell_head(session: Session, head: Head, names: Mapping[str, str]) -> None:
    agency = names.get(head.agency, head.agency)
    if head.to is not None:
        to = names.get(head.to, head.to)
        session.tell(f"succession.head.{head.body}", agency=agency, to=to)
        return
    session.tell(f"succession.unled.{head.body}", agency=agency, id=head.agency)
    session.tell(f"succession.why.{head.why}", candidates=_named(head.candidates, names))


def _tell_moves(session: Session, seen: Foreseen, names: Mapping[str, str]) -> None:
    """Who gives how much to whom, each pair in one line, with what it rests on."""
    grouped: dict[tuple[str, tuple[str, ...], tuple[str, ...], bool], list[str]] = {}
    for change in seen.changes:
        for step in change.steps:
            if step.kind == MOVED or (step.kind == MERGED and len(step.to) > 1):
                key = (step.agency, step.to, step.basis, step.verified)
                grouped.setdefault(key, []).append(change.label)
            elif step.kind == RESIZED:
                session.tell(
                    "succession.resized",
                    task=change.label,
                    agency=names.get(step.agency, step.agency),
                    size=step.size,
                )
    for (agency, to, basis, verified), labels in grouped.items():
        session.tell(
            "succession.moved" if len(to) == 1 else "succession.split",
            agency=names.get(agency, agency),
            to=_named(to, names),
            heirs=len(to),
            count=len(labels),
        )
        session.tell("succession.tasks", tasks=_few(labels))
        for one in basis:
            session.tell("succession.basis", basis=one)
        if not verified:
            session.tell("succession.unverified")


def _tell_merges(session: Session, seen: Foreseen, names: Mapping[str, str]) -> None:
    grouped: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for change in seen.changes:
        for step in change.steps:
            if step.kind == MERGED and len(step.to) == 1:
                grouped.setdefault((step.agency, step.role, step.to), []).append(change.label)
            elif step.kind == RAISED:
                session.tell(
                    "succession.raised",
                    task=change.label,
                    agency=names.get(step.agency, step.agency),
                    role=step.role,
                    state=step.state,
                )
    for (agency, role, to), labels in grouped.items():
        session.tell(
            "succession.merged",
            agency=names.get(agency, agency),
            role=role,
            to=_named(to, names),
            count=len(labels),
        )
        session.tell("succession.tasks", tasks=_few(labels))


def _tell_undecided(session: Session, undecided: Iterable[Undecided], names: Mapping[str, str]) -> None:
    grouped: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for one in undecided:
        grouped.setdefault((one.agency, one.why, one.candidates), []).append(one.label)
    if not grouped:
        return
    session.tell("succession.undecided", count=sum(map(len, grouped.values())))
    for (agency, why, candidates), labels in grouped.items():
        session.tell(
            "succession.open",
            agency=names.get(agency, agency),
            id=agency,
            count=len(labels),
            tasks=_few(labels),
        )
        session.tell(f"succession.why.{why}", candidates=_named(candidates, names))
    session.tell("succession.how")


def _named(agencies: Iterable[str], names: Mapping[str, str]) -> list[str]:
    return [f"{names.get(one, one)} ({one})" if one in names else one for one in agencies]


def _few(labels: list[str]) -> list[str]:
    return labels if len(labels) <= SHOWN else [*labels[:SHOWN], "…"]


# ---- the same as JSON


def _as_json(seen: Foreseen) -> dict[str, Any]:
    return {
        "plan": seen.plan.id,
        "heads": [
            {
                "body": one.body,
                "agency": one.agency,
                "to": one.to,
                "why": one.why or None,
                "candidates": list(one.candidates),
            }
            for one in seen.heads
        ],
        "steps": [
            {
                "task": change.label,
                "kind": step.kind,
                "agency": step.work.agency if step.kind == GIVEN and step.work else step.agency,
                "role": step.role,
                "state": step.state,
                "to": list(step.to),
                "size": step.size,
                "basis": list(step.basis),
                "verified": step.verified,
            }
            for change in seen.changes
            for step in change.steps
        ],
        "kept": [
            {"task": change.label, "agency": agency} for change in seen.changes for agency in change.kept
        ],
        "undecided": [
            {
                "task": one.label,
                "agency": one.agency,
                "role": one.role,
                "state": one.state,
                "why": one.why,
                "candidates": list(one.candidates),
            }
            for one in seen.undecided
        ],
    }
