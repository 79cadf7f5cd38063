"""The shipped plans as spreadsheets and back: the same plan, also after another program saved them."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import openpyxl
import pytest

from planengine.annex.directories import loader
from planengine.annex.exporting import export_workbook
from planengine.annex.importing import Wishes, import_file
from planengine.messages import LANGUAGES, Words
from planengine.planfile.read import read_plan
from planengine.planfile.rewriting import formatted
from planengine.planfile.text import read_source

PLANS = Path(__file__).resolve().parents[2] / "plans"
SHIPPED = sorted(path.name for path in PLANS.glob("*.yaml"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the shipped plans, to put others beside them."""
    here = tmp_path_factory.mktemp("plans") / "plans"
    shutil.copytree(PLANS, here)
    return here


def there_and_back(folder, name, language, change=lambda data: data):
    reading = read_plan(folder / name)
    data = change(export_workbook(reading, Words(language)))
    book = folder / "annex.xlsx"
    book.write_bytes(data)
    imported = import_file(book, loader(folder), Wishes({}), Words(language))
    again = folder / "again.yaml"
    again.write_text(imported.text, encoding="utf-8")
    return reading, read_plan(again), imported


def saved_by_somebody(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_plan_comes_back_as_the_same_plan(folder, name, language):
    before, after, imported = there_and_back(folder, name, language)
    assert (after.plan, after.directory, after.calendar) == (before.plan, before.directory, before.calendar)
    assert imported.remarks == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_workbook_that_was_saved_again_comes_back_as_the_same_plan(folder, name):
    before, after, _ = there_and_back(folder, name, "vi", saved_by_somebody)
    assert after.plan == before.plan


@pytest.mark.parametrize("name", SHIPPED)
def test_the_plan_file_that_comes_back_is_as_fmt_would_have_it(folder, name):
    _, _, imported = there_and_back(folder, name, "vi")
    assert formatted(read_source(folder / "again.yaml", "again.yaml")) == imported.text
