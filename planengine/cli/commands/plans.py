"""`plan`: what is done to a whole plan file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from planengine import bootstrap
from planengine.cli import options, render
from planengine.cli.commands.annex import export_plan, import_plan
from planengine.cli.commands.closing import close_plan, past_results
from planengine.cli.commands.fmt import show_difference
from planengine.cli.commands.plan import show_findings
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session, json_out
from planengine.errors import FINDINGS
from planengine.planfile.read import read_plan
from planengine.planfile.renaming import renamed, renamed_elsewhere
from planengine.planfile.rewriting_file import replace_text
from planengine.usecases.references import find_plan


@click.group(cls=SpeakingGroup, key="plan")
def plan() -> None:
    pass


plan.add_command(export_plan)
plan.add_command(import_plan)
plan.add_command(close_plan)
plan.add_command(past_results)


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


@plan.command(cls=SpeakingCommand, name="revisions", key="plan.revisions")
@click.option("--show", "number", type=click.IntRange(0), metavar="N", help="show_revision")
@options.as_json
@click.pass_obj
def list_revisions(session: Session, /, number: int | None, as_json: bool) -> None:
    from planengine.usecases.read_revisions import check_kept

    head = find_plan(session.journal, session.given_plan)
    kept = bootstrap.open_revisions(session.journal)
    if number is not None:
        text = kept.text(head.uid, check_kept(head, number))
        if as_json:
            json_out({"plan": head.id, "revision": number, "text": text})
        else:
            print(text, end="" if text.endswith("\n") else "\n")
        return
    found = kept.listed(head.uid)
    if as_json:
        json_out({"plan": head.id, "revisions": [one._asdict() for one in found]})
        return
    say, names = session.say, session.queries.names()
    columns = ("number", "at", "person", "tasks", "occurrences", "name", "reason")
    rows = [
        [
            str(one.number),
            say.show(datetime.fromisoformat(one.applied_at)),
            f"{one.person} ({names.get(one.agency, one.agency)})",
            str(one.tasks),
            str(one.occurrences),
            one.name,
            say.show(one.reason),
        ]
        for one in found
    ]
    heads = [say(f"baseline.revisions.{name}") for name in columns]
    print(render.table(heads, rows, right=(0, 3, 4), widest=6))
