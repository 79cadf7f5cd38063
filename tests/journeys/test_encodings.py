"""Vietnamese on terminals that cannot show it, from keyboards that spell it otherwise, in files of other systems."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.cli.office import APPLIED_ON, TODAY, busy_office, new_office

EVIDENCE = "512/STNMT ngày 27/11/2024 của Sở Tài nguyên và Môi trường"
POOR = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "C": {"LC_ALL": "C", "LANG": "C"},
    "POSIX without UTF-8 mode": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "cp1258": {"PYTHONIOENCODING": "cp1258"},
}


@pytest.fixture
def office(tmp_path):
    return busy_office(tmp_path)


def nfd(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    assert apart != unicodedata.normalize("NFC", text)
    return apart


def typed(folder: Path, *words: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A real process with the environment of a poor terminal."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))
    }
    return subprocess.run(
        [sys.executable, "-m", "planengine", *words, "--today", TODAY],
        cwd=folder,
        env={**inherited, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
    )


@pytest.mark.parametrize("kind", POOR)
def test_a_terminal_that_cannot_show_a_letter_shows_an_escape_and_the_command_ends_right(office, kind):
    environment = POOR[kind]
    for words, code in (
        (("--help",), 0),
        (("mine", "--as", "so-tnmt"), 0),
        (("status",), 0),
        (("done", "2.1.1", "--as", "so-tnmt", "--evidence", EVIDENCE), 0),
        (("inbox",), 0),
        (("done", "2.1.1", "--as", "so-tnmt", "--evidence", EVIDENCE), 4),
        (("mine", "--as", "sở-tnmt"), 7),
        (("validate", "plans/kh_106.yaml"), 0),
        (("dnoe",), 2),
    ):
        ended = typed(office.folder, *words, **environment)
        assert ended.returncode == code, (words, ended)
        assert b"Traceback" not in ended.stderr
        assert ended.stdout + ended.stderr
    kept = office.held("2.1.1", "so-tnmt")["evidence"]
    assert kept == EVIDENCE


def test_json_from_a_poor_terminal_is_still_json(office):
    office.do("done", "2.1.1", "--as", "so-tnmt", "--evidence", EVIDENCE)
    ended = typed(office.folder, "inbox", "--json", PYTHONIOENCODING="ascii")
    assert ended.returncode == 0
    (one,) = json.loads(ended.stdout)["assignments"]
    assert one["evidence"] == EVIDENCE


def test_a_text_that_is_no_utf8_is_refused_and_nothing_is_kept(office):
    before = office.dump()
    for environment in (POOR["C"], POOR["POSIX without UTF-8 mode"]):
        for words in (("--evidence", b"s\xf4 7"), ("--evidence", "7/BC", "--note", b"\xff")):
            ended = typed(office.folder, "done", "2.1.1", "--as", "so-tnmt", *words, **environment)
            assert ended.returncode == 2, ended
            assert b"UTF-8" in ended.stderr
    assert office.dump() == before


def test_what_a_keyboard_spells_apart_is_kept_joined(office):
    office.do(
        "done",
        "2.1.1",
        "--as",
        "so-tnmt",
        "--evidence",
        nfd(f"  {EVIDENCE} "),
        "--note",
        nfd("Đã xong đợt một"),
    )
    assert office.query("SELECT evidence, note FROM assignment WHERE state = 'submitted'") == [
        (EVIDENCE, "Đã xong đợt một")
    ]
    office.do("return", "2.1.1", "--agency", "so-tnmt", "--reason", nfd("Thiếu ý kiến của Sở Tài chính"))
    progress = ("--note", nfd("Đợt hai"), "--figure", nfd("lượt người=120"))
    office.do("progress", "2.1.1", "--as", "so-tnmt", *progress)
    entry = ("--on", "2024-11-04", "--channel", "paper", "--document", nfd("77/TB ngày 04/11/2024"))
    office.do("accept", "2.1.3", "--as", "so-tnmt", *entry, "--decided-by", nfd("Phó Giám đốc"))
    rows = office.query("SELECT payload, document, decided_by FROM event ORDER BY seq")
    texts = [text for row in rows for text in row if text is not None]
    assert any("lượt người" in text for text in texts)
    assert any("Phó Giám đốc" in text for text in texts)
    assert [text for text in texts if text != unicodedata.normalize("NFC", text)] == []


def test_a_document_is_found_however_it_is_spelt(office):
    office.do("done", "2.1.1", "--as", "so-tnmt", "--evidence", "123/BC-SỞ ngày 05/11/2024")
    office.do("confirm", "--document", nfd("123/bc-sở"))
    assert office.state("2.1.1", "so-tnmt") == "done"


def test_a_wrong_name_spelt_apart_is_shown_and_not_found(office):
    answer = office.run("mine", "--as", nfd("sở-tnmt"))
    assert answer.code == 7
    assert "sở-tnmt" in answer.err
    assert "so-tnmt" in answer.err


def changed(folder: Path, change) -> None:
    for path in (folder / "plans").rglob("*.yaml"):
        path.write_bytes(change(path.read_text(encoding="utf-8")))


FILES = {
    "NFD": lambda text: unicodedata.normalize("NFD", text).encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "BOM": lambda text: text.encode("utf-8-sig"),
    "all three": lambda text: unicodedata.normalize("NFD", text).replace("\n", "\r\n").encode("utf-8-sig"),
    "no last line end": lambda text: text.rstrip("\n").encode(),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_plan_written_on_another_system_is_the_same_plan(tmp_path, kind):
    office = new_office(tmp_path)
    changed(office.folder, FILES[kind])
    assert "53 nhiệm vụ, 16 chỉ tiêu" in office.do("validate", "plans/kh_106.yaml").out
    office.do("apply", "plans/kh_106.yaml", "--yes", today=APPLIED_ON)
    (here := tmp_path / "plain").mkdir()
    plain = busy_office(here)
    for sql in (
        "SELECT id, title, form, kind, spec FROM task ORDER BY position",
        "SELECT id, title, spec FROM target ORDER BY position",
        "SELECT id, name, short FROM agency ORDER BY id",
        "SELECT o.label, g.id, a.role, a.due FROM assignment a JOIN occurrence o ON o.uid = a.occurrence_uid "
        "JOIN agency g ON g.uid = a.agency_uid ORDER BY 1, 2",
        "SELECT canonical, sha256 FROM revision",
    ):
        assert office.query(sql) == plain.query(sql), sql


def test_a_fault_in_a_file_spelt_apart_has_its_caret_under_the_right_letter(tmp_path):
    carets = []
    for spell in (lambda text: text.encode(), FILES["NFD"]):
        folder = tmp_path / str(len(carets))
        folder.mkdir()
        office = new_office(folder)
        changed(office.folder, lambda text, spell=spell: spell(text.replace("kind: once", "kiểu: once", 1)))
        answer = office.run("validate", "plans/kh_106.yaml")
        assert answer.code == 1
        carets.append(unicodedata.normalize("NFC", answer.out).splitlines()[:4])
    assert carets[0] == carets[1]


def test_letters_of_a_plan_spelt_apart_are_written_joined(tmp_path):
    office = new_office(tmp_path)
    changed(office.folder, FILES["NFD"])
    office.do("apply", "plans/kh_106.yaml", "--yes", today=APPLIED_ON)
    office.do("remind", "enable", "--yes", today="2024-11-04")
    office.do("remind", "run", "--once", today="2024-12-09T08:05")
    messages = [row[0] for row in office.query("SELECT message FROM outbox")]
    assert len(messages) == 37
    assert [one for one in messages if one != unicodedata.normalize("NFC", one)] == []
