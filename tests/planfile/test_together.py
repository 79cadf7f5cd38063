"""Plans read in one run are held against each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from planengine.planfile.together import read_plans
from tests.planfile.plans_in_text import HEAD, plan_text, second, task, write


def both(folder: Path, first: str, other: str, **heads: str) -> list[list[tuple[str, dict]]]:
    """(code, params) of the findings of kh-1 and of kh-2, read together."""
    one = write(folder, plan_text(tasks=first), "mot.yaml")
    two = write(
        folder, plan_text(tasks=other, whole_head=heads.get("head", HEAD.replace("kh-1", "kh-2"))), "hai.yaml"
    )
    return [[(one.code, dict(one.params)) for one in reading.findings] for reading in read_plans((one, two))]


def test_a_task_of_a_plan_that_is_there_is_no_longer_taken_on_trust(tmp_path):
    assert both(tmp_path, task("after: [kh-2/2]"), task() + second()) == [[], []]
    assert both(tmp_path, task("related: [kh-2/2]"), task() + second()) == [[], []]


@pytest.mark.parametrize(("key", "code"), [("after", "PE103"), ("related", "PE104")])
def test_a_task_that_is_not_there_is_an_error_with_the_one_that_was_meant(key, code, tmp_path):
    tasks = "tasks:\n  - {id: IV.1.5, title: Việc, lead: so-tc}\n"
    found = both(tmp_path, task(f"{key}: [kh-2/IV.1.6]"), tasks)
    assert found == [[(code, {"task": "kh-2/IV.1.6", "guess": "kh-2/IV.1.5"})], []]
    assert read_plans((tmp_path / "mot.yaml", tmp_path / "hai.yaml"))[0].plan is None


def test_a_plan_that_is_not_there_stays_a_warning(tmp_path):
    assert [code for code, _ in both(tmp_path, task("after: [kh-3/2]"), task())[0]] == ["PE210"]


def test_a_plan_with_errors_stays_a_warning_for_others(tmp_path):
    found = both(tmp_path, task("after: [kh-2/1]"), task("lead: so-khac"))
    assert [[code for code, _ in one] for one in found] == [["PE210"], ["PE101"]]


def test_the_end_of_a_standing_duty_of_another_plan_is_not_waited_for(tmp_path):
    found = both(tmp_path, task("after: [kh-2/1]"), task("kind: standing"))
    assert [[code for code, _ in one] for one in found] == [["PE112"], []]
    soft = both(tmp_path, task("after: [{task: kh-2/1, soft: true}]"), task("kind: standing"))
    assert soft == [[], []]


def test_a_cycle_through_both_plans_is_told_once_with_every_line_in_its_file(tmp_path):
    one = write(tmp_path, plan_text(tasks=task("after: [kh-2/2]")), "mot.yaml")
    tasks = "tasks:\n  - id: I\n    title: Mục\n    tasks:\n" + "".join(
        f"    {line}\n" for line in second("after: [kh-1/1]").splitlines()
    )
    two = write(tmp_path, plan_text(tasks=tasks, whole_head=HEAD.replace("kh-1", "kh-2")), "hai.yaml")
    readings = read_plans((one, two))
    [finding] = readings[0].findings
    assert readings[1].findings == ()
    assert (finding.code, finding.params["path"]) == ("PE113", "kh-1/1 → kh-2/2 → kh-1/1")
    assert [Path(place.file).name for place in (finding.place, *finding.related)] == ["mot.yaml", "hai.yaml"]
    assert readings[1].sources[0].lines[finding.related[0].line - 1].strip() == "after: [kh-1/1]"


def test_a_cycle_within_one_plan_is_not_told_again(tmp_path):
    found = both(tmp_path, task("after: ['2']") + second("after: ['1']"), task("after: [kh-1/1]"))
    assert [[code for code, _ in one] for one in found] == [["PE113"], ["PE210"]]


def test_two_files_of_one_plan_id_are_an_error_and_one_file_named_twice_is_none(tmp_path):
    found = both(tmp_path, task(), task(), head=HEAD)
    assert found == [[], [("PE160", {"plan": "kh-1"})]]
    path = tmp_path / "mot.yaml"
    assert [reading.findings for reading in read_plans((path, path))] == [(), ()]


def test_an_allowed_warning_that_is_settled_is_not_counted_as_silenced(tmp_path):
    lines = ("after: [kh-2/1]", "allow: [{code: PE210, reason: chưa ban hành}]")
    one = write(tmp_path, plan_text(tasks=task(*lines)), "mot.yaml")
    two = write(tmp_path, plan_text(whole_head=HEAD.replace("kh-1", "kh-2")), "hai.yaml")
    assert [len(reading.silenced) for reading in read_plans((one,))] == [1]
    assert [(reading.findings, reading.silenced) for reading in read_plans((one, two))] == [
        ((), ()),
        ((), ()),
    ]
