"""`plan export` and `plan import`: a plan as the annex of assignments that officials know, and back."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import click

from planengine.cli import options
from planengine.cli.commands.plan import show_findings
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.errors import FINDINGS, NotFound, Refusal, UsageRefusal
from planengine.planfile.read import read_plan

SHOWN = 40
"""How many remarks of one kind are told one by one."""


@click.command(cls=SpeakingCommand, name="export", key="plan.export", plan=False)
@click.argument("plan", metavar="PLAN")
@click.argument("file", metavar="FILE")
@click.option("--force", is_flag=True, help="force")
@click.pass_obj
def export_plan(session: Session, /, plan: str, file: str, force: bool) -> int:
    from planengine.annex.exporting import export_workbook
    from planengine.annex.keeping import put_file

    if not file.lower().endswith(".xlsx"):
        raise UsageRefusal("annex.not_xlsx", file=file)
    reading = read_plan(Path(plan))
    if reading.plan is None:
        show_findings(session, [reading], "text")
        return FINDINGS
    put_file(Path(file), export_workbook(reading, session.say), force=force)
    session.tell(
        "annex.out.exported", file=file, tasks=len(reading.plan.tasks), targets=len(reading.plan.targets)
    )
    return 0


@click.command(cls=SpeakingCommand, name="import", key="plan.import", plan=False)
@click.argument("file", metavar="FILE")
@click.option("--out", metavar="FILE", help="out_plan")
@click.option("--directory", metavar="FILE", help="directory")
@click.option("--calendar", metavar="FILE", help="calendar")
@click.option("--plan-id", type=options.NAME, metavar="PLAN", help="plan_id")
@click.option("--title", type=options.TEXT, metavar="TEXT", help="plan_title")
@click.option("--number", type=options.TEXT, metavar="TEXT", help="plan_number")
@click.option("--issued", type=options.DAY, metavar="DATE", help="issued")
@click.option("--starts", type=options.DAY, metavar="DATE", help="starts")
@click.option("--ends", type=options.DAY, metavar="DATE", help="ends")
@click.option("--issuer", type=options.TEXT, metavar="AGENCY", help="issuer")
@click.option("--secretariat", type=options.TEXT, metavar="AGENCY", help="secretariat")
@click.option("--approver", type=options.TEXT, metavar="AGENCY", help="approver")
@click.option("--column", "columns", multiple=True, metavar="COLUMN=PLACE", help="column")
@click.option("--sheet", type=options.NAME, metavar="SHEET", help="sheet")
@click.option("--table", type=click.IntRange(min=1), metavar="N", help="table")
@click.option("--header-row", type=click.IntRange(min=1), metavar="N", help="header_row")
@click.option("--strict", is_flag=True, help="strict_import")
@click.option("--dry-run", is_flag=True, help="dry_run_import")
@click.option("--force", is_flag=True, help="force")
@click.pass_obj
def import_plan(
    session: Session,
    /,
    file: str,
    out: str | None,
    directory: str | None,
    calendar: str | None,
    columns: tuple[str, ...],
    sheet: str | None,
    table: int | None,
    header_row: int | None,
    strict: bool,
    dry_run: bool,
    force: bool,
    **head: Any,
) -> int:
    from planengine.annex.directories import loader
    from planengine.annex.importing import Imported, Wishes, import_file
    from planengine.annex.keeping import put_file

    if out is None and not dry_run:
        raise UsageRefusal("annex.no_out")
    folder = Path(out).parent if out is not None else Path()
    wishes = Wishes(
        head=_head(head),
        directory=_beside(directory, folder),
        calendar=_beside(calendar, folder),
        columns=tuple(_column(one) for one in columns),
        sheet=sheet,
        table=table,
        header_row=header_row,
    )
    imported: Imported = import_file(Path(file), loader(folder), wishes, session.say)
    _tell_columns(session, imported)
    look, unmatched = _tell_remarks(session, imported)
    missing = tuple(f"--{key}" for key in imported.missing)
    if imported.text is None and not dry_run:
        raise UsageRefusal("annex.head_missing", options=missing)
    if strict and (look or unmatched):
        raise Refusal("annex.strict", count=look + unmatched)
    if dry_run or out is None:
        if imported.text is None:
            session.note("annex.told.head_missing", options=missing)
        else:
            print(imported.text, end="")
        return 0
    assert imported.text is not None
    put_file(Path(out), imported.text.encode(), force=force)
    session.tell("annex.out.imported", file=out, sections=imported.sections, tasks=imported.tasks)
    if look or unmatched:
        session.note("annex.out.look", count=look, unmatched=unmatched)
    return _judge(session, out)


def _judge(session: Session, out: str) -> int:
    """Read what was written, as everybody will."""
    reading = read_plan(Path(out))
    if reading.plan is not None:
        return 0
    show_findings(session, [reading], "text")
    session.note("annex.told.errors", file=out)
    return FINDINGS


def _head(given: dict[str, Any]) -> dict[str, str]:
    """The keys of `plan` that were given, as the file writes them."""
    named = {"id" if key == "plan_id" else key: value for key, value in given.items() if value is not None}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in named.items()}


def _beside(path: str | None, folder: Path) -> str | None:
    """The path as the plan file names it: from its own folder, which it may not leave."""
    if path is None:
        return None
    if not os.path.isfile(path):
        raise NotFound("annex.no_file", file=path)
    named = os.path.relpath(os.path.realpath(path), os.path.realpath(folder))
    if named.split(os.sep)[0] == os.pardir or os.path.isabs(named):
        raise UsageRefusal("annex.outside", file=path, folder=str(folder))
    return named.replace(os.sep, "/")


def _column(given: str) -> tuple[str, str]:
    name, equals, where = given.partition("=")
    if not equals or not where.strip():
        raise UsageRefusal("annex.column_unreadable", given=given)
    return name.strip(), options.read_text(where)


def _tell_columns(session: Session, imported: Any) -> None:
    """How the columns were understood, on stderr."""
    if imported.is_own:
        session.note("annex.told.own")
        return
    session.note(
        "annex.told.table_document" if imported.name.isdigit() else "annex.told.table_sheet",
        name=imported.name,
    )
    for name, column, heading in imported.mapping:
        if name is None:
            session.note("annex.told.column_unused", column=column, heading=heading)
        else:
            meaning = f"{session.say(f'annex.column.{name}')} ({name})"
            session.note("annex.told.column", column=column, heading=heading, meaning=meaning)
    example = next((f"{name}={column}" for name, column, _ in imported.mapping if name == "lead"), "lead=3")
    session.note("annex.told.correct", example=example)


def _tell_remarks(session: Session, imported: Any) -> tuple[int, int]:
    """What a person should know, on stderr; how many things to look at and how many unknown agencies there are."""
    counts = {"shown": 0, "look": 0, "unmatched": 0}
    for weight in counts:
        remarks = [one for one in imported.remarks if one.weight == weight]
        counts[weight] = len(remarks)
        if remarks:
            session.note(f"annex.told.{weight}")
        for one in remarks[:SHOWN]:
            params = {
                key: date.fromisoformat(value) if key == "day" and len(value) == 10 else value
                for key, value in one.params.items()
            }
            print(f"  {session.say(f'annex.remark.{one.code}', place=one.place, **params)}", file=_stderr())
        if len(remarks) > SHOWN:
            session.note("annex.told.more", count=len(remarks) - SHOWN)
    return counts["look"], counts["unmatched"]


def _stderr() -> Any:
    import sys

    return sys.stderr
