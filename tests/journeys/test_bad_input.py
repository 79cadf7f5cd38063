"""What goes wrong at the command line: a clear sentence in both languages, the right exit code, and nothing changed."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
from string import Formatter
from typing import NamedTuple

import pytest

from planengine.messages import Words
from tests.cli.office import Answer, Office, busy_office, new_office

AS = ("--as", "so-tnmt")
EVIDENCE = ("--evidence", "9/BC-STNMT")
HELD = ("--agency", "so-tnmt")


@pytest.fixture
def office(tmp_path):
    return busy_office(tmp_path)


def says(text: str, lang: str, code: str) -> bool:
    """Whether the text holds the catalogue's sentence for that code, whatever fills it."""
    parts = [
        re.escape(" ".join(literal.split())) + (".*" if field is not None else "")
        for literal, field, _, _ in Formatter().parse(Words(lang).template(code).replace("\n", " "))
    ]
    pattern = r"\s*".join(part for part in parts if part)
    return re.search(pattern, " ".join(text.split()), re.DOTALL) is not None


class Case(NamedTuple):
    """`words` must end with `code` and the sentence `sentence`, which names all of `mentions`."""

    words: tuple[str, ...]
    code: int
    sentence: str
    mentions: tuple[str, ...] = ()


REFUSED = [
    # names
    Case(("mine", "--as", "so-tnm"), 7, "refusal.agency.unknown", ("so-tnmt",)),
    Case(("list", "--agency", "so-tnm"), 7, "refusal.agency.unknown", ("so-tnmt",)),
    Case(("done", "2.1.1", "--as", "so-tnm", *EVIDENCE), 7, "refusal.agency.unknown", ("so-tnmt",)),
    Case(("confirm", "IV.1.1", "--agency", "so-tnm"), 7, "refusal.agency.unknown", ("so-tnmt",)),
    Case(
        ("reassign", "2.1.1", *HELD, "--to", "so-xdd", "--reason", "x"),
        7,
        "refusal.agency.unknown",
        ("so-xd",),
    ),
    Case(("done", "2.1.9", *AS, *EVIDENCE), 7, "refusal.task.unknown", ("2.1.9", "2.1.1")),
    Case(("show", "IV.15"), 7, "refusal.task.unknown", ("IV.1.5",)),
    Case(("log", "không-có"), 7, "refusal.task.unknown"),
    Case(("done", "2.1", *AS, *EVIDENCE), 2, "refusal.task.section", ("2.1.1", "2.1.3")),
    Case(("done", "IV.1.5", *AS, *EVIDENCE), 2, "refusal.task.ambiguous", ("IV.1.5@2023", "IV.1.5@2024")),
    Case(("show", "IV.1.5@2031"), 7, "refusal.task.no_period", ("IV.1.5@2024",)),
    Case(("show", "2.1.2"), 2, "refusal.task.unopened", ("2.1.2",)),
    Case(("show", "kh-107/2.1.1"), 7, "refusal.plan.unknown", ("kh-107", "kh-106")),
    Case(("status", "--plan", "kh-16"), 7, "refusal.plan.unknown", ("kh-106",)),
    Case(("done", "2.1.1", "--as", "so-yt", *EVIDENCE), 4, "refusal.agency.no_assignment", ("so-tnmt",)),
    Case(("confirm", "2.1.1", "--agency", "so-yt"), 4, "refusal.agency.no_assignment", ("so-tnmt",)),
    Case(("confirm", "IV.1.5@2024"), 2, "refusal.agency.ambiguous", ("--agency", "tam-ky", "hoi-an")),
    Case(("confirm", "IV.1.5@2023"), 4, "refusal.agency.none_fits", ("show IV.1.5@2023",)),
    Case(
        ("reassign", "IV.1.1", "--agency", "tam-ky", "--to", "hoi-an", "--reason", "x"),
        4,
        "refusal.agency.already_assigned",
        ("hoi-an",),
    ),
    Case(("done", "2.1.1", *EVIDENCE), 2, "refusal.who.missing", ("--as",)),
    Case(("mine",), 2, "refusal.who.missing", ("--as",)),
    Case(("accept", "--all"), 2, "refusal.who.missing", ("--as",)),
    Case(("done", *AS, *EVIDENCE), 2, "refusal.task.missing"),
    Case(("confirm",), 2, "refusal.task.missing"),
    Case(("confirm", "--document", "1/BC-KHONG-CO"), 7, "refusal.work.none"),
    # states
    Case(("confirm", "2.1.1", *HELD), 4, "refusal.state.wrong", ("2.1.1", "so-tnmt")),
    Case(("withdraw", "2.1.1", *AS), 4, "refusal.state.wrong"),
    Case(("resume", "2.1.1", *HELD), 4, "refusal.state.wrong"),
    Case(("reopen", "2.1.1", *HELD, "--reason", "x"), 4, "refusal.state.wrong"),
    Case(("done", "IV.1.1", *AS, *EVIDENCE), 4, "refusal.state.already_submitted", ("withdraw IV.1.1",)),
    Case(("done", "2.1.3", *AS, *EVIDENCE), 4, "refusal.state.already_done"),
    Case(("done", "IV.1.5@2025", *AS, *EVIDENCE), 4, "refusal.state.not_yet_open"),
    Case(("done", "IV.1.2", *AS, *EVIDENCE), 4, "refusal.kind.standing", ("planengine progress IV.1.2",)),
    # order
    Case(("start", "2.3.3", "--as", "lien-minh-htx"), 4, "refusal.blocked", ("2.3.3", "2.3.2")),
    Case(("done", "2.3.3", "--as", "lien-minh-htx", *EVIDENCE), 4, "refusal.blocked", ("2.3.2",)),
    Case(("done", "IV.1.6@2024", "--as", "so-nnptnt", *EVIDENCE), 4, "refusal.blocked", ("IV.1.5@2024",)),
    # what is needed
    Case(("done", "2.1.1", *AS), 4, "refusal.need.evidence", ("--evidence",)),
    Case(("done", "2.1.1", *AS, "--evidence", "   "), 4, "refusal.need.evidence"),
    Case(("decline", "2.1.1", *AS), 4, "refusal.need.reason", ("--reason",)),
    Case(("decline", "2.1.1", *AS, "--reason", ""), 4, "refusal.need.reason"),
    Case(("decline", "2.1.1", *AS, "--reason", " \t "), 4, "refusal.need.reason"),
    Case(("return", "IV.1.1", *HELD), 4, "refusal.need.reason"),
    Case(("reopen", "2.1.3", *HELD), 4, "refusal.need.reason"),
    Case(("exempt", "2.1.1", *HELD), 4, "refusal.need.reason"),
    Case(("pause", "2.1.1", *HELD, "--document", "1/CV"), 4, "refusal.need.reason"),
    Case(("pause", "2.1.1", *HELD, "--reason", "x"), 4, "refusal.need.document", ("--document",)),
    Case(("cancel", "2.1.1", *HELD, "--reason", "x"), 4, "refusal.need.document"),
    Case(("reassign", "2.1.1", *HELD, "--reason", "x"), 4, "refusal.need.agency", ("--to",)),
    Case(("reassign", "2.1.1", *HELD, "--to", "so-xd"), 4, "refusal.need.reason"),
    Case(("commit", "2.1.1", *AS), 4, "refusal.need.day", ("--by",)),
    Case(("commit", "IV.1.5@2024", *AS, "--by", "2024-12-15"), 4, "refusal.commit.after_due"),
    Case(("commit", "2.1.1", *AS, "--by", "2024-11-04"), 4, "refusal.commit.past"),
    Case(("progress", "2.1.1", *AS), 2, "refusal.progress.empty", ("--note",)),
    Case(("progress", "2.1.1", *AS, "--note", "  "), 2, "refusal.progress.empty"),
    Case(("progress", "2.1.1", *AS, "--figure", "ba"), 2, "refusal.progress.figure", ("ba",)),
    # who
    Case(("confirm", "1.1", "--agency", "so-nnptnt"), 4, "refusal.who.own_work", ("--as ubnd-tinh",)),
    Case(("return", "1.1", "--agency", "so-nnptnt", "--reason", "x"), 4, "refusal.who.own_work"),
    Case(("confirm", "IV.1.1", *HELD, *AS), 4, "refusal.who.not_secretariat"),
    # days
    Case(
        ("done", "2.1.1", *AS, "--on", "2024-11-06", "--channel", "paper", "--document", "1/BC"),
        2,
        "refusal.on.future",
    ),
    Case(("done", "2.1.1", *AS, *EVIDENCE, "--on", "2024-11-04"), 2, "refusal.on.document", ("--document",)),
    Case(("done", "2.1.1", *AS, *EVIDENCE, "--channel", "phone"), 2, "refusal.on.document"),
    Case(("done", "2.1.1", *AS, "--on", "31/02/2024"), 2, "refusal.day.unreadable", ("31/02/2024",)),
    Case(("done", "2.1.1", *AS, "--on", "5.12.2024"), 2, "refusal.day.unreadable", ("5.12.2024",)),
    Case(("list", "--due-within", "soon"), 2, "refusal.days.unreadable", ("soon",)),
    Case(("list", "--state", "finished"), 2, "refusal.state.unknown", ("finished", "submitted")),
    # the call itself
    Case(("dnoe", "2.1.1"), 2, "usage.no_such_command_near", ("done",)),
    Case(("xyzzy",), 2, "usage.no_such_command"),
    Case(("--xyzzy",), 2, "usage.no_such_option"),
    Case(("done", "2.1.1", "--evidenc", "x"), 2, "usage.no_such_option_near", ("--evidence",)),
    Case(("show",), 2, "usage.missing", ("metavar.task",)),
    Case(("validate",), 2, "usage.missing", ("metavar.file",)),
    Case(("progress", "2.1.1", *AS, "--percent", "101"), 2, "usage.bad_value", ("--percent", "100")),
    Case(("progress", "2.1.1", *AS, "--percent", "half"), 2, "usage.bad_value", ("--percent",)),
    Case(("done", "2.1.1", *AS, "--channel", "pigeon"), 2, "usage.bad_value", ("--channel", "paper")),
    Case(("log", "--last", "0"), 2, "usage.bad_value", ("--last",)),
    # answers and reminders
    Case(("apply", "plans/other.yaml"), 6, "refusal.apply.answer", ("--yes",)),
    Case(("remind", "enable"), 6, "refusal.remind.answer", ("--yes",)),
    Case(("remind", "run", "--once"), 4, "refusal.remind.disabled", ("remind enable",)),
    Case(("init", "."), 4, "refusal.init.exists", ("planengine.toml",)),
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, home):
    """IV.1.1, 1.1 and two parts of IV.1.5@2024 wait for confirmation, 2.1.3 is done; a second plan lies ready."""
    office = busy_office(tmp_path_factory.mktemp("prepared"))
    for agency in ("tam-ky", "hoi-an"):
        office.do("done", "IV.1.5@2024", "--as", agency, *EVIDENCE)
    office.do("done", "IV.1.1", *AS, *EVIDENCE)
    office.do("done", "1.1", "--as", "so-nnptnt", *EVIDENCE)
    office.do("done", "2.1.3", *AS, *EVIDENCE)
    office.do("confirm", "2.1.3", *HELD)
    plans = office.folder / "plans"
    text = (plans / "kh_106.yaml").read_text(encoding="utf-8")
    (plans / "other.yaml").write_text(text.replace("id: kh-106", "id: kh-200", 1), encoding="utf-8")
    return office


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("case", REFUSED, ids=lambda case: " ".join(case.words))
def test_a_command_that_cannot_be_done_says_why_and_changes_nothing(prepared, case, lang):
    before = prepared.dump()
    answer = prepared.run(*case.words, lang=lang)
    assert answer.code == case.code, answer
    assert says(answer.err, lang, case.sentence), answer.err
    for word in case.mentions:
        told = Words(lang).template(word) if word.startswith("metavar.") else word
        assert told in answer.err, answer.err
    assert "Traceback" not in answer.err
    assert prepared.dump() == before


