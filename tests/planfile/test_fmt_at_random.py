"""Files written in every way there is: formatted, they are the same plan with the same comments in the same places."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from planengine.errors import Findings, Refusal
from planengine.planfile.faults import Faults
from planengine.planfile.fields import FILE, PLAN, TASK
from planengine.planfile.read import read_plan
from planengine.planfile.rewriting import formatted
from planengine.planfile.text import SourceFile, source_from_bytes
from planengine.planfile.tree import parse
from tests.planfile.plans_in_text import plan_text, write
from tests.planfile.scribe import PLAN_TEXT, Scribe, mutate, the_tree, written
from tests.planfile.test_fmt import SHIPPED, fmt, source


def neighbours(text: str) -> dict[str, str]:
    """For every numbered comment the first key or item that stands on its line or below it."""
    lines = text.split("\n")
    found = {}
    for at, line in enumerate(lines):
        for comment in re.findall(r"# (?:above|beside) \S+ \d+", line):
            beside = "beside" in comment
            below = (
                one for one in lines[at:] if one.strip() and (beside or not one.lstrip().startswith("#"))
            )
            found[comment] = re.sub(r"#.*", "", next(below, "")).strip()
    return found


def key_of(line: str) -> str:
    return re.sub(r"^(- +)*", "", line).partition(":")[0].strip().strip("'\"")


@pytest.mark.parametrize("seed", range(8))
def test_however_a_plan_is_written_it_is_formatted_to_the_same_plan(seed, tmp_path):
    chance = random.Random(seed)
    tree = the_tree()
    before = read_plan(write(tmp_path, written(tree), "before.yaml"))
    assert before.plan is not None
    for _ in range(12):
        scribe = Scribe(chance)
        text = scribe.text(tree)
        once = fmt(text.encode())
        after = read_plan(write(tmp_path, once, "after.yaml"))
        assert (after.plan, after.directory, after.calendar) == (
            before.plan,
            before.directory,
            before.calendar,
        )
        assert Counter(one.code for one in after.findings) == Counter(one.code for one in before.findings)
        assert "\r" not in once
        assert once.endswith("\n")
        blank = [line for line in text.replace("\r\n", "\n").split("\n")[:-1] if not line.strip()]
        # Blank lines at the very beginning and end are not kept.
        assert len(blank) - 6 <= sum(not line for line in once.split("\n")[:-1]) <= len(blank)


@pytest.mark.parametrize("seed", range(8))
def test_a_comment_keeps_its_neighbour(seed):
    chance = random.Random(50 + seed)
    for _ in range(12):
        text = Scribe(chance, in_lines=1.0).text(the_tree())
        once = fmt(text.encode())
        for comment, line in neighbours(once).items():
            if text.lstrip().startswith(comment):
                continue  # what heads the file stays at its head
            place, key = comment.split()[1:3]
            if place == "beside" and "." not in key:
                # A text over two lines has its comment at its end.
                assert key_of(line) == key or line.count('"') % 2, (comment, line)
            elif place == "above" and "." not in key and not line.startswith("- "):
                assert key_of(line) == key, (comment, line)


@pytest.mark.parametrize("seed", range(4))
def test_keys_come_out_in_the_order_of_the_format(seed):
    chance = random.Random(90 + seed)
    for _ in range(10):
        once = fmt(Scribe(chance, in_lines=1.0).text(the_tree()).encode())
        tree = parse(source(once), Faults()).root
        for node, table in [(tree, FILE), (tree["plan"], PLAN), *((one, TASK) for one in tree["tasks"][:2])]:
            assert list(node) == [key for key in table if key in node]


ODD = [
    "[", "{", "]", "}", ": ", ":", "\n", "- ", "-", "#", " # c ", "'", '"', "? ", "\t", "|", ">", "|2\n", "  ", " ",
    "\r", "\n\n", "\n# x\n", "\n  # y\n", "\n      # z\n", ",", "|+\n", "\n...\n", "---\n", "\\\n", "e\u0302", "\ufeff",
]  # fmt: skip


def damaged(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at = chance.randrange(len(letters) + 1)
        match chance.randrange(4):
            case 0:
                del letters[at : at + chance.choice((1, 1, 2, 5, 20))]
            case 3:
                letters[at:at] = letters[chance.randrange(len(letters) + 1) :][: chance.randrange(15)]
            case _:
                letters[at:at] = chance.choice(ODD)
    return "".join(letters)


def some_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    part = lines[start : start + 40]
    indent = min((len(line) - len(line.lstrip()) for line in part if line.strip()), default=0)
    return "\n".join(line[indent:] for line in part)


def formatted_or_none(found: SourceFile) -> str | None:
    """The formatted text; None where the file is no mapping in YAML. Raises what must never come of formatting."""
    try:
        return formatted(found)
    except Findings:
        return None
    except Refusal as refused:
        if refused.code != "fmt.no_mapping":
            raise
        return None


@pytest.mark.parametrize("seed", range(4))
def test_whatever_can_be_read_can_be_formatted(seed):
    chance = random.Random(seed)
    texts = [PLAN_TEXT, *(path.read_text("utf-8") for path in SHIPPED)]
    done = 0
    for _ in range(400):
        text = damaged(some_lines(chance.choice(texts), chance), chance)
        found = source_from_bytes(text.encode(), Path("p"), "p")
        if not isinstance(found, SourceFile):
            continue
        once = formatted_or_none(found)
        if once is None:
            continue
        done += 1
        assert formatted(source(once)) == once, text
    print(f"formatted: {done} of 400")
    assert done > 10


@pytest.mark.parametrize("seed", range(3))
def test_mutated_plans_are_formatted_to_the_same_reading(seed, tmp_path):
    chance = random.Random(200 + seed)
    accepted = 0
    for _ in range(15):
        root = the_tree()
        for _ in range(chance.choice((1, 1, 2, 4))):
            mutate(root, chance)
        text = Scribe(chance).text(root) if root else ""
        before = read_plan(write(tmp_path, text, "before.yaml"))
        once = formatted_or_none(source(text))
        if once is None:
            assert before.plan is None
            continue
        assert fmt(text) == once
        accepted += before.plan is not None
        after = read_plan(write(tmp_path, once, "after.yaml"))
        assert after.plan == before.plan
        assert after.directory == before.directory
        assert Counter(one.code for one in after.findings) == Counter(one.code for one in before.findings)
    print(f"mutated, seed {seed}: {accepted} of 15 accepted")
    assert accepted < 15


def test_ten_times_the_tasks_take_ten_times_the_time():
    from time import process_time

    def cost(count: int) -> float:
        tasks = "".join(
            f"  - title: Việc {at} # tên\n    # mã\n    id: '{at}'\n    after: ['{at - 1}']\n    lead: so-tc\n\n"
            for at in range(count)
        )
        text = plan_text(tasks=f"tasks:\n{tasks}")
        start = process_time()
        formatted(source(text))
        return process_time() - start

    cost(100)
    small, large = cost(150), cost(1500)
    assert large < 25 * small + 0.1
