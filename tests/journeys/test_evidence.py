"""Evidence on the real plan: a document, a file, a link; found again byte for byte, and missed when it is gone."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.office import Office, busy_office

PDF = b"%PDF-1.7\n" + b"b\xc3\xa1o c\xc3\xa1o\n" * 1000
DOCUMENT = "123/BC-STNMT ngày 05/12/2024 v/v quỹ đất"


@pytest.fixture
def office(tmp_path) -> Office:
    return busy_office(tmp_path)


@pytest.fixture
def report(office) -> str:
    (office.folder / "báo cáo.pdf").write_bytes(PDF)
    return "báo cáo.pdf"


def files(office: Office) -> list[Path]:
    return sorted(one for one in (office.folder / "evidence").rglob("*.*") if one.name != ".lock")


def listed(office: Office, task: str = "2.1.1") -> list[dict]:
    return office.do("evidence", "list", task, "--json", today="2024-12-31").json["evidence"]


def findings(office: Office) -> list[str]:
    answer = office.run("evidence", "verify", "--json")
    found = [one["kind"] for one in answer.json["findings"]]
    assert answer.code == (1 if found else 0)
    return found


def test_a_document_with_its_scan_is_added_listed_verified_and_fetched(office, report):
    words = ("--as", "so-tnmt", "--document", DOCUMENT, "--file", report)
    told = office.do("evidence", "add", "2.1.1", *words).out
    assert "báo cáo.pdf" in told
    (one,) = listed(office)
    assert (one["number"], one["day"], one["abstract"]) == ("123/BC-STNMT", "2024-12-05", "quỹ đất")
    assert (one["sha256"], one["size"]) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert office.held("2.1.1", "so-tnmt")["state"] == "assigned"
    (kept,) = files(office)
    assert kept.relative_to(office.folder).as_posix() == f"evidence/{one['sha256'][:2]}/{one['sha256']}.pdf"
    assert findings(office) == []
    for number, name in enumerate(("2.1.1", one["sha256"], one["sha256"][:8].upper())):
        office.do("evidence", "fetch", name, "--out", f"out{number}.pdf")
        assert (office.folder / f"out{number}.pdf").read_bytes() == PDF
    assert office.run("evidence", "fetch", "2.1.1", "--out", "out0.pdf").code == 4
    office.do("evidence", "fetch", "2.1.1", "--out", "out0.pdf", "--force")
    assert DOCUMENT in office.do("show", "2.1.1").out
    assert one["sha256"] in office.do("log", "2.1.1").out
    assert office.do("audit", "verify", "--deep").code == 0


def test_what_is_in_a_file_never_stands_in_the_log(office):
    (office.folder / "a.pdf").write_bytes(b"%PDF-1.7 TOP-SECRET-CONTENT")
    office.do("done", "2.1.1", "--as", "so-tnmt", "--file", "a.pdf")
    assert b"TOP-SECRET" not in office.database.read_bytes()
    assert not any("TOP-SECRET" in str(row) for rows in office.dump().values() for row in rows)


def test_a_report_brings_its_files_in_one_transaction(office, report):
    (office.folder / "hình.png").write_bytes(b"\x89PNG\r\n\x1a\n....")
    words = ("--as", "so-tnmt", "--evidence", DOCUMENT, "--file", report, "--file", "hình.png")
    office.do("done", "2.1.1", *words)
    assert office.state("2.1.1", "so-tnmt") == "submitted"
    assert [(one["position"], one["name"], one["number"]) for one in listed(office)] == [
        (1, report, "123/BC-STNMT"),
        (2, "hình.png", "123/BC-STNMT"),
    ]
    told = office.query("SELECT type, correlation FROM event ORDER BY seq DESC LIMIT 3")
    assert [one[0] for one in told] == ["completion_reported", "evidence_added", "evidence_added"]
    assert len({one[1] for one in told}) == 1
    assert office.do("confirm", "2.1.1", "--agency", "so-tnmt").code == 0
    assert office.do("audit", "verify", "--deep").code == 0


def test_a_file_alone_is_evidence_enough_for_a_report(office, report):
    assert office.run("done", "2.1.1", "--as", "so-tnmt").code == 4
    office.do("done", "2.1.1", "--as", "so-tnmt", "--file", report)
    assert office.held("2.1.1", "so-tnmt")["evidence"] == report
    office.do("progress", "2.3.1", "--as", "lien-minh-htx", "--file", report)
    assert len(files(office)) == 1
    assert len(listed(office, "2.3.1")) == 1
    assert findings(office) == []


def test_a_report_that_is_refused_records_no_file_and_leaves_an_orphan_at_most(office, report):
    before = office.dump()
    assert office.run("done", "2.1.1", "--as", "so-tc", "--evidence", "1/BC", "--file", report).code == 4
    assert office.dump() == before
    assert set(findings(office)) <= {"orphan"}
    assert office.run("done", "2.1.1", "--as", "so-tnmt", "--file", "khong-co.pdf").code == 7
    assert office.dump() == before


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "--document"),
        (("--abstract", "x"), 2, ""),
        (("--document", "1/BC", "--as", "so-tc"), 4, "so-tc"),
        (("--link", "javascript:alert(1)"), 4, "http"),
        (("--link", "https://a:b@c.vn"), 4, "mật khẩu"),
        (("--file", "plans"), 4, "plans"),
        (("--file", "page.html"), 4, "pdf"),
        (("--file", "fake.pdf"), 4, "pdf"),
        (("--file", "none.pdf"), 7, "none.pdf"),
        (("--file", "../../etc/passwd.pdf"), 7, ""),
    ],
)
def test_what_is_no_evidence_is_refused_and_nothing_is_kept(office, words, code, told):
    (office.folder / "page.html").write_text("<script>")
    (office.folder / "fake.pdf").write_text("MZ")
    speaker = () if "--as" in words else ("--as", "so-tnmt")
    before = office.dump()
    answer = office.run("evidence", "add", "2.1.1", *speaker, *words)
    assert answer.code == code
    assert told in answer.err
    assert office.dump() == before
    assert not (office.folder / "evidence").exists() or files(office) == []


def test_the_list_has_its_documented_keys(office):
    office.do("evidence", "add", "IV.1.5@2024", "--as", "tam-ky", "--link", "https://tamky.quangnam.gov.vn/x")
    (one,) = listed(office, "IV.1.5@2024")
    of_work = {"plan", "task", "period", "assignment", "uid", "position", "agency", "added_on"}
    said = {"text", "number", "day", "abstract", "sha256", "size", "type", "name", "link"}
    assert set(one) == of_work | said
    assert (one["task"], one["period"], one["link"]) == ("IV.1.5", "2024", "https://tamky.quangnam.gov.vn/x")


def test_a_document_that_cannot_be_read_is_kept_whole_and_that_is_told(office):
    answer = office.do("evidence", "add", "2.1.1", "--as", "so-tnmt", "--document", "biên bản họp")
    assert "biên bản họp" in answer.err
    (one,) = listed(office)
    assert (one["text"], one["number"]) == ("biên bản họp", None)


def test_what_is_lost_altered_or_too_much_is_found(office, report):
    office.do("evidence", "add", "2.1.1", "--as", "so-tnmt", "--file", report)
    (kept,) = files(office)
    os.chmod(kept, 0o644)
    kept.write_bytes(PDF.replace(b"o", b"0", 1))
    assert findings(office) == ["altered"]
    told = office.run("evidence", "verify")
    assert "2.1.1" in told.out
    assert "Sở TN&MT" in told.out
    refused = office.run("evidence", "fetch", "2.1.1", "--out", "out.pdf")
    assert refused.code == 4
    assert not (office.folder / "out.pdf").exists()
    kept.unlink()
    assert findings(office) == ["missing"]
    warned = office.run("db", "check", "--json").json["warnings"]
    assert [one["count"] for one in warned if one["code"] == "evidence"] == [1]
    office.do("evidence", "add", "2.1.1", "--as", "so-tnmt", "--file", report)
    assert findings(office) == []
    (kept.parent / ("0" * 64 + ".pdf")).write_bytes(b"x")
    assert findings(office) == ["foreign"]


def test_a_sweep_takes_what_nobody_refers_to_after_a_day(office, report):
    office.do("evidence", "add", "2.1.1", "--as", "so-tnmt", "--file", report)
    (office.folder / "b.pdf").write_bytes(PDF + b"b")
    office.run("done", "2.1.1", "--as", "so-tc", "--file", "b.pdf")
    assert findings(office) == ["orphan"]
    for one in files(office):
        os.utime(one, (0, 0))
    answer = office.run("evidence", "verify", "--sweep", "--json")
    assert (answer.code, len(answer.json["removed"]), answer.json["findings"]) == (0, 1, [])
    assert len(files(office)) == 1


def test_another_folder_and_another_limit_may_be_set(office, report):
    with open(office.folder / "planengine.toml", "a", encoding="utf-8") as file:
        file.write('\nevidence = "minh-chung"\nevidence_limit = 1\n')
    office.do("evidence", "add", "2.1.1", "--as", "so-tnmt", "--file", report)
    assert (office.folder / "minh-chung").is_dir()
    (office.folder / "big.pdf").write_bytes(b"%PDF-".ljust((1 << 20) + 1, b"x"))
    refused = office.run("evidence", "add", "2.1.1", "--as", "so-tnmt", "--file", "big.pdf")
    assert refused.code == 4
    assert "1 MB" in refused.err


@pytest.mark.parametrize("given", ["0", '"nhiều"', "true", "1.5"])
def test_a_limit_that_is_none_is_told(office, given):
    with open(office.folder / "planengine.toml", "a", encoding="utf-8") as file:
        file.write(f"\nevidence_limit = {given}\n")
    answer = office.run("status")
    assert answer.code == 2
    assert "evidence_limit" in answer.err


def deep(office: Office) -> dict:
    (plan,) = office.run("audit", "verify", "--deep", "--json").json["plans"]
    return plan


@pytest.mark.parametrize("table", ["difficulty", "evidence"])
def test_every_altered_row_too_many_or_too_few_is_found_by_the_deep_check(office, report, table):
    office.do("evidence", "add", "2.1.1", "--as", "so-tnmt", "--document", DOCUMENT, "--file", report)
    office.do("difficulty", "raise", "2.1.1", "--as", "so-tnmt", "--text", "Thiếu vốn", "--beyond-authority")
    assert deep(office)["difference"] is None
    with contextlib.closing(sqlite3.connect(office.database)) as connection:
        cursor = connection.execute(f"SELECT * FROM {table}")
        names, row = [one[0] for one in cursor.description], cursor.fetchone()
        for name, value in zip(names, row, strict=True):
            if name == "uid":
                continue
            other = value + 1 if isinstance(value, int) else f"{value or ''}x"
            connection.execute(f"UPDATE {table} SET {name} = ?", (other,))
            connection.commit()
            found = deep(office)["difference"]
            assert found is not None, name
            if name != "plan_uid":
                assert (found["table"], found["column"]) == (table, name)
            connection.execute(f"UPDATE {table} SET {name} = ?", (value,))
        connection.execute(f"DELETE FROM {table}")
        connection.commit()
        assert deep(office)["difference"]["table"] == table
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)
        connection.commit()
        assert deep(office)["difference"] is None
        more = [
            99 if name in ("number", "position") else value for name, value in zip(names, row, strict=True)
        ]
        more[names.index("uid")] = "another"
        connection.execute(f"INSERT INTO {table} VALUES ({marks})", more)
        connection.commit()
        assert deep(office)["difference"]["row"] == "another"


# Runs one command and dies by SIGKILL at the named moment.
KILLED = """
import os, signal, sys
from planengine.store import evidence_folder, writer
moment, sys.argv = sys.argv[1], ["planengine", *sys.argv[2:]]

