"""Our own drawing: well-formed, everything in the picture, nothing on top of anything else, whole letters only."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import example, given

from planengine.core.links import Link
from planengine.core.picture import Picture, Point
from planengine.core.plan import Section, Span
from planengine.messages import LANGUAGES, Words
from planengine.reports.graph_lettering import advance, plain
from planengine.reports.graph_svg import as_svg
from tests.reports.pictures import HOSTILE, layered, pictures
from tests.reports.test_graph_lettering import is_inside_a_letter

SAY = Words("vi")
SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"head": 16, "text": 12, "title": 12, "id": 12, "fact": 10.5, "mark": 10}


class Drawn:
    """A drawing read back: frames in absolute figures."""

    def __init__(self, svg: str) -> None:
        self.root = ElementTree.fromstring(svg)
        self.width, self.height = (float(self.root.get(name)) for name in ("width", "height"))
        self.tasks = {}
        self.loose = {}
        self.marks = []
        self.words = []
        self.ways = []
        self._read(self.root, 0.0, 0.0)

    def _read(self, node, x, y):
        for child in node:
            tag, look = child.tag.removeprefix(SVG), child.get("class") or ""
            if tag == "g" and look.startswith("task"):
                name = child.get("id").removeprefix("task-")
                texts = [
                    (one.get("class"), frame_of(one, x, y), one.text or "")
                    for one in child.iter(f"{SVG}text")
                ]
                boxes = [frame_of(one, x, y) for one in child.iter(f"{SVG}rect") if one.get("class") == "box"]
                if "loose" in look:
                    assert boxes == []
                    self.loose[name] = texts
                else:
                    [box] = boxes
                    self.tasks[name] = (box, texts)
            elif tag == "g":
                across, down = re.fullmatch(r"translate\((\S+) (\S+)\)", child.get("transform")).groups()
                self._read(child, x + float(across), y + float(down))
            elif tag == "rect" and look == "under":
                self.marks.append(frame_of(child, x, y))
            elif tag == "text":
                self.words.append((look, frame_of(child, x, y)))
            elif tag == "path" and child.find(f"{SVG}title") is not None:
                self.ways.append((child, points_of(child.get("d"), x, y)))


def frame_of(node, x, y):
    """(left, top, right, bottom) of a rect, or of a text by its width and size."""
    left, top = float(node.get("x", 0)) + x, float(node.get("y", 0)) + y
    if node.tag == f"{SVG}rect":
        return left, top, left + float(node.get("width")), top + float(node.get("height"))
    look = node.get("class")
    size = SIZES[look]
    wide = advance(node.text or "", size, bold=look in ("head", "id"))
    return left, top - 0.8 * size, left + wide, top + 0.25 * size


def points_of(course, x, y):
    """Where a way of `M`, `H` and `C` passes at the ends of its parts."""
    found = []
    for letter, figures in re.findall(r"([MHC])([^MHC]*)", course):
        numbers = [float(one) for one in figures.split()]
        if letter == "H":
            found.append((numbers[0], found[-1][1]))
        else:
            found.append((numbers[-2], numbers[-1]))
    return [(one + x, other + y) for one, other in found]


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def is_within(inner, outer):
    slack = 0.11  # figures are written to a tenth
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def a_gathering(count):
    """Many tasks that one waits for, each with a mark, and that all wait for one."""
    points = tuple(Point(str(number), str(number), "Việc") for number in range(count + 2))
    links = [Link("0", str(number)) for number in range(1, count + 1)]
    links += [Link(str(number), str(count + 1), type="SS") for number in range(1, count + 1)]
    return Picture("kh", "x", (), points, tuple(links))


@given(pictures())
@example(layered(60, 6))
@example(a_gathering(20))
@example(Picture("kh", "", (), (), ()))
def test_every_label_is_in_the_picture_and_none_lies_on_another(picture):
    drawn = Drawn(as_svg(SAY, picture))
    page = (0.0, 0.0, drawn.width, drawn.height)
    frames = [box for box, _ in drawn.tasks.values()] + drawn.marks
    frames += [frame for texts in drawn.loose.values() for _, frame, _ in texts]
    frames += [frame for look, frame in drawn.words if look != "mark"]
    for at, frame in enumerate(frames):
        assert is_within(frame, page)
        assert not any(overlap(frame, other) for other in frames[:at])
    for box, texts in drawn.tasks.values():
        for at, (_, frame, _) in enumerate(texts):
            assert is_within(frame, box)
            assert not any(overlap(frame, other) for _, other, _ in texts[:at])
    for frame in (frame for look, frame in drawn.words if look == "mark"):
        assert any(is_within(frame, mark) for mark in drawn.marks)


@given(pictures())
@example(a_gathering(20))
def test_every_task_and_every_drawn_link_is_there_once(picture):
    drawn = Drawn(as_svg(SAY, picture))
    loose = {point.id for point in picture.loose}
    assert set(drawn.loose) == loose
    assert set(drawn.tasks) == {point.id for point in picture.points} - loose
    told = [way.find(f"{SVG}title").text.split("; ")[0] for way, _ in drawn.ways]
    assert sorted(told) == sorted(f"{link.after} chờ {link.before}" for link in picture.drawn)
    for way, points in drawn.ways:
        after, before = way.find(f"{SVG}title").text.split("; ")[0].split(" chờ ")
        (start_x, start_y), (end_x, end_y) = points[0], points[-1]
        left, right = drawn.tasks[before][0], drawn.tasks[after][0]
        assert start_x == pytest.approx(left[2], abs=0.2)
        assert left[1] <= start_y <= left[3]
        assert end_x == pytest.approx(right[0], abs=0.2)
        assert right[1] <= end_y <= right[3]
        assert all(before[0] <= after[0] + 0.2 for before, after in pairwise(points))


@given(pictures())
def test_titles_are_whole_or_end_in_dots_between_two_letters(picture):
    drawn = Drawn(as_svg(SAY, picture))
    for point in picture.points:
        texts = drawn.loose[point.id] if point.id in drawn.loose else drawn.tasks[point.id][1]
        shown = "text" if point.id in drawn.loose else "title"
        lines = [text for look, _, text in texts if look == shown]
        whole, joined = "".join(plain(point.title).split()), "".join("".join(lines).split())
        if joined != whole:
            assert joined.endswith("…")
            assert whole.startswith(joined.removesuffix("…"))
            assert not is_inside_a_letter(whole, len(joined) - 1)


@given(pictures())
def test_ways_pass_no_box_but_between_the_columns(picture):
    drawn = Drawn(as_svg(SAY, picture))
    for _, points in drawn.ways:
        for (x, y), (to_x, to_y) in pairwise(points):
            if y != to_y:
                continue
            for box, _ in drawn.tasks.values():
                inside = box[1] < y < box[3] and max(x, box[0]) + 0.2 < min(to_x, box[2])
                assert not inside, (points, box)


@pytest.mark.parametrize("title", HOSTILE)
def test_hovering_shows_the_whole_title(title):
    picture = Picture("kh", "x", (Section("S", "Mục", None),), (Point("1", "1", title, "S"),), ())
    [group] = list(Drawn(as_svg(SAY, picture)).root.iter(f"{SVG}g"))
    lines = group.find(f"{SVG}title").text.split("\n")
    assert lines[0] == f"1 {plain(title)}".strip()
    assert "S Mục" in lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_styles_tell_what_kind_of_link_it_is_and_the_legend_says_so(language):
    say = Words(language)
    points = tuple(Point(str(number), str(number), "Việc") for number in range(5))
    links = (
        Link("0", "1"),
        Link("0", "2", type="SS", lag=Span(5, "wd")),
        Link("0", "3", type="FF", soft=True),
        Link("0", "4", by_agency=True, reason="Dòng 12"),
    )
    drawn = Drawn(as_svg(say, Picture("kh", "x", (), points, links)))
    assert [way.get("class") for way, _ in drawn.ways] == ["way", "way ss", "way ff soft", "way agency"]
    told = [node.text for node in drawn.root.iter(f"{SVG}text")]
    for code in ("hard", "soft", "by_agency", "SS", "FF", "wd"):
        assert say(f"graph.legend.{code}") in told, code
    assert say("graph.legend.d") not in told
    assert "SS +5wd" in told
    assert "Dòng 12" in drawn.ways[3][0].find(f"{SVG}title").text


def test_what_hangs_together_is_in_columns_by_the_longest_way():
    picture = Picture(
        "kh",
        "x",
        (),
        tuple(Point(name, name, name) for name in "abcd"),
        (Link("a", "b"), Link("b", "c"), Link("a", "c"), Link("d", "c")),
    )
    lefts = {name: box[0] for name, (box, _) in Drawn(as_svg(SAY, picture)).tasks.items()}
    assert lefts["a"] < lefts["b"] == lefts["d"] < lefts["c"]


def test_states_are_told_in_words_beside_their_colour():
    picture = Picture(
        "kh",
        "x",
        (),
        (Point("1", "1", "Việc", state="open_overdue"), Point("2", "2", "Việc")),
        (Link("1", "2"),),
    )
    svg = as_svg(SAY, picture)
    assert "Đang thực hiện quá hạn" in svg
    assert svg.count('class="state late"') == 1


def test_the_same_picture_is_drawn_the_same():
    assert as_svg(SAY, layered(200, 10)) == as_svg(SAY, layered(200, 10))
