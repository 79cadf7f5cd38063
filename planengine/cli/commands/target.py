"""`target`: figures of the targets, reported, corrected, taken back and shown beside their goals."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from planengine import bootstrap
from planengine.cli import options, render
from planengine.cli.figures import figure
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session, json_out
from planengine.errors import UsageRefusal
from planengine.usecases.references import find_plan
from planengine.usecases.requests import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planengine.messages import Words
    from planengine.usecases.read_targets import InPeriod, Standing
    from planengine.usecases.record_targets import Told
    from planengine.usecases.views import Happened

_period: options.Decorator = click.option("--period", type=options.NAME, metavar="PERIOD", help="period")


@click.group(cls=SpeakingGroup, key="target")
def target() -> None:
    pass


@target.command(cls=SpeakingCommand, name="set", key="target.set")
@click.argument("targets", nargs=-1, required=True, type=options.NAME, metavar="TARGET=VALUE…")
@click.option("--value", type=options.NAME, metavar="VALUE", help="target_value")
@_period
@options.note
@options.speaker
@options.holder
@options.entry
@click.pass_obj
def set_value(
    session: Session,
    /,
    targets: tuple[str, ...],
    value: str | None,
    period: str | None,
    speaker: str | None,
    **given: Any,
) -> None:
    from planengine.usecases.record_targets import SET, set_targets

    plan = find_plan(session.journal, session.given_plan)
    request = Request(
        trigger=SET,
        tasks=(),
        figures=tuple(_pair(one, value, len(targets)) for one in targets),
        person=bootstrap.person(),
        speaker=session.speaker(speaker),
        plan=plan.id,
        **given,
    )
    told = set_targets(session.journal, session.queries, request, period, session.clock, session.today(plan))
    _tell(session, told)


def _pair(text: str, value: str | None, given: int) -> tuple[str, str]:
    """(target, figure) of "G1=52", or of "G1" with `--value`."""
    name, equals, figure = text.partition("=")
    if bool(equals) == (value is not None) or (value is not None and given > 1):
        raise UsageRefusal("target.pairs", given=text)
    return name.strip(), value if value is not None else figure


@target.command(cls=SpeakingCommand, name="withdraw", key="target.withdraw")
@click.argument("targets", nargs=-1, required=True, type=options.NAME, metavar="TARGET…")
@_period
@options.reason
@options.speaker
@options.holder
@options.entry
@click.pass_obj
def withdraw(
    session: Session, /, targets: tuple[str, ...], period: str | None, speaker: str | None, **given: Any
) -> None:
    from planengine.usecases.record_targets import WITHDRAW, withdraw_targets

    plan = find_plan(session.journal, session.given_plan)
    request = Request(
        trigger=WITHDRAW,
        tasks=targets,
        person=bootstrap.person(),
        speaker=session.speaker(speaker),
        plan=plan.id,
        **given,
    )
    told = withdraw_targets(
        session.journal, session.queries, request, period, session.clock, session.today(plan)
    )
    _tell(session, told)


def _tell(session: Session, told: tuple[Told, ...]) -> None:
    names = session.queries.names()
    for one in told:
        session.tell(
            f"target.told.{one.event or 'unchanged'}",
            target=one.target,
            period=one.period,
            agency=names.get(one.agency, one.agency),
            value=_figure(session.say, one.value, one.unit),
            was=_figure(session.say, one.was, one.unit),
        )
        if one.over:
            session.note("target.over", target=one.target)


@target.command(cls=SpeakingCommand, name="list", key="target.list")
@_period
@options.as_json
@click.pass_obj
def list_targets(session: Session, /, period: str | None, as_json: bool) -> None:
    from planengine.core.targets import period_key
    from planengine.usecases.read_targets import count, read_targets

    plan = find_plan(session.journal, session.given_plan)
    standings = read_targets(session.queries, plan, None if period is None else period_key(period))
    counted = count(standings)
    if as_json:
        json_out({"plan": plan.id, "targets": [as_object(one) for one in standings], "count": counted})
    elif standings:
        print(_table(session.say, standings))
        _tell_reasons(session, standings)
        session.tell("target.count" if counted["not_judged"] else "target.count.all_judged", **counted)
    else:
        session.note("target.list.nothing", plan=plan.id)


def _tell_reasons(session: Session, standings: tuple[Standing, ...]) -> None:
    """Why some figures cannot be judged, one line for each reason."""
    reasons: dict[str, list[str]] = {}
    for one in standings:
        if one.verdict.why is not None and one.aim.goal is not None:
            reasons.setdefault(one.verdict.why, []).append(one.target.id)
    for why, ids in reasons.items():
        session.tell("target.reason", targets=tuple(ids), why=session.say(f"target.why.{why}"))


@target.command(cls=SpeakingCommand, name="show", key="target.show")
@click.argument("name", type=options.NAME, metavar="TARGET")
@options.as_json
@click.pass_obj
def show(session: Session, /, name: str, as_json: bool) -> None:
    from planengine.usecases.read_targets import read_target, told_of
    from planengine.usecases.record_targets import find_target

    plan = find_plan(session.journal, session.given_plan)
    found = find_target(session.journal, session.queries, plan, name)
    standing, told = read_target(session.queries, found), told_of(session.queries, plan, found)
    if as_json:
        shown = [{**one._asdict(), "payload": json.loads(one.payload)} for one in told]
        json_out({"plan": plan.id, **as_object(standing), "history": shown})
        return
    _tell_target(session, standing, told)


def _tell_target(session: Session, one: Standing, told: tuple[Happened, ...]) -> None:
    say, spec, names = session.say, one.spec, session.queries.names()
    for line in render.fold(f"{one.target.id}  {one.target.title}", render.screen()):
        print(line)
    session.tell("target.show.goal", goal=goal_of(say, one), verdict=verdict_of(say, one))
    if spec["baseline"]:
        session.tell("target.show.baseline", baseline=spec["baseline"])
    if spec["due"]:
        session.tell("target.show.due", day=date.fromisoformat(spec["due"]))
    reporter = spec["reported_by"]
    if reporter:
        session.tell("target.show.reporter", agency=names.get(reporter, reporter))
    session.tell("target.show.every", every=say(f"target.every.{one.every}"))
    if one.periods:
        print()
        print(_periods(say, one, names))
    if told:
        print()
        session.tell("target.show.history")
    from planengine.cli.event_sentence import sentence_of

    for event in told:
        payload = json.loads(event.payload)
        at = say.show(datetime.fromisoformat(event.recorded_at))
        print(f"  {at}  {sentence_of(say, event.type, event.agency, payload, names)}")
        typed = names.get(event.agency, event.agency) if event.agency != payload["agency"] else None
        beside = {
            "by": typed,
            "document": event.document,
            "note": payload.get("note"),
            "reason": payload.get("reason"),
        }
        for key, value in beside.items():
            if value:
                print("      " + say(f"target.show.{key}", value=value))


def _periods(say: Words, one: Standing, names: Mapping[str, str]) -> str:
    """A row for each period, and below it one for each agency where there are several."""
    heads = [say(f"target.head.{name}") for name in ("period", "figure", "verdict", "trend", "share", "said")]
    rows = []
    for each in one.periods:
        several = len(each.values) > 1
        said = say("target.agencies", count=len(each.values)) if several else _said(say, each, names)
        rows.append(
            [
                each.period,
                figure_of(say, one, each),
                say(f"target.outcome.{each.verdict.outcome}"),
                trend_of(say, each),
                "" if each.share is None else f"{each.share} %",
                said,
            ]
        )
        for row in each.values if several else ():
            value = _figure(say, row.value, row.unit)
            by = _said(say, each._replace(values=(row,)), names)
            rows.append(["", f"  {value}", "", "", "", by])
    return render.table(heads, rows, right=(4,), widest=5)


def _said(say: Words, each: InPeriod, names: Mapping[str, str]) -> str:
    (row,) = each.values
    return say("target.said", agency=names.get(row.agency, row.agency), day=date.fromisoformat(row.said_on))


def _table(say: Words, standings: tuple[Standing, ...]) -> str:
    heads = [
        say(f"target.head.{name}") for name in ("id", "title", "goal", "period", "figure", "trend", "verdict")
    ]
    rows = [
        [
            one.target.id,
            one.target.title,
            goal_of(say, one),
            one.now.period if one.now else "",
            figure_of(say, one, one.now) if one.now else "",
            trend_of(say, one.now) if one.now else "",
            say("target.why.goal") if one.aim.goal is None else say(f"target.outcome.{one.verdict.outcome}"),
        ]
        for one in standings
    ]
    return render.table(heads, rows, widest=1)


def goal_of(say: Words, one: Standing) -> str:
    """The goal in words of the language: ">= 50 %"; a dash where the document gives no figure."""
    goal = one.spec["goal"]
    if goal is None:
        return say.show(None)
    return f"{goal['op']} {figure(say, goal['value'], goal['unit'])}"


def figure_of(say: Words, one: Standing, each: InPeriod) -> str:
    """The figure of a period with its unit."""
    from planengine.core.targets import MIXED, shown

    unit = "" if each.reckoned.unit == MIXED else each.reckoned.unit
    return figure(say, shown(each.reckoned, one.aim.goal), unit)


def verdict_of(say: Words, one: Standing) -> str:
    """Met or not, or why that cannot be said."""
    if one.aim.goal is None:
        return say("target.why.goal")
    outcome = say(f"target.outcome.{one.verdict.outcome}")
    why = one.verdict.why
    return outcome if why is None else say("target.reason", targets=outcome, why=say(f"target.why.{why}"))


def trend_of(say: Words, each: InPeriod) -> str:
    """Which way it goes and whether that is the right one; nothing where there is nothing to compare with."""
    from planengine.core.targets import UNKNOWN

    if each.trend.way == UNKNOWN:
        return ""
    good = {True: "target.trend.good", False: "target.trend.bad", None: "target.trend.plain"}[each.trend.good]
    return say(good, way=say(f"target.way.{each.trend.way}"))


def _figure(say: Words, value: str | None, unit: str) -> str | None:
    return None if value is None else figure(say, value, unit)


def as_object(one: Standing) -> dict[str, object]:
    """A target as JSON; figures are decimal text."""
    from planengine.core.targets import plain

    goal, aim = one.spec["goal"], one.aim
    return {
        "id": one.target.id,
        "title": one.target.title,
        "goal": goal,
        "tolerance": None if aim.tolerance is None else plain(aim.tolerance),
        "baseline": one.spec["baseline"],
        "since_baseline": aim.since_baseline,
        "due": one.spec["due"],
        "reported_by": one.spec["reported_by"],
        "every": one.every,
        "aggregate": aim.aggregate,
        "outcome": one.verdict.outcome,
        "why": one.verdict.why,
        "now": None if one.now is None else _period_object(one, one.now),
        "periods": [_period_object(one, each) for each in one.periods],
    }


def _period_object(one: Standing, each: InPeriod) -> dict[str, object]:
    from planengine.core.targets import MIXED, shown

    return {
        "period": each.period,
        "figure": shown(each.reckoned, one.aim.goal),
        "unit": None if each.reckoned.unit == MIXED else each.reckoned.unit,
        "outcome": each.verdict.outcome,
        "why": each.verdict.why,
        "trend": each.trend.way,
        "good": each.trend.good,
        "share": each.share,
        "values": [
            {
                "agency": row.agency,
                "value": row.value,
                "unit": row.unit,
                "note": row.note,
                "said_by": row.said_by,
                "said_on": row.said_on,
            }
            for row in each.values
        ],
    }
