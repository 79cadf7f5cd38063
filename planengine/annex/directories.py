"""The bodies of directory files by themselves, without a plan."""

from __future__ import annotations

from pathlib import Path

from planengine.annex.importing import Load
from planengine.core.plan import Directory
from planengine.planfile.desk import Desk
from planengine.planfile.directory import DirectoryDraft
from planengine.planfile.faults import Faults
from planengine.planfile.fields import CLOSE_KEYS
from planengine.planfile.places import Places
from planengine.planfile.text import SourceFile, read_source
from planengine.planfile.tree import parse


def loader(folder: Path) -> Load:
    """Reads directories by their paths from that folder, as far as they can be read: what is wrong with them is told
    when the plan that names them is read."""

    def load(paths: tuple[str, ...]) -> Directory:
        draft = DirectoryDraft(Places())
        for path in paths:
            source = read_source(folder / path, path)
            if isinstance(source, SourceFile):
                faults = Faults()
                tree = parse(source, faults)
                if type(tree.root) is dict:
                    draft.gather(Desk(tree, faults, CLOSE_KEYS), tree.root)
        return draft.directory

    return load
