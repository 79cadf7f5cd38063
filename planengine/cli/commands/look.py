"""Reading where things stand. Light: an officer's `mine` and `show` import nothing heavy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from planengine.cli import options, render
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session, json_out
from planengine.core import category
from planengine.core import status as states
from planengine.errors import DIFFERENT, Refusal, UsageRefusal
from planengine.usecases.references import check_agency, find_occurrence, find_plan

if TYPE_CHECKING:
    from planengine.messages import Words
    from planengine.usecases.read_work import Tally, Work
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
    plan = find_plan(session.journal, session.given_plan)
    work = read_work(session.queries, plan, session.today(plan), agency=agency)
    if as_json:
        json_out({"assignments": [as_object(one) for one in work]})
        return
    session.tell(
        "out.mine", agency=session.journal.agency_name(agency), plan=plan.id, day=session.today(plan)
    )
    _tell_mine(session, work, everything)


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


@click.command(cls=SpeakingCommand, key="list")
@click.option("--agency", metavar="AGENCY", help="agency")
@click.option("--state", "wanted_states", multiple=True, metavar="STATE", help="state")
@click.option("--overdue", is_flag=True, help="overdue")
@click.option("--due-within", metavar="30d", help="due_within")
@click.option("--blocked", is_flag=True, help="blocked")
@click.option("--ready", is_flag=True, help="ready")
@click.option("--section", metavar="ID", help="section")
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
    from planengine.usecases.read_work import Filter, count_by_task, read_work, select

    plan = find_plan(session.journal, session.given_plan)
    if agency is not None:
        check_agency(session.journal, agency)
    for state in wanted_states:
        if state not in states.STATES:
            raise UsageRefusal("state.unknown", given=state, known=states.STATES)
    wanted = Filter(agency, wanted_states, overdue, _days(due_within), blocked, ready, section, update_late)
    everything = read_work(session.queries, plan, session.today(plan))
    work = select(everything, wanted)
    if by_task and not as_json:
        rows = count_by_task(work, everything)
        print(_task_table(session.say, rows))
        session.note("out.count.tasks", count=len(rows), assignments=sum(row[1] for row in rows))
    elif as_json:
        json_out({"assignments": [as_object(one) for one in work]})
    elif work:
        print(work_table(session.say, work, agency=True))
        session.note("out.count", count=len(work))
    else:
        session.note("out.list.nothing")
    late = any(one.category == category.OPEN_OVERDUE for one in work)
    return DIFFERENT if exit_code and late else 0


def _task_table(say: Words, rows: Sequence[tuple[Work, int, int]]) -> str:
    heads = [say(f"out.head.{name}") for name in ("task", "bearers", "title")]
    cells = [[one.row.label, f"{count}/{total}", one.row.title] for one, count, total in rows]
    return render.table(heads, cells, right=(1,), widest=2)


def _days(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.removesuffix("d").isdecimal():
        raise UsageRefusal("days.unreadable", given=text)
    return int(text.removesuffix("d"))


def work_table(say: Words, work: Sequence[Work], *, agency: bool) -> str:
    """Assignments as a table: task, (agency,) state, date to work to, days left, what it is about."""
    heads = [
        say("out.head.task"),
        say("out.head.agency"),
        say("out.head.state"),
        say("out.head.by"),
        say("out.head.left"),
    ]
    rows = [
        [
            one.row.label,
            one.row.agency_short,
            say.template(f"state.{one.row.state}"),
            say.show(one.work_by or (one.update_due if one.row.kind == "standing" else None)),
            left(say, one),
            title(say, one),
        ]
        for one in work
    ]
    heads.append(say("out.head.title"))
    if not agency:
        heads.pop(1)
        for row in rows:
            row.pop(1)
    return render.table(heads, rows, widest=len(heads) - 1)


def title(say: Words, one: Work) -> str:
    """What the work is about, with what keeps it and what kind of entry its last report is."""
    parts = [one.row.title]
    if one.row.role == "support":
        parts.append(f"[{say.template('role.support')}]")
    if one.row.size is not None:
        parts.append(say("out.of_group", size=one.row.size))
    if one.blocked_by:
        parts.append(say("out.waits_for", tasks=one.blocked_by))
    if one.row.backdated:
        parts.append(say("out.backdated"))
    return " · ".join(parts)


def left(say: Words, one: Work) -> str:
    """How long there is, in words of the reader: days left, days overdue, when the next update is due."""
    if one.category == category.STANDING_LATE:
        return say("out.left.update_late")
    if one.category == category.STANDING_UPDATED:
        return say("out.left.updated")
    if one.days_left is None:
        return "–"
    if one.days_left < 0:
        return say("out.left.late", days=-one.days_left)
    if one.days_left == 0:
        return say("out.left.today")
    return say("out.left.soon" if one.due_soon else "out.left.days", days=one.days_left)


@click.command(cls=SpeakingCommand, key="show")
@click.argument("task", metavar="TASK")
@options.speaker
@options.as_json
@click.pass_obj
def show(session: Session, /, task: str, speaker: str | None, as_json: bool) -> None:
    from planengine.usecases.read_work import read_work

    if "/" not in task and session.given_plan:
        task = f"{session.given_plan}/{task}"
    plan, occurrence = find_occurrence(session.journal, task)
    work = read_work(session.queries, plan, session.today(plan), occurrence_uid=occurrence.uid)
    node = session.queries.node(plan.uid, occurrence.task)
    assert node is not None
    waits = session.queries.waits(plan.uid, occurrence.uid)
    if speaker is not None:
        # one agency's own part: its row, and what it waits for itself
        check_agency(session.journal, speaker)
        holders = tuple(one.row.agency for one in work if one.row.role != "support")
        work = tuple(one for one in work if one.row.agency == speaker)
        waits = tuple(one for one in waits if one.agency in (None, speaker))
        if not work:
            raise Refusal("agency.no_assignment", task=occurrence.label, agency=speaker, holders=holders)
    import json

    spec = json.loads(node.spec)
    if as_json:
        json_out(
            {
                "plan": plan.id,
                "task": occurrence.task,
                "period": occurrence.period,
                "uid": occurrence.uid,
                "spec": spec,
                "assignments": [as_object(one) for one in work],
                "after": [
                    {
                        "task": one.predecessor,
                        "agency": one.agency,
                        "soft": bool(one.soft),
                        "met": bool(one.met),
                    }
                    for one in waits
                ],
            }
        )
        return
    _tell_task(session, occurrence.label, node.title, spec, work)
    _tell_waits(session, plan, waits)


def _tell_waits(session: Session, plan: PlanHead, waits: Sequence[WaitRow]) -> None:
    """What the task waits for: met or not, and of a duty of many who has reported and who has not."""
    from planengine.usecases.read_work import read_work

    whole = [one for one in waits if one.agency is None]
    for one in whole:
        kind = "soft" if one.soft else ("met" if one.met else "open")
        session.tell(f"out.show.after.{kind}", task=one.predecessor)
    open_ones = {one.predecessor for one in whole if not one.soft and not one.met}
    if open_ones:
        bearers = [
            one
            for one in read_work(session.queries, plan, session.today(plan))
            if one.row.label in open_ones and one.row.role != "support"
        ]
        for label in dict.fromkeys(one.row.label for one in bearers):
            _tell_missing(session, [one for one in bearers if one.row.label == label])
    for predecessor in dict.fromkeys(one.predecessor for one in waits if one.agency is not None):
        session.tell("out.show.after.agency", task=predecessor)


def _tell_missing(session: Session, bearers: Sequence[Work]) -> None:
    counted = [one for one in bearers if one.row.state not in states.OUT_OF_COUNT]
    missing = [one for one in counted if one.row.state not in (states.DONE, states.SUBMITTED)]
    session.tell(
        "out.show.waiting",
        task=counted[0].row.label if counted else bearers[0].row.label,
        done=sum(one.row.state == states.DONE for one in counted),
        reported=sum(one.row.state == states.SUBMITTED for one in counted),
        total=len(counted),
    )
    if missing:
        names = ", ".join(one.row.agency_short for one in missing)
        for line in render.fold(
            session.say("out.show.missing", count=len(missing), agencies=names), render.screen()
        ):
            print(line)


def _tell_task(
    session: Session, label: str, heading: str, spec: dict[str, Any], work: Sequence[Work]
) -> None:
    say = session.say
    print(f"{label}  {heading}")
    quotes = spec.get("quote") or []
    for quote in quotes:
        for line in render.fold(f"“{quote}”", render.screen() - 4):
            print(f"    {line}")
    for key in ("ref", "lines", "output", "notes"):
        if spec.get(key):
            for line in render.fold(say(f"out.show.{key}", value=spec[key]), render.screen()):
                print(line)
    if work:
        first = work[0]
        session.tell("out.show.kind", kind=first.row.kind, form=first.row.form)
        session.tell(
            "out.show.due", due=first.row.occurrence_due and date.fromisoformat(first.row.occurrence_due)
        )
        print()
        print(_holders(say, work))
    else:
        session.tell("out.show.nobody")
    for name, why in spec.get("readings") or ():
        for line in render.fold(say("out.show.reading", field=name, why=why), render.screen()):
            print(line)


def _holders(say: Words, work: Sequence[Work]) -> str:
    heads = [say(f"out.head.{name}") for name in ("agency", "role", "state", "by", "left", "report")]
    rows = [
        [
            one.row.agency_short,
            say.template(f"role.{one.row.role}"),
            say.template(f"state.{one.row.state}"),
            say.show(one.work_by),
            left(say, one),
            _report(say, one),
        ]
        for one in work
    ]
    return render.table(heads, rows, widest=5)


def _report(say: Words, one: Work) -> str:
    row = one.row
    parts = [part for part in (row.evidence, row.note, row.reason) if part]
    if row.reported_on:
        parts.insert(0, say("out.reported_on", day=date.fromisoformat(row.reported_on)))
    if row.percent is not None and row.state in states.WORKABLE:
        parts.append(f"{row.percent}%")
    if row.backdated:
        parts.append(say("out.backdated"))
    return " · ".join(parts) or "–"


@click.command(cls=SpeakingCommand, key="inbox")
@options.as_json
@click.pass_obj
def inbox(session: Session, /, as_json: bool) -> None:
    from planengine.usecases.read_work import read_work

    plan = find_plan(session.journal, session.given_plan)
    work = read_work(session.queries, plan, session.today(plan))
    waiting = [one for one in work if one.row.state in (states.SUBMITTED, states.DECLINED)]
    if as_json:
        json_out({"assignments": [as_object(one) for one in waiting]})
        return
    if not waiting:
        session.tell("out.inbox.nothing")
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
                    _report(session.say, one),
                ]
                for one in group
            ]
            print(render.table(heads, rows, widest=3))


@click.command(cls=SpeakingCommand, key="status")
@click.option("--by-agency", is_flag=True, help="by_agency")
@click.option("--exit-code", is_flag=True, help="exit_code")
@options.as_json
@click.pass_obj
def status(session: Session, /, by_agency: bool, exit_code: bool, as_json: bool) -> int:
    from planengine.usecases import read_work as reading

    plan = find_plan(session.journal, session.given_plan)
    today = session.today(plan)
    work = reading.read_work(session.queries, plan, today)
    tasks = reading.tally_occurrences(work, today)
    given = reading.tally_assignments(work)
    agencies = reading.tally_agencies(work)
    if as_json:
        json_out(
            {
                "plan": plan.id,
                "day": today.isoformat(),
                "tasks": tally_object(tasks),
                "assignments": tally_object(given),
                "agencies": [tally_object(one) for one in agencies],
                "unassigned": [label for label, _, _ in session.queries.bearerless(plan.uid)],
            }
        )
    else:
        tell_status(session, plan.title, plan.id, today, tasks, given)
        overdue = [one for one in agencies if one.counts[category.OPEN_OVERDUE]]
        if by_agency or overdue:
            session.tell("out.status.agencies" if by_agency else "out.status.overdue_agencies")
            print(tally_table(session.say, agencies if by_agency else overdue))
        for label, heading, _ in session.queries.bearerless(plan.uid):
            session.tell("out.status.nobody", task=label, title=heading)
    late = given.counts[category.OPEN_OVERDUE]
    return DIFFERENT if exit_code and late else 0


def tell_status(session: Session, title: str, plan: str, today: date, tasks: Tally, given: Tally) -> None:
    """The official table, each figure with its unit, and beside it what stands outside the total."""
    say = session.say
    session.tell("out.status.title", plan=plan, title=title, day=today)
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


@click.command(cls=SpeakingCommand, key="log")
@click.argument("task", required=False, metavar="[TASK]")
@click.option("--last", type=click.IntRange(1), metavar="N", help="last")
@options.as_json
@click.pass_obj
def log(session: Session, /, task: str | None, last: int | None, as_json: bool) -> None:
    import json

    if task is None:
        plan = find_plan(session.journal, session.given_plan)
        streams = None
    else:
        if "/" not in task and session.given_plan:
            task = f"{session.given_plan}/{task}"
        plan, occurrence = find_occurrence(session.journal, task)
        streams = [occurrence.uid] + [one.uid for one in session.journal.held(occurrence.uid)]
    events = session.queries.history(plan.uid, streams, last or (None if task else 30))
    if as_json:
        json_out({"events": [{**one._asdict(), "payload": json.loads(one.payload)} for one in events]})
        return
    names = session.queries.names()
    for one in events:
        tell_event(session.say, one._asdict(), json.loads(one.payload), names)


def tell_event(say: Words, event: dict[str, Any], payload: dict[str, Any], names: Any) -> None:
    """One event as a sentence, with what is needed to judge it: who typed, when it happened, by which document."""
    agency = str(payload.get("agency") or event["agency"])
    sentence = say(
        f"event.{event['type']}",
        task=payload.get("task", ""),
        agency=names.get(agency, agency),
        by=names.get(event["agency"], event["agency"]),
        to=names.get(payload.get("to"), payload.get("to")),
        reason=payload.get("reason"),
        evidence=payload.get("evidence"),
        day=payload.get("day") and date.fromisoformat(payload["day"]),
        due=payload.get("due") and date.fromisoformat(payload["due"]),
        count=len(payload.get("closed", payload.get("restored", payload.get("assignments", ())))),
        revision=payload.get("revision"),
        start=payload.get("from"),
    )
    recorded = datetime.fromisoformat(event["recorded_at"])
    print(f"{event['seq']:>6}  {say.show(recorded)}  {sentence}")
    for key in ("note", "reason", "evidence", "override"):
        if payload.get(key):
            print(" " * 8 + say(f"out.log.{key}", value=payload[key]))
    if event["typed_by"]:
        print(
            " " * 8
            + say(
                "out.log.typed_by",
                agency=names.get(event["typed_by"], event["typed_by"]),
                person=event["person"],
                on=date.fromisoformat(event["occurred_on"]),
                channel=event["channel"],
                document=event["document"],
            )
        )
    elif event["document"]:
        print(" " * 8 + say("out.log.document", value=event["document"]))
    if event["decided_by"]:
        print(" " * 8 + say("out.log.decided_by", value=event["decided_by"]))


def as_object(one: Work) -> dict[str, object]:
    """One assignment as JSON; the documented keys of `list` and `mine`."""
    row = one.row
    return {
        "task": row.task,
        "period": row.period,
        "agency": row.agency,
        "role": row.role,
        "state": row.state,
        "kind": row.kind,
        "category": one.category,
        "due": row.due,
        "days_left": one.days_left,
        "blocked_by": list(one.blocked_by),
        "plan": row.plan,
        "uid": row.assignment_uid,
        "work_by": one.work_by.isoformat() if one.work_by else None,
        "title": row.title,
        "due_soon": one.due_soon,
        "update_due": one.update_due.isoformat() if one.update_due else None,
        "reported_on": row.reported_on,
        "confirmed_on": row.confirmed_on,
        "committed": row.committed,
        "evidence": row.evidence,
        "backdated": bool(row.backdated),
    }
