"""Values of targets: who may report one, how a figure is written, and a report folded into what stands.

There is one value for each target, period and agency; a later report replaces it and says what it was before, and what
was said by mistake is taken back. Figures are exact decimal text, never binary fractions. Light.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path may load this module.

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from planengine.core.events import Fact
from planengine.errors import Refusal

FAMILY = "target_value"

REPORTED = "target_reported"
CORRECTED = "target_corrected"
WITHDRAWN = "target_withdrawn"
EVENTS = (REPORTED, CORRECTED, WITHDRAWN)

MOST_DIGITS, MOST_DECIMALS = 15, 6
"""Digits before and after the decimal mark that a figure may have."""


class Row(NamedTuple):
    """The value that stands for a target in a period for an agency: `value` is decimal text ("12.5"), None where it was
    taken back; `unit` is the unit of the goal at the time. `said_by` is the agency that said so for the day `said_on`
    (ISO text); `number` counts what was said of this target by anybody, from 1: the greater is the later."""

    uid: str
    target_uid: str
    period: str
    agency: str
    value: str | None
    unit: str
    note: str | None
    said_by: str
    said_on: str
    number: int


class Asked(NamedTuple):
    """What a report needs of a target: `unit` of its goal, None where the goal has no figure; `reported_by` where the
    plan names somebody; `change` where figures are changes and may be negative."""

    uid: str
    id: str
    unit: str | None
    reported_by: str | None
    change: bool


class Figure(NamedTuple):
    """A figure as it was given, read: decimal text without needless zeros, and its unit ("" where none was written)."""

    value: str
    unit: str


def record_of(target_uid: str, period: str, agency: str) -> str:
    """The uid of the value of a target for that period and agency."""
    return f"{target_uid}/{period}/{agency}"


def read_figure(text: str) -> Figure:
    """The figure that a person wrote: "12,5", "12.5 %", "1.234,5", "1 234 hộ". Comma and point are both decimal marks.

    Raises Refusal("target.figure") for what is no figure, Refusal("target.ambiguous") with both readings where one mark
    stands before exactly three last digits ("1.234"), and Refusal("target.huge") beyond 15 digits or 6 decimals.
    """
    import re

    plain = re.sub("[\u00a0\u202f]", " ", text.strip()[:200]).replace("\u2212", "-").replace("\u2013", "-")
    found = re.fullmatch(r"([-+]?) ?([0-9](?:[0-9., ]*[0-9])?)(?![0-9.,]) *(.*)", plain, re.DOTALL)
    if found is None or re.match(r"[A-Za-z][-+]?[0-9]", found[3]):
        raise Refusal("target.figure", given=text[:80])
    sign, digits, unit = found.groups()
    readings = _readings(digits)
    if not readings:
        raise Refusal("target.figure", given=text[:80])
    if len(readings) > 1:
        raise Refusal("target.ambiguous", given=digits, small=readings[0], large=readings[1])
    whole, _, part = readings[0].partition(".")
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    if len(whole) > MOST_DIGITS or len(part) > MOST_DECIMALS:
        raise Refusal("target.huge", given=digits[:80], digits=MOST_DIGITS, decimals=MOST_DECIMALS)
    value = f"{whole}.{part}" if part else whole
    return Figure(f"-{value}" if sign == "-" and value != "0" else value, " ".join(unit.split()))


def _readings(digits: str) -> tuple[str, ...]:
    """What digits with marks can mean, as decimal text; two where a mark may part thousands or decimals."""
    import re

    found = []
    for mark in ".,":
        other = "," if mark == "." else "."
        if re.fullmatch(rf"[0-9]+(?:{re.escape(mark)}[0-9]+)?", digits):
            found.append(digits.replace(mark, "."))
        for between in (other, " "):
            grouped = rf"[1-9][0-9]{{0,2}}(?:{re.escape(between)}[0-9]{{3}})+(?:{re.escape(mark)}[0-9]+)?"
            if re.fullmatch(grouped, digits):
                found.append(digits.replace(between, "").replace(mark, "."))
    if "." in digits or "," in digits or " " in digits:
        return tuple(sorted(dict.fromkeys(found), key=lambda one: "." not in one))
    return (digits,)


def report(
    asked: Asked,
    before: Row | None,
    figure: Figure,
    *,
    secretariat: str,
    speaker: str,
    agency: str,
    period: str,
    on: date,
    number: int,
    note: str | None = None,
) -> Fact | None:
    """What `speaker` says on the day `on` of the `agency` in a period; None where that stands already.

    `before` is what stands, `number` that of the new one. Raises Refusal where somebody else reports on the target or
    for the agency, the unit is another, or a share is negative.
    """
    _check_who(asked, secretariat, speaker, agency)
    unit = _unit(asked, figure)
    if figure.value.startswith("-") and not asked.change:
        raise Refusal("target.negative", target=asked.id, given=figure.value)
    if (
        before is not None
        and (before.value, before.unit) == (figure.value, unit)
        and note in (None, before.note)
    ):
        return None
    payload = _head(asked, number, speaker, agency, period, on)
    payload |= {"value": figure.value, "unit": unit}
    if note is not None:
        payload["note"] = note
    if before is None or before.value is None:
        return Fact(REPORTED, asked.uid, payload)
    return Fact(CORRECTED, asked.uid, payload | {"was": before.value})


def withdraw(
    asked: Asked,
    before: Row | None,
    *,
    secretariat: str,
    speaker: str,
    agency: str,
    period: str,
    on: date,
    number: int,
    reason: str | None,
) -> Fact:
    """That a value was said by mistake and none stands in its place. Raises Refusal as `report` does, and where nothing
    stands or no reason is given."""
    _check_who(asked, secretariat, speaker, agency)
    if before is None or before.value is None:
        raise Refusal("target.nothing", target=asked.id, agency=agency, period=period)
    if not reason:
        raise Refusal("target.reason", target=asked.id)
    payload = _head(asked, number, speaker, agency, period, on)
    payload |= {"was": before.value, "unit": before.unit, "reason": reason}
    return Fact(WITHDRAWN, asked.uid, payload)


def _head(asked: Asked, number: int, speaker: str, agency: str, period: str, on: date) -> dict[str, object]:
    return {
        "record": record_of(asked.uid, period, agency),
        "target": asked.id,
        "period": period,
        "agency": agency,
        "by": speaker,
        "on": on.isoformat(),
        "number": number,
    }


def _check_who(asked: Asked, secretariat: str, speaker: str, agency: str) -> None:
    """Who the plan names reports on the target and nobody else; else everybody on itself. The secretariat writes down
    what either of them has said."""
    if asked.reported_by is not None and agency != asked.reported_by:
        raise Refusal("target.not_asked", target=asked.id, agency=agency, holder=asked.reported_by)
    if speaker not in (agency, secretariat):
        raise Refusal(
            "target.not_own", target=asked.id, agency=agency, speaker=speaker, secretariat=secretariat
        )


def _unit(asked: Asked, figure: Figure) -> str:
    """The unit that a value is kept with: that of the goal, or what was written where the goal has no figure."""
    if asked.unit is None:
        return figure.unit
    if figure.unit and not same_unit(figure.unit, asked.unit):
        raise Refusal("target.unit", target=asked.id, given=figure.unit[:80], unit=asked.unit)
    return asked.unit


def same_unit(given: str, unit: str) -> bool:
    """Whether what somebody wrote is that unit: capitals and blanks aside, and "tỷ đồng" for "tỷ đồng/năm"."""
    folded, wanted = _folded(given), _folded(unit)
    return folded == wanted or folded == wanted.partition("/")[0]


def _folded(unit: str) -> str:
    return "".join(unit.split()).casefold()


def evolve(before: Row | None, event: str, payload: Mapping[str, object], on: date) -> Row:
    """The value after an event. Raises KeyError or ValueError where that cannot follow."""
    if event not in EVENTS:
        raise KeyError(event)
    standing = before is not None and before.value is not None
    number = payload["number"]
    if not isinstance(number, int) or number <= (0 if before is None else before.number):
        raise ValueError(event)
    if standing == (event == REPORTED):
        raise ValueError(event)
    if before is not None and standing and payload["was"] != before.value:
        raise ValueError(event)
    agency, period = str(payload["agency"]), str(payload["period"])
    uid = str(payload["record"])
    target_uid = uid.partition("/")[0]
    if uid != record_of(target_uid, period, agency):
        raise ValueError(event)
    said = event != WITHDRAWN
    return Row(
        uid=uid,
        target_uid=target_uid,
        period=period,
        agency=agency,
        value=str(payload["value"]) if said else None,
        unit=str(payload["unit"]),
        note=str(payload["note"]) if "note" in payload else None,
        said_by=str(payload["by"]),
        said_on=on.isoformat(),
        number=number,
    )