def test_the_sentences_of_the_two_languages_are_told_apart():
    assert says("Lỗi: Danh bạ không có cơ quan “x”.", "vi", "refusal.agency.unknown")
    assert not says("Lỗi: Danh bạ không có cơ quan “x”.", "en", "refusal.agency.unknown")
    assert not says("Lỗi: Danh bạ không có cơ quan “x”.", "vi", "refusal.task.unknown")


def both(office: Office, *words: str, code: int, sentence: str, **options: str) -> Answer:
    """Runs the command in both languages and holds code and sentence; returns the Vietnamese answer."""
    for lang in ("en", "vi"):
        answer = office.run(*words, lang=lang, **options)
        assert answer.code == code, answer
        assert says(answer.err, lang, sentence), answer.err
        assert "Traceback" not in answer.err
    return answer


def test_an_unknown_language_is_refused_in_vietnamese(office):
    answer = office.run("status", lang="fr")
    assert answer.code == 2
    assert says(answer.err, "vi", "refusal.language.unknown")
    assert "fr" in answer.err


def test_a_day_nobody_can_read_is_refused(office):
    for given in ("hôm qua", "2024-13-01", ""):
        both(office, "status", code=2, sentence="refusal.today.unreadable", today=given)


def test_a_record_before_the_end_of_the_log_is_refused(office):
    before = office.dump()
    both(office, "accept", "2.1.1", *AS, code=4, sentence="refusal.clock.before_log", today="2024-10-01")
    assert office.dump() == before


