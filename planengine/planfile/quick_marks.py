"""Where things stand in a text that was read line by line: worked out from its lines when somebody asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from planengine.planfile.quick import BLOCK, DASH, INDENT, KEY, LINE, OTHER, PLAIN, TOKEN, Lines


class QuickMarks:
    """The marks of the mappings and lists that `quick.read` made, as `Tree` has them."""

    def __init__(self, text: str, lines: Lines) -> None:
        self._text = text
        self._lines = lines
        self._found: dict[int, list[int]] = {}

    def of(self, node: Any) -> list[int]:
        """The own mark of the mapping or list, then those of its items, in order."""
        found = self._found.get(id(node))
        if found is None:
            if id(node) in self._lines.blocks:
                self._found[id(node)] = self._of_block(node)
            else:
                outermost = self._lines.outermost.get(id(node), node)
                self._of_brackets(outermost, self._positions(self._lines.brackets[id(outermost)]))
            found = self._found[id(node)]
        return found

    def _of_block(self, node: Any) -> list[int]:
        marks = [self._begins(node)]
        for value, line in zip(
            node.values() if type(node) is dict else node, self._items(node), strict=False
        ):
            if type(node) is dict:
                marks.append(line.start(KEY))
            at = max(line.start(PLAIN), line.start(OTHER), line.start(BLOCK))
            if type(node) is list and line[KEY] is not None:
                marks.append(line.start(KEY))
            elif at >= 0:
                marks.append(at)
            else:
                # Nothing, where the parser sees it: behind the colon. Else a block in the lines below.
                marks.append(line.end(KEY) + 1 if value is None else self._begins(value))
        return marks

    def _begins(self, node: Any) -> int:
        """Where the first key of a block mapping, the first dash of a block list stands."""
        line = next(self._items(node))
        return line.start(KEY if type(node) is dict else DASH)

    def _items(self, node: Any) -> Iterator[re.Match[str]]:
        """The lines that have the items of a block mapping or list, and maybe more of their kind after its end."""
        of_list = type(node) is list
        column = -1
        for line in LINE.finditer(self._text, self._lines.blocks[id(node)]):
            indent, dash, key = line.group(INDENT, DASH, KEY)
            if column < 0:
                column = len(indent) if of_list else len(indent) + len(dash or "")
                yield line
            elif len(indent) == column and (
                dash is not None if of_list else dash is None and key is not None
            ):
                yield line

    def _positions(self, start: int) -> Iterator[int]:
        """Where each bracket that opens and each text stands, in the brackets of the line that begins there."""
        line = LINE.match(self._text, start)
        assert line
        for token in TOKEN.finditer(self._text, line.start(OTHER), line.end(OTHER)):
            if token[1] is None or token[1] in "[{":
                yield max(token.start(1), token.start(2), token.start(3))

    def _of_brackets(self, node: Any, positions: Iterator[int]) -> int:
        """Keep the marks of what stands in brackets (no deeper than a file may nest); answers its own."""
        marks = [next(positions)]
        for one in node:
            if type(node) is dict:
                marks.append(next(positions))
            value = node[one] if type(node) is dict else one
            nested = type(value) is dict or type(value) is list
            marks.append(self._of_brackets(value, positions) if nested else next(positions))
        self._found[id(node)] = marks
        return marks[0]
