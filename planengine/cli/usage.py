"""A call that is off, in the person's language: click knows what is wrong, the catalogue has the words."""

from __future__ import annotations

import click

from planengine.cli.groups import metavar
from planengine.messages import Words


def explain(say: Words, error: click.UsageError) -> str:
    """The sentence for a usage error, with the line that leads to help."""
    context = error.ctx
    command = context.command_path if context is not None else "planengine"
    return (
        say("cli.error", what=_what(say, error))
        + "\n"
        + say("cli.hint", what=say("usage.help", command=command))
    )


def _what(say: Words, error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(sorted(error.possibilities or ()))
        return say(
            "usage.no_such_option_near" if near else "usage.no_such_option",
            option=error.option_name,
            near=near,
        )
    if isinstance(error, click.MissingParameter):
        return say("usage.missing", name=_name(say, error.param))
    if isinstance(error, click.BadParameter):
        return say("usage.bad_value", name=_name(say, error.param), reason=_expected(say, error))
    if isinstance(error, click.BadOptionUsage):
        return say("usage.option_needs_value", option=error.option_name)
    near = ", ".join(getattr(error, "possibilities", None) or ())
    name = getattr(error, "command_name", None)
    if name is not None:
        return say("usage.no_such_command_near" if near else "usage.no_such_command", command=name, near=near)
    extra = _extra(error.message)
    return say("usage.extra", words=extra) if extra else say("usage.other", reason=error.message)


def _extra(message: str) -> str:
    """The words that were too many, where that is what click complains about."""
    told, _, words = message.partition(" (")
    return words.removesuffix(")") if told.startswith(EXTRA) else ""


EXTRA = "Got unexpected extra argument"
"""How click begins to say so; it has no class of its own for this."""


def _expected(say: Words, error: click.BadParameter) -> str:
    """What the option takes, where its type tells; else click's own words."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return say("usage.choice", choices=tuple(str(one) for one in kind.choices))
    if isinstance(kind, click.IntRange):
        return say("usage.range", least=kind.min, most="…" if kind.max is None else kind.max)
    return error.message


def _name(say: Words, param: click.Parameter | None) -> str:
    """An option as it is typed, an argument as help shows it."""
    if param is None:
        return ""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return metavar(say, (param.metavar or (param.name or "").upper()).strip("[]…"))
