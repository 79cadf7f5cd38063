"""`plan rename`: a task, section or target gets another id, in its file and wherever it is named.

Only the letters of the ids are exchanged and one entry is added under `moved`; the rest of the file stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from planengine.errors import NotFound, Refusal, UsageRefusal
from planengine.planfile.fields import FILE
from planengine.planfile.layout import lay_out
from planengine.planfile.layout_parts import Collection, Layout, Node, Part, Scalar
from planengine.planfile.layout_tokens import comments
from planengine.planfile.text import SourceFile
from planengine.planfile.values import ID, MAX_ID

MOVED = "moved"

_NOT_TEXT = re.compile(r"[0-9][0-9_.eExXoO+:-]*|null|true|false|yes|no|on|off|y|n", re.IGNORECASE)
"""What other readers of YAML take for something else than text, among ids."""


class Renamed(NamedTuple):
    """A file with the new id: its text, and in how many places an id was exchanged."""

    text: str
    places: int


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def renamed(source: SourceFile, plan: str, old: str, new: str) -> Renamed:
    """The file of a plan, which must have been read without an error, with `new` for the task, section or target `old`
    and an entry under `moved`.

    Raises UsageRefusal("rename.not_an_id"), NotFound("rename.unknown") with near misses, Refusal("rename.taken") where
    `new` is in use, Refusal("rename.was_given_up") where it was used before, Refusal("rename.two_kinds") where a task
    and a target have the id, and Refusal("rename.unsafe") where the result would not read as expected.
    """
    if not ID.fullmatch(new) or len(new) > MAX_ID:
        raise UsageRefusal("rename.not_an_id", new=new)
    layout = lay_out(source.normal)
    tasks = [one for node in _nodes(layout) if (one := _scalar(node, "id"))]
    targets = [one for node in _items(_value(layout.root, "targets")) if (one := _scalar(node, "id"))]
    _check(source.name, layout, [one.value for one in tasks], [one.value for one in targets], old, new)
    places = [one for one in (*tasks, *targets) if one.value == old]
    if any(one.value == old for one in targets):
        named = _named_targets(layout)
    else:
        named = _named_tasks(layout)
    exchanged = {old: new, f"{plan}/{old}": f"{plan}/{new}"}
    places += [one for one in named if one.value in exchanged]
    return _written(source, layout, places, exchanged, _entry(layout, old, new))


def renamed_elsewhere(source: SourceFile, plan: str, old: str, new: str) -> Renamed:
    """Another plan's file, which must have been read without an error, with `plan/new` for `plan/old`."""
    layout = lay_out(source.normal)
    name = f"{plan}/{old}"
    places = [one for one in _named_tasks(layout) if one.value == name]
    return _written(source, layout, places, {name: f"{plan}/{new}"}, None)


def _check(file: str, layout: Layout, tasks: list[str], targets: list[str], old: str, new: str) -> None:
    known = [*tasks, *targets]
    if old not in known:
        from difflib import get_close_matches

        raise NotFound(
            "rename.unknown", file=file, old=old, near=tuple(get_close_matches(old, known, 3, 0.5))
        )
    if old in tasks and old in targets:
        raise Refusal("rename.two_kinds", file=file, old=old)
    if new in known:
        raise Refusal("rename.taken", file=file, new=new)
    for key, inner in ((MOVED, "from"), ("removed", "id"), ("split", "from"), ("merge", "from")):
        for node in _items(_value(layout.root, key)):
            named = _value(node, inner)
            listed = [named] if isinstance(named, Scalar) else _items(named)
            if any(isinstance(one, Scalar) and one.value == new for one in listed):
                raise Refusal("rename.was_given_up", file=file, new=new, key=key)


# Where ids stand


def _value(node: Node | None, key: str) -> Node | None:
    if isinstance(node, Collection) and node.keyed:
        for part in node.parts:
            if part.key is not None and part.key.value == key:
                return part.value
    return None


def _scalar(node: Node | None, key: str) -> Scalar | None:
    value = _value(node, key)
    return value if isinstance(value, Scalar) else None


def _items(node: Node | None) -> Iterator[Node]:
    if isinstance(node, Collection) and not node.keyed:
        yield from (part.value for part in node.parts if part.value is not None)


def _nodes(layout: Layout) -> Iterator[Node]:
    """Every section and task, in the order of the file."""
    pending = [iter(_items(_value(layout.root, "tasks")))]
    while pending:
        node = next(pending[-1], None)
        if node is None:
            pending.pop()
            continue
        yield node
        pending.append(iter(_items(_value(node, "tasks"))))


def _named_tasks(layout: Layout) -> Iterator[Scalar]:
    """Every place where a task or section is named by another, or by the plan itself."""
    for one in _items(_value(layout.root, "succession")):
        task = _scalar(one, "task")
        if task is not None:
            yield task
    for node in _nodes(layout):
        for one in _items(_value(node, "after")):
            found = one if isinstance(one, Scalar) else _scalar(one, "task")
            if found is not None:
                yield found
        yield from (one for one in _items(_value(node, "related")) if isinstance(one, Scalar))
        for key in ("due", "internal_due"):
            of = _scalar(_value(node, key), "of")
            if of is not None:
                yield of


def _named_targets(layout: Layout) -> Iterator[Scalar]:
    for node in _nodes(layout):
        yield from (one for one in _items(_value(node, "targets")) if isinstance(one, Scalar))


