"""The example of every code: a plan that raises exactly it, and the same plan mended. They travel with planengine.

`examples/PE012.wrong.yaml` and `examples/PE012.right.yaml` are ordinary plan files beside a directory and a calendar
that they share. Faults of bytes have no such file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planengine.planfile.read import Reading, read_plan
from planengine.planfile.together import read_plans

FOLDER = Path(__file__).parent / "examples"

WITHOUT_WORDS = ("PE003", "PE004", "PE005", "PE006", "PE020", "PE024", "PE221")
"""Codes of what lies in the bytes or the sheer size of a file: no example in words could show them."""

BEFORE, AFTER = 2, 1
"""How many lines are shown before and after the one that matters."""

KIN: tuple[tuple[str, ...], ...] = (
    ("PE001", "PE002", "PE021", "PE022"),
    ("PE003", "PE020", "PE024", "PE221"),
    ("PE004", "PE005", "PE006"),
    ("PE007", "PE008", "PE009", "PE010", "PE011"),
    ("PE008", "PE026", "PE027"),
    ("PE010", "PE028"),
    ("PE006", "PE026", "PE029"),
    ("PE011", "PE027"),
    ("PE012", "PE068"),
    ("PE027", "PE068", "PE069"),
    ("PE010", "PE019", "PE057"),
    ("PE012", "PE030", "PE031"),
    ("PE013", "PE014", "PE015", "PE016"),
    ("PE017", "PE032", "PE033", "PE034"),
    ("PE018", "PE023", "PE025"),
    ("PE030", "PE054", "PE056"),
    ("PE035", "PE031"),
    ("PE036", "PE037", "PE041", "PE048"),
    ("PE038", "PE039", "PE040", "PE042"),
    ("PE043", "PE044", "PE059", "PE061"),
    ("PE047", "PE030"),
    ("PE048", "PE049", "PE116", "PE141", "PE142"),
    ("PE050", "PE120", "PE121", "PE122"),
    ("PE051", "PE136", "PE137"),
    ("PE056", "PE058"),
    ("PE062", "PE101", "PE102"),
    ("PE063", "PE064", "PE065", "PE066", "PE067"),
    ("PE066", "PE123", "PE143", "PE211"),
    ("PE101", "PE124", "PE125", "PE126"),
    ("PE126", "PE170", "PE171", "PE172"),
    ("PE103", "PE104", "PE105", "PE210"),
    ("PE032", "PE070"),
    ("PE038", "PE052", "PE071"),
    ("PE070", "PE106", "PE107"),
    ("PE106", "PE107", "PE202", "PE203"),
    ("PE109", "PE110", "PE111", "PE113"),
    ("PE112", "PE134", "PE204"),
    ("PE114", "PE115", "PE116", "PE119"),
    ("PE117", "PE118", "PE119", "PE135"),
    ("PE127", "PE130", "PE207"),
    ("PE128", "PE133", "PE140", "PE144"),
    ("PE115", "PE119", "PE145"),
    ("PE129", "PE132", "PE049"),
    ("PE131", "PE122", "PE202"),
    ("PE136", "PE138", "PE139", "PE209"),
    ("PE143", "PE205", "PE206"),
    ("PE150", "PE151", "PE152", "PE153"),
    ("PE151", "PE154", "PE155", "PE156", "PE157"),
    ("PE039", "PE158"),
    ("PE207", "PE208"),
    ("PE059", "PE160"),
    ("PE117", "PE212", "PE135"),
    ("PE124", "PE213", "PE220"),
    ("PE172", "PE213", "PE222"),
    ("PE101", "PE214"),
    ("PE113", "PE215", "PE216"),
    ("PE205", "PE217", "PE218"),
    ("PE055", "PE219"),
)
"""Codes that are worth a look together."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Some lines of a file: (line from 1, text), with gaps where lines were left out."""

    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """What is shown of one code: the readings of the two files, and the lines of each that matter."""

    code: str
    wrong: Reading
    right: Reading
    wrong_passage: Passage
    right_passage: Passage


def example_of(code: str) -> Example | None:
    """The example of that code, read anew; None where there is none in words."""
    path = FOLDER / f"{code}.wrong.yaml"
    if not path.is_file():
        return None
    wrong, right = read_side(code, "wrong"), read_side(code, "right")
    before, after = wrong.sources[0].lines, right.sources[0].lines
    told = wrong.findings[0]
    marked = {
        place.line for place in (told.place, *told.related) if place.file == wrong.sources[0].name
    } | set(_changed(before, after))
    return Example(
        code, wrong, right, _passage(before, marked), _passage(after, set(_changed(after, before)))
    )


def read_side(code: str, side: str) -> Reading:
    """The reading of the "wrong" or the "right" file of that code, with the second plan where it takes two."""
    beside = FOLDER / f"{code}.beside.yaml"
    own = FOLDER / f"{code}.{side}.yaml"
    return read_plans((beside, own))[1] if beside.is_file() else read_plan(own)


def see_also(code: str) -> tuple[str, ...]:
    """The codes worth a look beside that one, in order."""
    return tuple(sorted({other for kin in KIN if code in kin for other in kin} - {code}))


def _changed(lines: list[str], others: list[str]) -> Iterator[int]:
    """The lines (from 1) that the other file has otherwise; where it only has more, the line before."""
    from difflib import SequenceMatcher

    for tag, start, end, _, _ in SequenceMatcher(None, lines, others, autojunk=False).get_opcodes():
        if tag == "insert":
            yield max(start, 1)
        elif tag != "equal":
            yield from range(start + 1, end + 1)


def _passage(lines: list[str], marked: set[int]) -> Passage:
    shown = {at for line in marked for at in range(line - BEFORE, line + AFTER + 1)}
    last = len(lines) - 1 if lines and not lines[-1] else len(lines)
    return Passage(tuple((at, lines[at - 1]) for at in sorted(shown) if 1 <= at <= last))
