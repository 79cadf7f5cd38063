"""`validate`: what is printed, for people, for programs, for a forge."""

from __future__ import annotations

import json

import pytest

from planengine.cli import findings
from planengine.cli.main import call
from tests.planfile.plans_in_text import HEAD, plan_text, second, task, write

CYCLE = task("after: ['2']") + second("after: ['1']")


def told(capsys, *arguments):
    code = call(["validate", *map(str, arguments)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


FINDING = {
    *("code", "severity", "file", "line", "column", "end_line", "end_column"),
    *("message", "advice", "guess", "related"),
}
PLACE = {"file", "line", "column", "end_line", "end_column", "message"}


def test_json_has_the_keys_of_the_page(here, capsys):
    allow = "allow: [{code: PE208, reason: cố ý}]"
    write(here, plan_text(tasks=CYCLE + second("support: [so-tc, so-tc]", allow).replace("'2'", "'3'")))
    code, out, _ = told(capsys, here / "plan.yaml", "--format", "json")
    shown = json.loads(out)
    assert code == 1
    assert set(shown) == {"findings", "silenced"}
    [finding], [silenced] = shown["findings"], shown["silenced"]
    assert set(finding) == FINDING
    assert set(silenced) == FINDING | {"reason"}
    assert [set(one) for one in finding["related"]] == [PLACE]
    assert finding["file"] == "plan.yaml"
    assert finding["end_column"] - finding["column"] == len("'2'")
    assert finding["related"][0]["message"] == "2 chờ 1 ở đây"
    assert (silenced["severity"], silenced["reason"]) == ("warning", "cố ý")


def test_a_guess_is_there_by_itself(here, capsys):
    write(here, plan_text(tasks=task("deadline: 2024-12-31")))
    shown = json.loads(told(capsys, "plan.yaml", "--format", "json")[1])
    assert [one["guess"] for one in shown["findings"]] == ["due"]


def test_annotations_escape_what_would_end_them(here, capsys):
    text = plan_text(tasks=task("kind: '100%, a:b'"))
    write(here, text, "kế hoạch, 50%:a.yaml")
    code, out, _ = told(capsys, "kế hoạch, 50%:a.yaml", "--format", "github")
    [line] = out.splitlines()
    head, _, said = line.removeprefix("::").partition("::")
    assert code == 1
    assert head.startswith("error file=kế hoạch%2C 50%25%3Aa.yaml,line=")
    assert head.endswith("title=PE042")
    assert "100%25, a:b" in said
    assert "%0A" in said
    # read back as a forge does
    properties = dict(one.split("=") for one in head.removeprefix("error ").split(","))
    back = properties["file"].replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    assert back == "kế hoạch, 50%:a.yaml"
    assert int(properties["endColumn"]) == int(properties["col"]) + len("'100%, a:b'") - 1


def test_strict_counts_warnings_as_errors_and_says_so(here, capsys):
    write(here, plan_text(tasks=task("support: [so-tc]")))
    code, out, err = told(capsys, "plan.yaml")
    assert (code, "cảnh báo PE207" in out) == (0, True)
    code, out, err = told(capsys, "plan.yaml", "--strict")
    assert (code, "lỗi PE207" in out) == (1, True)
    assert "--strict" in err
    out = told(capsys, "plan.yaml", "--strict", "--format", "github")[1]
    assert out.startswith("::error ")


def test_what_a_plan_silences_is_counted_and_shown_when_asked(here, capsys):
    write(here, plan_text(tasks=task("support: [so-tc]", "allow: [{code: PE207, reason: Theo văn bản}]")))
    code, out, err = told(capsys, "plan.yaml", "--strict")
    assert code == 0
    assert "PE207" not in out
    assert "1 cảnh báo" in err
    out = told(capsys, "plan.yaml", "--all")[1]
    assert "PE207" in out
    assert "đã bỏ qua: Theo văn bản" in out


def test_a_fault_of_a_shared_directory_is_told_once(here, capsys):
    write(here, "agencies:\n  so-tc: {nam: A}\n  vp-ubnd: {name: B}\n  ubnd-tinh: {name: C}\n", "a.yaml")
    for name in ("kh-1", "kh-2"):
        text = HEAD.replace("kh-1", name) + "directory: a.yaml\n" + task()
        write(
            here, text.replace("approver: ubnd-tinh\n", "approver: ubnd-tinh\n  allow: []\n"), f"{name}.yaml"
        )
    code, out, err = told(capsys, "kh-1.yaml", "kh-2.yaml")
    assert code == 1
    assert out.count("PE030") == 1
    assert "1 lỗi" in err


def test_a_long_cycle_is_told_in_a_few_lines(here, capsys):
    count = 4_000
    tasks = "tasks:\n" + "".join(
        f'  - {{id: t{at}, title: Việc, lead: so-tc, after: ["t{(at + 1) % count}"]}}\n'
        for at in range(count)
    )
    write(here, plan_text(tasks=tasks))
    code, out, _ = told(capsys, "plan.yaml")
    assert code == 1
    assert len(out.splitlines()) < 60
    assert len(max(out.splitlines(), key=len)) < 400
    assert "3986 chỗ nữa" in out
    shown = json.loads(told(capsys, "plan.yaml", "--format", "json")[1])
    assert len(shown["findings"][0]["related"]) == count - 1


class Terminal:
    encoding = "utf-8"

    @staticmethod
    def isatty():
        return True


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)],
)
def test_colours_are_for_terminals_whose_owner_wants_them(environment, coloured, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert not findings.colours()
    monkeypatch.setattr("sys.stdout", Terminal())
    assert findings.colours() == coloured


def test_no_colour_goes_into_a_pipe(here, capsys):
    write(here, plan_text(tasks=CYCLE))
    assert "\x1b" not in told(capsys, "plan.yaml")[1]
