"""A picture in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from planengine.core.links import Link
from planengine.core.picture import Picture, Point
from planengine.core.plan import Section
from planengine.messages import Words
from planengine.reports.graph_colours import FILLS, look
from planengine.reports.graph_lettering import FONTS, plain, wrap
from planengine.reports.graph_outline import outline
from planengine.reports.graph_words import facts, remarks, summary

WIDTH, SIZE, LINES = 210, 11, 4
"""Points that a line of a label may take, the size of its letters, and how many lines a title gets."""

LOOSE = "cluster:loose"
"""The frame of the tasks in no order; no section is called so, since ids have no colon."""


def as_dot(say: Words, picture: Picture) -> str:
    """A digraph from left to right: a frame for each section, a node for each point, named by its id.

    Tasks in no order stand in a frame of their own.
    """
    return "\n".join(_lines(say, picture))


def _lines(say: Words, picture: Picture) -> Iterator[str]:
    title = [plain(say("graph.title", plan=picture.plan, title=picture.title)), *summary(say, picture)]
    fonts = _quoted(FONTS)
    yield f"digraph {_quoted(picture.plan)} {{"
    yield f"  graph [rankdir=LR, labelloc=t, fontname={fonts}, label={_label(title)}];"
    yield f'  node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontsize={SIZE}, fontname={fonts}];'
    yield f"  edge [fontsize={SIZE - 1}, fontname={fonts}];"
    loose = picture.loose
    apart = {point.id for point in loose}
    yield from _frames(say, picture, [point for point in picture.points if point.id not in apart])
    if loose:
        yield f"  subgraph {_quoted(LOOSE)} {{"
        yield f"    label={_label([say('graph.loose', count=len(loose))])};"
        yield from (f"    {_node(say, point)}" for point in loose)
        yield "  }"
    yield from (f"  {_edge(say, link)}" for link in picture.drawn)
    yield "}"


def _frames(say: Words, picture: Picture, points: list[Point]) -> Iterator[str]:
    for depth, node in outline(picture, points):
        room = "  " * (depth + 1)
        if node is None:
            yield f"{room}}}"
        elif isinstance(node, Section):
            yield f"{room}subgraph {_quoted(f'cluster_{node.id}')} {{"
            yield f"{room}  label={_label(wrap(plain(f'{node.id} {node.title}'), 2 * WIDTH, SIZE, 2))};"
        else:
            yield f"{room}{_node(say, node)}"


def _node(say: Words, point: Point) -> str:
    lines = [point.id, *wrap(plain(point.title), WIDTH, SIZE, LINES)]
    for fact in facts(say, point):
        lines += wrap(plain(fact), WIDTH, SIZE, 2)
    shown = [f"label={_label(lines)}", f"tooltip={_label([plain(point.title) or point.id])}"]
    colour = look(point.state)
    if colour is not None:
        shown.append(f'fillcolor="{FILLS[colour]}"')
    if point.elsewhere:
        shown.append('style="rounded,dashed"')
    return f"{_quoted(point.id)} [{', '.join(shown)}];"


def _edge(say: Words, link: Link) -> str:
    shown = []
    told = remarks(say, link)
    if told:
        shown.append(f"label={_label(told)}")
    tip = say("graph.waits", after=link.after, before=link.before)
    if link.reason:
        tip = f"{tip}; {say('graph.reason', reason=link.reason)}"
    shown.append(f"tooltip={_label([plain(tip)])}")
    if link.soft:
        shown.append("style=dashed")
    if link.by_agency:
        shown.append("penwidth=2")
    return f"{_quoted(link.before)} -> {_quoted(link.after)} [{', '.join(shown)}];"


def _quoted(text: str) -> str:
    """A name: what stands in it means itself."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _label(lines: list[str] | tuple[str, ...]) -> str:
    """A text to show: a backslash begins an escape and "&" an entity, unless they are escaped themselves."""
    escaped = [
        line.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"').replace("<", "&lt;")
        for line in lines
    ]
    return '"' + "\\n".join(escaped) + '"'
