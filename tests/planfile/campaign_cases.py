"""The cases of the campaign: each has a number, from which it is made again."""

from __future__ import annotations

import random
import unicodedata
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from planengine.planfile.text import FORBIDDEN
from tests.planfile import mutations, mutations_bytes
from tests.planfile.mutations_seeds import Seed, seeds
from tests.planfile.mutations_written import Decorated, written

SORTS = {"cut": 12, "whole": 0.3, "example": 50, "made": 37.7}
"""The shares of the sorts of seeds: what is large takes long, and hits the same."""

PLAN = "plan.yaml"


@dataclass(frozen=True)
class Case:
    """A plan with one file changed: which and how, and the bytes of it now.

    `structural` ones are valid YAML; `intended` is then what the text was written from, unless that has something in it
    that YAML knows and plans do not, and `comments` are those written into it.
    """

    number: int
    structural: bool
    kinds: tuple[str, ...]
    seed: Seed
    file: str
    data: bytes
    intended: Any = None
    comments: tuple[str, ...] = ()
    compared: bool = False


def case(number: int) -> Case:
    """The mutated plan of that number: even ones are changed in their structure, odd ones in their bytes."""
    chance = random.Random(number)
    sort = chance.choices(tuple(SORTS), tuple(SORTS.values()))[0]
    structural = number % 2 == 0
    choices = seeds()[sort]
    seed = chance.choice([one for one in choices if one.good or not structural])
    file = PLAN
    named = [name for name in seed.files if name in seed.files[PLAN]]
    if named and chance.random() < 0.12:
        file = chance.choice(named)
    if not structural:
        other = chance.choice(seeds()["example"]).files["plan.yaml"]
        data, kinds = mutations_bytes.changed(seed.files[file].encode(), other.encode(), chance)
        return Case(number, False, kinds, seed, file, data)
    root, kinds = mutations.changed(deepcopy(seed.tree(file)), _bodies(seed), chance)
    text = written(root, chance)
    compared = not _decorated(root)
    return Case(
        number,
        True,
        kinds,
        seed,
        file,
        text.text.encode(),
        _as_read(root) if compared else None,
        text.comments,
        compared,
    )


def _bodies(seed: Seed) -> tuple[str, ...]:
    return tuple(
        name
        for file in seed.files
        for key in ("agencies", "groups")
        for name in (seed.tree(file) or {}).get(key) or {}
    )


def _decorated(root: Any) -> bool:
    if isinstance(root, Decorated):
        return True
    if isinstance(root, dict):
        keys = [unicodedata.normalize("NFC", key) for key in root if isinstance(key, str)]
        # A key that is refused, or two that are one in NFC: the reader leaves those out.
        refused = len(set(keys)) < len(root) or any(key == "<<" or FORBIDDEN.search(key) for key in keys)
        return refused or any(map(_decorated, root.values()))
    return isinstance(root, list) and any(map(_decorated, root))


def _as_read(root: Any) -> Any:
    """The tree as the reader has it: NFC, without the characters that it refuses."""
    if isinstance(root, dict):
        return {_as_read(key): _as_read(value) for key, value in root.items()}
    if isinstance(root, list):
        return [_as_read(one) for one in root]
    return None if root is None else unicodedata.normalize("NFC", FORBIDDEN.sub("", root))