def test_what_is_refused_by_a_rule_is_kept_for_those_who_ask_later(office):
    office.run("start", "2.3.3", "--as", "lien-minh-htx")
    assert office.query("SELECT agency, trigger, task, code FROM refusal") == [
        ("lien-minh-htx", "start", "2.3.3", "blocked")
    ]


def test_a_blocked_task_is_done_all_the_same_with_a_reason_that_stays_in_the_log(office):
    words = ("done", "2.3.3", "--as", "lien-minh-htx", *EVIDENCE, "--override", "Chủ tịch UBND tỉnh cho phép")
    office.do(*words)
    log = office.do("log", "2.3.3").out
    assert "Chủ tịch UBND tỉnh cho phép" in log
    assert "Nhập thay: Sở NN&PTNT" in log
    blank = office.run("start", "IV.1.6@2024", "--as", "so-nnptnt", "--override", "  ")
    assert blank.code == 4
    assert says(blank.err, "vi", "refusal.blocked")


# --- no workspace, no plan, a settings file that is not right


def test_a_folder_that_is_no_workspace_is_named(tmp_path):
    office = Office(tmp_path)
    for words in (
        ("status",),
        ("mine", *AS),
        ("done", "2.1.1", *AS, *EVIDENCE),
        ("worker",),
        ("remind", "preview"),
    ):
        answer = both(office, *words, code=7, sentence="refusal.workspace.none")
        assert str(tmp_path) in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_without_a_plan_says_how_to_apply_one(tmp_path):
    office = new_office(tmp_path)
    for words in (
        ("status",),
        ("list",),
        ("inbox",),
        ("done", "2.1.1", *AS, *EVIDENCE),
        ("remind", "preview"),
    ):
        assert "planengine apply" in both(office, *words, code=7, sentence="refusal.plan.none").err


