"""`plan close`: the end of a plan; and `plan results`: what was done before it was tracked here."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planengine import bootstrap
from planengine.cli import options, render
from planengine.cli.findings import show_findings
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session, json_out
from planengine.core import closing as ends
from planengine.core.outcome import OUTCOMES
from planengine.errors import FINDINGS, AnswerNeeded, UsageRefusal
from planengine.files import write_whole
from planengine.usecases import close_plan as journey
from planengine.usecases.references import find_plan

if TYPE_CHECKING:
    from planengine.core.closing import Duty
    from planengine.messages import Words
    from planengine.usecases.close_plan import Foreseen, Successor


@click.command(cls=SpeakingCommand, name="close", key="plan.close")
@click.argument("plan_id", required=False, type=options.NAME, metavar="[PLAN]")
@click.option("--outcome", "given", multiple=True, type=options.NAME, metavar="TASK=OUTCOME", help="outcome")
@click.option("--outcomes", "file", type=click.Path(), metavar="FILE", help="outcomes")
@click.option("--rest", type=options.NAME, metavar="OUTCOME", help="rest")
@options.reason
@click.option("--document", type=options.TEXT, metavar="TEXT", help="document")
@click.option("--successor", type=click.Path(), metavar="FILE", help="successor")
@click.option("--title", type=options.TEXT, metavar="TEXT", help="successor_title")
@click.option("--dry-run", is_flag=True, help="dry_run")
@click.option("--yes", is_flag=True, help="yes")
@click.option("--confirm", "confirmed", type=options.NAME, metavar="PLAN", help="confirm_closing")
@options.speaker
@options.as_json
@click.pass_obj
def close_plan(
    session: Session,
    /,
    plan_id: str | None,
    given: tuple[str, ...],
    file: str | None,
    rest: str | None,
    reason: str | None,
    document: str | None,
    successor: str | None,
    title: str | None,
    dry_run: bool,
    yes: bool,
    confirmed: str | None,
    speaker: str | None,
    as_json: bool,
) -> int:
    plan = find_plan(session.journal, plan_id or session.given_plan)
    today = session.today(plan)
    told = (*_from_file(session, file), *(_pair(session.say, one) for one in given))
    asked = journey.Asked(
        told,
        None if rest is None else _outcome(session.say, rest),
        reason,
        document,
        speaker,
        bootstrap.person(),
    )
    book = bootstrap.open_closing(session.journal)
    seen = journey.look_ahead(book, session.queries, plan, asked, today)
    if as_json:
        if not dry_run:
            raise UsageRefusal("close.json")
        json_out(_as_object(seen))
        return 0
    _tell(session, seen)
    if dry_run:
        session.note("closing.dry_run")
        return 0
    journey.check(asked, seen)
    follows = None
    if successor is not None:
        follows = _successor(session, successor, title, seen, document or "", today)
    journey.check(asked, seen, follows)
    _confirm(session, plan.id, confirmed, yes=yes)
    journey.close_plan(book, session.queries, asked, seen, follows, session.clock, today)
    session.tell("closing.done", plan=plan.id, on=today, count=len(seen.open))
    if follows is not None:
        session.tell("closing.carried", count=len(seen.continued), file=successor, plan=follows.plan)
        if follows.put is not None:
            return _judge(session, successor or "")
    return 0


def _successor(
    session: Session, path: str, title: str | None, seen: Foreseen, document: str, today: date
) -> Successor:
    """The plan that follows: as its file says where there is one, else as it will be written."""
    from planengine.usecases import carry_over as carry

    place = Path(path)
    if os.path.lexists(path):
        reading = carry.read_successor(place)
        ids = carry.carried_in(reading, seen.plan.id)
        assert reading.plan is not None
        return journey.Successor(reading.plan.id, ids)
    new = carry.id_of_file(place)
    if new == seen.plan.id:
        raise UsageRefusal("close.successor_name", file=path)
    force, text, name = bootstrap.open_closing(session.journal).in_force(seen.plan.uid)
    written = carry.write_successor(
        force,
        seen.plan,
        text,
        seen.continued,
        new=new,
        title=title or session.say("closing.title", title=seen.plan.title),
        on=today,
        document=document,
        folders=(os.path.dirname(name), os.path.dirname(path)),
    )
    ids = {one: one for one in seen.continued}
    return journey.Successor(new, ids, carry.placing(path, written, write_whole))


def _judge(session: Session, path: str) -> int:
    """Reads the new file as everybody will; a person completes it in any case."""
    from planengine.usecases.carry_over import read_successor

    session.note("closing.complete", file=path)
    reading = read_successor(Path(path))
    if reading.plan is None:
        show_findings(session, [reading], "text")
    return 0


def _from_file(session: Session, path: str | None) -> tuple[journey.Told, ...]:
    """The outcomes in a table with the columns task, outcome and reason."""
    if path is None:
        return ()
    from planengine.annex.listing import read_listing

    listing = read_listing(path, ("task", "outcome", "reason"), ("task", "outcome"))
    return tuple(
        journey.Told(one["task"], _outcome(session.say, one["outcome"]), one["reason"] or None)
        for _, one in listing
    )


def _pair(say: Words, text: str) -> journey.Told:
    task, equals, outcome = (one.strip() for one in text.partition("="))
    if not (task and equals and outcome):
        raise UsageRefusal("close.pair", given=text)
    return journey.Told(task, _outcome(say, outcome))


def _outcome(say: Words, text: str) -> str:
    """The code of an outcome, typed as such or in the words that people read."""
    named = {say.template(f"outcome.{one}").casefold(): one for one in OUTCOMES}
    return named.get(text.strip().casefold(), text.strip())


def _confirm(session: Session, plan: str, confirmed: str | None, *, yes: bool) -> None:
    """What cannot be undone is confirmed by the name of the plan, typed. Raises AnswerNeeded or UsageRefusal."""
    if confirmed is None and not yes and sys.stdin and sys.stdin.isatty():
        print(session.say("closing.ask", plan=plan), end=" ", flush=True)
        confirmed, yes = sys.stdin.readline().strip(), True
        if not confirmed:
            raise click.Abort
    if not yes or confirmed is None:
        raise AnswerNeeded("close.confirm", plan=plan)
    if confirmed != plan:
        raise UsageRefusal("close.other_plan", plan=plan, given=confirmed)


def _tell(session: Session, seen: Foreseen) -> None:
    """What is open and what becomes of it, in the order of the plan."""
    say = session.say
    if not seen.open:
        session.tell("closing.nothing_open", plan=seen.plan.id)
        return
    session.tell("closing.open", plan=seen.plan.id, count=len(seen.open), missing=len(seen.missing))
    heads = [say(f"closing.head.{name}") for name in ("task", "title", "kind", "held", "outcome")]
    rows = [
        [
            one.label,
            one.title,
            say.template(f"kind.{one.kind}"),
            str(len(ends.close_parts(one.parts))),
            say.template(f"outcome.{seen.endings[one.uid].outcome}") if one.uid in seen.endings else "?",
        ]
        for one in seen.open
    ]
    print(render.table(heads, rows, right=(3,), widest=1))


def _as_object(seen: Foreseen) -> dict[str, object]:
    """What closing would come to, as JSON."""
    return {
        "plan": seen.plan.id,
        "open": [_duty(one, seen) for one in seen.open],
        "missing": len(seen.missing),
        "figures": seen.figures,
    }


def _duty(one: Duty, seen: Foreseen) -> dict[str, object]:
    ending = seen.endings.get(one.uid)
    return {
        "task": one.label,
        "title": one.title,
        "kind": one.kind,
        "held": len(ends.close_parts(one.parts)),
        "outcome": ending.outcome if ending else None,
        "reason": ending.reason if ending else None,
    }


@click.command(cls=SpeakingCommand, name="results", key="plan.results")
@click.argument("file", type=click.Path(), metavar="FILE")
@click.option("--document", type=options.TEXT, metavar="TEXT", help="results_document")
@click.option("--dry-run", is_flag=True, help="dry_run")
@options.as_json
@click.pass_obj
def past_results(session: Session, /, file: str, document: str | None, dry_run: bool, as_json: bool) -> int:
    from planengine.annex.listing import read_listing
    from planengine.usecases import past_results as past

    plan = find_plan(session.journal, session.given_plan)
    say = session.say
    names = {say(f"closing.column.{one}"): one for one in past.COLUMNS}
    called = {say(f"closing.result.{one}").casefold(): one for one in past.RESULTS}
    rows = [
        past.Past(line, {**cells, "result": called.get(cells["result"].casefold(), cells["result"])})
        for line, cells in read_listing(file, past.COLUMNS, past.NEEDED, names)
    ]
    came = past.import_results(
        session.journal,
        plan,
        rows,
        person=bootstrap.person(),
        document=document,
        clock=session.clock,
        today=session.today(plan),
        keep=not dry_run,
    )
    if as_json:
        faults = [
            {"line": one.line, "code": one.code, "message": say(f"refusal.{one.code}", **one.params)}
            for one in came.faults
        ]
        kept = not dry_run and not faults
        json_out({"taken": came.taken, "unchanged": came.unchanged, "kept": kept, "faults": faults})
        return FINDINGS if faults else 0
    for one in came.faults:
        session.note("closing.fault", line=one.line, what=say(f"refusal.{one.code}", **one.params))
    if came.faults:
        session.note("closing.faults", file=file, count=len(came.faults))
        return FINDINGS
    code = "closing.would_take" if dry_run else "closing.taken"
    session.tell(code, plan=plan.id, count=came.taken, unchanged=came.unchanged)
    return 0
