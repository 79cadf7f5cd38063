"""The names that a schema can offer: agencies and groups of a directory, tasks and targets of a plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planengine.core.plan import Directory
from planengine.core.problems import Finding
from planengine.errors import NotFound, Refusal
from planengine.planfile.desk import Desk
from planengine.planfile.directory import DirectoryDraft
from planengine.planfile.faults import Faults
from planengine.planfile.fields import CLOSE_KEYS
from planengine.planfile.places import Places
from planengine.planfile.read import read_plan
from planengine.planfile.text import NOT_FOUND, read_source
from planengine.planfile.tree import Tree, parse

# Plain scalars that an editor takes for something else than text (YAML 1.2, core schema).
_NOT_TEXT = re.compile(
    r"null|Null|NULL|~|true|True|TRUE|false|False|FALSE"
    r"|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN"
)


def looks_like_text(word: str) -> bool:
    """Whether an editor reads the plain word as text too."""
    return _NOT_TEXT.fullmatch(word) is None


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named in a plan: id → the words it is known by, in the order of the files."""

    agencies: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)


NOBODY = Names()
"""No names at all: the schema of every plan."""


def names_in(path: Path) -> Names:
    """The names in a plan file and its directories, or in a directory file. Faults in them cost no more than the names
    they stand at. Raises NotFound("schema.no_file") and Refusal("schema.unreadable"), also for a file of another kind.
    """
    source = read_source(path, str(path))
    if isinstance(source, Finding):
        if source.code == NOT_FOUND:
            raise NotFound("schema.no_file", file=str(path))
        raise Refusal("schema.unreadable", file=str(path))
    tree = parse(source, Faults())
    root = tree.root if type(tree.root) is dict else {}
    if "tasks" in root or "plan" in root:
        directory = read_plan(path).directory
    elif "agencies" in root or "groups" in root:
        directory = _directory_of(tree)
    else:
        raise Refusal("schema.unreadable", file=str(path))
    return Names(
        agencies={one.id: one.name for one in directory.agencies.values()},
        groups={one.id: one.name for one in directory.groups.values()},
        tasks=_titles(root.get("tasks")),
        targets=_titles(root.get("targets")),
    )


def _directory_of(tree: Tree) -> Directory:
    draft = DirectoryDraft(Places())
    draft.gather(Desk(tree, Faults(), CLOSE_KEYS), tree.root)
    return draft.directory


def _titles(listed: Any) -> dict[str, str]:
    """Id → title of all that is listed and of what stands inside it, in the order of the file; faulty ones left out."""
    found: dict[str, str] = {}
    waiting = [listed]
    while waiting:
        node = waiting.pop()
        if type(node) is list:
            waiting.extend(reversed(node))
        elif type(node) is dict:
            name, title = node.get("id"), node.get("title")
            if type(name) is str and type(title) is str:
                found.setdefault(name, " ".join(title.split()))
            waiting.append(node.get("tasks"))
    return found
