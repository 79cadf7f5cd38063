"""A plan that is being changed: what is in it, and values that are probably right for its keys."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from planengine.planfile.fields import TASK
from tests.planfile.mutations_words import ODD_TEXTS


@dataclass
class Scene:
    """A tree being changed, and what its values can refer to."""

    root: Any
    chance: random.Random
    bodies: tuple[str, ...]
    """Agencies and groups of all files."""

    def pick(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def fresh(self) -> str:
        return f"{self.pick('m', 'M.', 'x-', '9.')}{self.chance.randrange(10_000)}"

    # What is there

    def lists(self) -> list[list[Any]]:
        """All lists of tasks, those of sections too."""
        found: list[list[Any]] = []
        left = [self.root.get("tasks")] if isinstance(self.root, dict) else []
        while left:
            node = left.pop()
            if isinstance(node, list):
                found.append(node)
                left += [one.get("tasks") for one in node if isinstance(one, dict)]
        return found

    def tasks(self) -> list[dict[str, Any]]:
        return [one for node in self.lists() for one in node if isinstance(one, dict) and "tasks" not in one]

    def ids(self) -> list[str]:
        found = [one.get("id") for node in self.lists() for one in node if isinstance(one, dict)]
        return [one for one in found if isinstance(one, str)] or ["1"]

    def task(self) -> dict[str, Any]:
        return self.pick(*self.tasks()) if self.tasks() else {}

    def head(self) -> dict[str, Any]:
        head = self.root.get("plan") if isinstance(self.root, dict) else None
        return head if isinstance(head, dict) else {}

    def held(self, key: str, kind: type) -> Any:
        """What the file holds under that key, made if there is nothing of that kind; not kept for a file that is no
        mapping."""
        if not isinstance(self.root, dict):
            return kind()
        if not isinstance(self.root.get(key), kind):
            self.root[key] = kind()
        return self.root[key]

    # Values that are probably right

    def body(self) -> str:
        return self.pick(*self.bodies) if self.bodies else "so-tc"

    def some_bodies(self) -> list[Any]:
        return list(dict.fromkeys(self.body() for _ in range(self.pick(1, 1, 2, 3))))

    def day(self) -> str:
        """A day of the plan or near it."""
        words = [self.head().get("starts"), self.head().get("ends")]
        days = [day_of(one) for one in words if isinstance(one, str)]
        first = days[0] if days and days[0] and 1 < days[0].year < 9990 else date(2024, 1, 1)
        # a plan may have been made to end with the last day that there is
        day = date.fromordinal(min(first.toordinal() + self.chance.randrange(-10, 400), date.max.toordinal()))
        return self.pick(day.isoformat(), day.isoformat(), f"{day:%d/%m/%Y}")

    def span(self) -> str:
        return f"{self.pick(1, 2, 5, 10, 30, 200)}{self.pick('d', 'wd')}"

    def lag(self) -> str:
        return self.pick("0", "0d", "-1d", "-5wd", "3d", "10wd", "365d")

    def due(self) -> Any:
        day = self.day()
        return self.pick(
            day, day, {"before": day}, "horizon", "none", "12-15", {"before": "12-15"}, "15",
            {"before": "10"}, "28", "1",
            {"within": self.span(), "of": "issued"}, {"within": self.span(), "of": self.pick(*self.ids())},
        )  # fmt: skip

    def wait(self) -> Any:
        other = self.pick(*self.ids())
        made = {"task": self.pick(other, other, other, "kh-khac/1.1")}
        for key, values in (
            ("type", ("FS", "SS", "FF")),
            ("lag", (self.lag(),)),
            ("soft", ("true", "false")),
            ("match", ("all", "period", "agency", ["period", "agency"])),
            ("reason", ("Dòng 3", self.pick(*ODD_TEXTS))),
        ):
            if self.chance.random() < 0.3:
                made[key] = self.pick(*values)
        return other if self.chance.random() < 0.4 else made

    def words(self) -> str:
        return self.pick(*ODD_TEXTS)

    def good(self, key: str) -> Any:
        """A value that the key of a task may have."""
        return GOOD[key](self) if key in GOOD else self.words()


def day_of(word: str) -> date | None:
    """The day that the word is, in one of the two forms."""
    try:
        if "/" in word:
            day, month, year = map(int, word.split("/"))
            return date(year, month, day)
        return date.fromisoformat(word)
    except ValueError:
        return None


PERIODS = ("year", "half", "quarter", "month", "week")

GOOD: dict[str, Callable[[Scene], Any]] = {
    "id": lambda one: one.fresh(),
    "title": lambda one: one.words(),
    "lines": lambda one: one.pick("114", "114-117", "114-117, 120"),
    "clause": lambda one: one.pick("33", "33-34"),
    "quote": lambda one: one.pick(one.words(), [one.words(), one.words()]),
    "lead": lambda one: one.body(),
    "joint": lambda one: one.some_bodies(),
    "each": lambda one: one.some_bodies(),
    "unassigned": lambda one: "true",
    "support": lambda one: one.some_bodies(),
    "support_required": lambda one: one.pick("true", "false"),
    "focal_point": lambda one: one.pick(one.body(), {"agency": one.body(), "reading": one.words()}),
    "complete_when": lambda one: one.pick("all", "any", {"at_least": "1"}, {"percent": "80"}, "focal_point"),
    "addressee": lambda one: one.pick(one.body(), one.some_bodies()),
    "via": lambda one: one.body(),
    "request": lambda one: one.pick("true", "false"),
    "kind": lambda one: one.pick("once", "recurring", "standing", "on_demand", "milestone"),
    "every": lambda one: one.pick(*PERIODS),
    "from": lambda one: one.day(),
    "until": lambda one: one.day(),
    "update": lambda one: one.pick(*PERIODS),
    "starts": lambda one: one.day(),
    "duration": lambda one: one.span(),
    "due": lambda one: one.due(),
    "internal_due": lambda one: one.due(),
    "cutoff": lambda one: one.pick(one.day(), "12-01"),
    "day_off": lambda one: one.pick("keep", "next_working_day", "previous_working_day"),
    "conditions": lambda one: [one.words(), one.words()],
    "after": lambda one: [one.wait() for _ in range(one.pick(1, 1, 2, 3))],
    "related": lambda one: [one.pick(*one.ids())],
    "targets": lambda one: ["G1"],
    "restricted": lambda one: one.pick("true", "false"),
    "supersedes_extension": lambda one: one.pick("true", "false"),
    "reopen": lambda one: one.pick("true", "false"),
    "grandfather": lambda one: one.pick("true", "false"),
    "priority": lambda one: one.pick("normal", "urgent"),
    "confirm": lambda one: one.pick("secretariat", "none"),
    "evidence": lambda one: one.pick("required", "optional"),
    "reminders": lambda one: one.pick("standard", "x"),
    "tags": lambda one: [one.words(), "a", "B"],
    "readings": lambda one: {one.pick(*TASK): one.words()},
    "allow": lambda one: [
        {"code": one.pick("PE202", "PE203", "PE205", "PE210", "PE103"), "reason": one.words()}
    ],
}

Change = Callable[[Scene], None]


def spots(root: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Every place where a value stands: its holder, key or number, and the value."""
    left = [root]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            inner = list(node.items())
        elif isinstance(node, list):
            inner = list(enumerate(node))
        else:
            continue
        for key, value in inner:
            yield node, key, value
            left.append(value)
