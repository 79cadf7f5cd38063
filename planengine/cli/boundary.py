"""One place where a command ends badly: a short sentence and an exit code, never a traceback.

Expected refusals are one sentence each on stderr. A fault of planengine itself is written whole to a log file, and the
person is told where.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from planengine.errors import BROKEN, INTERRUPTED, USAGE, Findings, PlanengineError
from planengine.messages import LANGUAGES, Words

if TYPE_CHECKING:
    from planengine.usecases.racing import Moved


def choose_language(arguments: list[str], environ: Mapping[str, str]) -> tuple[str, list[str]]:
    """(language, arguments without `--lang`): flag, then environment, then the workspace's file, then Vietnamese.

    A language that planengine does not speak is left to the option parser to refuse.
    """
    rest, given = [], None
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--":
            rest += [argument, *remaining]
        elif argument == "--lang":
            given = next(remaining, "")
        elif argument.startswith("--lang="):
            given = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    if given is not None and given not in LANGUAGES:
        return "vi", ["--lang", given, *rest]
    language = given or environ.get("PLANENGINE_LANG") or _language_of_workspace()
    return (language if language in LANGUAGES else "vi"), rest


def _language_of_workspace() -> str:
    """The language set in the workspace; anything wrong with its file is told later, by the command that reads it."""
    from planengine import bootstrap

    try:
        return bootstrap.open_settings().language
    except PlanengineError:
        return "vi"


def guard(action: Callable[[], int], language: str) -> int:
    """Runs `action` and turns whatever it raises into a sentence on stderr and an exit code."""
    import click

    say = Words(language)
    try:
        code = action()
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that has left is still noticed
        return code
    except PlanengineError as error:
        return _tell(say, error)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        if error.ctx is not None:
            print(error.ctx.get_help(), file=sys.stderr)
        return USAGE
    except click.UsageError as error:
        from planengine.cli.usage import explain

        print(explain(say, error), file=sys.stderr)
        return USAGE
    except click.FileError as error:
        print(say("cli.file_error", path=error.ui_filename, reason=error.message), file=sys.stderr)
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        print(say("cli.interrupted"), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit:  # how click ends, and it ends so only where the reader of stdout has left
        return 0
    except Exception as error:
        return _tell_fault(say, error)


def _tell(say: Words, error: PlanengineError) -> int:
    if isinstance(error, Findings):
        return error.exit_code  # the command has shown them, each with its place
    from planengine.cli.render import fold, screen

    code = f"refusal.{error.code}"
    for line in fold(say("cli.error", what=say(code, **error.params)), screen()):
        print(line, file=sys.stderr)
    for one in cast("tuple[Moved, ...]", error.params.get("moved", ())):
        print(_tell_moved(say, one), file=sys.stderr)
    for part in ("near", "candidates", "children", "agencies", "plans", "remedy"):
        hint = f"{code}.{part}"
        if (error.params.get(part) or part == "remedy") and say.knows(hint):
            # not folded: a command to paste stays on its line
            print(say("cli.hint", what=say(hint, **error.params)), file=sys.stderr)
    return error.exit_code


def _tell_moved(say: Words, one: Moved) -> str:
    """What somebody did in between: when, who, what, and how it stands now."""
    from planengine.cli.event_sentence import sentence_of

    what = sentence_of(say, one.event, one.agency, one.fact, one.names)
    if not one.state:
        return say("cli.moved_since", at=one.at, person=one.person, what=what)
    return say("cli.moved", task=one.label, at=one.at, person=one.person, what=what, state=one.state)


def _tell_fault(say: Words, error: Exception) -> int:
    from traceback import format_exception

    text = "".join(format_exception(error))
    path = _keep_log(text)
    print(say("cli.fault", kind=type(error).__name__, log=path or "–"), file=sys.stderr)
    if path is None:
        print(text, file=sys.stderr)
    return BROKEN


def _keep_log(text: str) -> str | None:
    """Writes what happened beside the workspace's database, else in the temporary folder; None where neither works."""
    import tempfile
    from contextlib import suppress

    from planengine import bootstrap

    folders = []
    with suppress(PlanengineError):
        folders.append(os.path.dirname(bootstrap.open_settings().database))
    for folder in [*folders, tempfile.gettempdir()]:
        path = os.path.join(folder, "planengine-fault.log")
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError:
            continue
        return path
    return None
