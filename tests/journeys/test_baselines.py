"""Baselines over a plan that lives: named, measured against, never moved, and found when forged."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.office import Office, busy_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return busy_office(tmp_path)


def row(office: Office, task: str, *words: str, today: str = "2024-11-05") -> dict[str, object]:
    shown = office.do("baseline", "show", *words, "--json", today=today).json
    (found,) = [one for one in shown["tasks"] if one["id"] == task]
    assert isinstance(found, dict)
    return found


def edit(office: Office, *pairs: tuple[str, str]) -> str:
    path = office.folder / "plans" / "kh_106.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return "plans/kh_106.yaml"


def test_the_first_revision_is_a_baseline_that_nobody_had_to_set(office: Office) -> None:
    (first,) = office.do("baseline", "list", "--json").json["baselines"]
    assert (first["name"], first["revision"], first["set_on"]) == ("first", 1, "2024-11-01")
    assert first["occurrences"] == 57
    assert office.query("SELECT count(*) FROM baseline") == [(0,)]
    for lang, name in (("vi", "ban đầu"), ("en", "first")):
        assert name in office.do("baseline", "list", lang=lang).out
        assert office.do("baseline", "show", name, "--json", lang=lang).json["baseline"]["name"] == "first"


def test_a_baseline_names_the_revision_in_force_and_keeps_its_days(office: Office) -> None:
    office.do(
        "baseline", "set", "Mốc 2024", "--document", "88/QĐ-UBND ngày 04/11/2024", "--reason", "đầu năm"
    )
    _, named = office.do("baseline", "list", "--json").json["baselines"]
    assert named == {
        "name": "Mốc 2024",
        "revision": 1,
        "set_on": "2024-11-05",
        "reason": "đầu năm",
        "document": "88/QĐ-UBND ngày 04/11/2024",
        "occurrences": 57,
        "dated": 3,
    }
    assert "Mốc 2024" in office.do("log", "--last", "1").out
    assert office.do("audit", "verify", "--deep").code == 0


def test_what_was_extended_and_what_was_done_slip_by_days_of_the_calendar(office: Office) -> None:
    task = "IV.1.5@2024"
    office.do("extend", task, "--as", "hoi-an", "--to", "2024-12-31", "--reason", "Bão số 6")
    office.do("approve", task, "--as", "ubnd-tinh")
    found = row(office, task)
    assert (found["due"], found["forecast"], found["actual"]) == ("2024-12-31", "2024-12-31", None)
    assert (found["slip_from_first"], found["slip_from_baseline"]) == (17, 17)
    assert found["first"]["finish"] == "2024-12-14"
    office.do("baseline", "set", "sau gia hạn")
    assert row(office, task)["baseline"]["finish"] == "2024-12-14", "the plan itself did not change"


@pytest.mark.parametrize("name", ["Mốc 2024", "mốc  2024", "first", "ban đầu", "Ban Đầu", " ", "x" * 61])
def test_a_name_is_used_once_and_has_letters(office: Office, name: str) -> None:
    office.do("baseline", "set", "Mốc 2024")
    before = office.dump()
    assert office.run("baseline", "set", name).code == 4
    assert office.dump() == before


def test_secretariat_and_approver_set_one_and_nobody_else(office: Office) -> None:
    assert office.run("baseline", "set", "a", "--as", "so-tnmt").code == 4
    office.do("baseline", "set", "a", "--as", "ubnd-tinh")
    office.do("baseline", "set", "b")
    assert office.run("baseline", "set", "c", "--as", "khong-co").code == 7


def test_a_forged_row_is_found(office: Office) -> None:
    office.do("baseline", "set", "Mốc 2024")
    for column, value in (
        ("name", "khác"),
        ("revision", 2),
        ("dates", "{}"),
        ("reason", "x"),
        ("set_on", "2024-01-01"),
    ):
        (kept,) = office.query(f"SELECT {column} FROM baseline")
        with closing(sqlite3.connect(office.database)) as connection:
            connection.execute(f"UPDATE baseline SET {column} = ?", (value,))
            connection.commit()
            answer = office.run("audit", "verify", "--deep", "--json")
            assert (answer.code, column) == (1, column)
            (plan,) = answer.json["plans"]
            assert plan["difference"]["table"] == "baseline"
            connection.execute(f"UPDATE baseline SET {column} = ?", kept)
            connection.commit()
    assert office.run("audit", "verify", "--deep").code == 0


def test_the_past_has_only_the_baselines_of_its_day(office: Office) -> None:
    office.do("baseline", "set", "Mốc 2024", today="2024-11-05")
    for day, names in (("2024-11-04", ["first"]), ("2024-11-05", ["first", "Mốc 2024"])):
        shown = office.do("baseline", "list", "--json", "--as-of", day, today="2024-11-10").json
        assert [one["name"] for one in shown["baselines"]] == names
    now = office.do("baseline", "show", "--json", today="2024-11-05").out
    then = office.do("baseline", "show", "--json", "--as-of", "2024-11-05", today="2024-11-05").out
    assert json.loads(then) == json.loads(now)


def test_all_revisions_are_kept_with_their_text(office: Office) -> None:
    before = (office.folder / "plans/kh_106.yaml").read_text(encoding="utf-8")
    (first,) = office.do("plan", "revisions", "--json").json["revisions"]
    assert (first["number"], first["tasks"], first["occurrences"]) == (1, 53, 57)
    assert office.do("plan", "revisions", "--show", "1").out == before
    assert office.run("plan", "revisions", "--show", "2").code == 7
    assert office.run("plan", "revisions", "--show", "0").code == 7


def test_what_reading_commands_give_machines_has_the_keys_of_the_page(office: Office) -> None:
    shown = office.do("baseline", "show", "--json").json
    assert list(shown) == ["plan", "day", "first", "baseline", "tasks", "gone"]
    keys = "id title first baseline due forecast lower_bound actual slip_from_first slip_from_baseline"
    assert all(list(one) == keys.split() for one in shown["tasks"])
    assert list(shown["tasks"][0]["first"]) == ["task", "start", "finish", "due"]
    listed = office.do("baseline", "list", "--json").json
    assert list(listed) == ["plan", "baselines"]
    assert list(listed["baselines"][0]) == [
        "name",
        "revision",
        "set_on",
        "reason",
        "document",
        "occurrences",
        "dated",
    ]
    kept = office.do("plan", "revisions", "--json").json
    keys = "number applied_at person agency reason name sha256 seq tasks occurrences"
    assert [list(one) for one in kept["revisions"]] == [keys.split()]
    assert list(office.do("plan", "revisions", "--show", "1", "--json").json) == ["plan", "revision", "text"]


def test_nothing_is_named_any_more_once_the_plan_has_ended(office: Office) -> None:
    office.do(
        "plan", "close", "kh-106", "--rest", "not_done", "--document", "12/QĐ", "--yes", "--confirm", "kh-106"
    )
    refused = office.run("baseline", "set", "A")
    assert refused.code == 4
    assert "kh-106" in refused.err
    assert office.run("revert", "1", "--reason", "x", "--yes").code in (2, 4)
    assert office.do("baseline", "show", "--json").json["plan"] == "kh-106"
