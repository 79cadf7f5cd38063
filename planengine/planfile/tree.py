"""From text to a positioned tree: mappings, lists and text as YAML has them, each with its line and column.

Most files are read line by line (`quick`). Of all others, and wherever something is to be refused, the events of
ruamel's C parser are walked with an explicit stack. No scalar is typed, nothing is resolved, and what could hide or
multiply meaning (tags, anchors, aliases, merge keys, duplicate keys, a second document) is refused where
it stands. `load` and `compose` are never called on a file from outside: they overflow the C stack on deep nesting.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from planengine.core.problems import Finding, Place
from planengine.planfile import quick
from planengine.planfile.faults import Faults
from planengine.planfile.quick_marks import QuickMarks
from planengine.planfile.syntax import DASH_MISSING, SYNTAX, stopped
from planengine.planfile.text import FORBIDDEN, FORBIDDEN_CHARACTER, SourceFile

MAX_DEPTH = 32
MAX_EVENTS = 2_000_000

DUPLICATE_KEY = "PE012"
ONE_LEAD = "PE070"
TAG = "PE013"
ANCHOR = "PE014"
ALIAS = "PE015"
MERGE_KEY = "PE016"
KEY_NOT_TEXT = "PE017"
SECOND_DOCUMENT = "PE018"
TOO_DEEP = "PE019"
TOO_MANY_NODES = "PE020"
CUT_BY_HASH = "PE201"

Mark = int
"""A place in the NFC text: how many characters stand before it."""


class _Broken:
    """What stands where something was refused: the fault is already told, and nobody should tell another."""

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN = _Broken()

# Keys of pairs that were refused begin with NUL, which no text can hold: their values are read and passed over.
DROPPED = "\0"

_BLANKS = (" ", "\t")
_WORD = re.compile(r"\w")
# The one key of which people write a second to mean "both": to them it is told how that is written.
_LEAD = re.compile(r"lead: +([a-z0-9-]+) *(?:#.*)?$")
_CUT = re.compile(r"[ \t]+#\w")
_ITEM: Any = object()


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A file as nested dict, list and str, None for a plain null, BROKEN where something was refused.

    `marks` answers those of a dict or list: first its own mark, then those of its items (for a dict: key, value, key,
    value …), in order. They are valid as long as this tree lives. `complete` is false when reading stopped early; the
    tree then holds what was read until there.
    """

    source: SourceFile
    root: Any
    marks: Callable[[Any], Sequence[Mark]] = field(repr=False)
    complete: bool

    def mark(self, holder: Any, index: int) -> Mark:
        """The mark at `index` of the marks of that dict or list."""
        return self.marks(holder)[index]

    def place(self, holder: Any, index: int) -> Place:
        """The same as a place for the reader, as wide as the word that stands there."""
        line, column = self.source.spot(self.mark(holder, index))
        return self.source.place(line, column, self._width(holder, index, line, column))

    def _width(self, holder: Any, index: int, line: int, column: int) -> int:
        rest = self.source.normal_line(line)[column:]
        if rest[:1] in ("'", '"'):
            end = rest.find(rest[0], 1)
            return end + 1 if end > 0 else len(rest)
        if index == 0:
            return 1
        if isinstance(holder, dict):
            key = next(islice(holder, (index - 1) // 2, None))
            token = key if index % 2 else holder[key]
        else:
            token = holder[index - 1]
        return len(token) if isinstance(token, str) and token and rest.startswith(token) else 1


def parser_name() -> str:
    """The parser in use: "CParser", or "Parser" where the C extension is missing (about 15 times slower)."""
    return str(YAML(typ="safe").Parser.__name__)


def parse(
    source: SourceFile,
    faults: Faults,
    *,
    max_depth: int = MAX_DEPTH,
    max_events: int = MAX_EVENTS,
    pure: bool = False,
) -> Tree:
    """The tree of one file; everything refused in it goes to `faults`."""
    with collector_paused():
        found = None if pure else quick.read(source.normal, max_depth, max_events)
        if found is not None:
            root, lines = found
            return Tree(source, root, QuickMarks(source.normal, lines).of, complete=True)
        return _Reading(source, faults, max_depth).tree(max_events, pure)


@contextmanager
def collector_paused() -> Iterator[None]:
    """The cyclic collector off for a while, then as it was: while containers only grow it walks all of them again and
    again, for nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if not gc.get_freeze_count():
                # What was made meanwhile counts as old at once; else the next collection would walk all of it as young.
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _events(text: str, pure: bool) -> Callable[[], Any]:
    yaml = YAML(typ="safe", pure=pure)
    if yaml.Parser.__name__ == "CParser":
        next_event: Callable[[], Any] = yaml.Parser(text).get_event
        return next_event
    # Not the parser itself: it counts on what `parse` keeps of each document, and fails at a %YAML line without.
    events = yaml.parse(StringIO(text))
    return lambda: next(events, None)


class _Stop(Exception):
    """Reading cannot go on; the fault is told."""


class _Reading:
    """One walk over the events of one file."""

    def __init__(self, source: SourceFile, faults: Faults, max_depth: int) -> None:
        self.source = source
        self.faults = faults
        self.max_depth = max_depth
        self.marks: dict[int, list[Mark]] = {}
        self.dropped = 0
        self.kept: list[Any] = []
        text = source.normal
        self.escapes = "\\" in text
        # Lines where a `#` may have cut a text short: rare, and found in one pass, so that no event pays for it.
        self.hashes = frozenset(_lines_with_hash(text))

    def tree(self, max_events: int, pure: bool) -> Tree:
        document: list[Any] = []
        complete = False
        try:
            complete = self.walk(document, islice(iter(_events(self.source.normal, pure), None), max_events))
            if not complete:
                last = self.source.normal.count("\n")
                self.faults.add(TOO_MANY_NODES, self.source.place(last, 0), {"limit": max_events})
        except _Stop:
            pass
        except MarkedYAMLError as error:
            fault = stopped(self.source, error)
            if fault.swallowed:
                _break_last(document)
            self.faults.put(
                Finding(fault.code, "error", fault.place, fault.params, fault.related, fault.labels)
            )
        except (YAMLError, UnicodeError, ValueError, OverflowError):
            self.faults.add(SYNTAX, self.source.place(0, 0), {"detail": ""})
        root = document[0] if document else None
        return Tree(self.source, root, lambda node: self.marks[id(node)], complete)

    def walk(self, document: list[Any], events: Iterator[Any]) -> bool:
        """Build under `document`; True when the stream ended. The loop is long because calls would cost more than the
        work: each turn is one event."""
        all_marks = self.marks
        max_depth = self.max_depth
        hashes = self.hashes
        escapes = self.escapes
        started = False
        node: Any = document
        marks: list[Mark] = [0]
        # The document holds this list, so that its id stays ours.
        all_marks[id(document)] = marks
        # None: a mapping that waits for a key; _ITEM: a list; else the key that waits for its value.
        key: Any = _ITEM
        stack: list[tuple[Any, list[Mark], Any]] = []
        for event in events:
            kind = event.__class__
            if kind is ScalarEvent:
                value = event.value
                mark = event.start_mark.index
                plain = event.implicit[0]
                if event.anchor is not None or event.tag is not None:
                    self.refuse_decoration(event)
                if escapes and not plain:
                    value = self.unescaped(value, event)
                marks.append(mark)
                if key is None:
                    if value in node:
                        if self.dash_missing(node, marks, value, event, stack):
                            # Read on as if the dash were there: what follows belongs to the new entry.
                            above, above_marks, _ = stack[-1]
                            node, marks = {}, [mark, mark]
                            above.append(node)
                            above_marks.append(mark)
                            all_marks[id(node)] = marks
                            key = value
                            continue
                        key = self.duplicate(node, marks, value, event)
                    elif value == "<<" and plain:
                        key = self.refused_pair(MERGE_KEY, event, 2)
                    else:
                        key = value
                    continue
                if plain:
                    if hashes and event.end_mark.line in hashes:
                        self.lint_hash(event)
                    if len(value) < 5 and value in quick.NULLS:
                        value = None
                if key is _ITEM:
                    node.append(value)
                else:
                    node[key] = value
                    key = None
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                mark = event.start_mark.index
                if event.anchor is not None or not event.implicit:
                    self.refuse_decoration(event)
                child: Any = {} if kind is MappingStartEvent else []
                marks.append(mark)
                if key is None:
                    stack.append((node, marks, self.refused_pair(KEY_NOT_TEXT, event)))
                    # Nothing else holds a refused key, and its id must not be given to another node.
                    self.kept.append(child)
                elif key is _ITEM:
                    node.append(child)
                    stack.append((node, marks, _ITEM))
                else:
                    node[key] = child
                    stack.append((node, marks, None))
                if len(stack) > max_depth:
                    self.stop(TOO_DEEP, event, limit=max_depth)
                node = child
                marks = [mark]
                all_marks[id(child)] = marks
                key = None if kind is MappingStartEvent else _ITEM
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node, marks, key = stack.pop()
            elif kind is AliasEvent:
                self.refuse(ALIAS, event, len(event.anchor) + 1, anchor=event.anchor)
                marks.append(event.start_mark.index)
                if key is None:
                    self.dropped += 1
                    key = f"{DROPPED}{self.dropped}"
                elif key is _ITEM:
                    node.append(BROKEN)
                else:
                    node[key] = BROKEN
                    key = None
            elif kind is DocumentStartEvent:
                if started:
                    self.stop(SECOND_DOCUMENT, event, 3)
                started = True
            elif kind is StreamEndEvent:
                return True
        return False

    def refuse(self, code: str, event: Any, width: int = 1, **params: object) -> None:
        start = event.start_mark
        self.faults.add(code, self.source.place(start.line, start.column, width), params)
        if self.faults.full:
            raise _Stop

    def stop(self, code: str, event: Any, width: int = 1, **params: object) -> None:
        self.refuse(code, event, width, **params)
        raise _Stop

    def refused_pair(self, code: str, event: Any, width: int = 1) -> str:
        self.refuse(code, event, width)
        self.dropped += 1
        return f"{DROPPED}{self.dropped}"

    def refuse_decoration(self, event: Any) -> None:
        """Name the anchor and the tag that stand before a node; the node itself is read as if they were not there."""
        if event.anchor is not None:
            self.refuse(ANCHOR, event, len(event.anchor) + 1, anchor=event.anchor)
        if event.tag is not None:
            self.refuse(TAG, event, len(event.tag), tag=event.tag)

    def duplicate(self, node: dict[str, Any], marks: list[Mark], key: str, event: Any) -> str:
        first = marks[1 + 2 * list(node).index(key)]
        start = event.start_mark
        params: dict[str, object] = {"key": key}
        again = _LEAD.match(self.source.normal_line(start.line), start.column)
        code = DUPLICATE_KEY
        if again is not None and type(node[key]) is str and node[key] != again[1]:
            code, params = ONE_LEAD, {"guess": f"joint: [{node[key]}, {again[1]}]"}
        self.faults.add(
            code,
            self.source.place(start.line, start.column, len(key)),
            params,
            (self.source.place(*self.source.spot(first), len(key)),),
        )
        if self.faults.full:
            raise _Stop
        self.dropped += 1
        return f"{DROPPED}{self.dropped}"

    def dash_missing(
        self, node: dict[str, Any], marks: list[Mark], key: str, event: Any, stack: list[tuple[Any, Any, Any]]
    ) -> bool:
        """Whether the key that comes again begins a new entry of the list, without its dash; told if so. It does when
        the entry began with that key, others came after it, and it stands on a line of its own."""
        first = next(iter(node))
        start = event.start_mark
        line = self.source.normal_line(start.line)
        if (
            stack[-1][2] is not _ITEM
            or type(stack[-1][0]) is not list
            or len(stack) == 1
            or key != first
            or len(node) < 2
            or line[: start.column].strip()
        ):
            return False
        above = self.source.spot(marks[1])
        self.faults.add(
            DASH_MISSING,
            self.source.place(start.line, start.column, len(key)),
            {"key": key, "guess": f"- {line.strip()[:80]}"},
            (self.source.place(*above, len(key)),),
        )
        if self.faults.full:
            raise _Stop
        return True

    def unescaped(self, value: str, event: Any) -> str:
        """Escapes like "\\u0000" bring in what the text itself was cleared of."""
        wrong = FORBIDDEN.search(value)
        if wrong:
            self.refuse(FORBIDDEN_CHARACTER, event, character=f"U+{ord(wrong[0]):04X}")
            value = FORBIDDEN.sub("", value)
        return unicodedata.normalize("NFC", value)

    def lint_hash(self, event: Any) -> None:
        end = event.end_mark
        cut = _CUT.match(self.source.normal_line(end.line), end.column)
        if cut:
            place = self.source.place(end.line, cut.end() - 2)
            self.faults.add(CUT_BY_HASH, place, {"text": event.value[-40:]}, severity="warning")


def _lines_with_hash(text: str) -> Iterator[int]:
    """The lines, from 0, that have a `#` after a blank and directly before a word."""
    line, counted = 0, 0
    at = text.find("#")
    while at >= 0:
        if text[at - 1 : at] in _BLANKS and _WORD.match(text, at + 1):
            line += text.count("\n", counted, at)
            counted = at
            yield line
        at = text.find("#", at + 1)


def _break_last(document: list[Any]) -> None:
    """Put BROKEN for the last text that was read: it swallowed the key where reading stopped."""
    node: Any = document
    while node:
        at = next(reversed(node)) if type(node) is dict else len(node) - 1
        if type(node[at]) is str:
            node[at] = BROKEN
        if type(node[at]) not in (dict, list):
            return
        node = node[at]
