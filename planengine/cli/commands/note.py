"""`note`: something to be remembered of a work, kept in its story. On the fast path."""

from __future__ import annotations

from typing import Any

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.naming import plan_named
from planengine.cli.session import Session
from planengine.usecases.notes import NOTE, add_note
from planengine.usecases.requests import Request


@click.command(cls=SpeakingCommand, key="note")
@click.argument("task", type=options.NAME, metavar="TASK")
@click.option("--text", "--note", "note", type=options.TEXT, metavar="TEXT", help="text")
@options.speaker
@options.entry
@click.pass_obj
def note(session: Session, /, task: str, speaker: str | None, **given: Any) -> None:
    plan = plan_named(session, task)
    request = Request(
        trigger=NOTE,
        tasks=(task,),
        person=bootstrap.person(),
        speaker=session.speaker(speaker),
        plan=session.given_plan,
        **given,
    )
    noted = add_note(session.journal, request, session.clock, session.today(plan))
    name = session.journal.agency_name(noted.agency) or noted.agency
    session.tell("evidence.noted", task=noted.label, agency=name)
