"""`open`: a duty that arises with an event, opened when the event comes."""

from __future__ import annotations

from datetime import date

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.errors import UsageRefusal
from planengine.usecases.open_duty import Opening, open_duty
from planengine.usecases.references import find_plan


@click.command(cls=SpeakingCommand, key="open")
@click.argument("task", type=options.NAME, metavar="TASK")
@options.note
@click.option("--due", type=options.DAY, metavar="DATE", help="due")
@click.option("--on", type=options.DAY, metavar="DATE", help="on")
@click.option("--document", type=options.TEXT, metavar="TEXT", help="document")
@options.speaker
@click.pass_obj
def open_task(
    session: Session,
    /,
    task: str,
    note: str | None,
    due: date | None,
    on: date | None,
    document: str | None,
    speaker: str | None,
) -> None:
    if on is not None and document is None:
        raise UsageRefusal("on.document")
    plan_id, _, own = task.rpartition("/")
    plan = find_plan(session.journal, plan_id or session.given_plan)
    today = session.today(plan)
    opening = Opening(own, on or today, due, note, document, speaker, bootstrap.person(), session.clock.kind)
    done = open_duty(bootstrap.open_book(session.journal), plan, opening, session.clock.now, today)
    names = session.queries.names()
    agencies = tuple(names.get(one, one) for one in done.agencies)
    session.tell("out.opened", task=done.label, count=len(agencies), agencies=agencies)
    if done.due is not None:
        session.tell("out.opened.due", due=done.due)
