"""How values stand in the columns: days as "2024-12-14", instants in UTC to the microsecond with "Z"."""

from __future__ import annotations

from datetime import date, datetime, timedelta


def instant(moment: datetime) -> str:
    """An aware time as the database writes it; equal length, so that the order of text is the order of time."""
    utc = (moment - (moment.utcoffset() or timedelta(0))).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def iso(value: date | None) -> str | None:
    """A day as the database writes it."""
    return None if value is None else value.isoformat()


def day(value: object) -> date | None:
    """A day as the database wrote it."""
    return None if value is None else date.fromisoformat(str(value))
