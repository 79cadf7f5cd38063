"""A picture as SVG, drawn without any other program: readable on light and dark grounds, nothing cut without a "…"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from planengine.core.links import Link
from planengine.core.picture import Picture, Point
from planengine.messages import Words
from planengine.reports import graph_boxes as boxes
from planengine.reports.graph_boxes import Box, Mark, Way, lay_out
from planengine.reports.graph_colours import look
from planengine.reports.graph_lettering import FONTS, advance, clip, plain, wrap
from planengine.reports.graph_words import facts, legend, summary

EDGE = 24.0
HEAD_SIZE, TEXT_SIZE = 16.0, 12.0
ROW, LIST_ROW, LIST_WIDTH = 19.0, 18.0, 470.0
LEAST = 720.0

STYLE = """
text{font-family:FONTS;fill:#1b1f24}
.ground{fill:#ffffff}
.head{font-size:16px;font-weight:bold}
.text,.title{font-size:12px}
.id{font-size:12px;font-weight:bold}
.fact{font-size:10.5px;fill:#57606a}
.mark{font-size:10px;fill:#424a53}
.box{fill:#f6f8fa;stroke:#8c959f}
.elsewhere .box{stroke-dasharray:5 4}
.state{stroke:none;fill:#9aa3ad}
.state.done{fill:#2da44e}.state.open{fill:#218bff}.state.late{fill:#cf222e}
.way{fill:none;stroke:#57606a;stroke-width:1.3}
.way.ss{stroke-dasharray:10 3 2 3}.way.ff{stroke-dasharray:2 3}.way.soft{stroke-dasharray:6 4;stroke:#8c959f}
.way.agency{stroke-width:2.6}
.tip{fill:#57606a}
.under{fill:#ffffff}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}.ground,.under{fill:#0d1117}.fact,.mark{fill:#a9b4bf}
.box{fill:#161b22;stroke:#6e7681}.way{stroke:#a9b4bf}.way.soft{stroke:#7d8590}.tip{fill:#a9b4bf}
}
""".replace("FONTS", FONTS)


def as_svg(say: Words, picture: Picture) -> str:
    """The drawing: title and counts, a legend, boxes in columns from left to right, and below them, as a list, the
    tasks in no order; hovering over a box shows its whole text."""
    return "\n".join(_Drawing(say, picture).lines())


class _Drawing:
    def __init__(self, say: Words, picture: Picture) -> None:
        self._say = say
        self._picture = picture
        self._page = lay_out(say, picture)
        self._width = max(LEAST, self._page.width)
        self._y = EDGE
        self._sections = {one.id: plain(f"{one.id} {one.title}") for one in picture.sections}

    def lines(self) -> Iterator[str]:
        """From top to bottom; the frame comes first, since its size is known last."""
        body = [*self._heading(), *self._legend(), *self._graph(), *self._list()]
        width, height = _figure(self._width + 2 * EDGE), _figure(self._y + EDGE)
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" direction="ltr">'
        )
        title = self._say("graph.title", plan=self._picture.plan, title=self._picture.title)
        yield f"<title>{escape(plain(title))}</title>"
        yield f"<style>{STYLE}</style>"
        yield (
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
            'markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0L8 4L0 8Z"/></marker></defs>'
        )
        yield f'<rect class="ground" width="{width}" height="{height}"/>'
        yield from body
        yield "</svg>"

    def _heading(self) -> Iterator[str]:
        title = plain(self._say("graph.title", plan=self._picture.plan, title=self._picture.title))
        for line in wrap(title, self._width / 1.25, HEAD_SIZE, 4):
            self._y += HEAD_SIZE
            yield _text("head", EDGE, self._y, line)
            self._y += 6
        for one in summary(self._say, self._picture):
            for line in wrap(one, self._width, TEXT_SIZE, 3):
                self._y += ROW
                yield _text("text", EDGE, self._y, line)
        if not self._picture.points:
            self._y += ROW
            yield _text("text", EDGE, self._y, self._say("graph.nothing"))

    def _legend(self) -> Iterator[str]:
        """The styles and codes that occur, one after the other, in as many rows as they need."""
        drawn = self._picture.drawn
        if not drawn:
            return
        entries = [("way", "graph.legend.hard")] if any(not link.soft for link in drawn) else []
        if any(link.soft for link in drawn):
            entries.append(("way soft", "graph.legend.soft"))
        if any(link.by_agency for link in drawn):
            entries.append(("way agency", "graph.legend.by_agency"))
        shown = [(style, self._say(code)) for style, code in entries]
        styles = {"SS": "way ss", "FF": "way ff"}
        shown += [(styles.get(one[:2], ""), one) for one in legend(self._say, self._picture)]
        x, self._y = EDGE, self._y + ROW + 6
        for style, text in shown:
            room = advance(text, TEXT_SIZE) + 24 + (46 if style else 0)
            if x > EDGE and x + room > self._width + EDGE:
                x, self._y = EDGE, self._y + ROW
            if style:
                yield _path(style, f"M{_figure(x)} {_figure(self._y - 4)}h38")
            yield _text("text", x + (46 if style else 0), self._y, text)
            x += room

    # The graph

    def _graph(self) -> Iterator[str]:
        if not self._page.boxes:
            return
        self._y += 22
        yield f'<g transform="translate({_figure(EDGE)} {_figure(self._y)})">'
        yield from map(self._way, self._page.ways)
        for way in self._page.ways:
            if way.mark is not None:
                yield from _mark(way.mark)
        yield from map(self._box, self._page.boxes)
        yield "</g>"
        self._y += self._page.height

    def _way(self, way: Way) -> str:
        link = way.link
        tip = [self._say("graph.waits", after=link.after, before=link.before)]
        if way.mark is not None:
            tip.append(way.mark.text)
        if link.reason:
            tip.append(self._say("graph.reason", reason=link.reason))
        return _path(_look_of(link), _course(way.corners), title=plain("; ".join(tip)))

    def _box(self, box: Box) -> str:
        point = box.point
        colour = look(point.state)
        parts = [
            f'<g class="task{" elsewhere" if point.elsewhere else ""}" id={quoteattr(f"task-{point.id}")}>',
            f"<title>{escape(self._whole(point))}</title>",
            _rect("box", box.x, box.y, boxes.WIDTH, box.height, round_=5),
        ]
        if colour is not None:
            parts.append(_rect(f"state {colour}", box.x, box.y + 5, 4, box.height - 10))
        left, y = box.x + boxes.PAD, box.y + boxes.PAD / 2 + boxes.LINE - 4
        inner = boxes.WIDTH - 2 * boxes.PAD
        parts.append(_text("id", left, y, clip(point.id, inner / 1.25, boxes.ID_SIZE)))
        for line in box.title:
            y += boxes.LINE
            parts.append(_text("title", left, y, line))
        for line in box.facts:
            y += boxes.FACT_LINE
            parts.append(_text("fact", left, y, line))
        return "".join([*parts, "</g>"])

    def _whole(self, point: Point) -> str:
        """All that is known of a point, a line for each fact: what hovering shows."""
        lines = [f"{point.id} {point.title}", self._sections.get(point.section or "", "")]
        lines += facts(self._say, point)
        return "\n".join(plain(line) for line in lines if line)

    # The list

    def _list(self) -> Iterator[str]:
        loose = self._picture.loose
        if not loose:
            return
        self._y += 34
        yield _text("id", EDGE, self._y, self._say("graph.loose", count=len(loose)))
        self._y += 6
        across = max(1, int(self._width // LIST_WIDTH))
        down = -(-len(loose) // across)
        room = self._width / across - 16
        names = max(advance(clip(one.id, room / 3, TEXT_SIZE), TEXT_SIZE, bold=True) for one in loose) + 8
        for at, point in enumerate(loose):
            x = EDGE + (at // down) * (self._width / across)
            y = self._y + (at % down + 1) * LIST_ROW
            yield self._entry(point, x, y, room, names)
        self._y += down * LIST_ROW

    def _entry(self, point: Point, x: float, y: float, room: float, names: float) -> str:
        colour = look(point.state)
        parts = [
            f'<g class="task loose" id={quoteattr(f"task-{point.id}")}>',
            f"<title>{escape(self._whole(point))}</title>",
            _rect(f"state {colour}", x - 9, y - 9, 4, 11) if colour is not None else "",
            _text("id", x, y, clip(point.id, room / 3, TEXT_SIZE)),
            _text("text", x + names, y, clip(plain(point.title), room - names, TEXT_SIZE)),
        ]
        return "".join([*parts, "</g>"])


def _look_of(link: Link) -> str:
    names = ["way"]
    if link.type != "FS":
        names.append(link.type.lower())
    if link.soft:
        names.append("soft")
    if link.by_agency:
        names.append("agency")
    return " ".join(names)


def _course(corners: list[tuple[float, float]]) -> str:
    """Curves where the way crosses from column to column, level lines between."""
    x, y = corners[0]
    steps = [f"M{_figure(x)} {_figure(y)}"]
    for (x, y), (to_x, to_y) in pairwise(corners):
        if abs(y - to_y) < 0.05:
            steps.append(f"H{_figure(to_x)}")
        else:
            half = _figure((x + to_x) / 2)
            steps.append(f"C{half} {_figure(y)} {half} {_figure(to_y)} {_figure(to_x)} {_figure(to_y)}")
    return "".join(steps)


def _path(look_: str, course: str, *, title: str = "") -> str:
    inner = f"<title>{escape(title)}</title>" if title else ""
    return f'<path class="{look_}" d="{course}" marker-end="url(#tip)">{inner}</path>'


def _mark(mark: Mark) -> Iterable[str]:
    yield _rect("under", mark.x, mark.y, mark.width, boxes.MARK_HEIGHT)
    yield _text("mark", mark.x + 2, mark.y + 11, mark.text)


def _text(look_: str, x: float, y: float, text: str) -> str:
    return f'<text class="{look_}" x="{_figure(x)}" y="{_figure(y)}">{escape(text)}</text>'


def _rect(look_: str, x: float, y: float, width: float, height: float, *, round_: int = 0) -> str:
    corner = f' rx="{round_}"' if round_ else ""
    return (
        f'<rect class="{look_}" x="{_figure(x)}" y="{_figure(y)}" width="{_figure(width)}" '
        f'height="{_figure(height)}"{corner}/>'
    )


def _figure(number: float) -> str:
    """A coordinate to a tenth of a pixel."""
    return f"{number:.1f}".removesuffix(".0")
