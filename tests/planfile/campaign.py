"""One mutated plan file after another, each with a number that makes it again, and what must hold for each of them."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import tempfile
import traceback
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from planengine.cli.findings import as_annotation, as_object
from planengine.core.calendar import CalendarGap
from planengine.core.expand import expand
from planengine.core.plan import Span
from planengine.core.problems import Finding
from planengine.core.schedule import Actual, schedule
from planengine.errors import Findings, Refusal
from planengine.messages import Words
from planengine.messages.excerpt import excerpt
from planengine.planfile import quick, tree
from planengine.planfile.canonical import (
    calendar_from_canonical,
    canonical,
    directory_from_canonical,
    plan_from_canonical,
)
from planengine.planfile.faults import Faults
from planengine.planfile.read import Reading, read_plan
from planengine.planfile.rewriting import formatted
from planengine.planfile.text import FORBIDDEN, SourceFile, source_from_bytes
from tests.planfile import mutations, mutations_bytes
from tests.planfile.mutations_seeds import Seed, seeds
from tests.planfile.mutations_written import Decorated, written

SECONDS = 20
"""So much CPU time may one file take before it counts as hanging."""

PURE = 40
"""One in so many texts is also parsed by the parser in Python, which is slow."""

AGAIN = 3
"""One in so many files is read twice."""

MANY = 20
"""Of the findings of one file so many are shown in every form."""

SORTS = {"cut": 15, "whole": 0.5, "example": 49.5, "made": 35}
"""The shares of the sorts of seeds: what is large takes long, and hits the same."""

LANGUAGES = {language: Words(language) for language in ("vi", "en")}


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
    file = "plan.yaml"
    if len(seed.files) > 1 and chance.random() < 0.12:
        file = chance.choice([name for name in seed.files if name != "plan.yaml"])
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


# What must hold


class Broken(AssertionError):
    """Something does not hold that must; the message says what."""


class Hangs(BaseException):
    """The time for one file is over. No Exception, so that nobody takes it for one of theirs."""


def hold(condition: object, what: str, *more: object) -> None:
    if not condition:
        raise Broken(" ".join([what, *(repr(one)[:600] for one in more)]))


@contextmanager
def watched(seconds: int) -> Iterator[None]:
    """Ends what goes on for longer than that, in CPU time; does nothing where the system has no such clock."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hangs(f"more than {seconds} s of CPU time")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@dataclass
class Seen:
    """What became of one case."""

    accepted: bool = False
    codes: frozenset[str] = frozenset()
    notes: set[str] = field(default_factory=set)


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
            check_plan(reading, one.number, seen)
        check_formatting(one, reading, source, top, seen)
        return seen


def check_without_c(reading: Reading, slow: Reading, seen: Seen) -> None:
    """Where the C parser is missing, files are read as well; what both accept is the same plan."""
    hold(
        any(one.severity == "error" for one in slow.findings) is (slow.plan is None),
        "a plan and errors, or neither",
    )
    if slow.plan is not None and reading.plan is not None:
        hold(slow.plan == reading.plan, "without the C parser it is another plan")
    elif slow.plan is not reading.plan:
        seen.notes.add("the parsers disagree")


def _all_of(reading: Reading) -> tuple[object, ...]:
    return reading.plan, reading.directory, reading.calendar, reading.findings, reading.silenced


def check_places(reading: Reading, folder: Path) -> None:
    """Every place is in a file that was read, inside it."""
    lines = {source.name: source.lines for source in reading.sources}
    for finding in (*reading.findings, *(one for one, _ in reading.silenced)):
        for place in (finding.place, *finding.related):
            if place.file not in lines:
                # Not even text, or not there: what can be read of it by force.
                hold(place.file.startswith(str(folder)), "a place in another file", place)
                data = Path(place.file).read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
                lines[place.file] = data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            known = lines[place.file]
            hold(1 <= place.line <= len(known), "no such line", finding, len(known))
            hold(
                1 <= place.column <= len(known[place.line - 1]) + 1,
                "no such column",
                finding,
                known[place.line - 1],
            )
            hold(place.width >= 1, "no width", finding)
    if reading.plan is not None:
        for subject in [("plan",), *(("task", task.id) for task in reading.plan.tasks)]:
            place = reading.places[subject]
            hold(1 <= place.line <= len(lines[place.file]), "a place outside", subject, place)


