"""A picture in the language of Mermaid."""

from __future__ import annotations

import json
from collections.abc import Iterator

from planengine.core.links import Link
from planengine.core.picture import Picture, Point
from planengine.core.plan import Section
from planengine.messages import Words
from planengine.reports.graph_colours import FILLS, look
from planengine.reports.graph_lettering import plain, wrap
from planengine.reports.graph_outline import outline
from planengine.reports.graph_words import facts, remarks

WIDTH, SIZE, LINES = 230, 12, 4

MOST_LINKS, MOST_LETTERS = 500, 50_000
"""What Mermaid draws unless it is set up otherwise."""


def as_mermaid(say: Words, picture: Picture) -> str:
    """A flowchart from left to right: a subgraph for each section, a node for each point, named by its id in the
    first line of its label.

    Tasks in no order stand in a subgraph of their own.
    """
    return "\n".join(_lines(say, picture))


def is_too_large(picture: Picture, text: str) -> bool:
    """Whether Mermaid, as it comes, refuses to draw it."""
    return len(picture.drawn) > MOST_LINKS or len(text) > MOST_LETTERS


def _lines(say: Words, picture: Picture) -> Iterator[str]:
    names = {point.id: f"n{number}" for number, point in enumerate(picture.points, 1)}
    frames = {section.id: f"s{number}" for number, section in enumerate(picture.sections, 1)}
    title = plain(say("graph.title", plan=picture.plan, title=picture.title))
    yield "---"
    yield f"title: {json.dumps(title, ensure_ascii=False)}"
    yield "---"
    yield "flowchart LR"
    loose = picture.loose
    apart = {point.id for point in loose}
    for depth, node in outline(picture, [point for point in picture.points if point.id not in apart]):
        room = "  " * (depth + 1)
        if node is None:
            yield f"{room}end"
        elif isinstance(node, Section):
            heading = wrap(plain(f"{node.id} {node.title}"), 2 * WIDTH, SIZE, 2)
            yield f"{room}subgraph {frames[node.id]}[{_label(heading)}]"
        else:
            yield f"{room}{names[node.id]}[{_label(_shown(say, node))}]"
    if loose:
        yield f"  subgraph s0[{_label([say('graph.loose', count=len(loose))])}]"
        for point in loose:
            yield f"    {names[point.id]}[{_label(_shown(say, point))}]"
        yield "  end"
    for link in picture.drawn:
        yield f"  {names[link.before]} {_arrow(say, link)} {names[link.after]}"
    yield from _classes(picture, names)


def _shown(say: Words, point: Point) -> list[str]:
    lines = [point.id, *wrap(plain(point.title), WIDTH, SIZE, LINES)]
    for fact in facts(say, point):
        lines += wrap(plain(fact), WIDTH, SIZE, 2)
    return lines


def _arrow(say: Words, link: Link) -> str:
    arrow = "-.->" if link.soft else "==>" if link.by_agency else "-->"
    told = remarks(say, link)
    return f"{arrow}|{_label(told)}|" if told else arrow


def _classes(picture: Picture, names: dict[str, str]) -> Iterator[str]:
    """The colours of tracked work, as classes."""
    members: dict[str, list[str]] = {}
    for point in picture.points:
        colour = look(point.state)
        if colour is not None:
            members.setdefault(colour, []).append(names[point.id])
    for colour, nodes in members.items():
        yield f"  classDef {colour} fill:{FILLS[colour]},color:#1a1a1a"
        yield f"  class {','.join(nodes)} {colour}"


def _label(lines: list[str] | tuple[str, ...]) -> str:
    """A text to show: every sign that could mean something to Mermaid, to Markdown or to HTML stands as its number."""
    return '"' + "<br/>".join("".join(map(_escaped, line)) for line in lines) + '"'


def _escaped(letter: str) -> str:
    if letter.isalnum() or not letter.isascii() or letter in _HARMLESS:
        return letter
    return f"#{ord(letter)};"


_HARMLESS = " .,()/%+-!?'"
