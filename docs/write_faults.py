"""Writes the catalogue of codes into docs/faults.md, below its mark: `make faults`. A test holds the page to it."""

from __future__ import annotations

from pathlib import Path

from planengine.cli.commands.explain import right_lines, severity_of, wrong_lines
from planengine.messages import Words
from planengine.planfile.examples import Example, example_of, see_also

PAGE = Path(__file__).with_name("faults.md")
MARK = "<!-- make faults -->"

VIETNAMESE, ENGLISH = Words("vi"), Words("en")


def whole_page(head: str) -> str:
    """The page: what was written by hand, up to the mark, and every code after it."""
    codes = VIETNAMESE.faults()
    parts = [head.partition(MARK)[0] + MARK + "\n"]
    for severity in ("error", "warning"):
        named = [code for code in codes if severity_of(code) == severity]
        heading = f"explain.{severity}s"
        parts.append(f"## {VIETNAMESE(heading)} · {ENGLISH(heading)}\n")
        rows = [
            f"| [{code}](#{code.lower()}) | {_title(VIETNAMESE, code)} | {_title(ENGLISH, code)} |\n"
            for code in named
        ]
        parts.append("| | | |\n|---|---|---|\n" + "".join(rows))
        parts += [_entry(code) for code in named]
    return "\n".join(parts)


def _entry(code: str) -> str:
    example = example_of(code)
    lines = [f"### {code}", ""]
    for say in (VIETNAMESE, ENGLISH):
        lines += [f"**{_title(say, code)}** {_plain(say.template(f'explain.{code}'))}", ""]
    if example is not None:
        lines += _blocks(example)
    else:
        lines += [_plain(say.outline(f"{code}.help")) + "  " for say in (VIETNAMESE, ENGLISH)] + [""]
    others = see_also(code)
    if others:
        lines += ["→ " + ", ".join(f"[{one}](#{one.lower()})" for one in others), ""]
    return "\n".join(lines)


def _blocks(example: Example) -> list[str]:
    shown = []
    for title, lines in (
        ("explain.wrong", [*wrong_lines(VIETNAMESE, example), *_advice_in_english(example)]),
        ("explain.right", right_lines(example)),
    ):
        shown += [f"{VIETNAMESE(title)} · {ENGLISH(title)}:", "", "```text", *lines, "```", ""]
    return shown


def _advice_in_english(example: Example) -> list[str]:
    return [line for line in wrong_lines(ENGLISH, example) if line.startswith("  = ")]


def _title(say: Words, code: str) -> str:
    return _plain(say.outline(f"{code}.title"))


def _plain(text: str) -> str:
    """A sentence that Markdown leaves as it is."""
    for sign in "\\*<>|`":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


if __name__ == "__main__":
    PAGE.write_text(whole_page(PAGE.read_text("utf-8")), "utf-8")
