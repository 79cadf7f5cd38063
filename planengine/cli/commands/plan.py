"""The secretariat's work on the file: check it, apply it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.render import fold, screen
from planengine.cli.session import Session, json_out
from planengine.core.problems import Finding
from planengine.errors import FINDINGS, AnswerNeeded
from planengine.planfile.read import Reading, read_plan
from planengine.usecases.apply_plan import Applied


@click.command(cls=SpeakingCommand, key="validate", plan=False)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    metavar="text|json|github",
    help="format",
)
@click.option("--strict", is_flag=True, help="strict")
@click.option("--all", "everything", is_flag=True, help="all_findings")
@click.pass_obj
def validate(session: Session, /, files: tuple[str, ...], form: str, strict: bool, everything: bool) -> int:
    readings = [read_plan(Path(name)) for name in files]
    show_findings(session, readings, form, everything=everything)
    errors = warnings = 0
    for name, reading in zip(files, readings, strict=True):
        own = sum(one.severity == "error" for one in reading.findings)
        errors += own
        warnings += len(reading.findings) - own
        if reading.plan is not None and form == "text":
            session.tell(
                "out.validate.well",
                file=name,
                tasks=len(reading.plan.tasks),
                targets=len(reading.plan.targets),
            )
    if form == "text" and (errors or warnings):
        session.note("out.validate.findings", errors=errors, warnings=warnings)
    return FINDINGS if errors or (strict and warnings) else 0


SHOWN = 3
"""How many warnings of one code are shown whole; the others are named by their lines."""


def show_findings(session: Session, readings: list[Reading], form: str, *, everything: bool = False) -> None:
    """Every error of every file; of warnings of one code the first ones, then the lines of the others."""
    from planengine.messages.excerpt import excerpt

    findings = [one for reading in readings for one in reading.findings]
    if form == "json":
        json_out({"findings": [_as_object(session, one) for one in findings]})
        return
    if form == "github":
        for one in findings:
            print(_as_annotation(session, one))
        return
    for reading in readings:
        lines = {source.name: source.lines for source in reading.sources}
        others: dict[tuple[str, str], list[int]] = {}
        seen: dict[str, int] = {}
        for one in reading.findings:
            seen[one.code] = seen.get(one.code, 0) + 1
            if one.severity == "warning" and seen[one.code] > SHOWN and not everything:
                others.setdefault((one.code, one.place.file), []).append(one.place.line)
            else:
                print(excerpt(one, lines, session.say.fill) + "\n")
        for (code, file), places in others.items():
            told = session.say(
                "out.validate.others", code=code, file=file, count=len(places), lines=tuple(places)
            )
            print("\n".join(fold(told, screen())) + "\n")


def read_or_show(session: Session, path: Path) -> Reading | None:
    """The plan of a file that has no errors; where it has some, all of its findings are shown instead."""
    reading = read_plan(path)
    if reading.plan is not None:
        return reading
    show_findings(session, [reading], "text")
    errors = sum(one.severity == "error" for one in reading.findings)
    session.note("out.validate.findings", errors=errors, warnings=len(reading.findings) - errors)
    return None


def _as_object(session: Session, one: Finding) -> dict[str, object]:
    from planengine.messages.excerpt import advice, sentence

    return {
        "code": one.code,
        "severity": one.severity,
        "file": one.place.file,
        "line": one.place.line,
        "column": one.place.column,
        "width": one.place.width,
        "message": sentence(one, session.say.fill),
        "advice": advice(one, session.say.fill),
        "related": [
            {"file": place.file, "line": place.line, "column": place.column} for place in one.related
        ],
    }


def _as_annotation(session: Session, one: Finding) -> str:
    """A workflow command of GitHub Actions; its values escape what ends them."""
    from planengine.messages.excerpt import sentence

    said = f"{one.code}: {sentence(one, session.say.fill)}"
    for letter, escaped in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        said = said.replace(letter, escaped)
    name = one.place.file.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    return (
        f"::{one.severity} file={name},line={one.place.line},col={one.place.column},title={one.code}::{said}"
    )


@click.command(cls=SpeakingCommand, key="apply", plan=False)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="dry_run")
@click.option("--yes", is_flag=True, help="yes")
@click.option("--reason", type=options.TEXT, metavar="TEXT", help="reason")
@click.pass_obj
def apply(session: Session, /, files: tuple[str, ...], dry_run: bool, yes: bool, reason: str | None) -> int:
    from planengine.usecases.apply_plan import apply_plans, foresee, prepare

    readings = [read_plan(Path(name)) for name in files]
    faulty = [reading for reading in readings if reading.plan is None]
    if faulty:
        show_findings(session, faulty, "text")
        errors = [one for reading in faulty for one in reading.findings if one.severity == "error"]
        session.note("out.validate.findings", errors=len(errors), warnings=_warnings(faulty) - len(errors))
        return FINDINGS
    applications = [prepare(reading) for reading in readings]
    ledger = bootstrap.open_ledger(session.journal)
    foreseen = foresee(ledger, applications)
    for one in foreseen:
        _foretell(session, one)
    changing = [one for one in foreseen if one.changed]
    if dry_run or not changing:
        return 0
    if not yes:
        _ask(session)
    applied = apply_plans(
        ledger,
        applications,
        person=bootstrap.person(),
        clock=session.clock,
        reason=reason,
        local_day=bootstrap.local_day,
    )
    for one in applied:
        session.tell("out.apply.done", plan=one.plan, revision=one.revision, occurrences=one.occurrences)
        if one.nobody:
            session.tell("out.apply.nobody", count=one.nobody)
        for name, labels in _unseen(session, one.plan).items():
            session.tell("out.apply.unseen", name=name, tasks=labels)
    if any(one.first for one in applied):
        session.tell("out.apply.reminders_off")
    return 0


def _unseen(session: Session, plan: str) -> dict[str, list[str]]:
    """What the plan waits for in plans that do not have it: its name, and who waits."""
    found: dict[str, list[str]] = {}
    for label, name in session.queries.unseen(plan):
        found.setdefault(name, []).append(label)
    return found


def _foretell(session: Session, one: Applied) -> None:
    """What applying will do to one plan, before it is done."""
    if not one.changed:
        session.tell("out.apply.nothing", plan=one.plan, revision=one.revision)
        return
    code = "out.apply.first" if one.first else "out.apply.next"
    session.tell(code, plan=one.plan, revision=one.revision, tasks=one.tasks, assignments=one.assignments)
    if not one.first:
        for name, labels in (("added", one.added), ("replanned", one.replanned)):
            if labels:
                session.tell(f"out.apply.{name}", count=len(labels), tasks=labels)


def _warnings(readings: list[Reading]) -> int:
    return sum(len(reading.findings) for reading in readings)


def _ask(session: Session) -> None:
    """Asks once on a terminal; without one the answer must have been given by `--yes`."""
    if not sys.stdin or not sys.stdin.isatty():
        raise AnswerNeeded("apply.answer")
    print(session.say("out.apply.ask"), end=" ", flush=True)
    if sys.stdin.readline().strip().casefold() not in session.say("cli.yes_words").split():
        raise click.Abort
