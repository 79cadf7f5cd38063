"""Every command either reads the log, and can be asked about the past, or says why there is no past to show."""

from __future__ import annotations

import click
import pytest

from planengine.cli.main import _load
from planengine.cli.table import BESIDE_THE_LOG, COMMANDS, READS, WRITES
from tests.cli.office import new_office


def leaves(command: click.Command, words: tuple[str, ...]) -> dict[tuple[str, ...], click.Command]:
    """All commands below a command, by the words that call them."""
    if not isinstance(command, click.Group):
        return {words: command}
    return {
        key: one for name, sub in command.commands.items() for key, one in leaves(sub, (*words, name)).items()
    }


EVERY = {key: one for name in COMMANDS for key, one in leaves(_load(name), (name,)).items()}


def test_the_table_says_of_each_command_whether_it_reads_or_writes() -> None:
    keys = {one.key for one in EVERY.values()}
    listed = [*READS, *WRITES, *BESIDE_THE_LOG]
    assert sorted(listed) == sorted(keys), "each key once: in READS, WRITES or BESIDE_THE_LOG of cli/table.py"


def test_why_a_command_has_no_past_is_said() -> None:
    assert all(BESIDE_THE_LOG.values())


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_a_command_takes_as_of_if_and_only_if_it_reads(words: tuple[str, ...], tmp_path) -> None:
    office = new_office(tmp_path)
    command = EVERY[words]
    needed = ["x" for one in command.params if isinstance(one, click.Argument) and one.required]
    options = [
        word
        for one in command.params
        if isinstance(one, click.Option) and one.required
        for word in (one.opts[0], "x")
    ]
    answer = office.run(*words, *needed, *options, "--as-of", "2024-11-04")
    if command.key in READS:
        assert "--as-of" not in answer.err, answer
        assert "--as-of" in office.do(*words, "--help").out
    else:
        assert answer.code == 2
        assert "--as-of" in answer.err
        assert "--as-of" not in office.do(*words, "--help").out
