"""The secretariat's view: the official table, lists by condition, what waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from planengine.cli import closing_page, extension_page, options, render, task_story
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session, json_out
from planengine.cli.work_table import as_object, blocker_object, left, report, task_table, work_table
from planengine.core import category
from planengine.core import status as states
from planengine.errors import DIFFERENT, UsageRefusal
from planengine.usecases.references import check_agency, find_plan

if TYPE_CHECKING:
    from planengine.messages import Words
    from planengine.usecases.read_closing import Ended
    from planengine.usecases.read_work import Blocker, Tally


@click.command(cls=SpeakingCommand, key="list")
@click.option("--agency", type=options.NAME, metavar="AGENCY", help="agency")
@click.option("--state", "wanted_states", multiple=True, metavar="STATE", help="state")
@click.option("--overdue", is_flag=True, help="overdue")
@click.option("--due-within", metavar="30d", help="due_within")
@click.option("--blocked", is_flag=True, help="blocked")
@click.option("--ready", is_flag=True, help="ready")
@click.option("--section", type=options.NAME, metavar="ID", help="section")
@click.option("--update-late", is_flag=True, help="update_late")
@click.option("--by-task", is_flag=True, help="by_task")
@click.option("--exit-code", is_flag=True, help="exit_code")
@options.as_json
@click.pass_obj
def list_work(
    session: Session,
    /,
    agency: str | None,
    wanted_states: tuple[str, ...],
    overdue: bool,
    due_within: str | None,
    blocked: bool,
    ready: bool,
    section: str | None,
    update_late: bool,
    by_task: bool,
    exit_code: bool,
    as_json: bool,
) -> int:
    from planengine.usecases.read_work import Filter, blockers_of, count_by_task, read_work, select

    plan = find_plan(session.journal, session.given_plan)
    if agency is not None:
        check_agency(session.journal, agency)
    for state in wanted_states:
        if state not in states.STATES:
            raise UsageRefusal("state.unknown", given=state, known=states.STATES)
    wanted = Filter(agency, wanted_states, overdue, _days(due_within), blocked, ready, section, update_late)
    everything = read_work(session.queries, plan, session.today(plan))
    work = select(everything, wanted)
    closing_page.note_closed(session, plan)
    if by_task and not as_json:
        rows = count_by_task(work, everything)
        print(task_table(session.say, rows))
        bearing = [one for one in work if one.row.role != "support"]
        _tell_blockers(session, blockers_of(bearing, everything) if blocked else ())
        session.note("out.count.tasks", count=len(rows), assignments=sum(row[1] for row in rows))
    elif as_json:
        document: dict[str, object] = {"assignments": [as_object(one) for one in work]}
        if blocked:
            document["blockers"] = [blocker_object(one) for one in blockers_of(work, everything)]
        json_out(document)
    elif work:
        print(work_table(session.say, work, agency=True))
        _tell_blockers(session, blockers_of(work, everything) if blocked else ())
        session.note("out.count", count=len(work))
        if len({one.row.occurrence_uid for one in work}) * 3 < len(work):
            session.note("out.count.by_task")
    else:
        session.note("out.list.nothing")
    late = any(one.category == category.OPEN_OVERDUE for one in work)
    return DIFFERENT if exit_code and late else 0


BEARERS = 3
"""How many of those who keep others waiting are named; the rest are counted."""


def _tell_blockers(session: Session, blockers: Sequence[Blocker]) -> None:
    """Why the work above waits: for what, who has not finished it, and since when."""
    if not blockers:
        return
    say = session.say
    print()
    session.tell("out.blockers")
    for one in blockers:
        who = [
            say("out.blocker.who", agency=each.row.agency_short, state=each.row.state, left=left(say, each))
            for each in one.open[:BEARERS]
        ]
        if len(one.open) > BEARERS:
            who.append(say("out.blocker.more", count=len(one.open) - BEARERS))
        code = "out.blocker" if one.open else "out.blocker.nobody"
        if one.title is None:
            code = "out.blocker.elsewhere"
        told = say(code, task=one.label, title=one.title, count=one.waiting, who="; ".join(who))
        first, *rest = render.fold(told, render.screen() - 6)
        print(f"  {first}")
        print("".join(f"      {line}\n" for line in rest), end="")


def _days(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.removesuffix("d").isdecimal():
        raise UsageRefusal("days.unreadable", given=text)
    return int(text.removesuffix("d"))


@click.command(cls=SpeakingCommand, key="inbox")
@options.as_json
@click.pass_obj
def inbox(session: Session, /, as_json: bool) -> None:
    from planengine.usecases import read_extensions
    from planengine.usecases.read_work import read_work

    plan = find_plan(session.journal, session.given_plan)
    work = read_work(session.queries, plan, session.today(plan))
    waiting = [one for one in work if one.row.state in (states.SUBMITTED, states.DECLINED)]
    by_uid = {one.row.assignment_uid: one for one in work}
    asked = read_extensions.waiting(read_extensions.of_plan(session.queries, plan, by_uid))
    difficulties = task_story.waiting_difficulties(session, plan)
    if as_json:
        json_out(
            {
                "assignments": [as_object(one) for one in waiting],
                "extensions": extension_page.request_objects(asked, by_uid),
                "difficulties": task_story.objects(difficulties),
            }
        )
        return
    if not waiting and not asked and not difficulties:
        session.tell("out.inbox.nothing")
    if asked:
        session.tell("extension.inbox", count=len(asked))
        print(extension_page.inbox_table(session.say, asked, by_uid))
    for state in (states.SUBMITTED, states.DECLINED):
        group = [one for one in waiting if one.row.state == state]
        if group:
            session.tell(f"out.inbox.{state}", count=len(group))
            heads = [session.say(f"out.head.{name}") for name in ("task", "agency", "reported", "report")]
            rows = [
                [
                    one.row.label,
                    one.row.agency_short,
                    session.say.show(one.row.reported_on and date.fromisoformat(one.row.reported_on)),
                    report(session.say, one, day=False),
                ]
                for one in group
            ]
            print(render.table(heads, rows, widest=3))
    task_story.tell_waiting(session, difficulties)


@click.command(cls=SpeakingCommand, key="status")
@click.option("--by-agency", is_flag=True, help="by_agency")
@click.option("--exit-code", is_flag=True, help="exit_code")
@options.as_json
@click.pass_obj
def status(session: Session, /, by_agency: bool, exit_code: bool, as_json: bool) -> int:
    from planengine.usecases import read_extensions
    from planengine.usecases import read_work as reading
    from planengine.usecases.read_targets import count, read_targets

    plan = find_plan(session.journal, session.given_plan)
    today = session.today(plan)
    work = reading.read_work(session.queries, plan, today)
    tasks = reading.tally_occurrences(work, today)
    given = reading.tally_assignments(work)
    agencies = reading.tally_agencies(work)
    ended = closing_page.read(session, plan)
    if ended is not None:
        tasks, given, agencies = ended.tasks, ended.assignments, ended.agencies
    counted = count(read_targets(session.queries, plan))
    extended = read_extensions.count(
        read_extensions.of_plan(session.queries, plan, {one.row.assignment_uid for one in work})
    )
    if as_json:
        json_out(
            {
                "plan": plan.id,
                "day": today.isoformat(),
                "tasks": tally_object(tasks),
                "assignments": tally_object(given),
                "agencies": [tally_object(one) for one in agencies],
                "targets": counted,
                "unassigned": [label for label, _, _ in session.queries.bearerless(plan.uid)],
                "extensions": extension_page.count_object(*extended),
                "difficulties": task_story.count_object(session, plan),
                "closed": closing_page.ended_object(ended),
            }
        )
    else:
        day = today if plan.closed_on is None else date.fromisoformat(plan.closed_on)
        tell_status(session, plan.title, plan.id, day, tasks, given, ended)
        overdue = [one for one in agencies if one.counts[category.OPEN_OVERDUE]]
        if by_agency or overdue:
            session.tell("out.status.agencies" if by_agency else "out.status.overdue_agencies")
            print(tally_table(session.say, agencies if by_agency else overdue[:TOP]))
            if len(overdue) > TOP and not by_agency:
                session.tell("out.status.more_agencies", count=len(overdue) - TOP)
        task_story.tell_count(session, plan)
        if extended[1]:
            print(extension_page.count_line(session.say, extended[0]))
        if sum(counted.values()):
            code = "target.count" if counted["not_judged"] else "target.count.all_judged"
            session.tell(code, **counted)
        if today > date.fromisoformat(plan.ends) and ended is None:
            session.tell("out.status.ended", ends=date.fromisoformat(plan.ends))
        for label, heading, _ in session.queries.bearerless(plan.uid):
            session.tell("out.status.nobody", task=label, title=heading)
    late = given.counts[category.OPEN_OVERDUE]
    return DIFFERENT if exit_code and late else 0


TOP = 10
"""How many agencies with overdue work `status` names before it points to the whole table."""


def tell_status(
    session: Session,
    title: str,
    plan: str,
    today: date,
    tasks: Tally,
    given: Tally,
    ended: Ended | None = None,
) -> None:
    """The official table, each figure with its unit, and beside it what stands outside the total."""
    say = session.say
    for line in render.fold(say("out.status.title", plan=plan, title=title), render.screen()):
        print(line)
    if ended is not None:
        closing_page.tell_ended(session, ended)
    session.tell("out.status.day", day=today)
    heads = [say("out.head.category"), say("out.head.tasks"), say("out.head.assignments")]
    rows = [
        [say.template(f"category.{one}"), str(tasks.counts[one]), str(given.counts[one])]
        for one in category.COUNTED
    ]
    rows.append([say("out.total"), str(tasks.total), str(given.total)])
    print(render.table(heads, rows, right=(1, 2)))
    print()
    session.tell("out.status.outside")
    outside = [
        [say.template(f"category.{one}"), str(tasks.counts[one]), str(given.counts[one])]
        for one in category.OUTSIDE
        if tasks.counts[one] or given.counts[one]
    ]
    print(render.table(heads, outside, right=(1, 2)))
    session.tell("out.status.units")


def tally_table(say: Words, tallies: Sequence[Tally]) -> str:
    """One row per agency in the columns of the official annex; figures are assignments (lượt giao)."""
    heads = [say("out.head.agency"), say("out.total")] + [say(f"out.short.{one}") for one in category.COUNTED]
    rows = [
        [one.name, str(one.total)] + [str(one.counts[name] or "·") for name in category.COUNTED]
        for one in tallies
    ]
    return render.table(heads, rows, right=range(1, len(heads)))


def tally_object(one: Tally) -> dict[str, object]:
    """A row of the table as JSON: its name, the total and every category."""
    return {"name": one.name, "total": one.total, **one.counts}
