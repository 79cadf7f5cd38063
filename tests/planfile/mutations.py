"""Plans changed in their structure: mild changes, after which the plan is probably still one, and wild ones."""

from __future__ import annotations

import random
from typing import Any

from tests.planfile.mutations_mild import MILD
from tests.planfile.mutations_scene import Change, Scene
from tests.planfile.mutations_wild import WILD


def changed(root: Any, bodies: tuple[str, ...], chance: random.Random) -> tuple[Any, tuple[str, ...]]:
    """The tree after some changes, and the names of those. The tree is changed in place."""
    scene = Scene(root, chance, bodies)
    changes: list[Change] = []
    if chance.random() < 0.6:
        changes += [chance.choice(MILD) for _ in range(chance.choice((1, 2, 3, 5)))]
    else:
        changes += [chance.choice(MILD) for _ in range(chance.choice((0, 0, 1, 2)))]
        changes += [chance.choice(WILD) for _ in range(chance.choice((1, 1, 1, 2, 4)))]
    for change in changes:
        change(scene)
    return scene.root, tuple(change.__name__ for change in changes)
