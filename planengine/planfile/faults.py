"""The collection that every fault of one run goes into, with its place."""

from __future__ import annotations

from collections.abc import Container, Mapping

from planengine.core.problems import Finding, Place, Severity

MAX_FAULTS = 1000
MAX_WARNINGS = 20_000

MORE_FAULTS = "PE024"
MORE_WARNINGS = "PE221"


class Faults:
    """All findings of one run; nothing is kept twice. No more than `limit` errors and `warnings` warnings are kept (a
    hostile file could have millions): the finding after the last says so. Neither takes the place of the other."""

    def __init__(self, limit: int = MAX_FAULTS, warnings: int = MAX_WARNINGS) -> None:
        self._limits = {"error": limit, "warning": warnings}
        self._kept = {"error": 0, "warning": 0}
        self._found: dict[tuple[str, Place, str], Finding] = {}
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
        key = (finding.code, finding.place, repr(finding.params))
        if key in self._found:
            return
        severity = finding.severity
        limit = self._limits[severity]
        if self._kept[severity] < limit:
            self._found[key] = finding
        elif self._kept[severity] == limit:
            code = MORE_FAULTS if severity == "error" else MORE_WARNINGS
            self._found[(code, finding.place, "")] = Finding(code, severity, finding.place, {"limit": limit})
        self._kept[severity] += 1

    @property
    def found(self) -> tuple[Finding, ...]:
        """What was kept, in the order it was found."""
        return tuple(self._found.values())

    @property
    def full(self) -> bool:
        """Whether there are more errors than are kept; whoever adds in a loop may stop."""
        return self._kept["error"] > self._limits["error"]


class FaultsBefore(Faults):
    """Passes on what stands before a line of a file that could not be read to its end, but not what may only seem to be
    missing there."""

    def __init__(self, faults: Faults, line: int, open_ended: Container[str]) -> None:
        super().__init__()
        self._faults = faults
        self._line = line
        self._open_ended = open_ended

    def put(self, finding: Finding) -> None:
        """Pass it on, or drop it."""
        if finding.place.line < self._line and finding.code not in self._open_ended:
            self._faults.put(finding)
