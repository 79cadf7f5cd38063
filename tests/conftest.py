"""What holds for every test: a seeded hypothesis, a home of its own, and no way out of this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# `ci` finds the same examples in every run, so that a red run can be had again; `long` looks for new ones.
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("PLANENGINE_HYPOTHESIS", "ci"))

LOOPBACK = {"localhost", "localhost.localdomain", "ip6-localhost", "", "::1", "0.0.0.0", "::"}


class LeavesTheMachine(AssertionError):
    """A test tried to reach another machine; only loopback is open to tests."""


def _is_loopback(host: object) -> bool:
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    return name in LOOPBACK or name.startswith("127.")


def _stay_on_this_machine(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = args[1]
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            raise LeavesTheMachine(f"connect to {address[0]}")
    elif event == "socket.getaddrinfo" and not _is_loopback(args[0]):
        raise LeavesTheMachine(f"look up {args[0]!r}")


sys.addaudithook(_stay_on_this_machine)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder that stands for the home of whoever runs the tests."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _own_surroundings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the real home, and no setting of the person at the keyboard changes a result.

    Child processes inherit it.
    """
    for name in list(os.environ):
        if name.startswith(("PLANENGINE_", "XDG_")):
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / f".{name.lower()}"))
