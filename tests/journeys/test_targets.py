"""Targets in the office: figures of KH 106 reported over the years, corrected, judged, and told by the log."""

from __future__ import annotations

import pytest

from tests.cli.office import busy_office, new_office

IN_2025 = "2025-01-10"
SPEAKER = ("--as", "so-nnptnt")


@pytest.fixture
def office(tmp_path):
    return busy_office(tmp_path)


def listed(office, *words, today=IN_2025):
    return {
        one["id"]: one for one in office.do("target", "list", *words, "--json", today=today).json["targets"]
    }


def set_all(office, period, today, **figures):
    given = [f"{name}={figure}" for name, figure in figures.items()]
    return office.do("target", "set", *given, "--period", period, *SPEAKER, today=today)


# The ten measurable targets of the plan: figures, and by hand what each says.
TEN = {
    "G1": ("50", "met", None),  # từ 50 % trở lên
    "G2": ("4", "not_met", None),  # ít nhất 5
    "G3": ("5,01 tỷ đồng", "met", None),  # từ 5 tỷ đồng/năm trở lên
    "G5": ("29,999999", "not_met", None),  # từ 30 %
    "G6": ("12", "not_judged", "baseline"),  # tăng ít nhất 10 %: không nêu gốc
    "G7": ("-1,5", "not_met", None),  # tăng ít nhất 5 %/năm
    "G8": ("30", "not_judged", "tolerance"),  # khoảng 30 %
    "G9": ("30,0", "not_met", None),  # trên 30 %: đúng 30 % là chưa đạt
    "G10": ("15", "met", None),  # 15 %
    "G11": ("20", "not_judged", "tolerance"),  # khoảng 20 %
}


def test_the_ten_measurable_targets_of_the_plan_are_judged_as_their_words_say(office):
    set_all(office, "2024", IN_2025, **{name: figure for name, (figure, _, _) in TEN.items()})
    found = listed(office)
    assert {name: (found[name]["outcome"], found[name]["why"]) for name in TEN} == {
        name: (outcome, why) for name, (_, outcome, why) in TEN.items()
    }
    assert {one["why"] for name, one in found.items() if name not in TEN} == {"goal"}
    assert len(found) == 16


def test_the_list_counts_the_ten_and_leaves_out_what_has_no_figure(office):
    set_all(office, "2024", IN_2025, G1="52", G9="30", G8="31")
    told = office.do("target", "list", today=IN_2025).out
    assert "Chỉ tiêu: 1 đạt, 1 chưa đạt, 7 chưa có số liệu, 1 chưa đánh giá được." in told
    assert "G8: chưa quy định mức “khoảng” được lệch bao nhiêu" in told
    assert listed(office)["G1"]["now"]["figure"] == "52"


def test_status_says_in_one_line_how_the_targets_stand(office):
    set_all(office, "2024", IN_2025, G1="52", G9="30")
    assert "Chỉ tiêu: 1 đạt, 1 chưa đạt, 8 chưa có số liệu." in office.do("status", today=IN_2025).out
    assert office.do("status", "--json", today=IN_2025).json["targets"] == {
        "met": 1,
        "not_met": 1,
        "not_judged": 0,
        "no_figure": 8,
    }


def test_over_the_years_the_last_figure_counts_and_the_trend_is_told(office):
    set_all(office, "2023", "2024-11-05", G1="41")
    set_all(office, "2024", "2025-01-10", G1="47,5")
    last = listed(office)["G1"]
    assert (last["now"]["period"], last["now"]["trend"], last["now"]["good"]) == ("2024", "up", True)
    assert last["outcome"] == "not_met"
    assert listed(office, "--period", "2023")["G1"]["now"]["figure"] == "41"
    set_all(office, "2025", "2025-12-30", G1="51")
    assert listed(office, today="2025-12-30")["G1"]["outcome"] == "met"


