"""docs/faults.md holds every code as the program explains it, and every key of the JSON it describes."""

from __future__ import annotations

import runpy
from pathlib import Path

from planengine.messages import Words

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_faults_is_what_the_program_would_write():
    page = (DOCS / "faults.md").read_text("utf-8")
    written = runpy.run_path(str(DOCS / "write_faults.py"))["whole_page"](page)
    assert page == written, "run `make faults`"


def test_the_page_has_a_heading_for_every_code_and_links_to_nothing_else():
    page = (DOCS / "faults.md").read_text("utf-8")
    for code in Words("vi").faults():
        assert page.count(f"\n### {code}\n") == 1
