"""What must hold for a plan file, whatever is in it."""

from __future__ import annotations

import json
import random
import re
import signal
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
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
from planengine.planfile.text import FORBIDDEN, SourceFile
from tests.planfile.campaign_cases import Case

PURE = 160
"""One in so many texts is also parsed by the parser in Python, which is slow."""

MANY = 8
"""Of the findings of one file so many are shown in every form."""

LANGUAGES = {language: Words(language) for language in ("vi", "en")}


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


def check_plan(reading: Reading, number: int) -> None:
    """What was accepted can be worked with: laid out, scheduled, kept and taken up again."""
    plan = reading.plan
    assert plan is not None
    texts = canonical(plan, reading.directory, reading.calendar)
    hold(plan_from_canonical(texts.plan) == plan, "the plan does not come back from its canonical form")
    hold(directory_from_canonical(texts.directory) == reading.directory, "nor does the directory")
    hold(calendar_from_canonical(texts.calendar) == reading.calendar, "nor does the calendar")
    # Even a gap of the calendar: the checks find all of them.
    expansion = expand(plan, reading.directory, reading.calendar)
    chance = random.Random(number)
    keys = [each.key for each in expansion.occurrences]
    some = chance.sample(keys, min(len(keys), 3))
    done = {key: Actual(plan.starts, plan.starts + timedelta(chance.randrange(90))) for key in some[:1]}
    delays = {key: Span(chance.choice((1, 30, 400)), chance.random() < 0.5) for key in some[1:]}
    for today in (plan.starts, plan.ends, chance.choice((date(1900, 1, 1), date(2199, 12, 31)))):
        found = schedule(plan, expansion, reading.calendar, today, done, delays)
        hold([each.key for each in found.timings] == keys, "a schedule of other work")


# A comment, or what looks like one, to the end of its line. Formatting moves whole lines: all of them must stay.
# Directly after a bracket or quotes the parser sees a comment, too.
_TAILS = re.compile(r"(?:(?<=[ \t\n\]}'\"])|^)#[^\n]*")


def tails(text: str) -> Counter[str]:
    """Everything from a `#` that may begin a comment to the end of the line."""
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
    hold(tails(text) == tails(source.normal), "comments", tails(source.normal) - tails(text))
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
