"""The sections of a picture opened and closed around their points, for languages that nest."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from planengine.core.picture import Picture, Point
from planengine.core.plan import Section

Step = tuple[int, Section | Point | None]


def outline(picture: Picture, points: Collection[Point]) -> Iterator[Step]:
    """(depth, what): a section opens, a point stands in it, None closes the section opened last at that depth.

    Only sections that hold one of the points come.
    """
    needed = {point.section for point in points}
    for section in reversed(picture.sections):
        if section.id in needed:
            needed.add(section.section)
    children: dict[str | None, list[Section | Point]] = {}
    for section in picture.sections:
        if section.id in needed:
            children.setdefault(section.section, []).append(section)
    for point in points:
        children.setdefault(point.section, []).append(point)
    stack: list[Step] = [(0, one) for one in reversed(children.get(None, []))]
    while stack:
        depth, node = stack.pop()
        yield depth, node
        if isinstance(node, Section):
            stack.append((depth, None))
            stack += [(depth + 1, one) for one in reversed(children[node.id])]
