"""From the trees of directories and calendars to their values; each may stand in a file of its own or in the plan's."""

from __future__ import annotations

from datetime import date
from typing import Any

from planengine.core.calendar import Calendar
from planengine.core.plan import Agency, Directory, Group
from planengine.core.problems import Subject
from planengine.planfile.build import NO_SUCH_TIMEZONE, Faulty, is_timezone, value_index
from planengine.planfile.desk import NOT_MAPPING, Desk, missing_key, read_mapping
from planengine.planfile.fields import AGENCY, CALENDAR, GROUP, WEEKDAYS
from planengine.planfile.places import Places
from planengine.planfile.tree import BROKEN, DROPPED
from planengine.planfile.values import ISO_DATE, NOT_A_SLUG, SLUG, VIETNAMESE_DATE, as_slug, day_of

DEFINED_TWICE = "PE061"
NO_DIRECTORY = "PE062"
NO_PAIR = "PE063"
DATE_TWICE = "PE064"
NO_MAKE_UP = "PE065"
OUTSIDE_COVERS = "PE066"
COVERS_NOTHING = "PE067"
NO_CALENDAR = "PE211"


class DirectoryDraft:
    """The bodies of all directories of a plan, gathered file by file. `whole` is false when one could not be read: then
    nobody can say that a body is unknown."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.agencies: dict[str, Agency] = {}
        self.groups: dict[str, Group] = {}
        self.faulty: Faulty = set()
        self.whole = True
        # Where a body was named first: the file, the mapping it stands in and its mark there.
        self._first: dict[str, tuple[Desk, dict[str, Any], int]] = {}

    @property
    def directory(self) -> Directory:
        """What was gathered."""
        return Directory(self.agencies, self.groups)

    def called(self) -> dict[str, str]:
        """The name and the short form of every agency and group, without capitals, each with the id it stands for."""
        named: dict[str, str] = {}
        bodies: list[Agency | Group] = [*self.agencies.values(), *self.groups.values()]
        for one in bodies:
            named.setdefault(one.name.casefold(), one.id)
        for agency in self.agencies.values():
            if agency.short:
                named.setdefault(agency.short.casefold(), agency.id)
        named.pop("", None)
        return named

    def gather(self, desk: Desk, root: dict[str, Any]) -> None:
        """Add `agencies` and `groups` of one file."""
        for slug, found in self._bodies(desk, root, "agencies"):
            self.agencies.setdefault(slug, Agency(id=slug, **{"name": "", **found}))
        for slug, found in self._bodies(desk, root, "groups"):
            self.groups.setdefault(slug, Group(id=slug, **{"name": "", **found}))

    def _bodies(self, desk: Desk, root: dict[str, Any], key: str) -> list[tuple[str, dict[str, Any]]]:
        node = root.get(key)
        if node is None:
            return []
        if type(node) is not dict:
            self.whole = False
            if node is not BROKEN:
                desk.fault(NOT_MAPPING, root, value_index(root, key))
            return []
        kind, fields = ("agency", AGENCY) if key == "agencies" else ("group", GROUP)
        made = []
        for at, (slug, one) in enumerate(node.items()):
            if slug.startswith(DROPPED):
                continue
            if not SLUG.fullmatch(slug):
                desk.fault(NOT_A_SLUG, node, 1 + 2 * at, value=slug[:80], guess=as_slug(slug))
            first = self._first.setdefault(slug, (desk, node, 1 + 2 * at))
            if first[1] is not node:
                related = (first[0].tree.place(*first[1:]),)
                desk.fault(DEFINED_TWICE, node, 1 + 2 * at, related=related, id=slug)
            subject: Subject = (kind, slug)
            self.places.put(subject, desk.tree, one, node, 1 + 2 * at)
            told = desk.told
            found = (
                read_mapping(desk, {} if one is None else one, node, 2 + 2 * at, fields)
                if one is not None
                else {}
            )
            if one is None:
                missing_key(desk, {}, node, 1 + 2 * at, "name")
            if desk.told > told:
                keys = desk.faulty_keys(one, told) if isinstance(one, dict) else set(fields)
                self.faulty |= {(subject, faulty) for faulty in keys}
            made.append((slug, found or {}))
        return made


def build_calendar(
    desk: Desk, node: Any, holder: Any, index: int, places: Places, default_id: str | None
) -> tuple[Calendar, Faulty]:
    """The calendar that stands in `node`, and the keys of it that have faults."""
    told = desk.told
    found = read_mapping(desk, node, holder, index, CALENDAR)
    if found is None:
        return blank_calendar(), {(("calendar",), key) for key in CALENDAR}
    places.put(("calendar",), desk.tree, node, holder, index)
    if default_id is None and "calendar" not in node:
        missing_key(desk, node, holder, index, "calendar")
    if not is_timezone(found.get("timezone", "UTC")):
        desk.fault(NO_SUCH_TIMEZONE, node, value_index(node, "timezone"), value=found["timezone"][:80])
    covers = _covers(desk, node, found)
    weekend = frozenset(WEEKDAYS.index(day) for day in found.get("weekend", ("sat", "sun")))
    days_off = _days(desk, node, "days_off", covers)
    worked = _days(desk, node, "working_days", covers)
    if "days_off" not in desk.faulty_keys(node, told):
        _pairs(desk, node, weekend, days_off, worked)
    faulty: Faulty = set()
    if desk.told > told:
        faulty |= {(("calendar",), key) for key in desk.faulty_keys(node, told)}
    if covers is None:
        faulty.add((("calendar",), "covers"))
    calendar = Calendar(
        id=found.get("calendar", default_id or ""),
        weekend=weekend,
        days_off=frozenset(days_off),
        working_days=frozenset(worked),
        covers=covers or blank_calendar().covers,
    )
    return calendar, faulty


def blank_calendar() -> Calendar:
    """Saturdays and Sundays, for all time: of a plan without a calendar, or with one that cannot be read."""
    return Calendar(
        "weekends", frozenset({5, 6}), frozenset(), frozenset(), (date(1900, 1, 1), date(2199, 12, 31))
    )


def _covers(desk: Desk, node: dict[str, Any], found: dict[str, Any]) -> tuple[date, date] | None:
    covers = found.get("covers", {})
    if not ("from" in covers and "until" in covers):
        return None
    if covers["until"] < covers["from"]:
        desk.fault(COVERS_NOTHING, node["covers"], value_index(node["covers"], "until"))
        return None
    return covers["from"], covers["until"]


def _days(
    desk: Desk, node: dict[str, Any], key: str, covers: tuple[date, date] | None
) -> dict[date, tuple[dict[str, Any], date | None]]:
    """The dates of one list with the mapping each stands in and the day off it makes up for."""
    days: dict[date, tuple[dict[str, Any], date | None]] = {}
    listed = node.get(key)
    for one in listed if type(listed) is list else ():
        if type(one) is not dict or type(one.get("date")) is not str:
            continue
        # Whether it is a date was told when the list was read.
        day = _quiet_date(one["date"])
        pair = _quiet_date(one["for"]) if type(one.get("for")) is str else None
        if day is None:
            continue
        at = value_index(one, "date")
        if day in days:
            first = days[day][0]
            related = (desk.tree.place(first, value_index(first, "date")),)
            desk.fault(DATE_TWICE, one, at, related=related, date=day)
            continue
        if covers is not None and not covers[0] <= day <= covers[1]:
            desk.fault(OUTSIDE_COVERS, one, at, date=day, first=covers[0], last=covers[1])
        days[day] = (one, pair)
    return days


def _quiet_date(value: str) -> date | None:
    found = ISO_DATE.fullmatch(value)
    if found:
        return day_of(*found.groups())
    found = VIETNAMESE_DATE.fullmatch(value)
    return day_of(found[3], found[2], found[1]) if found else None


def _pairs(
    desk: Desk,
    node: dict[str, Any],
    weekend: frozenset[int],
    days_off: dict[date, tuple[dict[str, Any], date | None]],
    worked: dict[date, tuple[dict[str, Any], date | None]],
) -> None:
    """A make-up day is worked although it would be off, instead of a day off that is listed."""
    for day, (one, pair) in worked.items():
        at = value_index(one, "date")
        if day in days_off:
            first = days_off[day][0]
            related = (desk.tree.place(first, value_index(first, "date")),)
            desk.fault(DATE_TWICE, one, at, related=related, date=day)
        elif day.weekday() not in weekend:
            desk.fault(NO_MAKE_UP, one, at, date=day)
        if pair is None and one.get("for") is None:
            desk.fault(NO_PAIR, one, at, date=day)
        elif pair is not None and pair not in days_off:
            desk.fault(NO_PAIR, one, value_index(one, "for"), date=pair)
