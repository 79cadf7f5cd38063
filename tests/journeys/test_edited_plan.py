"""A plan is edited while it is worked on: each way in which that goes wrong elsewhere."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.office import Answer, Office

START, DAY, LATER = "2024-11-01", "2024-11-05", "2024-11-08"
DUE, NEW, GRANTED = "2024-12-14", "2025-03-31", "2025-01-31"
FILE = "plan.yaml"

Tree = dict[str, Any]


def a_tree() -> Tree:
    """A small plan: begun, waiting, of many, by year, on demand."""
    return {
        "planengine": 1,
        "plan": {
            "id": "kh-thu",
            "title": "Kế hoạch thử",
            "issuer": "ubnd",
            "starts": "2023-01-01",
            "ends": "2025-12-31",
            "secretariat": "vp",
            "approver": "ubnd",
            "timezone": "Asia/Ho_Chi_Minh",
        },
        "calendar": {
            "calendar": "lich",
            "weekend": ["sat", "sun"],
            "covers": {"from": "2023-01-01", "until": "2026-12-31"},
            "days_off": [],
            "working_days": [],
        },
        "agencies": {
            "ubnd": {"name": "UBND tỉnh", "kind": "issuer"},
            "vp": {"name": "Văn phòng", "kind": "department"},
            **{f"so-{one}": {"name": f"Sở {one.upper()}", "kind": "department"} for one in "abcd"},
        },
        "groups": {"cac-so": {"name": "Các Sở", "members": ["so-a", "so-b"]}},
        "tasks": [
            {
                "id": "1",
                "title": "Nhóm việc thứ nhất",
                "tasks": [
                    {
                        "id": "1.1",
                        "title": "Rà soát hợp tác xã",
                        "lead": "so-a",
                        "support": ["so-b"],
                        "due": DUE,
                    },
                    {
                        "id": "1.2",
                        "title": "Lập danh mục hỗ trợ",
                        "lead": "so-b",
                        "after": ["1.1"],
                        "due": NEW,
                    },
                    {"id": "1.3", "title": "Tập huấn cán bộ quản lý", "each": ["cac-so"], "due": DUE},
                ],
            },
            {
                "id": "2",
                "title": "Nhóm việc thứ hai",
                "tasks": [
                    {
                        "id": "2.1",
                        "title": "Báo cáo tình hình hằng năm",
                        "each": ["so-a", "so-b"],
                        "kind": "recurring",
                        "every": "year",
                        "due": "12-15",
                    },
                    {
                        "id": "2.2",
                        "title": "Trả lời kiến nghị của cử tri",
                        "lead": "so-c",
                        "kind": "on_demand",
                    },
                ],
            },
        ],
    }


class Desk:
    """The secretariat at its office, with the file in hand."""

    def __init__(self, folder: Path) -> None:
        self.office = Office(folder)
        self.office.do("init", ".", today=START)
        self.tree = a_tree()
        self.write()
        self.office.do("apply", FILE, "--yes", today=START)

    @property
    def path(self) -> Path:
        return self.office.folder / FILE

    def write(self) -> None:
        self.path.write_text(json.dumps(self.tree, ensure_ascii=False, indent=1), encoding="utf-8")

    def task(self, name: str) -> Tree:
        return next(one for section in self.tree["tasks"] for one in section["tasks"] if one["id"] == name)

    def edit(self, name: str, **values: Any) -> None:
        self.task(name).update(values)
        self.write()

    def drop(self, name: str) -> Tree:
        gone = self.task(name)
        for section in self.tree["tasks"]:
            section["tasks"] = [one for one in section["tasks"] if one["id"] != name]
        self.write()
        return gone

    def add(self, section: str, task: Tree) -> None:
        next(one for one in self.tree["tasks"] if one["id"] == section)["tasks"].append(task)
        self.write()

    def say(self, **values: Any) -> None:
        """Writes keys of the file itself."""
        self.tree.update(values)
        self.write()

    def run(self, *words: str, today: str = DAY, lang: str = "vi") -> Answer:
        return self.office.run(*words, today=today, lang=lang)

    def do(self, *words: str, today: str = DAY, lang: str = "vi") -> Answer:
        return self.office.do(*words, today=today, lang=lang)

    def begin(self, name: str = "1.1", agency: str = "so-a") -> None:
        self.do("start", name, "--as", agency, today=START)

    def report(self, name: str = "1.1", agency: str = "so-a") -> None:
        self.do("done", name, "--as", agency, "--evidence", "1/BC", today=START)

    def extend(self, to: str = GRANTED, today: str = START, name: str = "1.1", agency: str = "so-a") -> None:
        self.do("extend", name, "--as", agency, "--to", to, "--reason", "Chờ số liệu", today=today)
        self.do("approve", name, "--as", "ubnd", "--document", "88/QĐ", today=today)

    def due(self, name: str = "1.1", agency: str = "so-a") -> str:
        return str(self.office.held(name, agency, DAY)["due"])

    def diff(self, *words: str, today: str = DAY) -> Any:
        return self.do("diff", FILE, *words, "--json", today=today).json["plans"][0]

    def completed(self, label: str) -> str | None:
        ((on,),) = self.office.query("SELECT completed_on FROM occurrence WHERE label = ?", label)
        return None if on is None else str(on)

    def settled(self, today: str = DAY) -> None:
        """After an apply: the log holds, what was shown before is shown still, and a second look finds nothing."""
        self.do("audit", "verify", "--deep", today=today)
        assert self.diff(today=today)["changed"] is False
        assert "không có gì thay đổi" in self.do("apply", FILE, "--yes", today=today).out


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def refused(desk: Desk, *words: str, code: int = 4, today: str = DAY) -> str:
    """The command is refused with that code and says what to do; nothing is written."""
    before = desk.office.dump()
    for lang in ("vi", "en"):
        answer = desk.run(*words, lang=lang, today=today)
        assert answer.code == code, answer
        assert "→" in answer.err, answer.err
    assert desk.office.dump() == before
    return answer.all


APPLY = ("apply", FILE, "--yes")
WHY = ("--reason", "Công văn 12/UBND")


# ---- nothing to do


def reformatted(text: str) -> str:
    import io

    from ruamel.yaml import YAML

    out = io.StringIO()
    YAML().dump(json.loads(text), out)
    return "# Ghi chú\n" + out.getvalue()


def reordered(text: str) -> str:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(one) for one in value] if isinstance(value, list) else value

    return json.dumps(turned(json.loads(text)), ensure_ascii=False)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("how", [reformatted, reordered, decomposed])
def test_the_same_written_otherwise_is_nothing_to_do(desk: Desk, how: Callable[[str], str]) -> None:
    before, rows = desk.path.read_text("utf-8"), desk.office.dump()
    desk.path.write_text(how(before), encoding="utf-8")
    assert desk.path.read_text("utf-8") != before
    assert "không có gì thay đổi" in desk.do("diff", FILE).out
    assert desk.run("diff", FILE, "--exit-code").code == 0
    assert "không có gì thay đổi" in desk.do(*APPLY).out
    assert desk.office.dump() == rows


def test_a_plan_that_an_older_planengine_applied_is_nothing_to_do(desk: Desk) -> None:
    """The canonical texts of that time lack keys that are new since then."""
    import sqlite3

    new = {"supersedes_extension", "reopen", "grandfather"}
    with sqlite3.connect(desk.office.database) as connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'revision'"
        for (name,) in connection.execute(triggers).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for name, text in connection.execute("SELECT name, canonical FROM revision").fetchall():
            tree = json.loads(text)
            for one in ("removed", "split", "merge"):
                tree.pop(one, None)
            tree["tasks"] = [{key: task[key] for key in task if key not in new} for task in tree["tasks"]]
            connection.execute(
                "UPDATE revision SET canonical = ? WHERE name = ?",
                (json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")), name),
            )
    assert desk.diff()["changed"] is False
    desk.edit("1.1", output="Báo cáo")
    assert [(one["id"], one["field"]) for one in desk.diff()["changes"]] == [("1.1", "output")]


# ---- ids


def test_an_id_that_was_used_is_refused_for_something_new(desk: Desk) -> None:
    desk.drop("1.3")
    desk.do(*APPLY, "--confirm", "kh-thu")
    desk.add("1", {"id": "1.3", "title": "Mua sắm thiết bị", "lead": "so-c"})
    told = refused(desk, *APPLY)
    assert "1.3" in told
    assert "Tập huấn" in told
    desk.task("1.3")["id"] = "1.4"
    desk.write()
    desk.do(*APPLY)
    desk.settled()


def test_what_left_the_plan_comes_back_with_all_that_was_done(desk: Desk) -> None:
    desk.report("1.3")
    uid = desk.office.held("1.3", "so-a", DAY)["uid"]
    gone = desk.drop("1.3")
    desk.say(removed=[{"id": "1.3", "reason": "Hết kinh phí", "ref": "QĐ 5"}])
    desk.do(*APPLY, "--confirm", "kh-thu")
    del desk.tree["removed"]
    desk.add("1", gone)
    desk.do(*APPLY)
    again = desk.office.held("1.3", "so-a", DAY)
    assert (again["uid"], again["state"]) == (uid, "submitted")
    assert desk.office.state("1.3", "so-b") == "assigned"
    desk.settled()


def test_a_used_id_is_taken_up_under_another_title_where_the_task_says_so(desk: Desk) -> None:
    gone = desk.drop("1.3")
    desk.do(*APPLY, "--confirm", "kh-thu")
    desk.add("1", gone | {"title": "Việc cũ nay gọi tên khác hẳn", "reopen": True})
    desk.do(*APPLY)
    assert desk.office.state("1.3", "so-a") == "assigned"
    desk.settled()


def test_an_id_that_was_given_up_is_refused_for_something_new(desk: Desk) -> None:
    desk.edit("1.2", after=["1.9"])
    desk.edit("1.1", id="1.9")
    desk.say(moved=[{"from": "1.1", "to": "1.9"}])
    desk.do(*APPLY)
    del desk.tree["moved"]
    desk.add("1", {"id": "1.1", "title": "Việc khác", "lead": "so-c"})
    assert "1.1" in refused(desk, *APPLY)


def test_a_move_onto_an_id_that_exists_is_refused(desk: Desk) -> None:
    desk.drop("1.1")
    desk.edit("1.2", after=[])
    desk.say(moved=[{"from": "1.1", "to": "1.3"}])
    told = refused(desk, *APPLY)
    assert "1.3" in told


def test_a_rename_and_an_edit_of_the_same_task_in_one_revision(desk: Desk) -> None:
    desk.begin()
    desk.edit("1.2", after=["1.9"])
    desk.edit("1.1", id="1.9", due=NEW, title="Rà soát, đánh giá hợp tác xã")
    desk.say(moved=[{"from": "1.1", "to": "1.9"}])
    told = desk.do("diff", FILE).out
    assert "1.1 → 1.9" in told
    shown = desk.diff()
    assert shown["renamed"] == [{"from": "1.1", "to": "1.9"}]
    assert sorted((one["id"], one["field"]) for one in shown["changes"]) == [("1.9", "due"), ("1.9", "title")]
    desk.do(*APPLY, *WHY)
    held = desk.office.held("1.9", "so-a", DAY)
    assert (held["state"], held["due"]) == ("in_progress", NEW)
    assert desk.office.held("1.2", "so-b", DAY)["blocked_by"] == ["1.9"], "its predecessor has the new id"
    desk.settled()


def test_an_undeclared_rename_of_begun_work_is_suggested_and_refused(desk: Desk) -> None:
    desk.begin("1.3")
    desk.edit("1.3", id="1.7")
    told = desk.do("diff", FILE).out
    assert 'moved: [{from: "1.3", to: "1.7"}]' in told
    assert desk.diff()["suggested"] == [
        {"node": "task", "old": "1.3", "new": "1.7", "title": "Tập huấn cán bộ quản lý"}
    ]
    assert "1.3" in refused(desk, *APPLY)


def test_removed_here_and_an_equal_one_added_there_are_two_until_somebody_says_otherwise(desk: Desk) -> None:
    desk.begin("1.3")
    gone = desk.drop("1.3")
    desk.add("2", gone | {"id": "2.3"})
    assert desk.diff()["suggested"][0]["new"] == "2.3"
    refused(desk, *APPLY)
    desk.say(removed=[{"id": "1.3", "reason": "Chuyển nhóm", "ref": "QĐ 5"}])
    desk.do(*APPLY, "--confirm", "kh-thu")
    assert desk.office.state("2.3", "so-a") == "assigned", "what was begun there is not begun here"
    desk.settled()


# ---- removal


def test_removal_is_asked_about_by_the_name_of_the_plan(desk: Desk) -> None:
    desk.drop("1.3")
    refused(desk, "apply", FILE, code=6)
    assert "1.3" in refused(desk, *APPLY, code=6)
    refused(desk, *APPLY, "--confirm", "kh-khac", code=6)
    total = desk.do("status", "--json").json["tasks"]["total"]
    desk.do(*APPLY, "--confirm", "kh-thu")
    assert {desk.office.state("1.3", one) for one in ("so-a", "so-b")} == {"cancelled"}
    assert desk.do("status", "--json").json["tasks"]["total"] == total - 1
    desk.settled()


def test_begun_work_leaves_only_with_reason_and_document(desk: Desk) -> None:
    desk.begin("1.3")
    desk.drop("1.3")
    assert "✗" in desk.do("diff", FILE).out
    refused(desk, *APPLY, "--confirm", "kh-thu", *WHY)
    desk.say(removed=[{"id": "1.3", "reason": "Hết kinh phí", "ref": "QĐ 5"}])
    desk.do(*APPLY, "--confirm", "kh-thu")
    assert "Hết kinh phí (QĐ 5)" in desk.do("log", "1.3").out
    desk.settled()


def test_a_split_task_keeps_what_was_done_and_its_parts_begin_anew(desk: Desk) -> None:
    desk.begin("1.3")
    desk.drop("1.3")
    for one in ("1.4", "1.5"):
        desk.add("1", {"id": one, "title": f"Phần {one}", "lead": "so-a"})
    refused(desk, *APPLY, "--confirm", "kh-thu")
    desk.say(split=[{"from": "1.3", "into": ["1.4", "1.5"], "ref": "QĐ 5"}])
    desk.do(*APPLY, "--confirm", "kh-thu")
    assert desk.office.state("1.4", "so-a") == "assigned"
    desk.settled()


def test_merged_tasks_keep_what_was_done(desk: Desk) -> None:
    desk.begin("1.3")
    desk.begin("1.1")
    for one in ("1.1", "1.3"):
        desk.drop(one)
    desk.edit("1.2", after=[])
    desk.add("1", {"id": "1.4", "title": "Việc chung", "lead": "so-a"})
    desk.say(merge=[{"from": ["1.1", "1.3"], "into": "1.4", "ref": "QĐ 5"}])
    desk.do(*APPLY, "--confirm", "kh-thu")
    desk.settled()


# ---- extended meanwhile


@pytest.mark.parametrize(
    ("words", "key", "expected"),
    [
        (("--file-wins", "1.1"), {}, NEW),
        (("--keep", "1.1"), {}, GRANTED),
        ((), {"supersedes_extension": True}, NEW),
    ],
    ids=["file", "keep", "supersedes"],
)
def test_a_date_moved_in_the_file_and_by_an_extension_is_decided_by_a_person(
    desk: Desk, words: tuple[str, ...], key: Tree, expected: str
) -> None:
    desk.begin()
    desk.extend()
    past = desk.do("status", "--as-of", START, "--json", today=DAY).json | {"day": None}
    desk.edit("1.1", due=NEW, **key)
    told = desk.do("diff", FILE).out
    if not key:
        assert "31/03/2025" in told
        assert "31/01/2025" in told
        assert "88/QĐ" in told
        assert "1.1" in refused(desk, *APPLY, *WHY, code=6)
    desk.do(*APPLY, *WHY, *words)
    assert desk.due() == expected
    assert desk.due(agency="so-b") == NEW
    assert desk.do("status", "--as-of", START, "--json", today=LATER).json | {"day": None} == past
    desk.settled()
    desk.edit("1.1", output="Báo cáo")
    desk.do(*APPLY)
    assert desk.due() == expected, "an edit of words decides nothing anew"
    desk.settled()


def test_a_file_that_has_the_granted_date_absorbs_it(desk: Desk) -> None:
    desk.begin()
    desk.extend()
    desk.edit("1.1", due=GRANTED)
    assert "absorbed" in [one["verdict"] for one in desk.diff(*WHY)["work"]]
    desk.do(*APPLY, *WHY)
    assert desk.due() == GRANTED
    desk.settled()
    desk.edit("1.1", due=NEW)
    desk.do(*APPLY, *WHY)
    assert desk.due() == NEW, "what was absorbed is no conflict any more"
    desk.settled()


def test_an_extension_outlives_edits_that_do_not_concern_the_date(desk: Desk) -> None:
    desk.begin()
    desk.extend()
    desk.edit("1.1", support=["so-b", "so-c"], after=["1.3"])
    desk.do(*APPLY, *WHY)
    assert desk.due() == GRANTED
    assert desk.due(agency="so-c") == DUE
    desk.settled()


# ---- saved and applied later


def saved(desk: Desk, *words: str) -> None:
    desk.do("diff", FILE, "--out", "change.json", *WHY, *words)


def test_a_saved_change_is_applied_as_it_was_decided(desk: Desk) -> None:
    desk.begin()
    desk.edit("1.1", due=NEW)
    saved(desk)
    desk.path.unlink()
    desk.do("apply", "change.json", today=LATER)
    assert desk.due() == NEW


def test_an_extension_granted_meanwhile_makes_it_stale_and_says_who_granted_it(desk: Desk) -> None:
    desk.begin()
    desk.edit("1.1", due=NEW)
    saved(desk)
    desk.extend(today=DAY)
    told = refused(desk, "apply", "change.json", code=5, today=LATER)
    assert "88/QĐ" in told or "UBND tỉnh" in told
    assert GRANTED[:4] in told
    before = desk.office.dump()
    assert desk.run("apply", "change.json", today=LATER).code == 5
    assert desk.office.dump() == before


def test_what_happens_elsewhere_does_not_make_it_stale(desk: Desk) -> None:
    desk.begin()
    desk.edit("1.1", due=NEW)
    saved(desk)
    desk.report("1.3", "so-b")
    desk.begin("2.1@2024", "so-a")
    desk.do("apply", "change.json", today=LATER)
    assert desk.due() == NEW
    assert desk.office.state("1.3", "so-b") == "submitted"


def test_a_note_on_the_work_concerned_makes_it_stale(desk: Desk) -> None:
    desk.begin()
    desk.edit("1.1", due=NEW)
    saved(desk)
    desk.do("progress", "1.1", "--as", "so-a", "--note", "đã xong một nửa")
    assert "Sở A" in refused(desk, "apply", "change.json", code=5, today=LATER)


def test_of_two_secretaries_the_second_is_told_what_the_first_applied(desk: Desk) -> None:
    desk.edit("1.1", due=NEW)
    saved(desk)
    desk.edit("1.2", title="Lập danh mục cần hỗ trợ")
    desk.do(*APPLY, *WHY)
    told = refused(desk, "apply", "change.json", code=5, today=LATER)
    assert "2" in told
    saved_again = desk.diff()
    assert saved_again["changed"] is False


def test_a_conflict_is_not_saved_before_it_is_decided(desk: Desk) -> None:
    desk.begin()
    desk.extend()
    desk.edit("1.1", due=NEW)
    refused(desk, "diff", FILE, "--out", "change.json", *WHY, code=6)
    assert not (desk.office.folder / "change.json").exists()
    saved(desk, "--keep", "1.1")
    desk.do("apply", "change.json", today=LATER)
    assert desk.due() == GRANTED


@pytest.mark.parametrize("text", ["{}", '{"format": "planengine-change 1"}', "nothing", "[]"])
def test_a_file_that_is_no_saved_change_is_named(desk: Desk, text: str) -> None:
    (desk.office.folder / "change.json").write_text(text, encoding="utf-8")
    assert "change.json" in refused(desk, "apply", "change.json", code=2)


# ---- what is asked of reported work


def test_what_is_asked_of_reported_work_is_refused_or_said_in_the_file(desk: Desk) -> None:
    desk.report("1.3", "so-a")
    desk.do("confirm", "1.3", "--agency", "so-a", "--as", "vp")
    desk.edit("1.3", complete_when="any")
    refused(desk, *APPLY, *WHY)
    desk.edit("1.3", grandfather=True)
    desk.do(*APPLY)
    assert desk.office.state("1.3", "so-a") == "done"
    assert desk.completed("1.3") is None, "what was asked stays as it was"
    desk.settled()
    del desk.task("1.3")["grandfather"]
    desk.edit("1.3", reopen=True, complete_when="all")
    desk.do(*APPLY)
    desk.settled()


def test_reopened_work_is_complete_where_it_fulfils_what_is_asked_now(desk: Desk) -> None:
    desk.report("1.3", "so-a")
    desk.do("confirm", "1.3", "--agency", "so-a", "--as", "vp")
    desk.edit("1.3", complete_when="any", reopen=True)
    desk.do(*APPLY)
    assert desk.completed("1.3") == START, "when it was reported"
    desk.settled()


def test_a_date_moved_after_the_report_launders_nothing(desk: Desk) -> None:
    desk.do("done", "1.1", "--as", "so-a", "--evidence", "1/BC", today="2024-12-20")
    desk.do("confirm", "1.1", "--agency", "so-a", "--as", "vp", today="2024-12-20")
    late = desk.office.held("1.1", "so-a", "2024-12-20")["category"]
    assert late == "done_late"
    desk.edit("1.1", due=NEW)
    desk.do(*APPLY, *WHY, today="2024-12-21")
    assert desk.office.held("1.1", "so-a", "2024-12-21")["category"] == "done_late"
    desk.settled("2024-12-21")


# ---- who has it


def test_begun_work_goes_to_the_new_lead_with_its_notes(desk: Desk) -> None:
    desk.do("progress", "1.1", "--as", "so-a", "--note", "đã xong một nửa", "--percent", "50")
    uid = desk.office.held("1.1", "so-a", DAY)["uid"]
    desk.edit("1.1", lead="so-c")
    refused(desk, *APPLY)
    desk.do(*APPLY, *WHY)
    held = desk.office.held("1.1", "so-c", DAY)
    assert held["uid"] == uid
    assert "đã xong một nửa" in desk.do("log", "1.1").out
    desk.do("done", "1.1", "--as", "so-c", "--evidence", "1/BC")
    desk.settled()


@pytest.mark.parametrize(
    ("flag", "states"),
    [
        ("--file-wins", {"so-a": "cancelled", "so-c": "assigned"}),
        ("--keep", {"so-a": "submitted", "so-c": None}),
    ],
)
def test_a_lead_whose_report_waits_is_replaced_only_by_a_decision(
    desk: Desk, flag: str, states: dict[str, str | None]
) -> None:
    desk.report()
    desk.edit("1.1", lead="so-c")
    assert "waits for confirmation" in refused(desk, *APPLY, *WHY, code=6)
    desk.do(*APPLY, *WHY, flag, "1.1")
    rows = desk.office.query(
        "SELECT g.id, a.state FROM assignment a JOIN agency g ON g.uid = a.agency_uid "
        "JOIN occurrence o ON o.uid = a.occurrence_uid WHERE o.label = '1.1'"
    )
    assert {one: dict(rows).get(one) for one in states} == states
    desk.settled()


@pytest.mark.parametrize(
    ("flags", "code"), [(("--keep", "9.9"), 7), (("--keep", "1.1", "--file-wins", "1.1@2024"), 2)]
)
def test_what_is_decided_names_tasks_of_the_file_and_one_side(
    desk: Desk, flags: tuple[str, ...], code: int
) -> None:
    desk.edit("1.1", due=NEW)
    for words in (("diff", FILE), APPLY):
        assert desk.run(*words, *flags).code == code


def test_a_reassignment_stays_until_the_file_says_otherwise(desk: Desk) -> None:
    desk.do("reassign", "1.1", "--agency", "so-a", "--to", "so-d", "--reason", "Quá tải")
    desk.edit("1.1", output="Báo cáo", due=NEW)
    desk.do(*APPLY, *WHY)
    assert desk.due(agency="so-d") == NEW
    desk.settled()
    desk.edit("1.1", lead="so-c")
    assert "1.1" in refused(desk, *APPLY, *WHY, code=6)
    assert "so-d" in json.dumps(desk.diff()["work"])
    desk.do(*APPLY, *WHY, "--keep", "1.1")
    assert desk.office.state("1.1", "so-d") == "assigned"
    desk.settled()


def test_a_reassignment_that_the_file_takes_over_is_absorbed(desk: Desk) -> None:
    desk.do("reassign", "1.1", "--agency", "so-a", "--to", "so-d", "--reason", "Quá tải")
    desk.edit("1.1", lead="so-d")
    desk.do(*APPLY)
    assert desk.office.state("1.1", "so-d") == "assigned"
    desk.settled()
    desk.edit("1.1", lead="so-c")
    desk.do(*APPLY)
    desk.settled()


# ---- the directory and the calendar alone


def test_a_body_more_in_a_group_is_a_change_although_no_task_was_edited(desk: Desk) -> None:
    desk.begin("1.3")
    desk.tree["groups"]["cac-so"]["members"].append("so-c")
    desk.write()
    shown = desk.diff()
    assert shown["changes"] == []
    assert [(one["task"], one["agencies"]) for one in shown["work"]] == [("1.3", ["so-c"])]
    desk.do(*APPLY, *WHY)
    assert desk.office.state("1.3", "so-a") == "in_progress"
    assert desk.office.state("1.3", "so-c") == "assigned"
    desk.settled()


def test_a_day_off_more_moves_the_dates_that_depend_on_it(desk: Desk) -> None:
    desk.edit("1.3", day_off="next_working_day")
    desk.do(*APPLY, today=START)
    desk.begin("1.3")
    assert desk.due("1.3") == "2024-12-16", "the 14th is a Saturday"
    desk.tree["calendar"]["days_off"] = [{"date": "2024-12-16", "name": "Nghỉ"}]
    desk.write()
    desk.do(*APPLY, *WHY)
    assert desk.due("1.3") == "2024-12-17"
    desk.settled()


# ---- by year, and on demand


def test_closed_years_keep_the_specification_of_their_time(desk: Desk) -> None:
    desk.report("2.1@2024", "so-a")
    desk.edit("2.1", each=["so-a", "so-b", "so-c"], due="12-20")
    concerned = {one["task"] for one in desk.diff(today="2025-02-03")["work"]}
    assert concerned == {"2.1@2025"}
    desk.do(*APPLY, *WHY, today="2025-02-03")
    shown = desk.do("show", "2.1@2023", "--json", today="2025-02-03").json
    assert {one["agency"] for one in shown["assignments"]} == {"so-a", "so-b"}
    assert desk.office.held("2.1@2025", "so-c", "2025-02-03")["due"] == "2025-12-20"
    desk.settled("2025-02-03")


def test_another_recurrence_renames_nothing_and_gives_nothing_in_the_past(desk: Desk) -> None:
    desk.begin("2.1@2024", "so-a")
    desk.edit("2.1", every="half", due=20)
    desk.say(removed=[])
    told = desk.diff(*WHY, today="2025-02-03")["work"]
    assert {(one["task"], one["becomes"]) for one in told} == {
        ("2.1@2025-H1", "added"),
        ("2.1@2025-H2", "added"),
        ("2.1@2025", "withdrawn"),
    }
    desk.do(*APPLY, *WHY, "--confirm", "kh-thu", today="2025-02-03")
    assert desk.office.held("2.1@2024", "so-a", "2025-02-03")["state"] == "in_progress"
    desk.settled("2025-02-03")


def test_what_was_opened_on_demand_keeps_what_it_was_opened_with(desk: Desk) -> None:
    desk.do("open", "2.2", "--as", "vp", "--note", "Kiến nghị 1", "--due", NEW)
    opened = [one["task"] for one in desk.office.list(today=DAY) if one["task"].startswith("2.2")]
    assert opened
    desk.edit("2.2", lead="so-d")
    desk.do(*APPLY)
    assert desk.office.state(opened[0], "so-c") == "assigned"
    desk.settled()


# ---- how it is shown


def test_differences_have_a_code_where_they_are_asked_for(desk: Desk) -> None:
    assert desk.run("diff", FILE, "--exit-code").code == 0
    desk.edit("1.1", title="Rà soát các hợp tác xã")
    assert desk.run("diff", FILE, "--exit-code").code == 3
    assert desk.run("diff", FILE).code == 0


KEYS = {
    "plan",
    "base",
    "revision",
    "changed",
    "changes",
    "work",
    "renamed",
    "suggested",
    "knock_on",
    "digest",
}
CHANGE_KEYS = {"node", "id", "field", "before", "after", "class"}


def test_the_keys_of_the_json_are_those_that_are_documented(desk: Desk) -> None:
    desk.begin()
    desk.edit("1.1", due=NEW)
    shown = desk.diff()
    assert set(shown) == KEYS
    assert set(shown["changes"][0]) == CHANGE_KEYS
    told = set(shown["work"][0])
    page = (Path(__file__).resolve().parents[2] / "docs" / "revising.md").read_text("utf-8")
    for key in KEYS | CHANGE_KEYS | told:
        assert f"`{key}`" in page, key


def test_what_moves_along_is_named(desk: Desk) -> None:
    desk.edit("1.1", duration="30wd", starts="2024-12-01", due="2025-06-30")
    desk.edit("1.2", duration="5wd", due="2025-10-31")
    desk.do(*APPLY)
    desk.edit("1.1", duration="60wd")
    assert desk.diff()["knock_on"] == ["1.2"]
    assert "1.2" in desk.do("diff", FILE).out


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_kind_of_change_is_told_in_the_language_of_the_reader(desk: Desk, lang: str) -> None:
    desk.begin()
    desk.extend()
    desk.edit("1.1", due=NEW, quote="x", priority="urgent", restricted=True, evidence="optional")
    desk.edit("1.2", after=[{"task": "1.1", "lag": "5wd"}], due="2025-09-30", lead="so-d")
    desk.drop("1.3")
    desk.add("2", {"id": "2.9", "title": "Mới", "each": ["cac-so"]})
    told = desk.do("diff", FILE, lang=lang).out
    assert "{" not in told.replace("moved: [{", "")
    assert "None" not in told
    assert "--file-wins 1.1" in told


@pytest.mark.parametrize(
    ("typed", "code", "expected"), [("giữ", 0, GRANTED), ("tep", 0, NEW), ("", 130, GRANTED)]
)
def test_on_a_terminal_each_conflict_is_asked_about(desk: Desk, typed: str, code: int, expected: str) -> None:
    import os
    import pty
    import subprocess
    import sys

    desk.begin()
    desk.extend()
    desk.edit("1.1", due=NEW)
    main, side = pty.openpty()
    command = [sys.executable, "-m", "planengine", "--lang", "vi", "apply", FILE, *WHY, "--today", DAY]
    asked = subprocess.Popen(command, cwd=desk.office.folder, stdin=side, stdout=subprocess.PIPE, text=True)
    os.write(main, f"{typed}\nc\n".encode())
    told, _ = asked.communicate(timeout=60)
    os.close(main)
    os.close(side)
    assert "1.1: theo tệp hay giữ thực tế?" in told
    assert asked.returncode == code, told
    assert desk.due() == expected
    desk.do("audit", "verify", "--deep")


def started(desk: Desk) -> Any:
    import subprocess
    import sys

    command = [sys.executable, "-m", "planengine", *APPLY, *WHY, "--today", DAY]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=desk.office.folder, stdout=quiet, stderr=quiet)


def test_of_several_who_apply_at_once_one_does_and_the_others_are_told(desk: Desk) -> None:
    desk.begin()
    desk.edit("1.1", due=NEW)
    codes = [one.wait(60) for one in [started(desk) for _ in range(3)]]
    assert codes.count(0) >= 1
    assert set(codes) <= {0, 5}
    assert desk.office.query("SELECT revision FROM plan") == [(2,)]
    desk.settled()


def test_killed_in_the_middle_there_is_the_old_revision_or_the_new_one(desk: Desk) -> None:
    import time

    desk.begin()
    desk.edit("1.1", due=NEW)
    for moment in range(1, 7):
        running = started(desk)
        deadline = time.monotonic() + moment * 0.06
        while time.monotonic() < deadline and running.poll() is None:
            pass
        running.kill()
        running.wait()
        ((revision,),) = desk.office.query("SELECT revision FROM plan")
        assert (revision, desk.due()) in ((1, DUE), (2, NEW))
    desk.do(*APPLY, *WHY)
    assert desk.due() == NEW
    desk.settled()
