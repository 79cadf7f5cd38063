"""`undo`: takes back one's own last action."""

from __future__ import annotations

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.usecases.references import find_plan, find_plan_of
from planengine.usecases.undo import Request
from planengine.usecases.undo import undo as take_back


@click.command(cls=SpeakingCommand, key="undo")
@click.argument("task", required=False, type=options.NAME, metavar="[TASK]")
@options.speaker
@options.reason
@click.pass_obj
def undo(session: Session, /, task: str | None, speaker: str | None, reason: str | None) -> None:
    if task is None or session.given_plan is not None:
        plan = find_plan(session.journal, session.given_plan)
    else:
        plan = find_plan_of(session.journal, task)
    request = Request(task, session.given_plan, bootstrap.person(), session.speaker(speaker), reason)
    story = bootstrap.open_undoing(session.journal)
    for one in take_back(session.journal, story, request, session.clock, session.today(plan)):
        session.tell(
            "proof.undone",
            task=one.label,
            agency=session.journal.agency_name(one.agency) or one.agency,
            action=one.action,
            state=one.state,
        )
