"""`plan`: what is done to a whole plan file."""

from __future__ import annotations

from pathlib import Path

import click

from planengine.cli import options
from planengine.cli.commands.annex import export_plan, import_plan
from planengine.cli.commands.fmt import show_difference
from planengine.cli.commands.plan import show_findings
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session
from planengine.errors import FINDINGS
from planengine.planfile.read import read_plan
from planengine.planfile.renaming import renamed, renamed_elsewhere
from planengine.planfile.rewriting_file import replace_text


@click.group(cls=SpeakingGroup, key="plan")
def plan() -> None:
    pass


plan.add_command(export_plan)
plan.add_command(import_plan)


@plan.command(cls=SpeakingCommand, name="rename", key="plan.rename", plan=False)
@click.argument("old", type=options.NAME, metavar="OLD")
@click.argument("new", type=options.NAME, metavar="NEW")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="dry_run")
@click.option("--diff", is_flag=True, help="diff")
@click.pass_obj
def rename(session: Session, /, old: str, new: str, files: tuple[str, ...], dry_run: bool, diff: bool) -> int:
    readings = [read_plan(Path(name)) for name in dict.fromkeys(files)]
    faulty = [reading for reading in readings if reading.plan is None]
    if faulty:
        show_findings(session, faulty, "text")
        session.note("fmt.left_alone", count=len(readings))
        return FINDINGS
    first = readings[0].plan
    assert first is not None
    # The first file has the id; the others may name it with its plan before it.
    results = [
        renamed_elsewhere(reading.sources[0], first.id, old, new)
        if at
        else renamed(reading.sources[0], first.id, old, new)
        for at, reading in enumerate(readings)
    ]
    for reading, result in zip(readings, results, strict=True):
        source = reading.sources[0]
        if not result.places:
            continue
        if diff:
            show_difference(source, result.text)
            continue
        if not dry_run:
            replace_text(source, result.text, ends_kept=True)
        told = "fmt.would_rename" if dry_run else "fmt.renamed"
        session.tell(told, old=old, new=new, file=source.name, count=result.places)
    if not dry_run and not diff:
        session.note("fmt.apply_next", file=readings[0].sources[0].name)
    return 0
