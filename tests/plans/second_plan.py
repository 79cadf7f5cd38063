"""The second plan and its companion, expanded, as a table to be read beside them.

After a change that is meant: `python -m tests.plans.second_plan`, and look at what changed in the table, line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from planengine.core.expand import Edge, Expansion, Occurrence, expand
from planengine.core.plan import Span
from planengine.planfile.read import Reading, read_plan

PLANS = Path(__file__).parents[2] / "plans"
NAMES = ("sao_khue", "sao_khue_dien_tap")
GOLDEN = Path(__file__).parent / "second_plan.tsv"


def read(name: str) -> Reading:
    reading = read_plan(PLANS / f"{name}.yaml")
    assert reading.plan is not None, reading.findings
    return reading


def expanded(name: str) -> Expansion:
    reading = read(name)
    assert reading.plan is not None
    return expand(reading.plan, reading.directory, reading.calendar)


def table() -> str:
    """All occurrences, then all edges, of both plans; one line each, columns parted by tabs."""
    lines: list[str] = []
    for name in NAMES:
        expansion = expanded(name)
        lines += [f"# {name}: opens, closes, due, internal, rule, who"]
        lines += ["\t".join(_occurrence(one)) for one in expansion.occurrences]
        lines += [f"# {name}: waits for, type, lag, soft, only for"]
        lines += ["\t".join(_edge(one)) for one in (*expansion.edges, *expansion.elsewhere)]
    return "\n".join(lines) + "\n"


def _occurrence(one: Occurrence) -> Iterator[str]:
    rule = one.completion.rule if one.completion.n is None else f"{one.completion.rule} {one.completion.n}"
    who = [
        f"{each.agency.removeprefix('sk-')}:{each.role}" + (f"/{each.size}" if each.size else "")
        for each in one.assignments
    ]
    due = _day(one.due)
    if one.within is not None:
        due = f"{_span(one.within)} of {one.within_of}"
    elif one.due_inherited:
        due += " end"
    yield one.key
    yield one.kind
    yield f"{one.opens_on} {_weekday(one.opens_on)}"
    yield str(one.closes_on)
    yield due
    yield _day(one.internal_due)
    yield rule + (" +support" if one.support_required else "")
    yield " ".join(who) or "-"


def _edge(one: Edge) -> Iterator[str]:
    yield one.successor
    yield one.predecessor
    yield one.type
    yield _span(one.lag)
    yield "soft" if one.soft else "hard"
    yield one.agency.removeprefix("sk-") if one.agency else "-"


def _day(day: date | None) -> str:
    return "-" if day is None else f"{day} {_weekday(day)}"


def _weekday(day: date) -> str:
    return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()]


def _span(span: Span) -> str:
    return f"{span.count}{span.unit}"


if __name__ == "__main__":
    GOLDEN.write_text(table(), encoding="utf-8")
