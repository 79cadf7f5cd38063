"""`fmt` and `plan rename` as they are typed: what is written, what is only shown, how they end."""

from __future__ import annotations

import os
import stat

import pytest

from planengine.planfile.rewriting_file import replace_text
from planengine.planfile.text import SourceFile, read_source
from tests.cli.office import Office
from tests.planfile.plans_in_text import plan_text

WELL = plan_text()
BADLY = "tasks:\n- title: V\n  id: a\nplanengine: 1\n"
MENDED = "planengine: 1\ntasks:\n  - id: a\n    title: V\n"


@pytest.fixture
def office(tmp_path):
    (tmp_path / "plan.yaml").write_text(BADLY, encoding="utf-8")
    return Office(tmp_path)


def text(office, name="plan.yaml"):
    return (office.folder / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Đã sắp xếp lại plan.yaml."), ("en", "Formatted plan.yaml.")]
)
def test_a_file_is_put_in_order_and_then_left_alone(office, lang, said):
    assert office.do("fmt", "plan.yaml", lang=lang).out == f"{said}\n"
    assert text(office) == MENDED
    written = os.stat(office.folder / "plan.yaml").st_ino
    assert said not in office.do("fmt", "plan.yaml", lang=lang).out
    assert os.stat(office.folder / "plan.yaml").st_ino == written


def test_check_names_the_files_that_would_change_and_writes_nothing(office):
    (office.folder / "other.yaml").write_text(MENDED, encoding="utf-8")
    answer = office.run("fmt", "--check", "plan.yaml", "other.yaml")
    assert (answer.code, answer.out) == (3, "plan.yaml\n")
    assert text(office) == BADLY
    assert office.do("fmt", "--check", "other.yaml").out == ""


def test_diff_shows_the_lines_and_writes_nothing(office):
    answer = office.do("fmt", "--diff", "plan.yaml")
    assert "+planengine: 1\n" in answer.out
    assert "-planengine: 1\n" in answer.out
    assert text(office) == BADLY
    assert office.run("fmt", "--diff", "--check", "plan.yaml").code == 3


def test_a_file_with_faults_is_told_and_left_alone_and_the_others_are_done(office):
    (office.folder / "bad.yaml").write_text("tasks: [a\n", encoding="utf-8")
    answer = office.run("fmt", "bad.yaml", "plan.yaml", "nowhere.yaml")
    assert answer.code == 1
    assert "bad.yaml:1:8: lỗi PE010" in answer.out
    assert "nowhere.yaml:1:1: lỗi PE001" in answer.out
    assert text(office, "bad.yaml") == "tasks: [a\n"
    assert text(office) == MENDED


def test_a_file_without_keys_is_refused(office):
    (office.folder / "list.yaml").write_text("- a\n", encoding="utf-8")
    answer = office.run("fmt", "list.yaml")
    assert answer.code == 4
    assert "list.yaml" in answer.err


@pytest.mark.skipif(os.name == "nt", reason="modes and links are those of POSIX")
def test_the_mode_is_kept_and_a_link_leads_where_it_led(office):
    real = office.folder / "plan.yaml"
    real.chmod(0o640)
    link = office.folder / "link.yaml"
    link.symlink_to("plan.yaml")
    office.do("fmt", "link.yaml")
    assert link.is_symlink()
    assert text(office) == MENDED
    assert stat.S_IMODE(os.stat(real).st_mode) == 0o640
    assert sorted(one.name for one in office.folder.iterdir()) == ["link.yaml", "plan.yaml"]


def test_a_disk_that_takes_nothing_leaves_the_file_as_it_was(office, monkeypatch):
    def full(*paths):
        raise OSError(28, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as broken:
            broken.setattr(os, name, full)
            answer = office.run("fmt", "plan.yaml")
        assert answer.code == 8
        assert "plan.yaml" in answer.err
        assert text(office) == BADLY
        assert [one.name for one in office.folder.iterdir()] == ["plan.yaml"]


def test_what_somebody_changed_meanwhile_is_not_overwritten(office):
    source = read_source(office.folder / "plan.yaml", "plan.yaml")
    assert isinstance(source, SourceFile)
    (office.folder / "plan.yaml").write_text("x: 1\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"file\.changed"):
        replace_text(source, MENDED)
    assert text(office) == "x: 1\n"
    assert [one.name for one in office.folder.iterdir()] == ["plan.yaml"]


def test_rename_shows_first_and_then_does(office):
    path = office.folder / "kh.yaml"
    path.write_text(WELL, encoding="utf-8")
    assert "kh.yaml: 1 chỗ" in office.do("plan", "rename", "1", "9", "kh.yaml", "--dry-run").out
    assert '+  - {id: "9"' in office.do("plan", "rename", "1", "9", "kh.yaml", "--diff").out
    assert text(office, "kh.yaml") == WELL
    answer = office.do("plan", "rename", "1", "9", "kh.yaml")
    assert "kh.yaml: 1 chỗ" in answer.out
    assert "planengine apply kh.yaml" in answer.err
    assert '  - {from: "1", to: "9"}\n' in text(office, "kh.yaml")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("7", "8"), 7, "kh.yaml"),
        (("1", "a b"), 2, "a b"),
        (("1", "1"), 4, "“1”"),
    ],
)
def test_rename_is_refused_and_the_file_left_alone(office, words, code, said):
    (office.folder / "kh.yaml").write_text(WELL, encoding="utf-8")
    answer = office.run("plan", "rename", *words, "kh.yaml")
    assert answer.code == code
    assert said in answer.err
    assert text(office, "kh.yaml") == WELL


def test_a_plan_with_faults_is_told_and_not_renamed(office):
    answer = office.run("plan", "rename", "a", "b", "plan.yaml")
    assert answer.code == 1
    assert "PE031" in answer.out
    assert text(office) == BADLY


def test_rename_keeps_line_ends_and_a_byte_order_mark_and_fmt_does_not(office):
    path = office.folder / "kh.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + WELL.replace("\n", "\r\n").encode())
    office.do("plan", "rename", "1", "9", "kh.yaml")
    written = path.read_bytes()
    assert written.startswith(b"\xef\xbb\xbfplanengine: 1\r\n")
    assert written.count(b"\r\n") == written.count(b"\n") == WELL.count("\n") + 2
    office.do("fmt", "kh.yaml")
    assert path.read_bytes().startswith(b"planengine: 1\n")
    assert b"\r" not in path.read_bytes()
