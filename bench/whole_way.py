"""The whole way from a plan file to an order of its work, as the product goes it: load, check, expand, order."""

from __future__ import annotations

from pathlib import Path

from planengine.core import graph
from planengine.core.expand import expand
from planengine.planfile import tree
from planengine.planfile.read import read_plan


def whole_way(path: Path) -> int:
    """Go it once; answers how many findings there were."""
    reading = read_plan(path)
    assert reading.plan is not None, reading.findings[:3]
    with tree.collector_paused():
        work = expand(reading.plan, reading.directory, reading.calendar)
        waits: dict[str, list[str]] = {one.key: [] for one in work.occurrences}
        for edge in work.edges:
            waits[edge.successor].append(edge.predecessor)
        assert len(graph.order(waits)) == len(waits)
    return len(reading.findings)
