"""Sheets go out to the agencies of KH 106, officers fill them in, they come back and are recorded."""

from __future__ import annotations

import io
from datetime import date

import pytest

from tests.cli.office import Office, busy_office
from tests.sheets.officer import Officer

OUT, BACK = "2024-12-05", "2024-12-10"


@pytest.fixture
def office(tmp_path):
    return busy_office(tmp_path)


def test_what_an_officer_fills_in_is_recorded_once(office):
    office.do("sheet", "export", "--agency", "so-tnmt", today=OUT)
    sent = office.folder / f"kh-106_so-tnmt_{OUT}.xlsx"
    Officer(sent).fill(
        "2.1.1", answer="Hoàn thành", number="123/BC-STNMT", day=date(2024, 12, 4), subject="Rà soát"
    ).fill("2.1.3", percent=40, note="Đã lấy ý kiến").save(sent)
    before = office.dump()
    shown = office.do("sheet", "import", sent.name, "--dry-run", today=BACK)
    assert "123/BC-STNMT ngày 04/12/2024: Rà soát" in shown.out
    assert office.dump() == before
    office.do("sheet", "import", sent.name, "--yes", today=BACK)
    done, begun = office.held("2.1.1", "so-tnmt"), office.held("2.1.3", "so-tnmt")
    assert (done["state"], done["evidence"]) == ("submitted", "123/BC-STNMT ngày 04/12/2024: Rà soát")
    assert begun["state"] == "in_progress"
    once = office.dump()
    again = office.do("sheet", "import", sent.name, "--yes", today=BACK)
    assert "Không có gì để ghi nhận" in again.out
    assert office.dump() == once
    office.do("audit", "verify", "--deep", today=BACK)


def test_all_sheets_go_out_in_one_command_and_come_back_from_those_who_answer(office):
    """The golden way: every agency gets its own, officers fill theirs in, the secretariat records what came."""
    told = office.do("sheet", "export", "--all", "--out", "bang_gui", today=OUT)
    folder = office.folder / "bang_gui"
    held = {one["agency"] for one in office.list(today=OUT)}
    sent = {path.name: path for path in folder.iterdir()}
    assert set(sent) == {f"kh-106_{agency}_{OUT}.xlsx" for agency in held}
    assert str(len(sent)) in told.err

    answered = []
    for agency in sorted(held):
        path = sent[f"kh-106_{agency}_{OUT}.xlsx"]
        officer = Officer(path)
        for at, task in enumerate(officer.rows):
            offered = officer.choices(task)
            if "Hoàn thành" in offered and at % 3 == 0:
                day = date(2024, 12, 3)
                officer.fill(task, answer="Hoàn thành", number=f"{at}/BC-{agency.upper()}", day=day)
                answered.append((task, agency, "submitted"))
            elif "Đang thực hiện" in offered and at % 3 == 1:
                officer.fill(task, answer="Đang thực hiện", percent=25, note="Đang làm")
                answered.append((task, agency, "in_progress"))
            elif "Đã tiếp nhận" in offered:
                officer.fill(task, answer="Đã tiếp nhận")
                answered.append((task, agency, "accepted"))
        officer.save(path)
    assert len(answered) > 300
    files = [str(path) for path in sorted(folder.iterdir())]
    office.do("sheet", "import", *files, "--yes", "--on", "2024-12-09", today=BACK)

    now = {(label(one), one["agency"]): one for one in office.list(today=BACK)}
    # what was finished by the answer of another closes with it; everything else stands as it was answered
    standing = [(now[task, agency]["state"], state) for task, agency, state in answered]
    assert {(is_now, was) for is_now, was in standing if is_now != was} <= {
        ("closed", "accepted"),
        ("closed", "in_progress"),
    }
    assert sum(is_now == was for is_now, was in standing) > 300
    assert {one["reported_on"] for one in now.values() if one["state"] == "submitted"} == {"2024-12-09"}
    events = office.query(
        "SELECT DISTINCT channel, typed_by FROM event WHERE type IN ('assignment_accepted', 'progress_reported', "
        "'completion_reported') AND agency <> 'so-nnptnt'"
    )
    assert events == [("sheet", "so-nnptnt")]
    office.do("audit", "verify", "--deep", today=BACK)

    whole = office.dump()
    again = office.do("sheet", "import", *files[::6], "--yes", today="2024-12-11")
    assert again.out.count("Không có gì để ghi nhận") == len(files[::6])
    assert office.dump() == whole

    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "moi.xlsx", today="2024-12-11")
    fresh = Officer(office.folder / "moi.xlsx")
    shown = {task: fresh.cell(task, "state").value for task in fresh.rows}
    assert {state for task, agency, state in answered if agency == "so-tnmt"} >= {"submitted", "in_progress"}
    for task, agency, state in answered:
        if agency == "so-tnmt":
            word = {
                "submitted": "chờ xác nhận",
                "in_progress": "đang thực hiện; 25%",
                "accepted": "đã tiếp nhận",
            }
            assert shown[task].startswith(word[state]), task
    assert all(fresh.cell(task, "answer").value is None for task in fresh.rows)


