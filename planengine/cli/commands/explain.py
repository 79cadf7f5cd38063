"""`explain`: what a code of a fault means, why it is one, and how it is written right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planengine.cli import options
from planengine.cli.groups import SpeakingCommand
from planengine.cli.render import fold, screen
from planengine.cli.session import Session, json_out
from planengine.errors import NotFound

if TYPE_CHECKING:
    from planengine.messages import Words
    from planengine.planfile.examples import Example, Passage


@click.command(cls=SpeakingCommand, key="explain", plan=False)
@click.argument("code", required=False, type=options.NAME, metavar="[CODE]")
@options.as_json
@click.pass_obj
def explain(session: Session, /, code: str | None, as_json: bool) -> int:
    say = session.say
    if code is None:
        if as_json:
            json_out({"codes": [_row(say, one) for one in say.faults()]})
        else:
            _list(say)
        return 0
    code = _known(say, code)
    if as_json:
        json_out(_as_object(say, code))
    else:
        print("\n".join(_page(say, code)))
    return 0


def _known(say: Words, given: str) -> str:
    """The code that was meant, in capitals. NotFound with the nearest ones."""
    from difflib import get_close_matches

    code, codes = given.upper(), say.faults()
    if code not in codes:
        if code.isascii() and code.isdigit() and len(code) < 4 and f"PE{int(code):03d}" in codes:
            return f"PE{int(code):03d}"
        raise NotFound("code.unknown", given=given, near=tuple(get_close_matches(code, codes, 3, 0.6)))
    return code


def severity_of(code: str) -> str:
    """ "error" or "warning": the number says which."""
    return "warning" if code >= "PE200" else "error"


def _row(say: Words, code: str) -> dict[str, object]:
    return {"code": code, "severity": severity_of(code), "title": say.outline(f"{code}.title")}


def _list(say: Words) -> None:
    codes = say.faults()
    for heading, severity in (("explain.errors", "error"), ("explain.warnings", "warning")):
        print(say.template(heading))
        for code in codes:
            if severity_of(code) == severity:
                first, *rest = fold(say.outline(f"{code}.title"), screen() - 9)
                print(f"  {say('explain.row', code=code, title=first)}")
                print("".join(f"{' ' * 9}{line}\n" for line in rest), end="")
        print()
    print(say("explain.more"))


def _page(say: Words, code: str) -> list[str]:
    """Everything about one code, line by line."""
    from planengine.planfile.examples import example_of, see_also

    example = example_of(code)
    severity = say(f"PE.{severity_of(code)}")
    head = say("explain.head", code=code, severity=severity, title=say.outline(f"{code}.title"))
    page = [*fold(head, screen()), "", *_folded(say.template(f"explain.{code}"), 0), ""]
    if example is None:
        page += [*_folded(say.outline(f"{code}.help"), 0), "", say("explain.generated"), ""]
    else:
        page += [say("explain.wrong"), *wrong_lines(say, example), ""]
        page += [say("explain.right"), *right_lines(example), ""]
    if severity_of(code) == "warning":
        page += [*_folded(say("explain.silence"), 0), f"  {say('explain.silence_line', code=code)}"]
    else:
        page += _folded(say("explain.must_mend"), 0)
    others = see_also(code)
    if others:
        page += ["", say("explain.see_also")]
        for other in others:
            first, *rest = fold(say.outline(f"{other}.title"), screen() - 9)
            page += [f"  {say('explain.row', code=other, title=first)}", *(" " * 9 + line for line in rest)]
    return page


def _folded(text: str, indent: int) -> list[str]:
    return [" " * indent + line for line in fold(text, screen() - indent)]


def wrong_lines(say: Words, example: Example) -> list[str]:
    """The lines with the fault, the caret under it, and what validate says of it."""
    from planengine.messages.excerpt import advice, passage, sentence

    told = example.wrong.findings[0]
    name = example.wrong.sources[0].name
    places = [one for one in (told.place, *told.related) if one.file == name]
    said = [sentence(told, say.fill), *advice(told, say.fill)]
    return [
        *passage(example.wrong_passage.lines, places),
        *(f"  = {line}" for line in said),
    ]


def right_lines(example: Example) -> list[str]:
    """The same lines mended."""
    from planengine.messages.excerpt import passage

    return passage(example.right_passage.lines)


def _as_object(say: Words, code: str) -> dict[str, object]:
    from planengine.messages.excerpt import advice, sentence
    from planengine.planfile.examples import example_of, see_also

    example = example_of(code)
    told = example.wrong.findings[0] if example else None
    return {
        **_row(say, code),
        "help": say.outline(f"{code}.help"),
        "why": say.template(f"explain.{code}"),
        "may_be_silenced": severity_of(code) == "warning",
        "wrong": _passage(example.wrong_passage) if example else None,
        "line": told.place.line if told else None,
        "column": told.place.column if told else None,
        "message": sentence(told, say.fill) if told else None,
        "advice": advice(told, say.fill) if told else [],
        "right": _passage(example.right_passage) if example else None,
        "see_also": list(see_also(code)),
    }


def _passage(passage: Passage) -> list[dict[str, object]]:
    return [{"line": line, "text": text} for line, text in passage.lines]
