"""`difficulty`: what keeps an agency from its work, who has to answer, and what was answered. On the fast path."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.difficulty_table import as_object, difficulty_table, whereto
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.naming import plan_named
from planengine.cli.session import Session, json_out
from planengine.core.difficulty import shown
from planengine.usecases import difficulties
from planengine.usecases.references import check_agency, find_plan
from planengine.usecases.requests import Request

if TYPE_CHECKING:
    from planengine.usecases.difficulties import Said
    from planengine.usecases.rows import PlanHead

_text: options.Decorator = click.option(
    "--text", "--note", "note", type=options.TEXT, metavar="TEXT", help="text"
)
_number: options.Decorator = click.argument("number", type=options.NAME, metavar="N")


@click.group(cls=SpeakingGroup, key="difficulty")
def difficulty() -> None:
    pass


@difficulty.command(cls=SpeakingCommand, name="raise", key="difficulty.raise")
@click.argument("task", type=options.NAME, metavar="TASK")
@_text
@click.option("--beyond-authority", "beyond", is_flag=True, help="beyond_authority")
@options.speaker
@options.entry
@click.pass_obj
def raise_it(session: Session, /, task: str, speaker: str | None, beyond: bool, **given: Any) -> None:
    plan = plan_named(session, task)
    request = _request(session, difficulties.RAISE, task, session.speaker(speaker), given)
    said = difficulties.raise_difficulty(
        session.journal, session.queries, request, session.clock, session.today(plan), beyond=beyond
    )
    _tell(session, said)


@difficulty.command(cls=SpeakingCommand, name="answer", key="difficulty.answer")
@_number
@_text
@options.speaker
@options.entry
@click.pass_obj
def answer(session: Session, /, number: str, speaker: str | None, **given: Any) -> None:
    _carry_out(session, difficulties.ANSWER, difficulties.answer, number, speaker, given)


@difficulty.command(cls=SpeakingCommand, name="resolve", key="difficulty.resolve")
@_number
@options.speaker
@options.entry
@click.pass_obj
def resolve(session: Session, /, number: str, speaker: str | None, **given: Any) -> None:
    _carry_out(session, difficulties.RESOLVE, difficulties.resolve, number, speaker, given)


@difficulty.command(cls=SpeakingCommand, name="escalate", key="difficulty.escalate")
@_number
@click.option("--to", type=options.NAME, metavar="AGENCY", help="escalate_to")
@options.reason
@options.speaker
@options.entry
@click.pass_obj
def escalate(session: Session, /, number: str, speaker: str | None, **given: Any) -> None:
    _carry_out(session, difficulties.ESCALATE, difficulties.escalate, number, speaker, given)


@difficulty.command(cls=SpeakingCommand, name="list", key="difficulty.list")
@click.option("--open", "unsettled", is_flag=True, help="difficulty_open")
@click.option("--agency", type=options.NAME, metavar="AGENCY", help="raised_by")
@options.as_json
@click.pass_obj
def list_them(session: Session, /, unsettled: bool, agency: str | None, as_json: bool) -> None:
    plan = _plan(session)
    if agency is not None:
        check_agency(session.journal, agency)
    listed = difficulties.read_difficulties(
        session.journal, session.queries, plan, agency=agency, unsettled=unsettled
    )
    if as_json:
        json_out({"difficulties": [as_object(one) for one in listed]})
    elif listed:
        print(difficulty_table(session.say, listed, session.queries.names()))
    else:
        session.note("difficulty.list.nothing")


def _plan(session: Session) -> PlanHead:
    return find_plan(session.journal, session.given_plan)


def _request(
    session: Session, trigger: str, named: str, speaker: str | None, given: dict[str, Any]
) -> Request:
    return Request(
        trigger=trigger,
        tasks=(named,),
        person=bootstrap.person(),
        speaker=speaker,
        plan=session.given_plan,
        **given,
    )


def _carry_out(
    session: Session,
    trigger: str,
    step: Callable[..., Said],
    number: str,
    speaker: str | None,
    given: dict[str, Any],
) -> None:
    """One step with a difficulty that is there; who speaks is `--as` alone, else the plan's secretariat."""
    plan = find_plan(session.journal, number.rpartition("/")[0] or session.given_plan)
    request = _request(session, trigger, number, speaker, given)
    _tell(session, step(session.journal, session.queries, request, session.clock, session.today(plan)))


def _tell(session: Session, said: Said) -> None:
    row, names = said.row, session.queries.names()
    session.tell(
        f"difficulty.told.{said.event}",
        number=shown(row.number),
        task=said.label,
        agency=names.get(row.agency, row.agency),
        to=whereto(session.say, row, names),
        by=names.get(row.answered_by or "", row.answered_by),
    )
