"""The project's own files, as the house tests read them."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {
    ".git",
    ".venv",
    ".venv-lock",
    "build",
    "dist",
    "__pycache__",
    ".hypothesis",
    ".import_linter_cache",
}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the project, sorted: what git tracks or would track; outside a clone, all there is."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        found = {ROOT / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name}
    else:
        found = {path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)}
    return tuple(sorted(path for path in found if path.is_file()))


def modules(*packages: str) -> tuple[Path, ...]:
    """Every Python file of these top-level packages, sorted."""
    return tuple(sorted(path for package in packages for path in (ROOT / package).rglob("*.py")))


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    """The file as a reader of a failure wants it: from the top of the project, with slashes."""
    return path.relative_to(ROOT).as_posix()


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the constants that are docstrings, those that follow an attribute or a name included."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every text constant of a module but its docstrings; the fixed parts of f-strings are among them."""
    told = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node
