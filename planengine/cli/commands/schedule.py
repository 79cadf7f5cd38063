"""When work can be expected, why not earlier, and what a delay would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planengine import bootstrap
from planengine.cli import options, render
from planengine.cli.commands.plan import read_or_show
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session, json_out
from planengine.cli.timetable import Fold, as_json, bars, chain_lines, is_late, timetable
from planengine.core.plan import Span
from planengine.errors import DIFFERENT, FINDINGS, NotFound, UsageRefusal
from planengine.usecases.references import find_plan, find_plan_of

if TYPE_CHECKING:
    from planengine.core.schedule import Link, Timing
    from planengine.usecases.read_schedule import Impact, Outlook, Planned

LISTED = 12
"""How many ids are listed in a sentence; the others are counted."""


@click.command(cls=SpeakingCommand, key="schedule")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--critical", is_flag=True, help="critical")
@click.option("--section", type=options.NAME, metavar="ID", help="section")
@click.option("--why", type=options.NAME, metavar="TASK", help="why")
@click.option("--bars", "drawn", is_flag=True, help="bars")
@click.option("--as-planned", is_flag=True, help="as_planned")
@click.option("--all", "everything", is_flag=True, help="all_listed")
@click.option("--exit-code", is_flag=True, help="exit_late")
@options.as_json
@click.pass_obj
def schedule(
    session: Session,
    /,
    file: Path | None,
    critical: bool,
    section: str | None,
    why: str | None,
    drawn: bool,
    as_planned: bool,
    everything: bool,
    exit_code: bool,
    as_json: bool,
) -> int:
    from planengine.usecases.read_schedule import explain, look_ahead, named

    if why is not None:
        why = _own_name(session, why, file)
    planned, today, _ = _planned(session, file)
    if planned is None:
        return FINDINGS
    outlook = look_ahead(planned, None if as_planned else today)
    if why is not None:
        links = explain(outlook, _one(outlook, named(planned, why), why))
        return _answer_why(session, outlook, why, links, as_json=as_json, everything=everything)
    chosen = set(named(planned, section)) if section is not None else None
    timings = [
        one
        for one in outlook.schedule.timings
        if (chosen is None or one.key in chosen) and (one.critical or not critical)
    ]
    if as_json:
        json_out(_document(outlook, timings))
    else:
        _tell_schedule(session, outlook, timings, drawn=drawn, everything=everything)
    late = any(is_late(one) for one in timings) or _ends_late(outlook)
    return DIFFERENT if exit_code and late else 0


@click.command(cls=SpeakingCommand, key="impact")
@click.argument("task", type=options.NAME, metavar="TASK")
@click.option("--slip", required=True, metavar="30d|5wd", help="slip")
@click.option("--file", type=click.Path(path_type=Path), metavar="FILE", help="plan_file")
@click.option("--all", "everything", is_flag=True, help="all_listed")
@click.option("--exit-code", is_flag=True, help="exit_late")
@options.as_json
@click.pass_obj
def impact(
    session: Session,
    /,
    task: str,
    slip: str,
    file: Path | None,
    everything: bool,
    exit_code: bool,
    as_json: bool,
) -> int:
    from planengine.usecases.read_schedule import foresee_slip

    length = _length(slip)
    task = _own_name(session, task, file)
    planned, today, names = _planned(session, file)
    if planned is None:
        return FINDINGS
    found = foresee_slip(planned, today, task, length)
    if as_json:
        json_out(_impact_document(planned, today, found))
    else:
        _tell_impact(session, task, found, names, everything=everything)
    return DIFFERENT if exit_code and found.broken else 0


def _planned(session: Session, file: Path | None) -> tuple[Planned | None, date | None, Mapping[str, str]]:
    """The plan of a file, for which nothing has happened and no day is today; else the tracked one and today. The names
    of agencies come with it. A file with errors has them shown, and no plan."""
    from planengine.usecases.read_schedule import planned_in

    if file is not None:
        session.refuse_as_of()
        reading = read_or_show(session, file)
        if reading is None:
            return None, None, {}
        names = {one.id: one.short or one.name for one in reading.directory.agencies.values()}
        return planned_in(reading), None, names
    plan = find_plan(session.journal, session.given_plan)
    planned = bootstrap.read_planned(session.journal, plan.uid)
    return planned, session.today(plan), session.queries.names()


def _own_name(session: Session, name: str, file: Path | None) -> str:
    """A task without its plan; where no plan was given it is the one that the name tells, or that has such a task."""
    if file is not None or session.given_plan is not None:
        return name.rpartition("/")[2]
    session.given_plan = find_plan_of(session.journal, name).id
    return name.rpartition("/")[2]


def _one(outlook: Outlook, keys: Sequence[str], name: str) -> str:
    """The one occurrence that a name stands for, among those with an expected end."""
    if len(keys) > 1:
        code = "task.section" if any(one.id == name for one in outlook.plan.sections) else "task.ambiguous"
        raise UsageRefusal(code, task=name, candidates=tuple(keys[:LISTED]), children=tuple(keys[:LISTED]))
    if outlook.timings[keys[0]].unknown:
        raise NotFound("schedule.endless" if keys[0] in outlook.standing else "schedule.unknown", task=name)
    return keys[0]


def _length(text: str) -> Span:
    for unit in ("wd", "d"):
        count = text.removesuffix(unit)
        if count != text and count.isascii() and count.isdecimal() and 0 < int(count[:6]) <= 9999:
            return Span(int(count), unit)
    raise UsageRefusal("slip.unreadable", given=text)


# ---- schedule, told


def _tell_schedule(
    session: Session, outlook: Outlook, timings: Sequence[Timing], *, drawn: bool, everything: bool
) -> None:
    code = "schedule.head" if outlook.today is not None else "schedule.head_planned"
    session.tell(code, plan=outlook.plan.id, day=outlook.today)
    known = [one for one in timings if not one.unknown]
    if known:
        print(bars(session.say, outlook, known) if drawn else timetable(session.say, outlook, known))
    if any(one.unknown for one in timings):
        print()
    for code, keys in (
        ("schedule.unknown", [one.key for one in timings if one.key in outlook.unknown]),
        ("schedule.standing", [one.key for one in timings if one.key in outlook.standing]),
    ):
        if keys:
            _list(session, code, keys, everything)
    if outlook.schedule.gaps:
        session.tell("schedule.gaps", years=outlook.schedule.gaps)
    if outlook.schedule.finish is None:
        return
    print()
    session.tell("schedule.finish", finish=outlook.schedule.finish, ends=outlook.plan.ends)
    late = [one.key for one in outlook.schedule.timings if is_late(one)]
    if late:
        _list(session, "schedule.late", late, everything)
        session.note("schedule.late_why", task=late[0])
    if _ends_late(outlook):
        ends = outlook.plan.ends
        beyond = [one.key for one in outlook.schedule.timings if one.finish and one.finish > ends]
        _list(session, "schedule.beyond", beyond, everything)
    if len(outlook.schedule.chain) > 1:
        last = outlook.timings[outlook.schedule.chain[-1].key].finish
        code = "schedule.chain" if last == outlook.schedule.finish else "schedule.chain_of_bars"
        session.tell(code, count=len(outlook.schedule.chain), finish=last)
        for line in chain_lines(session.say, outlook, outlook.schedule.chain, Fold(not everything)):
            print(line)


def _list(session: Session, code: str, keys: Sequence[str], everything: bool) -> None:
    """A sentence that counts and lists ids, the first ones unless all are wanted."""
    listed = keys if everything else keys[:LISTED]
    said = session.say(code, count=len(keys), tasks=tuple(listed))
    if len(listed) < len(keys):
        said = session.say("schedule.and_more", said=said, more=len(keys) - len(listed))
    print("\n".join(render.fold(said, render.screen())))


def _answer_why(
    session: Session, outlook: Outlook, name: str, links: Sequence[Link], *, as_json: bool, everything: bool
) -> int:
    from planengine.cli.timetable import link_object

    if as_json:
        json_out({"task": name, "chain": [link_object(outlook, one) for one in links]})
        return 0
    session.tell("schedule.why", task=name, finish=outlook.timings[links[-1].key].finish)
    for line in chain_lines(session.say, outlook, links, Fold(not everything)):
        print(line)
    return 0


def _document(outlook: Outlook, timings: Sequence[Timing]) -> dict[str, object]:
    from planengine.cli.timetable import link_object

    return {
        "plan": outlook.plan.id,
        "day": _iso(outlook.today),
        "ends": outlook.plan.ends.isoformat(),
        "finish": _iso(outlook.schedule.finish),
        "tasks": [as_json(outlook, one) for one in timings],
        "chain": [link_object(outlook, one) for one in outlook.schedule.chain],
        "unknown": [one.key for one in timings if one.key in outlook.unknown],
        "standing": [one.key for one in timings if one.key in outlook.standing],
        "gaps": list(outlook.schedule.gaps),
    }


def _ends_late(outlook: Outlook) -> bool:
    return outlook.schedule.finish is not None and outlook.schedule.finish > outlook.plan.ends


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# ---- impact, told


def _tell_impact(
    session: Session, name: str, found: Impact, names: Mapping[str, str], *, everything: bool
) -> None:
    say = session.say
    session.tell(
        "schedule.impact", task=name, slip=say(f"schedule.days.{found.slip.unit}", count=found.slip.count)
    )
    if found.moved:
        print()
        session.tell("schedule.moved", count=len(found.moved))
        heads = [
            say(f"schedule.column.{one}") for one in ("task", "before", "after", "by", "agencies", "title")
        ]
        rows = [
            [
                one.key,
                say.show(one.before),
                say.show(one.after),
                f"+{(one.after - one.before).days}",
                _some([names.get(agency, agency) for agency in one.agencies]),
                one.title,
            ]
            for one in found.moved
        ]
        print(render.table(heads, rows, right=(3,), widest=5))
    if found.broken:
        print()
        session.tell("schedule.broken", count=len(found.broken))
        heads = [say(f"schedule.column.{one}") for one in ("task", "due", "finish", "late", "before")]
        rows = [
            [
                one.key,
                say.show(one.due),
                say.show(one.finish),
                say("schedule.days.d", count=one.late_days),
                say("schedule.newly" if one.newly else "schedule.already"),
            ]
            for one in found.broken
        ]
        print(render.table(heads, rows))
    else:
        session.tell("schedule.none_broken")
    print()
    if found.agencies:
        listed = [f"{names.get(agency, agency)} ({count})" for agency, count in found.agencies]
        _list(session, "schedule.agencies", listed, everything)
    if found.unmoved:
        _list(session, "schedule.unmoved", found.unmoved, everything)
    if found.undated:
        _list(session, "schedule.undated", found.undated, everything)
    if found.ends[0] is not None and found.ends[1] is not None:
        same = found.ends[0] == found.ends[1]
        session.tell(
            "schedule.end_kept" if same else "schedule.end_moves", before=found.ends[0], after=found.ends[1]
        )


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:2]) + (f" +{len(names) - 2}" if len(names) > 2 else "")


def _impact_document(planned: Planned, today: date | None, found: Impact) -> dict[str, object]:
    return {
        "plan": planned.plan.id,
        "day": _iso(today),
        "slipped": list(found.slipped),
        "slip": f"{found.slip.count}{found.slip.unit}",
        "moved": [
            {
                "id": one.key,
                "title": one.title,
                "before": one.before.isoformat(),
                "after": one.after.isoformat(),
                "days": (one.after - one.before).days,
                "agencies": list(one.agencies),
            }
            for one in found.moved
        ],
        "due_dates": [
            {
                "id": one.key,
                "due": one.due.isoformat(),
                "finish": one.finish.isoformat(),
                "late_days": one.late_days,
                "newly": one.newly,
            }
            for one in found.broken
        ],
        "agencies": [{"agency": agency, "tasks": count} for agency, count in found.agencies],
        "unmoved": list(found.unmoved),
        "undated": list(found.undated),
        "finish": {"before": _iso(found.ends[0]), "after": _iso(found.ends[1])},
    }
