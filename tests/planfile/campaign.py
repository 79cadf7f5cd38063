"""One mutated plan file after another, and what becomes of them."""

from __future__ import annotations

import os
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from planengine.planfile.read import Reading, read_plan
from planengine.planfile.text import SourceFile, source_from_bytes
from tests.planfile.campaign_cases import Case, case
from tests.planfile.campaign_checks import (
    LANGUAGES,
    PURE,
    Broken,
    Hangs,
    Seen,
    check_formatting,
    check_places,
    check_plan,
    check_rendering,
    check_tree,
    check_without_c,
    hold,
    watched,
)
from tests.planfile.mutations_seeds import Seed

SECONDS = 20
"""So much CPU time may one file take before it counts as hanging."""

AGAIN = 4
"""One in so many files is read twice."""


class Desk:
    """Where cases are tried: a folder with a plan for every seed, in which one file at a time is another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.laid: set[str] = set()

    def laid_out(self, one: Seed) -> Path:
        """The folder in which that seed lies as it is."""
        folder = self.folder / one.name
        if one.name not in self.laid:
            for name, text in one.files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(text.encode())
            self.laid.add(one.name)
        return folder

    def tried(self, one: Case) -> Seen:
        """What became of the case; Broken where something does not hold, and whatever else is raised."""
        folder = self.laid_out(one.seed)
        (folder / one.file).write_bytes(one.data)
        try:
            with watched(SECONDS):
                return self.checked(one, folder)
        finally:
            (folder / one.file).write_bytes(one.seed.files[one.file].encode())

    def checked(self, one: Case, folder: Path) -> Seen:
        seen = Seen()
        top = folder / "plan.yaml"
        reading = read_plan(top)
        seen.accepted = reading.plan is not None
        seen.codes = frozenset(finding.code for finding in reading.findings)
        errors = [finding for finding in reading.findings if finding.severity == "error"]
        hold(seen.accepted is not bool(errors), "a plan and errors, or neither", errors)
        check_places(reading, folder)
        check_rendering(reading)
        if one.number // 2 % PURE == 0 and len(one.data) < 20_000:
            check_without_c(reading, read_plan(top, pure=True), seen)
        if one.number % AGAIN == 0:
            hold(_all_of(read_plan(top)) == _all_of(reading), "read again it is something else")
        source = source_from_bytes(one.data, folder / one.file, str(folder / one.file))
        if not isinstance(source, SourceFile):
            hold(not one.structural, "valid YAML that is no text", source)
            return seen
        check_tree(one, source, seen)
        if reading.plan is not None:
            check_plan(reading, one.number)
        check_formatting(one, reading, source, top, seen)
        return seen


def _all_of(reading: Reading) -> tuple[object, ...]:
    return reading.plan, reading.directory, reading.calendar, reading.findings, reading.silenced


@dataclass(frozen=True)
class Failure:
    """A case for which something did not hold."""

    number: int
    kinds: tuple[str, ...]
    seed: str
    file: str
    sign: str
    report: str


@dataclass
class Tally:
    """What became of many cases."""

    halves: Counter[tuple[str, bool]] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take in what became of other cases."""
        for name in ("halves", "kinds", "codes", "notes"):
            getattr(self, name).update(getattr(other, name))
        self.failures += other.failures

    @property
    def count(self) -> int:
        return sum(self.halves.values())

    def share(self, half: str) -> float:
        """The share accepted of one half, "structure" or "bytes"."""
        accepted, refused = self.halves[half, True], self.halves[half, False]
        return accepted / max(accepted + refused, 1)

    def unreached(self) -> list[str]:
        """The codes that no case raised."""
        return [code for code in LANGUAGES["vi"].faults() if not self.codes[code]]

    def report(self) -> str:
        """All of it in lines."""
        said = [f"{self.count} files, {len(self.failures)} failures"]
        for half in ("structure", "bytes"):
            total = self.halves[half, True] + self.halves[half, False]
            said.append(f"{half}: {self.halves[half, True]} of {total} accepted ({self.share(half):.1%})")
        said.append(", ".join(f"{name}: {count}" for name, count in sorted(self.notes.items())))
        for half in ("structure", "bytes"):
            said.append(f"accepted of the {half} mutations, by kind (a file may have several):")
            names = sorted({name for one, name, _ in self.kinds if one == half})
            cells = []
            for name in names:
                accepted, refused = self.kinds[half, name, True], self.kinds[half, name, False]
                cells.append(f"{name} {accepted}/{accepted + refused}")
            said += _in_columns(cells)
        said.append("files by code:")
        said += _in_columns([f"{code} {count}" for code, count in sorted(self.codes.items())])
        said.append(f"codes never reached: {', '.join(self.unreached()) or 'none'}")
        return "\n".join(said)


def _in_columns(cells: Iterable[str], width: int = 118) -> list[str]:
    lines = [" "]
    for cell in cells:
        if len(lines[-1]) + len(cell) + 2 > width:
            lines.append(" ")
        lines[-1] += f" {cell};"
    return lines


def campaign(numbers: Iterable[int], keep: Path | None = None) -> Tally:
    """Try the cases of those numbers; the files of those that fail are written below `keep`."""
    tally = Tally()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as name:
        desk = Desk(Path(name))
        for number in numbers:
            one: Case | None = None
            try:
                one = case(number)
                seen = desk.tried(one)
            except (Exception, Hangs) as error:
                tally.failures.append(_failure(number, one, error, keep))
                continue
            half = "structure" if one.structural else "bytes"
            tally.halves[half, seen.accepted] += 1
            for kind in dict.fromkeys(one.kinds):
                tally.kinds[half, kind, seen.accepted] += 1
            tally.codes.update(seen.codes)
            tally.notes.update(seen.notes)
    return tally


def _failure(number: int, one: Case | None, error: BaseException, keep: Path | None) -> Failure:
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-2] if isinstance(error, Broken) and len(frames) > 1 else frames[-1]
    sign = f"{type(error).__name__} {last.name}:{last.lineno} {str(error)[:30]}"
    report = "".join(traceback.format_exception(error))
    if one is None:
        return Failure(number, (), "", "", sign, report)
    if keep is not None:
        for name, text in one.seed.files.items():
            path = keep / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(one.data if name == one.file else text.encode())
    return Failure(number, one.kinds, one.seed.name, one.file, sign, report)
