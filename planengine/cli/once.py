"""A command with a key: done once, however often and from however many places it is sent, and answered the same."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import IO, Any

from planengine import bootstrap
from planengine.cli.session import Session


def once(session: Session, key: str, name: str, params: Mapping[str, Any], act: Callable[[], Any]) -> Any:
    """Does `act` unless the command `name` with these params was done under `key` before; then what was said is said
    again, with the same exit code. Raises Refusal("key.used") where the key stands for another command of the plan."""
    asked = bootstrap.asked(key, _asked(session, name, params))
    with session.journal.keyed(asked) as told:
        if told is None:
            out, err = _Heard(sys.stdout), _Heard(sys.stderr)
            with redirect_stdout(out), redirect_stderr(err):
                result = act()
            session.journal.keep_answer(result if isinstance(result, int) else 0, out.heard, err.heard)
            return result
    if told.code is None:
        session.tell("out.key.done", at=told.at, seq=told.seq)
        return 0
    print(told.out or "", end="")
    print(told.err or "", end="", file=sys.stderr)
    return told.code


def _asked(session: Session, name: str, params: Mapping[str, Any]) -> str:
    """All that the command was asked to do, as one text: its options, who speaks, and what stands in its files."""
    import json

    files = {value: _sum(value) for value in _texts(params.values()) if os.path.isfile(value)}
    asked = [name, session.given_plan, session.speaker(None), dict(params), files]
    return json.dumps(asked, default=str, ensure_ascii=False, sort_keys=True)


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from _texts(value)


def _sum(path: str) -> str:
    import hashlib

    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Heard:
    """A stream that passes on what is written to it and remembers it."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._heard = StringIO()

    @property
    def heard(self) -> str:
        """All that was written."""
        return self._heard.getvalue()

    def write(self, text: str) -> int:
        """As a text stream does."""
        self._heard.write(text)
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
