"""The desk where one file is read, and the tables of keys that mappings are read by.

A reader is called with the desk, the value from the tree, and where it stands (`holder`, `index` into the holder's
marks). It answers the typed value, or BROKEN after it has told the desk what is wrong; it never answers None and is
never called with None: what an absent value means is the field's own business.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from planengine.core.problems import Place, Severity
from planengine.planfile.faults import Faults
from planengine.planfile.syntax import HARD_SPACE
from planengine.planfile.text import HARD_SPACES
from planengine.planfile.tree import BROKEN, DROPPED, Mark, Tree

UNKNOWN_KEY = "PE030"
MISSING_KEY = "PE031"
NOT_MAPPING = "PE034"
CLASSIFIED = "PE047"
MISPLACED_KEY = "PE056"

MAX_GUESSES = 300
MAX_TITLES = 500

SECRET = frozenset(
    {
        "mật",
        "tối mật",
        "tuyệt mật",
        "mat",
        "toi mat",
        "tuyet mat",
        "toi-mat",
        "tuyet-mat",
        "secret",
        "top secret",
    }
)

Read = Callable[["Desk", Any, Any, int], Any]
Readers = dict[str, tuple[dict[str, Any] | None, Read, str]]


@dataclass(frozen=True, slots=True)
class Value:
    """A kind of value: how it is read, and what an editor needs to know of it (name, choices, what it is made of).

    `again` says that a file has few and short texts of this kind, many times: each is read once (`Desk.read_before`).
    """

    name: str
    read: Read
    choices: tuple[str, ...] = ()
    item: Value | None = None
    table: Mapping[str, Field] | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a mapping: what it holds, the attribute it fills (the key itself unless said), and whether it must be
    there."""

    key: str
    value: Value
    attr: str = ""
    required: bool = False
    read: Read = field(init=False, repr=False)
    into: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", self.value.read)
        object.__setattr__(self, "into", self.attr or self.key)


class Table(dict[str, Field]):
    """Fields by their key, in the order in which they are documented; `required` are those that must be there."""

    __slots__ = ("required",)

    def __init__(self, fields: Iterable[Field]) -> None:
        super().__init__((one.key, one) for one in fields)
        self.required = tuple(one for one in self.values() if one.required)


def table(*fields: Field) -> Table:
    """These fields as a table."""
    return Table(fields)


class Desk:
    """Where one file is read: its tree, and the collection its faults go to. `close_keys` maps words people write (the
    Vietnamese term, a key of an older form) to the key that is meant."""

    def __init__(self, tree: Tree, faults: Faults, close_keys: Mapping[str, str]) -> None:
        self.tree = tree
        self.faults = faults
        self._close_keys = close_keys
        self._guessed = 0
        self._told: list[Mark] = []
        self._meant: dict[str, str] = {}
        self.bodies: Mapping[str, str] = {}
        self._before: dict[Read, dict[str, Any]] = {}
        self._readers: dict[int, Readers] = {}
        self._titles: dict[str, str] | None = None

    @property
    def told(self) -> int:
        """How many faults this desk has told."""
        return len(self._told)

    def read_before(self, value: Value) -> dict[str, Any] | None:
        """What each text of that kind became in this file; None for kinds whose texts do not come again. Whoever reads
        one adds it, unless it was faulty: a fault is told wherever it stands."""
        return self._before.setdefault(value.read, {}) if value.again else None

    def readers(self, fields: Table) -> Readers:
        """For each key of the table: the texts read before, the reader, and the attribute it fills."""
        found = self._readers.get(id(fields))
        if found is None:
            found = {one.key: (self.read_before(one.value), one.read, one.into) for one in fields.values()}
            self._readers[id(fields)] = found
        return found

    def faulty_keys(self, node: dict[str, Any], since: int) -> set[str]:
        """The keys of the mapping under which a fault was told after the first `since` ones, and what they were
        probably meant to be."""
        marks = self.tree.marks(node)
        keys = list(node)
        starts = marks[1::2]
        faulty = {
            keys[at - 1] for mark in self._told[since:] if (at := min(bisect_right(starts, mark), len(keys)))
        }
        return faulty | self.misspelt(faulty)

    def misspelt(self, keys: Iterable[str]) -> set[str]:
        """What those of the keys that nobody knows were probably meant to be."""
        return {self._meant[key] for key in keys if key in self._meant}

    def remember(self, key: str, meant: str) -> None:
        """`key` is told as unknown, and probably `meant`."""
        self._meant[key] = meant

    def fault(
        self,
        code: str,
        holder: Any,
        index: int,
        /,
        *,
        related: tuple[Place, ...] = (),
        severity: Severity = "error",
        guess: str | None = None,
        **params: object,
    ) -> Any:
        """Tell a fault at that place; answers BROKEN, so that a reader can end with it. `guess` is what was probably
        meant."""
        if guess is not None:
            params["guess"] = guess
        self._told.append(self.tree.mark(holder, index))
        self.faults.add(code, self.tree.place(holder, index), params, related, severity)
        return BROKEN

    def body_named(self, name: str) -> str | None:
        """The short name of the agency or group that people call so, or nearly so; `bodies` has their names, folded."""
        folded = name.casefold()
        if folded in self.bodies or not self.bodies:
            return self.bodies.get(folded)
        self._guessed += 1
        if self._guessed > MAX_GUESSES:
            return None
        from difflib import get_close_matches

        close = get_close_matches(folded[:200], self.bodies, 1, 0.8)
        return self.bodies[close[0]] if close else None

    def id_titled(self, title: str) -> str | None:
        """The id of the task or section of that title, or nearly so; nearness is looked for in small plans only."""
        if self._titles is None:
            self._titles = dict(_titles(self.tree.root))
        folded = title.casefold()[:200]
        if folded in self._titles or len(self._titles) > MAX_TITLES:
            return self._titles.get(folded)
        self._guessed += 1
        if self._guessed > MAX_GUESSES:
            return None
        from difflib import get_close_matches

        close = get_close_matches(folded, self._titles, 1, 0.8)
        return self._titles[close[0]] if close else None

    def guess(self, word: str, words: Iterable[str]) -> str | None:
        """The one of `words` that a word nearly is. Rationed: it is slow on purpose-made input."""
        self._guessed += 1
        if self._guessed > MAX_GUESSES:
            return None
        words = list(words)
        meant = self._close_keys.get(word.casefold())
        if meant in words:
            return meant
        from difflib import get_close_matches

        close = get_close_matches(word[:64], words, 1, 0.6)
        return close[0] if close else None


