"""Findings as they are shown: as text with excerpts, as JSON, as annotations of a forge."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planengine.cli.render import fold, screen
from planengine.cli.session import Session, json_out
from planengine.core.problems import Finding, Place
from planengine.planfile.read import Reading, read_plan

if TYPE_CHECKING:
    from planengine.messages.excerpt import Lines

SHOWN = 3
"""How many warnings of one code are shown whole; the others are named by their lines."""


def show_findings(
    session: Session, readings: list[Reading], form: str, *, everything: bool = False, strict: bool = False
) -> None:
    """Every error of every file; of warnings of one code the first ones, then the lines of the others.

    `form` is "text", "json" or "github". With `everything` all warnings are shown, also those that a plan silences.
    `strict` shows warnings as the errors they count as.
    """
    groups = distinct(readings)
    if form == "json":
        json_out(
            {
                "findings": [as_object(session, one, strict=strict) for group in groups for one in group],
                "silenced": [
                    {**as_object(session, one), "reason": reason}
                    for reading in readings
                    for one, reason in reading.silenced
                ],
            }
        )
    elif form == "github":
        for group in groups:
            for one in group:
                print(as_annotation(session, one, strict=strict))
    else:
        lines = {source.name: source.lines for reading in readings for source in reading.sources}
        for reading, group in zip(readings, groups, strict=True):
            _show_texts(session, group, lines, everything=everything, strict=strict)
            for one, reason in reading.silenced if everything else ():
                _show_silenced(session, one, reason, lines)


def distinct(readings: list[Reading]) -> list[list[Finding]]:
    """The findings of each reading without those that one before it has told: plans share directories."""
    told: set[tuple[str, Place, str]] = set()
    groups = []
    for reading in readings:
        new = {(one.code, one.place, repr(one.params)): one for one in reading.findings}
        groups.append([one for key, one in new.items() if key not in told])
        told.update(new)
    return groups


def read_or_show(session: Session, path: Path) -> Reading | None:
    """The plan of a file that has no errors; where it has some, all of its findings are shown instead."""
    reading = read_plan(path)
    if reading.plan is not None:
        return reading
    show_findings(session, [reading], "text")
    errors = sum(one.severity == "error" for one in reading.findings)
    session.note("out.validate.findings", errors=errors, warnings=len(reading.findings) - errors)
    return None


def _show_texts(
    session: Session, findings: list[Finding], lines: Lines, *, everything: bool, strict: bool
) -> None:
    from planengine.messages.excerpt import excerpt

    colour = colours()
    others: dict[tuple[str, str], list[int]] = {}
    seen: dict[str, int] = {}
    for one in findings:
        seen[one.code] = seen.get(one.code, 0) + 1
        if one.severity == "warning" and seen[one.code] > SHOWN and not everything:
            others.setdefault((one.code, one.place.file), []).append(one.place.line)
        else:
            shown = replace(one, severity="error") if strict else one
            print(excerpt(shown, lines, session.say.fill, colour=colour) + "\n")
    for (code, file), places in others.items():
        told = session.say(
            "out.validate.others", code=code, file=file, count=len(places), lines=tuple(places)
        )
        print("\n".join(fold(told, screen())) + "\n")


def _show_silenced(session: Session, one: Finding, reason: str, lines: Lines) -> None:
    from planengine.messages.excerpt import excerpt

    print(excerpt(one, lines, session.say.fill, colour=colours()))
    print(f"  = {session.say('PE.silenced', reason=reason)}\n")


def colours() -> bool:
    """Whether stdout is a terminal that shows colours and whose owner wants them (NO_COLOR, TERM=dumb)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout is not None and sys.stdout.isatty()


def as_object(session: Session, one: Finding, *, strict: bool = False) -> dict[str, object]:
    """A finding as it stands in JSON; docs/faults.md has the keys. Counted from 1; the end is the column after."""
    from planengine.messages.excerpt import advice, label, sentence

    fill = session.say.fill
    return {
        "code": one.code,
        "severity": "error" if strict else one.severity,
        **_place(one.place),
        "message": sentence(one, fill),
        "advice": advice(one, fill),
        "guess": one.params.get("guess"),
        "related": [
            {**_place(place), "message": label(one, at, fill)} for at, place in enumerate(one.related)
        ],
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "file": shown_path(place.file),
        "line": place.line,
        "column": place.column,
        "end_line": place.line,
        "end_column": place.column + place.width,
    }


def shown_path(file: str) -> str:
    """The path as a forge or an editor knows it: from the working folder where it lies in it, with slashes."""
    path = Path(file)
    if path.is_absolute():
        try:
            path = path.relative_to(Path.cwd())
        except (ValueError, OSError):
            return path.as_posix()
    return Path(os.path.normpath(path)).as_posix()


def as_annotation(session: Session, one: Finding, *, strict: bool = False) -> str:
    """A workflow command of GitHub Actions; its values escape what ends them."""
    from planengine.messages.excerpt import advice, label, sentence

    fill = session.say.fill
    said = [sentence(one, fill), *advice(one, fill)]
    for at, place in enumerate(one.related):
        where = f"{shown_path(place.file)}:{place.line}:{place.column}"
        said.append(session.say("PE.related", place=where, why=label(one, at, fill)))
    properties = {
        "file": shown_path(one.place.file),
        "line": one.place.line,
        "endLine": one.place.line,
        "col": one.place.column,
        "endColumn": one.place.column + one.place.width - 1,
        "title": one.code,
    }
    named = ",".join(f"{key}={_escaped(str(value), ',:')}" for key, value in properties.items())
    severity = "error" if strict else one.severity
    return f"::{severity} {named}::{_escaped(chr(10).join(said[:MANY_LINES]))}"


MANY_LINES = 12
"""So many lines of an annotation are written; a forge cuts long ones without saying so."""


def _escaped(text: str, more: str = "") -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for letter in more:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text
