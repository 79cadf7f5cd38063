"""Random plans as values: every key of the format, texts as awkward as a file allows. They need not make sense.

A plan has hundreds of choices; hypothesis draws only the seed they are made from, which is a hundred times as fast.
"""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from planengine.core.plan import (
    Allow,
    Body,
    Completion,
    Defaults,
    Dependency,
    Due,
    FocalPoint,
    Goal,
    Merge,
    MonthDay,
    Move,
    Plan,
    Removal,
    Section,
    Signer,
    Span,
    Split,
    Target,
    Task,
)
from planengine.planfile.text import FORBIDDEN

AGENCIES = ("ubnd-tinh", "vp-ubnd", "so-tc", "so-xd", "tam-ky")
GROUPS = ("ubnd-huyen", "nganh")
EVERY = ("year", "half", "quarter", "month", "week")

# Letters that YAML, spreadsheets or shells give a meaning, and Vietnamese ones.
LETTERS = tuple("aB1 .,:;#-'\"[]{}&*!|>%@`=+<~?\\/_()\n\t\rđĐếỬ“”…–²\u00a0\u0301x0A")
WORDS = (
    "null", "true", "no", "2.10", "=1+1", "-", "@a", "_x0041_", "12/2025", "- a", "a: b", "a #b", "---", "...", "[x",
    "{y", '"z', "1e3", "0x1F", "~", "<<", "2025-12-31", "Sở", "Tài chính", "a;b", "a;\nb", "  ", "#N/A", "TRUE",
    "Cùng thực hiện:", "hằng năm", "ngày 5",
)  # fmt: skip
LONG = ("một", "hai  ba", "bốn:", "#năm", "- sáu", "bảy")


