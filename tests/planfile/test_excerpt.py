"""How a finding is shown: the caret stands under the letter that is meant."""

from __future__ import annotations

import unicodedata

import pytest

from planengine.core.problems import Finding, Place
from planengine.messages.excerpt import display_width, excerpt, label, passage
from planengine.messages.vi.faults import TEXTS
from planengine.planfile.examples import WITHOUT_WORDS, read_side
from planengine.planfile.read import Reading
from tests.planfile.faulty_plans import FAULTY
from tests.planfile.plans_in_text import plan_text, read, task


def fill(key: str, params: object) -> str:
    return TEXTS[key].format(**dict(params))  # type: ignore[call-overload]


def shown(reading: Reading, at: int = 0, **options: object) -> list[str]:
    lines = {source.name: source.lines for source in reading.sources}
    return excerpt(reading.findings[at], lines, fill, **options).split("\n")  # type: ignore[arg-type]


def test_a_finding_has_place_code_line_caret_and_advice(tmp_path):
    lines = shown(read(tmp_path, plan_text(tasks=task("kind: recuring"))))
    assert lines[0].startswith(f"{tmp_path}/plan.yaml:29:11: lỗi PE042: “recuring”")
    assert lines[1:3] == [" 29 |     kind: recuring", "    |           ^^^^^^^^"]
    assert lines[3] == "  = Có phải ý bạn là “recurring”?"
    assert lines[4].startswith("  = Chọn một trong: once, recurring")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_caret_is_under_the_same_letter_in_both_spellings(form, tmp_path):
    line = "{group: nganh, track: group, members: [so-tc], thêm: việc, deadlin: Đợi}"
    text = unicodedata.normalize(form, plan_text(tasks=task(f"each: [{line}]")))
    reading = read(tmp_path, text)
    source, caret = shown(reading, 0)[1:3]
    assert source.index("thêm") == caret.index("^")
    source, caret = shown(reading, 1)[1:3]
    assert source.index("deadlin") == caret.index("^")
    assert caret.count("^") == len("deadlin")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_column_is_that_of_the_file_as_it_is(form, tmp_path):
    line = unicodedata.normalize(form, "readings: {title: Kế hoạch đã có, xấu: a}")
    reading = read(tmp_path, plan_text(tasks=task(line)))
    (finding,) = reading.findings
    written = reading.sources[0].lines[finding.place.line - 1]
    word = written[finding.place.column - 1 :][: finding.place.width]
    assert unicodedata.normalize("NFC", word) == "xấu"


def test_wide_letters_take_two_cells_and_tabs_four(tmp_path):
    lines = shown(read(tmp_path, plan_text(tasks=task("tags: ['日本',\t~]"))))
    assert lines[1] == " 29 |     tags: ['日本',    ~]"
    assert lines[2] == "    |" + " " * (1 + 4 + 7 + 6 + 1 + 4) + "^"


@pytest.mark.parametrize(
    ("text", "cells"), [("abc", 3), ("việt", 4), ("vie\u0323\u0302t", 4), ("日本", 4), ("Ａ", 2)]
)
def test_width_is_counted_in_cells(text, cells):
    assert display_width(text) == cells


def test_a_long_line_is_cut_round_the_caret(tmp_path):
    reading = read(tmp_path, plan_text(tasks=task(f"tags: [{'dài ' * 200}, ~, {'dài ' * 200}]")))
    source, caret = shown(reading, window=60)[1:3]
    assert source.startswith(" 29 | …")
    assert source.endswith("…")
    assert display_width(source) <= 60 + len(" 29 | …") + 1
    assert source[caret.index("^")] == "~"


def test_colours_are_given_only_when_asked_for(tmp_path):
    reading = read(tmp_path, plan_text(tasks=task("kind: x")))
    assert not any("\x1b" in line for line in shown(reading))
    assert any("\x1b" in line for line in shown(reading, colour=True))


def test_a_place_outside_the_files_is_told_without_a_line():
    finding = Finding("PE001", "error", Place("x.yaml", 1, 1), {"name": "x.yaml"})
    assert excerpt(finding, {}, fill).split("\n")[0] == "x.yaml:1:1: lỗi PE001: Không tìm thấy tệp “x.yaml”."


@pytest.mark.parametrize("code", sorted(code for code in FAULTY if code not in WITHOUT_WORDS))
def test_every_related_place_says_why_it_is_shown(code):
    for one in read_side(code, "wrong").findings:
        for at in range(len(one.related)):
            assert label(one, at, fill) != TEXTS["PE.see"]


def test_a_related_place_stands_with_its_reason_and_its_line(tmp_path):
    lines = shown(read(tmp_path, plan_text(tasks=task("notes: a", "notes: b"))))
    assert lines[4:] == [
        f"  = {tmp_path}/plan.yaml:29:5: viết lần đầu ở đây",
        " 29 |     notes: a",
        "    |     ^^^^^",
    ]


def test_a_place_without_a_reason_is_still_shown():
    finding = Finding("PE001", "error", Place("x.yaml", 1, 1), {"name": "x"}, (Place("y.yaml", 2, 3),))
    assert shown_alone(finding)[-1] == "  = y.yaml:2:3: xem thêm ở đây"


def test_of_very_many_places_the_first_and_the_last_are_shown():
    places = tuple(Place("x.yaml", line, 1) for line in range(2, 102))
    finding = Finding("PE113", "error", Place("x.yaml", 1, 1), {"path": "…", "count": 101}, places)
    lines = shown_alone(finding)
    numbers = [line.split(":")[1] for line in lines if line.startswith("  = x.yaml:")]
    assert numbers == [*map(str, range(2, 12)), "99", "100", "101"]
    assert "  = … và 87 chỗ nữa, dòng 12 đến dòng 98" in lines


def shown_alone(finding: Finding) -> list[str]:
    return excerpt(finding, {}, fill).split("\n")


def test_a_passage_marks_what_it_leaves_out_and_where_the_caret_is():
    numbered = [(9, "chín"), (10, "mười"), (12, "mười\thai")]
    assert passage(numbered, [Place("x", 12, 6, 3)]) == [
        "  9 | chín",
        " 10 | mười",
        "  … |",
        " 12 | mười    hai",
        "    |         ^^^",
    ]
