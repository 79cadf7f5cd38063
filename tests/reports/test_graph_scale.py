"""Ten thousand tasks are drawn in every format: nothing recurses, and nothing grows faster than the plan."""

from __future__ import annotations

import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from planengine.cli.task_tree import tree
from planengine.core.links import Link
from planengine.messages import Words
from planengine.reports.graph_boxes import lay_out
from planengine.reports.graph_dot import as_dot
from planengine.reports.graph_json import as_object
from planengine.reports.graph_mermaid import as_mermaid
from planengine.reports.graph_svg import as_svg
from tests.reports.pictures import layered

SAY = Words("vi")
SVG = "{http://www.w3.org/2000/svg}"
MANY = 10_000


@pytest.fixture(scope="module")
def chain():
    return layered(MANY, 1)


@pytest.fixture(scope="module")
def layers():
    return layered(MANY, 100)


def test_a_chain_of_ten_thousand_is_drawn_in_every_language(chain):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    try:
        assert as_dot(SAY, chain).count(" -> ") == MANY - 1
        assert as_mermaid(SAY, chain).count(" --> ") == MANY - 1
        assert len(as_object(chain)["edges"]) == MANY - 1
        assert tree(SAY, chain, columns=100).count("←") == MANY - 1
    finally:
        sys.setrecursionlimit(limit)


def test_layers_of_ten_thousand_are_drawn_as_svg(layers):
    svg = as_svg(SAY, layers)
    root = ElementTree.fromstring(svg)
    assert sum(one.get("class") == "box" for one in root.iter(f"{SVG}rect")) == MANY - len(layers.loose)
    assert svg.count('<path class="way"') == len(layers.drawn) + 1  # one in the legend


def test_a_chain_whose_every_task_also_waits_for_the_first_is_not_drawn_in_quadratic_size():
    def corners(count):
        chain = layered(count, 1)
        long = tuple(Link("0", str(number), soft=True) for number in range(2, count))
        page = lay_out(SAY, replace(chain, links=chain.links + long))
        assert len(page.boxes) == count
        return sum(len(way.corners) for way in page.ways)

    assert corners(4_000) < 2.2 * corners(2_000)


@pytest.mark.parametrize("width", [1, 20])
def test_the_work_of_a_layout_grows_with_the_plan(width):
    def steps(count):
        picture, seen = layered(count, width), 0

        def step(frame, event, arg):
            nonlocal seen
            seen += 1
            return step

        sys.settrace(step)
        try:
            lay_out(SAY, picture)
        finally:
            sys.settrace(None)
        return seen

    assert steps(1_000) < 2.6 * steps(500)
