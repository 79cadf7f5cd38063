"""The database as of a moment: every table as it is now or was then, from the log and the texts of revisions alone."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from planengine import bootstrap
from planengine.core.plan import Plan
from planengine.errors import NotFound, Refusal, Unavailable, UsageRefusal
from planengine.planfile.read import read_plan
from planengine.settings import Settings
from planengine.store.as_of_revisions import document_order
from planengine.store.journal import Journal
from planengine.usecases.apply_plan import prepare
from tests.cli.office import Office, new_office
from tests.store.workspace import HEADER, act, apply_text, open_workspace
from tests.usecases.test_histories_in_the_database import TASKS as MANY
from tests.usecases.test_histories_in_the_database import live

NOT_OF_THE_LOG = {"refusal", "replan", "reminder", "firing", "outbox", "attempt", "tick"}
"""Tables of what the log does not remember."""

Tables = dict[str, list[tuple[Any, ...]]]


def tables(connection: sqlite3.Connection) -> Tables:
    """All rows of all tables that the log speaks of, with ids in the place of uids that are made up when needed."""
    names = {}
    for table in ("agency", "task", "target"):
        names |= {uid: f"{table}:{name}" for uid, name in connection.execute(f"SELECT uid, id FROM {table}")}
    found = {}
    listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in listed:
        if table not in NOT_OF_THE_LOG and not table.startswith("sqlite_"):
            rows = connection.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted((tuple(names.get(one, one) for one in row) for row in rows), key=repr)
    assert {"plan", "task", "target", "occurrence", "assignment", "edge", "agency", "event"} <= set(found)
    return found


def past(path: str | Path, day: str, now: str = "2030-01-01") -> Tables:
    """The tables as of the end of that day, or of that minute."""
    journal = Journal(str(path))
    try:
        moment = datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day)
        return tables(bootstrap.journal_as_of(journal, moment, bootstrap.read_clock(now).now).connection)
    finally:
        journal.close()


def present(path: str | Path) -> Tables:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return tables(connection)


def assert_same(found: Tables, expected: Tables) -> None:
    for table, rows in expected.items():
        assert found[table] == rows, table
    assert set(found) == set(expected)


def wipe(path: str | Path) -> None:
    """Takes away every row but the log and the texts of revisions."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for table in set(tables(connection)) - {"event", "revision", "source"}:
            connection.execute(f'DELETE FROM "{table}"')
        connection.commit()


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_every_table_is_put_together_again(tmp_path: Path, seed: int) -> None:
    journal = open_workspace(tmp_path, MANY)
    live(journal, seed)
    journal.close()
    expected = present(journal.path)
    assert_same(past(journal.path, "2029-12-31"), expected)
    wipe(journal.path)
    assert present(journal.path)["assignment"] == []
    assert_same(past(journal.path, "2029-12-31"), expected)


SMALL = """\
  - {id: "1", title: Một, lead: so-a, support: [so-b], due: 2024-06-30}
  - {id: "2", title: Hai, lead: so-b, after: ["1"], due: {within: 10d, of: "1"}}
  - {id: "3", title: Ba, joint: [so-a, huyen-1], complete_when: any}
"""
CHANGED = """\
  - {id: "1", title: Một, lead: so-a, support: [so-b], due: 2024-06-30}
  - id: P
    title: Phần
    tasks:
      - {id: "4", title: Bốn, each: [cac-huyen], after: [{task: "1", lag: 3wd, reason: chờ văn bản}]}
  - {id: "2b", title: Hai đổi, lead: so-b, after: ["1"], due: {within: 12d, of: "1"}}
  - {id: "3", title: Ba, joint: [so-a, huyen-1], complete_when: any}
moved:
  - {from: "2", to: "2b"}
"""


AGAIN = """\
  - {id: "1x", title: Một, lead: so-a, support: [so-b], due: 2024-06-30}
  - {id: "4", title: Bốn, each: [cac-huyen], after: [{task: "1x", lag: 3wd, reason: chờ văn bản}]}
  - {id: "2b", title: Hai đổi, lead: so-b, after: ["1x"], due: {within: 12d, of: "1x"}}
  - {id: "3", title: Ba, joint: [so-a, huyen-1], complete_when: any}
moved:
  - {from: "2", to: "2b"}
  - {from: "1", to: "1x"}
"""
"""Nothing is planned anew: an id is given up, and a section with it."""


