"""Backing up, checking, restoring: what is refused, what is told before it is lost, what is found."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.cli.main import call
from planengine.messages import LANGUAGES
from planengine.store import connection, keeping, restoring, soundness
from planengine.store.audit import verify_all
from tests.store.workspace import act, open_workspace

MOMENT = ("--today", "2024-12-05T08:05")
NAME = "planengine-20241205-080500.db"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace and a backup of it, made once."""
    place = tmp_path_factory.mktemp("made")
    journal = open_workspace(place)
    act(journal, "accept", "1", speaker="so-a")
    journal.close()
    (place / "planengine.toml").write_text("", encoding="utf-8")
    before = Path.cwd()
    os.chdir(place)
    try:
        assert call(["db", "backup", *MOMENT]) == 0
    finally:
        os.chdir(before)
    return place


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "work"
    shutil.copytree(made, place, ignore=shutil.ignore_patterns("backups"))
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def backup(made: Path, folder: Path) -> Path:
    shutil.copytree(made / "backups", folder / "backups")
    return folder / "backups" / NAME


def go_on(folder: Path, times: int = 1) -> None:
    """So many more events in the workspace."""
    for number in range(times):
        assert call(["progress", "4", "--as", "so-a", "--note", f"lần {number}", *MOMENT]) == 0


def events(path: Path) -> list[tuple[str, int, str]]:
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute("SELECT plan_uid, seq, hash FROM event ORDER BY 1, 2").fetchall()


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_a_backup_is_one_file_with_its_sum_named_after_the_moment_and_holds_everything(
    folder: Path, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert names(backup.parent) == {NAME, NAME + ".sha256"}
    assert events(backup) == events(folder / "planengine.db")
    assert backup.stat().st_mode == (folder / "planengine.db").stat().st_mode
    with closing(sqlite3.connect(backup)) as opened:
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert call(["db", "backup", "--json", *MOMENT]) == 0
    told = json.loads(capsys.readouterr().out)
    second = backup.with_name("planengine-20241205-080500-2.db")
    assert (told["path"], told["bytes"]) == (str(second), second.stat().st_size)
    assert (backup.parent / (second.name + ".sha256")).read_text() == f"{told['sha256']}  {second.name}\n"
    last = events(backup)[-1]
    assert told["plans"] == [{"plan": "thu", "events": last[1], "hash": last[2]}]


def test_the_sum_beside_a_backup_is_that_of_its_bytes(backup: Path) -> None:
    import hashlib

    assert Path(f"{backup}.sha256").read_text().split()[0] == hashlib.sha256(backup.read_bytes()).hexdigest()


def test_nothing_is_overwritten_unasked_and_the_database_never(
    folder: Path, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = backup.read_bytes()
    go_on(folder)
    assert call(["db", "backup", str(backup)]) == 4
    assert backup.read_bytes() == before
    assert call(["db", "backup", str(backup), "--force"]) == 0
    assert events(backup) == events(folder / "planengine.db")
    assert call(["db", "restore", str(backup), "--yes"]) == 0  # the sum was renewed with it
    os.link("planengine.db", "other-name.db")
    whole = (folder / "planengine.db").read_bytes()
    for own in (
        "planengine.db",
        "planengine.db-wal",
        "planengine.db.lock",
        "./x/../planengine.db",
        "other-name.db",
    ):
        assert call(["db", "backup", own, "--force"]) == 4, own
    assert (folder / "planengine.db").read_bytes() == whole
    capsys.readouterr()


def test_a_folder_that_cannot_be_written_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "file").write_text("")
    assert call(["db", "backup", "file/copy.db"]) == 8
    assert "file/copy.db" in capsys.readouterr().err


def test_a_damaged_database_is_not_backed_up_and_leaves_no_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect("planengine.db")) as opened:
        opened.execute("DROP TRIGGER event_no_update")
        opened.execute("UPDATE event SET person = 'người khác' WHERE seq = 3")
        opened.commit()
    assert call(["db", "backup", *MOMENT]) == 4
    said = capsys.readouterr().err
    assert "event_no_update" in said
    assert "từ mục 3" in said
    assert names(folder / "backups") == set()