def dies(real):
    def deadly(*args, **kwargs):
        if moment.endswith("after"):
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    return deadly

if moment.startswith("append"):
    writer.Writer.append = dies(writer.Writer.append)
else:
    os_name = moment.split("-")[0]
    setattr(evidence_folder.os, os_name, dies(getattr(evidence_folder.os, os_name)))
from planengine.cli.main import run
run()
"""


@pytest.mark.parametrize(
    "moment",
    ["fsync-before", "fsync-after", "replace-before", "replace-after", "append-before", "append-after"],
)
def test_killed_between_file_and_entry_no_entry_is_without_its_file(office, report, moment):
    office.do("evidence", "add", "2.1.1", "--as", "so-tnmt", "--file", report)
    (office.folder / "b.pdf").write_bytes(PDF + b"b")
    words = ("done", "2.1.1", "--as", "so-tnmt", "--file", "b.pdf", "--today", "2024-11-06")
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, moment, *words], cwd=office.folder, capture_output=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert [one["name"] for one in listed(office)] == [report]
    assert set(findings(office)) <= {"orphan"}
    assert office.do("db", "check").code == 0
    office.do("done", "2.1.1", "--as", "so-tnmt", "--file", "b.pdf", today="2024-11-06")
    assert [one["name"] for one in listed(office)] == [report, "b.pdf"]
    assert set(findings(office)) <= {"orphan"}


def test_several_at_once_add_the_same_file_and_each_raises_a_difficulty_of_its_own(office, report):
    agencies = ("tam-ky", "hoi-an", "dai-loc", "dien-ban", "so-tnmt", "so-tc")
    ends = "--today", "2024-11-06"
    commands = [
        words
        for agency in agencies
        for words in (
            ("evidence", "add", "IV.1.5@2024", "--as", agency, "--file", report, *ends),
            ("difficulty", "raise", "IV.1.5@2024", "--as", agency, "--text", f"của {agency}", *ends),
        )
    ]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "planengine", *words], cwd=office.folder, stdout=subprocess.DEVNULL
        )
        for words in commands
    ]
    assert [one.wait(timeout=120) for one in running] == [0] * len(commands)
    assert len(files(office)) == 1
    assert {one["agency"] for one in listed(office, "IV.1.5@2024")} == set(agencies)
    raised = office.do("difficulty", "list", "--json", today="2024-11-06").json["difficulties"]
    assert [one["number"] for one in raised] == [1, 2, 3, 4, 5, 6]
    assert {(one["agency"], one["text"]) for one in raised} == {(one, f"của {one}") for one in agencies}
    assert findings(office) == []
