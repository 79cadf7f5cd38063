"""The front of the command line: a lazy group, one boundary for everything that goes wrong, one language per call."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from planengine import __version__
from planengine.cli.table import COMMANDS, GROUPS


def run(argv: Sequence[str] | None = None) -> None:
    """Runs one command and leaves the process with its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        print(f"planengine {__version__}")
        raise SystemExit(0)
    raise SystemExit(call(arguments))


def call(arguments: list[str]) -> int:
    """Runs one command in this process and returns its exit code; output goes to the present stdout and stderr."""
    from planengine.cli import boundary

    _make_output_safe()
    language, rest = boundary.choose_language(arguments, os.environ)
    return boundary.guard(lambda: _main(rest, language), language)


def _main(arguments: list[str], language: str) -> int:
    from planengine.cli.groups import LazyGroup
    from planengine.cli.session import Session

    session = Session(language)
    group = LazyGroup(session.say, COMMANDS, GROUPS, load=_load)
    try:
        result = group.main(arguments, prog_name="planengine", standalone_mode=False, obj=session)
    finally:
        session.close()
    return result if isinstance(result, int) else 0


def _load(name: str) -> object:
    entry = COMMANDS[name]
    return getattr(import_module(f"planengine.cli.commands.{entry.module}"), entry.attribute)


def _make_output_safe() -> None:
    """A terminal that cannot show a letter shows an escape for it; it never ends the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