def label(one):
    return one["task"] + (f"@{one['period']}" if one["period"] else "")


def test_what_was_moved_since_the_sheet_went_out_is_named_and_keeps_the_file_out(office):
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", today=OUT)
    sent = office.folder / "sent.xlsx"
    officer = Officer(sent).fill("2.1.1", percent=40).fill("2.1.3", percent=10)
    officer.save(sent)
    office.do("accept", "2.1.1", "--as", "so-tnmt", today="2024-12-06")
    before = office.dump()
    told = office.run("sheet", "import", "sent.xlsx", "--yes", today=BACK)
    assert told.code == 1
    assert officer.place("2.1.1", "answer") in told.out
    assert "Sở TN&MT" in told.out
    assert office.dump() == before
    # the row that was moved says nothing any more: the rest is taken
    officer.fill("2.1.1", percent=None).save(sent)
    office.do("sheet", "import", "sent.xlsx", "--yes", today=BACK)
    assert (office.state("2.1.1", "so-tnmt"), office.state("2.1.3", "so-tnmt")) == ("accepted", "in_progress")


def test_a_sheet_sent_a_second_time_with_more_in_it_adds_the_rest_only(office):
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", today=OUT)
    sent = office.folder / "sent.xlsx"
    officer = Officer(sent).fill("2.1.1", percent=40)
    officer.save(sent)
    office.do("sheet", "import", "sent.xlsx", "--yes", today=BACK)
    officer.fill("2.1.3", percent=10).save(office.folder / "later.xlsx")
    told = office.do("sheet", "import", "later.xlsx", "--yes", "--json", today="2024-12-11").json["files"][0]
    assert ([one["task"] for one in told["acts"]], told["repeated"]) == (["2.1.3"], 1)


def test_without_a_terminal_the_answer_must_be_given(office):
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", today=OUT)
    sent = office.folder / "sent.xlsx"
    before = office.dump()
    assert office.run("sheet", "import", "sent.xlsx", today=BACK).code == 0  # nothing to ask about
    Officer(sent).fill("2.1.1", percent=40).save(sent)
    assert office.run("sheet", "import", "sent.xlsx", today=BACK).code == 6
    assert office.dump() == before


def test_a_file_that_cannot_be_read_keeps_all_of_a_command_out(office):
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", today=OUT)
    Officer(office.folder / "sent.xlsx").fill("2.1.1", percent=40).save(office.folder / "sent.xlsx")
    (office.folder / "odd.xlsx").write_bytes(b"no workbook")
    before = office.dump()
    assert office.run("sheet", "import", "sent.xlsx", "odd.xlsx", "--yes", today=BACK).code == 4
    assert office.dump() == before


def test_a_day_to_come_is_refused(office):
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", today=OUT)
    Officer(office.folder / "sent.xlsx").fill("2.1.1", percent=40).save(office.folder / "sent.xlsx")
    assert office.run("sheet", "import", "sent.xlsx", "--yes", "--on", "2024-12-12", today=BACK).code == 2


