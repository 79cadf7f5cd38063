"""What a body is called on the spreadsheet: a name that stands for it alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from planengine.annex.cells import is_showable
from planengine.annex.folding import fold
from planengine.core.plan import Directory


class Labels:
    """The names of the bodies of one directory: the short one, else the whole one, else the id, whichever is the first
    that no other body bears and that can stand in a list."""

    def __init__(self, directory: Directory) -> None:
        self._of: dict[str, str] = {}
        named = [(one.id, _names(one.short, one.name)) for one in directory.agencies.values()]
        named += [(one.id, _names(one.name)) for one in directory.groups.values()]
        borne = Counter(name for body, names in named for name in {fold(one) for one in (body, *names)})
        for body, names in named:
            fitting = (name for name in names if borne[fold(name)] == 1 and _can_stand_in_a_list(name))
            self._of[body] = next(fitting, body)
        self._ids = {label: body for body, label in self._of.items()}

    def label(self, body: str) -> str:
        """What the body is called; the id itself for one that the directory lacks."""
        return self._of.get(body, body)

    def find(self, label: str) -> str | None:
        """The body that is called so."""
        return self._ids.get(label) or (label if label in self._of else None)

    def of(self, bodies: Iterable[str]) -> dict[str, str]:
        """Their labels by id."""
        return {body: self.label(body) for body in bodies}


def _names(*names: str | None) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _can_stand_in_a_list(name: str) -> bool:
    return is_showable(name) and not any(sign in name for sign in ";\n[]:")
