"""A server that answers as it is told and writes down all it hears.

For the opening of a conversation, where what the client does *not* say is the point.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress


class ScriptedServer:
    """Answers each line by its first word; `250 ok` where the script says nothing, no greeting where it is
    None."""

    host = "127.0.0.1"

    def __init__(self, answers: Mapping[str, str], greeting: str | None = "220 scripted") -> None:
        self.heard: list[str] = []
        self._answers = answers
        self._greeting = greeting
        self._socket = socket.create_server((self.host, 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                with connection, suppress(OSError):
                    self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            if self._greeting is not None:
                connection.sendall(f"{self._greeting}\r\n".encode())
            for line in lines:
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                self.heard.append(text)
                answer = self._answers.get(text.split(" ")[0].upper(), "250 ok")
                connection.sendall(f"{answer}\r\n".encode())
