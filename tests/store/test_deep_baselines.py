"""The deep check on baselines: sound as they were set, and each way to write one otherwise is named."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from planengine.store.audit import verify_all
from tests.cli.office import Office
from tests.store.test_deep import Change, deep, forge, with_column, with_payload, without
from tests.store.workspace import HEADER, TASKS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = Office(tmp_path_factory.mktemp("made"))
    office.do("init", ".", today="2024-01-02")
    (office.folder / "thu.yaml").write_text(HEADER + TASKS, encoding="utf-8")
    office.do("apply", "thu.yaml", "--yes", today="2024-01-02")
    office.do("baseline", "set", "A", "--document", "5/QĐ", today="2024-01-03")
    office.do("accept", "1", "--as", "so-a", today="2024-01-04")
    office.do("baseline", "set", "B", "--only", "1", "--reason", "một việc", today="2024-01-05")
    return office.database


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    assert not made.with_name(made.name + "-wal").exists()
    return Path(shutil.copy(made, tmp_path))


def test_baselines_as_they_were_set_are_sound(database: Path) -> None:
    found = deep(database)
    assert (found.illegal, found.difference) == (None, None)


NOWHERE = {"nowhere": {"task": "1", "start": None, "finish": None, "due": None}}
FORGERIES = [
    ("max", with_column(agency="so-a"), "agency"),
    ("max", with_column(stream="elsewhere", version=1), "stream"),
    ("max", with_column(document="9/QĐ"), "plan"),
    ("max", with_payload(document="9/QĐ"), "plan"),
    ("max", with_payload(name="A"), "plan"),
    ("max", with_payload(name="a"), "plan"),
    ("max", with_payload(name="first"), "plan"),
    ("max", with_payload(revision=2), "plan"),
    ("max", with_payload(record="elsewhere/000002"), "plan"),
    ("max", with_payload(plan="khac"), "plan"),
    ("max", with_payload(base="first"), "plan"),
    ("max", with_payload(dates={}), "plan"),
    ("max", with_payload(dates=NOWHERE), "plan"),
    ("max", without("reason"), "plan"),
    ("max", with_payload(on="2024-01-04"), "day"),
    ("max", without("dates"), "payload"),
    ("max", without("name"), "payload"),
    ("max", with_payload(name="C"), None),
    ("min", with_payload(dates=NOWHERE), "plan"),
    ("min", with_payload(dates={}), "later"),
]


@pytest.mark.parametrize(("which", "change", "why"), FORGERIES)
def test_a_baseline_that_could_not_have_been_set_is_named(
    database: Path, which: str, change: Change, why: str | None
) -> None:
    connection = sqlite3.connect(database)
    (seq,) = connection.execute(f"SELECT {which}(seq) FROM event WHERE type = 'baseline_set'").fetchone()
    connection.close()
    forge(database, seq, change)
    assert [one.verdict for one in verify_all(str(database))] == [None], "the chain alone does not tell"
    found = deep(database)
    if why is None:  # legal, and then a row differs
        assert found.difference is not None
        assert found.difference.table == "baseline"
    elif why == "later":  # the one that copied it tells
        assert found.illegal is not None
        assert found.illegal.seq > seq
    else:
        assert found.illegal is not None, found
        assert (found.illegal.seq, found.illegal.why) == (seq, why)
