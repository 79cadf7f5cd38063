"""`db`: the database as a file that must be looked after."""

from __future__ import annotations

import click

from planengine import bootstrap
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session


@click.group(cls=SpeakingGroup, key="db")
def db() -> None:
    pass


@db.command(cls=SpeakingCommand, name="migrate", key="db.migrate", plan=False)
@click.pass_obj
def migrate(session: Session, /) -> None:
    before, after = bootstrap.migrate(session.settings)
    code = "out.db.current" if before == after else "out.db.migrated"
    session.tell(code, path=session.settings.database, before=before, after=after)
