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


def _decision(trigger: str, *own: options.Decorator) -> click.Command:
    """The command of one trigger: the tasks, its own options, whose part, who speaks, and how the news came."""

    def decide(session: Session, /, tasks: tuple[str, ...], **given: Any) -> None:
        if trigger == "confirm" and not tasks and given["found_by"] is None and given["document"] is not None:
            # `confirm --document 123/BC-STNMT` alone names what was reported with it
            given["found_by"], given["document"] = given["document"], None
        # who speaks is `--as` alone: an agency named in the environment never decides by accident
        request = Request(
            trigger=trigger, tasks=tasks, person=bootstrap.person(), plan=session.given_plan, **given
        )
        carry_out(session, request)

    command = click.pass_obj(decide)
    for option in reversed((options.tasks, *own, options.holder, options.speaker, options.entry)):
        command = option(command)
    return click.command(name=trigger, cls=SpeakingCommand, key=trigger)(command)


_found_by: options.Decorator = click.option(
    "--reported-with", "found_by", type=options.NAME, metavar="DOCUMENT", help="reported_with"
)
_to: options.Decorator = click.option("--to", type=options.NAME, metavar="AGENCY", help="to")

confirm = _decision("confirm", _found_by, options.note)
return_report = _decision("return", options.reason)
reopen = _decision("reopen", options.reason)
pause = _decision("pause", options.reason)
resume = _decision("resume")
cancel = _decision("cancel", options.reason)
exempt = _decision("exempt", options.reason)
reassign = _decision("reassign", _to, options.reason)
