"""Makers: a workspace with a small plan, written in the plan's own language, applied and ready to be worked on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from planengine import bootstrap
from planengine.planfile.read import read_plan
from planengine.settings import Settings
from planengine.store.journal import Journal
from planengine.usecases.apply_plan import apply_plans, prepare
from planengine.usecases.record_work import record
from planengine.usecases.requests import Outcome, Request

HEADER = """\
planengine: 1
plan:
  id: thu
  title: Kế hoạch thử
  issuer: ubnd-tinh
  starts: 2024-01-01
  ends: 2024-12-31
  secretariat: van-phong
  approver: ubnd-tinh
agencies:
  ubnd-tinh: {name: UBND tỉnh}
  van-phong: {name: Văn phòng}
  so-a: {name: Sở A}
  so-b: {name: Sở B}
  huyen-1: {name: Huyện 1}
  huyen-2: {name: Huyện 2}
  huyen-3: {name: Huyện 3}
groups:
  cac-huyen: {name: Các huyện, members: [huyen-1, huyen-2, huyen-3]}
calendar:
  weekend: [sat, sun]
  covers: {from: 2023-01-01, until: 2025-12-31}
  days_off: []
tasks:
"""

TASKS = """\
  - {id: "1", title: Việc một, lead: so-a, support: [cac-huyen], due: 2024-06-30}
  - {id: "2", title: Việc hai, lead: so-b, after: ["1"]}
  - {id: "3", title: Báo cáo, each: [cac-huyen], complete_when: all, due: 2024-06-30}
  - {id: "4", title: Thường xuyên, lead: so-a, kind: standing}
"""


def open_workspace(folder: Path, tasks: str = TASKS, *, today: str = "2024-01-02") -> Journal:
    """A database in `folder` with the plan of these tasks applied."""
    settings = make_database(folder)
    apply_text(settings, folder, tasks, today=today)
    return bootstrap.open_journal(settings)


def make_database(folder: Path) -> Settings:
    path = str(folder / "planengine.db")
    bootstrap.create_database(path)
    return Settings(root=str(folder), database=path)


def apply_text(settings: Settings, folder: Path, tasks: str, *, today: str = "2024-01-02") -> None:
    file = folder / "plan.yaml"
    file.write_text(HEADER + tasks, encoding="utf-8")
    journal = bootstrap.open_journal(settings)
    apply_plans(
        bootstrap.open_ledger(journal),
        [prepare(read_plan(file))],
        person="thư ký",
        clock=bootstrap.read_clock(today),
        reason=None,
        local_day=bootstrap.local_day,
    )
    journal.close()


def act(journal: Journal, trigger: str, *tasks: str, today: str = "2024-03-04", **given: object) -> Outcome:
    """One command on that day."""
    request = Request(trigger, tasks, "người gõ", **given)  # type: ignore[arg-type]
    return record(journal, request, bootstrap.read_clock(today), date.fromisoformat(today[:10]))