# Writing


def _written(
    source: SourceFile, layout: Layout, places: list[Scalar], exchanged: dict[str, str], entry: _Entry | None
) -> Renamed:
    text = source.normal
    starts = _line_starts(layout.lines)
    edits = [_exchange(layout, starts, one, exchanged[one.value]) for one in places]
    if entry is not None:
        at = starts[entry.line] + entry.column
        edits.append(_Edit(at, at + entry.width, entry.text))
    pieces, last = [], 0
    for edit in sorted(edits):
        pieces += [text[last : edit.start], edit.text]
        last = edit.end
    result = "".join([*pieces, text[last:]])
    _check_same(source, result, [one.value for one in places], exchanged, entry)
    return Renamed(result, len(places))


def _line_starts(lines: list[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _exchange(layout: Layout, starts: list[int], place: Scalar, new: str) -> _Edit:
    """The new id in the quotes of the old one; a comment beside it stays at its column where there is room."""
    quote = place.style if place.style in ("'", '"') else ""
    if place.style in ("|", ">") or (
        not quote
        and _NOT_TEXT.fullmatch(new)
        and (new.casefold() == "null" or not _NOT_TEXT.fullmatch(place.value))
    ):
        quote = '"'
    text = f"{quote}{new}{quote}"
    (line, start), (last, end) = place.start, place.end
    rest = layout.lines[last][end:]
    blanks = len(rest) - len(rest.lstrip(" "))
    longer = len(text) - (end - start)
    if line == last and blanks > 1 and rest[blanks:].startswith("#"):
        kept = max(blanks - longer, 1)
        return _Edit(starts[line] + start, starts[last] + end + blanks, text + " " * kept)
    return _Edit(starts[line] + start, starts[last] + end, text)


class _Entry(NamedTuple):
    """What is put at a place for the entry under `moved`; `keys` are the texts that come into the file by it."""

    line: int
    column: int
    width: int
    text: str
    keys: tuple[str, ...]


def _entry(layout: Layout, old: str, new: str) -> _Entry:
    pair = f'{{from: "{old}", to: "{new}"}}'
    keys = ("from", "to", old, new)
    root = layout.root
    assert isinstance(root, Collection)
    part = next((one for one in root.parts if one.key is not None and one.key.value == MOVED), None)
    if part is None:
        return _first_entry(layout, root, pair, (MOVED, *keys))
    value = part.value
    if isinstance(value, Collection) and value.parts:
        return _next_entry(layout, value, pair, keys, old, new)
    if value is not None:
        # An empty list, or a word for nothing.
        (line, column), (_, end) = value.start, value.end
        return _Entry(line, column, end - column, f"[{pair}]", keys)
    line, column = part.end
    return _Entry(line, column, 0, f" [{pair}]", keys)


def _first_entry(layout: Layout, root: Collection, pair: str, keys: tuple[str, ...]) -> _Entry:
    """`moved` itself, before what comes after it in the order of keys."""
    if root.flow:
        line, column = root.parts[-1].end
        return _Entry(line, column, 0, f", {MOVED}: [{pair}]", keys)
    order = list(FILE)
    below = set(order[order.index(MOVED) :])
    part = next((one for one in root.parts if one.key is not None and one.key.value in below), root.parts[-1])
    line = part.head[0] - len(part.lead)
    indent = " " * root.start[1]
    blank = "\n" if part.lead and not part.lead[0] else ""
    return _Entry(line, 0, 0, f"{blank}{indent}{MOVED}:\n{indent}  - {pair}\n", keys)


def _next_entry(
    layout: Layout, value: Collection, pair: str, keys: tuple[str, ...], old: str, new: str
) -> _Entry:
    last = value.parts[-1]
    if value.flow:
        return _Entry(*last.end, 0, f", {pair}", keys)
    line = last.end[0]
    indent = " " * last.head[1]
    item = last.value
    if isinstance(item, Collection) and not item.flow:
        between = " " * (item.parts[0].head[1] - last.head[1] - 1) if item.start[0] == last.head[0] else " "
        pair = f'from: "{old}"\n{indent} {between}to: "{new}"'
        text = f"\n{indent}-{between}{pair}"
    else:
        text = f"\n{indent}- {pair}"
    # Behind a comment that stands beside the last entry.
    return _Entry(line, len(layout.lines[line]), 0, text, keys)


def _check_same(
    source: SourceFile, text: str, places: list[str], exchanged: dict[str, str], entry: _Entry | None
) -> None:
    """The result has the same texts but for the ids that were exchanged, and the same comments."""
    before, after = _texts(lay_out(source.normal).root), _texts(lay_out(text).root)
    before.subtract(places)
    before.update(exchanged[one] for one in places)
    before.update(entry.keys if entry else ())
    if +before != +after or Counter(comments(source.normal)) != Counter(comments(text)):
        raise Refusal("rename.unsafe", file=source.name)


def _texts(root: Node | None) -> Counter[str]:
    found: Counter[str] = Counter()
    pending: list[Node | Part | None] = [root]
    while pending:
        one = pending.pop()
        if isinstance(one, Scalar):
            found[one.value] += 1
        elif isinstance(one, Part):
            pending += [one.key, one.value]
        elif one is not None:
            pending += one.parts
    return found
