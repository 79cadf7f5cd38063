"""What a layout is made of: texts, pairs and items, collections, each with its place and the comments of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

Point = tuple[int, int]
"""Line and column, both from 0."""


@dataclass(slots=True)
class Beside:
    """A comment to the right of something, with those that go on below it at the same column."""

    line: int
    column: int
    gap: int
    texts: list[str]


@dataclass(slots=True)
class Scalar:
    """A text from `start` to before `end`; `style` is "" (plain), "'", '"', "|" or ">". Of a block scalar, `end` is the
    end of its last line of content; `indent` is the column where its content begins."""

    start: Point
    end: Point
    style: str
    value: str
    indent: int = 0


@dataclass(slots=True)
class Part:
    """A pair of a mapping or an item of a list. `head` is where its key or its dash stands.

    `lead` are the lines before it that belong to it ("" for a blank one, else a comment), `beside` a comment on the
    line of a key or dash whose value is not on it, `inner` the lines between that and the value, `after` the comment
    beside the end of the value. A `raw` part is written in a way (`? key`) that nobody should touch.
    """

    head: Point
    end: Point
    key: Scalar | None = None
    value: Node | None = None
    raw: bool = False
    lead: list[str] = field(default_factory=list)
    beside: Beside | None = None
    inner: list[str] = field(default_factory=list)
    after: Beside | None = None


@dataclass(slots=True)
class Collection:
    """A mapping (`keyed`) or a list. `foot` are comments at its end that belong to no part."""

    keyed: bool
    flow: bool
    start: Point
    end: Point
    parts: list[Part] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)


Node = Scalar | Collection


@dataclass(slots=True)
class Layout:
    """A whole file: the lines of its text, what stands before the root and after it (`---`, `...`), and the root."""

    lines: list[str]
    before: list[str]
    root: Node | None
    after: list[str]
    beside: list[Beside]
