"""`audit`: what is printed, with which exit code."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest

from tests.cli.office import busy_office, new_office


@pytest.fixture
def office(tmp_path):
    return busy_office(tmp_path)


def test_a_checkpoint_is_one_line_that_can_be_quoted_and_compared(office):
    answer = office.do("audit", "checkpoint")
    (line,) = answer.out.splitlines()
    (count,) = office.query("SELECT count(*) FROM event")[0]
    assert re.fullmatch(rf"kh-106, {count}/{count}, ([0-9a-f]{{4}}-){{3}}[0-9a-f]{{4}}", line)
    assert "--verify" in answer.err
    full = office.do("audit", "checkpoint", "--full").out
    (tip,) = office.query("SELECT hash FROM event ORDER BY seq DESC LIMIT 1")[0]
    assert full == f"kh-106, {count}/{count}, {tip}\n"
    assert office.do("audit", "checkpoint", "--json").json == {
        "plans": [
            {
                "plan": "kh-106",
                "events": count,
                "seq": count,
                "hash": tip,
                "line": line,
                "at": None,
                "verdict": None,
            }
        ]
    }
    for quoted in (line, full, line.upper()):
        assert f"{count}" in office.do("audit", "checkpoint", "--verify", quoted).out
    told = office.do("audit", "checkpoint", "--verify", line, "--json").json
    assert told == {
        "plan": "kh-106",
        "events": count,
        "seq": count,
        "hash": tip[:16],
        "at": None,
        "verdict": None,
    }


def test_a_checkpoint_that_does_not_hold_ends_with_one_and_says_why(office):
    line = office.do("audit", "checkpoint").out.strip()
    digit = "0" if line[-1] != "0" else "1"
    for quoted, words in (
        (line[:-1] + digit, "viết lại"),
        (line.replace("kh-106", "kh-107"), "không theo dõi"),
        (re.sub(r"\d+/\d+", "9999/9999", line), "bị cắt"),
    ):
        answer = office.run("audit", "checkpoint", "--verify", quoted)
        assert (answer.code, words in answer.out) == (1, True), answer
    assert office.run("audit", "checkpoint", "--verify", "kh-106").code == 2


def test_no_line_is_given_for_a_log_that_does_not_hold(office):
    line = office.do("audit", "checkpoint").out.strip()
    connection = sqlite3.connect(office.database)
    connection.execute("DROP TRIGGER event_no_update")
    connection.execute("UPDATE event SET person = 'x' WHERE seq = 3")
    connection.commit()
    connection.close()
    answer = office.run("audit", "checkpoint")
    assert (answer.code, answer.out) == (1, "")
    assert "mục 3 (bị sửa)" in answer.err
    answer = office.run("audit", "checkpoint", "--verify", line)
    assert answer.code == 1
    assert "mục 3 (bị sửa)" in answer.out


def test_a_plan_that_is_not_tracked_is_not_found(office):
    assert office.run("audit", "checkpoint", "--plan", "khac").code == 7


def test_a_workspace_without_a_plan_has_nothing_to_quote(tmp_path):
    answer = new_office(tmp_path).do("audit", "checkpoint")
    assert answer.all == ""


def test_an_export_goes_to_the_screen_or_whole_into_a_file(office):
    shown = office.do("audit", "export")
    line = office.do("audit", "checkpoint").out.strip()
    assert line in shown.err
    office.do("audit", "export", "nhat_ky.jsonl", "--plan", "kh-106")
    written = (office.folder / "nhat_ky.jsonl").read_text(encoding="utf-8")
    assert written == shown.out
    *events, last = map(json.loads, written.splitlines())
    (count,) = office.query("SELECT count(*) FROM event")[0]
    assert len(events) == count
    (one,) = last["checkpoints"]
    (uid,) = office.query("SELECT uid FROM plan")[0]
    assert one == {
        "plan_uid": uid,
        "plan": "kh-106",
        "events": count,
        "seq": count,
        "hash": events[-1]["hash"],
    }
    assert office.run("audit", "export", "--plan", "khac").code == 7
    assert office.run("audit", "export", "missing/nhat_ky.jsonl").code == 8


def test_the_deep_check_says_what_was_replayed_or_names_the_first_difference(office):
    office.do("accept", "1.1", "--as", "so-nnptnt")
    (count,) = office.query("SELECT count(*) FROM event")[0]
    assert f"phát lại {count} mục" in office.do("audit", "verify", "--deep").out
    (shown,) = office.do("audit", "verify", "--deep", "--json").json["plans"]
    assert (shown["replayed"], shown["illegal"], shown["difference"]) == (count, None, None)
    assert "replayed" not in office.do("audit", "verify", "--json").json["plans"][0]
    connection = sqlite3.connect(office.database)
    connection.execute("UPDATE assignment SET state = 'done' WHERE state = 'accepted'")
    connection.commit()
    connection.close()
    assert office.do("audit", "verify").code == 0, "the chain alone does not tell"
    answer = office.run("audit", "verify", "--deep")
    assert answer.code == 1
    for word in ("assignment", "1.1 so-nnptnt", "state", "accepted", "done", str(count)):
        assert word in answer.out
    (shown,) = office.run("audit", "verify", "--deep", "--json").json["plans"]
    assert set(shown["difference"]) == {"table", "row", "label", "column", "expected", "found", "seq"}
    assert shown["difference"]["seq"] == count


def test_a_broken_chain_is_not_replayed(office):
    connection = sqlite3.connect(office.database)
    connection.execute("DROP TRIGGER event_no_update")
    connection.execute("UPDATE event SET person = 'x' WHERE seq = 3")
    connection.commit()
    connection.close()
    (shown,) = office.run("audit", "verify", "--deep", "--json").json["plans"]
    assert (shown["verdict"], shown["replayed"]) == ("altered", None)


def test_plans_that_wait_for_each_other_are_deep_sound_after_a_rename(tmp_path):
    office = new_office(tmp_path)
    files = ["plans/" + one.name for one in sorted((tmp_path / "plans").glob("sao_khue*.yaml"))]
    for file in files:
        office.do("apply", file, "--yes", today="2026-01-05")
    answer = office.do("audit", "verify", "--deep", today="2026-01-05")
    assert answer.out.count("phát lại") == len(files)


@pytest.mark.parametrize("value", ["x'6bff'", "'a' || char(27) || '[2Jb'"])
def test_what_another_hand_put_in_is_shown_without_being_obeyed(office, value):
    connection = sqlite3.connect(office.database)
    connection.execute(
        f"UPDATE assignment SET note = CAST({value} AS TEXT) WHERE uid IN (SELECT max(uid) FROM assignment)"
    )
    connection.commit()
    connection.close()
    answer = office.run("audit", "verify", "--deep")
    assert answer.code == 1
    assert "note" in answer.out
    assert all(line.isprintable() for line in answer.out.splitlines())
    assert office.run("audit", "verify", "--deep", "--json").code == 1
