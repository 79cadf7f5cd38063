"""Makers of plan files as text: a small plan without a fault, and one example for every code of a fault."""

from __future__ import annotations

from pathlib import Path

from planengine.planfile.read import Reading, read_plan

HEAD = """\
planengine: 1
plan:
  id: kh-1
  title: Kế hoạch thử
  issuer: ubnd-tinh
  starts: 2024-01-01
  ends: 2025-12-31
  secretariat: vp-ubnd
  approver: ubnd-tinh
"""
AGENCIES = """\
agencies:
  ubnd-tinh: {name: UBND tỉnh}
  vp-ubnd: {name: Văn phòng UBND tỉnh}
  so-tc: {name: Sở Tài chính}
  so-xd: {name: Sở Xây dựng}
  tam-ky: {name: UBND thành phố Tam Kỳ, succeeded_by: so-tc}
"""
GROUPS = """\
groups:
  ubnd-huyen: {name: UBND cấp huyện, members: [tam-ky]}
  nganh: {name: Các ngành liên quan, open: true}
"""
CALENDAR = """\
calendar:
  covers: {from: 2024-01-01, until: 2026-12-31}
  days_off: [{date: 2024-04-29}, {date: 2024-04-30}]
  working_days: [{date: 2024-05-04, for: 2024-04-29}]
"""
TARGETS = """\
targets:
  - {id: G1, title: Chỉ tiêu một, reported_by: so-xd}
"""
TASKS = """\
tasks:
  - {id: "1", title: Việc một, lead: so-tc}
"""


def plan_text(
    head: str = "",
    agencies: str = "",
    groups: str = "",
    calendar: str | None = CALENDAR,
    targets: str = "",
    tasks: str = TASKS,
    *,
    end: str = "",
    whole_head: str = HEAD,
    whole_agencies: str = AGENCIES,
) -> str:
    """A plan file. Lines given for a part are added to it; `calendar` and `tasks` replace theirs."""
    return "".join(
        [
            whole_head,
            head,
            whole_agencies,
            agencies,
            GROUPS,
            groups,
            calendar or "",
            TARGETS,
            targets,
            tasks,
            end,
        ]
    )


def task(*lines: str) -> str:
    """`tasks:` with one task of a title, a lead unless the lines name another form, and these lines."""
    forms = ("lead:", "joint:", "each:", "unassigned:")
    lead = [] if any(line.startswith(forms) for line in lines) else ["lead: so-tc"]
    return "tasks:\n  - id: '1'\n" + "".join(f"    {line}\n" for line in ("title: Việc một", *lead, *lines))


def second(*lines: str) -> str:
    """A second task, id 2, to go on with."""
    lead = [] if any(line.startswith(("lead:", "joint:")) for line in lines) else ["lead: so-xd"]
    return "  - id: '2'\n" + "".join(f"    {line}\n" for line in ("title: Việc hai", *lead, *lines))


def write(folder: Path, text: str | bytes, name: str = "plan.yaml") -> Path:
    """The text as a file of that name in the folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(folder: Path, text: str | bytes, **files: str | bytes) -> Reading:
    """The reading of a plan file of that text; `files` stand beside it, `a__b` for the file b.yaml in the folder a."""
    for name, content in files.items():
        write(folder, content, name.replace("__", "/") + ".yaml")
    return read_plan(write(folder, text))


def codes(reading: Reading) -> list[str]:
    """The codes of all findings, in the order they are shown."""
    return [finding.code for finding in reading.findings]
