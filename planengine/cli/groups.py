"""click, made lazy and bilingual: a command's module is imported when it runs, its help speaks the call's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from planengine.cli.session import Session
from planengine.cli.table import BESIDE_THE_LOG, KEYED, READS
from planengine.messages import Words


class SpeakingCommand(click.Command):
    """A command whose help texts are catalogue codes: `help.<key>` for itself, `option.<key>` for its options.

    Every command takes `--plan` (where it reads or writes a plan) and, unlisted, `--today`. What is asked of the past
    is a matter of the table: commands that read take `--as-of`, all others say why not; commands that write take a key
    with `--idem-key`, under which they are done once.
    """

    def __init__(self, *args: Any, key: str, plan: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        if plan:
            self.params.append(click.Option(["--plan"], expose_value=False, callback=_set_plan, help="plan"))
        self.params.append(
            click.Option(["--today"], expose_value=False, callback=_set_today, hidden=True, help="today")
        )
        if key in KEYED:
            self.params.append(
                click.Option(
                    ["--idem-key"], expose_value=False, callback=_set_key, metavar="TEXT", help="idem_key"
                )
            )
        reads = key in READS
        self.params.append(
            click.Option(
                ["--as-of"],
                expose_value=False,
                callback=_set_as_of if reads else _refuse_as_of,
                hidden=not reads,
                metavar="DATE",
                help="as_of",
            )
        )
        self.params.append(
            click.Option(["--lang"], expose_value=False, callback=_refuse_language, help="lang")
        )

    def invoke(self, ctx: click.Context) -> Any:
        session = ctx.find_object(Session)
        if session is None or session.given_key is None:
            return super().invoke(ctx)
        from planengine.cli.once import once

        act = super().invoke
        return once(session, session.given_key, self.key, ctx.params, lambda: act(ctx))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        format_help(self, ctx, formatter, self.key)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return help_option(super().get_help_option(ctx))


class SpeakingGroup(click.Group):
    """A group of speaking commands."""

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        format_help(self, ctx, formatter, self.key)
        say = ctx.find_object(Session).say  # type: ignore[union-attr]
        with formatter.section(say("cli.commands")):
            formatter.write_dl([(name, say(f"help.{self.key}.{name}")) for name in self.commands])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return help_option(super().get_help_option(ctx))


class LazyGroup(click.Group):
    """The whole command line: names and help lines from a table, modules on demand."""

    def __init__(
        self,
        say: Words,
        table: Mapping[str, Any],
        groups: Sequence[str],
        *,
        load: Callable[[str], object],
    ) -> None:
        super().__init__(
            name="planengine",
            params=[
                click.Option(
                    ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version
                ),
                click.Option(["--today"], expose_value=False, callback=_set_today, hidden=True),
                click.Option(["--lang"], expose_value=False, callback=_refuse_language, help="lang"),
            ],
            no_args_is_help=True,
        )
        self._say = say
        self._table = table
        self._headings = groups
        self._load = load

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, entry in self._table.items() if not entry.alias]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._table:
            return None
        command = self._load(cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            if name.startswith("-"):
                raise click.NoSuchOption(name, ctx=ctx)
            from difflib import get_close_matches

            raise click.exceptions.NoSuchCommand(
                name, possibilities=get_close_matches(name, self._table, n=3), ctx=ctx
            )
        return name, command, args[1:]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        say = self._say
        formatter.write(say("cli.what") + "\n\n")
        formatter.write(say("cli.usage_line", usage=f"planengine {metavar(say, 'COMMAND')} …") + "\n")
        for heading in self._headings:
            names = [name for name, one in self._table.items() if one.group == heading and not one.alias]
            with formatter.section(say(f"cli.group.{heading}")):
                formatter.write_dl([(name, say(f"help.{name}")) for name in names])
        with formatter.section(say("cli.options")):
            formatter.write_dl(
                [
                    ("--lang vi|en", say("option.lang")),
                    ("--version", say("option.version")),
                    ("--help", say("option.help")),
                ]
            )

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return help_option(super().get_help_option(ctx))


def format_help(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, key: str) -> None:
    """Usage, what it does, options and an example, in the language of the call."""
    session = ctx.find_object(Session)
    assert session is not None
    say = session.say
    pieces = " ".join(metavar(say, piece) for piece in _usage_pieces(command, ctx))
    formatter.write(say("cli.usage_line", usage=f"{ctx.command_path} {pieces}".strip()) + "\n\n")
    formatter.write(say(f"help.{key}") + "\n")
    rows = []
    for param in command.get_params(ctx):
        if isinstance(param, click.Option) and not param.hidden:
            rows.append(
                (_option_form(say, param), say(f"option.{param.help}" if param.help else "option.help"))
            )
    with formatter.section(say("cli.options")):
        formatter.write_dl(rows)
    if say.knows(f"example.{key}"):
        with formatter.section(say("cli.example")):
            for line in say(f"example.{key}").splitlines():
                formatter.write(f"  {line}\n")


def _option_form(say: Words, param: click.Option) -> str:
    form = ", ".join(param.opts)
    if param.is_flag or param.count:
        return form
    return f"{form} {metavar(say, param.metavar or (param.name or '').upper())}"


def _usage_pieces(command: click.Command, ctx: click.Context) -> list[str]:
    if isinstance(command, click.Group):
        return ["COMMAND", "…"]
    return [piece for piece in command.collect_usage_pieces(ctx) if piece != "[OPTIONS]"]


def metavar(say: Words, name: str) -> str:
    """What stands for a value, in the reader's language: TEXT, DATE, AGENCY …; choices and ranges stand as they are."""
    code = f"metavar.{name.strip('[]…').lower()}"
    if not say.knows(code):
        return name
    shown = say(code) + ("…" if name.rstrip("]").endswith("…") else "")
    return f"[{shown}]" if name.startswith("[") else shown


def help_option(option: click.Option | None) -> click.Option | None:
    """click's own `--help`, with the code of our sentence instead of an English one."""
    if option is not None:
        option.help = "help"
    return option


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from planengine import __version__

        print(f"planengine {__version__}")
        ctx.exit()


def _set_today(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    session = ctx.find_object(Session)
    if value is not None and session is not None:
        session.given_today = value


def _set_key(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    session = ctx.find_object(Session)
    if value is not None and session is not None:
        from planengine.cli.options import read_text

        session.given_key = read_text(value)
        if not session.given_key:
            from planengine.errors import UsageRefusal

            raise UsageRefusal("key.empty")


def _set_as_of(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    session = ctx.find_object(Session)
    if value is not None and session is not None:
        from planengine.cli.options import read_moment

        try:
            session.given_as_of = read_moment(value)
        except ValueError as error:
            from planengine.errors import UsageRefusal

            raise UsageRefusal("as_of.unreadable", given=value) from error


def _refuse_as_of(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """The past can be looked at where the log is read, and nowhere else."""
    if value is not None:
        from planengine.errors import UsageRefusal

        key = ctx.command.key if isinstance(ctx.command, SpeakingCommand) else ""
        code = "as_of.beside" if key in BESIDE_THE_LOG else "as_of.writes"
        raise UsageRefusal(code, command=ctx.command_path)


def _set_plan(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    session = ctx.find_object(Session)
    if value is not None and session is not None:
        session.given_plan = value


def _refuse_language(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """`--lang` is taken before click sees the call; what still arrives here is a language nobody speaks."""
    if value is not None:
        from planengine.errors import UsageRefusal

        raise UsageRefusal("language.unknown", given=value)
