"""Which section a row of a table belongs to, as a reader would say: by its number, else by where it stands."""

from __future__ import annotations


class Outline:
    """The sections that are open while the rows go by."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def parent_of_task(self, task: str) -> str | None:
        """The open section whose number the task's number goes on with, else the last one opened."""
        return self._by_number(task) or (self._open[-1] if self._open else None)

    def parent_of_section(self, section: str) -> str | None:
        """The open section whose number this one's number goes on with, else none."""
        return self._by_number(section)

    def task(self, parent: str | None) -> None:
        """A task of that section went by: the sections inside it are over."""
        self._close_down_to(parent)

    def section(self, section: str, parent: str | None) -> None:
        """A section begins inside another, or at the top."""
        self._close_down_to(parent)
        self._open.append(section)

    def _by_number(self, number: str) -> str | None:
        return next((one for one in reversed(self._open) if number.startswith(f"{one}.")), None)

    def _close_down_to(self, parent: str | None) -> None:
        while self._open and self._open[-1] != parent:
            self._open.pop()