class _Session:
    def __init__(self, say: Words) -> None:
        self.say = say


def check_rendering(reading: Reading) -> None:
    """Every finding can be shown, in both languages, and in every format."""
    lines = {source.name: source.lines for source in reading.sources}
    findings: list[Finding] = [*reading.findings, *(one for one, _ in reading.silenced)]
    for words in LANGUAGES.values():
        session: Any = _Session(words)
        for finding in findings[:MANY]:
            shown = excerpt(finding, lines, words.fill)
            hold(finding.code in shown, "a finding without its code", finding, shown)
            hold("\n" not in as_annotation(session, finding), "an annotation of two lines", finding)
            json.dumps(as_object(session, finding))


def check_tree(one: Case, source: SourceFile, seen: Seen) -> None:
    """The quick reader says what the parser says, and a structural case means what it was written from."""
    faults = Faults()
    walked = tree._Reading(source, faults, tree.MAX_DEPTH).tree(tree.MAX_EVENTS, pure=False)
    if quick.read(source.normal, tree.MAX_DEPTH, tree.MAX_EVENTS) is not None:
        seen.notes.add("read quickly")
        quickly = tree.parse(source, Faults())
        hold(walked.complete and not faults.found, "read quickly, but refused by the parser", faults.found)
        hold(
            _in_order(quickly.root) == _in_order(walked.root),
            "read quickly as something else",
            quickly,
            walked,
        )
        check_marks(quickly, walked)
    if not one.structural:
        return
    pure = one.number // 2 % PURE == 0 and len(source.normal) < 20_000
    for slow in (False, True) if pure else (False,):
        root = composed(source.normal, slow)
        if one.compared:
            hold(root == one.intended, "the text does not say what was written", slow, root, one.intended)
    if one.compared and (walked.complete or not faults.found):
        hold(walked.root == one.intended, "the tree is another one", walked.root, one.intended)


def check_marks(ours: tree.Tree, theirs: tree.Tree) -> None:
    """What was read quickly stands where the parser says."""
    left = [(ours.root, theirs.root)]
    while left:
        mine, other = left.pop()
        if isinstance(mine, dict | list):
            hold(
                list(ours.marks(mine)) == list(theirs.marks(other)),
                "elsewhere",
                mine,
                ours.marks(mine),
                theirs.marks(other),
            )
            left += zip(
                *((mine.values(), other.values()) if isinstance(mine, dict) else (mine, other)), strict=True
            )


def composed(text: str, pure: bool) -> Any:
    """What the text means to YAML itself, put together from the events of ruamel; raises where it is not valid."""
    yaml = YAML(typ="safe", pure=pure)
    stack: list[list[Any]] = [[]]
    for event in yaml.parse(StringIO(text)):
        match event:
            case ScalarEvent():
                bare = event.style in (None, "") and event.value in ("", "~", "null", "Null", "NULL")
                value = FORBIDDEN.sub("", event.value)
                stack[-1].append(None if bare else unicodedata.normalize("NFC", value))
            case AliasEvent():
                stack[-1].append(event.anchor)
            case MappingStartEvent() | SequenceStartEvent():
                stack.append([])
            case SequenceEndEvent():
                made: Any = stack.pop()
                stack[-1].append(made)
            case MappingEndEvent():
                flat = stack.pop()
                made = {
                    key if isinstance(key, str) else repr(key): value
                    for key, value in zip(flat[::2], flat[1::2], strict=True)
                }
                stack[-1].append(made)
    return stack[0][0] if stack[0] else None


