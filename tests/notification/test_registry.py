"""Channels are found by their kind, ours and others', and none is imported before it is asked for."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from planengine.errors import Refusal
from planengine.notification import registry
from planengine.notification.api import SettingsError


def installed(monkeypatch: pytest.MonkeyPatch, points: Iterable[tuple[str, str]]) -> None:
    """Pretend that these entry points, and no others, are installed."""
    found = EntryPoints(EntryPoint(name, value, registry.GROUP) for name, value in points)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **select: found.select(**select))


def test_our_three_channels_are_found_in_a_checkout_that_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed(monkeypatch, [])

    assert registry.names() == ("console", "file", "smtp")
    assert registry.build("console", {}).name == "console"
    assert registry.build("file", {"folder": str(tmp_path)}).name == "file"
    assert registry.build("smtp", {"host": "relay.ubnd.test", "from": "a@ubnd.test"}).name == "smtp"


def test_a_third_partys_channel_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, [("pigeon", "notifiers.console:build")])

    assert registry.names() == ("console", "file", "pigeon", "smtp")
    assert registry.build("pigeon", {}).name == "console"


def test_nobody_takes_the_name_of_one_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, [("console", "somebody.else:build")])

    assert registry.build("console", {}).name == "console"


def test_an_unknown_kind_is_refused_with_the_kinds_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, [])

    with pytest.raises(Refusal) as caught:
        registry.build("fax", {})
    assert caught.value.code == "channel.unknown"
    assert caught.value.params == {"kind": "fax", "known": "console, file, smtp"}


@pytest.mark.parametrize(
    "points",
    [
        [("pigeon", "no.such.module:build")],
        [("pigeon", "notifiers.console:no_such_name")],
        [("pigeon", "notifiers.console:build"), ("pigeon", "notifiers.file:build")],
    ],
)
def test_a_channel_that_cannot_be_loaded_or_is_offered_twice_is_a_fault_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, points: list[tuple[str, str]]
) -> None:
    installed(monkeypatch, points)

    with pytest.raises(SettingsError) as caught:
        registry.build("pigeon", {})
    assert caught.value.key == "kind"
    assert "pigeon" in registry.names()


def test_the_settings_faults_of_a_channel_come_through() -> None:
    with pytest.raises(SettingsError) as caught:
        registry.build("file", {})
    assert caught.value.key == "folder"


def test_neither_a_channel_nor_the_metadata_is_imported_before_somebody_asks() -> None:
    code = "import sys, planengine.notification.registry; print(*sys.modules)"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    loaded = set(run.stdout.split())
    assert not loaded & {"notifiers", "notifiers.smtp", "smtplib", "ssl", "importlib.metadata", "email"}


def test_naming_the_channels_imports_none_of_them() -> None:
    code = "import sys; from planengine.notification import registry; registry.names(); print(*sys.modules)"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not {"notifiers", "smtplib"} & set(run.stdout.split())