def test_a_later_figure_replaces_the_one_that_stands_and_the_log_tells_both(office):
    set_all(office, "2024", IN_2025, G1="10")
    told = set_all(office, "2024", "2025-01-12", G1="12")
    assert "sửa từ 10 % thành 12 %" in told.out
    shown = office.do("target", "show", "G1", today="2025-01-12").out
    assert "10/01/2025 09:00" in shown
    assert "sửa từ 10 % thành 12 %" in shown
    log = office.do("log", "--last", "1", today="2025-01-12").out
    assert "số liệu chỉ tiêu G1 kỳ 2024 sửa từ 10 % thành 12 %" in log


def test_the_same_figure_again_changes_nothing(office):
    set_all(office, "2024", IN_2025, G1="10")
    before = office.dump()
    told = set_all(office, "2024", "2025-01-12", G1="10,0 %")
    assert "không có gì thay đổi" in told.out
    assert office.dump() == before


def test_a_figure_taken_back_is_gone_from_the_list_and_stays_in_the_story(office):
    set_all(office, "2024", IN_2025, G1="10")
    office.do(
        "target", "withdraw", "G1", "--period", "2024", *SPEAKER, "--reason", "nhầm chỉ tiêu", today=IN_2025
    )
    assert listed(office)["G1"]["now"] is None
    shown = office.do("target", "show", "G1", today=IN_2025)
    assert "rút số liệu chỉ tiêu G1 kỳ 2024: 10 %" in shown.out
    assert "Lý do: nhầm chỉ tiêu" in shown.out


def test_several_figures_are_reported_together_or_not_at_all(office):
    before = office.dump()
    told = office.run("target", "set", "G1=52", "G2=bảy", "--period", "2024", *SPEAKER, today=IN_2025)
    assert (told.code, told.out) == (4, "")
    assert office.dump() == before


def test_agencies_report_for_themselves_and_the_secretariat_for_them_from_paper(office):
    given = ("--period", "2024", "--agency", "hoi-an")
    refused = office.run("target", "set", "G5=30", *given, "--as", "tam-ky", today=IN_2025)
    assert refused.code == 4
    assert "--as so-nnptnt --agency hoi-an" in refused.err
    office.do(
        "target", "set", "G5=30", *given, *SPEAKER, "--document", "9/BC-UBND ngày 08/01/2025", today=IN_2025
    )
    shown = office.do("target", "show", "G5", today=IN_2025).out
    assert "do Sở NN&PTNT nhập" in shown
    assert "Văn bản: 9/BC-UBND ngày 08/01/2025" in shown


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("G1=1.234", "--period", "2024"), 4, "1234"),
        (("G1=52 hộ", "--period", "2024"), 4, "“%”"),
        (("G1=-1", "--period", "2024"), 4, "số âm"),
        (("G1=52", "--period", "2026"), 4, "2023, 2024, 2025"),
        (("G1=52", "--period", "2024-Q1"), 4, "2024"),
        (("G1=52", "--period", "2025", "--today", "2024-12-31"), 4, "01/01/2025"),
        (("G1=52",), 2, "--period"),
        (("G1", "--period", "2024"), 2, "--value"),
        (("g1=52", "--period", "2024"), 7, "G1"),
        (("1.1=52", "--period", "2024"), 7, "“1.1”"),
    ],
)
def test_what_is_refused_says_what_would_have_been_right(office, words, code, told):
    before = office.dump()
    today = words[-1] if "--today" in words else IN_2025
    words = words[:-2] if "--today" in words else words
    answer = office.run("target", "set", *words, *SPEAKER, today=today)
    assert answer.code == code
    assert told in answer.err
    assert office.dump() == before


def test_a_share_above_a_hundred_is_taken_and_doubted(office):
    told = set_all(office, "2024", IN_2025, G1="120")
    assert "vượt 100 %" in told.err
    assert "vượt 100 %" not in set_all(office, "2024", IN_2025, G7="120").err


def test_what_was_reported_is_what_the_log_says_and_what_was_shown_that_day_is_shown_of_it(office):
    set_all(office, "2023", "2024-11-05", G1="41", G2="3")
    shown = office.do("target", "list", today="2024-11-05").out
    set_all(office, "2023", "2024-12-05", G1="42")
    office.do(
        "target", "withdraw", "G2", "--period", "2023", *SPEAKER, "--reason", "nhầm", today="2024-12-06"
    )
    assert office.do("audit", "verify", "--deep", today="2024-12-06").code == 0
    assert office.do("target", "list", "--as-of", "2024-11-05", today="2024-12-06").out == shown
    assert office.do("target", "list", today="2024-12-06").out != shown