def _titles(root: Any) -> Iterator[tuple[str, str]]:
    """The title, folded, and the id of every task and section in the tree of a plan."""
    lists = [root.get("tasks") if type(root) is dict else None]
    while lists:
        listed = lists.pop()
        for node in listed if type(listed) is list else ():
            if type(node) is not dict:
                continue
            title, name = node.get("title"), node.get("id")
            if type(title) is str and type(name) is str:
                yield title.strip().casefold()[:200], name
            lists.append(node.get("tasks"))


def read_mapping(
    desk: Desk, node: Any, holder: Any, index: int, fields: Table, elsewhere: Table | None = None
) -> dict[str, Any] | None:
    """The values of a mapping by attribute, faulty and absent ones left out; None when it is no mapping. A key of
    `elsewhere` is told as one that does not belong here, not as unknown."""
    if type(node) is not dict:
        if node is not BROKEN:
            desk.fault(NOT_MAPPING, holder, index)
        return None
    found: dict[str, Any] = {}
    meant: set[str | None] = set()
    readers = desk.readers(fields)
    typed: Any
    at = 2
    for key, value in node.items():
        reader = readers.get(key)
        if reader is None:
            if elsewhere is not None and key in elsewhere:
                desk.fault(MISPLACED_KEY, node, at - 1, key=key)
            else:
                meant.add(unknown_key(desk, node, at - 1, key, value, fields))
        elif value is not None:
            before, read, into = reader
            if before is None or type(value) is not str:
                typed = read(desk, value, node, at)
            else:
                typed = before.get(value)
                if typed is None:
                    typed = read(desk, value, node, at)
                    if typed is not BROKEN:
                        before[value] = typed
            if typed is not BROKEN:
                found[into] = typed
        at += 2
    for known in fields.required:
        # A key that is probably there, misspelt, is not missing as well.
        if known.into not in found and node.get(known.key) is None and known.key not in meant:
            missing_key(desk, node, holder, index, known.key)
    return found


def missing_key(desk: Desk, node: dict[str, Any], holder: Any, index: int, key: str) -> None:
    """Tell that a key is missing: at the key when it stands there empty, else where the mapping begins."""
    if key in node:
        desk.fault(MISSING_KEY, node, 1 + 2 * list(node).index(key), key=key)
    elif node:
        desk.fault(MISSING_KEY, node, 1, key=key)
    else:
        desk.fault(MISSING_KEY, holder, index, key=key)


def unknown_key(desk: Desk, node: Any, index: int, key: str, value: Any, fields: Table) -> str | None:
    """Tell that nobody knows this key, and answer the one that was probably meant; a mark of secrecy is refused by
    name."""
    if key.startswith(DROPPED):
        return None
    if key[0:1] in HARD_SPACES and key:
        # Where reading had to stop because of it, that is told there.
        if desk.tree.complete:
            desk.fault(HARD_SPACE, node, index, character=f"U+{ord(key[0]):04X}")
        return None
    if key == "classification" and isinstance(value, str) and value.casefold() in SECRET:
        desk.fault(CLASSIFIED, node, index + 1, value=value)
        return None
    holds_tasks = type(value) is list and "lead" in fields and any(type(one) is dict for one in value)
    guess = desk.guess(key, ("tasks",) if holds_tasks else fields)
    if guess is not None:
        desk.remember(key, guess)
    desk.fault(UNKNOWN_KEY, node, index, key=key[:80], guess=guess)
    return guess
