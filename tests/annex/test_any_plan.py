"""Any plan as a spreadsheet and back, with texts that tempt YAML, spreadsheets and formulas."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings

from planengine.annex.exporting import export_workbook
from planengine.annex.importing import Wishes, import_file
from planengine.core.plan import Directory
from planengine.messages import Words
from planengine.planfile.build import build_plan
from planengine.planfile.desk import Desk
from planengine.planfile.directory import DirectoryDraft, blank_calendar
from planengine.planfile.faults import Faults
from planengine.planfile.fields import CLOSE_KEYS
from planengine.planfile.places import Places
from planengine.planfile.read import Reading
from planengine.planfile.text import source_from_bytes
from planengine.planfile.tree import parse
from planengine.planfile.writing import write_plan
from tests.annex.plans_at_random import PLANS

BESIDE = {
    "agencies": {
        "ubnd-tinh": {"name": "Ủy ban nhân dân tỉnh", "short": "UBND tỉnh", "kind": "issuer"},
        "vp-ubnd": {
            "name": "UBND tỉnh",
            "contacts": [{"role": "focal", "email": "a@b.example", "phone": "0235"}],
        },
        "so-tc": {"name": "Sở Tài chính; Giá", "short": "=Sở", "from": "2020-01-01", "succeeded_by": "so-xd"},
        "so-xd": {"name": "Sở Xây dựng [cũ]"},
        "tam-ky": {"name": "so-xd"},
    },
    "groups": {
        "ubnd-huyen": {"name": "UBND các huyện, thị xã", "members": ["tam-ky"]},
        "nganh": {"name": "Cùng thực hiện", "open": True},
    },
    "calendar": {
        "covers": {"from": "2024-01-01", "until": "2026-12-31"},
        "sources": {"a.b": "x: y"},
        "days_off": [{"date": "2024-04-29", "name": "Nghỉ"}, {"date": "2024-04-30"}],
        "working_days": [{"date": "2024-05-04", "for": "2024-04-29"}],
    },
}


def nowhere(paths):
    return Directory({}, {})


def read(text):
    source = source_from_bytes(text.encode(), Path("plan.yaml"), "plan.yaml")
    faults = Faults()
    desk = Desk(parse(source, faults), faults, CLOSE_KEYS)
    bodies = DirectoryDraft(Places())
    bodies.gather(desk, desk.tree.root)
    plan = build_plan(desk, Places()).plan
    assert [(one.code, one.params) for one in faults.found] == []
    return Reading(plan, bodies.directory, blank_calendar(), (), (source,), Places()), desk.tree.root


@settings(max_examples=40)
@given(plan=PLANS)
def test_any_plan_comes_back_as_the_same_plan(plan, tmp_path_factory):
    book = tmp_path_factory.getbasetemp() / "any.xlsx"
    before, root = read(write_plan(plan, BESIDE))
    assert before.plan == plan
    book.write_bytes(export_workbook(before, Words("vi")))
    imported = import_file(book, nowhere, Wishes({}), Words("vi"))
    after, again = read(imported.text)
    assert after.plan == plan
    assert after.directory == before.directory
    assert again["calendar"] == root["calendar"]
    assert imported.remarks == ()
