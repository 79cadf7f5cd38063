"""A line that left the house: what was done to the log since, found out with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.errors import UsageRefusal
from planengine.store import log
from planengine.store.audit import verify_all
from planengine.store.checkpoint import SHORT, WHOLE, Checkpoint, checkpoints, compare, read
from planengine.store.journal import Journal
from tests.store.workspace import act, open_workspace

TASKS = """\
  - {id: "1", title: Một, lead: so-a, support: [so-b], due: 2024-06-30}
  - {id: "2", title: Hai, lead: so-b, after: ["1"]}
"""
GUARDS = ("event_no_update", "event_no_delete", "event_in_order")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    journal = open_workspace(tmp_path, TASKS)
    act(journal, "accept", "1", speaker="so-a")
    act(journal, "submit", "1", speaker="so-a", evidence="1/BC-SA")
    act(journal, "confirm", "1", holder="so-a")
    journal.close()
    return tmp_path / "planengine.db"


def quoted(path: Path, digits: int = SHORT) -> str:
    (one,) = checkpoints(str(path))
    assert one.verdict is None
    return one.checkpoint.line(digits)


def compared(path: Path, line: str) -> tuple[int | None, str | None]:
    return compare(str(path), read(line))[1:]


def stored(path: Path) -> list[log.Entry]:
    connection = sqlite3.connect(path)
    entries = [log.Entry(*row) for row in connection.execute(f"{log.SELECT} ORDER BY seq")]
    connection.close()
    return entries


def replace(path: Path, entries: list[log.Entry]) -> None:
    """Puts another log in the place of the one there, as somebody with the file and no scruples can."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    for name in GUARDS:
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    connection.execute("DROP INDEX IF EXISTS event_idem_key")
    connection.execute("DELETE FROM event")
    connection.executemany(log.INSERT, entries)
    connection.commit()
    connection.close()


def resealed(entries: list[log.Entry]) -> list[log.Entry]:
    """The same with numbers, versions and every hash computed anew: a chain in which nothing is wrong."""
    made: list[log.Entry] = []
    versions: dict[str, int] = {}
    for seq, one in enumerate(entries, start=1):
        versions[one.stream] = versions.get(one.stream, 0) + 1
        columns = one._replace(
            seq=seq, version=versions[one.stream], prev_hash=made[-1].hash if made else ""
        )[:-2]
        made.append(log.seal(columns))
    return made


def every_forgery(entries: list[log.Entry]) -> list[tuple[str, list[log.Entry]]]:
    """Each row altered (column by column), taken out, doubled with another person, or put before its neighbour."""
    found = []
    for place, one in enumerate(entries):
        rest = entries[:place], entries[place + 1 :]
        for name, value in zip(log.COLUMNS, one, strict=True):
            if name not in ("seq", "version", "prev_hash", "hash", "algo", "plan_uid"):
                other = value + 1 if isinstance(value, int) else f"{value}x"
                altered = log.Entry._make(
                    other if key == name else old for key, old in zip(log.COLUMNS, one, strict=True)
                )
                found.append((f"altered {place + 1} {name}", [*rest[0], altered, *rest[1]]))
        found.append((f"deleted {place + 1}", [*rest[0], *rest[1]]))
        found.append((f"inserted {place + 1}", [*rest[0], one._replace(person="ai khác"), one, *rest[1]]))
        if place:
            found.append(
                (f"reordered {place + 1}", [*entries[: place - 1], one, entries[place - 1], *rest[1]])
            )
    return found


def test_a_log_that_goes_on_still_contains_what_was_quoted(database: Path) -> None:
    line = quoted(database)
    assert compared(database, line) == (None, None)
    journal = Journal(str(database))
    act(journal, "accept", "2", speaker="so-b")
    journal.close()
    assert quoted(database) != line
    assert compared(database, line) == (None, None)


def test_a_tail_cut_with_everything_beside_it_turned_back_is_found_by_the_line_alone(database: Path) -> None:
    line = quoted(database)
    entries = stored(database)
    replace(database, entries[:-2])
    connection = sqlite3.connect(database)
    for table in ("assignment", "occurrence"):
        connection.execute(f"UPDATE {table} SET last_seq = min(last_seq, {len(entries) - 2})")
    connection.execute("DELETE FROM replan")
    connection.commit()
    connection.close()
    assert [one.verdict for one in verify_all(str(database))] == [None]
    assert compared(database, line) == (len(entries) - 2, "cut")


def test_every_single_change_of_a_row_is_found_even_with_all_hashes_made_anew(database: Path) -> None:
    line, whole = quoted(database), quoted(database, WHOLE)
    entries = stored(database)
    forgeries = every_forgery(entries)
    assert len(forgeries) > 120
    for what, forged in forgeries:
        replace(database, resealed(forged))
        assert [one.verdict for one in checkpoints(str(database))] == [None], "the chain itself is in order"
        shorter = len(forged) < len(entries)
        for one in (line, whole):
            at, verdict = compared(database, one)
            assert verdict == ("cut" if shorter else "differs"), what
            assert at == (len(forged) if shorter else len(entries)), what
    replace(database, entries)
    assert compared(database, line) == (None, None)


def test_a_change_without_new_hashes_is_named_at_its_place(database: Path) -> None:
    line = quoted(database)
    entries = stored(database)
    for place, one in enumerate(entries):
        replace(database, [*entries[:place], one._replace(person="ai khác"), *entries[place + 1 :]])
        assert compared(database, line) == (place + 1, "altered")
        (standing,) = checkpoints(str(database))
        assert (standing.seq, standing.verdict) == (place + 1, "altered")
        if place + 1 < len(entries):
            replace(database, [*entries[:place], *entries[place + 1 :]])
            assert compared(database, line) == (place + 1, "missing")


def test_another_plan_is_unknown(database: Path) -> None:
    assert compared(database, quoted(database).replace("thu", "khac")) == (None, "unknown")


@pytest.mark.parametrize(
    "typed",
    [
        str.upper,
        lambda line: line.replace(" ", "").replace("-", ""),
        lambda line: line.replace(",", "").replace("-", " ") + ".\n",
        lambda line: "  " + line.replace("-", " – ").replace("/", " / "),
        lambda line: line[:9] + line[9:].replace("0", "O").replace("1", "l"),
    ],
)
def test_a_line_typed_from_paper_is_read_as_the_one_that_was_printed(
    database: Path, typed: Callable[[str], str]
) -> None:
    line = quoted(database)
    assert read(typed(line)) == read(line)
    assert compared(database, typed(quoted(database))) == (None, None)


NAMES = st.from_regex(r"[a-z][a-z0-9._-]{0,12}", fullmatch=True)


@given(NAMES, st.integers(1, 10**7), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_what_is_printed_is_read_back(plan: str, count: int, digits: str) -> None:
    whole = Checkpoint(plan, count, count, digits)
    assert read(whole.line(WHOLE)) == whole
    assert read(whole.line()) == whole._replace(hash=digits[:SHORT])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "thu",
        "thu, 11/11",
        "thu, 11/11, 1a2b",
        "thu, 11/12, 1a2b-3c4d-5e6f-7a8b",
        "thu, 11/11, 1a2b-3c4d-5e6f-7a8",
        "thu, 11/11, 1a2b-3c4d-5e6f-7a8b9",
        "thu, 11/11, xyzw-3c4d-5e6f-7a8b",
        "11/11, 1a2b-3c4d-5e6f-7a8b",
    ],
)
def test_a_line_with_something_missing_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(UsageRefusal) as refused:
        read(text)
    assert (refused.value.code, refused.value.params) == ("checkpoint.unreadable", {"given": text})
