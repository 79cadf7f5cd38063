"""Where everything stands in the text of a plan file: every key, item, value and comment with its place.

The tree of `planengine.planfile.tree` says what a file means; the layout says how it is written. Both come from the
same scanner. Only a file that the tree was read from without an error may be laid out: it then has no tags, anchors or
complex keys, and is nested no deeper than the tree allows, which bounds the recursion here.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml.tokens import (
    BlockEndToken,
    BlockEntryToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    DocumentEndToken,
    DocumentStartToken,
    FlowEntryToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    KeyToken,
    ScalarToken,
    StreamEndToken,
    ValueToken,
)

from planengine.planfile.layout_parts import Beside, Collection, Layout, Node, Part, Point, Scalar
from planengine.planfile.layout_tokens import end_of, start_of, tokens


def lay_out(text: str) -> Layout:
    """The layout of a text whose tree was read without an error."""
    return _Walk(text).layout()


class _Walk:
    """One walk over the tokens; `token` is the one that comes next."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.tokens = tokens(text)
        self.token: Any = next(self.tokens)
        # The end of what was read last, whose comment beside it belongs to `owner`.
        self.last: Point = (-1, 0)
        self.owner: Part | None = None
        self.owner_ended = False
        # What ended since then, the innermost first: the column from which a comment still belongs to it, its lines.
        self.ended: list[tuple[int, list[str]]] = []
        self.beside: list[Beside] = []
        self.untouched = 0

    def advance(self) -> Any:
        token = self.token
        self.token = next(self.tokens, token)
        return token

    def layout(self) -> Layout:
        before: list[str] = []
        while not isinstance(self.token, StreamEndToken):
            if isinstance(self.token, DocumentStartToken):
                line = self.token.start_mark.line
                before = [one.rstrip() for one in self.lines[: line + 1]]
                self.last = (line, len(self.lines[line]))
            elif isinstance(
                self.token,
                (
                    ScalarToken,
                    BlockMappingStartToken,
                    BlockSequenceStartToken,
                    FlowMappingStartToken,
                    FlowSequenceStartToken,
                ),
            ):
                break
            self.advance()
        root = self.node(Part((0, 0), (0, 0)), -1)
        end = len(self.lines)
        if isinstance(self.token, DocumentEndToken):
            end = self.token.start_mark.line
        after = [one.rstrip() for one in self.lines[end:]]
        rest: list[str] = []
        self.gap(end, -1, rest)
        while rest and not rest[-1]:
            rest.pop()
        if isinstance(root, Collection):
            root.foot += rest
        return Layout(self.lines, before, root, after, self.beside)

    def node(self, owner: Part, column: int) -> Node | None:
        """The value of `owner`, None where nothing is written; `column` is that of the block it stands in."""
        token = self.token
        if isinstance(token, BlockMappingStartToken):
            return self.block(True, column)
        if isinstance(token, (BlockSequenceStartToken, BlockEntryToken)):
            return self.block(False, column)
        if isinstance(token, ScalarToken):
            self.gap(token.start_mark.line, start_of(token)[1], owner.inner)
            self.owner, self.owner_ended = owner, True
            return self.scalar(column)
        if isinstance(token, (FlowMappingStartToken, FlowSequenceStartToken)):
            self.gap(token.start_mark.line, start_of(token)[1], owner.inner)
            self.untouched += 1
            found = self.flow()
            self.untouched -= 1
            self.owner, self.owner_ended = owner, True
            return found
        return None

    def scalar(self, column: int) -> Scalar:
        token = self.advance()
        start, end, style = start_of(token), end_of(token), token.style or ""
        if token.plain:
            style = ""
        found = Scalar(start, end, style, token.value)
        if style in ("|", ">"):
            found.end, found.indent = self.block_scalar(start, end, column)
        self.last = found.end
        return found

    def block_scalar(self, start: Point, end: Point, column: int) -> tuple[Point, int]:
        """Where the last line of content ends, and the column where content begins."""
        header = self.lines[start[0]][start[1] + 1 :].split("#")[0].strip()
        last = end[0] if end[1] else end[0] - 1
        body = self.lines[start[0] + 1 : last + 1]
        given = header.strip("+-")
        if given:
            indent = max(column, 0) + int(given)
        else:
            indent = next((len(one) - len(one.lstrip(" ")) for one in body if one.strip(" ")), 1 << 20)
        bottom = len(body)
        if "+" not in header:
            while bottom and not body[bottom - 1][indent:] and not body[bottom - 1].strip(" "):
                bottom -= 1
        line = start[0] + bottom
        return (line, len(self.lines[line])), indent

    def flow(self) -> Collection:
        """A collection in brackets; comments in it stay where they are."""
        token = self.advance()
        keyed = isinstance(token, FlowMappingStartToken)
        found = Collection(keyed, True, start_of(token), end_of(token))
        closing = (FlowMappingEndToken, FlowSequenceEndToken)
        while not isinstance(self.token, closing):
            if isinstance(self.token, FlowEntryToken):
                self.advance()
            elif isinstance(self.token, (KeyToken, ValueToken)):
                pair = self.flow_pair()
                if not keyed:
                    single = Collection(True, True, pair.head, pair.end, [pair])
                    pair = Part(pair.head, pair.end, value=single)
                found.parts.append(pair)
            else:
                part = Part(start_of(self.token), end_of(self.token))
                node = self.node(part, 0)
                if node is None:
                    break
                part.end = node.end
                # In a mapping a text by itself is a key without a value.
                if keyed and isinstance(node, Scalar):
                    part.key = node
                else:
                    part.value = node
                found.parts.append(part)
        found.end = end_of(self.advance())
        self.last = found.end
        return found

    def flow_pair(self) -> Part:
        part = Part(start_of(self.token), end_of(self.token))
        if isinstance(self.token, KeyToken):
            self.advance()
            if isinstance(self.token, ScalarToken):
                part.key = self.scalar(0)
                part.end = part.key.end
        if isinstance(self.token, ValueToken):
            part.end = end_of(self.advance())
            part.value = self.node(part, 0)
            if part.value is not None:
                part.end = part.value.end
        return part

    def block(self, keyed: bool, parent: int) -> Collection:
        """A mapping or list in lines. A list may stand at the column of the key it belongs to, without a start or an
        end of its own."""
        opened = not isinstance(self.token, BlockEntryToken)
        start = start_of(self.token)
        if opened:
            self.advance()
        found = Collection(keyed, False, start, start)
        heads = (KeyToken, ValueToken) if keyed else (BlockEntryToken,)
        while isinstance(self.token, heads):
            head = start_of(self.token)
            part = Part(head, head)
            self.gap(head[0], head[1], part.lead)
            self.ended.clear()
            if keyed:
                self.pair(part)
            else:
                self.item(part)
            found.parts.append(part)
            found.end = part.end
            if part.value is None and not part.raw:
                self.ended.append((head[1] + 1, part.inner))
        if opened and isinstance(self.token, BlockEndToken):
            self.advance()
        # At the column of its key, a comment below a list belongs to what comes next there.
        self.ended.append((start[1] + (not opened), found.foot))
        return found

    def pair(self, part: Part) -> None:
        line, column = part.head
        part.raw = isinstance(self.token, ValueToken) or self.lines[line][column : column + 1] == "?"
        self.untouched += part.raw
        if isinstance(self.token, KeyToken):
            self.last = end_of(self.advance())
            if isinstance(self.token, ScalarToken):
                part.key = self.scalar(column)
        if isinstance(self.token, ValueToken):
            self.last = end_of(self.advance())
            self.owner, self.owner_ended = part, False
            part.value = self.node(part, column)
        self.untouched -= part.raw
        part.end = self.last
        if part.raw:
            self.owner, self.owner_ended = part, True
            self.ended.clear()

    def item(self, part: Part) -> None:
        self.last = end_of(self.advance())
        self.owner, self.owner_ended = part, False
        # Another dash is the next item of the same list.
        if not isinstance(self.token, BlockEntryToken):
            part.value = self.node(part, part.head[1])
        part.end = self.last

    def gap(self, line: int, column: int, lead: list[str]) -> None:
        """Share out the comments and blank lines between what was read last and what begins at `line`, `column`."""
        if self.untouched or line == self.last[0]:
            return
        at = self.last[0] + 1
        if self.last[0] >= 0:
            at = self.comment_beside(at, line, column)
        blanks: list[str] = []
        ended = iter(self.ended)
        owner = next(ended, None)
        for text in self.lines[at:line]:
            comment = text.strip()
            if not comment:
                blanks.append("")
                continue
            here = len(text) - len(text.lstrip())
            while owner is not None and not (here >= owner[0] and here > column):
                owner = next(ended, None)
            into = lead if owner is None else owner[1]
            into += blanks
            into.append(comment)
            blanks = []
        lead += blanks

    def comment_beside(self, at: int, line: int, column: int) -> int:
        """Take the comment beside what was read last, and what goes on below it; answers the line after."""
        text = self.lines[self.last[0]]
        rest = text[self.last[1] :]
        comment = rest.strip()
        if not comment.startswith("#") or self.owner is None:
            return at
        gap = len(rest) - len(rest.lstrip())
        found = Beside(self.last[0], self.last[1] + gap, gap, [comment])
        self.beside.append(found)
        if self.owner_ended:
            self.owner.after = found
        else:
            self.owner.beside = found
        while at < line and found.column != column:
            text = self.lines[at]
            if not text[found.column :].startswith("#") or text[: found.column].strip():
                break
            found.texts.append(text.strip())
            at += 1
        return at
