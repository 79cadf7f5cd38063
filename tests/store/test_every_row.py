"""A small log, exhaustively: every column of every row altered, every row taken out, a row put into every gap, every
two rows exchanged. All guards are gone: triggers, keys and types, as for somebody who has the file and no scruples."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from planengine.store import log
from planengine.store.audit import verify_open
from planengine.store.log import COLUMNS, Entry
from tests.store.workspace import act, open_workspace

TASKS = """\
  - {id: "1", title: Một, lead: so-a, support: [so-b], due: 2024-06-30}
  - {id: "2", title: Hai, lead: so-b, after: ["1"]}
"""

Row = tuple[object, ...]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """The database of a small history in memory, its table of events without any constraint."""
    folder = tmp_path_factory.mktemp("log")
    journal = open_workspace(folder, TASKS)
    act(journal, "accept", "1", speaker="so-a", idem_key="k-1")
    act(journal, "submit", "1", speaker="so-a", evidence="1/BC-SA")
    act(journal, "return", "1", holder="so-a", reason="thiếu phụ lục", document="5/CV", today="2024-03-05")
    act(journal, "submit", "1", speaker="so-a", evidence="2/BC-SA", today="2024-03-06")
    act(journal, "confirm", "1", holder="so-a", today="2024-03-07")
    journal.close()
    opened = sqlite3.connect(":memory:", isolation_level=None)
    with sqlite3.connect(Path(folder, "planengine.db")) as source:
        source.backup(opened)
    opened.execute("CREATE TABLE loose AS SELECT * FROM event ORDER BY seq")
    opened.execute("DROP TABLE event")
    opened.execute(f"CREATE TABLE event ({', '.join(COLUMNS)})")
    opened.execute("INSERT INTO event SELECT * FROM loose")
    opened.execute("DROP TABLE loose")
    return opened


@pytest.fixture(scope="module")
def rows(bare: sqlite3.Connection) -> list[Row]:
    found = [tuple(row) for row in bare.execute(f"SELECT {', '.join(COLUMNS)} FROM event ORDER BY seq")]
    assert len(found) >= 9
    return found


def verdict(opened: sqlite3.Connection, rows: Iterable[Row]) -> tuple[int | None, str | None]:
    """What verifying finds first where these rows are the log."""
    opened.execute("DELETE FROM event")
    opened.executemany(log.INSERT, rows)
    found = [one for one in verify_open(opened) if one.verdict]
    return (found[0].seq, found[0].verdict) if found else (None, None)


def other(value: object) -> Iterator[object]:
    """Values that the column could hold instead: a little more, a little less, nothing, something of another kind."""
    if isinstance(value, int):
        yield from (value + 1, value - 1, -value, None, str(value) + " ", float(value) + 0.5)
    elif isinstance(value, str):
        yield from (
            value + "x",
            value[:-1] if value else " ",
            value.swapcase() + " ",
            None,
            value.encode() + b"\0",
        )
    else:
        yield from ("", "x", 0)


def test_the_log_as_it_was_holds(bare: sqlite3.Connection, rows: list[Row]) -> None:
    assert verdict(bare, rows) == (None, None)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_of_every_row_altered_is_found(
    bare: sqlite3.Connection, rows: list[Row], column: str
) -> None:
    key = COLUMNS.index(column)
    for place, row in enumerate(rows):
        for value in other(row[key]):
            altered = [*rows[:place], (*row[:key], value, *row[key + 1 :]), *rows[place + 1 :]]
            seq, why = verdict(bare, altered)
            assert why is not None, (place, column, value)
            if column not in ("plan_uid", "seq"):
                assert (seq, why) == (place + 1, "altered"), (place, column, value)


def test_every_row_taken_out_is_found_at_its_number(bare: sqlite3.Connection, rows: list[Row]) -> None:
    for place in range(len(rows)):
        left = [*rows[:place], *rows[place + 1 :]]
        assert verdict(bare, left) == (place + 1, "tail" if place + 1 == len(rows) else "missing")


def test_every_run_of_rows_taken_out_is_found(bare: sqlite3.Connection, rows: list[Row]) -> None:
    for first, after in itertools.combinations(range(len(rows) + 1), 2):
        seq, why = verdict(bare, [*rows[:first], *rows[after:]])
        assert (seq, why is None) == (first + 1, False), (first, after)


def test_a_row_put_into_any_gap_is_found_however_it_was_made(
    bare: sqlite3.Connection, rows: list[Row]
) -> None:
    """Doubles of every row and rows sealed anew, with the number of the gap, the later ones renumbered or not."""
    for gap in range(len(rows)):
        before = rows[gap - 1][COLUMNS.index("hash")] if gap else ""
        later = [Entry(*row)._replace(seq=number) for number, row in enumerate(rows[gap:], start=gap + 2)]
        for row in rows:
            copy = Entry(*row)._replace(seq=gap + 1, prev_hash=str(before), version=99, idem_key=None)
            for put in (row, copy, copy._replace(hash=""), log.seal(copy[:-2])):
                for rest in (rows[gap:], later):
                    assert verdict(bare, [*rows[:gap], put, *rest])[1] is not None, (gap, put)


def test_every_two_rows_exchanged_are_found_at_the_first_of_them(
    bare: sqlite3.Connection, rows: list[Row]
) -> None:
    """Each with the other's number, and also with the other's place in the chain."""
    for one, two in itertools.combinations(range(len(rows)), 2):
        for kept in (
            ("seq",),
            ("seq", "prev_hash"),
            ("seq", "prev_hash", "hash"),
            ("seq", "version", "stream"),
        ):
            exchanged = list(rows)
            exchanged[one] = _with(rows[two], rows[one], kept)
            exchanged[two] = _with(rows[one], rows[two], kept)
            assert verdict(bare, exchanged) == (one + 1, "altered"), (one, two, kept)


def _with(row: Row, of: Row, names: tuple[str, ...]) -> Row:
    """The row with the columns `names` of another."""
    return tuple(of[key] if name in names else row[key] for key, name in enumerate(COLUMNS))


def test_every_order_of_three_neighbours_is_found(bare: sqlite3.Connection, rows: list[Row]) -> None:
    for start in range(len(rows) - 2):
        three = rows[start : start + 3]
        for order in itertools.permutations(three):
            if list(order) == three:
                continue
            moved = [_with(row, of, ("seq",)) for row, of in zip(order, three, strict=True)]
            assert verdict(bare, [*rows[:start], *moved, *rows[start + 3 :]])[1] == "altered"
