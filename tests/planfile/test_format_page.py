"""docs/plan-format.md says what the tables say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planengine.planfile import fields, forms
from tests.planfile.plans_in_text import codes, read

PAGE = (Path(__file__).parents[2] / "docs/plan-format.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)

TABLES = {
    "task": fields.TASK, "section": fields.SECTION, "target": fields.TARGET, "plan": fields.PLAN, "file": fields.FILE,
    "defaults": fields.DEFAULTS, "agency": fields.AGENCY, "group": fields.GROUP, "calendar": fields.CALENDAR,
    "body": forms.BODY_KEYS, "due": forms.DUE_MAPPING_KEYS, "dependency": forms.DEPENDENCY_KEYS,
    "completion": forms.COMPLETION_KEYS, "focal point": forms.FOCAL_KEYS, "contact": forms.CONTACT_KEYS,
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_every_key_is_on_the_page(name):
    examples = " ".join(EXAMPLES)
    inline = " ".join(re.findall(r"`[^`]+`", re.sub(r"```yaml\n.*?```", "", PAGE, flags=re.S)))
    words = set(re.findall(r"[a-z_]+", examples + inline))
    assert set(TABLES[name]) - words == set()


def test_the_first_plan_of_the_page_reads_without_a_finding(tmp_path):
    plan, *_, directory, calendar = EXAMPLES
    more = "".join(f"  {name}: {{name: Cơ quan}}\n" for name in ("ubnd-tinh", "vp-ubnd", "so-tc"))
    bodies = directory.replace("groups:", more + "groups:")
    reading = read(
        tmp_path,
        plan.replace("ends: 31/12/2025", "ends: 31/12/2024"),
        agencies__tinh=bodies,
        calendars__vn=calendar,
    )
    assert codes(reading) == []
    assert reading.plan is not None
