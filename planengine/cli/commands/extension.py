"""A later due date: asked for by the agency, granted or not by the approver. On the fast path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.core import extension
from planengine.usecases import extensions
from planengine.usecases.references import find_plan, find_plan_of
from planengine.usecases.requests import Request

if TYPE_CHECKING:
    from planengine.usecases.extensions import Answered


@click.command(cls=SpeakingCommand, key="extend")
@options.tasks
@click.option("--to", "day", type=options.DAY, metavar="DATE", help="extend_to")
@options.reason
@click.option("--withdraw", is_flag=True, help="withdraw_extension")
@options.speaker
@options.entry
@click.pass_obj
def extend(session: Session, /, speaker: str | None, withdraw: bool, **given: Any) -> None:
    trigger = extensions.WITHDRAW if withdraw else extensions.EXTEND
    _carry_out(session, trigger, session.speaker(speaker), given)


@click.command(cls=SpeakingCommand, key="approve")
@options.tasks
@options.holder
@click.option("--to", "day", type=options.DAY, metavar="DATE", help="grant_to")
@click.option("--excuse", is_flag=True, help="excuse")
@options.speaker
@options.entry
@click.pass_obj
def approve(session: Session, /, speaker: str | None, excuse: bool, **given: Any) -> None:
    # who speaks is `--as` alone: an agency named in the environment never decides by accident
    _carry_out(session, extensions.APPROVE, speaker, given, excuse=excuse)


@click.command(cls=SpeakingCommand, key="reject")
@options.tasks
@options.holder
@options.reason
@options.speaker
@options.entry
@click.pass_obj
def reject(session: Session, /, speaker: str | None, **given: Any) -> None:
    _carry_out(session, extensions.REJECT, speaker, given)


def _carry_out(
    session: Session, trigger: str, speaker: str | None, given: dict[str, Any], *, excuse: bool = False
) -> None:
    """Records what is asked or decided, and says what follows from it, one line per assignment."""
    request = Request(
        trigger=trigger, person=bootstrap.person(), speaker=speaker, plan=session.given_plan, **given
    )
    if request.tasks and session.given_plan is None:
        plan = find_plan_of(session.journal, request.tasks[0])
    else:
        plan = find_plan(session.journal, session.given_plan)
    told = extensions.answer(session.journal, request, session.clock, session.today(plan), excuse=excuse)
    for one in told:
        _tell(session, one)


def _tell(session: Session, one: Answered) -> None:
    def name(agency: str) -> str:
        return session.journal.agency_name(agency) or agency

    agency = name(one.agency)
    session.tell(
        f"extension.recorded.{one.event}",
        task=one.label,
        agency=agency,
        day=one.day,
        due=one.due,
        decider=name(one.decider),
    )
    if one.event == extension.REQUESTED and one.number >= extension.MANY:
        session.tell("extension.many", number=one.number)
    if one.after_due:
        session.tell("extension.after_due", due=one.due)
    if one.late_since is not None:
        session.tell("extension.still_late", day=one.late_since)
    if one.excused:
        session.tell("extension.excused")
