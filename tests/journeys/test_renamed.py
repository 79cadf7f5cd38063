"""A task gets another id while it is being worked on: what was recorded stays, under the new id."""

from __future__ import annotations

import pytest

from tests.cli.office import busy_office, new_office

PLAN = "plans/kh_106.yaml"


@pytest.fixture
def office(tmp_path):
    return busy_office(tmp_path)


def rename(office, old, new, *files):
    return office.do("plan", "rename", old, new, *(files or (PLAN,)))


def test_begun_work_keeps_its_state_its_history_and_its_log_under_the_new_id(office):
    office.do("accept", "1.1", "--as", "so-nnptnt")
    office.do("progress", "1.1", "--as", "so-nnptnt", "--note", "đã rà soát 3 HTX", "--percent", "40")
    before = office.held("1.1", "so-nnptnt")
    uid = office.query("SELECT uid FROM occurrence WHERE label = '1.1'")
    events = office.query("SELECT * FROM event ORDER BY seq")

    rename(office, "1.1", "1.1a")
    foretold = office.do("apply", PLAN, "--dry-run").out
    assert "1.1 → 1.1a" in foretold
    office.do("apply", PLAN, "--yes")

    after = office.held("1.1a", "so-nnptnt")
    assert after["state"] == before["state"] == "in_progress"
    named = {"task", "label", "blocked_by"}
    assert {key: one for key, one in after.items() if key not in named} == {
        key: one for key, one in before.items() if key not in named
    }
    assert office.query("SELECT uid FROM occurrence WHERE label = '1.1a'") == uid
    assert office.query("SELECT * FROM event ORDER BY seq")[: len(events)] == events
    story = office.do("log", "1.1a").out
    assert "đã rà soát 3 HTX" in story
    assert "1.1a: đổi mã, trước là 1.1" in story
    assert office.do("audit", "verify").code == 0
    # What waits for it waits on.
    assert "1.1a" in office.do("show", "1.2").out
    # The work goes on under its new id.
    office.do("done", "1.1a", "--as", "so-nnptnt", "--evidence", "1/BC")
    office.do("confirm", "1.1a", "--agency", "so-nnptnt", "--as", "ubnd-tinh")
    assert office.state("1.1a", "so-nnptnt") == "done"
    assert office.do("audit", "verify").code == 0


def test_the_old_id_is_answered_with_the_new_one(office):
    rename(office, "1.1", "1.1a")
    office.do("apply", PLAN, "--yes")
    rename(office, "1.1a", "1.1b")
    office.do("apply", PLAN, "--yes")
    for old in ("1.1", "1.1a"):
        refused = office.run("show", old)
        assert refused.code == 7
        assert "1.1b" in refused.err
    assert "1.1b" in office.run("show", "kh-106/1.1").err


def test_applied_once_the_entry_may_stay_or_go(office):
    rename(office, "1.1", "1.1a")
    office.do("apply", PLAN, "--yes")
    assert "không có gì thay đổi" in office.do("apply", PLAN, "--yes").out
    office.do("accept", "1.1a", "--as", "so-nnptnt")
    path = office.folder / PLAN
    path.write_text(
        path.read_text("utf-8").replace('moved:\n  - {from: "1.1", to: "1.1a"}\n\n', ""), encoding="utf-8"
    )
    office.do("apply", PLAN, "--yes")
    assert office.state("1.1a", "so-nnptnt") == "accepted"
    assert "1.1a" in office.run("show", "1.1").err


def test_every_period_of_a_recurring_task_and_what_counts_from_it_goes_along(office):
    office.do("accept", "IV.1.5@2024", "--as", "tam-ky")
    labels = [label for (label,) in office.query("SELECT label FROM occurrence WHERE label LIKE 'IV.1.5@%'")]
    rename(office, "IV.1.5", "IV.1.5x")
    office.do("apply", PLAN, "--yes")
    assert office.state("IV.1.5x@2024", "tam-ky") == "accepted"
    now = [label for (label,) in office.query("SELECT label FROM occurrence WHERE label LIKE 'IV.1.5%@%'")]
    assert sorted(now) == sorted(label.replace("IV.1.5@", "IV.1.5x@") for label in labels)


def test_a_section_gets_another_id_and_its_tasks_stay_in_it(office):
    office.do("accept", "1.1", "--as", "so-nnptnt")
    rename(office, "1", "Mot")
    office.do("apply", PLAN, "--yes")
    assert office.state("1.1", "so-nnptnt") == "accepted"
    assert "1.1" in office.run("show", "Mot").all
    assert office.query("SELECT count(*) FROM task WHERE parent = '1'") == [(0,)]


