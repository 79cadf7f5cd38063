"""The files that a plan names: they stand beside it or below, and a fault of one that is not there stands where it is
named."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from planengine.planfile.desk import Desk
from planengine.planfile.text import NOT_FOUND

LEAVES_FOLDER = "PE021"
ABSOLUTE_PATH = "PE022"

MANY_FILES = 1000
"""In a folder of so many files no name is looked for that is like the one that was given."""


def path_beside(plan: Path, desk: Desk, name: str, holder: Any, index: int) -> Path | None:
    """The file of that relative name, which may not leave the folder of the plan, not by a link either; else the fault
    is told."""
    if os.path.isabs(name) or name[1:2] == ":" or name.startswith("\\"):
        desk.fault(ABSOLUTE_PATH, holder, index, path=name[:200])
        return None
    try:
        folder = plan.parent.resolve()
        path = (folder / name).resolve()
    except (OSError, ValueError, RuntimeError):
        desk.fault(LEAVES_FOLDER, holder, index, path=name[:200])
        return None
    if not path.is_relative_to(folder):
        desk.fault(LEAVES_FOLDER, holder, index, path=name[:200])
        return None
    return path


def tell_unread(desk: Desk, holder: Any, index: int, path: Path, name: str, code: str) -> None:
    """Tell, where the file is named, that it is not there or cannot be read, and which one was probably meant."""
    near = desk.guess(path.name, _listed(path.parent)) if code == NOT_FOUND else None
    guess = os.path.join(os.path.dirname(name), near) if near else None
    desk.fault(code, holder, index, guess=guess, name=name[:200])


def file_meant(name: str) -> str | None:
    """The file that is there and is called nearly so: base.yaml for base.yml."""
    from difflib import get_close_matches

    folder, own = os.path.split(name)
    near = get_close_matches(own[:64], _listed(Path(folder or ".")), 1, 0.6)
    return os.path.join(folder, near[0]) if near else None


def _listed(folder: Path) -> list[str]:
    try:
        beside = os.listdir(folder)
    except (OSError, ValueError):
        return []
    return sorted(beside) if len(beside) < MANY_FILES else []
