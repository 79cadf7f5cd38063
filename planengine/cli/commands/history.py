"""`log`: one task's story, or the plan's, in sentences."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session, json_out
from planengine.usecases.references import find_occurrence, find_plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planengine.messages import Words


@click.command(cls=SpeakingCommand, key="log")
@click.argument("task", required=False, type=options.NAME, metavar="[TASK]")
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
    sentence = sentence_of(say, event["type"], event["agency"], payload, names)
    recorded = datetime.fromisoformat(event["recorded_at"])
    print(f"{event['seq']:>6}  {say.show(recorded)}  {sentence}")
    for key in ("note", "percent", "reason", "evidence", "override"):
        if payload.get(key) is not None:
            print(" " * 8 + say(f"out.log.{key}", value=payload[key]))
    for one in payload.get("basis", ()):
        print(" " * 8 + say("out.log.basis", value=one))
    if event["type"].startswith(("difficulty_", "evidence_")):
        from planengine.cli.task_story import event_lines

        for line in event_lines(say, payload, names):
            print(" " * 8 + line)
    for name, value in (payload.get("figures") or {}).items():
        print(" " * 8 + say("out.log.figure", name=name, value=value))
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


def _takers(payload: Mapping[str, Any], names: Mapping[str, str]) -> str | list[str] | None:
    """Who is given what the event is about: one body, or each of its heirs."""
    if "heirs" in payload:
        return [names.get(one["agency"], one["agency"]) for one in payload["heirs"]]
    to: str | None = payload.get("to")
    return None if to is None else names.get(to, to)


def sentence_of(say: Words, event: str, by: str, payload: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What happened, in one sentence; `by` is the id of the body that acted, `names` has short names by id."""
    agency = str(payload.get("agency") or by)
    return say(
        f"event.{event}",
        task=payload.get("task", ""),
        agency=names.get(agency, agency),
        by=names.get(by, by),
        to=_takers(payload, names),
        reason=payload.get("reason"),
        evidence=payload.get("evidence"),
        day=payload.get("day") and date.fromisoformat(payload["day"]),
        due=payload.get("due") and date.fromisoformat(payload["due"]),
        count=len(payload.get("closed", payload.get("restored", payload.get("assignments", ())))),
        revision=payload.get("revision"),
        start=payload.get("from"),
        number=payload.get("number"),
    )