def lived(folder: Path) -> tuple[Settings, dict[str, Tables]]:
    """A small plan that is worked on and applied again, with its tables at the end of certain days."""
    settings = Settings(root=str(folder), database=str(folder / "planengine.db"))
    journal = open_workspace(folder, SMALL)
    kept = {"2024-01-02": present(journal.path)}
    act(journal, "accept", "1", speaker="so-a", today="2024-03-04")
    act(journal, "progress", "3", speaker="so-a", note="đã họp", percent=40, today="2024-03-04")
    kept["2024-03-04"] = kept["2024-03-09"] = present(journal.path)
    act(journal, "submit", "1", speaker="so-a", evidence="1/BC-SA", today="2024-03-10")
    kept["2024-03-10"] = present(journal.path)
    journal.close()
    apply_text(settings, folder, CHANGED, today="2024-03-20")
    kept["2024-03-20"] = present(journal.path)
    journal = bootstrap.open_journal(settings)
    act(journal, "confirm", "1", holder="so-a", today="2024-03-21")
    act(journal, "reassign", "2b", holder="so-b", to="huyen-2", reason="chuyển việc", today="2024-03-21")
    kept["2024-03-21"] = present(journal.path)
    journal.close()
    apply_text(settings, folder, AGAIN, today="2024-04-02")
    kept["2024-04-02"] = present(journal.path)
    assert [row for row in kept["2024-04-02"]["task"] if row[-1] is not None], "the section is withdrawn"
    return settings, kept


def test_every_day_of_a_history_with_revisions_is_as_it_was(tmp_path: Path) -> None:
    settings, kept = lived(tmp_path)
    wipe(settings.database)
    for day, expected in kept.items():
        assert_same(past(settings.database, day), expected)
    assert len({repr(one) for one in kept.values()}) == len(kept) - 1


def test_a_minute_counts_to_its_end(tmp_path: Path) -> None:
    journal = open_workspace(tmp_path, SMALL)
    act(journal, "accept", "1", speaker="so-a", today="2024-03-04T10:30:45")
    journal.close()

    def state(moment: str) -> set[str]:
        rows = past(journal.path, moment)["assignment"]
        return {state for row in rows for state in row if state in ("assigned", "accepted")}

    assert state("2024-03-04T10:29") == {"assigned"}
    assert state("2024-03-04T10:30") == {"assigned", "accepted"}
    assert state("2024-03-03") == {"assigned"}


def test_before_the_first_revision_there_is_nothing_and_that_is_said_with_the_first_day(
    tmp_path: Path,
) -> None:
    journal = open_workspace(tmp_path, SMALL)
    journal.close()
    with pytest.raises(NotFound) as refused:
        past(journal.path, "2024-01-01")
    assert (refused.value.code, refused.value.params) == ("as_of.before", {"first": date(2024, 1, 2)})


def test_a_day_to_come_is_refused(tmp_path: Path) -> None:
    journal = open_workspace(tmp_path, SMALL)
    journal.close()
    past(journal.path, "2024-01-05", now="2024-01-05")
    with pytest.raises(UsageRefusal) as refused:
        past(journal.path, "2024-01-06", now="2024-01-05")
    assert refused.value.code == "as_of.future"


def test_nothing_is_written_into_the_past(tmp_path: Path) -> None:
    journal = open_workspace(tmp_path, SMALL)
    then = bootstrap.journal_as_of(journal, date(2024, 1, 3), bootstrap.read_clock("2024-02-01").now)
    with pytest.raises(Refusal) as refused:
        act(then, "accept", "1", speaker="so-a")
    assert refused.value.code == "as_of.writing"
    journal.close()