def test_a_value_that_was_changed_beside_the_log_is_found(office):
    import contextlib
    import sqlite3

    set_all(office, "2024", IN_2025, G1="41")
    with contextlib.closing(sqlite3.connect(office.database)) as connection:
        connection.execute("UPDATE target_value SET value = '61'")
        connection.commit()
    told = office.run("audit", "verify", "--deep", today=IN_2025)
    assert told.code != 0
    assert "61" in told.all


def test_the_sum_of_many_is_held_against_about_with_its_tolerance(tmp_path):
    office = new_office(tmp_path)
    office.do("apply", "plans/sao_khue.yaml", "--yes", today="2026-02-01")
    xa = [f"sk-{one}" for one in ("phuong-sao-khue", "dac-khu-hon-sao")]
    known = {row[0] for row in office.query("SELECT id FROM agency")}
    xa = [one for one in sorted(known) if one in xa] or sorted(known)[:2]
    for agency, figure in zip(xa, ("6,25", "5,75"), strict=True):
        office.do(
            "target",
            "set",
            f"G6={figure} nghìn người",
            "--period",
            "2026",
            "--as",
            agency,
            today="2026-07-01",
        )
    now = listed(office, today="2026-07-01")["G6"]
    assert (now["now"]["figure"], now["outcome"], len(now["now"]["values"])) == ("12", "met", 2)
    office.do("target", "set", "G6=5,74", "--period", "2026", "--as", xa[1], today="2026-07-02")
    assert listed(office, today="2026-07-02")["G6"]["outcome"] == "not_met"


def test_an_agency_that_the_plan_does_not_name_cannot_report(tmp_path):
    office = new_office(tmp_path)
    office.do("apply", "plans/sao_khue.yaml", "--yes", today="2026-02-01")
    told = office.run("target", "set", "G1=80", "--period", "2026-Q1", "--as", "sk-so-tc", today="2026-04-01")
    assert told.code == 4
    assert "sk-so-nnmt" in told.err
    office.do("target", "set", "G1=80", "--period", "quý I/2026", "--as", "sk-so-nnmt", today="2026-04-01")
    now = listed(office, today="2026-04-01")["G1"]["now"]
    # 75 % năm 2025 → 100 %: 80 % is a fifth of the way
    assert (now["period"], now["share"], now["outcome"]) == ("2026-Q1", 20, "not_met")


def test_a_figure_that_its_agency_could_not_have_reported_is_found_by_the_deep_check(office):
    from datetime import date

    from planengine import bootstrap
    from planengine.core.events import Fact, Origin
    from planengine.core.target_value import record_of
    from planengine.settings import Settings

    set_all(office, "2024", IN_2025, G1="41")
    journal = bootstrap.open_journal(Settings(root=str(office.folder), database=str(office.database)))
    (plan,) = journal.plans()
    ((target,),) = office.query("SELECT uid FROM target WHERE id = 'G5'")
    payload = {
        "record": record_of(target, "2024", "hoi-an"), "target": "G5", "period": "2024", "agency": "hoi-an",
        "by": "tam-ky", "on": IN_2025, "number": 1, "value": "30", "unit": "%",
    }  # fmt: skip
    clock = bootstrap.read_clock("2025-01-11")
    origin = Origin("tam-ky", "ai đó", date.fromisoformat(IN_2025))
    with journal.writing() as writer:
        writer.append(
            plan, (Fact("target_reported", target, payload),), origin, clock.now,
            today=date(2025, 1, 11), correlation="x",
        )  # fmt: skip
    journal.close()
    told = office.run("audit", "verify", "--deep", today="2025-01-11")
    assert told.code != 0
    assert "target_reported" in told.all or "chỉ tiêu" in told.all.casefold()
