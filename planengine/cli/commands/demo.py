"""`demo`: the main job on the shipped plan, in a folder that is thrown away, through public commands only.

Every step is a command that anybody could type, run in this process with the day of the story; what it prints is
shown, long lists cut. The days are in November and December 2024.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import click

from planengine import bootstrap
from planengine.cli import render
from planengine.cli.groups import SpeakingCommand
from planengine.cli.main import call
from planengine.cli.session import Session
from planengine.errors import NotFound

INTERNAL = {"1.1": "2024-11-15", "2.1.1": "2024-11-29", "2.3.2": "2024-12-06", "IV.4.2": "2024-12-13"}
"""Dates to work to that the demonstration's own copy of the plan gets: the document states none for these tasks."""


@click.command(cls=SpeakingCommand, key="demo", plan=False)
@click.option("--keep", type=click.Path(), metavar="FOLDER", help="keep")
@click.pass_obj
def demo(session: Session, /, keep: str | None) -> None:
    source = Path(bootstrap.shipped_plans())
    with _folder(keep) as folder, contextlib.chdir(folder), _own_environment():
        Story(session, source).tell()
        if keep is not None:
            session.tell("demo.kept", folder=folder)


@contextlib.contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    if keep is not None:
        os.makedirs(keep, exist_ok=True)
        yield Path(keep).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="planengine-demo-") as folder:
        yield Path(folder)


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    """No setting of the person's own speaks in the story."""
    before = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PLANENGINE_")}
    try:
        yield
    finally:
        os.environ.update(before)


