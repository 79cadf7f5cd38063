"""Where each thing of a plan stands: from the logical path of a problem to file, line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planengine.core.problems import Place, Subject
from planengine.planfile.tree import Tree


class Places(Mapping[Subject, Place]):
    """The place of every subject of one reading, found when asked (most are never asked for).

    A subject whose path goes further than the file is answered with its longest known beginning; KeyError when not even
    its root ("task", id) is known. Iterating gives the roots.
    """

    def __init__(self) -> None:
        self._roots: dict[Subject, tuple[Tree, Any, Any, int | str]] = {}

    def put(self, root: Subject, tree: Tree, node: Any, holder: Any, index: int | str) -> None:
        """`root` is the mapping `node`; the thing itself is shown at `index` of the marks of `holder`, or at what it
        has under that key."""
        self._roots.setdefault(root, (tree, node, holder, index))

    def root(self, subject: Subject) -> Subject:
        """The known beginning that the subject belongs to; KeyError if there is none."""
        for length in (1, 2):
            if subject[:length] in self._roots:
                return subject[:length]
        raise KeyError(subject)

    def file(self, subject: Subject) -> str:
        """The name of the file that holds the subject; KeyError if it is not known."""
        return self._roots[self.root(subject)][0].source.name

    def __getitem__(self, subject: Subject) -> Place:
        root = self.root(subject)
        tree, node, holder, at = self._roots[root]
        index = 2 + 2 * list(holder).index(at) if isinstance(at, str) else at
        for part in subject[len(root) :]:
            if isinstance(node, dict) and part in node:
                holder, index = node, 2 + 2 * list(node).index(part)
                node = node[part]
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                holder, index = node, 1 + part
                node = node[part]
            else:
                break
        moved = node is not self._roots[root][1]
        if moved and isinstance(holder, dict) and isinstance(node, dict | list):
            # A list or mapping is better shown by the key it stands under than by its first sign.
            index -= 1
        return tree.place(holder, index)

    def __iter__(self) -> Iterator[Subject]:
        return iter(self._roots)

    def __len__(self) -> int:
        return len(self._roots)
