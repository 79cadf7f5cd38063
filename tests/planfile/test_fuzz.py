"""Whatever is in the file, reading it ends with findings: bytes changed at random, plans changed in structure."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from planengine.messages.excerpt import excerpt
from planengine.messages.vi.faults import TEXTS
from planengine.planfile.faults import Faults
from planengine.planfile.fields import AGENCY, CALENDAR, FILE, PLAN, TARGET, TASK
from planengine.planfile.read import Reading, read_plan
from planengine.planfile.text import SourceFile, source_from_bytes
from planengine.planfile.tree import parse
from tests.planfile.plans_in_text import plan_text, second, task

RUNS = 600

PLAN_TEXT = plan_text(
    head="  issued: 2024-01-02\n  signer: {form: KT., title: PHÓ, name: A}\n  basis: [một, hai]\n",
    targets="  - {id: G2, title: Hai, goal: '>= 50 %', due: 2025-12-31, every: year}\n",
    tasks=task(
        "joint: [so-tc, {group: nganh, members: [so-xd]}]", "focal_point: {agency: so-tc, reading: x}",
        "complete_when: {at_least: 1}", "due: {within: 10d, of: issued}", "after: [{task: '2', lag: -2wd, soft: true}]",
        "quote: 'Rà soát'", "readings: {due: vì}", "tags: [a]",
    )
    + second("kind: recurring", "every: year", "due: {before: 12-16}", "cutoff: 12-10", "addressee: ubnd-tinh")
    + "  - id: I\n    title: Mục\n    tasks:\n      - {id: I.1, title: C, unassigned: true, focal_point: so-xd}\n"
    "      - {id: I.2, title: D, each: [ubnd-huyen], kind: standing, update: quarter}\n",
)  # fmt: skip

WORDS: list[Any] = [
    None, "", "0", "1", "x", "so-tc", "2024-02-30", "2024-12-16", "12-15", "15", "10d", "-5wd", "true", "none",
    "horizon", "1.1", "I", "2", "kh-2/1", "all", "focal_point", "recurring", "standing", "nganh", "ubnd-huyen",
    "99999999999", "9999-12-31", "0001-01-01", "mật", "~", "G1", "a\nb", "Đ" * 300, [], {}, ["so-tc"], [["x"]],
    {"x": "y"}, {"before": "12-01"}, {"at_least": "9"}, {"task": "2"}, {"within": "3wd", "of": "1"},
    {"group": "nganh", "track": "group"},
]  # fmt: skip
KEYS = sorted({*TASK, *PLAN, *FILE, *TARGET, *CALENDAR, *AGENCY, "tasks", "x"})


def check_reading(data: bytes, folder: Path) -> Reading:
    """Read, and render every finding: none of it may raise."""
    path = folder / "plan.yaml"
    path.write_bytes(data)
    reading = read_plan(path)
    lines = {source.name: source.lines for source in reading.sources}
    for finding in reading.findings:
        assert finding.code in excerpt(finding, lines, lambda key, params: TEXTS[key].format(**params))
    if reading.plan is None:
        assert any(finding.severity == "error" for finding in reading.findings)
    return reading


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.parametrize("seed", range(4))
def test_bytes_changed_at_random_end_in_findings(seed, folder, record_property):
    chance = random.Random(seed)
    accepted = 0
    whole = PLAN_TEXT.encode()
    for _ in range(RUNS // 4):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 5))):
            at = chance.randrange(len(data))
            match chance.randrange(5):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randrange(1, 30)]
                case 2:
                    data[at:at] = chance.choice(
                        [b"[", b"{", b"]", b": ", b"\n", b"- ", b"#", b"'", b'"', b"&a ", b"*a", b"\t"]
                    )
                case 3:
                    data[at:at] = data[chance.randrange(len(data)) :][: chance.randrange(40)]
                case _:
                    data[at:at] = "ệ\u0301\u200b".encode()[: chance.randrange(1, 8)]
        accepted += check_reading(bytes(data), folder).plan is not None
    print(f"bytes, seed {seed}: {accepted} of {RUNS // 4} accepted")
    record_property("accepted", accepted)


def the_tree() -> Any:
    source = source_from_bytes(PLAN_TEXT.encode(), Path("p"), "p")
    assert isinstance(source, SourceFile)
    return parse(source, Faults()).root


def written(value: Any) -> str:
    """The value as flow YAML, every text in double quotes except the nulls."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)}: {written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def holders(node: Any) -> list[Any]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [node, *(one for item in inner for one in holders(item))] if isinstance(node, dict | list) else []


def word(chance: random.Random) -> Any:
    return deepcopy(chance.choice(WORDS))


def mutate(root: Any, chance: random.Random) -> None:
    """One change that leaves valid YAML: a value, a key, an item is replaced, dropped, copied or moved."""
    node = chance.choice(holders(root))
    if isinstance(node, dict) and node:
        key = chance.choice(list(node))
        match chance.randrange(4):
            case 0:
                node[key] = word(chance)
            case 1:
                del node[key]
            case 2:
                node[chance.choice(KEYS)] = node.pop(key)
            case _:
                node[chance.choice(KEYS)] = word(chance)
    elif isinstance(node, list):
        match chance.randrange(3):
            case 0:
                node.append(word(chance))
            case 1 if node:
                node.pop(chance.randrange(len(node)))
            case _ if node:
                node.append(deepcopy(node[chance.randrange(len(node))]))


@pytest.mark.parametrize("seed", range(4))
def test_plans_changed_in_their_structure_end_in_findings(seed, folder):
    chance = random.Random(100 + seed)
    accepted = 0
    seen: Counter[str] = Counter()
    for _ in range(RUNS // 4):
        root = the_tree()
        for _ in range(chance.choice((1, 1, 2, 4))):
            mutate(root, chance)
        reading = check_reading(written(root).encode(), folder)
        accepted += reading.plan is not None
        seen.update(finding.code for finding in reading.findings)
        # What is written is valid YAML: no fault of the syntax may come up (PE023: nothing was left).
        assert not [finding for finding in reading.findings if "PE007" <= finding.code <= "PE018"]
    print(f"structure, seed {seed}: {accepted} of {RUNS // 4} accepted, {len(seen)} codes seen")
    # A campaign that accepts nothing, or everything, tests nothing.
    assert 0 < accepted < RUNS // 4
