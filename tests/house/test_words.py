"""What the project's files say, and what they must not say."""

from __future__ import annotations

import ast
import re
import unicodedata

import pytest

from tests.house.tree import ROOT, modules, short, strings, syntax, tracked_files

# The project speaks of itself alone. The patterns are put together so that this file does not match itself.
MACHINE_PATHS = [
    "/" + folder + "/" for folder in ("work", "farm", "home/[a-z]", "root", "Users/[A-Za-z]")
] + [r"\.\./" + "shared", r"\." + "library/"]
REGISTRIES = [
    r"py" + r"pi\.org",
    "python" + "hosted",
    r"registry\.npm" + "js",
    r"npm" + r"js\.com",
    r"deb\." + "debian",
    r"proxy\.go" + "lang",
    r"(index|extra-index)" + "-url",
]
FORBIDDEN = re.compile("|".join(f"(?:{word})" for word in MACHINE_PATHS + REGISTRIES))

UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|NotImplemented" + "Error")


def lines():
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, or a test's file that is broken on purpose
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{short(path)}:{number}", line


def test_no_file_names_a_path_of_a_machine_or_the_host_of_a_registry():
    # `--no-emit-index-url` in the Makefile is how the locks come to hold no address
    named = [
        f"{place}: {line.strip()}"
        for place, line in lines()
        if FORBIDDEN.search(line.replace("--no-emit-index-url", ""))
    ]
    assert named == []


def test_the_forbidden_words_are_recognised():
    assert FORBIDDEN.search("see /" + "work/plan.md")
    assert FORBIDDEN.search("https://files.python" + "hosted.org/x")
    assert not FORBIDDEN.search("the network of a province; teamwork/plan; Sở Nông nghiệp và PTNT")


def test_nothing_is_left_unfinished():
    assert [f"{place}: {line.strip()}" for place, line in lines() if UNFINISHED.search(line)] == []


# Sentences live in messages/. These modules know words that people write into a file, and show none of them;
# a word is not a sentence, so up to four of them in a row may stand there.
VOCABULARIES = {
    "planengine/planfile/fields.py": "Vietnamese keys that somebody may have meant, for did-you-mean",
    "planengine/planfile/desk.py": "marks of secrecy to refuse",
    "planengine/planfile/values.py": "ways to say yes and no",
}


@pytest.mark.parametrize("path", modules("planengine", "notifiers"), ids=short)
def test_no_sentence_a_person_reads_stands_in_code(path):
    if "messages" in path.parts:
        return
    is_word = is_of_a_vocabulary if short(path) in VOCABULARIES else lambda text: False
    spoken = [
        f"line {constant.lineno}: {constant.value!r}"
        for constant in strings(syntax(path))
        if is_spoken(constant.value) and not is_word(constant.value)
    ]
    assert spoken == []


def test_every_vocabulary_is_one():
    silent = [
        name for name in VOCABULARIES if not any(is_spoken(c.value) for c in strings(syntax(ROOT / name)))
    ]
    assert silent == []


def is_of_a_vocabulary(text: str) -> bool:
    return len(text.split()) <= 4 and not re.search(r"[.:!?,{}]", text)


def is_spoken(text: str) -> bool:
    """Whether a text holds letters that English does not have: here, Vietnamese. Dashes are none."""
    return any(not sign.isascii() and unicodedata.category(sign)[0] in "LM" for sign in text)


@pytest.mark.parametrize("path", modules("planengine", "notifiers"), ids=short)
def test_nothing_is_printed_or_explained_in_words_of_its_own(path):
    spoken = [
        f"line {constant.lineno}: {constant.value!r}"
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call)
        for part in shown_parts(node)
        for constant in ast.walk(part)
        if isinstance(constant, ast.Constant)
        and isinstance(constant.value, str)
        and is_sentence(constant.value)
    ]
    assert spoken == []


def shown_parts(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that a person will read: what is printed, and the help of a command."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    printed = call.args if name in {"print", "echo", "secho", "style", "UsageError", "ClickException"} else []
    explained = [
        word.value for word in call.keywords if word.arg in {"help", "short_help", "epilog", "prompt"}
    ]
    return [*printed, *explained]


def is_sentence(text: str) -> bool:
    return re.search(r"[^\W\d_]{2,} +[^\W\d_]{2,}", text) is not None


def test_a_printed_sentence_is_recognised_and_a_code_is_not():
    def shown(code):
        [statement] = ast.parse(code).body
        return [part for part in shown_parts(statement.value) if is_sentence(ast.unparse(part))]

    assert shown("click.echo(f'{n} tasks were closed')")
    assert shown("option('--all', help='Every task that waits for you')")
    assert not shown("click.echo(text('done.closed', n=n))")
    assert not shown("option('--all', help=text('help.all'))")


def test_vietnamese_is_recognised_composed_and_decomposed():
    assert is_spoken("Đã nhận")
    assert is_spoken(unicodedata.normalize("NFD", "quá hạn"))
    assert not is_spoken("n → m …")
