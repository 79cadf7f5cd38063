"""Tables nobody thought of, and exported workbooks after a cat walked over the keyboard: a plan file or a refusal."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from random import Random

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from planengine.annex.directories import loader
from planengine.annex.exporting import export_workbook
from planengine.annex.importing import Wishes, import_file
from planengine.errors import PlanengineError
from planengine.messages import Words
from planengine.planfile.faults import Faults
from planengine.planfile.read import read_plan
from planengine.planfile.text import source_from_bytes
from planengine.planfile.tree import parse
from tests.annex.plans_at_random import Chance
from tests.annex.tables import HEADER

PLANS = Path(__file__).resolve().parents[2] / "plans"
EXPORTED = export_workbook(read_plan(PLANS / "sao_khue.yaml"), Words("vi"))
HEAD = {
    "starts": "2025-01-01",
    "ends": "2025-12-31",
    "issuer": "UBND tỉnh",
    "secretariat": "Sở A",
    "approver": "Sở B",
}
CELLS = (
    "TT", "Nội dung", "Cơ quan chủ trì", "Phối hợp", "Thời hạn", "I", "II", "A", "1", "2", "1.1", "a)", "Sở Tài chính",
    "Sở A; Sở B, UBND các huyện", "Sở X và Sở Y", "Quý I/2025", "hằng năm", "- x", "VIỆC", "xây dựng", None, None, None,
)  # fmt: skip
EDITS = (
    None,
    5,
    3.5,
    True,
    "[a",
    "{a: b}",
    "[[]]",
    '"x"',
    "so-tc",
    "Sở Tài chính",
    "Quý II/2025",
    "-",
    "planengine",
)


def taken(book, path):
    """What importing makes of the workbook: the imported file, or None where it was refused."""
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
    try:
        return import_file(path, loader(PLANS), Wishes(HEAD), Words("vi"))
    except PlanengineError:
        return None


def merge(random, page, rows, columns):
    row, column = random.randint(1, rows), random.randint(1, columns)
    with contextlib.suppress(AttributeError, ValueError, KeyError):
        page.merge_cells(
            start_row=row, start_column=column, end_row=row + random.randint(0, 3),
            end_column=column + random.randint(0, 5),
        )  # fmt: skip


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32))
def test_a_table_of_anything_becomes_a_plan_without_a_fault_or_is_refused(seed, tmp_path_factory):
    random, chance = Random(seed), Chance(seed)
    book = openpyxl.Workbook()
    page = book.active
    if random.random() < 0.8:
        page.append(HEADER)
    for _ in range(random.randint(0, 15)):
        cells = (
            random.choice(CELLS) if random.random() < 0.9 else chance.text()
            for _ in range(random.randint(1, 7))
        )
        page.append([cell.replace("\r", "") if isinstance(cell, str) else cell for cell in cells])
    for _ in range(random.randint(0, 4)):
        merge(random, page, 10, 6)
    folder = tmp_path_factory.getbasetemp()
    imported = taken(book, folder / "table.xlsx")
    if imported is not None:
        (folder / "table.yaml").write_text(imported.text, encoding="utf-8")
        found = read_plan(folder / "table.yaml").findings
        # A table names no directory, so that bodies stand in the plan file or nowhere.
        assert {one.code for one in found if one.severity == "error"} <= {"PE062"}


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_an_exported_workbook_with_anything_changed_is_read_or_refused(seed, tmp_path_factory):
    random, chance = Random(seed), Chance(seed)
    book = openpyxl.load_workbook(io.BytesIO(EXPORTED))
    for _ in range(random.randint(1, 30)):
        page = random.choice(book.worksheets)
        row, column = random.randint(1, page.max_row), random.randint(1, page.max_column)
        what = random.random()
        with contextlib.suppress(AttributeError):
            if what < 0.6:
                page.cell(row, column).value = random.choice(
                    (*EDITS, chance.text().replace("\r", ""), chance.day())
                )
            elif what < 0.7:
                page.delete_rows(row)
            elif what < 0.8:
                page.insert_rows(row)
            elif what < 0.85:
                page.delete_cols(column)
            elif what < 0.9 and len(book.worksheets) > 1:
                book.remove(page)
            else:
                merge(random, page, page.max_row, page.max_column)
    imported = taken(book, tmp_path_factory.getbasetemp() / "edited.xlsx")
    if imported is not None:
        faults = Faults()
        parse(source_from_bytes(imported.text.encode(), Path("plan.yaml"), "plan.yaml"), faults)
        assert faults.found == ()
