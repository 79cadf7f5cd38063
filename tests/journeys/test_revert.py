"""Going back to an older revision: a new one, judged like any other, with all history kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.office import Office, busy_office

WHY = ("--reason", "Áp dụng nhầm tệp")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return busy_office(tmp_path)


def edit(office: Office, *pairs: tuple[str, str]) -> None:
    """The plan file with these texts exchanged, applied with a reason."""
    path = office.folder / "plans" / "kh_106.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    office.do("apply", "plans/kh_106.yaml", "--yes", "--reason", "sửa")


def spec(office: Office) -> list[tuple[object, ...]]:
    return office.query(
        "SELECT id, spec, title, parent, position FROM task WHERE withdrawn_in IS NULL ORDER BY id"
    )


TITLE = ("title: Xây dựng cơ chế, chính sách khuyến khích tích tụ đất đai", "title: Cơ chế tích tụ đất đai")


def test_the_old_content_comes_back_as_a_new_revision_and_nothing_is_rewound(office: Office) -> None:
    before = spec(office)
    edit(office, TITLE)
    assert spec(office) != before
    events = office.query("SELECT seq, hash FROM event ORDER BY seq")
    answer = office.do("revert", "1", *WHY, "--yes")
    assert spec(office) == before
    assert office.query("SELECT seq, hash FROM event ORDER BY seq")[: len(events)] == events
    listed = office.do("plan", "revisions", "--json").json["revisions"]
    assert [(one["number"], one["reason"]) for one in listed] == [
        (1, None),
        (2, "sửa"),
        (3, "Áp dụng nhầm tệp"),
    ]
    first, last = (office.do("plan", "revisions", "--show", number).out for number in ("1", "3"))
    assert first == last
    assert "plans/kh_106.yaml" in answer.err, "whoever goes back is told that the file was not touched"
    assert "Cơ chế tích tụ" in (office.folder / "plans/kh_106.yaml").read_text(encoding="utf-8")
    assert office.run("audit", "verify", "--deep").code == 0


def test_a_dry_run_and_a_missing_answer_write_nothing(office: Office) -> None:
    edit(office, TITLE)
    before = office.dump()
    assert "Cơ chế" in office.do("revert", "1", *WHY, "--dry-run").out
    assert office.run("revert", "1", *WHY).code == 6
    assert office.dump() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("1",), 2),
        (("1", "--reason", " "), 2),
        (("2", *WHY), 2),
        (("3", *WHY), 7),
        (("0", *WHY), 7),
        (("-1", *WHY), 2),
    ],
)
def test_what_is_there_already_what_never_was_and_no_reason_are_refused(
    office: Office, words: tuple[str, ...], code: int
) -> None:
    edit(office, TITLE)
    before = office.dump()
    assert office.run("revert", *words, "--yes").code == code
    assert office.dump() == before


def test_going_back_twice_is_nothing_to_do(office: Office) -> None:
    edit(office, TITLE)
    office.do("revert", "1", *WHY, "--yes")
    before = office.dump()
    office.do("revert", "1", *WHY, "--yes")
    assert office.dump() == before
    office.do("revert", "2", *WHY, "--yes")
    assert "Cơ chế tích tụ đất đai" in office.do("show", "2.1.1").out


def test_what_was_renamed_gets_its_old_id_back_with_its_history(office: Office) -> None:
    office.do("start", "2.1.1", "--as", "so-tnmt")
    office.do("plan", "rename", "2.1.1", "2.1.9", "plans/kh_106.yaml")
    office.do("apply", "plans/kh_106.yaml", "--yes", "--reason", "đổi mã")
    office.do("baseline", "set", "sau đổi mã")
    uid = office.query("SELECT uid FROM occurrence WHERE label = '2.1.9'")
    office.do("revert", "1", *WHY, "--yes")
    assert office.query("SELECT uid FROM occurrence WHERE label = '2.1.1'") == uid
    assert office.state("2.1.1", "so-tnmt") == "in_progress"
    assert office.run("show", "2.1.9").code == 7
    assert office.run("audit", "verify", "--deep").code == 0
    shown = office.do("baseline", "show", "--json").json
    (found,) = [one for one in shown["tasks"] if one["id"] == "2.1.1"]
    assert (found["first"]["task"], found["baseline"]["task"]) == ("2.1.1", "2.1.9")
    assert shown["gone"] == []
    past = office.do("baseline", "show", "--json", "--as-of", "2024-11-05").json
    assert past == shown


HEAD = '          - id: "2.1.1"\n'
NEW = (
    HEAD,
    '          - id: "2.1.7"\n            title: Việc thêm sau\n            lead: so-tnmt\n            ref: x\n\n'
    + HEAD,
)


def test_begun_work_that_the_old_revision_did_not_have_leaves_only_where_it_is_named(office: Office) -> None:
    edit(office, NEW)
    office.do("start", "2.1.7", "--as", "so-tnmt")
    before = office.dump()
    refused = office.run("revert", "1", *WHY, "--yes", "--confirm", "kh-106")
    assert refused.code == 4
    assert "plan revisions --show 1" in refused.err
    assert office.dump() == before
    assert office.run("revert", "1", *WHY, "--yes", "--remove", "2.1.7").code == 6, (
        "and the plan must be named"
    )
    office.do("revert", "1", *WHY, "--yes", "--remove", "2.1.7", "--confirm", "kh-106")
    assert office.query("SELECT withdrawn_in FROM task WHERE id = '2.1.7'") == [(3,)]
    assert office.run("audit", "verify", "--deep").code == 0


def test_agencies_do_not_go_back_with_a_plan(office: Office) -> None:
    path = office.folder / "plans" / "agencies" / "quang_nam.yaml"
    text = path.read_text(encoding="utf-8")
    assert "Sở Tài nguyên và Môi trường" in text
    path.write_text(text.replace("Sở Tài nguyên và Môi trường", "Sở Môi trường"), encoding="utf-8")
    edit(office, TITLE)
    office.do("revert", "1", *WHY, "--yes")
    first, second, third = office.query("SELECT directory, calendar FROM revision ORDER BY number")
    assert first != second == third
    assert office.query("SELECT name FROM agency WHERE id = 'so-tnmt'") == [("Sở Môi trường",)]


def test_going_back_again_over_a_rename_is_nothing_to_do(office: Office) -> None:
    office.do("plan", "rename", "2.1.1", "2.1.9", "plans/kh_106.yaml")
    office.do("apply", "plans/kh_106.yaml", "--yes", "--reason", "đổi mã")
    office.do("revert", "1", *WHY, "--yes")
    before = office.dump()
    assert office.do("revert", "1", *WHY, "--yes").code == 0
    assert office.dump() == before
    office.do("revert", "2", *WHY, "--yes")
    assert office.query("SELECT count(*) FROM occurrence WHERE label = '2.1.9'") == [(1,)]
    assert office.run("audit", "verify", "--deep").code == 0


def test_an_old_plan_with_faults_beside_what_is_in_force_is_refused_with_its_codes(office: Office) -> None:
    edit(office, TITLE)
    before = office.dump()
    refused = office.run("revert", "1", *WHY, "--yes", "--remove", "2.1.1")
    assert refused.code == 4
    assert "(removed.0.id)" in refused.err
    assert "planengine explain PE1" in refused.err
    assert office.dump() == before
