"""The secretariat's work on the file: check it, apply it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.findings import distinct, read_or_show, show_findings
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session, json_out
from planengine.errors import DIFFERENT, FINDINGS, AnswerNeeded, UsageRefusal
from planengine.files import write_whole
from planengine.planfile.read import Reading
from planengine.planfile.together import read_plans
from planengine.usecases.apply_plan import Applied, check_shown

if TYPE_CHECKING:
    from planengine.usecases.applying import Application
    from planengine.usecases.compare_plan import Decisions, Shown

__all__ = ["apply", "diff", "read_or_show", "show_findings", "validate"]


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


_file_wins: options.Decorator = click.option(
    "--file-wins", multiple=True, type=options.NAME, metavar="TASK", help="file_wins"
)
_keep: options.Decorator = click.option(
    "--keep", multiple=True, type=options.NAME, metavar="TASK", help="keep_live"
)


@click.command(cls=SpeakingCommand, key="diff", plan=False)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@_file_wins
@_keep
@options.reason
@click.option("--out", metavar="FILE", help="out_change")
@click.option("--exit-code", is_flag=True, help="exit_code_diff")
@options.as_json
@click.pass_obj
def diff(
    session: Session,
    /,
    files: tuple[str, ...],
    file_wins: tuple[str, ...],
    keep: tuple[str, ...],
    reason: str | None,
    out: str | None,
    exit_code: bool,
    as_json: bool,
) -> int:
    from planengine.cli.plan_changes import as_object
    from planengine.usecases.apply_plan import check_policy, foresee
    from planengine.usecases.compare_plan import Decisions, decide
    from planengine.usecases.saved_change import saved

    if out is not None and len(files) > 1:
        raise UsageRefusal("diff.one_file")
    applications = _read(session, files)
    if applications is None:
        return FINDINGS
    decisions = decide(applications, Decisions(reason, frozenset(file_wins), frozenset(keep)))
    foreseen = foresee(bootstrap.open_ledger(session.journal), applications, _today(session), decisions)
    if as_json:
        json_out(
            {
                "plans": [
                    as_object(one, _moved(session, one, app)) for one, app in _pairs(foreseen, applications)
                ]
            }
        )
    else:
        _show(session, foreseen, applications)
    changing = any(one.changed for one in foreseen)
    if out is not None and changing:
        check_policy(foreseen[0])
        write_whole(out, saved(applications[0], foreseen[0], decisions).encode())
        session.note("diff.saved", path=out)
    elif changing and not as_json:
        _tell_next(session, foreseen, files, decisions)
    return DIFFERENT if exit_code and changing else 0


def _tell_next(
    session: Session, foreseen: Sequence[Applied], files: tuple[str, ...], decisions: Decisions
) -> None:
    """The command that applies it, with all that it will ask for; or that something has to be decided first."""
    from planengine.core import revision

    rows = [row for one in foreseen if one.compared for each in one.compared.revised for row in each.rows]
    needs = {row.verdict for row in rows}
    if needs & {revision.CONFLICT, revision.DECLARED, revision.REFUSED} and not all(
        one.first for one in foreseen
    ):
        session.note("diff.next.not_yet")
        return
    words = list(files)
    if revision.REASON in needs or decisions.reason is not None:
        words += ["--reason", f'"{decisions.reason or session.say("diff.next.reason")}"']
    for flag, tasks in (("--file-wins", decisions.file_wins), ("--keep", decisions.keep)):
        words += [word for task in sorted(tasks) for word in (flag, task)]
    left = [one.plan for one in foreseen if one.withdrawn]
    words += ["--yes", "--confirm", left[0]] if left else []
    session.note("diff.next", files=" ".join(words))


def _read(session: Session, files: tuple[str, ...]) -> list[Application] | None:
    """What the plan files come to; None where they have faults, which have been shown then."""
    from planengine.usecases.apply_plan import prepare

    readings = list(read_plans([Path(name) for name in files]))
    faulty = [reading for reading in readings if reading.plan is None]
    if faulty:
        show_findings(session, faulty, "text")
        errors = [one for reading in faulty for one in reading.findings if one.severity == "error"]
        session.note("out.validate.findings", errors=len(errors), warnings=_warnings(faulty) - len(errors))
        return None
    return [prepare(reading) for reading in readings]


def _today(session: Session) -> Callable[[str], date]:
    """The day of this call in a time zone."""
    return lambda zone: bootstrap.local_day(session.clock.now, zone)


def _pairs(
    foreseen: Sequence[Applied], applications: Sequence[Application]
) -> Iterator[tuple[Applied, Application]]:
    return zip(foreseen, applications, strict=True)


def _moved(session: Session, outcome: Applied, application: Application) -> tuple[str, ...]:
    """What moves along, as the schedule sees it on the day of this call."""
    from planengine.usecases.knock_on import knock_on

    if outcome.compared is None or outcome.first or not outcome.changed:
        return ()
    return knock_on(outcome.compared, application, _today(session)(application.plan.timezone))


def _show(session: Session, foreseen: Sequence[Applied], applications: Sequence[Application]) -> None:
    from planengine.cli.plan_changes import change_lines

    for one, application in _pairs(foreseen, applications):
        if not one.changed:
            session.tell("diff.nothing", plan=one.plan, revision=one.revision)
        elif one.first:
            session.tell("diff.first", plan=one.plan, assignments=one.assignments)
        else:
            names = {**session.queries.names(), **_named(application)}
            for line in change_lines(session.say, one, names, _moved(session, one, application)):
                print(line)


def _named(application: Application) -> dict[str, str]:
    """Short names of the bodies that the file names, new ones too."""
    directory = application.directory
    short = {one.id: one.short or one.name for one in directory.agencies.values()}
    return {**{one.id: one.name for one in directory.groups.values()}, **short}


@click.command(cls=SpeakingCommand, key="apply", plan=False)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="dry_run")
@click.option("--yes", is_flag=True, help="yes")
@click.option("--confirm", "confirmed", type=options.NAME, metavar="PLAN", help="confirm_plan")
@click.option("--reason", type=options.TEXT, metavar="TEXT", help="reason")
@_file_wins
@_keep
@click.pass_obj
def apply(
    session: Session,
    /,
    files: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    confirmed: str | None,
    reason: str | None,
    file_wins: tuple[str, ...],
    keep: tuple[str, ...],
) -> int:
    from planengine.usecases.apply_plan import apply_plans, check_policy, foresee
    from planengine.usecases.compare_plan import Decisions, decide

    change = _saved_change(files)
    decisions = Decisions(reason, frozenset(file_wins), frozenset(keep))
    expected: dict[str, Shown] | None = None
    if change is not None:
        application, decisions, shown = change
        applications: list[Application] | None = [application]
        expected = {application.plan.id: shown}
    else:
        applications = _read(session, files)
    if applications is None:
        return FINDINGS
    if change is None:
        decisions = decide(applications, decisions)
    ledger = bootstrap.open_ledger(session.journal)
    foreseen = foresee(ledger, applications, _today(session), decisions)
    if expected is not None:
        check_shown(ledger, foreseen, expected)
    for one in foreseen:
        _foretell(session, one)
    _show_begun(session, foreseen, applications)
    if change is None and not (yes or dry_run) and sys.stdin and sys.stdin.isatty():
        decisions = _decided(session, foreseen, decisions)
        foreseen = foresee(ledger, applications, _today(session), decisions)
    changing = [one for one in foreseen if one.changed]
    for one in changing:
        check_policy(one)
    if dry_run:
        session.note("out.apply.dry_run")
    if dry_run or not changing:
        return 0
    _check_confirmed(changing, confirmed, yes=yes or change is not None)
    if not yes and change is None:
        _ask(session)
    applied = apply_plans(
        ledger,
        applications,
        person=bootstrap.person(),
        clock=session.clock,
        reason=decisions.reason,
        local_day=bootstrap.local_day,
        decisions=decisions,
        expected=expected or {one.plan: one.compared.shown for one in foreseen if one.compared},
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


def _saved_change(files: tuple[str, ...]) -> tuple[Application, Decisions, Shown] | None:
    """What a saved change says; None where the files are plans. Raises UsageRefusal."""
    from planengine.usecases.saved_change import is_saved, load

    if len(files) != 1 or not files[0].endswith(".json"):
        return None
    try:
        text = Path(files[0]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageRefusal("change.unreadable", path=files[0]) from error
    if not is_saved(text):
        raise UsageRefusal("change.unreadable", path=files[0])
    return load(files[0], text)


def _show_begun(session: Session, foreseen: Sequence[Applied], applications: Sequence[Application]) -> None:
    """All that changes, where work that has begun is concerned or a person has to decide."""
    concerned = [(one, app) for one, app in _pairs(foreseen, applications) if one.revised or one.withdrawn]
    if concerned:
        _show(session, [one for one, _ in concerned], [app for _, app in concerned])


def _check_confirmed(changing: Sequence[Applied], confirmed: str | None, *, yes: bool) -> None:
    """What leaves the plan is asked about by name where nobody is asked on a terminal. Raises AnswerNeeded."""
    for one in changing:
        if yes and one.withdrawn and confirmed != one.plan:
            tasks = tuple(dict.fromkeys(label.partition("@")[0] for label in one.withdrawn))
            raise AnswerNeeded("apply.confirm", plan=one.plan, tasks=tasks)


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


def _decided(session: Session, foreseen: Sequence[Applied], decisions: Decisions) -> Decisions:
    """Asks for each task in conflict what counts: the file, or what has happened. Any other answer stops."""
    rows = [row for one in foreseen if one.compared for each in one.compared.revised for row in each.rows]
    for task in dict.fromkeys(row.label.partition("@")[0] for row in rows if row.verdict == "conflict"):
        print(session.say("diff.ask", task=task), end=" ", flush=True)
        answer = sys.stdin.readline().strip().casefold()
        if answer in session.say("diff.ask.file").split():
            decisions = decisions._replace(file_wins=decisions.file_wins | {task})
        elif answer in session.say("diff.ask.keep").split():
            decisions = decisions._replace(keep=decisions.keep | {task})
        else:
            raise click.Abort
    return decisions


def _ask(session: Session) -> None:
    """Asks once on a terminal; without one the answer must have been given by `--yes`."""
    if not sys.stdin or not sys.stdin.isatty():
        raise AnswerNeeded("apply.answer")
    print(session.say("out.apply.ask"), end=" ", flush=True)
    if sys.stdin.readline().strip().casefold() not in session.say("cli.yes_words").split():
        raise click.Abort
