"""The tokens of a text, and the comments that stand between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.tokens import ScalarToken

from planengine.planfile.layout_parts import Point


def comments(text: str) -> list[str]:
    """Every comment of the text, from its `#` to the end of its line, in the order of the file."""
    lines = text.split("\n")
    hashes = {at for at, line in enumerate(lines) if "#" in line}
    found: list[str] = []
    last = (0, 0)
    for token in tokens(text):
        mark, end = token.start_mark, token.end_mark
        line = mark.line
        if line != last[0] or line in hashes:
            start = (line, mark.column)
            found += _comments_between(lines, last, start)
            if line in hashes and token.__class__ is ScalarToken and token.style in ("|", ">"):
                _, sign, comment = lines[line][mark.column :].partition("#")
                if sign:
                    found.append(f"#{comment}".rstrip())
        if end.line != last[0] or end.column > last[1]:
            last = (end.line, end.column)
    return found


def _comments_between(lines: list[str], start: Point, end: Point) -> Iterator[str]:
    if end[0] >= len(lines):
        end = (len(lines) - 1, len(lines[-1]))
    for line in range(start[0], end[0] + 1):
        if "#" in lines[line]:
            stop = end[1] if line == end[0] else None
            text = lines[line][start[1] if line == start[0] else 0 : stop].strip()
            if text.startswith("#"):
                yield text


def tokens(text: str) -> Iterator[Any]:
    """The tokens of the scanner in use, in the order of the text."""
    yaml: Any = YAML(typ="safe")
    if yaml.Parser.__name__ == "CParser":
        return iter(yaml.Parser(text).get_token, None)
    return iter(yaml.scan(text))


def start_of(token: Any) -> Point:
    """Where a token begins."""
    mark = token.start_mark
    return mark.line, mark.column


def end_of(token: Any) -> Point:
    """Where it has ended."""
    mark = token.end_mark
    return mark.line, mark.column
