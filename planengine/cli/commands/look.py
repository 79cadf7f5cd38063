"""An agency's view: its own work, and one task whole. Nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from planengine.cli import closing_page, extension_page, options, render, task_page, task_story
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session, json_out
from planengine.cli.work_table import as_object, holders_table, work_table
from planengine.core import category
from planengine.core import status as states
from planengine.errors import Refusal, UsageRefusal
from planengine.usecases.references import check_agency, find_occurrence, find_plan

if TYPE_CHECKING:
    from planengine.usecases.read_task import Page
    from planengine.usecases.read_work import Work
    from planengine.usecases.rows import PlanHead
    from planengine.usecases.views import WaitRow


@click.command(cls=SpeakingCommand, key="mine")
@options.speaker
@click.option("--all", "everything", is_flag=True, help="mine_all")
@options.as_json
@click.pass_obj
def mine(session: Session, /, speaker: str | None, everything: bool, as_json: bool) -> None:
    from planengine.usecases.read_work import read_work

    agency = session.speaker(speaker)
    if agency is None:
        raise UsageRefusal("who.missing")
    check_agency(session.journal, agency)
    plans = session.journal.plans()
    if session.given_plan is not None or not plans:
        plans = (find_plan(session.journal, session.given_plan),)
    given = [(plan, read_work(session.queries, plan, session.today(plan), agency=agency)) for plan in plans]
    if as_json:
        json_out(
            {
                "assignments": [as_object(one) for _, work in given for one in work],
                "difficulties": [
                    one for plan in plans for one in task_story.unsettled_objects(session, plan, agency)
                ],
            }
        )
        return
    for plan in plans:
        closing_page.note_closed(session, plan)
    # with several plans, those that ask something of the agency
    for plan, work in [one for one in given if one[1]] or given[:1]:
        session.tell(
            "out.mine", agency=session.journal.agency_name(agency), plan=plan.id, day=session.today(plan)
        )
        _tell_mine(session, work, everything)
        task_story.tell_count(session, plan, agency)


def _tell_mine(session: Session, work: Sequence[Work], everything: bool) -> None:
    """Due work first, then what has no date, standing duties, support; counted where it is not listed."""
    bearing = [one for one in work if one.row.role != "support"]
    active = [
        one for one in bearing if one.row.state in (*states.WORKABLE, states.SUBMITTED, states.DECLINED)
    ]
    opened = [one for one in active if one.category != category.NOT_YET_OPEN]
    groups = (
        ("dated", sorted((one for one in opened if one.work_by), key=lambda one: one.work_by or date.max)),
        ("undated", [one for one in opened if not one.work_by and one.row.kind != "standing"]),
        ("standing", [one for one in opened if one.row.kind == "standing"]),
    )
    for name, group in groups:
        if group:
            session.tell(f"out.mine.{name}", count=len(group))
            print(work_table(session.say, group, agency=False))
            print()
    if not any(group for _, group in groups):
        session.tell("out.mine.nothing")
    rest = [one for one in work if one not in opened]
    if everything and rest:
        session.tell("out.mine.rest", count=len(rest))
        print(work_table(session.say, rest, agency=False))
    elif rest:
        support = sum(one.row.role == "support" for one in rest)
        session.tell("out.mine.hidden", support=support, other=len(rest) - support)


@click.command(cls=SpeakingCommand, key="show")
@click.argument("task", type=options.NAME, metavar="TASK")
@options.speaker
@options.as_json
@click.pass_obj
def show(session: Session, /, task: str, speaker: str | None, as_json: bool) -> None:
    from planengine.usecases import read_extensions
    from planengine.usecases.read_task import read_task
    from planengine.usecases.read_work import read_work

    if "/" not in task and session.given_plan:
        task = f"{session.given_plan}/{task}"
    plan, occurrence = find_occurrence(session.journal, task)
    work = read_work(session.queries, plan, session.today(plan), occurrence_uid=occurrence.uid)
    page = read_task(session.queries, plan, occurrence)
    waits = session.queries.waits(plan.uid, occurrence.uid)
    if speaker is not None:
        # one agency's own part: its row, and what it waits for itself
        check_agency(session.journal, speaker)
        holders = tuple(one.row.agency for one in work if one.row.role != "support")
        work = tuple(one for one in work if one.row.agency == speaker)
        waits = tuple(one for one in waits if one.agency in (None, speaker))
        if not work:
            raise Refusal("agency.no_assignment", task=occurrence.label, agency=speaker, holders=holders)
    by_uid = {one.row.assignment_uid: one for one in work}
    asked = read_extensions.of_assignments(session.queries, by_uid)
    if as_json:
        json_out(
            {
                "plan": plan.id,
                "task": occurrence.task,
                "period": occurrence.period,
                "uid": occurrence.uid,
                "opens_on": page.opens_on.isoformat(),
                "closes_on": page.closes_on.isoformat(),
                "due": task_page.due_object(page.due),
                "internal_due": task_page.due_object(page.internal_due),
                "spec": page.spec,
                "assignments": [as_object(one) for one in work],
                "after": [task_page.wait_object(one) for one in waits],
                "extensions": extension_page.request_objects(asked, by_uid),
                "ended": closing_page.task_object(session, plan, occurrence),
                **task_story.story_objects(session, plan, occurrence, speaker),
            }
        )
        return
    _tell_task(session, occurrence.label, occurrence.title, page, work)
    closing_page.tell_task(session, plan, occurrence, page.spec.get("carried_from"))
    extension_page.tell_story(session, asked)
    _tell_waits(session, plan, waits)
    task_story.tell_story(session, plan, occurrence, speaker)


def _tell_waits(session: Session, plan: PlanHead, waits: Sequence[WaitRow]) -> None:
    """What the task waits for: met or not, and of a duty of many who has reported and who has not."""
    from planengine.usecases.read_work import read_work

    whole = [one for one in waits if one.agency is None]
    for one in whole:
        kind = "soft" if one.soft else ("met" if one.met else "open")
        session.tell(f"out.show.after.{kind}", task=one.predecessor)
        _tell_terms(session, one)
    for label in dict.fromkeys(one.predecessor for one in whole if not one.soft and not one.met):
        for named in session.journal.occurrences(plan.uid, label.partition("@")[0]):
            if named.label == label:
                work = read_work(session.queries, plan, session.today(plan), occurrence_uid=named.uid)
                bearers = [one for one in work if one.row.role != "support"]
                if bearers:
                    _tell_missing(session, bearers)
    by_agency: dict[str, list[WaitRow]] = {}
    for one in waits:
        if one.agency is not None:
            by_agency.setdefault(one.predecessor, []).append(one)
    for predecessor, parts in by_agency.items():
        session.tell("out.show.after.agency", task=predecessor)
        session.tell("page.own_parts", met=sum(one.met for one in parts), total=len(parts))
        _tell_terms(session, parts[0])


def _tell_terms(session: Session, wait: WaitRow) -> None:
    terms = task_page.wait_terms(session.say, wait)
    for line in render.fold(terms, render.screen() - 2) if terms else ():
        print(f"  {line}")


def _tell_missing(session: Session, bearers: Sequence[Work]) -> None:
    counted = [
        one
        for one in bearers
        if one.row.state not in states.OUT_OF_COUNT
        and (one.row.completion != "focal_point" or one.row.role == "focal_point")
    ]
    missing = [one for one in counted if one.row.state not in (states.DONE, states.SUBMITTED)]
    session.tell(
        "out.show.waiting",
        task=counted[0].row.label if counted else bearers[0].row.label,
        done=sum(one.row.state == states.DONE for one in counted),
        reported=sum(one.row.state == states.SUBMITTED for one in counted),
        total=len(counted),
        needed=_needed(session, counted),
    )
    if missing:
        names = ", ".join(one.row.agency_short for one in missing)
        for line in render.fold(
            session.say("out.show.missing", count=len(missing), agencies=names), render.screen()
        ):
            print(line)


def _needed(session: Session, counted: Sequence[Work]) -> str:
    """How many are enough, where not all of them are asked for."""
    from planengine.core.workflow import needed

    if not counted:
        return ""
    row = counted[0].row
    count = needed(row.completion, row.completion_n, len(counted))
    return session.say("page.needed", count=count) if count < len(counted) else ""


def _tell_task(session: Session, label: str, heading: str, page: Page, work: Sequence[Work]) -> None:
    say, spec = session.say, page.spec
    print(f"{label}  {heading}")
    marks = task_page.marks(say, spec)
    if marks:
        print(marks)
    quotes = spec.get("quote") or []
    for quote in quotes:
        for line in render.fold(f"“{quote}”", render.screen() - 4):
            print(f"    {line}")
    names = session.queries.names()
    said = [say(f"out.show.{key}", value=spec[key]) for key in ("ref", "lines", "output") if spec.get(key)]
    if spec["clause"]:
        said.append(say("page.clause", value=spec["clause"]))
    said.append(say("out.show.kind", kind=spec["kind"], form=spec["form"]))
    said += [*task_page.when(say, page), *task_page.who(say, spec, names), *task_page.how(say, page)]
    if spec["notes"]:
        said.append(say("out.show.notes", value=spec["notes"]))
    for sentence in said:
        for line in render.fold(sentence, render.screen()):
            print(line)
    if work:
        print()
        print(holders_table(say, work))
        for one in work:
            if one.row.size is not None:
                session.tell("page.tracked", group=one.row.agency_short, size=one.row.size)
    else:
        session.tell("out.show.nobody")
    focal = spec.get("focal_point")
    if focal:
        name = names.get(focal["agency"], focal["agency"])
        code = "out.show.focal_point"
        if focal.get("reading"):
            code = "out.show.focal_point_read" if not focal.get("ref") else "out.show.focal_point_both"
        elif not focal.get("ref"):
            code = "out.show.focal_point_named"
        for line in render.fold(
            say(code, agency=name, reading=focal.get("reading"), ref=focal.get("ref")), render.screen()
        ):
            print(line)
    for name, why in spec.get("readings") or ():
        field = say(f"out.field.{name}") if say.knows(f"out.field.{name}") else name
        for line in render.fold(say("out.show.reading", field=field, why=why), render.screen()):
            print(line)
