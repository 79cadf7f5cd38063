"""`sheet export` and `sheet import`: the spreadsheet that goes to an agency and comes back."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planengine import bootstrap
from planengine.cli import options, render
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session, json_out
from planengine.cli.sheet_page import as_object, tell
from planengine.errors import FINDINGS, AnswerNeeded, Refusal, UsageRefusal
from planengine.usecases.references import check_agency, check_not_closed, find_plan

if TYPE_CHECKING:
    from planengine.messages import Words
    from planengine.usecases.offer_sheet import Form
    from planengine.usecases.rows import PlanHead
    from planengine.usecases.sheet_rows import Sheet
    from planengine.usecases.sheet_runs import Entry, Imported


@click.group(cls=SpeakingGroup, key="sheet")
def sheet() -> None:
    pass


@sheet.command(cls=SpeakingCommand, name="export", key="sheet.export")
@click.option("--agency", type=options.NAME, metavar="AGENCY", help="sheet_agency")
@click.option("--all", "everything", is_flag=True, help="sheet_all")
@click.option("--targets", is_flag=True, help="sheet_targets")
@click.option("--period", type=options.NAME, metavar="PERIOD", help="sheet_period")
@click.option("--out", metavar="FILE", help="sheet_out")
@click.option("--force", is_flag=True, help="force")
@click.pass_obj
def export(
    session: Session,
    /,
    agency: str | None,
    everything: bool,
    targets: bool,
    period: str | None,
    out: str | None,
    force: bool,
) -> None:
    from planengine.usecases.offer_sheet import offer_sheets

    if (agency is None) == (not everything):
        raise UsageRefusal("sheet.whose")
    if period is not None and not targets:
        raise UsageRefusal("sheet.period_of_targets")
    plan = find_plan(session.journal, session.given_plan)
    check_not_closed(plan)
    if agency is not None:
        check_agency(session.journal, agency)
    today = session.today(plan)
    if targets:
        forms = _ask_for_figures(session, plan, today, agency, period)
    else:
        forms = offer_sheets(session.journal, session.queries, plan, today, session.clock.now, agency=agency)
        if not forms:
            raise Refusal("sheet.nothing_open", plan=plan.id, agency=agency)
    if everything:
        _write_all(session, forms, today, out, force=force)
    else:
        path = Path(out or file_name(session.say, forms[0], today))
        if path.suffix.lower() != ".xlsx":
            raise UsageRefusal("annex.not_xlsx", file=str(path))
        _write(session, forms[0], path, force=force)


def _ask_for_figures(
    session: Session, plan: PlanHead, today: date, agency: str | None, period: str | None
) -> tuple[Form, ...]:
    from planengine.core.targets import period_key
    from planengine.usecases.offer_targets import offer_targets

    forms = offer_targets(
        session.journal,
        session.queries,
        plan,
        today,
        session.clock.now,
        agency=agency,
        period=None if period is None else period_key(period),
    )
    if not forms:
        raise Refusal("sheet.no_targets", plan=plan.id, period=period)
    return forms


def file_name(say: Words, form: Form, today: date) -> str:
    """What a sheet is called: plan, agency, what it asks for and the day, in signs that every system takes."""
    parts = [form.head.plan, form.head.agency]
    if form.head.kind == "targets":
        parts.append(say("sheet.file.targets"))
    return "_".join((*parts, f"{today.isoformat()}.xlsx"))


def _write_all(
    session: Session, forms: tuple[Form, ...], today: date, out: str | None, *, force: bool
) -> None:
    """One file per agency into one folder; where one of the names is taken, none is written."""
    if out is None:
        raise UsageRefusal("sheet.no_folder")
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise UsageRefusal("sheet.not_a_folder", file=out)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / file_name(session.say, form, today) for form in forms]
    taken = [path for path in paths if os.path.lexists(path)]
    if taken and not force:
        raise Refusal("annex.exists", file=str(taken[0]))
    for form, path in zip(forms, paths, strict=True):
        _write(session, form, path, force=force)
    session.note("sheet.out.all", count=len(forms), folder=out)


def _write(session: Session, form: Form, path: Path, *, force: bool) -> None:
    from planengine.annex.keeping import put_file
    from planengine.sheets.writing import write_sheet

    put_file(path, write_sheet(form, session.say), force=force)
    name = session.journal.agency_name(form.head.agency) or form.head.agency
    session.tell(f"sheet.out.exported.{form.head.kind}", file=str(path), agency=name, count=len(form.offers))


@sheet.command(cls=SpeakingCommand, name="import", key="sheet.import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--agency", type=options.NAME, metavar="AGENCY", help="sheet_expected")
@click.option("--on", type=options.DAY, metavar="DATE", help="sheet_on")
@click.option("--document", type=options.TEXT, metavar="TEXT", help="sheet_document")
@click.option("--convert", is_flag=True, help="sheet_convert")
@click.option("--out", metavar="FILE", help="sheet_faults")
@click.option("--dry-run", is_flag=True, help="sheet_dry_run")
@click.option("--yes", is_flag=True, help="sheet_yes")
@click.option("--force", is_flag=True, help="force")
@options.as_json
@click.pass_obj
def import_sheets(
    session: Session,
    /,
    files: tuple[str, ...],
    agency: str | None,
    on: date | None,
    document: str | None,
    convert: bool,
    out: str | None,
    dry_run: bool,
    yes: bool,
    force: bool,
    as_json: bool,
) -> int:
    from planengine.sheets.reading import read_workbook
    from planengine.usecases.sheet_runs import Entry

    if out is not None and len(files) > 1:
        raise UsageRefusal("sheet.out_of_several", count=len(files))
    entry = Entry(bootstrap.person(), on, document, session.given_plan, agency)
    # every file is read before the first one is recorded: what cannot be read at all stops all of them
    read = [(path, read_workbook(Path(path), convert=convert)) for path in files]
    told: list[dict[str, object]] = []
    faulty = False
    for path, one in read:
        imported, kept = _bring_in(session, one, entry, dry_run=dry_run, yes=yes, quiet=as_json)
        told.append(as_object(session, path, imported, kept=kept))
        if imported.faults:
            faulty = True
            _return(session, path, imported, out, force=force, quiet=as_json)
    if as_json:
        json_out({"files": told})
    return FINDINGS if faulty else 0


def _bring_in(
    session: Session, sheet: Sheet, entry: Entry, *, dry_run: bool, yes: bool, quiet: bool
) -> tuple[Imported, bool]:
    """Shows what a sheet does and does it where that was asked for; whether it was recorded."""
    from planengine.usecases.import_sheet import import_sheet

    plan = _plan_of(session, sheet)
    today = session.today(plan)

    def run(*, keep: bool) -> Imported:
        return import_sheet(session.journal, session.queries, sheet, entry, session.clock, today, keep=keep)

    imported = run(keep=yes and not dry_run)
    if not quiet:
        tell(session, sheet, imported)
    kept = bool(imported.how_many) and not imported.faults and not dry_run
    if kept and not yes:
        _ask(session, imported.how_many)
        imported = run(keep=True)
        kept = not imported.faults  # somebody may have been faster while the question stood there
    if kept and not quiet:
        _tell_done(session, sheet, imported)
    elif dry_run and not quiet and not imported.faults:
        session.note("sheet.out.dry_run")
    return imported, kept


def _plan_of(session: Session, sheet: Sheet) -> PlanHead:
    plans = session.journal.plans()
    found = next((one for one in plans if one.uid == sheet.head.plan_uid), None)
    return found if found is not None else find_plan(session.journal, sheet.head.plan)


def _tell_done(session: Session, sheet: Sheet, imported: Imported) -> None:
    session.tell("sheet.out.recorded", file=sheet.name, count=imported.how_many)
    for task in imported.completed:
        session.tell("out.completed", task=task)
    if imported.unlocked:
        session.tell("out.unlocked", count=len(imported.unlocked), tasks=imported.unlocked)


def _return(
    session: Session, path: str, imported: Imported, out: str | None, *, force: bool, quiet: bool
) -> None:
    """The faults, and where it is wanted the copy of the file that has them marked."""
    from planengine.sheets.marking import mark_faults, shown

    if not quiet:
        session.tell("sheet.out.faults", count=len(imported.faults), file=path)
        for one in imported.faults:
            for line in render.fold(
                f"{one.place}: {session.say(one.code, **shown(one.params))}", render.screen() - 2
            ):
                print(f"  {line}")
    if out is None:
        session.note("sheet.out.want_copy")
        return
    from planengine.annex.keeping import put_file

    put_file(Path(out), mark_faults(Path(path), imported.faults, session.say), force=force)
    session.note("sheet.out.copy", file=out)


def _ask(session: Session, count: int) -> None:
    """Asks once on a terminal; without one the answer must have been given by `--yes`."""
    if not sys.stdin or not sys.stdin.isatty():
        raise AnswerNeeded("sheet.answer", count=count)
    print(session.say("sheet.out.ask", count=count), end=" ", flush=True)
    if sys.stdin.readline().strip().casefold() not in session.say("cli.yes_words").split():
        raise click.Abort
