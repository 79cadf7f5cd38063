"""`audit`: what the log proves, checked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session, json_out
from planengine.errors import FINDINGS
from planengine.usecases.references import find_plan

if TYPE_CHECKING:
    from planengine.store.deep import Depth

COMPARED = ("contained", "cut", "differs", "unknown")
"""What may be said of a checkpoint besides that the chain itself is broken."""


@click.group(cls=SpeakingGroup, key="audit")
def audit() -> None:
    pass


@audit.command(cls=SpeakingCommand, name="verify", key="audit.verify")
@click.option("--deep", is_flag=True, help="deep")
@options.as_json
@click.pass_obj
def verify(session: Session, /, deep: bool, as_json: bool) -> int:
    chosen = find_plan(session.journal, session.given_plan) if session.given_plan else None
    verdicts = bootstrap.verify_log(session.settings)
    verdicts = tuple(one for one in verdicts if chosen is None or one.plan == chosen.id)
    replayed = _replay(session, [one.plan for one in verdicts if one.verdict is None]) if deep else {}
    if as_json:
        json_out(
            {"plans": [{**one._asdict(), **_as_object(replayed.get(one.plan), deep)} for one in verdicts]}
        )
    else:
        for one in verdicts:
            code = "out.audit.well" if one.verdict is None else "out.audit.breach"
            session.tell(code, count=one.events, **one._asdict())
            if one.plan in replayed:
                _tell_depth(session, replayed[one.plan])
    faults = any(one.verdict for one in verdicts)
    return FINDINGS if faults or any(one.illegal or one.difference for one in replayed.values()) else 0


def _replay(session: Session, plans: list[str]) -> dict[str, Depth]:
    """The deep check of the plans whose chain holds; a log that is broken says nothing that could be compared."""
    from planengine.store.deep import verify_deep

    path = session.settings.database
    return {plan: one for plan in plans for one in verify_deep(path, bootstrap.local_day, plan)}


def _as_object(depth: Depth | None, deep: bool) -> dict[str, object]:
    if not deep:
        return {}
    if depth is None:
        return {"replayed": None, "illegal": None, "difference": None}
    return {
        "replayed": depth.events,
        "illegal": depth.illegal._asdict() if depth.illegal else None,
        "difference": depth.difference._asdict() if depth.difference else None,
    }


def _tell_depth(session: Session, depth: Depth) -> None:
    if depth.illegal is not None:
        why = session.say("audit.why." + depth.illegal.why)
        shown = _shown(depth.illegal._asdict())
        session.tell("audit.deep.illegal", plan=depth.plan, **{**shown, "why": why})
    elif depth.difference is None:
        session.tell("audit.deep.well", plan=depth.plan, events=depth.events)
    else:
        one = depth.difference
        code = "column" if one.column != "*" else "extra" if one.expected is None else "lost"
        session.tell(f"audit.deep.{code}", plan=depth.plan, **_shown(one._asdict()))


def _shown(params: dict[str, object]) -> dict[str, object]:
    """What another hand may have put in must not steer the terminal, nor fail to be printed."""
    return {
        name: ascii(one) if isinstance(one, str) and not one.isprintable() else one
        for name, one in params.items()
    }


@audit.command(cls=SpeakingCommand, name="checkpoint", key="audit.checkpoint")
@click.option("--verify", "quoted", type=options.NAME, metavar="LINE", help="quoted")
@click.option("--full", is_flag=True, help="full_hash")
@options.as_json
@click.pass_obj
def checkpoint(session: Session, /, quoted: str | None, full: bool, as_json: bool) -> int:
    if quoted is not None:
        return _compare(session, quoted, as_json=as_json)
    from planengine.store.checkpoint import SHORT, WHOLE, checkpoints

    chosen = find_plan(session.journal, session.given_plan) if session.given_plan else None
    found = checkpoints(session.settings.database)
    found = tuple(one for one in found if chosen is None or one.checkpoint.plan == chosen.id)
    if as_json:
        plans = [
            {**one.checkpoint._asdict(), "line": one.checkpoint.line(), "at": one.seq, "verdict": one.verdict}
            for one in found
        ]
        json_out({"plans": plans})
    else:
        for one in found:
            if one.verdict is None:
                print(one.checkpoint.line(WHOLE if full else SHORT))
            else:
                # nothing to be quoted: whoever holds the line would vouch for a log that does not hold
                session.note(
                    "out.audit.breach",
                    plan=one.checkpoint.plan,
                    seq=one.seq,
                    verdict=one.verdict,
                    count=one.checkpoint.events,
                )
        if any(one.verdict is None for one in found):
            session.note("audit.checkpoint.quote")
    return FINDINGS if any(one.verdict for one in found) else 0


def _compare(session: Session, quoted: str, *, as_json: bool) -> int:
    from planengine.store.checkpoint import compare, read

    given, at, verdict = compare(session.settings.database, read(quoted))
    if as_json:
        json_out({**given._asdict(), "at": at, "verdict": verdict})
    else:
        code = verdict or "contained"
        code = f"audit.checkpoint.{code if code in COMPARED else 'broken'}"
        session.tell(code, plan=given.plan, events=given.events, at=at, verdict=verdict or "")
    return FINDINGS if verdict else 0


@audit.command(cls=SpeakingCommand, name="export", key="audit.export")
@click.argument("file", required=False, metavar="FILE")
@click.pass_obj
def export(session: Session, /, file: str | None) -> int:
    from planengine.store.export import Export

    chosen = find_plan(session.journal, session.given_plan).id if session.given_plan else None
    if file is None:
        lines = Export(session.settings.database, chosen, ascii_only=not _speaks_utf8())
        for line in lines:
            print(line)
    else:
        from planengine.files import write_whole

        lines = Export(session.settings.database, chosen)
        write_whole(file, (f"{line}\n".encode() for line in lines))
    for one in lines.checkpoints:
        breach = lines.breaches.get(one.plan)
        if breach is None:
            session.note("audit.export.written", line=one.line(), events=one.events)
        else:
            session.note("audit.export.breach", plan=one.plan, seq=breach.seq, verdict=breach.verdict)
    return FINDINGS if lines.breaches else 0


def _speaks_utf8() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "utf-8").replace("-", "").lower() == "utf8"
