"""Reading grows with the plan and not faster: counted in calls, not in seconds."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest

from planengine.planfile.read import read_plan
from tests.planfile.plans_in_text import plan_text, write


def a_plan_of(tasks: int) -> str:
    lines = []
    for section in range(tasks // 20):
        lines.append(f"  - id: S{section}\n    title: Mục {section}\n    tasks:\n")
        for n in range(20):
            after = f"after: [S{section}.{n - 1}], related: [S0.1], " if n else ""
            lines.append(
                f"      - {{id: S{section}.{n}, title: Việc {n}, lead: so-tc, support: [so-xd, ubnd-huyen], {after}"
                "due: 2024-12-16, targets: [G1], quote: Rà soát}\n"
            )
    return plan_text(tasks="tasks:\n" + "".join(lines))


def calls_to_read(path: Path) -> int:
    count = 0

    def counting(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        reading = read_plan(path)
    finally:
        sys.setprofile(None)
    assert reading.plan is not None
    return count


@pytest.mark.skipif(sys.getprofile() is not None, reason="a profiler is running already")
def test_four_times_the_tasks_take_about_four_times_the_calls(tmp_path):
    small = calls_to_read(write(tmp_path, a_plan_of(200), "small.yaml"))
    large = calls_to_read(write(tmp_path, a_plan_of(800), "large.yaml"))
    assert 3.5 < large / small < 4.3
