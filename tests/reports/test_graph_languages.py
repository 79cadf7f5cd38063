"""What is written for Graphviz and Mermaid is read back by small readers that know nothing of how it was written."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given

from planengine.core.links import Link
from planengine.core.picture import Picture, Point
from planengine.core.plan import Section, Span
from planengine.messages import Words
from planengine.reports.graph_dot import as_dot
from planengine.reports.graph_lettering import plain
from planengine.reports.graph_mermaid import MOST_LINKS, as_mermaid, is_too_large
from planengine.reports.graph_words import remarks
from tests.reports.pictures import HOSTILE, layered, pictures
from tests.reports.test_graph_lettering import is_inside_a_letter

SAY = Words("vi")


class Read:
    """Nodes by name (lines of the label, names of the frames around), edges (from, to, label, style)."""

    def __init__(self):
        self.nodes = {}
        self.edges = []
        self.frames = {}


# ---- Graphviz

TOKEN = re.compile(r'\s+|"((?:[^"\\]|\\.)*)"|(->)|([A-Za-z0-9_#.]+)|([{}\[\]=;,])', re.DOTALL)


def tokens(text):
    at, found = 0, []
    while at < len(text):
        match = TOKEN.match(text, at)
        assert match, text[at : at + 40]
        at = match.end()
        if match.group(1) is not None:
            found.append(("text", match.group(1)))
        elif match.lastindex:
            found.append(("sign", match.group(match.lastindex)))
    return found


def lines_of(label):
    """The lines that Graphviz shows of a label: escapes first, then entities."""
    lines = [""]
    for part in re.findall(r"\\.|[^\\]", label, re.DOTALL):
        if part in ("\\n", "\\l", "\\r"):
            lines.append("")
        elif part.startswith("\\"):
            assert part[1] in '\\"', f"{part} means something to Graphviz"
            lines[-1] += part[1]
        else:
            lines[-1] += part
    return [html.unescape(line) for line in lines]


def name_of(text):
    return re.sub(r"\\(.)", r"\1", text)


def read_dot(text):
    found, rest, frames = Read(), tokens(text), []
    assert [kind for kind, _ in rest[:3]] == ["sign", "text", "sign"]
    assert (rest[0][1], rest[2][1]) == ("digraph", "{")
    at, depth = 3, 1
    while at < len(rest):
        kind, value = rest[at]
        if (kind, value) == ("sign", "subgraph"):
            frames.append(name_of(rest[at + 1][1]))
            assert rest[at + 2] == ("sign", "{")
            at, depth = at + 3, depth + 1
        elif (kind, value) == ("sign", "}"):
            at, depth = at + 1, depth - 1
            if frames:
                frames.pop()
        elif (kind, value) == ("sign", "label"):
            found.frames[frames[-1]] = lines_of(rest[at + 2][1])
            assert rest[at + 3] == ("sign", ";")
            at += 4
        else:
            ends, at = [value], at + 1
            while rest[at] == ("sign", "->"):
                ends.append(rest[at + 1][1])
                at += 2
            shown = {}
            assert rest[at] == ("sign", "[")
            while rest[at] != ("sign", "]"):
                shown[rest[at + 1][1]] = rest[at + 3][1]
                assert rest[at + 2] == ("sign", "=")
                at += 4
            assert rest[at + 1] == ("sign", ";")
            at += 2
            if kind == "sign":
                assert value in ("graph", "node", "edge")
            elif len(ends) == 2:
                told = lines_of(shown["label"]) if "label" in shown else []
                found.edges.append((*map(name_of, ends), tuple(told), shown.get("style")))
            else:
                assert name_of(value) not in found.nodes
                found.nodes[name_of(value)] = (lines_of(shown["label"]), tuple(frames))
    assert depth == 0
    return found


# ---- Mermaid


def read_mermaid(text):
    found, frames, names = Read(), [], {}
    head, title, foot, kind, *body = text.splitlines()
    assert (head, foot, kind) == ("---", "---", "flowchart LR")
    assert title.startswith('title: "')
    for line in map(str.strip, body):
        if match := re.fullmatch(r'subgraph (s\d+)\["([^"]*)"\]', line):
            frames.append(match[1])
            found.frames[match[1]] = shown_of(match[2])
        elif line == "end":
            frames.pop()
        elif match := re.fullmatch(r'(n\d+)\["([^"]*)"\]', line):
            names[match[1]] = shown_of(match[2])[0]
            found.nodes[names[match[1]]] = (shown_of(match[2]), tuple(frames))
        elif match := re.fullmatch(r'(n\d+) (-->|==>|-\.->)(?:\|"([^"]*)"\|)? (n\d+)', line):
            told = tuple(shown_of(match[3])) if match[3] else ()
            found.edges.append((names[match[1]], names[match[4]], told, match[2]))
        else:
            assert re.fullmatch(r"classDef \w+ fill:#\w+,color:#\w+|class n\d+(,n\d+)* \w+", line), line
    assert frames == []
    return found


def shown_of(label):
    """The lines of a label: nothing in it is markup but the breaks, and every code is a letter.

    No colon either: Mermaid takes the semicolon off the last code of a line that reads `classDef x fill:#…;`.
    """
    lines = label.split("<br/>")
    for line in lines:
        assert not re.search(r"[<>`*_{}|\[\]\\&:]", line), line
        assert not re.search(r"#(?!\d+;)", line), line
    return [re.sub(r"#(\d+);", lambda found: chr(int(found[1])), line) for line in lines]


# ---- both


@pytest.mark.parametrize(("write", "read"), [(as_dot, read_dot), (as_mermaid, read_mermaid)])
@given(picture=pictures())
def test_nodes_and_edges_are_read_back(write, read, picture):
    found = read(write(SAY, picture))
    assert set(found.nodes) == {point.id for point in picture.points}
    assert [edge[:2] for edge in found.edges] == [(link.before, link.after) for link in picture.drawn]
    soft = {as_dot: "dashed", as_mermaid: "-.->"}[write]
    for (*_, told, style), link in zip(found.edges, picture.drawn, strict=True):
        assert ", ".join(told) == ", ".join(remarks(SAY, link))
        assert (style == soft) == link.soft
    titles = {point.id: plain(point.title) for point in picture.points}
    for name, (lines, _) in found.nodes.items():
        assert lines[0] == name
        whole = "".join(titles[name].split())
        # as many lines as were needed, cut with dots after a few
        shown, at = "", 1
        while at < len(lines) and len(shown) < len(whole) and not shown.endswith("…"):
            shown, at = shown + "".join(lines[at].split()), at + 1
        if shown != whole:
            assert shown.endswith("…")
            assert whole.startswith(shown.removesuffix("…"))
            assert not is_inside_a_letter(whole, len(shown) - 1)


@pytest.mark.parametrize(("write", "read"), [(as_dot, read_dot), (as_mermaid, read_mermaid)])
def test_sections_frame_their_tasks_and_tasks_in_no_order_stand_apart(write, read):
    sections = (Section("A", 'Mục "A"', None), Section("A.1", "Mục con", "A"), Section("B", "Mục B", None))
    points = (Point("1", "1", "Một", "A.1"), Point("2", "2", "Hai", "A"), Point("3", "3", "Ba", "B"))
    found = read(write(SAY, Picture("kh", "x", sections, points, (Link("1", "2"),))))
    frames = {name: [found.frames[one] for one in around] for name, (_, around) in found.nodes.items()}
    assert frames == {
        "1": [['A Mục "A"'], ["A.1 Mục con"]],
        "2": [['A Mục "A"']],
        "3": [["Không có trước sau (1 nhiệm vụ)"]],
    }


@pytest.mark.parametrize(("write", "read"), [(as_dot, read_dot), (as_mermaid, read_mermaid)])
@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_that_means_harm_means_itself(write, read, title):
    picture = Picture("kh", title, (Section("S", title, None),), (Point("1", "1", title, "S"),), ())
    found = read(write(SAY, picture))
    assert set(found.nodes) == {"1"}
    assert found.edges == []


def test_marks_are_on_the_edges():
    points = (Point("1", "1", "Một"), Point("2", "2", "Hai"))
    link = Link("1", "2", type="SS", lag=Span(-5, "wd"), soft=True, by_agency=True, reason="Dòng 12")
    picture = Picture("kh", "x", (), points, (link,))
    told = ("SS -5wd, phần của từng cơ quan, không bắt buộc",)
    [edge] = read_dot(as_dot(SAY, picture)).edges
    assert (", ".join(edge[2]),) == told
    assert "Dòng 12" in as_dot(SAY, picture)
    [edge] = read_mermaid(as_mermaid(SAY, picture)).edges
    assert (", ".join(edge[2]),) == told


def test_a_drawing_that_mermaid_refuses_is_known():
    small, large = layered(20, 5), layered(MOST_LINKS, 20)
    assert not is_too_large(small, as_mermaid(SAY, small))
    assert is_too_large(large, as_mermaid(SAY, large))
