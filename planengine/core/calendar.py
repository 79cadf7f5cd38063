"""Working days as data: which days are worked, and the arithmetic of `5wd`.

Light on purpose (nothing is imported beyond datetime): the officer's commands use it. The counting rule is that of the Civil
Code 2015, art. 147: the first day is not counted.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Calendar:
    """A working calendar: `weekend` are weekdays (Monday 0) not worked, `days_off` dates not worked though weekdays,
    `working_days` make-up dates worked though weekend. `covers` are the first and last day it speaks for."""

    id: str
    weekend: Set[int]
    days_off: Set[date]
    working_days: Set[date]
    covers: tuple[date, date]
