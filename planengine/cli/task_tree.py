"""A picture of a plan as a tree for terminals: sections, their tasks, and under each what waits for what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from planengine.cli.render import cut, fold, width
from planengine.core.plan import Section
from planengine.reports.graph_lettering import plain
from planengine.reports.graph_words import facts, legend, remarks, summary

if TYPE_CHECKING:
    from planengine.core.links import Link
    from planengine.core.picture import Picture, Point
    from planengine.messages import Words


class Signs(NamedTuple):
    """What the branches and arrows are made of."""

    fork: str
    last: str
    pass_by: str
    waits_for: str
    before: str


DRAWN = Signs("├─ ", "└─ ", "│  ", "←", "→")
TYPED = Signs("|- ", "`- ", "|  ", "<-", "->")
"""The same for an output that knows ASCII only."""

SHOWN = 12
"""How many of those that wait for a task are named under it."""


def tree(say: Words, picture: Picture, *, columns: int, signs: Signs = DRAWN) -> str:
    """The tasks that wait or are waited for as a tree, then those in no order as a list; lines fit `columns`."""
    lines = list(fold(say("graph.title", plan=picture.plan, title=picture.title), columns))
    for one in summary(say, picture):
        lines += fold(one, columns)
    if not picture.points:
        return "\n".join([*lines, say("graph.nothing")])
    lines.append("")
    lines += _Tree(say, picture, columns, signs).lines()
    loose = picture.loose
    if loose:
        if lines[-1]:
            lines.append("")
        lines.append(say("graph.loose", count=len(loose)))
        lines += [cut(f"  {one.id}  {_heading(say, one)}", columns) for one in loose]
    told = legend(say, picture)
    if told:
        lines.append("")
        for one in told:
            lines += fold(one, columns)
    return "\n".join(lines)


class _Tree:
    def __init__(self, say: Words, picture: Picture, columns: int, signs: Signs) -> None:
        self._say = say
        self._columns = columns
        self._signs = signs
        self._titles = {point.id: plain(point.title) for point in picture.points}
        self._before: dict[str, list[Link]] = {}
        self._after: dict[str, list[Link]] = {}
        for link in picture.drawn:
            self._before.setdefault(link.after, []).append(link)
            self._after.setdefault(link.before, []).append(link)
        tied = self._before.keys() | self._after.keys()
        self._children: dict[str | None, list[Section | Point]] = {}
        points = [point for point in picture.points if point.id in tied]
        needed = {point.section for point in points}
        for section in reversed(picture.sections):
            if section.id in needed:
                needed.add(section.section)
        for section in picture.sections:
            if section.id in needed:
                self._children.setdefault(section.section, []).append(section)
        for point in points:
            self._children.setdefault(point.section, []).append(point)

    def lines(self) -> Iterator[str]:
        """Depth first, without recursion; what stands at the top has no branch."""
        top = self._children.get(None, [])
        stack = [(one, "", "") for one in reversed(top)]
        while stack:
            node, lead, below = stack.pop()
            children = self._children.get(node.id, []) if isinstance(node, Section) else []
            yield from self._node(node, lead, below)
            for place, child in enumerate(reversed(children)):
                sign = self._signs.last if place == 0 else self._signs.fork
                rest = " " * len(sign) if place == 0 else self._signs.pass_by
                stack.append((child, below + sign, below + rest))

    def _node(self, node: Section | Point, lead: str, below: str) -> Iterator[str]:
        yield cut(f"{lead}{node.id}  {plain(node.title)}".rstrip(), self._columns)
        if isinstance(node, Section):
            return
        room = below + "   "
        told = " · ".join(facts(self._say, node))
        for line in fold(told, self._columns - width(room)) if told else ():
            yield room + line
        for link in self._before.get(node.id, ()):
            yield cut(f"{room}{self._signs.waits_for} {self._named(link, link.before)}", self._columns)
        afters = [self._short(link, link.after) for link in self._after.get(node.id, ())]
        if afters:
            if len(afters) > SHOWN:
                afters = [*afters[:SHOWN], self._say("graph.others", count=len(afters) - SHOWN)]
            opening = f"{self._signs.before} "
            for line in fold(", ".join(afters), self._columns - width(room + opening)):
                yield room + opening + line
                opening = " " * len(opening)

    def _named(self, link: Link, end: str) -> str:
        return f"{self._short(link, end)}  {self._titles[end]}".rstrip()

    def _short(self, link: Link, end: str) -> str:
        told = ", ".join(remarks(self._say, link))
        return f"{end} ({told})" if told else end


def _heading(say: Words, point: Point) -> str:
    return " · ".join((plain(point.title), *facts(say, point)))
