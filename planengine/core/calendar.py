"""Working days as data: which days are worked, and the arithmetic of `5wd`.

Light on purpose (nothing is imported beyond datetime): the officer's commands use it. The counting rule is
that of the Civil Code 2015, art. 147: the first day is not counted.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


class CalendarGap(LookupError):
    """An answer depends on a day, in that `year`, that the calendar does not speak for."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


@dataclass(frozen=True, slots=True)
class Calendar:
    """A working calendar: `weekend` are weekdays (Monday 0) not worked, `days_off` dates not worked though
    weekdays, `working_days` make-up dates worked though weekend. `covers` are the first and last day it
    speaks for.

    Every method raises `CalendarGap` when its answer would depend on a day outside `covers`. Where a method
    takes a `unit`, it is "d" (calendar days) or "wd" (working days).
    """

    id: str
    weekend: Set[int]
    days_off: Set[date]
    working_days: Set[date]
    covers: tuple[date, date]

    def is_working(self, day: date) -> bool:
        """Whether that day is worked."""
        if not self.covers[0] <= day <= self.covers[1]:
            raise CalendarGap(day.year)
        if day.weekday() in self.weekend:
            return day in self.working_days
        return day not in self.days_off

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the first worked day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the last worked day before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which is not counted; before it for a negative n; `day` for 0."""
        for _ in range(n):
            day = self.next_working_day(day + ONE_DAY)
        for _ in range(-n):
            day = self.previous_working_day(day - ONE_DAY)
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days lead from `a` (not counted) to `b` (counted); negative when `b` is earlier."""
        if b < a:
            return -self._worked(b, a - ONE_DAY)
        return self._worked(a + ONE_DAY, b)

    def shift(self, day: date, count: int, unit: str) -> date:
        """`day` moved by `count` days of that unit; `day` is not counted, and is the answer for 0."""
        if unit == "wd":
            return self.add_working_days(day, count)
        return day + timedelta(days=count)

    def finish(self, start: date, count: int, unit: str) -> date:
        """The last day of work of that length which starts on `start`, both inclusive.

        `start` counts as the first day if it is worked: 3 wd from Friday 1 March 2024 end on Tuesday 5 March.
        Work of no length ends on `start`.
        """
        if count < 1:
            return start
        return self.shift(start - ONE_DAY, count, unit)

    def start_from(self, finish: date, count: int, unit: str) -> date:
        """The latest day to start work of that length so that it is over by the end of `finish`.

        Work of no length starts on `finish`.
        """
        if count < 1:
            return finish
        return self.shift(finish + ONE_DAY, -count, unit)

    def _worked(self, first: date, last: date) -> int:
        """The number of working days from `first` to `last`, both inclusive.

        Counted by whole weeks and corrected by the exceptions, which are few: lateness is asked of very many
        tasks.
        """
        if first > last:
            return 0
        if first < self.covers[0]:
            raise CalendarGap(first.year)
        if last > self.covers[1]:
            raise CalendarGap(max(first, self.covers[1] + ONE_DAY).year)
        weeks, rest = divmod((last - first).days + 1, 7)
        weekdays = weeks * (7 - len(self.weekend))
        weekdays += sum((first.weekday() + i) % 7 not in self.weekend for i in range(rest))
        off = sum(first <= day <= last and day.weekday() not in self.weekend for day in self.days_off)
        made_up = sum(first <= day <= last and day.weekday() in self.weekend for day in self.working_days)
        return weekdays - off + made_up
