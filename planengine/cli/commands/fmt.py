"""`fmt`: plan, directory and calendar files in canonical order and spacing."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from planengine.cli.groups import SpeakingCommand
from planengine.cli.session import Session
from planengine.core.problems import Finding
from planengine.errors import DIFFERENT, FINDINGS, Findings
from planengine.planfile.rewriting import formatted
from planengine.planfile.rewriting_file import is_same, replace_text
from planengine.planfile.text import SourceFile, read_source


@click.command(cls=SpeakingCommand, key="fmt", plan=False)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--check", is_flag=True, help="check")
@click.option("--diff", is_flag=True, help="diff")
@click.pass_obj
def fmt(session: Session, /, files: tuple[str, ...], check: bool, diff: bool) -> int:
    formatting, faults = _read(session, files)
    changed = [(source, text) for source, text in formatting if not is_same(source, text)]
    for source, text in changed:
        if diff:
            show_difference(source, text)
        if check and not diff:
            print(source.name)
        if not check and not diff:
            replace_text(source, text)
            session.tell("fmt.written", file=source.name)
    if check or diff:
        session.note("fmt.would_change" if changed else "fmt.clean", count=len(changed or formatting))
    elif formatting and not changed:
        session.tell("fmt.clean", count=len(formatting))
    if faults:
        session.note("fmt.left_alone", count=faults)
        return FINDINGS
    return DIFFERENT if check and changed else 0


def _read(session: Session, files: tuple[str, ...]) -> tuple[list[tuple[SourceFile, str]], int]:
    """Each file with its formatted text, and how many cannot be formatted: what is wrong with them is shown."""
    found: list[tuple[SourceFile, str]] = []
    faults = 0
    for name in dict.fromkeys(files):
        source = read_source(Path(name), name)
        if isinstance(source, Finding):
            show_faults(session, None, (source,))
            faults += 1
            continue
        try:
            found.append((source, formatted(source)))
        except Findings as refused:
            show_faults(session, source, tuple(one for one in refused.findings if isinstance(one, Finding)))
            faults += 1
    return found, faults


def show_faults(session: Session, source: SourceFile | None, findings: tuple[Finding, ...]) -> None:
    """Each with its place and lines, as `validate` shows it."""
    from planengine.messages.excerpt import excerpt

    lines = {source.name: source.lines} if source else {}
    for one in findings:
        print(excerpt(one, lines, session.say.fill) + "\n")


def show_difference(source: SourceFile, text: str) -> None:
    """What would change in the file, as a unified diff on stdout."""
    from difflib import unified_diff

    before, after = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    for line in unified_diff(before, after, source.name, source.name):
        sys.stdout.write(line if line.endswith("\n") else f"{line}\n")
