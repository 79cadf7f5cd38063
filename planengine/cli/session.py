"""What one call shares: the language, the clock, the workspace and the open database, each made at first use."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from planengine import bootstrap
from planengine.errors import NotFound, UsageRefusal
from planengine.messages import Words
from planengine.usecases.rows import Clock, PlanHead

if TYPE_CHECKING:
    from planengine.settings import Settings
    from planengine.store.journal import Journal
    from planengine.store.queries import Queries


class Session:
    """The state of one call of the command line."""

    def __init__(self, language: str) -> None:
        self.say = Words(language)
        self.given_today: str | None = None
        self.given_plan: str | None = None
        self.given_as_of: date | None = None
        self.given_key: str | None = None
        self._clock: Clock | None = None
        self._settings: Settings | None = None
        self._journal: Journal | None = None

    @property
    def clock(self) -> Clock:
        """The moment of this call, read once; where the past is asked for and no day was given, that past."""
        if self._clock is None:
            if self.given_as_of is not None and self.given_today is None:
                self._clock = bootstrap.read_clock(self.given_as_of.isoformat())
            else:
                self._clock = self._present()
        return self._clock

    def _present(self) -> Clock:
        import os

        given = self.given_today
        if given is None:
            given = os.environ.get("PLANENGINE_TODAY") or None
        return bootstrap.read_clock(given)

    @property
    def settings(self) -> Settings:
        """The workspace's settings. Raises NotFound or UsageRefusal."""
        if self._settings is None:
            self._settings = bootstrap.open_settings()
        return self._settings

    @property
    def journal(self) -> Journal:
        """The workspace's database, or what it was at the moment that is asked for.

        Raises NotFound, UsageRefusal or Unavailable.
        """
        if self._journal is None:
            if self.given_as_of is None:
                self._journal = bootstrap.open_journal(self.settings)
            else:
                self._journal = self._open_past(self.given_as_of)
        return self._journal

    def _open_past(self, as_of: date) -> Journal:
        journal = bootstrap.open_journal(self.settings)
        try:
            past = bootstrap.journal_as_of(journal, as_of, self._present().now)
        finally:
            journal.close()
        later = past.first_day_of(self.given_plan)
        if later is not None:
            raise NotFound("as_of.before_plan", plan=self.given_plan, first=later)
        return past

    def refuse_as_of(self) -> None:
        """For what is read from a file: raises UsageRefusal("as_of.file") where the past was asked for."""
        if self.given_as_of is not None:
            raise UsageRefusal("as_of.file")

    @property
    def queries(self) -> Queries:
        """The reading side of the same database."""
        return bootstrap.open_queries(self.journal)

    def today(self, plan: PlanHead) -> date:
        """The calendar day of this call in the plan's zone."""
        return bootstrap.local_day(self.clock.now, plan.timezone)

    def speaker(self, given: str | None) -> str | None:
        """Who speaks: the flag, the environment, the configuration; None where nobody was named."""
        return given or self.settings.speaker

    def tell(self, code: str, /, **params: object) -> None:
        """A sentence on stdout."""
        print(self.say(code, **params))

    def note(self, code: str, /, **params: object) -> None:
        """A sentence on stderr: what is worth knowing but is not the answer."""
        print(self.say(code, **params), file=sys.stderr)

    def close(self) -> None:
        """Closes what was opened; may be called twice."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None


def json_out(value: Any) -> None:
    """A value as JSON on stdout, readable and with Vietnamese letters as they are, escaped where stdout has none."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2)
    print(text)
