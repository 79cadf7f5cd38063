"""Help tells every command and option in both languages, with examples that could be typed as they stand."""

from __future__ import annotations

import shlex
from importlib import import_module

import click
import pytest

from planengine.cli.groups import SpeakingGroup
from planengine.cli.main import call
from planengine.cli.render import width
from planengine.cli.session import Session
from planengine.cli.table import COMMANDS
from planengine.messages import LANGUAGES, Words

SCREEN = 80


def every_command():
    """(path of names, click command) of every command and sub-command, aliases left out."""
    for name, entry in COMMANDS.items():
        if entry.alias:
            continue
        command = getattr(import_module(f"planengine.cli.commands.{entry.module}"), entry.attribute)
        yield (name,), command
        if isinstance(command, SpeakingGroup):
            for sub, one in command.commands.items():
                yield (name, sub), one


ALL = dict(every_command())
IDS = [" ".join(path) for path in ALL]


@pytest.mark.parametrize("path", ALL, ids=IDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_says_what_it_does_and_each_of_its_options(language, path):
    say, command = Words(language), ALL[path]
    assert command.key == ".".join(path)
    assert say.template(f"help.{command.key}").endswith(".")
    for param in command.params:
        if isinstance(param, click.Option) and not param.hidden:
            assert say.template(f"option.{param.help}"), param.name


@pytest.mark.parametrize(
    "path", [one for one, command in ALL.items() if not isinstance(command, click.Group)]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_parses_as_it_stands_and_fits_the_screen(language, path):
    say, command = Words(language), ALL[path]
    for line in say(f"example.{command.key}").splitlines():
        words = shlex.split(line)
        assert words[: 1 + len(path)] == ["planengine", *path]
        command.make_context(" ".join(path), words[1 + len(path) :], obj=Session(language))
        assert width(line) + 2 <= SCREEN


@pytest.mark.parametrize("path", [(), *ALL], ids=["planengine", *IDS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_shown_within_the_screen(language, path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(SCREEN))
    assert call(["--lang", language, *path, "--help"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert [line for line in shown.out.splitlines() if width(line) > SCREEN] == []
    assert Words(language).template(f"help.{'.'.join(path)}" if path else "cli.what") in " ".join(
        shown.out.split()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_with_an_option_that_does_not_exist_is_noticed(language):
    with pytest.raises(click.NoSuchOption):
        ALL[("done",)].make_context("done", ["2.1.1", "--proof", "x"], obj=Session(language))
