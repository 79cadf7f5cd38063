"""The YAML that plans are written in, read line by line: several times faster than event by event.

What is read here is the part of YAML in which a line can be understood by itself: block mappings and lists, plain and
quoted text of one line, lists and mappings in brackets, `>` and `|` blocks, comments. `read` answers exactly what the
events of the parser give for such a file, or nothing at all: whatever else stands in a file (what is refused, what is
warned of, most escapes, text that goes on in the next line) is left to the parser, which has the last word on YAML.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

# How plain text begins, and how it goes on in a line of its own and inside brackets. Rarer ways are left to the parser.
_FIRST = r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=\w))"
_PLAIN = _FIRST + r"[^\n:#]*+(?:(?::(?=[^ \n])|(?<! )#)[^\n:#]*+)*+"
_PLAIN_INSIDE = _FIRST + r"[^\n:#,\[\]{}?]*+"
_QUOTED = r'"[^"\\\n]*+(?:\\["\\][^"\\\n]*+)*+"' + r"|'(?:[^'\n]|'')*+'"
_BRACKETS = r"[\[{][^\n#]*[\]}]|[\[{][^#\[\]{}]*+[\]}]"
# A comment that touches a word (`#3`) may have cut a text short: that is looked at event by event.
_END = r" *+(?:(?<= )#(?!\w)[^\n]*+)?\n"
# The sign of a block, and all lines further in than the line of the sign.
_BLOCK = rf"[>|]-?+{_END}(?:\1 [^\n]*+\n| *+\n)++"

LINE = re.compile(
    r"( *+)(?:(- ++)?(?:(\w[\w.-]{0,99}+):(?=[ \n]) *+)?"
    rf"(?:(?:({_PLAIN})|({_QUOTED}|{_BRACKETS}))?{_END}|({_BLOCK}))"
    r"|#[^\n]*+\n|([^\n]++))"
)
TOKEN = re.compile(rf"[ \n]*+(?:([\[{{\]}}])|({_QUOTED})|({_PLAIN_INSIDE}))(?: *+(:)(?=[ \n])|[ \n]*+(,))?")
INDENT, DASH, KEY, PLAIN, OTHER, BLOCK = 1, 2, 3, 4, 5, 6
# Most brackets hold short names and nothing else: [so-tc, so-xd], ["1.1", "1.2"].
_IDS = re.compile(r"\[\w[\w.-]*+(?:, \w[\w.-]*+)*+\]")
_QUOTED_IDS = re.compile(r'\["[\w.-]++"(?:, "[\w.-]++")*+\]')
_ESCAPED = re.compile(r"\\(.)")

NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Lines(NamedTuple):
    """Where the line begins (by the id of the node, in characters before it) that has the first item of a block mapping
    or list, and that has what stands in brackets; and for brackets in brackets the outermost ones."""

    blocks: dict[int, int]
    brackets: dict[int, int]
    outermost: dict[int, Any]


class _Unusual(Exception):
    """Something that is not read here."""


def read(text: str, max_depth: int, max_events: int) -> tuple[Any, Lines] | None:
    """The root of a text in NFC, as in `Tree`, and its lines; None when the text is for the parser."""
    # A tab means too many things in too many places, and each line is read with its end.
    if "\t" in text or not text.endswith("\n"):
        return None
    reading = _Reading(max_depth)
    try:
        root = reading.root(text)
    except _Unusual:
        return None
    # At most: two events for a mapping or list, two for an item (if it has a key), four for the document.
    made = len(reading.lines.blocks) + len(reading.lines.brackets)
    events = 2 * (made + reading.items + text.count("\n")) + 4
    return (root, reading.lines) if events <= max_events else None


class _Reading:
    def __init__(self, max_depth: int) -> None:
        self.max_depth = max_depth
        self.lines = Lines({}, {}, {})
        # How many stand in brackets.
        self.items = 0
        # The same keys and short texts come again and again: one of each is enough. Plain words may be nulls.
        self.names: dict[str, str] = {}
        self.words: dict[str, str | None] = dict.fromkeys(NULLS)

    def root(self, text: str) -> Any:
        """Build the tree. The loop is long because calls would cost more than the work: each turn is one line."""
        name = self.names.setdefault
        word = self.words.setdefault
        ids, quoted_ids = _IDS.fullmatch, _QUOTED_IDS.fullmatch
        blocks, in_brackets, _ = self.lines
        root: list[Any] = []
        # The block mapping or list that the lines belong to and its column; those around it on the stack.
        node: Any = root
        level = -1
        stack: list[tuple[Any, int]] = []
        # The column in which a key is the next one of a mapping and all else is as it was.
        same = -1
        # The key that has no value yet: a block further in may be it. Under the root anything may be.
        opener: str | None = ""
        for line in LINE.finditer(text):
            indent, dash, key, plain, other, block, odd = line.groups()
            column = len(indent)
            if column != same or dash is not None or key is None:
                if key is None and dash is None:
                    if plain is None and other is None and block is None and odd is None:
                        continue
                    raise _Unusual
                while level > column:
                    node, level = stack.pop()
                    opener = None
                if dash is None and type(node) is list and level == column:
                    # A list may stand in the column of its key; the next key ends it.
                    node, level = stack.pop()
                    opener = None
                    if level != column:
                        raise _Unusual
                if column > level or (dash is not None and type(node) is dict):
                    if opener is None:
                        raise _Unusual
                    child: Any = {} if dash is None else []
                    if node is root:
                        node.append(child)
                    else:
                        node[opener] = child
                    stack.append((node, level))
                    blocks[id(child)] = line.start()
                    node, level = child, column
                if dash is not None and key is not None:
                    child = {}
                    node.append(child)
                    stack.append((node, level))
                    blocks[id(child)] = line.start()
                    node, level = child, column + len(dash)
                if len(stack) > self.max_depth:
                    raise _Unusual
                same = level if type(node) is dict else -1
            opener = None
            value: Any
            if plain is not None:
                value = plain.rstrip(" ")
                if len(value) < 20:
                    value = word(value, value)
            elif other is not None:
                if other[0] in "\"'":
                    value = _unquoted(other)
                elif ids(other):
                    value = [word(one, one) for one in other[1:-1].split(", ")]
                    in_brackets[id(value)] = line.start()
                    self.items += len(value)
                elif quoted_ids(other):
                    value = [name(one, one) for one in other[2:-2].split('", "')]
                    in_brackets[id(value)] = line.start()
                    self.items += len(value)
                else:
                    value = self.brackets(other, line.start(), len(stack))
            elif block is not None:
                value = _block_text(block, level)
            elif key is not None:
                value = None
                opener = key
            else:
                raise _Unusual
            if key is None:
                node.append(value)
            elif key in node:
                raise _Unusual
            else:
                node[name(key, key)] = value
        if not root:
            raise _Unusual
        return root[0]

    def brackets(self, text: str, start: int, depth: int) -> Any:
        """The list or mapping that the text is, from its first bracket to its last."""
        name = self.names.setdefault
        word = self.words.setdefault
        match = TOKEN.match
        stack: list[Any] = []
        node: Any = None
        outermost: Any = None
        # The key that waits for its value; whether a comma must come before anything else.
        key: str | None = None
        ended = False
        at = 0
        while True:
            token = match(text, at)
            if token is None:
                raise _Unusual
            at = token.end()
            self.items += 1
            bracket, quoted, plain, colon, comma = token.groups()
            value: Any
            if plain is not None:
                value = plain.rstrip(" ")
                value = word(value, value) if colon is None else name(value, value)
            elif quoted is not None:
                value = _unquoted(quoted)
                value = name(value, value)
            elif bracket == "[" or bracket == "{":
                if comma is not None or depth + len(stack) >= self.max_depth:
                    raise _Unusual
                value = [] if bracket == "[" else {}
                self.lines.brackets[id(value)] = start
                if node is None:
                    outermost = value
                else:
                    self.lines.outermost[id(value)] = outermost
            else:
                if colon is not None or key is not None or (bracket == "]") is not (type(node) is list):
                    raise _Unusual
                value = node
                node = stack.pop()
                if node is None:
                    if at < len(text):
                        raise _Unusual
                    return value
                ended = comma is None
                continue
            if ended:
                raise _Unusual
            if type(node) is dict and key is None:
                # The parser takes no key that is longer than 1024.
                if colon is None or value in node or len(value) > 999:
                    raise _Unusual
                key = value
                continue
            if colon is not None:
                raise _Unusual
            if type(node) is list:
                node.append(value)
            elif node is not None:
                node[key] = value
                key = None
            ended = comma is None
            if bracket is not None:
                stack.append(node)
                node = value
                ended = False


def _unquoted(text: str) -> str:
    """What stands in the quotes; of the escapes only those of a quote and of the escape itself come here."""
    inside = text[1:-1]
    if text[0] == "'":
        return inside.replace("''", "'")
    return _ESCAPED.sub(r"\1", inside) if "\\" in inside else inside


def _block_text(block: str, level: int) -> str:
    """The text of a block, given from its sign on, under a mapping or list of column `level`."""
    sign, *lines = block.rstrip("\n").split("\n")
    if not lines:
        raise _Unusual
    indent = len(lines[0]) - len(lines[0].lstrip(" "))
    if indent <= level:
        raise _Unusual
    cut = [line[indent:] for line in lines]
    if any(not rest or rest[0] == " " for rest in cut) or any(line[:indent].strip(" ") for line in lines):
        # Paragraphs, and lines that are further in: how those fold is the parser's business.
        raise _Unusual
    text = (" " if sign[0] == ">" else "\n").join(cut)
    return text if sign[1:2] == "-" else text + "\n"
