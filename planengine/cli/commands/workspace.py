"""`init`: a folder becomes a workspace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from planengine import bootstrap
from planengine.cli.commands.schema import write_schema
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.errors import Refusal, Unavailable
from planengine.files import write_whole
from planengine.planfile.schema import KINDS, schema_text

CALENDAR = "vn.yaml"


@click.command(cls=SpeakingCommand, key="init", plan=False)
@click.argument("folder", required=False, default=".", metavar="[FOLDER]")
@click.pass_obj
def init(session: Session, /, folder: str) -> None:
    root = os.path.abspath(folder)
    project = os.path.join(root, bootstrap.PROJECT_FILE)
    if os.path.exists(project):
        raise Refusal("init.exists", path=project)
    database = os.path.join(root, bootstrap.DATABASE)
    try:
        os.makedirs(root, exist_ok=True)
        bootstrap.create_database(database)
        with _removed_unless_done(database):
            _schemas(session, os.path.join(root, "schema"))
            _calendar(os.path.join(root, "calendars"))
            # written last: a folder counts as a workspace only when its database stands
            with open(project, "x", encoding="utf-8") as file:
                file.write(session.say("out.init.project"))
    except OSError as error:
        raise Unavailable("db.unreadable", path=root, reason=str(error)) from error
    session.tell("out.init.done", path=root)


@contextmanager
def _removed_unless_done(path: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):
            os.remove(path)
        raise


def _schemas(session: Session, folder: str) -> None:
    """What the first line of a plan, a directory or a calendar points its editor to; one that is there is left."""
    for kind in KINDS:
        path = os.path.join(folder, f"{kind}.schema.json")
        if not os.path.lexists(path):
            write_schema(path, schema_text(kind, session.say))


def _calendar(folder: str) -> None:
    """The working calendar that comes with planengine; one that is there is left.

    It comes from one folder deeper, so the path in its first line to the schema gets shorter.
    """
    path = os.path.join(folder, CALENDAR)
    if os.path.lexists(path):
        return
    os.makedirs(folder, exist_ok=True)
    shipped = os.path.join(bootstrap.shipped_plans(), "calendars", CALENDAR)
    with open(shipped, encoding="utf-8") as file:
        text = file.read().replace("=../../schema/", "=../schema/", 1)
    write_whole(path, text.encode())
