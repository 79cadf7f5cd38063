"""`revert`: back to the content of an older revision, as a new one."""

from __future__ import annotations

import sys

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.errors import AnswerNeeded, Refusal
from planengine.usecases.references import find_plan


@click.command(cls=SpeakingCommand, key="revert")
@click.argument("number", type=click.IntRange(0), metavar="N")
@options.reason
@click.option("--remove", "removed", multiple=True, type=options.NAME, metavar="TASK", help="remove")
@click.option("--dry-run", is_flag=True, help="dry_run")
@click.option("--yes", is_flag=True, help="yes")
@click.option("--confirm", "confirmed", type=options.NAME, metavar="PLAN", help="confirm_plan")
@click.option("--file-wins", multiple=True, type=options.NAME, metavar="TASK", help="old_wins")
@click.option("--keep", multiple=True, type=options.NAME, metavar="TASK", help="keep_present")
@click.pass_obj
def revert(
    session: Session,
    /,
    number: int,
    reason: str | None,
    removed: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    confirmed: str | None,
    file_wins: tuple[str, ...],
    keep: tuple[str, ...],
) -> int:
    from planengine.cli.plan_changes import change_lines
    from planengine.usecases.apply_plan import apply_plans, check_policy, foresee
    from planengine.usecases.compare_plan import Decisions
    from planengine.usecases.knock_on import knock_on
    from planengine.usecases.revert import older

    plan = find_plan(session.journal, session.given_plan)
    revisions = bootstrap.open_revisions(session.journal)
    found = older(revisions, plan, number, reason=reason, removed=removed)
    decisions = Decisions(reason, frozenset(file_wins), frozenset(keep))
    ledger = bootstrap.open_ledger(session.journal)
    today = session.today(plan)
    (foreseen,) = foresee(ledger, [found.application], lambda zone: today, decisions)
    if not foreseen.changed or foreseen.compared is None:
        session.tell("baseline.revert.nothing", plan=plan.id, number=number)
        return 0
    session.tell("baseline.revert.head", plan=plan.id, number=number, revision=foreseen.revision)
    moved = knock_on(foreseen.compared, found.application, today)
    for line in change_lines(session.say, foreseen, session.queries.names(), moved):
        print(line)
    try:
        check_policy(foreseen)
    except Refusal:
        session.note("baseline.revert.by_hand", number=number)
        raise
    if dry_run:
        session.note("out.apply.dry_run")
        return 0
    if yes and foreseen.withdrawn and confirmed != plan.id:
        tasks = tuple(dict.fromkeys(label.partition("@")[0] for label in foreseen.withdrawn))
        raise AnswerNeeded("apply.confirm", plan=plan.id, tasks=tasks)
    if not yes:
        _ask(session)
    apply_plans(
        ledger,
        [found.application],
        person=bootstrap.person(),
        clock=session.clock,
        reason=reason,
        local_day=bootstrap.local_day,
        decisions=decisions,
        expected={plan.id: foreseen.compared.shown},
    )
    session.tell("baseline.revert.done", plan=plan.id, number=number, revision=foreseen.revision)
    session.note("baseline.revert.file", file=found.file, before=plan.revision, number=number)
    return 0


def _ask(session: Session) -> None:
    """Asks once on a terminal; without one the answer must have been given by `--yes`."""
    if not sys.stdin or not sys.stdin.isatty():
        raise AnswerNeeded("apply.answer")
    print(session.say("out.apply.ask"), end=" ", flush=True)
    if sys.stdin.readline().strip().casefold() not in session.say("cli.yes_words").split():
        raise click.Abort
