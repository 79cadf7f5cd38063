"""For every code the plan that has this fault and no other: code → its text, and the files beside it.

The plans are the examples that `explain` shows; only what lies in bytes or in sheer size is made here.
"""

from __future__ import annotations

from pathlib import Path

from planengine.planfile.examples import FOLDER, WITHOUT_WORDS
from tests.planfile.plans_in_text import plan_text, second, task

Example = str | bytes | tuple[str | bytes, dict[str, str | bytes]]

SHARED: dict[str, str | bytes] = {
    path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in sorted(FOLDER.glob("*/*.yaml"))
}
"""The directory and the calendar that the examples name."""


def named_in(text: str) -> dict[str, str | bytes]:
    """Those of them that a plan of that text names."""
    return {name: content for name, content in SHARED.items() if name.partition("/")[0] in text}


_MANY = "tasks:\n" + "".join(f"  - {{id: t{n}, title: Việc, lead: so-tc, nguoi: A}}\n" for n in range(1001))

_TWICE = (
    "tasks:\n  - {id: '1', title: Việc, lead: so-tc, related: ['2'" + ", '2'" * 20_001 + "]}\n" + second()
)

MADE: dict[str, Example] = {
    "PE003": b"# " + b"x" * 20_000_000,
    "PE004": plan_text().encode("utf-16"),
    "PE005": plan_text().encode().replace("Kế".encode(), b"K\xea"),
    "PE006": plan_text(tasks=task("notes: a\x07b")),
    "PE020": b"[" + b"1," * 2_100_000 + b"1]",
    "PE024": plan_text(tasks=_MANY),
    "PE221": plan_text(tasks=_TWICE),
}
assert set(MADE) == set(WITHOUT_WORDS)


def code_of(path: Path) -> str:
    """The code that an example file is named after."""
    return path.name.partition(".")[0]


FAULTY: dict[str, Example] = {
    code_of(path): (path.read_text("utf-8"), named_in(path.read_text("utf-8")))
    for path in sorted(FOLDER.glob("*.wrong.yaml"))
} | MADE
