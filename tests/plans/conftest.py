"""The files that are shipped, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plans.shipped import Directory, Node, Tree, read_tree, walk

HERE = Path(__file__).parent
PLANS = HERE.parents[1] / "plans"


@pytest.fixture(scope="session")
def plan() -> Tree:
    return read_tree(PLANS / "kh_106.yaml")


@pytest.fixture(scope="session")
def nodes(plan: Tree) -> list[Node]:
    """Every section and task, in the order of the file."""
    return list(walk(plan["tasks"]))


@pytest.fixture(scope="session")
def tasks(nodes: list[Node]) -> dict[str, Node]:
    return {node.id: node for node in nodes if not node.is_section}


@pytest.fixture(scope="session")
def directory(plan: Tree) -> Directory:
    tree = read_tree(PLANS / plan["directory"])
    return Directory(tree["agencies"], tree["groups"])


@pytest.fixture(scope="session")
def quang_nam(directory: Directory) -> Directory:
    """The bodies of the province that the plan was made in, without those of the city that took over."""
    own = {slug: one for slug, one in directory.agencies.items() if not slug.startswith("dn-")}
    return Directory(own, directory.groups)


@pytest.fixture(scope="session")
def calendar(plan: Tree) -> Tree:
    return read_tree(PLANS / plan["calendar"])


@pytest.fixture(scope="session")
def source() -> list[str]:
    """The lines of the document, blank ones counted; line 1 is at index 0."""
    return (HERE / "kh_106_source.txt").read_bytes().decode("utf-8").split("\n")


@pytest.fixture(scope="session")
def obligations() -> list[dict[str, str]]:
    """What the document asks of anyone, one row a duty, written down apart from the plan. `-` is nothing."""
    head, *rows = (HERE / "obligations.tsv").read_text(encoding="utf-8").splitlines()
    names = head.split("\t")
    return [dict(zip(names, row.split("\t"), strict=True)) for row in rows]