def test_a_log_that_cannot_have_happened_has_no_past(tmp_path: Path) -> None:
    journal = open_workspace(tmp_path, SMALL)
    act(journal, "accept", "1", speaker="so-a")
    journal.close()
    with contextlib.closing(sqlite3.connect(journal.path)) as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute(
            "UPDATE event SET payload = replace(payload, 'assigned', 'done') WHERE type = 'assignment_accepted'"
        )
        connection.commit()
    with pytest.raises(Unavailable) as refused:
        past(journal.path, "2024-12-31")
    assert refused.value.code == "as_of.illegal"


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three plans, one applied later than the others; a duty opened, work accepted."""
    office = new_office(tmp_path_factory.mktemp("three"))
    office.do("apply", "plans/kh_106.yaml", "plans/sao_khue.yaml", "--yes", today="2026-07-01")
    office.do("apply", "plans/sao_khue_dien_tap.yaml", "--yes", today="2026-07-03")
    office.do(
        "open",
        "IV.2.3",
        "--plan",
        "kh-106",
        "--on",
        "2025-03-03",
        "--due",
        "2025-11-29",
        "--document",
        "1/CV",
        today="2026-07-04",
    )
    office.do("accept", "kh-106/1.1", "--as", "so-nnptnt", today="2026-07-06")
    return office.folder


def test_several_plans_are_put_together_with_all_they_share(three: Path, tmp_path: Path) -> None:
    database = Path(shutil.copy(three / "planengine.db", tmp_path))
    expected = present(database)
    wipe(database)
    assert_same(past(database, "2026-07-06"), expected)
    assert len(past(database, "2026-07-02")["plan"]) == 2


def test_a_plan_that_came_later_is_named_with_its_first_day(three: Path) -> None:
    answer = Office(three).run("status", "--plan", "sao-khue-dt", "--as-of", "2026-07-02", today="2026-07-06")
    assert answer.code == 7
    assert "03/07/2026" in answer.err


@pytest.mark.parametrize("name", ["kh_106", "sao_khue", "sao_khue_dien_tap"])
def test_the_order_of_the_file_is_known_from_the_plan_and_its_text(name: str) -> None:
    application = prepare(read_plan(Path(__file__).resolve().parents[2] / "plans" / f"{name}.yaml"))
    assert document_order(application.plan, application.text) == application.order


def test_tasks_and_sections_side_by_side_keep_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    tasks = """\
  - id: A
    title: Phần A
    tasks:
      - {id: A.10, title: Mười, lead: so-a}
      - id: A.2
        title: Phần hai
        tasks:
          - {id: A.2.1, title: Hai một, lead: so-a}
      - {id: A.1, title: Một, lead: so-a}
  - {id: "B", title: Việc B, lead: so-a}
  - id: C
    title: Phần C
    tasks: [{id: C.1, title: Một, lead: so-a}]
"""
    file.write_text(HEADER + tasks, encoding="utf-8")
    application = prepare(read_plan(file))
    plan: Plan = application.plan
    assert application.order == ("A", "A.10", "A.2", "A.2.1", "A.1", "B", "C", "C.1")
    assert document_order(plan, application.text) == application.order


def test_a_plan_written_on_one_line_keeps_its_order(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    tasks = """\
  [{id: "2", title: Hai, lead: so-a}, {id: A, title: P, tasks: [{id: A.1, title: M, lead: so-a}]}, {id: "1", title: M,
  lead: so-a}]
"""
    file.write_text(HEADER + tasks, encoding="utf-8")
    application = prepare(read_plan(file))
    assert application.order == ("2", "A", "A.1", "1")
    assert document_order(application.plan, application.text) == application.order


def test_the_history_of_a_day_is_not_known_before_it_was_entered(tmp_path: Path) -> None:
    """What was dated back shows on the day on which it was entered, not on that on which it happened."""
    journal = open_workspace(tmp_path, SMALL)
    act(
        journal,
        "accept",
        "1",
        speaker="so-a",
        today="2024-03-08",
        on=date(2024, 3, 4),
        channel="paper",
        document="5/CV",
    )
    journal.close()
    assert "accepted" not in repr(past(journal.path, "2024-03-05")["assignment"])
    assert "accepted" in repr(past(journal.path, "2024-03-08")["assignment"])
