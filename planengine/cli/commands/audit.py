"""`audit`: what the log proves, checked."""

from __future__ import annotations

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session, json_out
from planengine.errors import FINDINGS
from planengine.usecases.references import find_plan


@click.group(cls=SpeakingGroup, key="audit")
def audit() -> None:
    pass


@audit.command(cls=SpeakingCommand, name="verify", key="audit.verify")
@options.as_json
@click.pass_obj
def verify(session: Session, /, as_json: bool) -> int:
    chosen = find_plan(session.journal, session.given_plan) if session.given_plan else None
    verdicts = bootstrap.verify_log(session.settings)
    verdicts = tuple(one for one in verdicts if chosen is None or one.plan == chosen.id)
    if as_json:
        json_out({"plans": [one._asdict() for one in verdicts]})
    else:
        for one in verdicts:
            code = "out.audit.well" if one.verdict is None else "out.audit.breach"
            session.tell(code, count=one.events, **one._asdict())
    return FINDINGS if any(one.verdict for one in verdicts) else 0
