"""Reminders: switch them on, see what is coming, send what is due."""

from __future__ import annotations

import os
import socket
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from planengine import bootstrap
from planengine.cli import options, render
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session, json_out
from planengine.errors import UNAVAILABLE, AnswerNeeded, Refusal
from planengine.usecases import plan_reminders, send_reminders
from planengine.usecases.references import find_plan

if TYPE_CHECKING:
    from planengine.messages import Words
    from planengine.usecases.rows import Clock, PlanHead


@click.group(cls=SpeakingGroup, key="remind")
def remind() -> None:
    pass


@remind.command(cls=SpeakingCommand, name="enable", key="remind.enable")
@click.option("--yes", is_flag=True, help="yes")
@click.pass_obj
def enable(session: Session, /, yes: bool) -> None:
    plan = find_plan(session.journal, session.given_plan)
    if plan.reminders_from is not None:
        raise Refusal("remind.already", plan=plan.id, start=date.fromisoformat(plan.reminders_from))
    until = session.today(plan) + timedelta(days=30)
    letters, people = plan_reminders.letters_foreseen(_foresee(session, plan, until))
    session.tell("out.remind.ask", letters=letters, people=people, until=until)
    if not yes:
        if not sys.stdin or not sys.stdin.isatty():
            raise AnswerNeeded("remind.answer")
        print(session.say("out.apply.ask"), end=" ", flush=True)
        if sys.stdin.readline().strip().casefold() not in session.say("cli.yes_words").split():
            raise click.Abort
    world = bootstrap.open_world(session.journal, session.settings, session.say)
    plan_reminders.enable(
        session.journal, world, plan, bootstrap.person(), session.clock, session.today(plan)
    )
    session.tell("out.remind.enabled", plan=plan.id, letters=letters, people=people)


def _foresee(session: Session, plan: PlanHead, until: date) -> tuple[plan_reminders.Foreseen, ...]:
    world = bootstrap.open_world(session.journal, session.settings, session.say)
    local = session.clock.now.astimezone(bootstrap.zone(plan.timezone))
    with world.outbox() as outbox:
        return plan_reminders.foresee(outbox, world, plan, local, until)


@remind.command(cls=SpeakingCommand, name="preview", key="remind.preview")
@click.option("--until", type=options.DAY, metavar="DATE", help="until")
@options.as_json
@click.pass_obj
def preview(session: Session, /, until: date | None, as_json: bool) -> None:
    plan = find_plan(session.journal, session.given_plan)
    until = until or session.today(plan) + timedelta(days=30)
    lines = _foresee(session, plan, until)
    if as_json:
        json_out({"reminders": [_as_object(one) for one in lines]})
        return
    if not lines:
        session.tell("out.remind.preview.nothing", until=until)
        return
    say = session.say
    heads = [say(f"out.head.{name}") for name in ("when", "task", "step", "recipient")]
    print(render.table(heads, [_row(say, group) for group in _grouped(lines)], widest=3))
    letters, people = plan_reminders.letters_foreseen(lines)
    session.tell("out.remind.preview", count=letters, people=people, until=until)
    if plan.reminders_from is None:
        session.note("out.apply.reminders_off")


def _grouped(lines: tuple[plan_reminders.Foreseen, ...]) -> list[list[plan_reminders.Foreseen]]:
    """What is said of one task on one morning by one step, together; in time order."""
    found: dict[tuple[object, ...], list[plan_reminders.Foreseen]] = {}
    for one in lines:
        found.setdefault((one.at, one.subject.label, one.step), []).append(one)
    return list(found.values())


def _row(say: Words, group: list[plan_reminders.Foreseen]) -> list[str]:
    first = group[0]
    moved = " · " + say("out.remind.moved", day=first.moved_from) if first.moved_from else ""
    people = list(
        dict.fromkeys(person or say("out.remind.no_contact") for one in group for person in one.recipients)
    )
    shown = ", ".join(people)
    if len(people) > NAMED:
        shown = say("out.remind.people", count=len(people))
    return [say.show(first.at), first.subject.label, say.template(f"step.{first.step}") + moved, shown]


