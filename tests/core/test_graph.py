"""Order, cycles, and what hangs on what, against networkx, which knows nothing of our own passes."""

from __future__ import annotations

import time

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core.graph import Cyclic, TaskGraph, ancestors, cycles, descendants, order
from planengine.core.plan import Dependency
from tests.core.factories import a_task, expanded

NODES = list("abcdefghij")


@st.composite
def adjacencies(draw, acyclic=False):
    names = draw(st.permutations(NODES[: draw(st.integers(1, len(NODES)))]))
    found = {}
    for index, name in enumerate(names):
        known = names[:index] if acyclic else names
        found[name] = draw(st.lists(st.sampled_from(known), max_size=3)) if known else []
    # in another order than that of the work
    return {name: found[name] for name in draw(st.permutations(names))}


def directed(adjacency):
    graph = networkx.DiGraph()
    graph.add_nodes_from(adjacency)
    graph.add_edges_from((before, node) for node, befores in adjacency.items() for before in befores)
    return graph


@given(adjacencies(acyclic=True))
def test_an_order_has_every_node_once_and_predecessors_first(adjacency):
    found = order(adjacency)
    assert sorted(found) == sorted(adjacency)
    place = {node: index for index, node in enumerate(found)}
    assert all(place[before] < place[node] for node in adjacency for before in adjacency[node])


@given(adjacencies(acyclic=True))
def test_of_all_orders_it_is_the_first_by_the_order_in_which_nodes_come(adjacency):
    place = {node: index for index, node in enumerate(adjacency)}
    expected = networkx.lexicographical_topological_sort(directed(adjacency), key=place.__getitem__)
    assert order(adjacency) == tuple(expected)


@given(adjacencies())
def test_there_is_an_order_unless_there_is_a_cycle(adjacency):
    if networkx.is_directed_acyclic_graph(directed(adjacency)):
        assert cycles(adjacency) == ()
        order(adjacency)
    else:
        with pytest.raises(Cyclic) as refused:
            order(adjacency)
        assert refused.value.cycles == cycles(adjacency)


@given(adjacencies())
def test_every_knot_is_named_by_a_shortest_cycle_of_it(adjacency):
    graph = directed(adjacency)
    shortest = {}
    for cycle in networkx.simple_cycles(graph):
        knot = frozenset(networkx.node_connected_component(strong(graph), cycle[0]))
        shortest[knot] = min(len(cycle), shortest.get(knot, len(cycle)))
    found = cycles(adjacency)
    assert len(found) == len(shortest)
    for cycle in found:
        [length] = [length for knot, length in shortest.items() if set(cycle) <= knot]
        assert len(set(cycle)) == len(cycle) == length
        assert all(
            before in adjacency[node] for node, before in zip(cycle, (*cycle[1:], cycle[0]), strict=True)
        )


def strong(graph):
    """An undirected graph in which the strong components of `graph` are the connected ones."""
    found = networkx.Graph()
    for component in networkx.strongly_connected_components(graph):
        networkx.add_path(found, component)
        found.add_nodes_from(component)
    return found


@given(adjacencies())
def test_cycles_begin_with_the_node_that_comes_first(adjacency):
    place = {node: index for index, node in enumerate(adjacency)}
    found = cycles(adjacency)
    assert all(cycle[0] == min(cycle, key=place.__getitem__) for cycle in found)
    assert list(found) == sorted(found, key=lambda cycle: place[cycle[0]])


@given(adjacencies(), st.data())
def test_ancestors_and_descendants_are_all_that_can_be_reached(adjacency, data):
    node = data.draw(st.sampled_from(list(adjacency)))
    graph = directed(adjacency)
    looped = {node} if any(node in cycle for cycle in networkx.simple_cycles(graph)) else set()
    up, down = ancestors(adjacency, node), descendants(adjacency, node)
    assert set(up) == networkx.ancestors(graph, node) | looped
    assert set(down) == networkx.descendants(graph, node) | looped
    assert list(up) == [each for each in adjacency if each in up]
    assert list(down) == [each for each in adjacency if each in down]


