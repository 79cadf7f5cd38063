"""What is installed is what was meant to be."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tomllib
import zipfile

import pytest

import planengine
from tests.house.tree import ROOT, short

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CHANNELS = PROJECT["entry-points"]["planengine.notifiers"]


def test_a_wheel_carries_the_shipped_plans_and_both_packages(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    assert wheel.name.startswith(f"planengine-{planengine.__version__}-py3-none-any")
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {
        f"planengine/_plans/{path.relative_to(ROOT / 'plans').as_posix()}"
        for path in (ROOT / "plans").rglob("*.yaml")
    }
    assert "planengine/_plans/kh_106.yaml" in shipped
    assert shipped - names == set()
    examples = {short(path) for path in (ROOT / "planengine/planfile/examples").rglob("*.yaml")}
    assert "planengine/planfile/examples/PE012.wrong.yaml" in examples
    assert examples - names == set()
    assert {"planengine/__init__.py", "planengine/py.typed", "notifiers/py.typed"} <= names
    assert [name for name in names if name.startswith(("tests/", "plans/", "bench/"))] == []


@pytest.mark.parametrize("kind", sorted(CHANNELS))
def test_each_channel_that_is_announced_can_be_loaded(kind):
    module, _, factory = CHANNELS[kind].partition(":")
    assert callable(getattr(importlib.import_module(module), factory))


def test_the_command_that_is_announced_exists():
    module, _, function = PROJECT["scripts"]["planengine"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))
