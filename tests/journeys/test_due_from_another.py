"""Due dates that count from the report of another task: moved off a day off, and never in the way of the report."""

from __future__ import annotations

from tests.cli.office import new_office

PLAN = """\
planengine: 1
plan:
  id: kh-1
  title: Kế hoạch thử
  issuer: ubnd-tinh
  starts: 2024-01-02
  ends: 2024-12-31
  secretariat: vp-ubnd
  approver: ubnd-tinh
agencies:
  ubnd-tinh: {name: UBND tỉnh}
  vp-ubnd: {name: Văn phòng UBND tỉnh}
  so-tc: {name: Sở Tài chính}
calendar:
  covers: {from: 2024-01-01, until: 2024-12-31}
tasks:
  - {id: A, title: Khảo sát, lead: so-tc}
  - {id: B, title: Báo cáo, lead: so-tc, day_off: next_working_day, due: {within: 30d, of: A}}
  - {id: C, title: Nghiệm thu, lead: so-tc, due: {within: 30wd, of: A}}
"""


def reported(tmp_path, day):
    office = new_office(tmp_path)
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    office.do("apply", "plan.yaml", "--yes", today="2024-01-02")
    office.do("done", "A", "--as", "so-tc", "--evidence", "1/BC", today=day)
    office.do("confirm", "A", "--agency", "so-tc", today=day)
    return office


def test_a_day_counted_from_a_report_follows_the_day_off_rule(tmp_path):
    office = reported(tmp_path, "2024-03-15")
    # thirty days on is Sunday 14 April
    assert office.held("B", "so-tc", today="2024-03-15")["due"] == "2024-04-15"


def test_a_report_is_kept_where_the_calendar_ends_before_the_day_that_counts_from_it(tmp_path):
    office = reported(tmp_path, "2024-12-20")
    assert office.state("A", "so-tc") == "done"
    assert office.held("C", "so-tc", today="2024-12-20")["due"] is None


def test_applying_the_plan_again_counts_by_the_same_rule(tmp_path):
    office = reported(tmp_path, "2024-03-15")
    text = PLAN.replace(
        "  - {id: C,",
        "  - {id: D, title: Họp, lead: so-tc, day_off: previous_working_day, due: {within: 30d, of: A}}\n  - {id: C,",
    )
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    office.do("apply", "plan.yaml", "--yes", today="2024-03-18")
    assert office.held("D", "so-tc", today="2024-03-18")["due"] == "2024-04-12"
