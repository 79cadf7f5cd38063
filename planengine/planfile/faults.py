"""The collection that every fault of one run goes into, with its place."""

from __future__ import annotations

from collections.abc import Mapping

from planengine.core.problems import Finding, Place, Severity

MAX_FAULTS = 1000

MORE_FAULTS = "PE024"


class Faults:
    """All findings of one run; nothing is kept twice, and no more than `limit` are kept (a hostile file could have
    millions): the finding after the last says so."""

    def __init__(self, limit: int = MAX_FAULTS) -> None:
        self._limit = limit
        self._found: dict[tuple[str, Place, str], Finding] = {}
        self._full = False
        self.count = 0

    def add(
        self,
        code: str,
        place: Place,
        params: Mapping[str, object] | None = None,
        related: tuple[Place, ...] = (),
        severity: Severity = "error",
    ) -> None:
        """Keep a finding, unless the very same was found before."""
        self.put(Finding(code, severity, place, dict(params or {}), related))

    def put(self, finding: Finding) -> None:
        """Keep a finding that is already whole."""
        self.count += 1
        if len(self._found) < self._limit:
            self._found.setdefault((finding.code, finding.place, repr(finding.params)), finding)
        elif not self._full:
            self._full = True
            more = Finding(MORE_FAULTS, "error", finding.place, {"limit": self._limit})
            self._found[(MORE_FAULTS, finding.place, "")] = more

    @property
    def found(self) -> tuple[Finding, ...]:
        """What was kept, in the order it was found."""
        return tuple(self._found.values())

    @property
    def full(self) -> bool:
        """Whether the limit was reached; whoever adds in a loop may stop."""
        return self._full
