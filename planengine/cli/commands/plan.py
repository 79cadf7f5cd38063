"""The secretariat's work on the file: check it, apply it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.findings import distinct, read_or_show, show_findings
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.errors import FINDINGS, AnswerNeeded
from planengine.planfile.read import Reading
from planengine.planfile.together import read_plans
from planengine.usecases.apply_plan import Applied

__all__ = ["apply", "read_or_show", "show_findings", "validate"]


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
    readings = list(read_plans([Path(name) for name in files]))
    show_findings(session, readings, form, everything=everything, strict=strict)
    told = [one for group in distinct(readings) for one in group]
    errors = sum(one.severity == "error" for one in told)
    warnings = len(told) - errors
    if form == "text":
        for name, reading in zip(files, readings, strict=True):
            if reading.plan is not None:
                session.tell(
                    "out.validate.well",
                    file=name,
                    tasks=len(reading.plan.tasks),
                    targets=len(reading.plan.targets),
                )
        if told:
            session.note("out.validate.findings", errors=errors, warnings=warnings)
            worst = next((one for one in told if one.severity == "error"), told[0])
            session.note("out.validate.explain", code=worst.code)
        if strict and warnings:
            session.note("out.validate.strict", count=warnings)
        silenced = sum(len(reading.silenced) for reading in readings)
        if silenced and not everything:
            session.note("out.validate.silenced", count=silenced)
    return FINDINGS if errors or (strict and warnings) else 0


@click.command(cls=SpeakingCommand, key="apply", plan=False)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="dry_run")
@click.option("--yes", is_flag=True, help="yes")
@click.option("--reason", type=options.TEXT, metavar="TEXT", help="reason")
@click.pass_obj
def apply(session: Session, /, files: tuple[str, ...], dry_run: bool, yes: bool, reason: str | None) -> int:
    from planengine.usecases.apply_plan import apply_plans, foresee, prepare

    readings = list(read_plans([Path(name) for name in files]))
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
    if dry_run:
        session.note("out.apply.dry_run")
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
        if one.renamed:
            pairs = tuple(f"{old} → {new}" for old, new in one.renamed)
            session.tell("out.apply.renamed", count=len(pairs), tasks=pairs)


def _warnings(readings: list[Reading]) -> int:
    return sum(len(reading.findings) for reading in readings)


def _ask(session: Session) -> None:
    """Asks once on a terminal; without one the answer must have been given by `--yes`."""
    if not sys.stdin or not sys.stdin.isatty():
        raise AnswerNeeded("apply.answer")
    print(session.say("out.apply.ask"), end=" ", flush=True)
    if sys.stdin.readline().strip().casefold() not in session.say("cli.yes_words").split():
        raise click.Abort
