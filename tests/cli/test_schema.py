"""`planengine schema` on the command line, and what `init` leaves for editors."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from planengine.cli.main import call
from planengine.messages import Words
from planengine.planfile.schema import KINDS, schema_text

PLANS = Path(__file__).resolve().parents[2] / "plans"
PLAN = str(PLANS / "kh_106.yaml")
DIRECTORY = str(PLANS / "agencies" / "quang_nam.yaml")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def schema_of(capsys, *words):
    assert call(["schema", *words]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_schema_of_each_kind_is_printed_in_each_language(capsys, kind, language):
    assert call(["--lang", language, "schema", "--kind", kind]) == 0
    assert capsys.readouterr().out == schema_text(kind, Words(language))


def test_a_plan_fills_in_its_agencies_with_their_names_its_tasks_and_its_targets(capsys):
    made = schema_of(capsys, PLAN)["definitions"]
    agencies = dict(zip(made["agency"]["enum"], made["agency"]["enumDescriptions"], strict=True))
    assert agencies["so-tc"] == "Sở Tài chính"
    assert "ubnd-xa" not in agencies
    assert "ubnd-xa" in made["group"]["enum"]
    tasks = made["reference"]["anyOf"][0]
    assert tasks["enumDescriptions"][tasks["enum"].index("1.1")].startswith(
        "Rà soát, lựa chọn tối thiểu 05 HTX"
    )
    assert "IV.1" in tasks["enum"]
    assert "G1" in made["target_id"]["anyOf"][0]["enum"]


def test_a_directory_alone_fills_in_its_agencies_for_plans_and_for_itself(capsys):
    for kind in ("plan", "directory"):
        made = schema_of(capsys, DIRECTORY, "--kind", kind)["definitions"]
        assert "so-tc" in made["agency"]["enum"]


def test_a_plan_with_faults_still_fills_in_what_can_be_read(folder, capsys):
    text = "agencies: {so-tc: {name: Sở Tài chính}}\ntasks:\n  - {id: '1', title: Việc}\n  - {title: x}\n"
    (folder / "dang_viet.yaml").write_text(text, encoding="utf-8")
    made = schema_of(capsys, "dang_viet.yaml")["definitions"]
    assert made["agency"]["enum"] == ["so-tc"]
    assert made["reference"]["anyOf"][0]["enum"] == ["1"]


def test_it_is_written_whole_into_a_folder_that_is_made_and_the_same_each_time(folder, capsys):
    for _ in range(2):
        assert call(["schema", PLAN, "--out", "schema/plan.schema.json"]) == 0
        said = capsys.readouterr()
        assert said.out == ""
        assert "schema/plan.schema.json" in said.err
        text = (folder / "schema/plan.schema.json").read_text(encoding="utf-8")
        assert call(["schema", PLAN]) == 0
        assert text == capsys.readouterr().out
    assert text.endswith("}\n")
    assert "Sở Tài chính" in text
    assert [path.name for path in (folder / "schema").iterdir()] == ["plan.schema.json"]


def test_check_tells_a_schema_that_is_old_or_missing_by_its_exit_code(folder, capsys):
    assert call(["schema", "--out", "plan.json"]) == 0
    assert call(["schema", "--check", "plan.json"]) == 0
    assert call(["schema", PLAN, "--check", "plan.json"]) == 3
    assert call(["--lang", "en", "schema", "--check", "plan.json"]) == 3
    assert call(["schema", "--check", "khong_co.json"]) == 3
    assert not (folder / "khong_co.json").exists()
    assert "--out khong_co.json" in capsys.readouterr().err


def test_what_cannot_be_done_is_refused(folder, capsys):
    (folder / "khac.yaml").write_text("a: 1\n", encoding="utf-8")
    assert call(["schema", "khong_co.yaml"]) == 7
    assert call(["schema", "khac.yaml"]) == 4
    assert call(["schema", str(folder)]) == 4
    assert call(["schema", "--kind", "ke-hoach"]) == 2
    assert call(["schema", "--out", "a.json", "--check", "a.json"]) == 2
    assert call(["schema", "--out", "khac.yaml/plan.json"]) == 8
    assert (folder / "khac.yaml").read_text(encoding="utf-8") == "a: 1\n"
    assert capsys.readouterr().out == ""


def test_init_leaves_the_schemas_and_every_file_it_brings_points_to_one(folder, capsys):
    assert call(["init", "."]) == 0
    capsys.readouterr()
    assert sorted(path.name for path in (folder / "schema").iterdir()) == [
        f"{kind}.schema.json" for kind in sorted(KINDS)
    ]
    for kind in KINDS:
        assert call(["schema", "--kind", kind, "--check", f"schema/{kind}.schema.json"]) == 0
    for path in folder.rglob("*.yaml"):
        target = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert target is not None
        assert (path.parent / target[1]).resolve().parent == folder / "schema"
        assert (path.parent / target[1]).exists()


def test_init_leaves_a_schema_that_is_there(folder, capsys):
    (folder / "schema").mkdir()
    (folder / "schema/plan.schema.json").write_text("{}\n", encoding="utf-8")
    assert call(["init", "."]) == 0
    assert (folder / "schema/plan.schema.json").read_text(encoding="utf-8") == "{}\n"
