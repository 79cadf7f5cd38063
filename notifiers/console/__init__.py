"""The console: messages are written to standard output or standard error, for trials and demonstrations."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TextIO

from planengine.notification.api import TRANSIENT, DeliveryError, Message, Receipt, SettingsError


def build(settings: Mapping[str, str]) -> ConsoleNotifier:
    """The console channel; the only setting is `stream`: `stdout` (default) or `stderr`. Raises
    `SettingsError`."""
    unknown = sorted(set(settings) - {"stream"})
    if unknown:
        raise SettingsError(unknown[0], "unknown setting; known is stream")
    stream = settings.get("stream") or "stdout"
    if stream not in ("stdout", "stderr"):
        raise SettingsError("stream", f"must be stdout or stderr, not {stream!r}")
    return ConsoleNotifier(stream)


class ConsoleNotifier:
    """Writes recipient, subject and text. What the terminal cannot show is written as `\\uXXXX`, never
    refused."""

    name = "console"

    def __init__(self, stream: str | TextIO = "stdout") -> None:
        self._stream = stream

    def send(self, message: Message) -> Receipt:
        """Write one message; `DeliveryError` (TRANSIENT, channel fault) when the stream is closed or
        broken."""
        to = f"{message.recipient.name} <{message.recipient.address}>".strip()
        text = message.text.replace("\r\n", "\n").rstrip("\n")
        subject = " ".join(message.subject.split())
        try:
            _write(self._open(), _harmless(f"→ {to}\n{subject}\n\n{text}\n\n"))
        except (OSError, ValueError) as error:
            raise DeliveryError(
                TRANSIENT, f"cannot write to the console: {error}", channel_fault=True
            ) from error
        return Receipt()

    def close(self) -> None:
        """Nothing to end: the stream belongs to the process."""

    def _open(self) -> TextIO:
        # looked up for each message: whoever replaces sys.stdout expects to get what follows
        if isinstance(self._stream, str):
            stream: TextIO | None = getattr(sys, self._stream)
            if stream is None:
                raise ValueError(f"this process has no {self._stream}")
            return stream
        return self._stream


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, errors="backslashreplace").decode(encoding))
    stream.flush()


def _harmless(text: str) -> str:
    """Control characters made visible: the text of a message must not steer the operator's terminal."""
    return "".join(
        character if character in "\n\t" or not _control(character) else f"\\x{ord(character):02x}"
        for character in text
    )


def _control(character: str) -> bool:
    return character < " " or "\x7f" <= character < "\xa0"
