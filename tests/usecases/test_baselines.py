"""A baseline names the revision that its days were reckoned from, or none is set."""

from __future__ import annotations

from pathlib import Path

import pytest

from planengine import bootstrap
from planengine.errors import Raced, Refusal
from planengine.settings import Settings
from planengine.store.journal import Journal
from planengine.store.kept_revisions import KeptRevisions
from planengine.usecases.baselines import SET, read_baselines, set_baseline
from planengine.usecases.read_graph import InForce
from planengine.usecases.requests import Request
from tests.store.workspace import TASKS, apply_text, open_workspace

CLOCK = bootstrap.read_clock("2024-03-04")
TODAY = bootstrap.local_day(CLOCK.now, "Asia/Ho_Chi_Minh")


def ask(journal: Journal, revisions: KeptRevisions, name: str, **given: object) -> None:
    request = Request(trigger=SET, tasks=(), person="thư ký", **given)  # type: ignore[arg-type]
    set_baseline(journal, revisions, request, name, CLOCK, TODAY)


class Overtaken(KeptRevisions):
    """Somebody applies another revision just after the texts of the present one were read."""

    def __init__(self, journal: Journal, folder: Path) -> None:
        super().__init__(journal.connection)
        self._folder = folder

    def texts(self, plan_uid: str, number: int) -> InForce:
        found = super().texts(plan_uid, number)
        settings = Settings(root=str(self._folder), database=str(self._folder / "planengine.db"))
        apply_text(settings, self._folder, TASKS.replace("2024-06-30", "2024-07-31"), today="2024-03-04")
        return found


def test_whoever_was_overtaken_by_another_revision_sets_nothing(tmp_path: Path) -> None:
    journal = open_workspace(tmp_path)
    with pytest.raises(Raced) as raced:
        ask(journal, Overtaken(journal, tmp_path), "A")
    assert (raced.value.code, raced.value.params["revision"]) == ("baseline.raced", 2)
    assert journal.connection.execute("SELECT count(*) FROM baseline").fetchone() == (0,)


def test_what_was_refused_is_kept_as_such(tmp_path: Path) -> None:
    journal = open_workspace(tmp_path)
    with pytest.raises(Refusal):
        ask(journal, bootstrap.open_revisions(journal), "A", speaker="so-a")
    rows = journal.connection.execute("SELECT agency, trigger, code FROM refusal").fetchall()
    assert rows == [("so-a", "baseline.set", "baseline.office")]


def test_the_first_baseline_has_the_days_of_its_revision_whatever_came_later(tmp_path: Path) -> None:
    journal = open_workspace(tmp_path)
    revisions = bootstrap.open_revisions(journal)
    (plan,) = journal.plans()
    (first,) = read_baselines(bootstrap.open_queries(journal), revisions, plan)
    settings = Settings(root=str(tmp_path), database=str(tmp_path / "planengine.db"))
    moved = 'moved: [{from: "1", to: "11"}]\n'
    later = TASKS.replace("2024-06-30", "2024-07-31").replace('"1"', '"11"')
    apply_text(settings, tmp_path, later + moved, today="2024-02-01")
    (plan,) = journal.plans()
    (again,) = read_baselines(bootstrap.open_queries(journal), revisions, plan)
    assert plan.revision == 2
    assert again == first
    assert {one.task: one.finish for one in again.dates.values() if one.finish} == {
        "1": "2024-06-30",
        "3": "2024-06-30",
    }


def test_labels_are_those_of_the_time_of_a_revision(tmp_path: Path) -> None:
    journal = open_workspace(tmp_path)
    (plan,) = journal.plans()
    settings = Settings(root=str(tmp_path), database=str(tmp_path / "planengine.db"))
    moved = TASKS.replace('"1"', '"11"') + 'moved: [{from: "1", to: "11"}]\n'
    apply_text(settings, tmp_path, moved, today="2024-02-01")
    apply_text(settings, tmp_path, moved.replace("Việc hai", "Hai"), today="2024-02-02")
    revisions = bootstrap.open_revisions(journal)
    one, two, three = (revisions.uids(plan.uid, number) for number in (1, 2, 3))
    assert sorted(one) == ["1", "2", "3", "4"]
    assert two == three == {**{label: uid for label, uid in one.items() if label != "1"}, "11": one["1"]}
