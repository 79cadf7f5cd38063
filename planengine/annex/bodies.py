"""The bodies that a table names: matched with the directory, or entered into the plan under a name of their own."""

from __future__ import annotations

from typing import Any

from planengine.annex.folding import fold
from planengine.annex.register import Register
from planengine.annex.remarks import Remark
from planengine.core.plan import Directory
from planengine.planfile.values import MAX_ID, as_slug


class Bodies:
    """Finds every body that is named; those that the directory lacks are collected in `agencies` and `groups`, as they
    stand in a plan file."""

    def __init__(self, directory: Directory) -> None:
        self._register = Register(directory)
        self._known_groups = set(directory.groups)
        self._taken = {*directory.agencies, *directory.groups}
        self.agencies: dict[str, Any] = {}
        self.groups: dict[str, Any] = {}
        self.remarks: list[Remark] = []
        self._told: set[str] = set()

    def know(self, labels: dict[str, str], file: dict[str, Any]) -> None:
        """Count the names of an exported workbook, and the bodies of its plan file, as names of the directory."""
        for label, body in labels.items():
            self._register.add(body, label)
            self._taken.add(body)
        for key in ("agencies", "groups"):
            for body, node in file.get(key, {}).items():
                names = (node.get("name"), node.get("short"))
                self._register.add(body, *(name for name in names if type(name) is str))
                self._taken.add(body)
                if key == "groups":
                    self._known_groups.add(body)

    def is_group(self, body: str) -> bool:
        """Whether the body is a group."""
        return body in self._known_groups or body in self.groups

    def listed(self, text: str, place: str) -> list[str]:
        """The ids of the bodies in a cell, each once."""
        return list(dict.fromkeys(self.one(name, place) for name in self._register.split(text)))

    def one(self, name: str, place: str) -> str:
        """The id of one body."""
        found = self._register.match(name)
        if found.body is not None:
            if found.is_reading and name not in self._told:
                self._told.add(name)
                self.remarks.append(Remark("body_read", place, params={"name": name, "body": found.body}))
            return found.body
        return self._entered(name, place, found.near)

    def _entered(self, name: str, place: str, near: str | None) -> str:
        is_group = fold(name).startswith("cac ") or " cac " in f" {fold(name)} "
        slug = (as_slug(name) or "co-quan")[:MAX_ID].strip("-")
        body, number = slug, 2
        while body in self._taken:
            body, number = f"{slug[: MAX_ID - 4].strip('-')}-{number}", number + 1
        self._taken.add(body)
        if is_group:
            self.groups[body] = {"name": name, "open": True}
        else:
            self.agencies[body] = {"name": name}
        self._register.add(body, name)
        code = "body_unknown_near" if near else "body_unknown"
        self.remarks.append(Remark(code, place, "unmatched", {"name": name, "body": body, "near": near}))
        return body
