"""What an officer types many times a day starts at once: click, the standard library, our own light rooms.

Each test is a fresh process that reports what it has imported by the time it ends. A list is checked, not a
stopwatch.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

from planengine.cli.table import COMMANDS
from tests.house.tree import ROOT

# Runs one command in this process and writes the names of all modules to the file named first.
PROBE = """
import json, sys
report, sys.argv = sys.argv[1], ["planengine", *sys.argv[2:]]
try:
    from planengine.cli.main import run
    run()
except SystemExit as end:
    code = end.code or 0
else:
    code = 0
with open(report, "w") as out:
    json.dump({"exit": code, "modules": sorted(sys.modules)}, out)
"""

OURS = {"planengine", "notifiers", "__main__"}
LIGHT_LIBRARIES = {"click"}
# Parts of the standard library that cost as much as click itself and that no light command has a use for.
HEAVY_STDLIB = {"asyncio", "email.mime", "http.client", "importlib.metadata", "multiprocessing", "xml"}

LIGHT = sorted(name for name, command in COMMANDS.items() if command.light)


@pytest.fixture
def probe(tmp_path):
    """Runs `planengine …` in a fresh process; gives the exit code and the modules it imported."""

    def run(*words, cwd=tmp_path):
        report = tmp_path / "report.json"
        report.unlink(missing_ok=True)
        # -I keeps the person's own start-up files out of the picture
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-c", PROBE, str(report), *words],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert report.exists(), done.stderr
        told = json.loads(report.read_text(encoding="utf-8"))
        return told["exit"], set(told["modules"]), done

    return run


def beyond_the_light_path(modules):
    """The imported modules that a light command must do without, sorted."""
    before = set(baseline())
    foreign = {
        name
        for name in modules - before
        if name.split(".")[0] not in OURS | LIGHT_LIBRARIES | sys.stdlib_module_names
    }
    return sorted(foreign | (modules - before) & HEAVY_STDLIB)


@cache
def baseline():
    """What a bare interpreter of this environment has imported already, by its `.pth` files."""
    told = subprocess.run(
        [sys.executable, "-I", "-c", "import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return frozenset(told.stdout.split())


@pytest.mark.parametrize("words", [("--help",), ("--version",)], ids=" ".join)
def test_asking_what_it_is_costs_nothing(probe, words):
    code, modules, done = probe(*words)
    assert code == 0, done.stderr
    assert beyond_the_light_path(modules) == []


@pytest.mark.parametrize("name", LIGHT)
def test_the_help_of_a_light_command_is_light(probe, name):
    code, modules, done = probe(*name.split(), "--help")
    assert code == 0, done.stderr
    assert beyond_the_light_path(modules) == []


def test_the_officers_commands_are_on_the_light_path():
    officers = ["mine", "show", "accept", "start", "progress", "done", "decline", "commit", "withdraw"]
    assert [name for name in officers if name not in LIGHT] == []


def test_the_help_of_everything_imports_no_module_of_a_command(probe):
    _, modules, _ = probe("--help")
    loaded = {name for name in modules if name.startswith("planengine.")}
    of_commands = {command.module for command in COMMANDS.values()}
    assert loaded & of_commands == set()


PLAN = """\
planengine: 1
plan:
  id: thu
  title: Kế hoạch thử
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
  - {id: "1", title: Việc một, lead: so-a, due: 2024-12-01}
  - {id: "2", title: Việc hai, lead: so-a, due: 2024-12-01}
"""


def test_a_days_work_of_an_officer_is_light(probe, tmp_path):
    plan = tmp_path / "thu.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    for words in (("init", "."), ("apply", str(plan), "--yes", "--today", "2024-03-01")):
        code, _, done = probe(*words)
        assert code == 0, done.stderr

    day = ("--today", "2024-03-04")
    for words in (
        ("mine", "--as", "so-a", *day),
        ("show", "1", "--as", "so-a", *day),
        ("accept", "1", "--as", "so-a", *day),
        ("start", "1", "--as", "so-a", *day),
        ("progress", "1", "--as", "so-a", "--percent", "40", *day),
        ("done", "1", "--as", "so-a", "--evidence", "12/BC-SA ngày 04/03/2024", *day),
        ("decline", "2", "--as", "so-a", "--reason", "không thuộc chức năng", *day),
    ):
        code, modules, done = probe(*words)
        assert code == 0, done.stderr
        assert beyond_the_light_path(modules) == [], words[0]


def test_the_project_is_found_without_being_searched_for():
    # an import hook of an editable installation would be paid for by every command
    hooks = [name for name in baseline() if "editable" in name and "finder" in name]
    assert hooks == []
    assert (ROOT / "planengine" / "__init__.py").exists()
