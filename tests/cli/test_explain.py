"""`explain`: every code, in both languages, with a wrong and a right example."""

from __future__ import annotations

import json

import pytest

from planengine.cli.main import call
from planengine.cli.render import width
from planengine.messages import LANGUAGES, Words
from planengine.planfile.examples import WITHOUT_WORDS

CODES = Words("vi").faults()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_explained(language, capsys):
    say = Words(language)
    for code in CODES:
        assert call(["--lang", language, "explain", code]) == 0
        shown = capsys.readouterr().out
        assert shown.startswith(f"{code} · ")
        assert " ".join(say.template(f"explain.{code}").split()) in " ".join(shown.split())
        if code in WITHOUT_WORDS:
            assert say.template("explain.generated") in shown
        else:
            wrong, right = (
                shown.index(say.template("explain.wrong")),
                shown.index(say.template("explain.right")),
            )
            assert "^" in shown[wrong:right]
            assert "^" not in shown[right:]
        assert (f"allow: [{{code: {code}, " in shown) == (code >= "PE200")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_code_all_are_listed_with_their_titles(language, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert call(["--lang", language, "explain"]) == 0
    shown = capsys.readouterr().out
    listed = [line.split()[0] for line in shown.splitlines() if line.startswith("  PE")]
    assert listed == list(CODES)
    assert "{" not in shown
    assert [line for line in shown.splitlines() if width(line) > 80] == []


@pytest.mark.parametrize("given", ["pe012", " PE012 ", "012", "12", "Pe012"])
def test_a_code_is_known_however_it_is_typed(given, capsys):
    assert call(["explain", given]) == 0
    assert capsys.readouterr().out.startswith("PE012 · ")


@pytest.mark.parametrize("given", ["PE999", "PE12", "loi", "²", "9" * 30])
def test_an_unknown_code_is_not_found(given, capsys):
    assert call(["explain", given]) == 7
    assert given in capsys.readouterr().err


def test_the_nearest_codes_are_named(capsys):
    assert call(["explain", "PE1133"]) == 7
    assert "PE113" in capsys.readouterr().err


KEYS = {
    "code", "severity", "title", "help", "why", "may_be_silenced", "wrong", "line", "column", "message", "advice",
    "right", "see_also",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_as_json(language, capsys):
    for code in CODES:
        assert call(["--lang", language, "explain", code, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert set(told) == KEYS
        assert told["code"] == code
        assert told["severity"] == ("warning" if told["may_be_silenced"] else "error")
        assert (told["wrong"] is None) == (code in WITHOUT_WORDS)
        if told["wrong"]:
            assert told["line"] in [one["line"] for one in told["wrong"]] or code in ("PE018",)
    assert call(["explain", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["codes"]
    assert [row["code"] for row in rows] == list(CODES)
    assert all(set(row) == {"code", "severity", "title"} for row in rows)