def test_a_target_gets_another_id(office):
    uid = office.query("SELECT uid FROM target WHERE id = 'G2'")
    rename(office, "G2", "G2b")
    office.do("apply", PLAN, "--yes")
    assert office.query("SELECT uid FROM target WHERE id = 'G2b' AND withdrawn_in IS NULL") == uid
    assert office.query("SELECT count(*) FROM target WHERE id = 'G2'") == [(0,)]


def test_without_the_entry_begun_work_is_refused_and_nothing_is_lost(office):
    office.do("start", "1.1", "--as", "so-nnptnt")
    path = office.folder / PLAN
    rename(office, "1.1", "1.1a")
    path.write_text(path.read_text("utf-8").replace('  - {from: "1.1", to: "1.1a"}\n', ""), encoding="utf-8")
    before = office.dump()
    assert office.run("apply", PLAN, "--yes", "--reason", "sửa").code == 4
    assert office.dump() == before


def test_without_the_entry_work_that_nobody_has_begun_leaves_only_by_the_name_of_the_plan(office):
    path = office.folder / PLAN
    rename(office, "1.1", "1.1a")
    path.write_text(path.read_text("utf-8").replace('  - {from: "1.1", to: "1.1a"}\n', ""), encoding="utf-8")
    before = office.dump()
    asked = office.run("apply", PLAN, "--yes")
    assert asked.code == 6
    assert 'moved: [{from: "1.1", to: "1.1a"}]' in asked.out
    assert office.dump() == before


def test_an_id_of_other_tracked_work_is_refused(office):
    path = office.folder / PLAN
    rename(office, "1.4", "zz")
    # Whoever removes the entry takes 1.4 for an id that was never used.
    path.write_text(path.read_text("utf-8").replace('  - {from: "1.4", to: "zz"}\n', ""), encoding="utf-8")
    rename(office, "1.1", "1.4")
    before = office.dump()
    for words in (("apply", PLAN, "--yes"), ("apply", PLAN, "--dry-run")):
        refused = office.run(*words)
        assert refused.code == 4
        assert "moved đổi 1.1 thành 1.4" in refused.err
    assert office.dump() == before


def test_another_plan_that_waits_for_it_goes_on_waiting_for_the_same(tmp_path):
    office = new_office(tmp_path)
    first, second = "plans/sao_khue.yaml", "plans/sao_khue_dien_tap.yaml"
    office.do("apply", first, second, "--yes", today="2026-01-05")
    waits = office.query("SELECT predecessor FROM edge WHERE predecessor LIKE '?%/%'")
    plan, _, task = waits[0][0].removeprefix("?").partition("@")[0].partition("/")
    owner, other = (first, second) if plan == "sao-khue" else (second, first)
    answer = office.do("plan", "rename", task, f"{task}-moi", owner, other, today="2026-01-06")
    assert answer.out.count("-moi") == 2
    office.do("apply", owner, "--yes", today="2026-01-06")
    now = office.query("SELECT predecessor FROM edge WHERE predecessor LIKE '?%/%'")
    assert sorted(now) == sorted(
        (one.replace(f"/{task}", f"/{task}-moi") if one.partition("@")[0].endswith(f"/{task}") else one,)
        for (one,) in waits
    )
    office.do("apply", other, "--yes", today="2026-01-06")
    assert sorted(office.query("SELECT predecessor FROM edge WHERE predecessor LIKE '?%/%'")) == sorted(now)
    assert office.do("audit", "verify", today="2026-01-06").code == 0


def test_another_plan_that_still_says_the_old_name_is_not_taken_for_changed(tmp_path):
    office = new_office(tmp_path)
    first, second = "plans/sao_khue.yaml", "plans/sao_khue_dien_tap.yaml"
    office.do("apply", first, second, "--yes", today="2026-01-05")
    waits = office.query("SELECT predecessor FROM edge WHERE predecessor LIKE '?%/%'")
    plan, _, task = waits[0][0].removeprefix("?").partition("@")[0].partition("/")
    owner, other = (first, second) if plan == "sao-khue" else (second, first)
    office.do("plan", "rename", task, f"{task}-moi", owner, today="2026-01-06")
    office.do("apply", owner, "--yes", today="2026-01-06")
    before = office.query("SELECT * FROM edge ORDER BY successor, predecessor")
    path = office.folder / other
    path.write_text(path.read_text("utf-8").replace("  title: ", "  title: Sửa ", 1), encoding="utf-8")
    answer = office.do("apply", other, "--yes", today="2026-01-06")
    assert "Lập lại" not in answer.out
    assert office.query("SELECT * FROM edge ORDER BY successor, predecessor") == before
