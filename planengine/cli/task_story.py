"""What was said about work beside its state: difficulties, evidence and notes, for the commands that show work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planengine.cli import render
from planengine.cli.difficulty_table import as_object, difficulty_lines, difficulty_table, unsettled
from planengine.cli.evidence_lines import as_object as evidence_object
from planengine.cli.evidence_lines import evidence_line
from planengine.usecases.difficulties import of_occurrence, read_difficulties, rows_of
from planengine.usecases.evidence import read_evidence
from planengine.usecases.notes import latest_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planengine.cli.session import Session
    from planengine.messages import Words
    from planengine.usecases.difficulties import Listed
    from planengine.usecases.rows import Named, PlanHead


def tell_story(session: Session, plan: PlanHead, occurrence: Named, agency: str | None) -> None:
    """The last part of a task's page; of one agency where one is named. Says nothing where nothing was said."""
    say, names = session.say, session.queries.names()
    rows = [one.row for one in of_occurrence(session.journal, session.queries, plan, occurrence, agency)]
    _tell(session, "difficulty.page", difficulty_lines(say, rows, names))
    evidence = read_evidence(session.journal, session.queries, plan, occurrence, agency)
    _tell(session, "evidence.page", [evidence_line(say, one.row, names) for one in evidence])
    notes = latest_notes(session.journal, session.queries, plan, occurrence, agency)
    _tell(
        session,
        "evidence.notes",
        [
            say("evidence.note", agency=names.get(one.agency, one.agency), on=one.on, text=one.text)
            for one in notes
        ],
    )


def _tell(session: Session, heading: str, sentences: Iterable[str]) -> None:
    for number, sentence in enumerate(sentences):
        if number == 0:
            session.tell(heading)
        for line in render.fold(sentence, render.screen() - 2):
            print(f"  {line}")


def story_objects(
    session: Session, plan: PlanHead, occurrence: Named, agency: str | None
) -> dict[str, object]:
    """The same as JSON: the documented keys `difficulties`, `evidence` and `notes` of `show`."""
    reader = session.queries
    return {
        "difficulties": [
            as_object(one) for one in of_occurrence(session.journal, reader, plan, occurrence, agency)
        ],
        "evidence": [
            evidence_object(one) for one in read_evidence(session.journal, reader, plan, occurrence, agency)
        ],
        "notes": [
            {"agency": one.agency, "on": one.on.isoformat(), "text": one.text}
            for one in latest_notes(session.journal, reader, plan, occurrence, agency)
        ],
    }


def waiting_difficulties(session: Session, plan: PlanHead) -> tuple[Listed, ...]:
    """The difficulties of a plan that wait for an answer, for `inbox`."""
    return tuple(
        one
        for one in read_difficulties(session.journal, session.queries, plan, unsettled=True)
        if unsettled((one.row,))[1]
    )


def objects(listed: Iterable[Listed]) -> list[dict[str, object]]:
    """Difficulties as JSON."""
    return [as_object(one) for one in listed]


def unsettled_objects(session: Session, plan: PlanHead, agency: str) -> list[dict[str, object]]:
    """What an agency raised and is not settled, as JSON: the documented key `difficulties` of `mine`."""
    return objects(read_difficulties(session.journal, session.queries, plan, agency=agency, unsettled=True))


def count_object(session: Session, plan: PlanHead) -> dict[str, int]:
    """How many difficulties are not settled, as JSON: the documented key `difficulties` of `status`."""
    count, waiting = unsettled(rows_of(session.queries, plan))
    return {"unsettled": count, "waiting": waiting}


def event_lines(say: Words, payload: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """What an event about a difficulty or a piece of evidence says, for `log`."""
    if "number" in payload and "text" in payload and "position" not in payload:
        yield say("difficulty.log.text", value=payload["text"])
    if "to" in payload:
        to = names.get(payload["to"], payload["to"])
        via = payload.get("via")
        if via is not None:
            to = say("difficulty.via", to=to, via=names.get(via, via))
        yield say("difficulty.log.to", value=to)
    if "position" in payload and "text" in payload:
        yield say("evidence.log.document", value=payload["text"])
    if "sha256" in payload:
        yield say("evidence.log.file", name=payload["name"], sha256=payload["sha256"])
    if "link" in payload:
        yield say("evidence.log.link", value=payload["link"])


def tell_waiting(session: Session, waiting: tuple[Listed, ...]) -> None:
    """That part of the inbox; nothing where there is none."""
    if waiting:
        session.tell("difficulty.inbox", count=len(waiting))
        print(difficulty_table(session.say, waiting, session.queries.names()))


def tell_count(session: Session, plan: PlanHead, agency: str | None = None) -> None:
    """How many difficulties are not settled (of one agency, or of all), in one line; nothing where all are."""
    count, waiting = unsettled(
        [one for one in rows_of(session.queries, plan) if agency in (None, one.agency)]
    )
    if not count:
        return
    if agency is None:
        session.tell("difficulty.status", count=count, waiting=waiting)
    else:
        session.tell("difficulty.mine", count=count, waiting=waiting, agency=agency)
