"""`log`: one task's story, or the plan's, in sentences."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.event_sentence import sentence_of
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session, json_out
from planengine.usecases.references import find_occurrence, find_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planengine.messages import Words
    from planengine.usecases.views import Happened


@click.command(cls=SpeakingCommand, key="log")
@click.argument("task", required=False, type=options.NAME, metavar="[TASK]")
@click.option("--last", type=click.IntRange(1), metavar="N", help="last")
@click.option("--since", type=options.DAY, metavar="DATE", help="log_since")
@click.option("--until", type=options.DAY, metavar="DATE", help="log_until")
@click.option("--person", type=options.NAME, metavar="ACCOUNT", help="log_person")
@click.option("--backdated", is_flag=True, help="backdated")
@options.as_json
@click.pass_obj
def log(
    session: Session,
    /,
    task: str | None,
    last: int | None,
    since: date | None,
    until: date | None,
    person: str | None,
    backdated: bool,
    as_json: bool,
) -> None:
    if task is None:
        plan, occurrence = find_plan(session.journal, session.given_plan), None
        streams = None
    else:
        if "/" not in task and session.given_plan:
            task = f"{session.given_plan}/{task}"
        plan, occurrence = find_occurrence(session.journal, task)
        streams = session.queries.streams(plan.uid, occurrence.uid)
    chosen = Chosen(plan.timezone, since, until, person, backdated)
    many = last or (None if task or chosen.asks else FEW)
    events = session.queries.history(plan.uid, streams, None if chosen.asks else many)
    events = tuple(one for one in events if chosen.fits(one))[-(many or len(events)) :]
    if as_json:
        json_out({"events": [{**one._asdict(), "payload": json.loads(one.payload)} for one in events]})
    else:
        if occurrence is not None:
            from planengine.cli.closing_page import tell_before

            tell_before(session, plan, occurrence)
        tell_events(session.say, events, session.queries.names(), plan.timezone)


FEW = 30
"""How many events of a whole plan are shown where nobody said how many."""


class Chosen(NamedTuple):
    """Which events are asked for: recorded from `since` to `until` (both inclusive, in the plan's zone), typed by
    `person`, and only those entered after the day on which they happened."""

    timezone: str
    since: date | None
    until: date | None
    person: str | None
    backdated: bool

    @property
    def asks(self) -> bool:
        """Whether anything is left out."""
        return any((self.since, self.until, self.person, self.backdated))

    def fits(self, event: Happened) -> bool:
        if self.person is not None and event.person != self.person:
            return False
        if not (self.since or self.until or self.backdated):
            return True
        recorded = recorded_on(event, self.timezone)
        if self.backdated and event.occurred_on >= recorded.isoformat():
            return False
        return (self.since or recorded) <= recorded <= (self.until or recorded)


def recorded_on(event: Happened, timezone: str) -> date:
    """The day in the plan's zone on which the event was entered."""
    return bootstrap.local_day(datetime.fromisoformat(event.recorded_at), timezone)


def tell_events(say: Words, events: Sequence[Happened], names: Mapping[str, str], timezone: str) -> None:
    """The story: what one command did stands together under its moment; what was taken back since is marked so."""
    payloads = [json.loads(one.payload) for one in events]
    undone = {
        one["undoes"]: event.seq for event, one in zip(events, payloads, strict=True) if "undoes" in one
    }
    before = None
    for event, payload in zip(events, payloads, strict=True):
        follows = event.correlation == before
        before = event.correlation
        sentence = sentence_of(say, event.type, event.agency, payload, names)
        if follows:
            print(f"{event.seq:>6}  → {sentence}")
        else:
            moment = say.show(datetime.fromisoformat(event.recorded_at))
            print(f"{event.seq:>6}  {moment}  {sentence} ({event.person})")
        for line in _details(say, event, payload, names):
            print(INDENT + line)
        for line in () if follows else _provenance(say, event, names, recorded_on(event, timezone)):
            print(INDENT + line)
        if event.seq in undone:
            print(INDENT + say("out.log.undone", seq=undone[event.seq]))


INDENT = " " * 8


def _details(
    say: Words, event: Happened, payload: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[str]:
    """What was said with it: notes, reasons, figures, documents."""
    for key in ("note", "percent", "reason", "evidence", "override"):
        if payload.get(key) is not None:
            yield say(f"out.log.{key}", value=payload[key])
    for key in ("carried_to", "successor"):
        if payload.get(key) is not None:
            yield say(f"closing.log.{key}", value=payload[key])
    for one in payload.get("basis", ()):
        yield say("out.log.basis", value=one)
    if event.type.startswith(("difficulty_", "evidence_")):
        from planengine.cli.task_story import event_lines

        yield from event_lines(say, dict(payload), names)
    if event.type == "extension_approved":
        from planengine.cli.extension_page import event_lines as extension_lines

        yield from extension_lines(say, payload)
    for name, value in (payload.get("figures") or {}).items():
        yield say("out.log.figure", name=name, value=value)


def _provenance(say: Words, event: Happened, names: Mapping[str, str], recorded: date) -> Iterator[str]:
    """How the news came: typed by whom, for which day, by which way and document, and who decided."""
    on = date.fromisoformat(event.occurred_on)
    if event.typed_by:
        yield say(
            "out.log.typed_by",
            agency=names.get(event.typed_by, event.typed_by),
            person=event.person,
            on=on,
            channel=event.channel,
            document=event.document,
        )
    else:
        if event.document:
            yield say("out.log.document", value=event.document)
        if on < recorded:
            yield say("out.log.backdated", on=on)
        if event.channel != "cli":
            yield say("out.log.channel", channel=event.channel)
    if event.decided_by:
        yield say("out.log.decided_by", value=event.decided_by)