NAMED = 3
"""How many recipients of one line are named; of more the number is told."""


def _as_object(one: plan_reminders.Foreseen) -> dict[str, object]:
    return {
        "at": one.at.isoformat(),
        "task": one.subject.label,
        "agency": one.subject.agency,
        "step": one.step,
        "recipients": [person for person in one.recipients if person],
        "moved_from": one.moved_from.isoformat() if one.moved_from else None,
    }


@remind.command(cls=SpeakingCommand, name="run", key="remind.run", plan=False)
@click.option("--once", is_flag=True, help="once")
@click.option("--every", type=click.IntRange(1), default=60, metavar="SECONDS", help="every")
@click.pass_obj
def run(session: Session, /, once: bool, every: int) -> int:
    plans = session.journal.plans()
    if not any(plan.reminders_from for plan in plans):
        raise Refusal("remind.disabled", plan=", ".join(plan.id for plan in plans) or "–")
    if once:
        return _tick(session, session.clock)
    _work(session, every)
    return 0


@click.command(cls=SpeakingCommand, key="worker", plan=False)
@click.option("--every", type=click.IntRange(1), default=60, metavar="SECONDS", help="every")
@click.pass_obj
def worker(session: Session, /, every: int) -> None:
    _work(session, every)


def _work(session: Session, every: int) -> None:
    """Ticks until told to stop; each tick opens the database anew, so that no connection outlives a restore."""
    from planengine.errors import PlanengineError
    from planengine.worker.clock import run as run_clock

    settings, language = session.settings, session.say.language

    def tick() -> None:
        own = Session(language)
        try:
            own.given_today = session.given_today
            _tick(own, own.clock)
        except PlanengineError as error:
            session.note("cli.error", what=session.say.fill(f"refusal.{error.code}", error.params))
        finally:
            own.close()

    session.note("out.worker.started", interval=every, path=settings.database)
    session.close()
    run_clock(tick, every)
    session.note("out.worker.stopped")


def _tick(session: Session, clock: Clock) -> int:
    world = bootstrap.open_world(session.journal, session.settings, session.say)
    name = f"{socket.gethostname()}:{os.getpid()}"
    done = send_reminders.tick(session.journal, world, clock.now, name)
    if done.opens_at is not None:
        session.note("out.remind.outside", next=done.opens_at)
    if done.missing:
        session.note("out.remind.missing", count=done.missing)
    if done.channel_fault is not None:
        session.note("out.remind.fault", reason=done.channel_fault)
    if done.sent or done.held or done.failed:
        session.tell("out.remind.sent", sent=done.sent, held=done.held, failed=done.failed)
    elif done.opens_at is None:
        session.tell("out.remind.nothing")
    return UNAVAILABLE if done.channel_fault is not None else 0


@remind.command(cls=SpeakingCommand, name="log", key="remind.log")
@click.option("--last", type=click.IntRange(1), default=30, metavar="N", help="last")
@options.as_json
@click.pass_obj
def log(session: Session, /, last: int, as_json: bool) -> None:
    plan = find_plan(session.journal, session.given_plan)
    rows = bootstrap.letters(session.journal, plan.uid, last)
    if as_json:
        keys = ("written_at", "recipient", "address", "channel", "attempts", "outcome", "detail")
        json_out({"letters": [dict(zip(keys, row, strict=True)) for row in rows]})
        return
    if not rows:
        session.tell("out.remind.log.nothing")
        return
    from datetime import datetime

    say = session.say
    heads = [say(f"out.head.{name}") for name in ("when", "recipient", "channel", "outcome")]
    shown = []
    for written_at, _, address, channel, attempts, outcome, detail in rows:
        code = "waiting" if outcome == "pending" and not attempts else outcome
        moment = say.show(datetime.fromisoformat(written_at))
        shown.append([moment, address, channel, say(f"out.letter.{code}", detail=detail)])
    print(render.table(heads, shown, widest=3))
