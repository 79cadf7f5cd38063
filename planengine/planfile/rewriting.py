"""`fmt`: the same file with its keys in canonical order and its lines where they belong.

The text is never written anew from values. Every key, value and comment is carried over as it is spelt; what changes is
the order of whole entries, their indentation, the blanks around `:` and `-`, and what stands at the ends of lines. The
result is read back before it is answered: it must have the same tree and the same comments.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from planengine.errors import Findings, Refusal
from planengine.planfile.faults import Faults
from planengine.planfile.layout import lay_out
from planengine.planfile.layout_parts import Beside, Collection, Layout, Node, Part, Scalar
from planengine.planfile.layout_tokens import comments
from planengine.planfile.rewriting_order import UNKNOWN, Shape, shape_of_file
from planengine.planfile.text import SourceFile
from planengine.planfile.tree import Tree, parse

INDENT = 2


def formatted(source: SourceFile) -> str:
    """The text of the file as `fmt` writes it: NFC, lines ended by "\\n", without a byte order mark.

    Formatting what is formatted changes no byte. Raises Findings where the file cannot be read as a mapping in YAML
    (whether it is a good plan does not matter), and Refusal("fmt.unsafe") where the result would not say the same.
    """
    before = _readable(source)
    layout = lay_out(source.normal)
    text = _Writing(layout).text() if _in_lines(layout.root) else _as_it_stands(layout)
    _check_same(source, before, text)
    return text


def _in_lines(root: Node | None) -> bool:
    return isinstance(root, Collection) and root.keyed and not root.flow


def _as_it_stands(layout: Layout) -> str:
    """A file that is one collection in brackets has no lines that could be moved."""
    return "\n".join(layout.lines).rstrip() + "\n"


def _readable(source: SourceFile) -> Tree:
    faults = Faults()
    tree = parse(source, faults)
    errors = tuple(one for one in faults.found if one.severity == "error")
    if errors:
        raise Findings("plan.faults", errors)
    if type(tree.root) is not dict:
        raise Refusal("fmt.no_mapping", file=source.name)
    return tree


def _check_same(source: SourceFile, before: Tree, text: str) -> None:
    faults = Faults()
    after = parse(SourceFile(source.path, source.name, text, "", text), faults)
    if (
        any(one.severity == "error" for one in faults.found)
        or after.root != before.root
        or Counter(comments(text)) != Counter(comments(source.normal))
    ):
        raise Refusal("fmt.unsafe", file=source.name)


class _Writing:
    """One file being written, line by line, into `out`."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.lines = layout.lines
        self.out: list[str] = []
        self.aligned = _aligned(layout.beside)

    def text(self) -> str:
        root: Any = self.layout.root
        shape = shape_of_file([part.key.value for part in root.parts if part.key])
        self.unended(root)
        self.collection(root, 0, shape, top=True)
        body = self.out
        while body and not body[0]:
            del body[0]
        return "\n".join([*self.layout.before, *body, *_without_blank_end(self.layout.after)]) + "\n"

    def unended(self, root: Collection) -> None:
        """A last line without an end is given one; a block scalar on it must not take that for content."""
        node: Node | None = root
        while isinstance(node, Collection) and not node.flow:
            node = node.parts[-1].value
        if not isinstance(node, Scalar) or node.style not in ("|", ">"):
            return
        if node.end[0] == len(self.lines) - 1 and node.end[0] > node.start[0]:
            line, column = node.start
            header, mark, comment = self.lines[line][column:].partition("#")
            blanks = header[len(header.rstrip()) :]
            chomped = header.strip().replace("+", "").replace("-", "") + "-"
            self.lines[line] = self.lines[line][:column] + chomped + blanks + mark + comment

    # Collections

    def collection(self, node: Collection, column: int, shape: Shape, *, top: bool = False) -> None:
        """Its parts from `column` on, those of a mapping in their order."""
        parts = self.ordered(node, shape, top) if node.keyed else node.parts
        for part in parts:
            self.notes(part.lead, column)
            inner = shape.of(part.key.value if part.key else "") if node.keyed else shape
            if part.raw:
                self.raw(part, column)
            elif node.keyed:
                self.pair(part, column, inner)
            else:
                self.item(part, column, inner)
        self.notes(node.foot, column)

    def ordered(self, node: Collection, shape: Shape, top: bool) -> list[Part]:
        parts = node.parts
        order = shape.order([part.key.value if part.key else "" for part in parts])
        first, lead = parts[0], parts[order[0]]
        if first is not lead:
            # What heads the whole mapping stays at its head, and so does the number of blank lines.
            head = _heading(first.lead, top)
            rest, taken = first.lead[len(head) :], _blank_start(lead.lead)
            kept = _blank_start(rest)
            first.lead = lead.lead[:taken] + rest[kept:]
            lead.lead = head + rest[:kept] + lead.lead[taken:]
        return [parts[at] for at in order]

    def pair(self, part: Part, column: int, shape: Shape) -> None:
        assert part.key is not None
        key = self.lines[part.key.start[0]][part.key.start[1] : part.key.end[1]]
        self.headed(part, column, f"{key}:", shape)

    def item(self, part: Part, column: int, shape: Shape) -> None:
        value = part.value
        if isinstance(value, Collection):
            keys = [one.key.value for one in value.parts if one.key] if value.keyed else []
            inner = shape.of_item(keys)
            if not value.flow and part.beside is None:
                self.compact(value, column, inner)
                return
            self.headed(part, column, "-", inner)
        else:
            self.headed(part, column, "-", UNKNOWN)

    def compact(self, value: Collection, column: int, shape: Shape) -> None:
        """A mapping or list that begins on the line of its dash. What stands above its first part stands above the
        dash."""
        inner = column + INDENT
        start = len(self.out)
        self.collection(value, inner, shape)
        first = start
        while not self.out[first] or self.out[first].lstrip().startswith("#"):
            text = self.out[first].lstrip()
            self.out[first] = " " * column + text if text else ""
            first += 1
        self.out[first] = " " * column + "- " + self.out[first][inner:]

    def headed(self, part: Part, column: int, head: str, shape: Shape) -> None:
        """A key or dash with its value: on the same line, or on those below."""
        value = part.value
        text = " " * column + head
        shift = column - part.head[1]
        if value is None:
            self.out.append(self.with_comment(text, part.beside, shift))
            self.notes(part.inner, column + INDENT)
        elif isinstance(value, Collection) and not value.flow:
            self.out.append(self.with_comment(text, part.beside, shift))
            self.collection(value, column + INDENT, shape)
        elif value.start[0] == part.head[0]:
            self.value(value, f"{text} ", part, shift)
        else:
            self.out.append(self.with_comment(text, part.beside, shift))
            self.notes(part.inner, column + INDENT)
            self.value(value, " " * (column + INDENT), part, shift)

    # Values as they are written

    def value(self, value: Scalar | Collection, before: str, part: Part, shift: int) -> None:
        if isinstance(value, Scalar) and value.style in ("|", ">"):
            self.block_scalar(value, before, part, shift)
            return
        (line, column), (last, end) = value.start, value.end
        if line == last:
            self.out.append(self.with_comment(before + self.lines[line][column:end], part.after, shift))
            return
        plain = isinstance(value, Scalar) and not value.style
        moved = len(before) - column
        # A closing bracket may stand below its key, a text goes on further in.
        least = part.head[1] + shift + isinstance(value, Scalar)
        text = before + self.lines[line][column:]
        for at in range(line + 1, last + 1):
            self.out.append(text.rstrip() if plain else text)
            here = self.lines[at] if at < last else self.lines[at][:end]
            bare = here.lstrip(" ")
            width = len(here) - len(bare)
            by = moved if width >= column else shift
            text = " " * max(width + by, least) + bare if bare else ""
        self.out.append(self.with_comment(text, part.after, shift))

    def block_scalar(self, value: Scalar, before: str, part: Part, shift: int) -> None:
        line, column = value.start
        header = self.lines[line][column:].rstrip()
        self.out.append(before + header)
        explicit = any(one.isdigit() for one in header.split("#")[0])
        by = shift if explicit else part.head[1] + shift + INDENT - value.indent
        for here in self.lines[line + 1 : value.end[0] + 1]:
            if not here[value.indent :] and not here.strip(" "):
                self.out.append("")
            else:
                self.out.append(" " * by + here if by >= 0 else here[-by:])

    def raw(self, part: Part, column: int) -> None:
        """A part that is moved as a whole and otherwise left alone."""
        (line, start), (last, end) = part.head, part.end
        shift = column - start
        text = " " * column + self.lines[line][start : end if line == last else None]
        for at in range(line + 1, last + 1):
            self.out.append(text)
            here = self.lines[at] if at < last else self.lines[at][:end]
            bare = here.lstrip(" ")
            text = " " * max(len(here) - len(bare) + shift, 0) + bare
        self.out.append(self.with_comment(text, part.after, shift))

    # Comments

    def notes(self, notes: list[str], column: int) -> None:
        self.out += [" " * column + one if one else "" for one in notes]

    def with_comment(self, text: str, comment: Beside | None, shift: int) -> str:
        """The line with the comment beside it: at its column where it is aligned with a neighbour, else as far away as
        it was. Comments that go on below follow."""
        if comment is None:
            return text
        if (comment.line, comment.column) in self.aligned:
            column = max(comment.column + shift, len(text) + 1)
        else:
            column = len(text) + max(comment.gap, 1)
        more = "".join(f"\n{' ' * column}{one}" for one in comment.texts[1:])
        return f"{text}{' ' * (column - len(text))}{comment.texts[0]}{more}"


def _aligned(beside: list[Beside]) -> frozenset[tuple[int, int]]:
    """Comments that stand at the same column as the one beside the line above or below, or go on below themselves."""
    places = {(one.line, one.column) for one in beside}
    return frozenset(
        place for place in places if (place[0] - 1, place[1]) in places or (place[0] + 1, place[1]) in places
    )


def _heading(lead: list[str], top: bool) -> list[str]:
    """Of the lines above the first part of a mapping those that head the mapping: all up to the last blank line after a
    comment, and what stands on the first line of the file."""
    for at in range(len(lead) - 1, 0, -1):
        if not lead[at] and any(lead[:at]):
            return lead[:at]
    return lead if top and lead and lead[0] else []


def _blank_start(lines: list[str]) -> int:
    for at, one in enumerate(lines):
        if one:
            return at
    return len(lines)


def _without_blank_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]
