"""What may be left out of a drawing, and how far right a task stands, against brute force."""

from __future__ import annotations

import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core import graph
from planengine.core.graph import Cyclic, layers, reduced


@st.composite
def acyclic(draw):
    names = draw(st.permutations([f"t{number}" for number in range(draw(st.integers(1, 12)))]))
    found = {
        name: draw(st.lists(st.sampled_from(names[:index]), max_size=6)) if index else []
        for index, name in enumerate(names)
    }
    return {name: found[name] for name in draw(st.permutations(names))}


def reachable(adjacency):
    """Warshall: every pair (node, what it waits for over any detour)."""
    pairs = {(node, before) for node, befores in adjacency.items() for before in befores}
    for middle in adjacency:
        pairs |= {(a, c) for a, b in pairs if b == middle for b2, c in pairs if b2 == middle}
    return pairs


@given(acyclic())
def test_a_reduction_reaches_the_same_and_nothing_of_it_can_be_spared(adjacency):
    found = reduced(adjacency)
    assert list(found) == list(adjacency)
    whole = reachable(adjacency)
    assert reachable(found) == whole
    for node, befores in found.items():
        for before in befores:
            without = {**found, node: tuple(one for one in befores if one != before)}
            assert reachable(without) != whole, (node, before)


@given(acyclic())
def test_a_reduction_keeps_the_order_of_the_edges(adjacency):
    for node, befores in reduced(adjacency).items():
        assert list(befores) == [one for one in dict.fromkeys(adjacency[node]) if one in befores]


@given(acyclic(), st.integers(1, 5))
def test_a_reduction_in_slices_is_the_same(adjacency, width):
    names = graph.order(adjacency)
    place = {name: index for index, name in enumerate(names)}
    befores = [tuple(dict.fromkeys(place[one] for one in adjacency[name])) for name in names]
    sliced = {
        edge
        for first in range(0, len(names), width)
        for edge in graph._implied(befores, first, first + width)
    }
    kept = reduced(adjacency)
    assert {(names[a], names[b]) for a, b in sliced} == {
        (before, node) for node in adjacency for before in adjacency[node] if before not in kept[node]
    }


@given(acyclic())
def test_layers_are_the_longest_ways(adjacency):
    found = layers(adjacency)
    assert list(found) == list(adjacency)
    for node, befores in adjacency.items():
        assert found[node] == (1 + max(found[one] for one in befores) if befores else 0)


def test_what_waits_for_itself_has_neither_reduction_nor_layers():
    for question in (reduced, layers):
        with pytest.raises(Cyclic):
            question({"a": ["b"], "b": ["a"]})


def test_a_predecessor_that_is_no_node_is_passed_over():
    assert reduced({"a": ["x"], "b": ["a", "y"]}) == {"a": (), "b": ("a",)}
    assert layers({"a": ["x"], "b": ["a", "y"]}) == {"a": 0, "b": 1}


def test_a_chain_of_ten_thousand_that_repeats_its_start_is_reduced_to_a_chain():
    chain = {
        str(number): [str(one) for one in {0, number - 1} if 0 <= one < number] for number in range(10_000)
    }
    found = reduced(chain)
    assert all(found[str(number)] == (str(number - 1),) for number in range(1, 10_000))
    assert layers(chain)["9999"] == 9_999


def test_thirty_thousand_nodes_are_reduced_within_the_memory_that_is_allowed():
    chance = random.Random(3)
    nodes = {
        str(number): [str(number - 1 - chance.randrange(min(number, 300))) for _ in range(2)]
        if number
        else []
        for number in range(30_000)
    }
    tracemalloc.start()
    found = reduced(nodes)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(map(len, found.values())) < sum(len(set(one)) for one in nodes.values())
    assert peak < 120_000_000
