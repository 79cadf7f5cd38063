"""Trees as YAML in every manner that people write it, by a writer that shares no fault with the engine's.

What is written is valid YAML by construction, and means exactly the tree; the campaign holds it to both.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from typing import Any

NULLS = ("null", "~", "Null", "NULL", "")
"""How nothing is written; text that looks so must be in quotes."""

LONG = 900
"""A key that is longer than 1024, with its quotes and escapes, needs a sign of its own."""

COMMENTS = (
    "# ghi chú {}", "#{}", "# a: b {}", "# - x {}", '# "{}', "# [ {}", "#: {}", "## {} ##", "# ệ {}",
    "# 'x' # {}", "#\u00a0{}",
)  # fmt: skip


@dataclass(frozen=True)
class Decorated:
    """A value with something before it that YAML knows and plans do not: a tag, an anchor; or, instead of a value, an
    alias. In a mapping the key of one may also stand twice or be no text."""

    before: str
    value: Any = None
    alone: bool = False


@dataclass(frozen=True)
class Written:
    """A tree as text: `comments` are those that stand in it, each with a number of its own."""

    text: str
    comments: tuple[str, ...]


def written(root: Any, chance: random.Random) -> Written:
    """The tree as YAML, in a manner chosen by chance."""
    return _Writer(chance).written(root)


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.out: list[str] = []
        self.comments: list[str] = []
        pick = chance.choice
        # How likely each manner is in this file: some files are plain, some are a zoo.
        self.flow = pick((0.02, 0.1, 0.1, 0.4, 0.9))
        self.noted = pick((0.0, 0.0, 0.05, 0.2))
        self.blank = pick((0.0, 0.05, 0.2))
        self.odd = pick((0.0, 0.0, 0.03, 0.15))
        self.quotes = pick((0.0, 0.1, 0.5, 1.0))
        self.folding = pick((0.0, 0.05, 0.3))
        self.shuffled = pick((False, True))
        self.step = pick((2, 2, 2, 4, 3, 1, 8))
        self.list_step = pick((0, 2, 2, 4))
        self.varied = chance.random() < 0.1
        self.in_block_text = False

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def written(self, root: Any) -> Written:
        chance = self.chance
        if self.likely(0.05):
            self.out.append(
                chance.choice(("%YAML 1.2\n---", "---", "--- # bắt đầu", "# đầu\n---", "%YAML 1.1\n---"))
            )
        self.notes(0)
        if isinstance(root, dict | list) and root and not self.likely(self.flow * self.flow * 0.5):
            self.collection(root, 0)
        else:
            self.value("", root, -1)
        self.notes(0)
        ended = self.in_block_text
        if self.likely(0.03):
            self.out.append("...")
            ended = True
        text = "\n".join(self.out) + "\n"
        if not ended and self.likely(0.05):
            text = text[:-1]
        if self.likely(0.05):
            text = unicodedata.normalize("NFD", text)
        if self.likely(0.06):
            text = text.replace("\n", chance.choice(("\r\n", "\r")))
        if self.likely(0.03):
            text = "\ufeff" + text
        return Written(text, tuple(self.comments))

    # Blocks

    def collection(self, node: Any, column: int) -> None:
        """A mapping or list that is not empty, from `column` on; its first line is never a comment."""
        if isinstance(node, dict):
            pairs = list(node.items())
            if self.shuffled:
                self.chance.shuffle(pairs)
            for at, (key, value) in enumerate(pairs):
                if at:
                    self.notes(column)
                self.pair(key, value, column)
        else:
            for at, value in enumerate(node):
                if at:
                    self.notes(column)
                self.item(value, column)

    def pair(self, key: Any, value: Any, column: int) -> None:
        blanks = " " * column
        if isinstance(key, Decorated):
            self.add(f"{blanks}{key.before}: {self.flat(value)}")
            return
        name = self.key(key)
        if self.likely(self.odd * 0.1):
            self.add(f"{blanks}? {name}")
            self.value(f"{blanks}:", value, column)
            return
        if len(name) > LONG:
            self.add(f"{blanks}? {name}")
            self.add(f"{blanks}: {self.flat(value)}")
            return
        colon = " :" if self.likely(self.odd * 0.3) else ":"
        self.value(f"{blanks}{name}{colon}", value, column)

    def item(self, value: Any, column: int) -> None:
        dash = " " * column + "-"
        if (
            isinstance(value, dict | list)
            and value
            and not self.likely(self.flow)
            and not self.likely(self.odd)
        ):
            gap = self.chance.choice((1, 2, 3, 5)) if self.likely(self.odd) else 1
            start = len(self.out)
            self.collection(value, column + 1 + gap)
            first = self.out[start]
            self.out[start] = dash + " " * gap + first[column + 1 + gap :]
            return
        self.value(dash, value, column)

    def value(self, head: str, value: Any, column: int) -> None:
        """The value after a key or a dash that stands at `column`, -1 for the root."""
        if isinstance(value, dict | list) and value and column >= 0 and not self.likely(self.flow):
            self.add(head + self.beside())
            self.notes(column + 1)
            least = self.list_step if isinstance(value, list) and head.endswith(":") else self.step
            if self.varied:
                least = self.chance.choice((1, 2, 4, 7))
            self.collection(value, column + least)
            return
        gap = "" if not head else " " * self.chance.choice((1, 2, 6)) if self.likely(self.odd) else " "
        if isinstance(value, str):
            text = self.text(value, head + gap, column)
        elif value is None:
            text = self.chance.choice(NULLS[:-1]) if not head or self.likely(0.7) else ""
        elif isinstance(value, Decorated):
            text = self.decorated(value)
        else:
            text = self.brackets(value, column)
        if text is not None:
            line = (head + gap + text).rstrip() if not text else head + gap + text
            self.add(line + self.beside())

    def add(self, line: str) -> None:
        self.in_block_text = False
        self.out += line.split("\n")

    # Texts

    def key(self, key: str) -> str:
        return self.quoted(key) if not plain(key, brackets=True) or self.likely(self.quotes * 0.2) else key

    def text(self, value: str, head: str, column: int) -> str | None:
        """The text as it goes on after `head`; None when the lines are written already."""
        if (
            head.strip()
            and self.likely(0.8 if "\n" in value else self.folding * 0.5)
            and self.block(value, head, column)
        ):
            return None
        if plain(value) and not self.likely(self.quotes):
            return self.folded(value, column) if self.likely(self.folding) else value
        quoted = self.quoted(value)
        if quoted[1:-1] == value and self.likely(self.folding):
            return self.folded(quoted, column)
        return quoted

    def block(self, value: str, head: str, column: int) -> bool:
        """Write the text as a block, if it can be one."""
        if not value or not _printable(value) or value.strip(" \n") != value.rstrip("\n"):
            return False
        body = value.rstrip("\n")
        lines = body.split("\n")
        if len(value) - len(body) > 1 or any(one != one.strip(" \t") for one in lines):
            return False
        # A block of lines that begin with a tab or look like the end of the document would be something else.
        if any(one.startswith(("---", "...", "\t")) for one in lines) and column < 0:
            return False
        sign = "|"
        if len(lines) == 1 and "  " not in body and self.likely(0.5):
            sign = ">"
            lines = [body]
            words = body.split(" ")
            if len(words) > 2:
                at = self.chance.randrange(1, len(words))
                lines = [" ".join(words[:at]), " ".join(words[at:])]
        indent = self.chance.choice((1, 2, 2, 4, 7))
        chomp = "" if value.endswith("\n") else "-"
        explicit = str(indent) if self.likely(0.1) else ""
        marks = explicit + chomp if self.likely(0.5) else chomp + explicit
        self.add(head + sign + marks + self.beside())
        blanks = " " * (max(column, 0) + indent)
        self.out += [blanks + one if one else "" for one in lines]
        self.in_block_text = True
        return True

    def folded(self, text: str, column: int) -> str:
        """The text with a line break for one of its blanks."""
        places = [
            at
            for at in range(2, len(text) - 2)
            if text[at] == " " and text[at - 1] != " " and text[at + 1].isalnum()
        ]
        if not places:
            return text
        at = self.chance.choice(places)
        blanks = " " * (column + self.chance.choice((1, 2, 4, 9)))
        empty = "" if self.likely(0.9) else " "
        return f"{text[:at]}{empty}\n{blanks}{text[at + 1 :]}"

    def quoted(self, value: str) -> str:
        if "\n" not in value and _printable(value) and self.likely(0.5):
            return "'" + value.replace("'", "''") + "'"
        return '"' + "".join(map(self.escaped, value)) + '"'

    def escaped(self, char: str) -> str:
        if char in '"\\':
            return "\\" + char
        if char == "\n":
            return "\\n"
        if _printable(char) and not self.likely(self.odd * 0.05):
            return char
        number = ord(char)
        return (
            f"\\x{number:02x}"
            if number < 256
            else f"\\u{number:04X}"
            if number < 65536
            else f"\\U{number:08x}"
        )

    def decorated(self, value: Decorated) -> str:
        if value.alone:
            return value.before
        return f"{value.before} {self.flat(value.value)}"

    # Brackets

    def brackets(self, value: Any, column: int) -> str:
        """In brackets, over several lines if chance will have it."""
        if value and self.likely(0.25) and not any(isinstance(key, Decorated) for key in value):
            return self.over_lines(value, column)
        return self.flat(value)

    def over_lines(self, value: Any, column: int) -> str:
        blanks = " " * (column + self.chance.choice((1, 2, 4)))
        if isinstance(value, dict):
            inner = [f"{self.flat_key(key)}: {self.flat(one)}" for key, one in value.items()]
        else:
            inner = [self.flat(one) for one in value]
        lines = []
        for at, one in enumerate(inner):
            comma = "," if at + 1 < len(inner) or self.likely(0.3) else ""
            lines.append(f"{blanks}{one}{comma}{self.beside()}")
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        return f"{opening}{self.beside()}\n" + "\n".join(lines) + f"\n{blanks}{closing}"

    def flat_key(self, key: str) -> str:
        name = self.key(key)
        return name if len(name) <= LONG else f"? {name} "

    def flat(self, value: Any) -> str:
        """On one line."""
        if value is None:
            return self.chance.choice(NULLS[:-1])
        if isinstance(value, Decorated):
            return self.decorated(value)
        if isinstance(value, str):
            return (
                value if plain(value, brackets=True) and not self.likely(self.quotes) else self.quoted(value)
            )
        blank = self.chance.choice(("", " ")) if self.likely(self.odd) else ""
        if isinstance(value, dict):
            pairs = [
                f"{key.before if isinstance(key, Decorated) else self.flat_key(key)}: {self.flat(one)}"
                for key, one in value.items()
            ]
            return "{" + blank + ", ".join(pairs) + blank + "}"
        return (
            "[" + blank + ("," if self.likely(self.odd) else ", ").join(map(self.flat, value)) + blank + "]"
        )

    # Comments

    def comment(self) -> str:
        made = self.chance.choice(COMMENTS).format(f"n{len(self.comments)}z")
        self.comments.append(made)
        return made

    def beside(self) -> str:
        """A comment to the right."""
        return " " * self.chance.choice((1, 1, 2, 9)) + self.comment() if self.likely(self.noted) else ""

    def notes(self, column: int) -> None:
        """Comments and blank lines between two entries; not where they would belong to a block of text."""
        while self.likely(self.blank):
            self.out.append(" " * self.chance.choice((0, 0, 0, column)))
        while self.likely(self.noted):
            at = (
                column
                if self.in_block_text or self.likely(0.7)
                else self.chance.choice((0, 1, column + 2, 30))
            )
            self.out.append(" " * min(at, column if self.in_block_text else at) + self.comment())


def plain(text: str, *, brackets: bool = False) -> bool:
    """Whether the text may stand without quotes, and in brackets, too, and is then text."""
    if not text or text in NULLS or text in ("<<", "=") or text != text.strip(" "):
        return False
    if not (text[0].isalnum() or text[0] in "~<(/.“" or (text[0] == "-" and text[1:2].isalnum())):
        return False
    if text.startswith("...") or text.endswith(":") or ": " in text or " #" in text or not text.isprintable():
        return False
    return not (brackets and any(sign in text for sign in "[]{},?:"))


def _printable(text: str) -> bool:
    """Whether every character may stand in YAML as it is, line ends aside."""
    return all(char == "\n" or char == "\t" or (char.isprintable() and char != "\ufeff") for char in text)
