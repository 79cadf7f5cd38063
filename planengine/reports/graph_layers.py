"""A layered drawing as numbers: columns by longest path, few crossings, straight ways. Knows neither words nor SVG.

Nodes are numbers from 0; ways that pass a column take a place in it, called a bend, whose number follows the nodes'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from planengine.core.graph import layers

BEND = 4.0
"""Height that a way takes where it passes a column."""

BENDS, TURNS = 4, 20
"""How many bends for every node a drawing may have, and how often ways may pass one. Beyond that the longest ways lead
straight on behind the boxes: in a chain whose every task waits for the first, the ways alone would be quadratic."""

AT_LEAST = 1_000
"""As many nodes as that are counted on in smaller drawings too."""

SWEEPS = 12
FEW = 4_000
"""Nodes and bends up to which a drawing is swept that often; bigger ones less."""

Edge = tuple[int, int, str]


@dataclass
class Columns:
    """Where everything stands: `column` of each node and bend, `order` of each column from top to bottom, `middle` (y)
    of each node and bend. `ways` has for every edge the numbers it passes, from its first node to its last."""

    column: list[int]
    order: list[list[int]]
    middle: list[float] = field(default_factory=list)
    ways: list[list[int]] = field(default_factory=list)


def columns(heights: Sequence[float], edges: Sequence[Edge], gap: float) -> Columns:
    """The places of nodes of these heights, at least `gap` apart; an edge (from, to, style) leads to a later column.

    Edges of one style from one node share their bends. Raises `Cyclic` where edges go in circles.
    """
    column = _columns(len(heights), edges)
    ways = _bend(column, edges, max(AT_LEAST, len(heights)))
    befores: list[list[int]] = [[] for _ in column]
    afters: list[list[int]] = [[] for _ in column]
    for pair in dict.fromkeys(pair for way in ways for pair in pairwise(way)):
        afters[pair[0]].append(pair[1])
        befores[pair[1]].append(pair[0])
    sizes = [*heights, *[BEND] * (len(column) - len(heights))]
    order: list[list[int]] = [[] for _ in range(max(column, default=-1) + 1)]
    for node in _first_order(len(column), befores, afters):
        order[column[node]].append(node)
    found = Columns(column, _untangled(order, befores, afters), [0.0] * len(column), ways)
    _settle(found, sizes, befores, afters, gap)
    return found


def _columns(count: int, edges: Sequence[Edge]) -> list[int]:
    """The longest way to each node; what waits for nothing moves up to the first that waits for it."""
    waits: dict[str, list[str]] = {str(node): [] for node in range(count)}
    first: dict[int, int] = {}
    for before, after, _ in edges:
        waits[str(after)].append(str(before))
    found = list(layers(waits).values())
    for before, after, _ in edges:
        if not waits[str(before)]:
            first[before] = min(found[after], first.get(before, found[after]))
    for node, layer in first.items():
        found[node] = layer - 1
    return found


def _bend(column: list[int], edges: Sequence[Edge], allowance: int) -> list[list[int]]:
    """The way of every edge; extends `column` by the bends. Short ways get theirs first."""
    trunks: dict[tuple[int, str], list[int]] = {}
    ways: list[list[int]] = [[before, after] for before, after, _ in edges]
    spans = [column[after] - column[before] for before, after, _ in edges]
    last, turns = len(column) + BENDS * allowance, TURNS * allowance
    for at in sorted(range(len(edges)), key=spans.__getitem__):
        before, after, style = edges[at]
        trunk = trunks.setdefault((before, style), [])
        needed = spans[at] - 1
        if len(column) + max(0, needed - len(trunk)) > last or needed > turns:
            break  # the others are longer still
        turns -= needed
        while len(trunk) < needed:
            trunk.append(len(column))
            column.append(column[before] + len(trunk))
        ways[at] = [before, *trunk[:needed], after]
    return ways


def _first_order(count: int, befores: list[list[int]], afters: list[list[int]]) -> list[int]:
    """Depth first, so that what belongs together comes together; without recursion."""
    seen = [False] * count
    found = []
    for start in range(count):
        stack = [start]
        while stack:
            node = stack.pop()
            if seen[node]:
                continue
            seen[node] = True
            found.append(node)
            stack += [one for one in reversed(befores[node] + afters[node]) if not seen[one]]
    return found


# ---- few crossings


def _untangled(order: list[list[int]], befores: list[list[int]], afters: list[list[int]]) -> list[list[int]]:
    """The order with the fewest crossings among those that sweeps to and fro come by: each node goes to the mean of its
    neighbours in the column before (or after)."""
    small = len(befores) <= FEW
    best, fewest = [list(one) for one in order], None
    for sweep in range(SWEEPS if small else 4):
        rightwards = sweep % 2 == 0
        turns = range(1, len(order)) if rightwards else range(len(order) - 2, -1, -1)
        neighbours = befores if rightwards else afters
        for at in turns:
            beside = order[at - 1 if rightwards else at + 1]
            place = {node: index for index, node in enumerate(beside)}
            own = {node: index for index, node in enumerate(order[at])}
            order[at].sort(key=lambda node: (_mean(neighbours[node], place, own[node]), own[node]))
        count = crossings(order, afters)
        if fewest is None or count < fewest:
            best, fewest = [list(one) for one in order], count
        if not count:
            break
    return best


def _mean(neighbours: list[int], place: dict[int, int], own: int) -> float:
    found = [place[one] for one in neighbours if one in place]
    return sum(found) / len(found) if found else float(own)


def crossings(order: list[list[int]], afters: list[list[int]]) -> int:
    """How often ways between neighbouring columns cross (counted with a tree of sums)."""
    total = 0
    for here, there in pairwise(order):
        place = {node: index for index, node in enumerate(there)}
        sums = [0] * (len(there) + 1)
        passed = 0
        for node in here:
            ends = sorted(place[one] for one in afters[node] if one in place)
            for end in ends:
                total += passed - _summed(sums, end + 1)
            for end in ends:
                at = end + 1
                while at < len(sums):
                    sums[at] += 1
                    at += at & -at
            passed += len(ends)
    return total


def _summed(sums: list[int], at: int) -> int:
    total = 0
    while at:
        total += sums[at]
        at &= at - 1
    return total


# ---- heights


def _settle(
    found: Columns, sizes: list[float], befores: list[list[int]], afters: list[list[int]], gap: float
) -> None:
    """Gives every node and bend its middle: near its neighbours, in the order of its column, clear of the others."""
    middle = found.middle
    for column in found.order:
        y = 0.0
        for node in column:
            middle[node] = y + sizes[node] / 2
            y += sizes[node] + gap
    sweeps = 8 if len(sizes) <= FEW else 3
    both = [before + after for before, after in zip(befores, afters, strict=True)]
    for sweep in range(sweeps + 1):
        neighbours = both if sweep == sweeps else (befores, afters)[sweep % 2]
        turns = found.order if sweep % 2 == 0 else found.order[::-1]
        for column in turns:
            wanted = []
            for node in column:
                beside = neighbours[node] or both[node]
                wanted.append(sum(middle[one] for one in beside) / len(beside) if beside else middle[node])
            for node, y in zip(column, _spread(column, wanted, sizes, gap), strict=True):
                middle[node] = y
    top = min((middle[node] - sizes[node] / 2 for node in range(len(sizes))), default=0.0)
    for node in range(len(sizes)):
        middle[node] -= top


def _spread(column: list[int], wanted: list[float], sizes: list[float], gap: float) -> list[float]:
    """The middles nearest to the wanted ones (least squares) that keep the order and the gap: neighbours that push each
    other are merged into a block, which stands at their mean."""
    offsets = [0.0]
    for before, after in pairwise(column):
        offsets.append(offsets[-1] + (sizes[before] + sizes[after]) / 2 + gap)
    blocks: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        total, count = want - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            more, others = blocks.pop()
            total, count = total + more, count + others
        blocks.append((total, count))
    places = [total / count for total, count in blocks for _ in range(count)]
    return [place + offset for place, offset in zip(places, offsets, strict=True)]
