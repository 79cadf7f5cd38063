"""What was probably meant by a name that nobody knows. Rationed: near names are slow to find in purpose-made input."""

from __future__ import annotations

from collections.abc import Iterable

from planengine.core.plan import Agency, Directory, Group

MAX_GUESSES = 300

D_WITH_STROKE = chr(0x111)
"""The one letter of Vietnamese that does not come apart into a plain one and its marks."""


def nearest(name: str, names: Iterable[str]) -> dict[str, object]:
    """`{"guess": …}` with the one of `names` that is most like `name`, if one is: params for a problem."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(names), 1, 0.6)
    return {"guess": close[0]} if close else {}


class Guesses:
    """Near names for the first few hundred that are asked for."""

    def __init__(self) -> None:
        self._made = 0

    def of(self, name: str, names: Iterable[str]) -> dict[str, object]:
        """As `nearest`, as long as the ration lasts."""
        self._made += 1
        return nearest(name, names) if self._made <= MAX_GUESSES else {}


class BodyGuesses:
    """The agency or group that was meant by an unknown name, each looked up once."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._names: dict[str, str] = {}
        self._found: dict[str, dict[str, object]] = {}

    def of(self, name: str) -> dict[str, object]:
        """`{"guess": id}`, or nothing."""
        if name not in self._found and len(self._found) < MAX_GUESSES:
            if not self._names:
                self._names = _ids_by_name(self._directory)
            near = nearest(name, self._names)
            self._found[name] = {"guess": self._names[str(near["guess"])]} if near else {}
        return self._found.get(name, {})


def _ids_by_name(directory: Directory) -> dict[str, str]:
    """Every id by itself, and by what people make of a full name: "so-tai-chinh" for the department of finance."""
    from unicodedata import combining, normalize

    bodies: list[Agency | Group] = [*directory.agencies.values(), *directory.groups.values()]
    named = {one.id: one.id for one in bodies}
    for one in bodies:
        letters = normalize("NFD", one.name.casefold().replace(D_WITH_STROKE, "d"))
        plain = "".join(letter for letter in letters if not combining(letter))
        words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
        named.setdefault("-".join(words), one.id)
    named.pop("", None)
    return named
