"""The exported log is checked by the program that docs/trust.md prints, which knows nothing of planengine."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from planengine.errors import Unavailable
from planengine.files import write_whole
from planengine.store import log
from planengine.store.checkpoint import checkpoints
from planengine.store.export import Export
from tests.store.workspace import act, open_workspace

PAGE = Path(__file__).resolve().parents[2] / "docs" / "trust.md"
CHECKER = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    journal = open_workspace(tmp_path)
    act(journal, "submit", "1", speaker="so-a", evidence='"1/BC"\\ đã ký 🙂')
    act(journal, "confirm", "1", holder="so-a")
    act(journal, "progress", "4", speaker="so-a", note="đã họp")
    journal.close()
    return tmp_path / "planengine.db"


def checked(lines: list[str], folder: Path) -> tuple[int, str]:
    """(exit code, what it says) of the checker of the page, run as a program on these lines."""
    assert CHECKER is not None
    (folder / "checker.py").write_text(CHECKER[1], encoding="utf-8")
    (folder / "log.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "checker.py", "log.jsonl"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def tamper(path: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(path)
    for name in ("event_no_update", "event_no_delete", "event_in_order"):
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_checker_of_a_few_lines_finds_the_same_end_of_the_chain(
    database: Path, tmp_path: Path, ascii_only: bool
) -> None:
    lines = list(Export(str(database), ascii_only=ascii_only))
    (standing,) = checkpoints(str(database))
    expected = standing.checkpoint
    assert checked(lines, tmp_path) == (0, f"thu {expected.seq} {expected.hash}")
    assert len(lines) == expected.events + 1
    assert [tuple(json.loads(line)) for line in lines[:-1]] == [log.COLUMNS] * expected.events
    assert all(isinstance(json.loads(line)["payload"], dict) for line in lines[:-1])
    assert all(line.isascii() for line in lines) == ascii_only


def test_the_checker_finds_every_line_altered_left_out_or_moved_and_a_cut_file(
    database: Path, tmp_path: Path
) -> None:
    lines = list(Export(str(database)))
    places = range(len(lines) - 1)
    for place in (0, 1, len(places) // 2, places[-1]):
        altered = lines[place].replace('"person":"', '"person":"x')
        wrong = checked([*lines[:place], altered, *lines[place + 1 :]], tmp_path)
        assert (wrong[0], wrong[1].split()[-1]) == (1, str(place + 1))
        assert checked([*lines[:place], *lines[place + 1 :]], tmp_path)[0] == 1
        if place:
            assert checked(
                [*lines[: place - 1], lines[place], lines[place - 1], *lines[place + 1 :]], tmp_path
            )[0]
        assert checked(lines[: place + 1], tmp_path) == (1, "cut off")


def test_a_log_in_which_something_is_wrong_is_exported_as_it_is(database: Path, tmp_path: Path) -> None:
    tamper(database, "UPDATE event SET payload = ? WHERE seq = 3", '{"a": 1.0, "a": 2}')
    export = Export(str(database))
    lines = list(export)
    assert json.loads(lines[2])["payload"] == '{"a": 1.0, "a": 2}'
    assert {plan: (one.seq, one.verdict) for plan, one in export.breaches.items()} == {"thu": (3, "altered")}
    assert checked(lines, tmp_path)[1].endswith(" 3")


def test_text_that_is_no_utf8_any_more_is_exported_in_escapes(database: Path) -> None:
    tamper(database, "UPDATE event SET person = CAST(x'6e67ff' AS TEXT) WHERE seq = 3")
    line = list(Export(str(database)))[2]
    assert line.isascii()
    assert json.loads(line)["person"] == "ng\udcff"


def test_what_the_file_does_not_give_out_any_more_leaves_nothing_behind(
    database: Path, tmp_path: Path
) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size, root = (
        connection.execute("PRAGMA page_size").fetchone()[0],
        connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'event'").fetchone()[0],
    )
    connection.close()
    raw = database.read_bytes()
    database.write_bytes(raw[: (root - 1) * size] + bytes(size) + raw[root * size :])
    out = tmp_path / "out.jsonl"
    out.write_text("before")
    with pytest.raises(Unavailable) as refused:
        write_whole(str(out), (line.encode() for line in Export(str(database))))
    assert refused.value.code in ("export.unreadable", "db.foreign", "db.unreadable")
    assert out.read_text() == "before"
    assert not list(tmp_path.glob(".planengine-*"))


def test_a_log_ten_times_as_long_takes_no_more_memory(database: Path) -> None:
    def peak() -> int:
        tracemalloc.start()
        for _ in Export(str(database)):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    lengthen(database, 300)
    peak()
    short = peak()
    lengthen(database, 3000)
    assert peak() < short * 1.2


def lengthen(path: Path, count: int) -> None:
    connection = sqlite3.connect(path)
    (uid,) = connection.execute("SELECT uid FROM plan").fetchone()
    last = list(log.entries(connection, uid))[-1]
    for _ in range(count):
        columns = last._replace(
            seq=last.seq + 1, version=last.version + 1, idem_key=None, prev_hash=last.hash
        )[:-2]
        last = log.seal(columns)
        connection.execute(log.INSERT, last)
    connection.commit()
    connection.close()
