"""Any history, reorganised again and again: sound by the deep check, then nothing left to do, the past as it was."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.cli.office import Office
from tests.store.test_deep import deep

PLAN = """\
planengine: 1
plan: {id: thu, title: K, issuer: tinh, starts: 2024-01-01, ends: 2024-12-31, secretariat: vp, approver: tinh}
agencies:
  tinh: {name: UBND tỉnh}
  vp: {name: VP, until: 2024-02-29, succeeded_by: vp2}
  vp2: {name: VP2, from: 2024-03-01}
  a: {name: A, until: 2024-02-29, succeeded_by: c}
  b: {name: B, until: 2024-02-29, succeeded_by: c}
  c: {name: C}
  d: {name: D, until: 2024-04-30, succeeded_by: [c, e], succession: {policy: all}}
  e: {name: E}
  h: {name: H, until: 2024-02-29, succeeded_by: [x1, x2], succession: {policy: all}}
  x1: {name: X1, from: 2024-03-01}
  x2: {name: X2, from: 2024-03-01, until: 2024-04-30, succeeded_by: x1}
calendar: {calendar: thu, covers: {from: 2024-01-01, until: 2024-12-31}}
tasks:
  - {id: "1", title: Một, lead: a, support: [b, c, d]}
  - {id: "2", title: Hai, joint: [a, b, c, d], complete_when: RULE, support: [h]}
  - {id: "3", title: Ba, each: [h, d, a, e], complete_when: {percent: 60}}
  - {id: "4", title: Bốn, each: [h, d, b], after: [{task: "3", match: agency, soft: true}], due: {within: 10d, of: "2"}}
  - {id: "5", title: Năm, joint: [c, d, e], support: [a], support_required: true}
"""
RULES = ("any", "{at_least: 2}", "all")
AGENCIES = ("a", "b", "c", "d", "e", "h", "x1", "x2")
AS_HOLDER = ("accept", "start", "progress", "done", "decline")
DECIDED = ("confirm", "return", "pause", "resume", "exempt", "cancel", "reopen", "reassign")
NEEDS = {
    "progress": ("--percent", "40"),
    "done": ("--evidence", "1/BC"),
    "decline": ("--reason", "x"),
    "return": ("--reason", "x"),
    "pause": ("--reason", "x", "--document", "7/CV"),
    "exempt": ("--reason", "x"),
    "cancel": ("--reason", "x", "--document", "7/CV"),
    "reopen": ("--reason", "x"),
    "reassign": ("--reason", "x"),
}


def live(office: Office, chance: Random, steps: int, today: str) -> None:
    """Somebody does this and that; what the rules refuse is refused."""
    for _ in range(steps):
        trigger = chance.choice((*AS_HOLDER, *DECIDED, "done", "confirm"))
        who = ("--as",) if trigger in AS_HOLDER else ("--agency",)
        words = [trigger, str(chance.randint(1, 5)), *who, chance.choice(AGENCIES), *NEEDS.get(trigger, ())]
        if trigger == "reassign":
            words += ["--to", chance.choice(AGENCIES)]
        assert office.run(*words, today=today).code in (0, 2, 4), words


def reorganise(office: Office, on: str, today: str) -> None:
    """What can be decided is; a second time writes nothing."""
    office.do("reorganise", "--on", on, "--leave", "--yes", today=today)
    found = deep(office.database)
    assert (found.illegal, found.difference) == (None, None)
    events = office.query("SELECT count(*) FROM event")
    office.do("reorganise", "--on", on, "--leave", "--yes", today=today)
    assert office.query("SELECT count(*) FROM event") == events


@pytest.mark.parametrize("seed", range(7))
def test_any_history_is_reorganised_soundly(tmp_path: Path, seed: int) -> None:
    chance, office = Random(seed), Office(tmp_path)
    office.do("init", ".", today="2024-01-02")
    (tmp_path / "thu.yaml").write_text(PLAN.replace("RULE", RULES[seed % 3]), encoding="utf-8")
    office.do("apply", "thu.yaml", "--yes", today="2024-01-02")
    live(office, chance, chance.randint(5, 25), "2024-01-10")
    reorganise(office, "2024-03-01", "2024-03-02")
    live(office, chance, chance.randint(5, 25), "2024-03-10")
    shown = office.do("list", "--json", today="2024-04-01").out
    reorganise(office, "2024-05-01", "2024-05-02")
    live(office, chance, chance.randint(5, 15), "2024-05-10")
    reorganise(office, "2024-05-01", "2024-05-12")
    assert office.do("list", "--json", "--as-of", "2024-04-01", today="2024-04-01").out == shown
    assert "không có gì thay đổi" in office.do("apply", "thu.yaml", "--yes", today="2024-05-20").out