def test_a_predecessor_that_is_no_node_is_passed_over():
    adjacency = {"a": ["x"], "b": ["a", "y"]}
    assert order(adjacency) == ("a", "b")
    assert cycles(adjacency) == ()
    assert ancestors(adjacency, "b") == ("a",)


def test_a_cycle_says_who_waits_for_whom():
    assert cycles({"c": ["a"], "b": ["c"], "a": ["b"]}) == (("c", "a", "b"),)
    assert cycles({"a": ["a"]}) == (("a",),)


@pytest.mark.parametrize("closed", [False, True])
def test_a_chain_may_be_as_long_as_the_plan(closed):
    chain = {str(n): [str(n - 1)] for n in range(1, 30_000)}
    chain["0"] = ["29999"] if closed else []
    if closed:
        assert [len(cycle) for cycle in cycles(chain)] == [30_000]
    else:
        assert order(chain)[:2] == ("0", "1")
        assert len(ancestors(chain, "29999")) == len(descendants(chain, "0")) == 29_999


def test_a_big_dense_knot_is_named_without_a_search_that_does_not_end():
    knot = {str(n): [str((n // 2 + 1) % 2500 * 2 + side) for side in (0, 1)] for n in range(5000)}
    before = time.process_time()
    [cycle] = cycles(knot)
    assert len(cycle) == 2500
    assert time.process_time() - before < 20


# ---- the graph of a plan


def a_graph(*tasks):
    return TaskGraph.of(expanded(*tasks))


CHAIN = (
    a_task("1"),
    a_task("2", after=("1",)),
    a_task("3", after=("2", Dependency("1", soft=True))),
    a_task("4", after=(Dependency("3", "SS"), Dependency("1", "FF"))),
)


def test_what_nothing_blocks_is_ready():
    graph = a_graph(*CHAIN)
    assert graph.ready(set()) == ("1",)
    assert graph.ready({"1"}) == ("2",)
    assert graph.ready({"1", "2"}) == ("3",)
    assert graph.ready({"1", "2", "3", "4"}) == ()


def test_a_start_to_start_edge_blocks_until_the_predecessor_has_started():
    graph = a_graph(*CHAIN)
    assert graph.blocked_by("4", set()) == ("3",)
    assert graph.blocked_by("4", set(), started={"3"}) == ()
    assert graph.blocked_by("4", {"3"}) == ()
    assert "4" in graph.ready({"1"}, started={"3"})


def test_soft_edges_order_and_do_not_block():
    graph = a_graph(a_task("1"), a_task("2", after=(Dependency("1", soft=True),)))
    assert graph.ready(set()) == ("1", "2")
    assert graph.waits_for("2") == ("1",)
    assert graph.adjacency() == {"1": (), "2": ("1",)}
    assert graph.adjacency(hard=True) == {"1": (), "2": ()}


def test_an_edge_of_one_agency_blocks_that_agency_alone():
    both = {"form": "each", "bodies": ("a", "b")}
    after = (Dependency("1", match=("agency",)),)
    graph = a_graph(a_task("1", **both), a_task("2", **both | {"bodies": ("a", "c")}, after=after))
    assert graph.blocked_by("2", set()) == ()
    assert graph.blocked_by("2", set(), agency="a") == ("1",)
    assert graph.blocked_by("2", {"1"}, agency="a") == ()
    assert graph.blocked_by("2", set(), agency="c") == ()
    assert graph.downstream("1") == ("2",)


def test_upstream_and_downstream_follow_every_edge():
    graph = a_graph(*CHAIN)
    assert graph.upstream("4") == ("1", "2", "3")
    assert graph.downstream("2") == ("3", "4")


def test_the_same_graph_in_networkx():
    graph = a_graph(*CHAIN).as_networkx()
    assert list(graph.nodes) == ["1", "2", "3", "4"]
    assert sorted(graph.edges()) == [("1", "2"), ("1", "3"), ("1", "4"), ("2", "3"), ("3", "4")]
    assert graph.edges["1", "3", 0] == {
        "type": "FS",
        "lag": "0d",
        "soft": True,
        "agency": None,
        "reason": None,
    }
