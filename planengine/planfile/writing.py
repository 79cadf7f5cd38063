"""Writing a plan file: plain values in, YAML text out, laid out as a secretary would have laid it out.

The text is read back to the same values: every scalar stands in quotes where it would be something else without them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planengine.core.plan import Plan
from planengine.planfile.faults import Faults
from planengine.planfile.fields import FILE
from planengine.planfile.plain import plain_plan
from planengine.planfile.text import FORBIDDEN, SourceFile, source_from_bytes
from planengine.planfile.tree import parse

WIDTH = 110
"""Columns after which a text is folded and a list is written one item a line."""

LONG = 40
"""Columns from which on a text is not put into brackets with others."""

_BOOLEAN_KEYS = frozenset(
    {
        *("soft", "request", "restricted", "unassigned", "support_required", "open"),
        *("verified", "since_baseline"),
        *("supersedes_extension", "reopen", "grandfather"),
    }
)
_FIGURE_KEYS = frozenset(
    {
        "planengine",
        "lines",
        "clause",
        "at_least",
        "percent",
        "due",
        "before",
        "internal_due",
        "cutoff",
        "tolerance",
    }
)
_DATE_KEYS = frozenset(
    {
        "starts",
        "ends",
        "tracked_from",
        "issued",
        "due",
        "before",
        "internal_due",
        "cutoff",
        "from",
        "until",
        "date",
        "for",
    }
)
_SPREAD = frozenset({"readings", "basis", "recipients", "agencies", "groups"})
"""Keys whose values are never written in one line."""

_NUMERIC = re.compile(r"[-+]?[.0-9][-.,:_/0-9]*(?:[eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F]+|[-+.]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4}")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "~", "<<", "="})
_FIRST = frozenset("-?:,[]{}#&*!|>'\"%@`~=<")
_OF_FLOW = frozenset(",[]{}:?")
"""Signs that end a text in brackets, or that the parser takes for one that does."""
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_plan(plan: Plan, beside: Mapping[str, Any] | None = None) -> str:
    """The text of a file that reads as that plan. `beside` holds `directory`, `calendar`, `agencies` and `groups` as
    the file had them: the plan itself does not know where its bodies stand."""
    return write_file({**plain_plan(plan), **(beside or {})})


def write_file(parts: Mapping[str, Any]) -> str:
    """The text of a plan file of these plain values: dict, list, text, numbers, booleans; None is left out."""
    pieces = []
    for key in FILE:
        if key not in parts or parts[key] is None:
            continue
        value = parts[key]
        if key in ("targets", "tasks"):
            pieces.append(f"{key}:\n" + _entries(value, 2))
        elif type(value) is dict:
            pieces.append(f"{key}:\n" + "\n".join(_mapping(value, 2)))
        else:
            pieces.append("\n".join(_pair(key, value, 0)))
    text = "\n\n".join(pieces) + "\n"
    # Two paths of one thought stay together.
    return re.sub(r"(?m)^(directory: .*)\n\n(calendar: )", r"\1\n\2", text)


def flow(value: Any, key: str = "") -> str:
    """A plain value in one line, `[a, {b: c}]`."""
    if type(value) is list:
        return "[" + ", ".join(flow(one, key) for one in value) + "]"
    if type(value) is dict:
        pairs = (f"{_key(name)}: {flow(one, str(name))}" for name, one in value.items() if one is not None)
        return "{" + ", ".join(pairs) + "}"
    return scalar(value, key, inside=True)


def read_flow(text: str) -> Any:
    """The plain value that `flow` wrote, or that somebody wrote like it: dict, list, text or None. ValueError where the
    text is no YAML or holds what a plan file may not hold."""
    source = source_from_bytes(text.encode(), Path(), "")
    faults = Faults()
    if not isinstance(source, SourceFile):
        raise ValueError(text)
    tree = parse(source, faults)
    if faults.found or not tree.complete:
        raise ValueError(text)
    return tree.root


def scalar(value: Any, key: str = "", *, inside: bool = False) -> str:
    """A text, number or boolean in one line, in quotes where it needs them; `inside` brackets more of them do."""
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    return value if _is_plain(value, key, inside) else quoted(value)


def quoted(text: str) -> str:
    """The text in double quotes, on one line."""
    parts: list[str] = []
    for letter in text:
        follows_escape = bool(parts) and parts[-1].startswith("\\")
        if letter in _ESCAPED:
            parts.append(_ESCAPED[letter])
        elif FORBIDDEN.match(letter) or (follows_escape and unicodedata.combining(letter)):
            # A mark after an escape would join its letter when the file is normalised: \n would become another one.
            parts.append(f"\\u{ord(letter):04X}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08X}")
        else:
            parts.append(letter)
    return '"' + "".join(parts) + '"'


def _is_plain(text: str, key: str, inside: bool) -> bool:
    if not text or text != text.strip() or any(letter in text for letter in "\n\r\t"):
        return False
    if text.casefold() in _WORDS:
        return key in _BOOLEAN_KEYS and text in ("true", "false")
    if _DATE.fullmatch(text) and key in _DATE_KEYS:
        return True
    if _NUMERIC.fullmatch(text):
        return key in _FIGURE_KEYS and text[0].isdigit()
    if text[0] in _FIRST or ": " in text or " #" in text or text.endswith(":") or FORBIDDEN.search(text):
        return False
    return not (inside and any(letter in _OF_FLOW for letter in text))


def _key(name: str) -> str:
    return scalar(str(name), inside=True)


# Blocks


def _entries(listed: Any, indent: int) -> str:
    """Tasks, sections or targets, a blank line between them."""
    if type(listed) is not list or not listed:
        return " " * indent + "[]"
    return "\n\n".join("\n".join(_entry(one, indent)) for one in listed)


def _entry(node: Any, indent: int) -> list[str]:
    if type(node) is not dict:
        return [" " * indent + "- " + flow(node)]
    lines: list[str] = []
    for key, value in node.items():
        if value is None:
            continue
        if key == "tasks":
            lines += [" " * (indent + 2) + "tasks:", _entries(value, indent + 4)]
        else:
            lines += _pair(key, value, indent + 2)
    lines[0] = " " * indent + "- " + lines[0].lstrip()
    return lines


def _mapping(node: Mapping[str, Any], indent: int) -> list[str]:
    lines = []
    for key, value in node.items():
        if value is not None:
            lines += _pair(key, value, indent)
    return lines or [" " * indent + "{}"]


def _pair(key: str, value: Any, indent: int) -> list[str]:
    """One key with its value: on the line where it fits, else below."""
    lead = " " * indent + _key(key) + ":"
    if type(value) is str:
        return [f"{lead} {line}" if not at else line for at, line in enumerate(_text(value, key, indent))]
    if type(value) is dict and value:
        short = f"{lead} {flow(value, key)}"
        spread = key in _SPREAD or any(type(one) is dict for one in value.values())
        if len(short) <= WIDTH and not spread:
            return [short]
        return [lead, *_mapping(value, indent + 2)]
    if type(value) is list and value:
        short = f"{lead} {flow(value, key)}"
        if len(short) <= WIDTH and key not in _SPREAD and not any(_is_long(one) for one in value):
            return [short]
        return [lead, *(line for one in value for line in _item(one, key, indent + 2))]
    return [f"{lead} {flow(value, key)}"]


def _is_long(item: Any) -> bool:
    """Whether an item of a list deserves a line of its own."""
    return type(item) is str and len(item) > LONG


def _item(value: Any, key: str, indent: int) -> list[str]:
    """One item of a list, its mark before its first line."""
    mark = " " * indent + "- "
    if type(value) is dict and value:
        short = mark + flow(value, key)
        if len(short) <= WIDTH:
            return [short]
        lines = _mapping(value, indent + 2)
        return [mark + lines[0].lstrip(), *lines[1:]]
    if type(value) is str:
        return [mark + line if not at else line for at, line in enumerate(_text(value, key, indent))]
    return [mark + flow(value, key)]


def _text(text: str, key: str, indent: int) -> list[str]:
    """A text after its key or mark: the first line is what stands behind it, the others are whole."""
    short = scalar(text, key)
    if "\n" in text:
        return _literal(text, indent) or [short]
    if indent + len(key) + 2 + len(short) > WIDTH:
        return _folded(text, indent) or [short]
    return [short]


def _literal(text: str, indent: int) -> list[str]:
    lines = text.split("\n")
    if text != text.strip() or any(line != line.rstrip() for line in lines) or _needs_escape(text):
        return []
    return ["|-", *(" " * (indent + 2) + line if line else "" for line in lines)]


def _folded(text: str, indent: int) -> list[str]:
    """A long text in lines that a reader joins with one blank each; broken only where one blank stands."""
    if text != text.strip() or _needs_escape(text):
        return []
    lines, line = [], ""
    for word in re.split(r"(?<=[^ ]) (?=[^ ])", text):
        if line and indent + 2 + len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [">-", *(" " * (indent + 2) + one for one in [*lines, line])]


def _needs_escape(text: str) -> bool:
    return "\t" in text or "\r" in text or FORBIDDEN.search(text) is not None
