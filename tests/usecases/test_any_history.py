"""Any history at all: commands, edits of the plan files, reorganisations, in any order, on two plans.

Whatever somebody types ends in one of the documented ways; what was acknowledged is in the log and stays there; no
work that anybody began is lost; and every table is what the log says. `make histories` looks for longer.
"""

from __future__ import annotations

import copy
import os
import shutil
import tempfile
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from planengine import bootstrap
from planengine.core import category, status
from planengine.store.deep import verify_deep
from tests.cli.office import Answer, Office
from tests.store.test_as_of import assert_same, past, present
from tests.usecases.living_plan import EDITS, ENDS, HOLDERS, first_plans, write_plan, write_shared

HISTORIES = int(os.environ.get("PLANENGINE_HISTORIES", "10"))
STEPS = 40
FIRST_DAY = date(2024, 1, 2)
LAST_DAY = date(2024, 12, 31)

ENDINGS = (0, 2, 4, 6, 7)
"""Done, misunderstood, refused, to be answered by a person, not found: how a command may end."""

NEEDS: dict[str, tuple[str, ...]] = {
    "progress": ("--percent", "40", "--note", "đã làm một phần"),
    "done": ("--evidence", "1/BC"),
    "decline": ("--reason", "không thuộc chức năng"),
    "return": ("--reason", "thiếu số liệu"),
    "reopen": ("--reason", "làm lại"),
    "pause": ("--reason", "chờ vốn", "--document", "7/CV"),
    "cancel": ("--reason", "trùng việc khác", "--document", "8/CV"),
    "exempt": ("--reason", "không có đối tượng"),
    "reassign": ("--reason", "chuyển việc"),
}
WANTED = {"start": 2, "progress": 2, "submit": 5, "confirm": 4, "return": 2}
"""What is wanted more often than what puts work aside, or nothing is ever complete."""

BEGINNINGS = ("work_started", "progress_reported", "completion_reported")


@cache
def _applied() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = Office(folder)
        office.do("init", ".")
        write_shared(folder)
        files = [write_plan(folder, one) for one in first_plans().values()]
        office.do("apply", *files, "--yes", today=FIRST_DAY.isoformat())
        return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


SEEN: Counter[str] = Counter()
"""How often each event came in all histories of this run."""

numbers = st.integers(0, 2**32 - 1)
"""From which a rule chooses within the state as it is then."""