def test_restoring_tells_what_will_be_lost_asks_and_keeps_what_was_there(
    folder: Path, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = events(backup)
    go_on(folder, 3)
    present = events(folder / "planengine.db")
    capsys.readouterr()
    assert call(["db", "restore", str(backup)]) == 6
    said = capsys.readouterr().out
    assert f"thu: 3 mục ghi sau mục {saved[-1][1]} không có trong bản sao lưu, sẽ bị mất." in said
    assert events(folder / "planengine.db") == present
    before = backup.read_bytes()
    assert call(["db", "restore", str(backup), "--yes", *MOMENT]) == 0
    assert events(folder / "planengine.db") == saved
    assert events(folder / "planengine.db.before-restore-20241205-080500") == present
    assert backup.read_bytes() == before
    assert names(backup.parent) == {NAME, NAME + ".sha256"}
    assert call(["db", "check"]) == 0
    go_on(folder)
    # what was kept is a backup like any other
    kept = "planengine.db.before-restore-20241205-080500"
    capsys.readouterr()
    assert call(["db", "restore", kept, "--yes", *MOMENT]) == 0
    said = capsys.readouterr().out
    assert "thu: 1 mục ghi sau mục" in said
    assert "thu: 3 mục chỉ có trong bản sao lưu" in said
    assert events(folder / "planengine.db") == present
    assert (folder / (kept + "-2")).exists()


class Terminal(io.StringIO):
    """A person at a terminal who types this."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code"), [("k\n", 130), ("\n", 130), ("", 130), ("c\n", 0)])
def test_only_a_yes_restores(
    folder: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    go_on(folder)
    present = events(folder / "planengine.db")
    files = names(folder)
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert call(["db", "restore", str(backup)]) == code
    assert events(folder / "planengine.db") == (present if code else events(backup))
    assert (names(folder) == files) is bool(code)


def test_letters_that_may_go_out_again_are_told_where_reminders_are_on(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for told in (False, True):
        if told:
            assert call(["remind", "enable", "--yes", *MOMENT]) == 0
        assert call(["db", "backup", f"{told}.db"]) == 0
        capsys.readouterr()
        assert call(["db", "restore", f"{told}.db", "--yes"]) == 0
        assert ("planengine remind preview" in capsys.readouterr().err) is told


def test_what_is_recorded_while_the_question_waits_is_not_lost(folder: Path, backup: Path) -> None:
    go_on(folder)

    def meanwhile() -> None:
        go_on(folder)

    present = events(folder / "planengine.db")
    with pytest.raises(restoring.Raced):
        restoring.restore(
            str(folder / "planengine.db"),
            str(backup),
            keeping.datetime(2024, 12, 5),
            tell=lambda seen: None,
            ask=meanwhile,
            local_day=bootstrap.local_day,
        )
    assert len(events(folder / "planengine.db")) == len(present) + 1
    assert not [name for name in names(folder) if "before" in name or name.startswith(".")]


def test_one_altered_byte_is_found_wherever_it_stands_and_refused(
    folder: Path, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, present = backup.read_bytes(), (folder / "planengine.db").read_bytes()
    chance = random.Random(21)
    for place in (0, 18, 60, 100, len(raw) - 1, *(chance.randrange(len(raw)) for _ in range(20))):
        backup.write_bytes(raw[:place] + bytes([raw[place] ^ (1 << chance.randrange(8))]) + raw[place + 1 :])
        assert call(["db", "restore", str(backup), "--yes"]) == 4, place
    assert (folder / "planengine.db").read_bytes() == present
    assert "SHA-256" in capsys.readouterr().err


def test_without_its_sum_a_backup_still_answers_for_its_log(
    folder: Path, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(f"{backup}.sha256").unlink()
    raw = backup.read_bytes()
    assert call(["db", "restore", str(backup), "--yes"]) == 0
    said = capsys.readouterr()
    assert ".sha256" in said.err
    assert "từng byte" not in said.out
    place = raw.index("người gõ".encode())
    backup.write_bytes(raw[:place] + b"N" + raw[place + 1 :])
    present, files = events(folder / "planengine.db"), names(folder)
    assert call(["db", "restore", str(backup), "--yes"]) == 4
    assert "nhật ký sai từ mục" in capsys.readouterr().err
    assert events(folder / "planengine.db") == present
    assert names(folder) == files
    assert call(["db", "check"]) == 0


def test_without_its_sum_a_row_altered_beside_the_log_is_found_and_refused(
    folder: Path, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(f"{backup}.sha256").unlink()
    opened = sqlite3.connect(backup)
    opened.execute("UPDATE assignment SET state = 'done' WHERE state = 'assigned'")
    opened.commit()
    opened.close()
    present = events(folder / "planengine.db")
    assert call(["db", "restore", str(backup), "--yes"]) == 4
    assert "bảng assignment không đúng như nhật ký" in capsys.readouterr().err
    assert events(folder / "planengine.db") == present
    assert call(["audit", "verify", "--deep"]) == 0


def test_no_part_of_a_backup_is_taken_for_one(folder: Path, backup: Path) -> None:
    Path(f"{backup}.sha256").unlink()
    raw, present = backup.read_bytes(), (folder / "planengine.db").read_bytes()
    for length in (0, 50, 512, 4096, 4097, len(raw) // 2, len(raw) - 4096, len(raw) - 1):
        backup.write_bytes(raw[:length])
        assert call(["db", "restore", str(backup), "--yes"]) in (4, 8), length
    assert (folder / "planengine.db").read_bytes() == present


def test_what_is_no_backup_is_refused_by_name(folder: Path, backup: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as opened:
        opened.execute("CREATE TABLE mine (x)")
        opened.commit()
    newer = tmp_path / "newer.db"
    shutil.copyfile(backup, newer)
    with closing(sqlite3.connect(newer)) as opened:
        opened.execute("PRAGMA user_version = 99")
    present = events(folder / "planengine.db")
    for path, code in (
        (tmp_path / "none.db", 7),
        (other, 8),
        (newer, 8),
        (tmp_path, 8),
        (folder / "planengine.db", 4),
    ):
        assert call(["db", "restore", str(path), "--yes"]) == code, path
    assert events(folder / "planengine.db") == present


def test_an_older_backup_is_taken_and_says_what_to_do_next(
    folder: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connection, "SCHEMA_VERSION", connection.SCHEMA_VERSION + 1)
    assert call(["db", "restore", str(backup), "--yes"]) == 0
    assert "planengine db migrate" in capsys.readouterr().err
    assert call(["db", "check"]) == 1
    assert "planengine db migrate" in capsys.readouterr().out


def test_a_backup_of_another_workspace_is_told_as_such(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    open_workspace(elsewhere, today="2024-02-01").close()
    strange = tmp_path / "strange.db"
    keeping.back_up(str(elsewhere / "planengine.db"), str(strange))
    assert call(["db", "restore", str(strange)]) == 6
    said = capsys.readouterr().out
    assert "nơi làm việc khác" in said
    assert f"cả {len(events(folder / 'planengine.db'))} mục sẽ bị mất" in said


@pytest.mark.parametrize("damage", ["missing", "header", "body", "log"])
def test_a_database_that_is_gone_or_damaged_is_replaced_and_its_remains_are_kept(
    folder: Path, backup: Path, damage: str
) -> None:
    database = folder / "planengine.db"
    raw = database.read_bytes()
    remains = {
        "header": b"\0" * 100 + raw[100:],
        "body": raw[:100] + b"\xff" * (len(raw) - 100),
        "log": raw[:60],
    }
    if damage == "missing":
        database.unlink()
    else:
        database.write_bytes(remains[damage])
    if damage == "log":
        (folder / "planengine.db-wal").write_bytes(b"\x37\x7f\x06\x82" * 2000)
    assert call(["db", "restore", str(backup), "--yes", *MOMENT]) == 0
    assert events(database) == events(backup)
    assert call(["db", "check"]) == 0
    kept = folder / "planengine.db.before-restore-20241205-080500"
    if damage == "missing":
        assert not kept.exists()
    else:
        assert kept.read_bytes() == remains[damage]
    go_on(folder)


def test_a_log_without_its_database_is_kept_and_not_played_into_the_restored_one(
    folder: Path, backup: Path
) -> None:
    database, log = folder / "planengine.db", folder / "planengine.db-wal"
    with closing(connection.connect("planengine.db")):
        go_on(folder, 3)
        left = log.read_bytes()
    assert left
    database.unlink()
    log.write_bytes(left)
    assert call(["db", "restore", str(backup), "--yes", *MOMENT]) == 0
    assert events(database) == events(backup)
    assert (folder / "planengine.db.before-restore-20241205-080500-wal").read_bytes() == left
    go_on(folder)
    assert call(["db", "check"]) == 0


def test_a_backup_that_was_copied_with_its_log_is_taken_with_it_and_left_alone(
    folder: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "copied.db"
    with closing(connection.connect("planengine.db")):
        go_on(folder, 3)
        shutil.copyfile("planengine.db", copied)
        shutil.copyfile("planengine.db-wal", f"{copied}-wal")
        whole = events(folder / "planengine.db")
    before = copied.read_bytes(), Path(f"{copied}-wal").read_bytes()
    go_on(folder)
    assert call(["db", "restore", str(copied), "--yes"]) == 0
    assert events(folder / "planengine.db") == whole
    assert (copied.read_bytes(), Path(f"{copied}-wal").read_bytes()) == before


def test_a_database_of_another_program_is_never_replaced(folder: Path, backup: Path) -> None:
    database = folder / "planengine.db"
    database.unlink()
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("CREATE TABLE mine (x)")
        opened.commit()
    whole = database.read_bytes()
    assert call(["db", "restore", str(backup), "--yes"]) == 8
    assert database.read_bytes() == whole


def test_whoever_has_the_database_open_sees_the_restored_one(folder: Path, backup: Path) -> None:
    go_on(folder, 2)
    with closing(connection.connect("planengine.db")) as reader:
        reader.execute("BEGIN")
        before = reader.execute("SELECT count(*) FROM event").fetchone()
        assert call(["db", "restore", str(backup), "--yes"]) == 0
        assert reader.execute("SELECT count(*) FROM event").fetchone() == before
        reader.execute("COMMIT")
        assert reader.execute("SELECT count(*) FROM event").fetchone() == (before[0] - 2,)
    go_on(folder)
    assert [one.verdict for one in verify_all("planengine.db")] == [None]


def test_a_database_behind_a_link_is_restored_where_it_lies(
    folder: Path, backup: Path, tmp_path: Path
) -> None:
    real = tmp_path / "disk" / "data.db"
    real.parent.mkdir()
    shutil.move("planengine.db", real)
    (folder / "planengine.db").symlink_to(real)
    go_on(folder)
    for broken in (False, True):
        if broken:
            real.write_bytes(b"no database")
        assert call(["db", "restore", str(backup), "--yes", *MOMENT]) == 0
        assert (folder / "planengine.db").is_symlink()
        assert events(real) == events(backup)
        go_on(folder)
    stem = "data.db.before-restore-20241205-080500"
    assert {stem, stem + "-2"} <= names(real.parent)


def test_a_backup_with_pages_of_another_size_is_put_back_too(folder: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as opened:
        opened.execute("PRAGMA page_size = 8192")
        opened.execute("VACUUM")
    Path(f"{backup}.sha256").unlink()
    go_on(folder)
    assert call(["db", "restore", str(backup), "--yes"]) == 0
    assert events(folder / "planengine.db") == events(backup)
    assert call(["db", "check"]) == 0


def alter(*statements: str) -> None:
    with closing(sqlite3.connect("planengine.db")) as opened:
        for statement in statements:
            opened.execute(statement)
        opened.commit()


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (("DROP TRIGGER event_no_delete",), "absent"),
        (("CREATE TRIGGER quiet AFTER INSERT ON event BEGIN DELETE FROM refusal; END",), "strange"),
        (("CREATE TABLE mine (x)",), "strange"),
        (
            (
                "DROP TRIGGER event_in_order",
                "CREATE TRIGGER event_in_order BEFORE INSERT ON event BEGIN SELECT 1; END",
            ),
            "differs",
        ),
        (("DROP TRIGGER event_no_update", "UPDATE event SET person = 'x' WHERE seq = 2"), "chain"),
        (
            (
                "CREATE TABLE mine (x REFERENCES plan (uid))",
                "INSERT INTO mine VALUES ('none')",
            ),
            "reference",
        ),
        (("PRAGMA journal_mode = DELETE",), "journal_mode"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_check_names_what_is_wrong_and_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], statements: tuple[str, ...], code: str, language: str
) -> None:
    alter(*statements)
    assert call(["db", "check", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert code in {one["code"] for one in told["findings"]}
    assert call(["db", "check", "--lang", language]) == 1
    said = capsys.readouterr().out
    assert "✗" in said
    assert "→" in said
    assert "{" not in said


def test_a_check_of_a_torn_file_is_a_finding_and_no_traceback(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = Path("planengine.db").read_bytes()
    Path("planengine.db").write_bytes(raw[: 4096 * 5] + b"\x55" * (len(raw) - 4096 * 5))
    assert call(["db", "check", "--json"]) == 1
    assert "integrity" in {one["code"] for one in json.loads(capsys.readouterr().out)["findings"]}


def test_a_byte_altered_in_an_index_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = folder / "planengine.db"
    raw, last = database.read_bytes(), events(database)[-1][2].encode()
    places = [place for place in range(len(raw)) if raw.startswith(last, place)]
    assert len(places) >= 2  # the row, and the index that keeps hashes apart
    codes = []
    for place in places:
        database.write_bytes(raw[: place + 5] + bytes([raw[place + 5] ^ 1]) + raw[place + 6 :])
        assert call(["db", "check", "--json"]) == 1
        codes += [{one["code"] for one in json.loads(capsys.readouterr().out)["findings"]}]
    assert {"integrity"} in codes


def test_a_torn_database_is_not_backed_up(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = Path("planengine.db").read_bytes()
    Path("planengine.db").write_bytes(raw[: 4096 * 5] + b"\x55" * (len(raw) - 4096 * 5))
    assert call(["db", "backup", "copy.db"]) == 4
    assert "planengine db check" in capsys.readouterr().err
    assert not Path("copy.db").exists()


def test_a_sound_database_is_told_with_the_end_of_every_log(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path("planengine.db").read_bytes()
    assert call(["db", "check"]) == 0
    assert events(folder / "planengine.db")[-1][2] in capsys.readouterr().out
    assert Path("planengine.db").read_bytes() == before
    assert call(["db", "check", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["database", "sqlite", "schema", "journal_mode", "plans", "findings", "warnings"]


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_the_versions_with_the_fault_of_the_log_are_those_that_sqlite_names(
    version: tuple[int, int, int], affected: bool
) -> None:
    assert soundness.may_lose_log(version) is affected


def test_a_network_share_is_a_warning_where_a_copy_goes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(keeping, "file_system", lambda path: "cifs" if "share" in path else "ext4")
    assert call(["db", "backup", "share.db"]) == 0
    assert "ổ mạng" in capsys.readouterr().err
    assert call(["db", "backup", "local.db"]) == 0
    assert "ổ mạng" not in capsys.readouterr().err


def test_a_file_is_on_disk_before_it_gets_its_name_and_the_name_is_after(
    folder: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush, rename = os.fsync, os.replace
    flushed: list[int] = []
    renamed: list[str] = []

    def note_flush(handle: int) -> None:
        flushed.append(os.fstat(handle).st_ino)
        flush(handle)

    def note_rename(old: str, new: str) -> None:
        assert os.stat(old).st_ino in flushed, new
        renamed.append(new)
        flushed.clear()
        rename(old, new)

    monkeypatch.setattr(os, "fsync", note_flush)
    monkeypatch.setattr(os, "replace", note_rename)
    assert call(["db", "backup", "copy.db"]) == 0
    assert renamed == ["copy.db", str(folder / "copy.db.sha256")]
    renamed.clear()
    (folder / "planengine.db").write_bytes(b"no database")
    assert call(["db", "restore", str(backup), "--yes", *MOMENT]) == 0
    kept = str(folder / "planengine.db.before-restore-20241205-080500")
    assert renamed == [kept, str(folder / "planengine.db")]
    assert folder.stat().st_ino in flushed


def test_what_will_be_lost_is_counted_and_replaced_under_the_lock_of_the_writers(
    folder: Path, backup: Path
) -> None:
    fcntl = pytest.importorskip("fcntl", reason="the lock of this system cannot be tried without waiting")

    def tell(seen: restoring.Foreseen) -> None:
        with open("planengine.db.lock", "rb") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        told.append(seen)

    told: list[restoring.Foreseen] = []
    moment = keeping.datetime(2024, 12, 5)
    restoring.restore(
        str(folder / "planengine.db"), str(backup), moment, tell=tell, ask=None, local_day=bootstrap.local_day
    )
    assert len(told) == 1
