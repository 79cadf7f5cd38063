"""Three years of Plan 106, from July 2023 into 2026: worked on, edited, extended, reorganised twice, asked about later.

The history is made by chance from one seed: on every working day somebody does what is possible then, and on certain
days the secretariat changes the plan file or the bodies change.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planengine.core import status
from tests.cli.office import new_office
from tests.journeys.log_told import kept_in_the_tables, told_by_the_log

PLAN = "plans/kh_106.yaml"
FIRST, LAST = date(2023, 7, 20), date(2026, 1, 30)
SEED = 106

NEEDS: dict[str, tuple[str, ...]] = {
    "progress": ("--percent", "40", "--note", "đang triển khai"),
    "decline": ("--reason", "không thuộc chức năng"),
    "return": ("--reason", "thiếu số liệu"),
    "reopen": ("--reason", "rà soát lại"),
    "pause": ("--reason", "chờ vốn", "--document", "7/CV-UBND"),
    "cancel": ("--reason", "trùng việc khác", "--document", "8/CV-UBND"),
    "exempt": ("--reason", "địa bàn không có HTX"),
    "reassign": ("--reason", "phân công lại", "--to", "so-xd"),
}
WANTED = {"accept": 6, "start": 3, "progress": 3, "submit": 8, "confirm": 9, "return": 2, "resume": 3}
"""What an office does most."""


# ---- edits of the plan file


def with_line(text: str, task: str, line: str) -> str:
    """The text with one more key in a task."""
    return re.sub(rf'^( *)- id: "{re.escape(task)}"$', rf"\g<0>\n\1  {line}", text, count=1, flags=re.M)


def block(text: str, task: str) -> tuple[int, int]:
    """Where a task begins and ends in the text."""
    found = re.search(rf'^( *)- id: "{re.escape(task)}"$', text, flags=re.M)
    assert found is not None, task
    after = re.compile(rf"^ {{0,{len(found[1])}}}\S", re.M).search(text, found.end())
    return found.start(), after.start() if after else len(text)


def due_moved(text: str) -> str:
    return with_line(text, "2.1.1", "due: 2024-09-30")


def due_moved_again(text: str) -> str:
    return with_line(text.replace("due: 2024-09-30", "due: 2025-10-31"), "2.1.3", "due: 2025-09-30")


def lead_changed(text: str) -> str:
    start, end = block(text, "2.1.3")
    return text[:start] + text[start:end].replace("lead: so-tnmt", "lead: so-xd") + text[end:]


def task_added(text: str) -> str:
    start, _ = block(text, "2.1.3")
    indent = " " * (len(text[start:]) - len(text[start:].lstrip()))
    new = (
        '- id: "2.1.9"\n  title: Báo cáo tình hình sử dụng đất\n  lead: so-tnmt\n  support: [ubnd-huyen]\n'
        "  kind: once\n  due: 2025-11-28\n"
    )
    return text[:start] + "".join(f"{indent}{line}\n" for line in new.splitlines()) + "\n" + text[start:]


def task_removed(text: str) -> str:
    start, end = block(text, "2.4.2")
    said = 'removed:\n  - {id: "2.4.2", reason: Đã lồng ghép vào 2.4.1, ref: 55/TB-UBND}\n\n'
    rest = (text[:start] + text[end:]).replace('"2.4.1", "2.4.2"', '"2.4.1"')
    return rest.replace("targets:\n", f"{said}targets:\n", 1)


def words_changed(text: str) -> str:
    return text.replace("title: Báo cáo UBND tỉnh kết quả", "title: Báo cáo với UBND tỉnh kết quả", 1)


EDITS: dict[str, Callable[[str], str]] = {
    "2023-12-05": due_moved,
    "2024-03-12": words_changed,
    "2024-05-14": lead_changed,
    "2024-08-20": task_added,
    "2024-10-15": task_removed,
    "2025-04-08": due_moved_again,
}
DECIDED_ON = "2025-04-08"
"""The file moves a due date that some agencies have been granted otherwise since: theirs stay."""
CLOSED_ON = "2026-01-28"
AT_LAST = ("--unverified", "--policy", "all", "--leave", "--yes")
ON_PAPER = ("--document", "12/QĐ-UBND", "--yes", "--confirm", "kh-106", "--as", "dn-ubnd")
STEPS: dict[str, tuple[str, ...]] = {
    "2023-08-15": ("baseline", "set", "Sau rà soát"),
    "2024-01-16": ("open", "IV.2.3", "--due", "2024-03-15"),
    "2024-03-19": ("revert", "2", "--reason", "sửa nhầm tên nhiệm vụ", "--yes"),
    "2024-06-18": ("plan", "rename", "1.2", "1.2a", PLAN),
    "2024-06-19": ("apply", PLAN, "--yes"),
    "2024-12-03": ("baseline", "set", "Điều chỉnh 2024", "--document", "88/QĐ-UBND"),
    "2025-03-03": ("reorganise", "--on", "2025-03-01", "--unverified", "--leave", "--yes"),
    "2025-07-02": ("reorganise", "--on", "2025-07-01", *AT_LAST),
    "2025-08-05": ("reorganise", "--on", "2025-07-01", *AT_LAST),
    CLOSED_ON: ("plan", "close", "kh-106", "--rest", "not_done", *ON_PAPER),
}
"""What the secretariat does on certain days, beside the edits; what waits on the first of July 2025 moves in August."""


# ---- the history

Shown = dict[tuple[str, str], Any]
"""(day, words) → what was shown at the end of that day."""


class ThreeYears:
    """A workspace that is lived in from `FIRST` to `LAST`."""

    def __init__(self, folder: Path) -> None:
        self.office = new_office(folder)
        self.chance = Random(SEED)
        self.day = FIRST
        self.ended: Counter[tuple[str, int]] = Counter()

    def type(self, *words: str) -> int:
        """Types a command; it goes well or is refused by a rule."""
        answer = self.office.run(*words, today=self.day.isoformat())
        assert answer.code in (0, 2, 4), (self.day, words, answer)
        self.ended[words[0], answer.code] += 1
        return answer.code

    def live(self, looks: set[str]) -> Shown:
        shown: Shown = {}
        self.office.do("apply", PLAN, "--yes", today=FIRST.isoformat())
        while self.day <= LAST:
            today = self.day.isoformat()
            self.revise(today)
            if self.day.weekday() < 5:
                for _ in range(self.chance.randint(0, 3)):
                    self.chance.choices(
                        (
                            self.work,
                            self.extend,
                            self.decide,
                            self.speak,
                            self.keep,
                            self.report,
                            self.take_back,
                        ),
                        (12, 2, 2, 2, 1, 1, 1),
                    )[0]()
            if today in looks:
                for words in asked(today):
                    shown[today, " ".join(words)] = self.office.do(*words, today=today).json
            self.day += timedelta(days=1)
        return shown

    def revise(self, today: str) -> None:
        path = self.office.folder / PLAN
        if today in EDITS:
            before = path.read_text("utf-8")
            path.write_text(EDITS[today](before), "utf-8")
            assert path.read_text("utf-8") != before
            words = ["apply", PLAN, "--yes", "--confirm", "kh-106", "--reason", "điều chỉnh theo 12/TB-UBND"]
            if today == DECIDED_ON:
                assert self.office.run(*words, today=today).code == 6
                words += ["--keep", "2.1.1"]
            self.office.do(*words, today=today)
        if today == CLOSED_ON:
            self.settle()
        if today in STEPS:
            self.office.do(*STEPS[today], today=today)

    def settle(self) -> None:
        """Whatever was reported is decided on, before the plan is closed."""
        secretariat, approver = self.heads()
        for label, agency in self.office.query(
            "SELECT o.label, g.id FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
            "JOIN occurrence o ON o.uid = a.occurrence_uid WHERE a.state = 'submitted' ORDER BY 1, 2"
        ):
            speaker = approver if agency == secretariat else secretariat
            self.type("confirm", label, "--agency", agency, "--as", speaker)

    def held(self) -> tuple[str, str, str]:
        """(label, agency, state) of an assignment that is open by now, mostly of one that can be finished."""
        rows = self.office.query(
            "SELECT o.label, g.id, a.state, o.kind FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
            "JOIN occurrence o ON o.uid = a.occurrence_uid WHERE o.opens_on <= ? AND a.state != 'merged' "
            "ORDER BY o.label, g.id",
            self.day.isoformat(),
        )
        some = self.chance.choices(rows, [1 if row[3] == "standing" else 6 for row in rows])[0]
        return str(some[0]), str(some[1]), str(some[2])

    def heads(self) -> tuple[str, str]:
        """Secretariat and approver by now."""
        ((secretariat, approver),) = self.office.query("SELECT secretariat, approver FROM plan")
        return str(secretariat), str(approver)

    def work(self) -> None:
        waiting = self.office.query(
            "SELECT o.label, g.id, a.state FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
            "JOIN occurrence o ON o.uid = a.occurrence_uid WHERE a.state = 'submitted' ORDER BY 1, 2"
        )
        decide = bool(waiting) and self.chance.random() < 0.4
        label, agency, state = self.chance.choice(waiting) if decide else self.held()
        fitting = [one for one in status.TRIGGERS if status.transition(one, state) and one != "commit"]
        if not fitting:
            return
        trigger = self.chance.choices(fitting, [WANTED.get(one, 1) for one in fitting])[0]
        command = "done" if trigger == "submit" else trigger
        words = [command, label, *NEEDS.get(command, ())]
        if command == "done":
            words += ["--evidence", f"{self.chance.randrange(900)}/BC"]
        if status.responsible(trigger) == status.HOLDER:
            words += ["--as", agency]
            if self.chance.random() < 0.1:
                then = max(FIRST, self.day - timedelta(days=self.chance.randrange(9)))
                words += ["--on", then.isoformat(), "--channel", "paper", "--document", "3/BC"]
        else:
            secretariat, approver = self.heads()
            words += ["--agency", agency, "--as", approver if agency == secretariat else secretariat]
        self.type(*words)

    def extend(self) -> None:
        dated = self.office.query(
            "SELECT o.label, g.id, a.due FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
            "JOIN occurrence o ON o.uid = a.occurrence_uid WHERE a.due IS NOT NULL AND o.opens_on <= ? AND a.state IN "
            "('assigned', 'accepted', 'in_progress', 'returned') ORDER BY o.label, g.id",
            self.day.isoformat(),
        )
        if dated:
            label, agency, due = self.chance.choice(dated)
            to = max(self.day, date.fromisoformat(due)) + timedelta(days=self.chance.randint(5, 60))
            self.type(
                "extend", label, "--as", agency, "--to", to.isoformat(), "--reason", "ảnh hưởng của bão số 6"
            )

    def decide(self) -> None:
        waiting = self.office.query(
            "SELECT o.label, g.id FROM extension e JOIN assignment a ON a.uid = e.assignment_uid "
            "JOIN agency g ON g.uid = a.agency_uid JOIN occurrence o ON o.uid = a.occurrence_uid "
            "WHERE e.state = 'open' ORDER BY 1, 2"
        )
        if waiting:
            label, agency = self.chance.choice(waiting)
            how = self.chance.choice((("approve",), ("approve",), ("reject", "--reason", "không đủ căn cứ")))
            self.type(how[0], label, *how[1:], "--agency", agency, "--as", self.heads()[1])

    def speak(self) -> None:
        known = self.office.query("SELECT number FROM difficulty WHERE state != 'resolved' ORDER BY 1")
        if known and self.chance.random() < 0.5:
            ((number),) = self.chance.choice(known)
            how = self.chance.choice(
                (("answer", "--text", "sẽ bố trí vốn"), ("resolve",), ("escalate", "--reason", "x"))
            )
            self.type("difficulty", how[0], f"VM-{number}", *how[1:])
            return
        label, agency, _ = self.held()
        self.type("difficulty", "raise", label, "--as", agency, "--text", "thiếu cán bộ")

    def keep(self) -> None:
        label, agency, _ = self.held()
        number = f"{self.chance.randrange(900)}/BC-UBND ngày 05/06/2023"
        self.type("evidence", "add", label, "--as", agency, "--document", number)

    def report(self) -> None:
        year = self.chance.choice(("2023", "2024", "2025"))
        figure = f"{self.chance.choice(('G1', 'G2'))}={self.chance.randrange(60)}"
        self.type("target", "set", figure, "--period", year, "--as", self.heads()[0])

    def take_back(self) -> None:
        last = self.office.query(
            "SELECT o.label, g.id FROM event e JOIN assignment a ON a.uid = e.stream "
            "JOIN agency g ON g.uid = a.agency_uid JOIN occurrence o ON o.uid = a.occurrence_uid "
            "ORDER BY e.seq DESC LIMIT 1"
        )
        for label, agency in last:
            self.type("undo", label, "--as", agency)


def days_to_look() -> list[str]:
    """Days of all three years, some of them days of an edit or of a reorganisation."""
    chance = Random(SEED)
    early = [(FIRST + timedelta(days=chance.randrange(590))).isoformat() for _ in range(14)]
    late = [(date(2025, 7, 3) + timedelta(days=chance.randrange(200))).isoformat() for _ in range(1)]
    return sorted(
        {*early, *late, "2024-05-14", "2024-10-15", "2025-03-03", "2025-04-08", "2025-07-02", "2026-01-28"}
    )


DAYS = days_to_look()


def asked(day: str) -> list[tuple[str, ...]]:
    """What somebody looks at on a day: the figures always, the lists in turn."""
    agency = "so-tnmt" if day < "2025-03-01" else "so-nnmt" if day < "2025-07-01" else "dn-so-nnmt"
    lists = (("list", "--json"), ("mine", "--as", agency, "--all", "--json"))
    return [("status", "--json"), lists[DAYS.index(day) % 2]]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[ThreeYears, Shown]:
    years = ThreeYears(tmp_path_factory.mktemp("three_years"))
    return years, years.live(set(DAYS))


def test_it_is_the_history_that_was_meant(lived: tuple[ThreeYears, Shown]) -> None:
    """Hundreds of steps of every kind, and both reorganisations."""
    office = lived[0].office
    kinds = Counter(kind for (kind,) in office.query("SELECT type FROM event"))
    assert sum(kinds.values()) > 700, kinds
    for kind in (
        "assignment_accepted",
        "work_started",
        "completion_reported",
        "completion_confirmed",
        "report_returned",
        "extension_requested",
        "extension_approved",
        "extension_rejected",
        "difficulty_raised",
        "difficulty_answered",
        "evidence_added",
        "target_reported",
        "action_undone",
        "occurrence_completed",
        "occurrence_revised",
        "baseline_set",
        "plan_closed",
        "occurrence_withdrawn",
        "task_renamed",
        "assignment_succeeded",
        "assignment_merged",
        "assignment_given",
        "plan_bodies_changed",
    ):
        assert kinds[kind], (kind, kinds)
    assert kinds["revision_applied"] == len(EDITS) + 3


def test_three_years_replay_to_exactly_what_the_tables_hold(lived: tuple[ThreeYears, Shown]) -> None:
    verified = lived[0].office.do("audit", "verify", "--deep", today=LAST.isoformat())
    assert "bảng tình hình đúng như nhật ký" in verified.out


def test_an_independent_reading_of_the_log_comes_to_the_same_assignments(
    lived: tuple[ThreeYears, Shown],
) -> None:
    database = lived[0].office.database
    told, kept = told_by_the_log(database), kept_in_the_tables(database)
    assert {uid: (told.get(uid), one) for uid, one in kept.items() if told.get(uid) != one} == {}
    assert told.keys() == kept.keys()


@pytest.mark.parametrize("day", DAYS)
def test_what_was_shown_on_a_day_is_shown_of_it_years_later(
    lived: tuple[ThreeYears, Shown], day: str
) -> None:
    years, shown = lived
    for words in asked(day):
        again = years.office.do(*words, "--as-of", day, today=day)
        assert again.json == shown[day, " ".join(words)], words
        assert json.loads(again.out)
