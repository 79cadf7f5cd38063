"""`sheet export` and `sheet import`: the spreadsheet that goes to an agency and comes back."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planengine import bootstrap
from planengine.cli import options, render
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session, json_out
from planengine.errors import FINDINGS, AnswerNeeded, Refusal, UsageRefusal
from planengine.usecases.references import check_agency, find_plan

if TYPE_CHECKING:
    from planengine.usecases.import_sheet import Entry, Imported
    from planengine.usecases.offer_sheet import Form
    from planengine.usecases.rows import PlanHead
    from planengine.usecases.sheet_rows import Sheet


@click.group(cls=SpeakingGroup, key="sheet")
def sheet() -> None:
    pass


@sheet.command(cls=SpeakingCommand, name="export", key="sheet.export")
@click.option("--agency", type=options.NAME, metavar="AGENCY", help="sheet_agency")
@click.option("--all", "everything", is_flag=True, help="sheet_all")
@click.option("--out", metavar="FILE", help="sheet_out")
@click.option("--force", is_flag=True, help="force")
@click.pass_obj
def export(session: Session, /, agency: str | None, everything: bool, out: str | None, force: bool) -> None:
    from planengine.usecases.offer_sheet import offer_sheets

    if (agency is None) == (not everything):
        raise UsageRefusal("sheet.whose")
    plan = find_plan(session.journal, session.given_plan)
    if agency is not None:
        check_agency(session.journal, agency)
    today = session.today(plan)
    forms = offer_sheets(session.journal, session.queries, plan, today, session.clock.now, agency=agency)
    if not forms:
        raise Refusal("sheet.nothing_open", plan=plan.id, agency=agency)
    if everything:
        _write_all(session, forms, today, out, force=force)
    else:
        path = Path(out or file_name(forms[0], today))
        if path.suffix.lower() != ".xlsx":
            raise UsageRefusal("annex.not_xlsx", file=str(path))
        _write(session, forms[0], path, force=force)


def file_name(form: Form, today: date) -> str:
    """What a sheet is called: plan, agency and day, in signs that every system takes."""
    return f"{form.head.plan}_{form.head.agency}_{today.isoformat()}.xlsx"


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
    paths = [folder / file_name(form, today) for form in forms]
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
    session.tell("sheet.out.exported", file=str(path), agency=name, count=len(form.offers))


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
    from planengine.usecases.import_sheet import Entry

    if out is not None and len(files) > 1:
        raise UsageRefusal("sheet.out_of_several", count=len(files))
    entry = Entry(bootstrap.person(), on, document, session.given_plan, agency)
    # every file is read before the first one is recorded: what cannot be read at all stops all of them
    read = [(path, read_workbook(Path(path), convert=convert)) for path in files]
    told: list[dict[str, object]] = []
    faulty = False
    for path, one in read:
        imported, kept = _bring_in(session, one, entry, dry_run=dry_run, yes=yes, quiet=as_json)
        told.append(_as_object(session, path, imported, kept=kept))
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
        return import_sheet(session.journal, sheet, entry, session.clock, today, keep=keep)

    imported = run(keep=yes and not dry_run)
    if not quiet:
        _tell(session, sheet, imported)
    kept = bool(imported.acts) and not imported.faults and not dry_run
    if kept and not yes:
        _ask(session, len(imported.acts))
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


def _tell(session: Session, sheet: Sheet, imported: Imported) -> None:
    """What a sheet would do, as a table; its faults are told apart."""
    name = session.journal.agency_name(imported.agency) or imported.agency
    session.tell("sheet.out.file", file=sheet.name, agency=name, plan=imported.plan)
    if sheet.converted:
        session.note("sheet.out.converted", count=len(sheet.converted), cells=sheet.converted)
    if imported.acts and not imported.faults:
        heads = [session.say(f"sheet.out.head.{one}") for one in ("row", "task", "act", "detail")]
        rows = [
            [
                str(act.said.line.number),
                act.label,
                session.say(f"sheet.act.{act.trigger}"),
                _detail(session, act),
            ]
            for act in imported.acts
        ]
        print(render.table(heads, rows, right=(0,), widest=3))
    for code in ("repeated", "unchanged", "left_out"):
        count = getattr(imported, code)
        if count:
            session.note(f"sheet.out.{code}", count=count)
    if not imported.acts and not imported.faults:
        session.tell("sheet.out.nothing")


def _detail(session: Session, act: Any) -> str:
    """What of a row goes into one act, in a line."""
    from planengine.usecases.import_sheet import evidence_of

    said, parts = act.said, []
    if act.trigger == "raise":
        parts.append(said.difficulty)
    if act.trigger == "extend":
        parts.append(session.say("sheet.act.extend.until", day=said.until, reason=said.reason))
    if act.trigger in ("progress", "submit"):
        if act.trigger == "submit" and said.number is not None:
            parts.append(str(evidence_of(said)))
        if said.percent is not None:
            parts.append(f"{said.percent}%")
        if said.note is not None:
            parts.append(said.note)
    return " ".join("; ".join(parts).split())


def _tell_done(session: Session, sheet: Sheet, imported: Imported) -> None:
    session.tell("sheet.out.recorded", file=sheet.name, count=len(imported.acts))
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


def _as_object(session: Session, path: str, imported: Imported, *, kept: bool) -> dict[str, object]:
    from planengine.sheets.marking import shown

    return {
        "file": path,
        "plan": imported.plan,
        "agency": imported.agency,
        "recorded": kept,
        "acts": [
            {"row": act.said.line.number, "task": act.label, "act": act.trigger, "state": act.state}
            for act in imported.acts
        ],
        "faults": [
            {"cell": one.place, "code": one.code, "text": session.say(one.code, **shown(one.params))}
            for one in imported.faults
        ],
        "repeated": imported.repeated,
        "unchanged": imported.unchanged,
        "left_out": imported.left_out,
    }


def _ask(session: Session, count: int) -> None:
    """Asks once on a terminal; without one the answer must have been given by `--yes`."""
    if not sys.stdin or not sys.stdin.isatty():
        raise AnswerNeeded("sheet.answer", count=count)
    print(session.say("sheet.out.ask", count=count), end=" ", flush=True)
    if sys.stdin.readline().strip().casefold() not in session.say("cli.yes_words").split():
        raise click.Abort
