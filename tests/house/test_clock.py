"""Nobody reads the clock: `now` and `today` are arguments, and the only clock is built in `bootstrap.py`."""

from __future__ import annotations

import ast

import pytest

from tests.house.tree import ROOT, modules, short, syntax

CLOCK_IS_BUILT_IN = ROOT / "planengine" / "bootstrap.py"

# Calls and names that answer with the time of this machine, by the last two parts of their dotted name.
READINGS = {
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.strftime",
    "time.time",
    "time.time_ns",
    "utils.localtime",
    "utils.make_msgid",
}
# The same readings, imported by name.
IMPORTED_READINGS = {
    "time": {"ctime", "gmtime", "localtime", "time", "time_ns"},
    "email.utils": {"make_msgid"},
}


@pytest.mark.parametrize("path", modules("planengine", "notifiers"), ids=short)
def test_nobody_reads_the_clock(path):
    if path == CLOCK_IS_BUILT_IN:
        return
    assert readings(syntax(path)) == []


def test_the_check_sees_every_spelling():
    seen = readings(
        ast.parse(
            "import datetime as dt, time\n"
            "from time import time as moment\n"
            "dt.datetime.now(tz)\n"
            "datetime.utcnow()\n"
            "date.today()\n"
            "clock = time.time\n"
            "now.date()\n"
        )
    )
    assert [line for line, _ in seen] == [2, 3, 4, 5, 6]


def readings(tree: ast.Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if f"{owner}.{node.attr}" in READINGS:
                found.append((node.lineno, f"{owner}.{node.attr}"))
        elif isinstance(node, ast.ImportFrom) and node.module in IMPORTED_READINGS:
            found += [
                (node.lineno, f"{node.module}.{alias.name}")
                for alias in node.names
                if alias.name in IMPORTED_READINGS[node.module]
            ]
    return sorted(found)
