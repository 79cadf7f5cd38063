"""`graph`: what waits for what, as a tree, as a picture, or for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planengine import bootstrap
from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session, json_out
from planengine.core.picture import Choice
from planengine.errors import FINDINGS
from planengine.planfile.read import read_plan
from planengine.usecases.read_graph import draw, dues_of, read_in_force, states_of
from planengine.usecases.references import find_plan

if TYPE_CHECKING:
    from planengine.core.picture import Picture

FORMATS = ("text", "dot", "mermaid", "svg", "json")


@click.command(cls=SpeakingCommand, key="graph")
@click.argument("file", required=False, metavar="[FILE]")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    metavar="|".join(FORMATS),
    help="graph_format",
)
@click.option("--out", type=click.Path(), metavar="FILE", help="out")
@click.option("--section", type=options.NAME, metavar="ID", help="section")
@click.option("--from", "start", type=options.NAME, metavar="TASK", help="graph_from")
@click.option("--to", "end", type=options.NAME, metavar="TASK", help="graph_to")
@click.option("--depth", type=click.IntRange(min=0), metavar="N", help="depth")
@click.option("--periods", is_flag=True, help="periods")
@click.option("--full", is_flag=True, help="full")
@click.pass_obj
def graph(
    session: Session,
    /,
    file: str | None,
    form: str,
    out: str | None,
    section: str | None,
    start: str | None,
    end: str | None,
    depth: int | None,
    periods: bool,
    full: bool,
) -> int:
    choice = Choice(section, start, end, depth)
    if file is None:
        drawn = _tracked(session, choice, periods=periods, full=full)
    else:
        session.refuse_as_of()
        reading = read_plan(Path(file))
        if reading.plan is None:
            from planengine.cli.commands.plan import show_findings

            show_findings(session, [reading], "text")
            errors = sum(one.severity == "error" for one in reading.findings)
            session.note("out.validate.findings", errors=errors, warnings=len(reading.findings) - errors)
            return FINDINGS
        drawn = draw(reading.plan, reading.directory, reading.calendar, choice, periods=periods, full=full)
    _give(session, drawn, form, out)
    return 0


def _tracked(session: Session, choice: Choice, *, periods: bool, full: bool) -> Picture:
    """The picture of the plan that is tracked, with the states of today."""
    from planengine.usecases.read_work import read_work

    head = find_plan(session.journal, session.given_plan)
    plan, directory, calendar = read_in_force(bootstrap.open_plans(session.journal), head.uid)
    today = session.today(head)
    work = read_work(session.queries, head, today)
    return draw(
        plan,
        directory,
        calendar,
        choice,
        periods=periods,
        full=full,
        states=states_of(work, today),
        dues=dues_of(work),
    )


def _give(session: Session, drawn: Picture, form: str, out: str | None) -> None:
    """Writes the picture to the file, whole or not at all, or shows it."""
    if form == "json" and out is None:
        from planengine.reports.graph_json import as_object

        json_out(as_object(drawn))
        return
    text = _rendered(session, drawn, form, to_file=out is not None)
    if out is None:
        print(text)
        return
    from planengine.files import write_whole

    write_whole(out, f"{text}\n".encode())
    session.note("graph.written", path=out)


def _rendered(session: Session, drawn: Picture, form: str, *, to_file: bool) -> str:
    if form == "json":
        import json

        from planengine.reports.graph_json import as_object

        return json.dumps(as_object(drawn), ensure_ascii=False, indent=2)
    if form == "dot":
        from planengine.reports.graph_dot import as_dot

        return as_dot(session.say, drawn)
    if form == "svg":
        from planengine.reports.graph_svg import as_svg

        return as_svg(session.say, drawn)
    if form == "mermaid":
        from planengine.reports.graph_mermaid import as_mermaid, is_too_large

        text = as_mermaid(session.say, drawn)
        if is_too_large(drawn, text):
            session.note("graph.mermaid.large", links=len(drawn.drawn), letters=len(text))
        return text
    from planengine.cli.render import screen
    from planengine.cli.task_tree import DRAWN, TYPED, tree

    signs = DRAWN if to_file or _can_show("".join(DRAWN)) else TYPED
    return tree(session.say, drawn, columns=screen(), signs=signs)


def _can_show(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
