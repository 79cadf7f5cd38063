"""What an agency says of its own work. On the fast path: nothing heavy is imported here."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.errors import UsageRefusal
from planengine.usecases.record_work import record
from planengine.usecases.references import find_plan, find_plan_of
from planengine.usecases.requests import Outcome, Request


def carry_out(session: Session, request: Request) -> None:
    """Records the request and says what was done and what follows from it."""
    if request.tasks and session.given_plan is None:
        plan = find_plan_of(session.journal, request.tasks[0])
    else:
        plan = find_plan(session.journal, session.given_plan)
    outcome = record(session.journal, request, session.clock, session.today(plan))
    tell(session, request, outcome)


def tell(session: Session, request: Request, outcome: Outcome) -> None:
    """One line per assignment moved, then what has become free."""
    for one in outcome.changed:
        name = session.journal.agency_name(one.agency) or one.agency
        taker = session.journal.agency_name(request.to) if request.to is not None else None
        session.tell(
            f"out.recorded.{request.trigger}", task=one.label, agency=name, state=one.state, to=taker
        )
        if one.completed:
            session.tell("out.completed", task=one.label)
        if one.closed:
            session.tell("out.closed", task=one.label, count=one.closed)
    if outcome.unlocked:
        session.tell("out.unlocked", count=len(outcome.unlocked), tasks=outcome.unlocked)


def request_of(
    session: Session, trigger: str, tasks: tuple[str, ...], speaker: str | None, **given: Any
) -> Request:
    """The request of an agency's command; who speaks comes from the flag, the environment or the configuration."""
    return Request(
        trigger=trigger,
        tasks=tasks,
        person=bootstrap.person(),
        speaker=session.speaker(speaker),
        plan=session.given_plan,
        **given,
    )


@click.command(cls=SpeakingCommand, key="accept")
@options.tasks
@click.option("--all", "everything", is_flag=True, help="all_assigned")
@options.speaker
@options.entry
@click.pass_obj
def accept(
    session: Session, /, tasks: tuple[str, ...], speaker: str | None, everything: bool, **entry: Any
) -> None:
    carry_out(session, request_of(session, "accept", tasks, speaker, everything=everything, **entry))


@click.command(cls=SpeakingCommand, key="decline")
@options.tasks
@options.reason
@options.speaker
@options.entry
@click.pass_obj
def decline(
    session: Session, /, tasks: tuple[str, ...], speaker: str | None, reason: str | None, **entry: Any
) -> None:
    carry_out(session, request_of(session, "decline", tasks, speaker, reason=reason, **entry))


@click.command(cls=SpeakingCommand, key="commit")
@options.tasks
@click.option("--by", "day", type=options.DAY, metavar="DATE", help="by")
@options.speaker
@options.entry
@click.pass_obj
def commit(
    session: Session, /, tasks: tuple[str, ...], speaker: str | None, day: date | None, **entry: Any
) -> None:
    carry_out(session, request_of(session, "commit", tasks, speaker, day=day, **entry))


@click.command(cls=SpeakingCommand, key="start")
@options.tasks
@options.override
@options.speaker
@options.entry
@click.pass_obj
def start(
    session: Session, /, tasks: tuple[str, ...], speaker: str | None, override: str | None, **entry: Any
) -> None:
    carry_out(session, request_of(session, "start", tasks, speaker, override=override, **entry))


@click.command(cls=SpeakingCommand, key="progress")
@options.tasks
@options.note
@click.option("--percent", type=click.IntRange(0, 100), metavar="0-100", help="percent")
@click.option("--figure", "figures", multiple=True, type=options.NAME, metavar="NAME=VALUE", help="figure")
@options.evidence
@options.report_files
@options.override
@options.speaker
@options.entry
@click.pass_obj
def progress(
    session: Session,
    /,
    tasks: tuple[str, ...],
    speaker: str | None,
    note: str | None,
    percent: int | None,
    figures: tuple[str, ...],
    evidence: str | None,
    files: tuple[str, ...],
    override: str | None,
    **entry: Any,
) -> None:
    if note is None and percent is None and not figures and evidence is None and not files:
        raise UsageRefusal("progress.empty")
    request = request_of(
        session,
        "progress",
        tasks,
        speaker,
        note=note,
        percent=percent,
        figures=tuple(read_figure(text) for text in figures),
        evidence=evidence,
        override=override,
        **entry,
    )
    carry_out(session, with_files(session, request, files))


def with_files(session: Session, request: Request, files: tuple[str, ...]) -> Request:
    """The report with the files that come with it, which then lie in their folder."""
    if not files:
        return request
    from planengine.cli import evidence_lines

    return evidence_lines.with_files(session, request, files)


def read_figure(text: str) -> tuple[str, str]:
    """(name, value) of "name=value". Raises UsageRefusal("progress.figure")."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise UsageRefusal("progress.figure", given=text)
    return name.strip(), value.strip()


@click.command(cls=SpeakingCommand, key="done")
@options.tasks
@options.evidence
@options.report_files
@options.note
@options.override
@options.speaker
@options.entry
@click.pass_obj
def done(
    session: Session,
    /,
    tasks: tuple[str, ...],
    speaker: str | None,
    evidence: str | None,
    files: tuple[str, ...],
    note: str | None,
    override: str | None,
    **entry: Any,
) -> None:
    request = request_of(
        session, "submit", tasks, speaker, evidence=evidence, note=note, override=override, **entry
    )
    carry_out(session, with_files(session, request, files))


@click.command(cls=SpeakingCommand, key="withdraw")
@options.tasks
@options.reason
@options.speaker
@options.entry
@click.pass_obj
def withdraw(
    session: Session, /, tasks: tuple[str, ...], speaker: str | None, reason: str | None, **entry: Any
) -> None:
    carry_out(session, request_of(session, "withdraw", tasks, speaker, reason=reason, **entry))
