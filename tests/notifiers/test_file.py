"""The file channel: whole files, the same file for the same message, and none outside the folder."""

from __future__ import annotations

import os
import stat
from email import message_from_bytes
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifiers.file import FileNotifier, build, file_name
from notifiers.smtp.letter import Sender
from planengine.notification.api import PERMANENT, TRANSIENT, DeliveryError, SettingsError
from tests.notifiers.making import a_key, a_message


def test_a_message_becomes_one_letter_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "thư" / "đi"

    receipt = build({"folder": str(folder), "from": "nhacviec@ubnd.test"}).send(a_message("một thư"))

    (file,) = folder.iterdir()
    assert file.name == receipt.provider_id == f"20261124-{a_key('một thư')}.eml"
    letter = message_from_bytes(file.read_bytes())
    assert (letter["From"], letter.get_content_type()) == ("nhacviec@ubnd.test", "multipart/alternative")


def test_the_same_message_twice_is_the_same_file(tmp_path: Path) -> None:
    notifier = build({"folder": str(tmp_path)})

    first = notifier.send(a_message())
    content = (tmp_path / str(first.provider_id)).read_bytes()
    second = notifier.send(a_message())

    assert first == second
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [content]


def test_a_letter_that_could_not_be_finished_leaves_nothing_and_harms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifier = build({"folder": str(tmp_path)})
    name = str(notifier.send(a_message()).provider_id)
    content = (tmp_path / name).read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeliveryError) as caught:
        notifier.send(a_message(text="another text under the same key"))

    assert (caught.value.outcome, caught.value.channel_fault) == (TRANSIENT, True)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {name: content}


def test_the_letter_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(handle: int) -> None:
        done.append(
            "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else f"file of {os.fstat(handle).st_size}"
        )
        fsync(handle)

    def replaced(old: str, new: Path) -> None:
        done.append("named")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    name = str(build({"folder": str(tmp_path)}).send(a_message()).provider_id)

    assert done == [f"file of {(tmp_path / name).stat().st_size}", "named", "folder"]


@pytest.mark.parametrize("key", ["../thoát", "a/b", "a\\b", "..", "", "a\x00b", "/etc/passwd", "a\nb"])
def test_a_key_that_leads_out_of_the_folder_is_refused_and_nothing_is_written(
    tmp_path: Path, key: str
) -> None:
    folder = tmp_path / "inner"

    with pytest.raises(DeliveryError) as caught:
        build({"folder": str(folder)}).send(a_message(key=key))

    assert caught.value.outcome == PERMANENT
    assert list(tmp_path.rglob("*.eml")) == []


@given(st.text(), st.text())
@example("A", "a")
@example("CON", "con")
@example("k:1", "k-1")
@example("x" * 300, "x" * 301)
def test_names_stay_in_the_folder_and_different_keys_have_different_names_on_every_system(
    one: str, other: str
) -> None:
    names = []
    for key in (one, other):
        try:
            names.append(file_name(a_message(key=key)))
        except DeliveryError:
            return
    assert (names[0].casefold() == names[1].casefold()) == (one == other)
    for name in names:
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-")
        assert Path(name).name == name
        assert len(name) < 150


def test_a_link_that_waits_under_the_name_is_replaced_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("untouched")
    folder = tmp_path / "inner"
    folder.mkdir()
    try:
        (folder / file_name(a_message())).symlink_to(outside)
    except OSError:
        pytest.skip("this system lets nobody make symbolic links")

    build({"folder": str(folder)}).send(a_message())

    assert outside.read_text() == "untouched"


def test_a_folder_that_cannot_be_made_is_the_channels_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DeliveryError) as caught:
        FileNotifier(tmp_path / "file" / "sub", Sender.read({"from": "a@ubnd.test"})).send(a_message())
    assert (caught.value.outcome, caught.value.channel_fault) == (TRANSIENT, True)


@pytest.mark.parametrize(
    ("settings", "key"),
    [({}, "folder"), ({"folder": "x", "from": "y"}, "from"), ({"folder": "x", "foldr": "y"}, "foldr")],
)
def test_a_wrong_setting_is_named(settings: dict[str, str], key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        build(settings)
    assert caught.value.key == key