class AnyHistory(RuleBasedStateMachine):
    """A workspace, the day it is, what stands in the plan files, and what is known of the log."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="history-"))
        for name, content in _applied().items():
            (self.folder / name).write_bytes(content)
        self.office = Office(self.folder)
        self.day = FIRST_DAY
        self.plans = first_plans()
        self.log: set[tuple[Any, ...]] = set()
        self.steps = 0
        self.did: Counter[str] = Counter()
        self.invariant_log()

    def teardown(self) -> None:
        try:
            self.check_deeply()
            SEEN.update(kind for (kind,) in self.office.query("SELECT type FROM event"))
        finally:
            shutil.rmtree(self.folder)

    def chance(self, number: int) -> Random:
        """A source of choices for one step: another one in each step, even where the numbers are the same."""
        return Random(self.steps << 32 | number)

    # ---- typing

    def type(self, *words: str, endings: tuple[int, ...] = ENDINGS) -> Answer:
        """Types a command; it ends in one of the documented ways, and one that is refused leaves no event."""
        before = self.count()
        answer = self.office.run(*words, today=self.day.isoformat())
        note(f"{self.day} {' '.join(words)} → {answer.code} {answer.err.strip()[:160]}")
        assert answer.code in endings, (words, answer)
        if answer.code:
            assert self.count() == before, ("refused, but written", words, answer)
        else:
            self.did[words[0]] += 1
        return answer

    def count(self) -> int:
        ((found,),) = self.office.query("SELECT count(*) FROM event")
        return int(found)

    def held(self, states: tuple[str, ...] = status.STATES) -> list[tuple[str, str, str, str]]:
        """(plan, label, agency, state) of every assignment in one of these states."""
        return [
            one
            for one in self.office.query(
                "SELECT p.id, o.label, g.id, a.state FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
                "JOIN occurrence o ON o.uid = a.occurrence_uid JOIN plan p ON p.uid = a.plan_uid "
                "WHERE o.opens_on <= ? ORDER BY p.id, o.label, g.id, a.uid",
                self.day.isoformat(),
            )
            if one[3] in states
        ]

    def speaker(self, plan: str, *, approver: bool = False) -> str:
        column = "approver" if approver else "secretariat"
        ((found,),) = self.office.query(f"SELECT {column} FROM plan WHERE id = ?", plan)
        return str(found)

    # ---- what people do

    @rule(days=st.sampled_from((1, 3, 10, 30, 45)))
    def time_passes(self, days: int) -> None:
        self.day = min(self.day + timedelta(days=days), LAST_DAY)

    @rule(number=numbers)
    def a_day_of_work(self, number: int) -> None:
        chance = self.chance(number)
        for _ in range(chance.randint(1, 6)):
            self.work(chance)

    @rule(number=numbers)
    def another_day_of_work(self, number: int) -> None:
        self.a_day_of_work(number)

    def work(self, chance: Random) -> None:
        """A way that the table of states has, or any other."""
        open_ones = self.held()
        plan, label, agency, state = chance.choice(open_ones)
        fitting = [one for one in status.TRIGGERS if status.transition(one, state)]
        if not fitting or chance.random() < 0.1:
            fitting = list(status.TRIGGERS)
        trigger = chance.choices(fitting, [WANTED.get(one, 1) for one in fitting])[0]
        command = "done" if trigger == "submit" else trigger
        words = [command, f"{plan}/{label}", *NEEDS.get(command, ())]
        if status.responsible(trigger) == status.HOLDER:
            words += ["--as", agency]
            if chance.random() < 0.2:
                then = self.day - timedelta(days=chance.randrange(20))
                words += ["--on", then.isoformat(), "--channel", "paper", "--document", "3/BC"]
        else:
            words += ["--agency", agency]
            words += [
                "--as",
                self.speaker(plan, approver=agency == self.speaker(plan) or chance.random() < 0.3),
            ]
        if trigger == "commit":
            words += ["--by", (self.day + timedelta(days=chance.randrange(30))).isoformat()]
        if trigger == "reassign":
            words += ["--to", chance.choice(HOLDERS)]
        self.type(*words)

    @rule(number=numbers)
    def later_dates(self, number: int) -> None:
        chance = self.chance(number)
        for _ in range(chance.randint(1, 3)):
            chance.choice((self.ask_for_a_later_date, self.decide_on_a_later_date))(chance)

    @rule(number=numbers)
    def what_is_kept_beside_work(self, number: int) -> None:
        chance = self.chance(number)
        kinds = (self.speak_of_difficulties, self.keep_beside_work, self.report_figures, self.an_event_comes)
        chance.choices(kinds, (3, 3, 2, 1))[0](chance)

    def ask_for_a_later_date(self, chance: Random) -> None:
        found = self.office.query(
            "SELECT p.id, o.label, g.id, a.due FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
            "JOIN occurrence o ON o.uid = a.occurrence_uid JOIN plan p ON p.uid = a.plan_uid WHERE a.due IS NOT NULL "
            "AND a.state IN ('assigned', 'accepted', 'in_progress', 'returned', 'paused', 'submitted') ORDER BY 1, 2, 3"
        )
        if found:
            plan, label, agency, due = chance.choice(found)
            later = max(self.day, date.fromisoformat(due)) if chance.random() < 0.9 else self.day
            to = (later + timedelta(days=chance.randint(1, 90))).isoformat()
            self.type("extend", f"{plan}/{label}", "--to", to, "--reason", "chờ vốn", "--as", agency)

    def decide_on_a_later_date(self, chance: Random) -> None:
        asked = self.office.query(
            "SELECT p.id, o.label, g.id FROM extension e JOIN assignment a ON a.uid = e.assignment_uid "
            "JOIN agency g ON g.uid = a.agency_uid JOIN occurrence o ON o.uid = a.occurrence_uid "
            "JOIN plan p ON p.uid = a.plan_uid WHERE e.state = 'open' ORDER BY 1, 2, 3"
        )
        if not asked:
            return
        plan, label, agency = chance.choice(asked)
        how = chance.choice(("approve", "approve", "approve", "reject", "withdraw"))
        if how == "withdraw":
            self.type("extend", f"{plan}/{label}", "--withdraw", "--as", agency)
            return
        words = [how, f"{plan}/{label}", "--agency", agency, "--as", self.speaker(plan, approver=True)]
        if how == "reject":
            words += ["--reason", "không đủ căn cứ"]
        elif chance.random() < 0.3:
            words += ["--to", (self.day + timedelta(days=chance.randint(1, 60))).isoformat()]
        elif chance.random() < 0.3:
            words += ["--excuse", "--document", "5/QĐ"]
        self.type(*words)

    def speak_of_difficulties(self, chance: Random) -> None:
        known = self.office.query(
            "SELECT p.id, d.number FROM difficulty d JOIN plan p ON p.uid = d.plan_uid ORDER BY 1, 2"
        )
        plan, label, agency, _ = chance.choice(self.held())
        how = chance.choice(("raise", "answer", "escalate", "resolve"))
        if how == "raise" or not known:
            beyond = ["--beyond-authority"] if chance.random() < 0.3 else []
            self.type(
                "difficulty", "raise", f"{plan}/{label}", "--as", agency, "--text", "thiếu người", *beyond
            )
            return
        plan, number = chance.choice(known)
        words = ["difficulty", how, f"VM-{number}", "--plan", plan]
        if how == "answer":
            words += ["--text", "đã bố trí"]
        elif how == "escalate":
            words += ["--reason", "vượt thẩm quyền"]
        self.type(*words)

    def keep_beside_work(self, chance: Random) -> None:
        plan, label, agency, _ = chance.choice(self.held())
        if chance.random() < 0.5:
            words = [
                "evidence",
                "add",
                f"{plan}/{label}",
                "--document",
                f"{chance.randrange(99)}/BC ngày 01/01/2024",
            ]
        else:
            words = ["note", f"{plan}/{label}", "--text", "đã họp"]
        self.type(*words, "--as", agency)

    def report_figures(self, chance: Random) -> None:
        period = chance.choice(("2024", "2023"))
        who = ("--as", "so-c", "--plan", "mot")
        if chance.random() < 0.7:
            self.type("target", "set", f"T1={chance.randrange(99)}", "--period", period, *who)
        else:
            self.type("target", "withdraw", "T1", "--period", period, "--reason", "nhầm", *who)

    @rule(number=numbers)
    def take_back(self, number: int) -> None:
        chance = self.chance(number)
        plan, label, agency, _ = chance.choice(self.held())
        last = self.office.query(
            "SELECT p.id, o.label, e.agency FROM event e JOIN assignment a ON a.uid = e.stream "
            "JOIN occurrence o ON o.uid = a.occurrence_uid JOIN plan p ON p.uid = a.plan_uid "
            "ORDER BY e.seq DESC LIMIT 3"
        )
        if last and chance.random() < 0.9:
            plan, label, agency = chance.choice(last)
        self.type("undo", f"{plan}/{label}", "--as", agency)

    def an_event_comes(self, chance: Random) -> None:
        on_demand = self.office.query(
            "SELECT p.id, t.id FROM task t JOIN plan p ON p.uid = t.plan_uid WHERE t.kind = 'on_demand' ORDER BY 1, 2"
        )
        if on_demand:
            plan, task = chance.choice(on_demand)
            due = (self.day + timedelta(days=chance.randint(0, 60))).isoformat()
            self.type("open", f"{plan}/{task}", "--due", due)

    @rule(number=numbers)
    def the_plan_is_edited(self, number: int) -> None:
        """One to three edits of one file, or of both, applied with what a secretariat might add."""
        chance = self.chance(number)
        names = chance.choice((("mot",), ("mot",), ("hai",), ("mot", "hai")))
        edited = copy.deepcopy(self.plans)
        about: set[str] = set()
        for name in names:
            for edit in chance.choices(EDITS, k=chance.choice((1, 1, 2, 3))):
                about |= set(edit(edited[name], chance))
        note(f"edited {sorted(about)} of {names}: {[edited[one] for one in names]}")
        files = [write_plan(self.folder, edited[one]) for one in names]
        words = ["--reason", "điều chỉnh theo văn bản 10/CV"] if chance.random() < 0.8 else []
        if chance.random() < 0.6:
            for task in sorted(about):
                words += [chance.choice(("--keep", "--file-wins")), task]
        answer = self.type("apply", *files, "--yes", *words, endings=(1, *ENDINGS))
        if answer.code == 6 and len(names) == 1 and chance.random() < 0.8:
            answer = self.type("apply", *files, "--yes", "--confirm", *names, *words, endings=(1, *ENDINGS))
        if answer.code == 0:
            self.plans = edited
            again = self.type("diff", *files, "--exit-code", endings=(0, 3))
            assert again.code == 0, ("applied, and yet there is something to do", again.out)
        else:
            for one in names:
                write_plan(self.folder, self.plans[one])

    @rule(number=numbers)
    def the_plan_is_edited_again(self, number: int) -> None:
        self.the_plan_is_edited(number)

    @rule(number=numbers)
    def an_older_revision_comes_back(self, number: int) -> None:
        """Or the one in force gets a name. The file stays as it is: what it says comes back with the next edit."""
        chance = self.chance(number)
        plan = chance.choice(("mot", "hai"))
        if chance.random() < 0.3:
            self.type("baseline", "set", f"Gốc {self.steps}", "--plan", plan)
            return
        ((last,),) = self.office.query("SELECT revision FROM plan WHERE id = ?", plan)
        old = str(chance.randint(1, last))
        self.type("revert", old, "--plan", plan, "--yes", "--confirm", plan, "--reason", "áp dụng nhầm tệp")

    @rule(number=numbers)
    def bodies_are_reorganised(self, number: int) -> None:
        chance = self.chance(number)
        policy = ["--policy", chance.choice(("all", "parent"))] if chance.random() < 0.7 else []
        if chance.random() < 0.8 and self.day.isoformat() <= min(ENDS.values()):
            return
        self.type("reorganise", "--on", self.day.isoformat(), "--unverified", "--leave", "--yes", *policy)

    # ---- what always holds

    @invariant()
    def invariant_log(self) -> None:
        """The log only grows, and what was in it is in it unchanged."""
        found = self.office.query("SELECT plan_uid, seq, hash FROM event")
        assert set(found) >= self.log
        self.log = set(found)

    @invariant()
    def invariant_nothing_begun_is_lost(self) -> None:
        """What somebody did, and did not take back, still has its row, whatever the plan has come to since."""
        marks = ", ".join("?" * len(BEGINNINGS))
        begun = self.office.query(
            f"SELECT DISTINCT stream FROM event e WHERE type IN ({marks}) AND NOT EXISTS (SELECT 1 FROM event u "
            "WHERE u.plan_uid = e.plan_uid AND u.stream = e.stream AND u.type = 'action_undone' "
            "AND json_extract(u.payload, '$.undoes') = e.seq)",
            *BEGINNINGS,
        )
        rows = {uid for (uid,) in self.office.query("SELECT uid FROM assignment")}
        assert {uid for (uid,) in begun} <= rows

    @invariant()
    def invariant_states(self) -> None:
        """Every state is one of the table's; completed is what the rule says is complete."""
        states = {state for (state,) in self.office.query("SELECT DISTINCT state FROM assignment")}
        assert states <= set(status.STATES)

    @invariant()
    def invariant_deep(self) -> None:
        self.steps += 1
        if self.steps % 5 == 0:
            self.check_deeply()

    def check_deeply(self) -> None:
        for one in verify_deep(str(self.office.database), bootstrap.local_day):
            assert (one.illegal, one.difference) == (None, None), one
        self.check_categories()
        if self.steps % 20 == 0:
            assert_same(past(self.office.database, self.day.isoformat()), present(self.office.database))

    def check_categories(self) -> None:
        """Each bearer is in one category; what is counted makes the total, and the agencies together make the whole."""
        for plan in self.plans:
            shown = self.office.do("status", "--plan", plan, "--json", today=self.day.isoformat()).json
            whole = shown["assignments"]
            assert whole["total"] == sum(whole[one] for one in category.COUNTED)
            ((bearers,),) = self.office.query(
                "SELECT count(*) FROM assignment a JOIN plan p ON p.uid = a.plan_uid "
                "WHERE p.id = ? AND a.role != 'support'",
                plan,
            )
            assert bearers == sum(whole[one] for one in category.CATEGORIES), (plan, shown)
            for one in ("total", *category.CATEGORIES):
                assert whole[one] == sum(each[one] for each in shown["agencies"]), (plan, one, shown)


AnyHistoryTest = AnyHistory.TestCase
AnyHistoryTest.settings = settings(
    max_examples=HISTORIES,
    stateful_step_count=STEPS,
    derandomize="PLANENGINE_HISTORIES" not in os.environ,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=[one for one in Phase if one in (Phase.generate, Phase.reuse)],
    report_multiple_bugs=False,
)
