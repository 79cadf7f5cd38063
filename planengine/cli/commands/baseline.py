"""`baseline`: revisions under a name, and how far things have slipped since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from planengine import bootstrap
from planengine.cli import options, render
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session, json_out
from planengine.messages import LANGUAGES, Words
from planengine.usecases.references import find_plan
from planengine.usecases.requests import Request

if TYPE_CHECKING:
    from planengine.core.baseline import Dates
    from planengine.usecases.baselines import Baseline, Compared, Variance

LISTED = 12
"""How many ids are listed in a sentence; the others are counted."""


@click.group(cls=SpeakingGroup, key="baseline")
def baseline() -> None:
    pass


@baseline.command(cls=SpeakingCommand, name="set", key="baseline.set")
@click.argument("name", type=options.NAME, metavar="NAME")
@click.option("--only", multiple=True, type=options.NAME, metavar="TASK", help="baseline_only")
@options.reason
@options.speaker
@options.entry
@click.pass_obj
def set_name(
    session: Session, /, name: str, only: tuple[str, ...], speaker: str | None, **given: Any
) -> None:
    from planengine.usecases.baselines import SET, set_baseline

    plan = find_plan(session.journal, session.given_plan)
    request = Request(
        trigger=SET,
        tasks=only,
        person=bootstrap.person(),
        speaker=session.speaker(speaker),
        plan=plan.id,
        **given,
    )
    revisions = bootstrap.open_revisions(session.journal)
    found = set_baseline(
        session.journal, revisions, request, _own_name(name), session.clock, session.today(plan)
    )
    dated = sum(one.finish is not None for one in found.dates.values())
    session.tell(
        "baseline.set.done", plan=plan.id, name=found.name, revision=found.revision, count=len(found.dates)
    )
    if dated < len(found.dates):
        session.note("baseline.set.undated", count=len(found.dates) - dated)


@baseline.command(cls=SpeakingCommand, name="list", key="baseline.list")
@options.as_json
@click.pass_obj
def list_baselines(session: Session, /, as_json: bool) -> None:
    from planengine.usecases.baselines import read_baselines

    plan = find_plan(session.journal, session.given_plan)
    found = read_baselines(session.queries, bootstrap.open_revisions(session.journal), plan)
    if as_json:
        json_out({"plan": plan.id, "baselines": [_head(one, plan.timezone) for one in found]})
        return
    say = session.say
    heads = [
        say(f"baseline.column.{one}") for one in ("name", "revision", "set_on", "dated", "document", "reason")
    ]
    rows = [
        [
            _shown(say, one.name),
            str(one.revision),
            say.show(_day(one, plan.timezone)),
            f"{sum(dates.finish is not None for dates in one.dates.values())}/{len(one.dates)}",
            say.show(one.document),
            say.show(one.reason),
        ]
        for one in found
    ]
    print(render.table(heads, rows, right=(1,), widest=5))


@baseline.command(cls=SpeakingCommand, name="show", key="baseline.show")
@click.argument("name", required=False, type=options.NAME, metavar="[NAME]")
@click.option("--all", "everything", is_flag=True, help="all_listed")
@options.as_json
@click.pass_obj
def show(session: Session, /, name: str | None, everything: bool, as_json: bool) -> None:
    from planengine.usecases.baselines import compare

    plan = find_plan(session.journal, session.given_plan)
    today = session.today(plan)
    compared = compare(
        session.queries,
        bootstrap.open_revisions(session.journal),
        plan,
        bootstrap.read_planned(session.journal, plan.uid),
        None if name is None else _own_name(name),
        today,
    )
    if as_json:
        json_out(
            {
                "plan": plan.id,
                "day": today.isoformat(),
                "first": _head(compared.first, plan.timezone),
                "baseline": _head(compared.named, plan.timezone),
                "tasks": [_object(one) for one in compared.rows],
                "gone": list(compared.gone),
            }
        )
    else:
        _tell(session, compared, plan.id, today, plan.timezone, everything=everything)


def _own_name(name: str) -> str:
    """The name itself; the word by which a language calls the first baseline stands for that one."""
    from planengine.core.baseline import FIRST, folded

    words = {folded(Words(language)("baseline.first")) for language in LANGUAGES}
    return FIRST if folded(name) in words else name


def _shown(say: Words, name: str) -> str:
    from planengine.core.baseline import FIRST

    return say("baseline.first") if name == FIRST else name


def _day(one: Baseline, timezone: str) -> date:
    if one.set_on is not None:
        return date.fromisoformat(one.set_on)
    assert one.applied_at is not None
    return bootstrap.local_day(datetime.fromisoformat(one.applied_at), timezone)


def _tell(
    session: Session, compared: Compared, plan: str, today: date, timezone: str, *, everything: bool
) -> None:
    """A row for all that has an end to be compared; what has none is counted, or listed with `everything`."""
    say, named = session.say, compared.named
    two = named.name != compared.first.name
    session.tell(
        "baseline.show.head" if two else "baseline.show.head_first",
        plan=plan,
        day=today,
        name=named.name,
        revision=named.revision,
        set_on=_day(named, timezone),
        first_on=_day(compared.first, timezone),
    )
    dated = [one for one in compared.rows if _is_dated(one)]
    if dated:
        print(_table(say, dated, two=two))
    undated = [one.task for one in compared.rows if not _is_dated(one)]
    for code, labels in (("baseline.show.undated", undated), ("baseline.show.gone", compared.gone)):
        if labels:
            session.tell(code, count=len(labels), tasks=_some(session, labels, everything))
    slips = [one.from_named for one in dated if one.from_named is not None]
    session.tell(
        "baseline.show.total",
        later=sum(days > 0 for days in slips),
        kept=sum(days == 0 for days in slips),
        earlier=sum(days < 0 for days in slips),
        most=max(slips, default=0),
    )


def _is_dated(one: Variance) -> bool:
    return any(dates is not None and (dates.finish or dates.due) for dates in (one.first, one.named)) or bool(
        one.due or one.forecast or one.actual
    )


def _some(session: Session, labels: Sequence[str], everything: bool) -> tuple[str, ...]:
    if everything or len(labels) <= LISTED:
        return tuple(labels)
    return (*labels[:LISTED], session.say("baseline.show.more", count=len(labels) - LISTED))


def _table(say: Words, rows: Sequence[Variance], *, two: bool) -> str:
    """First baseline · the named one · latest approved · forecast · actual, and the slippage against each."""
    columns = ["task", "first", *(["named"] if two else []), "due", "forecast", "actual", "from_first"]
    columns += ["from_named", "title"] if two else ["title"]
    cells = []
    for one in rows:
        forecast = ("≥ " if one.lower_bound and one.forecast else "") + say.show(one.forecast)
        line = {
            "task": one.task,
            "first": say.show(_end(one.first)),
            "named": say.show(_end(one.named)),
            "due": say.show(one.due),
            "forecast": forecast,
            "actual": say.show(one.actual),
            "from_first": _signed(one.from_first),
            "from_named": _signed(one.from_named),
            "title": one.title,
        }
        cells.append([line[name] for name in columns])
    right = [at for at, name in enumerate(columns) if name.startswith("from_")]
    heads = [say(f"baseline.column.{name}") for name in columns]
    return render.table(heads, cells, right=right, widest=len(columns) - 1)


def _signed(days: int | None) -> str:
    return "–" if days is None else f"{days:+d}" if days else "0"


def _end(dates: Dates | None) -> date | None:
    return None if dates is None or dates.finish is None else date.fromisoformat(dates.finish)


def _head(one: Baseline, timezone: str) -> dict[str, object]:
    return {
        "name": one.name,
        "revision": one.revision,
        "set_on": _day(one, timezone).isoformat(),
        "reason": one.reason,
        "document": one.document,
        "occurrences": len(one.dates),
        "dated": sum(dates.finish is not None for dates in one.dates.values()),
    }


def _object(one: Variance) -> dict[str, object]:
    return {
        "id": one.task,
        "title": one.title,
        "first": _dates(one.first),
        "baseline": _dates(one.named),
        "due": _iso(one.due),
        "forecast": _iso(one.forecast),
        "lower_bound": one.lower_bound,
        "actual": _iso(one.actual),
        "slip_from_first": one.from_first,
        "slip_from_baseline": one.from_named,
    }


def _dates(one: Dates | None) -> dict[str, object] | None:
    return None if one is None else one._asdict()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
