"""`plan export` and `plan import` as somebody types them."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from pathlib import Path

import pytest

from planengine.cli.main import call
from planengine.planfile.read import read_plan
from tests.annex.tables import HEADER, document, sheet

PLANS = Path(__file__).resolve().parents[2] / "plans"
HEAD = ("--starts", "01/01/2025", "--ends", "2025-12-31", "--issuer", "UBND tỉnh", "--secretariat", "so-khdt",
        "--approver", "ubnd-tinh", "--directory", "plans/agencies/quang_nam.yaml")  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    """A folder with the shipped plans in it, and somebody who types there."""
    shutil.copytree(PLANS, tmp_path / "plans")

    def run(*words, lang="vi"):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(tmp_path), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = call(["--lang", lang, *words])
        return code, out.getvalue(), err.getvalue()

    run.folder = tmp_path
    return run


def table(desk, *rows, name="bang.xlsx"):
    (desk.folder / name).write_bytes(sheet([HEADER, *rows]))


def test_a_plan_goes_out_and_comes_back(desk):
    assert desk("plan", "export", "plans/kh_106.yaml", "a.xlsx") == (
        0,
        "✓ Đã ghi a.xlsx: 53 nhiệm vụ, 16 chỉ tiêu.\n",
        "",
    )
    code, out, _ = desk("plan", "import", "a.xlsx", "--out", "plans/again.yaml")
    assert (code, out) == (0, "✓ Đã ghi plans/again.yaml: 21 mục, 53 nhiệm vụ.\n")
    assert (
        read_plan(desk.folder / "plans/again.yaml").plan == read_plan(desk.folder / "plans/kh_106.yaml").plan
    )


def test_what_was_exported_in_english_is_imported_in_vietnamese(desk):
    desk("plan", "export", "plans/sao_khue.yaml", "a.xlsx", lang="en")
    assert desk("plan", "import", "a.xlsx", "--out", "plans/again.yaml")[0] == 0
    assert (
        read_plan(desk.folder / "plans/again.yaml").plan
        == read_plan(desk.folder / "plans/sao_khue.yaml").plan
    )


def test_a_table_becomes_a_plan_and_what_was_understood_is_told_on_stderr(desk):
    table(desk, (1, "Rà soát", "Sở Tài chính", "Sở Nội vụ", "Quý II/2025"), (2, "Báo cáo", "Sở Kế hoạch"))
    code, out, err = desk("plan", "import", "bang.xlsx", "--out", "plans/moi.yaml", *HEAD)
    assert (code, out) == (0, "✓ Đã ghi plans/moi.yaml: 0 mục, 2 nhiệm vụ.\n")
    assert "  C   Cơ quan chủ trì → cơ quan chủ trì (lead)\n" in err
    assert "E2: “Quý II/2025” hiểu là 30/06/2025, ngày cuối quý." in err
    assert "C3: danh bạ không có “Sở Kế hoạch”; ý là so-khdt?" in err
    assert err.endswith("1 điều cần xem lại, 1 cơ quan chưa có trong danh bạ.\n")
    plan = read_plan(desk.folder / "plans/moi.yaml").plan
    assert (plan.id, plan.issuer, plan.secretariat) == ("bang", "ubnd-tinh", "so-khdt")
    assert desk("fmt", "--check", "plans/moi.yaml")[0] == 0


def test_strict_writes_nothing_while_something_is_to_be_looked_at(desk):
    table(desk, (1, "Báo cáo", "Sở Kế hoạch"))
    code, out, err = desk("plan", "import", "bang.xlsx", "--out", "plans/moi.yaml", "--strict", *HEAD)
    assert (code, out) == (4, "")
    assert "Còn 1 điều phải xem lại" in err
    assert not (desk.folder / "plans/moi.yaml").exists()
    table(desk, (1, "Báo cáo", "Sở Tài chính"))
    assert desk("plan", "import", "bang.xlsx", "--out", "plans/moi.yaml", "--strict", *HEAD)[0] == 0


def test_what_the_table_does_not_say_is_asked_for_all_at_once(desk):
    table(desk, (1, "Báo cáo", "Sở Tài chính"))
    code, _, err = desk("plan", "import", "bang.xlsx", "--out", "plans/moi.yaml", "--starts", "2025-01-01")
    assert code == 2
    assert "--ends, --issuer, --secretariat, --approver" in err
    assert not (desk.folder / "plans/moi.yaml").exists()


def test_a_dry_run_shows_the_plan_and_writes_nothing(desk):
    table(desk, (1, "Báo cáo", "Sở Tài chính"))
    before = sorted(os.listdir(desk.folder))
    code, out, _ = desk("plan", "import", "bang.xlsx", "--dry-run", *HEAD)
    assert code == 0
    assert "title: Báo cáo" in out
    code, out, err = desk("plan", "import", "bang.xlsx", "--dry-run")
    assert (code, out) == (0, "")
    assert "--starts" in err
    assert sorted(os.listdir(desk.folder)) == before


def test_a_file_that_is_there_is_replaced_only_when_asked(desk):
    target = desk.folder / "plans/moi.yaml"
    target.write_text("của tôi")
    target.chmod(0o640)
    table(desk, (1, "Báo cáo", "Sở Tài chính"))
    assert desk("plan", "import", "bang.xlsx", "--out", "plans/moi.yaml", *HEAD)[0] == 4
    assert target.read_text() == "của tôi"
    assert desk("plan", "import", "bang.xlsx", "--out", "plans/moi.yaml", "--force", *HEAD)[0] == 0
    assert target.stat().st_mode & 0o777 == 0o640
    assert desk("plan", "export", "plans/moi.yaml", "bang.xlsx")[0] == 4
    assert [name for name in os.listdir(desk.folder) if name.startswith(".planengine")] == []


def test_a_word_table_is_chosen_by_number_and_its_columns_corrected(desk):
    other = [("a", "b"), ("1", "2")]
    mine = [("TT", "Nhiệm vụ", "Nơi thực hiện"), ("1", "Báo cáo", "Sở Tài chính")]
    (desk.folder / "bang.docx").write_bytes(document(other, mine))
    words = (
        "plan",
        "import",
        "bang.docx",
        "--out",
        "plans/moi.yaml",
        "--table",
        "2",
        "--column",
        "lead=3",
        *HEAD,
    )
    assert desk(*words)[0] == 0
    assert read_plan(desk.folder / "plans/moi.yaml").plan.tasks[0].bodies[0].id == "so-tc"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("plan", "import", "bang.xlsx"), 2),
        (("plan", "import", "khong-co.xlsx", "--dry-run"), 7),
        (("plan", "import", "plans/kh_106.yaml", "--dry-run"), 4),
        (("plan", "import", "bang.xlsx", "--dry-run", "--column", "lead"), 2),
        (("plan", "import", "bang.xlsx", "--dry-run", "--column", "chutri=C"), 2),
        (("plan", "import", "bang.xlsx", "--dry-run", "--sheet", "PL9"), 7),
        (("plan", "import", "bang.xlsx", "--dry-run", "--directory", "khong-co.yaml"), 7),
        (("plan", "import", "bang.xlsx", "--out", "plans/agencies/x.yaml", "--calendar", "plans/calendars/vn.yaml"), 2),
        (("plan", "import", "bang.xlsx", "--out", "khong/co/x.yaml", *HEAD[:10]), 8),
        (("plan", "export", "plans/kh_106.yaml", "a.docx"), 2),
        (("plan", "export", "khong-co.yaml", "a.xlsx"), 1),
        (("plan", "export", "plans/kh_106.yaml", "khong/co/a.xlsx"), 8),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence_and_a_code(desk, words, code):
    table(desk, (1, "Báo cáo", "Sở Tài chính"))
    for lang in ("vi", "en"):
        found, _, err = desk(*words, lang=lang)
        assert found == code, err
        assert "Traceback" not in err
        assert "{" not in err


def test_a_plan_with_faults_is_not_exported(desk):
    bad = desk.folder / "plans/bad.yaml"
    bad.write_text(
        (PLANS / "kh_106.yaml").read_text(encoding="utf-8").replace("lead: so-nnptnt", "lead: so-x", 1)
    )
    code, out, _ = desk("plan", "export", "plans/bad.yaml", "a.xlsx")
    assert code == 1
    assert "PE101" in out
    assert not (desk.folder / "a.xlsx").exists()