PLAN = """\
planengine: 1
plan:
  id: lon
  title: Kế hoạch lớn
  issuer: ubnd-tinh
  starts: 2024-01-01
  ends: 2024-12-31
  secretariat: van-phong
  approver: ubnd-tinh
agencies:
  ubnd-tinh: {name: UBND tỉnh}
  van-phong: {name: Văn phòng}
  so-a: {name: Sở A}
calendar:
  weekend: [sat, sun]
  covers: {from: 2023-01-01, until: 2025-12-31}
  days_off: []
tasks:
"""


def test_a_sheet_of_three_hundred_rows_comes_back_whole(tmp_path):
    office = Office(tmp_path)
    office.do("init", ".", today=OUT)
    rows = [f'  - {{id: "{n}", title: Việc {n}, lead: so-a, due: 2024-12-20}}\n' for n in range(1, 301)]
    (tmp_path / "lon.yaml").write_text(PLAN + "".join(rows), encoding="utf-8")
    office.do("apply", "lon.yaml", "--yes", today="2024-11-01")
    office.do("sheet", "export", "--agency", "so-a", today=OUT)
    sent = tmp_path / f"lon_so-a_{OUT}.xlsx"
    officer = Officer(sent)
    for n in range(1, 301):
        officer.fill(
            str(n), answer="Hoàn thành", number=f"{n}/BC-SA", day=f"{1 + n % 5}/12/2024", percent="100%"
        )
    officer.save(sent)
    told = office.do("sheet", "import", sent.name, "--yes", "--json", today=BACK).json["files"][0]
    assert (len(told["acts"]), told["faults"], told["recorded"]) == (300, [], True)
    assert office.query("SELECT state, count(*) FROM assignment GROUP BY state") == [("submitted", 300)]
    correlations = "SELECT count(DISTINCT correlation) FROM event WHERE type = 'completion_reported'"
    assert office.query(correlations) == [(1,)], "a file is one command"


class Terminal(io.StringIO):
    """Somebody at a terminal who gives one answer, and what happens elsewhere before it is given."""

    def __init__(self, answer: str, meanwhile=lambda: None) -> None:
        super().__init__(answer)
        self.meanwhile = meanwhile

    def isatty(self) -> bool:
        return True

    def readline(self, *_: object) -> str:
        self.meanwhile()
        return super().readline()


@pytest.mark.parametrize(
    ("answer", "state", "code"), [("c\n", "in_progress", 0), ("k\n", "assigned", 130), ("", "assigned", 130)]
)
def test_at_a_terminal_it_is_asked_before_anything_is_recorded(office, monkeypatch, answer, state, code):
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", today=OUT)
    Officer(office.folder / "sent.xlsx").fill("2.1.1", percent=40).save(office.folder / "sent.xlsx")
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert office.run("sheet", "import", "sent.xlsx", today=BACK).code == code
    assert office.state("2.1.1", "so-tnmt") == state


def test_who_was_faster_while_the_question_stood_is_named_and_nothing_is_recorded(office, monkeypatch):
    office.do("sheet", "export", "--agency", "so-tnmt", "--out", "sent.xlsx", today=OUT)
    sheet = Officer(office.folder / "sent.xlsx").fill("2.1.1", percent=40).fill("2.1.3", percent=10)
    sheet.save(office.folder / "sent.xlsx")
    terminal = Terminal("c\n", lambda: office.do("accept", "2.1.1", "--as", "so-tnmt", today=BACK))
    monkeypatch.setattr("sys.stdin", terminal)
    told = office.run("sheet", "import", "sent.xlsx", today=BACK)
    assert told.code == 1
    assert f"{sheet.place('2.1.1', 'answer')}: 2.1.1 đã thay đổi" in told.out
    assert (office.state("2.1.1", "so-tnmt"), office.state("2.1.3", "so-tnmt")) == ("accepted", "assigned")
