"""The locks: exact versions, hashes, no address, and nothing that pyproject.toml asks for left out."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.tree import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
RUNTIME = PROJECT["project"]["dependencies"]


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(requirements):
    return {canonical(re.split(r"[\s<>=!~;\[]", line, maxsplit=1)[0]) for line in requirements}


def pins(lock):
    """{name: (version, marker, number of hashes)} of one lock file."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        pin = re.fullmatch(r"([\w.-]+)==(\S+)(?: ; (.*?))?((?: +--hash=sha256:[0-9a-f]{64})+) *", line)
        assert pin, line
        found[canonical(pin[1])] = (pin[2], pin[3], pin[4].count("--hash"))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "@" not in text
    assert "-url" not in text


def test_the_locks_cover_what_the_project_asks_for():
    assert asked(RUNTIME + GROUPS["build"]) - set(pins("requirements.lock")) == set()
    assert asked(RUNTIME + GROUPS["build"] + GROUPS["dev"]) - set(pins("requirements-dev.lock")) == set()


def test_what_is_tested_is_what_is_run():
    run, tested = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: tested.get(name) for name in run} == run


def test_the_build_backend_is_locked_with_what_it_builds():
    assert asked(PROJECT["build-system"]["requires"]) <= asked(GROUPS["build"])


def test_files_for_other_systems_are_locked_too():
    # one file a release would mean: the hashes of this machine only
    compiled = ("pydantic-core", "ruamel-yaml-clib", "sqlalchemy")
    assert {name: pins("requirements.lock")[name][2] > 20 for name in compiled} == dict.fromkeys(
        compiled, True
    )
    assert pins("requirements-dev.lock")["colorama"][1] == "sys_platform == 'win32'"


def test_each_dependency_stands_in_the_docs_with_its_reason():
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    named = {canonical(name) for name in re.findall(r"^\| `([\w.-]+)`", told, flags=re.MULTILINE)}
    assert named == asked(RUNTIME + GROUPS["build"] + GROUPS["dev"])
