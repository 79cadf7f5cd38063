"""Working days as data: which days are worked, and the arithmetic of `5wd`.

Light on purpose (nothing is imported beyond datetime): the officer's commands use it. The counting rule is
that of the Civil Code 2015, art. 147: the first day is not counted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)

WALK = 20
"""Up to so many working days are walked; more are found by counting, which costs the same for any number."""


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
    _off: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _made_up: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _in_week: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # the exceptions that change anything, as sorted ordinals; and how many of the first days of a week are worked
        off = sorted(day.toordinal() for day in self.days_off if day.weekday() not in self.weekend)
        made_up = sorted(day.toordinal() for day in self.working_days if day.weekday() in self.weekend)
        in_week = [0]
        for weekday in range(7):
            in_week.append(in_week[-1] + (weekday not in self.weekend))
        object.__setattr__(self, "_off", tuple(off))
        object.__setattr__(self, "_made_up", tuple(made_up))
        object.__setattr__(self, "_in_week", tuple(in_week))

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

    def moved(self, day: date, rule: str) -> date:
        """The day after a day-off rule: "keep", "next_working_day" or "previous_working_day"."""
        if rule == "next_working_day":
            return self.next_working_day(day)
        return self.previous_working_day(day) if rule == "previous_working_day" else day

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which is not counted; before it for a negative n; `day` for 0."""
        if n > WALK:
            return self._counted_on(day, n)
        if n < -WALK:
            return self._counted_back(day, -n)
        for _ in range(n):
            day = self.next_working_day(day + ONE_DAY)
        for _ in range(-n):
            day = self.previous_working_day(day - ONE_DAY)
        return day

    def _counted_on(self, day: date, n: int) -> date:
        """The n-th working day after `day`, for n over 0."""
        first, last = self.covers
        if day + ONE_DAY < first:
            raise CalendarGap((day + ONE_DAY).year)
        wanted = self._count(day.toordinal()) + n
        if day >= last or self._count(last.toordinal()) < wanted:
            raise CalendarGap((max(day, last) + ONE_DAY).year)
        ordinals = range(day.toordinal() + 1, last.toordinal() + 1)
        return date.fromordinal(ordinals[bisect_left(ordinals, wanted, key=self._count)])

    def _counted_back(self, day: date, n: int) -> date:
        """The n-th working day before `day`, for n over 0."""
        first, last = self.covers
        if day - ONE_DAY > last:
            raise CalendarGap((day - ONE_DAY).year)
        wanted = self._count(day.toordinal() - 1) - n + 1
        if day <= first or wanted <= self._count(first.toordinal() - 1):
            raise CalendarGap((min(day, first) - ONE_DAY).year)
        ordinals = range(first.toordinal(), day.toordinal())
        return date.fromordinal(ordinals[bisect_left(ordinals, wanted, key=self._count)])

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
        """The number of working days from `first` to `last`, both inclusive."""
        if first > last:
            return 0
        if first < self.covers[0]:
            raise CalendarGap(first.year)
        if last > self.covers[1]:
            raise CalendarGap(max(first, self.covers[1] + ONE_DAY).year)
        return self._count(last.toordinal()) - self._count(first.toordinal() - 1)

    def _count(self, ordinal: int) -> int:
        """How many days up to that one (ordinal 1 is a Monday) are worked, by whole weeks and the exceptions."""
        weeks, rest = divmod(ordinal, 7)
        worked = weeks * self._in_week[7] + self._in_week[rest]
        return worked - bisect_right(self._off, ordinal) + bisect_right(self._made_up, ordinal)