class Chance:
    """Draws values of one plan from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.pick = self.random.choice

    def maybe(self, make):
        return make() if self.random.random() < 0.4 else None

    def some(self, make, most=3):
        return tuple(make() for _ in range(self.random.randint(0, most)))

    def yes(self):
        return self.random.random() < 0.3

    def text(self):
        while True:
            if self.random.random() < 0.1:
                raw = " ".join(self.pick(LONG) for _ in range(self.random.randint(20, 60)))
            else:
                parts = (self.pick(self.pick((LETTERS, WORDS))) for _ in range(self.random.randint(1, 12)))
                raw = "".join(parts)
            found = unicodedata.normalize("NFC", FORBIDDEN.sub("", raw)).strip()
            if found:
                return found

    def line(self):
        while True:
            text = self.text()
            found = " ".join(text.split()) if "\n" in text or "\t" in text else text
            if found:
                return found

    def lines(self):
        return self.pick(("114", "114-117", "1-2, 5"))

    def day(self):
        return date(1900, 1, 1) + timedelta(days=self.random.randint(0, 109_000))

    def month_day(self):
        return MonthDay(self.random.randint(1, 12), self.random.randint(1, 28))

    def span(self, low=1):
        return Span(self.random.randint(low, 400), self.pick(("d", "wd")))

    def due(self):
        before = self.yes()
        return self.pick(
            (
                Due(day=self.day(), before=before),
                Due(yearly=self.month_day(), before=before),
                Due(day_of_month=self.random.randint(1, 28), before=before),
                Due(within=self.span(), of=self.pick(("issued", "1", "IV.1.5"))),
                Due(horizon=True),
            )
        )

    def body(self):
        if self.random.random() < 0.8:
            return Body(self.pick(AGENCIES + GROUPS))
        members = self.maybe(lambda: tuple(self.pick(AGENCIES) for _ in range(self.random.randint(1, 3))))
        return Body(self.pick(GROUPS), self.pick(("members", "group")), members)

    def completion(self):
        rule = self.pick(("all", "all", "any", "focal_point", "at_least", "percent"))
        return Completion(rule, self.random.randint(1, 99) if rule in ("at_least", "percent") else None)

    def dependency(self):
        return Dependency(
            self.pick(("1", "2.10", "IV.1.5", "kh-2/3.1")), self.pick(("FS", "FS", "SS", "FF")),
            self.pick((Span(0, "d"), self.span(-50))), self.yes(),
            self.pick(((), ("all",), ("period",), ("agency", "period"))), self.maybe(self.text),
        )  # fmt: skip

    def readings(self, *keys):
        return tuple((key, self.text()) for key in keys if self.yes())

    def allow(self):
        return Allow(self.pick(("PE202", "PE205")), self.text())

    def goal(self):
        units = ("", "%", "mô hình", "tỷ đồng/năm", '"a: b')
        return Goal(
            self.pick((">=", ">", "<=", "<", "=", "~")), self.pick(("5", "0.25", "100")), self.pick(units)
        )

    def focal_point(self):
        return FocalPoint(self.pick(AGENCIES), self.maybe(self.text), self.maybe(self.line))

    def target(self, name):
        return Target(
            name, self.line(), goal=self.maybe(self.goal), baseline=self.maybe(self.line), due=self.maybe(self.day),
            reported_by=self.maybe(lambda: self.pick(AGENCIES)), every=self.maybe(lambda: self.pick(EVERY)),
            since_baseline=self.yes(), aggregate=self.pick(("latest", "sum", "average")), ref=self.maybe(self.line),
            tolerance=self.maybe(lambda: self.pick(("5", "0.5"))), lines=self.maybe(self.lines),
            quote=self.some(self.text), notes=self.maybe(self.text), readings=self.readings("goal", "every"),
        )  # fmt: skip

    def task(self, name, section, inherited):
        form = self.pick(("lead", "lead", "joint", "each", "unassigned"))
        bodies = {"lead": lambda: (self.body(),), "unassigned": lambda: ()}.get(
            form, lambda: self.some(self.body)
        )()
        every = lambda: self.maybe(lambda: self.pick(EVERY))  # noqa: E731
        return Task(
            id=name, title=self.line(), section=section, form=form, bodies=bodies,
            kind=self.pick(("once", "once", "recurring", "standing", "on_demand", "milestone")),
            support=self.some(self.body), support_required=self.yes(), focal_point=self.maybe(self.focal_point),
            complete_when=self.completion(), every=every(), from_=self.maybe(self.day), until=self.maybe(self.day),
            update=every(), starts=self.maybe(self.day), duration=self.maybe(self.span), due=self.maybe(self.due),
            internal_due=self.maybe(self.due), basis=self.maybe(self.text),
            cutoff=self.maybe(lambda: self.pick((self.day(), self.month_day()))),
            day_off=self.pick(("keep", "next_working_day", "previous_working_day")),
            after=self.some(self.dependency), related=self.some(lambda: self.pick(("1", "2.10", "kh-2/3"))),
            targets=self.some(lambda: self.pick(("G1", "G2"))), output=self.maybe(self.text), ref=self.maybe(self.line),
            lines=self.maybe(self.lines), clause=self.lines() if self.yes() else inherited, quote=self.some(self.text),
            supersedes_extension=self.yes(), **self.pick(({}, {"reopen": True}, {"grandfather": True})),
            conditions=self.some(self.text), restricted=self.yes(), priority=self.pick(("normal", "urgent")),
            leader=self.maybe(self.line), addressee=self.some(lambda: self.pick(AGENCIES)),
            via=self.maybe(lambda: self.pick(AGENCIES)), request=self.yes(),
            evidence=self.pick(("required", "optional")), confirm=self.pick(("secretariat", "none")),
            reminders=self.pick(("standard", "none")), tags=self.some(self.line), notes=self.maybe(self.text),
            readings=self.readings("kind", "due", "lead", "from"), allow=self.some(self.allow, 2),
        )  # fmt: skip

    def plan(self):
        sections: list[Section] = []
        tasks: list[Task] = []
        numbers = iter(range(1, 1000))

        def fill(parent, depth):
            for _ in range(self.random.randint(1, 3)):
                prefix = f"{parent.id}." if parent and self.yes() else ""
                name = f"{prefix}{self.pick(('', 'A', 'IV.'))}{next(numbers)}"
                above, inherited = (parent.id, parent.clause) if parent else (None, None)
                if depth < 3 and self.yes():
                    clause = self.lines() if self.yes() else inherited
                    section = Section(
                        name, self.line(), above, self.maybe(self.line), self.maybe(self.lines), clause,
                        self.maybe(self.text),
                    )  # fmt: skip
                    sections.append(section)
                    fill(section, depth + 1)
                else:
                    tasks.append(self.task(name, above, inherited))

        fill(None, 0)
        return Plan(
            id="kh-1", title=self.line(), issuer="ubnd-tinh", starts=self.day(), ends=self.day(),
            secretariat="vp-ubnd", approver="ubnd-tinh", timezone=self.pick(("Asia/Ho_Chi_Minh", "UTC")),
            tasks=tuple(tasks), sections=tuple(sections),
            targets=tuple(map(self.target, ("G1", "3.10")[: self.yes() + 1])),
            number=self.maybe(self.line), issued=self.maybe(self.day),
            signer=self.maybe(lambda: Signer(self.line(), self.maybe(self.line), self.maybe(self.line))),
            basis=self.some(self.text), recipients=self.some(self.text),
            defaults=Defaults(
                self.pick(("secretariat", "none")), self.pick(("required", "optional")),
                self.pick(("none", "horizon")), self.pick(("keep", "next_working_day")),
                self.pick(("standard", "none")),
            ),
            allow=self.some(self.allow, 2),
            moved=self.some(lambda: Move(self.pick(("9.1", "G9")), self.pick(("1", "G1")), self.maybe(self.line))),
            removed=self.some(lambda: Removal(self.pick(("8.1", "VII")), self.text(), self.maybe(self.line))),
            split=self.some(lambda: Split("8.2", self.pick((("1", "2"), ("1", "2", "1.10"))), self.maybe(self.line))),
            merge=self.some(lambda: Merge(("8.3", "8.4"), self.pick(("1", "2")), self.maybe(self.line))),
        )  # fmt: skip


SEEDS = st.integers(0, 2**32)
PLANS = SEEDS.map(lambda seed: Chance(seed).plan())
TEXTS = SEEDS.map(lambda seed: Chance(seed).text())