@pytest.mark.parametrize(
    ("text", "sentence", "mention"),
    [
        ("language = \n", "refusal.settings.unreadable", "planengine.toml"),
        ('langauge = "en"\n', "refusal.settings.unknown", "langauge"),
        (
            '[channels.email]\nhost = "mail.tinh.gov.vn"\npassword = "m4tkhau"\n',
            "refusal.settings.secret",
            "email",
        ),
        ("channels = 5\n", "refusal.settings.unknown", "channels"),
    ],
)
def test_a_settings_file_that_is_not_right_stops_every_command(office, text, sentence, mention):
    before = office.dump()
    (office.folder / "planengine.toml").write_text(text, encoding="utf-8")
    for words in (("status",), ("accept", "2.1.1", *AS)):
        answer = both(office, *words, code=2, sentence=sentence)
        assert mention in answer.err
        assert "m4tkhau" not in answer.all
    assert office.dump() == before


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_settings_file_in_another_encoding_is_refused(office, encoding):
    (office.folder / "planengine.toml").write_bytes('as = "sở"\n'.replace("ở", "\xf3").encode(encoding))
    both(office, "status", code=2, sentence="refusal.settings.unreadable")


# --- databases


def spoilt(office: Office, content: bytes) -> None:
    office.database.write_bytes(content)


def other_program(office: Office) -> None:
    office.database.unlink()
    with contextlib.closing(sqlite3.connect(office.database)) as connection:
        connection.execute("CREATE TABLE notes (text)")
        connection.commit()


def version(office: Office, number: int) -> None:
    with contextlib.closing(sqlite3.connect(office.database)) as connection:
        connection.execute(f"PRAGMA user_version = {number}")


def folder_instead(office: Office) -> None:
    office.database.unlink()
    office.database.mkdir()


SPOIL = {
    "missing": (lambda office: office.database.unlink(), "refusal.db.missing"),
    "a folder": (folder_instead, "refusal.db.unreadable"),
    "empty": (lambda office: spoilt(office, b""), "refusal.db.foreign"),
    "a text": (lambda office: spoilt(office, b"xin chao\n" * 1000), "refusal.db.foreign"),
    "another program's": (other_program, "refusal.db.foreign"),
    "newer": (lambda office: version(office, 999), "refusal.db.newer"),
    "older": (lambda office: version(office, 0), "refusal.db.older"),
}


