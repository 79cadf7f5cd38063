"""A picture laid out on a page: a box for each point, a way for each link, each mark in a place of its own.

What hangs together is laid out together, and the pieces stand below and beside each other. All figures are pixels; y
grows downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planengine.core.links import Link
from planengine.core.picture import Picture, Point
from planengine.messages import Words
from planengine.reports.graph_layers import Columns, columns
from planengine.reports.graph_lettering import advance, clip, plain, wrap
from planengine.reports.graph_words import facts, remarks

WIDTH = 232.0
PAD = 10.0
ID_SIZE, TITLE_SIZE, FACT_SIZE, MARK_SIZE = 12.0, 12.0, 10.5, 10.0
LINE, FACT_LINE = 16.0, 14.0
TITLE_LINES = 4
GAP, LANE, MARK_HEIGHT = 18.0, 54.0, 15.0
BETWEEN = 34.0
"""Between two pieces of a drawing that no link joins."""


@dataclass
class Box:
    """A point with its lines; `x` and `y` are its upper left corner."""

    point: Point
    title: list[str]
    facts: list[str]
    height: float
    x: float = 0.0
    y: float = 0.0


@dataclass
class Mark:
    """What stands on a link: its text, and the frame that is kept free for it."""

    text: str
    x: float
    y: float
    width: float


@dataclass
class Way:
    """The corners of a link from box to box: pairs (from, to) are crossed in a curve, between them it runs level."""

    link: Link
    corners: list[tuple[float, float]]
    mark: Mark | None = None


@dataclass
class Page:
    """Everything in its place, within `width` and `height`."""

    boxes: list[Box] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0


def lay_out(say: Words, picture: Picture) -> Page:
    """The page of all points that have a link."""
    page = Page()
    pieces = [_piece(say, points, links) for points, links in _pieces(picture)]
    area = sum((piece.width + BETWEEN) * (piece.height + BETWEEN) for piece in pieces)
    widest = max([1200.0, (area * 1.6) ** 0.5, *(piece.width for piece in pieces)])
    x = y = row = 0.0
    for piece in pieces:
        if x and x + piece.width > widest:
            x, y, row = 0.0, y + row + BETWEEN, 0.0
        _move(piece, x, y)
        page.boxes += piece.boxes
        page.ways += piece.ways
        page.width = max(page.width, x + piece.width)
        page.height = max(page.height, y + piece.height)
        x += piece.width + BETWEEN
        row = max(row, piece.height)
    return page


def _pieces(picture: Picture) -> list[tuple[list[Point], list[Link]]]:
    """What hangs together by drawn links, in the order of the plan."""
    chief: dict[str, str] = {}

    def head(name: str) -> str:
        while chief.setdefault(name, name) != name:
            chief[name] = name = chief[chief[name]]
        return name

    for link in picture.drawn:
        chief[head(link.after)] = head(link.before)
    found: dict[str, tuple[list[Point], list[Link]]] = {}
    for point in picture.points:
        if point.id in chief:
            found.setdefault(head(point.id), ([], []))[0].append(point)
    for link in picture.drawn:
        found[head(link.before)][1].append(link)
    return list(found.values())


def _move(piece: Page, x: float, y: float) -> None:
    for box in piece.boxes:
        box.x += x
        box.y += y
    for way in piece.ways:
        way.corners = [(one + x, other + y) for one, other in way.corners]
        if way.mark is not None:
            way.mark.x += x
            way.mark.y += y


# ---- one piece


def _piece(say: Words, points: list[Point], links: list[Link]) -> Page:
    number = {point.id: at for at, point in enumerate(points)}
    marks = [", ".join(remarks(say, link)) for link in links]
    boxes = [_box(say, point) for point in points]
    marked = [0] * len(points)
    arriving = [0] * len(points)
    leaving = [0] * len(points)
    for link, text in zip(links, marks, strict=True):
        marked[number[link.after]] += bool(text)
        arriving[number[link.after]] += 1
        leaving[number[link.before]] += 1
    for box, with_mark, ins, outs in zip(boxes, marked, arriving, leaving, strict=True):
        # every mark has a line of its own before the box
        room = max(with_mark * MARK_HEIGHT + (ins - with_mark) * 5, outs * 3)
        box.height = max(box.height, min(room, 40_000.0) + 8)
    edges = [(number[link.before], number[link.after], _style(link)) for link in links]
    places = columns([box.height for box in boxes], edges, GAP)
    lefts = _lefts(places, links, marks, number)
    for at, box in enumerate(boxes):
        box.x = lefts[places.column[at]]
        box.y = places.middle[at] - box.height / 2
    ways = _ways(places, links, marks, number, boxes, lefts)
    page = Page(boxes, ways)
    page.width = max(box.x for box in boxes) + WIDTH
    page.height = max([*(box.y + box.height for box in boxes), *(y for way in ways for _, y in way.corners)])
    return page


def _style(link: Link) -> str:
    return f"{link.type}{link.soft:d}{link.by_agency:d}"


def _box(say: Words, point: Point) -> Box:
    inner = WIDTH - 2 * PAD
    title = wrap(plain(point.title), inner, TITLE_SIZE, TITLE_LINES)
    told = facts(say, point)
    lines = [clip(plain(told[0]), inner, FACT_SIZE)] if told else []
    if len(told) > 1:
        lines += wrap(plain(" · ".join(told[1:])), inner, FACT_SIZE, 2)
    height = PAD + LINE * (1 + len(title)) + FACT_LINE * len(lines) + PAD / 2
    return Box(point, title, lines, height)


def _lefts(
    places: Columns, links: Sequence[Link], marks: Sequence[str], number: dict[str, int]
) -> list[float]:
    """The left edge of every column: before each there is room for its marks and for the ways that turn there."""
    room = [0.0] * len(places.order)
    turning = [0] * len(places.order)
    for link, text in zip(links, marks, strict=True):
        at = places.column[number[link.after]]
        turning[at] += 1
        if text:
            room[at] = max(room[at], advance(text, MARK_SIZE) + 16)
    found = [0.0]
    for at in range(1, len(places.order)):
        found.append(found[-1] + WIDTH + LANE + min(90, 3 * turning[at]) + room[at])
    return found


def _ways(
    places: Columns,
    links: Sequence[Link],
    marks: Sequence[str],
    number: dict[str, int],
    boxes: Sequence[Box],
    lefts: Sequence[float],
) -> list[Way]:
    starts = _ports(places, [(way[0], way[1]) for way in places.ways], boxes, [0.0] * len(links))
    sizes = [MARK_HEIGHT if text else 0.0 for text in marks]
    ends = _ports(places, [(way[-1], way[-2]) for way in places.ways], boxes, sizes)
    found = []
    for at, (link, way) in enumerate(zip(links, places.ways, strict=True)):
        corners = [(lefts[places.column[way[0]]] + WIDTH, starts[at])]
        for bend in way[1:-1]:
            left = lefts[places.column[bend]]
            corners += [(left, places.middle[bend]), (left + WIDTH, places.middle[bend])]
        right = lefts[places.column[way[-1]]]
        mark = None
        if marks[at]:
            wide = advance(marks[at], MARK_SIZE) + 4
            mark = Mark(marks[at], right - 10 - wide, ends[at] - MARK_HEIGHT / 2, wide)
            corners += [(mark.x, ends[at])]
        corners.append((right, ends[at]))
        found.append(Way(link, corners, mark))
    return found


def _ports(
    places: Columns,
    ends: Sequence[tuple[int, int]],
    boxes: Sequence[Box],
    sizes: Sequence[float],
) -> list[float]:
    """At which height each way meets its box: in the order in which the ways come, marks clear of each other.

    `ends` are (the box, what the way passes next); ways of one box to one bend leave together, unless they bear marks.
    """
    by_box: dict[int, list[int]] = {}
    for at, (box, _) in enumerate(ends):
        by_box.setdefault(box, []).append(at)
    found = [0.0] * len(ends)
    for box, ways in by_box.items():
        ways.sort(key=lambda at: (places.middle[ends[at][1]], at))
        slots: list[list[int]] = []
        for at in ways:
            shared = (
                slots and not sizes[at] and ends[slots[-1][0]][1] == ends[at][1] and not sizes[slots[-1][0]]
            )
            if shared:
                slots[-1].append(at)
            else:
                slots.append([at])
        room = boxes[box].height - 8
        needed = [max(sizes[slot[0]], 3.0) for slot in slots]
        spare = min(max(0.0, room - sum(needed)) / len(slots), 9.0)
        y = places.middle[box] - (sum(needed) + spare * len(slots)) / 2
        for slot, height in zip(slots, needed, strict=True):
            for at in slot:
                found[at] = y + (height + spare) / 2
            y += height + spare
    return found
