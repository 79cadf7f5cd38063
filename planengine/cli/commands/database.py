"""`db`: the database as a file that must be looked after."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.session import Session, json_out
from planengine.errors import FINDINGS, AnswerNeeded, PlanengineError

if TYPE_CHECKING:
    from planengine.store.restoring import Foreseen
    from planengine.store.soundness import Complaint, Soundness


@click.group(cls=SpeakingGroup, key="db")
def db() -> None:
    pass


@db.command(cls=SpeakingCommand, name="backup", key="db.backup", plan=False)
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--force", is_flag=True, help="force")
@options.as_json
@click.pass_obj
def backup(session: Session, /, file: str | None, force: bool, as_json: bool) -> None:
    try:
        kept, shared = bootstrap.back_up(session.settings, file, session.clock.now, force=force)
    except PlanengineError as error:
        _complain_of(session, error)
        raise
    if shared:
        session.note("keeping.network", path=kept.path)
    if as_json:
        plans = _plans(kept.found)
        json_out({"path": kept.path, "bytes": kept.size, "sha256": kept.sha256, "plans": plans})
        return
    session.tell("keeping.backed_up", path=kept.path, size=_size(session, kept.size))
    _tell_plans(session, kept.found)


@db.command(cls=SpeakingCommand, name="restore", key="db.restore", plan=False)
@click.argument("file", metavar="FILE")
@click.option("--yes", is_flag=True, help="yes")
@click.pass_obj
def restore(session: Session, /, file: str, yes: bool) -> None:
    def tell(seen: Foreseen) -> None:
        _foretell(session, file, seen)

    def ask() -> None:
        _ask(session)

    try:
        done = bootstrap.restore(session.settings, file, session.clock.now, tell, None if yes else ask)
    except PlanengineError as error:
        _complain_of(session, error)
        raise
    session.tell("keeping.restored", path=session.settings.database, file=file)
    _tell_plans(session, done.found)
    if done.kept is not None:
        session.tell("keeping.kept", path=done.kept)
    if done.found.older:
        session.note("keeping.older")
    if done.reminds:
        session.note("keeping.letters")


@db.command(cls=SpeakingCommand, name="check", key="db.check", plan=False)
@options.as_json
@click.pass_obj
def check(session: Session, /, as_json: bool) -> int:
    path = session.settings.database
    checked = bootstrap.check_database(session.settings)
    found = checked.found
    warnings = [*checked.warnings, *(() if found.complaints else _evidence(session))]
    if as_json:
        json_out(
            {
                "database": path,
                "sqlite": checked.sqlite,
                "schema": found.schema,
                "journal_mode": checked.journal_mode,
                "plans": _plans(found),
                "findings": [{"code": one.code, **one.params} for one in found.complaints],
                "warnings": [{"code": one.code, **one.params} for one in warnings],
            }
        )
    else:
        if not found.complaints:
            session.tell("keeping.sound", path=path, schema=found.schema, sqlite=checked.sqlite)
        for line in _complaints(session, found.complaints):
            print(line)
        _tell_plans(session, found)
        for one in warnings:
            session.note(f"keeping.warning.{one.code}", **one.params)
    return FINDINGS if found.complaints else 0


@db.command(cls=SpeakingCommand, name="migrate", key="db.migrate", plan=False)
@click.pass_obj
def migrate(session: Session, /) -> None:
    before, after = bootstrap.migrate(session.settings)
    code = "out.db.current" if before == after else "out.db.migrated"
    session.tell(code, path=session.settings.database, before=before, after=after)


def _evidence(session: Session) -> list[Complaint]:
    """What is missing of the files of evidence, at a glance: their bytes are not read."""
    from planengine.cli.evidence_lines import referred
    from planengine.store.soundness import Complaint

    folder = bootstrap.open_evidence(session.settings)
    lost = folder.lost(referred(session))
    return [Complaint("evidence", {"count": len(lost), "folder": folder.path})] if lost else []


def _foretell(session: Session, file: str, seen: Foreseen) -> None:
    """What restoring will do, before it is done."""
    session.tell("keeping.sound_backup" if seen.summed else "keeping.whole_backup", path=file)
    if not seen.summed:
        session.note("keeping.no_sum", path=file)
    if seen.present != "readable":
        session.tell(f"keeping.present.{seen.present}", path=session.settings.database)
        return
    if seen.strange:
        session.tell("keeping.strange")
    if not seen.plans:
        session.tell("keeping.same")
    for one in seen.plans:
        if one.lost:
            session.tell("keeping.lost" if one.common else "keeping.lost_all", **one._asdict())
        if one.gained:
            session.tell("keeping.gained", **one._asdict())


def _ask(session: Session) -> None:
    if not sys.stdin or not sys.stdin.isatty():
        raise AnswerNeeded("restore.answer")
    print(session.say("out.apply.ask"), end=" ", flush=True)
    if sys.stdin.readline().strip().casefold() not in session.say("cli.yes_words").split():
        raise click.Abort


def _complain_of(session: Session, error: PlanengineError) -> None:
    """Where a refusal rests on what was found in a file: all of it, before the refusal, which says what to do."""
    found: Soundness | None = getattr(error, "found", None)
    if found is not None:
        for one in found.complaints:
            session.note(f"keeping.found.{one.code}", **one.params)


def _complaints(session: Session, complaints: Iterable[Complaint]) -> Iterable[str]:
    """Each complaint, and under it what to do; the same advice once."""
    advice: dict[str, None] = {}
    for one in complaints:
        yield session.say(f"keeping.found.{one.code}", **one.params)
        advice[session.say(f"keeping.remedy.{one.code}")] = None
    yield from advice


def _plans(found: Soundness) -> list[dict[str, object]]:
    return [{"plan": one.plan, "events": one.events, "hash": one.hash} for one in found.plans]


def _tell_plans(session: Session, found: Soundness) -> None:
    for one in found.plans:
        if one.verdict is None:
            session.tell("keeping.plan", plan=one.plan, events=one.events, hash=one.hash)


def _size(session: Session, size: int) -> str:
    kib = (size + 1023) // 1024
    return f"{kib} KiB" if kib < 10240 else f"{kib // 1024} MiB"