def _in_order(node: Any) -> Any:
    if type(node) is dict:
        return [(key, _in_order(value)) for key, value in node.items()]
    return [_in_order(one) for one in node] if type(node) is list else node


def check_plan(reading: Reading, number: int, seen: Seen) -> None:
    """What was accepted can be worked with: laid out, scheduled, kept and taken up again."""
    plan = reading.plan
    assert plan is not None
    texts = canonical(plan, reading.directory, reading.calendar)
    hold(plan_from_canonical(texts.plan) == plan, "the plan does not come back from its canonical form")
    hold(directory_from_canonical(texts.directory) == reading.directory, "nor does the directory")
    hold(calendar_from_canonical(texts.calendar) == reading.calendar, "nor does the calendar")
    try:
        expansion = expand(plan, reading.directory, reading.calendar)
    except CalendarGap:
        seen.notes.add("calendar gap")
        return
    chance = random.Random(number)
    keys = [each.key for each in expansion.occurrences]
    some = chance.sample(keys, min(len(keys), 3))
    done = {key: Actual(plan.starts, plan.starts + timedelta(chance.randrange(90))) for key in some[:1]}
    delays = {key: Span(chance.choice((1, 30, 400)), chance.random() < 0.5) for key in some[1:]}
    for today in (plan.starts, plan.ends, chance.choice((date(1900, 1, 1), date(2199, 12, 31)))):
        found = schedule(plan, expansion, reading.calendar, today, done, delays)
        hold([each.key for each in found.timings] == keys, "a schedule of other work")


# A comment, or what looks like one, to the end of its line. Formatting moves whole lines: all of them must stay.
_TAILS = re.compile(r"(?:(?<=[ \t\n])|^)#[^\n]*")


def tails(text: str) -> Counter[str]:
    """Everything from a `#` after a blank to the end of the line."""
    return Counter(one.rstrip(" \t") for one in _TAILS.findall(text))


def check_formatting(one: Case, reading: Reading, source: SourceFile, top: Path, seen: Seen) -> None:
    """`fmt` gives a text that it leaves as it is, with every comment; of an accepted plan one that is the same plan."""
    try:
        text = formatted(source)
    except Findings as refused:
        hold(reading.plan is None, "an accepted plan that cannot be formatted", refused.findings)
        return
    except Refusal as refused:
        if refused.code == "fmt.unsafe":
            seen.notes.add("fmt unsafe")
        hold(reading.plan is None, "an accepted plan that fmt refuses", refused.code)
        return
    seen.notes.add("formatted")
    hold(text == text and "\r" not in text and text.endswith("\n"), "the form of the text", text[-40:])
    again = SourceFile(source.path, source.name, text, "", text)
    hold(formatted(again) == text, "formatted again it is another text", text)
    # Directly after a bracket or quotes the parser sees a comment, too; formatting then puts a blank before it.
    lost, new = tails(source.normal) - tails(text), tails(text) - tails(source.normal)
    hold(not lost and not (new and one.structural), "comments", lost, new)
    normal = unicodedata.normalize("NFC", text)
    for comment in one.comments:
        hold(
            normal.count(unicodedata.normalize("NFC", comment)) == 1,
            "a comment is gone, or there twice",
            comment,
        )
    if reading.plan is None:
        return
    source.path.write_bytes(text.encode())
    after = read_plan(top)
    for name in ("plan", "directory", "calendar"):
        hold(
            getattr(after, name) == getattr(reading, name), f"after fmt another {name}", after.findings, text
        )
    hold(_said(after) == _said(reading), "after fmt other findings", _said(after), _said(reading))


def _said(reading: Reading) -> Counter[str]:
    """The findings without their places."""
    loud = Counter(f"{one.code} {dict(one.params)}" for one in reading.findings)
    return loud + Counter(f"{one.code} {dict(one.params)} {why}" for one, why in reading.silenced)


# Many cases


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
