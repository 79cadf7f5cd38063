"""`evidence`: documents, files and links that show what came of the work. On the fast path."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.evidence_lines import as_object, evidence_line, referred
from planengine.cli.groups import SpeakingCommand, SpeakingGroup
from planengine.cli.naming import plan_named
from planengine.cli.session import Session, json_out
from planengine.core import evidence as rules
from planengine.errors import FINDINGS, Refusal, UsageRefusal
from planengine.usecases import evidence as journeys
from planengine.usecases.references import find_occurrence
from planengine.usecases.requests import Request

if TYPE_CHECKING:
    from planengine.store.evidence_folder import Finding


@click.group(cls=SpeakingGroup, key="evidence")
def evidence() -> None:
    pass


@evidence.command(cls=SpeakingCommand, name="add", key="evidence.add")
@click.argument("task", type=options.NAME, metavar="TASK")
@click.option("--document", type=options.TEXT, metavar="TEXT", help="evidence")
@click.option("--abstract", type=options.TEXT, metavar="TEXT", help="abstract")
@click.option("--file", type=click.Path(), metavar="FILE", help="evidence_file")
@click.option("--link", type=options.TEXT, metavar="URL", help="link")
@click.option("--on", type=options.DAY, metavar="DATE", help="on")
@options.speaker
@click.pass_obj
def add(
    session: Session,
    /,
    task: str,
    document: str | None,
    abstract: str | None,
    file: str | None,
    link: str | None,
    on: date | None,
    speaker: str | None,
) -> None:
    if document is None and file is None and link is None:
        raise UsageRefusal("evidence.nothing")
    if abstract is not None and document is None:
        raise UsageRefusal("evidence.abstract")
    plan = plan_named(session, task)
    request = Request(
        trigger=journeys.ADD,
        tasks=(task,),
        person=bootstrap.person(),
        speaker=session.speaker(speaker),
        plan=session.given_plan,
        on=on,
        channel="cli" if on is None else "paper",
        document=document if on is not None else None,
    )
    if link is not None:
        rules.check_link(link)
    journeys.find_own(session.journal, request)  # nothing is copied for a work that is not the speaker's
    read = rules.read_document(document) if document is not None else None
    if read is not None and abstract is not None:
        read = read._replace(abstract=abstract)
    added = journeys.add_evidence(
        session.journal,
        request,
        session.clock,
        session.today(plan),
        document=read,
        file=bootstrap.open_evidence(session.settings).keep(file) if file is not None else None,
        link=link,
    )
    session.tell("evidence.added", task=added.label)
    print("  " + evidence_line(session.say, added.row, session.queries.names()))
    if read is not None and read.number is None:
        session.note("evidence.unread", document=read.text)


@evidence.command(cls=SpeakingCommand, name="list", key="evidence.list")
@click.argument("task", type=options.NAME, metavar="TASK")
@options.as_json
@click.pass_obj
def list_it(session: Session, /, task: str, as_json: bool) -> None:
    if "/" not in task and session.given_plan:
        task = f"{session.given_plan}/{task}"
    plan, occurrence = find_occurrence(session.journal, task)
    listed = journeys.read_evidence(session.journal, session.queries, plan, occurrence)
    if as_json:
        json_out({"evidence": [as_object(one) for one in listed]})
        return
    names = session.queries.names()
    for one in listed:
        print(evidence_line(session.say, one.row, names))
    if not listed:
        session.note("evidence.list.nothing", task=occurrence.label)


@evidence.command(cls=SpeakingCommand, name="verify", key="evidence.verify", plan=False)
@click.option("--sweep", is_flag=True, help="sweep")
@options.as_json
@click.pass_obj
def verify(session: Session, /, sweep: bool, as_json: bool) -> int:
    folder = bootstrap.open_evidence(session.settings)
    removed = folder.sweep(lambda: referred(session), session.clock.now) if sweep else ()
    findings = folder.check(lambda: referred(session))
    count = len({(one.sha256, one.type) for one in referred(session)})
    if as_json:
        json_out(
            {
                "folder": folder.path,
                "files": count,
                "findings": [
                    {
                        "kind": one.kind,
                        "path": one.path,
                        "works": [{"task": task, "agency": agency} for task, agency in one.works],
                    }
                    for one in findings
                ],
                "removed": list(removed),
            }
        )
    else:
        for path in removed:
            session.tell("evidence.removed", path=path)
        for finding in findings:
            _tell_finding(session, finding)
        session.tell("evidence.well" if not findings else "evidence.ill", count=count, faults=len(findings))
    return FINDINGS if findings else 0


def _tell_finding(session: Session, one: Finding) -> None:
    session.tell(f"evidence.finding.{one.kind}", path=rules.shown_name(one.path))
    names = session.queries.names()
    for task, agency in one.works:
        print("  " + session.say("evidence.finding.work", task=task, agency=names.get(agency, agency)))


@evidence.command(cls=SpeakingCommand, name="fetch", key="evidence.fetch")
@click.argument("name", type=options.NAME, metavar="TASK|SHA")
@click.option("--out", type=click.Path(), metavar="FILE", required=True, help="out")
@click.option("--force", is_flag=True, help="force")
@click.pass_obj
def fetch(session: Session, /, name: str, out: str, force: bool) -> None:
    from planengine.files import write_whole

    if "/" not in name and session.given_plan and not _is_sum(name):
        name = f"{session.given_plan}/{name}"
    row = journeys.find_file(session.journal, session.queries, session.journal.plans(), name)
    if os.path.lexists(out) and not force:
        raise Refusal("evidence.out", path=rules.shown_name(out))
    folder = bootstrap.open_evidence(session.settings)
    write_whole(out, folder.pieces(str(row.sha256), str(row.type)))
    session.tell("evidence.fetched", name=row.name, path=rules.shown_name(out))


def _is_sum(name: str) -> bool:
    return len(name) >= journeys.SHORT and set(name.lower()) <= set("0123456789abcdef")
