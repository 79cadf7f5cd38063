"""`schema`: what an editor needs to complete and explain plan files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

import click

from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.errors import DIFFERENT, UsageRefusal
from planengine.files import write_whole
from planengine.planfile.schema import KINDS, SchemaKind, schema_text
from planengine.planfile.schema_names import NOBODY, names_in


@click.command(cls=SpeakingCommand, key="schema", plan=False)
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--kind", type=click.Choice(KINDS), default="plan", metavar="|".join(KINDS), help="schema_kind")
@click.option("--out", type=click.Path(), metavar="FILE", help="out")
@click.option("--check", type=click.Path(), metavar="FILE", help="schema_check")
@click.pass_obj
def schema(session: Session, /, file: str | None, kind: str, out: str | None, check: str | None) -> int:
    if out is not None and check is not None:
        raise UsageRefusal("schema.out_and_check")
    names = names_in(Path(file)) if file is not None else NOBODY
    text = schema_text(cast("SchemaKind", kind), session.say, names)
    if check is not None:
        same = _is(check, text)
        session.note("out.schema.current" if same else "out.schema.outdated", file=check)
        return 0 if same else DIFFERENT
    if out is None:
        print(text, end="")
        return 0
    write_schema(out, text)
    session.note("out.schema.written", file=out)
    return 0


def _is(path: str, text: str) -> bool:
    """Whether the file has that text; one that is not there, or is no file, has not."""
    try:
        return Path(path).read_bytes() == text.encode()
    except OSError:
        return False


def write_schema(path: str, text: str) -> None:
    """Writes the file, and makes its folder where there is none. Raises Unavailable("file.unwritable")."""
    folder = os.path.dirname(path)
    if folder and not os.path.isdir(folder):
        _make_folder(folder)
    write_whole(path, text.encode())


def _make_folder(folder: str) -> None:
    from planengine.errors import Unavailable

    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise Unavailable("file.unwritable", path=folder, reason=error.strerror or str(error)) from error
