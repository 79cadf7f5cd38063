"""Which warnings a plan silences, by `allow`, and which of its entries silence nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping

from planengine.core.plan import Allow, Plan
from planengine.core.problems import Finding, Place, Problem, Subject

NOTHING_TO_SILENCE = "PE219"

HEAD: Subject = ("plan",)


class Silencing:
    """The entries of `allow` of one plan, under its head and in its tasks; remembers which of them were of use."""

    def __init__(self, plan: Plan, places: Mapping[Subject, Place]) -> None:
        self._entries: dict[tuple[Subject, str], Allow] = {}
        self._useful: set[tuple[Subject, str]] = set()
        self._order: list[tuple[Subject, int, str]] = []
        self._starts: list[tuple[str, int, Subject]] = []
        for subject, allows in (
            (HEAD, plan.allow),
            *((("task", task.id), task.allow) for task in plan.tasks),
        ):
            for at, allow in enumerate(allows):
                self._entries.setdefault((subject, allow.code), allow)
                self._order.append((subject, at, allow.code))
        if self._entries:
            for task in plan.tasks:
                place = places[("task", task.id)]
                self._starts.append((place.file, place.line, ("task", task.id)))
            self._starts.sort()

    def of_problem(self, problem: Problem) -> Allow | None:
        """The entry that silences the problem."""
        if not self._entries or problem.severity != "warning":
            return None
        return self._of(problem.subject[:2], problem.code)

    def of_finding(self, finding: Finding) -> Allow | None:
        """The entry that silences a finding which knows its line and no task; a task's lines reach to the next."""
        if not self._entries or finding.severity != "warning":
            return None
        at = bisect_right(self._starts, (finding.place.file, finding.place.line, ("\uffff",)))
        subject = HEAD
        if at > 0 and self._starts[at - 1][0] == finding.place.file:
            subject = self._starts[at - 1][2]
        return self._of(subject, finding.code)

    def _of(self, subject: Subject, code: str) -> Allow | None:
        for key in ((subject, code), (HEAD, code)):
            allow = self._entries.get(key)
            if allow is not None:
                self._useful.add(key)
                return allow
        return None

    def idle(self, unsure: Container[Subject]) -> Iterator[Problem]:
        """A warning for every entry that has silenced nothing so far; those under `unsure` are left alone:
        nobody knows there what is only kept back by a fault."""
        for subject, at, code in self._order:
            if (subject, code) not in self._useful and code != NOTHING_TO_SILENCE and subject not in unsure:
                place: Subject = (*subject, "allow", at, "code")
                yield Problem(NOTHING_TO_SILENCE, place, {"code": code}, severity="warning")
