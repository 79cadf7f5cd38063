"""What the secretariat decides about reported work; without `--as` the plan's secretariat speaks."""

from __future__ import annotations

from typing import Any

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.commands.report import carry_out
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.usecases.requests import Request


def _decide(session: Session, trigger: str, tasks: tuple[str, ...], **given: Any) -> None:
    """Who speaks is `--as` alone: an agency named in the environment never decides by accident."""
    request = Request(
        trigger=trigger, tasks=tasks, person=bootstrap.person(), plan=session.given_plan, **given
    )
    carry_out(session, request)


@click.command(cls=SpeakingCommand, key="confirm")
@options.tasks
@click.option("--reported-with", "found_by", type=options.NAME, metavar="DOCUMENT", help="reported_with")
@options.holder
@options.note
@options.speaker
@options.entry
@click.pass_obj
def confirm(session: Session, /, tasks: tuple[str, ...], **given: Any) -> None:
    if not tasks and given["found_by"] is None and given["document"] is not None:
        # `confirm --document 123/BC-STNMT` alone names what was reported with it
        given["found_by"], given["document"] = given["document"], None
    _decide(session, "confirm", tasks, **given)


@click.command(cls=SpeakingCommand, key="return")
@options.tasks
@options.reason
@options.holder
@options.speaker
@options.entry
@click.pass_obj
def return_report(session: Session, /, tasks: tuple[str, ...], **given: Any) -> None:
    _decide(session, "return", tasks, **given)


@click.command(cls=SpeakingCommand, key="reopen")
@options.tasks
@options.reason
@options.holder
@options.speaker
@options.entry
@click.pass_obj
def reopen(session: Session, /, tasks: tuple[str, ...], **given: Any) -> None:
    _decide(session, "reopen", tasks, **given)


@click.command(cls=SpeakingCommand, key="pause")
@options.tasks
@options.reason
@options.holder
@options.speaker
@options.entry
@click.pass_obj
def pause(session: Session, /, tasks: tuple[str, ...], **given: Any) -> None:
    _decide(session, "pause", tasks, **given)


@click.command(cls=SpeakingCommand, key="resume")
@options.tasks
@options.holder
@options.speaker
@options.entry
@click.pass_obj
def resume(session: Session, /, tasks: tuple[str, ...], **given: Any) -> None:
    _decide(session, "resume", tasks, **given)


@click.command(cls=SpeakingCommand, key="cancel")
@options.tasks
@options.reason
@options.holder
@options.speaker
@options.entry
@click.pass_obj
def cancel(session: Session, /, tasks: tuple[str, ...], **given: Any) -> None:
    _decide(session, "cancel", tasks, **given)


@click.command(cls=SpeakingCommand, key="exempt")
@options.tasks
@options.reason
@options.holder
@options.speaker
@options.entry
@click.pass_obj
def exempt(session: Session, /, tasks: tuple[str, ...], **given: Any) -> None:
    _decide(session, "exempt", tasks, **given)


@click.command(cls=SpeakingCommand, key="reassign")
@options.tasks
@click.option("--to", type=options.NAME, metavar="AGENCY", help="to")
@options.reason
@options.holder
@options.speaker
@options.entry
@click.pass_obj
def reassign(session: Session, /, tasks: tuple[str, ...], **given: Any) -> None:
    _decide(session, "reassign", tasks, **given)