@pytest.mark.parametrize("kind", SPOIL)
def test_a_database_that_cannot_be_used_is_named_and_left_alone(office, kind):
    spoil, sentence = SPOIL[kind]
    spoil(office)
    before = office.database.read_bytes() if office.database.is_file() else None
    for words in (
        ("status",),
        ("done", "2.1.1", *AS, *EVIDENCE),
        ("apply", "plans/kh_106.yaml", "--yes"),
        ("remind", "preview"),
        ("audit", "verify"),
    ):
        assert str(office.database) in both(office, *words, code=8, sentence=sentence).err
    assert (office.database.read_bytes() if office.database.is_file() else None) == before


@pytest.mark.parametrize("kept", [50, 4096, 100_000])
def test_a_database_that_was_cut_short_is_said_to_be_broken(office, kept):
    os.truncate(office.database, kept)
    before = office.database.read_bytes()
    for words in (("status",), ("done", "2.1.1", *AS, *EVIDENCE), ("audit", "verify")):
        for lang in ("vi", "en"):
            answer = office.run(*words, lang=lang)
            assert answer.code in (1, 8), answer
            assert "Traceback" not in answer.all
            assert "planengine-fault.log" not in answer.all, answer
    assert office.database.read_bytes() == before


# --- plan files


def test_a_plan_with_faults_is_shown_with_its_places_and_not_applied(office):
    path = office.folder / "plans" / "kh_106.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("lead: so-tnmt", "lead: so-tnmtt"), encoding="utf-8")
    line = next(number for number, one in enumerate(path.read_text().splitlines(), 1) if "so-tnmtt" in one)
    before = office.dump()
    for lang in ("vi", "en"):
        for words in (("validate", "plans/kh_106.yaml"), ("apply", "plans/kh_106.yaml", "--yes")):
            answer = office.run(*words, lang=lang)
            assert answer.code == 1
            assert re.search(rf"kh_106\.yaml:{line}:\d+", answer.out)
            assert "so-tnmt" in answer.out
    assert office.dump() == before


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1258", "utf-32"])
def test_a_plan_that_is_not_utf8_is_refused(office, encoding):
    text = (office.folder / "plans" / "kh_106.yaml").read_text(encoding="utf-8")
    (office.folder / "plans" / "bad.yaml").write_bytes(text.encode(encoding, "replace"))
    before = office.dump()
    for lang in ("vi", "en"):
        for words in (("validate", "plans/bad.yaml"), ("apply", "plans/bad.yaml", "--yes")):
            answer = office.run(*words, lang=lang)
            assert answer.code == 1, answer
            assert "bad.yaml:" in answer.out
            assert "UTF-8" in answer.out
    assert office.dump() == before


def test_a_plan_file_that_is_not_there_or_is_a_folder_is_refused(office):
    before = office.dump()
    for name in ("plans/none.yaml", "plans"):
        for lang in ("vi", "en"):
            for words in (("validate", name), ("apply", name, "--yes")):
                answer = office.run(*words, lang=lang)
                assert answer.code in (1, 7), answer
                assert name in answer.all
                assert "planengine-fault.log" not in answer.all
    assert office.dump() == before


def test_one_faulty_file_among_two_keeps_both_from_being_applied(office):
    plans = office.folder / "plans"
    text = (plans / "kh_106.yaml").read_text(encoding="utf-8").replace("id: kh-106", "id: kh-200", 1)
    (plans / "good.yaml").write_text(text, encoding="utf-8")
    (plans / "bad.yaml").write_text(text.replace("lead: so-tnmt", "lead: ai-do"), encoding="utf-8")
    before = office.dump()
    assert office.run("apply", "plans/good.yaml", "plans/bad.yaml", "--yes").code == 1
    assert office.dump() == before


# --- a real process: standard input is closed, nobody can be asked


@pytest.mark.parametrize("words", [("apply", "plans/kh_106.yaml"), ("remind", "enable")])
def test_with_standard_input_closed_nothing_is_asked_and_nothing_done(tmp_path, words):
    office = new_office(tmp_path) if words[0] == "apply" else busy_office(tmp_path)
    before = office.dump()
    command = [sys.executable, "-m", "planengine", *words, "--today", "2024-11-05"]
    shell = ["sh", "-c", 'exec "$@" <&-', "sh", *command]
    for arguments, stdin in ((command, subprocess.DEVNULL), (shell, None)):
        ended = subprocess.run(
            arguments, cwd=tmp_path, stdin=stdin, capture_output=True, text=True, encoding="utf-8", timeout=60
        )
        assert ended.returncode == 6, ended
        assert "--yes" in ended.stderr
    assert office.dump() == before