class Story:
    """The steps in order; each shows its command and what it answered."""

    def __init__(self, session: Session, source: Path) -> None:
        self._session = session
        self._say = session.say
        self._source = source

    def tell(self) -> None:
        self._paragraph("demo.intro")
        self._set_up()
        self._last_year()
        self._november()
        self._december()
        self._stand()
        self._letters()
        print()
        self._paragraph("demo.end")

    def _set_up(self) -> None:
        self._chapter("demo.chapter.plan")
        self._run("init", ".", lines=1)
        shutil.copytree(self._source, "plans")
        plan = Path("plans/kh_106.yaml")
        text = with_internal_dates(plan.read_text(encoding="utf-8"), self._say("demo.basis"))
        plan.write_text(text, encoding="utf-8")
        self._paragraph("demo.internal", tasks=tuple(INTERNAL))
        self._run("validate", "plans/kh_106.yaml", lines=6, tail=2)
        self._run("apply", "plans/kh_106.yaml", "--yes", day="2024-11-01")

    def _last_year(self) -> None:
        """What was reported in 2023 arrived on paper; the secretariat enters it once the plan is tracked."""
        self._chapter("demo.chapter.last_year")
        day = "2024-11-01"
        agencies = self._holders("IV.1.5@2023", day)
        for number, agency in enumerate(agencies, start=201):
            document = f"{number}/BC-2023"
            entry = ("--on", "2023-12-12", "--channel", "paper", "--document", document)
            command = ("done", "IV.1.5@2023", "--as", agency, *entry)
            if number == 201:
                self._run(*command, day=day)
                self._paragraph("demo.likewise", count=len(agencies) - 1)
            else:
                self._quietly(*command, day=day)
            confirmer = ("--as", "ubnd-tinh") if agency == "so-nnptnt" else ()
            self._quietly("confirm", "IV.1.5@2023", "--agency", agency, *confirmer, day=day)
        entry = ("--on", "2023-12-20", "--channel", "paper", "--document", "245/BC-SNNPTNT")
        self._quietly("done", "IV.1.6@2023", "--as", "so-nnptnt", *entry, day=day)
        self._run("confirm", "IV.1.6@2023", "--as", "ubnd-tinh", "--agency", "so-nnptnt", day=day)
        self._run("remind", "enable", "--yes", day="2024-11-04")

    def _november(self) -> None:
        self._chapter("demo.chapter.november")
        self._run("accept", "2.1.1", "--as", "so-tnmt", day="2024-11-05")
        note = self._say("demo.note.fund")
        self._run("progress", "2.3.1", "--as", "lien-minh-htx", "--note", note, day="2024-11-12")
        self._run("commit", "IV.1.5@2024", "--as", "nam-giang", "--by", "2024-12-10", day="2024-11-20")
        evidence = self._document("512/STNMT", "2024-11-27")
        self._run("done", "2.1.1", "--as", "so-tnmt", "--evidence", evidence, day="2024-11-28")
        self._run("inbox", day="2024-11-29")
        self._run("confirm", "2.1.1", "--agency", "so-tnmt", day="2024-11-29")

    def _december(self) -> None:
        self._chapter("demo.chapter.december")
        evidence = self._document("98/BC-LMHTX", "2024-12-02")
        self._run("done", "2.3.2", "--as", "lien-minh-htx", "--evidence", evidence, day="2024-12-03")
        reason = self._say("demo.reason.return")
        self._run("return", "2.3.2", "--agency", "lien-minh-htx", "--reason", reason, day="2024-12-05")
        self._run("remind", "run", "--once", day="2024-12-09T08:05")
        for agency, document, day in (
            ("hoi-an", "310/BC-UBND", "2024-12-09"),
            ("dien-ban", "277/BC-UBND", "2024-12-10"),
            ("so-tc", "1190/BC-STC", "2024-12-12"),
        ):
            self._run(
                "done", "IV.1.5@2024", "--as", agency, "--evidence", self._document(document, day), day=day
            )
        self._run("remind", "run", "--once", day="2024-12-13T08:05")
        entry = (
            "--on",
            "2024-12-11",
            "--channel",
            "paper",
            "--document",
            self._document("402/BC-UBND", "2024-12-11"),
        )
        self._run("done", "IV.1.5@2024", "--as", "dai-loc", *entry, day="2024-12-13")
        self._run("confirm", "--document", "310/BC-UBND", day="2024-12-13")

    def _stand(self) -> None:
        self._chapter("demo.chapter.stand")
        self._run("status", day="2024-12-16", lines=32, tail=1)
        self._run("list", "--overdue", day="2024-12-16", lines=10, tail=2)
        self._run("list", "--update-late", "--by-task", day="2024-12-16", lines=12, tail=1)
        self._run("show", "IV.1.6@2024", day="2024-12-16", lines=30)

    def _letters(self) -> None:
        self._chapter("demo.chapter.letters")
        before = set(Path("letters").rglob("*.eml"))
        self._run("remind", "run", "--once", day="2024-12-16T08:05")
        fresh = sorted(set(Path("letters").rglob("*.eml")) - before)
        self._paragraph("demo.letters", count=len(fresh))
        for path in fresh:
            letter = message_from_bytes(path.read_bytes(), policy=policy.default)
            if "tam-ky@" in str(letter["To"]):
                body = letter.get_body(("plain",))
                self._show_letter(
                    str(letter["To"]), str(letter["Subject"]), body.get_content() if body else ""
                )
        self._run("audit", "verify", day="2024-12-16")

    def _show_letter(self, to: str, subject: str, text: str) -> None:
        width = min(render.screen(), 96)
        print("┌" + "─" * (width - 2) + "┐")
        for line in (
            self._say("demo.letter.to", to=to),
            self._say("demo.letter.subject", subject=subject),
            "",
        ):
            print(f"│ {line}")
        for line in text.splitlines():
            for folded in render.fold(line, width - 4) if line.strip() else [""]:
                indent = "  " if line.startswith("  ") else ""
                print(f"│ {indent}{folded}".rstrip())
        print("└" + "─" * (width - 2) + "┘")

    def _document(self, number: str, day: str) -> str:
        return self._say("demo.document", number=number, day=_day(day))

    def _holders(self, task: str, day: str) -> list[str]:
        import json

        shown = json.loads(self._quietly("show", task, "--json", day=day))
        return [str(one["agency"]) for one in shown["assignments"]]

    def _run(self, *command: str, day: str | None = None, lines: int = 24, tail: int = 0) -> None:
        """Shows the command, runs it, and shows the first `lines` and last `tail` lines of what it said."""
        moved = f"[{_day(day)}] " if day else ""
        print(f"\n{moved}$ planengine {' '.join(_quoted(one) for one in command)}")
        answer = self._quietly(*command, day=day).rstrip("\n").splitlines()
        shown = answer if len(answer) <= lines + tail + 1 else answer[:lines]
        for line in shown:
            print(f"  {line}".rstrip())
        if shown is not answer:
            print(f"  {self._say('demo.cut', count=len(answer) - lines - tail)}")
            for line in answer[len(answer) - tail :] if tail else ():
                print(f"  {line}".rstrip())

    def _quietly(self, *command: str, day: str | None = None) -> str:
        """Runs a command and returns what it printed. A command of the story that fails ends the story."""
        out = io.StringIO()
        moved = ("--today", day) if day else ()
        arguments = ["--lang", self._say.language, *command[:1], *command[1:], *moved]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = call(arguments)
        if code not in (0, 3):
            print(out.getvalue(), file=sys.stderr)
            raise NotFound("demo.failed", command=" ".join(command), exit_code=code)
        return out.getvalue()

    def _chapter(self, code: str) -> None:
        title = self._say(code)
        print(f"\n{title}\n{'═' * render.width(title)}")

    def _paragraph(self, code: str, **params: object) -> None:
        for line in render.fold(self._say(code, **params), min(render.screen(), 96)):
            print(line)


def with_internal_dates(text: str, basis: str) -> str:
    """The plan file with the demonstration's dates to work to, each marked as made up for it."""
    for task, day in INTERNAL.items():
        pattern = re.compile(rf'^( *)- id: "{re.escape(task)}"\n', re.MULTILINE)
        added = rf"\g<0>\g<1>  internal_due: {day}\n\g<1>  basis: {basis}\n"
        text, count = pattern.subn(added, text)
        if count != 1:
            raise NotFound("demo.no_task", task=task)
    return text


def _day(text: str) -> str:
    """A story day as the reader writes it: "2024-12-16T08:05" is 16/12/2024 08:05."""
    day, _, time = text.partition("T")
    year, month, number = day.split("-")
    return f"{number}/{month}/{year}" + (f" {time}" if time else "")


def _quoted(word: str) -> str:
    return f'"{word}"' if not word or re.search(r"[\s;&|]", word) else word
