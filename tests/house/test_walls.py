"""The one wall that import-linter cannot draw: a package may be closed but for a single module."""

from __future__ import annotations

import ast

import pytest

from tests.house.tree import modules, short, syntax

DOOR = "planengine.notification.api"


@pytest.mark.parametrize("path", modules("notifiers"), ids=short)
def test_a_channel_imports_nothing_of_planengine_but_the_door(path):
    beyond = [
        f"line {node.lineno}: {name}"
        for node in ast.walk(syntax(path))
        for name in _imported(node)
        if name.split(".")[0] == "planengine" and name != DOOR
    ]
    assert beyond == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        # `from planengine.notification import api` is the door as well
        whole = [f"{node.module}.{alias.name}" for alias in node.names]
        return [DOOR if DOOR in whole else str(node.module)]
    return []


def test_the_door_needs_the_standard_library_only():
    import sys

    [door] = [path for path in modules("planengine/notification") if path.name == "api.py"]
    foreign = [
        name
        for node in ast.walk(syntax(door))
        for name in _imported(node)
        if name.split(".")[0] not in sys.stdlib_module_names
    ]
    assert foreign == []
