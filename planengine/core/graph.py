"""The graph of what waits for what: order, named cycles, what is ready, what hangs on what.

An *adjacency* maps every node to the nodes it waits for (its predecessors), in an order that results keep. A
predecessor that is no key of its own is passed over. Everything here is iterative: a chain may be as long as the plan.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from planengine.core.expand import Edge, Expansion

Adjacency = Mapping[str, Collection[str]]

SEARCH_STEPS = 2_000_000
"""How many edges the search for the shortest cycle of one component may look at."""


class Cyclic(ValueError):
    """There is no order, because some nodes wait for themselves; `cycles` are as `cycles()` gives them."""

    def __init__(self, cycles: tuple[tuple[str, ...], ...]) -> None:
        super().__init__(cycles)
        self.cycles = cycles


def order(adjacency: Adjacency) -> tuple[str, ...]:
    """All nodes, predecessors first, else as they come: an adjacency already in order keeps its order.

    Raises `Cyclic`.
    """
    if _is_in_order(adjacency):
        return tuple(adjacency)
    place = {node: index for index, node in enumerate(adjacency)}
    names = list(place)
    open_waits = [0] * len(names)
    for node, index in place.items():
        open_waits[index] = sum(before in place for before in adjacency[node])
    successors = reversed_(adjacency)
    ready = [index for index, count in enumerate(open_waits) if count == 0]
    found: list[str] = []
    while ready:
        node = names[heapq.heappop(ready)]
        found.append(node)
        for after in successors[node]:
            open_waits[place[after]] -= 1
            if open_waits[place[after]] == 0:
                heapq.heappush(ready, place[after])
    if len(found) < len(names):
        raise Cyclic(cycles(adjacency))
    return tuple(found)


def _is_in_order(adjacency: Adjacency) -> bool:
    seen: set[str] = set()
    for node, befores in adjacency.items():
        for before in befores:
            if before not in seen and before in adjacency:
                return False
        seen.add(node)
    return True


def reversed_(adjacency: Adjacency) -> dict[str, list[str]]:
    """Every node with the nodes that wait for it, in the order of the adjacency; an edge given twice stays double."""
    successors: dict[str, list[str]] = {node: [] for node in adjacency}
    for node, befores in adjacency.items():
        for before in befores:
            if before in successors:
                successors[before].append(node)
    return successors


def ancestors(adjacency: Adjacency, node: str) -> tuple[str, ...]:
    """All that `node` waits for, directly or not, in the order of the adjacency; `node` itself only in a cycle."""
    return _reachable(adjacency, adjacency, node)


def descendants(adjacency: Adjacency, node: str) -> tuple[str, ...]:
    """All that wait for `node`, directly or not, in the order of the adjacency; `node` itself only in a cycle."""
    return _reachable(adjacency, reversed_(adjacency), node)


def _reachable(adjacency: Adjacency, steps: Adjacency, node: str) -> tuple[str, ...]:
    seen: set[str] = set()
    left = list(steps[node])
    while left:
        each = left.pop()
        if each not in seen and each in adjacency:
            seen.add(each)
            left.extend(steps[each])
    return tuple(each for each in adjacency if each in seen)


# ---- cycles


def cycles(adjacency: Adjacency) -> tuple[tuple[str, ...], ...]:
    """One cycle for every knot of nodes that wait for each other: ("a", "b") says that a waits for b and b for a.

    It is a shortest one of its knot, except in a knot so big and dense that the search is cut off after some million
    steps. Each begins with the node that comes first in the adjacency, and the cycles are in that order.
    """
    place = {node: index for index, node in enumerate(adjacency)}
    found = []
    for knot in _knots(adjacency):
        inside = set(knot)
        waits = {
            node: [before for before in adjacency[node] if before in inside]
            for node in sorted(knot, key=place.__getitem__)
        }
        if len(knot) > 1 or knot[0] in waits[knot[0]]:
            cycle = _shortest_cycle(waits)
            first = min(range(len(cycle)), key=lambda index: place[cycle[index]])
            found.append((*cycle[first:], *cycle[:first]))
    return tuple(sorted(found, key=lambda cycle: place[cycle[0]]))


def _knots(adjacency: Adjacency) -> Iterator[list[str]]:
    """The strongly connected components (Tarjan), without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in adjacency:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(adjacency[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, befores = work[-1]
            for before in befores:
                if before not in adjacency:
                    continue
                if before not in index:
                    index[before] = low[before] = len(index)
                    stack.append(before)
                    on_stack.add(before)
                    work.append((before, iter(adjacency[before])))
                    break
                if before in on_stack:
                    low[node] = min(low[node], index[before])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    knot = [stack.pop()]
                    while knot[-1] != node:
                        knot.append(stack.pop())
                    on_stack.difference_update(knot)
                    yield knot


def _shortest_cycle(waits: dict[str, list[str]]) -> list[str]:
    """A shortest cycle of a knot, by breadth from every node, each search ending where it could not be shorter."""
    best: list[str] = []
    steps = 0
    for start in waits:
        came_from: dict[str, str] = {}
        depth = {start: 0}
        left = deque([start])
        while left:
            node = left.popleft()
            if best and depth[node] + 1 >= len(best):
                break
            steps += len(waits[node])
            if start in waits[node]:
                best = _path(came_from, start, node)
                break
            for before in waits[node]:
                if before not in depth:
                    depth[before] = depth[node] + 1
                    came_from[before] = node
                    left.append(before)
        if len(best) == 1 or steps > SEARCH_STEPS:
            break
    return best


def _path(came_from: Mapping[str, str], start: str, end: str) -> list[str]:
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]


# ---- for drawings

SET_BYTES = 48_000_000
"""About how much memory the sets of `reduced` may take at one time."""


def reduced(adjacency: Adjacency) -> dict[str, tuple[str, ...]]:
    """The same nodes with the fewest edges from which the same follows: what the others imply is left out.

    Order is kept, an edge given twice stays once. Reachability is held in the bits of integers, for a slice of all
    nodes at a time, so that memory stays below `SET_BYTES` or so whatever the size. Raises `Cyclic`.
    """
    names = order(adjacency)
    place = {name: index for index, name in enumerate(names)}
    befores = [
        tuple(dict.fromkeys(place[before] for before in adjacency[name] if before in place)) for name in names
    ]
    implied: set[tuple[int, int]] = set()
    step = max(1_024, SET_BYTES * 8 // max(1, len(names)))
    for first in range(0, len(names), step):
        implied.update(_implied(befores, first, first + step))
    return {
        name: tuple(names[before] for before in befores[place[name]] if (before, place[name]) not in implied)
        for name in adjacency
    }


def _implied(befores: list[tuple[int, ...]], first: int, end: int) -> Iterator[tuple[int, int]]:
    """The edges (before, node) that others imply and that come from the nodes at places `first` up to `end`."""
    reach = [0] * (len(befores) - first)
    for node in range(first, len(befores)):
        direct, beyond = 0, 0
        for before in befores[node]:
            if before >= first:
                beyond |= reach[before - first]
                if before < end:
                    direct |= 1 << (before - first)
        if direct & beyond:
            for before in befores[node]:
                if first <= before < end and beyond >> (before - first) & 1:
                    yield before, node
        reach[node - first] = direct | beyond


def layers(adjacency: Adjacency) -> dict[str, int]:
    """How many edges the longest way to each node has: 0 for what waits for nothing; each edge leads to a higher layer.

    In the order of the adjacency. Raises `Cyclic`.
    """
    found: dict[str, int] = {}
    for name in order(adjacency):
        found[name] = 1 + max((found[before] for before in adjacency[name] if before in found), default=-1)
    return {name: found[name] for name in adjacency}


# ---- the graph of a plan


@dataclass(frozen=True, slots=True)
class TaskGraph:
    """The occurrences of a plan and what waits for what, by their keys; results are in the order of the plan.

    `waits` holds for every occurrence the edges that end at it.
    """

    waits: Mapping[str, tuple[Edge, ...]]

    @classmethod
    def of(cls, expansion: Expansion) -> TaskGraph:
        """The graph of an expansion."""
        waits: dict[str, list[Edge]] = {each.key: [] for each in expansion.occurrences}
        for edge in expansion.edges:
            waits[edge.successor].append(edge)
        return cls({key: tuple(edges) for key, edges in waits.items()})

    def adjacency(self, *, hard: bool = False) -> dict[str, tuple[str, ...]]:
        """Every occurrence with those it waits for, each once; only the blocking ones if `hard`."""
        return {
            key: tuple(dict.fromkeys(edge.predecessor for edge in edges if not (hard and edge.soft)))
            for key, edges in self.waits.items()
        }

    def waits_for(self, key: str) -> tuple[str, ...]:
        """What the occurrence waits for directly, softly or not."""
        return tuple(dict.fromkeys(edge.predecessor for edge in self.waits[key]))

    def blocked_by(
        self, key: str, done: Set[str], *, started: Set[str] = frozenset(), agency: str | None = None
    ) -> tuple[str, ...]:
        """What the occurrence still waits for before it may start; empty when nothing stands in the way.

        Soft edges block nothing, FF ones not the start, and SS ones only until the predecessor is in `started` (or
        `done`). An edge that joins the work of one agency blocks that `agency` alone, and nobody when it is None.
        """
        return tuple(
            dict.fromkeys(
                edge.predecessor
                for edge in self.waits[key]
                if not edge.soft
                and edge.type != "FF"
                and edge.agency in (None, agency)
                and edge.predecessor not in done
                and not (edge.type == "SS" and edge.predecessor in started)
            )
        )

    def ready(self, done: Set[str], *, started: Set[str] = frozenset()) -> tuple[str, ...]:
        """The occurrences that are not done and that nothing keeps from starting (see `blocked_by`)."""
        return tuple(
            key for key in self.waits if key not in done and not self.blocked_by(key, done, started=started)
        )

    def upstream(self, key: str) -> tuple[str, ...]:
        """All that the occurrence waits for, directly or not, softly or not."""
        return ancestors(self.adjacency(), key)

    def downstream(self, key: str) -> tuple[str, ...]:
        """All that waits for the occurrence, directly or not, softly or not."""
        return descendants(self.adjacency(), key)

    def as_networkx(self) -> Any:
        """The same as a `networkx.MultiDiGraph`, predecessor to successor, for exports and for questions that are rare.

        Edges carry `type`, `lag` (as in "5wd"), `soft`, `agency` and `reason`.
        """
        import networkx

        graph = networkx.MultiDiGraph()
        graph.add_nodes_from(self.waits)
        for edge in (edge for edges in self.waits.values() for edge in edges):
            graph.add_edge(
                edge.predecessor,
                edge.successor,
                type=edge.type,
                lag=f"{edge.lag.count}{edge.lag.unit}",
                soft=edge.soft,
                agency=edge.agency,
                reason=edge.reason,
            )
        return graph
