"""The file channel: each message becomes one .eml file in a folder, for trials and for addresses that no
relay serves."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from notifiers.smtp.letter import Sender, compose
from planengine.notification.api import PERMANENT, TRANSIENT, DeliveryError, Message, Receipt, SettingsError

_DEFAULT_FROM = "planengine@localhost"


def build(settings: Mapping[str, str]) -> FileNotifier:
    """The file channel. `folder` is required; `from`, `from_name`, `reply_to` and `message_id_domain` as for
    e-mail, with `planengine@localhost` as the default of `from`. Raises `SettingsError`."""
    unknown = sorted(set(settings) - {"folder", *Sender.KEYS})
    if unknown:
        raise SettingsError(unknown[0], f"unknown setting; known are folder, {', '.join(Sender.KEYS)}")
    folder = settings.get("folder")
    if not folder:
        raise SettingsError("folder", "missing: where the letters are written")
    return FileNotifier(Path(folder), Sender.read({"from": _DEFAULT_FROM, **settings}))


class FileNotifier:
    """Writes `YYYYMMDD-<key>.eml`. The file is whole or not there, and the same message is the same file
    again."""

    name = "file"

    def __init__(self, folder: Path, sender: Sender) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, message: Message) -> Receipt:
        """Write one letter; the receipt names the file. The folder is made if it is missing.

        Raises `DeliveryError`: PERMANENT for what cannot become a letter or a file name, TRANSIENT with
        `channel_fault` when the disk or the folder refuses.
        """
        letter = compose(message, self._sender)
        name = file_name(message)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write_whole(self._folder / name, letter.content)
        except OSError as error:
            detail = f"cannot write {name}: {error.strerror or error}"
            raise DeliveryError(TRANSIENT, detail, channel_fault=True) from error
        return Receipt(name, f"written to {self._folder / name}")

    def close(self) -> None:
        """Nothing to end: each file is complete when `send` returns."""


def file_name(message: Message) -> str:
    """The name of the message's file, from the local date of its creation and its key.

    A key that could lead out of the folder (a separator, `..`, a control character) is refused with
    `DeliveryError` (PERMANENT). Other characters that some file system does not take are replaced, and a
    digest keeps such names apart.
    """
    key = message.key
    if not key or ".." in key or "/" in key or "\\" in key or any(character < " " for character in key):
        raise DeliveryError(PERMANENT, f"the key cannot name a file: {key!r}")
    safe = re.sub(r"[^a-z0-9._-]", "-", key)[:100]
    if safe != key:
        safe += "-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{message.created:%Y%m%d}-{safe}.eml"


def _write_whole(path: Path, content: bytes) -> None:
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(partial)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name durable too, where the system can do that for a folder (Windows cannot)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
